"""What the map page is made of: choices, one or two maps, search, card, table, download."""

from __future__ import annotations

import streamlit as st

from components.builders import area_map
from components.charts.map_classes import METHODS
from components.charts.map_layer import Layer, make_layer, same_scale
from components.design import palette
from components.exhibits.exhibit import Recipe
from components.figures.areas import change_figures, figures, value_of
from components.figures.geometry import OUTLINES, drawn_areas
from components.session import address
from components.views.map.choice import Choice
from components.widgets import add_to_presentation, area_card, theme
from components.widgets.choropleth import Chosen, Geometry, choropleth
from components.widgets.map_fallback import show_fallback
from components.widgets.map_table import Shown, download, show_table
from components.wording import names
from components.wording.markdown import literal_line
from components.wording.numbers import NO_FIGURE, with_unit
from data import store
from data.metadata import Indicator

MAP_KEY = "atlas_map"
_METHOD_KEY = "map_classes"
_SEARCH_KEY = "map_search"
_MOST_FOUND = 8
_SEARCHED_LEVELS = ("utla", "ltla", "msoa", "ward", "lsoa")


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
    layers = []
    for shown in maps:
        chart, classes = area_map.classified(**_params(choice, maps, shown))
        layers.append(
            make_layer(
                shown.entry,
                shown.table,
                chart,
                period=shown.period,
                palette=colours,
                classes=classes,
                marks=_marks(shown),
                since=shown.since,
            )
        )
    return layers


def _params(choice: Choice, maps: list[Shown], shown: Shown) -> dict[str, str]:
    """Parameters of a map's recipe: maps of one unit beside each other share their classes."""
    params = {
        "indicator": shown.entry.id,
        "level": choice.level,
        "scope": choice.scope,
        "period": shown.period,
    }
    if shown.since:
        return params | {"since": shown.since}
    if (method := st.session_state.get(_METHOD_KEY, "quantiles")) != "quantiles":
        params["method"] = method
    other = next((each for each in maps if each is not shown and not each.since), None)
    if other is not None and same_scale(shown.entry, other.entry):
        params |= {"beside": other.entry.id, "beside_period": other.period}
    return params


def _marks(shown: Shown) -> dict[str, float]:
    marks = {}
    codes = {"England": store.ENGLAND}
    area = address.get("area")
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
    address.put("area", code)


def show_maps(choice: Choice, maps: list[Shown]) -> None:
    """Draw the map or maps, or the simpler ones where the browser has no WebGL."""
    colours = theme.current()
    layers = _layers(choice, maps, colours)
    area = address.get("area")
    level = shape_level(area, choice.level) if area else ""
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
        show_fallback(layers, colours, choose_area)


def shape_level(code: str, drawn: str) -> str:
    """In which geometry file an area's shape is, the drawn one first; "" when it has none."""
    for level in dict.fromkeys((drawn, *OUTLINES)):
        if code in drawn_areas(level).index:
            return level
    return ""


def figure_words(entry: Indicator, value: float) -> str:
    """A figure of an indicator with its unit; that there is none for NaN."""
    return with_unit(value, entry) if value == value else NO_FIGURE["missing"]


def below_map(choice: Choice, maps: list[Shown]) -> None:
    """How classes are made, and the figures to take away."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Classes",
            list(METHODS),
            format_func=METHODS.__getitem__,
            key=_METHOD_KEY,
            width=220,
            help="How figures are put into classes. Compared maps of one unit share them.",
        )
        download(maps, names.scope_name(choice.scope), choice.level)
        for number, shown in enumerate(maps):
            add_to_presentation.button(Recipe("map", _params(choice, maps, shown)), f"map_{number}")


def search() -> None:
    """Find an area by name or code and choose it."""
    text = st.text_input(
        "Find an area",
        key=_SEARCH_KEY,
        max_chars=80,
        placeholder="Name of a neighbourhood, ward or authority",
    )
    if not text.strip():
        return
    found = store.find_areas(text, _SEARCHED_LEVELS, store.REGION, limit=_MOST_FOUND + 1)
    if found.empty:
        found = store.nearest_areas(text, _SEARCHED_LEVELS, store.REGION)
        said = f"No area of the region is called “{literal_line(text)}”."
        st.markdown(said if found.empty else f"{said} The nearest names:")
    for row in found.iloc[:_MOST_FOUND].itertuples():
        parent = next(
            (
                store.area(c).name
                for c in (row.ltla_code, row.utla_code)
                if isinstance(c, str) and c and c != row.area_code
            ),
            "",
        )
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
    area = address.get("area")
    if not area:
        st.markdown(
            "Choose an area on the map, by name above, or by marking a row of the table: its "
            "figure, the larger areas it lies in and its trend appear here."
        )
        return
    with st.container(border=True, key="area_card"):
        area_card.show_card(choice.indicator, area, choice.period, theme.current())
        st.button("Clear the choice", on_click=choose_area, args=("",), key="clear_area")


def show(choice: Choice) -> None:
    """Maps or table with search and card: side by side for one map, one below for two."""
    maps = maps_shown(choice)
    if len(maps) == 1:
        main, side = st.columns([2.3, 1], gap="medium")
    else:
        main, side = st.container(), st.container()
    with main:
        if address.get("view") == "table":
            show_table(maps, choose_area)
        else:
            show_maps(choice, maps)
        below_map(choice, maps)
    with side:
        search()
        card(choice)
