"""The section on what adversity costs today: by domain, payer, service and place, and checked."""

from __future__ import annotations

import streamlit as st

from components.builders.adversity import BY
from components.exhibits.exhibit import Recipe
from components.session import address
from components.widgets import recipe_frame


def section() -> None:
    """What acute and late services cost in the chosen place, with what others counted."""
    scope = address.get("scope")
    st.markdown(
        "Before any plan: what acute and late services cost in a year, from what councils spent "
        "and from published counts times unit costs. It is a size, not a saving. The place is the "
        "one chosen above; a district's figures are its county's."
    )
    st.segmented_control(
        "Broken down by",
        list(BY),
        format_func=lambda name: BY[name][:1].upper() + BY[name][1:],
        key="cost_by",
        default="domain",
        required=True,
    )
    by = st.session_state.get("cost_by") or "domain"
    recipe_frame.show(Recipe("adversity_cost", {"scope": scope, "by": by}), f"cost_{by}")
    recipe_frame.show(Recipe("adversity_checks", {"scope": scope}), "cost_checks")
    recipe_frame.show(Recipe("adversity_places", {"scope": scope}), "cost_places")
    recipe_frame.show(Recipe("adversity_avoidable", {"scope": scope}), "cost_avoidable")
