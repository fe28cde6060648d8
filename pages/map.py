"""Where does it fall? Maps of one indicator, or of two side by side, with their table."""

from __future__ import annotations

import streamlit as st

from components.session import address
from components.views.map import choice as choice_map
from components.views.map import page
from components.widgets import layout, navigation
from components.wording.markdown import literal
from data import store

navigation.frame()
try:
    choice = choice_map.current_choice()
except store.StoreError as error:
    layout.header("Where does it fall?")
    st.warning(literal(error), icon=":material/info:")
    choice_map.indicator_selector()
    st.button("Show the whole region", on_click=address.put, args=("scope", store.REGION))
    st.stop()

layout.header("Where does it fall?", indicator_id=choice.indicator, period=choice.period)
choice_map.selectors(choice)
page.show(choice)
layout.footer(
    [choice.indicator, choice.indicator2] if choice.indicator2 else [choice.indicator], maps=True
)
address.write_address(
    "scope", "indicator", "level", "period", "area", "second", "indicator2", "period2", "view"
)
