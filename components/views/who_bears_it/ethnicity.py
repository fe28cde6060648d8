"""Question 2: by ethnic group. Rates, ratios against a chosen reference, and their course."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from analysis import breaks
from analysis.disproportionality import AVERAGE
from components.exhibits.exhibit import Recipe
from components.figures import groups as groups_figures
from components.figures.groups import Shown
from components.figures.ratios import apart, average_of, in_order, ratios
from components.session import address
from components.views.who_bears_it import decomposition, residence
from components.views.who_bears_it.deprivation import about, plain_table
from components.widgets import exhibit_frame, pickers
from components.wording import groups as groups_words
from components.wording import names as names_words
from components.wording import periods
from components.wording.ratios import WORDS_OF_CARE, apart_words, average_words, group_notes
from data.contract import parse_period
from data.metadata import Indicator

NO_REFERENCE = "none"


def section(entry: Indicator, scope: str) -> None:
    """The whole second question for an indicator and place."""
    st.header("3. By ethnic group: on whom does it fall?", anchor=False)
    st.markdown(WORDS_OF_CARE)
    kinds = groups_figures.kinds(entry, groups_figures.ETHNIC)
    if not kinds:
        st.info(
            f"**{entry.title}** is not published by ethnic group for any area we could find. "
            f"A table could be made by {groups_words.holder(entry)}."
        )
    else:
        _rates(entry, scope, kinds)
    residence.section(scope)


def _rates(entry: Indicator, scope: str, kinds: list[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="eth_controls"):
        kind = address.among("groups", kinds, kinds[0])
        if len(kinds) > 1:
            kind = st.selectbox(
                "Groups",
                kinds,
                format_func=groups_words.ETHNIC_TITLES.__getitem__,
                key="groups",
                width=220,
            )
        found = groups_figures.shown(entry, kind, scope)
        if found is None:
            st.info("No group has a figure for this place or any area around it.")
            return
        code = pickers.area_choice(found, f"eth_area_{entry.id}_{kind}_{scope}")
        found = groups_figures.shown(entry, kind, scope, code) or found
        period = pickers.period_choice(found, f"eth_period_{entry.id}_{kind}_{found.code}")
        rows = in_order(found.of(period), kind)
        reference = None if entry.value_type == "ratio" else _reference(entry, found, rows, period)
    if words := groups_words.apology(found):
        st.warning(words, icon=":material/public:")
    if entry.value_type == "ratio":
        _published_ratios(entry, found, rows, period)
        return
    whole = groups_figures.total(entry.id, found.code, period)
    _figures(entry, found, rows, period, whole)
    if reference not in (None, NO_REFERENCE):
        _ratios(entry, found, rows, period, whole, str(reference))
    _over_time(entry, found)
    if kind == "ethnicity" and reference not in (None, NO_REFERENCE):
        decomposition.section(entry, found, rows, period, whole, str(reference))


def _reference(entry: Indicator, found: Shown, rows: pd.DataFrame, period: str) -> str:
    """The reference a person chose: the area's average unless they chose a group."""
    whole = groups_figures.total(entry.id, found.code, period)
    groups = rows.loc[(rows["value"] > 0) & (rows["group"] != "Unknown"), "group"].tolist()
    has_average = whole is not None and float(whole["value"]) > 0
    options = [AVERAGE, *groups] if has_average else [NO_REFERENCE, *groups]
    address.among("reference", options, options[0])
    names = groups_figures.names()
    special = {
        AVERAGE: f"Average of {names[found.code]}",
        NO_REFERENCE: "No reference (no average on this basis)",
    }
    chosen: str = st.selectbox(
        "Compare each group with",
        options,
        format_func=lambda name: special.get(name, name),
        key="reference",
        width=300,
        help="The place's average is of all groups told, or of everybody, as the notes say. "
        "Choose a group to set the others against it.",
    )
    return chosen


