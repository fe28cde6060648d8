"""Where does it fall? Maps of one indicator, or of two side by side, with their table."""

from __future__ import annotations

import streamlit as st

from components import layout, map_view, navigation, state
from components.wording import literal
from data import store

navigation.frame()
try:
    choice = map_view.current_choice()
except store.StoreError as error:
    layout.header("Where does it fall?")
    st.warning(literal(error), icon=":material/info:")
    map_view.indicator_selector()
    st.button("Show the whole region", on_click=state.put, args=("scope", store.REGION))
    st.stop()

layout.header("Where does it fall?", indicator_id=choice.indicator, period=choice.period)
map_view.selectors(choice)
map_view.show(choice)
layout.footer(
    [choice.indicator, choice.indicator2] if choice.indicator2 else [choice.indicator], maps=True
)
state.write_address(
    "scope", "indicator", "level", "period", "area", "second", "indicator2", "period2", "view"
)
