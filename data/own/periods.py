"""Which stretch of time a cell means: years, split years, months, quarters and dates of all forms.

A split year (2024/25) is a financial or a school year and a number such as 201112 a year or a
month: a column is read as a whole, and what stays open is asked.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from data.contract import PeriodError, parse_period

_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_SHORT_YEAR = r"(\d{4}|\d{2})"
_YEAR_ENDING = re.compile(
    r"(?:year |12 months |ye |y/e )(?:ending|ended|to)?\s*(?:\d{1,2}\s)?"
    rf"({_MONTH})[\s-]{_SHORT_YEAR}"
)
_NAMED_DAY = re.compile(
    r"(?:as at |at |on |snapshot )?(\d{1,2})(?:st|nd|rd|th)?[\s-]"
    rf"({_MONTH})[\s-]{_SHORT_YEAR}"
)
_PREFIX = re.compile(
    r"^(?:fy|fye|ay|f/y|financial year|academic year|school year|year)[:\s]+(?=\d)", re.IGNORECASE
)
#: Days since the end of 1899 as Excel counts them, for the years 2000 to 2040.
_SERIALS = range(36526, 51502)
_YEARS = range(1981, 2061)

#: First month and day of the two kinds of split year.
SPLIT_YEARS = {"financial": (4, 1), "school": (9, 1)}


@dataclass(frozen=True)
class Reading:
    """One thing that a cell can mean. ``kind`` tells readings of different kinds apart."""

    kind: str  # "year", "split", "split quarter", "month", "quarter", "day", "serial", "stretch"
    period: str  # ISO; of split years that of the financial year


def _iso(year: int, month: int, day: int, length: str) -> str:
    return f"{year:04d}-{month:02d}-{day:02d}/{length}"


def _year(number: int) -> int | None:
    return number if number in _YEARS else None


def _two(text: str, after: int | None = None) -> int:
    """A year of two or four digits."""
    if len(text) == 4:
        return int(text)
    century = (after or 2000) // 100 * 100
    year = century + int(text)
    return year + 100 if after is not None and year < after else year


def readings(cell: object) -> tuple[Reading, ...]:
    """All that a cell can mean; empty where it is no period.

    Parameters
    ----------
    cell
        A text, number or date, as a file holds it.
    """
    if cell is None or isinstance(cell, bool):
        return ()
    if isinstance(cell, dt.datetime | dt.date):
        return (Reading("day", _iso(cell.year, cell.month, cell.day, "P1D")),)
    if isinstance(cell, float):
        if not cell.is_integer():
            return ()
        cell = int(cell)
    text = " ".join(str(cell).split()).strip()
    text = re.sub(r"[–—−]", "-", text)
    text = _PREFIX.sub("", text, count=1)
    text = re.sub(r"\s*\[[^\]]*\]$", "", text)
    if re.fullmatch(r"\d+(\.0)?", text):
        return _number(text.removesuffix(".0"))
    for read in (_split, _named, _dates, _quarters):
        found = read(text)
        if found:
            return found
    return ()


def _number(text: str) -> tuple[Reading, ...]:
    number = int(text)
    if len(text) == 4 and _year(number):
        return (Reading("year", _iso(number, 1, 1, "P1Y")),)
    if len(text) == 5 and number in _SERIALS:
        day = dt.date(1899, 12, 30) + dt.timedelta(days=number)
        return (Reading("serial", _iso(day.year, day.month, day.day, "P1D")),)
    if len(text) == 6 and _year(number // 100):
        first, rest = divmod(number, 100)
        found = []
        if (first + 1) % 100 == rest:
            found.append(Reading("split", _iso(first, 4, 1, "P1Y")))
        if 1 <= rest <= 12:
            found.append(Reading("month", _iso(first, rest, 1, "P1M")))
        return tuple(found)
    if len(text) == 8:
        try:
            day = dt.datetime.strptime(text, "%Y%m%d").date()
        except ValueError:
            return ()
        return (
            (Reading("day", _iso(day.year, day.month, day.day, "P1D")),) if _year(day.year) else ()
        )
    return ()


def _split(text: str) -> tuple[Reading, ...]:
    short = re.fullmatch(r"(\d{2})/(\d{2})", text)
    if short and int(short[2]) == int(short[1]) + 1:
        text = f"20{text}"
    found = re.fullmatch(r"(\d{4})\s?[/-]\s?(\d{2}|\d{4})", text)
    if found is None or not _year(int(found[1])):
        return ()
    first = int(found[1])
    last = _two(found[2], first)
    readings_: list[Reading] = []
    if last == first + 1:
        readings_.append(Reading("split", _iso(first, 4, 1, "P1Y")))
    elif 1 < last - first <= 10:
        readings_.append(Reading("stretch", _iso(first, 1, 1, f"P{last - first + 1}Y")))
    if "-" in text and len(found[2]) == 2 and 1 <= int(found[2]) <= 12:
        readings_.append(Reading("month", _iso(first, int(found[2]), 1, "P1M")))
    return tuple(readings_)


def _named(text: str) -> tuple[Reading, ...]:
    lower = text.lower()
    ending = _YEAR_ENDING.fullmatch(lower)
    if ending:
        month, year = _MONTHS[ending[1]], _two(ending[2])
        first = month % 12 + 1
        return (Reading("stretch", _iso(year if month == 12 else year - 1, first, 1, "P1Y")),)
    month_year = re.fullmatch(rf"({_MONTH})[\s'\-/.]*(\d{{4}}|\d{{2}})", lower)
    if month_year and _year(_two(month_year[2])):
        return (Reading("month", _iso(_two(month_year[2]), _MONTHS[month_year[1]], 1, "P1M")),)
    year_month = re.fullmatch(rf"(\d{{4}})[\s\-/]({_MONTH})", lower)
    if year_month and _year(int(year_month[1])):
        return (Reading("month", _iso(int(year_month[1]), _MONTHS[year_month[2]], 1, "P1M")),)
    day = _NAMED_DAY.fullmatch(lower)
    if day:
        return _day(_two(day[3]), _MONTHS[day[2]], int(day[1]))
    span = re.fullmatch(rf"({_MONTH})\s(\d{{4}})\s?(?:-|to)\s?({_MONTH})\s(\d{{4}})", lower)
    if span:
        start = int(span[2]) * 12 + _MONTHS[span[1]] - 1
        months = int(span[4]) * 12 + _MONTHS[span[3]] - start
        if 0 < months <= 120:
            length = f"P{months // 12}Y" if months % 12 == 0 else f"P{months}M"
            return (Reading("stretch", _iso(start // 12, start % 12 + 1, 1, length)),)
    return ()


def _day(year: int, month: int, day: int) -> tuple[Reading, ...]:
    try:
        dt.date(year, month, day)
    except ValueError:
        return ()
    return (Reading("day", _iso(year, month, day, "P1D")),) if _year(year) else ()


def _dates(text: str) -> tuple[Reading, ...]:
    try:
        parse_period(text)
        return (Reading("stretch", text),)
    except PeriodError:
        pass
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", text)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    uk = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: 00:00(?::00)?)?", text)
    if uk:  # day first, as in Britain
        return _day(int(uk[3]), int(uk[2]), int(uk[1]))
    return ()


def _quarters(text: str) -> tuple[Reading, ...]:
    lower = text.lower().replace("quarter ", "q")
    split = re.fullmatch(
        r"(?:(\d{4})[/-](\d{2}|\d{4})[\s-]*q([1-4])|q([1-4])[\s-]*(\d{4})[/-](\d{2}|\d{4}))", lower
    )
    if split:
        first, last, number = (
            (split[1], split[2], split[3]) if split[1] else (split[5], split[6], split[4])
        )
        if _year(int(first)) and _two(last, int(first)) == int(first) + 1:
            months = 3 + 3 * (int(number) - 1)
            year, month = int(first) + months // 12, months % 12 + 1
            return (Reading("split quarter", _iso(year, month, 1, "P3M")),)
        return ()
    plain = re.fullmatch(r"(?:(\d{4})[\s-]*q([1-4])|q([1-4])[\s-]*(\d{4}))", lower)
    if plain:
        year, number = int(plain[1] or plain[4]), int(plain[2] or plain[3])
        if _year(year):
            return (Reading("quarter", _iso(year, 3 * number - 2, 1, "P3M")),)
    return ()


@dataclass(frozen=True)
class PeriodColumn:
    """A column of periods as read: ISO or "" for each cell, and what is open.

    ``split`` says that split years are among them; ``number_or_month`` that every cell could be
    both a split year and a month.
    """

    periods: tuple[str, ...]
    split: bool
    number_or_month: bool
    serials: bool


def column(
    cells: Sequence[object], split_year: str = "financial", six_digits: str = ""
) -> PeriodColumn:
    """Read a column of periods together.

    Parameters
    ----------
    cells
        As the file holds them.
    split_year
        "financial" or "school": what a split year is.
    six_digits
        "split" or "month" for numbers such as 201112 that could be both; "" takes what the whole
        column can be, split years first.
    """
    cache: dict[object, tuple[Reading, ...]] = {}
    found = []
    for cell in cells:
        key = (type(cell), cell)
        if key not in cache:
            cache[key] = readings(cell)
        found.append(cache[key])
    known = [each for each in found if each]
    kinds = Counter(reading.kind for each in known for reading in each)
    both = [each for each in known if {"split", "month"} <= {reading.kind for reading in each}]
    prefer = six_digits or ("split" if kinds["split"] >= kinds["month"] else "month")
    month, day = SPLIT_YEARS[split_year]
    periods = []
    for each in found:
        if not each:
            periods.append("")
            continue
        chosen = next((r for r in each if r.kind == prefer), each[0])
        if chosen.kind == "split":
            periods.append(_iso(int(chosen.period[:4]), month, day, "P1Y"))
        else:
            periods.append(chosen.period)
    open_ = bool(both) and len(both) == len(known) and len({str(c) for c in cells}) < 40
    kinds_used = {r.kind for each in known for r in each}
    return PeriodColumn(
        tuple(periods),
        split="split" in kinds_used and (prefer == "split" or not both),
        number_or_month=open_ and not six_digits,
        serials="serial" in kinds_used,
    )
