"""The Evidence page: its sections and the choice between them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components import (
    evidence_causal,
    evidence_checks,
    evidence_reading,
    evidence_registers,
    narrow_tables,
    state,
)
from data import store


def _limits() -> None:
    evidence_reading.reading()
    evidence_reading.limits()
    evidence_reading.challenge()


def _left_out() -> None:
    evidence_reading.left_out()
    evidence_reading.case_files()


SECTIONS: dict[str, tuple[str, Callable[[], None]]] = {
    "map": ("Causal map", evidence_causal.section),
    "registers": ("Effects, levers and costs", evidence_registers.section),
    "left-out": ("Left out, and why", _left_out),
    "checks": ("Does the model hold?", evidence_checks.section),
    "limits": ("How to read and challenge it", _limits),
}


def settle() -> None:
    """Before the heading: a section that is not there gives a message and the map."""
    state.among("section", list(SECTIONS), "map")


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
    SECTIONS[state.get("section")][1]()
    with st.container(border=True, key="footer"):
        st.markdown(
            "**Sources** Each entry names its studies and the address where the figure was read. "
            f"Intervals are the source's own unless a rule is named. Figures version "
            f"{store.data_version()}."
        )
