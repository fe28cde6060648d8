"""Keys and full screen for present mode: a small Streamlit component, as there are no key events.

It also carries the style by which, while a slide is shown, nothing but the slide is on screen.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from components.design import styles
from components.figures.caches import kept

_FOLDER = Path(__file__).parent / "frontend"
_KEY = "present_keys"
#: What a key or clicker can ask for.
MOVES = ("next", "previous", "first", "last", "end", "link")


@kept
def _texts() -> tuple[str, str]:
    return ((_FOLDER / "present.js").read_text(encoding="utf-8"), styles.sheet("present"))


@st.cache_resource
def _component() -> Any:
    script, style = _texts()
    return st.components.v2.component(
        "present_keys",
        html='<div class="pm-root"><button type="button" data-full>Full screen</button></div>',
        css=style,
        js=script,
        isolate_styles=False,
    )


def keys(slide: int) -> tuple[str, int] | None:
    """Listen for keys; returns the move asked for and the slide it was asked on, or None."""
    result = _component()(data={"slide": slide}, key=_KEY, on_move_change=lambda: None)
    asked = result.move
    if not isinstance(asked, dict) or asked.get("where") not in MOVES:
        return None
    return str(asked["where"]), int(asked.get("from") or slide)
