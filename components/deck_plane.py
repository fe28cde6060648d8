"""The plane of cost and gain as a native PowerPoint chart of points (XY scatter)."""

from __future__ import annotations

from typing import Any

import numpy as np
from pptx.chart.data import XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from components import typeset
from components.deck_parts import (
    add_chart,
    add_legend,
    dash_line,
    rgb,
    round_step,
    set_marker,
)
from components.exhibit import Exhibit
from components.palette import GROUP_COLOURS_LIGHT, LIGHT
from components.picture_plane import limits, scale, threshold_line

_LONGEST_NAME = 260.0  # points of a plan's name in the legend


def plane(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
    """Cost upwards, gain to the right: runs as small points, each plan's median with 95% ranges."""
    rows = exhibit.figures
    data = XyChartData(number_format="General")
    hidden = []  # in the legend
    clouds = list(rows["label"]) if exhibit.cloud is not None else []
    for number, label in enumerate(clouds):
        assert exhibit.cloud is not None
        own = exhibit.cloud[exhibit.cloud["label"] == label]
        points = data.add_series(f"{label}, runs of the model")
        for gain, cost in zip(own["gain"], own["cost"], strict=True):
            points.add_data_point(float(gain), float(cost))
        hidden.append(number)
    for row in rows.to_dict("records"):
        # A cross and not error bars: LibreOffice draws none along the foot of such a chart.
        points = data.add_series(f"{row['label']}, 95% of runs")
        gain, cost = float(row["gain"]), float(row["cost"])
        for at in ((row["gain_lower"], cost), (row["gain_upper"], cost), (gain, cost),
                   (gain, row["cost_lower"]), (gain, row["cost_upper"])):  # fmt: skip
            points.add_data_point(float(at[0]), float(at[1]))
        hidden.append(len(hidden))
    for row in rows.to_dict("records"):
        name = typeset.shorten(str(row["name"]), 12, _LONGEST_NAME, spare=True)
        data.add_series(name).add_data_point(float(row["gain"]), float(row["cost"]))
    line = threshold_line(exhibit)
    if line is not None and exhibit.reference is not None:
        points = data.add_series(f"Threshold: {exhibit.reference[0]}")
        for gain, cost in line:
            points.add_data_point(float(gain), float(cost))
    frame = add_chart(shapes, XL_CHART_TYPE.XY_SCATTER, data, box)
    chart = frame.chart
    every = list(chart.plots[0].series)
    crosses = every[len(clouds) : len(hidden)]
    medians = every[len(hidden) : len(hidden) + len(rows)]
    for number, series in enumerate(every[: len(clouds)]):
        ink = GROUP_COLOURS_LIGHT[number % len(GROUP_COLOURS_LIGHT)]
        set_marker(series, _pale(ink), 0, 2)  # so small that no mark is hidden by them
        series.format.line.fill.background()
        series.marker.format.line.fill.background()
    for number, (series, row) in enumerate(zip(medians, rows.to_dict("records"), strict=True)):
        ink = GROUP_COLOURS_LIGHT[number % len(GROUP_COLOURS_LIGHT)]
        set_marker(series, ink, number, 12)
        series.format.line.fill.background()
        series.marker.format.line.color.rgb = rgb(LIGHT.background)
        _letter(series, str(row["label"]))
        cross = crosses[number]
        cross.format.line.color.rgb, cross.format.line.width = rgb(ink), Pt(1.75)
        cross.marker.style, cross.smooth = XL_MARKER_STYLE.NONE, False
    if line is not None:
        dash_line(every[-1])
        every[-1].marker.style = XL_MARKER_STYLE.NONE
    _axes(chart, exhibit)
    add_legend(chart)
    _forget(chart, hidden)
    return frame


def _pale(colour: str) -> str:
    """A colour mixed with the ground, for points of runs: not every viewer draws glass."""
    parts = [(colour[n : n + 2], LIGHT.background[n : n + 2]) for n in (1, 3, 5)]
    mixed = [round(int(own, 16) * 0.35 + int(ground, 16) * 0.65) for own, ground in parts]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _letter(series: Any, letter: str) -> None:
    label = series.points[0].data_label
    label.has_text_frame = True
    label.text_frame.text = letter
    label.position = XL_LABEL_POSITION.ABOVE
    run = label.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(16), True
    run.font.color.rgb = rgb(LIGHT.text)


def _axes(chart: Any, exhibit: Exhibit) -> None:
    letter = scale(exhibit)[1]
    money = '"£"#,##0,,"m"' if letter else '"£"#,##0'
    x0, x1, y0, y1 = limits(exhibit)
    for axis, low, high, words, form in (
        (chart.category_axis, x0, x1, exhibit.axes[0], "#,##0;−#,##0"),
        (chart.value_axis, y0, y1, exhibit.axes[1], f"{money};−{money}"),
    ):
        step = round_step(high - low or 1.0)
        if axis is chart.category_axis and step < 1:
            form = "#,##0.00;−#,##0.00"
        axis.minimum_scale = float(np.floor(low / step) * step)
        axis.maximum_scale = float(np.ceil(high / step) * step)
        axis.major_unit = step
        axis.has_major_gridlines = True
        axis.major_gridlines.format.line.color.rgb = rgb("#d5dbdf")
        axis.format.line.color.rgb = rgb(LIGHT.text)
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = form, False
        axis.tick_labels.font.size = Pt(12)
        axis.has_title = True
        axis.axis_title.text_frame.text = words
        run = axis.axis_title.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = Pt(12), False
        run.font.color.rgb = rgb(LIGHT.muted_text)


def _forget(chart: Any, hidden: list[int]) -> None:
    """Take the runs' series out of the legend: the plans' own marks stand for them."""
    place = chart.legend._element.find(qn("c:legendPos"))
    for number in reversed(hidden):
        place.addnext(
            parse_xml(
                f'<c:legendEntry {nsdecls("c")}><c:idx val="{number}"/><c:delete val="1"/>'
                "</c:legendEntry>"
            )
        )
