"""What is seen is what is added, continued: first page, profile, map's questions, registers,
Present; and no page draws a chart that no such test looks at."""

from __future__ import annotations

import ast
import html
import json
import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from components.builders.registry import build
from components.charts import paint_html, paint_plotly, screen
from components.charts.plot import PAGE
from components.design.palette import LIGHT
from components.exhibits import presentation
from components.exhibits.charts import Table
from components.exhibits.exhibit import Recipe
from components.exports import image
from components.exports.slides import build_all
from components.views.map import pile_up
from components.views.overview import findings
from components.views.overview import page as overview
from components.views.present import show
from components.views.what_if import opening
from components.wording import evidence as said
from components.wording.markdown import literal_line
from model.plan_code import encode_plan
from model.register import load_registers
from tests.app.seen import (
    DRAWN,
    HELD,
    SEEN,
    Watched,
    beside,
    cells_of,
    check,
    plain_words,
    rows_of,
    same,
    same_map,
    walk,
)
from tests.app.test_add_to_presentation import PLAN, ROOT, SANDWELL, page
from tests.narrowed import of_kind, some
from tests.unit import exhibits as made

VIEWS = ROOT / "components"


# --- At a glance ---------------------------------------------------------------------------------


def test_at_a_glance(watched: Watched) -> None:
    test = page("at_a_glance", scope=SANDWELL)
    words = plain_words(test.main)
    shown = {key: (seen, titles) for key, seen, titles in beside(test, far=True)}
    looked_at = set()
    for key, recipes in watched.recipes.items():
        first = build(recipes[0])
        charts = [each for each in shown[key][0] if each.type == "plotly_chart"]
        if "finding_" in key:
            number = int(key.split("_")[3])
            if number < findings.LARGE:
                (chart,) = charts
                same(chart, first, findings.SMALL, findings.HIGH)
        elif "glance_map" in key:
            ((picture, alt),) = watched.pictures
            assert alt == image.description(first)
            assert picture == image.kept_picture(
                first, LIGHT.name, "png", framed=False, scale=2, **overview._MAP
            )
        elif "glance_domains" in key:
            (grid,) = [each for each in shown[key][0] if each.type == "html"]
            same(grid, first, overview._GRID)
        else:
            same(charts[0], first, findings.SMALL, findings.HIGH, PAGE)
        if "finding_" not in key:
            for recipe in recipes:
                assert build(recipe).title in words, recipe.name
        looked_at |= {recipe.name for recipe in recipes}
    assert looked_at >= {"pile_up", "adversity_cost", "domains", "plan_outcome", "plan_money"}


# --- All indicators ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [{}, {"benchmark": "region", "domain": "family"}, {"benchmark": "neighbours", "only": "worse"}],
    ids=["all", "region", "neighbours"],
)
def test_all_indicators(address: dict[str, str], watched: Watched) -> None:
    page("all_indicators", scope=SANDWELL, **address)
    (key,) = [key for key in watched.recipes if key.startswith("add_slide_profile")]
    (recipe,) = watched.recipes[key]
    assert recipe.params.get("benchmark", "england") == address.get("benchmark", "england")
    cells = of_kind(Table, build(recipe).chart).cells
    tables = re.findall(r"<table class=\"ap-table\".*?</table>", watched.cards["profile"], re.S)
    rows = list(chain.from_iterable(_profile_rows(html.unescape(each)) for each in tables))
    assert len(rows) == len(cells) > 0
    against = next(name for name in cells if str(name).startswith("Against "))
    for (name, own, told), (_, row) in zip(rows, cells.iterrows(), strict=True):
        assert name.casefold() == str(row["Indicator"]).casefold()
        assert str(row.iloc[1]).startswith(own), name
        verdict = str(row[against]).split(" than")[0].split(" from")[0]
        assert verdict in told, name


