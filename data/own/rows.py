"""The place and the period of every row of a table."""

from __future__ import annotations

import re

import pandas as pd

from data import store
from data.own import periods, places
from data.own.columns import Layout, area_cells
from data.own.gathered import Open
from data.own.header import Table, text_of
from data.own.shape import Answers, Option, Question, Refused


def places_of(table: Table, layout: Layout, answers: Answers, open_: Open) -> list[places.Place]:
    """The area of every row, or why it has none. Raises Refused for an answer that is none."""
    cells = area_cells(table, layout)
    ees = layout.form is not None and layout.form.key == "ees"
    coded: dict[str, places.Place] = {}
    authorities: dict[str, str] = {}
    for _, _, authority in cells:
        if authority and authority not in authorities and not ees:
            direct: places.Place | None = places.by_code(authority)
            if not places.code_in(authority):
                direct = places.by_names([(authority, "")]).found.get((authority, ""))
            authorities[authority] = direct.code if isinstance(direct, places.Placed) else ""
    wards_of = answers.choices.get("wards", "2025")
    if wards_of not in ("2025", "2024", "earlier"):
        raise Refused("Wards are of “2025”, “2024” or “earlier”.")
    names = [(name, authorities.get(authority, "")) for code, name, authority in cells if not code]
    named = places.by_names(names, wards_of)
    found: list[places.Place] = []
    for code, name, authority in cells:
        if ees and authority:
            found.append(places.Lost(f"rows of the level “{authority}” are not on the maps"))
        elif code:
            if code not in coded:
                coded[code] = places.by_code(code)
            place = coded[code]
            if isinstance(place, places.Lost) and name and places.is_total(name):
                place = places.Lost(f"“{name[:60]}” sums up other rows or is nowhere on the map")
            found.append(place)
        elif name:
            found.append(named.found[name, authorities.get(authority, "")])
        else:
            found.append(places.Lost("the area is empty"))
    if named.level == "ward" and named.share >= 0.4:
        open_.questions.append(
            Question(
                "wards",
                "The file names wards without codes. Of which year are their boundaries?",
                (
                    Option("2025", "May 2025, as on the map"),
                    Option("2024", "2024 (Shropshire's were redrawn in 2025)"),
                    Option("earlier", "earlier: these cannot be placed by name"),
                ),
                wards_of,
                len({name for name, _ in names}),
            )
        )
    if named.authority:
        open_.notes.append(
            f"All names lie in {store.area(named.authority).name}; names that several places share "
            "are taken to be there."
        )
    recoded = {place.how for place in found if isinstance(place, places.Placed) and place.old}
    if recoded:
        shown = "; ".join(sorted(recoded)[:5])
        open_.notes.append(f"Codes that changed are taken to today's areas: {shown}.")
    return found


_EES_PERIODS = {"academic": "school", "financial": "financial", "tax": "financial"}


def periods_of(
    table: Table, layout: Layout, answers: Answers, sheet: str, open_: Open
) -> list[str]:
    """The period of every row; "" where it is not known, "?" where the cell is none."""
    split = answers.choices.get("split_year", "")
    if split not in ("", "financial", "school"):
        raise Refused("A split year is “financial” or “school”.")
    name, kind = layout.one("period"), layout.one("period kind")
    if not name:
        return _one_period(table, layout, answers, sheet, open_)
    cells = table.column(name)
    form = layout.form.key if layout.form else ""
    if form == "fingertips next":
        return [
            _between(first, last) for first, last in zip(cells, table.column(kind), strict=True)
        ]
    if form == "ees":
        return [
            _ees(cell, text_of(word)) for cell, word in zip(cells, table.column(kind), strict=True)
        ]
    six = answers.choices.get("six_digits", "")
    read = periods.column(cells, split or "financial", six)
    if read.split:
        _ask_split_year(name, split, sum(bool(each) for each in read.periods), open_)
    if read.number_or_month:
        open_.questions.append(
            Question(
                "six_digits",
                f"Are numbers such as “{text_of(cells[0])}” in “{name}” years or months?",
                (
                    Option("split", "years: 201112 is 2011/12"),
                    Option("month", "months: 201112 is December 2011"),
                ),
                "split",
                len(cells),
            )
        )
    if read.serials:
        open_.notes.append(f"Numbers in “{name}” are read as dates the way Excel counts days.")
    return [
        each or ("?" if text_of(cell) else "!")
        for each, cell in zip(read.periods, cells, strict=True)
    ]


