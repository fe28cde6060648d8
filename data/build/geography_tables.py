"""Further tables of geography: statistical neighbours, areas that touch, numbering of maps."""

from __future__ import annotations

import pandas as pd
import shapely

from data.build import geometry
from data.build.context import Builder, BuildError, Context

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


def contiguity(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Which neighbourhoods (LSOA), MSOAs and authorities of the region touch: Queen contiguity.

    Two areas touch when they share at least one point of their boundaries as drawn (the light
    layers, whose edges are shared). Found with shapely rather than from a drawing tolerance, so
    each pair is either there or not. The region ends at its border: neighbours beyond are absent.

    Returns
    -------
    DataFrame
        level ("lsoa", "msoa", "utla"), code, neighbour; each pair in both directions, sorted.

    Raises
    ------
    BuildError
        When an area touches no other.
    """
    parts = []
    for level in ("lsoa", "msoa", "utla"):
        shapes = geometry.read_layer(context, level)
        first, second = shapely.STRtree(shapes.to_numpy()).query(
            shapes.to_numpy(), predicate="intersects"
        )
        apart = first != second
        pairs = pd.DataFrame(
            {
                "level": level,
                "code": shapes.index[first[apart]],
                "neighbour": shapes.index[second[apart]],
            }
        )
        if lost := sorted(set(shapes.index) - set(pairs["code"])):
            raise BuildError(f"{level}: areas that touch no other: {lost[:5]}")
        parts.append(pairs.sort_values(["code", "neighbour"]))
    return pd.concat(parts, ignore_index=True)


INDICATORS: dict[str, Builder] = {}
TABLES: dict[str, Builder] = {
    "geometry_index": geometry_index,
    "neighbours": neighbours,
    "contiguity": contiguity,
}
