"""What a screen reader says of a page: names, values with units, and results in a sentence.

Streamlit names a slider twice, says its value without a unit, gives ten buttons of a page one name,
and says nothing when a result has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from markupsafe import Markup

from components.design import templates

_FRONTEND = Path(__file__).parent / "frontend"
_TEMPLATES = Path(__file__).parent / "templates"


@st.cache_resource
def _component() -> Any:
    script = (_FRONTEND / "spoken.js").read_text(encoding="utf-8")
    return st.components.v2.component("spoken", js=script)


def ready() -> None:
    """Mind the names of what can be pressed, and what is said, on this page."""
    units({}, key="spoken")


def units(told: Mapping[str, tuple[str, str]], *, key: str) -> None:
    """Units of sliders: label -> how one and how many follow a number, as " family a year".

    ``key`` begins with "spoken": by it the style sheet takes the component from sight.
    """
    data = {label: {"one": one, "many": many} for label, (one, many) in told.items()}
    with st.container(key=key):
        _component()(data={"units": data}, key=f"{key}_data")


def say(sentence: str) -> None:
    """Keep a sentence to be said when the page has changed; the last one of a page is said."""
    st.html(str(Markup(templates.render(_TEMPLATES, "say.html", sentence=sentence))))
