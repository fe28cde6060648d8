"""Tables of exhibits as native PowerPoint tables, on as many slides as they need."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches, Length, Pt

from components import table_layout
from components.charts.style import ink_on
from components.deck_parts import rgb
from components.deck_theme import LANGUAGE, LEFT, ROOM
from components.exhibit import Exhibit
from components.palette import LIGHT
from components.table_layout import Layout

_SIZES = (12, 11, 10)
_SIDE, _ABOVE = 5.0, 2.5  # points kept free in a cell
_LEAST_ROW = Inches(0.36).pt


def _height(layout: Layout, row: int) -> float:
    return max(layout.lines(row) * layout.size * 1.22 + 2 * _ABOVE + 1, _LEAST_ROW)


def pages(exhibit: Exhibit, height: Length) -> tuple[Layout, list[range]]:
    """The table fitted to a slide's width, and which of its rows stand on which slide."""
    assert exhibit.shown is not None
    # Viewers set cells a little wider than they are measured: a spare part of each is kept.
    layout = table_layout.fit(
        exhibit.shown, ROOM.pt, _SIZES, gap=2 * _SIDE + 3, spare=True
    )  # fmt: skip
    head, found, start, used = _height(layout, 0), [], 0, _height(layout, 0)
    for row in range(1, len(exhibit.shown) + 1):
        needs = _height(layout, row)
        if used + needs > height.pt and row - 1 > start:
            found.append(range(start, row - 1))
            start, used = row - 1, head
        used += needs
    found.append(range(start, len(exhibit.shown)))
    return layout, found


def add(slide: Any, exhibit: Exhibit, layout: Layout, rows: range, top: Length) -> Any:
    """Add some rows of the exhibit's table to a slide; returns the graphic frame."""
    heights = [_height(layout, 0), *(_height(layout, row + 1) for row in rows)]
    frame = slide.shapes.add_table(
        len(rows) + 1, len(layout.widths), LEFT, top, ROOM, Pt(sum(heights))
    )
    frame.name = "Table"
    native = frame.table
    for column, width in zip(native.columns, layout.widths, strict=True):
        column.width = Pt(width)
    for line, height in zip(native.rows, heights, strict=True):
        line.height = Pt(height)
    for number, row in enumerate([0, *(each + 1 for each in rows)]):
        for column, text in enumerate(layout.cells[row]):
            ground = _ground(exhibit.shades, row - 1, column, number)
            _cell(native.cell(number, column), " ".join(text), layout.size, ground, row == 0)
    return frame


def _ground(shades: pd.DataFrame | None, row: int, column: int, number: int) -> str:
    if row < 0:
        return LIGHT.primary
    if shades is not None and (shade := int(shades.iloc[row, column])) >= 0:
        return LIGHT.sequential[shade]
    return LIGHT.surface if number % 2 and shades is None else LIGHT.background


def _cell(cell: Any, text: str, size: float, ground: str, head: bool) -> None:
    cell.margin_left = cell.margin_right = Pt(_SIDE)
    cell.margin_top = cell.margin_bottom = Pt(_ABOVE)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(ground)
    run = cell.text_frame.paragraphs[0].add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), head
    dark = ink_on(ground) == "#000000"
    run.font.color.rgb = rgb(LIGHT.text if dark else "#ffffff")
    run._r.get_or_add_rPr().set("lang", LANGUAGE)
