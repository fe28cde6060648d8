"""Steps as a native stacked bar chart: an unseen base, the step, its figure to the right of it.

Rows and not columns, because names of levers and of savings are long; the figure beside the step
and not in it, because many steps are smaller than their figure.
"""

from __future__ import annotations

from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

from components.charts.plot import Bars, Plot, Text
from components.charts.powerpoint import native


def write(shapes: Any, plot: Plot, box: native.Box) -> Any:
    """Add the chart of a plot of steps to a slide's shapes; returns its graphic frame."""
    bars = plot.of(Bars)[0]
    said = [text.text for text in plot.of(Text) if text.role == "value"]
    room = (plot.x.high - plot.x.low) / 100  # so thin that no axis must be longer for it
    columns: list[list[float]] = [[], [], [], []]
    for start, end in zip(bars.base, bars.end, strict=True):
        near, far = min(start, end), max(start, end)
        if near >= 0:
            parts = (near, far - near, 0.0, room)
        elif far <= 0:  # to the right of such a step lies its base, unless it begins at 0
            parts = (far, 0.0, near - far, 0.0 if far < 0 else room)
        else:
            parts = (0.0, far, near, room)
        for column, part in zip(columns, parts, strict=True):
            column.append(part)
    data = native.categories(plot.y, plot.numbers)
    for name, column in zip(
        ("Where the step begins", "Step above 0", "Step below 0", "Beside the step"),
        columns,
        strict=True,
    ):
        data.add_series(name, column)
    frame = native.add(shapes, XL_CHART_TYPE.BAR_STACKED, data, box, plot)
    chart = frame.chart
    native.value_axis(chart.value_axis, plot.x, native.tick_form(plot.x, plot.numbers))
    native.name_axis(chart.category_axis, plot.y, low=True)
    native.downwards(chart)
    native.place_frame(chart, plot)
    drawn = chart.plots[0]
    drawn.gap_width, drawn.overlap = 40, 100
    unseen, *seen, beside = drawn.series
    for series in (unseen, beside):
        series.format.fill.background()
        series.format.line.fill.background()
    for number, (role, words) in enumerate(zip(bars.inks, said, strict=True)):
        for series in seen:
            fill = series.points[number].format.fill
            fill.solid()
            fill.fore_color.rgb = native.ink(role)
        left = columns[3][number] == 0
        if max(bars.base[number], bars.end[number]) >= plot.x.high:  # no room to the right of it
            native.say_at(
                seen[1] if bars.end[number] < 0 or bars.base[number] < 0 else seen[0],
                number,
                words,
                plot.y.size,
                "background",
                XL_LABEL_POSITION.INSIDE_BASE,
                bold=True,
            )
            continue
        native.say_at(
            unseen if left else beside,
            number,
            words,
            plot.y.size,
            "text",
            XL_LABEL_POSITION.INSIDE_END if left else XL_LABEL_POSITION.INSIDE_BASE,
            bold=True,
        )
    return frame
