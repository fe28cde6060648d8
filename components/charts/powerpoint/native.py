"""What every native PowerPoint chart is put together from. All places come from the plot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pptx.chart.data import CategoryChartData
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

from components.charts.inks import colour
from components.charts.plot import Axis, Floats, Plot, Room
from components.design.fonts import DECK_FONT as FONT
from components.design.palette import LIGHT
from components.exhibits.charts import Numbers

Box = tuple[int, int, int, int]
_MARKERS = {
    "circle": XL_MARKER_STYLE.CIRCLE,
    "square": XL_MARKER_STYLE.SQUARE,
    "diamond": XL_MARKER_STYLE.DIAMOND,
    "triangle": XL_MARKER_STYLE.TRIANGLE,
    "cross": XL_MARKER_STYLE.PLUS,
    "ring": XL_MARKER_STYLE.CIRCLE,
    "star": XL_MARKER_STYLE.STAR,
}
_DASHES = {"dash": MSO_LINE_DASH_STYLE.DASH, "dot": MSO_LINE_DASH_STYLE.ROUND_DOT}
_GRID = "#d5dbdf"
LEAST = 9.0  # points of the smallest text of a slide's chart
SIZE = 12.0
LANGUAGE = "en-GB"  # of every text of a deck


def room(width: float, height: float) -> Room:
    """The room of a slide's chart, in points: viewers set it in their own font."""
    return Room(width, height, SIZE, LEAST, spare=True, upright=True)


def rgb(hexadecimal: str) -> RGBColor:
    """#rrggbb as python-pptx wants it."""
    found: RGBColor = RGBColor.from_string(hexadecimal[1:].upper())
    return found


def ink(role: str) -> RGBColor:
    """A role in the slides' palette."""
    return rgb(colour(role, LIGHT))


def number_format(numbers: Numbers, decimals: int | None = None) -> str:
    """The chart's way of writing numbers as an Excel format, a true minus before negatives."""
    places = numbers.decimals if decimals is None else decimals
    digits = "#,##0" + ("." + "0" * places if places else "")
    short = numbers.short
    after = f'"{short.after}"' if short.after else ""
    before = f'"{short.before}"' if short.before else ""
    return f"{before}{digits}{after};−{before}{digits}{after}"


def or_none(values: Floats) -> list[float | None]:
    """Numbers for a chart; None leaves the place empty."""
    return [None if value != value else float(value) for value in values]


def categories(axis: Axis, numbers: Numbers) -> CategoryChartData:
    """The data of a chart whose names are those of an axis, broken into the same lines."""
    data = CategoryChartData(number_format=number_format(numbers))
    names = axis.texts if all(axis.texts) else axis.whole or axis.texts
    data.categories = list(names)
    return data


def add(shapes: Any, kind: Any, data: Any, box: Box, plot: Plot) -> Any:
    """A chart in the deck's font without title and legend, its frame where the plot has it."""
    frame = shapes.add_chart(kind, *box, data)
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(plot.size), FONT
    chart.font.color.rgb = ink("text")
    chart.has_title = False
    chart.has_legend = False
    return frame


def place_frame(chart: Any, plot: Plot, *, foot: float = 0.0) -> None:
    """Set the inner frame to the plot's margins; ``foot``: more room below, for a legend."""
    left, right, top, bottom = plot.margins
    inner = (
        left / plot.width,
        top / plot.height,
        (plot.width - left - right) / plot.width,
        (plot.height - top - bottom - foot) / plot.height,
    )
    area = chart._chartSpace.find(f".//{qn('c:plotArea')}")
    old = area.find(qn("c:layout"))
    if old is not None:
        area.remove(old)
    parts = "".join(
        f'<c:{name} val="{value:.4f}"/>' for name, value in zip("xywh", inner, strict=True)
    )
    area.insert(
        0,
        parse_xml(
            f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/>'
            f'<c:xMode val="edge"/><c:yMode val="edge"/>{parts}</c:manualLayout></c:layout>'
        ),
    )


def value_axis(axis: Any, placed: Axis, form: str) -> None:
    """An axis of numbers: limits, round numbers, faint lines and unit of the plot."""
    axis.minimum_scale, axis.maximum_scale = float(placed.low), float(placed.high)
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = rgb(_GRID)
    axis.major_gridlines.format.line.width = Pt(0.75)
    axis.format.line.fill.background()
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = form, False
    axis.tick_labels.font.size = Pt(placed.size)
    if placed.log:
        axis.major_unit = 2.0
        axis.tick_labels.number_format = 'General"×"'
        axis._element.find(qn("c:scaling")).insert(
            0, parse_xml(f'<c:logBase {nsdecls("c")} val="2"/>')
        )
    elif len(placed.ticks) > 1:
        axis.major_unit = float(placed.ticks[1] - placed.ticks[0])
    if placed.title:
        title(axis, " ".join(placed.title.split()), placed.size)


def title(axis: Any, words: str, size: float) -> None:
    """What an axis counts."""
    axis.has_title = True
    axis.axis_title.text_frame.text = words
    run = axis.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(size), False
    run.font.color.rgb = ink("muted")


def tick_form(placed: Axis, numbers: Numbers) -> str:
    """The Excel format of an axis's round numbers, with the decimals that they need."""
    decimals = next(
        (d for d in range(7) if all(abs(round(t, d) - t) < 1e-9 for t in placed.ticks)), 6
    )
    return number_format(numbers, decimals)


