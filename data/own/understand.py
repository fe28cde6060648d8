"""A file as understood: from bytes to figures in areas of the atlas, and all that is open."""

from __future__ import annotations

import re

from data.own import columns, header, people
from data.own.figures import Assembled, assemble
from data.own.files import Sheet, open_file
from data.own.forms import form_of
from data.own.header import Table, text_of
from data.own.shape import Answers, Option, Question, Refused, Understood

_NO_ANSWERS = Answers()


def understand(content: bytes, answers: Answers = _NO_ANSWERS) -> Understood:
    """Read a file as it is.

    Parameters
    ----------
    content
        The whole file; nothing of it is kept but what is returned.
    answers
        Corrections, and answers to the questions of an earlier call.

    Raises
    ------
    Refused
        In one sentence, when the file cannot be read, looks like records of people, has no table
        of figures, or an answer does not fit it.
    """
    opened = open_file(content)
    people.check(opened.sheets)
    notes: list[str] = []
    questions: list[Question] = []
    sheet, table = _sheet(opened.sheets, answers, notes, questions)
    layout = columns.propose(table, answers.columns)
    _check_people(table, layout)
    if not layout.figures:
        raise Refused(
            "No column of figures is found: a table needs counts, rates or percentages in numbers."
        )
    if not layout.one("area") and not (layout.form and layout.form.key == "ees"):
        raise Refused(
            "No column of areas is found: a table needs codes or names of areas in the West "
            "Midlands, one row for each."
        )
    done: Assembled = assemble(table, layout, answers, sheet.name)
    if layout.form is None and table.header_row > 1:
        notes.append(f"The column names are in row {table.header_row}.")
    facts = {"kind": opened.kind, **opened.facts, "header_row": table.header_row}
    if sheet.name:
        facts["sheet"] = sheet.name
    return Understood(
        source=layout.form.title if layout.form else "a table of your own",
        facts=facts,
        columns=tuple(layout.columns),
        rows=done.rows,
        unplaced=done.unplaced,
        marks=done.marks,
        questions=(*questions, *done.questions),
        notes=(*notes, *done.notes),
        measures=done.measures,
        first_rows=_first_rows(table),
        read=len(table.rows),
    )


def _first_rows(table: Table) -> tuple[tuple[str, ...], ...]:
    shown = [tuple(text_of(cell)[:80] for cell in row) for row in table.rows[:5]]
    return (tuple(table.names), *shown)


def _check_people(table: Table, layout: columns.Layout) -> None:
    plain = [name for name, role in layout.roles.items() if role in ("left out", "group")]
    people.check_columns(plain, [table.column(name) for name in plain], len(layout.figures))


def _known(names: set[str]) -> bool:
    return form_of(names) is not None


def _sheet(
    sheets: list[Sheet], answers: Answers, notes: list[str], questions: list[Question]
) -> tuple[Sheet, Table]:
    """The sheet to read and its table; the others are named."""
    seen = [sheet for sheet in sheets if not sheet.hidden]
    hidden = [sheet for sheet in sheets if sheet.hidden]
    for each in hidden:
        notes.append(f"The hidden sheet “{each.name}” is not read.")
    wanted = answers.sheet or answers.choices.get("sheet")
    if wanted is not None:
        chosen = next((sheet for sheet in seen if sheet.name == wanted), None)
        if chosen is None:
            raise Refused(
                f"There is no sheet “{wanted}”; there are: {', '.join(s.name for s in seen)}."
            )
        return chosen, header.find(chosen, _known, answers.header_row)
    if not seen:
        raise Refused("All sheets of the workbook are hidden: show the one to read.")
    if len(seen) == 1:
        return seen[0], header.find(seen[0], _known, answers.header_row)
    tables: list[tuple[Sheet, Table]] = []
    reason: Refused | None = None
    for sheet in seen:
        try:
            table = header.find(sheet, _known, answers.header_row)
        except Refused as error:
            reason = error
            continue
        if columns.propose(table, {}).figures:
            tables.append((sheet, table))
    if not tables:
        raise reason or Refused("No sheet of the workbook has a table of figures.")
    best = max(tables, key=lambda item: (_has_area(item[1]), len(item[1].rows)))
    if len(tables) > 1:
        questions.append(
            Question(
                "sheet",
                f"The workbook has {len(tables)} sheets with tables. Which is to be read?",
                tuple(
                    Option(sheet.name, f"{sheet.name}: {len(table.rows):,} rows")
                    for sheet, table in tables
                ),
                best[0].name,
            )
        )
    return best


def _has_area(table: Table) -> bool:
    layout = columns.propose(table, {})
    form = layout.form
    return bool(layout.one("area")) or bool(form and re.match("ees", form.key))
