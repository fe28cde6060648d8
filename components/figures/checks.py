"""Results of the model's checks, as ``python -m model check --report`` left them for the app."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd

from data import store
from data.errors import PlainError

REPORT = Path(__file__).resolve().parents[2] / "docs" / "validation.json"
COLUMNS = ["Check", "Published figure, or what must hold", "The model's figure", "Verdict"]
VERDICTS = {"passes": "✓ holds", "FAILS": "✗ does not hold", "reported": "shown for comparison"}
_FIELDS = ("check", "asked", "found", "verdict", "detail", "why_not")
_CODE = re.compile(r"\b[EKW]\d{8}\b")


class ReportError(PlainError, ValueError):
    """The validation report is not written as expected."""


def read_report(text: str) -> tuple[pd.DataFrame, dict[str, list[str]], str]:
    """The report as a table, its notes by check, and the version of the figures it used.

    Columns as COLUMNS. Raises ReportError when the text is no report of checks.
    """
    # The report names areas by code, as a program does; a reader needs their names.
    text = _CODE.sub(lambda code: store.area_names().get(code[0], code[0]), text)
    try:
        report = json.loads(text)
        rows = [[str(each[name]) for name in _FIELDS] for each in report["checks"]]
        version = str(report["data_version"])
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ReportError("docs/validation.json holds no report of checks") from error
    if not rows:
        raise ReportError("docs/validation.json holds no check")
    notes = {name: [each for each in rest if each] for name, _, _, _, *rest in rows}
    cells = [[*row[:3], VERDICTS.get(row[3], row[3])] for row in rows]
    return pd.DataFrame(cells, columns=COLUMNS), {k: v for k, v in notes.items() if v}, version


def finding(table: pd.DataFrame) -> str:
    """How many checks hold, how many do not, and how many are only shown."""
    failed = int((table["Verdict"] == VERDICTS["FAILS"]).sum())
    held = int((table["Verdict"] == VERDICTS["passes"]).sum())
    shown = len(table) - held - failed
    return (
        f"{held} of {held + failed} checks hold"
        + (f"; {failed} {'does' if failed == 1 else 'do'} not" if failed else "")
        + (f"; {shown} more shown for comparison only" if shown else "")
    )
