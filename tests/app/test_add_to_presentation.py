"""Every chart, map, table and card can be added, and pressing the button puts it in."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from components.builders.registry import build
from components.charts import causal_map
from components.exhibits import exhibit as exhibit_exhibits
from components.exhibits import presentation
from components.figures import plan_codes
from components.widgets.add_to_presentation import ADD, ADDED
from components.wording.markdown import literal
from data import store
from model.plan import new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan
from plans.library import open_library
from tests.narrowed import some

ROOT = Path(__file__).resolve().parents[2]
SANDWELL, BIRMINGHAM = "E08000028", "E08000025"
START = new_plan(areas=[SANDWELL])
PLAN = preset_plan("layered", START)
PAIR = plan_codes.write([PLAN, preset_plan("prevent", START)])


@pytest.fixture(autouse=True)
def own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANS_DATABASE_URL", f"sqlite:///{tmp_path / 'plans.db'}")


def page(name: str, **address: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    for field, value in address.items():
        test.query_params[field] = value
    test.run()
    test.switch_page(f"pages/{name}.py")
    test.run()
    assert not test.exception, test.exception
    return test


def added(test: AppTest) -> list[str]:
    """Press every button of the page; names of the recipes then held, each of which builds."""
    pressed = 0
    while waiting := [each for each in test.button if each.label == ADD]:
        waiting[0].click().run()
        pressed += 1
        assert not test.exception and pressed < 40
    held = presentation.decode(test.session_state["tray"])
    assert len(held) >= pressed
    assert sum(each.label == ADDED for each in test.button) >= pressed
    for slide in held.slides:
        assert build(slide.recipe).title
    return sorted(slide.recipe.name for slide in held.slides)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            {"question": "deprivation", "indicator": "overcrowding"},
            ["deprivation", "gap", "gap_places", "potential"],
        ),
        (
            {"question": "deprivation", "indicator": "self_harm_10_24", "scope": BIRMINGHAM},
            ["deprivation", "gap", "gap_time", "gap_time", "potential"],
        ),
        (
            {"question": "deprivation", "indicator": "attainment_8", "split": "fsm"},
            ["deprivation", "groups_time"],
        ),
        (
            {"question": "ethnicity", "indicator": "looked_after"},
            ["ethnicity", "groups_time", "place_part", "ratios", "residence"],
        ),
        ({"question": "ethnicity", "indicator": "stop_search"}, ["ratios", "residence"]),
        ({"question": "both", "indicator": "persistent_absence"}, ["both"]),
        ({"question": "both", "indicator": "looked_after"}, ["gradient"]),
        ({"question": "services"}, ["services", "stages"]),
    ],
)
def test_who_bears_it(address: dict[str, str], expected: list[str]) -> None:
    wanted = {"scope": SANDWELL} | address
    assert set(added(page("who_is_affected", **wanted))) == set(expected)


def test_the_sizes_of_groups_once_they_are_open() -> None:
    test = page("who_is_affected", scope=SANDWELL, question="ethnicity", indicator="looked_after")
    test.session_state["residence_detail"] = True
    test.run()
    own = next(each.key for each in test.button if some(each.key).startswith("add_slide_sizes"))
    test.button(key=some(own)).click().run()
    held = presentation.decode(test.session_state["tray"])
    assert [slide.recipe.name for slide in held.slides] == ["group_sizes"]
    assert test.query_params["tray"] in (test.session_state["tray"], [test.session_state["tray"]])


def test_the_cards_of_what_if() -> None:
    test = page("plan", plan=encode_plan(PLAN), scope=SANDWELL)
    assert added(test) == [
        "plan_accounts",
        "plan_groups",
        "plan_groups",
        "plan_map",
        "plan_outcome",
        "plan_outcomes",
        "plan_why",
    ]
    # One plan, one spelling: six exhibits of it make the code hardly longer than one.
    assert len(test.session_state["tray"]) < 2 * len(encode_plan(PLAN))


@pytest.mark.parametrize(
    ("view", "name"),
    [
        ("outcomes", ["plan_outcomes"]),
        ("when", ["plan_levels"]),
        ("where", ["plan_map"]),
        ("whom", ["plan_groups", "plan_groups"]),
        ("money", ["plan_accounts", "plan_money", "plan_money_years", "returns"]),
        ("gains", ["plan_gains", "plan_gains", "plan_payers"]),
        ("after", ["plan_after"]),
        ("why", ["plan_why", "plan_assumptions"]),
    ],
)
def test_the_closer_views_of_what_if_show_what_they_add(view: str, name: list[str]) -> None:
    test = page("plan", plan=encode_plan(PLAN), scope=SANDWELL)
    test.segmented_control(key="wi_closer").set_value(view).run()
    assert not test.exception
    before = [json.loads(each.proto.spec) for each in test.get("plotly_chart")]
    alts = [each.proto.alt for each in test.get("plotly_chart")]
    titles = [str(each.value) for each in test.subheader]
    own = [
        str(each.key)
        for each in test.button
        if each.label == ADD and str(each.key).startswith("add_slide_wi_")
    ]
    for key in own:
        test.button(key=key).click().run()
    held = presentation.decode(test.session_state["tray"])
    assert [slide.recipe.name for slide in held.slides] == name
    for slide in held.slides:
        exhibit = build(slide.recipe)
        assert literal(exhibit.title) in titles
        if exhibit.chart.kind in ("groups", "lines", "steps"):
            assert exhibit.alt in alts
            seen = [_drawn(spec) for spec in before]
            told = set(np.round(exhibit.chart.figures["value"].dropna().astype(float), 6))
            assert any(told <= values for values in seen)


def _drawn(spec: dict[str, Any]) -> set[float]:
    """Every number that a chart's marks stand at, and how far steps go."""
    found: set[float] = set()
    for trace in spec["data"]:
        for axis in ("x", "y"):
            for value in _numbers(trace.get(axis)):
                found.add(round(value, 6))
    return found


