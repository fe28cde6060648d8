"""Data: where do the figures come from?"""

import datetime as dt

import streamlit as st

from components.session import address
from components.views.data import page
from components.widgets import layout, navigation
from data import store

navigation.frame()
layout.header("Where do the figures come from?", place="All areas")
found, _ = page.chooser()
if not found:
    st.info("No indicator has all these words. Try fewer words or all domains.")
else:
    page.results(found)
    chosen = st.selectbox(
        "Show the full record of",
        [entry.id for entry in found],
        format_func=lambda name: store.indicator(name).title,
        key="indicator",
    )
    page.downloads(chosen)
    page.record(chosen)
page.overdue(dt.date.today())
page.not_found()
page.left_out()
layout.footer([address.get("indicator")])
address.write_address("scope", "indicator", "domain")
