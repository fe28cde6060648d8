"""Native PowerPoint charts of a course or a sum: lines, fans, waterfalls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from components.deck_parts import (
    add_chart,
    add_error_bars,
    add_legend,
    dash_line,
    number_format,
    or_none,
    reference_name,
    rgb,
    round_step,
    set_bounds,
    set_marker,
    style_axes,
)
from components.exhibit import Exhibit
from components.palette import GROUP_COLOURS_LIGHT, LIGHT
from components.picture_series import waterfall_steps

#: Room for a figure beside its step, as a part of what all steps span.
_FIGURE_ROOM = 0.16


def lines_chart(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
    """A line for each series, with intervals; the reference as a dashed line."""
    rows = exhibit.figures
    labels = exhibit.labels
    names = list(dict.fromkeys(rows["series"]))
    data = CategoryChartData(number_format=number_format(exhibit))
    data.categories = [str(label) for label in labels]
    parts = {
        name: rows[rows["series"] == name].drop_duplicates("label").set_index("label")
        .reindex(labels) for name in names
    }  # fmt: skip
    for name, part in parts.items():
        data.add_series(name, or_none(part["value"]))
    if exhibit.reference is not None:
        data.add_series(reference_name(exhibit), [exhibit.reference[1]] * len(labels))
    frame = add_chart(shapes, XL_CHART_TYPE.LINE_MARKERS, data, box)
    chart = frame.chart
    style_axes(chart, exhibit)
    set_bounds(chart, exhibit)
    inks = (LIGHT.primary, LIGHT.muted_text, *GROUP_COLOURS_LIGHT)
    for number, (series, part) in enumerate(
        zip(list(chart.plots[0].series)[: len(parts)], parts.values(), strict=True)
    ):
        ink = inks[number % len(inks)]
        series.format.line.color.rgb = rgb(ink)
        first = number == 0 and not exhibit.equal
        series.format.line.width = Pt(2.5 if first else 1.75)
        if not (first or exhibit.equal):
            series.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH
        set_marker(series, ink, number, 8)
        add_error_bars(series, part, direction="y")
    if exhibit.reference is not None:
        dash_line(list(chart.plots[0].series)[-1])
    if len(names) > 1 or exhibit.reference is not None:
        add_legend(chart)
    return frame


def fan(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
    """The range as a band between two stacked areas, the middle as a line on the same axes."""
    rows = exhibit.figures
    lower, upper = rows["lower"].astype(float), rows["upper"].astype(float)
    if lower.min() < 0 < upper.max():
        # Areas stacked across 0 would be drawn from 0: lines for the limits say the same.
        return _three_lines(shapes, exhibit, box)
    data = CategoryChartData(number_format=number_format(exhibit))
    data.categories = [str(label) for label in rows["label"]]
    # The unseen area reaches from 0 to the nearer limit, the band from there to the other one.
    near, far = (upper, lower) if lower.min() < 0 else (lower, upper)
    data.add_series("Up to the range", [float(v) for v in near])
    data.add_series("95% range", [float(v) for v in far - near])
    data.add_series("Middle", [float(v) for v in rows["value"]])
    frame = add_chart(shapes, XL_CHART_TYPE.AREA_STACKED, data, box)
    chart = frame.chart
    below, band, middle = chart.plots[0].series
    below.format.fill.background()
    below.format.line.fill.background()
    band.format.fill.solid()
    band.format.fill.fore_color.rgb = rgb(LIGHT.sequential[2])
    area = chart._chartSpace.find(f".//{qn('c:areaChart')}")
    element = middle._element
    area.remove(element)
    lines = parse_xml(
        f'<c:lineChart {nsdecls("c")}><c:grouping val="standard"/><c:varyColors val="0"/>'
        '<c:marker val="1"/></c:lineChart>'
    )
    element.find(qn("c:cat")).addprevious(
        parse_xml(f'<c:marker {nsdecls("c")}><c:symbol val="none"/></c:marker>')
    )
    lines.insert(2, element)
    for axis in area.findall(qn("c:axId")):
        lines.append(parse_xml(f'<c:axId {nsdecls("c")} val="{axis.get("val")}"/>'))
    area.addnext(lines)
    series = chart.plots[1].series[0]
    series.format.line.color.rgb = rgb(LIGHT.primary)
    series.format.line.width = Pt(2.75)
    style_axes(chart, exhibit)
    set_bounds(chart, exhibit)
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    add_legend(chart)
    entry = parse_xml(
        f'<c:legendEntry {nsdecls("c")}><c:idx val="0"/><c:delete val="1"/></c:legendEntry>'
    )
    chart.legend._element.find(qn("c:legendPos")).addnext(entry)
    return frame


def _three_lines(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
    """The middle and both limits as lines."""
    rows = exhibit.figures
    data = CategoryChartData(number_format=number_format(exhibit))
    data.categories = [str(label) for label in rows["label"]]
    for name, column in (("Upper limit of 95%", "upper"), ("Middle", "value"),
                         ("Lower limit of 95%", "lower")):  # fmt: skip
        data.add_series(name, [float(v) for v in rows[column]])
    frame = add_chart(shapes, XL_CHART_TYPE.LINE, data, box)
    chart = frame.chart
    style_axes(chart, exhibit)
    set_bounds(chart, exhibit)
    for number, series in enumerate(chart.plots[0].series):
        series.format.line.color.rgb = rgb(LIGHT.primary)
        series.format.line.width = Pt(2.75 if number == 1 else 1.5)
        series.smooth = False
        if number != 1:
            series.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    add_legend(chart)
    return frame


def waterfall(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
    """Rows of steps on each other: an unseen base, the step, and its figure to the right of it.

    Rows and not columns, because names of levers and of savings are long; the figure beside the
    step and not in it, because many steps are smaller than their figure.
    """
    rows = exhibit.figures
    steps = waterfall_steps(rows["value"], rows["mark"])
    low = min(0.0, *(min(step) for step in steps))
    high = max(0.0, *(max(step) for step in steps))
    room = (high - low or 1.0) * _FIGURE_ROOM
    base: list[float] = []
    above: list[float] = []
    below: list[float] = []
    after: list[float] = []
    for start, end in steps:
        near, far = min(start, end), max(start, end)
        if near >= 0:
            parts = (near, far - near, 0.0, room)
        elif far <= 0:  # to the right of such a step lies its base, unless it begins at 0
            parts = (far, 0.0, near - far, 0.0 if far < 0 else room)
        else:
            parts = (0.0, far, near, room)
        for column, part in zip((base, above, below, after), parts, strict=True):
            column.append(part)
    data = CategoryChartData(number_format=number_format(exhibit))
    data.categories = [str(label) for label in rows["label"]]
    data.add_series("Where the step begins", base)
    data.add_series("Step above 0", above)
    data.add_series("Step below 0", below)
    data.add_series("Room for the figure", after)
    frame = add_chart(shapes, XL_CHART_TYPE.BAR_STACKED, data, box)
    chart = frame.chart
    style_axes(chart, exhibit)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 40, 100
    unseen, *seen, beside = plot.series
    for series in (unseen, beside):
        series.format.fill.background()
        series.format.line.fill.background()
    inks = {"total": LIGHT.primary, "rise": LIGHT.worse, "fall": LIGHT.sequential[4]}
    for number, (mark, value) in enumerate(zip(rows["mark"], rows["value"], strict=True)):
        for series in seen:
            fill = series.points[number].format.fill
            fill.solid()
            fill.fore_color.rgb = rgb(inks.get(mark, LIGHT.line))
        series, place = (
            (beside, XL_LABEL_POSITION.INSIDE_BASE)
            if after[number]
            else (unseen, XL_LABEL_POSITION.INSIDE_END)
        )
        label = series.points[number].data_label
        label.has_text_frame = True
        label.text_frame.text = exhibit.number(float(value), signed=mark != "total")
        label.text_frame.word_wrap = False
        label.position = place
        run = label.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = Pt(12), True
        run.font.color.rgb = rgb(LIGHT.text)
    gap = round_step(high + room - low)
    chart.value_axis.minimum_scale = float(np.floor(low / gap) * gap)
    chart.value_axis.maximum_scale = float(np.ceil((high + room) / gap) * gap)
    chart.value_axis.major_unit = gap
    if gap.is_integer():
        whole = number_format(replace(exhibit, decimals=0))
        chart.value_axis.tick_labels.number_format = whole
    chart.category_axis.reverse_order = True
    # With the categories reversed, the values' axis would go to the top.
    chart.value_axis._element.find(qn("c:crosses")).set("val", "max")
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    return frame