def _numbers(array: Any) -> list[float]:
    if isinstance(array, dict):
        data = np.frombuffer(base64.b64decode(array["bdata"]), dtype=array["dtype"])
        return [float(each) for each in data if each == each]
    return [float(each) for each in array or () if isinstance(each, int | float)]


def test_compare() -> None:
    test = page("compare", plans=PAIR, scope=SANDWELL, outcome="looked_after")
    assert added(test) == [
        "compare_chances",
        "compare_groups",
        "compare_groups",
        "compare_headlines",
        "compare_levers",
        "compare_money",
        "compare_outcome",
        "compare_plane",
    ]


@pytest.mark.parametrize(
    ("view", "names"),
    [
        ("gains", ["compare_gains", "compare_gains"]),
        ("after", ["compare_after"]),
        ("returns", ["returns"]),
    ],
)
def test_the_closer_views_of_compare(view: str, names: list[str]) -> None:
    test = page("compare", plans=PAIR, scope=SANDWELL, outcome="looked_after")
    test.segmented_control(key="compare_more").set_value(view).run()
    assert not test.exception
    own = [
        str(each.key)
        for each in test.button
        if each.label == ADD and str(each.key).startswith("add_slide_compare_more")
    ]
    for key in own:
        test.button(key=key).click().run()
    held = presentation.decode(test.session_state["tray"])
    assert [slide.recipe.name for slide in held.slides] == names
    assert all(build(slide.recipe).title for slide in held.slides)


def test_compare_of_one_plan_that_does_nothing() -> None:
    one = plan_codes.write([new_plan(areas=[SANDWELL])])
    assert added(page("compare", plans=one, scope=SANDWELL)) == [
        "compare_headlines",
        "compare_money",
    ]


def test_evidence() -> None:
    test = page("evidence")
    for view in causal_map.views():
        test.segmented_control(key="causal_view").set_value(view).run()
        next(each for each in test.button if each.label == ADD).click().run()
    held = presentation.decode(test.session_state["tray"])
    assert [slide.recipe.params["view"] for slide in held.slides] == list(causal_map.views())
    for slide in held.slides:
        assert build(slide.recipe).title
    assert added(page("evidence", section="checks")) == ["checks", "returns"]
    assert added(page("evidence", section="cost", scope=SANDWELL)) == [
        "adversity_avoidable",
        "adversity_checks",
        "adversity_cost",
        "adversity_places",
    ]
    assert added(page("evidence", section="left-out")) == ["left_out"]


@pytest.mark.parametrize("kind", ["effects", "levers", "costs", "sources"])
def test_registers_as_they_were_narrowed_down(kind: str) -> None:
    test = page("evidence", section="registers")
    test.segmented_control(key="register_kind").set_value(kind).run()
    test.text_input(key=f"register_words_{kind}").set_value("custody").run()
    assert added(test) == ["register"]
    held = presentation.decode(test.session_state["tray"]).slides[0]
    assert held.recipe.params == {"register": kind, "text": "custody"}
    assert "custody" in build(held.recipe).title


def test_area_profile_and_overview() -> None:
    assert {"profile", "adversity_cost"} <= set(added(page("all_indicators", scope=SANDWELL)))
    assert "headline" in added(page("at_a_glance", scope=SANDWELL))


