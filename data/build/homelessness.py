"""Homelessness: households owed a duty and in temporary accommodation, by quarter."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.areas import COMBINED_AUTHORITY
from data.build.context import Builder, BuildError, Context
from data.build.health import within
from data.build.observations import WIDTH, frame, roll_up
from data.disclosure import suppress_small_counts

_SERIES = "added_2026/newer/homelessness_hclic_la_2018q2_2025q4.parquet"
_CENSUS = "neighbourhood/census2021_totals_lad_region_england.csv"
_CENSUS_TABLE = "TS021 ethnic group (5)"
#: The households behind the rates are given from this quarter on.
_FIRST_QUARTER = "2019 Q2"
_CHILDREN_KINDS = 5
_QUARTERS = 4
_NO_RETURN = "The authority's return for this quarter was missing or incomplete; this is not zero"
_NO_YEAR = "A quarter's return of this authority is missing or incomplete; this is not zero"
_ROUNDED = "From figures the publisher rounds to 10 and fills for authorities without a return"
_SUM = "Sum of the authorities within, from their published counts"
_UNKNOWN_SHARE, _TOO_MANY_UNKNOWN = 0.10, 0.25
_TOO_MANY_NOTE = (
    "No figure by group: more than one applicant in four has no known ethnic group here"
)
_UNKNOWN_NOTE = (
    "More than one applicant in ten has no known ethnic group here, so the group's figure is too "
    "low by an unknown amount"
)
_GROUPS = {"White": "white", "Black": "black", "Asian": "asian", "Mixed": "mixed", "Other": "other"}


def _read(context: Context, areas: pd.DataFrame, tables: list[str]) -> pd.DataFrame:
    raw = context.read(_SERIES)
    raw = raw[raw["table"].isin(tables)].astype({"area_code": str})
    raw = within(raw, areas)
    for column in ("quarter", "table", "indicator"):
        raw[column] = raw[column].astype(str)
    # Two districts of another region have two rows where boundaries changed; one is empty.
    raw = raw.sort_values("value", kind="stable", na_position="last")
    return raw.drop_duplicates(["area_code", "quarter", "table", "indicator"])


def _wide(raw: pd.DataFrame, table: str) -> pd.DataFrame:
    part = raw[raw["table"].eq(table) & raw["quarter"].ge(_FIRST_QUARTER)]
    return part.pivot(  # noqa: PD010
        index=["area_code", "quarter"], columns="indicator", values="value"
    )


def _quarter(names: pd.Series) -> pd.Series:
    """``2025 Q4`` -> ``2025-10-01/P3M``."""
    month = names.str[-1].astype(int) * 3 - 2
    return names.str[:4] + "-" + month.map("{:02d}".format) + "-01/P3M"


def _last_day(names: pd.Series) -> pd.Series:
    """``2025 Q4`` -> ``2025-12-31/P1D``."""
    return (
        names.str[:4]
        + names.str[-1].map({"1": "-03-31", "2": "-06-30", "3": "-09-30", "4": "-12-31"})
        + "/P1D"
    )


def _is_rounded(codes: pd.Series) -> pd.Series:
    return codes.str.match(r"E12|E92")


def _with_sums(rows: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Add the three counties and the combined authority as sums of their authorities."""
    table = areas.set_index("area_code")
    districts = table.loc[table["level"].eq("ltla"), "utla_code"]
    boroughs = table["combined_authority_code"]
    boroughs = boroughs[boroughs.eq(COMBINED_AUTHORITY) & table["level"].eq("utla")]
    parts = [roll_up(rows, parent, _SUM) for parent in (districts, boroughs)]
    return pd.concat([rows, *parts], ignore_index=True)


def _from_counts(
    indicator_id: str, counts: pd.DataFrame, multiplier: float, nothing: str
) -> pd.DataFrame:
    """Rows from counts: area_code, period, numerator, denominator; rounded ones as a value only.

    A count rounded to 10 still gives an interval its width.
    """
    counts = counts.reset_index(drop=True)
    rounded = _is_rounded(counts["area_code"])
    empty = counts["denominator"].eq(0)
    gone = counts["numerator"].isna() | counts["denominator"].isna()
    value = (counts["numerator"] / counts["denominator"] * multiplier).where(rounded)
    return frame(
        indicator_id,
        area_code=counts["area_code"],
        period=counts["period"],
        value=value,
        numerator=counts["numerator"].mask(rounded),
        denominator=counts["denominator"].mask(rounded),
        status=np.where(gone | empty, "missing", "derived"),
        note=np.select([gone, empty, rounded], [_NO_RETURN, nothing, _ROUNDED], ""),
        **{WIDTH: counts["denominator"].where(rounded)},
    )


def _has_years(rows: pd.DataFrame) -> pd.DataFrame:
    """Without areas that never have a figure (authorities abolished before the series)."""
    return rows[rows["area_code"].isin(rows.loc[rows["numerator"].notna(), "area_code"])]


