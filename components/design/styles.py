"""Style sheets that reach into Streamlit's own page, all in the folder ``css``.

Streamlit may change its page with any version: a test in the browser looks that each selector of
these sheets still finds something. What a component of ours draws has its style with it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from components.design import templates
from components.design.colour import ink_on
from components.design.palette import Palette

FOLDER = Path(__file__).parent / "css"
_HTML = Path(__file__).parent / "html"


@lru_cache(maxsize=16)
def sheet(name: str) -> str:
    """A style sheet as text. Raises FileNotFoundError for a name that is not there."""
    return (FOLDER / f"{name}.css").read_text(encoding="utf-8")


def element(text: str) -> Markup:
    """A style sheet's text as an element to put into a page."""
    return templates.render(_HTML, "style.html", sheet=Markup(text))


def filled(palette: Palette) -> Markup:
    """Colours of a theme for the sheets. Streamlit writes white also on a light filled button."""
    return element(
        f":root {{ --on-filled: {ink_on(palette.primary)}; --ground: {palette.background}; "
        f"--edge: {palette.primary}; --chosen: {palette.surface}; }}"
    )


def style(name: str) -> Markup:
    """A style sheet as an element to put into a page."""
    return element(sheet(name))
