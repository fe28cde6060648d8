"""Areas of a map, what lies over them and the squares of its legend, as Plotly has them.

Shapes are fetched by their address, so that they are not sent again with every figure.
"""

from __future__ import annotations

from typing import Any

from components.charts.inks import colour
from components.charts.markup import literal
from components.charts.plot import Areas, Plot, Swatch, Text
from components.charts.served_files import geometry_address
from components.design.palette import Palette

_CLEAR = "rgba(0,0,0,0)"
#: Where a halo's copies of the letters lie.
_AROUND = [(x, y) for x in (-1.5, 0, 1.5) for y in (-1.5, 0, 1.5) if x or y]


def areas(mark: Areas, palette: Palette) -> dict[str, Any]:
    """One ink's areas, or their outlines."""
    ink = colour(mark.ink, palette) if mark.ink else _CLEAR
    made: dict[str, Any] = {
        "type": "choropleth",
        "geojson": geometry_address(mark.level),
        "featureidkey": "properties.code",
        "locations": list(mark.codes),
        "z": [0] * len(mark.codes),
        "colorscale": [[0, ink], [1, ink]],
        "showscale": False,
        "showlegend": False,
        "name": literal(mark.name),
        "marker": {"line": {"color": colour(mark.edge, palette), "width": mark.width}},
        # A click must not fade the other areas.
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }
    if not mark.words:
        return made | {"hoverinfo": "skip"}
    return made | {
        "text": [literal(each) for each in mark.labels],
        "customdata": [literal(each) for each in mark.words],
        "hovertemplate": "%{text}<br>%{customdata}<extra></extra>",
    }


def on_globe(trace: dict[str, Any]) -> dict[str, Any]:
    """A trace of points or lines whose x and y are longitude and latitude."""
    if trace["type"] != "scatter":
        return trace
    moved = {name: value for name, value in trace.items() if name not in ("x", "y", "cliponaxis")}
    return moved | {"type": "scattergeo", "lon": trace["x"], "lat": trace["y"]}


def name(mark: Text, palette: Palette) -> dict[str, Any]:
    """Words at a place of the earth, with a halo that keeps them legible on any class."""
    halo = colour(mark.halo, palette) if mark.halo else ""
    return {
        "type": "scattergeo",
        "mode": "text",
        "lon": [mark.x],
        "lat": [mark.y],
        "text": [literal(mark.text)],
        "name": mark.role,
        "showlegend": False,
        "hoverinfo": "skip",
        "textfont": {
            "size": mark.size,
            "color": colour(mark.ink, palette),
            "shadow": ", ".join(f"{x}px {y}px 1px {halo}" for x, y in _AROUND) if halo else "none",
        },
    }


def swatch(mark: Swatch, palette: Palette) -> list[dict[str, Any]]:
    """A legend's square and its pattern as shapes, in pixels from a corner of the frame."""
    anchor = {
        "xref": "paper",
        "yref": "paper",
        "xsizemode": "pixel",
        "ysizemode": "pixel",
        "xanchor": mark.corner[0],
        "yanchor": mark.corner[1],
    }

    def at(x0: float, y0: float, x1: float, y1: float) -> dict[str, Any]:
        return anchor | {
            "x0": mark.dx + x0,
            "y0": mark.dy + y0,
            "x1": mark.dx + x1,
            "y1": mark.dy + y1,
        }

    ink = {"color": colour(mark.edge, palette), "width": 1}
    half = mark.size * 0.06
    square = at(0, -mark.size, mark.size, 0) | {
        "type": "rect",
        "fillcolor": colour(mark.ink, palette),
        "line": ink,
        "name": literal(mark.name),
    }
    strokes = [at(*ends) | {"type": "line", "line": ink} for ends in mark.strokes]
    dots = [
        at(x - half, y - half, x + half, y + half)
        | {"type": "circle", "fillcolor": colour("muted", palette), "line": {"width": 0}}
        for x, y in mark.dots
    ]
    return [square, *strokes, *dots]


def globe(plot: Plot) -> dict[str, Any]:
    """The frame of a map: the piece of the earth that the plot names, and nothing else."""
    return {
        "visible": False,
        "bgcolor": _CLEAR,
        "projection": {"type": "mercator"},
        "lonaxis": {"range": [plot.x.low, plot.x.high]},
        "lataxis": {"range": [plot.y.low, plot.y.high]},
        "domain": {"x": [0, 1], "y": [0, 1]},
    }
