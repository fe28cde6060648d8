"""Results of the model's checks, as the report has them."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data import store
from data.errors import PlainError

REPORT = Path(__file__).resolve().parents[2] / "docs" / "validation.md"
COLUMNS = ["Check", "Published figure, or what must hold", "The model's figure", "Verdict"]
VERDICTS = {"passes": "✓ holds", "FAILS": "✗ does not hold", "reported": "shown for comparison"}
_VERSION = re.compile(r"data version `([0-9a-f]+)`")
_CODE = re.compile(r"\b[EKW]\d{8}\b")
_NOTE = re.compile(r"^- \*\*(.+?)\.?\*\*[:.]? ?(.*)$")


class ReportError(PlainError, ValueError):
    """The validation report is not written as expected."""


def read_report(text: str) -> tuple[pd.DataFrame, dict[str, list[str]], str]:
    """The report as a table, its notes by check, and the version of the figures it used.

    Columns as COLUMNS. Raises ReportError when the text has no table of checks.
    """
    # The report names areas by code, as a program does; a reader needs their names.
    text = _CODE.sub(lambda code: store.area_names().get(code[0], code[0]), text)
    rows = []
    notes: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith(("| Check", "|---")):
            cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
            if len(cells) == len(COLUMNS):
                rows.append([*cells[:3], VERDICTS.get(cells[3].rstrip(" |"), cells[3])])
        elif (note := _NOTE.match(line)) and note[2].strip():
            notes.setdefault(note[1], []).append(note[2].strip())
    if not rows:
        raise ReportError("no table of checks was found in docs/validation.md")
    version = _VERSION.search(text)
    return pd.DataFrame(rows, columns=COLUMNS), notes, version[1] if version else ""


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
