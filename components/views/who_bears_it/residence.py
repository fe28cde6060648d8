"""Where people of each ethnic group, and children, live: against the even tenth."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.disproportionality import ALL_RESIDENTS
from components.charts.layouts import place_chart
from components.charts.paint_plotly import paint
from components.charts.plot import PAGE
from components.exhibits.charts import Numbers, Shares
from components.exhibits.exhibit import Recipe
from components.figures import groups
from components.figures.residence import CHILDREN, INDEX_TITLES, PERIOD, shares
from components.widgets import add_to_presentation, exhibit_frame
from components.widgets.exhibit_frame import Framing
from components.widgets.theme import current
from components.wording import names as names_words
from data import store
from data.contract import ETHNIC_GROUPS

_ENDS = {1: "1 most deprived", 10: "10 least"}
EVEN = "Even spread over England"
_SOURCES = ("ethnic5_by_iod2025_decile", "children0_15_by_iod2025_decile")


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


def _shares(table: pd.DataFrame) -> Shares:
    """Tenths of each group in order, the most deprived first, and what an even spread would be."""
    even = pd.DataFrame({"group": EVEN, "decile": range(1, 11), "share": 10.0})
    order = [*ETHNIC_GROUPS, ALL_RESIDENTS, CHILDREN, EVEN]
    data = pd.concat([table, even], ignore_index=True)
    data = data.sort_values(
        "group", key=lambda names: names.map({n: k for k, n in enumerate(order)}), kind="stable"
    )
    parts = tuple(_ENDS.get(each, str(each)) for each in range(1, 11))
    words = [
        f"{row['group']}\ntenth {row['decile']}: {row['share']:.1f}%"
        + ("" if pd.isna(row.get("residents")) else f" ({row['residents']:,.0f} people)")
        for row in data.to_dict("records")
    ]
    return Shares(
        pd.DataFrame(
            {
                "label": data["group"],
                "part": [parts[each - 1] for each in data["decile"]],
                "value": data["share"].fillna(0.0),
                "words": words,
            }
        ),
        parts,
    )


def _picture(code: str, index: str) -> None:
    table = shares(code, index)
    place = names_words.place_name(code)
    worst = table[table["decile"] == 1].set_index("group")["share"]
    parts = [
        f"{worst[group]:.1f}% of {group}" for group in ETHNIC_GROUPS if worst[group] == worst[group]
    ]
    finding = (
        f"In England's most deprived tenth live {', '.join(parts[:-1])} and {parts[-1]} residents; "
        "an even share is 10%"
    )
    (plot,) = place_chart(_shares(table), Numbers(0, "", "%"), "% of the group's residents", PAGE)
    most_two = table[table["decile"] <= 2].groupby("group")["share"].sum()
    framing = Framing(
        finding=finding,
        measure="Residents by deprivation of their neighbourhood, % of each group",
        place=groups.names()[code],
        period=PERIOD,
        source=exhibit_frame.table_sources(*_SOURCES),
        alt=f"Stacked bars of {place}, one per ethnic group, cut into ten national tenths. Share "
        "in the most deprived tenth: "
        + "; ".join(f"{group} {worst[group]:.1f}%" for group in worst.index)
        + ". Share in the most deprived two tenths: "
        + "; ".join(f"{group} {most_two[group]:.1f}%" for group in worst.index),
        level="derived",
        notes=[
            "The ethnic groups count **residents of all ages**; only the row of children counts "
            "children. Children of each ethnic group by neighbourhood are in no table we could "
            "obtain: the Office for National Statistics could make one from the Census."
        ],
    )
    wide = table.pivot_table(index="group", columns="decile", values="share", sort=False).round(1)
    counts = table.groupby("group", sort=False)["residents"].sum()
    shown = wide.rename(columns=lambda each: f"Tenth {each}, %").reset_index(names="Group")
    shown["People"] = [int(counts[group]) for group in shown["Group"]]
    exhibit_frame.show(
        framing,
        shown,
        key="where_people_live",
        chart=paint(plot, current()),
        recipe=Recipe("residence", {"area": code, "index": index}),
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
