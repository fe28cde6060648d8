"""One figure of the area profile for the presentation: its course, or beside other places."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.builders import starter_set
from components.builders.registry import build
from components.exhibits.exhibit import RecipeError
from components.widgets import add_to_presentation
from components.wording.markdown import literal
from data import store

_FORMS = {"Over time": starter_set.trend_of, "Beside other places": starter_set.places_of}


def box(scope: str, indicator_ids: Sequence[str]) -> None:
    """A box that is filled only while it is open: choose a row of the tables, add its chart."""
    menu = st.popover(
        "Add the chart of one figure",
        icon=":material/add_to_photos:",
        key="profile_one",
        on_change="rerun",
    )
    if not (menu.open and len(indicator_ids)):
        return
    with menu:
        chosen = st.selectbox(
            "Figure",
            list(dict.fromkeys(indicator_ids)),
            format_func=lambda name: store.indicator(name).short_title,
            key="profile_one_figure",
        )
        for title, make in _FORMS.items():
            try:
                recipe = make(chosen, scope)
                finding = build(recipe).title
            except RecipeError as error:
                why = str(error)
                st.markdown(f"**{title}:** not shown. {literal(why[:1].upper() + why[1:])}.")
                continue
            st.markdown(f"**{title}:** {literal(finding)}")
            add_to_presentation.button(recipe, "profile_one")
