"""Where does it fall? One measure, two measures, or where adversities pile up."""

from __future__ import annotations

import streamlit as st

from components.session import address
from components.views.map import choice as choice_map
from components.views.map import modes, page, pile_up, two
from components.widgets import layout, navigation
from components.wording.markdown import literal
from data import store

navigation.frame()
look = address.among("look", list(modes.MODES), "")
if look:
    mode = {"pile": pile_up, "two": two}[look]
    layout.header(mode.QUESTION)
    modes.chooser()
    layout.footer(mode.show(address.get("scope")), maps=True)
    address.write_address(
        "scope", "look", "level", "area", "first", "indicator2", "measures", "least", "view"
    )
    st.stop()

try:
    choice = choice_map.current_choice()
except store.StoreError as error:
    layout.header("Where does it fall?")
    st.warning(literal(error), icon=":material/info:")
    choice_map.indicator_selector()
    st.button("Show the whole region", on_click=address.put, args=("scope", store.REGION))
    st.stop()

layout.header("Where does it fall?", indicator_id=choice.indicator, period=choice.period)
modes.chooser()
choice_map.selectors(choice)
page.show(choice)
layout.footer(
    [choice.indicator, choice.indicator2] if choice.indicator2 else [choice.indicator], maps=True
)
address.write_address(
    "scope", "indicator", "level", "period", "area", "second", "indicator2", "period2", "view"
)
