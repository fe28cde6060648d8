"""Where does it change? The modelled change on the map, by authority or by neighbourhood."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import streamlit as st
from markupsafe import Markup

from analysis.comparison import fifths
from components.charts.map_classes import class_colours
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
from data.contract import STATUSES
from model.plan import Plan
from model.results import Results

_MODELLED = STATUSES.index("modelled")
_KEY = "whatif_map"
_FOLDER = Path(__file__).parent / "templates"
HEIGHT = "clamp(130px, 100vh - 740px, 320px)"


def layer(
    values: np.ndarray, results: Results, outcome: str, level: str, mark: str, colours: Palette
) -> Layer:
    """What the map draws: change in rate, labelled modelled."""
    known = values[np.isfinite(values)]
    decimals, classes, mixed, reverse = change_classes_of(values, outcome)
    ramp = colours.diverging if mixed else colours.sequential
    shades = class_colours(ramp, len(classes.labels), reverse=reverse)
    per, base = results.base_of(outcome)
    horizon = int(results.years[-1])
    nouns = LEVEL_NOUNS[level]
    return Layer(
        key=f"{mark}|{outcome}|{level}|{colours.name}",
        title=f"{words.title(outcome)}: modelled change",
        period=f"{horizon}, with the plan against without",
        label=(
            f"Map of the modelled change in {words.title(outcome).lower()} by {horizon}: "
            f"{known.size} {nouns}. The figures are in the table under “Look closer”."
        ),
        unit=f"Modelled change per {per:,.0f} {base}",
        method=classes.note,
        before="",
        after="",
        decimals=decimals,
        among=f"of the {known.size:,} {nouns} shown",
        colours=shades,
        labels=classes.labels,
        classes=classes.of(values),
        fifths=fifths(values),
        positions=FIFTHS,
        statuses=STATUSES,
        status=np.where(np.isfinite(values), _MODELLED, -1),
        values=values,
        signed=True,
    )


def legend(drawn: Layer, why_not: str) -> Markup:
    """The classes that occur on the map, with the unit and that they are modelled."""
    present = sorted({int(each) for each in drawn.classes if each >= 0})
    return templates.render(
        _FOLDER,
        "legend.html",
        unit=drawn.unit,
        classes=[(drawn.colours[each], drawn.labels[each]) for each in present],
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
    areas = drawn_areas(level)
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
        show_fallback(
            [drawn], level, areas.index.tolist(), areas["area_name"].tolist(), colours, _pick
        )
    frame.card(legend(drawn, why_not), colours, key="legend", mark=mark)
    params = {"plan": code, "outcome": outcome, "level": level}
    add_to_presentation.button(Recipe("plan_map", params), "card_where", fixed=True)


def _pick(code: str) -> None:
    address.put("area", code)
