"""Children in low income, income-deprived children and fuel poverty."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from data.build.context import BuildError, Context
from data.build.deprivation import larger_areas, with_deprivation
from data.build.neighbourhood_iod import RELEASE
from data.build.observations import frame

ENGLAND = "E92000001"
_CILIF = "neighbourhood/cilif_relative_lad_wm_fye2022_2025.csv"
_CILIF_COUNTS = "neighbourhood/cilif_ahc_relative_lad_wm_fye2024_2025.csv"
_CILIF_WARDS = "neighbourhood/cilif_ahc_relative_ward_wm_fye2024_2025.csv"
_PROVISIONAL_YEAR = 2025
_WARD_YEARS = (2024, 2025)
#: Shropshire drew new wards in May 2025; DWP still gives its figures for the old ones.
_REDRAWN = "E06000051"

#: Counts below 10 are blank in the file. The middle of 0 to 9, to the nearest 5 as all others.
_SUPPRESSED_AS = 5

_Builder = Callable[[Context, pd.DataFrame], pd.DataFrame]


def _financial_year(ending: pd.Series) -> pd.Series:
    return ending.map(lambda year: f"{int(year) - 1}-04-01/P1Y")


def _low_income(indicator_id: str, costs: str, context: Context) -> pd.DataFrame:
    """Percentages for authorities, counties, WMCA, region and UK, with DWP's child counts."""
    source = context.read(_CILIF)
    source = source[source["housing_costs"].eq(costs)].reset_index(drop=True)
    source["numerator"] = np.nan
    if costs == "AHC":
        counts = context.read(_CILIF_COUNTS).melt(
            "area_code", [f"children_fye{year}" for year in _WARD_YEARS], value_name="children"
        )
        counts["fye"] = counts["variable"].str[-4:].astype(int)
        children = counts.set_index(["area_code", "fye"])["children"]
        keys = pd.MultiIndex.from_frame(source[["areacd", "fye"]])
        source["numerator"] = children.reindex(keys).to_numpy()
    added_up = source["notes"].notna()
    provisional = source["fye"].eq(_PROVISIONAL_YEAR)
    note = np.where(added_up, "Added up from authorities by ONS", "")
    join = np.where(added_up & provisional, "; ", "")
    note = note + join + np.where(provisional, "Provisional", "")
    return frame(
        indicator_id,
        area_code=source["areacd"],
        period=_financial_year(source["fye"]),
        value=source["observation"],
        numerator=source["numerator"],
        note=note,
    )


