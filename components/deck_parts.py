"""What every native PowerPoint chart is put together from: axes, bounds, error bars, labels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
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
from components.palette import LIGHT

_MARKERS = (
    XL_MARKER_STYLE.CIRCLE,
    XL_MARKER_STYLE.SQUARE,
    XL_MARKER_STYLE.DIAMOND,
    XL_MARKER_STYLE.TRIANGLE,
)


def rgb(colour: str) -> RGBColor:
    """#rrggbb as python-pptx wants it."""
    return RGBColor.from_string(colour[1:].upper())


def number_format(exhibit: Exhibit) -> str:
    """The exhibit's way of writing numbers as an Excel format."""
    digits = "#,##0" + ("." + "0" * exhibit.decimals if exhibit.decimals else "")
    after = '"%"' if exhibit.after == "%" else ""
    before = f'"{exhibit.before}"' if exhibit.before else ""
    return f"{before}{digits}{after}"


def or_none(values: pd.Series) -> list[float | None]:
    """Numbers for a chart; None leaves the place empty."""
    return [None if v != v else float(v) for v in values]


def add_chart(shapes: Any, kind: Any, data: Any, box: tuple[int, int, int, int]) -> Any:
    """A chart in the product's font without title and legend; its graphic frame."""
    frame = shapes.add_chart(kind, *box, data)
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(12), FONT
    chart.font.color.rgb = rgb(LIGHT.text)
    chart.has_title = False
    chart.has_legend = False
    return frame


def style_axes(chart: Any, exhibit: Exhibit, *, size: float = 12) -> None:
    """Both axes: unit, numbers, every name; ``size`` of the names in points."""
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


def set_bounds(chart: Any, exhibit: Exhibit, *, from_zero: bool = True) -> None:
    """Room for the intervals, which PowerPoint does not count when it sets an axis itself."""
    rows = exhibit.figures
    columns = [name for name in ("value", "lower", "upper") if name in rows]
    numbers = rows[columns].to_numpy(float).ravel()
    numbers = [
        *numbers[np.isfinite(numbers)],
        *([exhibit.reference[1]] if exhibit.reference else []),
    ]
    if exhibit.log:
        _log_bounds(chart, [each for each in numbers if each > 0])
        return
    low, high = min(numbers), max(numbers)
    if low < 0:  # names stand at the edge, not on the bars
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    step = round_step((high - low) or 1.0)
    chart.value_axis.minimum_scale = float(np.floor(low / step) * step)
    chart.value_axis.maximum_scale = float(np.ceil(high * 1.02 / step) * step)
    chart.value_axis.major_unit = float(step)


def _log_bounds(chart: Any, numbers: list[float]) -> None:
    """Halves and doubles equally far apart; bars begin at 1, where both are the same."""
    low = min(np.floor(np.log2(min(numbers))), -1)
    high = max(np.ceil(np.log2(max(numbers))), 1)
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale = float(2**low), float(2**high)
    axis.major_unit = 2.0
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "General", False
    axis._element.find(qn("c:scaling")).insert(0, parse_xml(f'<c:logBase {nsdecls("c")} val="2"/>'))
    names = chart.category_axis
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    crosses = names._element.find(qn("c:crosses"))
    crosses.addprevious(parse_xml(f'<c:crossesAt {nsdecls("c")} val="1"/>'))
    names._element.remove(crosses)


def round_step(width: float) -> float:
    """A round step that gives about six gridlines."""
    power = 10.0 ** np.floor(np.log10(width / 6))
    return float(next(m * power for m in (1, 2, 2.5, 5, 10) if width / (m * power) <= 7))


def add_error_bars(series: Any, rows: pd.DataFrame, *, direction: str = "") -> None:
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


def show_value(label: Any, form: str) -> None:
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


def reference_name(exhibit: Exhibit) -> str:
    """The name of the reference line without its figure, which the chart shows itself."""
    assert exhibit.reference is not None
    name = exhibit.reference[0]
    return name.removesuffix(exhibit.number(exhibit.reference[1])).rstrip(" :")


def set_marker(series: Any, colour: str, number: int, size: int) -> None:
    """The marks of a series; ``number`` chooses the shape."""
    series.marker.style, series.marker.size = _MARKERS[number % len(_MARKERS)], size
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(colour)
    series.marker.format.line.color.rgb = rgb(colour)
    series.smooth = False


def dash_line(series: Any) -> None:
    """A dashed line without marks, for what others are set against."""
    series.format.line.color.rgb = rgb(LIGHT.text)
    series.format.line.width = Pt(1.5)
    series.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH
    series.marker.style = XL_MARKER_STYLE.NONE
    series.smooth = False


def add_legend(chart: Any) -> None:
    """A legend below the chart."""
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(12)
