"""Parts of a page that are drawn apart: a widget's callback says which of them it changes.

A part is a fragment with a key. Drawing a slider, its box and its words again takes as long as a
card; a move that drew all levers again would spend a third of its time on what has not changed.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

#: Parts of the page on which sliders move.
RESULTS, BELOW, LEVERS = "part_results", "part_below", "part_levers"


def lever(lever_id: str) -> str:
    """The part of one lever."""
    return f"part_lever_{lever_id}"


def draw_again(*names: str) -> None:
    """Draw these parts again, in this order, and no other. Nothing after this call is run.

    Where the whole page is being drawn, it is these parts' turn anyway.
    """
    context = get_script_run_ctx()
    if context is not None and context.fragment_ids_this_run:
        st.rerun(scope=list(names))
