"""Searches for a mix of levers, below the results: a target's cheapest mix, a budget's best use."""

from __future__ import annotations

import streamlit as st

from components.session import plan
from components.views.what_if import targets

_PANELS = {
    "What it would take": targets.what_it_would_take,
    "Best use of a budget": targets.best_use_of_budget,
}


@st.fragment
def section() -> None:
    """Both searches behind a switch that starts closed, so that a slider's move never waits."""
    st.header("Search for a mix", anchor=False)
    chosen = st.segmented_control(
        "Search",
        list(_PANELS),
        key="wi_search",
        help="Reads the plan above as it stands when you press Search; press a button again to "
        "close it.",
    )
    if chosen is None:
        st.markdown(
            "Let the model look for levels: the cheapest mix that reaches a target, or the mixes "
            "that do most with a budget. What is found opens as a plan that you can change."
        )
        return
    found = _PANELS[chosen](plan.current())
    if found is not None:
        plan.open_plan(found)
        st.rerun()
