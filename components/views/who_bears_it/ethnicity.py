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
from components.views.who_bears_it.deprivation import about, level_of, plain_table
from components.widgets import exhibit_frame, pickers
from components.widgets.exhibit_frame import Framing
from components.wording import groups as groups_words
from components.wording import names as names_words
from components.wording import numbers, periods
from components.wording.ratios import (
    WORDS_OF_CARE,
    apart_words,
    average_words,
    group_finding,
    group_notes,
    ratio_words,
)
from data.contract import parse_period
from data.metadata import Indicator

NO_REFERENCE = "none"


def section(entry: Indicator, scope: str) -> None:
    """The whole second question for an indicator and place."""
    st.header("2. By ethnic group: on whom does it fall?", anchor=False)
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
    _over_time(entry, found, list(rows["group"]))
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
    return st.selectbox(
        "Compare each group with",
        options,
        format_func=lambda name: special.get(name, name),
        key="reference",
        width=300,
        help="The place's average is of all groups told, or of everybody, as the notes say. "
        "Choose a group to set the others against it.",
    )


def _figures(
    entry: Indicator, found: Shown, rows: pd.DataFrame, period: str, whole: pd.Series | None
) -> None:
    place = groups_figures.names()[found.code]
    average = None
    against = average_of(entry, rows, whole)
    notes = group_notes(rows, whole)
    if not math.isnan(against.value):
        who = "groups told" if against.known else "all"
        average = (f"{who}: {numbers.with_unit(against.value, entry)}", against.value)
        notes.append(average_words(against.known))
    if aside := apart_words(apart(entry, found.code, period, rows)):
        notes.insert(0, aside)
    framing = Framing(
        finding=group_finding(entry, rows, found.kind),
        measure=f"{entry.title}, {entry.unit}",
        place=place,
        period=periods.aged(period),
        source=exhibit_frame.source_line(entry.id),
        alt=f"Dot chart of {entry.title} in {place}, one row per ethnic group. "
        + groups_words.spoken(rows, entry)
        + (f". Average: {numbers.with_unit(average[1], entry)}" if average else ""),
        level=level_of(rows),
        notes=notes,
        about=about(entry),
    )
    recipe = Recipe(
        "ethnicity",
        {"indicator": entry.id, "area": found.code, "kind": found.kind, "period": period},
    )
    exhibit_frame.show(
        framing, plain_table(rows, entry, "Ethnic group"), key="ethnic_figures", recipe=recipe
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
    place = groups_figures.names()[found.code]
    here = names_words.place_name(found.code)
    against = f"the average of {here}" if reference == AVERAGE else f"the {reference} group"
    words = [
        ratio_words(row["ratio"], row["ratio_lower"], row["ratio_upper"])
        for _, row in table.iterrows()
    ]
    data = pd.DataFrame(
        {
            "group": table["group"],
            "value": table["ratio"],
            "lower": table["ratio_lower"],
            "upper": table["ratio_upper"],
            "words": table["group"] + "<br>" + pd.Series(words, index=table.index),
            "gap": [
                groups_words.figure(row, entry)
                if math.isnan(row["value"])
                else "0: cannot stand on this scale"
                if row["value"] == 0
                else ""
                for _, row in table.iterrows()
            ],
        }
    )
    aside = apart(entry, found.code, period, table)
    told = data[data["value"].notna() & ~data["group"].isin(aside)]
    parts = [
        f"{row['group']} {row['value']:.2f}"
        for _, row in told.iterrows()
        if row["group"] != reference
    ]
    finding = f"Times {against}: {', '.join(parts)}"
    if len(parts) > 6:
        above = int((told["lower"] > 1).sum())
        below = int((told["upper"] < 1).sum())
        finding = (
            f"Of {len(parts)} groups, {above} are clearly above {against} and {below} clearly below"
        )
        if data["lower"].isna().all():
            finding = f"{len(parts)} groups against {against}"
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
    framing = Framing(
        finding=finding,
        measure=f"Ratio of {entry.short_title} to {against}",
        place=place,
        period=periods.aged(period),
        source=exhibit_frame.source_line(entry.id),
        alt=f"Dot chart on a log scale, one row per ethnic group, against {against}. "
        + "; ".join(f"{name}: {text}" for name, text in zip(table["group"], words, strict=True)),
        level="derived",
        notes=notes,
        about=about(entry),
    )
    shown = data[["group", "value", "lower", "upper"]].round(3)
    shown.columns = ["Ethnic group", f"Ratio to {against}", "Lower 95%", "Upper 95%"]
    recipe = _ratio_recipe(entry, found, period, reference)
    exhibit_frame.show(framing, shown, key="ethnic_ratios", recipe=recipe)


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
    place = groups_figures.names()[found.code]
    words = [ratio_words(r["value"], r["lower"], r["upper"]) for _, r in rows.iterrows()]
    comparable = rows[rows["status"] != "not comparable"]
    parts = [f"{r['group']} {r['value']:.2f}" for _, r in comparable.iterrows()]
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
    framing = Framing(
        finding=f"{entry.short_title}: {', '.join(parts)}",
        measure=f"{entry.title}, {entry.unit}",
        place=place,
        period=periods.aged(period),
        source=exhibit_frame.source_line(entry.id),
        alt="Dot chart on a log scale. "
        + "; ".join(f"{n}: {t}" for n, t in zip(rows["group"], words, strict=True)),
        notes=notes,
        about=about(entry),
    )
    exhibit_frame.show(
        framing,
        plain_table(rows, entry, "Ethnic group"),
        key="published_ratios",
        recipe=_ratio_recipe(entry, found, period, "published"),
    )


def _over_time(entry: Indicator, found: Shown, order: list[str]) -> None:
    if len(found.periods) < 3 or found.kind != "ethnicity":
        return
    rows = found.rows[found.rows["value"].notna()].copy()
    parsed = {text: parse_period(text) for text in rows["period"].unique()}
    rows["date"] = [pd.Timestamp(parsed[text].end) for text in rows["period"]]
    rows = rows.sort_values("date", kind="stable")
    first, last = (parsed[rows["period"].iloc[at]].label for at in (0, -1))
    parts = []
    for group in order:
        part = rows[rows["group"] == group]
        if len(part) > 1 and group != "Unknown":
            ends = [numbers.number(part["value"].iloc[at], entry.decimals) for at in (0, -1)]
            parts.append(f"{group} {ends[0]} to {ends[1]}")
    if not parts:
        return
    points = rows.drop_duplicates("date")
    parted = breaks.positions(entry, list(points["period"]), list(points["date"]))
    place = groups_figures.names()[found.code]
    framing = Framing(
        finding=f"From first to last: {', '.join(parts)}",
        measure=f"{entry.title}, {entry.unit}",
        place=place,
        period=f"{first} to {last}",
        source=exhibit_frame.source_line(entry.id),
        alt=f"Lines over time, one per ethnic group, {place}. {'; '.join(parts)}.",
        level=level_of(rows),
        notes=["Vertical dashed line: the source changed how it counts."] if parted else [],
        about=about(entry),
    )
    table = rows.assign(group=rows["group"] + ", " + rows["period"].map(periods.label))
    exhibit_frame.show(
        framing,
        plain_table(table, entry, "Group and period"),
        key="ethnic_time",
        recipe=Recipe(
            "groups_time", {"indicator": entry.id, "area": found.code, "kind": found.kind}
        ),
    )
