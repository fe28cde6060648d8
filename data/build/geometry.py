"""Boundaries as the browser draws them: light GeoJSON files served from ``static/geometry``.

The lines are those of the light source layers, simplified there with shared edges, so
neighbouring areas leave no gap. Coordinates are passed on unchanged (five decimals, about one
metre). For display only: do not measure areas from these files.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import pandas as pd
import shapely

from data.build.context import BuildError, Context


@dataclass(frozen=True)
class Layer:
    """One boundary file: where it is read, its code column, whether names travel with it."""

    path: str
    code: str
    named: bool


#: Layer name -> source. "ltla" holds all 30 lower-tier authorities and "utla" all 14 upper-tier
#: ones, so the seven boroughs and four unitaries are in both.
LAYERS: dict[str, Layer] = {
    "lsoa": Layer("geography/lsoa21_wm_light.geojson", "LSOA21CD", False),
    "msoa": Layer("geography/msoa21_wm_light.geojson", "MSOA21CD", False),
    "ward": Layer("geography/ward25_wm_light.geojson", "WD25CD", False),
    "ltla": Layer("geography/ltla_wm_light.geojson", "LADCD", True),
    "utla": Layer("geography/utla_wm_light.geojson", "UTLACD", True),
    "outline": Layer("geography/outline_region_wmca_light.geojson", "AREACD", True),
}


def read_layer(context: Context, layer: str) -> pd.Series:
    """Polygons of one layer (shapely, WGS84), indexed by area code in sorted order.

    Raises
    ------
    BuildError
        When a code is there twice or a polygon is not valid.
    """
    source = LAYERS[layer]
    collection = json.loads(context.path(source.path).read_text(encoding="utf-8"))
    shapes = pd.Series(
        {
            feature["properties"][source.code]: shapely.geometry.shape(feature["geometry"])
            for feature in collection["features"]
        }
    ).sort_index()
    if len(shapes) != len(collection["features"]):
        raise BuildError(f"{source.path}: a code in {source.code} is there twice")
    broken = shapes.index[~shapely.is_valid(shapes.to_numpy())].tolist()
    if broken:
        raise BuildError(f"{source.path}: polygons that are not valid: {broken[:5]}")
    return shapes
