"""One table, four outputs, and every recipe in one of the tests of parity.

Page, big screen, picture and deck hold every cell of a recipe's table, in order; what is compared
is read back from each output, and held against the exhibit's own cells.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from pptx import Presentation

from components.builders.page_charts import CELLS
from components.builders.registry import build, names
from components.charts import paint_html, paint_text, picture_charts, screen
from components.charts.inks import colour
from components.charts.layouts import table
from components.charts.layouts.table import TablePage
from components.charts.plot import Room
from components.design.palette import DARK, LIGHT
from components.exhibits.charts import Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.exports import deck
from tests.narrowed import of_kind, some
from tests.snapshots.recipes import FROZEN
from tests.unit import test_parity, test_parity_maps
from tests.unit.exhibits import slides


def _built(recipe: Recipe) -> Exhibit | None:
    try:
        return build(recipe)
    except RecipeError:
        return None  # frozen for what it says: test_snapshots


BUILT = {each.key: made for each in FROZEN if (made := _built(each)) is not None}
TABLES = [each.recipe for each in BUILT.values() if isinstance(each.chart, Table)]
EVERY = pytest.mark.parametrize(
    "recipe", TABLES, ids=[f"{each.name}-{n}" for n, each in enumerate(TABLES)]
)


def test_every_recipe_is_held_by_a_test_of_parity() -> None:
    """By its kind of chart: none of the frozen recipes that can be built is passed over."""
    held = {exhibit.values[0].recipe.key for exhibit in test_parity.EXHIBITS}
    held |= {exhibit.values[0].recipe.key for exhibit in test_parity.HEADLINES}
    held |= {build(each).recipe.key for each in (*test_parity_maps.RECIPES, *TABLES)}
    held |= {each.recipe.key for each in BUILT.values() if each.recipe.name == "causal"}
    assert {each.recipe.key for each in BUILT.values()} <= held
    assert {each.recipe.name for each in BUILT.values()} == set(names())


def _line(text: object) -> str:
    return " ".join(str(text).split())


def _cells(exhibit: Exhibit) -> pd.DataFrame:
    cells = of_kind(Table, exhibit.chart).cells.map(_line)
    return cells.rename(columns=_line).reset_index(drop=True)


def _of_page(page: TablePage) -> list[list[str]]:
    rows = [[" ".join(lines) for lines in row.cells] for row in page.rows]
    return [[" ".join(lines) for lines in page.head], *rows]


def _of_html(markup: str) -> list[list[str]]:
    body = re.sub(r"<style>.*?</style>", "", markup, flags=re.S)
    return [
        [_line(html.unescape(cell)) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, flags=re.S)
    ]


def _shades_of_html(markup: str) -> list[list[str]]:
    body = markup.split("<tbody>")[1]
    return [
        [
            found[1] if (found := re.search("background:(#[0-9a-f]{6})", cell)) else ""
            for cell in re.findall(r"<td[^>]*>", row)
        ]
        for row in body.split("<tr>")[1:]
    ]


def _lines_of_picture(exhibit: Exhibit) -> list[str]:
    """Lines of all cells, row by row and from left to right, as matplotlib holds them."""
    room = Room(860, None, 11, 7.7)
    page = picture_charts.table_page(exhibit, room)
    figure = Figure(figsize=(12, page.tall / 72), dpi=72)
    FigureCanvasAgg(figure)
    count = len(of_kind(Table, exhibit.chart).cells)
    paint_text.table_of(figure, page, count, LIGHT, (0, 0, 1, 1))
    return [text.get_text() for text in figure.axes[0].texts]


def _lines(page: TablePage) -> list[str]:
    rows: Sequence[Sequence[Sequence[str]]] = [page.head, *(row.cells for row in page.rows)]
    return [line for row in rows for cell in row for line in cell]


@EVERY
def test_every_output_has_every_cell_in_order(recipe: Recipe) -> None:
    exhibit = build(recipe)
    wanted = _cells(exhibit)
    chart = of_kind(Table, exhibit.chart)
    (page,) = table.layout(chart, CELLS)
    assert table.whole([page]).equals(wanted)
    for palette in (LIGHT, DARK):
        painted = paint_html.paint(page, palette, label=exhibit.title)
        assert _of_html(painted) == [list(wanted.columns), *wanted.to_numpy().tolist()]
    pictured = picture_charts.table_page(exhibit, Room(860, None, 11, 7.7))
    assert table.whole([pictured]).equals(wanted)
    assert _lines_of_picture(exhibit) == _lines(pictured)
    parts = [some(part.page) for part in screen.parts(exhibit, [])]
    columns = [_line(name) for name in screen.shown_columns(exhibit)]
    assert table.whole(parts).equals(wanted[columns])
    for each in parts:
        assert _of_html(paint_html.paint(each, DARK)) == [
            [_line(c) for c in r] for r in _of_page(each)
        ]
    assert _of_deck(recipe).equals(wanted)


@EVERY
def test_shades_say_the_same_on_page_and_slide(recipe: Recipe) -> None:
    exhibit = build(recipe)
    chart = of_kind(Table, exhibit.chart)
    (page,) = table.layout(chart, CELLS)
    wanted = [
        [colour(f"shade:{shade}", LIGHT) if shade >= 0 else "" for shade in row.shades]
        for row in page.rows
    ]
    assert _shades_of_html(paint_html.paint(page, LIGHT)) == wanted
    if chart.shades is not None:
        assert [list(row.shades) for row in page.rows] == chart.shades.to_numpy().tolist()


def _of_deck(recipe: Recipe) -> pd.DataFrame:
    """The table of the slides, put together: a row that goes on begins with the next page."""
    made = deck.build(slides(recipe), title="t", place="p")
    pages = [
        shape.table
        for slide in Presentation(io.BytesIO(made)).slides
        for shape in slide.shapes
        if shape.has_table
    ]
    placed: list[Any] = []
    head: list[str] = []
    for page in pages:
        head, *rows = [[_line(cell.text) for cell in row.cells] for row in page.rows]
        placed += rows
    return pd.DataFrame(placed, columns=head)
