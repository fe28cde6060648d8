"""The figures that stand for a place, and how they compare."""

from __future__ import annotations

import pandas as pd

from analysis import findings, place_findings
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
