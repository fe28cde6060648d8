"""Tables on a phone: made to fit, because what scrolls sideways is lost to the keyboard."""

from __future__ import annotations

import streamlit as st

_STYLE = (
    "<style>@media (max-width: 700px){"
    ".stTable table{table-layout:fixed!important;width:100%!important;max-width:100%!important}"
    ".stTable th,.stTable td{font-size:0.75rem!important;padding:0.2rem!important;"
    "overflow-wrap:anywhere!important;white-space:normal!important;min-width:0!important;"
    "max-width:none!important}.stTable th *,.stTable td *{overflow-wrap:anywhere!important;"
    "white-space:normal!important;min-width:0!important}}</style>"
)


def fit() -> None:
    """Make every plain table of the page fit a narrow screen, with smaller words."""
    st.html(_STYLE)
