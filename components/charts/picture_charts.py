"""Charts of exhibits in matplotlib: from a layout to artists."""

from __future__ import annotations

from dataclasses import replace

from matplotlib.figure import Figure

from components.charts import layouts, paint_matplotlib, paint_text
from components.charts.layouts import causal, table
from components.charts.plot import Plot, Room
from components.design.palette import Palette
from components.exhibits.charts import CausalMap, Table
from components.exhibits.exhibit import Exhibit

_LEAST = 0.7  # the smallest text of a chart, in parts of the picture's own
_TABLE_LEAST = 0.8
_SHRINK = 0.8


def room(width: float, height: float | None, size: float) -> Room:
    """The room of a chart in a picture, in points."""
    return Room(width, height, size, size * _LEAST)


def whole(exhibit: Exhibit, wanted: Room) -> Plot:
    """The chart as one plot, smaller than is legible where the room leaves no choice."""
    plots = layouts.place(exhibit, wanted)
    while len(plots) > 1:
        wanted = replace(wanted, least=wanted.least * _SHRINK)
        plots = layouts.place(exhibit, wanted)
    return plots[0]


def height_needed(exhibit: Exhibit, width: float, height: float, size: float) -> float:
    """Points of height at which all rows of an exhibit are legible; ``height`` where they are."""
    if isinstance(exhibit.chart, Table):
        page = table_page(exhibit, Room(width, None, size, size * _TABLE_LEAST))
        return max(height, page.tall + size)
    if isinstance(exhibit.chart, CausalMap):
        return max(height, causal.height_needed(exhibit.chart, size))
    count = len(layouts.place(exhibit, room(width, height, size)))
    while count > 1:
        height *= 1.15 if count == 2 else count * 0.8
        count = len(layouts.place(exhibit, room(width, height, size)))
    return height


def table_page(exhibit: Exhibit, wanted: Room) -> table.TablePage:
    """The first page of an exhibit's table; the only one in a room without a height."""
    assert isinstance(exhibit.chart, Table)
    pad = wanted.least * 0.55
    return table.layout(exhibit.chart, wanted, pad=pad)[0]


def draw(
    figure: Figure,
    exhibit: Exhibit,
    colours: Palette,
    box: tuple[float, float, float, float],
    size: float,
) -> None:
    """Draw a chart into a part of a figure (left, low, width, height; 0 to 1)."""
    width = box[2] * figure.get_figwidth() * 72
    height = box[3] * figure.get_figheight() * 72
    if isinstance(exhibit.chart, Table):
        page = table_page(exhibit, Room(width, height - size * 1.4, size, size * _TABLE_LEAST))
        paint_text.table_of(figure, page, len(exhibit.chart.cells), colours, box)
    else:
        paint_matplotlib.paint(figure, whole(exhibit, room(width, height, size)), colours, box)
