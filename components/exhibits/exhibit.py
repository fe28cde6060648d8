"""An exhibit: one thing worth showing, with every word and figure that must go with it.

Charts on a page, slides, pictures, briefs and spreadsheets are all made from exhibits, so that
none can lack its title, source, alt text or figures. An exhibit also carries its recipe, a few
words of plain data from which `builders.registry` builds it again out of the store: that is what
links and saved presentations keep.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from components.exhibits import charts
from data.errors import PlainError

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
class Exhibit:
    """One thing worth showing. Text fields are plain text, never markup."""

    title: str  # the finding, with its figures
    measure: str  # what is measured
    unit: str  # long form, for an axis
    place: str
    period: str  # in words
    source: str  # the main publication, short enough to stand under a chart
    licence: str
    alt: str  # what the picture shows, with figures
    draft: str  # a paragraph from the figures by the rules of `components.wording.findings`
    definition: str
    interval: str  # what the intervals are, or that there are none
    caveat: str
    publisher: str  # who published it, in short
    publications: str  # every publication behind the figures
    chart: charts.Chart  # what is drawn, and all that is drawn
    recipe: Recipe
    decimals: int = 1
    before: str = ""  # before a number, e.g. "£"
    after: str = ""  # after a number, e.g. "%"
    level: str = "as published"  # or "derived", "modelled"

    def __post_init__(self) -> None:
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

    def number(self, value: float, signed: bool = False) -> str:
        """A figure as it is written in this exhibit; "no figure" for NaN."""
        return self.numbers.words(value, signed=signed)
