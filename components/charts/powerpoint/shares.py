"""Shares as a native bar chart stacked to 100%."""

from __future__ import annotations

from typing import Any

import numpy as np
from pptx.enum.chart import XL_CHART_TYPE

from components.charts.plot import Bars, Plot
from components.charts.powerpoint import native


def write(shapes: Any, plot: Plot, box: native.Box) -> Any:
    """Add the chart of shares to a slide's shapes; returns its graphic frame."""
    parts = plot.of(Bars)
    data = native.categories(plot.y, plot.numbers)
    names = native.series_names(plot, [mark.name for mark in parts])
    for name, mark in zip(names, parts, strict=True):
        data.add_series(name, np.subtract(mark.end, mark.base).tolist())
    frame = native.add(shapes, XL_CHART_TYPE.BAR_STACKED, data, box, plot)
    chart = frame.chart
    native.value_axis(chart.value_axis, plot.x, '0"%"')
    native.name_axis(chart.category_axis, plot.y, low=False)
    native.downwards(chart)
    native.place_frame(chart, plot)
    drawn = chart.plots[0]
    drawn.gap_width, drawn.overlap = 33, 100
    for series, mark in zip(drawn.series, parts, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = native.ink(mark.inks[0])
        series.format.line.color.rgb = native.ink("background")
    native.legend(chart, plot)
    return frame
