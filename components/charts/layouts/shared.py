"""What several layouts place alike: frames, splitting, reference lines, axes of numbers."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from components.charts import names, scales
from components.charts.plot import (
    Axis,
    Entry,
    Floats,
    Legend,
    Mark,
    Plot,
    Points,
    Room,
    Rule,
    Text,
    Which,
)
from components.design import fonts
from components.exhibits.charts import Numbers, Reference

_NARROW = 170.0
_LEGEND = 0.3  # of a room's height that a legend may take


@dataclass(frozen=True)
class Frame:
    """Heights of a chart's parts."""

    above: float
    below: float
    inner: float


def frame(room: Room, *, above: float, unit: str) -> Frame:
    """Room below an axis of numbers along the foot, and what is left between (0 if unlimited)."""
    lines = 1 if not room.unit else 1 + len(_unit_lines(unit, room, _unit_room(room)))
    below = room.size * (0.9 + 1.3 * lines)
    inner = 0.0 if room.height is None else max(room.height - above - below, room.size)
    return Frame(above, below, inner)


def split(count: int, most: int) -> list[range]:
    """``count`` rows in as few parts as hold at most ``most`` each, of about the same length."""
    parts = -(-count // max(most, 1))
    edges = [round(count * n / parts) for n in range(parts + 1)]
    return [range(a, b) for a, b in itertools.pairwise(edges)]


def parted(
    count: int, most: int, make: Callable[[range, tuple[int, int]], Plot]
) -> tuple[Plot, ...]:
    """Plots of at most ``most`` rows each; fewer where that leaves room to write names whole."""
    found: list[tuple[int, tuple[Plot, ...]]] = []
    for rows in dict.fromkeys((most, -(-most * 2 // 3), -(-most // 2))):
        parts = split(count, rows)
        made = tuple(make(each, (n, len(parts))) for n, each in enumerate(parts, start=1))
        cut = sum("…" in text for plot in made for text in plot.y.texts)
        found.append((cut, made))
        if not cut:
            break
    return min(found, key=lambda each: each[0])[1]


def limits(rows: pd.DataFrame, log: bool) -> tuple[Floats, Floats]:
    """Lower and upper limits of each row, NaN where there are none; () where no row has any."""
    low, high = rows["lower"].to_numpy(float), rows["upper"].to_numpy(float)
    value = rows["value"].to_numpy(float)
    there = np.isfinite(low) & np.isfinite(high)
    if not there.any():
        return (), ()
    low = np.where(there, np.minimum(low, value), np.nan)
    high = np.where(there, np.maximum(high, value), np.nan)
    if log:  # a limit of 0 is infinitely far away: the bar ends at the axis
        low = np.where(low <= 0, 1e-9, low)
    return tuple(low.tolist()), tuple(high.tolist())


def inner_ranges(rows: pd.DataFrame, at: Floats, inks: tuple[str, ...]) -> list[Mark]:
    """The range of 80% as a thick line behind each mark, where it is known."""
    if not {"lower80", "upper80"} <= set(rows) or rows["lower80"].isna().all():
        return []
    return [
        Points(
            tuple(rows["value"].astype(float)),
            at,
            inks,
            size=0.5,
            opacity=0.99,
            low=tuple(rows["lower80"].astype(float)),
            high=tuple(rows["upper80"].astype(float)),
            range_ink=inks[0],
            range_width=4.5,
            cap=0,
        )
    ]


def beside(fitted: names.Names) -> float:
    """Room left of a frame for the names of its rows: painters set them a little wider."""
    return fitted.width * 1.03 + 10


def beside_axis(words: tuple[str, ...], room: Room) -> float:
    """Room left of a frame for the numbers of an upright axis, and its unit if that is turned."""
    widest = max(fonts.width(each, room.size, spare=room.spare) for each in words)
    return widest + 10 + (room.size * 1.6 if room.upright else 0.0)


def _unit_room(room: Room) -> float:
    """Width for the words below an axis: little on a page, which may be a phone's."""
    return _NARROW if room.fluid else room.width * 0.6


def _unit_lines(unit: str, room: Room, width: float) -> list[str]:
    lines = fonts.wrap(unit, room.size, width, spare=room.spare)
    return [*lines[:1], " ".join(lines[1:])] if len(lines) > 2 else lines


def numbers_axis(
    ticks: Floats, numbers: Numbers, unit: str, room: Room, wide: float, *, log: bool = False
) -> Axis:
    """The axis of figures along the foot: round numbers, the unit below them."""
    fitted = names.fit(
        [unit],
        room=_unit_room(room),
        slot=room.size * names.LINE * 2 + 1,
        size=room.size,
        least=room.least,
        spare=room.spare,
    )
    words = scales.ratio_words(ticks) if log else scales.tick_words(ticks, numbers)
    widest = max(fonts.width(each, room.size, spare=room.spare) for each in words)
    if widest * len(words) * 1.15 > wide and len(words) > 3:  # every second number is written
        keep = _kept(ticks, log)
        words = tuple(w if n in keep else "" for n, w in enumerate(words))
    return Axis(
        ticks[0],
        ticks[-1],
        ticks,
        words,
        room.size,
        title=fitted.texts[0] if room.unit else "",
        log=log,
        grid=True,
    )


def _kept(ticks: Floats, log: bool) -> set[int]:
    """Every second tick, with 0 (or 1 among ratios) where it is one of them."""
    base = 1.0 if log else 0.0
    start = ticks.index(base) % 2 if base in ticks else 0
    return {n for n in range(len(ticks)) if n % 2 == start}


def reference(
    line: Reference | None,
    axis: Which,
    ticks: Floats,
    log: bool,
    room: Room,
    wide: float,
    *,
    before: int | None = None,
) -> list[Mark]:
    """The named line across a chart, its name at the line's end, within the frame."""
    if line is None:
        return []
    name, value = line
    said = name
    if fonts.width(said, room.size, spare=room.spare) > wide * 0.9 and ", " in said:
        said = said.rsplit(", ", 1)[1]  # the place stands in the subtitle
    said = names.fit(
        [said],
        room=wide,
        slot=room.size * names.LINE,
        size=room.size,
        least=room.least,
        spare=room.spare,
    ).texts[0]
    rule = Rule(axis, value, name=name, before=before)
    if axis == "y":
        return [
            rule,
            Text(
                1,
                value,
                said,
                room.size,
                across="right",
                up="bottom",
                x_frame=True,
                dy=3,
                role="reference",
            ),
        ]
    ends = np.log(ticks) if log else np.asarray(ticks)
    at = np.log(value) if log else value
    share = (at - ends[0]) / (ends[-1] - ends[0])
    half = fonts.width(said, room.size, spare=room.spare) / 2 / max(wide, 1.0)
    side: Literal["left", "center", "right"] = (
        "left" if share < half else "right" if share > 1 - half else "center"
    )
    return [
        rule,
        Text(
            value,
            1,
            said,
            room.size,
            across=side,
            up="bottom",
            y_frame=True,
            dy=3,
            role="reference",
        ),
    ]


def unit_heading(unit: str, room: Room, left: float) -> Text:
    """The unit above the axis on the left, reading across."""
    said = names.fit(
        [unit],
        room=room.width - 14,
        slot=room.size * names.LINE,
        size=room.size,
        least=room.least,
        spare=room.spare,
    )
    return Text(
        0,
        1,
        said.texts[0],
        said.size,
        "muted",
        up="bottom",
        x_frame=True,
        y_frame=True,
        dx=-left + 2,
        dy=room.size * 0.45,
        role="unit",
    )


def legend(entries: list[tuple[str, str, str, str]], room: Room, wide: float) -> Legend:
    """Names of series (name, ink, symbol, dash) above a plot, as many in a row as fit.

    Where the names would take more than a part of the room they are made smaller, then held to
    one line each.
    """
    most = float("inf") if room.height is None else room.height * _LEGEND
    tries = [(lines, size) for lines in (2, 1) for size in names.sizes(room.size, room.least)]
    for lines, size in tries:
        made = _legend(entries, room, wide, lines, size)
        if made.height <= most:
            return made
    return made


def _legend(
    entries: list[tuple[str, str, str, str]], room: Room, wide: float, lines: int, size: float
) -> Legend:
    mark = size * 1.9
    fitted = names.fit(
        [each[0] for each in entries],
        room=wide - mark,
        slot=size * names.LINE * lines + 1e-3,
        size=size,
        least=size,
        spare=room.spare,
    )
    columns = max(min(int(wide / (fitted.width + mark)), len(entries)), 1)
    rows = -(-len(entries) // columns)
    made = tuple(
        Entry(text, ink, symbol, dash, name)  # type: ignore[arg-type]
        for text, (name, ink, symbol, dash) in zip(fitted.texts, entries, strict=True)
    )
    high = [len(each) for each in fitted.lines]
    tall = sum(max(high[n * columns : (n + 1) * columns]) for n in range(rows))
    if room.fluid and len(entries) > 2:  # two in a row where the page is narrow
        tall, rows = max(tall, -(-len(entries) // 2)), max(rows, -(-len(entries) // 2))
    height = tall * size * names.LINE + rows * size * 0.35 + 2
    return Legend(made, columns, size, height, widest=fitted.width)


def cut_entries(legend: Legend | None) -> list[str]:
    """Whole names of a legend's entries that had to be cut."""
    entries = legend.entries if legend else ()
    return [each.whole for each in entries if " ".join(each.text.split()) != each.whole]
