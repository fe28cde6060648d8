"""Who bears it: on whom does it fall?"""

import streamlit as st

from components import (
    layout,
    navigation,
    state,
    who_both,
    who_deprivation,
    who_ethnicity,
    who_services,
)
from components import who_figures as figures
from data import store

navigation.frame()

QUESTIONS = {
    "deprivation": "1. By deprivation",
    "ethnicity": "2. By ethnic group",
    "both": "3. Both together",
    "services": "Things services do",
}

scope = state.get("scope")
choices = figures.choosable()
question = state.among("question", list(QUESTIONS), "deprivation")
wanted = store.indicator(state.get("indicator"))
if question != "services" and wanted.id not in choices:
    state.notice(
        f"{wanted.title}: not published by deprivation or ethnic group for any area we could "
        f"find. {store.indicator(figures.USUAL).title} is shown instead."
    )
    state.put("indicator", figures.USUAL)
layout.header("On whom does it fall?")
with st.container(horizontal=True, vertical_alignment="bottom", key="who_controls"):
    st.segmented_control(
        "Question", list(QUESTIONS), format_func=QUESTIONS.get, key="question", required=True
    )
    if question != "services":
        st.selectbox(
            "Indicator",
            choices,
            format_func=lambda name: store.indicator(name).title,
            key="indicator",
            width=460,
        )
if question == "services":
    who_services.section(scope)
    layout.footer(each.id for each in who_services.services())
else:
    view = {"deprivation": who_deprivation, "ethnicity": who_ethnicity, "both": who_both}
    entry = store.indicator(state.get("indicator"))
    view[question].section(entry, scope)
    layout.footer([entry.id])
state.write_address("scope", "indicator", "question", "split", "groups", "reference")
