"""What care costs in each authority and where children live, as councils' returns have it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from data import store
from model.prices import PriceIndex


@lru_cache(maxsize=2)
def _weekly(version: str) -> pd.DataFrame:
    table = store.table("council_spend")
    table = table[table["measure"].eq("a child a week")]
    return table.pivot_table(index="area_code", columns="line", values="value").assign(
        price_year=table["financial_year"].iloc[0]
    )


def care_week(
    authorities: Sequence[str], prices: PriceIndex, line: str = "looked_after"
) -> np.ndarray:
    """Approximate spend per child a week, pounds of 2024-25, shape (authorities,).

    ``line``: "looked_after" (all placements), "fostering" or "residential". Where an authority has
    no figure, the region's.

    Raises
    ------
    data.store.StoreError
        When the store has no figure for the region.
    """
    table = _weekly(store.data_version())
    if store.REGION not in table.index:
        raise store.StoreError(f"council_spend: no figure for the region ({store.REGION})")
    own = table[line].reindex(list(authorities)).fillna(table.loc[store.REGION, line])
    return np.asarray(own.to_numpy(dtype=float) * prices.factor(str(table["price_year"].iloc[0])))


@lru_cache(maxsize=2)
def _placements(version: str) -> pd.DataFrame:
    table = store.table("care_placements")
    return table.pivot_table(index="area_code", columns="placement", values="children")


def placement_mix(authorities: Sequence[str]) -> pd.DataFrame:
    """Children looked after by placement on 31 March, one row an authority; NaN: suppressed."""
    return _placements(store.data_version()).reindex(list(authorities))
