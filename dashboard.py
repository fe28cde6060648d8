"""The door: navigation and the shared choice of place. Run with ``make run``."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components import layout, navigation, state
from components.choropleth.vendor import ensure_vendor_files
from components.wording import literal
from data import store

STATIC = Path(__file__).parent / "static"

ensure_vendor_files(STATIC)
page = navigation.declare()
st.set_page_config(
    page_title=f"{page.title} · {layout.PRODUCT}",
    page_icon=str(STATIC / "favicon.png"),
    layout="wide",
)
state.begin()
layout.place_selector()
try:
    with navigation.around():
        page.run()
except store.StoreError as error:
    # What is asked for is not in the store: say so in words, keep the page and the choices.
    st.error(f"This page cannot be shown: {literal(error)}", icon=":material/error:")
finally:
    navigation.outlive_the_connection()
