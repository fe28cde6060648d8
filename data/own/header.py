"""Where the table of a sheet begins: its row of column names, found below titles and notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from data.own import marks, periods
from data.own.files import Sheet
from data.own.shape import Refused

#: Rows from the top in which the table may begin.
_LOOK = 60
#: Rows that are looked at to see how wide the table is.
_SAMPLE = 400


@dataclass
class Table:
    """A table: names of its columns, and rows of cells below them.

    ``numbers`` are the rows of the file, counted from 1; ``header_row`` likewise. ``shown`` tells
    of a cell (row of the file from 0, column) whether it is shown as % in the workbook.
    """

    names: list[str]
    rows: list[list[object]]
    numbers: list[int]
    header_row: int
    above: list[str] = field(default_factory=list)
    percent: set[tuple[int, int]] = field(default_factory=set)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    semicolons: bool = False  # cells are parted by semicolons

    def column(self, name: str) -> list[object]:
        """The cells of a column, in the order of ``rows``."""
        place = self.names.index(name)
        return [row[place] for row in self.rows]


def text_of(cell: object) -> str:
    """A cell as a line of text; "" for an empty one."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).replace("\ufeff", "").split())


def _filled(row: Sequence[object]) -> int:
    return sum(1 for cell in row if text_of(cell))


def _is_number(cell: object) -> bool:
    figure = marks.read(cell)
    return figure.number == figure.number


def _is_year(cell: object) -> bool:
    return any(each.kind in ("year", "split") for each in periods.readings(cell))


def _names_like(row: Sequence[object]) -> bool:
    """Whether a row may hold column names: two or more, none of them a number but years."""
    cells = [cell for cell in row if text_of(cell)]
    return len(cells) >= 2 and all(not _is_number(cell) or _is_year(cell) for cell in cells)


def _figures_like(row: Sequence[object]) -> bool:
    cells = [cell for cell in row if text_of(cell)]
    if len(cells) < 2:
        return False
    numbers = [cell for cell in cells if _is_number(cell)]
    if any(not _is_year(cell) for cell in numbers):
        return True
    # Marks instead of all figures: a short sign beside a name.
    return any(marks.meaning(marks.read(cell).mark) or text_of(cell) in "-~*:!" for cell in cells)


def find(sheet: Sheet, known: Callable[[set[str]], bool], header_row: int | None = None) -> Table:
    """The table of a sheet.

    Parameters
    ----------
    sheet
        As `files.open_file` gives it.
    known
        Whether a set of column names (lower case) is that of a publisher's form.
    header_row
        Row of the column names as the person gives it, counted from 1.

    Raises
    ------
    Refused
        When no row of column names is found, or none is in the row given.
    """
    rows = sheet.rows
    if header_row is not None:
        if not 1 <= header_row <= len(rows) or not _filled(rows[header_row - 1]):
            raise Refused(f"Row {header_row} is empty: give the row of the column names.")
        place = header_row - 1
    else:
        place = _find_place(rows, known)
    names, first = _names(sheet, place)
    width = len(names)
    body, numbers = [], []
    for number in range(first, len(rows)):
        row = [cell if text_of(cell) else None for cell in rows[number][:width]]
        row += [None] * (width - len(row))
        if any(cell is not None for cell in row):
            body.append(row)
            numbers.append(number + 1)
    _fill_merged(sheet, body, numbers)
    used = [n for n, name in enumerate(names) if name or any(row[n] is not None for row in body)]
    above = [" ".join(filter(None, map(text_of, row))) for row in rows[:place]]
    return Table(
        _told_apart([names[n] for n in used], used),
        [[row[n] for n in used] for row in body],
        numbers,
        place + 1,
        [line for line in above if line],
        {(row, used.index(n)) for row, n in sheet.percent if n in used},
        {(row, used.index(n)) for row, n in sheet.uncalculated if n in used},
        sheet.semicolons,
    )


