"""Births, deaths and first offences: published rates without counts, with implied intervals."""

from __future__ import annotations

import pandas as pd

from data.build.context import Builder, Context
from data.build.implied import GIRLS, TERM_BIRTHS, check_small_events, with_width
from data.build.lait import lait_indicator
from data.build.observations import WIDTH, frame

_POOLED_YEARS = 3
_POOLED_NOTE = "Three yearly rates pooled, each weighted by its births as residents aged 0 imply"
_GAP_NOTE = "One of the three years has no rate in the source"


def infant_mortality(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Deaths under one year per 1,000 live births, three calendar years pooled.

    The national profile pools three years as the yearly numbers are small. The source has yearly
    rates only; pooled here with residents aged 0 as the weights.
    """
    name = "infant_mortality"
    yearly = with_width(context, areas, lait_indicator(context, areas, name, "InfMort"), "age_0")
    check_small_events(context, areas, name, yearly)
    yearly["year"] = yearly["period"].str.slice(0, 4).astype(int)
    births = yearly[WIDTH].where(yearly["value"].notna())
    # Authorities without a stand-in get the plain mean: births hardly change in three years.
    yearly["births"] = births.fillna(1.0).where(yearly["value"].notna())
    yearly["deaths"] = yearly["value"] * yearly["births"]
    parts = []
    for last in range(yearly["year"].min() + _POOLED_YEARS - 1, yearly["year"].max() + 1):
        span = yearly[yearly["year"].between(last - _POOLED_YEARS + 1, last)]
        sums = span.groupby("area_code", as_index=False).agg(
            rates=("value", "count"),
            deaths=("deaths", "sum"),
            births=("births", "sum"),
            width=(WIDTH, lambda counts: counts.sum(min_count=_POOLED_YEARS)),
        )
        whole = sums["rates"].eq(_POOLED_YEARS)
        parts.append(
            frame(
                name,
                area_code=sums["area_code"],
                period=f"{last - _POOLED_YEARS + 1}-01-01/P{_POOLED_YEARS}Y",
                value=(sums["deaths"] / sums["births"]).where(whole),
                status=whole.map({True: "derived", False: "missing"}),
                note=whole.map({True: _POOLED_NOTE, False: _GAP_NOTE}),
                **{WIDTH: sums["width"].where(whole)},
            )
        )
    return pd.concat(parts, ignore_index=True)


def low_birth_weight(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Babies under 2,500 g among live births at term, percent."""
    name = "low_birth_weight"
    table = lait_indicator(context, areas, name, "Low_Birth_Weight_Babies")
    table = with_width(context, areas, table, "age_0", TERM_BIRTHS)
    check_small_events(context, areas, name, table)
    return table


def under18_conceptions(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Conceptions of girls under 18 per 1,000 girls aged 15 to 17."""
    name = "under18_conceptions"
    table = lait_indicator(context, areas, name, "Under18concep")
    table = with_width(context, areas, table, "age_15_17", GIRLS)
    check_small_events(context, areas, name, table)
    return table


def first_time_entrants(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """First-time entrants per 100,000 aged 10 to 17; no England row (see corrections.yaml)."""
    name = "first_time_entrants"
    table = with_width(
        context, areas, lait_indicator(context, areas, name, "FirstYJS"), "age_10_17"
    )
    check_small_events(context, areas, name, table)
    return table


INDICATORS = {
    "infant_mortality": infant_mortality,
    "low_birth_weight": low_birth_weight,
    "under18_conceptions": under18_conceptions,
    "first_time_entrants": first_time_entrants,
}
TABLES: dict[str, Builder] = {}
