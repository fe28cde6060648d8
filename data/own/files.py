"""Bytes to sheets of cells: CSV, XLSX, ODS and Parquet, with a limit on everything that grows.

The kind is told by the content, not by the name. A workbook is measured before it is opened: a
few kilobytes can claim a billion cells. Nothing is written to disk.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field

import charset_normalizer
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.own import workbooks
from data.own.shape import Refused

MOST_BYTES = 10 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_CELLS = 4_000_000
#: Texts of a table together, and one line of it, in characters.
MOST_TEXT = 100_000_000
LONGEST_LINE = 100_000
_DELIMITERS = (",", ";", "\t", "|")


@dataclass
class Sheet:
    """A sheet of cells, row by row from the first, as the file holds them.

    ``merged`` are ranges ((first row, first column), (last row, last column)) from 0;
    ``percent`` and ``uncalculated`` cells (row, column) shown as % and formulas without a result.
    """

    name: str
    rows: list[list[object]]
    hidden: bool = False
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    percent: set[tuple[int, int]] = field(default_factory=set)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    semicolons: bool = False  # cells are parted by semicolons


@dataclass
class Opened:
    """The sheets of a file and how it was read."""

    kind: str  # "CSV", "XLSX", "ODS", "Parquet"
    sheets: list[Sheet]
    facts: dict[str, object] = field(default_factory=dict)


def open_file(content: bytes) -> Opened:
    """Read a file.

    Parameters
    ----------
    content
        The whole file.

    Raises
    ------
    Refused
        When it is empty, too large, of another kind, damaged, protected, or holds macros.
    """
    if not content.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise Refused("The file is empty.")
    if len(content) > MOST_BYTES:
        raise Refused(
            f"The file has {len(content) / 2**20:.1f} MB; at most {MOST_BYTES // 2**20} MB are "
            "read. Take out sheets, columns or years that you do not need."
        )
    start = content[:8]
    if start.startswith(b"PK"):
        opened = _workbook(content)
    elif start.startswith(b"PAR1"):
        opened = Opened("Parquet", [_parquet(content)])
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            "This is a workbook of the old kind (.xls) or one with a password: save it as .xlsx "
            "without a password."
        )
    elif start.startswith(b"%PDF"):
        raise Refused("This is a PDF: tables in it cannot be read. Use the spreadsheet behind it.")
    else:
        opened = _csv(content)
    if not any(_filled(sheet) for sheet in opened.sheets):
        raise Refused("The file has no cells with anything in them.")
    return opened


def _filled(sheet: Sheet) -> bool:
    return any(cell not in (None, "") for row in sheet.rows for cell in row)


def _check_size(rows: int, columns: int) -> None:
    if rows > MOST_ROWS + 100:  # titles and notes beside the rows
        raise Refused(
            f"The table has {rows:,} rows; at most {MOST_ROWS:,} are read. Take out what you do "
            "not need, or add up to larger areas first."
        )
    if columns > MOST_COLUMNS:
        raise Refused(f"The table has {columns:,} columns; at most {MOST_COLUMNS} are read.")
    if rows * columns > MOST_CELLS:
        raise Refused(
            f"The table has {rows:,} rows of {columns} columns, more than the {MOST_CELLS:,} "
            "cells that are read. Take out columns that you do not need."
        )


def _workbook(content: bytes) -> Opened:
    kind, found = workbooks.read(content, _check_size, MOST_TEXT)
    sheets = [
        Sheet(one.name, one.rows, one.hidden, one.merged, one.percent, one.uncalculated)
        for one in found
    ]
    return Opened(kind, sheets)


def _parquet(content: bytes) -> Sheet:
    try:
        source = pq.ParquetFile(io.BytesIO(content))
        known = source.metadata
        _check_size(known.num_rows, known.num_columns)
        plain = [
            each.name
            for each in source.schema_arrow
            if pa.types.is_string(each.type) or pa.types.is_large_string(each.type)
        ]
        nested = [each.name for each in source.schema_arrow if pa.types.is_nested(each.type)]
        if nested:
            raise Refused(f"Columns within columns cannot be read: {', '.join(nested[:3])}.")
        # Texts stay numbers into a list until it is known how long they are together.
        table = pq.read_table(io.BytesIO(content), read_dictionary=plain)
        length = 0
        for name in plain:
            for chunk in table.column(name).chunks:
                sizes = pc.binary_length(chunk.dictionary).take(chunk.indices)
                length += pc.sum(sizes).as_py() or 0
        if length > MOST_TEXT:
            raise Refused("The texts of this file are too long to be a table of figures.")
        columns = [column.to_pylist() for column in table.columns]
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("The Parquet file is damaged and cannot be read.") from error
    rows: list[list[object]] = [list(table.column_names)]
    rows += [list(row) for row in zip(*columns, strict=True)]
    return Sheet("", rows)


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file and the encoding it was read in.

    UTF-8 with or without byte-order mark, UTF-16, Windows-1252, then what charset-normalizer finds.

    Raises
    ------
    Refused
        When it is no text.
    """
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            try:
                return content.decode(name), "UTF-8" if name == "utf-8-sig" else "UTF-16"
            except UnicodeDecodeError as error:
                raise Refused("The file is cut off or damaged: its text cannot be read.") from error
    head = content[:2000]
    if b"\0" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if max(even, odd) > len(head) // 8:
            try:
                return content.decode("utf-16-le" if odd > even else "utf-16-be"), "UTF-16"
            except UnicodeDecodeError:
                pass
        raise Refused("This is not a table: CSV, XLSX, ODS and Parquet files are read.")
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        best = charset_normalizer.from_bytes(content[:200_000]).best()
        if best is None:
            raise Refused(
                "The file's letters cannot be read: save it as “CSV UTF-8” or as .xlsx."
            ) from None
        try:
            return content.decode(best.encoding), best.encoding
        except UnicodeDecodeError as error:
            raise Refused(
                "The file's letters cannot be read: save it as “CSV UTF-8” or as .xlsx."
            ) from error
    strange = sum(1 for letter in text[:4000] if ord(letter) < 32 and letter not in "\t\r\n\f")
    if strange > 8:
        raise Refused("This is not a table: CSV, XLSX, ODS and Parquet files are read.")
    return text, "Windows-1252"


