"""Charts of exhibits in matplotlib, each kind by its own function."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.figure import Figure

from components import picture_links, picture_plane, picture_rows, picture_series, picture_text
from components.exhibit import Exhibit
from components.palette import Palette

_KINDS: dict[str, Callable] = {
    "bars": picture_rows.bars,
    "dots": picture_rows.dots,
    "groups": picture_rows.groups,
    "lines": picture_series.lines_chart,
    "fan": picture_series.fan,
    "waterfall": picture_series.waterfall,
    "plane": picture_plane.plane,
    "links": picture_links.links,
    "table": picture_text.table_of,
    "headline": picture_text.headline,
}


def draw(
    figure: Figure,
    exhibit: Exhibit,
    colours: Palette,
    box: tuple[float, float, float, float],
    size: float,
) -> None:
    """Draw a chart into a part of a figure (left, low, width, height; 0 to 1)."""
    _KINDS[exhibit.kind](figure, exhibit, colours, box, size)
