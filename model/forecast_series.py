"""Yearly series of every English authority, on which the baseline's forecasts are tested.

Each series is the natural logarithm of a rate, or the logit of a share that cannot pass all, years
by authority. A rate of nothing has no logarithm and is left out. Years are those in which a period
ends, as in `model.baseline`.
"""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
import pandas as pd

from data import store

_UPPER = ("E06", "E08", "E09", "E10")
#: Outcome -> (column of ``care_flows``, column of ``authority_panel``, first year). Children in
#: need were first counted on the present basis in 2013; the year's starts of 2013 are not on it.
_CARE = {
    "children_in_need": ("cin_stock", "cin_stock", 2013),
    "cin_starts": ("cin_starts", "cin_starts", 2014),
    "child_protection_plans": ("cpp_stock", "cpp_stock", 2010),
    "cpp_starts": ("cpp_starts", "cpp_starts", 2010),
    "looked_after": ("cla_stock", "cla_stock", 2010),
    "care_entries": ("cla_starts", "cla_starts", 2010),
    "care_exits": ("cla_ends", "cla_ends", 2010),
}
#: Outcome -> (indicator, years to add to the year in which its period begins).
_INDICATORS = {
    "suspensions": ("suspensions", 1),
    "permanent_exclusions": ("permanent_exclusions", 1),
    "first_time_entrants": ("first_time_entrants", 0),
    "self_harm_admissions": ("self_harm_10_24", 1),
}
#: Outcomes with six or more published years, in the order of the table.
TESTED = (*_CARE, *_INDICATORS, "persistent_absence", "child_poverty")
#: Years of the pandemic: breaks, not trend. Schools were closed in 2019/20 too.
_PANDEMIC, _SCHOOL_PANDEMIC = (2021, 2022), (2020, 2021, 2022)
_OF_SCHOOLS = ("suspensions", "permanent_exclusions", "persistent_absence")


def breaks(outcome: str) -> tuple[int, ...]:
    """Years taken as a break in an outcome's series."""
    return _SCHOOL_PANDEMIC if outcome in _OF_SCHOOLS else _PANDEMIC


def _children() -> pd.Series:
    """Children behind a year's rate: 0 to 17 at the mid-year before; up to 2012 carried back.

    Before 2013 from the panel's children 0 to 16, at each authority's usual ratio of the two.
    """
    people = store.table("population_children")
    people = people.assign(year=people["year"] + 1).set_index(["area_code", "year"])["children"]
    panel = store.table("authority_panel").set_index(["area_code", "year"])["population_0_16"]
    ratio = (people / panel).groupby(level="area_code").median()
    carried = panel * panel.index.get_level_values("area_code").map(ratio)
    return people.combine_first(carried)


#: Shares in %, taken as logits.
SHARES = ("persistent_absence", "child_poverty")


def scaled(outcome: str, rate: np.ndarray) -> np.ndarray:
    """A rate on the scale on which it is forecast: its logarithm, or the logit of a share in %."""
    return np.asarray(np.log(rate / (100 - rate)) if outcome in SHARES else np.log(rate))


def unscaled(outcome: str, value: np.ndarray) -> np.ndarray:
    """The rate behind a value of `scaled`."""
    odds = np.exp(value)
    return np.asarray(100 * odds / (1 + odds) if outcome in SHARES else odds)


def _log(rates: pd.Series) -> pd.DataFrame:
    """Rates indexed by (area_code, year) as logarithms, years by authority."""
    kept = np.log(rates[rates > 0].dropna()).rename("rate").reset_index()
    return kept.pivot_table(index="year", columns="area_code", values="rate").sort_index()


def _care(outcome: str) -> pd.DataFrame:
    ours, theirs, first = _CARE[outcome]
    flows = store.table("care_flows")
    flows = flows[flows["area_code"].str[:3].isin(_UPPER)].set_index(["area_code", "year"])
    panel = store.table("authority_panel").set_index(["area_code", "year"])
    table = _log(flows[ours].combine_first(panel[theirs]) / _children())
    return table[table.index >= first]


def _indicator(outcome: str) -> pd.DataFrame:
    name, later = _INDICATORS[outcome]
    table = store.observations(name, group_type="all")
    table = table[table["area_code"].str[:3].isin(_UPPER)].dropna(subset=["value"])
    year = table["period"].str[:4].astype(int) + later
    return _log(table.assign(year=year).set_index(["area_code", "year"])["value"])


def _further(name: str) -> pd.DataFrame:
    table = store.table("authority_series")
    return _log(table[table["series"].eq(name)].set_index(["area_code", "year"])["value"])


def _poverty() -> pd.DataFrame:
    """Published from 2022; the panel's years before carried to that level by the ratio in 2022."""
    now = _further("child_poverty")
    before = store.table("authority_panel").dropna(subset=["poverty_percent"])
    before = _log(before.set_index(["area_code", "year"])["poverty_percent"])
    joined = before + (now.loc[2022] - before.loc[2022])
    return pd.concat([joined.loc[:2021], now]).sort_index()


@cache
def _series(outcome: str, version: str) -> pd.DataFrame:
    if outcome in _CARE or outcome in _INDICATORS:
        table = _care(outcome) if outcome in _CARE else _indicator(outcome)
        # A year known for a few authorities only says nothing of the country.
        known = table.notna().sum(axis=1)
        return table[known >= known.max() / 2]
    table = _poverty() if outcome == "child_poverty" else _further(outcome)
    rates = np.exp(table.to_numpy(float))
    return pd.DataFrame(scaled(outcome, rates), index=table.index, columns=table.columns)


def series(outcome: str) -> pd.DataFrame:
    """An outcome's rate as `scaled`: index year, a column for each authority.

    Raises
    ------
    KeyError
        For an outcome that has fewer than six published years.
    """
    if outcome not in TESTED:
        raise KeyError(f"{outcome}: fewer than six published years, so no forecast is tested")
    return _series(outcome, store.data_version()).copy()


def fingerprint() -> str:
    """Short fingerprint of every series, by which stored forecasts know their figures."""
    digest = hashlib.sha256()
    for outcome in TESTED:
        table = series(outcome)
        digest.update(outcome.encode() + "|".join(table.columns).encode())
        digest.update(np.round(table.to_numpy(float), 6).tobytes())
    return digest.hexdigest()[:12]
