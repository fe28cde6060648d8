"""Populations that stand in for denominators a publisher does not give.

They set the width of an interval and nothing else (see `observations.WIDTH`). The base is the
first edition of the mid-2023 estimates by age; for other years it is moved with the number of
children aged 0 to 17, which is known for every year (adults stay as they are). A stand-in a few
percent off moves an interval's half-width by half as much: enough for a test of difference, not
for a count.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.context import BuildError, Context
from data.build.observations import WIDTH
from data.build.social_care_counts import WEST_MIDLANDS_CA, boroughs, children
from data.contract import parse_period

_POPULATION = "added_2026/counts/population_lad_mid2023_first_edition_young_ages.parquet"
_SMALL_EVENTS = "added_2026/counts/small_event_counts_implied_la.csv"
_BASE_YEAR = 2023
#: Births (first year of life), term births and girls of 15 to 17 as shares of residents by age,
#: as the source file states them.
TERM_BIRTHS, GIRLS = 0.92, 0.487
#: Stand-ins of the two files must agree to this share where both have one.
_AGREE = 0.005


def residents(context: Context, areas: pd.DataFrame, age: str) -> pd.Series:
    """Residents of an age band at mid-2023 by area code; the combined authority added up.

    ``age`` as the source names it, e.g. "age_10_17"; "age_16_64", "age_18_over" and
    "age_10_over" are added up here.
    """
    source = context.read(_POPULATION)
    wide = source.pivot(index="area_code", columns="age", values="value").astype(float)  # noqa: PD010
    wide["age_16_64"] = wide["age_16_17"] + wide["age_18_64"]
    wide["age_18_over"] = wide["all ages"] - wide["age_0_17"]
    wide["age_10_over"] = wide["all ages"] - wide["age_0_17"] + wide["age_10_17"]
    if age not in wide:
        raise BuildError(f"{_POPULATION}: no age band '{age}'")
    known = wide[age]
    combined = known.reindex(boroughs(areas).index).sum(min_count=7)
    return pd.concat([known, pd.Series({WEST_MIDLANDS_CA: combined})])


def _moved(context: Context, areas: pd.DataFrame, table: pd.DataFrame, lag: int) -> np.ndarray:
    """Children 0 to 17 in each row's year over those of 2023; 1 where either is not known."""
    people = children(context, areas).set_index(["area_code", "year"])["children"]
    years = table["period"].map(
        {p: parse_period(p).end.year - lag for p in table["period"].unique()}
    )
    there = people.reindex(pd.MultiIndex.from_arrays([table["area_code"], years])).to_numpy()
    base = people.reindex(pd.MultiIndex.from_product([table["area_code"], [_BASE_YEAR]])).to_numpy()
    return np.asarray(np.nan_to_num(there / base, nan=1.0))


def with_width(
    context: Context,
    areas: pd.DataFrame,
    table: pd.DataFrame,
    age: str,
    share: float = 1.0,
    lag: int = 0,
    move: bool = True,
) -> pd.DataFrame:
    """Give every row of the whole population a stand-in denominator.

    ``share`` of the age band is counted (e.g. girls; above 1 for person-years). ``lag`` is for
    rates a publisher divides by the population of an earlier year than the one the period ends
    in. ``move`` false leaves the base as it is: for adults, who do not move with children.
    """
    table = table.reset_index(drop=True)
    people = table["area_code"].map(residents(context, areas, age)) * share
    if move:
        people = people * _moved(context, areas, table, lag)
    every = table["group_type"].eq("all")
    return table.assign(**{WIDTH: people.where(every).round(1)})


def check_small_events(
    context: Context, areas: pd.DataFrame, indicator: str, table: pd.DataFrame
) -> None:
    """Compare our stand-ins with those worked out independently for the newest year.

    Raises
    ------
    BuildError
        When one differs by more than half a percent, once both are on the same year.
    """
    source = context.read(_SMALL_EVENTS)
    source = source[source["indicator"].eq(indicator)].set_index("area_code")
    moved = _moved(context, areas, table, 0)
    ours = (table[WIDTH] / moved).set_axis(table["area_code"])
    ours = ours[~ours.index.duplicated()].reindex(source.index)
    apart = (ours / source["denominator_standing_in"] - 1).abs()
    if apart.gt(_AGREE).any():
        raise BuildError(
            f"{_SMALL_EVENTS}: {indicator} stands on another population: {apart.idxmax()}"
        )
