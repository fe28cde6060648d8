"""Straight lines and boxes of a plot as Plotly's shapes."""

from __future__ import annotations

from typing import Any

from components.charts.inks import colour
from components.charts.markup import literal
from components.charts.plot import Box, Rule
from components.design.colour import translucent
from components.design.palette import Palette


def rule(mark: Rule, palette: Palette) -> dict[str, Any]:
    """A straight line across the chart."""
    ink = colour(mark.ink, palette)
    other = "y" if mark.axis == "x" else "x"
    return {
        "type": "line",
        f"{mark.axis}0": mark.at,
        f"{mark.axis}1": mark.at,
        f"{other}0": 0,
        f"{other}1": 1,
        f"{mark.axis}ref": mark.axis,
        f"{other}ref": f"{other} domain",
        "layer": "below" if mark.behind else "above",
        "line": {
            "color": translucent(ink, 0.4) if mark.behind else ink,
            "width": mark.width,
            "dash": mark.dash,
        },
        "name": literal(mark.name),
    }


def box(mark: Box, palette: Palette) -> dict[str, Any]:
    """A rectangle over what lies behind it."""
    return {
        "type": "rect",
        "x0": mark.x0,
        "x1": mark.x1,
        "y0": mark.y0,
        "y1": mark.y1,
        "layer": "above",
        "fillcolor": colour(mark.ink, palette),
        "line": {"color": colour(mark.edge, palette), "width": 1},
    }