def children_low_income_bhc(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Children under 16 in relative low income before housing costs, financial years to 2025."""
    return _low_income("children_low_income_bhc", "BHC", context)


def children_low_income_ahc(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """The same after housing costs, with wards.

    The wards of DWP's table and of the areas table are the same except in Shropshire, whose
    wards of 2025 get a "missing" row each.

    Raises
    ------
    BuildError
        When another authority's wards differ.
    """
    larger = _low_income("children_low_income_ahc", "AHC", context)
    source = context.read(_CILIF_WARDS)
    wards = areas[areas["level"].eq("ward")].set_index("area_code")["ltla_code"]
    known = source["ward_code"].isin(wards.index)
    empty = wards[~wards.index.isin(source["ward_code"])]
    odd = (set(source.loc[~known, "lad_code"]) | set(empty)) - {_REDRAWN}
    if odd:
        raise BuildError(
            f"{_CILIF_WARDS}: wards of {sorted(odd)} differ from the areas table; find out which "
            "year's wards the file uses"
        )
    parts = [larger]
    for year in _WARD_YEARS:
        period = f"{year - 1}-04-01/P1Y"
        parts.append(
            frame(
                "children_low_income_ahc",
                area_code=source.loc[known, "ward_code"],
                period=period,
                value=source.loc[known, f"percent_fye{year}"],
                numerator=source.loc[known, f"children_fye{year}"],
                note="Provisional" if year == _PROVISIONAL_YEAR else "",
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


def _count_parts(
    sums: pd.DataFrame, lsoa: pd.DataFrame, which: pd.Series, areas: pd.DataFrame, how: Callable
) -> pd.Series:
    """How many of the neighbourhoods summed in each row of ``sums`` are among ``which``."""
    flagged = how(lsoa.assign(numerator=which.astype(float)), areas)
    keys = ["area_code", "group_type", "group"]
    count = flagged.set_index(keys)["numerator"]
    return count.reindex(pd.MultiIndex.from_frame(sums[keys])).reset_index(drop=True)


def _hide(table: pd.DataFrame, rows: pd.Series, note: str) -> None:
    """Mark rows as suppressed, in place."""
    table.loc[rows, "status"] = "suppressed"
    table.loc[rows, "numerator"] = np.nan
    table.loc[rows, "note"] = note


def _no_share_above_all(table: pd.DataFrame) -> pd.DataFrame:
    """Take the rate away where more children are counted deprived than lived there in 2021."""
    table = table.copy()
    over = table["numerator"].gt(table["denominator"]) & table["status"].ne("suppressed")
    table.loc[over, "status"] = "missing"
    table.loc[over, "numerator"] = np.nan
    table.loc[over, "note"] = (
        "No rate: more children counted as income deprived in 2022 than lived here at the "
        "Census of 2021 (new homes, or people moved in)"
    )
    return table


def income_deprived_children_rate(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Children in income-deprived families (IoD 2025) per 100 Census children aged 0 to 15.

    The published counts are rounded to 5 and blank below 10. In sums a blank count is taken as
    5; the note says how many there are, so the sum is at most 5 children per blank off.
    """
    counts = context.read("neighbourhood/iod2025_indicators_lsoa21_wm.csv")
    people = context.read("neighbourhood/census2021_age5_lsoa21_wm.csv")
    source = counts.merge(people[["lsoa21_code", "age_0_15"]], on="lsoa21_code", validate="1:1")
    if len(source) != len(counts):
        raise BuildError("income_deprived_children_rate: the two files hold different LSOAs")
    children = source["income_deprived_children"]
    hidden = children.isna()
    filled = frame(
        "income_deprived_children_rate",
        area_code=source["lsoa21_code"],
        period=RELEASE,
        numerator=children.fillna(_SUPPRESSED_AS),
        denominator=source["age_0_15"],
        status="derived",
        note="IoD 2025 count over Census 2021 children",
    )
    sums = []
    for how in (larger_areas, with_deprivation):
        rolled = how(filled, areas)
        unknown = _count_parts(rolled, filled, hidden, areas, how)
        everything = _count_parts(rolled, filled, hidden | ~hidden, areas, how)
        some = unknown.gt(0)
        rolled.loc[some, "note"] += [
            f"; {int(n)} suppressed neighbourhood count{'s' if n > 1 else ''} taken as 5"
            for n in unknown[some]
        ]
        _hide(rolled, unknown.eq(everything), "Count not published for any neighbourhood in it")
        sums.append(rolled)
    _hide(filled, hidden, "Fewer than 10 income-deprived children: count not published")
    return _no_share_above_all(pd.concat([filled, *sums], ignore_index=True))


def _fuel_poverty_lsoa21(context: Context) -> pd.DataFrame:
    """Fuel poverty of LSOAs 2011 moved to LSOAs 2021, with the way it was moved.

    Unchanged: as it is. Split: every part takes the percentage of the whole, and the counts are
    shared out by the Census 2021 households of the parts. Merged: counts added up.
    """
    source = context.read("neighbourhood/fuel_poverty_2020_lsoa11_wm.csv")
    lookup = context.read("geography/lookup_lsoa11_lsoa21.csv")
    if unknown := sorted(set(lookup["CHGIND"]) - set("USM")):
        raise BuildError(f"fuel_poverty: LSOA change {unknown} (irregular) has no rule yet")
    homes = context.read("neighbourhood/census2021_tenure_lsoa21_wm.csv")
    table = lookup.merge(source, left_on="LSOA11CD", right_on="lsoa11_code", validate="m:1")
    if len(table) != len(lookup):
        raise BuildError("fuel_poverty: LSOAs 2011 of the lookup are not all in the file")
    table["homes"] = table["LSOA21CD"].map(homes.set_index("lsoa21_code")["households"])
    table["share"] = table["homes"] / table.groupby("LSOA11CD")["homes"].transform("sum")
    table.loc[table["CHGIND"].ne("S"), "share"] = 1.0
    for column in ("households_in_fuel_poverty", "households"):
        table[column] = table[column] * table["share"]
    return table.groupby("LSOA21CD", as_index=False).agg(
        change=("CHGIND", "first"),
        parts=("LSOA11CD", "size"),
        numerator=("households_in_fuel_poverty", "sum"),
        denominator=("households", "sum"),
        percent=("percent_fuel_poor", "first"),
    )


def fuel_poverty(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Share of households in fuel poverty in 2020 (low income, low energy efficiency)."""
    lsoa21 = _fuel_poverty_lsoa21(context)
    how = lsoa21["change"]
    note = {
        "U": "Modelled by the publisher",
        "S": "Modelled figure of the LSOA of 2011 from which this one was split off",
        "M": "Sum of the modelled counts of the LSOAs of 2011 that were merged into this one",
    }
    lsoa = frame(
        "fuel_poverty",
        area_code=lsoa21["LSOA21CD"],
        period="2020-01-01/P1Y",
        value=lsoa21["percent"].where(how.ne("M")),
        numerator=lsoa21["numerator"],
        denominator=lsoa21["denominator"],
        status=how.map({"U": "modelled", "S": "derived", "M": "derived"}),
        note=how.map(note),
    )
    totals = context.read("neighbourhood/fuel_poverty_2020_lad_wm_region_england.csv")
    country = totals[totals["la_code"].eq(ENGLAND)]
    england = frame(
        "fuel_poverty",
        area_code=country["la_code"],
        period="2020-01-01/P1Y",
        value=country["percent_fuel_poor"],
        numerator=country["households_in_fuel_poverty"],
        denominator=country["households"],
        status="modelled",
        note="Modelled by the publisher",
    )
    larger = larger_areas(lsoa, areas, "Sum of the modelled counts of its neighbourhoods")
    return pd.concat([lsoa, larger, england, with_deprivation(lsoa, areas)], ignore_index=True)


INDICATORS: dict[str, _Builder] = {
    "children_low_income_bhc": children_low_income_bhc,
    "children_low_income_ahc": children_low_income_ahc,
    "income_deprived_children_rate": income_deprived_children_rate,
    "fuel_poverty": fuel_poverty,
}