def name_axis(axis: Any, placed: Axis, *, low: bool) -> None:
    """An axis of names: every name is written, at the edge and not on the bars."""
    axis.tick_labels.font.size = Pt(placed.size)
    axis.format.line.color.rgb = ink("line")
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.has_major_gridlines = False
    if low:
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    element = axis._element
    skip = parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="{_written(placed)}"/>')
    anchor = element.find(qn("c:noMultiLvlLbl"))
    if anchor is not None:
        anchor.addprevious(skip)
    else:
        element.append(skip)


def _written(placed: Axis) -> int:
    """Every how many-th name is written."""
    written = [n for n, text in enumerate(placed.texts) if text]
    return written[1] - written[0] if len(written) > 1 else 1


def downwards(chart: Any) -> None:
    """Names from the top; the axis of values stays at the foot."""
    chart.category_axis.reverse_order = True
    chart.value_axis._element.find(qn("c:crosses")).set("val", "max")


def cross_at(axis: Any, value: int) -> None:
    """Bars begin at a value: 1 among ratios."""
    crosses = axis._element.find(qn("c:crosses"))
    crosses.addprevious(parse_xml(f'<c:crossesAt {nsdecls("c")} val="{value}"/>'))
    axis._element.remove(crosses)


def error_bars(
    series: Any, at: Floats, low: Floats, high: Floats, role: str = "text", *, direction: str = ""
) -> None:
    """Limits as custom error bars of a series, inserted where the schema wants them."""
    if not low:
        return
    up = np.nan_to_num(np.asarray(high, dtype=float) - np.asarray(at, dtype=float)).clip(min=0)
    down = np.nan_to_num(np.asarray(at, dtype=float) - np.asarray(low, dtype=float)).clip(min=0)
    if not (up.any() or down.any()):
        return
    which = f'<c:errDir val="{direction}"/>' if direction else ""
    made = parse_xml(
        f"<c:errBars {nsdecls('c', 'a')}>{which}"
        '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"{_literal('plus', up)}{_literal('minus', down)}"
        f'<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="{colour(role, LIGHT)[1:]}"/>'
        "</a:solidFill></a:ln></c:spPr></c:errBars>"
    )
    element = series._element
    before = element.find(qn("c:cat"))
    (before if before is not None else element.find(qn("c:xVal"))).addprevious(made)


def _literal(name: str, numbers: np.ndarray) -> str:
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{float(number)!r}</c:v></c:pt>' for n, number in enumerate(numbers)
    )
    return (
        f"<c:{name}><c:numLit><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(numbers)}"/>{points}</c:numLit></c:{name}>'
    )


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
    element.find(qn("c:idx")).addnext(made)


def marker(series: Any, role: str, symbol: str, size: float) -> None:
    """The marks of a series."""
    series.marker.style = _MARKERS[symbol]
    series.marker.size = max(round(size), 2)
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = ink(role)
    series.marker.format.line.color.rgb = ink(role)
    series.smooth = False


def line(series: Any, role: str, width: float, dash: str) -> None:
    """The line of a series; without marks until some are set."""
    series.format.line.color.rgb = ink(role)
    series.format.line.width = Pt(width)
    if dash in _DASHES:
        series.format.line.dash_style = _DASHES[dash]
    series.marker.style = XL_MARKER_STYLE.NONE
    series.smooth = False


def legend(chart: Any, plot: Plot, hidden: list[int] | None = None) -> None:
    """The plot's legend, above the frame, without the series that others stand for."""
    if plot.legend is None:
        return
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(plot.legend.size)
    element = chart.legend._element
    place = element.find(qn("c:legendPos"))
    old = element.find(qn("c:layout"))
    if old is not None:
        element.remove(old)
    high = (plot.legend.height + plot.legend.size * 0.5) / plot.height
    place.addnext(
        parse_xml(
            f'<c:layout {nsdecls("c")}><c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/>'
            f'<c:x val="0"/><c:y val="0"/><c:w val="1"/><c:h val="{high:.4f}"/></c:manualLayout>'
            "</c:layout>"
        )
    )
    for number in sorted(hidden or [], reverse=True):
        place.addnext(
            parse_xml(
                f'<c:legendEntry {nsdecls("c")}><c:idx val="{number}"/><c:delete val="1"/>'
                "</c:legendEntry>"
            )
        )


def series_names(plot: Plot, whole: Sequence[str]) -> list[str]:
    """Names of series as the legend writes them, in one line; whole where there is no legend."""
    if plot.legend is None:
        return list(whole)
    said = {each.whole: " ".join(each.text.split()) for each in plot.legend.entries}
    return [said.get(name, name) for name in whole]


def say_at(
    series: Any,
    point: int,
    words: str,
    size: float,
    role: str,
    where: Any,
    *,
    bold: bool = False,
    lift: float = 0.0,
) -> None:
    """Words beside one point of a series, in a role's colour, raised by a part of the chart."""
    label = series.points[point].data_label
    label.has_text_frame = True
    label.text_frame.text = words
    label.text_frame.word_wrap = False
    label.position = where
    for paragraph in label.text_frame.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = ink(role)
    if lift:
        label._dLbl.find(qn("c:idx")).addnext(
            parse_xml(
                f'<c:layout {nsdecls("c")}><c:manualLayout><c:x val="0"/>'
                f'<c:y val="{-lift:.4f}"/></c:manualLayout></c:layout>'
            )
        )


def across_gaps(chart: Any, way: str) -> None:
    """Whether lines go on across periods without a figure ("span") or break there ("gap")."""
    inner = chart._chartSpace.find(qn("c:chart"))
    found = inner.find(qn("c:dispBlanksAs"))
    if found is None:
        found = parse_xml(f'<c:dispBlanksAs {nsdecls("c")} val="{way}"/>')
        inner.find(qn("c:plotVisOnly")).addnext(found)
    found.set("val", way)
