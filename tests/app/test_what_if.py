"""The What if page: levers, presets, reasons, links and the library, figures against the model."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.figures import plan as plan_figures
from components.wording import outcomes as words
from data import store
from model.plan import Plan, new_plan, results_key
from model.plan_code import decode_plan, encode_plan
from model.presets import preset_plan, presets
from model.register import load_registers
from model.results import simulate
from plans.library import open_library
from tests.narrowed import of_kind, some

ROOT = Path(__file__).resolve().parents[2]
SANDWELL = "E08000028"


@pytest.fixture(autouse=True)
def own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANS_DATABASE_URL", f"sqlite:///{tmp_path / 'plans.db'}")


def app(plan: Plan | None = None, **address: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    if plan is not None:
        address["plan"] = encode_plan(plan)
    for name, value in address.items():
        test.query_params[name] = value
    if plan is None:
        test.query_params["step"] = "adjust"
    test.run()
    test.switch_page("pages/plan.py")
    test.run()
    assert not test.exception
    return test


def plan_of(test: AppTest) -> Plan:
    return of_kind(Plan, test.session_state["_whatif_plan"])


def said(test: AppTest) -> str:
    kinds = (test.markdown, test.warning, test.success, test.error)
    return "\n".join(str(item.value) for kind in kinds for item in kind)


def cards(test: AppTest) -> str:
    """Markup of the cards, as it goes to the browser."""
    found: list[str] = []

    def walk(node: Any) -> None:
        proto = getattr(node, "proto", None)
        text = str(proto) if type(node).__name__ == "UnknownElement" else ""
        if "wi-root" in text or 'class=\\\\\\"wi\\\\\\"' in text or "markup" in text:
            found.append(text)
        for child in getattr(node, "children", {}).values():
            walk(child)

    walk(test._tree)
    return "\n".join(found)


def strand(test: AppTest, name: str) -> None:
    test.segmented_control(key="whatif_strand").set_value(name).run()
    assert not test.exception


def test_begins_with_no_change_and_says_why() -> None:
    test = app()
    assert plan_of(test).levers == {}
    assert "no lever has been moved" in cards(test)
    assert "learning aid, not a forecast" in said(test)


@pytest.mark.parametrize("name", ["prevent", "strengthen", "identify", "do_no_harm", "fair_shares"])
def test_every_lever_of_a_strand_has_slider_box_and_description(name: str) -> None:
    test = app()
    strand(test, name)
    for lever in load_registers().levers.values():
        if lever.strand != name:
            continue
        assert lever.description in said(test)
        if lever.measure == "gap":
            test.multiselect(key=f"wi_groups_{lever.id}").set_value(["Black"]).run()
        slider = test.slider(key=f"wi_slide_{lever.id}")
        assert lever.title in slider.label
        assert test.number_input(key=f"wi_exact_{lever.id}").value == 0
        assert slider.max <= lever.max


def test_slider_and_box_are_one_and_the_figures_are_the_models() -> None:
    test = app(scope=SANDWELL)
    test.slider(key="wi_slide_keyworker").set_value(500.0).run()
    assert not test.exception
    assert test.number_input(key="wi_exact_keyworker").value == 500
    test.number_input(key="wi_exact_keyworker").set_value(730.0).run()
    assert test.slider(key="wi_slide_keyworker").value == 730
    plan = plan_of(test)
    assert plan.areas == [SANDWELL] and plan.levers["keyworker"].level == 730
    results = simulate(plan, 256)
    median = float(results.summary("looked_after").sel(quantile=0.5).isel(year=-1))
    assert f"Middle of the draws: {words.more_or_fewer(median)}" in cards(test)
    chance = words.share(results.chance_better("looked_after"))
    assert chance in cards(test)


def test_the_address_carries_the_plan_and_restores_the_same_figures() -> None:
    test = app(scope=SANDWELL)
    test.slider(key="wi_slide_keyworker").set_value(600.0).run()
    code = test.query_params["plan"]
    code = code if isinstance(code, str) else code[0]
    assert results_key(decode_plan(code)) == results_key(plan_of(test))
    again = app(scope=SANDWELL, plan=decode_plan(code))
    assert plan_of(again) == plan_of(test)
    figures = re.findall(r"[0-9,.]+ fewer", cards(test))
    assert figures and figures == re.findall(r"[0-9,.]+ fewer", cards(again))


def test_a_request_that_carries_the_address_of_before_does_not_undo_a_change() -> None:
    test = app(scope=SANDWELL)
    test.slider(key="wi_slide_keyworker").set_value(600.0).run()
    late = dict(test.query_params)
    test.text_input(key="library_title").set_value("Keyworkers only").run()
    assert plan_of(test).title == "Keyworkers only"
    test.query_params["plan"] = late["plan"]
    test.slider(key="wi_slide_keyworker").set_value(610.0).run()
    assert not test.exception
    assert plan_of(test).title == "Keyworkers only"
    assert plan_of(test).levers["keyworker"].level == 610
    # An address that this session did not write is a link and is opened.
    other = encode_plan(new_plan(title="Another", areas=[SANDWELL]))
    test.query_params["plan"] = other
    test.run()
    assert plan_of(test).title == "Another"


def test_a_link_without_place_sets_the_place_of_its_plan() -> None:
    test = app(new_plan(areas=[SANDWELL], levers={"keyworker": {"level": 400}}))
    assert test.selectbox(key="scope").value == SANDWELL
    assert plan_of(test).levers["keyworker"].level == 400


@pytest.mark.parametrize(
    "code", ["p2.xxxx", "p9.abcdef", "<script>", "p2.", "p1." + "A" * 40, "x" * 20_000]
)
def test_a_damaged_code_gives_a_plain_message_and_the_baseline(code: str) -> None:
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    test.query_params["plan"] = code
    test.run()
    assert "The link's plan could not be used" in " ".join(item.value for item in test.warning)
    test.switch_page("pages/plan.py").run()
    assert not test.exception
    assert plan_of(test).levers == {}


def test_a_code_with_one_letter_changed_is_damaged() -> None:
    code = encode_plan(preset_plan("prevent", new_plan()))
    broken = code[:40] + ("A" if code[40] != "A" else "B") + code[41:]
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    test.query_params["plan"] = broken
    test.run()
    assert "could not be used" in " ".join(item.value for item in test.warning)


@pytest.mark.parametrize("preset_id", presets())
def test_every_preset_runs(preset_id: str) -> None:
    plan = preset_plan(preset_id, new_plan(areas=[SANDWELL]))
    test = app(plan, scope=SANDWELL)
    assert plan_of(test).levers == plan.levers


def test_layered_shows_its_interaction() -> None:
    plan = preset_plan("layered", new_plan(areas=[SANDWELL]))
    test = app(plan, scope=SANDWELL)
    assert "Interaction (overlap)" in cards(test)
    parts = simulate(plan, 256).contributions("looked_after").set_index("lever")
    assert words.count(parts.loc["interaction", "lower95"]) in cards(test)


def test_a_judgement_lever_waits_for_range_and_reason() -> None:
    test = app(scope=SANDWELL)
    strand(test, "do_no_harm")
    test.slider(key="wi_slide_shorter_stays").set_value(50.0).run()
    assert "no effect yet" in cards(test) or "rests on judgement" in cards(test)
    for name, value in (("low", 1.0), ("central", 1.1), ("high", 1.2)):
        test.number_input(key=f"wi_judge_{name}_shorter_stays").set_value(value)
    test.button(key="wi_judge_use_shorter_stays").click().run()
    assert "Give your reason" in said(test)
    assert plan_of(test).levers["shorter_stays"].judgement is None
    test.text_input(key="wi_judge_reason_shorter_stays").set_value("agreed with the court team")
    test.button(key="wi_judge_use_shorter_stays").click().run()
    assert not test.exception
    kept = plan_of(test).levers["shorter_stays"].judgement
    assert (some(kept).low, some(kept).central, some(kept).high) == (1.0, 1.1, 1.2)
    assert "agreed with the court team" in some(kept).reason
    assert "fewer on 31 March 2045" in cards(test)


def test_a_disparity_lever_asks_for_the_groups_first() -> None:
    test = app(scope=SANDWELL)
    strand(test, "fair_shares")
    assert "name the groups" in said(test)
    assert not [item for item in test.slider if item.key == "wi_slide_narrow_disparity"]
    test.multiselect(key="wi_groups_narrow_disparity").set_value(["Black"]).run()
    test.slider(key="wi_slide_narrow_disparity").set_value(50.0).run()
    assert plan_of(test).levers["narrow_disparity"].groups == ["Black"]
    test.multiselect(key="wi_groups_narrow_disparity").set_value([]).run()
    assert not test.exception
    assert "narrow_disparity" not in plan_of(test).levers


def test_undo_takes_back_one_step_after_another() -> None:
    test = app(scope=SANDWELL)
    test.slider(key="wi_slide_keyworker").set_value(300.0).run()
    test.slider(key="wi_slide_keyworker").set_value(600.0).run()
    test.button(key="wi_undo").click().run()
    assert plan_of(test).levers["keyworker"].level == 300
    assert test.slider(key="wi_slide_keyworker").value == 300
    test.button(key="wi_undo").click().run()
    assert plan_of(test).levers == {}
    test.button(key="wi_undo").click().run()
    assert not test.exception


def test_another_place_moves_the_plan_there_and_keeps_its_levers() -> None:
    test = app(scope=SANDWELL)
    test.slider(key="wi_slide_keyworker").set_value(300.0).run()
    test.selectbox(key="scope").set_value("E08000025").run()
    assert plan_of(test).areas == ["E08000025"]
    assert plan_of(test).levers["keyworker"].level == 300


def test_a_district_stands_for_its_county() -> None:
    district = "E07000192"
    test = app(scope=district)
    assert plan_of(test).areas == [store.area(district).utla_code]


def test_more_than_can_be_reached_is_said() -> None:
    plan = new_plan(areas=[SANDWELL], levers={"mentoring": {"level": 9000}})
    test = app(plan, scope=SANDWELL, outcome="first_time_entrants")
    assert "could be reached here" in cards(test)


@pytest.mark.parametrize("outcome", plan_figures.ORDER)
def test_every_outcome_has_its_cards(outcome: str) -> None:
    plan = preset_plan("layered", new_plan(areas=[SANDWELL]))
    test = app(plan, scope=SANDWELL, outcome=outcome)
    assert words.title(outcome) in cards(test)


@pytest.mark.parametrize("view", ["outcomes", "when", "where", "whom", "money", "why", "limits"])
def test_look_closer(view: str) -> None:
    plan = preset_plan("layered", new_plan(areas=[SANDWELL]))
    test = app(plan, scope=SANDWELL)
    test.segmented_control(key="wi_closer").set_value(view).run()
    assert not test.exception


def test_the_name_is_kept_in_the_plan() -> None:
    test = app(scope=SANDWELL)
    test.text_input(key="library_title").set_value("Keyworkers first").run()
    assert plan_of(test).title == "Keyworkers first"
    code = test.query_params["plan"]
    assert decode_plan(code if isinstance(code, str) else code[0]).title == "Keyworkers first"


def test_plans_saved_by_the_library_open_with_the_same_figures() -> None:
    plan = preset_plan("do_no_harm", new_plan(areas=[SANDWELL]))
    kept = open_library().save("", plan, "for Thursday")
    assert results_key(open_library().open("", kept.id).plan()) == results_key(plan)
