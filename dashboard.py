"""The door: navigation and the shared choice of place. Run with ``make run``."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components import layout, navigation, state
from components.choropleth.vendor import VendorError, ensure_vendor_files
from components.wording import literal
from data import store

STATIC = Path(__file__).parent / "static"

page = navigation.declare()
st.set_page_config(
    page_title=f"{page.title} · {layout.PRODUCT}",
    page_icon=str(STATIC / "favicon.png"),
    layout="wide",
)
try:
    state.begin()
    layout.place_selector()
    try:
        ensure_vendor_files(STATIC)
    except VendorError as error:  # all but the map goes on
        st.error(f"Maps cannot be drawn. {literal(error)}", icon=":material/error:")
    with navigation.around():
        page.run()
except store.StoreError as error:
    # What is asked for is not in the store: say so in words, keep the page and the choices.
    st.error(f"This page cannot be shown: {literal(error)}", icon=":material/error:")
finally:
    navigation.outlive_the_connection()
