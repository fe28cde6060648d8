"""Rows as a native bar chart; dots along the foot as native marks."""

from __future__ import annotations

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.util import Pt

from components.charts.plot import Bars, Line, Plot, Points, Rule, Text
from components.charts.powerpoint import native


def write(shapes: Any, plot: Plot, box: native.Box) -> Any:
    """Add the chart of a plot of rows to a slide's shapes; returns its graphic frame."""
    return _across(shapes, plot, box) if plot.x.whole else _bars(shapes, plot, box)


def _rule(plot: Plot) -> Rule | None:
    return next((each for each in plot.of(Rule) if each.name), None)


def _by_row(plot: Plot) -> dict[int, tuple[float, float, float, str]]:
    """Value, limits and ink by row, for bars and for dots."""
    nan = float("nan")
    found: dict[int, tuple[float, float, float, str]] = {}
    for mark in plot.marks:
        if isinstance(mark, Bars):
            at, value = mark.at, mark.end
        elif isinstance(mark, Points) and mark.name:
            at, value = mark.y, mark.x
        else:
            continue
        for n, place in enumerate(at):
            limits = (mark.low[n], mark.high[n]) if mark.low else (nan, nan)
            found[int(place)] = (value[n], *limits, mark.inks[n])
    return found


def _bars(shapes: Any, plot: Plot, box: native.Box) -> Any:
    nan = float("nan")
    by_row, count = _by_row(plot), len(plot.y.ticks)
    rows: list[tuple[str, float, float, float, str]] = [
        (text, *by_row.get(n, (nan, nan, nan, "line"))) for n, text in enumerate(plot.y.texts)
    ]
    rule = _rule(plot)
    if rule is not None and rule.before is not None:
        rows.insert(rule.before, (_name(rule, plot), rule.at, nan, nan, "similar"))
    data = CategoryChartData(number_format=native.number_format(plot.numbers))
    data.categories = [row[0] for row in rows]
    value = tuple(row[1] for row in rows)
    low, high = tuple(row[2] for row in rows), tuple(row[3] for row in rows)
    data.add_series("Figure", native.or_none(value))
    frame = native.add(shapes, XL_CHART_TYPE.BAR_CLUSTERED, data, box, plot)
    chart = frame.chart
    native.value_axis(chart.value_axis, plot.x, native.tick_form(plot.x, plot.numbers))
    native.name_axis(chart.category_axis, plot.y, low=plot.x.log or plot.x.low < 0)
    native.downwards(chart)
    native.place_frame(chart, plot)
    if plot.x.log:
        native.cross_at(chart.category_axis, 1)
    drawn = chart.plots[0]
    drawn.gap_width = 35
    series = drawn.series[0]
    form = native.number_format(plot.numbers)
    for number, row in enumerate(rows):
        if row[1] != row[1]:
            continue
        point = series.points[number]
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = native.ink(row[4])
        label = point.data_label
        label.position = XL_LABEL_POSITION.INSIDE_BASE
        label.font.size = Pt(min(plot.y.size, 11))
        label.font.color.rgb = native.ink("text" if row[4].startswith("shade") else "background")
        label.font.bold = row[4] == "primary" and count > 1
        native.show_value(label, form)
    native.error_bars(series, value, low, high)
    return frame


def _name(rule: Rule, plot: Plot) -> str:
    """Name of a reference without its figure, which its own bar shows."""
    return rule.name.removesuffix(plot.numbers.words(rule.at)).rstrip(" :")


def _across(shapes: Any, plot: Plot, box: native.Box) -> Any:
    points = next(mark for mark in plot.of(Points) if mark.opacity == 1)
    rule, count = _rule(plot), len(plot.x.ticks)
    values, lows, highs = ([float("nan")] * count for _ in range(3))
    for n, place in enumerate(points.x):
        values[int(place)] = points.y[n]
        if points.low:
            lows[int(place)], highs[int(place)] = points.low[n], points.high[n]
    data = native.categories(plot.x, plot.numbers)
    data.add_series("Figure", native.or_none(tuple(values)))
    if rule is not None:
        data.add_series(rule.name, [rule.at] * count)
    fitted = plot.of(Line)
    for line in fitted:
        found = dict(zip(line.x, line.y, strict=True))
        data.add_series(
            "Line from which the gap is measured", [found.get(float(n)) for n in range(count)]
        )
    frame = native.add(shapes, XL_CHART_TYPE.LINE_MARKERS, data, box, plot)
    chart = frame.chart
    native.value_axis(chart.value_axis, plot.y, native.tick_form(plot.y, plot.numbers))
    native.name_axis(chart.category_axis, plot.x, low=True)
    native.place_frame(chart, plot)
    dots, *others = chart.plots[0].series
    dots.format.line.fill.background()
    native.marker(dots, points.inks[0] if points.inks else "primary", points.symbol, points.size)
    said = {int(text.x): text for text in plot.of(Text) if text.role == "value"}
    for number, text in said.items():
        where = XL_LABEL_POSITION.BELOW if text.up == "top" else XL_LABEL_POSITION.ABOVE
        label = dots.points[number].data_label
        label.position = XL_LABEL_POSITION.RIGHT if points.low else where
        label.font.size = Pt(text.size)
        native.show_value(label, native.number_format(plot.numbers))
    native.error_bars(
        dots, tuple(values), tuple(lows), tuple(highs), points.range_ink, direction="y"
    )
    if fitted:
        native.line(others[-1], fitted[0].ink, 1.5, "dash")
        native.across_gaps(chart, "span")
    if rule is not None:
        native.line(others[0], rule.ink, 1.5, "dash")
        native.say_at(
            others[0], count - 1, _short(plot), plot.size, "text", XL_LABEL_POSITION.ABOVE
        )
    return frame


def _short(plot: Plot) -> str:
    return next((text.text for text in plot.of(Text) if text.role == "reference"), "")
