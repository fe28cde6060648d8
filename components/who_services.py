"""Things services do: how unevenly each falls by ethnic group, in one picture."""

from __future__ import annotations

import math
from functools import lru_cache
from textwrap import wrap

import pandas as pd
import streamlit as st

from analysis.disproportionality import AVERAGE, NoReference
from components import chart_frame, state, who_figures, who_words, wording
from components.chart_frame import Framing
from components.charts.dots import ratio_dots
from components.charts.style import group_mark, wrapped
from components.exhibit import Recipe
from components.palette import current
from components.who_ethnicity import WORDS_OF_CARE, in_order, ratio_words, ratios
from data import store
from data.contract import ETHNIC_GROUPS
from data.metadata import Indicator

#: Characters in a line of a row's label, so that a phone has room for the dots.
_LABEL = 20
#: Contacts with children's social care, from first to last: none is chosen by the family.
STAGES = ("children_in_need", "child_protection_plans", "looked_after")


def services() -> list[Indicator]:
    """Indicators of things services do that are published by ethnic group, in order of title."""
    found = [
        entry
        for entry in store.indicators().values()
        if "ethnicity" in entry.breakdowns and (entry.done_by_services or entry.id in STAGES)
    ]
    rank = {name: place for place, name in enumerate(STAGES)}
    return sorted(found, key=lambda entry: (rank.get(entry.id, len(rank)), entry.title))


@lru_cache(maxsize=512)
def _one(indicator_id: str, scope: str, reference: str, period: str, version: str) -> pd.DataFrame:
    """Ratios of one service for a place: group, ratio and limits, area, period, basis, reason.

    Empty when nothing can be shown; ``period`` "" takes the newest.
    """
    entry = store.indicator(indicator_id)
    found = who_figures.shown(entry, "ethnicity", scope)
    if found is None or (period and period not in found.periods):
        return pd.DataFrame()
    period = period or found.periods[-1]
    rows = in_order(found.of(period), "ethnicity")
    rows = rows[rows["group"].isin(ETHNIC_GROUPS)]
    if entry.value_type == "ratio":
        if reference not in (AVERAGE, "White"):
            return pd.DataFrame()
        rows = rows[rows["status"] != "not comparable"]
        table = rows.assign(
            ratio=rows["value"], ratio_lower=rows["lower"], ratio_upper=rows["upper"]
        )
        basis = "White residents, as published"
    else:
        whole = who_figures.total(indicator_id, found.code, period)
        try:
            table = ratios(entry, rows, reference, whole)
        except NoReference:  # no average, or no figure of the reference: told as a row left out
            return pd.DataFrame()
        basis = "the place's average" if reference == AVERAGE else f"the {reference} group"
    return table.assign(code=found.code, shown_period=period, basis=basis)


def table(scope: str, reference: str) -> tuple[pd.DataFrame, list[str]]:
    """All services against one reference, and the titles of those that cannot be set against it.

    Returns
    -------
    (ratios, left_out)
        Columns indicator_id, title, row (label), code, period, basis, group, value, lower,
        upper (ratios), figure (the rate itself), status, note.
    """
    data, left_out = _table(scope, reference, store.data_version())
    return data.copy(), list(left_out)


