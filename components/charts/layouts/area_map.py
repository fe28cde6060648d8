"""Area maps: which piece of the earth is shown, classes and patterns, names, and the legend.

To add a kind of map: describe it in `components.exhibits.charts` (a subclass of `AreaMap` that
names its ``inks``, or a kind of its own), make its rows of the legend in
`components.charts.map_key`, and its marks here from `grounds`, `names` and `legend`, or marks of
your own in degrees (`Points` for circles). Register the layout in `components.charts.layouts`. The
painters of screen, picture and slide need nothing new; the live map takes words and inks from the
same rows (`components.charts.map_layer`). Add its recipe to `tests.snapshots.recipes`: the test of
parity then reads its limits, classes and legend back from every output.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from components.charts import map_key, names, shapes
from components.charts.map_key import KeyRow
from components.charts.plot import Areas, Axis, Line, Mark, Plot, Points, Room, Swatch, Text
from components.design import fonts
from components.exhibits.charts import AreaMap, Numbers
from components.figures.geometry import OUTLINES, drawn_areas
from components.wording.numbers import NO_FIGURE

_TALL = 480.0  # of a map in a room without a height
_MARGIN = 1.04  # of the earth shown, against the areas' own limits
_MOST_NAMES = 34
#: How many times as wide as its area a name may be; less where its letters are large, more than
#: one part in so many of the map's height.
_OVER, _OVER_LARGE, _LARGE = 3.0, 1.5, 22
_MANY = 400  # areas whose edges are thin
_LINE = 1.3
_SMALLEST = 5.0
_TIGHT = 1.1  # size of a square where there is little room, in ems
_SWATCH, _BESIDE = 1.5, 8.0  # size of a legend's square in ems; room between it and its words
_KEY_GAP = 14.0  # between map and legend
_KEY_EMS, _KEY_LEAST, _KEY_MOST = 14.0, 0.3, 0.45  # width of the legend: ems, parts of the room
_KEY_BELOW = 320.0  # its width where it stands below the map, on a page that may be narrow
_PATTERN = 0.55  # ems between lines or dots


@dataclass(frozen=True)
class Ground:
    """The piece of the earth in the frame, and how large it is drawn."""

    west: float
    south: float
    east: float
    north: float
    scale: float  # of a degree of latitude, in the room's unit

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A place in the room's unit, from the lower left corner of the frame."""
        return (x - self.west) * self.scale * shapes.SQUEEZE, (y - self.south) * self.scale


@dataclass(frozen=True)
class Key:
    """A placed legend."""

    marks: tuple[Mark, ...]
    width: float
    height: float
    left_out: tuple[str, ...]


def layout(chart: AreaMap, numbers: Numbers, unit: str, room: Room) -> tuple[Plot, ...]:
    """The placed map: beside its legend, or above it on a page."""
    rows = map_key.key(chart)
    key = legend(rows, unit, chart.note, room)
    right, bottom = (0.0, key.height) if room.fluid else (key.width, 0.0)
    high = max((room.height or _TALL + bottom) - bottom, room.size)
    ground = fitted(chart, room.width - right, high)
    outlines = OUTLINES[chart.level]
    inside = tuple(drawn_areas(outlines, chart.scope).index)
    marks: list[Mark] = [
        *grounds(chart, rows, numbers, ground, room),
        *([Areas(chart.level, chart.outlined, "", "text", 1.1)] if chart.outlined else []),
        Areas(outlines, inside, "", "text", 0.7 if chart.level != outlines else 0.9),
        *place_names(outlines, inside, ground, room),
        *key.marks,
    ]
    return (
        Plot(
            "map",
            Axis(ground.west, ground.east, (), (), room.size),
            Axis(ground.south, ground.north, (), (), room.size),
            tuple(marks),
            room.width,
            high + bottom,
            (0.0, right, 0.0, bottom),
            room.size,
            numbers,
            left_out=key.left_out,
            globe=True,
        ),
    )


def fitted(chart: AreaMap, wide: float, high: float) -> Ground:
    """As much of the earth as fills a frame, the map's areas in its middle."""
    west, south, east, north = shapes.limits(chart.level, chart.figures["area_code"])
    scale = min(wide / ((east - west) * shapes.SQUEEZE), high / (north - south)) / _MARGIN
    x, y = (west + east) / 2, (south + north) / 2
    across, up = wide / scale / shapes.SQUEEZE / 2, high / scale / 2
    return Ground(x - across, y - up, x + across, y + up, scale)


