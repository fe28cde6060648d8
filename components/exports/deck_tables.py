"""Tables of exhibits as native PowerPoint tables, on as many slides as they need."""

from __future__ import annotations

from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.util import Length, Pt

from components.charts.inks import colour
from components.charts.layouts import table
from components.charts.layouts.table import TablePage
from components.charts.plot import Room
from components.charts.powerpoint.native import LANGUAGE, rgb
from components.design.palette import LIGHT
from components.exhibits.charts import table_of
from components.exhibits.exhibit import Exhibit
from components.exports.deck_theme import LEFT, ROOM

_SIDE, _ABOVE = 5.0, 5.5  # points kept free in a cell
_SPARE = 3.0  # viewers set cells a little wider than they are measured


def pages(exhibit: Exhibit, height: Length) -> tuple[TablePage, ...]:
    """The table fitted to a slide's width, a page for each slide; no cell of it is cut."""
    cells = table_of(exhibit.chart)
    assert cells is not None
    room = Room(ROOM.pt, height.pt, 12, 10, spare=True)
    return table.layout(cells, room, side=2 * _SIDE + _SPARE, pad=2 * _ABOVE)


def add(slide: Any, page: TablePage, top: Length) -> Any:
    """Add a page of a table to a slide; returns the graphic frame."""
    frame = slide.shapes.add_table(
        len(page.rows) + 1, len(page.widths), LEFT, top, ROOM, Pt(page.tall)
    )
    frame.name = "Table"
    native = frame.table
    for column, width in zip(native.columns, page.widths, strict=True):
        column.width = Pt(width)
    for line, row in zip(native.rows, (None, *page.rows), strict=True):
        line.height = Pt(page.height(row))
    for column, lines in enumerate(page.head):
        _cell(native.cell(0, column), " ".join(lines), page.size, LIGHT.primary, "#ffffff", True)
    plain = all(shade < 0 for row in page.rows for shade in row.shades)
    for number, row in enumerate(page.rows, start=1):
        for column, shade in enumerate(row.shades):
            ground = LIGHT.surface if plain and number % 2 else LIGHT.background
            ink = LIGHT.text
            if shade >= 0:
                ground, ink = colour(f"shade:{shade}", LIGHT), colour(f"on:shade:{shade}", LIGHT)
            ink = LIGHT.text if ink == "#000000" else ink
            text = table.cell_text(row, column)
            _cell(native.cell(number, column), text, page.size, ground, ink, False)
    return frame


def _cell(cell: Any, text: str, size: float, ground: str, ink: str, head: bool) -> None:
    cell.margin_left = cell.margin_right = Pt(_SIDE)
    cell.margin_top = cell.margin_bottom = Pt(2.5)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(ground)
    run = cell.text_frame.paragraphs[0].add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), head
    run.font.color.rgb = rgb(ink)
    run._r.get_or_add_rPr().set("lang", LANGUAGE)
