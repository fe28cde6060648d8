"""Good level of development at the end of reception."""

from __future__ import annotations

import pandas as pd

from analysis.intervals import wilson
from data.build.context import BuildError, Context
from data.build.lait import known_areas, lait_breakdown
from data.build.observations import WIDTH, frame
from data.build.schools_common import NOBODY, combined_authority, parents, school_year
from data.disclosure import suppress_small_counts

EARLY_YEARS = "children/early_years_development_202122_la_characteristics.parquet"
COUNTS = "added_2026/counts/eyfsp_good_level_of_development_counts_wm_2024_25.csv"
_NAME = "good_level_of_development"
_NEWEST = school_year(202425)
_FROM_COUNTS = "Worked out from published numbers of children"
_TO_ONE_DECIMAL = 0.05 + 1e-6

#: (topic, group, sex) of the counts file -> our group type and group. Detailed ethnic groups are
#: read for the region and England only: in authorities most hold a handful of children.
_GROUPS = {
    ("Total", "Total", "Total"): ("all", "all"),
    ("Total", "Total", "Female"): ("sex", "Female"),
    ("Total", "Total", "Male"): ("sex", "Male"),
    ("Ethnicity major", "White", "Total"): ("ethnicity", "White"),
    ("Ethnicity major", "Mixed / Multiple ethnic groups", "Total"): ("ethnicity", "Mixed"),
    ("Ethnicity major", "Asian / Asian British", "Total"): ("ethnicity", "Asian"),
    ("Ethnicity major", "Black / African / Caribbean / Black British", "Total"): (
        "ethnicity",
        "Black",
    ),
    ("Ethnicity major", "Other ethnic group", "Total"): ("ethnicity", "Other"),
    ("Ethnicity major", "Unknown", "Total"): ("ethnicity", "Unknown"),
    ("First language", "English", "Total"): ("first_language", "English"),
    ("First language", "Other than English", "Total"): ("first_language", "Other than English"),
    ("Free school meal eligibility", "Eligible for free school meals", "Total"): (
        "fsm",
        "Eligible",
    ),
    ("Free school meal eligibility", "Not eligible for free school meals", "Total"): (
        "fsm",
        "Not eligible",
    ),
    ("Term of birth", "Autumn-born", "Total"): ("term_of_birth", "Autumn"),
    ("Term of birth", "Spring-born", "Total"): ("term_of_birth", "Spring"),
    ("Term of birth", "Summer-born", "Total"): ("term_of_birth", "Summer"),
    ("SEN provision", "No SEN provision", "Total"): ("sen", "No SEN"),
    ("SEN provision", "SEN support / SEN without an EHC plan", "Total"): ("sen", "SEN support"),
    ("SEN provision", "Education, health and care plan", "Total"): ("sen", "EHC plan"),
}
#: How the counts of 2024/25 name detailed groups -> the words used in the series so far.
_DETAIL = {
    "English / Welsh / Scottish / Northern Irish / British": "White British",
    "Irish Traveller": "Traveller of Irish heritage",
    "Gypsy / Roma": "Gypsy/Roma",
    "Any other White background": "Any other white background",
    "White and Black Caribbean": "White and black Caribbean",
    "White and Black African": "White and black African",
    "Any other Mixed / Multiple ethnic background": "Any other mixed/multiple ethnic background",
    "Caribbean": "Black Caribbean",
    "African": "Black African",
    "Any other Black / African / Caribbean background": "Any other black background",
}


