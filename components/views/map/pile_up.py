"""Where adversities pile up: measures to tick, the map, one area's domains, who lives there."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.builders.page_charts import CARD, page_chart
from components.builders.pile_up import counted_map
from components.builders.registry import build
from components.charts.map_layers_counted import count_layer
from components.charts.plot import Room
from components.exhibits.exhibit import Recipe, RecipeError, Value
from components.exports import data_files
from components.figures import pile_up
from components.figures.geometry import drawn_areas
from components.session import address
from components.views.map import modes, page
from components.widgets import add_to_presentation, long_table, theme
from components.wording import names
from components.wording import pile_up as said
from components.wording.markdown import literal
from data import store
from data.metadata import DOMAIN_TITLES

QUESTION = "Where do adversities pile up?"
_LEVELS = ["lsoa", "msoa", "utla"]
_CLUSTERS = "pile_clusters"
_CARD = Room(width=CARD.width, height=300, size=CARD.size, least=CARD.least, fluid=True)


def _level(scope: str) -> str:
    levels = [each for each in _LEVELS if len(drawn_areas(each, scope))]
    return address.among("level", levels, levels[0])


def _ticked(level: str) -> tuple[str, ...]:
    """The measures of the address that the level has, or the usual ones."""
    wanted = address.get("measures").split(".")
    return tuple(pile_up.chosen(level, wanted))


def _tick(level: str) -> None:
    """Take over the boxes: all that are ticked, in the catalogue's order."""
    ids = [each for each in pile_up.measures(level) if st.session_state.get(f"tick_{each}")]
    usual = pile_up.defaults(level)
    if not ids:
        address.notice("One measure at least must be ticked; the usual ones are again.")
    address.put("measures", "" if not ids or ids == usual else ".".join(ids))


def _usual() -> None:
    address.put("measures", "")


def controls(scope: str) -> tuple[str, tuple[str, ...], int]:
    """One row: areas, measures, from how many domains on, outlines, map or table."""
    level = _level(scope)
    ids = _ticked(level)
    domains = len(said.domains_of(ids, level))
    with st.container(horizontal=True, vertical_alignment="bottom", key="pile_controls"):
        levels = [each for each in _LEVELS if len(drawn_areas(each, scope))]
        st.selectbox(
            "Areas", levels, format_func=store.LEVEL_TITLES.__getitem__, key="level", width=260
        )
        with st.popover(f"Measures: {len(ids)} ticked", icon=":material/checklist:"):
            _boxes(level, ids)
        least = _least(domains)
        st.toggle(
            "Outline neighbours alike",
            key=_CLUSTERS,
            disabled=level == "utla",
            help="Draws a line around areas with a high count whose neighbours have one too, more "
            "than chance would have it (local Moran's I, 9,999 random draws, at most 5% of those "
            "outlined by chance).",
        )
        st.segmented_control(
            "Show as",
            ["", "table"],
            format_func=lambda view: "Table" if view else "Map",
            key="view",
            required=True,
        )
    return level, ids, least


def _least(domains: int) -> int:
    options = [str(number) for number in range(1, domains + 1)]
    usual = str(min(pile_up.USUAL_LEAST, domains))
    address.among("least", options, usual)
    st.selectbox(
        "Pile up means",
        options,
        format_func=lambda number: f"{number} or more domains",
        key="least",
        width=180,
    )
    return int(address.get("least"))


def _boxes(level: str, ids: tuple[str, ...]) -> None:
    known = pile_up.measures(level)
    for domain, title in DOMAIN_TITLES.items():
        own = [each for each in known.values() if each.domain == domain]
        st.markdown(f"**{title}**" + ("" if own else ": no figure for these areas is published"))
        for each in own:
            st.session_state[f"tick_{each.id}"] = each.id in ids
            st.checkbox(
                literal(f"{each.title}, {each.when} (of {each.among})"),
                key=f"tick_{each.id}",
                on_change=_tick,
                args=(level,),
            )
    st.button("Tick the usual measures", on_click=_usual, key="pile_usual")


def _recipe(scope: str, level: str, ids: tuple[str, ...], least: int, outlined: bool) -> Recipe:
    params: dict[str, Value] = {"scope": scope, "measures": list(ids)}
    usual: dict[str, Value] = {"level": "lsoa", "least": 3, "clusters": False}
    given: dict[str, Value] = {"level": level, "least": least, "clusters": outlined}
    return Recipe("pile_up", params | {k: v for k, v in given.items() if v != usual[k]})


