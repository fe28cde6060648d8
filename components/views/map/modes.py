"""The ways of looking at the map, and what they share: search, card, frame of a recipe."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.builders.registry import build
from components.charts.map_layer import Layer
from components.exhibits.exhibit import Recipe, RecipeError
from components.figures.geometry import drawn_areas
from components.session import address
from components.views.map import page
from components.widgets import exhibit_frame, theme
from components.widgets.choropleth import Chosen, Geometry, choropleth
from components.widgets.map_fallback import show_fallback
from components.wording.markdown import literal
from data import store

MODES = {"": "One measure", "two": "Two measures", "pile": "Where they pile up"}
HEIGHT = "clamp(360px, 68vh, 900px)"


def chooser() -> None:
    """The row of ways to look at the map."""
    st.segmented_control(
        "Look at",
        list(MODES),
        format_func=MODES.__getitem__,
        key="look",
        required=True,
        label_visibility="collapsed",
    )


def draw(layers: Sequence[Layer], level: str, scope: str) -> None:
    """The live map of a mode, or the simpler one where the browser has no WebGL."""
    colours = theme.current()
    area = address.get("area")
    shape = page.shape_level(area, level) if area else ""
    limits = store.area(store.REGION).bounds
    if limits is None:
        raise store.StoreError("The region has no bounds in the areas table; rebuild the data.")
    drawn = choropleth(
        layers,
        geometry=Geometry(level, len(drawn_areas(level))),
        bounds=store.area(scope).bounds or limits,
        limits=limits,
        chosen=Chosen(area if shape else "", shape),
        palette=colours,
        key=page.MAP_KEY,
        on_pick=page.choose_area,
        height=HEIGHT,
    )
    if not drawn:
        show_fallback(list(layers), colours, page.choose_area)


def frame(recipe: Recipe, table: pd.DataFrame, key: str) -> None:
    """A recipe's chart in its frame, with its caveat below and its definition in the CSV."""
    try:
        made = build(recipe)
    except RecipeError as error:
        st.markdown(literal(error))
        return
    exhibit_frame.show(
        recipe,
        table,
        key=key,
        notes=[literal(made.caveat)],
        about={"Definition": made.definition, "Publications": made.publications},
    )
