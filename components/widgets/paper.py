"""A page on paper: nothing cut, and the light theme whatever is on the screen.

The same script asks for the page anew when the computer turns dark or light.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from components.design import styles
from components.design.palette import on_paper
from components.widgets import theme

_SCRIPT = Path(__file__).parent / "frontend" / "paper.js"


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component("paper", js=_SCRIPT.read_text(encoding="utf-8"))


def ready() -> None:
    """Make the page fit for paper, whenever the browser prints it."""
    st.html(styles.style("paper"))
    with st.container(key="paper"):
        _component()(
            data={"colours": on_paper(theme.current())},
            key="paper_ready",
            on_turned_change=lambda: None,
        )
