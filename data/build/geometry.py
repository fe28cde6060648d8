"""Boundaries as the browser draws them: light GeoJSON files served from ``static/geometry``.

The lines are those of the light source layers, simplified there with shared edges, so
neighbouring areas leave no gap. Coordinates are passed on unchanged (five decimals, about one
metre). For display only: do not measure areas from these files.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


def index(areas: pd.DataFrame) -> pd.DataFrame:
    """Table of drawn areas: level (layer name), code, id.

    ``id`` is the feature's number in its file: 0, 1, 2 ... in sorted order of code. Values can
    so be sent to the browser as a plain list, one per id, without codes. The codes come from the
    areas table; `build` checks them against the polygons.
    """
    return pd.concat(
        [
            pd.DataFrame({"level": layer, "code": codes, "id": range(len(codes))})
            for layer, codes in _expected(areas).items()
        ],
        ignore_index=True,
    )


def _expected(areas: pd.DataFrame) -> dict[str, list[str]]:
    """Codes that each layer must hold, sorted, from the areas table."""
    inside = areas[areas["in_region"] & ~areas["retired"]]
    keep = {layer: inside["level"].eq(layer) for layer in ("lsoa", "msoa", "ward")}
    keep["ltla"], keep["utla"] = inside["is_lower_tier"], inside["is_upper_tier"]
    keep["outline"] = inside["level"].isin(["region", "combined_authority"])
    return {layer: sorted(inside.loc[rows, "area_code"]) for layer, rows in keep.items()}


def build(context: Context, areas: pd.DataFrame, static_folder: Path) -> None:
    """Write ``static_folder/geometry/*.geojson``: one file per layer, and the labels.

    Each feature has the numeric ``id`` of `index` and the property ``code``; authorities and
    outlines have ``name`` too. ``labels.geojson`` holds a point and a short name for each of the
    upper-tier ("utla") and lower-tier ("ltla") authorities. Each file carries the attribution
    that must stand on the map. Same input, same bytes.

    Raises
    ------
    BuildError
        When polygons and areas table do not have the same codes.
    """
    folder = static_folder / "geometry"
    folder.mkdir(parents=True, exist_ok=True)
    named = areas.set_index("area_code")["area_name"].astype(str).to_dict()
    points = areas.set_index("area_code")[["lon", "lat"]].T.to_dict("list")
    expected = _expected(areas)
    for layer, codes in expected.items():
        shapes = read_layer(context, layer)
        if shapes.index.tolist() != codes:
            differ = sorted(set(shapes.index) ^ set(codes))
            raise BuildError(f"{LAYERS[layer].path}: not the areas of the table: {differ[:5]}")
        # Plotly's fallback map fills the inside of a ring only when it runs clockwise; MapLibre
        # draws either way.
        wound = shapely.orient_polygons(shapes.to_numpy(), exterior_cw=True)
        features = [
            _feature(
                number,
                {"code": code, "name": named[code]} if LAYERS[layer].named else {"code": code},
                shapely.geometry.mapping(shape),
            )
            for number, (code, shape) in enumerate(zip(codes, wound, strict=True))
        ]
        _write(folder / f"{layer}.geojson", features, _attribution(context, LAYERS[layer].path))
    labels = [(code, layer) for layer in ("utla", "ltla") for code in expected[layer]]
    _write(
        folder / "labels.geojson",
        [
            _feature(
                number,
                # "Herefordshire, County of" is the register's order of words, not a label.
                {"code": code, "level": level, "name": named[code].split(",")[0]},
                {"type": "Point", "coordinates": points[code]},
            )
            for number, (code, level) in enumerate(labels)
        ],
        _attribution(context, LAYERS["ltla"].path),
    )


def _attribution(context: Context, path: str) -> str:
    """Attribution line of the source that holds a file."""
    for source in context.sources.values():
        if any(entry.path == path for entry in source.files):
            return source.licence.attribution
    raise BuildError(f"{path}: no source sidecar in data/sources names this file")


def _feature(number: int, properties: dict[str, str], geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": number, "properties": properties, "geometry": geometry}


def _write(path: Path, features: list[dict[str, Any]], attribution: str) -> None:
    """Write a FeatureCollection, one feature a line so that a change shows as a small diff."""
    lines = ",\n".join(
        json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features
    )
    credit = json.dumps(attribution, ensure_ascii=False)
    text = f'{{"type":"FeatureCollection","attribution":{credit},"features":[\n{lines}\n]}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")
