"""Areas by two measures as a native chart of points (XY scatter)."""

from __future__ import annotations

from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE

from components.charts.plot import Plot, Points, Rule
from components.charts.powerpoint import native


def write(shapes: Any, plot: Plot, box: native.Box) -> Any:
    """Add the chart to a slide's shapes: a series for the region's areas and one for the place's.

    The lines of the worst fifths are series of two points, because a native chart has no rules.
    """
    points, rules = plot.of(Points), plot.of(Rule)
    data = XyChartData(number_format="General")
    for mark in points:
        series = data.add_series(mark.name)
        for x, y in zip(mark.x, mark.y, strict=True):
            series.add_data_point(float(x), float(y))
    for rule in rules:
        series = data.add_series(f"Worst fifth ({rule.axis})")
        along = plot.y if rule.axis == "x" else plot.x
        for end in (along.low, along.high):
            series.add_data_point(*((rule.at, end) if rule.axis == "x" else (end, rule.at)))
    frame = native.add(shapes, XL_CHART_TYPE.XY_SCATTER, data, box, plot)
    chart = frame.chart
    every = list(chart.plots[0].series)
    for series, mark in zip(every, points, strict=False):
        native.marker(series, mark.inks[0], "circle", max(round(mark.size), 2))
        series.format.line.fill.background()
        series.marker.format.line.fill.background()
    for series, rule in zip(every[len(points) :], rules, strict=True):
        native.line(series, rule.ink, rule.width, "dash")
    for axis, placed in ((chart.category_axis, plot.x), (chart.value_axis, plot.y)):
        native.value_axis(axis, placed, native.tick_form(placed, plot.numbers))
        axis.format.line.color.rgb = native.ink("text")
    native.title(chart.value_axis, plot.y.title, plot.y.size)
    native.place_frame(chart, plot)
    native.legend(chart, plot, list(range(len(points), len(every))))
    return frame
