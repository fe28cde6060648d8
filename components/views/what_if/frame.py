"""The cards of the What if page in the browser: one small component, markup in, nothing out.

A slider's move changes five pieces of markup and nothing else, so that they are repainted at
once; redrawing as many charts of a chart library takes several times as long. Why not `st.html`:
it removes SVG.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st
from markupsafe import Markup

from components.design import styles, templates
from components.design.palette import LIGHT, Palette, group_colours
from components.figures.caches import kept

FOLDER = Path(__file__).parent / "frontend"
_TEMPLATES = Path(__file__).parent / "templates"


def _variables(palette: Palette, important: str = "") -> str:
    names = {
        "text": palette.text,
        "muted": palette.muted_text,
        "ground": palette.background,
        "surface": palette.surface,
        "rule": palette.line,
        "main": palette.primary,
        "better": palette.better,
        "worse": palette.worse,
        "similar": palette.similar,
    }
    names |= {f"p{number}": colour for number, colour in enumerate(group_colours(palette.name)[:5])}
    return ";".join(f"--wi-{name}:{colour}{important}" for name, colour in names.items())


@kept
def style() -> Markup:
    """The cards' style sheet, for the page to hold once; paper always gets the light colours.

    A component's own style would be sent again with every change of every card.
    """
    sheet = (FOLDER / "board.css").read_text(encoding="utf-8")
    paper = f"@media print{{.wi{{{_variables(LIGHT, ' !important')}}}}}"
    return styles.element(sheet + paper)


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component(
        "what_if_card",
        html='<div class="wi-root"></div>',
        js=(FOLDER / "board.js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )


def wrapped(markup: Markup, palette: Palette) -> Markup:
    """Markup with the colours of the theme around it."""
    return templates.render(_TEMPLATES, "card.html", variables=_variables(palette), markup=markup)


def card(markup: Markup, palette: Palette, *, key: str, mark: str) -> None:
    """Show markup as a card; ``mark`` is put on it once painted (what the figures are of)."""
    _component()(data={"markup": str(wrapped(markup, palette)), "mark": mark}, key=f"wi_card_{key}")