def _from_counts(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """2024/25 with counts of children, small ones hidden on either side of the line.

    A count tells as much about the children who did not reach the level as about those who did,
    so both are protected, and the number of children in the group with them.
    """
    raw = context.read(COUNTS)
    raw["area_code"] = known_areas(raw["area_code"], areas, COUNTS)
    keys = list(zip(raw["topic"], raw["group"], raw["sex"], strict=True))
    named = pd.Series([_GROUPS.get(key) for key in keys], index=raw.index)
    wide = raw["area_code"].str.match(r"E12|E92")
    detail = raw["topic"].eq("Ethnicity minor") & raw["sex"].eq("Total") & wide
    named[detail] = [("ethnicity_detail", _DETAIL.get(g, g)) for g in raw.loc[detail, "group"]]
    raw, named = raw[named.notna()].reset_index(drop=True), named.dropna().tolist()
    empty = raw["denominator"].eq(0)
    table = frame(
        _NAME,
        area_code=raw["area_code"],
        period=_NEWEST,
        group_type=pd.Series([kind for kind, _ in named]),
        group=pd.Series([group for _, group in named]),
        numerator=raw["numerator"],
        denominator=raw["denominator"],
        status=empty.map({True: "missing", False: "derived"}),
        note=empty.map({True: NOBODY, False: _FROM_COUNTS}),
    )
    table = pd.concat([table, combined_authority(table, areas)], ignore_index=True)
    table["others"] = table["denominator"] - table["numerator"]
    hidden = suppress_small_counts(
        table, parent=parents(areas), counts=("numerator", "others", "denominator")
    )
    return hidden.drop(columns="others")


def _joined(published: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """The published series with the counted year in place of its own, once both agree.

    Where our rule hides a count, the published percentage goes with it: number and share of a
    group of a few children tell the same.
    """
    keys = ["area_code", "period", "group_type", "group"]
    both = published.merge(counted, on=keys, suffixes=("", "_counted"))
    again = both["numerator_counted"] / both["denominator_counted"] * 100
    if (again - both["value"]).abs().gt(_TO_ONE_DECIMAL).any():
        raise BuildError(f"{COUNTS}: counts do not give the published percentages")
    replaced = pd.MultiIndex.from_frame(published[keys]).isin(
        pd.MultiIndex.from_frame(counted[keys])
    )
    earlier = published[~replaced]
    # Earlier years come without the number of children: that of 2024/25 stands in for the width.
    children = counted.set_index(["area_code", "group_type", "group"])["denominator"]
    there = children.reindex(
        pd.MultiIndex.from_frame(earlier[["area_code", "group_type", "group"]])
    )
    earlier = earlier.assign(**{WIDTH: there.to_numpy(float)})
    return pd.concat([earlier, counted], ignore_index=True)


def good_level_of_development(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Good level of development: LAIT by ethnicity, meals and need; counts for 2024/25.

    The Chinese group is a row of ethnicity_detail throughout: until 2018/19 it stood apart from
    the Asian group, since 2021/22 it is part of it.
    """
    table = lait_breakdown(
        context,
        areas,
        _NAME,
        {
            "FSP_NEW_GOODDEV": ("all", "all"),
            "FSP_Gooddev_Asian": ("ethnicity", "Asian"),
            "FSP_Gooddev_Black": ("ethnicity", "Black"),
            "FSP_Gooddev_Mixed": ("ethnicity", "Mixed"),
            "FSP_Gooddev_White": ("ethnicity", "White"),
            "FSP_Gooddev_Other": ("ethnicity", "Other"),
            "FSP_Gooddev_Chinese": ("ethnicity_detail", "Chinese"),
            "FSP_Gooddev_FSM": ("fsm", "Eligible"),
            "FSP_Gooddev_FSM_Other": ("fsm", "Not eligible"),
            "FSP_Gooddev_Without_SENSTATE": ("sen", "SEN support"),
            "FSP_Gooddev_With_SENSTATE": ("sen", "EHC plan"),
        },
    )
    profile = context.read(EARLY_YEARS)
    profile = profile[
        (profile["gender"] == "Total")
        & (profile["indicator"] == "gld_percentage")
        & (profile["breakdown_type"] == "Ethnic group: minor")
        & ~profile["breakdown"].isin(["Chinese", "Unclassified"])
        & profile["area_level"].isin(["region", "country"])
    ]
    codes = known_areas(profile["area_code"], areas, "early years profile")
    profile = profile.assign(area_code=codes).dropna(subset=["area_code", "value"])
    share, pupils = profile["value"] / 100, profile["denominator"]
    lower, upper = wilson(share * pupils, pupils)
    detail = frame(
        _NAME,
        area_code=profile["area_code"],
        period=school_year(202122),
        group_type="ethnicity_detail",
        group=profile["breakdown"].astype(str),
        value=profile["value"],
        denominator=pupils,
        lower=pd.Series(lower * 100),
        upper=pd.Series(upper * 100),
        interval_method="wilson",
    )
    published = pd.concat([table, detail], ignore_index=True)
    return _joined(published, _from_counts(context, areas))
