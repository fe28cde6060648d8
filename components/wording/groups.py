"""The sentences of "Who bears it": findings, alt texts and labels, made from the figures."""

from __future__ import annotations

import math

import pandas as pd

from analysis.deprivation_profile import Profile, agree, direction
from components.figures.groups import Shown, is_about_children
from components.wording import numbers
from components.wording.names import place_name, possessive
from data import store
from data.contract import GROUP_TYPES
from data.metadata import Indicator


def apology(found: Shown) -> str:
    """What to say when the figures are not the chosen place's own; "" when they are."""
    if found.local:
        return ""
    words = GROUP_TYPE_WORDS[found.kind]
    here, there = place_name(found.scope), place_name(found.code)
    of_there = possessive(found.code)
    level = store.area(found.code).level
    if found.code == store.ENGLAND:
        what = "the figures below are **England's**"
    elif level == "region":
        what = f"the figures below are **{of_there}**, which {here} is part of"
    elif level in ("icb", "police_force"):
        what = f"the figures below are those of **{there}**, a larger area than any authority"
    elif found.scope in (store.REGION, store.WMCA):
        what = f"the figures below are **{of_there} only**"
    else:
        what = f"the figures below are **{of_there}**, not {possessive(found.scope)}"
    return f"Not published {words} for {here}: {what}."


def people_words(found: Shown, period: str, entry: Indicator) -> str:
    """Whose numbers weight the groups, in words."""
    rows = found.of(period)
    if rows.loc[rows["value"].notna(), "denominator"].notna().all():
        return f"the figure's own denominators ({entry.unit})"
    who = "children aged 0 to 15" if is_about_children(entry) else "residents of all ages"
    return f"{who} by deprivation of their neighbourhood (Census 2021, indices of 2025)"


GROUP_TYPE_WORDS = {
    "ethnicity": "by ethnic group",
    "ethnicity_detail": "by detailed ethnic group",
    "imd_decile": "by neighbourhood deprivation (tenths)",
    "imd_quintile": "by neighbourhood deprivation (fifths)",
    "idaci_decile": "by child poverty of the neighbourhood (tenths)",
    "sex": "by sex",
    "age": "by age",
    "fsm": "by free school meals",
    "school_kind": "by kind of school",
    "first_language": "by first language",
    "term_of_birth": "by term of birth",
    "disadvantage": "by disadvantage",
    "sen": "by special educational need",
    "vulnerable_group": "by vulnerable group",
    "person_concerned": "by person concerned",
    "fsm_x_sen": "by free school meals and special educational need",
    "ethnicity_x_imd_quintile": "by ethnic group and deprivation",
    "ethnicity_x_deprivation_level": "by ethnic group and deprivation",
}


SPLIT_TITLES = {
    "imd_decile": "Neighbourhood deprivation, tenths",
    "imd_quintile": "Neighbourhood deprivation, fifths",
    "idaci_decile": "Neighbourhood child poverty, tenths",
    "fsm": "Free school meals",
    "disadvantage": "Disadvantaged pupils",
}
ETHNIC_TITLES = {"ethnicity": "Five broad groups", "ethnicity_detail": "Detailed groups"}

#: Who holds the records from which a missing table could be made, by domain.
_HOLDERS = {
    "poverty": "the Department for Work and Pensions (its benefit and low-income records)",
    "family": "the Department for Education (the children in need census and the looked-after "
    "children return), and each council for its own children",
    "mind": "NHS England (hospital and mental health records)",
    "school": "the Department for Education (the National Pupil Database)",
    "harm": "the Ministry of Justice and the Youth Justice Board, and West Midlands Police for "
    "its own records",
    "home": "the Office for National Statistics (the Census) and the Ministry of Housing, "
    "Communities and Local Government (homelessness returns)",
    "community": "the Office for National Statistics (the Census and the Annual Population Survey)",
}
_HOLDER_OF = {
    "mha_detentions": _HOLDERS["mind"],
    "fuel_poverty": "the Department for Energy Security and Net Zero (which models it from the "
    "English Housing Survey)",
}


def holder(entry: Indicator) -> str:
    """Who could make a table of this indicator that nobody has published."""
    return _HOLDER_OF.get(entry.id, _HOLDERS[entry.domain])


def short_level(kind: str, group: str) -> str:
    """A deprivation group in a sentence."""
    size = "fifth" if kind == "imd_quintile" else "tenth"
    last = GROUP_TYPES[kind][-1]
    if group == "1":
        return f"the most deprived {size}"
    if group == last:
        return f"the least deprived {size}"
    return f"{size} {group} of {last}"


def points(value: float, entry: Indicator) -> str:
    """A difference of two figures with its unit; per cent become percentage points."""
    if entry.unit_short.strip() == "%":
        return f"{numbers.number(value, entry.decimals)} percentage points"
    return numbers.with_unit(value, entry)


def ratio(value: float) -> str:
    """A ratio as it stands in a sentence."""
    return "no ratio" if math.isnan(value) else f"{value:.2f}"


def figure(row: pd.Series, entry: Indicator) -> str:
    """A group's figure with its interval, or why there is none."""
    if pd.isna(row["value"]):
        return numbers.NO_FIGURE.get(str(row["status"]), "no figure")
    words = numbers.with_unit(float(row["value"]), entry)
    limits = numbers.interval(float(row["lower"]), float(row["upper"]), entry)
    return f"{words} ({limits})" if limits else words


def interval(
    limits: tuple[float, float] | None, entry: Indicator, *, of_ratio: bool = False
) -> str:
    """A simulated interval in words; "no interval" without one."""
    if limits is None:
        return "no interval"
    if of_ratio:
        return f"95% interval {limits[0]:.2f} to {limits[1]:.2f}"
    return numbers.interval(limits[0], limits[1], entry)


def interval_source(found: Profile) -> str:
    """Where the intervals of the slope come from, in words."""
    if found.interval_from == "none":
        return (
            "No interval can be given: the source publishes neither exact counts nor limits "
            "for these groups."
        )
    return (
        "Intervals are simulated (10,000 draws) from the standard errors of the groups' figures, "
        f"which come from {found.interval_from.replace('limits', 'their published 95% limits')}."
    )


def two_slopes(found: Profile, entry: Indicator) -> str:
    """The slope on the scale that suits beside the linear one, and whether they agree."""
    if found.slope is None:
        return ""
    if found.suited is None:
        return "Only a straight line is fitted: a figure has no place on the scale that would suit."
    what = (
        "logits, which suit proportions"
        if found.scale == "logit"
        else "logs, which suit rates and scores"
    )
    sizes = [
        f"{points(each.sii, entry)} ({interval(each.sii_interval, entry)})"
        for each in (found.slope, found.suited)
    ]
    said = (
        "The two agree on which end is higher."
        if agree(found) and direction(found.slope) != "not clear"
        else "The two agree that neither end is clearly higher."
        if agree(found)
        else "The two do not agree on which end is higher: say neither."
    )
    return f"Slope by the straight line {sizes[0]}; fitted on {what}, {sizes[1]}. {said}"
