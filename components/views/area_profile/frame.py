"""The area profile's HTML on the page: a Streamlit component, its style and its links.

Why not `st.html`: it removes SVG, and its links reload the app, which would throw away the
person's choices and plans. Here a click on a link goes to the page within the session (with a
modifier key, or in a new tab, the plain address works too).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st
from markupsafe import Markup

from components.design import styles
from components.design.palette import LIGHT, Palette
from components.figures.caches import kept
from components.views.area_profile.table import render

FOLDER = Path(__file__).parent / "frontend"
_KEY = "area_profile"
PAGE_FILES = {"map": "pages/map.py", "who_bears_it": "pages/who_is_affected.py"}


def _variables(palette: Palette, important: str = "") -> str:
    names = {
        "text": palette.text,
        "muted": palette.muted_text,
        "ground": palette.background,
        "surface": palette.surface,
        "rule": palette.line,
        "half": palette.sequential[1],
        "better": palette.better,
        "worse": palette.worse,
        "similar": palette.similar,
        "link": palette.primary,
    }
    return ";".join(f"--ap-{name}:{colour}{important}" for name, colour in names.items())


@kept
def _style() -> str:
    """The style sheet; paper always gets the light colours."""
    sheet = (FOLDER / "profile.css").read_text(encoding="utf-8") + styles.sheet("area_profile")
    return f"{sheet}\n@media print{{.ap{{{_variables(LIGHT, ' !important')}}}}}"


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component(
        "area_profile",
        html='<div class="ap-root"></div>',
        css=_style(),
        js=(FOLDER / "profile.js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )


def frame(markup: Markup, palette: Palette) -> dict[str, str] | None:
    """Show the markup; returns {"page", "indicator"} when a link in it was followed."""
    wrapped = str(render("frame", variables=_variables(palette), markup=markup))
    result = _component()(data={"markup": wrapped}, key=_KEY, on_follow_change=lambda: None)
    followed: dict[str, str] | None = result.follow
    return followed
