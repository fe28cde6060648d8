"""Refuses files that look like records of people: they are forgotten, and the reason is told.

The reason names a column, never a cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from data.own.files import Sheet
from data.own.header import text_of
from data.own.shape import Refused
from data.store import search_words

#: Column names that only a list of people has.
_HEADERS = frozenset(
    """forename|forenames|first name|firstname|given name|surname|last name|lastname|family name
    full name|fullname|middle name|child name|childs name|name of child|pupil name|student name
    client name|patient name|parent name|carer name|person name|service user name|young person name
    dob|d o b|date of birth|dateofbirth|birth date|birthdate|child dob|pupil dob|date of death
    nhs number|nhs no|nhsnumber|upn|unique pupil number|uln|unique learner number
    national insurance number|ni number|nino|passport number|home address|email|email address
    telephone|telephone number|mobile|mobile number|phone number""".replace("\n    ", "|").split(
        "|"
    )
)
#: Column names of what numbers people or their cases.
_NUMBERS = re.compile(
    r"(?:(?:child|pupil|person|client|patient|case|student|family|household|referral|episode|record"
    r"|mosaic|liquidlogic|lcs|ehm|capita|sims|unique) )*"
    r"(?:id|ids|ref|reference|number|no|identifier|key|urn)"
)
_OF_PEOPLE = re.compile(
    r"\b(?:child|pupil|person|client|patient|case|student|family|referral|episode)\b"
)
_ABOUT = frozenset(
    """age|age in years|sex|gender|ethnicity|ethnic group|ethnic origin|postcode|religion|disability
    sen|legal status|school|nationality|first language""".replace("\n    ", "|").split("|")
)
_UPN = re.compile(r"[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]")
_NI_NUMBER = re.compile(r"[A-CEGHJ-PR-TW-Z]{2}\d{6}[A-D]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_TWO_NAMES = re.compile(
    r"[A-Z][a-z'’\-]+,? (?:[A-Z]\.? )?(?:Mc|Mac|O'|O’|de |van )?[A-Z][a-z'’\-]+"
)
_FULL_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")
#: Fewer cells than this prove nothing.
_FEW = 3
_LOOK = 2_000
_ADVICE = "Add up first, one row for each area, and give the counts; the file has been forgotten."


def _refuse(why: str) -> Refused:
    return Refused(f"The file looks like records of people: {why}. {_ADVICE}")


def is_nhs_number(text: str) -> bool:
    """Whether ten digits carry the check digit of an NHS number (modulus 11)."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"\d{10}", digits):
        return False
    rest = 11 - sum((10 - n) * int(digits[n]) for n in range(9)) % 11
    return rest != 10 and rest % 11 == int(digits[9])


def check(sheets: Sequence[Sheet]) -> None:
    """Look through all sheets, the hidden ones too, for names and numbers of people.

    Raises
    ------
    Refused
        Naming the column or what its cells look like.
    """
    for sheet in sheets:
        for row in sheet.rows[:60]:
            named = [text_of(cell) for cell in row]
            if sum(bool(name) for name in named) < 2:
                continue
            for name in named:
                if search_words(name) in _HEADERS:
                    hidden = f" of the hidden sheet “{sheet.name}”" if sheet.hidden else ""
                    raise _refuse(f"it has a column “{name[:40]}”{hidden}")
        width = max((len(row) for row in sheet.rows[:_LOOK]), default=0)
        for place in range(width):
            cells = [text_of(row[place]) for row in sheet.rows[:_LOOK] if place < len(row)]
            _check_cells([cell for cell in cells if cell])


def _share(cells: Sequence[str], fits: Callable[[str], object]) -> float:
    return sum(1 for cell in cells if fits(cell)) / len(cells) if cells else 0.0


def _check_cells(cells: Sequence[str]) -> None:
    """Refuse a column whose cells (a heading and notes may stand among them) number people."""
    if len(cells) < _FEW:
        return
    tests: tuple[tuple[Callable[[str], object], str], ...] = (
        (is_nhs_number, "NHS numbers"),
        (_UPN.fullmatch, "unique pupil numbers"),
        (_NI_NUMBER.fullmatch, "National Insurance numbers"),
        (_EMAIL.fullmatch, "e-mail addresses"),
    )
    for fits, what in tests:
        hits = sum(
            1 for cell in cells if fits(cell.upper() if what != "e-mail addresses" else cell)
        )
        if hits >= _FEW and hits >= 0.5 * len(cells):
            raise _refuse(f"a column holds {what}")


def check_columns(names: Sequence[str], columns: Sequence[Sequence[object]], figures: int) -> None:
    """Refuse a table with one row a person.

    Parameters
    ----------
    names, columns
        Columns that are no area, period, or figure.
    figures
        How many columns of figures the table has.

    Raises
    ------
    Refused
    """
    about, numbered = [], ""
    for name, cells in zip(names, columns, strict=True):
        words = search_words(name)
        filled = [text_of(cell) for cell in cells if text_of(cell)]
        if not filled:
            continue
        different = len(set(filled)) / len(filled)
        if _NUMBERS.fullmatch(words) and different > 0.95 and len(filled) >= _FEW:
            numbered = numbered or name
            if _OF_PEOPLE.search(words):
                raise _refuse(f"“{name[:40]}” numbers every row, one a person or case")
        if words in _ABOUT:
            about.append(name)
        if (
            ("name" in words.split() or words in ("child", "person", "client", "pupil", "patient"))
            and len(filled) >= _FEW
            and different > 0.8
            and _share(filled, _TWO_NAMES.fullmatch) > 0.8
        ):
            raise _refuse(f"“{name[:40]}” holds names")
        postcodes = _share([cell.upper() for cell in filled], _FULL_POSTCODE.fullmatch)
        if postcodes > 0.5 and not figures and len(filled) >= _FEW:
            about.append(name)
    if figures == 0 and (numbered or len(about) >= 2):
        what = (
            f"“{numbered[:40]}” numbers every row"
            if numbered
            else f"“{about[0][:40]}” and “{about[1][:40]}” stand in every row"
        )
        raise _refuse(f"it has no column of counts, and {what}")
