"""Two measures of the same areas: thirds of each, areas in the worst fifth of both, the link."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import two_measures
from analysis.two_measures import BothHigh
from components.figures import pile_up
from components.figures.areas import figures, periods_at
from components.figures.caches import kept
from components.figures.geometry import drawn_areas
from data import store

#: Levels at which two measures can be set against each other: enough areas for thirds.
LEVELS = ("lsoa", "msoa")
#: High need and high harm, unless the user chooses others.
USUAL = ("idaci_decile", "crime_decile")


@dataclass(frozen=True, eq=False)
class Two:
    """Two measures of every drawn area of a level, in the order of the shapes.

    ``table``: area_name, authority, inside, first, second, class (0 to 8: 3 x third of the first
    + third of the second, 2 the third where it is worst or, without a direction, highest; -1 where
    a figure is missing) and status.
    """

    table: pd.DataFrame
    periods: tuple[str, str]


def offered(level: str) -> list[str]:
    """Ids of the measures that have figures at a level, in the catalogue's order."""
    return [
        each
        for each, entry in store.indicators().items()
        if level in entry.levels and periods_at(each, level)
    ]


@kept
def two(first: str, second: str, level: str, scope: str) -> Two:
    """Both measures in their newest periods. Thirds are of the region's areas, whatever the place.

    Raises ValueError for one measure twice, or a measure that the level does not have.
    """
    known = offered(level)
    if first == second:
        raise ValueError("choose two different measures")
    if unknown := [each for each in (first, second) if each not in known]:
        raise ValueError(f"no measures at this level: {', '.join(unknown)}")
    periods = tuple(periods_at(each, level)[0] for each in (first, second))
    one, other = (
        figures(each, level, store.REGION, period)
        for each, period in zip((first, second), periods, strict=True)
    )
    thirds = [
        two_measures.thirds(
            table["value"], reverse=store.indicator(each).polarity == "high_is_good"
        )
        for each, table in ((first, one), (second, other))
    ]
    table = one[["area_name", "authority"]].copy()
    table["inside"] = table.index.isin(drawn_areas(level, scope).index)
    table["first"], table["second"] = one["value"], other["value"]
    table["class"] = two_measures.nine_classes(*thirds)
    held = one["status"].eq("suppressed") | other["status"].eq("suppressed")
    gap = np.where(held, "suppressed", "missing")
    table["status"] = np.where(table["class"] >= 0, "derived", gap)
    return Two(table, (periods[0], periods[1]))


def correlation(first: str, second: str, level: str, scope: str) -> tuple[float, int]:
    """Spearman's rank correlation over the place's areas, and how many have both figures.

    Turned so that above 0 worse goes with worse (or, without a direction, with higher).
    """
    table = two(first, second, level, scope).table
    inside = table[table["inside"]]
    turns = [
        -1 if store.indicator(each).polarity == "high_is_good" else 1 for each in (first, second)
    ]
    return two_measures.rank_correlation(turns[0] * inside["first"], turns[1] * inside["second"])


@kept
def both(first: str, second: str, scope: str) -> tuple[BothHigh, pd.DataFrame]:
    """Neighbourhoods of a place in the worst fifth of both measures, in the order of names.

    Returns what `analysis.two_measures.both_high` says of the place, and a frame indexed by area
    code: area_name, authority, children (0 to 15, Census 2021). Raises ValueError for a measure
    without a worse direction, which has no worst fifth.
    """
    known = pile_up.measures("lsoa")
    if unknown := [each for each in (first, second) if each not in known]:
        raise ValueError(f"no worst fifth of: {', '.join(unknown)}")
    areas = drawn_areas("lsoa")
    inside = areas.index.isin(drawn_areas("lsoa", scope).index)
    found = two_measures.both_high(known[first].states[inside], known[second].states[inside])
    table = areas.loc[areas.index[inside][found.both], ["area_name", "authority"]].copy()
    table["children"] = pile_up.children_of(table.index.tolist())
    return found, table.sort_values(["authority", "area_name"])