def _table(scope: str, level: str, ids: tuple[str, ...]) -> pd.DataFrame:
    table = pile_up.areas_table(level, ids, scope)
    table = table[table["inside"]].sort_values(["authority", "area_name"])
    shown = pd.DataFrame(
        {
            "Area": table["area_name"],
            "Authority": table["authority"],
            "Code": table.index,
            "Domains in the worst fifth": table["words"],
            "Which": table["which"],
        }
    )
    if level == "lsoa":
        shown["Children 0 to 15"] = pile_up.children_of(table.index.tolist()).astype(int)
    return shown.reset_index(drop=True)


def show(scope: str) -> list[str]:
    """The whole mode; returns the ids of its measures, for the page's sources."""
    level, ids, least = controls(scope)
    outlined = bool(st.session_state.get(_CLUSTERS)) and level != "utla"
    recipe = _recipe(scope, level, ids, least, outlined)
    try:
        exhibit = build(recipe)
    except (RecipeError, ValueError) as error:
        st.warning(literal(error), icon=":material/info:")
        return list(ids)
    st.subheader(literal(exhibit.title), anchor=False)
    main, side = st.columns([7, 3], gap="medium")
    table = _table(scope, level, ids)
    with main:
        if address.get("view") == "table":
            _show_table(table)
        else:
            chart = counted_map(level, ids, scope, outlined)
            layer = count_layer(chart, drawn_areas(level).index, theme.current(), exhibit.period)
            modes.draw([layer], level, scope)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _download(table, scope, exhibit.measure, ids, level)
            add_to_presentation.button(recipe, "pile_up")
    with side:
        st.markdown(literal(exhibit.draft))
        page.search()
        _card(level, ids)
    if level == "lsoa":
        _people(scope, ids, least)
    with st.expander("What is counted, and of which year"):
        st.markdown(
            "\n".join(f"- {literal(line)}" for line in pile_up.measure_notes(level, ids))
            + f"\n\n{literal(exhibit.caveat)}"
        )
    return list(ids)


def _show_table(table: pd.DataFrame) -> None:
    def picked() -> None:
        rows = st.session_state["pile_table"]["selection"]["rows"]
        page.choose_area(str(table["Code"].iloc[rows[0]]) if rows else "")

    long_table.show(
        table,
        height=520,
        key="pile_table",
        on_select=picked,
        selection_mode="single-row",
        alt="Domains in the worst fifth of each area, in the order of names",
    )


def _download(
    table: pd.DataFrame, scope: str, measure: str, ids: tuple[str, ...], level: str
) -> None:
    about: dict[str, object] = {
        "Measure": measure,
        "Place": names.scope_name(scope),
        "Counted": "; ".join(pile_up.measure_notes(level, ids)),
        "Note": f"{said.ASSOCIATION} {said.NO_RANK} {said.absent(level)}".strip(),
        "Figures version": store.data_version(),
    }
    st.download_button(
        "Download these figures (CSV)",
        data=lambda: data_files.csv_with_metadata(table, about),
        file_name=data_files.safe_file_name("adversities pile up", names.scope_name(scope), level)
        + ".csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _card(level: str, ids: tuple[str, ...]) -> None:
    area = address.get("area")
    if not area or area not in drawn_areas(level).index:
        st.markdown(
            "Choose an area on the map, by name above, or by marking a row of the table: its "
            "measures appear here as bars."
        )
        return
    params: dict[str, Value] = {"area": area, "measures": list(ids)}
    recipe = Recipe("pile_up_area", params | ({"level": level} if level != "lsoa" else {}))
    with st.container(border=True, key="area_card"):
        try:
            made = build(recipe)
        except RecipeError as error:
            st.markdown(literal(error))
        else:
            st.markdown(f"**{literal(made.title)}**")
            st.markdown("Of 100 areas, how many are better off:")
            st.plotly_chart(
                page_chart(recipe, theme.current(), _CARD),
                key="pile_card",
                theme=None,
                config={"displayModeBar": False},
                alt=made.alt,
            )
            add_to_presentation.button(recipe, "pile_card")
        st.button("Clear the choice", on_click=page.choose_area, args=("",), key="clear_area")


def _people(scope: str, ids: tuple[str, ...], least: int) -> None:
    st.header("Who lives there", anchor=False)
    found = pile_up.living_there(ids, scope, least)
    left, right = st.columns(2, gap="medium")
    for place, by in ((left, "ethnicity"), (right, "deprivation")):
        rows = found.drop(
            index=[
                each
                for each in found.index
                if each != "children" and (each.startswith("fifth") == (by == "ethnicity"))
            ]
        )
        table = rows.rename_axis("Group").reset_index()
        table = table.rename(
            columns={
                "people": "People",
                "there": "Living there",
                "may": "May live there",
                "share": "Share, %",
                "share_most": "Share at most, %",
            }
        ).round(1)
        with place:
            params: dict[str, Value] = {
                "scope": scope,
                "measures": list(ids),
                "by": by,
                "least": least,
            }
            modes.frame(Recipe("pile_up_people", params), table, f"pile_{by}")
