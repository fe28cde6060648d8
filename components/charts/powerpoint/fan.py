"""A fan as a native chart: ranges as stacked areas, or as lines where they lie around 0."""

from __future__ import annotations

import itertools
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from components.charts.plot import Band, Line, Plot
from components.charts.powerpoint import native

_FILLS = ("shade:1", "shade:2", "shade:1")


def write(shapes: Any, plot: Plot, box: native.Box) -> Any:
    """Add the chart of a fan to a slide's shapes; returns its graphic frame."""
    bands, middle = plot.of(Band), plot.of(Line)[0]
    crosses = min(bands[0].low) < 0 < max(bands[0].high)
    frame = (_lines if crosses else _areas)(shapes, plot, box, bands, middle)
    chart = frame.chart
    native.value_axis(chart.value_axis, plot.y, native.tick_form(plot.y, plot.numbers))
    native.name_axis(chart.category_axis, plot.x, low=True)
    native.place_frame(chart, plot)
    return frame


def _edges(bands: list[Band]) -> list[tuple[str, tuple[float, ...]]]:
    """Limits of the ranges from the lowest to the highest."""
    return [(f"Lower limit, {band.name}", band.low) for band in bands] + [
        (f"Upper limit, {band.name}", band.high) for band in reversed(bands)
    ]


def _areas(shapes: Any, plot: Plot, box: native.Box, bands: list[Band], middle: Line) -> Any:
    """Each range stacked on what lies between it and 0; the middle as a line on the same axes."""
    edges = _edges(bands)
    if max(bands[0].high) <= 0:  # stacked from 0 downwards
        edges.reverse()
    data = native.categories(plot.x, plot.numbers)
    data.add_series("From 0 to the range", list(edges[0][1]))
    for (_, near), (name, far) in itertools.pairwise(edges):
        data.add_series(
            f"Up to: {name[0].lower()}{name[1:]}", [b - a for a, b in zip(near, far, strict=True)]
        )
    data.add_series(middle.name, list(middle.y))
    frame = native.add(shapes, XL_CHART_TYPE.AREA_STACKED, data, box, plot)
    chart = frame.chart
    below, *between, line = chart.plots[0].series
    below.format.fill.background()
    below.format.line.fill.background()
    fills = _FILLS if len(between) == 3 else _FILLS[1:2]
    for area, role in zip(between, fills, strict=True):
        area.format.fill.solid()
        area.format.fill.fore_color.rgb = native.ink(role)
        area.format.line.fill.background()
    _as_line(chart, line)
    drawn = chart.plots[1].series[0]
    native.line(drawn, middle.ink, 2.75, "solid")
    return frame


def _as_line(chart: Any, series: Any) -> None:
    """Move one series of an area chart into a line chart on the same axes."""
    area = chart._chartSpace.find(f".//{qn('c:areaChart')}")
    element = series._element
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


def _lines(shapes: Any, plot: Plot, box: native.Box, bands: list[Band], middle: Line) -> Any:
    """The middle and the limits as lines: areas stacked across 0 would be drawn from 0."""
    data = native.categories(plot.x, plot.numbers)
    edges = _edges(bands)
    half = len(edges) // 2
    every = [*edges[:half], (middle.name, middle.y), *edges[half:]]
    for name, values in reversed(every):
        data.add_series(name, native.or_none(values))
    frame = native.add(shapes, XL_CHART_TYPE.LINE, data, box, plot)
    for series in frame.chart.plots[0].series:
        strong = series.name == middle.name
        dash = "solid" if strong else "dot" if "80%" in series.name else "dash"
        native.line(series, "primary", 2.75 if strong else 1.5, dash)
    return frame
