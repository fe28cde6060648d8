"""How wide the columns of a table are and where its cells break, for slides and pictures.

No cell is cut unless it is longer than a few lines: an interval that ends in "…" says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from components.design import fonts

#: Lines of one cell at most; what is longer ends with an ellipsis and is whole in the workbook.
MOST_LINES = 5


@dataclass(frozen=True)
class Layout:
    """A table fitted to a width: text size, columns, and each cell's lines. Row 0 is the head."""

    size: float
    widths: tuple[float, ...]
    cells: tuple[tuple[tuple[str, ...], ...], ...]

    def lines(self, row: int) -> int:
        """Lines of the highest cell of a row."""
        return max(len(cell) for cell in self.cells[row])


def fit(
    table: pd.DataFrame,
    width: float,
    sizes: Sequence[float],
    *,
    gap: float,
    spare: bool = False,
    lines: int = MOST_LINES,
) -> Layout:
    """The table at the largest size at which every cell is one line; else at the smallest, wrapped.

    ``gap``: room kept free beside each cell. All lengths in the unit of the sizes (points).
    """
    rows = [[str(name) for name in table], *table.astype(str).to_numpy().tolist()]

    def wide(size: float) -> np.ndarray:
        return np.array(
            [
                max(
                    fonts.width(row[column], size, bold=number == 0, spare=spare)
                    for number, row in enumerate(rows)
                )
                + gap
                for column in range(len(rows[0]))
            ]
        )

    size = next((each for each in sizes if wide(each).sum() <= width), sizes[-1])
    widths = _shared(wide(size), width, _least(rows, size, gap, spare))
    cells = tuple(
        tuple(
            tuple(_broken(text, size, widths[column] - gap, number == 0, spare, lines))
            for column, text in enumerate(row)
        )
        for number, row in enumerate(rows)
    )
    return Layout(size, tuple(float(each) for each in widths), cells)


def _least(rows: list[list[str]], size: float, gap: float, spare: bool) -> np.ndarray:
    """What a column needs so that no word of it is broken."""
    return np.array(
        [
            max(
                fonts.width(word, size, bold=number == 0, spare=spare)
                for number, row in enumerate(rows)
                for word in (row[column].split() or [""])
            )
            + gap
            for column in range(len(rows[0]))
        ]
    )


def _shared(wants: np.ndarray, width: float, least: np.ndarray) -> np.ndarray:
    """Widths that add up to the room: columns that need little get all they want."""
    if wants.sum() <= width:
        return wants * (width / wants.sum())
    least = np.minimum(least, wants)
    if least.sum() >= width:
        return least * (width / least.sum())
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


def _broken(
    text: str, size: float, room: float, bold: bool, spare: bool, lines: int
) -> list[str]:  # fmt: skip
    found = fonts.wrap(text, size, room, bold=bold, spare=spare) or [""]
    if len(found) <= lines:
        return found
    last = fonts.shorten(" ".join(found[lines - 1 :]), size, room, bold=bold, spare=spare)
    return [*found[: lines - 1], last]
