"""What a week of care costs in each authority, as councils' accounts have it, in 2024-25 prices."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from data import store
from data.contract import parse_period
from model.prices import PriceIndex

INDICATOR = "looked_after_spend_week"


def care_week(authorities: Sequence[str], prices: PriceIndex) -> np.ndarray:
    """Spend per looked-after child a week, pounds of 2024-25, shape (authorities,).

    The latest year an authority has a published figure for; where it has none, the region's
    latest. The figure is the publisher's approximate unit cost in the prices of its year.

    Raises
    ------
    data.store.StoreError
        When the store has no figure for the region.
    """
    latest = _latest()
    if store.REGION not in latest:
        raise store.StoreError(f"{INDICATOR}: no figure for the region ({store.REGION})")
    found = [latest.get(code, latest[store.REGION]) for code in authorities]
    return np.array([value * prices.factor(year) for value, year in found])


@lru_cache(maxsize=1)
def _latest() -> dict[str, tuple[float, str]]:
    """Area -> latest published figure and its price year, e.g. (1525.0, "2024-25")."""
    table = store.observations(INDICATOR)
    table = table[table["value"].notna() & table["group_type"].eq("all")].sort_values("period")
    out = {}
    for code, value, period in zip(
        table["area_code"], table["value"], table["period"], strict=True
    ):
        start = parse_period(period).start.year
        out[code] = (float(value), f"{start}-{(start + 1) % 100:02d}")
    return out
