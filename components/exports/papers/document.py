"""What a paper is: headings, sentences, figures and tables in order, each with where it is from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from components.exhibits.charts import Headline, Table
from components.exhibits.exhibit import Exhibit, Recipe
from components.exports.papers.trace import Kept

Use = Literal["text", "note", "lead", "blank"]


@dataclass(frozen=True)
class Paragraph:
    """Words, and the recipes whose figures they tell.

    ``use``: running text, a note in small print, the lead of a paper, or a gap that the council
    fills in itself.
    """

    text: str
    recipes: tuple[Recipe, ...] = ()
    use: Use = "text"


@dataclass(frozen=True)
class Picture:
    """An exhibit as a picture, with its caption, source and figures."""

    exhibit: Exhibit
    height: int = 380  # pixels at 1x, of a picture 900 wide


@dataclass(frozen=True, eq=False)
class Grid:
    """A table of texts; the first column names the rows."""

    caption: str
    cells: pd.DataFrame
    recipes: tuple[Recipe, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        if self.cells.empty:
            raise ValueError("a table of a paper needs rows")


Item = Paragraph | Picture | Grid


@dataclass(frozen=True)
class Section:
    """A question of the paper. ``level`` is 1 or 2."""

    heading: str
    items: tuple[Item, ...]
    level: int = 1

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError(f"the section '{self.heading}' says nothing, not even why")


@dataclass(frozen=True)
class Paper:
    """A whole document, as plain text and exhibits."""

    template: str
    title: str
    subtitle: str
    scope: str
    sections: tuple[Section, ...]
    kept: tuple[Kept, ...]  # where all that it tells is from
    contents: bool = True  # whether a list of its sections stands in front
    one_page: bool = False  # a sheet, drawn closer

    def items(self) -> Iterator[Item]:
        """Everything in it, in order."""
        for section in self.sections:
            yield from section.items


def drawn(exhibit: Exhibit) -> bool:
    """Whether an exhibit has a picture; tables and single figures are told in words."""
    return not isinstance(exhibit.chart, Table | Headline)
