"""A run of the page that moves with a slider: it waits for its turn, and gives way to a newer move.

Streamlit keeps one waiting run for each session and folds later moves into it, but lets a run that
has begun go on to its end, also when it has only waited so far and its plan is no longer wanted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType

from components.figures.turns import PLANS
from components.session import parts

_FIRST = "_turn_first"


@contextmanager
def turn(*names: str) -> Iterator[None]:
    """Hold a place among those who work out plans.

    A run whose session has moved on while it waited begins again with the newer move, in the same
    place of the queue. ``names``: the parts that it was to draw from here on.
    """
    with PLANS.turn(first=st.session_state.pop(_FIRST, False)):
        if _superseded():
            st.session_state[_FIRST] = True
            parts.draw_again(*names)
        yield


def _superseded() -> bool:
    """Whether this session has asked for something else since the run began."""
    context = get_script_run_ctx()
    if context is None or context.script_requests is None or not context.fragment_ids_this_run:
        return False
    waiting = context.script_requests
    # A timer of a progress bar is no move.
    return waiting._state is ScriptRequestType.RERUN and not waiting._rerun_data.is_auto_rerun
