"""Where people of each ethnic group, and children, live: against the even tenth."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.exhibits.exhibit import Recipe
from components.figures import groups
from components.figures.residence import INDEX_TITLES, shares
from components.widgets import add_to_presentation, exhibit_frame
from data import store
from data.contract import ETHNIC_GROUPS


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
    detail = store.table("ethnic_detail_authority")
    detail = detail[detail["area_code"] == code]
    if detail.empty:
        return
    box = st.expander(
        "How many people are in each of the 19 detailed groups",
        key="residence_detail",
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        total = detail["residents"].sum()
        broad = pd.Categorical(detail["broad_group"], list(ETHNIC_GROUPS), ordered=True)
        detail = detail.assign(broad_group=broad).sort_values(["broad_group", "group"])
        st.table(
            pd.DataFrame(
                {
                    "Broad group": detail["broad_group"].astype(str),
                    "Detailed group": detail["group"],
                    "Residents": [f"{each:,}" for each in detail["residents"]],
                    "% of residents": [f"{each / total * 100:.1f}" for each in detail["residents"]],
                }
            ),
            hide_index=True,
        )
        st.markdown(
            "Census 2021, all ages. Deprivation of the neighbourhood is published for the five "
            "broad groups only."
        )
        if add_to_presentation.button(Recipe("group_sizes", {"area": code}), "sizes"):
            st.rerun()  # the whole page, which puts the presentation into the address
