"""What a page shows, read back from what was sent, against the exhibit that its button adds."""

from __future__ import annotations

import base64
import html
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial, partialmethod
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from markupsafe import Markup
from streamlit.testing.v1 import AppTest

from components.builders.page_charts import CARD, CELLS
from components.builders.registry import build
from components.charts import layouts, paint_html, paint_plotly
from components.charts.layouts import cards as small
from components.charts.layouts import table
from components.charts.plot import PAGE, Room
from components.design.palette import LIGHT
from components.exhibits.charts import AreaMap, CausalMap, Headline, Table
from components.exhibits.exhibit import Exhibit, Recipe
from components.figures.geometry import drawn_areas
from components.session.presentation import add
from components.views.area_profile import frame as profile_frame
from components.views.map import modes as map_modes
from components.views.map import page as map_page
from components.views.what_if import frame
from components.views.what_if import map as plan_map
from components.widgets import long_table
from components.wording.markdown import literal, literal_table
from tests.narrowed import of_kind
from tests.unit import drawn

_WORDS = ("markdown", "subheader", "caption", "header")
_TEXTS = (*_WORDS, "title")
#: Functions of Streamlit by which something is drawn.
DRAWN = ("plotly_chart", "image", "table", "dataframe", "html")
SEEN = ("plotly_chart", "table", "html", "arrow_data_frame")


#: Every function that draws something: the test that looks at what it shows and adds, or why
#: nothing of its own is added there.
HELD = {
    "area_profile.one_figure.box": "test_one_figure_of_a_profile[Over time]",
    "area_profile.page.page": "test_all_indicators[all]",
    "compare.page.table": "test_compare[Cost alone]",
    "data.page.left_out": "words of the catalogue, no figures",
    "data.page.not_found": "words of the catalogue, no figures",
    "data.page.overdue": "words of the catalogue, no figures",
    "data.page.record": "words of the catalogue, no figures",
    "data.page.results": "words of the catalogue, no figures",
    "evidence.causal._as_table": "the arrows of the map above it, in words",
    "evidence.causal._picture": "test_the_causal_map[outline]",
    "evidence.checks.section": "test_evidence[checks-wanted1]",
    "evidence.registers._sources": "test_a_register[sources]",
    "map.modes.draw": "test_pile_up[lsoa]",
    "map.page.show_maps": "test_the_map[authorities]",
    "map.pile_up._card": "test_pile_up[lsoa]",
    "map.pile_up._show_table": "the map's figures in words; its button adds the map",
    "overview.findings.small_chart": "test_at_a_glance",
    "overview.page._domains": "test_at_a_glance",
    "overview.page._pile_up": "test_at_a_glance",
    "present.page._item": "test_present",
    "present.show._body": "test_presenting[1]",
    "present.show._live": "test_presenting[2]",
    "present.show._show_link": "a link to the slide, no figures",
    "present.show._still": "test_presenting[7]",
    "present.show._table": "test_presenting[4]",
    "what_if.closer._show": "test_look_closer[outcomes-wanted0]",
    "what_if.map.show": "test_the_map_of_a_plan[utla]",
    "what_if.opening._picture": "test_examples_of_plans",
    "what_if.results.card": "test_the_cards_of_a_plan",
    "what_if.targets._answer": "levers of a plan that is then loaded, and added as such",
    "what_if.targets._frontier": "mixes of levers; each is loaded as a plan, and added as such",
    "who_bears_it.residence._detail": "test_sizes_of_groups",
    "widgets.area_card.show_card": "test_the_map[a chosen area]",
    "widgets.exhibit_frame._draw": "test_who_bears_it[deprivation]",
    "widgets.exhibit_frame.behind": "the figures of the chart above it; its button adds the chart",
    "widgets.spoken.say": "a sentence for the ear, no figures of its own",
    "widgets.long_table.show": "draws for those that call it, each of which is in this list",
    "widgets.map_fallback.show_fallback": "the layers of the map: tests/unit/test_parity_maps.py",
    "widgets.map_table.show_table": "the map's figures in words; its button adds the map",
}


@dataclass
class Watched:
    """What a run of a page handed to its drawing, which its elements alone do not tell."""

    recipes: dict[str, tuple[Recipe, ...]] = field(default_factory=dict)  # by key of the button
    cards: dict[str, str] = field(default_factory=dict)  # markup of the plan's cards by key
    layers: list[Any] = field(default_factory=list)  # of maps
    marks: dict[str, list[Any]] = field(default_factory=dict)  # of cards: fan, groups, steps
    pictures: list[tuple[Any, str]] = field(default_factory=list)  # with what they say of them
    sites: set[str] = field(default_factory=set)  # functions that drew something


