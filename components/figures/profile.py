"""The table of an area profile: whom a place is compared with, and which rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import profile, rules
from components.figures.caches import kept
from data import store
from data.metadata import DOMAIN_TITLES

ONLY = {
    "": "All indicators",
    "worse": "Worse than the benchmark",
    "worst-fifth": "In the worst fifth of authorities",
    "services": "Things services do",
}


def kind_of(scope: str) -> str:
    """ "region", "combined_authority", "utla" or "ltla" (a shire district)."""
    return store.area(scope).level


def is_large_part(scope: str) -> bool:
    """Whether a place is a large part of England, by the register of rules."""
    return bool(scope) and kind_of(scope) in rules.words("large_part_levels")


def comparators(scope: str) -> profile.Comparators:
    """What the place is set against.

    A county or borough: all upper-tier authorities of England and its statistical neighbours.
    A shire district: the lower-tier authorities of the region. The region and the combined
    authority: the upper-tier authorities, to show where an average lies among them.
    """
    level = kind_of(scope)
    if level == "ltla":
        others = store.areas("ltla", store.REGION)
    else:
        others = store.areas("utla", store.ENGLAND)
    near = store.statistical_neighbours(scope)["neighbour_code"] if level == "utla" else ()
    return profile.Comparators(
        place=scope,
        england=store.ENGLAND,
        wider=tuple(code for code in store.NATIONS if code != store.ENGLAND),
        region="" if scope == store.REGION else store.REGION,
        neighbours=tuple(near),
        authorities=tuple(others["area_code"]),
        large_part=is_large_part(scope),
    )


@kept
def _everywhere(_version: str) -> pd.DataFrame:
    """Whole-population rows of all authorities and larger areas; by sex where only that exists."""
    rows = store.totals()
    whole = set(rows["indicator_id"].unique())
    parts = [rows]
    for indicator_id, entry in store.indicators().items():
        if indicator_id not in whole and "sex" in entry.breakdowns:
            parts.append(store.observations(indicator_id, group_type="sex"))
    texts = ["area_code", "indicator_id", "group_type", "group", "period", "status"]
    return pd.concat([part.astype(dict.fromkeys(texts, object)) for part in parts])


def rows_of(who: profile.Comparators) -> pd.DataFrame:
    """Observations of the place and its comparators; by sex where nothing else is published."""
    rows = _everywhere(store.data_version())
    return rows[rows["area_code"].isin(who.codes)].reset_index(drop=True)


def benchmarks_of(scope: str) -> list[str]:
    """Words of the benchmarks that the place can be set against."""
    found = ["england"]
    if scope != store.REGION:
        found.append("region")
    if kind_of(scope) == "utla":
        found.append("neighbours")
    return found


def chosen(table: pd.DataFrame, domain: str, only: str) -> pd.DataFrame:
    """Rows of a domain ("" for all) that pass a filter of ONLY, domain by domain."""
    catalogue, order = store.indicators(), list(DOMAIN_TITLES)
    places = [order.index(catalogue[i].domain) for i in table["indicator_id"]]
    table = table.iloc[np.argsort(places, kind="stable")]
    if domain:
        table = table[[catalogue[i].domain == domain for i in table["indicator_id"]]]
    if only == "worse":
        return table[table["verdict"] == "worse"]
    if only == "worst-fifth":
        return table[table["worst_fifth"].astype(bool)]
    if only == "services":
        return table[[catalogue[i].done_by_services for i in table["indicator_id"]]]
    return table
