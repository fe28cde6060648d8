"""A small chart, placed: strokes, blocks, discs, shapes and words, in pixels, y downwards.

A mark's ``style`` is the name of a rule in the style sheet of its page, which has the colours of
light, dark and paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Place = tuple[float, float]


@dataclass(frozen=True)
class Stroke:
    """A line through places, or the room that it closes; several runs are one line with gaps."""

    style: str
    runs: tuple[tuple[Place, ...], ...]
    closed: bool = False


@dataclass(frozen=True)
class Block:
    """A rectangle."""

    style: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Disc:
    """A circle around a place."""

    style: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Shape:
    """One of the named shapes of `components.charts.paint_svg` at a place."""

    style: str
    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Words:
    """A label."""

    style: str
    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"] = "start"


SmallMark = Stroke | Block | Disc | Shape | Words


@dataclass(frozen=True)
class SmallPlot:
    """Everything of a small chart. ``prefix`` stands before the name of every style."""

    name: str
    prefix: str
    width: float
    height: float
    marks: tuple[SmallMark, ...]

    def of(self, kind: type, style: str = "") -> list[Any]:
        """The marks of one type, and of one style where it is named, in order."""
        return [mark for mark in self.marks if isinstance(mark, kind) and style in ("", mark.style)]