def homeless_with_children(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Households with dependent children owed a prevention or relief duty per 1,000 households."""
    raw = _read(context, areas, ["A1", "A5P", "A5R"])
    counts = []
    for table in ("A5P", "A5R"):
        kinds = _wide(raw, table).filter(like="with children")
        if kinds.shape[1] != _CHILDREN_KINDS:
            raise BuildError(f"{_SERIES}: kinds of household with children have changed")
        counts.append(kinds.sum(axis=1, skipna=False))
    both = pd.DataFrame({"numerator": counts[0] + counts[1]})
    both["denominator"] = _wide(raw, "A1")["households in area (thousands)"] * 1000
    both = both.reset_index()
    both["period"] = _quarter(both["quarter"])
    rows = _from_counts("homeless_with_children", _has_years(both), 1000, "No households here")
    return _with_sums(rows, areas)


def homeless_domestic_abuse(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Relief duties where domestic abuse was the reason for losing the last settled home, %."""
    wide = _wide(_read(context, areas, ["A2R"]), "A2R").reset_index()
    counts = pd.DataFrame(
        {
            "area_code": wide["area_code"],
            "period": _quarter(wide["quarter"]),
            "numerator": wide["domestic abuse"],
            "denominator": wide["total"],
        }
    )
    nothing = "No household was owed a relief duty in the quarter, so there is no share"
    rows = _from_counts("homeless_domestic_abuse", _has_years(counts), 100, nothing)
    return _with_sums(rows, areas)


def temporary_accommodation(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Households in temporary accommodation per 1,000 households, last day of each quarter."""
    wide = _wide(_read(context, areas, ["TA1"]), "TA1").reset_index()
    counts = pd.DataFrame(
        {
            "area_code": wide["area_code"],
            "period": _last_day(wide["quarter"]),
            "numerator": wide["households in temporary accommodation"],
            "denominator": wide["households in area (thousands)"] * 1000,
        }
    )
    rows = _from_counts("temporary_accommodation", _has_years(counts), 1000, "No households here")
    return _with_sums(rows, areas)


def homeless_duties(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Households owed a duty in a calendar year per 1,000 residents, all and by ethnic group.

    By residents for the total too, so that total and groups have one unit: households by ethnic
    group are not in hand. Groups are those of the main applicant; unknown ones count in the total
    only. The region, the West Midlands' authorities and England.
    """
    name = "homeless_duties"
    raw = _read(context, areas, ["A8"])
    people = context.read(_CENSUS)
    people = people[people["table"].eq(_CENSUS_TABLE)]
    people = people.pivot(index="area_code", columns="category", values="value")  # noqa: PD010
    raw = raw[raw["area_code"].isin(people.index) & raw["indicator"].ne("not known")]
    raw["year"] = raw["quarter"].str[:4]
    keys = ["area_code", "year", "indicator"]
    sums = raw.groupby(keys, as_index=False).agg(
        numerator=("value", lambda cells: cells.sum(min_count=_QUARTERS)),
        quarters=("quarter", "nunique"),
        known=("value", "count"),
    )
    whole = sums.groupby("year")["quarters"].transform("max").eq(_QUARTERS)
    sums = sums[whole].reset_index(drop=True)
    every = sums["indicator"].eq("total")
    gone = sums["known"].lt(_QUARTERS)
    column = sums["indicator"].map({**_GROUPS, "total": "all_residents"})
    there = people.stack().reindex(pd.MultiIndex.from_arrays([sums["area_code"], column]))  # noqa: PD013
    rounded = _is_rounded(sums["area_code"])
    residents = pd.Series(there.to_numpy(float))
    value = (sums["numerator"] / residents * 1000).where(rounded & ~gone)
    rows = frame(
        name,
        area_code=sums["area_code"],
        period=sums["year"] + "-01-01/P1Y",
        group_type=every.map({True: "all", False: "ethnicity"}),
        group=sums["indicator"].mask(every, "all"),
        value=value,
        numerator=sums["numerator"].mask(rounded | gone),
        denominator=residents.mask(rounded),
        status=np.where(gone, "missing", "derived"),
        note=np.select([gone, rounded], [_NO_YEAR, _ROUNDED], ""),
        **{WIDTH: residents.where(rounded)},
    )
    rows = _many_unknown(_with_sums(rows, areas))
    table = areas.set_index("area_code")
    parent = table.loc[table["level"].eq("ltla"), "utla_code"].dropna()
    boroughs = table.loc[table["level"].eq("utla"), "combined_authority_code"].dropna()
    return suppress_small_counts(rows, parent=pd.concat([parent, boroughs]))


def _many_unknown(rows: pd.DataFrame) -> pd.DataFrame:
    """Mark groups as not comparable where many applicants have no known group.

    Their group's rate is then too low by an unknown amount. Where most of the difference between
    groups may be hidden (Sandwell 2025: 44% unknown) no group has a rate.
    """
    count = rows["numerator"].fillna(rows["value"] * rows[WIDTH] / 1000)
    keys = [rows["area_code"], rows["period"]]
    every = rows["group_type"].eq("all")
    total = count.where(every).groupby(keys).transform("sum")
    known = count.where(~every).groupby(keys).transform("sum")
    many = ~every & rows["value"].notna() | ~every & rows["numerator"].notna()
    many &= (total - known) > _UNKNOWN_SHARE * total
    rows = rows.copy()
    rows.loc[many, "status"] = "not comparable"
    rows.loc[many, "note"] = _UNKNOWN_NOTE
    most = many & ((total - known) > _TOO_MANY_UNKNOWN * total)
    rows.loc[most, "status"] = "missing"
    rows.loc[most, "note"] = _TOO_MANY_NOTE
    rows.loc[most, ["value", "numerator"]] = np.nan
    return rows


INDICATORS = {
    "homeless_domestic_abuse": homeless_domestic_abuse,
    "homeless_duties": homeless_duties,
    "homeless_with_children": homeless_with_children,
    "temporary_accommodation": temporary_accommodation,
}
TABLES: dict[str, Builder] = {}
