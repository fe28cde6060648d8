"""Native PowerPoint charts with a row or a place for each label: bars, dots, groups of dots."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.oxml.ns import qn
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
    set_bounds,
    set_marker,
    show_value,
    style_axes,
)
from components.exhibit import Exhibit
from components.palette import GROUP_COLOURS_LIGHT, LIGHT


def bars(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
    """A bar for each row with its interval; the reference as a bar of its own."""
    rows = exhibit.figures.copy()
    if exhibit.reference is not None and not (exhibit.log or rows["value"].min() < 0):
        extra = {"label": reference_name(exhibit), "value": exhibit.reference[1],
                 "lower": np.nan, "upper": np.nan, "mark": "benchmark", "words": ""}  # fmt: skip
        rows = pd.concat([rows, pd.DataFrame([extra])], ignore_index=True)
        if rows["value"].iloc[:-1].is_monotonic_decreasing:
            rows = rows.sort_values("value", ascending=False, kind="stable", ignore_index=True)
    data = CategoryChartData(number_format=number_format(exhibit))
    data.categories = [str(label) for label in rows["label"]]
    data.add_series(exhibit.measure, or_none(rows["value"]))
    frame = add_chart(shapes, XL_CHART_TYPE.BAR_CLUSTERED, data, box)
    chart = frame.chart
    size = 12 if len(rows) <= 16 else 10 if len(rows) <= 22 else 8
    style_axes(chart, exhibit, size=size)
    set_bounds(chart, exhibit)
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
        show_value(label, number_format(exhibit))
    add_error_bars(series, rows)
    return frame


def dots(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
    """A mark for each name along the foot; bars where the names need rows."""
    rows = exhibit.figures
    longest = max(len(str(label)) for label in rows["label"])
    if len(rows) > 10 or (longest > 18 and len(rows) > 6):
        return bars(shapes, exhibit, box)  # names this long need rows, which dots do not have
    data = CategoryChartData(number_format=number_format(exhibit))
    data.categories = [str(label) for label in rows["label"]]
    data.add_series(exhibit.place, or_none(rows["value"]))
    if exhibit.reference is not None:
        data.add_series(reference_name(exhibit), [exhibit.reference[1]] * len(rows))
    frame = add_chart(shapes, XL_CHART_TYPE.LINE_MARKERS, data, box)
    chart = frame.chart
    style_axes(chart, exhibit)
    set_bounds(chart, exhibit)
    dots = chart.plots[0].series[0]
    dots.format.line.fill.background()
    set_marker(dots, LIGHT.primary, 0, 10)
    labels = chart.plots[0].series[0].data_labels
    labels.show_value, labels.position = True, XL_LABEL_POSITION.RIGHT
    labels.number_format, labels.number_format_is_linked = number_format(exhibit), False
    labels.font.size = Pt(12)
    add_error_bars(dots, rows, direction="y")
    if exhibit.reference is not None:
        dash_line(chart.plots[0].series[1])
        add_legend(chart)
    return frame


def groups(shapes: Any, exhibit: Exhibit, box: tuple[int, int, int, int]) -> Any:
    """For each label a bar of every series, with intervals."""
    rows = exhibit.figures
    labels = list(dict.fromkeys(rows["label"]))
    names = list(dict.fromkeys(rows["series"]))
    parts = {
        name: rows[rows["series"] == name].drop_duplicates("label").set_index("label")
        .reindex(labels) for name in names
    }  # fmt: skip
    data = CategoryChartData(number_format=number_format(exhibit))
    data.categories = [str(label) for label in labels]
    for name, part in parts.items():
        value = part["value"].where(part["value"] > 0) if exhibit.log else part["value"]
        data.add_series(name, or_none(value))
    frame = add_chart(shapes, XL_CHART_TYPE.BAR_CLUSTERED, data, box)
    chart = frame.chart
    style_axes(chart, exhibit, size=12 if len(labels) <= 16 else 10)
    set_bounds(chart, exhibit)
    chart.category_axis.reverse_order = True
    chart.value_axis._element.find(qn("c:crosses")).set("val", "max")
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 0
    inks = (LIGHT.primary, *GROUP_COLOURS_LIGHT[1:])
    for number, (series, part) in enumerate(zip(plot.series, parts.values(), strict=True)):
        fill = series.format.fill
        fill.solid()
        fill.fore_color.rgb = rgb(inks[number % len(inks)])
        add_error_bars(series, part)
    add_legend(chart)
    return frame
