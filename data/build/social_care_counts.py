"""Counts and children behind the social care rates, and which of them fit the published rate.

Counts come from the children in need census and the looked-after children return (Department for
Education), children from the Office for National Statistics mid-year estimates: the rate for the
year ending 31 March Y uses the children of mid-year Y-1.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.context import BuildError, Context
from data.build.lait import known_areas
from data.build.observations import roll_up
from data.contract import parse_period

CENSUS = "children/cin_census_la_2013_2025_long.parquet"
LOOKED_AFTER = "children/looked_after_children_la_2018_2025_long.parquet"
POPULATION = "children/population_0_17_la_2012_2024.csv"

WEST_MIDLANDS_CA = "E47000007"
#: A year's counts are used only when nearly all of them give back the published figures: in the
#: others the publisher used another population or a later correction.
_YEAR_MUST_FIT = 0.95
#: Regional and national counts are rounded to the nearest 10; below this count that would matter.
_ROUNDED_COUNT_FLOOR = 1000
_ROLL_UP_NOTE = "Sum of the published counts of the seven boroughs"


def census_counts(
    context: Context, areas: pd.DataFrame, table: str, indicator: str, period: str = "stock"
) -> pd.DataFrame:
    """Counts of one line of the children in need census.

    Parameters
    ----------
    table
        First letters of the table's name, e.g. "b1" for children in need.
    indicator
        The publisher's column, e.g. "At31_episodes".
    period
        "stock" for 31 March, "year" for the year ending 31 March.

    Returns
    -------
    DataFrame
        Columns area_code, year, period, count, mark ("" or the publisher's mark).
    """
    source = context.read(CENSUS)
    wanted = source["table"].astype(str).str.startswith(f"{table} ")
    rows = source[wanted & source["indicator"].eq(indicator)]
    if rows.empty:
        raise BuildError(f"{CENSUS}: no '{indicator}' in table {table}")
    return _counts(rows, "value", areas, period)


def looked_after_counts(
    context: Context,
    areas: pd.DataFrame,
    indicator: str,
    breakdown_type: str,
    breakdown: str,
    period: str = "stock",
) -> pd.DataFrame:
    """Counts of one line of the looked-after children tables; columns as `census_counts`."""
    source = context.read(LOOKED_AFTER)
    rows = source[
        source["indicator"].eq(indicator)
        & source["breakdown_type"].eq(breakdown_type)
        & source["breakdown"].eq(breakdown)
    ]
    if rows.empty:
        raise BuildError(f"{LOOKED_AFTER}: no '{indicator} / {breakdown_type} / {breakdown}'")
    return _counts(rows, "number", areas, period)


def _counts(rows: pd.DataFrame, column: str, areas: pd.DataFrame, period: str) -> pd.DataFrame:
    year = rows["year"].astype(int)
    if period == "stock":
        iso = year.astype(str) + "-03-31/P1D"
    elif period == "year":
        iso = (year - 1).astype(str) + "-04-01/P1Y"
    else:
        raise BuildError(f"period must be 'stock' or 'year', not '{period}'")
    table = pd.DataFrame(
        {
            "area_code": known_areas(rows["area_code"], areas, "social care counts"),
            "year": year,
            "period": iso,
            "count": pd.to_numeric(rows[column], errors="coerce"),
            "mark": rows["mark"].astype(object).fillna("").astype(str).str.strip(),
        }
    ).dropna(subset=["area_code"])
    table["area_code"] = table["area_code"].astype(str)
    if table.duplicated(["area_code", "year"]).any():
        raise BuildError("social care counts: one area has two counts in one year")
    return table.reset_index(drop=True)


def children(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Children aged 0 to 17 at mid-year: columns area_code, year (of the mid-year), children.

    Upper-tier authorities of England, regions, England, and the combined authority as the sum of
    its seven boroughs.
    """
    source = context.read(POPULATION)
    table = pd.DataFrame(
        {
            "area_code": known_areas(source["area_code"], areas, POPULATION),
            "year": source["year"].astype(int),
            "children": pd.to_numeric(source["population_estimate"]),
        }
    ).dropna(subset=["area_code"])
    parts = table[table["area_code"].isin(boroughs(areas).index)]
    whole = parts.groupby("year", as_index=False).agg(
        children=("children", "sum"), parts=("area_code", "nunique")
    )
    whole = whole[whole["parts"].eq(len(boroughs(areas)))].drop(columns="parts")
    table = pd.concat([table, whole.assign(area_code=WEST_MIDLANDS_CA)], ignore_index=True)
    if table.duplicated(["area_code", "year"]).any():
        raise BuildError(f"{POPULATION}: one area has two populations in one year")
    return table.sort_values(["area_code", "year"], ignore_index=True)


def boroughs(areas: pd.DataFrame) -> pd.Series:
    """area_code -> combined authority code, for its seven boroughs."""
    rows = areas[areas["level"].eq("utla") & areas["combined_authority_code"].eq(WEST_MIDLANDS_CA)]
    if len(rows) != 7:
        raise BuildError(f"the combined authority has {len(rows)} boroughs in areas, not 7")
    return rows.set_index("area_code")["combined_authority_code"]


def children_behind(
    context: Context, areas: pd.DataFrame, table: pd.DataFrame, lag: int = 1
) -> pd.Series:
    """Children of mid-year (year the period ends - ``lag``) for each row of observations."""
    people = children(context, areas).set_index(["area_code", "year"])["children"]
    years = table["period"].map({p: parse_period(p).end.year for p in table["period"].unique()})
    index = pd.MultiIndex.from_arrays([table["area_code"], years - lag])
    return pd.Series(people.reindex(index).to_numpy(), index=table.index)


def attach_counts(
    table: pd.DataFrame,
    counts: pd.DataFrame,
    denominator: pd.Series | pd.DataFrame,
    multiplier: float,
    decimals: int,
) -> pd.DataFrame:
    """Put numerator and denominator to the rows whose published value they give back.

    Parameters
    ----------
    table
        Observations with published values.
    counts
        Columns area_code, period, count.
    denominator
        Series in step with ``table`` (children), or a counts table (a share's whole).
    multiplier, decimals
        The value is count / denominator x multiplier, published to so many decimals.

    Returns
    -------
    DataFrame
        A row gets both counts when they reproduce its value within rounding. A year in which
        fewer than 95% of rows do gets none; nor does a regional or national row whose count
        (rounded to the nearest 10 by the publisher) is below 1,000.
    """
    table = table.reset_index(drop=True)
    keys = ["area_code", "period"]
    index = pd.MultiIndex.from_frame(table[keys])

    def reindexed(source: pd.DataFrame) -> np.ndarray:
        return np.asarray(source.set_index(keys)["count"].reindex(index).to_numpy(float))

    numerator = reindexed(counts)
    whole = (
        reindexed(denominator)
        if isinstance(denominator, pd.DataFrame)
        else denominator.to_numpy(float)
    )
    rounded = table["area_code"].str[:3].isin(["E12", "E92"]).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = numerator / whole * multiplier
        # A count rounded to the nearest 10 may be 5 off, a rounded whole moves a share as much.
        slack = np.where(rounded, 10 / whole * multiplier, 0)
    value = table["value"].to_numpy(float)
    known = np.isfinite(rate) & np.isfinite(value)
    fits = known & (np.abs(rate - value) <= 0.5 * 10.0**-decimals + slack + 1e-6)
    compared = pd.Series(np.where(known, fits, np.nan), index=table["period"])
    good_years = compared.groupby(level=0).mean().ge(_YEAR_MUST_FIT)
    use = (
        fits
        & table["period"].map(good_years).fillna(False).to_numpy(bool)
        & ~(rounded & (numerator < _ROUNDED_COUNT_FLOOR))
    )
    table["numerator"] = np.where(use, numerator, np.nan)
    table["denominator"] = np.where(use, whole, np.nan)
    return table


def with_combined_authority(table: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Add the combined authority where the seven boroughs' counts are to hand.

    Periods and groups for which no borough has counts are left out; those for which only some
    have are "missing", because a sum with holes would be too low.
    """
    parts = table[table["area_code"].isin(boroughs(areas).index)]
    keys = ["period", "group_type", "group"]
    has = parts.groupby(keys)["numerator"].transform(lambda s: s.notna().any())
    complete = parts.groupby(keys)["area_code"].transform("nunique").eq(7)
    parts = parts[has & complete]
    if parts.empty:
        return table
    sums = roll_up(parts, boroughs(areas), _ROLL_UP_NOTE)
    return pd.concat([table, sums], ignore_index=True)