def _find_place(rows: list[list[object]], known: Callable[[set[str]], bool]) -> int:
    for number, row in enumerate(rows[:_LOOK]):
        if known({text_of(cell).lower() for cell in row}):
            return number
    sample = rows[: _LOOK + _SAMPLE]
    like = [_figures_like(row) and not _names_like(row) for row in sample]
    best: tuple[int, int] = (0, -1)
    start, count, gap, width = -1, 0, 0, 0
    for number, is_like in enumerate([*like, False, False, False]):
        row = sample[number] if number < len(sample) else []
        if is_like:
            start, width = (number, 0) if count == 0 else (start, width)
            count, gap, width = count + 1, 0, max(width, _filled(row))
        elif count:
            gap += 1
            # Figures in the title, above a wider row of names, are not the table.
            if gap > 2 or (_names_like(row) and _filled(row) > width):
                best = max(best, (count, -start))
                count, gap = 0, 0
    if best[0] == 0:
        # No figures at all: the first row of names, so that what it holds can be named.
        for number, row in enumerate(sample[:_LOOK]):
            if _names_like(row):
                return number
        raise Refused("No table of figures is found in the sheet: no row has a name and a number.")
    start = -best[1]
    widths = Counter(_filled(row) for row, is_like in zip(sample, like, strict=True) if is_like)
    usual = widths.most_common(1)[0][0]
    # The fullest row above, the upper of equals: a first row without numbers looks like names.
    names: list[tuple[int, int]] = []
    for number in range(start - 1, max(start - 8, -1), -1):
        if _names_like(rows[number]) and _filled(rows[number]) >= 0.5 * usual:
            names.append((_filled(rows[number]), -number))
        elif names and not _filled(rows[number]):
            break
    if names:
        return -max(names)[1]
    raise Refused(
        f"No row of column names is found above the figures in row {start + 1}: put one there, or "
        "say which row it is."
    )


def _across(sheet: Sheet, number: int) -> dict[int, object]:
    """Cells of a row with what merged cells of it spread to the right."""
    row = sheet.rows[number]
    cells = {n: cell for n, cell in enumerate(row) if text_of(cell)}
    for (top, left), (bottom, right) in sheet.merged:
        if top <= number <= bottom and left < len(sheet.rows[top]):
            value = sheet.rows[top][left]
            if text_of(value):
                cells |= dict.fromkeys(range(left, right + 1), value)
    return cells


def _names(sheet: Sheet, place: int) -> tuple[list[str], int]:
    """Names of the columns, and the first row below them."""
    rows = sheet.rows
    below = [text_of(cell) for cell in rows[place]]
    width = max(len(row) for row in rows[place : place + _SAMPLE])
    below += [""] * (width - len(below))
    if place == 0:
        return below, place + 1
    upper = _across(sheet, place - 1)
    filled = [name for name in below if name]
    repeated = len(set(filled)) < len(filled)
    merged = any(top == place - 1 and right > left for (top, left), (_, right) in sheet.merged)
    if len(upper) < 2 and not merged:
        return below, place + 1
    if not (repeated or merged or any(not below[n] for n in upper if n < width)):
        return below, place + 1
    if not merged:  # a file without merged cells: what is above reaches to the next
        last: object = None
        for n in range(width):
            if n in upper:
                last = upper[n]
            elif below[n] and last is not None:
                upper[n] = last
    names = []
    for n in range(width):
        over = text_of(upper.get(n))
        names.append(
            f"{over} | {below[n]}" if over and below[n] and over != below[n] else over or below[n]
        )
    return names, place + 1


def _told_apart(names: list[str], places: list[int]) -> list[str]:
    """Every column has a name of its own; one without is called by its letter."""
    found: list[str] = []
    for name, place in zip(names, places, strict=True):
        first, second = divmod(place, 26)
        letter = (chr(64 + first) if first else "") + chr(65 + second)
        name = name or f"Column {letter}"
        number, shown = 1, name
        while shown in found:
            number += 1
            shown = f"{name} ({number})"
        found.append(shown)
    return found


def _fill_merged(sheet: Sheet, body: list[list[object]], numbers: list[int]) -> None:
    """Put what a merged cell says into all rows it spans; only its first row holds it."""
    place = {number: n for n, number in enumerate(numbers)}
    for (top, left), (bottom, _) in sheet.merged:
        if bottom > top and top + 1 in place and left < len(body[place[top + 1]]):
            value = body[place[top + 1]][left]
            for row in range(top + 1, bottom + 1):
                if row + 1 in place and value is not None:
                    body[place[row + 1]][left] = value
