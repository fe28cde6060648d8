"""Navigation: the pages, their tabs, and what makes each arrive whole."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import streamlit as st

from components.design.page_names import PAGES, STEPS, tabs_of
from components.session import address, steps
from components.wording.markdown import shortened

_FOLDER = Path(__file__).resolve().parents[2] / "pages"
_FRAMED = "_framed"
_TRIED = "_frame_tried"
#: As in `server.addresses`, which knows no screen.
ASKED_FOR = "asked_for"


def declare() -> st.Page:
    """Tell Streamlit the pages; returns the one that the address asks for."""
    first = next(iter(PAGES))
    return st.navigation(
        [
            st.Page(
                _FOLDER / f"{name}.py",
                title=title,
                url_path=name,
                default=name == first,
                # Tabs of another page, reached from its row of tabs.
                visibility="visible" if name == next(iter(tabs_of(name)), name) else "hidden",
            )
            for name, title in PAGES.items()
        ],
        position="top",
    )


def tabs(page: str) -> None:
    """The row of tabs of a page that shares its entry of the navigation with others."""
    for name, words in tabs_of(page).items():
        if name != "plan":
            _tab(name, words, here=name == page)
            continue
        here = steps.step() if page == "plan" else ""
        first = [each for each in STEPS if each != "kept"]
        for step in first:
            _tab("plan", STEPS[step], step, here=step == here, leads=page != "plan")
    if page in tabs_of("plan"):
        here_too = page == "plan" and steps.step() == "kept"
        _tab("plan", STEPS["kept"], "kept", here=here_too, leads=page != "plan")


def _tab(name: str, words: str, step: str = "", *, here: bool, leads: bool = True) -> None:
    """A tab: a link, or a button where it ``leads`` to no other page.

    A link to the page that is open would bring an address like one that has been overtaken
    (`address.begin`).
    """
    with st.container(width="content", key=f"tab_{'here' if here else step or name}"):
        if not leads:
            st.button(words, key=f"step_{step}", type="tertiary", on_click=steps.go, args=(step,))
            return
        query = {"step": step} if step else None
        st.page_link(_FOLDER / f"{name}.py", label=words, query_params=query)


def say_where() -> None:
    """Say so when the address asked for a page that is not there (`server.addresses`)."""
    wanted = st.query_params.pop(ASKED_FOR, "")
    if wanted:
        address.notice(
            f"There is no page “{shortened(wanted)}” here. This is {next(iter(PAGES.values()))}; "
            "the other pages are in the row at the top."
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
