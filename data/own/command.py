"""``python -m data own FILE``: what the app understands of a file, as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from math import isnan
from pathlib import Path

from data.errors import PlainError
from data.own.files import MOST_BYTES
from data.own.shape import Answers, Refused, Understood
from data.own.understand import understand


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments of the command."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--sheet", help="sheet of a workbook to read")
    parser.add_argument("--header-row", type=int, metavar="N", help="row of the column names")
    parser.add_argument("--column", action="append", default=[], metavar="NAME=ROLE")
    parser.add_argument("--mark", action="append", default=[], metavar="MARK=MEANING")
    parser.add_argument("--answer", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--threshold", type=int, default=5, help="smallest count shown (5)")
    parser.add_argument("--population", default="", help="a population of ours to divide counts by")


def _pairs(given: list[str], what: str) -> dict[str, str]:
    found = {}
    for text in given:
        name, sign, value = text.rpartition("=")
        if not sign or not name:
            raise Refused(f"“{text}” is no {what}: write it as NAME=VALUE.")
        found[name] = value
    return found


def _or_null(item: object) -> object:
    return None if isinstance(item, float) and isnan(item) else item


def document(understood: Understood, threshold: int, population: str) -> dict[str, object]:
    """What the command prints: all that is understood, and figures as they may be shown."""
    # The command stands on the lowest floor and looks up to the rule's own.
    from analysis.own_figures import figures

    shown = figures(understood, threshold=threshold, population=population)
    placed = {number for text in understood.rows["rows"] for number in text.split(", ")}
    rows = [
        {name: _or_null(item) for name, item in row.items()}
        for row in shown.table.to_dict("records")
    ]
    return {
        "label": "your own, not published",
        "source": understood.source,
        "facts": understood.facts,
        "columns": [
            {"name": c.name, "role": c.role, "why": c.why, "sample": list(c.sample)}
            for c in understood.columns
        ],
        "rows_read": understood.read,
        "rows_placed": len(placed),
        "rows_not_placed": understood.unplaced.to_dict("records"),
        "marks": [
            {"mark": m.mark, "count": m.count, "meaning": m.meaning or None}
            for m in understood.marks
        ],
        "questions": [
            {
                "key": q.key,
                "question": q.text,
                "options": {option.value: option.label for option in q.options},
                "assumed": q.assumed or None,
                "cells": q.cells,
            }
            for q in understood.questions
        ],
        "notes": [*understood.notes, *shown.notes],
        "units": dict(shown.units),
        "figures": rows,
    }


def run(options: argparse.Namespace) -> int:
    """The command. Returns the exit code: 0, or 2 when the file is refused."""
    try:
        if not options.file.is_file():
            raise Refused(f"There is no file {options.file.name}.")
        with options.file.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        answers = Answers(
            options.sheet,
            options.header_row,
            _pairs(options.column, "column and role"),
            _pairs(options.mark, "mark and meaning"),
            _pairs(options.answer, "answer"),
        )
        told = document(understand(content, answers), options.threshold, options.population)
    except PlainError as error:
        print(f"data: {error}", file=sys.stderr)
        return 2
    print(json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False))
    return 0
