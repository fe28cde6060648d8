"""Tables: how wide columns are, where cells break, and which rows stand on which page.

No cell is cut, whatever its length: a caveat that ends in "…" says nothing. A row that is higher
than a page goes on on the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from components.charts.plot import Room
from components.design import fonts
from components.exhibits.charts import Table

LINE = 1.25  # height of a line, in parts of its size


@dataclass(frozen=True)
class Row:
    """Lines of each cell, and each cell's shade (-1: none)."""

    cells: tuple[tuple[str, ...], ...]
    shades: tuple[int, ...]
    number: int  # in the table, from 0
    goes_on: bool = False  # a part of a row that began on the page before

    @property
    def lines(self) -> int:
        """Lines of the highest cell."""
        return max((len(cell) for cell in self.cells), default=1) or 1


@dataclass(frozen=True)
class TablePage:
    """One page of a table, all lengths in the room's unit."""

    size: float
    widths: tuple[float, ...]
    head: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...]
    pad: float  # above and below the lines of a cell, together
    side: float  # left and right of them, together
    part: tuple[int, int] = (1, 1)

    def height(self, row: Row | None = None) -> float:
        """Height of a row, of the head without one."""
        lines = row.lines if row else max(len(cell) for cell in self.head)
        return lines * self.size * LINE + self.pad

    @property
    def tall(self) -> float:
        """Height of the whole page."""
        return self.height() + sum(self.height(row) for row in self.rows)


def layout(
    chart: Table, room: Room, *, side: float = 10.0, pad: float = 8.0, columns: Sequence[str] = ()
) -> tuple[TablePage, ...]:
    """The table fitted to a room, on as many pages as it needs (one without a height).

    ``columns``: those that are shown; all without.
    """
    kept = list(columns) or list(chart.cells.columns)
    cells = chart.cells[kept].astype(str)
    shades = (
        chart.shades.set_axis(chart.cells.columns, axis=1)[kept].to_numpy(int)
        if chart.shades is not None
        else np.full(cells.shape, -1)
    )
    texts = [[str(name) for name in kept], *cells.to_numpy().tolist()]
    size, widths = _columns(texts, room, side)
    head, *body = [
        tuple(
            tuple(fonts.wrap(text, size, width - side, bold=number == 0, spare=room.spare) or [""])
            for text, width in zip(row, widths, strict=True)
        )
        for number, row in enumerate(texts)
    ]
    rows = [Row(lines, tuple(int(each) for each in shades[n]), n) for n, lines in enumerate(body)]
    blank = TablePage(size, widths, head, (), pad, side)
    pages = _paged(rows, blank, room.height)
    return tuple(
        TablePage(size, widths, head, tuple(page), pad, side, (number, len(pages)))
        for number, page in enumerate(pages, start=1)
    )


def _columns(texts: list[list[str]], room: Room, side: float) -> tuple[float, tuple[float, ...]]:
    """The largest size at which every cell is one line, else the smallest that is legible."""

    def wide(size: float) -> np.ndarray:
        return np.array(
            [
                max(
                    fonts.width(row[n], size, bold=number == 0, spare=room.spare)
                    for number, row in enumerate(texts)
                )
                + side
                + 1
                for n in range(len(texts[0]))
            ]
        )

    tries = [room.size, (room.size + room.least) / 2, room.least]
    size = next((each for each in tries if wide(each).sum() <= room.width), room.least)
    least = np.array(
        [
            max(
                fonts.width(word, size, bold=number == 0, spare=room.spare)
                for number, row in enumerate(texts)
                for word in (row[n].split(" ") or [""])
            )
            + side
            + 1
            for n in range(len(texts[0]))
        ]
    )
    return size, tuple(float(each) for each in _shared(wide(size), room.width, least))


def _shared(wants: np.ndarray, width: float, least: np.ndarray) -> np.ndarray:
    """Widths that add up to the room: columns that need little get all they want."""
    if wants.sum() <= width:
        return np.asarray(wants * (width / wants.sum()))
    least = np.minimum(least, wants)
    if least.sum() >= width:
        return np.asarray(least * (width / least.sum()))
    fixed = np.zeros(len(wants), dtype=bool)
    while True:
        room = width - wants[fixed].sum()
        even = room / (~fixed).sum()
        small = ~fixed & (wants <= even)
        if not small.any():
            break
        fixed |= small
    found = np.where(fixed, wants, np.maximum(least, even))
    over = found.sum() - width
    if over > 0:  # what long words took beyond their share comes from what others can spare
        spare = found - least
        found -= spare * (over / spare.sum())
    return found


def _paged(rows: list[Row], blank: TablePage, height: float | None) -> list[list[Row]]:
    """Rows on pages; one that is higher than a page is split between lines."""
    if height is None:
        return [rows]
    room = height - blank.height()
    most = max(int((room - blank.pad) / (blank.size * LINE)), 1)
    pages: list[list[Row]] = [[]]
    used = 0.0
    for row in rows:
        for piece in _pieces(row, most):
            needs = blank.height(piece)
            if pages[-1] and used + needs > room:
                pages.append([])
                used = 0.0
            pages[-1].append(piece)
            used += needs
    return pages


def _pieces(row: Row, most: int) -> list[Row]:
    if row.lines <= most:
        return [row]
    return [
        Row(
            tuple(cell[start : start + most] for cell in row.cells),
            row.shades,
            row.number,
            start > 0,
        )
        for start in range(0, row.lines, most)
    ]


def cell_text(row: Row, column: int) -> str:
    """A cell in one line, as it was given."""
    return " ".join(row.cells[column])


def whole(pages: Sequence[TablePage]) -> pd.DataFrame:
    """The table's cells again, put together from its pages."""
    rows: dict[int, list[str]] = {}
    for page in pages:
        for row in page.rows:
            parts = [cell_text(row, n) for n in range(len(row.cells))]
            if row.number in rows:
                parts = [f"{a} {b}".strip() for a, b in zip(rows[row.number], parts, strict=True)]
            rows[row.number] = parts
    names = [" ".join(cell) for cell in pages[0].head]
    return pd.DataFrame(list(rows.values()), columns=names)
