"""Where does it change? The modelled change on the map, by authority or by neighbourhood."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st

from analysis.comparison import fifths
from components import collect, palette, state, whatif_cards, whatif_frame, whatif_runs
from components import whatif_words as words
from components.choropleth import Chosen, Geometry, Layer, choropleth
from components.choropleth.vendor import drawn_areas
from components.exhibit import Recipe
from components.map_classes import Classes, class_colours, classify, classify_change
from components.map_fallback import show_fallback
from components.map_layers import FIFTHS, LEVEL_NOUNS
from components.palette import Palette
from components.whatif_horizon import Horizon
from data import store
from data.contract import STATUSES
from model.plan import Plan
from model.results import MORE_IS_BETTER, Results

_MODELLED = STATUSES.index("modelled")
LEVELS = {"utla": "Authorities", "lsoa": "Neighbourhoods"}
_KEY = "whatif_map"
HEIGHT = "clamp(130px, 100vh - 740px, 320px)"


def changes(plan: Plan, results: Results, outcome: str, level: str) -> np.ndarray:
    """Change in the rate by the horizon, for every area drawn at a level; NaN outside the plan.

    Authorities: median over draws. Neighbourhoods: mean over `whatif_runs.MAP_DRAWS` draws.
    """
    codes = drawn_areas(level).index
    if level == "utla":
        by_area = Horizon.of(results).rate_change_by_area(outcome)
        return np.array([by_area.get(code, np.nan) for code in codes])
    table = whatif_runs.map_results(plan).neighbourhoods(outcome, "difference")
    found = table.set_index("area_code")["rate"].reindex(codes)
    return found.to_numpy(dtype=float)


def classes_of(values: np.ndarray, outcome: str) -> tuple[int, Classes, bool, bool]:
    """Decimals, classes, whether the change goes both ways, and whether colours are reversed."""
    known = values[np.isfinite(values)]
    size = float(np.quantile(np.abs(known), 0.5)) if known.size else 0.0
    decimals = 0 if size >= 30 else 1 if size >= 2 else 2 if size >= 0.2 else 3
    if known.size > 0 and known.min() < 0 < known.max():
        reverse = outcome in MORE_IS_BETTER
        return decimals, classify_change(values, decimals=decimals), True, reverse
    # All one way: the strength of the change in shades of one colour.
    down = bool(known.size > 0 and known.min() < 0)
    return decimals, classify(values, k=5, decimals=decimals), False, down


def layer(
    values: np.ndarray, results: Results, outcome: str, level: str, mark: str, colours: Palette
) -> Layer:
    """What the map draws: change in rate, labelled modelled."""
    known = values[np.isfinite(values)]
    decimals, classes, mixed, reverse = classes_of(values, outcome)
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


def legend(drawn: Layer, why_not: str) -> str:
    """The classes that occur on the map, with the unit and that they are modelled."""
    present = sorted({int(each) for each in drawn.classes if each >= 0})
    keys = "".join(
        f'<li><span class="wi-key" style="background:{drawn.colours[each]}"></span>'
        f"{escape(drawn.labels[each])}</li>"
        for each in present
    )
    note = f"<p>Neighbourhoods are not shown: {escape(why_not)}</p>" if why_not else ""
    return (
        f'<div class="wi-small"><p>{escape(drawn.unit)}</p>'
        f'<ul class="wi-keys">{keys}</ul>{note}</div>'
    )


def show(plan: Plan, results: Results, outcome: str, mark: str, code: str) -> None:
    """The map with its choice of level; ``code``: of the plan, to collect the map by."""
    colours = palette.current()
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
        st.html(
            whatif_frame.wrapped(whatif_cards.heading(3, "Where?"), colours),
            width="content",
        )
        st.segmented_control(
            "Map of",
            options,
            format_func=LEVELS.__getitem__,
            key="whatif_level",
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
    area = state.get("area")
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
    whatif_frame.card(legend(drawn, why_not), colours, key="legend", mark=mark)
    params = {"plan": code, "outcome": outcome, "level": level}
    collect.button(Recipe("plan_map", params), "card_where", fixed=True)


def _pick(code: str) -> None:
    state.put("area", code)
