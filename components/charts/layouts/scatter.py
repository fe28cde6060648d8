"""Areas by two measures: how many areas of 100 are better off on each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from components.charts import names
from components.charts.layouts import shared
from components.charts.plot import Axis, Mark, Plot, Points, Room, Rule, Text
from components.exhibits.charts import Numbers
from components.exhibits.scatter import Scatter

_TALL = 440.0
_TICKS = (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)
_FEW = 400  # marks of one place that still lie apart


def layout(chart: Scatter, numbers: Numbers, unit: str, room: Room) -> tuple[Plot, ...]:
    """The placed chart: the region's areas faint behind those of the place."""
    rows = chart.figures
    own = (rows["mark"] == "place").to_numpy()
    crowded = int(own.sum()) > _FEW
    marks: list[Mark] = []
    for which, ink, size, opacity, name in (
        (~own, "muted", 0.25, 0.35, chart.others),
        (own, "primary", 0.3 if crowded else 0.55, 0.5 if crowded else 0.85, chart.place),
    ):
        part = rows[which]
        if part.empty:
            continue
        marks.append(
            Points(
                tuple(part["x"].astype(float)),
                tuple(part["y"].astype(float)),
                (ink,) * len(part),
                size=max(room.size * size, 2.5),
                name=name,
                words=tuple(part["words"].astype(str)),
                opacity=opacity,
            )
        )
    small = max(room.size * 0.9, room.least)
    if np.isfinite(chart.worst[0]):
        marks.append(Rule("x", chart.worst[0], "text", 1.2, "dash"))
    if np.isfinite(chart.worst[1]):
        marks.append(Rule("y", chart.worst[1], "text", 1.2, "dash"))
    if np.isfinite(chart.worst).all():
        marks.append(
            Text(
                100,
                100,
                "worst fifth of both",
                small,
                bold=True,
                across="right",
                up="bottom",
                dy=room.size * 0.3,
                role="reference",
            )
        )
    entries = [(chart.place, "primary", "circle", "solid")]
    if not own.all():
        entries.append((chart.others, "muted", "circle", "solid"))
    legend = shared.legend(entries, room, room.width - 8)
    words = tuple(f"{tick:.0f}" for tick in _TICKS)
    left = shared.beside_axis(words, room)
    wide = room.width - left - 16
    fitted = names.fit(
        [f"↑ {chart.axes[1]}"],
        room=room.width - 14,
        slot=room.size * names.LINE,
        size=small,
        least=room.least,
        spare=room.spare,
    )
    above = legend.height + room.size * (1.9 if room.upright else 3.3)
    if not room.upright:
        marks.append(
            Text(
                0,
                1,
                fitted.texts[0],
                fitted.size,
                "muted",
                up="bottom",
                x_frame=True,
                y_frame=True,
                dx=-left + 2,
                dy=room.size * 1.7,
                role="unit",
            )
        )
    named = Room(room.width, room.height, room.size, room.least, room.spare, room.fluid, True)
    foot = shared.numbers_axis(_TICKS, Numbers(0), f"{chart.axes[0]} →", named, wide)
    below = room.size * (0.9 + 1.3 * (1 + foot.title.count("\n") + 1))
    return (
        Plot(
            "scatter",
            foot,
            Axis(0, 100, _TICKS, words, room.size, title=chart.axes[1], grid=True),
            tuple(marks),
            room.width,
            room.height or _TALL + legend.height,
            (left, 16, above, below),
            room.size,
            numbers,
            legend=replace(legend, below=above - legend.height),
            left_out=names.whole(shared.cut_entries(legend)),
        ),
    )
