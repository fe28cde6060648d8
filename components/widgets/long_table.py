"""A table that scrolls on the screen and is whole on paper.

Streamlit draws a long table on a canvas as high as its frame: rows out of sight would not print.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from components.design import templates
from components.wording.numbers import as_set

_TEMPLATES = Path(__file__).parent / "templates"
#: Rows on paper: some eight sheets.
MOST = 400


def show(table: pd.DataFrame, *, printed: pd.DataFrame | None = None, **settings: Any) -> Any:
    """Draw a table with `st.dataframe`, whose settings these are, and its rows for paper.

    ``printed``: the table as paper shows it, where the settings round its numbers.
    """
    drawn = st.dataframe(table, hide_index=True, **settings)
    st.html(paper(table if printed is None else printed))
    return drawn


def paper(table: pd.DataFrame) -> str:
    """The rows as HTML that only paper shows; how many are left out where there are too many."""
    left = max(len(table) - MOST, 0)
    return templates.render(
        _TEMPLATES,
        "paper_table.html",
        names=[str(name) for name in table.columns],
        rows=as_words(table.head(MOST)).to_numpy().tolist(),
        more=f"{left:,} more rows are not printed; the download has them all." if left else "",
    )


def as_words(table: pd.DataFrame) -> pd.DataFrame:
    """The table as text: numbers as they stand, whole numbers with separators, gaps as a dash."""

    def word(value: object) -> str:
        if value is None or (isinstance(value, float) and value != value):
            return "–"
        if isinstance(value, float):
            return (
                f"{value:,.0f}"
                if value == round(value) and abs(value) >= 1000
                else f"{as_set(value)}"
            )
        return (
            f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
        )

    return table.map(word)
