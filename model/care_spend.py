"""What a week of care costs in each authority, as councils' accounts have it, in 2024-25 prices."""

from __future__ import annotations

from collections.abc import Sequence

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
    table = store.observations(INDICATOR)
    table = table[table["value"].notna() & table["group_type"].eq("all")]
    latest = table.sort_values("period").groupby("area_code").tail(1).set_index("area_code")

    def in_base_prices(code: str) -> float:
        start = parse_period(latest.at[code, "period"]).start.year
        year = f"{start}-{(start + 1) % 100:02d}"
        return float(latest.at[code, "value"]) * prices.factor(year)

    if store.REGION not in latest.index:
        raise store.StoreError(f"{INDICATOR}: no figure for the region ({store.REGION})")
    return np.array(
        [in_base_prices(code if code in latest.index else store.REGION) for code in authorities]
    )
