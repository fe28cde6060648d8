"""What becomes of a person's choices when the connection or the server is lost.

Two minutes after a connection is lost, or when the server has started again, a browser that comes
back gets a new session. Left alone it shows the old page over an empty session: the first change
then does nothing, or the plan is gone.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import streamlit as st

from components.session import address

_SESSION = "_session"
_KEY = "connection"
_FRONTEND = Path(__file__).parent / "frontend"
#: Seconds. Streamlit's page runs anew on reconnecting when a part of it runs by the clock.
_A_DAY = 86_400


@st.cache_resource
def _component() -> Any:
    # The page's one component that is always there also minds where Tab goes.
    names = ("popover_focus.js", "connection.js")
    scripts = [(_FRONTEND / name).read_text(encoding="utf-8") for name in names]
    return st.components.v2.component("connection", js="\n".join(scripts))


@st.cache_resource
def _steps() -> Any:
    script = (_FRONTEND / "history.js").read_text(encoding="utf-8")
    return st.components.v2.component("history", js=script)


def mind_steps() -> None:
    """First line above a page: what a page writes into its address by itself is no step back."""
    with st.container(key="history"):
        _steps()(key="history_steps")


@st.fragment(run_every=_A_DAY)
def _run_anew_on_reconnecting() -> None:
    """Nothing: that it runs by the clock makes the browser ask for the page on reconnecting."""


def outlive() -> None:
    """Last line of dashboard.py: keep a person's choices when the server loses their session.

    On reconnecting the page runs at once, takes over the address, and is then handed what the
    address does not hold by the window, which has outlived the connection.
    """
    _run_anew_on_reconnecting()
    session = st.session_state.setdefault(_SESSION, secrets.token_hex(8))
    with st.container(key=_KEY):
        _component()(
            data={"session": session, "fields": address.chosen()},
            key=f"{_KEY}_kept",
            on_before_change=_take_back,
        )


def _take_back() -> None:
    address.take_back(st.session_state[f"{_KEY}_kept"].get("before"))
