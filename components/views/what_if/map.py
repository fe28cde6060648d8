"""Where does it change? The modelled change on the map, by authority or by neighbourhood."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import streamlit as st
from markupsafe import Markup

from analysis.comparison import fifths
from components.builders import plan_map
from components.charts import map_layer
from components.charts.map_layer import Layer, change_classes_of
from components.design import templates
from components.design.palette import Palette
from components.exhibits.exhibit import Recipe
from components.figures.areas import FIFTHS
from components.figures.geometry import drawn_areas
from components.figures.plan import LEVELS, changes
from components.session import address, parts
from components.views.what_if import cards, frame
from components.widgets import add_to_presentation, theme
from components.widgets.choropleth import Chosen, Geometry, choropleth
from components.widgets.map_fallback import show_fallback
from components.wording import outcomes as words
from components.wording.names import LEVEL_NOUNS
from data import store
from model.plan import Plan
from model.results import Results

_KEY = "whatif_map"
_FOLDER = Path(__file__).parent / "templates"
HEIGHT = "clamp(130px, 100vh - 740px, 320px)"


def layer(
    values: np.ndarray, results: Results, outcome: str, level: str, mark: str, colours: Palette
) -> Layer:
    """What the map draws: change in rate, labelled modelled."""
    chart = plan_map.chart_of(results, values, outcome, level)
    known = len(chart.figures)
    per, base = results.base_of(outcome)
    horizon = int(results.years[-1])
    nouns = LEVEL_NOUNS[level]
    return Layer(
        key=f"{mark}|{outcome}|{level}|{colours.name}",
        title=f"{words.title(outcome)}: modelled change",
        period=f"{horizon}, with the plan against without",
        label=(
            f"Map of the modelled change in {words.title(outcome).lower()} by {horizon}: "
            f"{known} {nouns}. The figures are in the table under “Look closer”."
        ),
        unit=f"Modelled change per {per:,.0f} {base}",
        before="",
        after="",
        decimals=change_classes_of(values, outcome)[0],
        among=f"of the {known:,} {nouns} shown",
        fifths=fifths(values),
        positions=FIFTHS,
        **map_layer.drawn(chart, drawn_areas(level).index, colours),
    )


def legend(shown: Layer, why_not: str) -> Markup:
    """The classes of the map with the unit and that they are modelled."""
    return templates.render(
        _FOLDER,
        "legend.html",
        unit=shown.unit,
        classes=list(zip(shown.colours, shown.labels, strict=True)),
        why_not=why_not,
    )


def show(plan: Plan, results: Results, outcome: str, mark: str, code: str) -> None:
    """The map with its choice of level; ``code``: of the plan, to add the map by."""
    colours = theme.current()
    single = len(results.areas) == 1
    why_not = (
        "" if results.state.broken_down[outcome] else results.state.why_not(outcome, "imd_quintile")
    )
    options = ["utla"] if why_not else list(LEVELS)
    level = st.session_state.get("whatif_level") or ("lsoa" if single else "utla")
    if level not in options:
        level = options[0]
    st.session_state["whatif_level"] = level
    with st.container(horizontal=True, vertical_alignment="center", key="wi_where_head"):
        st.html(frame.wrapped(cards.heading(3, "Where?"), colours), width="content")
        st.segmented_control(
            "Map of",
            options,
            format_func=LEVELS.__getitem__,
            key="whatif_level",
            on_change=parts.draw_again,
            args=(parts.RESULTS, parts.BELOW),
            label_visibility="collapsed",
            required=True,
            width="content",
        )
    values = changes(plan, results, outcome, level)
    drawn = layer(values, results, outcome, level, mark, colours)
    place = plan.areas[0] if len(plan.areas) == 1 else store.REGION
    limits = store.area(store.REGION).bounds
    if limits is None:
        raise store.StoreError("The region has no bounds in the areas table; rebuild the data.")
    area = address.get("area")
    inside = area in drawn_areas(level).index
    if not choropleth(
        [drawn],
        geometry=Geometry(level, len(values)),
        bounds=store.area(place).bounds or limits,
        limits=limits,
        chosen=Chosen(area if inside else "", level if inside else ""),
        palette=colours,
        key=_KEY,
        on_pick=_pick,
        height=HEIGHT,
    ):
        show_fallback([drawn], colours, _pick)
    frame.card(legend(drawn, why_not), colours, key="legend", mark=mark)
    params = {"plan": code, "outcome": outcome, "level": level}
    add_to_presentation.button(Recipe("plan_map", params), "card_where", fixed=True)


def _pick(code: str) -> None:
    address.put("area", code)
