"""Tables on a phone: made to fit, because what scrolls sideways is lost to the keyboard."""

from __future__ import annotations

import streamlit as st

from components.design import styles


def fit() -> None:
    """Make every plain table of the page fit a narrow screen, with smaller words."""
    st.html(styles.style("narrow_tables"))
