"""Where people of each ethnic group, and children, live: against the even tenth."""

from __future__ import annotations

import streamlit as st

from components.builders.registry import build
from components.exhibits.charts import Table
from components.exhibits.exhibit import Recipe, RecipeError
from components.figures import groups
from components.figures.residence import INDEX_TITLES, shares
from components.widgets import add_to_presentation, exhibit_frame
from components.wording.markdown import literal_table
from data import store


def section(scope: str) -> None:
    """The picture for the chosen place or for England."""
    st.header("Where each group lives", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom", key="live_controls"):
        names = groups.names()
        code = st.segmented_control(
            "Place of this picture",
            [scope, store.ENGLAND],
            default=scope,
            format_func=lambda each: names[each],
            key=f"live_place_{scope}",
            required=True,
        )
        index = st.segmented_control(
            "Deprivation measured by",
            list(INDEX_TITLES),
            default="imd",
            format_func=INDEX_TITLES.__getitem__,
            key="live_index",
            required=True,
        )
    _picture(code or scope, index or "imd")


def _picture(code: str, index: str) -> None:
    recipe = Recipe("residence", {"area": code, "index": index})
    table = shares(code, index)
    wide = table.pivot_table(index="group", columns="decile", values="share", sort=False).round(1)
    counts = table.groupby("group", sort=False)["residents"].sum()
    shown = wide.rename(columns=lambda each: f"Tenth {each}, %").reset_index(names="Group")
    shown["People"] = [int(counts[group]) for group in shown["Group"]]
    exhibit_frame.show(
        recipe,
        shown,
        key="where_people_live",
        notes=[
            "The ethnic groups count **residents of all ages**; only the row of children counts "
            "children. Children of each ethnic group by neighbourhood are in no table we could "
            "obtain: the Office for National Statistics could make one from the Census."
        ],
    )
    _detail(code)


@st.fragment
def _detail(code: str) -> None:
    """Sizes of the nineteen groups, so that a small group is not read as a large one."""
    recipe = Recipe("group_sizes", {"area": code})
    try:
        exhibit = build(recipe)
    except RecipeError:
        return
    box = st.expander(
        "How many people are in each of the 19 detailed groups",
        key="residence_detail",
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        assert isinstance(exhibit.chart, Table)
        st.table(literal_table(exhibit.chart.cells), hide_index=True)
        st.markdown(
            "Census 2021, all ages. Deprivation of the neighbourhood is published for the five "
            "broad groups only."
        )
        if add_to_presentation.button(recipe, "sizes"):
            st.rerun()  # the whole page, which puts the presentation into the address