def figure_words(chart: AreaMap, numbers: Numbers) -> list[str]:
    """Each area's figure as it is written, with its interval, or why there is none."""
    found, signed = [], chart.signed or chart.change
    for row in chart.figures[["value", "lower", "upper", "status"]].itertuples(index=False):
        if np.isnan(row.value):
            found.append(NO_FIGURE.get(str(row.status), NO_FIGURE["missing"]))
            continue
        text = numbers.words(row.value, signed=signed)
        if np.isfinite(row.lower) and np.isfinite(row.upper):
            low, high = (numbers.words(v, signed=signed) for v in (row.lower, row.upper))
            text += f"\n95% interval {low} to {high}"
        found.append(text)
    return found


def grounds(
    chart: AreaMap, rows: Sequence[KeyRow], numbers: Numbers, ground: Ground, room: Room
) -> list[Mark]:
    """Areas in the ink of their row of the legend, with the row's pattern over them."""
    codes = chart.figures["area_code"].astype(str).tolist()
    labels = chart.figures["label"].astype(str).tolist()
    said = figure_words(chart, numbers)
    thin = 0.15 if len(codes) > _MANY else 0.5
    marks: list[Mark] = []
    for row in rows:
        if not row.members:
            continue
        own = tuple(codes[n] for n in row.members)
        marks.append(
            Areas(
                chart.level,
                own,
                row.ink,
                "line" if row.pattern else "background",
                thin,
                row.text,
                tuple(labels[n] for n in row.members),
                tuple(said[n] for n in row.members),
            )
        )
        gap = room.size * _PATTERN / ground.scale
        if row.pattern == "hatch":
            x, y = shapes.hatch(chart.level, own, gap)
            marks.append(Line(tuple(x.tolist()), tuple(y.tolist()), "line", 0.8))
        elif row.pattern == "dots":
            x, y = shapes.dots(chart.level, own, gap)
            marks.append(
                Points(
                    tuple(x.tolist()), tuple(y.tolist()), ("muted",) * len(x), size=room.size * 0.18
                )
            )
    return marks


def place_names(level: str, inside: Sequence[str], ground: Ground, room: Room) -> list[Mark]:
    """Names of authorities where they do not run into each other, larger areas first."""
    if not 1 < len(inside) <= _MOST_NAMES:
        return []
    outline, known = shapes.rings(level), shapes.names_of(level)
    size = max(room.size * 0.9, room.least)
    wide, high = ground.at(ground.east, ground.north)
    over = _OVER if size * _LARGE < high else _OVER_LARGE
    taken: list[tuple[float, float, float, float]] = []
    marks: list[Mark] = []

    def extent(code: str) -> float:
        return float(np.ptp(np.concatenate(outline[code]), axis=0).prod())

    for code in sorted((each for each in inside if each in known), key=extent, reverse=True):
        name, x, y = known[code]
        lines = two_lines(name.replace(", County of", ""))
        half = max(fonts.width(line, size, spare=room.spare) for line in lines) / 2 + 2
        tall = len(lines) * size * 0.65 + 1
        across, up = ground.at(x, y)
        box = (across - half, up - tall, across + half, up + tall)
        own = np.ptp(np.concatenate(outline[code])[:, 0]) * ground.scale * shapes.SQUEEZE
        if 2 * half > own * over:
            continue
        if box[0] < 0 or box[1] < 0 or box[2] > wide or box[3] > high:
            continue
        if any(
            box[0] < other[2] and box[2] > other[0] and box[1] < other[3] and box[3] > other[1]
            for other in taken
        ):
            continue
        taken.append(box)
        marks.append(
            Text(x, y, "\n".join(lines), size, across="center", role="name", halo="background")
        )
    return marks


def two_lines(name: str) -> list[str]:
    """A long name in two lines, as even as its words allow."""
    words = name.split()
    if len(name) <= 13 or len(words) == 1:
        return [name]
    pairs = [[" ".join(words[:cut]), " ".join(words[cut:])] for cut in range(1, len(words))]
    return min(pairs, key=lambda pair: max(len(line) for line in pair))


