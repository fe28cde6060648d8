"""Groups as a native bar chart: a bar of every series for each name, with intervals."""

from __future__ import annotations

from typing import Any

from pptx.enum.chart import XL_CHART_TYPE

from components.charts.plot import Plot, Points
from components.charts.powerpoint import native


def write(shapes: Any, plot: Plot, box: native.Box) -> Any:
    """Add the chart of a plot of groups to a slide's shapes; returns its graphic frame."""
    series = [mark for mark in plot.of(Points) if mark.name]
    count = len(plot.y.ticks)
    data = native.categories(plot.y, plot.numbers)
    spread: list[tuple[tuple[float, ...], ...]] = []
    for mark in series:
        columns = [[float("nan")] * count for _ in range(3)]
        for n, place in enumerate(mark.y):
            row = round(place)
            columns[0][row] = mark.x[n]
            if mark.low:
                columns[1][row], columns[2][row] = mark.low[n], mark.high[n]
        spread.append(tuple(tuple(column) for column in columns))
    for name, (value, _, _) in zip(
        native.series_names(plot, [mark.name for mark in series]), spread, strict=True
    ):
        data.add_series(name, native.or_none(value))
    frame = native.add(shapes, XL_CHART_TYPE.BAR_CLUSTERED, data, box, plot)
    chart = frame.chart
    native.value_axis(chart.value_axis, plot.x, native.tick_form(plot.x, plot.numbers))
    native.name_axis(chart.category_axis, plot.y, low=plot.x.log or plot.x.low < 0)
    native.downwards(chart)
    native.place_frame(chart, plot)
    if plot.x.log:
        native.cross_at(chart.category_axis, 1)
    drawn = chart.plots[0]
    drawn.gap_width, drawn.overlap = 45, 0
    for one, mark, (value, low, high) in zip(drawn.series, series, spread, strict=True):
        fill = one.format.fill
        fill.solid()
        fill.fore_color.rgb = native.ink(mark.inks[0])
        native.error_bars(one, value, low if mark.low else (), high if mark.low else ())
    native.legend(chart, plot)
    return frame
