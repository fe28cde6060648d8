"""Children in relative low income, before and after housing costs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.areas import ENGLAND
from data.build.context import Builder, BuildError, Context
from data.build.observations import WIDTH, frame
from data.build.social_care_counts import WEST_MIDLANDS_CA, boroughs

_PUBLISHED = "neighbourhood/cilif_relative_lad_wm_fye2022_2025.csv"
_COUNTS = "added_2026/counts/cilif_counts_and_base_fye2022_2025.csv"
_WARDS = "neighbourhood/cilif_ahc_relative_ward_wm_fye2024_2025.csv"
_WARD_BASE = "added_2026/counts/cilif_ahc_ward_wm_base_fye2024_2025.csv"
_PROVISIONAL_YEAR = 2025
_WARD_YEARS = (2024, 2025)
#: Shropshire drew new wards in May 2025; DWP still gives its figures for the old ones.
_REDRAWN = "E06000051"
#: Lower-tier authorities of England: a sum of fewer would not be England.
_ENGLISH_AUTHORITIES = 296
#: Count over base must give the published percentage back to this many percentage points.
_SAME_SHARE = 1e-3
_ENGLAND_NOTE = "Sum of the 296 authorities of England; DWP publishes no figure for England here"


def _financial_year(ending: pd.Series) -> pd.Series:
    return ending.map(lambda year: f"{int(year) - 1}-04-01/P1Y")


def _counts(context: Context, areas: pd.DataFrame, costs: str) -> pd.DataFrame:
    """Children in low income and all children under 16 by area and year, added up where needed.

    Columns numerator, denominator; index (area_code, year). The combined authority is the sum of
    its boroughs, England that of all its authorities (the two newest years only).
    """
    raw = context.read(_COUNTS)
    raw = raw[raw["housing_costs"].eq(costs)].rename(columns={"financial_year_ending": "year"})[
        ["area_code", "area_level", "year", "numerator", "denominator"]
    ]
    columns = ["numerator", "denominator"]
    parts = [raw.set_index(["area_code", "year"])[columns]]
    single = raw[~raw["area_level"].isin(["county", "region"])]
    for code, part, size in (
        (WEST_MIDLANDS_CA, raw[raw["area_code"].isin(boroughs(areas).index)], 7),
        (ENGLAND, single[single["area_code"].str.startswith("E")], _ENGLISH_AUTHORITIES),
    ):
        sums = part.groupby("year").agg(
            numerator=("numerator", "sum"),
            denominator=("denominator", "sum"),
            parts=("area_code", "nunique"),
        )
        sums = sums.loc[sums["parts"].eq(size), columns].assign(area_code=code)
        parts.append(sums.reset_index().set_index(["area_code", "year"]))
    return pd.concat(parts)


def _low_income(
    context: Context, areas: pd.DataFrame, indicator_id: str, costs: str
) -> pd.DataFrame:
    """Percentages for authorities, counties, WMCA, region and UK, with counts; England added up.

    Raises
    ------
    BuildError
        When a count over its base does not give the published percentage back.
    """
    source = context.read(_PUBLISHED)
    source = source[source["housing_costs"].eq(costs)].reset_index(drop=True)
    counts = _counts(context, areas, costs)
    keys = pd.MultiIndex.from_frame(source[["areacd", "fye"]])
    found = counts.reindex(keys).reset_index(drop=True)
    apart = (found["numerator"] / found["denominator"] * 100 - source["observation"]).abs()
    # ONS added the combined authority up from numbers DWP has changed slightly.
    if apart.gt(_SAME_SHARE).any():
        wrong = source.loc[apart.gt(_SAME_SHARE), "areacd"].iloc[0]
        raise BuildError(f"{_COUNTS}: counts of {wrong} do not give its published percentage")
    added_up = source["notes"].notna()
    provisional = source["fye"].eq(_PROVISIONAL_YEAR)
    note = np.where(added_up, "Added up from authorities by ONS", "")
    join = np.where(added_up & provisional, "; ", "")
    note = note + join + np.where(provisional, "Provisional", "")
    published = frame(
        indicator_id,
        area_code=source["areacd"],
        period=_financial_year(source["fye"]),
        value=source["observation"],
        numerator=found["numerator"],
        denominator=found["denominator"],
        note=note,
    )
    england = counts.loc[[ENGLAND]].reset_index()
    late = england["year"].eq(_PROVISIONAL_YEAR)
    whole = frame(
        indicator_id,
        area_code=england["area_code"],
        period=_financial_year(england["year"]),
        numerator=england["numerator"],
        denominator=england["denominator"],
        note=np.where(late, f"{_ENGLAND_NOTE}; provisional", _ENGLAND_NOTE),
    )
    return pd.concat([published, whole], ignore_index=True)


def children_low_income_bhc(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Children under 16 in relative low income before housing costs, financial years to 2025."""
    return _low_income(context, areas, "children_low_income_bhc", "BHC")


def children_low_income_ahc(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """The same after housing costs, with wards.

    The wards of DWP's table and of the areas table are the same except in Shropshire, whose
    wards of 2025 get a "missing" row each. A ward's children follow from its count and rounded
    percentage only within a range: its middle gives the interval its width.

    Raises
    ------
    BuildError
        When another authority's wards differ.
    """
    larger = _low_income(context, areas, "children_low_income_ahc", "AHC")
    source = context.read(_WARDS)
    wards = areas[areas["level"].eq("ward")].set_index("area_code")["ltla_code"]
    known = source["ward_code"].isin(wards.index)
    empty = wards[~wards.index.isin(source["ward_code"])]
    odd = (set(source.loc[~known, "lad_code"]) | set(empty)) - {_REDRAWN}
    if odd:
        raise BuildError(
            f"{_WARDS}: wards of {sorted(odd)} differ from the areas table; find out which "
            "year's wards the file uses"
        )
    base = context.read(_WARD_BASE).set_index(["area_code", "financial_year_ending"])["denominator"]
    parts = [larger]
    for year in _WARD_YEARS:
        period = f"{year - 1}-04-01/P1Y"
        rows = source[known]
        children = base.reindex(pd.MultiIndex.from_product([rows["ward_code"], [year]]))
        parts.append(
            frame(
                "children_low_income_ahc",
                area_code=rows["ward_code"],
                period=period,
                value=rows[f"percent_fye{year}"],
                numerator=rows[f"children_fye{year}"],
                note="Provisional" if year == _PROVISIONAL_YEAR else "",
                **{WIDTH: children.to_numpy(float)},
            )
        )
        parts.append(
            frame(
                "children_low_income_ahc",
                area_code=list(empty.index),
                period=period,
                note="DWP gives Shropshire's figures for the wards in use before May 2025",
            )
        )
    return pd.concat(parts, ignore_index=True)


INDICATORS = {
    "children_low_income_bhc": children_low_income_bhc,
    "children_low_income_ahc": children_low_income_ahc,
}
TABLES: dict[str, Builder] = {}
