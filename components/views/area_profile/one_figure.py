"""A closer look at one figure of the area profile: its course, its peers, the size of its gap."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from components.builders import places, starter_set
from components.builders.page_charts import page_chart
from components.builders.registry import build
from components.exhibits.exhibit import Recipe, RecipeError
from components.widgets import add_to_presentation, theme
from components.wording.markdown import literal
from data import store


def _avoidable(indicator: str, scope: str) -> Recipe:
    period = places.newest_period(indicator, scope)
    return Recipe("avoidable", {"indicator": indicator, "area": scope, "period": period})


_PLAIN = {"displayModeBar": False}
_FORMS: dict[str, Callable[[str, str], Recipe]] = {
    "Over time": starter_set.trend_of,
    "Beside other places": starter_set.places_of,
    "If rates matched": _avoidable,
}


def box(scope: str, indicator_ids: Sequence[str]) -> None:
    """A box that is filled only while it is open: choose a row of the tables, see and add it."""
    menu = st.popover(
        "Look closer at one figure",
        icon=":material/zoom_in:",
        key="profile_one",
        on_change="rerun",
        width=340,
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
        form = st.segmented_control(
            "Seen", list(_FORMS), default="Over time", required=True, key="profile_form"
        )
        try:
            recipe = _FORMS[form](chosen, scope)
            exhibit = build(recipe)
        except RecipeError as error:
            why = str(error)
            st.markdown(f"Not shown: {literal(why[:1].lower() + why[1:])}.")
            return
        st.markdown(f"**{literal(exhibit.title)}**")
        chart = page_chart(recipe, theme.current())
        alt = exhibit.alt[:1500]
        st.plotly_chart(chart, key="profile_one_chart", theme=None, config=_PLAIN, alt=alt)
        st.markdown(literal(exhibit.draft))
        st.markdown(literal(exhibit.source_line))
        add_to_presentation.button(recipe, "profile_one")
