"""Which step of a plan is looked at: examples, levers, a search, or the plans kept."""

from __future__ import annotations

import streamlit as st

from components.design.page_names import STEPS
from components.session import address


def step() -> str:
    """The step that the address asks for; else the levers of a plan, or examples without one."""
    if address.came_with_link("plan") and not address.came_with_link("step"):
        address.put("step", "")  # a link to a plan shows the plan
    chosen = address.get("step")
    if chosen in STEPS:
        return chosen
    return "adjust" if address.get("plan") else "examples"


def go(wanted: str) -> None:
    """Look at another step. Only from a callback, or before the page is run again."""
    address.put("step", wanted)


def stay() -> None:
    """Keep to the step that is looked at, whatever becomes of the plan."""
    st.session_state["step"] = step()


def fields() -> tuple[str, ...]:
    """Fields of the address of a plan: the step only where the plan does not tell it."""
    told = address.get("step") == "adjust" and address.get("plan")
    return ("scope", "plan", "outcome") if told else ("scope", "plan", "outcome", "step")
