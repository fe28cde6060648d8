"""A placed plot: axes, marks, texts and room, ready to be painted without any arithmetic.

Positions are in the units of the axes, so that a live chart can be hovered over and a slide's
chart can be edited; sizes and margins are in the unit of the room (points or pixels). Colours are
roles ("primary", "group:2"), which `components.charts.inks` turns into those of a theme.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

from components.exhibits.charts import Numbers

Floats = tuple[float, ...]
Which = Literal["x", "y"]
Dash = Literal["solid", "dash", "dot", "dashdot"]


@dataclass(frozen=True)
class Room:
    """What a chart has: width, height (None: as tall as it needs), sizes of text, in one unit.

    ``least`` is the smallest text that can be read there. ``spare`` measures text in a wider
    font than ours, for viewers that set it in their own. A ``fluid`` room may turn out narrower
    than it was said to be (a page on a phone): names stay short and stand above the chart.
    """

    width: float
    height: float | None
    size: float
    least: float
    spare: bool = False
    fluid: bool = False
    unit: bool = True  # whether the chart names its unit; else the words around it do
    upright: bool = False  # whether the unit of an upright axis stands beside it, turned


#: A chart on a page, in pixels.
PAGE = Room(width=640, height=None, size=14, least=11, fluid=True)


@dataclass(frozen=True)
class Axis:
    """One axis; ``low`` above ``high`` for rows read from the top."""

    low: float
    high: float
    ticks: Floats
    texts: tuple[str, ...]
    size: float  # of its texts
    title: str = ""
    log: bool = False
    grid: bool = False
    line: bool = False
    whole: tuple[str, ...] = ()  # names that the texts stand for, uncut, where they are names


@dataclass(frozen=True)
class Points:
    """Marks with or without intervals along one axis (NaN: no interval)."""

    x: Floats
    y: Floats
    inks: tuple[str, ...]
    symbol: str = "circle"
    size: float = 10.0  # across, in the room's unit
    name: str = ""
    words: tuple[str, ...] = ()  # shown when pointed at
    low: Floats = ()
    high: Floats = ()
    along: Which = "x"
    range_ink: str = "text"
    range_width: float = 1.5
    cap: float = 3.0
    opacity: float = 1.0
    edge: str = ""  # ink around each mark
    edge_width: float = 1.0
    ids: tuple[str, ...] = ()  # of marks that can be chosen
    inside: tuple[str, ...] = ()  # letters on each mark
    inside_size: float = 0.0


@dataclass(frozen=True)
class Line:
    """A line through points; NaN breaks it."""

    x: Floats
    y: Floats
    ink: str
    width: float = 2.0
    dash: Dash = "solid"
    symbol: str = ""
    size: float = 8.0
    name: str = ""
    words: tuple[str, ...] = ()
    low: Floats = ()
    high: Floats = ()


@dataclass(frozen=True)
class Band:
    """The room between two courses, NaN left out."""

    x: Floats
    low: Floats
    high: Floats
    ink: str
    opacity: float
    name: str = ""


@dataclass(frozen=True)
class Bars:
    """Bars along x, one for each place on y."""

    at: Floats
    base: Floats
    end: Floats
    inks: tuple[str, ...]
    thickness: float  # part of a row
    hatched: tuple[bool, ...] = ()
    edge: str = ""
    name: str = ""
    words: tuple[str, ...] = ()
    low: Floats = ()
    high: Floats = ()


@dataclass(frozen=True)
class Rule:
    """A straight line across the chart where ``axis`` has the value ``at``."""

    axis: Which
    at: float
    ink: str = "text"
    width: float = 1.4
    dash: Dash = "dot"
    name: str = ""
    before: int | None = None  # row before which it stands, where it is drawn as a row
    behind: bool = False


@dataclass(frozen=True)
class Text:
    """Words at a place: in units of the axis, or 0 to 1 across the frame; moved by dx, dy (up)."""

    x: float
    y: float
    text: str
    size: float
    ink: str = "text"
    bold: bool = False
    across: Literal["left", "center", "right"] = "left"
    up: Literal["top", "middle", "bottom"] = "middle"
    x_frame: bool = False
    y_frame: bool = False
    dx: float = 0.0
    dy: float = 0.0
    role: str = ""  # "value": the figure of a row, "reference", "name", "gap", "unit"
    halo: str = ""  # ink around the letters, where they lie on colours


@dataclass(frozen=True)
class Box:
    """A rectangle in units of the axes, over what lies behind it."""

    x0: float
    x1: float
    y0: float
    y1: float
    ink: str = "surface"
    edge: str = "line"


#: How an area without a figure is told from all classes, without colour.
Pattern = Literal["", "hatch", "dots"]


@dataclass(frozen=True)
class Areas:
    """Areas of one level in one ink; their shapes are those of `components.charts.shapes`.

    ``ink`` "" leaves them empty: an outline.
    """

    level: str
    codes: tuple[str, ...]
    ink: str
    edge: str
    width: float
    name: str = ""  # what the legend calls them
    labels: tuple[str, ...] = ()  # name of each area
    words: tuple[str, ...] = ()  # figure of each area


@dataclass(frozen=True)
class Swatch:
    """A square of a legend; its upper left corner is moved from a corner of the frame.

    ``strokes`` (x, y, x, y) and ``dots`` (x, y), from the same corner, are its pattern.
    """

    corner: tuple[float, float]  # of the frame, 0 to 1
    dx: float
    dy: float  # up
    size: float
    ink: str
    edge: str = "line"
    strokes: tuple[tuple[float, float, float, float], ...] = ()
    dots: tuple[tuple[float, float], ...] = ()
    name: str = ""


Mark = Points | Line | Band | Bars | Rule | Text | Box | Areas | Swatch


@dataclass(frozen=True)
class Entry:
    """One entry of a legend."""

    text: str  # with line breaks
    ink: str
    symbol: str = ""  # "" for a line
    dash: Dash = "solid"
    whole: str = ""


@dataclass(frozen=True)
class Legend:
    """Names of series above the plot, in rows of ``columns`` entries."""

    entries: tuple[Entry, ...]
    columns: int
    size: float
    height: float
    below: float = 0.0  # free room between the legend and the plot
    widest: float = 0.0  # of the entries' texts


_Mark = TypeVar("_Mark")


@dataclass(frozen=True)
class Plot:
    """A chart, placed. ``margins``: left, right, top, bottom of the frame in the room's unit.

    On a ``globe`` x is longitude and y latitude, in degrees. The axes of a ``bare`` plot and of a
    globe are not drawn.
    """

    kind: str
    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    width: float
    height: float
    margins: tuple[float, float, float, float]
    size: float
    numbers: Numbers
    legend: Legend | None = None
    left_out: tuple[str, ...] = ()  # in words: what the picture had to shorten
    part: tuple[int, int] = (1, 1)  # of a chart split because it would not be legible
    globe: bool = False
    bare: bool = False

    def of(self, kind: type[_Mark]) -> list[_Mark]:
        """The marks of one type, in order."""
        return [mark for mark in self.marks if isinstance(mark, kind)]
