"""How old a figure is, counted at the newest figure in hand and not by a clock.

So the same data gives the same words on every day and computer.
"""

from __future__ import annotations

from functools import lru_cache

from data import store
from data.contract import parse_period


@lru_cache(maxsize=2)
def _newest(version: str) -> int:
    totals = store.totals()
    national = totals.loc[totals["area_code"] == store.ENGLAND, "period"]
    return max(parse_period(str(text)).end.toordinal() for text in national.unique())


def years_old(period: str) -> float:
    """Years from a period's last day to that of England's newest figure; 0 for a newer one."""
    days = _newest(store.data_version()) - parse_period(period).end.toordinal()
    return max(0.0, days / 365.25)
