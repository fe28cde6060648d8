"""The door: navigation and the shared choice of place. Run with ``make run``."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.charts.served_files import VendorError, ensure_vendor_files, serve_below
from components.design import product
from components.design.page_names import PAGES
from components.session import address
from components.widgets import connection, layout, navigation
from components.wording.markdown import literal
from data import store

STATIC = Path(__file__).parent / "static"

page = navigation.declare()
st.set_page_config(
    page_title=f"{page.title} · {product.PRODUCT}",
    page_icon=str(STATIC / "favicon.png"),
    layout="wide",
)
try:
    address.begin()
    connection.mind_steps()
    navigation.say_where()
    layout.strip(page.url_path or next(iter(PAGES)))
    try:
        serve_below(str(st.get_option("server.baseUrlPath") or ""))
        ensure_vendor_files(STATIC)
    except VendorError as error:  # all but the map goes on
        st.error(f"Maps cannot be drawn. {literal(error)}", icon=":material/error:")
    with navigation.around():
        page.run()
except store.StoreError as error:
    # What is asked for is not in the store: say so in words, keep the page and the choices.
    st.error(f"This page cannot be shown: {literal(error)}", icon=":material/error:")
finally:
    connection.outlive()