def watch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Watched:
    """Note from now on what pages draw, where, and what their buttons would add."""
    monkeypatch.setenv("PLANS_DATABASE_URL", f"sqlite:///{tmp_path / 'plans.db'}")
    found = Watched()
    button = st.button

    def pressed(label: str, **rest: Any) -> bool:
        if rest.get("on_click") is add:
            found.recipes[rest["key"]] = rest["args"]
        return button(label, **rest)

    monkeypatch.setattr(st, "button", pressed)
    monkeypatch.setattr(AppTest, "switch_page", partialmethod(_turned, found, AppTest.switch_page))
    for name in DRAWN:
        monkeypatch.setattr(st, name, partial(_drawn, found, getattr(st, name)))
    monkeypatch.setattr(long_table, "show", partial(_drawn, found, long_table.show))
    for module in (map_page, map_modes, plan_map):
        monkeypatch.setattr(module, "choropleth", partial(_map, found, module.choropleth))
    monkeypatch.setattr(frame, "card", partial(_card, found, frame.card))
    monkeypatch.setattr(profile_frame, "frame", partial(_profile, found, profile_frame.frame))
    monkeypatch.setattr(st, "image", partial(_image, found, st.image))
    for name in ("fan", "groups", "steps"):
        mark = partial(_mark, found, name, getattr(small, name))
        monkeypatch.setattr(small, name, mark)
    return found


def _turned(test: AppTest, found: Watched, turn: Callable[..., Any], file: str) -> AppTest:
    """To another page: what was seen on the one before counts no more."""
    for each in vars(found).values():
        each.clear()
    return of_kind(AppTest, turn(test, file))


def _noted(found: Watched) -> None:
    """The function that asked for a drawing, as "overview.page._pile_up"."""
    caller = sys._getframe(2)
    while caller.f_code.co_filename == __file__:  # one watch within another
        caller = caller.f_back or caller
    module = str(caller.f_globals["__name__"]).removeprefix("components.").removeprefix("views.")
    found.sites.add(f"{module}.{caller.f_code.co_name}")


def _drawn(found: Watched, draw: Callable[..., Any], *what: Any, **rest: Any) -> Any:
    _noted(found)
    return draw(*what, **rest)


def _map(found: Watched, draw: Callable[..., Any], layers: list[Any], **rest: Any) -> Any:
    _noted(found)
    found.layers = list(layers)
    return draw(layers, **rest)


def _card(found: Watched, draw: Callable[..., Any], markup: Markup, *what: Any, **rest: Any) -> Any:
    _noted(found)
    found.cards[rest["key"]] = str(markup)
    return draw(markup, *what, **rest)


def _profile(found: Watched, draw: Callable[..., Any], markup: Markup, *what: Any) -> Any:
    _noted(found)
    found.cards["profile"] = str(markup)
    return draw(markup, *what)


def _image(found: Watched, draw: Callable[..., Any], picture: Any, **rest: Any) -> Any:
    found.pictures.append((picture, rest.get("alt", "")))
    return draw(picture, **rest)


def _mark(found: Watched, name: str, draw: Callable[..., Any], *what: Any, **rest: Any) -> Any:
    found.marks.setdefault(name, []).append(what)
    return draw(*what, **rest)


