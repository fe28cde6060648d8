"""The gap between the most and the least deprived: over time and by place."""

from __future__ import annotations

import pandas as pd

from analysis.deprivation_profile import slope_row
from components.figures import groups
from components.figures.caches import kept
from components.figures.groups import Shown
from data import store
from data.metadata import Indicator


def slopes(entry: Indicator, found: Shown) -> pd.DataFrame:
    """The slope of every period that has one (columns as `deprivation_profile.slope_row`)."""
    version = store.data_version()
    rows = [
        slope_row(period, groups.profile_of(entry.id, found.code, found.kind, period, version))
        for period in found.periods
    ]
    return pd.DataFrame(rows).dropna(subset=["sii"])


def slopes_by_place(entry: Indicator, kind: str, period: str) -> pd.DataFrame:
    """The slope of every upper-tier authority of the region in one period, in order of name.

    Columns group (name), code, value, lower, upper, rii, reason; authorities without a slope
    have NaN and the reason.
    """
    return _slopes_by_place(entry.id, kind, period, store.data_version()).copy()


@kept
def _slopes_by_place(indicator_id: str, kind: str, period: str, version: str) -> pd.DataFrame:
    entry = store.indicator(indicator_id)
    names = groups.names()
    rows = []
    for code in store.areas("utla", store.REGION).sort_values("area_name")["area_code"]:
        found = groups.shown(entry, kind, code, code)
        if found is None or found.code != code or period not in found.periods:
            continue
        profile = groups.profile_of(indicator_id, code, kind, period, version)
        row = slope_row(period, profile)
        rows.append(
            {
                "group": names[code],
                "code": code,
                "value": row["sii"],
                "lower": row["sii_lower"],
                "upper": row["sii_upper"],
                "rii": row["rii"],
                "reason": row["reason"],
            }
        )
    return pd.DataFrame(rows)
