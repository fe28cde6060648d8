"""The pages, in the order of the questions a strategist asks."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import streamlit as st

from components.session import address

_FOLDER = Path(__file__).resolve().parents[2] / "pages"
_FRONTEND = Path(__file__).parent / "frontend"
_FRAMED = "_framed"
_TRIED = "_frame_tried"
_SESSION = "_session"
_CONNECTION = "connection"
#: Seconds. Streamlit's page runs anew on reconnecting when a part of it runs by the clock.
_A_DAY = 86_400
#: The window outlives the connection: in a new session it hands over what the one before held.
_HAND_OVER = """
export default function ({ data, setTriggerValue }) {
  const before = window.atlasSession;
  window.atlasSession = data;
  if (before && before.session !== data.session) setTriggerValue("before", before.fields);
}
"""

#: File name -> title. The first is where a bare address lands. The address of a page is its file
#: name, and must be: a process that has just started looks a link's page up by file name (see
#: `frame`), and would say "page not found" to any other address.
PAGES = {
    "overview": "Overview",
    "map": "Map",
    "who_bears_it": "Who bears it",
    "area_profile": "Area profile",
    "what_if": "What if",
    "compare": "Compare",
    "evidence": "Evidence",
    "present": "Present",
    "data": "Data",
}


def declare() -> st.Page:  # type: ignore[valid-type]
    """Tell Streamlit the pages; returns the one that the address asks for."""
    first = next(iter(PAGES))
    return st.navigation(
        [
            st.Page(_FOLDER / f"{name}.py", title=title, url_path=name, default=name == first)
            for name, title in PAGES.items()
        ],
        position="top",
    )


@contextlib.contextmanager
def around() -> Iterator[None]:
    """dashboard.py runs the page within this, so that the page knows it has its frame."""
    st.session_state[_FRAMED] = True
    st.session_state.pop(_TRIED, None)
    try:
        yield
    finally:
        st.session_state.pop(_FRAMED, None)


def frame() -> None:
    """First line of every page: make sure that dashboard.py runs around it.

    A process that has just started takes a folder named ``pages`` for Streamlit's older kind of
    app until `st.navigation` has run once. A link straight to a page would then run that page's
    file alone, without place, theme title or navigation. Declaring the pages and running again
    puts it right for the whole process.
    """
    if st.session_state.get(_FRAMED):
        return
    if not st.session_state.get(_TRIED):
        st.session_state[_TRIED] = True
        declare()
        st.rerun()
    address.begin()  # the file really was run alone, as in a test: it still works


@st.cache_resource
def _hand_over() -> Any:
    # The page's one component that is always there also minds where Tab goes.
    focus = (_FRONTEND / "popover_focus.js").read_text(encoding="utf-8")
    return st.components.v2.component("connection", js=f"{focus}\n{_HAND_OVER}")


@st.fragment(run_every=_A_DAY)
def _run_anew_on_reconnecting() -> None:
    """Nothing: that it runs by the clock makes the browser ask for the page on reconnecting."""


def outlive_the_connection() -> None:
    """Last line of dashboard.py: keep a person's choices when the server loses their session.

    Two minutes after a connection is lost, or when the server has started again, a browser that
    comes back gets a new session. Left alone it shows the old page over an empty session. Here the
    page runs at once, takes over the address, and is then handed what the address does not hold.
    """
    _run_anew_on_reconnecting()
    session = st.session_state.setdefault(_SESSION, secrets.token_hex(8))
    with st.container(key=_CONNECTION):
        _hand_over()(
            data={"session": session, "fields": address.chosen()},
            key=f"{_CONNECTION}_kept",
            on_before_change=_take_back,
        )


def _take_back() -> None:
    address.take_back(st.session_state[f"{_CONNECTION}_kept"].get("before"))
