"""The palette of the theme a person sees."""

from __future__ import annotations

from components.design.palette import Palette, palette


def current() -> Palette:
    """The palette of the theme the person now sees."""
    import streamlit as st

    try:
        kind = st.context.theme.type
    except AttributeError:  # outside a running session (tests, exports)
        kind = None
    return palette(kind or "light")