def _figures(
    entry: Indicator, found: Shown, rows: pd.DataFrame, period: str, whole: pd.Series | None
) -> None:
    against = average_of(entry, rows, whole)
    notes = group_notes(rows, whole)
    if not math.isnan(against.value):
        notes.append(average_words(against.known))
    if aside := apart_words(apart(entry, found.code, period, rows)):
        notes.insert(0, aside)
    recipe = Recipe(
        "ethnicity",
        {"indicator": entry.id, "area": found.code, "kind": found.kind, "period": period},
    )
    exhibit_frame.show(
        recipe,
        plain_table(rows, entry, "Ethnic group"),
        key="ethnic_figures",
        notes=notes,
        about=about(entry),
    )


def _ratios(
    entry: Indicator,
    found: Shown,
    rows: pd.DataFrame,
    period: str,
    whole: pd.Series | None,
    reference: str,
) -> None:
    table = ratios(entry, rows[rows["group"] != "Unknown"], reference, whole)
    here = names_words.place_name(found.code)
    against = f"the average of {here}" if reference == AVERAGE else f"the {reference} group"
    data = pd.DataFrame(
        {
            "group": table["group"],
            "value": table["ratio"],
            "lower": table["ratio_lower"],
            "upper": table["ratio_upper"],
        }
    )
    aside = apart(entry, found.code, period, table)
    notes = ["Ratios stand on a scale on which half and twice are equally far from *same*."]
    if reference == AVERAGE:
        known = average_of(entry, rows, whole).known
        notes.append(
            f"{average_words(known)} A large group pulls the average towards itself, so its own "
            "ratio lies near 1."
        )
    if aside:
        notes.insert(0, apart_words(aside))
    if data["lower"].isna().all():
        notes.append("No intervals: the source gives neither exact counts nor limits.")
    shown = data.round(3)
    shown.columns = ["Ethnic group", f"Ratio to {against}", "Lower 95%", "Upper 95%"]
    recipe = _ratio_recipe(entry, found, period, reference)
    exhibit_frame.show(recipe, shown, key="ethnic_ratios", notes=notes, about=about(entry))


def _ratio_recipe(entry: Indicator, found: Shown, period: str, reference: str) -> Recipe:
    return Recipe(
        "ratios",
        {
            "indicator": entry.id,
            "area": found.code,
            "kind": found.kind,
            "period": period,
            "reference": reference,
        },
    )


def _published_ratios(entry: Indicator, found: Shown, rows: pd.DataFrame, period: str) -> None:
    """A source that publishes ratios only, against a reference of its own choosing."""
    left = rows.loc[rows["status"] == "not comparable", "group"].tolist()
    notes = [
        "The source publishes this ratio only, so another reference cannot be chosen.",
        *(
            [
                f"{name}: {note.rstrip('.')}."
                for name, note in zip(rows["group"], rows["note"], strict=True)
                if name in left
            ]
        ),
    ]
    exhibit_frame.show(
        _ratio_recipe(entry, found, period, "published"),
        plain_table(rows, entry, "Ethnic group"),
        key="published_ratios",
        notes=notes,
        about=about(entry),
    )


def _over_time(entry: Indicator, found: Shown) -> None:
    if len(found.periods) < 3 or found.kind != "ethnicity":
        return
    rows = found.rows[found.rows["value"].notna()].copy()
    parsed = {text: parse_period(text) for text in rows["period"].unique()}
    rows["date"] = [pd.Timestamp(parsed[text].end) for text in rows["period"]]
    rows = rows.sort_values("date", kind="stable")
    if not (rows[rows["group"] != "Unknown"].groupby("group").size() > 1).any():
        return
    points = rows.drop_duplicates("date")
    parted = breaks.positions(entry, list(points["period"]), list(points["date"]))
    table = rows.assign(group=rows["group"] + ", " + rows["period"].map(periods.label))
    exhibit_frame.show(
        Recipe("groups_time", {"indicator": entry.id, "area": found.code, "kind": found.kind}),
        plain_table(table, entry, "Group and period"),
        key="ethnic_time",
        notes=["Vertical dashed line: the source changed how it counts."] if parted else [],
        about=about(entry),
    )
