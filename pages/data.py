"""Data: where do the figures come from?"""

import streamlit as st

from components import catalogue_view, layout, navigation, state
from data import store

navigation.frame()
layout.header("Where do the figures come from?", place="All areas")
found, _ = catalogue_view.chooser()
if not found:
    st.info("No indicator has all these words. Try fewer words or all domains.")
else:
    catalogue_view.results(found)
    chosen = st.selectbox(
        "Show the full record of",
        [entry.id for entry in found],
        format_func=lambda name: store.indicator(name).title,
        key="indicator",
    )
    catalogue_view.downloads(chosen)
    catalogue_view.record(chosen)
catalogue_view.left_out()
layout.footer([state.get("indicator")])
state.write_address("scope", "indicator", "domain")
