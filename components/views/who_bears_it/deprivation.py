"""Question 1: by deprivation. Pattern, gap and potential for improvement."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis import breaks
from analysis.deprivation_profile import Profile
from components.exhibits.exhibit import Recipe
from components.figures import groups as groups_figures
from components.figures.groups import Shown
from components.session import address
from components.views.who_bears_it import gap as gap_who_bears_it
from components.widgets import exhibit_frame, pickers
from components.wording import groups as groups_words
from components.wording import periods
from data import store
from data.contract import GROUP_TYPES, parse_period
from data.metadata import Indicator


def section(entry: Indicator, scope: str) -> None:
    """The whole first question for an indicator and place."""
    st.header("2. By deprivation: does it fall more where people are poorer?", anchor=False)
    kinds = groups_figures.kinds(entry, groups_figures.DEPRIVATION)
    if not kinds:
        st.info(
            f"**{entry.title}** is not published by deprivation for any area we could find. "
            f"A table could be made by {groups_words.holder(entry)}."
        )
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="dep_controls"):
        kind = address.among("split", kinds, kinds[0])
        if len(kinds) > 1:
            kind = st.selectbox(
                "Grouped by",
                kinds,
                format_func=groups_words.SPLIT_TITLES.__getitem__,
                key="split",
                width=320,
            )
        found = groups_figures.shown(entry, kind, scope)
        if found is None:
            st.info("No group has a figure for this place or any area around it.")
            return
        code = pickers.area_choice(found, f"dep_area_{entry.id}_{kind}_{scope}")
        found = groups_figures.shown(entry, kind, scope, code) or found
        period = pickers.period_choice(found, f"dep_period_{entry.id}_{kind}_{found.code}")
    if words := groups_words.apology(found):
        st.warning(words, icon=":material/public:")
    if kind in groups_figures.FAMILY_POVERTY:
        _two_groups(entry, found, period)
        return
    profile = groups_figures.profile_of(entry.id, found.code, kind, period, store.data_version())
    _pattern(entry, found, period, profile)
    gap_who_bears_it.section(entry, found, period, profile)


def about(entry: Indicator) -> dict[str, object]:
    """What stands on top of a CSV besides the chart's own words."""
    return {
        "Definition": entry.definition,
        "Processing": entry.processing,
        **exhibit_frame.all_sources(entry.id),
    }


def plain_table(table: pd.DataFrame, entry: Indicator, first: str) -> pd.DataFrame:
    """Figures of groups with column names a reader understands; columns nobody has left out."""
    shown = pd.DataFrame(
        {
            first: table["group"],
            f"Figure ({entry.unit_short.strip() or entry.unit})": table["value"].round(
                entry.decimals
            ),
            "Lower 95%": table["lower"].round(entry.decimals),
            "Upper 95%": table["upper"].round(entry.decimals),
            "Numerator": table["numerator"],
            "Denominator": table["denominator"],
            "Status": table["status"],
            "Note": table["note"],
        }
    )
    empty = [name for name in shown.columns[2:6] if shown[name].isna().all()]
    if shown["Note"].eq("").all():
        empty.append("Note")
    return shown.drop(columns=empty)


def _pattern(entry: Indicator, found: Shown, period: str, profile: Profile) -> None:
    kind, table = found.kind, profile.table
    levels = list(GROUP_TYPES[kind])
    names = ", ".join(name for name in levels if name not in set(table["group"]))
    notes = []
    if profile.slope is not None:
        notes.append(
            "Dashed: the line from which the gap below is measured. It is straight when every "
            "group is drawn as wide as the people in it."
        )
    if names:
        notes.append(f"No neighbourhood of this place lies in group {names}.")
    elif table["value"].isna().any():
        notes.append("× No figure: see the table below for the reason.")
    if not (table["lower"].notna().any()):
        notes.append("No intervals: the source gives neither exact counts nor limits.")
    if set(table["note"]) - {""}:
        notes.append(f"{table.loc[table['note'] != '', 'note'].iloc[0].rstrip('.')}.")
    st.markdown("**Pattern**")
    first = groups_words.SPLIT_TITLES[kind] + " (1 = most deprived)"
    recipe = Recipe(
        "deprivation", {"indicator": entry.id, "area": found.code, "kind": kind, "period": period}
    )
    exhibit_frame.show(
        recipe, plain_table(table, entry, first), key="pattern", notes=notes, about=about(entry)
    )


def _two_groups(entry: Indicator, found: Shown, period: str) -> None:
    """Free school meals or disadvantage: two groups, so a ratio and a difference, no slope."""
    rows = found.of(period)
    rows = rows.set_index("group").reindex(groups_figures.order_of(found.kind, rows)).reset_index()
    known = rows.dropna(subset=["value"])
    notes = []
    if len(known) == 2 and known["value"].iloc[1] > 0:
        one, other = (float(each) for each in known["value"])
        notes.append(
            f"Difference: {groups_words.points(one - other, entry)}. Ratio: {one / other:.2f}. Two "
            "groups make no slope, so the slope and relative index are not computed."
        )
    st.markdown("**Pattern**")
    first = groups_words.SPLIT_TITLES[found.kind]
    recipe = Recipe(
        "deprivation",
        {"indicator": entry.id, "area": found.code, "kind": found.kind, "period": period},
    )
    exhibit_frame.show(
        recipe, plain_table(rows, entry, first), key="two_groups", notes=notes, about=about(entry)
    )
    _two_over_time(entry, found)


def _two_over_time(entry: Indicator, found: Shown) -> None:
    if len(found.periods) < 3:
        return
    rows = found.rows[found.rows["value"].notna()].copy()
    parsed = {text: parse_period(text) for text in rows["period"].unique()}
    rows["date"] = [pd.Timestamp(parsed[text].end) for text in rows["period"]]
    rows = rows.sort_values("date")
    wide = rows.pivot_table(index="date", columns="group", values="value", sort=False).dropna()
    if wide.shape[1] < 2 or len(wide) < 2:
        return
    points = rows.drop_duplicates("date")
    parted = breaks.positions(entry, list(points["period"]), list(points["date"]))
    table = rows.assign(group=rows["group"] + ", " + rows["period"].map(periods.label))
    st.markdown("**Gap over time**")
    exhibit_frame.show(
        Recipe("groups_time", {"indicator": entry.id, "area": found.code, "kind": found.kind}),
        plain_table(table, entry, "Group and period"),
        key="two_over_time",
        notes=["Vertical dashed line: the source changed how it counts."] if parted else [],
        about=about(entry),
    )
