"""The gap by deprivation: slope and relative index, over time or place by place, and potential."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.deprivation_profile import Profile
from components.builders.registry import build
from components.exhibits.exhibit import Recipe
from components.figures import groups as groups_figures
from components.figures.gap import slopes, slopes_by_place
from components.figures.groups import Shown
from components.widgets import add_to_presentation, exhibit_frame
from components.wording import groups, names, numbers, periods
from components.wording.markdown import literal
from data.metadata import Indicator

SIGN = (
    "**How to read the two numbers.** Groups are lined up from the most to the least deprived, "
    "each as wide as the people in it, and a straight line is fitted. The *slope index* (SII) is "
    "the line at the least deprived end minus the line at the most deprived end: **minus means "
    "the figure is higher among the most deprived**. The *relative index* (RII) is the least "
    "deprived end divided by the most deprived end: **below 1 means higher among the most "
    "deprived**."
)
WARNING = (
    "**The two can move in opposite directions.** When a figure falls everywhere, the absolute "
    "gap can shrink while the relative gap grows. Look at both before saying that a gap narrows."
)


def section(entry: Indicator, found: Shown, period: str, profile: Profile) -> None:
    """Gap and potential for improvement of one area and period."""
    st.markdown("**Gap**")
    if profile.slope is None:
        st.info(f"No slope is drawn: {profile.reason}. The pattern above can still be read.")
        return
    _numbers(entry, found, period, profile)
    if len(found.periods) > 1:
        _over_time(entry, found)
    _by_place(entry, found, period)
    _potential(entry, found, period, profile)


def _numbers(entry: Indicator, found: Shown, period: str, profile: Profile) -> None:
    slope = profile.slope
    assert slope is not None
    with st.container(border=True, key="gap_numbers"):
        recipe = _recipe("gap", entry, found, period)
        st.subheader(literal(build(recipe).title), anchor=False)
        st.markdown(
            f"{entry.title} · {groups_figures.names()[found.code]} · {periods.label(period)} "
            "· **derived**"
        )
        relative = (
            f"{groups.ratio(slope.rii)} "
            f"({groups.interval(slope.rii_interval, entry, of_ratio=True)})"
            if slope.rii == slope.rii
            else "not given: the fitted line falls below zero at one end, where a ratio has no "
            "meaning"
        )
        st.markdown(
            f"- Absolute gap (SII): **{groups.points(slope.sii, entry)}** "
            f"({groups.interval(slope.sii_interval, entry)})\n"
            f"- Relative gap (RII): **{relative}**"
        )
        st.markdown(SIGN)
        st.markdown(WARNING)
        with st.expander("Method and limits"):
            st.markdown(
                f"{groups.interval_source(profile)} Groups are weighted by "
                f"{groups.people_words(found, period, entry)}. Method: population-weighted "
                "least squares on the mid-points of the cumulative population, as in OHID "
                "technical guidance and PHEindicatormethods. The straight line is a summary: its "
                "ends can lie above or below what any group has."
            )
            st.markdown(groups.two_slopes(profile, entry))
            if _built_in(entry):
                st.markdown(
                    "This figure is itself part of the Index of Multiple Deprivation, so some of "
                    "the slope is built in."
                )
        add_to_presentation.button(recipe, "gap")


def _recipe(name: str, entry: Indicator, found: Shown, period: str) -> Recipe:
    params = {"indicator": entry.id, "area": found.code, "kind": found.kind, "period": period}
    return Recipe(name, params)


def _built_in(entry: Indicator) -> bool:
    return any(source.startswith("iod2025_indicators") for source in entry.source_ids)


def _over_time(entry: Indicator, found: Shown) -> None:
    over = slopes(entry, found)
    if len(over) < 2:
        return
    over["label"] = over["period"].map(periods.label)
    kinds = (("sii", "Absolute gap (SII)"), ("rii", "Relative gap (RII)"))
    columns = st.columns(2)
    for column, (name, title) in zip(columns, kinds, strict=True):
        data = pd.DataFrame(
            {"value": over[name], "lower": over[f"{name}_lower"], "upper": over[f"{name}_upper"]}
        )
        if data["value"].notna().sum() < 2:
            continue
        shown = data.assign(period=over["label"])[["period", "value", "lower", "upper"]].round(3)
        shown.columns = ["Period", title, "Lower 95%", "Upper 95%"]
        recipe = Recipe(
            "gap_time",
            {"indicator": entry.id, "area": found.code, "kind": found.kind, "measure": name},
        )
        with column:
            exhibit_frame.show(
                recipe, shown, key=f"{name}_time", about=exhibit_frame.all_sources(entry.id)
            )


def _by_place(entry: Indicator, found: Shown, period: str) -> None:
    table = slopes_by_place(entry, found.kind, period)
    if len(table) < 3:
        return
    notes = [
        "Each authority's own neighbourhoods, placed in England's groups. In order of name. An "
        "authority whose neighbourhoods lie close together in deprivation gives a slope drawn "
        "beyond what it has."
    ]
    if found.scope in set(table["code"]):
        notes.append(f"Dark: {groups_figures.names()[found.scope]}.")
    shown = table[["group", "value", "lower", "upper", "rii", "reason"]].copy()
    shown[["value", "lower", "upper", "rii"]] = shown[["value", "lower", "upper", "rii"]].round(3)
    shown.columns = ["Authority", "SII", "Lower 95%", "Upper 95%", "RII", "Why no slope"]
    shown = shown.drop(
        columns=[name for name in ("Lower 95%", "Upper 95%") if shown[name].isna().all()]
    )
    if shown["Why no slope"].eq("").all():
        shown = shown.drop(columns="Why no slope")
    params = {"indicator": entry.id, "kind": found.kind, "period": period, "scope": found.scope}
    exhibit_frame.show(
        Recipe("gap_places", params),
        shown,
        key="gap_by_place",
        notes=notes,
        about=exhibit_frame.all_sources(entry.id),
    )


def _potential(entry: Indicator, found: Shown, period: str, profile: Profile) -> None:
    potential = profile.potential
    assert potential is not None
    st.markdown("**Potential for improvement**")
    reference = groups.short_level(found.kind, profile.reference)
    here = names.possessive(found.code)
    less = potential.difference > 0
    with st.container(border=True, key="potential"):
        recipe = _recipe("potential", entry, found, period)
        exhibit = build(recipe)
        st.subheader(literal(exhibit.title), anchor=False)
        size = literal(str(exhibit.chart.figures["words"].iloc[0]))
        st.markdown(
            f"If every group had the figure of {reference}, {here} would be "
            f"{'lower' if less else 'higher'} by {size}."
        )
        count = ""
        own = found.of(period)
        counted = own.loc[own["value"].notna(), ["numerator", "denominator"]].notna().all(axis=None)
        if counted and entry.value_type in ("proportion", "rate"):
            what = "fewer" if less else "more"
            count = f" That is about **{abs(potential.count):,.0f} {what}** in the period."
        st.markdown(
            f"{entry.title} · {groups_figures.names()[found.code]} · {periods.label(period)} "
            "· **derived**  \n"
            f"Now {numbers.with_unit(potential.overall, entry)} over all groups; "
            f"{numbers.with_unit(potential.reference, entry)} in {reference}.{count} "
            "This is arithmetic on today's figures (population attributable difference). It says "
            "how much goes with deprivation, not that it can be removed, nor by what."
        )
        if (entry.polarity == "low_is_good" and not less) or (
            entry.polarity == "high_is_good" and less
        ):
            st.markdown(
                "Here the least deprived group does worse than the average, so in this sense "
                "there is no potential for improvement."
            )
        st.markdown(f"Source: {exhibit_frame.source_line(entry.id)}.")
        add_to_presentation.button(recipe, "potential")
