"""An exhibit: one thing worth showing, with every word and figure that must go with it.

Charts on a page, slides, pictures, briefs and spreadsheets are all made from exhibits, so that
none can lack its title, source, alt text or figures. An exhibit also carries its recipe, a few
words of plain data from which `builders.registry` builds it again out of the store: that is what
links and saved presentations keep.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import pandas as pd

from components.exhibits import charts
from data.errors import PlainError

Kind = Literal[
    "map",
    "bars",
    "dots",
    "groups",
    "lines",
    "fan",
    "waterfall",
    "plane",
    "links",
    "table",
    "headline",
]
KINDS: tuple[str, ...] = get_args(Kind)

#: Columns that the figures of a kind must have, whatever else they hold.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "map": ("area_code", "label", "value", "lower", "upper", "status", "class"),
    "bars": ("label", "value", "lower", "upper", "mark", "words"),
    "dots": ("label", "value", "lower", "upper", "mark", "words"),
    "groups": ("label", "series", "value", "lower", "upper", "words"),
    "lines": ("label", "series", "value", "lower", "upper", "words"),
    "fan": ("label", "value", "lower", "upper"),
    "waterfall": ("label", "value", "mark"),
    "plane": (
        "label",
        "name",
        "gain",
        "gain_lower",
        "gain_upper",
        "cost",
        "cost_lower",
        "cost_upper",
    ),
    "links": ("label",),
    "table": (),
    "headline": ("label", "value", "lower", "upper", "words"),
}
#: What a mark means: the place in question, what it is set against, the rest; in a waterfall a
#: total, a rise or a fall.
MARKS = ("place", "benchmark", "other", "total", "rise", "fall")
_LONGEST_TEXT = 400
_LONGEST_CODE = 16_384  # a plan is a code of many letters
_MOST_TEXTS = 60

Value = str | int | float | bool | list[str]


class RecipeError(PlainError, ValueError):
    """A recipe cannot be read or followed; the message says why in plain words."""


def _check_value(name: str, word: str, value: object) -> None:
    longest = _LONGEST_CODE if word in ("plan", "plans") else _LONGEST_TEXT
    texts = value if isinstance(value, list) else [value]
    if len(texts) > _MOST_TEXTS:
        raise RecipeError(f"the recipe '{name}' has too many values for '{word}'")
    for each in texts:
        plain = isinstance(each, str) or (not isinstance(value, list) and _is_number(each))
        if not plain or (isinstance(each, str) and len(each) > longest):
            raise RecipeError(f"the recipe '{name}' has a value for '{word}' that cannot be used")


@dataclass(frozen=True)
class Recipe:
    """How an exhibit is built again: the name of a builder and its parameters."""

    name: str
    params: Mapping[str, Value] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The recipe as one line of JSON, the same for equal recipes."""
        return json.dumps(
            [self.name, dict(self.params)],
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )

    @classmethod
    def read(cls, document: object) -> Recipe:
        """A recipe from parsed JSON ``[name, {parameter: value}]``; raises RecipeError."""
        if not (isinstance(document, list) and len(document) == 2):
            raise RecipeError("a recipe is a name and its parameters")
        name, params = document
        if not (isinstance(name, str) and name.isidentifier() and len(name) <= 40):
            raise RecipeError("a recipe's name is one short word")
        if not isinstance(params, dict) or len(params) > 20:
            raise RecipeError(f"the recipe '{name}' has no list of parameters")
        for word, value in params.items():
            if not (isinstance(word, str) and word.isidentifier() and len(word) <= 40):
                raise RecipeError(f"the recipe '{name}' has a parameter without a proper name")
            _check_value(name, word, value)
        return cls(name, params)


def _is_number(value: object) -> bool:
    return isinstance(value, bool | int) or (isinstance(value, float) and abs(value) < 1e15)


@dataclass(frozen=True)
class MapDetail:
    """What a map needs besides its figures."""

    level: str  # file in static/geometry
    scope: str  # the place whose areas are coloured
    labels: tuple[str, ...]  # class ranges in words
    note: str  # how the classes were made
    signed: bool = False  # a change: two-sided colours
    reverse: bool = False  # darkest colour at the lowest class


