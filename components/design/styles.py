"""Style sheets that reach into Streamlit's own page, all in the folder ``css``.

Streamlit may change its page with any version: a test in the browser looks that each selector of
these sheets still finds something. What a component of ours draws has its style with it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "css"


@lru_cache(maxsize=16)
def sheet(name: str) -> str:
    """A style sheet as text. Raises FileNotFoundError for a name that is not there."""
    return (FOLDER / f"{name}.css").read_text(encoding="utf-8")


def style(name: str) -> str:
    """A style sheet as an element to put into a page."""
    return f"<style>{sheet(name)}</style>"
