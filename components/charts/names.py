"""One rule for long names, in every layout.

A name is wrapped into the lines there is room for; if that is not enough the text is made
smaller, down to what can be read; only then is it cut with an ellipsis, and the whole name goes
to the notes. Names that differ stay different: where two would be cut to the same text, their
ends are kept instead. A person's text is text: nothing in it is markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from components.design import fonts

LINE = 1.22  # height of a line, in parts of its size
_STEP = 0.5


@dataclass(frozen=True)
class Names:
    """Names as they are written: one size for all, the lines of each, the widest line."""

    size: float
    lines: tuple[tuple[str, ...], ...]
    width: float
    cut: tuple[str, ...]  # whole names of those that end in an ellipsis

    @property
    def texts(self) -> tuple[str, ...]:
        """Each name with its line breaks."""
        return tuple("\n".join(lines) for lines in self.lines)

    @property
    def most_lines(self) -> int:
        """Lines of the highest name."""
        return max((len(lines) for lines in self.lines), default=1)


def fit(
    names: Sequence[str],
    *,
    room: float,
    slot: float,
    size: float,
    least: float,
    spare: bool = False,
    bold: bool = False,
) -> Names:
    """Names in boxes ``room`` wide and ``slot`` high, by the rule of this module.

    ``size`` and ``least``: the largest and the smallest text; all lengths in one unit.
    """
    names = [" ".join(str(name).split()) for name in names]
    least = min(least, size)
    for points in sizes(size, least):
        lines = [fonts.wrap(name, points, room, spare=spare, bold=bold) or [""] for name in names]
        most = max(int(slot / (points * LINE) + 1e-6), 1)
        words = max((_widest(name, points, spare=spare, bold=bold) for name in names), default=0)
        if all(len(each) <= most for each in lines) and (words <= room or points == least):
            return _made(lines, points, (), spare=spare, bold=bold)
    most = max(int(slot / (least * LINE) + 1e-6), 1)
    held = [_cut(each, most, least, room, spare=spare, bold=bold) for each in lines]
    for text in {tuple(each) for each in held}:
        same = [n for n, each in enumerate(held) if tuple(each) == text]
        if len({names[n] for n in same}) > 1:
            for n in same:
                held[n] = _ends(names[n], most, least, room, spare=spare, bold=bold)
    gone = tuple(
        name for name, whole, kept in zip(names, lines, held, strict=True) if whole != kept
    )
    return _made(held, least, gone, spare=spare, bold=bold)


def sizes(size: float, least: float) -> Iterable[float]:
    """Sizes to try, from the largest to the smallest."""
    yield from np.arange(size, least, -_STEP).tolist()
    yield least


def _widest(name: str, size: float, *, spare: bool, bold: bool) -> float:
    """Width of the longest word, which should not be broken."""
    return max(
        (fonts.width(word, size, spare=spare, bold=bold) for word in name.split()), default=0.0
    )


def _made(
    lines: list[list[str]], size: float, cut: tuple[str, ...], *, spare: bool, bold: bool
) -> Names:
    wide = max(
        (fonts.width(line, size, spare=spare, bold=bold) for each in lines for line in each),
        default=0.0,
    )
    return Names(size, tuple(tuple(each) for each in lines), wide, cut)


def _cut(
    lines: list[str], most: int, size: float, room: float, *, spare: bool, bold: bool
) -> list[str]:
    if len(lines) <= most:
        return lines
    rest = " ".join(lines[most - 1 :])
    return [*lines[: most - 1], fonts.shorten(rest, size, room, spare=spare, bold=bold)]


def _ends(name: str, most: int, size: float, room: float, *, spare: bool, bold: bool) -> list[str]:
    """A name cut in its middle: as much of both ends as there is room for."""
    for kept in range(len(name) - 1, 1, -1):
        head, tail = (kept + 1) // 2, kept // 2
        text = f"{name[:head].rstrip()}…{name[len(name) - tail :].lstrip()}"
        lines = fonts.wrap(text, size, room, spare=spare, bold=bold)
        if len(lines) <= most:
            return lines
    return [name[:1] + "…"]


def whole(cut: Iterable[str]) -> tuple[str, ...]:
    """What the notes say of names that were cut, "" left out."""
    found = [f"“{name}”" for name in dict.fromkeys(cut) if name]
    return (f"Names shortened in the chart, whole: {'; '.join(found)}.",) if found else ()


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near to the wanted ones as they can be, ``gap`` apart and within the limits.

    Where there is not room for all within the limits, they share it evenly. The order of equal
    places is that of the list.
    """
    count = len(wanted)
    if count == 0:
        return []
    gap = min(gap, (high - low) / max(count - 1, 1))
    order = sorted(range(count), key=lambda n: wanted[n])
    places = [min(max(wanted[n], low), high) for n in order]
    for n in range(1, count):
        places[n] = max(places[n], places[n - 1] + gap)
    places[-1] = min(places[-1], high)
    for n in range(count - 2, -1, -1):
        places[n] = min(places[n], places[n + 1] - gap)
    found = [0.0] * count
    for place, n in zip(places, order, strict=True):
        found[n] = place
    return found