def _ask_split_year(name: str, split: str, cells: int, open_: Open) -> None:
    open_.questions.append(
        Question(
            "split_year",
            f"Are years such as 2024/25 in “{name}” financial or school years?",
            (
                Option("financial", "financial years, April to March"),
                Option("school", "school years, September to August"),
            ),
            split or "financial",
            cells,
        )
    )


def _one_period(
    table: Table, layout: Layout, answers: Answers, sheet: str, open_: Open
) -> list[str]:
    """The period of a table that has no column for it: as said, or from its title."""
    split = answers.choices.get("split_year", "") or "financial"
    if any(figures.period for figures in layout.figures):
        asked = [p for f in layout.figures for p in periods.readings(f.period)]
        if any(each.kind == "split" for each in asked):
            _ask_split_year("the column names", answers.choices.get("split_year", ""), 0, open_)
        return [""] * len(table.rows)
    given = answers.choices.get("period", "")
    if given:
        said = periods.column([given], split).periods[0]
        if not said:
            raise Refused(
                f"“{given[:40]}” is no period: write 2024/25, 2024, April 2024 or a date."
            )
        return [said] * len(table.rows)
    pattern = r"\d{4}\s?[/–-]\s?\d{2,4}|[A-Z][a-z]+ \d{4}|(?:19|20)\d{2}"
    found = list(
        dict.fromkeys(
            text
            for line in [*table.above, sheet]
            for text in re.findall(pattern, line)
            if periods.readings(text)
        )
    )
    if layout.form is not None and layout.form.key == "nomis" and len(found) > 1:
        found = [
            text
            for line in table.above
            if line.lower().startswith(("date", "time"))
            for text in re.findall(pattern, line)
        ] or found
    assumed = found[0] if len(found) == 1 else ""
    open_.questions.append(
        Question(
            "period",
            "The table has no column of periods. Of when are its figures?",
            tuple(Option(text, text) for text in found),
            assumed,
            len(table.rows),
        )
    )
    return [periods.column([assumed], split).periods[0] if assumed else ""] * len(table.rows)


def _between(first: object, last: object) -> str:
    begin, end = periods.readings(first), periods.readings(last)
    if not begin or not end or begin[0].kind != "day" or end[0].kind != "day":
        return "?"
    start, stop = begin[0].period[:10], pd.Timestamp(end[0].period[:10]) + pd.Timedelta(days=1)
    day = pd.Timestamp(start)
    months = (stop.year - day.year) * 12 + stop.month - day.month
    if stop.day == day.day and months > 0:
        return f"{start}/P{months // 12}Y" if months % 12 == 0 else f"{start}/P{months}M"
    return f"{start}/P{(stop - day).days}D" if stop > day else "?"


def _ees(cell: object, kind: str) -> str:
    """A period of Explore Education Statistics: number and words, such as 202425, Academic year."""
    lower = kind.lower()
    text = text_of(cell)
    month = periods.readings(f"{kind} {text}") if re.fullmatch(r"\d{4}", text) else ()
    if month:
        return month[0].period
    quarter = re.search(r"q([1-4])$", lower)
    for word, split in _EES_PERIODS.items():
        if word in lower and "term" not in lower:
            if quarter and re.fullmatch(r"\d{6}", text):
                start = periods.SPLIT_YEARS[split][0] - 1 + 3 * (int(quarter[1]) - 1)
                return f"{int(text[:4]) + start // 12}-{start % 12 + 1:02d}-01/P3M"
            return periods.column([text], split, "split").periods[0] or "?"
    if "term" in lower:
        return "?"
    week = re.fullmatch(r"week (\d{1,2})", lower)
    if week and re.fullmatch(r"\d{4}", text) and 1 <= int(week[1]) <= 53:
        return f"{pd.Timestamp.fromisocalendar(int(text), int(week[1]), 1):%Y-%m-%d}/P7D"
    split = "financial"  # reporting and calendar years are plain years mostly
    return periods.column([text], split, "split").periods[0] or "?"
