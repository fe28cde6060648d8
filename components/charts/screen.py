"""What the big screen shows of an exhibit, part by part: nothing is dropped, all of it is large.

A chart, a table or words that do not fit one screen go on in the next part; turning goes through
the parts. All type is 24 pixels (18 points) at least.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from components.charts import layouts
from components.charts.layouts import table
from components.charts.layouts.table import TablePage
from components.charts.plot import Plot, Room
from components.design import fonts
from components.exhibits.charts import AreaMap, CausalMap, Table, table_of

SIZE = 24.0
#: Height and width in pixels of a chart beside words under a title and a subtitle of two lines
#: each: with source and controls they fill a screen of 1280 by 720.
CHART = Room(width=820, height=370, size=SIZE, least=SIZE, unit=False)
#: A causal map and a table have the whole width.
WIDE = Room(width=1200, height=350, size=SIZE, least=SIZE, unit=False)
TABLE = Room(width=1200, height=335, size=SIZE, least=SIZE)
_LEAST_HIGH = 240.0
_MORE = 36.0  # height of a line below a table
_SIDE, _LINE, _PARAGRAPH = 335.0, 1.25, 0.45  # of the words beside a chart
_TITLE, _LINES = 36.0, 2  # size of the title, lines that title and subtitle have as a rule
_WIDE = 1200.0
_WORDS = 345.0  # height of words beside a chart


@dataclass(frozen=True)
class Part:
    """One screen: a chart or a page of a table, and words."""

    plot: Plot | None
    page: TablePage | None
    words: tuple[str, ...]
    number: int
    of: int

    @property
    def label(self) -> str:
        """Which part it is, "" where there is one."""
        return f"part {self.number} of {self.of}" if self.of > 1 else ""


def parts(exhibit: Any, words: Sequence[str]) -> tuple[Part, ...]:
    """The screens of an exhibit with words beside it, at least one.

    A causal map has the whole width; one whose boxes could not be read is shown as its table.
    """
    chart = exhibit.chart
    spare = _spare(exhibit)
    if isinstance(chart, CausalMap):
        (plot,) = layouts.place(exhibit, _higher(WIDE, spare))
        if plot.size >= SIZE:
            return (Part(plot, None, (), 1, 1),)
    if isinstance(chart, CausalMap | Table):
        cells = table_of(chart)
        assert cells is not None
        room = _higher(TABLE, spare - (_MORE if hidden_columns(exhibit) else 0.0))
        pages = table.layout(cells, room, side=20, pad=12, columns=shown_columns(exhibit))
        return tuple(
            Part(None, page, (), number, len(pages)) for number, page in enumerate(pages, start=1)
        )
    room = _higher(CHART, spare)
    plots = layouts.place(exhibit, room) if layouts.can_place(chart) else (None,)
    told = said_in_parts(words, min(room.height or 0.0, _WORDS))
    count = max(len(plots), len(told))
    return tuple(
        Part(plots[min(n, len(plots) - 1)], None, told[min(n, len(told) - 1)], n + 1, count)
        for n in range(count)
    )


def _spare(exhibit: Any) -> float:
    """Height that title and subtitle leave, or take, against two lines each."""
    title = len(fonts.wrap(exhibit.title, _TITLE, _WIDE, bold=True))
    below = len(fonts.wrap(exhibit.subtitle, SIZE, _WIDE))
    source = isinstance(exhibit.chart, AreaMap)  # names the boundaries too, in a second line
    return (_LINES - title) * _TITLE * 1.15 + (_LINES - below - source) * SIZE * _LINE


def _higher(room: Room, by: float) -> Room:
    return replace(room, height=max((room.height or 0.0) + by, _LEAST_HIGH))


def shown_columns(exhibit: Any) -> list[str]:
    """Columns of a table on the big screen: without the period, which the subtitle says."""
    cells = table_of(exhibit.chart)
    assert cells is not None
    return [str(name) for name in cells.screen or cells.cells.columns if name != "Period"]


def hidden_columns(exhibit: Any) -> bool:
    """Whether a wide table leaves some of its columns to the slides and the workbook."""
    cells = table_of(exhibit.chart)
    return (
        cells is not None
        and bool(cells.screen)
        and len(shown_columns(exhibit)) < len(cells.cells.columns)
    )


def said_in_parts(words: Sequence[str], height: float) -> list[tuple[str, ...]]:
    """Paragraphs for each screen: whole sentences where they fit, none left out."""
    found: list[list[str]] = [[]]
    used = 0.0
    for paragraph in words:
        begun = False
        for piece in _pieces(paragraph, height):
            needs = _high(piece) + (0.0 if begun else SIZE * _PARAGRAPH)
            if found[-1] and used + needs > height:
                found.append([])
                used, begun = 0.0, False
            if begun:
                found[-1][-1] += f" {piece}"
            else:
                found[-1].append(piece)
            used += needs
            begun = True
    return [tuple(each) for each in found]


def _high(text: str) -> float:
    return len(fonts.wrap(text, SIZE, _SIDE)) * SIZE * _LINE


def _pieces(paragraph: str, height: float) -> list[str]:
    """Sentences of a paragraph; one higher than the screen in runs of its lines."""
    found: list[str] = []
    most = max(int((height - SIZE * _PARAGRAPH) / (SIZE * _LINE)), 1)
    for sentence in re.split(r"(?<=[.!?]) (?=\S)", paragraph):
        lines = fonts.wrap(sentence, SIZE, _SIDE)
        found += [" ".join(lines[n : n + most]) for n in range(0, len(lines), most)]
    return found