def test_one_figure_of_the_area_profile() -> None:
    test = page("all_indicators", scope=SANDWELL, domain="family")
    test.session_state["profile_one"] = True
    test.run()
    test.selectbox(key="profile_one_figure").set_value("looked_after").run()
    assert not test.exception
    for form in ("Over time", "Beside other places"):
        test.session_state["profile_form"] = form
        test.session_state["profile_one"] = True
        test.run()
        (own,) = [b for b in test.button if b.label == ADD and "profile_one" in some(b.key)]
        own.click().run()
    held = presentation.decode(test.session_state["tray"])
    assert [slide.recipe.name for slide in held.slides] == ["trend", "places"]


def test_the_size_of_a_gap_can_be_seen_and_added() -> None:
    test = page("all_indicators", scope=SANDWELL, domain="home")
    test.session_state["profile_one"] = True
    test.run()
    test.selectbox(key="profile_one_figure").set_value("overcrowding").run()
    test.session_state["profile_form"] = "If rates matched"
    test.session_state["profile_one"] = True
    test.run()
    assert not test.exception
    said = " ".join(each.value for each in test.markdown)
    assert "3,941 fewer households in Sandwell at England" in said
    assert "no effect of anything" in said and "95% interval 3,757 to 4,128" in said
    own = [b for b in test.button if b.label == ADD and "profile_one" in some(b.key)]
    own[-1].click().run()
    held = presentation.decode(test.session_state["tray"])
    assert [slide.recipe.name for slide in held.slides] == ["avoidable"]


def test_a_full_presentation_says_so() -> None:
    test = page("who_is_affected", question="services", scope=SANDWELL)
    held = presentation.Presentation()
    for number in range(presentation.MOST_SLIDES):
        held = presentation.add(
            held, exhibit_exhibits.Recipe("group_sizes", {"area": f"E{number:08d}"})
        )
    test.session_state["tray"] = presentation.encode(held)
    test.run()
    next(each for each in test.button if each.label == ADD).click().run()
    assert len(presentation.decode(test.session_state["tray"])) == presentation.MOST_SLIDES


def test_the_region_as_a_whole() -> None:
    test = page("who_is_affected", scope=store.REGION, question="services")
    assert added(test) == ["services", "stages"]


def _saved(test: AppTest) -> str:
    """Save the plan with its presentation; its id in the library."""
    test.session_state["library_save"] = True
    test.run()
    test.button(key="library_save_new").click().run()
    assert not test.exception
    return open_library().list_plans("")[0].id


def _opened(test: AppTest, plan_id: str) -> AppTest:
    test.session_state["step"] = "kept"
    test.run()
    test.button(key=f"library_open_{plan_id}").click().run()
    assert not test.exception
    return test


def test_a_kept_plan_restores_its_presentation_and_another_is_laid_aside() -> None:
    first = page("plan", plan=encode_plan(PLAN), scope=SANDWELL)
    first.button(key="add_slide_card_why").click().run()
    code = first.session_state["tray"]
    plan_id = _saved(first)
    assert open_library().open("", plan_id).tray == code
    assert any("with the presentation (1 thing)" in each.value for each in first.success)

    empty = _opened(page("plan"), plan_id)
    assert empty.session_state["tray"] == code
    assert not [each for each in empty.button if each.key == "library_presentation_back"]

    other = page("plan", step="adjust")
    other.button(key="add_slide_card_when").click().run()
    mine = other.session_state["tray"]
    _opened(other, plan_id)
    assert other.session_state["tray"] == code
    other.button(key="library_presentation_back").click().run()
    assert other.session_state["tray"] == mine
    other.button(
        key="library_presentation_back"
    ).click().run()  # and the plan's again: none is lost
    assert other.session_state["tray"] == code
    other.button(key="library_presentation_forget").click().run()
    assert not [each for each in other.button if each.key == "library_presentation_back"]


def test_a_plan_without_a_presentation_leaves_the_persons_as_it_is() -> None:
    first = page("plan", plan=encode_plan(PLAN), scope=SANDWELL)
    plan_id = _saved(first)
    other = page("plan", step="adjust")
    other.button(key="add_slide_card_when").click().run()
    mine = other.session_state["tray"]
    assert _opened(other, plan_id).session_state["tray"] == mine


def test_a_presentation_that_cannot_be_read_leaves_the_persons_as_it_is() -> None:
    kept = open_library().save("", PLAN, tray="t1.damaged")
    other = page("plan", step="adjust")
    other.button(key="add_slide_card_when").click().run()
    mine = other.session_state["tray"]
    _opened(other, kept.id)
    assert other.session_state["tray"] == mine
    assert any("could not be read" in each.value for each in other.success)
