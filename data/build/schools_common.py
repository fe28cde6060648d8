"""What the builders of school and youth justice indicators share."""

from __future__ import annotations

import pandas as pd

from data.build.observations import roll_up

ENGLAND = "E92000001"
NOBODY = "Nobody in this group here"
ROLLED_UP = "Sum of the seven boroughs' published counts"


def school_year(code: object) -> str:
    """ISO period of a school year such as 202223 or "202223" (September to August)."""
    text = str(code)
    return f"{text[:4]}-09-01/P1Y"


def parents(areas: pd.DataFrame) -> pd.Series:
    """area_code -> area it adds up to: authority to region and combined authority, to England.

    An authority of the combined authority has two entries. See `disclosure.sums_of`.
    """
    upper = areas[areas["is_upper_tier"].eq(True)].set_index("area_code")
    regions = areas.loc[areas["level"] == "region", "area_code"]
    return pd.concat(
        [
            upper["region_code"].dropna(),
            upper["combined_authority_code"].dropna(),
            pd.Series(ENGLAND, index=regions),
        ]
    )


def combined_authority(table: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """The seven boroughs' rows added up to the combined authority, where all have counts."""
    upper = areas[areas["is_upper_tier"].eq(True)].set_index("area_code")
    parent = upper["combined_authority_code"].dropna()
    parts = table[table["area_code"].isin(parent.index)]
    keys = ["period", "group_type", "group"]
    complete = parts.groupby(keys)["numerator"].transform("count") == len(parent)
    parts = parts[complete & parts["denominator"].notna()]
    if parts.empty:
        return parts
    return roll_up(parts, parent, ROLLED_UP)


def with_counts(
    table: pd.DataFrame, counts: pd.DataFrame, value_columns: tuple[str, str]
) -> pd.DataFrame:
    """Put numerators and denominators beside published "all" values of the same area and period.

    ``counts`` has area_code, period and the two columns named (numerator, denominator).
    """
    table = table.drop(columns=["numerator", "denominator"]).merge(
        counts[["area_code", "period", *value_columns]], how="left", on=["area_code", "period"]
    )
    return table.rename(columns={value_columns[0]: "numerator", value_columns[1]: "denominator"})


def with_empty_groups(table: pd.DataFrame) -> pd.DataFrame:
    """Add a row with count 0 for each group an area has no row of, where others have one.

    The sources leave out groups with nobody in them. Written down, they say so ("missing", with
    the reason), and a zero can stand beside a small count that has to be hidden.
    """
    groups = table[["group_type", "group"]].drop_duplicates()
    blocks = table[["indicator_id", "area_code", "period", "group_type"]].drop_duplicates()
    every = blocks.merge(groups, on="group_type")
    full = every.merge(table, how="left", on=list(every.columns), indicator="origin")
    empty = full["origin"].eq("left_only")
    full.loc[empty, ["numerator", "denominator"]] = 0.0
    full.loc[empty, ["status", "note", "interval_method", "area_level"]] = [
        "missing",
        NOBODY,
        "none",
        "",
    ]
    return full[list(table.columns)]