def legend(rows: Sequence[KeyRow], unit: str, note: str, room: Room) -> Key:
    """The legend, as large as it can be: the note goes first, then numbers of areas, then gaps."""
    if room.fluid:
        width, most = min(room.width, _KEY_BELOW), float("inf")
    else:
        width = min(max(room.width * _KEY_LEAST, room.size * _KEY_EMS), room.width * _KEY_MOST)
        most = room.height or float("inf")
    tries = [(True, True, False), (False, True, False), (False, False, False), (False, False, True)]
    sizes = list(names.sizes(room.size, room.least))
    # Rather small than cut off: a legend without some of its classes would be false.
    below = [(False, False, True, size) for size in names.sizes(room.least, _SMALLEST)]
    for noted, counted, tight, size in [(*each, size) for each in tries for size in sizes] + below:
        wide = max(width, room.width / 2) if tight and not room.fluid else width
        made = _legend(rows, unit, note if noted else "", counted, tight, wide, size, room)
        if made.height <= most:
            break
    left_out = () if noted or not note else (note,)
    return Key(made.marks, made.width, made.height, left_out)


def _legend(
    rows: Sequence[KeyRow],
    unit: str,
    note: str,
    counted: bool,
    tight: bool,
    width: float,
    size: float,
    room: Room,
) -> Key:
    swatch, line = size * (_TIGHT if tight else _SWATCH), size * _LINE
    least, gap = (1.0, 0.0) if tight else (1.25, 0.25)  # lines of a row, and between rows
    inner = width - _KEY_GAP

    def wrapped(text: str, points: float, wide: float, bold: bool = False) -> list[str]:
        return fonts.wrap(text, points, wide, bold=bold, spare=room.spare)

    head = wrapped(unit, size, inner, bold=True)
    texts = [
        wrapped(
            f"{row.text}{_counted(row.count)}" if counted else row.text,
            size,
            inner - swatch - _BESIDE,
        )
        for row in rows
    ]
    small = max(size * 0.9, min(room.least, size))
    foot = wrapped(note, small, inner) if note else []
    total = len(head) * line + line * 0.2
    total += sum(max(len(each), least) * line + line * gap for each in texts)
    total += len(foot) * small * _LINE + (line * 0.2 if foot else 0)
    if room.fluid:
        corner, left, y = (0.0, 0.0), 0.0, _KEY_GAP
    else:
        corner, left = (1.0, 1.0), _KEY_GAP
        y = max((room.height or total) - total, 0.0) / 2

    def say(
        text: list[str], down: float, points: float, ink: str, role: str, **more: float
    ) -> Text:
        return Text(
            *corner,
            "\n".join(text),
            points,
            ink,
            bold=role == "key-unit",
            up="top",
            x_frame=True,
            y_frame=True,
            dx=left + more.get("by", 0.0),
            dy=-down,
            role=role,
        )

    marks: list[Mark] = [say(head, y, size, "text", "key-unit")]
    y += len(head) * line + line * 0.2
    for row, text in zip(rows, texts, strict=True):
        marks.append(_swatch(row, corner, left, -y, swatch))
        by = swatch + _BESIDE
        middle = max(swatch - len(text) * line, 0.0) / 2
        marks.append(say(text, y + middle, size, "text", "key", by=by))
        y += max(len(text), least) * line + line * gap
    if foot:
        marks.append(say(foot, y + line * 0.2, small, "muted", "key-note"))
    return Key(tuple(marks), width, total + (2 * _KEY_GAP if room.fluid else 0.0), ())


def _counted(count: int) -> str:
    return f" · {count:,} {'area' if count == 1 else 'areas'}"


def _swatch(row: KeyRow, corner: tuple[float, float], dx: float, dy: float, size: float) -> Swatch:
    strokes: list[tuple[float, float, float, float]] = []
    dots: list[tuple[float, float]] = []
    if row.pattern == "hatch":
        for part in (-2 / 3, -1 / 3, 0.0, 1 / 3, 2 / 3):
            c = part * size
            first, last = max(0.0, -c), min(size, size - c)
            strokes.append((first, first + c - size, last, last + c - size))
    elif row.pattern == "dots":
        dots = [
            (size * x, -size * y)
            for x, y in ((0.25, 0.25), (0.75, 0.25), (0.5, 0.5), (0.25, 0.75), (0.75, 0.75))
        ]
    return Swatch(
        corner, dx, dy, size, row.ink, strokes=tuple(strokes), dots=tuple(dots), name=row.text
    )
