"""Tables as CSV that no spreadsheet runs: the one writer of every cell that leaves the product.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and some
look past blanks, line ends and signs that cannot be seen, or take a full-width sign for the plain
one (OWASP, *CSV Injection*). Such a text gets an apostrophe in front, which spreadsheets read as
"this is text". Numbers, negative ones and those written as text too, are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from data.plain_text import plain

_SIGNS = frozenset("=+-@")
_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][-+]?\d+)?%?", re.ASCII)
#: A number with words behind it, of signs that call no function and reach no other program.
_NUMBER_IN_WORDS = re.compile(r"\s*[-+]?\d(?:(?![A-Za-z]\()[\w\s.,()%–−+])*")
_QUOTED = frozenset(',;"#\n\r')


def _begins_like_a_formula(text: str) -> bool:
    for letter in text:
        # Blanks, what is not seen or not assigned, and marks that stand on nothing.
        if letter.isspace() or unicodedata.category(letter)[0] in "CMZ":
            continue
        return unicodedata.normalize("NFKC", letter)[:1] in _SIGNS
    return False


def harmless(value: object) -> object:
    """A cell that no spreadsheet runs; anything but text is returned as it is.

    What misleads is left out (`data.plain_text`), and a tab becomes a blank.
    """
    if not isinstance(value, str):
        return value
    text = plain(value).replace("\t", " ")
    # Where a spreadsheet is set to semicolons, one within a text begins a new cell.
    first, *others = text.split(";")
    text = ";".join([first, *(f"'{each}" if _apart(each) else each for each in others)])
    return f"'{text}" if value[:1] in ("\t", "\r", "\n") or _runs(text) else text


def _runs(text: str) -> bool:
    return _begins_like_a_formula(text) and not _NUMBER.fullmatch(text)


def _apart(part: str) -> bool:
    return _begins_like_a_formula(part) and not _NUMBER_IN_WORDS.fullmatch(part)


def field(value: object) -> str:
    """One cell as it stands in a CSV file: harmless, in quotes where it must be.

    Missing values are empty; numbers are written so that they read back to the last digit.
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float | np.floating):
        if value != value:
            return ""
        return repr(float(value)) if isinstance(value, float) else str(value)
    if not isinstance(value, str):
        value = str(value)
    text = str(harmless(value))
    if _QUOTED.isdisjoint(text) and text == text.strip():
        return text
    return '"' + text.replace('"', '""') + '"'


def row(values: Iterable[object]) -> str:
    """One line of a CSV file, with its end."""
    return _line([field(value) for value in values])


def _line(cells: Iterable[str]) -> str:
    # A line with nothing in it would be left out by those who read it.
    return (",".join(cells) or '""') + "\n"


def table(frame: pd.DataFrame) -> str:
    """A table as CSV text: a line of column names, then its rows; the index is left out."""
    columns = [[field(value) for value in frame.iloc[:, n]] for n in range(frame.shape[1])]
    return row(frame.columns) + "".join(map(_line, zip(*columns, strict=True)))


def file_bytes(text: str) -> bytes:
    """A CSV file of a text: UTF-8 with the byte-order mark, without which Excel breaks £ and –."""
    return text.encode("utf-8-sig")


def about(facts: Mapping[str, object]) -> str:
    """What is known of a table, to stand above it: ``# name: ,text``, a line each.

    The text is a cell of its own, so that a comma in it begins no other; a reader that leaves out
    lines with ``#`` leaves these out.
    """
    lines = []
    for name, value in facts.items():
        text = " ".join(str(value).split())
        cell = str(harmless(text)).replace('"', '""')
        lines.append(f'# {" ".join(name.split())}:,"{cell}"\n')
    return "".join(lines)
