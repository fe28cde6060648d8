"""Suspensions and permanent exclusions of 2023/24 and 2024/25, with ethnic groups."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.context import BuildError, Context
from data.build.lait import known_areas
from data.build.observations import frame
from data.build.schools_common import school_year

SOLVED = "added_2026/counts/suspensions_exclusions_la_2023_24_counts.csv"
BY_ETHNICITY = "added_2026/newer/suspensions_exclusions_la_ethnicity_wm_2023_24_2024_25.csv"
_SOLVED_YEAR, _NEWEST_YEAR = school_year(202324), school_year(202425)
_TOTAL = "Total"
#: Half a unit of the fifth decimal, as published, and the last digit of the reader's copy.
_TO_FIVE_DECIMALS = 1.5e-5
MEASURES = {"suspensions": "suspensions", "permanent_exclusions": "permanent exclusions"}
_ETHNIC_NOTE = "Rate from published counts; White includes Gypsy, Roma and Irish Traveller pupils"
_REGION_NOTE = "Sum of the published counts of the 14 authorities"
_UNKNOWN_NOTE = "Total less the five groups: pupils whose ethnic group is not known"


def with_solved_counts(
    context: Context, areas: pd.DataFrame, table: pd.DataFrame, column: str
) -> pd.DataFrame:
    """Put the solved counts of 2023/24 beside that year's published rates.

    They are the only whole numbers that give every published rate of the authority; in the 14 of
    the region they equal the counts found published since.

    Raises
    ------
    BuildError
        When a count does not give back the rate.
    """
    raw = context.read(SOLVED)
    raw = raw[raw["school_type"].eq("total")]
    raw["area_code"] = known_areas(raw["area_code"], areas, SOLVED)
    raw = raw.dropna(subset=["area_code", column, "headcount"]).set_index("area_code")
    year = table["period"].eq(_SOLVED_YEAR) & table["group_type"].eq("all")
    fill = year & table["value"].notna() & table["numerator"].isna()
    count = table["area_code"].map(raw[column])
    pupils = table["area_code"].map(raw["headcount"])
    apart = (count / pupils * 100 - table["value"]).abs()
    if (fill & apart.gt(_TO_FIVE_DECIMALS)).any():
        wrong = table.loc[fill & apart.gt(_TO_FIVE_DECIMALS), "area_code"].iloc[0]
        raise BuildError(f"{SOLVED}: the counts of {wrong} do not give its published rate")
    table = table.copy()
    table.loc[fill, "numerator"] = count[fill]
    table.loc[fill, "denominator"] = pupils[fill]
    return table


def newest(context: Context, areas: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """2024/25 for all pupils, and both years by ethnic group: 14 authorities, region, England.

    England has rates without counts. The region of 2024/25 is the sum of its authorities.
    """
    raw = context.read(BY_ETHNICITY)
    raw = raw[raw["measure"].eq(MEASURES[indicator])]
    total = raw["ethnic_group"].eq(_TOTAL)
    raw = raw[~total | raw["period"].eq("2024/25")].reset_index(drop=True)
    # The unclassified of an authority are few; beside them more of its groups would have to be
    # hidden, so they are told for the region only.
    below = raw["ethnic_group"].str.startswith("Unclassified") & raw["area_level"].ne("region")
    raw = raw[~below].reset_index(drop=True)
    total = raw["ethnic_group"].eq(_TOTAL)
    unknown = raw["ethnic_group"].str.startswith("Unclassified")
    if (raw["denominator"].lt(0) | raw["numerator"].lt(0)).any():
        raise BuildError(f"{BY_ETHNICITY}: five groups add up to more than the total")
    england = raw["denominator"].isna()
    note = np.select(
        [unknown, raw["area_level"].eq("region"), england, total],
        [_UNKNOWN_NOTE, _REGION_NOTE, "", ""],
        _ETHNIC_NOTE,
    )
    return frame(
        indicator,
        area_code=known_areas(raw["area_code"], areas, BY_ETHNICITY),
        period=raw["period"].str.replace("/", "").map(school_year),
        group_type=np.where(total, "all", "ethnicity"),
        group=np.where(total, "all", raw["ethnic_group"].mask(unknown, "Unknown")),
        value=raw["value"].where(~unknown),
        numerator=raw["numerator"],
        denominator=raw["denominator"],
        status=np.where(unknown, "derived", "published"),
        note=note,
    )
