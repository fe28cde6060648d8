"""Searches for a mix of levers: a target's cheapest mix, a budget's best use."""

from __future__ import annotations

import streamlit as st

from components.session import plan, steps
from components.views.what_if import targets

_PANELS = {
    "What it would take": targets.what_it_would_take,
    "Best use of a budget": targets.best_use_of_budget,
}


@st.fragment
def section() -> None:
    """One of the two searches; what it finds becomes the plan."""
    st.header("Search for a mix", anchor=False)
    st.session_state.setdefault("wi_search", "Best use of a budget")
    chosen = st.segmented_control("Search", list(_PANELS), key="wi_search", required=True)
    st.markdown(
        "The model looks for levels: the cheapest mix that reaches a target, or the mixes that do "
        "most with a budget. It keeps the settings of the plan in work, not its levels. What is "
        "found opens as a plan that you can change."
    )
    found = _PANELS[str(chosen)](plan.current())
    if found is not None:
        plan.open_plan(found)
        steps.go("adjust")  # where its results are
        st.rerun()
