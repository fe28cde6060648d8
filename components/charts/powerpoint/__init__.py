"""Native PowerPoint charts, one writer a kind; limits, ticks, order and colours from the plot."""

from __future__ import annotations

from typing import Any

from components.charts.plot import Plot
from components.charts.powerpoint import (
    fan,
    groups,
    headline,
    lines,
    plane,
    rows,
    scatter,
    shares,
    steps,
)
from components.charts.powerpoint.native import LEAST, SIZE, Box, room

_WRITERS = {
    "rows": rows.write,
    "groups": groups.write,
    "lines": lines.write,
    "fan": fan.write,
    "steps": steps.write,
    "plane": plane.write,
    "scatter": scatter.write,
    "shares": shares.write,
    "headline": headline.write,
}


def can_write(plot: Plot) -> bool:
    """Whether PowerPoint has such a chart of its own; a slide shows others as a picture."""
    return plot.kind in _WRITERS


def write(shapes: Any, plot: Plot, box: Box) -> Any:
    """Add the native chart of a plot to a slide's shapes; returns its shape."""
    return _WRITERS[plot.kind](shapes, plot, box)


__all__ = ["LEAST", "SIZE", "can_write", "room", "write"]