@dataclass(frozen=True)
class Exhibit:
    """One thing worth showing. Text fields are plain text, never markup."""

    kind: Kind
    title: str  # the finding, with its figures
    measure: str  # what is measured
    unit: str  # long form, for an axis
    place: str
    period: str  # in words
    source: str  # the main publication, short enough to stand under a chart
    licence: str
    alt: str  # what the picture shows, with figures
    draft: str  # a paragraph from the figures by the rules of `components.wording.numbers.findings`
    definition: str
    interval: str  # what the intervals are, or that there are none
    caveat: str
    publisher: str  # who published it, in short
    publications: str  # every publication behind the figures
    figures: pd.DataFrame
    recipe: Recipe
    decimals: int = 1
    before: str = ""  # before a number, e.g. "£"
    after: str = ""  # after a number, e.g. "%"
    level: str = "as published"  # or "derived", "modelled"
    reference: tuple[str, float] | None = None  # a named line across; in a plane its slope
    shown: pd.DataFrame | None = None  # a table's cells as text
    map: MapDetail | None = None
    axes: tuple[str, str] = ("", "")  # of a plane: what is gained, what it costs
    cloud: pd.DataFrame | None = None  # of a plane: label, gain, cost of each run
    breaks: tuple[str, ...] = ()  # labels at which a new way of counting begins
    order: tuple[str, ...] = ()  # of a line's labels, where no series has all of them
    equal: bool = False  # lines of one standing: none is brought out, all have their intervals
    log: bool = False  # ratios: half and twice are equally far from 1
    shades: pd.DataFrame | None = None  # of a table's cells: 0 (least) to 6, -1 without a shade
    fitted: tuple[tuple[int, float], ...] = ()  # of rows: a line from which a gap is measured
    screen: tuple[str, ...] = ()  # columns of a wide table for the big screen; all without

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"an exhibit is one of {', '.join(KINDS)} (got '{self.kind}')")
        for name in (
            "title",
            "measure",
            "place",
            "period",
            "source",
            "licence",
            "alt",
            "draft",
            "definition",
            "interval",
            "caveat",
            "publications",
            "publisher",
        ):
            if not getattr(self, name).strip():
                raise ValueError(f"an exhibit needs words for '{name}'")
        missing = [name for name in _COLUMNS[self.kind] if name not in self.figures]
        if missing:
            raise ValueError(f"figures of a {self.kind} need the columns {', '.join(missing)}")
        if self.figures.empty:
            raise ValueError("an exhibit needs figures")
        if self.kind == "map" and self.map is None:
            raise ValueError("a map needs its level and classes")
        if self.kind in ("table", "plane", "links") and self.shown is None:
            raise ValueError(f"a {self.kind} needs its cells as text")
        if self.kind == "plane" and not all(self.axes):
            raise ValueError("a plane needs words for both axes")
        if self.log and not (self.figures["value"].dropna() > 0).any():
            raise ValueError("a scale of ratios needs a figure above 0")
        if self.shades is not None and (
            self.shown is None or self.shades.shape != self.shown.shape
        ):
            raise ValueError("shades need one entry for each cell of the table")

    @property
    def subtitle(self) -> str:
        """Measure, place, period, and in words whether the figures are published or ours."""
        parts = [self.measure, self.place, self.period]
        return " · ".join(parts if self.level == "as published" else [*parts, self.level])

    @property
    def source_line(self) -> str:
        """Source and licence in one line."""
        return f"Source: {self.source.rstrip('.')}. {self.licence.rstrip('.')}."

    @property
    def notes(self) -> str:
        """What the speaker needs to answer questions: definition, interval, caveat, source."""
        return "\n\n".join(
            (
                f"Definition. {self.definition}",
                f"Interval. {self.interval}",
                f"Caveat. {self.caveat}",
                f"Sources. {self.publications}.".replace("..", "."),
                f"{self.licence.rstrip('.')}.",
            )
        )

    @property
    def numbers(self) -> charts.Numbers:
        """How the exhibit's numbers are written."""
        return charts.Numbers(self.decimals, self.before, self.after)

    @cached_property
    def chart(self) -> charts.Chart:
        """What the exhibit shows, described once for every layout."""
        figures = self.figures
        if self.kind in ("bars", "dots"):
            shape: Literal["bars", "dots"] = "bars" if self.kind == "bars" else "dots"
            return charts.Rows(figures, shape, self.reference, self.log, self.fitted)
        if self.kind == "map":
            assert self.map is not None
            one = self.map
            return charts.AreaMap(
                figures, one.level, one.scope, one.labels, one.note, one.signed, one.reverse
            )
        if self.kind == "links":
            return charts.CausalMap(figures, str(self.recipe.params["view"]))
        if self.kind == "table":
            assert self.shown is not None
            return charts.Table(figures, self.shown, self.shades, self.screen)
        if self.kind == "groups":
            return charts.Groups(figures, self.reference, self.log)
        if self.kind == "lines":
            return charts.Lines(figures, self.reference, self.breaks, self.order, self.equal)
        if self.kind == "fan":
            return charts.Fan(figures, self.reference)
        if self.kind == "waterfall":
            return charts.Steps(figures)
        if self.kind == "plane":
            return charts.Plane(figures, self.axes, self.cloud, self.reference)
        return charts.Headline(figures)

    @property
    def labels(self) -> list[str]:
        """The labels of a chart in their order; years in the order of time."""
        found = list(self.order or dict.fromkeys(self.figures["label"].astype(str)))
        return sorted(found) if all(re.fullmatch(r"\d{4}", each) for each in found) else found

    def number(self, value: float, signed: bool = False) -> str:
        """A figure as it is written in this exhibit; "no figure" for NaN."""
        return self.numbers.words(value, signed=signed)


def class_counts(exhibit: Exhibit) -> list[int]:
    """Number of areas in each class of a map, in the order of its labels."""
    if exhibit.map is None:
        raise ValueError("only a map has classes")
    index = exhibit.figures["class"].to_numpy()
    return [int(np.sum(index == number)) for number in range(len(exhibit.map.labels))]
