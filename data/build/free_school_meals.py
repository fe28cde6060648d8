"""Pupils eligible for free school meals: shares as published, counts where they are known."""

from __future__ import annotations

import pandas as pd

from data.build.context import Builder, BuildError, Context
from data.build.lait import census_day, known_areas, lait_indicator
from data.build.observations import WIDTH
from data.build.schools_common import combined_authority

_COUNTS = "added_2026/counts/free_school_meals_counts_la_jan2024.csv"
_IMPLIED = "added_2026/counts/free_school_meals_la_jan2025_implied.csv"
_TO_ONE_DECIMAL = 0.05 + 1e-6


def free_school_meals_secondary(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Secondary pupils eligible for free school meals, percent, on the January census day.

    January 2024 has the counts of the school census and, from them, the combined authority. For
    every other year pupils of January 2025 (or, where that is missing, 2024) stand in for the
    denominator: the share is published without its counts.

    Raises
    ------
    BuildError
        When a count does not give back the published share.
    """
    name = "free_school_meals_secondary"
    table = lait_indicator(context, areas, name, "SecFSM")
    counts = context.read(_COUNTS)
    counts = counts[counts["school_type"].eq("State-funded secondary")]
    counts = counts.assign(
        area_code=known_areas(counts["area_code"], areas, _COUNTS), period=f"{census_day(2024)}/P1D"
    ).dropna(subset=["area_code"])
    table = table.drop(columns=["numerator", "denominator"]).merge(
        counts[["area_code", "period", "numerator", "denominator"]],
        how="left",
        on=["area_code", "period"],
        validate="one_to_one",
    )
    again = table["numerator"] / table["denominator"] * 100
    if (again - table["value"]).abs().gt(_TO_ONE_DECIMAL).any():
        raise BuildError(f"{_COUNTS}: counts do not give the published shares of January 2024")
    implied = context.read(_IMPLIED)
    implied = implied[implied["education_phase"].eq("Secondary")]
    pupils = pd.Series(
        implied["denominator"].to_numpy(float),
        index=known_areas(implied["area_code"], areas, _IMPLIED),
    )
    older = counts.set_index("area_code")["denominator"]
    table[WIDTH] = table["area_code"].map(pupils).fillna(table["area_code"].map(older))
    return pd.concat([table, combined_authority(table, areas)], ignore_index=True)


INDICATORS = {"free_school_meals_secondary": free_school_meals_secondary}
TABLES: dict[str, Builder] = {}
