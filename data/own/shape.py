"""What is asked, answered and understood of a file that somebody brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from data.errors import PlainError


class Refused(PlainError, ValueError):
    """The file is not taken; the message says in one sentence why and what to do."""


@dataclass(frozen=True)
class Answers:
    """What the person says about the file, where the app cannot know or has read it wrongly.

    Attributes
    ----------
    sheet
        Name of the sheet of a workbook to read.
    header_row
        Row of the column names, counted from 1 as a spreadsheet does.
    columns
        Column name -> role (a word of `columns.ROLES`).
    marks
        Mark as it stands in the file -> a word of `marks.MEANINGS`.
    choices
        Key of a `Question` -> the value of one of its options.
    """

    sheet: str | None = None
    header_row: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Option:
    """One answer to a question."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """Something that could mean two things.

    ``assumed`` is the answer in use until another is chosen; "" where nothing is assumed and the
    cells in question stay without a figure.
    """

    key: str
    text: str
    options: tuple[Option, ...]
    assumed: str = ""
    cells: int = 0


@dataclass(frozen=True)
class Column:
    """A column as understood: its name in the file, its role, why, and its first cells."""

    name: str
    role: str
    why: str
    sample: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """What stands instead of a number (or behind one), how often, and what it is taken for."""

    mark: str
    count: int
    meaning: str  # a word of `marks.MEANINGS`; "" while it is a question


#: Columns of `Understood.rows`. Each has figures of one area, period, measure and group.
ROW_COLUMNS = (
    "area_code",  # a code of the areas table
    "area_level",
    "period",  # ISO start and duration; "" while not known
    "measure",
    "group_type",  # "all", or the names of the columns that divide the rows
    "group",
    "value",
    "count",
    "denominator",
    "lower",
    "upper",
    "meaning",  # why there is no figure, a word of `marks.MEANINGS`; "" where there is one
    "rows",  # rows of the file, counted as a spreadsheet does, e.g. "7" or "7, 9"
)

#: Columns of `Understood.unplaced`.
UNPLACED_COLUMNS = ("row", "area", "reason")


@dataclass(frozen=True)
class Understood:
    """A file as understood, with all that is open or left out.

    Attributes
    ----------
    source
        Whose form the file has, in words.
    facts
        What was found out while reading: encoding, sheet, row of the column names.
    columns, marks, questions, notes
        As proposed; notes are whole sentences.
    rows
        DataFrame with `ROW_COLUMNS`.
    unplaced
        DataFrame with `UNPLACED_COLUMNS`: every row that is not in ``rows``.
    measures
        Measure -> its unit: "count", "percent", "per N", "number".
    first_rows
        The first rows of the table as texts, the column names first.
    read
        How many rows below the column names were read.
    """

    source: str
    facts: Mapping[str, object]
    columns: tuple[Column, ...]
    rows: pd.DataFrame
    unplaced: pd.DataFrame
    marks: tuple[Mark, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    measures: Mapping[str, str]
    first_rows: tuple[tuple[str, ...], ...]
    read: int
