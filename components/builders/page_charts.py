"""The chart of a recipe as a page shows it: the same layout as its picture and its slide."""

from __future__ import annotations

import json
from typing import Any

from components.builders.registry import build
from components.charts import layouts, paint_html, paint_plotly
from components.charts.layouts import table
from components.charts.plot import PAGE, Room
from components.design.palette import Palette, palette
from components.exhibits.charts import Table
from components.exhibits.exhibit import Recipe
from components.figures.caches import kept
from data import store

#: A table of a page, in pixels.
CELLS = Room(width=720, height=None, size=14, least=12)


#: A chart of a card beside the map.
CARD = Room(width=330, height=215, size=12, least=10, fluid=True)


def page_chart(recipe: Recipe, colours: Palette, room: Room = PAGE) -> Any:
    """The live figure of a recipe's chart, or its table or headline as HTML text.

    Made once for everybody: do not change it. Raises RecipeError as `build` does.
    """
    return _made(recipe.key, store.data_version(), colours.name, room)


@kept
def _made(key: str, version: str, theme: str, room: Room) -> Any:
    exhibit = build(Recipe.read(json.loads(key)))
    if isinstance(exhibit.chart, Table):
        (page,) = table.layout(exhibit.chart, CELLS if room == PAGE else room)
        return paint_html.paint(page, palette(theme), label=exhibit.title)
    (plot,) = layouts.place(exhibit, room)
    if plot.kind == "headline":
        return paint_html.headline(plot, palette(theme))
    return paint_plotly.paint(plot, palette(theme))
