"""Shapes of areas from the boundary files that the browser gets, and patterns laid over them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from components.figures.caches import kept

_GEOMETRY = Path(__file__).resolve().parents[2] / "static" / "geometry"
#: A degree of longitude in degrees of latitude, in the middle of the region.
SQUEEZE = math.cos(math.radians(52.5))
Rings = tuple[np.ndarray, ...]


@kept
def rings(level: str) -> dict[str, Rings]:
    """Rings of every area of a level by code: closed lines of (longitude, latitude), holes too.

    Do not change the arrays: they are kept for the next caller. Raises FileNotFoundError for a
    level without shapes.
    """
    text = (_GEOMETRY / f"{level}.geojson").read_text(encoding="utf-8")
    found = {}
    for feature in json.loads(text)["features"]:
        geometry = feature["geometry"]
        parts = geometry["coordinates"]
        polygons = [parts] if geometry["type"] == "Polygon" else parts
        found[feature["properties"]["code"]] = tuple(
            np.asarray(ring, dtype=float) for polygon in polygons for ring in polygon
        )
    return found


@kept
def names_of(level: str) -> dict[str, tuple[str, float, float]]:
    """Name of each authority of a level and where it stands (longitude, latitude), by code."""
    text = (_GEOMETRY / "labels.geojson").read_text(encoding="utf-8")
    return {
        each["properties"]["code"]: (each["properties"]["name"], *each["geometry"]["coordinates"])
        for each in json.loads(text)["features"]
        if each["properties"]["level"] == level
    }


def limits(level: str, codes: Iterable[str]) -> tuple[float, float, float, float]:
    """West, south, east, north of some areas, in degrees. Raises ValueError for none."""
    known = rings(level)
    corners = np.concatenate([ring for code in codes for ring in known[code]])
    west, south = corners.min(axis=0)
    east, north = corners.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _edges(level: str, codes: Iterable[str]) -> np.ndarray:
    """Every edge of some areas as (x, y, x, y), x squeezed to the length of y; shape (n, 4)."""
    known = rings(level)
    found = [
        np.hstack([ring[:-1] * (SQUEEZE, 1), ring[1:] * (SQUEEZE, 1)])
        for code in codes
        for ring in known[code]
    ]
    return np.concatenate(found) if found else np.empty((0, 4))


def _crossings(along: np.ndarray, across: np.ndarray, at: float) -> np.ndarray:
    """Where edges meet the line on which ``across`` is ``at``, in order along it.

    ``along`` and ``across``: coordinates of both ends of each edge, shape (n, 2). Even-odd rule:
    what lies between the first and the second is inside, between the second and third is not.
    """
    cuts = (across[:, 0] <= at) != (across[:, 1] <= at)
    near, far = across[cuts, 0], across[cuts, 1]
    share = (at - near) / (far - near)
    return np.sort(along[cuts, 0] + share * (along[cuts, 1] - along[cuts, 0]))


def _steps(values: np.ndarray, gap: float) -> np.ndarray:
    """Multiples of the gap within the values, so that patterns of neighbours meet."""
    return np.arange(np.ceil(values.min() / gap), np.floor(values.max() / gap) + 1) * gap


def hatch(level: str, codes: Iterable[str], gap: float) -> tuple[np.ndarray, np.ndarray]:
    """Slanting lines over some areas, ``gap`` degrees of latitude apart.

    Returns longitudes and latitudes, with NaN after each line.
    """
    edges = _edges(level, codes)
    if not len(edges):
        return np.empty(0), np.empty(0)
    up, over = edges[:, [0, 2]] + edges[:, [1, 3]], edges[:, [0, 2]] - edges[:, [1, 3]]
    xs, ys = [], []
    for at in _steps(over, gap * math.sqrt(2)):
        ends = _crossings(up, over, at)
        for first, last in zip(ends[::2], ends[1::2], strict=False):
            xs += [(first + at) / 2 / SQUEEZE, (last + at) / 2 / SQUEEZE, np.nan]
            ys += [(first - at) / 2, (last - at) / 2, np.nan]
    return np.array(xs), np.array(ys)


def dots(level: str, codes: Iterable[str], gap: float) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes of dots over some areas, ``gap`` degrees of latitude apart."""
    edges = _edges(level, codes)
    if not len(edges):
        return np.empty(0), np.empty(0)
    along, across = edges[:, [0, 2]], edges[:, [1, 3]]
    xs, ys = [], []
    for at in _steps(across, gap):
        ends = _crossings(along, across, at)
        shift = gap / 2 if round(at / gap) % 2 else 0.0
        for first, last in zip(ends[::2], ends[1::2], strict=False):
            found = _steps(np.array([first - shift, last - shift]), gap) + shift
            xs += (found / SQUEEZE).tolist()
            ys += [at] * len(found)
    return np.array(xs), np.array(ys)
