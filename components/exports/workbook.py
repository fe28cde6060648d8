"""Figures to take away as CSV and XLSX, each with what must be known of them.

Text is text: a cell that a spreadsheet would run as a formula is made harmless, and characters
that no cell may hold are left out.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from components.design.product import PRODUCT
from components.exhibits.exhibit import Exhibit
from components.exports import data_files
from components.exports.slides import BuiltSlide, Progress, fault_words, silent
from data import csv_text, store

ABOUT_SHEET = "About"
_LONGEST_CELL = 32_000  # Excel holds 32,767 characters in a cell
_WIDEST = 60
_ESCAPED_LETTER = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def about(exhibit: Exhibit, *, caption: str = "", words: str = "") -> dict[str, object]:
    """What must be known of an exhibit's figures, in the order in which it is written."""
    found: dict[str, object] = {"Title": exhibit.title}
    if caption:
        found["Caption"] = caption
    if words:
        found["Words"] = words
    return found | {
        "Measure": exhibit.measure,
        "Unit": exhibit.unit,
        "Place": exhibit.place,
        "Period": exhibit.period,
        "Figures": exhibit.level,
        "Definition": exhibit.definition,
        "Interval": exhibit.interval,
        "Caveats": exhibit.caveat,
        "Sources": exhibit.publications,
        "Licence": exhibit.licence,
        "Figures version": store.data_version(),
    }


def csv(exhibit: Exhibit, *, caption: str = "", words: str = "") -> bytes:
    """One exhibit's figures as CSV with its metadata on top."""
    return data_files.csv_with_metadata(
        exhibit.chart.figures, about(exhibit, caption=caption, words=words)
    )


def file_name(exhibit: Exhibit, ending: str) -> str:
    """A safe file name that says what is in the file: place, measure, group, period, kind.

    By whom a measure is told ("by ethnic group") is a part of its own, so that a long measure
    does not take it away.
    """
    measure, by, group = exhibit.measure.rpartition(" by ")
    what = (measure, f"by {group}") if by else (exhibit.measure,)
    parts = (exhibit.place, *what, exhibit.period, exhibit.chart.kind)
    return f"{data_files.safe_file_name(*parts)}.{ending}"


def _cell(value: object) -> object:
    """A value as a spreadsheet cell may hold it."""
    if value is None or (isinstance(value, float) and value != value) or value is pd.NA:
        return None
    if isinstance(value, str):
        text = str(csv_text.harmless(ILLEGAL_CHARACTERS_RE.sub("", value)))
        # Excel reads _x0041_ as the letter A; an escaped underscore keeps it as written.
        return _ESCAPED_LETTER.sub("_x005F_", text)[:_LONGEST_CELL]
    if hasattr(value, "item"):
        return value.item()
    return value


def sheet_name(number: int, title: str, taken: set[str]) -> str:
    """A name that Excel accepts: number and words, at most 31 characters, none twice."""
    words = re.sub(r"[^0-9A-Za-z £%&.,-]", " ", title)
    base = " ".join(f"{number} {words}".split())[:28].strip(" '.,")
    name, again = base, 1
    while name.lower() in taken:
        again += 1
        name = f"{base[:27]} {again}"
    taken.add(name.lower())
    return name


def build(slides: Sequence[BuiltSlide], *, title: str, progress: Progress = silent) -> bytes:
    """All slides as XLSX: a sheet of metadata, then one sheet of figures each.

    What could not be built is named on the first sheet and has no sheet of its own.
    """
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = ABOUT_SHEET
    taken = {ABOUT_SHEET.lower()}
    rows: list[tuple[object, ...]] = [
        ("Presentation", title),
        ("Made with", f"{PRODUCT} for the West Midlands"),
        ("Figures version", store.data_version()),
        ("Licence", "Open Government Licence v3.0 unless a source says otherwise"),
    ]
    for number, one in enumerate(slides, start=1):
        progress(number - 1, len(slides), f"Sheet {number} of {len(slides)}")
        rows.append(())
        try:
            if one.exhibit is None:
                rows += [("Sheet", f"none for number {number}"), ("What failed", one.fault)]
                continue
            name = sheet_name(number, one.exhibit.measure, taken)
            _figures(book.create_sheet(name), one.exhibit)
            rows.append(("Sheet", name))
            rows += about(one.exhibit, caption=one.caption, words=one.words).items()
        except Exception as error:
            rows += [("Sheet", f"none for number {number}"), ("What failed", fault_words(error))]
    _write(first, rows)
    first.column_dimensions["A"].width = 18
    first.column_dimensions["B"].width = 110
    for row in first.iter_rows(min_col=1, max_col=2):
        row[0].font = Font(bold=True)
        row[1].alignment = Alignment(wrap_text=True, vertical="top")
    about_book = book.properties
    about_book.creator, about_book.lastModifiedBy = PRODUCT, PRODUCT
    about_book.title = str(_cell(title))
    about_book.created = about_book.modified = dt.datetime.now(dt.UTC).replace(
        tzinfo=None, hour=0, minute=0, second=0, microsecond=0
    )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: Any, rows: Sequence[Sequence[object]]) -> None:
    for row in rows:
        sheet.append([_cell(value) for value in row])
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # never a formula, whatever it begins with


#: A whole number as text: a year, a tenth; not a code with a zero in front.
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,14})")


def numbers_as_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """The table with columns of whole numbers written as text, such as years, as numbers."""
    found = table.copy()
    for name in found.columns:
        texts = found[name].dropna()
        if len(texts) and all(isinstance(t, str) and _WHOLE.fullmatch(t) for t in texts):
            found[name] = found[name].map(lambda t: int(t) if isinstance(t, str) else t)
    return found


def _figures(sheet: Any, exhibit: Exhibit) -> None:
    table = numbers_as_numbers(data_files.rounded(exhibit.chart.figures))
    _write(sheet, [list(table.columns), *table.itertuples(index=False, name=None)])
    sheet.freeze_panes = "A2"
    for number, name in enumerate(table.columns, start=1):
        sheet.cell(1, number).font = Font(bold=True)
        longest = max([len(str(name)), *(len(str(v)) for v in table[name].head(200))])
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 2, _WIDEST)
