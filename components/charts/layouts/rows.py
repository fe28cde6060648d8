"""Rows: a bar or a dot with its interval for each name, its figure beside it.

Names that are steps of a scale stand along the foot instead, read from left to right.
"""

from __future__ import annotations

import pandas as pd

from components.charts import names, scales
from components.charts.inks import Look, of_groups
from components.charts.layouts import across, shared
from components.charts.plot import Axis, Bars, Mark, Plot, Points, Room, Rule, Text
from components.design import fonts
from components.exhibits.charts import Numbers, Rows

_TALL = 2.3  # height of a row on a page, in parts of the text
_VALUE_GAP = 8.0
_MOST_ACROSS = 12


def layout(chart: Rows, numbers: Numbers, unit: str, room: Room) -> tuple[Plot, ...]:
    """The placed chart; several where one would have rows too small to be read."""
    ticks = _ticks(chart)
    if chart.ordered and len(chart.figures) <= _MOST_ACROSS:
        return (across.layout(chart, numbers, unit, room, ticks),)
    least = room.least * 1.25
    frame = shared.frame(room, above=_above(chart, room), unit=unit)
    count = len(chart.figures)
    return shared.parted(
        count,
        count if room.height is None else max(int(frame.inner / least), 1),
        lambda rows, part: _part(chart, numbers, unit, room, ticks, rows, part),
    )


def _above(chart: Rows, room: Room) -> float:
    return room.size * 1.7 if chart.reference else room.size * 0.4


def _ticks(chart: Rows) -> tuple[float, ...]:
    numbers = scales.known(
        chart.figures[["value", "lower", "upper"]].to_numpy(float).ravel(),
        [chart.reference[1]] if chart.reference else [],
    )
    return scales.ratios(numbers, chart.figures["value"]) if chart.log else scales.linear(numbers)


def _inks(rows: pd.DataFrame, marked: bool) -> list[str]:
    return [
        "similar"
        if mark == "benchmark"
        else "primary"
        if mark == "place" or not marked
        else "shade:2"
        for mark in rows["mark"]
    ]


def _part(
    chart: Rows,
    numbers: Numbers,
    unit: str,
    room: Room,
    ticks: tuple[float, ...],
    which: range,
    part: tuple[int, int],
) -> Plot:
    rows = chart.figures.iloc[which.start : which.stop]
    count, marked = len(rows), "place" in set(chart.figures["mark"])
    above = _above(chart, room)
    frame = shared.frame(room, above=above, unit=unit)
    slot = room.size * _TALL if room.height is None else frame.inner / count
    share = 0.28 if room.fluid else 0.38
    fitted = names.fit(
        rows["label"].astype(str).tolist(),
        room=room.width * share,
        slot=slot * 0.94 if room.height is not None else room.size * 4,
        size=min(room.size, max(slot / names.LINE, room.least)),
        least=room.least,
        spare=room.spare,
    )
    if room.height is None:
        slot = max(slot, fitted.most_lines * fitted.size * names.LINE + 6)
    known = ((rows["value"] > 0) if chart.log else rows["value"].notna()).to_numpy()
    short = numbers.short
    values = [
        short.words(v) if there else "" for v, there in zip(rows["value"], known, strict=True)
    ]
    strong = [mark == "place" and "other" in set(chart.figures["mark"]) for mark in rows["mark"]]
    right = 1.06 * max(
        fonts.width(each, fitted.size, bold=True, spare=room.spare) for each in values
    )
    places = [float(n) for n in range(count)]
    at = tuple(place for place, there in zip(places, known, strict=True) if there)
    seen = rows[known]
    low, high = shared.limits(seen, chart.log)
    inks = tuple(ink for ink, there in zip(_inks(rows, marked), known, strict=True) if there)
    words = tuple(
        f"{label}\n{said}" for label, said in zip(seen["label"], seen["words"], strict=True)
    )
    value = tuple(seen["value"].astype(float))
    marks: list[Mark] = []
    if chart.shape == "bars":
        start = 1.0 if chart.log else 0.0
        marks.append(
            Bars(at, (start,) * len(at), value, inks, 0.72, words=words, low=low, high=high)
        )
    else:
        marks += [Rule("y", place, "line", 0.5, "solid", behind=True) for place in places]
        marks += shared.inner_ranges(seen, at, inks)
        size = min(fitted.size * 0.85, slot * 0.6)
        found = of_groups(seen["label"].astype(str).tolist()) or [Look("", "circle")] * len(at)
        for look in dict.fromkeys(found):  # a mark for each look; rows of one look are one mark
            use = [n for n, each in enumerate(found) if each == look]
            marks.append(
                Points(
                    tuple(value[n] for n in use),
                    tuple(at[n] for n in use),
                    tuple(look.ink or inks[n] for n in use),
                    look.symbol,
                    size,
                    "Figure",
                    tuple(words[n] for n in use),
                    tuple(low[n] for n in use) if low else (),
                    tuple(high[n] for n in use) if high else (),
                    range_ink=look.ink or "text",
                )
            )
    for place, text, bold in zip(places, values, strong, strict=True):
        if text:
            marks.append(
                Text(
                    1,
                    place,
                    text,
                    fitted.size,
                    bold=bold,
                    x_frame=True,
                    dx=_VALUE_GAP,
                    role="value",
                )
            )
    for place, said, there in zip(places, rows["words"], known, strict=True):
        if not there:
            marks.append(
                Text(
                    0.02,
                    place,
                    str(said).rstrip("."),
                    fitted.size,
                    "muted",
                    x_frame=True,
                    role="gap",
                )
            )
    left = shared.beside(fitted)
    wide = room.width - left - right - _VALUE_GAP - 4
    marks += shared.reference(
        chart.reference, "x", ticks, chart.log, room, wide, before=_place_among(chart)
    )
    whole = tuple(rows["label"].astype(str))
    below = frame.below
    height = room.height or above + below + slot * count
    return Plot(
        "rows",
        shared.numbers_axis(ticks, numbers, unit, room, wide, log=chart.log),
        Axis(count - 0.5, -0.5, tuple(places), fitted.texts, fitted.size, whole=whole),
        tuple(marks),
        room.width,
        height,
        (left, right + _VALUE_GAP + 4, above, below),
        fitted.size,
        numbers,
        left_out=names.whole(fitted.cut),
        part=part,
    )


def _place_among(chart: Rows) -> int | None:
    """Row before which a reference stands where it is drawn as a bar of its own."""
    if chart.reference is None or chart.log:
        return None
    values = chart.figures["value"]
    if float(values.min()) < 0:
        return None
    if values.is_monotonic_decreasing:
        return int((values >= chart.reference[1]).sum())
    return 0
