"""Plan opens on a question with worked examples, and each step follows from a press."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.figures import examples
from model.plan import new_plan
from model.plan_code import decode_plan, encode_plan

ROOT = Path(__file__).resolve().parents[2]
WOLVERHAMPTON = "E08000031"


@pytest.fixture(autouse=True)
def own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANS_DATABASE_URL", f"sqlite:///{tmp_path / 'plans.db'}")


def opened(**address: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=240)
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    test.switch_page("pages/plan.py")
    test.run()
    assert not test.exception
    return test


def texts(test: AppTest) -> str:
    kinds = (test.markdown, test.subheader, test.info)
    return "\n".join(str(each.value) for kind in kinds for each in kind)


def test_it_opens_on_three_examples_of_the_place_and_no_slider() -> None:
    test = opened(scope=WOLVERHAMPTON)
    assert test.number_input(key="wi_budget").value == examples.modest_budget(WOLVERHAMPTON)
    found = examples.examples(WOLVERHAMPTON, "", examples.modest_budget(WOLVERHAMPTON), 20)
    for each, letter in zip(found.shown, "ABC", strict=True):
        assert f"{letter}. {each.plan.title}" in texts(test)
    assert not test.slider


def test_using_an_example_opens_its_levers_and_results() -> None:
    test = opened(scope=WOLVERHAMPTON)
    test.button(key="plan_use_budget").click().run()
    assert not test.exception
    plan = decode_plan(test.session_state["plan"])
    assert plan.title.endswith("million a year") and plan.areas == [WOLVERHAMPTON]
    assert test.slider and "acts in Wolverhampton" in texts(test)


def test_a_budget_of_ones_own_stays_in_the_address() -> None:
    test = opened(scope=WOLVERHAMPTON)
    test.number_input(key="wi_budget").set_value(2).run()
    assert not test.exception
    assert test.query_params["budget"] == "2"
    assert "£2 million a year" in texts(test)
    assert "£2 million a year" in texts(opened(scope=WOLVERHAMPTON, budget="2"))


def test_a_link_to_a_plan_shows_the_plan_and_one_without_levers_the_question() -> None:
    plan = new_plan(areas=[WOLVERHAMPTON], levers={"keyworker": {"level": 100}})
    assert opened(plan=encode_plan(plan)).slider
    assert not opened(scope=WOLVERHAMPTON).slider


def test_a_lever_taken_back_to_nothing_keeps_its_sliders() -> None:
    test = opened(scope=WOLVERHAMPTON, step="adjust")
    slider = next(each for each in test.slider if str(each.key).startswith("wi_slide_"))
    slider.set_value(slider.max).run()
    test.run()
    assert test.slider
    slider = next(each for each in test.slider if str(each.key).startswith("wi_slide_"))
    slider.set_value(slider.min).run()
    test.run()
    assert not test.exception and test.slider


@pytest.mark.parametrize("step", ["examples", "mix", "kept", "no_such_step"])
@pytest.mark.parametrize("budget", ["", "0", "999"])
def test_every_step_opens_also_with_a_strange_budget(step: str, budget: str) -> None:
    test = opened(scope=WOLVERHAMPTON, step=step, budget=budget, aim="no_such", years="3")
    assert not test.exception
