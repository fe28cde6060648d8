"""The plane of cost and gain as a native chart of points (XY scatter)."""

from __future__ import annotations

from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION

from components.charts.inks import colour
from components.charts.plot import Line, Plot, Points, Text
from components.charts.powerpoint import native
from components.design.palette import LIGHT


def write(shapes: Any, plot: Plot, box: native.Box) -> Any:
    """Add the chart of a plane to a slide's shapes: runs, 95% ranges, medians, the threshold."""
    points = plot.of(Points)
    clouds = [mark for mark in points if mark.opacity < 1]
    medians = [mark for mark in points if mark.name and mark.opacity == 1]
    upright = [mark for mark in points if not mark.name]
    lines = plot.of(Line)
    letters = [text.text for text in plot.of(Text) if text.role == "letter"]
    data = XyChartData(number_format="General")
    for mark in clouds:
        _add(data, mark.name, zip(mark.x, mark.y, strict=True))
    for letter, mark, up in zip(letters, medians, upright, strict=True):
        # A cross and not error bars: LibreOffice draws none along the foot of such a chart.
        x, y = mark.x[0], mark.y[0]
        _add(
            data,
            f"{letter}, 95% of runs",
            [(mark.low[0], y), (mark.high[0], y), (x, y), (x, up.low[0]), (x, up.high[0])],
        )
    for name, mark in zip(
        native.series_names(plot, [mark.name for mark in medians]), medians, strict=True
    ):
        _add(data, name, [(mark.x[0], mark.y[0])])
    for line in lines:
        _add(data, line.name, zip(line.x, line.y, strict=True))
    frame = native.add(shapes, XL_CHART_TYPE.XY_SCATTER, data, box, plot)
    chart = frame.chart
    every = list(chart.plots[0].series)
    hidden = len(clouds) + len(medians)
    for series, mark in zip(every, clouds, strict=False):
        native.marker(series, mark.inks[0], "circle", 2)  # so small that they hide no mark
        pale = native.rgb(_pale(colour(mark.inks[0], LIGHT)))
        series.marker.format.fill.fore_color.rgb = pale
        series.format.line.fill.background()
        series.marker.format.line.fill.background()
    for number, mark in enumerate(medians):
        cross, series = every[len(clouds) + number], every[hidden + number]
        native.line(cross, mark.inks[0], 1.75, "solid")
        native.marker(series, mark.inks[0], mark.symbol, 12)
        series.format.line.fill.background()
        series.marker.format.line.color.rgb = native.ink("background")
        native.say_at(series, 0, letters[number], 16, "text", XL_LABEL_POSITION.ABOVE, bold=True)
    rest = list(range(hidden + len(medians), len(every)))
    said = [text for text in plot.of(Text) if text.role == "threshold"]
    for number, text in zip(rest, said, strict=True):
        native.line(every[number], "muted", 1.5, "dash")
        native.say_at(every[number], 1, text.text, text.size, "muted", XL_LABEL_POSITION.LEFT)
    large = max(abs(each) for each in plot.y.ticks) >= 2e6
    money = '"£"#,##0.##,,"m"' if large else '"£"#,##0'
    for axis, placed, form in (
        (chart.category_axis, plot.x, native.tick_form(plot.x, plot.numbers).replace('"£"', "")),
        (chart.value_axis, plot.y, _money(plot, money)),
    ):
        native.value_axis(axis, placed, form)
        axis.format.line.color.rgb = native.ink("text")
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if plot.y.title:
        native.title(chart.value_axis, plot.y.title, plot.y.size)
    native.place_frame(chart, plot)
    native.legend(chart, plot, [*range(hidden), *rest])
    return frame


def _money(plot: Plot, form: str) -> str:
    """Pounds as the plot writes them: decimals only where its own numbers have some."""
    plain = all("." not in text for text in plot.y.texts)
    form = form.replace(".##", "" if plain else ".0")
    return f"{form};−{form}"


def _add(data: Any, name: str, points: Any) -> None:
    series = data.add_series(name)
    for x, y in points:
        series.add_data_point(float(x), float(y))


def _pale(hexadecimal: str) -> str:
    """A colour mixed with the ground, for points of runs: not every viewer draws glass."""
    parts = [(hexadecimal[n : n + 2], LIGHT.background[n : n + 2]) for n in (1, 3, 5)]
    mixed = [round(int(own, 16) * 0.35 + int(ground, 16) * 0.65) for own, ground in parts]
    return "#" + "".join(f"{part:02x}" for part in mixed)
