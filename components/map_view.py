"""What the map page is made of: choices, one or two maps, search, card, table, download."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from analysis.breaks import broken
from components import area_card, collect, palette, state
from components.choropleth import Chosen, Geometry, Layer, choropleth
from components.choropleth.vendor import OUTLINES, drawn_areas
from components.exhibit import Recipe, Value
from components.map_classes import METHODS
from components.map_fallback import show_fallback
from components.map_layers import (
    change_classes,
    change_figures,
    classes_for,
    drawn_levels,
    figures,
    make_layer,
    periods_at,
    same_scale,
    value_of,
)
from components.map_table import Shown, download, show_table
from components.wording import literal_line
from data import store
from data.contract import parse_period
from data.metadata import DOMAIN_TITLES

MAP_KEY = "atlas_map"
_METHOD_KEY = "map_classes"
_SEARCH_KEY = "map_search"
_MOST_FOUND = 8
SECOND = {
    "": "None",
    "indicator": "Another indicator",
    "period": "Another period",
    "change": "Change since a period",
}
_SEARCHED_LEVELS = ("utla", "ltla", "msoa", "ward", "lsoa")


@dataclass(frozen=True)
class Choice:
    """What the person chose, checked: every value is one the figures have."""

    scope: str
    indicator: str
    level: str
    period: str
    levels: list[str]
    periods: list[str]  # newest first
    second: str
    seconds: list[str]
    indicator2: str
    period2: str
    periods2: list[str]


def _indicator_ids() -> list[str]:
    domains = list(DOMAIN_TITLES)
    entries = [e for e in store.indicators().values() if set(e.levels) & set(OUTLINES)]
    entries.sort(key=lambda entry: (domains.index(entry.domain), entry.short_title))
    return [entry.id for entry in entries]


def _at_level(ids: list[str], other_than: str, level: str) -> list[str]:
    return [each for each in ids if each != other_than and level in store.levels_of(each)]


def _indicator_words(indicator_id: str) -> str:
    entry = store.indicator(indicator_id)
    return f"{DOMAIN_TITLES[entry.domain]}: {entry.short_title}"


def current_choice() -> Choice:
    """Read the choices from the address and the session and check them against the figures.

    Raises StoreError when the chosen place has no map of the indicator at any level.
    """
    scope = state.get("scope")
    ids = _indicator_ids()
    usual = state.DEFAULT_INDICATOR if state.DEFAULT_INDICATOR in ids else ids[0]
    indicator = state.among("indicator", ids, usual)
    levels = drawn_levels(indicator, scope)
    if not levels:
        raise store.StoreError(
            f"“{store.indicator(indicator).title}” has no figure for the whole population that can "
            f"be drawn for {state.scope_name(scope)}. Choose another indicator or a larger place; "
            "figures by group are on the pages Who bears it and Data."
        )
    level = state.among("level", levels, levels[0])
    periods = periods_at(indicator, level)
    period = state.among("period", periods, periods[0])
    entry = store.indicator(indicator)
    others = [each for each in periods if each != period]
    earlier = [
        each
        for each in others
        if parse_period(each).end < parse_period(period).end and not broken(entry, each, period)
    ]
    seconds = ["", "indicator"] + ["period"] * bool(others) + ["change"] * bool(earlier)
    second = state.among("second", seconds, "")
    indicator2, period2, periods2 = "", "", []
    if second == "indicator":
        others = _at_level(ids, indicator, level)
        indicator2 = state.among("indicator2", others, others[0]) if others else ""
        periods2 = periods_at(indicator2, level) if indicator2 else []
        if periods2:
            period2 = period if period in periods2 else periods2[0]
        else:
            state.notice("There is no second indicator with figures for these areas.")
            state.put("second", "")
            second, indicator2 = "", ""
    elif second:
        periods2 = earlier if second == "change" else others
        period2 = state.among("period2", periods2, periods2[0])
    return Choice(
        scope, indicator, level, period, levels, periods,
        second, seconds, indicator2, period2, periods2,
    )  # fmt: skip


def indicator_selector() -> None:
    """Choose an indicator; also shown when the chosen one has no map, as the way on."""
    st.selectbox(
        "Indicator",
        _indicator_ids(),
        format_func=_indicator_words,
        key="indicator",
        help="Type a few letters to search.",
    )


def selectors(choice: Choice) -> None:
    """The row of choices above the map, and below it what the second map asks."""
    widths = [2.6, 2, 2, 1.8, 2.2, 1.5] if choice.second else [3, 2.2, 2.2, 2, 1.5]
    columns = st.columns(widths, vertical_alignment="bottom")
    with columns[0]:
        indicator_selector()
    columns[1].selectbox(
        "Areas", choice.levels, format_func=store.LEVEL_TITLES.__getitem__, key="level"
    )
    columns[2].selectbox("Period", choice.periods, format_func=_period_words, key="period")
    columns[3].selectbox("Second map", choice.seconds, format_func=SECOND.__getitem__, key="second")
    if choice.second == "indicator":
        others = _at_level(_indicator_ids(), choice.indicator, choice.level)
        columns[4].selectbox(
            "Second indicator", others, format_func=_indicator_words, key="indicator2"
        )
    elif choice.second:
        label = "Change since" if choice.second == "change" else "Second period"
        columns[4].selectbox(label, choice.periods2, format_func=_period_words, key="period2")
    columns[-1].segmented_control(
        "Show as",
        ["", "table"],
        format_func=lambda view: "Table" if view else "Map",
        key="view",
        required=True,
    )


def _period_words(period: str) -> str:
    label = parse_period(period).label
    return label[:1].upper() + label[1:]


def maps_shown(choice: Choice) -> list[Shown]:
    """The figures of the one or two maps chosen."""
    entry = store.indicator(choice.indicator)
    first = figures(choice.indicator, choice.level, choice.scope, choice.period)
    maps = [Shown(entry, first, choice.period)]
    if choice.second == "indicator":
        table = figures(choice.indicator2, choice.level, choice.scope, choice.period2)
        maps.append(Shown(store.indicator(choice.indicator2), table, choice.period2))
    elif choice.second == "period":
        table = figures(choice.indicator, choice.level, choice.scope, choice.period2)
        maps.append(Shown(entry, table, choice.period2))
    elif choice.second == "change":
        table = change_figures(
            choice.indicator, choice.level, choice.scope, choice.period2, choice.period
        )
        maps.append(Shown(entry, table, choice.period, since=choice.period2))
    return maps


def _layers(choice: Choice, maps: list[Shown], colours: palette.Palette) -> list[Layer]:
    method = st.session_state.get(_METHOD_KEY, "quantiles")
    shared = len(maps) == 2 and not maps[1].since and same_scale(maps[0].entry, maps[1].entry)
    layers = []
    for shown in maps:
        if shown.since:
            classes = change_classes(shown.entry, shown.table)
        else:
            pool = maps if shared else [shown]
            classes = classes_for(shown.entry, [each.table for each in pool], method)
        layers.append(
            make_layer(
                shown.entry,
                shown.table,
                classes,
                level=choice.level,
                period=shown.period,
                palette=colours,
                marks=_marks(shown),
                since=shown.since,
            )
        )
    return layers


def _marks(shown: Shown) -> dict[str, float]:
    marks = {}
    codes = {"England": store.ENGLAND}
    area = state.get("area")
    if area and area != store.ENGLAND:
        codes[store.area(area).name] = area
    for name, code in codes.items():
        value = value_of(shown.entry.id, code, shown.period)
        if shown.since:
            value = round(value - value_of(shown.entry.id, code, shown.since), shown.entry.decimals)
        marks[name] = value
    return marks


def choose_area(code: str) -> None:
    """Make an area the chosen one; "" clears the choice."""
    state.put("area", code)


def show_maps(choice: Choice, maps: list[Shown]) -> None:
    """Draw the map or maps, or the simpler ones where the browser has no WebGL."""
    colours = palette.current()
    layers = _layers(choice, maps, colours)
    area = state.get("area")
    level = _shape_level(area, choice.level) if area else ""
    limits = store.area(store.REGION).bounds
    if limits is None:
        raise store.StoreError("The region has no bounds in the areas table; rebuild the data.")
    drawn = choropleth(
        layers,
        geometry=Geometry(choice.level, len(maps[0].table)),
        bounds=store.area(choice.scope).bounds or limits,
        limits=limits,
        chosen=Chosen(area if level else "", level),
        palette=colours,
        key=MAP_KEY,
        on_pick=choose_area,
    )
    if not drawn:
        table = maps[0].table
        show_fallback(
            layers, choice.level, table.index.tolist(), table["area_name"].tolist(), colours,
            choose_area,
        )  # fmt: skip


def _shape_level(code: str, drawn: str) -> str:
    """In which geometry file an area's shape is, the drawn one first; "" when it has none."""
    for level in dict.fromkeys((drawn, *OUTLINES)):
        if code in drawn_areas(level).index:
            return level
    return ""