def walk(node: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    yield node, above
    for each in getattr(node, "children", {}).values():
        yield from walk(each, (*above, node))


def beside(test: AppTest, *, far: bool = False) -> Iterator[tuple[str, list[Any], list[str]]]:
    """For each button that adds: its key, the charts beside it, and the titles there.

    ``far``: the nearest chart, in whatever block it stands with the button.
    """
    for node, above in walk(test.main):
        key = str(getattr(node, "key", "") or "")
        if getattr(node, "type", "") != "button" or not key.startswith("add_slide_"):
            continue
        for block in reversed(above):
            inside = [each for each, _ in walk(block)]
            seen = [each for each in inside if getattr(each, "type", "") in SEEN]
            seen = [each for each in seen if each.type != "html" or "<table" in each.proto.body]
            if seen or (not far and "vertical" not in str(getattr(block, "type", "vertical"))):
                break
        titles = [str(each.value) for each in inside if getattr(each, "type", "") == "subheader"]
        yield key, seen, titles


# --- charts as they were sent --------------------------------------------------------------------


def of_spec(spec: str) -> tuple[Any, ...]:
    return _live(_plain(json.loads(spec)))


def of_plot(exhibit: Exhibit, room: Any) -> tuple[Any, ...]:
    (plot,) = layouts.place(exhibit, room)
    return _live(_plain(json.loads(paint_plotly.paint(plot, LIGHT).to_json())))


def _plain(value: Any) -> Any:
    """Plotly's packed arrays as lists."""
    if isinstance(value, dict):
        if "bdata" in value:
            return np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"]).tolist()
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _live(sent: dict[str, Any]) -> tuple[Any, ...]:
    """Kind, series in order, names, limits, values with intervals, and notes of a live chart."""
    nan = float("nan")
    for trace in sent["data"]:
        for axis in ("x", "y"):
            trace[axis] = [nan if each is None else each for each in trace[axis]]
    series = [(each["type"], each.get("mode", ""), each.get("name", "")) for each in sent["data"]]
    found = drawn.of_plotly(SimpleNamespace(to_dict=lambda: sent))
    notes = [note["text"] for note in sent["layout"].get("annotations", [])]
    rules = [shape.get("name", "") for shape in sent["layout"].get("shapes", [])]
    hover = [str(each.get("customdata", "")) for each in sent["data"]]
    return series, found.names, found.limits, found.places, found.intervals, notes, rules, hover


def cells_of(markup: str) -> list[list[str]]:
    """Rows of an HTML table with the style of each cell."""
    body = re.sub(r"<style>.*?</style>", "", markup, flags=re.S)
    return [
        [
            f"{style}|{html.unescape(text)}"
            for style, text in re.findall(r"<t[hd]([^>]*)>([^<]*)<", row)
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", body, flags=re.S)
    ]


def same(seen: Any, exhibit: Exhibit, *rooms: Room) -> None:
    """One chart of a page, in one of ``rooms``, against that of the exhibit that is added."""
    rooms = rooms or (PAGE,)
    chart = exhibit.chart
    if seen.type == "plotly_chart":
        assert seen.proto.alt == exhibit.alt[:1500]
        if isinstance(chart, CausalMap):
            return  # its boxes and arrows are held by the browser tests of the page
        fit = [room for room in rooms if len(layouts.place(exhibit, room)) == 1]
        assert of_spec(seen.proto.spec) in [of_plot(exhibit, room) for room in fit]
        return
    assert isinstance(chart, Table)
    if seen.type == "html":
        (placed,) = table.layout(chart, CELLS if rooms == (PAGE,) else rooms[0])
        wanted = paint_html.paint(placed, LIGHT, label=exhibit.title)
        assert cells_of(seen.proto.body) == cells_of(wanted)
        return
    shown = seen.value
    wanted = literal_table(chart.cells).astype(str)
    assert [str(name) for name in shown.columns] == list(wanted.columns)
    assert shown.astype(str).to_numpy().tolist() == wanted.to_numpy().tolist()


def check(test: AppTest, watched: Watched, wanted: set[str], of: str = "add_slide_") -> None:
    """Buttons of a page, or those whose keys begin as ``of``: all recipes ``wanted`` are seen."""
    held = set()
    for key, seen, titles in beside(test):
        if not key.startswith(of):
            continue
        recipes = watched.recipes[key]
        for number, recipe in enumerate(recipes):
            exhibit = build(recipe)
            if isinstance(exhibit.chart, Headline) or recipe.name == "left_out":
                said_in_words(key, test, exhibit)
                held.add(recipe.name)
                continue
            assert len(seen) >= len(recipes), f"{recipe.name}: nothing is drawn beside its button"
            same(seen[number], exhibit, CARD if "_card_trend" in key else PAGE)
            assert literal(exhibit.title) in titles, (recipe.name, exhibit.title, titles)
            held.add(recipe.name)
    assert held == wanted


def plain_words(block: Any) -> str:
    """All texts of a block of a page as they are read."""
    texts = (str(each.value) for each, _ in walk(block) if getattr(each, "type", "") in _TEXTS)
    return re.sub(r"\\(.)", r"\1", " ".join(" ".join(texts).split())).replace("**", "")


def said_in_words(key: str, test: AppTest, exhibit: Exhibit) -> None:
    """A headline or a list: every text of the exhibit's chart stands near the button."""
    chart = exhibit.chart
    if isinstance(chart, Headline):
        texts = [part for row in chart.figures["words"] for part in _pieces(row)]
        blocks = [above[-1] for node, above in walk(test.main) if getattr(node, "key", "") == key]
    else:
        texts, blocks = list(of_kind(Table, chart).cells["Approach"]), [test.main]
    near = [each for each, _ in walk(blocks[0]) if getattr(each, "type", "") in _WORDS]
    told = " ".join(" ".join(str(each.value) for each in near).split()).replace("**", "")
    told = re.sub(r"\\(.)", r"\1", told)  # as it is read
    for text in texts:
        assert text in told, (exhibit.recipe.name, text, told)


def _pieces(words: str) -> list[str]:
    """A figure and its interval, each as it is written."""
    return [part.strip() for part in re.split(r"[();]", words) if part.strip()]


def same_map(layer: Any, exhibit: Exhibit) -> None:
    chart = of_kind(AreaMap, exhibit.chart)
    shown = pd.DataFrame(
        {"value": layer.values, "class": layer.classes}, index=drawn_areas(chart.level).index
    )
    rows = chart.figures.set_index("area_code")
    assert list(layer.labels) == list(chart.labels) and layer.method == chart.note
    assert layer.unit == exhibit.unit
    inside = shown.loc[rows.index]
    pd.testing.assert_series_equal(
        inside["value"], rows["value"].astype(float), check_names=False, rtol=1e-12
    )
    assert inside["class"].tolist() == rows["class"].tolist()
    assert (shown.drop(rows.index)["class"] < 0).all()


def rows_of(markup: str) -> list[list[str]]:
    """Cells of an HTML table as text."""
    return [
        [
            html.unescape(re.sub(r"<[^>]+>", "", cell))
            for cell in re.findall(r"<t[hd][^>]*>(.*?)(?=<t[hd]|</tr)", row, flags=re.S)
        ]
        for row in re.findall(r"<tr.*?</tr>", markup, flags=re.S)
    ]
