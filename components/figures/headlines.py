"""The figures that stand for a place, and how they compare."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import findings, place_findings
from analysis.comparison import Counted
from components.figures import profile
from components.figures.caches import kept
from data import store


def nation_of(indicator_id: str, period: str) -> str:
    """England, or the first nation standing in for it that has the period; "" when none has."""
    for code in store.NATIONS:
        rows = store.observations(indicator_id, area_codes=code, group_type="all")
        if rows.loc[rows["period"] == period, "value"].notna().any():
            return code
    return ""


@dataclass(frozen=True)
class Benchmark:
    """What a figure is set against in its own period; NaN where there is none."""

    value: float  # as it is told
    exact: float  # from its counts, where they make it up: what the test is against
    rest: bool  # whether both are of the nation without the place


def benchmark_of(rows: pd.DataFrame, area: str, nation: str, multiplier: float) -> Benchmark:
    """The nation's figure for a place, without the place where that is a large part of it.

    ``rows``: whole-population observations of one indicator and period, indexed by area code.
    """
    if not nation or nation == area or nation not in rows.index:
        return Benchmark(np.nan, np.nan, False)

    def counted(code: str) -> Counted:
        one = rows.loc[code, ["value", "numerator", "denominator"]].astype(float)
        return Counted(*one)

    whole = counted(nation)
    if profile.is_large_part(area) and area in rows.index:
        rest = whole.rest_without(counted(area), multiplier)
        if not np.isnan(rest):
            return Benchmark(rest, rest, True)
    return Benchmark(whole.value, whole.unrounded(multiplier), False)


#: One headline per domain: what a strategist asks for first. Which indicators, not which values.
HEADLINES = (
    "children_low_income_ahc",
    "looked_after",
    "infant_mortality",
    "persistent_absence",
    "suspensions",
    "overcrowding",
)


def comparisons(scope: str) -> pd.DataFrame:
    """The place's newest figures against England's (or the next nation that has one)."""
    return findings.compare_with(
        store.totals([scope]),
        store.totals(list(store.NATIONS)),
        store.indicators(),
        large_part=profile.is_large_part(scope),
    )


@kept
def _findings_of(scope: str, version: str) -> tuple[place_findings.Finding, ...]:
    return tuple(place_findings.of_place(scope))


def findings_of(scope: str) -> tuple[place_findings.Finding, ...]:
    """The findings of a place, kept."""
    return _findings_of(scope, store.data_version())
