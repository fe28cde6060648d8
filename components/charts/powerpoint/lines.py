"""Lines over time as a native chart: marks, intervals as error bars, names at the lines' ends."""

from __future__ import annotations

from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

from components.charts.plot import Axis, Band, Line, Plot, Rule, Text
from components.charts.powerpoint import native

Columns = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]


def spread(mark: Line, axis: Axis, bands: list[Band]) -> Columns:
    """Value and limits of a line at each tick of the axis of time; limits also from its bands."""
    nan = float("nan")
    at = {tick: n for n, tick in enumerate(axis.ticks)}
    value, low, high = ([nan] * len(at) for _ in range(3))
    for n, x in enumerate(mark.x):
        value[at[x]] = mark.y[n]
        if mark.low:
            low[at[x]], high[at[x]] = mark.low[n], mark.high[n]
    for band in bands:
        for n, x in enumerate(band.x):
            low[at[x]], high[at[x]] = band.low[n], band.high[n]
    return tuple(value), tuple(low), tuple(high)


def write(shapes: Any, plot: Plot, box: native.Box) -> Any:
    """Add the chart of a plot of lines to a slide's shapes; returns its graphic frame."""
    marks, count = plot.of(Line), len(plot.x.ticks)
    columns = [
        spread(mark, plot.x, [band for band in plot.of(Band) if band.name == mark.name])
        for mark in marks
    ]
    rule = next((each for each in plot.of(Rule) if each.axis == "y" and each.name), None)
    data = native.categories(plot.x, plot.numbers)
    for name, (value, _, _) in zip(
        native.series_names(plot, [mark.name for mark in marks]), columns, strict=True
    ):
        data.add_series(name, native.or_none(value))
    if rule is not None:
        data.add_series(rule.name, [rule.at] * count)
    frame = native.add(shapes, XL_CHART_TYPE.LINE_MARKERS, data, box, plot)
    chart = frame.chart
    native.value_axis(chart.value_axis, plot.y, native.tick_form(plot.y, plot.numbers))
    native.name_axis(chart.category_axis, plot.x, low=True)
    native.place_frame(chart, plot)
    broken = any(y != y for mark in marks for y in mark.y)
    native.across_gaps(chart, "gap" if broken else "span")
    every = list(chart.plots[0].series)
    inner = (plot.height - plot.margins[2] - plot.margins[3]) / plot.height
    texts = [text for text in plot.of(Text) if text.role == "name"]
    for one, mark, (value, low, high) in zip(every, marks, columns, strict=False):
        native.line(one, mark.ink, mark.width, mark.dash)
        native.marker(one, mark.ink, mark.symbol or "circle", 8)
        native.error_bars(one, value, low, high, mark.ink, direction="y")
        last = max((n for n, each in enumerate(value) if each == each), default=None)
        text = next((each for each in texts if each.ink == mark.ink), None)
        if last is not None and text is not None:
            lift = (text.y - value[last]) / (plot.y.high - plot.y.low) * inner
            native.say_at(
                one,
                last,
                text.text,
                text.size,
                mark.ink,
                XL_LABEL_POSITION.RIGHT,
                bold=True,
                lift=lift,
            )
    if rule is not None:
        native.line(every[-1], rule.ink, 1.5, "dash")
        said = next((text.text for text in plot.of(Text) if text.role == "reference"), rule.name)
        native.say_at(every[-1], count - 1, said, plot.size, "text", XL_LABEL_POSITION.ABOVE)
    native.legend(chart, plot, [len(marks)] if rule is not None else [])
    return frame
