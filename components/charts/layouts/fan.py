"""A fan: the middle of a model's runs over time with the ranges of 95% and 80% as bands."""

from __future__ import annotations

from components.charts import names, scales
from components.charts.layouts import shared
from components.charts.layouts.lines import _foot, course
from components.charts.plot import Axis, Band, Line, Mark, Plot, Room
from components.exhibits.charts import Fan, Numbers

_TALL = 320.0
_OPACITY = {"95% range": 0.18, "80% range": 0.25}


def layout(chart: Fan, numbers: Numbers, unit: str, room: Room) -> tuple[Plot, ...]:
    """The placed chart."""
    rows = chart.figures
    columns = [name for _, *pair in chart.ranges for name in pair]
    every = scales.known(
        rows[["value", *columns]].to_numpy(float).ravel(),
        [chart.reference[1]] if chart.reference else [],
    )
    ticks = scales.linear(every, zero=False)
    words = scales.tick_words(ticks, numbers)
    left = shared.beside_axis(words, room)
    time = course([str(label) for label in rows["label"]])
    foot, below = _foot(time, room, room.width - left - 14)
    x = tuple(time.at[str(label)] for label in rows["label"])
    marks: list[Mark] = [
        Band(
            x,
            tuple(rows[low].astype(float)),
            tuple(rows[high].astype(float)),
            "primary",
            _OPACITY[name],
            name,
        )
        for name, low, high in chart.ranges
    ]
    said = tuple(
        f"{label}\n{numbers.words(v)} (95% range {numbers.words(lo)} to {numbers.words(hi)})"
        for label, v, lo, hi in rows[["label", "value", "lower", "upper"]].itertuples(index=False)
    )
    marks.append(
        Line(x, tuple(rows["value"].astype(float)), "primary", 2.4, name="Middle", words=said)
    )
    marks += shared.reference(chart.reference, "y", ticks, False, room, room.width - left - 14)
    above = room.size * (1.7 if room.unit or chart.reference else 0.8)
    if room.unit and not room.upright:
        marks.append(shared.unit_heading(unit, room, left))
    return (
        Plot(
            "fan",
            foot,
            Axis(ticks[0], ticks[-1], ticks, words, room.size, title=unit, grid=True),
            tuple(marks),
            room.width,
            room.height or _TALL,
            (left, 14, above, below),
            room.size,
            numbers,
            left_out=names.whole(()),
        ),
    )