def below_map(choice: Choice, maps: list[Shown]) -> None:
    """How classes are made, and the figures to take away."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Classes", list(METHODS), format_func=METHODS.__getitem__, key=_METHOD_KEY, width=220,
            help="How figures are put into classes. Compared maps of one unit share them.",
        )  # fmt: skip
        download(maps, state.scope_name(choice.scope), choice.level)
        for number, shown in enumerate(maps):
            collect.button(_recipe(choice, shown), f"map_{number}")


def _recipe(choice: Choice, shown: Shown) -> Recipe:
    """By which a map (or its table) can be collected for the Present page."""
    params: dict[str, Value] = {
        "indicator": shown.entry.id,
        "level": choice.level,
        "scope": choice.scope,
        "period": shown.period,
    }
    if shown.since:
        params["since"] = shown.since
    elif (method := st.session_state.get(_METHOD_KEY, "quantiles")) != "quantiles":
        params["method"] = method
    return Recipe("map", params)


def search() -> None:
    """Find an area by name or code and choose it."""
    text = st.text_input(
        "Find an area", key=_SEARCH_KEY, max_chars=80,
        placeholder="Name of a neighbourhood, ward or authority",
    )  # fmt: skip
    if not text.strip():
        return
    found = store.find_areas(text, _SEARCHED_LEVELS, store.REGION, limit=_MOST_FOUND + 1)
    if found.empty:
        st.markdown(f"No area of the region has a name like “{literal_line(text)}”.")
        return
    for row in found.iloc[:_MOST_FOUND].itertuples():
        parent = next(
            (store.area(c).name for c in (row.ltla_code, row.utla_code)
             if isinstance(c, str) and c and c != row.area_code), "",
        )  # fmt: skip
        where = f", {parent}" if parent and parent not in row.area_name else ""
        st.button(
            f"{row.area_name}{where} ({area_card.level_words(row.level)})",
            key=f"found_{row.area_code}",
            on_click=_choose_found,
            args=(row.area_code,),
            width="stretch",
        )
    if len(found) > _MOST_FOUND:
        st.markdown("There are more; add a word to narrow the search.")


def _choose_found(code: str) -> None:
    choose_area(code)
    st.session_state[_SEARCH_KEY] = ""


def card(choice: Choice) -> None:
    """The chosen area's card, or how to choose one."""
    area = state.get("area")
    if not area:
        st.markdown(
            "Choose an area on the map, by name above, or by marking a row of the table: its "
            "figure, the larger areas it lies in and its trend appear here."
        )
        return
    with st.container(border=True, key="area_card"):
        area_card.show_card(choice.indicator, area, choice.period, palette.current())
        st.button("Clear the choice", on_click=choose_area, args=("",), key="clear_area")


def show(choice: Choice) -> None:
    """Maps or table with search and card: side by side for one map, one below for two."""
    maps = maps_shown(choice)
    if len(maps) == 1:
        main, side = st.columns([2.3, 1], gap="medium")
    else:
        main, side = st.container(), st.container()
    with main:
        if state.get("view") == "table":
            show_table(maps, choose_area)
        else:
            show_maps(choice, maps)
        below_map(choice, maps)
    with side:
        search()
        card(choice)
