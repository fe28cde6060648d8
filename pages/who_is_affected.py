"""Who is affected: on whom does it fall?"""

import streamlit as st

from components.figures import groups as figures
from components.figures import services as services_figures
from components.session import address
from components.views.who_bears_it import both, deprivation, ethnicity, services
from components.widgets import layout, navigation
from data import store

navigation.frame()

QUESTIONS = {
    "services": "1. What services do",
    "deprivation": "2. By deprivation",
    "ethnicity": "3. By ethnic group",
    "both": "4. Both together",
}

scope = address.get("scope")
choices = figures.choosable()
wanted_id = address.get("indicator")
# Who chose an indicator, here or on another page, sees it; so do links of an earlier version, which
# named no question for what was then the first.
first = "services" if wanted_id == address.DEFAULT_INDICATOR else "deprivation"
question = address.among("question", list(QUESTIONS), first)
wanted = store.indicator(wanted_id)
if question != "services" and wanted.id not in choices:
    # Who comes with the usual indicator of other pages asked for none: nothing to be told.
    if wanted_id != address.DEFAULT_INDICATOR:
        address.notice(
            f"{wanted.title}: not published by deprivation or ethnic group for any area we could "
            f"find. {store.indicator(figures.USUAL).title} is shown instead."
        )
    address.put("indicator", figures.USUAL)
layout.header("On whom does it fall?")
with st.container(horizontal=True, vertical_alignment="bottom", key="who_controls"):
    st.segmented_control(
        "Question",
        list(QUESTIONS),
        format_func=QUESTIONS.__getitem__,
        key="question",
        required=True,
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
    services.section(scope)
    layout.footer(each.id for each in services_figures.services())
else:
    view = {"deprivation": deprivation, "ethnicity": ethnicity, "both": both}
    entry = store.indicator(address.get("indicator"))
    view[question].section(entry, scope)
    layout.footer([entry.id])
address.write_address("scope", "indicator", "question", "split", "groups", "reference")
