"""Numbers and marks: what a cell of figures says, and what stands there instead of a number.

A mark is never turned into zero. Marks in brackets are those of the Government Statistical
Service's guidance on spreadsheets; bare ones mean something only in the file of a publisher who
says what, and are a question in all others.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

#: Why a figure is missing or to be taken with care, and the words for it.
MEANINGS = {
    "suppressed": "held back to protect people",
    "missing": "not available",
    "not applicable": "does not apply here",
    "low": "above zero, and rounds to zero",
    "nil": "none, as the file says it; put 0 in the file to show it as zero",
    "unreliable": "a figure of low reliability",
    "revised": "a revised or provisional figure, or one with a footnote",
    "unread": "not a number",
}
#: Those that stand behind a number and leave it as it is.
WITH_A_NUMBER = ("unreliable", "revised")

_BRACKETED = {
    "c": "suppressed",
    "x": "missing",
    "z": "not applicable",
    "low": "low",
    "u": "unreliable",
    "r": "revised",
    "p": "revised",
    "e": "revised",
    "b": "revised",
    "w": "missing",
}
_ALWAYS = {
    "": "missing",
    "..": "missing",
    "suppressed": "suppressed",
    "redacted": "suppressed",
    "withheld": "suppressed",
    "not available": "missing",
    "unavailable": "missing",
    "no data": "missing",
    "missing": "missing",
    "null": "missing",
    "nan": "missing",
    "not applicable": "not applicable",
}
#: What bare marks mean in the files of publishers, by the name of their form in `columns`.
_OF_PUBLISHERS = {
    "ees": {
        "z": "not applicable",
        "x": "missing",
        ":": "missing",
        "c": "suppressed",
        "low": "low",
        "k": "low",
        "~": "low",
        "u": "unreliable",
    },
    "nomis": {"!": "missing", "*": "unreliable", "~": "missing", "-": "missing"},
}
_BELOW = re.compile(r"(?:<|≤|<=|under|fewer than|less than|below)\s*\d+", re.IGNORECASE)
_SPACES = "   "
_WHOLE = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}(?:[{_SPACES}]\d{{3}})+|\d+)"
_POINT = re.compile(
    rf"(?P<sign>[-+−–]?)\s*£?(?P<whole>{_WHOLE})?(?P<part>\.\d+)?(?P<power>[eE][-+]?\d{{1,3}})?\s*(?P<percent>%?)"
)
_COMMA = re.compile(
    rf"(?P<sign>[-+−–]?)\s*£?(?P<whole>\d{{1,3}}(?:[.{_SPACES}]\d{{3}})+|\d+)?(?P<part>,\d+)?(?P<power>)\s*(?P<percent>%?)"
)
_BEHIND = re.compile(
    r"^(?P<number>[^\[(]*?[\d%])\s*(?P<mark>\[[^\]]{1,12}\]|\([a-z]{1,4}\)|[*~#†‡]{1,3}|(?<=[\d%\s])[a-df-z])$"
)

Decimal = Literal["point", "comma"]


@dataclass(frozen=True)
class Figure:
    """One cell: the number (NaN for none), whether it had a %, and the mark in it ("" for none)."""

    number: float
    percent: bool = False
    mark: str = ""


def tidy(mark: object) -> str:
    """A mark as it is counted and asked about: lower case, without blanks around it."""
    return " ".join(str(mark).split()).lower()


def read(cell: object, decimal: Decimal = "point") -> Figure:
    """What a cell of figures says.

    Parameters
    ----------
    cell
        A number, text, date, truth value or None, as a file holds it.
    decimal
        Whether decimals stand behind a point or a comma in texts.

    Returns
    -------
    Figure
        With a number, a mark, or both ("12 [u]"). An empty cell has the mark "".
    """
    if cell is None:
        return Figure(math.nan)
    if isinstance(cell, bool):
        return Figure(math.nan, mark=tidy(cell))
    if isinstance(cell, int | float):
        number = float(cell)
        return Figure(number) if math.isfinite(number) else Figure(math.nan)
    text = str(cell).strip().strip("\ufeff")
    if not text:
        return Figure(math.nan)
    alone = _number(text, decimal)
    if alone is not None:
        return Figure(alone, percent=text.endswith("%"))
    behind = _BEHIND.match(text)
    if behind:
        before = _number(behind["number"], decimal)
        if before is not None:
            return Figure(before, behind["number"].endswith("%"), tidy(behind["mark"]))
    return Figure(math.nan, mark=tidy(text))


def _number(text: str, decimal: Decimal) -> float | None:
    found = (_POINT if decimal == "point" else _COMMA).fullmatch(text.strip())
    if found is None or not (found["whole"] or found["part"]):
        return None
    whole = re.sub(r"\D", "", found["whole"] or "0")
    part = (found["part"] or "").replace(",", ".")
    number = float(f"{whole}{part}{found['power'] or ''}")
    if not math.isfinite(number):
        return None
    return -number if found["sign"] in ("-", "−", "–") else number


def meaning(mark: str, form: str = "") -> str:
    """What a mark means: a word of `MEANINGS`, or "" where it has to be asked.

    Parameters
    ----------
    mark
        As `read` gives it.
    form
        The publisher's form of the file, "" for a sheet of somebody's own.
    """
    own = _OF_PUBLISHERS.get(form, {})
    if mark in own:
        return own[mark]
    if mark in _ALWAYS:
        return _ALWAYS[mark]
    if _BELOW.fullmatch(mark):
        return "suppressed"
    if mark.startswith("[") and mark.endswith("]"):
        inner = mark[1:-1].strip()
        if inner.startswith("note"):
            return "revised"
        return _BRACKETED.get(inner, "")
    return "revised" if mark in ("(r)", "(p)", "(e)") else ""


def decimals_of(texts: list[str]) -> tuple[Decimal, bool]:
    """How decimals are written in a column of texts, and whether that is certain.

    "1,234" alone could be either; "12,5" is a decimal comma, "1,234.5" and "12.5" a point.
    """
    commas = [text for text in texts if re.fullmatch(r"\s*[-+−–]?\d+,\d+\s*%?\s*", text)]
    if not commas:
        return "point", True
    if any(re.search(r"\d\.\d", text) for text in texts):
        return "point", True
    groups = [
        text for text in commas if re.fullmatch(r"\s*[-+−–]?[1-9]\d{0,2},\d{3}\s*%?\s*", text)
    ]
    return ("comma", True) if len(groups) < len(commas) else ("point", False)
