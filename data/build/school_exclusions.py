"""Suspensions and permanent exclusions, all and by group, per 100 pupils.

The yearly totals come from the tool of the Department for Education (LAIT) and, with counts and
back to 2006/07, from its yearly release; the two agree to every published digit in all 1,266
authority-years they share. Counts of 2023/24 are solved from the published rates. 2024/25, and
ethnic groups of both years, come from `data.build.school_exclusions_new`. Breakdowns of earlier
years come from three further files, each with its own caveats.
"""

from __future__ import annotations

import pandas as pd

from data.build import school_exclusions_new as new
from data.build import schools_common as common
from data.build.context import Context
from data.build.lait import known_areas, lait_indicator
from data.build.observations import frame
from data.disclosure import suppress_small_counts

BY_SCHOOL_TYPE = "children/exclusions_la_schooltype_200607_202223.parquet"
BY_GROUP = "children/exclusions_birmingham_wm_england_by_group_2007_2021.csv"
ENGLAND_GROUPS = "children/exclusions_england_characteristics_201112_201617.csv"
BY_SEN = "children/exclusions_absence_by_sen_la_2018_2025.parquet"

#: The compiler filled hidden cells with fractions up to 2009/10: not counts of anybody.
_FIRST_YEAR_BY_MEALS = 2011
#: Until 2015/16 pupils by ethnic group are those aged 5 and over; since 2016/17 all pupils.
_FIRST_YEAR_BY_ETHNICITY = 2017
_TERMS = 3
#: Column of the yearly release -> the same of the counts solved for 2023/24.
_SOLVED = {"suspension": "suspensions", "perm_excl": "perm_excl"}
LONDON = "E12000007"
_BY_GROUP_NOTE = (
    "Sum over primary, secondary and special schools, from a compiled copy; the copy has no "
    "Chinese and Other groups: not to be joined to 2023/24 and later"
)
_MEALS_NOTE = "Sum over primary, secondary and special schools, from a compiled copy"
_TERMS_NOTE = "Sum of the three termly rates"

#: How the source writes its detailed groups -> the same words, readable.
_DETAILED = {
    "White_British": "White British",
    "Irish": "Irish",
    "Traveller_of_Irish_heritage": "Traveller of Irish heritage",
    "Gypsy_Roma": "Gypsy/Roma",
    "Any_other_white_background": "Any other White background",
    "White_and_Black_Caribbean": "White and Black Caribbean",
    "White_and_Black_African": "White and Black African",
    "White_and_Asian": "White and Asian",
    "Any_other_Mixed_background": "Any other Mixed background",
    "Indian": "Indian",
    "Pakistani": "Pakistani",
    "Bangladeshi": "Bangladeshi",
    "Any_other_Asian_background": "Any other Asian background",
    "Black_Caribbean": "Black Caribbean",
    "Black_African": "Black African",
    "Any_other_black_background": "Any other Black background",
    "Chinese": "Chinese",
    "Any_Other_Ethnic_Group": "Any other ethnic group",
}


def _totals(
    context: Context, areas: pd.DataFrame, indicator: str, lait_code: str, count: str, rate: str
) -> pd.DataFrame:
    release = context.read(BY_SCHOOL_TYPE)
    release = release.astype({"area_code": str, "school_type": str})
    # "x" stands for authorities of before 2009 that have no code of their own today.
    release = release[(release["school_type"] == "Total") & (release["area_code"] != "x")]
    london = _london(release, indicator, count)
    release = release.assign(
        area_code=known_areas(release["area_code"], areas, "exclusions by school type"),
        period=release["academic_year"].map(common.school_year).astype(str),
    ).dropna(subset=["area_code"])
    # A fraction is a cell the source's compiler estimated: the rate stays, the count does not.
    release[count] = release[count].where(release[count] % 1 == 0)
    release["headcount"] = release["headcount"].where(release[count].notna())
    tool = lait_indicator(context, areas, indicator, lait_code)
    places = pd.MultiIndex.from_frame(release.loc[release[rate].notna(), ["area_code", "period"]])
    # The tool has no figure for London before 2022/23: take the sum of its two halves.
    tool = tool[tool["value"].notna() | (tool["area_code"] != LONDON)]
    has_london = set(tool.loc[tool["area_code"] == LONDON, "period"])
    in_release = pd.MultiIndex.from_frame(tool[["area_code", "period"]]).isin(places)
    tool = tool[tool["value"].notna() | ~in_release]
    both = common.with_counts(tool, release, (count, "headcount"))
    in_tool = places.isin(pd.MultiIndex.from_frame(tool[["area_code", "period"]]))
    earlier = release[release[rate].notna()][~in_tool]
    before = frame(
        indicator,
        area_code=earlier["area_code"],
        period=earlier["period"],
        value=earlier[rate],
        numerator=earlier[count],
        denominator=earlier["headcount"],
    )
    london = london[~london["period"].isin(has_london)]
    both = new.with_solved_counts(context, areas, both, _SOLVED[count])
    return pd.concat([both, before, london], ignore_index=True)


def _london(release: pd.DataFrame, indicator: str, count: str) -> pd.DataFrame:
    """London as the sum of Inner and Outer London (the release has no row for the region)."""
    halves = release[release["area_code"].isin(["E13000001", "E13000002"])]
    whole = halves.assign(odd=halves[count] % 1 != 0)
    sums = whole.groupby("academic_year", observed=True, as_index=False).agg(
        count=(count, "sum"), headcount=("headcount", "sum"), odd=("odd", "any")
    )
    sums = sums[~sums["odd"]]
    return frame(
        indicator,
        area_code=LONDON,
        period=sums["academic_year"].map(common.school_year).astype(str),
        numerator=sums["count"],
        denominator=sums["headcount"],
        note="Sum of the published counts of Inner and Outer London",
    )