def _profile_rows(markup: str) -> list[tuple[str, str, str]]:
    """Name, own figure and outcome of the test of each row."""
    return [
        (
            *(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", each)).strip() for each in found[:2]),
            found[2],
        )
        for found in re.findall(
            r"<th scope=\"row\"[^>]*>(.*?)(?:<small|</th).*?<strong>(.*?)</strong>"
            r".*?class=\"ap-c-said\">(.*?)</td>",
            markup,
            re.S,
        )
    ]


@pytest.mark.parametrize("form", ["Over time", "Beside other places", "If rates matched"])
def test_one_figure_of_a_profile(form: str, watched: Watched) -> None:
    test = page("all_indicators", scope=SANDWELL, domain="family")
    test.session_state["profile_one"] = True
    test.session_state["profile_form"] = form
    test.session_state["profile_one_figure"] = "looked_after"
    test.run()
    assert not test.exception
    ((seen, recipe),) = [
        (seen[-1], watched.recipes[key][0]) for key, seen, _ in beside(test) if "profile_one" in key
    ]
    assert recipe.params["indicator"] == "looked_after"
    exhibit = build(recipe)
    same(seen, exhibit)
    assert exhibit.title in plain_words(test.main) and exhibit.draft in plain_words(test.main)


# --- the map's other questions -------------------------------------------------------------------


@pytest.mark.parametrize("level", ["lsoa", "utla"])
def test_pile_up(level: str, watched: Watched) -> None:
    own = SANDWELL if level == "utla" else "E01009950"
    test = page("map", look="pile", scope=SANDWELL, level=level, area=own)
    (recipe,) = watched.recipes[_key(watched, "pile_up")]
    (layer,) = watched.layers
    same_map(layer, build(recipe))
    ((seen, recipe),) = [
        (seen[0], watched.recipes[key][0]) for key, seen, _ in beside(test) if "pile_card" in key
    ]
    exhibit = build(recipe)
    same(seen, exhibit, pile_up._CARD)
    assert exhibit.title in plain_words(test.main)
    people = {"pile_up_people"} if level == "lsoa" else set()
    check(test, watched, people, "add_slide_pile_ethnicity")
    check(test, watched, people, "add_slide_pile_deprivation")


def test_two_measures(watched: Watched) -> None:
    test = page("map", look="two", scope=SANDWELL)
    (recipe,) = watched.recipes[_key(watched, "two_measures")]
    (layer,) = watched.layers
    same_map(layer, build(recipe))
    check(test, watched, {"two_scatter"}, "add_slide_two_scatter")
    check(test, watched, {"both_high"}, "add_slide_both_high")
    test.toggle(key="two_beside").set_value(True).run()
    recipes = watched.recipes[_key(watched, "two_beside")]
    for layer, recipe in zip(watched.layers, recipes, strict=True):
        same_map(layer, build(recipe))


def _key(watched: Watched, name: str) -> str:
    (key,) = [key for key in watched.recipes if key.startswith(f"add_slide_{name}")]
    return key


# --- Evidence, Plan, Who bears it -----------------------------------------------------------------


REGISTERS: dict[str, dict[str, str]] = {
    "effects": {"filter_grade": "A"},
    "levers": {"filter_lever_grade": "B", "register_words_levers": "school"},
    "costs": {"filter_cost_kind": "plan cost"},
    "sources": {"register_words_sources": "custody"},
}


@pytest.mark.parametrize("kind", REGISTERS)
def test_a_register(kind: str, watched: Watched) -> None:
    """The entries of the list, in its order, and what narrowed them down."""
    test = page("evidence", section="registers")
    test.session_state["register_kind"] = kind
    test.run()
    for key, value in REGISTERS[kind].items():
        test.session_state[key] = value
    test.run()
    (recipe,) = watched.recipes[list(watched.recipes)[-1]]
    assert recipe.params.keys() == {"register"} | {_name(key) for key in REGISTERS[kind]}
    figures = build(recipe).chart.figures
    counts = [each.value for each in test.markdown if re.match(r"\*\*\d+\*\* of ", each.value)]
    assert [each.split("**")[1] for each in counts] == [str(len(figures))] and len(figures) > 1
    if kind == "sources":
        (table,) = test.dataframe
        assert table.value["id"].tolist() == figures["id"].tolist()
        return
    labels = [each.label for each in test.expander][: len(figures)]
    assert labels == [literal_line(_summary(kind, name)) for name in figures["id"]]


def _summary(kind: str, name: str) -> str:
    entries = load_registers()
    if kind == "effects":
        return said.link_summary(entries.links[name])
    if kind == "costs":
        return said.cost_summary(entries.costs[name])
    return f"{entries.levers[name].grade} · {entries.levers[name].title}"


def _name(key: str) -> str:
    return "text" if "words" in key else key.split("_")[-1]


def test_examples_of_plans(watched: Watched) -> None:
    test = page("plan", scope=SANDWELL)
    ((seen, recipe),) = [
        (seen[0], watched.recipes[key][0]) for key, seen, _ in beside(test) if "examples" in key
    ]
    same(seen, build(recipe), opening._PICTURE)


def test_money_of_a_plan(watched: Watched) -> None:
    page("plan", plan=encode_plan(PLAN), scope=SANDWELL)
    (recipe,) = watched.recipes["add_slide_card_money"]
    exhibit = build(recipe)
    cells = of_kind(Table, exhibit.chart).cells
    head, *rows = rows_of(watched.cards["money"])
    assert head[0] == "2024-25 £ (80%)" and len(rows) == 3
    judged = cells[cells["Account"].str.startswith(("A. ", "B. ", "C. "))]
    for card, (_, row) in zip(rows, judged.iterrows(), strict=True):
        assert card[0][:2] == row["Account"][:2]
        assert card[1] == row["Costs"].split(" (")[0]
        assert card[2] == row["Gains counted"].split(" (")[0]
        middle, low, _, high = card[3].split()
        assert row["Balance"].replace("(", "").replace(")", "").split() == [
            middle,
            f"{low}m",
            "to",
            high,
        ]
        assert card[4] == row["Chance above 0"]


def test_sizes_of_groups(watched: Watched) -> None:
    test = page("who_is_affected", scope=SANDWELL, question="ethnicity", indicator="looked_after")
    test.session_state["residence_detail"] = True
    test.run()
    (recipe,) = watched.recipes[_key(watched, "sizes")]
    wanted = list(of_kind(Table, build(recipe).chart).cells.columns)
    (seen,) = [each for each in test.table if [*map(str, each.value.columns)] == wanted]
    same(seen, build(recipe))


# --- Present -------------------------------------------------------------------------------------


PRESENTED = (
    made.HEADLINE,
    made.PLACES,
    made.ALL_DISTRICTS,
    made.LEVERS,
    made.MAP,
    made.PLAN_FAN,
    Recipe("map", {**made.MAP.params, "level": "lsoa"}),
)


def test_present(watched: Watched) -> None:
    """The page shows the picture, title, alt text and words of each slide."""
    few = PRESENTED[:5]
    held = presentation.Presentation(tuple(presentation.Slide(each) for each in few))
    test = page("present", tray=presentation.encode(held))
    words = plain_words(test.main)
    for recipe, (picture, alt) in zip(few, watched.pictures, strict=True):
        exhibit = build(recipe)
        assert alt == image.description(exhibit, 600) and exhibit.title in words
        size: dict[str, Any] = {"width": 640, "height": 360, "size": 9.0, "scale": 1.5}
        assert picture == image.kept_picture(exhibit, LIGHT.name, "png", framed=False, **size)


@pytest.mark.parametrize("number", range(1, len(PRESENTED) + 1))
def test_presenting(number: int, watched: Watched) -> None:
    """The big screen shows the parts of the slide's exhibit, the last of them too."""
    exhibit = build(PRESENTED[number - 1])
    held = presentation.Presentation((presentation.Slide(exhibit.recipe),))
    parts = screen.parts(exhibit, show.spoken(build_all(held)[0]))
    test = page("present", tray=presentation.encode(held), mode="show", slide="1")
    for part in parts:
        if part.number > 1:
            test.button(key="turn_next").click().run()
        assert exhibit.title in plain_words(test.main)
        for words in part.words:
            assert " ".join(words.split()) in plain_words(test.main)
        seen = [each for each, _ in walk(test.main) if getattr(each, "type", "") in SEEN]
        if part.page is not None:
            wanted = paint_html.paint(part.page, LIGHT)
            assert [cells_of(each.proto.body) for each in seen] == [cells_of(wanted)]
        elif some(part.plot).kind == "headline":
            assert [each.proto.body for each in seen] == [
                paint_html.headline(some(part.plot), LIGHT)
            ]
        elif seen:
            (chart,) = seen
            assert chart.proto.alt == image.description(exhibit, 1500)
            drawn = paint_plotly.paint(some(part.plot), LIGHT).to_json()
            assert json.loads(chart.proto.spec) == json.loads(drawn)
        else:
            picture, alt = watched.pictures[-1]
            assert alt == image.description(exhibit, 1500) and picture
    assert test.button(key="turn_next").disabled


# --- nothing is left out -------------------------------------------------------------------------


def sites() -> set[str]:
    """Every function that draws, as `HELD` calls it."""
    names = {f"st.{each}" for each in DRAWN} | {"choropleth", "frame.card", "frame.frame"}
    names |= {"long_table.show"}
    found = set()
    for folder in ("views", "widgets"):
        for path in sorted((VIEWS / folder).rglob("*.py")):
            module = ".".join(path.relative_to(VIEWS).with_suffix("").parts).removeprefix("views.")
            for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(function, ast.FunctionDef):
                    inside = [
                        each
                        for part in ast.iter_child_nodes(function)
                        for each in _own_calls(part)
                        if ast.unparse(each.func) in names
                    ]
                    if any("styles." not in ast.unparse(each) for each in inside):
                        found.add(f"{module}.{function.name}")
    return found


def _own_calls(node: ast.AST) -> list[ast.Call]:
    """Calls inside a node, without those of functions within it."""
    if isinstance(node, ast.FunctionDef):
        return []
    inner = [call for each in ast.iter_child_nodes(node) for call in _own_calls(each)]
    return [node, *inner] if isinstance(node, ast.Call) else inner


def test_no_chart_is_drawn_that_nothing_looks_at() -> None:
    """A new place that draws needs a test of what its button adds, or a reason for having none."""
    assert sites() == set(HELD)
    here = (Path(__file__), Path(__file__).with_name("test_seen_is_collected.py"))
    tests = set(re.findall(r"^def (test_\w+)", "".join(p.read_text("utf-8") for p in here), re.M))
    for test in HELD.values():
        assert test.partition("[")[0] in tests or " " in test, test
