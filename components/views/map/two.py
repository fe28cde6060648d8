"""Two measures of the same areas: on one map or side by side, and the areas high on both."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.builders import area_map
from components.builders.registry import build
from components.builders.two_measures import crossed_map
from components.charts.map_layer import Layer, make_layer
from components.charts.map_layers_counted import pair_layer
from components.exhibits.exhibit import Recipe, RecipeError, Value
from components.figures import pile_up, two_measures
from components.figures.areas import figures
from components.figures.geometry import drawn_areas
from components.session import address
from components.views.map import modes, page
from components.widgets import add_to_presentation, theme
from components.widgets.map_table import Shown, download, show_table
from components.wording import names
from components.wording.markdown import literal
from data import store
from data.metadata import DOMAIN_TITLES

QUESTION = "Do two of them go together?"
_BESIDE = "two_beside"


def _words(indicator_id: str) -> str:
    entry = store.indicator(indicator_id)
    return f"{DOMAIN_TITLES[entry.domain]}: {entry.short_title}"


def _ordered(level: str) -> list[str]:
    domains = list(DOMAIN_TITLES)
    return sorted(
        two_measures.offered(level),
        key=lambda each: (domains.index(store.indicator(each).domain), _words(each)),
    )


def controls(scope: str) -> tuple[str, str, str, bool]:
    """One row: both measures, areas, one map or two, map or table."""
    levels = [each for each in two_measures.LEVELS if len(drawn_areas(each, scope))]
    level = address.among("level", levels, levels[0])
    ids = _ordered(level)
    usual = [each for each in two_measures.USUAL if each in ids] or ids[:2]
    first = address.among("first", ids, usual[0])
    others = [each for each in ids if each != first]
    second = address.among(
        "indicator2", others, next(e for e in (*usual[::-1], *others) if e != first)
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key="two_controls"):
        st.selectbox("First measure", ids, format_func=_words, key="first", width=255)
        st.selectbox("Second measure", others, format_func=_words, key="indicator2", width=255)
        st.selectbox(
            "Areas", levels, format_func=store.LEVEL_TITLES.__getitem__, key="level", width=200
        )
        st.toggle("Side by side", key=_BESIDE)
        st.segmented_control(
            "Show as",
            ["", "table"],
            format_func=lambda view: "Table" if view else "Map",
            key="view",
            required=True,
        )
    return first, second, level, bool(st.session_state.get(_BESIDE))


def _beside(
    first: str, second: str, level: str, scope: str, periods: tuple[str, str]
) -> list[Layer]:
    layers = []
    for each, period in zip((first, second), periods, strict=True):
        chart, classes = area_map.classified(each, level, scope, period)
        layers.append(
            make_layer(
                store.indicator(each),
                figures(each, level, scope, period),
                chart,
                period=period,
                palette=theme.current(),
                classes=classes,
                marks={},
            )
        )
    return layers


def show(scope: str) -> list[str]:
    """The whole mode; returns the ids of its measures, for the page's sources."""
    first, second, level, beside = controls(scope)
    params: dict[str, Value] = {"first": first, "second": second, "scope": scope}
    recipe = Recipe("two_measures", params | ({"level": level} if level != "lsoa" else {}))
    try:
        exhibit = build(recipe)
    except RecipeError as error:
        st.warning(literal(error), icon=":material/info:")
        return [first, second]
    st.subheader(literal(exhibit.title), anchor=False)
    found = two_measures.two(first, second, level, scope)
    maps = [
        Shown(store.indicator(each), figures(each, level, scope, period), period)
        for each, period in zip((first, second), found.periods, strict=True)
    ]
    main, side = st.columns([7, 3], gap="medium")
    with main:
        if address.get("view") == "table":
            show_table(maps, page.choose_area)
        elif beside:
            modes.draw(_beside(first, second, level, scope, found.periods), level, scope)
        else:
            entries = (store.indicator(first), store.indicator(second))
            layer = pair_layer(
                crossed_map(first, second, level, scope),
                drawn_areas(level).index,
                theme.current(),
                entries,
                exhibit.period,
            )
            modes.draw([layer], level, scope)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            download(maps, names.scope_name(scope), level)
            if beside:
                single = [
                    Recipe(
                        "map", {"indicator": each, "level": level, "scope": scope, "period": period}
                    )
                    for each, period in zip((first, second), found.periods, strict=True)
                ]
                add_to_presentation.button(single, "two_beside")
            else:
                add_to_presentation.button(recipe, "two_measures")
    with side:
        st.markdown(literal(exhibit.draft))
        page.search()
        _card(first, second, level, found.table)
    _scatter(params | {"level": level}, found.table)
    if level == "lsoa":
        _both(first, second, scope)
    return [first, second]


def _card(first: str, second: str, level: str, table: pd.DataFrame) -> None:
    area = address.get("area")
    if not area or area not in table.index:
        st.markdown("Choose an area on the map or by name above to read both figures.")
        return
    row = table.loc[area]
    with st.container(border=True, key="area_card"):
        st.markdown(f"**{literal(store.area(area).name)}**")
        for each, name in ((first, "first"), (second, "second")):
            entry = store.indicator(each)
            figure = page.figure_words(entry, float(row[name]))
            st.markdown(literal(f"{entry.short_title}: {figure}"))
        st.button("Clear the choice", on_click=page.choose_area, args=("",), key="clear_area")


def _scatter(params: dict[str, Value], table: pd.DataFrame) -> None:
    st.header("Each area by both", anchor=False)
    given = {name: value for name, value in params.items() if (name, value) != ("level", "lsoa")}
    inside = table[table["inside"]].sort_values(["authority", "area_name"])
    shown = inside.reset_index(names="Code")[["area_name", "authority", "Code", "first", "second"]]
    shown.columns = ["Area", "Authority", "Code", "First measure", "Second measure"]
    modes.frame(Recipe("two_scatter", given), shown, "two_scatter")


def _both(first: str, second: str, scope: str) -> None:
    st.header("High on both", anchor=False)
    known = pile_up.measures("lsoa")
    without = [_words(each) for each in (first, second) if each not in known]
    if without:
        st.markdown(
            literal(
                f"No list for {names.list_in_words(without)}: it is not said which way is worse, "
                "or the measure is made of the others."
            )
        )
        return
    _, table = two_measures.both(first, second, scope)
    shown = table.reset_index(names="Code").rename(
        columns={
            "area_name": "Neighbourhood",
            "authority": "Authority",
            "children": "Children 0 to 15",
        }
    )
    recipe = Recipe("both_high", {"first": first, "second": second, "scope": scope})
    modes.frame(recipe, shown, "both_high")
