"""What is seen is what is added: on every page, in every view and choice that shows a chart.

Each page is run as a person sees it. For every button "Add to presentation" the chart that stands
beside it is read back from what was sent to the browser (or, for maps and cards, from what was
handed to their drawing), the recipe is what a press of the button would add, and the exhibit that
the recipe builds must hold the same chart: kind, series, values, limits, order and notes.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
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
from components.charts import causal_map, layouts, paint_html, paint_plotly
from components.charts.layouts import cards as small
from components.charts.layouts import table
from components.charts.plot import PAGE
from components.design.palette import LIGHT
from components.exhibits.charts import AreaMap, CausalMap, Fan, Groups, Headline, Steps, Table
from components.exhibits.exhibit import Exhibit, Recipe
from components.figures import plan_codes
from components.figures.geometry import drawn_areas
from components.session.presentation import add
from components.views.map import page as map_page
from components.views.what_if import frame
from components.views.what_if import map as plan_map
from components.wording.markdown import literal, literal_table
from data import store
from model.plan import new_plan
from model.plan_code import encode_plan
from tests.app.test_add_to_presentation import BIRMINGHAM, PAIR, PLAN, SANDWELL, page
from tests.narrowed import of_kind
from tests.unit import drawn

_WORDS = ("markdown", "subheader", "caption", "header")
_SEEN = ("plotly_chart", "table", "html", "arrow_data_frame")


@dataclass
class Watched:
    """What a run of a page handed to its drawing, which its elements alone do not tell."""

    recipes: dict[str, tuple[Recipe, ...]] = field(default_factory=dict)  # by key of the button
    cards: dict[str, str] = field(default_factory=dict)  # markup of the plan's cards by key
    layers: list[Any] = field(default_factory=list)  # of maps
    marks: dict[str, list[Any]] = field(default_factory=dict)  # of cards: fan, groups, steps


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Watched:
    monkeypatch.setenv("PLANS_DATABASE_URL", f"sqlite:///{tmp_path / 'plans.db'}")
    found = Watched()
    button = st.button

    def pressed(label: str, **rest: Any) -> bool:
        if rest.get("on_click") is add:
            found.recipes[rest["key"]] = rest["args"]
        return button(label, **rest)

    monkeypatch.setattr(st, "button", pressed)
    for module in (map_page, plan_map):
        drawing = module.choropleth

        def maps(layers: list[Any], drawing: Callable[..., Any] = drawing, **rest: Any) -> Any:
            found.layers = list(layers)
            return drawing(layers, **rest)

        monkeypatch.setattr(module, "choropleth", maps)
    card = frame.card

    def cards(markup: Markup, colours: Any, *, key: str, **rest: Any) -> Any:
        found.cards[key] = str(markup)
        return card(markup, colours, key=key, **rest)

    monkeypatch.setattr(frame, "card", cards)
    for name in ("fan", "groups", "steps"):

        def marks(
            first: Any, *rest: Any, name: str = name, draw: Callable[..., Any], **more: Any
        ) -> Any:
            found.marks.setdefault(name, []).append((first, *rest))
            return draw(first, *rest, **more)

        monkeypatch.setattr(small, name, partial(marks, draw=getattr(small, name), name=name))
    return found


def walk(node: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    yield node, above
    for each in getattr(node, "children", {}).values():
        yield from walk(each, (*above, node))


def beside(test: AppTest) -> Iterator[tuple[str, list[Any], list[str]]]:
    """For each button that adds: its key, the charts beside it, and the titles there."""
    for node, above in walk(test.main):
        key = str(getattr(node, "key", "") or "")
        if getattr(node, "type", "") != "button" or not key.startswith("add_slide_"):
            continue
        for block in reversed(above):
            inside = [each for each, _ in walk(block)]
            seen = [each for each in inside if getattr(each, "type", "") in _SEEN]
            seen = [each for each in seen if each.type != "html" or "<table" in each.proto.body]
            if seen or "vertical" not in str(getattr(block, "type", "vertical")):
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


def same(seen: Any, exhibit: Exhibit, *, card: bool = False) -> None:
    """One chart of a page against the chart of the exhibit that is added."""
    chart = exhibit.chart
    if seen.type == "plotly_chart":
        assert seen.proto.alt == exhibit.alt[:1500]
        if isinstance(chart, CausalMap):
            return  # its boxes and arrows are held by the browser tests of the page
        shown = of_spec(seen.proto.spec)
        assert shown == of_plot(exhibit, CARD if card else PAGE)
        return
    assert isinstance(chart, Table)
    if seen.type == "html":
        (placed,) = table.layout(chart, CELLS)
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
            same(seen[number], exhibit, card="_card_trend" in key)
            assert literal(exhibit.title) in titles, (recipe.name, exhibit.title, titles)
            held.add(recipe.name)
    assert held == wanted


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


WHO = {
    "deprivation": (
        {"question": "deprivation", "indicator": "overcrowding"},
        {"deprivation", "gap", "gap_places", "potential"},
    ),
    "deprivation over time": (
        {"question": "deprivation", "indicator": "self_harm_10_24", "scope": BIRMINGHAM},
        {"deprivation", "gap", "gap_time", "potential"},
    ),
    "two groups": (
        {"question": "deprivation", "indicator": "attainment_8", "split": "fsm"},
        {"deprivation", "groups_time"},
    ),
    "ethnicity": (
        {"question": "ethnicity", "indicator": "looked_after"},
        {"ethnicity", "groups_time", "place_part", "ratios", "residence"},
    ),
    "published ratios": (
        {"question": "ethnicity", "indicator": "stop_search"},
        {"ratios", "residence"},
    ),
    "both": ({"question": "both", "indicator": "persistent_absence"}, {"both"}),
    "gradient": ({"question": "both", "indicator": "looked_after"}, {"gradient"}),
    "services": ({"question": "services"}, {"services", "stages"}),
    "services of the region": (
        {"question": "services", "scope": store.REGION},
        {"services", "stages"},
    ),
}


@pytest.mark.parametrize("state", WHO)
def test_who_bears_it(state: str, watched: Watched) -> None:
    address, wanted = WHO[state]
    check(page("who_is_affected", **({"scope": SANDWELL} | address)), watched, wanted)


COMPARE = {
    "compare_headlines",
    "compare_outcome",
    "compare_chances",
    "compare_groups",
    "compare_money",
    "compare_plane",
    "compare_levers",
}


@pytest.mark.parametrize("net", ["Cost less savings", "Cost alone"])
def test_compare(net: str, watched: Watched) -> None:
    # Plans of which every lever can be judged: savings are taken off for no others.
    pair = plan_codes.write(
        [
            new_plan(areas=[SANDWELL], levers={name: {"level": level}}, title=name)
            for name, level in (("family_group_conference", 25), ("child_poverty", 1))
        ]
    )
    test = page("compare", plans=pair, scope=SANDWELL, outcome="looked_after")
    test.segmented_control(key="compare_net").set_value(net).run()
    test.number_input(key="compare_threshold").set_value(2000).run()
    check(test, watched, COMPARE)


def test_compare_where_not_every_lever_can_be_judged(watched: Watched) -> None:
    test = page("compare", plans=PAIR, scope=SANDWELL, outcome="looked_after")
    assert not [each for each in test.segmented_control if each.key == "compare_net"]
    check(test, watched, COMPARE)


@pytest.mark.parametrize(
    ("view", "more"),
    [("gains", {"compare_gains"}), ("after", {"compare_after"}), ("returns", {"returns"})],
)
def test_compare_closer(view: str, more: set[str], watched: Watched) -> None:
    test = page("compare", plans=PAIR, scope=SANDWELL, outcome="looked_after")
    test.segmented_control(key="compare_more").set_value(view).run()
    check(test, watched, more, "add_slide_compare_more_")


@pytest.mark.parametrize("view", list(causal_map.views()))
def test_the_causal_map(view: str, watched: Watched) -> None:
    test = page("evidence")
    test.segmented_control(key="causal_view").set_value(view).run()
    ((key, (seen, *_), _),) = beside(test)
    (recipe,) = watched.recipes[key]
    exhibit = build(recipe)
    assert of_kind(CausalMap, exhibit.chart).view == view == recipe.params["view"]
    assert seen.type == "plotly_chart"


@pytest.mark.parametrize(
    ("section", "wanted"),
    [
        ("forecasts", {"forecast_test", "forecast_back"}),
        ("checks", {"checks", "returns"}),
        ("cost", {"adversity_avoidable", "adversity_checks", "adversity_cost", "adversity_places"}),
        ("left-out", {"left_out"}),
    ],
)
def test_evidence(section: str, wanted: set[str], watched: Watched) -> None:
    check(page("evidence", section=section), watched, wanted)


@pytest.mark.parametrize(
    ("view", "wanted"),
    [
        ("outcomes", {"plan_outcomes"}),
        ("when", {"plan_levels"}),
        ("whom", {"plan_groups"}),
        ("money", {"plan_accounts", "plan_money", "plan_money_years", "returns"}),
        ("gains", {"plan_gains", "plan_payers"}),
        ("after", {"plan_after"}),
        ("why", {"plan_why", "plan_assumptions"}),
    ],
)
def test_look_closer(view: str, wanted: set[str], watched: Watched) -> None:
    test = page("plan", plan=encode_plan(PLAN), scope=SANDWELL)
    test.segmented_control(key="wi_closer").set_value(view).run()
    assert not test.exception
    check(test, watched, wanted, "add_slide_wi_")


# --- maps and cards ------------------------------------------------------------------------------


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


MAPS = {
    "authorities": {"indicator": "looked_after", "level": "utla"},
    "neighbourhoods": {"indicator": "overcrowding", "level": "msoa", "scope": store.REGION},
    "a chosen area": {"indicator": "looked_after", "level": "utla", "area": SANDWELL},
    "a change": {
        "indicator": "looked_after",
        "level": "utla",
        "second": "change",
        "period2": "2021-03-31/P1D",
    },
}


@pytest.mark.parametrize("state", MAPS)
def test_the_map(state: str, watched: Watched) -> None:
    address = {"scope": SANDWELL} | MAPS[state]
    test = page("map", **address)
    keys = sorted(key for key in watched.recipes if key.startswith("add_slide_map_"))
    assert len(keys) == len(watched.layers) > 0
    for layer, key in zip(watched.layers, keys, strict=True):
        (recipe,) = watched.recipes[key]
        same_map(layer, build(recipe))
    if "area" in address:
        ((key, chart),) = [(key, each[0]) for key, each, _ in beside(test) if "card_trend" in key]
        same(chart, build(watched.recipes[key][0]), card=True)


@pytest.mark.parametrize("level", ["utla", "lsoa"])
def test_the_map_of_a_plan(level: str, watched: Watched) -> None:
    test = page("plan", plan=encode_plan(PLAN), scope=SANDWELL)
    test.segmented_control(key="whatif_level").set_value(level).run()
    (recipe,) = watched.recipes["add_slide_card_where"]
    assert recipe.params["level"] == level
    same_map(watched.layers[0], build(recipe))


def test_the_cards_of_a_plan(watched: Watched) -> None:
    page("plan", plan=encode_plan(PLAN), scope=SANDWELL)
    fan, groups, steps, what = (
        [build(each) for each in watched.recipes[f"add_slide_card_{name}"]]
        for name in ("when", "whom", "why", "what")
    )
    (placed, *_) = watched.marks["fan"][-1]
    years, found = placed.years, placed.quantiles
    (shown,) = fan
    assert isinstance(shown.chart, Fan)
    rows = shown.chart.figures
    assert rows["label"].tolist() == [str(year) for year in years]
    limits = ("lower", "lower80", "value", "upper80", "upper")
    for column, quantile in zip(limits, found, strict=True):
        assert rows[column].tolist() == pytest.approx(list(quantile))
    for exhibit, (cards, *_) in zip(groups, watched.marks["groups"][-2:], strict=True):
        assert isinstance(exhibit.chart, Groups)
        assert exhibit.chart.names == [row.label for row in cards]
        parts = [part for _, part in exhibit.chart.figures.groupby("series", sort=False)]
        wanted = [[row.now for row in cards], [row.without for row in cards]]
        wanted.append([row.quantiles[2] for row in cards])
        for part, values in zip(parts, wanted, strict=True):
            assert part["value"].tolist() == pytest.approx(values)
        for column, place in zip(limits, range(5), strict=True):
            told = [row.quantiles[place] for row in cards]
            assert parts[-1][column].tolist() == pytest.approx(told), column
    (cards, *_) = watched.marks["steps"][-1]
    (shown,) = steps
    assert isinstance(shown.chart, Steps)
    names = shown.chart.figures["label"].tolist()
    for step, name in zip(cards, names, strict=True):  # a card has room for the beginning only
        assert step.label == name or name.startswith(step.label.removesuffix("…").strip())
    sizes = [step.end - step.start for step in cards]
    assert shown.chart.figures["value"].tolist() == pytest.approx(sizes)
    cells = of_kind(Table, what[0].chart).cells.set_index("Outcome")
    told = _rows(watched.cards["what"])[1:]
    assert told
    for outcome, middle, _, span, chance in told:
        row = cells.loc[outcome]
        assert [middle, span, chance] == [row["Change"], row["95% of runs"], row["Chance better"]]


def _rows(markup: str) -> list[list[str]]:
    """Cells of an HTML table as text."""
    return [
        [
            html.unescape(re.sub(r"<[^>]+>", "", cell))
            for cell in re.findall(r"<t[hd][^>]*>(.*?)(?=<t[hd]|</tr)", row, flags=re.S)
        ]
        for row in re.findall(r"<tr.*?</tr>", markup, flags=re.S)
    ]