def _csv(content: bytes) -> Opened:
    text, encoding = decode(content)
    text = text.replace("\0", "")
    if re.match(r"\s*<(?:!doctype|html|\?xml|table)", text[:200], re.IGNORECASE):
        raise Refused("This is a web page or XML, not a table: save it as CSV or .xlsx.")
    if text.lstrip()[:1] in ("{", "["):
        raise Refused("This is JSON, not a table: save it as CSV or .xlsx.")
    for line in io.StringIO(text):
        if len(line) > LONGEST_LINE:
            raise Refused(
                f"One line of the file has more than {LONGEST_LINE:,} characters: it is no table, "
                "or its line ends are lost."
            )
    told = re.match(r"sep=(.)\r?\n", text)
    if told:
        text = text[told.end() :]
    delimiter = told[1] if told else _delimiter(text)
    rows: list[list[object]] = []
    widest = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(list(row))
            widest = max(widest, len(row))
            if len(rows) > MOST_ROWS + 100 or widest > MOST_COLUMNS:
                _check_size(len(rows), widest)
    except csv.Error as error:
        raise Refused(
            "The file cannot be taken apart into cells: a quotation mark is opened and not closed."
        ) from error
    _check_size(len(rows), widest)
    facts: dict[str, object] = {
        "encoding": encoding,
        "delimiter": {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar"}.get(
            delimiter, delimiter
        ),
    }
    return Opened("CSV", [Sheet("", rows, semicolons=delimiter == ";")], facts)


def _delimiter(text: str) -> str:
    """The sign that cuts most lines of the file's beginning into the same number of cells."""
    head = "".join(line for line, _ in zip(io.StringIO(text), range(200), strict=False))
    best, found = (0, 0), ","
    for sign in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=sign)]
        except csv.Error:
            continue
        wide = Counter(width for width in widths if width > 1)
        if wide:
            width, lines = max(wide.items(), key=lambda item: (item[1], item[0]))
            if (lines, width) > best:
                best, found = (lines, width), sign
    return found
