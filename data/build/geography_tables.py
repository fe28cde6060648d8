"""Further tables of the geography family: statistical neighbours and the numbering of maps."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from data.build import geometry
from data.build.context import BuildError, Context

_NEIGHBOURS = "children/statistical_neighbours_2025.csv"
_CLOSENESS = ("Extremely close", "Very close", "Close", "Somewhat close", "Not close")


def neighbours(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Statistical neighbours of every English upper-tier authority (DfE model of 2025).

    Returns
    -------
    DataFrame
        utla_code, rank (1 = most alike, to 10), neighbour_code, closeness (the producer's word),
        sorted by code and rank.

    Raises
    ------
    BuildError
        When an authority is not in the areas table, has not ten neighbours, or a word of
        closeness is new.
    """
    raw = context.read(_NEIGHBOURS)
    table = raw.rename(columns={"area_code": "utla_code"})[
        ["utla_code", "rank", "neighbour_code", "closeness"]
    ]
    current = set(areas.loc[areas["is_upper_tier"] & ~areas["retired"], "area_code"])
    unknown = sorted((set(table["utla_code"]) | set(table["neighbour_code"])) - current)
    if unknown:
        raise BuildError(f"{_NEIGHBOURS}: codes that are no upper-tier authority: {unknown[:5]}")
    ranks = table.groupby("utla_code")["rank"].agg(lambda part: sorted(part))
    short = ranks.index[ranks.map(lambda part: part != list(range(1, 11)))].tolist()
    if short:
        raise BuildError(f"{_NEIGHBOURS}: not ranked 1 to 10: {short[:5]}")
    new = sorted(set(table["closeness"]) - set(_CLOSENESS))
    if new:
        raise BuildError(f"{_NEIGHBOURS}: unknown words of closeness: {new}")
    table["rank"] = table["rank"].astype("int64")
    return table.sort_values(["utla_code", "rank"]).reset_index(drop=True)


def geometry_index(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Numbering of the drawn areas, see `data.build.geometry.index`."""
    return geometry.index(areas)


INDICATORS: dict[str, Callable[[Context, pd.DataFrame], pd.DataFrame]] = {}
TABLES: dict[str, Callable[[Context, pd.DataFrame], pd.DataFrame]] = {
    "geometry_index": geometry_index,
    "neighbours": neighbours,
}
