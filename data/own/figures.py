"""Row by row from a table to figures: areas, periods, groups, numbers and marks put together."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from data import store
from data.own import marks, periods, places, units
from data.own.columns import Figures, Layout, area_cells
from data.own.gathered import Open
from data.own.header import Table, text_of
from data.own.joined import ROLES, merged, without_duplicates
from data.own.rows import periods_of, places_of
from data.own.shape import ROW_COLUMNS, UNPLACED_COLUMNS, Answers, Mark, Option, Question, Refused

#: Rows times measures that are read at once.
MOST_FIGURES = 600_000
#: Words for everybody, in a column of groups.
_EVERYBODY = frozenset(
    """total|totals|all|both|persons|all persons|people|all people|everyone|all pupils
    all children|all ages|both sexes|all groups|not applicable|z||all categories|male and female
    boys and girls""".replace("\n    ", "|").split("|")
)
_FORMULA = "(formula without a result)"
_CHOICES = ("suppressed", "missing", "not applicable", "low", "nil")


@dataclass
class Assembled:
    """What `assemble` makes of a table; see `data.own.shape.Understood`."""

    rows: pd.DataFrame
    unplaced: pd.DataFrame
    marks: tuple[Mark, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    measures: dict[str, str]


def assemble(table: Table, layout: Layout, answers: Answers, sheet: str = "") -> Assembled:
    """Figures of a table with a layout.

    Parameters
    ----------
    table, layout
        As `header.find` and `columns.propose` give them.
    answers
        What the person says.
    sheet
        Name of the sheet, which may say the period.

    Raises
    ------
    Refused
        When the table is too large, or an answer does not fit.
    """
    if len(table.rows) * len(layout.figures) > MOST_FIGURES:
        raise Refused(
            f"The table has {len(table.rows):,} rows of {len(layout.figures)} measures, more than "
            f"the {MOST_FIGURES:,} figures that are read at once: take out measures or years."
        )
    open_ = Open()
    found_places = places_of(table, layout, answers, open_)
    found_periods = periods_of(table, layout, answers, sheet, open_)
    texts = {
        role: [[text_of(cell) for cell in table.column(name)] for name in layout.named(role)]
        for role in ("measure", "group")
    }
    records = _records(table, layout, answers, found_places, found_periods, texts, open_)
    rows = pd.DataFrame(records, columns=[*_RAW])
    rows, measures = _in_units(rows, answers, layout.form.key if layout.form else "", open_)
    rows = merged(rows, open_)
    rows = without_duplicates(rows, answers, open_)
    _questions_of_marks(layout, answers, open_)
    if table.uncalculated:
        open_.notes.append(
            f"{len(table.uncalculated)} cells hold a formula that was never calculated: open the "
            "file in a spreadsheet, save it, and give it again."
        )
    rows["area_level"] = [store.area(code).level for code in rows["area_code"]]
    levels = rows.drop_duplicates("area_code")["area_level"].value_counts()
    if len(levels) > 1:
        shown = ", ".join(f"{count} {store.LEVEL_TITLES[level]}" for level, count in levels.items())
        open_.notes.append(f"The rows are of several levels: {shown}.")
    unplaced = pd.DataFrame(sorted(set(open_.lost)), columns=list(UNPLACED_COLUMNS))
    form = layout.form.key if layout.form else ""
    seen = (open_.marks + open_.behind).most_common()
    return Assembled(
        rows[list(ROW_COLUMNS)].reset_index(drop=True),
        unplaced,
        tuple(Mark(mark, count, _meaning(mark, form, answers)) for mark, count in seen if mark),
        tuple(open_.questions),
        tuple(open_.notes),
        measures,
    )


def _meaning(mark: str, form: str, answers: Answers) -> str:
    given = answers.marks.get(mark) or answers.choices.get(f"mark:{mark}")
    if given:
        if given not in marks.MEANINGS:
            raise Refused(f"“{given}” is no meaning of a mark; use: {', '.join(_CHOICES)}.")
        return given
    if mark.startswith("note: "):
        return _of_note(mark.removeprefix("note: "))
    if mark == _FORMULA:
        return "missing"
    found = marks.meaning(mark, form)
    if not found and (len(mark) > 14 or re.search(r"\d", mark)):
        return "unread"
    return found


def _of_note(note: str) -> str:
    if re.search(r"suppress|disclos|small (?:number|count)|withheld", note):
        return "suppressed"
    return "not applicable" if "not applicable" in note else "missing"


def _questions_of_marks(layout: Layout, answers: Answers, open_: Open) -> None:
    form = layout.form.key if layout.form else ""
    for mark, count in open_.marks.most_common():
        if mark and not _meaning(mark, form, answers):
            open_.questions.append(
                Question(
                    f"mark:{mark}",
                    f"What does “{mark}” mean? It stands {count:,} "
                    f"{'time' if count == 1 else 'times'} instead of a number.",
                    tuple(Option(each, marks.MEANINGS[each]) for each in _CHOICES),
                    cells=count,
                )
            )


_RAW = (
    *("area_code", "old", "parts", "period", "measure", "group_type", "group"),
    *ROLES,
    *("sign", "meaning", "rows", "area"),
)


def _groups(layout: Layout, texts: Sequence[Sequence[str]], row: int) -> tuple[str, str]:
    names, said = [], []
    for name, column in zip(layout.named("group"), texts, strict=True):
        text = column[row]
        if text.lower() not in _EVERYBODY:
            names.append(name)
            said.append(text)
    return (" | ".join(names), " | ".join(said)) if said else ("all", "all")


def _records(
    table: Table,
    layout: Layout,
    answers: Answers,
    found_places: Sequence[places.Place],
    found_periods: Sequence[str],
    texts: Mapping[str, Sequence[Sequence[str]]],
    open_: Open,
) -> list[tuple[object, ...]]:
    form = layout.form.key if layout.form else ""
    split = answers.choices.get("split_year", "") or "financial"
    place_of = {name: n for n, name in enumerate(table.names)}
    decimals = _decimals(table, layout, answers, open_)
    cells = area_cells(table, layout)
    in_names = {
        figures.period: periods.column([figures.period], split).periods[0]
        for figures in layout.figures
        if figures.period
    }
    records: list[tuple[object, ...]] = []
    for n, row in enumerate(table.rows):
        number, place = table.numbers[n], found_places[n]
        shown = " ".join(filter(None, cells[n][:2]))[:80]
        if isinstance(place, places.Lost):
            alone = sum(cell is not None for cell in row) == 1
            reason = "a line of words and no row of figures" if alone else place.reason
            open_.lost.append(
                (number, shown or text_of(next(c for c in row if c is not None))[:80], reason)
            )
            continue
        if found_periods[n] in ("?", "!"):
            said = text_of(row[place_of[layout.one("period")]])[:40]
            why = f"“{said}” is no period that can be read" if said else "the period is empty"
            open_.lost.append((number, shown, why))
            continue
        group_type, group = _groups(layout, texts["group"], n)
        named = ", ".join(dict.fromkeys(column[n] for column in texts["measure"] if column[n]))
        kept = False
        for figures in layout.figures:
            read = _read(table, row, number - 1, figures, place_of, decimals, open_)
            if read is None:
                continue
            numbers, sign, mark = read
            label = named or figures.label
            if named and len(layout.figures) > 1:
                label = f"{named}, {figures.label}"
            period = in_names.get(figures.period, found_periods[n])
            found = (place.code, place.old, place.parts, period, label, group_type, group)
            meaning = (_meaning(mark, form, answers) or "missing") if _none(numbers) else ""
            records.append((*found, *numbers, sign, meaning, str(number), shown))
            kept = True
        if not kept:
            open_.lost.append((number, shown, "the row has no figure"))
    return records


def _none(numbers: Sequence[float]) -> bool:
    return math.isnan(numbers[0]) and math.isnan(numbers[1])


def _decimals(
    table: Table, layout: Layout, answers: Answers, open_: Open
) -> dict[str, marks.Decimal]:
    found: dict[str, marks.Decimal] = {}
    given = answers.choices.get("decimal", "")
    if given not in ("", "point", "comma"):
        raise Refused("Decimals stand behind a “point” or a “comma”.")
    unsure, commas = 0, False
    for figures in layout.figures:
        for role in ROLES:
            name = getattr(figures, role)
            if not name or name in found:
                continue
            texts = [cell for cell in table.column(name) if isinstance(cell, str)]
            decimal, certain = marks.decimals_of(texts)
            commas |= decimal == "comma"
            unsure += 0 if certain else sum("," in text for text in texts)
            found[name] = decimal
    if given:
        return dict.fromkeys(found, "comma" if given == "comma" else "point")
    if commas:
        return dict.fromkeys(found, "comma")
    if unsure and layout.form is None and table.semicolons:
        open_.questions.append(
            Question(
                "decimal",
                "Is “1,234” in this file one thousand two hundred and thirty-four?",
                (
                    Option("point", "yes: the comma parts thousands"),
                    Option("comma", "no: the comma stands before decimals"),
                ),
                "point",
                unsure,
            )
        )
    return found


def _read(
    table: Table,
    row: Sequence[object],
    at: int,
    figures: Figures,
    place_of: Mapping[str, int],
    decimals: Mapping[str, marks.Decimal],
    open_: Open,
) -> tuple[tuple[float, ...], bool, str] | None:
    """Numbers of one measure in a row, whether they stood with %, and the mark."""
    numbers, sign, mark, anything = [], False, "", False
    for role in ROLES:
        name = getattr(figures, role)
        if not name:
            numbers.append(math.nan)
            continue
        place = place_of[name]
        cell = row[place]
        figure = marks.read(cell, decimals.get(name, "point"))
        value, seen = figure.number, figure.mark
        if cell is None and (at, place) in table.uncalculated:
            seen = _FORMULA
        if value < 0 and role in ("count", "denominator"):
            value, seen = math.nan, text_of(cell)
        percent = figure.percent
        if role == "value" and not percent and (at, place) in table.percent:
            value, percent = value * 100, True
        if role in ("lower", "upper") and (at, place) in table.percent and not figure.percent:
            value *= 100
        if role == "value":
            sign = percent
        anything |= cell is not None or bool(seen)
        if seen and role in ("value", "count", "denominator"):
            (open_.behind if value == value else open_.marks)[seen] += 1
            if value != value and not mark:
                mark = seen
        numbers.append(value)
    if figures.note and math.isnan(numbers[0]) and math.isnan(numbers[1]) and not mark:
        note = marks.tidy(row[place_of[figures.note]] or "")
        if note and note not in ("normal value", "nan"):
            mark = f"note: {note[:120]}"
            open_.marks[mark] += 1
            anything = True
    return (tuple(numbers), sign, mark) if anything else None


def _in_units(
    rows: pd.DataFrame, answers: Answers, form: str, open_: Open
) -> tuple[pd.DataFrame, dict[str, str]]:
    measures: dict[str, str] = {}
    for label, part in rows.groupby("measure", sort=False):
        unit, factor, question = units.unit_of(
            str(label),
            part["value"].tolist(),
            part["count"].tolist(),
            part["denominator"].tolist(),
            part["sign"].tolist(),
            answers.choices.get(f"unit:{label}", ""),
            form,
        )
        measures[str(label)] = unit
        if question:
            open_.questions.append(question)
        if unit == "count" and part["value"].notna().any() and part["count"].isna().all():
            rows.loc[part.index, "count"] = part["value"]
            rows.loc[part.index, "value"] = math.nan
        if factor != 1:
            rows.loc[part.index, ["value", "lower", "upper"]] *= factor
            open_.notes.append(f"The shares of “{label}” are shown as percentages (0.25 as 25%).")
    return rows, measures
