"""Native PowerPoint charts of exhibits: editable, with intervals as error bars."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from components.deck_theme import FONT
from components.exhibit import Exhibit
from components.palette import GROUP_COLOURS_LIGHT, LIGHT
from components.picture_charts import waterfall_steps

#: Exhibits of these kinds become charts that can be edited in PowerPoint.
NATIVE = ("bars", "dots", "lines", "fan", "waterfall")
_MARKERS = (
    XL_MARKER_STYLE.CIRCLE,
    XL_MARKER_STYLE.SQUARE,
    XL_MARKER_STYLE.DIAMOND,
    XL_MARKER_STYLE.TRIANGLE,
)


def rgb(colour: str) -> RGBColor:
    """#rrggbb as python-pptx wants it."""
    return RGBColor.from_string(colour[1:].upper())


def add(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
    """Add the exhibit's chart to a slide's shapes; returns the graphic frame.

    Raises ValueError for an exhibit that has no native chart.
    """
    if exhibit.kind not in NATIVE:
        raise ValueError(f"a {exhibit.kind} has no native chart")
    make = {
        "bars": _bars,
        "dots": _dots,
        "lines": _lines,
        "fan": _fan,
        "waterfall": _waterfall,
    }[exhibit.kind]
    return make(shapes, exhibit, box)


def number_format(exhibit: Exhibit) -> str:
    """The exhibit's way of writing numbers as an Excel format."""
    digits = "#,##0" + ("." + "0" * exhibit.decimals if exhibit.decimals else "")
    after = '"%"' if exhibit.after == "%" else ""
    before = f'"{exhibit.before}"' if exhibit.before else ""
    return f"{before}{digits}{after}"


def _none(values: pd.Series) -> list[float | None]:
    return [None if v != v else float(v) for v in values]


def _frame(shapes: Any, kind: Any, data: Any, box: tuple[int, int, int, int]) -> Any:
    frame = shapes.add_chart(kind, *box, data)
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(12), FONT
    chart.font.color.rgb = rgb(LIGHT.text)
    chart.has_title = False
    chart.has_legend = False
    return frame


def _axis(chart: Any, exhibit: Exhibit, *, size: float = 12) -> None:
    axis = chart.value_axis
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = rgb("#d5dbdf")
    axis.major_gridlines.format.line.width = Pt(0.75)
    axis.format.line.fill.background()
    axis.tick_labels.number_format = number_format(exhibit)
    axis.tick_labels.number_format_is_linked = False
    axis.tick_labels.font.size = Pt(12)
    axis.has_title = True
    axis.axis_title.text_frame.text = exhibit.unit
    run = axis.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(12), False
    run.font.color.rgb = rgb(LIGHT.muted_text)
    names = chart.category_axis
    names.tick_labels.font.size = Pt(size)
    names.format.line.color.rgb = rgb(LIGHT.line)
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.has_major_gridlines = False
    # Every name is written, however many there are.
    skip = parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>')
    element = names._element
    anchor = element.find(qn("c:noMultiLvlLbl"))
    if anchor is not None:
        anchor.addprevious(skip)
    else:
        element.append(skip)


def _bounds(chart: Any, exhibit: Exhibit, *, from_zero: bool = True) -> None:
    """Room for the intervals, which PowerPoint does not count when it sets an axis itself."""
    rows = exhibit.figures
    columns = [name for name in ("value", "lower", "upper") if name in rows]
    numbers = rows[columns].to_numpy(float).ravel()
    numbers = [
        *numbers[np.isfinite(numbers)],
        *([exhibit.reference[1]] if exhibit.reference else []),
    ]
    low, high = min(numbers), max(numbers)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    step = _step((high - low) or 1.0)
    chart.value_axis.minimum_scale = float(np.floor(low / step) * step)
    chart.value_axis.maximum_scale = float(np.ceil(high * 1.02 / step) * step)
    chart.value_axis.major_unit = float(step)


def _step(width: float) -> float:
    """A round step that gives about six gridlines."""
    power = 10.0 ** np.floor(np.log10(width / 6))
    return float(next(m * power for m in (1, 2, 2.5, 5, 10) if width / (m * power) <= 7))


def _error_bars(series: Any, rows: pd.DataFrame, *, direction: str = "") -> None:
    """95% limits as custom error bars of a series, inserted where the schema wants them."""
    value = rows["value"].to_numpy(float)
    up = np.nan_to_num(rows["upper"].to_numpy(float) - value).clip(min=0)
    down = np.nan_to_num(value - rows["lower"].to_numpy(float)).clip(min=0)
    if not (up.any() or down.any()):
        return

    def literal(name: str, numbers: np.ndarray) -> str:
        points = "".join(
            f'<c:pt idx="{n}"><c:v>{float(number)!r}</c:v></c:pt>'
            for n, number in enumerate(numbers)
        )
        return (
            f"<c:{name}><c:numLit><c:formatCode>General</c:formatCode>"
            f'<c:ptCount val="{len(numbers)}"/>{points}</c:numLit></c:{name}>'
        )

    which = f'<c:errDir val="{direction}"/>' if direction else ""
    bars = parse_xml(
        f"<c:errBars {nsdecls('c', 'a')}>{which}"
        '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"{literal('plus', up)}{literal('minus', down)}"
        f'<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="{LIGHT.text[1:]}"/></a:solidFill>'
        "</a:ln></c:spPr></c:errBars>"
    )
    element = series._element
    before = element.find(qn("c:cat"))
    before.addprevious(bars)


def _bars(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
    rows = exhibit.figures.copy()
    if exhibit.reference is not None:
        extra = {"label": _reference_name(exhibit), "value": exhibit.reference[1],
                 "lower": np.nan, "upper": np.nan, "mark": "benchmark", "words": ""}  # fmt: skip
        rows = pd.concat([rows, pd.DataFrame([extra])], ignore_index=True)
        if rows["value"].iloc[:-1].is_monotonic_decreasing:
            rows = rows.sort_values("value", ascending=False, kind="stable", ignore_index=True)
    data = CategoryChartData(number_format=number_format(exhibit))
    data.categories = [str(label) for label in rows["label"]]
    data.add_series(exhibit.measure, _none(rows["value"]))
    frame = _frame(shapes, XL_CHART_TYPE.BAR_CLUSTERED, data, box)
    chart = frame.chart
    size = 12 if len(rows) <= 16 else 10 if len(rows) <= 22 else 8
    _axis(chart, exhibit, size=size)
    _bounds(chart, exhibit)
    chart.category_axis.reverse_order = True
    # With the categories reversed, the values' axis would go to the top.
    chart.value_axis._element.find(qn("c:crosses")).set("val", "max")
    plot = chart.plots[0]
    plot.gap_width = 35
    series = plot.series[0]
    marked = "place" in set(rows["mark"])
    for number, mark in enumerate(rows["mark"]):
        point = series.points[number]
        fill = point.format.fill
        fill.solid()
        if mark == "benchmark":
            fill.fore_color.rgb = rgb(LIGHT.similar)
        else:
            strong = mark == "place" or not marked
            fill.fore_color.rgb = rgb(LIGHT.primary if strong else LIGHT.sequential[2])
        label = point.data_label
        label.position = XL_LABEL_POSITION.INSIDE_BASE
        label.font.size = Pt(min(size, 11))
        strong = mark in ("place", "benchmark") or not marked
        label.font.color.rgb = rgb("#ffffff" if strong else LIGHT.text)
        label.font.bold = mark == "place"
        _show_value(label, number_format(exhibit))
    _error_bars(series, rows)
    return frame


def _show_value(label: Any, form: str) -> None:
    """A data label shows its value in a number format and nothing else."""
    element = label._dLbl
    for name in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize"):
        found = element.find(qn(f"c:show{name}"))
        if found is not None:
            found.set("val", "1" if name == "Val" else "0")
    old = element.find(qn("c:numFmt"))
    if old is not None:
        element.remove(old)
    made = parse_xml(f'<c:numFmt {nsdecls("c")} formatCode="" sourceLinked="0"/>')
    made.set("formatCode", form)
    after = element.find(qn("c:idx"))
    after.addnext(made)


def _reference_name(exhibit: Exhibit) -> str:
    """The name of the reference line without its figure, which the chart shows itself."""
    assert exhibit.reference is not None
    name = exhibit.reference[0]
    return name.removesuffix(exhibit.number(exhibit.reference[1])).rstrip(" :")


def _dots(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
    rows = exhibit.figures
    longest = max(len(str(label)) for label in rows["label"])
    if len(rows) > 10 or (longest > 18 and len(rows) > 6):
        return _bars(shapes, exhibit, box)  # names this long need rows, which dots do not have
    data = CategoryChartData(number_format=number_format(exhibit))
    data.categories = [str(label) for label in rows["label"]]
    data.add_series(exhibit.place, _none(rows["value"]))
    if exhibit.reference is not None:
        data.add_series(_reference_name(exhibit), [exhibit.reference[1]] * len(rows))
    frame = _frame(shapes, XL_CHART_TYPE.LINE_MARKERS, data, box)
    chart = frame.chart
    _axis(chart, exhibit)
    _bounds(chart, exhibit)
    dots = chart.plots[0].series[0]
    dots.format.line.fill.background()
    _marker(dots, LIGHT.primary, 0, 10)
    labels = chart.plots[0].series[0].data_labels
    labels.show_value, labels.position = True, XL_LABEL_POSITION.RIGHT
    labels.number_format, labels.number_format_is_linked = number_format(exhibit), False
    labels.font.size = Pt(12)
    _error_bars(dots, rows, direction="y")
    if exhibit.reference is not None:
        _dashed(chart.plots[0].series[1])
        _legend(chart)
    return frame


def _marker(series: Any, colour: str, number: int, size: int) -> None:
    series.marker.style, series.marker.size = _MARKERS[number % len(_MARKERS)], size
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(colour)
    series.marker.format.line.color.rgb = rgb(colour)
    series.smooth = False


def _dashed(series: Any) -> None:
    series.format.line.color.rgb = rgb(LIGHT.text)
    series.format.line.width = Pt(1.5)
    series.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH
    series.marker.style = XL_MARKER_STYLE.NONE
    series.smooth = False


def _legend(chart: Any) -> None:
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(12)


def _lines(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
    rows = exhibit.figures
    labels = list(dict.fromkeys(rows["label"]))
    if all(str(label).isdigit() for label in labels):
        labels.sort()
    names = list(dict.fromkeys(rows["series"]))
    data = CategoryChartData(number_format=number_format(exhibit))
    data.categories = [str(label) for label in labels]
    parts = {
        name: rows[rows["series"] == name].drop_duplicates("label").set_index("label")
        .reindex(labels) for name in names
    }  # fmt: skip
    for name, part in parts.items():
        data.add_series(name, _none(part["value"]))
    frame = _frame(shapes, XL_CHART_TYPE.LINE_MARKERS, data, box)
    chart = frame.chart
    _axis(chart, exhibit)
    _bounds(chart, exhibit)
    inks = (LIGHT.primary, LIGHT.muted_text, *GROUP_COLOURS_LIGHT)
    for number, (series, part) in enumerate(
        zip(chart.plots[0].series, parts.values(), strict=True)
    ):
        ink = inks[number % len(inks)]
        series.format.line.color.rgb = rgb(ink)
        series.format.line.width = Pt(2.5 if number == 0 else 1.75)
        if number:
            series.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH
        _marker(series, ink, number, 8)
        _error_bars(series, part, direction="y")
    if len(names) > 1:
        _legend(chart)
    return frame


def _fan(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
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
    frame = _frame(shapes, XL_CHART_TYPE.AREA_STACKED, data, box)
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
    _axis(chart, exhibit)
    _bounds(chart, exhibit)
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _legend(chart)
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
    frame = _frame(shapes, XL_CHART_TYPE.LINE, data, box)
    chart = frame.chart
    _axis(chart, exhibit)
    _bounds(chart, exhibit)
    for number, series in enumerate(chart.plots[0].series):
        series.format.line.color.rgb = rgb(LIGHT.primary)
        series.format.line.width = Pt(2.75 if number == 1 else 1.5)
        series.smooth = False
        if number != 1:
            series.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _legend(chart)
    return frame


def _waterfall(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
    """Stacked columns: an unseen base, and the step above or below 0 on it."""
    rows = exhibit.figures
    steps = waterfall_steps(rows["value"], rows["mark"])
    base: list[float] = []
    above: list[float] = []
    below: list[float] = []
    for start, end in steps:
        low, high = min(start, end), max(start, end)
        if low >= 0:
            parts = (low, high - low, 0.0)
        elif high <= 0:
            parts = (high, 0.0, low - high)
        else:
            parts = (0.0, high, low)
        for column, part in zip((base, above, below), parts, strict=True):
            column.append(part)
    data = CategoryChartData(number_format=number_format(exhibit))
    data.categories = [str(label) for label in rows["label"]]
    data.add_series("Where the step begins", base)
    data.add_series("Step above 0", above)
    data.add_series("Step below 0", below)
    frame = _frame(shapes, XL_CHART_TYPE.COLUMN_STACKED, data, box)
    chart = frame.chart
    _axis(chart, exhibit)
    chart.plots[0].gap_width, chart.plots[0].overlap = 45, 100
    unseen, *seen = chart.plots[0].series
    unseen.format.fill.background()
    unseen.format.line.fill.background()
    inks = {"total": LIGHT.primary, "rise": LIGHT.worse, "fall": LIGHT.sequential[4]}
    for number, (mark, value) in enumerate(zip(rows["mark"], rows["value"], strict=True)):
        for series, column in zip(seen, (above, below), strict=True):
            fill = series.points[number].format.fill
            fill.solid()
            fill.fore_color.rgb = rgb(inks.get(mark, LIGHT.line))
            if column[number]:
                label = series.points[number].data_label
                label.has_text_frame = True
                label.text_frame.text = exhibit.number(float(value), signed=mark != "total")
                label.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
                label.text_frame.paragraphs[0].runs[0].font.bold = True
                label.text_frame.paragraphs[0].runs[0].font.color.rgb = rgb("#ffffff")
    low = min(0.0, *(min(step) for step in steps))
    high = max(0.0, *(max(step) for step in steps))
    gap = _step(high - low or 1.0)
    chart.value_axis.minimum_scale = float(np.floor(low / gap) * gap)
    chart.value_axis.maximum_scale = float(np.ceil(high / gap) * gap)
    chart.value_axis.major_unit = gap
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    return frame
