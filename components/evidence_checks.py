"""The section with the checks of the model: its figure beside the published one.

The report is written by ``python -m model check --report``; this section reads what it wrote.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import streamlit as st

from components import chart_frame, collect, evidence_tables
from components.exhibit import Recipe
from components.wording import literal_line, literal_table
from data import store
from data.errors import PlainError

REPORT = Path(__file__).resolve().parents[1] / "docs" / "validation.md"
COLUMNS = ["Check", "Published figure, or what must hold", "The model's figure", "Verdict"]
_VERDICTS = {"passes": "✓ holds", "FAILS": "✗ does not hold", "reported": "shown for comparison"}
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
                rows.append([*cells[:3], _VERDICTS.get(cells[3].rstrip(" |"), cells[3])])
        elif (note := _NOTE.match(line)) and note[2].strip():
            notes.setdefault(note[1], []).append(note[2].strip())
    if not rows:
        raise ReportError("no table of checks was found in docs/validation.md")
    version = _VERSION.search(text)
    return pd.DataFrame(rows, columns=COLUMNS), notes, version[1] if version else ""


def finding(table: pd.DataFrame) -> str:
    """How many checks hold, how many do not, and how many are only shown."""
    failed = int((table["Verdict"] == _VERDICTS["FAILS"]).sum())
    held = int((table["Verdict"] == _VERDICTS["passes"]).sum())
    shown = len(table) - held - failed
    return (
        f"{held} of {held + failed} checks hold"
        + (f"; {failed} {'does' if failed == 1 else 'do'} not" if failed else "")
        + (f"; {shown} more shown for comparison only" if shown else "")
    )


def section() -> None:
    """The checks as a table, what stands behind each, and the CSV."""
    st.markdown(
        "A model earns trust by being checked: against published results, against another "
        "engine, and in its own arithmetic. The limits stand in the code and are not moved to "
        "let a check pass."
    )
    if not REPORT.is_file():
        st.info(
            "The report of the checks is not in this copy of the app. Whoever runs it can write "
            "it with `python -m model check --report`."
        )
        return
    try:
        table, notes, version = read_report(REPORT.read_text(encoding="utf-8"))
    except ReportError as error:
        st.warning(
            f"The report of the checks cannot be shown: {literal_line(error)}.",
            icon=":material/info:",
        )
        return
    st.subheader(finding(table), anchor=False)
    st.table(literal_table(chart_frame.as_words(table)), hide_index=True)
    collect.button(Recipe("checks", {}), "checks")
    failing = set(table.loc[table["Verdict"] == _VERDICTS["FAILS"], "Check"])
    for name, lines in notes.items():
        with st.expander(f"About: {literal_line(name)}", expanded=name in failing):
            for line in lines:
                st.markdown(literal_line(line))
    if version and version != store.data_version():
        st.markdown(
            f"The checks were run on figures version {version}; the app now holds "
            f"{store.data_version()}. They should be run again."
        )
    st.download_button(
        "Download the checks (CSV)",
        data=lambda: evidence_tables.as_csv(
            table.assign(Notes=[" ".join(notes.get(name, [])) for name in table["Check"]]),
            "Checks of the model",
        ),
        file_name="checks.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="csv_checks",
    )
