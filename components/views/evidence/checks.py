"""The section with the checks of the model: its figure beside the published one.

The report is written by ``python -m model check --report``; this section reads what it wrote.
"""

from __future__ import annotations

import streamlit as st

from components.exhibits.exhibit import Recipe
from components.figures.checks import REPORT, VERDICTS, ReportError, finding, read_report
from components.views.evidence import download
from components.widgets import add_to_presentation, long_table, recipe_frame
from components.wording.markdown import literal_line, literal_table
from data import store


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
    st.table(literal_table(long_table.as_words(table)), hide_index=True)
    add_to_presentation.button(Recipe("checks", {}), "checks")
    failing = set(table.loc[table["Verdict"] == VERDICTS["FAILS"], "Check"])
    for name, lines in notes.items():
        with st.expander(f"About: {literal_line(name)}", expanded=name in failing):
            for line in lines:
                st.markdown(literal_line(line))
    if version and version != store.data_version():
        st.markdown(
            f"The checks were run on figures version {version}; the app now holds "
            f"{store.data_version()}. They should be run again."
        )
    st.subheader("What did the same programmes return elsewhere?", anchor=False)
    recipe_frame.show(Recipe("returns", {}), "returns")
    st.download_button(
        "Download the checks (CSV)",
        data=lambda: download.as_csv(
            table.assign(Notes=[" ".join(notes.get(name, [])) for name in table["Check"]]),
            "Checks of the model",
        ),
        file_name="checks.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="csv_checks",
    )
