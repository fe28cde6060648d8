"""Where the boxes and arrows of the causal map stand: a layered layout, two columns or three.

Boxes keep to their column; their order within it is chosen by the barycentre rule (Sugiyama,
Tagawa and Toda 1981), which puts a box near the mean of those it is joined to, so that few
arrows cross. No screen, no figures: places only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

_SWEEPS = 8
_HEAD = 0.006  # room for the arrow's head before the box
#: How far along its curve an arrow's letter may stand; the first that keeps clear is taken.
_LETTER_PLACES = (0.5, 0.4, 0.6, 0.33, 0.67, 0.27, 0.73, 0.22, 0.78)


@dataclass(frozen=True)
class Arrow:
    """One arrow from a box to another, and what is written on it."""

    id: str
    source: str
    target: str
    label: str


@dataclass(frozen=True)
class Placed:
    """Where everything stands: boxes (x, y), y downwards from 0; curves; letters (x, y)."""

    boxes: Mapping[str, tuple[float, float]]
    curves: Mapping[str, np.ndarray]  # arrow id -> (points, 2)
    letters: Mapping[str, tuple[float, float]]
    height: float


def ordered(columns: Sequence[Sequence[str]], arrows: Sequence[Arrow]) -> list[list[str]]:
    """Each column's boxes in an order with few crossings; the first column keeps its own.

    The first column is the reader's (levers by strand), so only the others move.
    """
    kept = [list(column) for column in columns]
    place = {box: (c, i) for c, column in enumerate(kept) for i, box in enumerate(column)}
    for _ in range(_SWEEPS):
        for c in range(1, len(kept)):
            size = max(len(kept[c]), 1)

            def mean(box: str, c: int = c, size: int = size) -> float:
                near = []
                for arrow in arrows:
                    other = {arrow.source: arrow.target, arrow.target: arrow.source}.get(box)
                    if other in place and place[other][0] < c:
                        column, row = place[other]
                        near.append((row + 0.5) / max(len(kept[column]), 1))
                return float(np.mean(near)) if near else (place[box][1] + 0.5) / size

            kept[c].sort(key=lambda box: (mean(box), place[box][1]))
            for i, box in enumerate(kept[c]):
                place[box] = (c, i)
    return kept


def place(
    columns: Sequence[Sequence[str]],
    arrows: Sequence[Arrow],
    *,
    xs: Sequence[float],
    widths: Sequence[float],
    aspect: float,
) -> Placed:
    """Places of boxes, curves and letters.

    Parameters
    ----------
    columns
        Boxes by column, the first in reading order.
    xs, widths
        Centre and width of each column's boxes, in parts of the whole width (0 to 1).
    aspect
        Width of the drawing over the height of one row, for measuring distance on screen.
    """
    kept = ordered(columns, arrows)
    rows = max(len(column) for column in kept)
    boxes: dict[str, tuple[float, float]] = {}
    column_of: dict[str, int] = {}
    for c, column in enumerate(kept):
        gap = rows / max(len(column), 1)
        for i, box in enumerate(column):
            boxes[box] = (xs[c], gap * (i + 0.5))
            column_of[box] = c
    leaving = _ports(arrows, boxes, "source")
    arriving = _ports(arrows, boxes, "target")
    curves, letters = {}, {}
    taken: list[tuple[float, float]] = []
    for arrow in sorted(arrows, key=lambda a: (boxes[a.source][1], boxes[a.target][1])):
        start, end = boxes[arrow.source], boxes[arrow.target]
        near, far = column_of[arrow.source], column_of[arrow.target]
        side = 1 if far > near else -1
        x0 = start[0] + side * widths[near] / 2
        x1 = end[0] - side * (widths[far] / 2 + _HEAD)
        y0, y1 = start[1] + leaving[arrow.id], end[1] + arriving[arrow.id]
        if far == near:  # within a column: bow out to the right
            x0 = start[0] + widths[near] / 2
            x1 = end[0] + widths[far] / 2 + _HEAD
            bow = x0 + 0.05
            curve = _bezier((x0, y0), (bow, y0), (bow, y1), (x1, y1))
        else:
            middle = (x0 + x1) / 2
            curve = _bezier((x0, y0), (middle, y0), (middle, y1), (x1, y1))
        curves[arrow.id] = curve
        letters[arrow.id] = _clear(curve, taken, aspect)
        taken.append(letters[arrow.id])
    return Placed(boxes, curves, letters, float(rows))


def _ports(
    arrows: Sequence[Arrow], boxes: Mapping[str, tuple[float, float]], end: str
) -> dict[str, float]:
    """How far above or below the middle of its box each arrow leaves or arrives."""
    other = "target" if end == "source" else "source"
    found = {}
    for box in boxes:
        mine = [a for a in arrows if getattr(a, end) == box]
        mine.sort(key=lambda a: boxes[getattr(a, other)][1])
        step = min(0.14, 0.6 / max(len(mine), 1))
        for i, arrow in enumerate(mine):
            found[arrow.id] = (i - (len(mine) - 1) / 2) * step
    return found


def _bezier(*points: tuple[float, float], steps: int = 40) -> np.ndarray:
    t = np.linspace(0, 1, steps)[:, None]
    a, b, c, d = (np.array(point) for point in points)
    return np.asarray(
        (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    )


def _clear(
    curve: np.ndarray, taken: Sequence[tuple[float, float]], aspect: float
) -> tuple[float, float]:
    """The place on a curve farthest from letters already placed, the middle preferred."""
    best, widest = (float(curve[20][0]), float(curve[20][1])), -1.0
    for at in _LETTER_PLACES:
        x, y = curve[round(at * (len(curve) - 1))]
        room = min(
            (float(np.hypot((x - tx) * aspect, y - ty)) for tx, ty in taken), default=float("inf")
        )
        if room >= 0.75:
            return float(x), float(y)
        if room > widest:
            best, widest = (float(x), float(y)), room
    return best
