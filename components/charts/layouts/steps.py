"""Steps that stand on each other, from the first to the total: rows with figures beside them."""

from __future__ import annotations

from collections.abc import Sequence

from components.charts import names, scales
from components.charts.layouts import shared
from components.charts.plot import Axis, Bars, Line, Mark, Plot, Room, Rule, Text
from components.design import fonts
from components.exhibits.charts import Numbers, Steps

_INKS = {"total": "primary", "rise": "worse", "fall": "shade:4"}
_TALL = 2.0
_GAP = 6.0


def reached(values: Sequence[float], marks: Sequence[str]) -> list[tuple[float, float]]:
    """Where each step begins and ends; totals stand on 0."""
    found, at = [], 0.0
    for value, mark in zip(values, marks, strict=True):
        if mark == "total":
            found.append((0.0, float(value)))
            at = float(value)
        else:
            found.append((at, at + float(value)))
            at += float(value)
    return found


def layout(chart: Steps, numbers: Numbers, unit: str, room: Room) -> tuple[Plot, ...]:
    """The placed chart; several where one would have steps too small to be read."""
    count = len(chart.figures)
    frame = shared.frame(room, above=room.size * 0.5, unit=unit)
    return shared.parted(
        count,
        count if room.height is None else max(int(frame.inner / (room.least * 1.25)), 1),
        lambda rows, part: _part(chart, numbers, unit, room, rows, part),
    )


def _part(
    chart: Steps, numbers: Numbers, unit: str, room: Room, which: range, part: tuple[int, int]
) -> Plot:
    every = reached(chart.figures["value"], chart.figures["mark"])
    ticks = scales.linear([edge for step in every for edge in step])
    rows = chart.figures.iloc[which.start : which.stop]
    steps = every[which.start : which.stop]
    count = len(rows)
    above = room.size * 0.5
    frame = shared.frame(room, above=above, unit=unit)
    slot = room.size * _TALL if room.height is None else frame.inner / count
    labels = rows["label"].astype(str).tolist()
    fitted = names.fit(
        labels,
        room=room.width * (0.3 if room.fluid else 0.38),
        slot=slot * 0.96 if room.height is not None else room.size * 4,
        size=min(room.size, max(slot / names.LINE, room.least)),
        least=room.least,
        spare=room.spare,
    )
    if room.height is None:
        slot = max(slot, fitted.most_lines * fitted.size * names.LINE + 4)
    values = [
        numbers.words(float(value), signed=mark != "total")
        for value, mark in zip(rows["value"], rows["mark"], strict=True)
    ]
    right = max(fonts.width(v, fitted.size, bold=True, spare=room.spare) for v in values) * 1.06
    right += _GAP
    left = shared.beside(fitted)
    wide = room.width - left - right - 4
    places = tuple(float(n) for n in range(count))
    kinds = [str(mark) for mark in rows["mark"]]
    marks: list[Mark] = [
        Rule("x", 0.0, "line", 1.0, "solid"),
        Bars(
            places,
            tuple(a for a, _ in steps),
            tuple(b for _, b in steps),
            tuple(_INKS.get(kind, "line") for kind in kinds),
            0.66,
            tuple(kind == "rise" for kind in kinds),
            edge="background",
            words=tuple(f"{label}\n{value}" for label, value in zip(labels, values, strict=True)),
        ),
    ]
    for number, ((start, end), value) in enumerate(zip(steps, values, strict=True)):
        marks.append(
            Text(
                max(start, end), float(number), value, fitted.size, bold=True, dx=_GAP, role="value"
            )
        )
        if number + 1 < count and kinds[number + 1] != "total":
            marks.append(Line((end, end), (number + 0.33, number + 0.67), "line", 1.0))
    return Plot(
        "steps",
        shared.numbers_axis(ticks, numbers, unit, room, wide),
        Axis(count - 0.5, -0.5, places, fitted.texts, fitted.size, whole=tuple(labels)),
        tuple(marks),
        room.width,
        room.height or above + frame.below + slot * count,
        (left, right + 4, above, frame.below),
        fitted.size,
        numbers,
        left_out=names.whole(fitted.cut),
        part=part,
    )
