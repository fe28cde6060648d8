"""The presentation that goes with a kept plan: restored with it, and never at another's cost."""

from __future__ import annotations

import streamlit as st

from components.exhibits import presentation
from components.session import address
from components.session import presentation as presentation_session

_ASIDE = "_library_aside"  # codes of presentations that those of opened plans took over from


def aside() -> None:
    """Where a plan's presentation took over from another: the way back, and the way on."""
    waiting = st.session_state.get(_ASIDE)
    if not waiting:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="library_aside"):
        number = "The one you had is" if len(waiting) == 1 else f"{len(waiting)} earlier ones are"
        st.markdown(f"The plan brought its own presentation. {number} kept aside.", width="content")
        st.button("Bring back the earlier one", key="library_presentation_back", on_click=_back)
        st.button("Forget what is aside", key="library_presentation_forget", on_click=_forget)


def bring(code: str) -> str:
    """Restore the presentation kept with a plan; says in words what came of it, "" for nothing.

    A plan without one leaves the person's as it is; another one is kept aside, never lost.
    """
    mine = address.get("tray")
    if not code or code == mine:
        return ""
    try:
        things = len(presentation.decode(code))
    except presentation.PresentationError as error:
        return f" Its presentation could not be read ({error}); yours is as it was."
    _lay_aside(mine)
    address.put("tray", code)
    return f" Its presentation is open too: {things} {'thing' if things == 1 else 'things'}."


def _lay_aside(code: str, place: int | None = None) -> None:
    waiting = st.session_state.setdefault(_ASIDE, [])
    if code and code not in waiting:
        waiting.insert(len(waiting) if place is None else place, code)


def _back() -> None:
    """The last one aside is shown; the present one goes to the far end, so that none is lost."""
    waiting = st.session_state.get(_ASIDE)
    if waiting:
        mine, code = address.get("tray"), waiting.pop()
        _lay_aside(mine, 0)
        address.put("tray", code)


def _forget() -> None:
    st.session_state.pop(_ASIDE, None)


def kept_words() -> str:
    """What a save kept besides the plan, in words."""
    things = len(presentation_session.current())
    if not things:
        return ""
    return f", with the presentation ({things} {'thing' if things == 1 else 'things'})"
