"""The door: navigation and the shared choice of place. Run with ``make run``."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components import layout, state
from components.choropleth.vendor import ensure_vendor_files
from data import store

PAGES = Path(__file__).parent / "pages"

ensure_vendor_files(Path(__file__).parent / "static")
navigation = st.navigation(
    [
        st.Page(PAGES / "overview.py", title="Overview", url_path="overview", default=True),
        st.Page(PAGES / "map.py", title="Map", url_path="map"),
        st.Page(PAGES / "data.py", title="Data", url_path="data"),
    ],
    position="top",
)
st.set_page_config(
    page_title=f"{navigation.title} · {layout.PRODUCT}",
    page_icon=":material/map:",
    layout="wide",
)
state.begin()
layout.place_selector()
try:
    navigation.run()
except store.StoreError as error:
    # What is asked for is not in the store: say so in words, keep the page and the choices.
    st.error(f"This page cannot be shown: {error}", icon=":material/error:")
