"""What a chart shows, described once: the figures and what they mean, nothing of how it looks.

Each kind is a frozen description that checks itself when it is made. Where anything stands on a
page, a picture, the big screen or a slide is worked out from it by `components.charts.layouts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import ClassVar, Literal

import numpy as np
import pandas as pd

from components.exhibits.scatter import Scatter

#: What a mark means: the place in question, what it is set against, the rest; in steps a total,
#: a rise or a fall.
MARKS = ("place", "benchmark", "other", "total", "rise", "fall")
Reference = tuple[str, float]
_LIMITS = ("label", "value", "lower", "upper")


@dataclass(frozen=True)
class Numbers:
    """How the numbers of a chart are written."""

    decimals: int = 1
    before: str = ""  # before a number, e.g. "£"
    after: str = ""  # after a number, e.g. "%"

    def words(self, value: float | None, *, signed: bool = False) -> str:
        """A figure as it is written; "no figure" for NaN."""
        if value is None or value != value:
            return "no figure"
        text = f"{abs(value):,.{self.decimals}f}"
        zero = float(text.replace(",", "")) == 0
        sign = "" if zero else "−" if value < 0 else "+" if signed else ""
        return f"{sign}{self.before}{text}{self.after}"

    @property
    def short(self) -> Numbers:
        """The same without a unit of several letters, which the axis names."""
        return Numbers(self.decimals, self.before, self.after if len(self.after) <= 2 else "")


def _need(figures: pd.DataFrame, kind: str, *columns: str) -> None:
    missing = [name for name in columns if name not in figures]
    if missing:
        raise ValueError(f"figures of {kind} need the columns {', '.join(missing)}")
    if figures.empty:
        raise ValueError("a chart needs figures")


def _above_nothing(figures: pd.DataFrame, log: bool) -> None:
    if log and not (figures["value"].dropna() > 0).any():
        raise ValueError("a scale of ratios needs a figure above 0")


@dataclass(frozen=True, eq=False)
class Rows:
    """A figure with its interval for each name.

    ``figures``: label, value, lower, upper, mark, words (NaN where there is none; the words then
    say why); lower80 and upper80 where the range of 80% is known too.
    """

    kind: ClassVar[str] = "rows"
    figures: pd.DataFrame
    shape: Literal["bars", "dots"] = "bars"
    reference: Reference | None = None
    log: bool = False  # ratios: half and twice are equally far from 1
    fitted: tuple[tuple[int, float], ...] = ()  # a line through them: place of a row, value

    def __post_init__(self) -> None:
        _need(self.figures, "rows", *_LIMITS, "mark", "words")
        _above_nothing(self.figures, self.log)
        unknown = set(self.figures["mark"]) - set(MARKS)
        if unknown:
            raise ValueError(f"rows have the unknown mark '{unknown.pop()}'")

    @property
    def ordered(self) -> bool:
        """Whether the names are steps of a scale, read from left to right."""
        return self.shape == "dots" and bool(
            self.figures["label"].astype(str).str.match(r"\d").all()
        )


@dataclass(frozen=True, eq=False)
class Groups:
    """For each name a figure of every series: label, series, value, lower, upper, words.

    With lower80 and upper80 where the range of 80% is known too. ``table``: the same as cells, for
    a slide on which so many marks could not be told apart.
    """

    kind: ClassVar[str] = "groups"
    figures: pd.DataFrame
    reference: Reference | None = None
    log: bool = False
    table: Table | None = None

    def __post_init__(self) -> None:
        _need(self.figures, "groups", "label", "series", "value", "lower", "upper", "words")
        _above_nothing(self.figures, self.log)

    @property
    def names(self) -> list[str]:
        """The labels in order."""
        return [str(each) for each in dict.fromkeys(self.figures["label"])]

    @property
    def series(self) -> list[str]:
        """The series in order."""
        return [str(each) for each in dict.fromkeys(self.figures["series"])]


@dataclass(frozen=True, eq=False)
class Lines:
    """Figures over time, a line for each series: label, series, value, lower, upper, words."""

    kind: ClassVar[str] = "lines"
    figures: pd.DataFrame
    reference: Reference | None = None
    breaks: tuple[str, ...] = ()  # labels at which a new way of counting begins
    order: tuple[str, ...] = ()  # of the labels, where no series has all of them
    equal: bool = False  # lines of one standing: none is brought out

    def __post_init__(self) -> None:
        _need(self.figures, "lines", "label", "series", "value", "lower", "upper", "words")
        strange = [each for each in self.breaks if each not in self.labels]
        if strange:
            raise ValueError(f"a break at '{strange[0]}', which is no label of the lines")

    @property
    def labels(self) -> list[str]:
        """The labels in the order of time."""
        found = list(self.order or dict.fromkeys(self.figures["label"].astype(str)))
        return sorted(found) if all(re.fullmatch(r"\d{4}", each) for each in found) else found

    @property
    def series(self) -> list[str]:
        """The series in order."""
        return [str(each) for each in dict.fromkeys(self.figures["series"])]


@dataclass(frozen=True, eq=False)
class Fan:
    """The middle of a model's runs over time with ranges: label, value, lower, upper.

    The range of 80% is in lower80 and upper80, where it is known.
    """

    kind: ClassVar[str] = "fan"
    figures: pd.DataFrame
    reference: Reference | None = None

    def __post_init__(self) -> None:
        _need(self.figures, "a fan", "label", "value", "lower", "upper")

    @property
    def ranges(self) -> list[tuple[str, str, str]]:
        """Name and columns of each range, the widest first."""
        found = [("95% range", "lower", "upper")]
        if {"lower80", "upper80"} <= set(self.figures):
            found.append(("80% range", "lower80", "upper80"))
        return found


@dataclass(frozen=True, eq=False)
class Steps:
    """A sum in steps that stand on each other (waterfall): label, value, mark.

    A mark is "total", "rise" or "fall"; a total stands on 0.
    """

    kind: ClassVar[str] = "steps"
    figures: pd.DataFrame

    def __post_init__(self) -> None:
        _need(self.figures, "steps", "label", "value", "mark")
        if not np.isfinite(self.figures["value"].to_numpy(float)).all():
            raise ValueError("every step needs a figure")


@dataclass(frozen=True, eq=False)
class Plane:
    """Cost against gain: label, name, gain, cost and the limits of both.

    ``cloud``: label, gain, cost of each run. ``threshold``: its name and pounds for each unit.
    """

    kind: ClassVar[str] = "plane"
    figures: pd.DataFrame
    axes: tuple[str, str]  # what is gained, what it costs
    cloud: pd.DataFrame | None = None
    threshold: Reference | None = None

    def __post_init__(self) -> None:
        _need(
            self.figures,
            "a plane",
            "label",
            "name",
            "gain",
            "gain_lower",
            "gain_upper",
            "cost",
            "cost_lower",
            "cost_upper",
        )
        if not all(self.axes):
            raise ValueError("a plane needs words for both axes")


@dataclass(frozen=True, eq=False)
class Frontier:
    """The best mix for each sum: cost (pounds a year), value, words; in order of cost."""

    kind: ClassVar[str] = "frontier"
    figures: pd.DataFrame
    chosen: int  # row of the mix that is looked at
    budget: Reference  # its name and pounds a year

    def __post_init__(self) -> None:
        _need(self.figures, "a frontier", "cost", "value", "words")
        if not 0 <= self.chosen < len(self.figures):
            raise ValueError("the mix that is looked at is none of the frontier")


@dataclass(frozen=True, eq=False)
class Shares:
    """What each whole is made of: label, part, value (per cent), words; parts in order."""

    kind: ClassVar[str] = "shares"
    figures: pd.DataFrame
    parts: tuple[str, ...]

    def __post_init__(self) -> None:
        _need(self.figures, "shares", "label", "part", "value", "words")
        sums = self.figures.groupby("label", sort=False)["value"].sum()
        if (sums > 100.5).any():
            raise ValueError(f"the shares of '{sums.idxmax()}' are more than the whole")
        if set(self.figures["part"]) - set(self.parts):
            raise ValueError("a share belongs to no part")

    @property
    def names(self) -> list[str]:
        """The labels in order."""
        return [str(each) for each in dict.fromkeys(self.figures["label"])]


@dataclass(frozen=True, eq=False)
class AreaMap:
    """Areas in classes: area_code, label, value, lower, upper, status, class (-1 for none)."""

    kind: ClassVar[str] = "map"
    figures: pd.DataFrame
    level: str  # file in static/geometry
    scope: str  # the place whose areas are coloured
    labels: tuple[str, ...]  # class ranges in words
    note: str  # how the classes were made
    signed: bool = False  # a change: two-sided colours
    reverse: bool = False  # darkest colour at the lowest class
    change: bool = False  # the figures are changes: written with their sign
    inks: tuple[str, ...] = ()  # of the classes, where they have no order; () for a ramp
    outlined: tuple[str, ...] = ()  # codes of areas with a line around them; the note says why

    def __post_init__(self) -> None:
        _need(self.figures, "a map", *_LIMITS, "area_code", "status", "class")
        if int(self.figures["class"].max()) >= len(self.labels):
            raise ValueError("a class of the map has no words")

    @property
    def counts(self) -> list[int]:
        """Number of areas in each class, in the order of its labels."""
        index = self.figures["class"].to_numpy()
        return [int(np.sum(index == number)) for number in range(len(self.labels))]


@dataclass(frozen=True, eq=False)
class CausalMap:
    """Causes and outcomes as boxes and arrows: a view of the model's registers.

    ``table``: every arrow as a row, for a screen on which its boxes could not be read.
    """

    kind: ClassVar[str] = "links"
    figures: pd.DataFrame
    view: str
    table: Table | None = None

    def __post_init__(self) -> None:
        _need(self.figures, "a causal map", "label")
        if not self.view:
            raise ValueError("a causal map needs the name of its view")


@dataclass(frozen=True, eq=False)
class Table:
    """Cells as text. ``shades``: 0 (least) to 6 for each cell, -1 without."""

    kind: ClassVar[str] = "table"
    figures: pd.DataFrame
    cells: pd.DataFrame
    shades: pd.DataFrame | None = None
    screen: tuple[str, ...] = field(default=())  # columns for the big screen; all without

    def __post_init__(self) -> None:
        if self.cells.empty or self.figures.empty:
            raise ValueError("a table needs cells and the figures behind them")
        if self.shades is not None and self.shades.shape != self.cells.shape:
            raise ValueError("shades need one entry for each cell of the table")


@dataclass(frozen=True, eq=False)
class Headline:
    """One large figure and what it is set against: label, value, lower, upper, words."""

    kind: ClassVar[str] = "headline"
    figures: pd.DataFrame

    def __post_init__(self) -> None:
        _need(self.figures, "a headline", "label", "value", "lower", "upper", "words")


Chart = (
    Rows
    | Groups
    | Lines
    | Fan
    | Steps
    | Plane
    | Frontier
    | Scatter
    | Shares
    | AreaMap
    | CausalMap
    | Table
    | Headline
)


def table_of(chart: Chart) -> Table | None:
    """The chart as cells: a table itself, or the table that goes with one of many marks."""
    if isinstance(chart, Table):
        return chart
    return chart.table if isinstance(chart, Groups | CausalMap) else None
