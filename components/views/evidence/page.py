"""The Evidence page: its sections and the choice between them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.session import address
from components.views.evidence import (
    causal,
    checks,
    cost_today,
    forecasts,
    glossary,
    reading,
    registers,
)
from components.widgets import narrow_tables
from components.wording import glossary as glossary_words
from data import store


def _limits() -> None:
    reading.reading()
    reading.limits()
    reading.challenge()


def _left_out() -> None:
    reading.left_out()
    reading.case_files()


SECTIONS: dict[str, tuple[str, Callable[[], None]]] = {
    "map": ("Causal map", causal.section),
    "registers": ("Effects, levers and costs", registers.section),
    "left-out": ("Left out, and why", _left_out),
    "checks": ("Does the model hold?", checks.section),
    "forecasts": ("How wrong were its forecasts?", forecasts.section),
    "cost": ("What adversity costs today", cost_today.section),
    "words": ("Words used", glossary.section),
    "limits": ("How to read and challenge it", _limits),
}


def settle() -> None:
    """Before the heading: a section that is not there gives a message and the map."""
    address.among("section", list(SECTIONS), "map")


def page() -> None:
    """The chosen section; the choice is kept in the address."""
    narrow_tables.fit()
    st.segmented_control(
        "Section",
        list(SECTIONS),
        format_func=lambda name: SECTIONS[name][0],
        key="section",
        required=True,
    )
    SECTIONS[address.get("section")][1]()
    with st.container(border=True, key="footer"):
        st.markdown(
            f"**Sources** {glossary_words.WAY}. Each entry names its studies and the address where "
            "the figure was read. Intervals are the source's own unless a rule is named. "
            f"Figures version {store.data_version()}."
        )