@lru_cache(maxsize=256)
def _table(scope: str, reference: str, version: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    parts, left_out = [], []
    names = who_figures.names()
    for entry in services():
        one = _one(entry.id, scope, reference, "", version)
        if one.empty:
            left_out.append(entry.title)
            continue
        parts.append(_labelled(one, entry, names))
    data = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return data, tuple(left_out)


def _labelled(one: pd.DataFrame, entry: Indicator, names: dict[str, str]) -> pd.DataFrame:
    code, period = one["code"].iloc[0], one["shown_period"].iloc[0]
    title = "<br>".join(f"<b>{line}</b>" for line in wrap(entry.short_title, _LABEL))
    lines = [title, wrapped(names[code], _LABEL), who_words.short_period(period)]
    if entry.value_type == "ratio":
        lines.append(wrapped("against White residents", _LABEL))
    label = "<br>".join(lines)
    return pd.DataFrame(
        {
            "indicator_id": entry.id,
            "title": entry.title,
            "row": label,
            "code": code,
            "period": period,
            "basis": one["basis"],
            "group": one["group"],
            "value": one["ratio"],
            "lower": one["ratio_lower"],
            "upper": one["ratio_upper"],
            "figure": one["value"],
            "status": one["status"],
            "note": one["note"],
            "words": [
                f"{row['group']}, {entry.short_title}<br>"
                f"{ratio_words(row['ratio'], row['ratio_lower'], row['ratio_upper'])} "
                f"{row['basis']}"
                for _, row in one.iterrows()
            ],
        }
    )


def section(scope: str) -> None:
    """The whole picture, then the stages of social care."""
    st.header("Things services do: how evenly do they fall?", anchor=False)
    st.markdown(
        "Exclusion, care, detention, custody and stop and search are decisions of services. This "
        "picture sets each ethnic group's rate against one reference. " + WORDS_OF_CARE
    )
    options = [AVERAGE, *ETHNIC_GROUPS]
    state.among("reference", options, AVERAGE)
    reference = st.selectbox(
        "Compare each group with", options, key="reference", width=300,
        format_func=lambda name: "The average of each row's place" if name == AVERAGE else name,
    )  # fmt: skip
    _picture(scope, reference)
    _stages(reference)
    st.markdown(
        "**Not in these pictures:** placements of looked-after children, reoffending, use of "
        "force and custody by ethnic group are not published for areas of the West Midlands in a "
        "form we could obtain. The Department for Education, the Youth Justice Board and West "
        "Midlands Police hold the records."
    )


def _against(reference: str) -> str:
    return "the average" if reference == AVERAGE else f"the {reference} group"


def _picture(scope: str, reference: str) -> None:
    data, left_out = table(scope, reference)
    if data.empty:
        st.info("No service can be set against this reference here.")
        return
    elsewhere = data[data["code"] != scope].drop_duplicates("indicator_id")
    names = who_figures.names()
    notes = []
    if len(elsewhere):
        told = [f"{row['title']} ({names[row['code']]})" for row in elsewhere.to_dict("records")]
        notes.append(
            f"**Not published for {who_figures.place_name(scope)}**, so another area is shown: "
            f"{'; '.join(told)}."
        )
    notes.append(
        "Each row has its own place, date and average. Compare groups within a row; rows count "
        "different things."
    )
    if left_out:
        notes.append(f"Left out, because this reference has no figure: {'; '.join(left_out)}.")
    held = data[data["status"] == "suppressed"]
    if len(held):
        told = [f"{row['group']} ({row['title']})" for row in held.to_dict("records")]
        notes.append(f"Held back to protect people: {'; '.join(told)}.")
    _draw(
        data, reference, notes, key="services",
        measure="Ratio of each group's rate to " + _against(reference),
        place=who_figures.place_name(scope)[0].upper() + who_figures.place_name(scope)[1:]
        + ", or the nearest area with figures",
        recipe=Recipe("services", {"scope": scope, "reference": reference}),
    )  # fmt: skip


def finding(data: pd.DataFrame, reference: str, what: str = "Services") -> str:
    """For each group, at how many services its interval lies above the reference."""
    counts = []
    alike = data[data["basis"] == data["basis"].mode().iloc[0]]
    for group in ETHNIC_GROUPS:
        part = alike[(alike["group"] == group) & alike["lower"].notna()]
        if group != reference and not part.empty:
            counts.append(f"{group} {int((part['lower'] > 1).sum())} of {len(part)}")
    if not counts:
        return f"Ratios to {_against(reference)}, without intervals"
    return f"{what} whose rate is clearly above {_against(reference)}: {', '.join(counts)}"


def _draw(
    data: pd.DataFrame, reference: str, notes: list[str], *, key: str, measure: str, place: str,
    recipe: Recipe, said: str = "",
) -> None:  # fmt: skip
    palette = current()
    marks = {group: group_mark(group, palette) for group in ETHNIC_GROUPS}
    rows = list(dict.fromkeys(data["row"]))
    figure = ratio_dots(
        data, palette, marks, rows=rows, value_title="Ratio",
        line_title=f"same = {_against(reference)}",
    )  # fmt: skip
    ids = tuple(dict.fromkeys(data["indicator_id"]))
    told = [
        f"{row['title']}, {row['group']}: {row['value']:.2f}"
        for row in data.to_dict("records")
        if not math.isnan(row["value"])
    ]
    names = who_figures.names()
    shown = pd.DataFrame(
        {
            "Service": data["title"],
            "Place": data["code"].map(names),
            "Period": data["period"].map(wording.period_words),
            "Ethnic group": data["group"],
            "Rate": data["figure"].round(2),
            "Ratio": data["value"].round(3),
            "Lower 95%": data["lower"].round(3),
            "Upper 95%": data["upper"].round(3),
            "Against": data["basis"],
            "Status": data["status"],
        }
    )
    framing = Framing(
        finding=said or finding(data, reference),
        measure=measure,
        place=place,
        period="newest period of each row",
        source=chart_frame.source_line(*ids),
        alt="Dots with 95% intervals on a log scale, one row per service, one mark per ethnic "
        f"group. {'; '.join(told)}.",
        level="derived",
        notes=notes,
        about=chart_frame.all_sources(*ids),
    )
    chart_frame.show(figure, framing, shown, key=key, recipe=recipe)


@lru_cache(maxsize=32)
def stages(reference: str) -> pd.DataFrame:
    """The stages of social care in England and care in the region, on one common date."""
    common: set[str] | None = None
    for name in STAGES:
        found = who_figures.shown(store.indicator(name), "ethnicity", store.ENGLAND)
        here = set(found.periods) if found else set()
        common = here if common is None else common & here
    if not common:
        return pd.DataFrame()
    period, version, names = max(common), store.data_version(), who_figures.names()
    parts = [
        _labelled(
            _one(name, store.ENGLAND, reference, period, version), store.indicator(name), names
        )
        for name in STAGES
    ]
    own = _one("looked_after", store.REGION, reference, period, version)
    if not own.empty and own["code"].iloc[0] == store.REGION:
        parts.append(_labelled(own, store.indicator("looked_after"), names))
    return pd.concat(parts, ignore_index=True)


def _stages(reference: str) -> None:
    st.header("From need to plan to care: an average hides the turns", anchor=False)
    data = stages(reference)
    if data.empty:
        st.info("The three stages are not published by ethnic group for one common date.")
        return
    care = data[(data["indicator_id"] == "looked_after")]
    parts = []
    for code, place in ((store.ENGLAND, "England"), (store.REGION, "the region")):
        rows = care[care["code"] == code]
        told = [
            f"{row['group']} {row['value']:.2f}"
            for row in rows.to_dict("records")
            if row["group"] != reference and not math.isnan(row["value"])
        ]
        if told:
            parts.append(f"in {place} {', '.join(told)}")
    notes = [
        "A group can be above the reference at one stage and not at the next, and stand "
        "differently in the region than in England. Need and plans are published by ethnic group "
        "for England only; the region's own need and plans by ethnic group are held by the "
        "Department for Education and each council.",
        "Children of each group are estimated from the Census of 2021; see the notes of each "
        "indicator on the Data page.",
    ]
    _draw(
        data, reference, notes, key="stages",
        measure="Ratio of each group's rate to " + _against(reference),
        place="England, and the West Midlands region for care",
        recipe=Recipe("stages", {"reference": reference}),
        said=f"Care, times {_against(reference)}: {'; '.join(parts)}",
    )  # fmt: skip
