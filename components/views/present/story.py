"""The story: five slides of a place, all in the browser before the first is shown.

A key therefore turns them at once, whatever the connection; the server is asked for nothing until
the person leaves.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from components.builders.story import beats
from components.design import styles
from components.design.palette import DARK, LIGHT, Palette
from components.exports.story import Screen, screens
from components.figures.caches import kept
from components.session import address
from components.session.presentation import STORY
from components.views.present.show import qr_code
from components.widgets import layout, theme
from components.wording import names
from components.wording.markdown import literal
from data import store

_FOLDER = Path(__file__).parent / "frontend"
_KEY = "story"
_BEATS = 5


@kept
def _texts() -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]  # two of them
        (_FOLDER / name).read_text(encoding="utf-8") for name in ("story.js", "story.css")
    )


@st.cache_resource
def _component() -> Any:
    script, style = _texts()
    return st.components.v2.component(
        "story",
        html='<div class="story" data-story tabindex="-1"></div>',
        css=style,
        js=script,
        isolate_styles=False,
    )


def begin() -> None:
    """Show the story. For callbacks."""
    address.put("mode", STORY)


def button(scope: str) -> None:
    """What the story is, and the button that tells it."""
    with st.container(border=True, key="present_story"):
        st.markdown(
            f"**The story of {names.place_name(scope)}**  \nFive slides: what matters, where, who "
            "is affected, what a plan would change, how sure we are. Full screen, by keys, "
            "clicker or touch."
        )
        st.button("Tell the story", on_click=begin, type="primary", icon=":material/slideshow:")


def link(scope: str) -> str:
    """The short address of the story, for a QR code or to be sent."""
    base = str(st.context.url or "").split("?")[0] or "present"
    fields = {"mode": STORY}
    if scope != store.REGION:
        fields["scope"] = scope
    for name in ("plan", "outcome"):
        if address.get(name) not in ("", address.FIELDS[name].default):
            fields[name] = address.get(name)
    return f"{base}?{urlencode(fields)}"


def show(scope: str) -> None:
    """The whole page while the story is told."""
    plan = address.get("plan")
    slot = st.empty()
    with slot.container(key="story_making"):
        st.title(f"The story of {names.place_name(scope)}", anchor=False)
        bar = st.progress(0.0, text="Reading the figures")
    made: list[Screen] = []
    for number, beat in enumerate(beats(scope, plan, address.get("outcome") if plan else ""), 1):
        bar.progress((number - 0.5) / _BEATS, text=f"Drawing: {literal(beat.question)}")
        made += screens(beat, number)
    if not made:
        address.put("mode", "")
        address.notice(f"There are no figures to tell a story of {names.place_name(scope)} with.")
        st.rerun()
    slot.empty()
    st.html(styles.style("story"))
    layout.messages()
    told = _component()(data=_data(scope, made), key=_KEY, on_leave_change=lambda: None)
    if told.leave:
        address.put("mode", "")
        st.rerun()


def _data(scope: str, made: list[Screen]) -> dict[str, Any]:
    there = link(scope)
    code = qr_code(there)
    drawn = hashlib.sha256(repr(made).encode()).hexdigest()[:16]
    return {
        "key": f"{scope} {drawn}",
        "place": names.heading_name(scope),
        "slides": [asdict(each) for each in made],
        "of": made[-1].number,
        "dark": theme.current().name == "dark",
        "colours": {each.name: _colours(each) for each in (LIGHT, DARK)},
        "link": there,
        "qr": ""
        if code is None
        else f"data:image/svg+xml;base64,{base64.b64encode(code).decode()}",
    }


def _colours(palette: Palette) -> dict[str, str]:
    return {
        "ground": palette.background,
        "ink": palette.text,
        "muted": palette.muted_text,
        "edge": palette.line,
        "accent": palette.primary,
    }
