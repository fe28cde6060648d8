"""A small chart as SVG in the page's own markup. No arithmetic; every text is escaped."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from components.charts.small import SmallPlot
from components.design import templates

_FOLDER = Path(__file__).parent / "templates"
#: Shapes around a place, so that no verdict is told by colour alone.
SHAPES = {
    "better": "M0-6 6 5H-6Z",
    "higher": "M0-6 6 5H-6Z",
    "worse": "M0 6 6-5H-6Z",
    "lower": "M0 6 6-5H-6Z",
    "similar": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z",
    "not tested": "M0-6 5 0 0 6-5 0Z",
}


def _px(number: float) -> str:
    """A length to a tenth of a pixel."""
    return f"{number:.1f}".removesuffix(".0")


def paint(plot: SmallPlot | None, message: str) -> Markup:
    """The chart with its message as accessible name; "" for no chart."""
    if plot is None:
        return Markup()
    marks = [(type(mark).__name__, mark) for mark in plot.marks]
    return templates.render(
        _FOLDER, "small.svg", plot=plot, marks=marks, message=message, shapes=SHAPES, px=_px
    )


def shape(name: str) -> Markup:
    """A verdict's shape alone, for the key and beside its words."""
    return templates.render(_FOLDER, "shape.svg", name=name, shapes=SHAPES)
