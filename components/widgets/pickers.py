"""Pickers of the area and the period of figures by group."""

from __future__ import annotations

import streamlit as st

from components.figures.groups import Shown, names
from components.wording import periods as periods_words


def area_choice(found: Shown, key: str) -> str:
    """A selector of the area whose figures are shown; its code. Nothing to choose: no widget."""
    if len(found.choices) < 2:
        return found.code
    return st.selectbox(
        "Figures of",
        found.choices,
        index=found.choices.index(found.code),
        format_func=lambda code: names()[code],
        key=key,
        width=300,
    )


def period_choice(found: Shown, key: str) -> str:
    """A selector of the period, newest first; the ISO period."""
    periods = list(reversed(found.periods))
    if len(periods) == 1:
        return periods[0]
    return st.selectbox("Period", periods, format_func=periods_words.label, key=key, width=260)