def _by_group(context: Context, areas: pd.DataFrame, indicator: str, count: str) -> pd.DataFrame:
    """Ethnic group and free school meals: Birmingham, the region and England."""
    raw = context.read(BY_GROUP)
    first_year = raw["breakdown_type"].map(
        {"ethnicity": _FIRST_YEAR_BY_ETHNICITY, "FSM": _FIRST_YEAR_BY_MEALS}
    )
    raw = raw[raw["academic_year_ending"] >= first_year]
    raw = raw[~((raw["breakdown_type"] == "FSM") & (raw["breakdown"] == "Unknown"))]
    sums = raw.groupby(
        ["area_code", "academic_year_ending", "breakdown_type", "breakdown"], as_index=False
    )[["headcount", count]].sum()
    by_meals = sums["breakdown_type"] == "FSM"
    return frame(
        indicator,
        area_code=known_areas(sums["area_code"], areas, "exclusions by group"),
        period=(sums["academic_year_ending"] - 1).astype(str) + "-09-01/P1Y",
        group_type=by_meals.map({True: "fsm", False: "ethnicity"}),
        group=sums["breakdown"],
        numerator=sums[count],
        denominator=sums["headcount"],
        note=by_meals.map({True: _MEALS_NOTE, False: _BY_GROUP_NOTE}),
    )


def _england(context: Context, indicator: str, rate: str) -> pd.DataFrame:
    """England by detailed ethnic group (2016/17) and by neighbourhood income (2014/15 on).

    Rates as published; the counts behind them are rounded to 5, so they carry no interval.
    """
    raw = context.read(ENGLAND_GROUPS, dtype=str)
    raw = raw[(raw["school_type"] == "Total") & (raw["characteristic_2"] == "Total")]
    name = raw["characteristic_1"].str.removeprefix("Ethnicity_Minor_")
    decile = raw["characteristic_1"].str.extract(r"^IDACI_decile_(\d+)_to_")[0].astype(float)
    ethnic = name.isin(list(_DETAILED)) & raw["characteristic_1"].str.contains("Minor_")
    ethnic &= raw["year"] == "201617"
    kept = raw[ethnic | decile.notna()]
    group = name.map(_DETAILED).where(ethnic, (decile // 10 + 1).astype("Int64").astype(str))
    hidden = kept[rate] == "x"
    return frame(
        indicator,
        area_code=common.ENGLAND,
        period=kept["year"].map(common.school_year),
        group_type=ethnic[kept.index].map({True: "ethnicity_detail", False: "idaci_decile"}),
        group=group[kept.index],
        value=pd.to_numeric(kept[rate].mask(hidden)),
        denominator=pd.to_numeric(kept["headcount"].str.replace(",", "")),
        status=hidden.map({True: "suppressed", False: "published"}),
        note=hidden.map({True: "Hidden by the publisher: too few pupils", False: ""}),
    )


def _by_sen(context: Context, areas: pd.DataFrame, indicator: str, rate: str) -> pd.DataFrame:
    """A year is the sum of its three termly rates (same pupils underneath each)."""
    raw = context.read(BY_SEN)
    raw = raw[
        (raw["indicator"] == rate)
        & (raw["phase"] == "Total")
        & (raw["breakdown_type"] == "SEN provision")
    ].astype({"academic_year": str, "breakdown": str, "area_code": str})
    sums = (
        raw.groupby(["area_code", "academic_year", "breakdown"])["value"]
        .agg(["sum", "count"])
        .reset_index()
    )
    sums = sums[sums["count"] == _TERMS]
    sums["area_code"] = known_areas(sums["area_code"], areas, "exclusions by SEN provision")
    sums = sums.dropna(subset=["area_code"])
    return frame(
        indicator,
        area_code=sums["area_code"],
        period=sums["academic_year"].map(common.school_year),
        group_type="sen",
        group=sums["breakdown"],
        value=sums["sum"].round(3),
        status="derived",
        note=_TERMS_NOTE,
    )


def _build(
    context: Context,
    areas: pd.DataFrame,
    indicator: str,
    lait_code: str,
    columns: tuple[str, str, str],
) -> pd.DataFrame:
    count, rate, england_rate = columns
    counted = pd.concat(
        [
            _totals(context, areas, indicator, lait_code, count, rate),
            _by_group(context, areas, indicator, count),
            new.newest(context, areas, indicator),
        ],
        ignore_index=True,
    )
    counted = pd.concat([counted, common.combined_authority(counted, areas)], ignore_index=True)
    counted = suppress_small_counts(counted, parent=common.parents(areas))
    return pd.concat(
        [
            counted,
            _england(context, indicator, england_rate),
            _by_sen(context, areas, indicator, rate),
        ],
        ignore_index=True,
    )


def suspensions(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Suspensions per 100 pupils: events, several of which may fall on one pupil."""
    return _build(
        context, areas, "suspensions", "TotFixedEx", ("suspension", "susp_rate", "fixed_excl_rate")
    )


def permanent_exclusions(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Permanent exclusions per 100 pupils."""
    return _build(
        context,
        areas,
        "permanent_exclusions",
        "TotPermEx",
        ("perm_excl", "perm_excl_rate", "perm_excl_rate"),
    )


INDICATORS = {"suspensions": suspensions, "permanent_exclusions": permanent_exclusions}
