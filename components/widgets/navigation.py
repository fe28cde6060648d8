"""The pages, in the order of the questions a strategist asks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import streamlit as st

from components.session import address

_FOLDER = Path(__file__).resolve().parents[2] / "pages"
_FRAMED = "_framed"
_TRIED = "_frame_tried"

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
