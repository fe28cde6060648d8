"""Look closer: the cards' figures as large framed charts with their tables and CSV."""

from __future__ import annotations

import streamlit as st

from model.plan import Plan
from model.results import Results


def section(plan: Plan, results: Results) -> None:
    """One large view at a time, chosen by the person; nothing is drawn until then."""
    st.session_state.get("wi_closer")
