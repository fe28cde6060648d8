"""A closer look at one figure of the area profile: its course, its peers, the size of its gap."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from components.builders import places, starter_set
from components.builders.page_charts import page_chart
from components.builders.registry import build
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
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
        icon=":material/add_to_photos:",
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
        form = st.segmented_control("Seen", list(_FORMS), default="Over time", key="profile_form")
        for title, make in _FORMS.items():
            try:
                recipe = make(chosen, scope)
                exhibit = build(recipe)
            except RecipeError as error:
                why = str(error)
                st.markdown(f"**{title}:** not shown. {literal(why[:1].upper() + why[1:])}.")
                continue
            st.markdown(f"**{title}:** {literal(exhibit.title)}")
            if title == form:
                _drawn(exhibit, recipe)
            add_to_presentation.button(recipe, "profile_one")


def _drawn(exhibit: Exhibit, recipe: Recipe) -> None:
    chart = page_chart(recipe, theme.current())
    st.plotly_chart(
        chart, key="profile_one_chart", theme=None, config=_PLAIN, alt=exhibit.alt[:1500]
    )
    st.markdown(literal(exhibit.draft))
    st.markdown(literal(exhibit.source_line))
