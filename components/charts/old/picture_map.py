"""Maps as matplotlib shapes, from the boundary files that the browser gets. No internet, no GPU."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path as Shape
from matplotlib.patheffects import withStroke

from components.charts.map_classes import class_colours
from components.design import fonts
from components.design.palette import Palette
from components.exhibits.charts import AreaMap
from components.exhibits.exhibit import Exhibit
from components.figures.caches import kept
from components.figures.geometry import OUTLINES, drawn_areas

_GEOMETRY = Path(__file__).resolve().parents[3] / "static" / "geometry"
#: Equirectangular with the scale true at the region's middle: shapes look as they should.
_MIDDLE = math.cos(math.radians(52.5))
_MOST_NAMES = 34


def _ring(points: list[list[float]]) -> tuple[np.ndarray, np.ndarray]:
    corners = np.asarray(points, dtype=float)
    corners[:, 0] *= _MIDDLE
    codes = np.full(len(corners), Shape.LINETO, dtype=np.uint8)
    codes[0], codes[-1] = Shape.MOVETO, Shape.CLOSEPOLY
    return corners, codes


@kept
def shapes(level: str) -> dict[str, Shape]:
    """Shape of every area of a level by code, in projected degrees."""
    text = (_GEOMETRY / f"{level}.geojson").read_text(encoding="utf-8")
    found = {}
    for feature in json.loads(text)["features"]:
        geometry = feature["geometry"]
        parts = geometry["coordinates"]
        polygons = [parts] if geometry["type"] == "Polygon" else parts
        rings = [_ring(ring) for polygon in polygons for ring in polygon]
        found[feature["properties"]["code"]] = Shape(
            np.concatenate([corners for corners, _ in rings]),
            np.concatenate([codes for _, codes in rings]),
        )
    return found


@kept
def _labels() -> list[tuple[str, str, str, float, float]]:
    text = (_GEOMETRY / "labels.geojson").read_text(encoding="utf-8")
    found = []
    for feature in json.loads(text)["features"]:
        about, (x, y) = feature["properties"], feature["geometry"]["coordinates"]
        found.append((about["code"], about["level"], about["name"], x * _MIDDLE, y))
    return found


def colours(exhibit: Exhibit, palette: Palette) -> tuple[str, ...]:
    """Colour of each class of a map in a palette."""
    chart = exhibit.chart
    assert isinstance(chart, AreaMap)
    ramp = palette.diverging if chart.signed else palette.sequential
    return class_colours(ramp, len(chart.labels), reverse=chart.reverse)


def draw(axes: Axes, exhibit: Exhibit, palette: Palette, size: float) -> None:
    """Fill the axes with a map: classes, gaps as patterns, outlines and names of authorities.

    ``size``: of the names, in points.
    """
    chart = exhibit.chart
    assert isinstance(chart, AreaMap)
    level, figures = chart.level, chart.figures
    known, fills = shapes(level), colours(exhibit, palette)
    thin = 0.15 if len(figures) > 400 else 0.5
    for number, colour in enumerate(fills):
        members = figures.loc[figures["class"] == number, "area_code"]
        _add(axes, [known[code] for code in members], colour, palette.background, thin)
    gaps = figures[figures["class"] < 0]
    held = gaps["status"] == "suppressed"
    for rows, ground, hatch in (
        (gaps[held], palette.suppressed, "...."),
        (gaps[~held], palette.missing, "////"),
    ):
        drawn = _add(axes, [known[code] for code in rows["area_code"]], ground, palette.line, thin)
        if drawn is not None:
            drawn.set_hatch(hatch)
    outlines = OUTLINES[level]
    inside = set(drawn_areas(outlines, chart.scope).index)
    edge = [shape for code, shape in shapes(outlines).items() if code in inside]
    _add(axes, edge, "none", palette.text, 0.7 if level != outlines else 0.9)
    corners = np.concatenate([known[code].vertices for code in figures["area_code"]])
    low, high = corners.min(axis=0), corners.max(axis=0)
    margin = (high - low).max() * 0.02
    axes.set_xlim(low[0] - margin, high[0] + margin)
    axes.set_ylim(low[1] - margin, high[1] + margin)
    axes.set_aspect("equal")
    axes.set_axis_off()
    if 1 < len(inside) <= _MOST_NAMES:
        _names(axes, inside, outlines, palette, size, (low, high))


def _add(
    axes: Axes, paths: list[Shape], fill: str, edge: str, line: float
) -> PathCollection | None:
    if not paths:
        return None
    drawn = PathCollection(paths, facecolors=fill, edgecolors=edge, linewidths=line)
    axes.add_collection(drawn)
    return drawn


def _names(
    axes: Axes,
    inside: set[str],
    level: str,
    palette: Palette,
    size: float,
    box: tuple[np.ndarray, np.ndarray],
) -> None:
    """Names of authorities where they do not run into each other, larger areas first."""
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    outline = shapes(level)
    taken: list[tuple[float, float, float, float]] = []
    scale = axes.transData.transform(np.array([box[0], box[1]]))
    points = 72 / figure.dpi
    frame = (min(scale[:, 0]) * points, max(scale[:, 0]) * points)
    wanted = [row for row in _labels() if row[0] in inside and row[1] == level]
    wanted.sort(key=lambda row: -float(np.ptp(outline[row[0]].vertices, axis=0).prod()))
    for _, _, name, x, y in wanted:
        left, middle = axes.transData.transform((x, y)) * points
        text = name.removesuffix(" upon Tyne").replace(", County of", "")
        half, high = fonts.width(text, size) / 2 + 2, size * 0.75
        place = (left - half, middle - high, left + half, middle + high)
        outside = place[0] < frame[0] - 8 or place[2] > frame[1] + 8
        clash = any(
            place[0] < other[2]
            and place[2] > other[0]
            and place[1] < other[3]
            and place[3] > other[1]
            for other in taken
        )
        if outside or clash:
            continue
        taken.append(place)
        axes.text(
            x,
            y,
            text,
            ha="center",
            va="center",
            fontsize=size,
            color=palette.text,
            fontproperties=_sized(size),
            zorder=5,
            path_effects=[withStroke(linewidth=2.2, foreground=palette.background)],
        )


def _sized(size: float) -> FontProperties:
    found = fonts.properties().copy()
    found.set_size(size)
    return found
