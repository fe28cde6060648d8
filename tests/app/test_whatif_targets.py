"""The panels "What it would take" and "Best use of a budget", drawn by a small script."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from components.views.what_if import targets
from components.wording import searches
from data import store
from model.frontier import Aim, best_use
from model.optimise import what_would_it_take
from model.plan import load_plan, new_plan

SANDWELL = "E08000028"


def panel(which: str) -> AppTest:
    def script(which: str) -> None:
        import streamlit as st

        from components.views.what_if import targets as whatif_targets
        from model.plan import dump_plan, new_plan

        plan = new_plan(
            areas=["E08000028"],
            draws=32,
            levers={"keyworker": {"level": 200, "rationale": "kept"}, "mentoring": {"level": 50}},
        )
        loaded = getattr(whatif_targets, which)(plan)
        if loaded is not None:
            st.session_state["loaded"] = dump_plan(loaded)

    return AppTest.from_function(script, default_timeout=120, args=(which,)).run()


def text(test: AppTest) -> str:
    shown = [*test.subheader, *test.markdown, *test.info, *test.warning]
    return "\n".join(each.value for each in shown)


def press(test: AppTest, label: str) -> AppTest:
    (button,) = [each for each in test.button if each.label == label]
    test = button.click().run()
    assert not test.exception
    return test


def takes() -> AppTest:
    return panel("what_it_would_take")


def test_target_is_named_with_its_figure_before_any_search() -> None:
    test = takes()
    assert not test.exception
    assert "**67** per 10,000 children 0 to 17" in text(test)
    assert "England" in text(test)
    assert "Load this mix" not in [each.label for each in test.button]


def test_a_target_that_is_reached_gives_a_plan_to_load() -> None:
    test = takes()
    test.selectbox("wi_takes_kind").select("own").run()
    assert "Enter the rate" in text(test)
    test.number_input("wi_takes_own").set_value(88.0).run()
    test = press(test, "Find the least-cost mix")
    answer = what_would_it_take(
        new_plan(areas=[SANDWELL], draws=32), "looked_after", "own", own=88.0
    )
    said = text(test)
    assert "a year reaches it" in said
    assert f"**{searches.rate(answer.value.median)}** per 10,000" in said
    assert "learning aid" in said
    test = press(test, "Load this mix as my plan")
    plan = load_plan(test.session_state["loaded"])
    levels = {lever: each.level for lever, each in plan.levers.items() if each.level}
    assert levels == dict(answer.levels)
    assert plan.levers["keyworker"].rationale == "kept"
    assert plan.levers["mentoring"].level == 0


def test_out_of_reach_says_so_and_how_near() -> None:
    test = takes()
    test.selectbox("wi_takes_kind").select("own").run()
    test.number_input("wi_takes_own").set_value(20.0).run()
    test = press(test, "Find the least-cost mix")
    assert "No mix in range reaches it" in text(test)
    assert "of the way" in text(test)
    assert "The levers are the limit" in text(test)
    test.toggle("wi_takes_limit").set_value(True).run()
    assert "search again" in text(test)  # an answer never stands beside another question
    assert "No mix in range" not in text(test)


def test_budget_that_stops_it_is_named() -> None:
    test = takes()
    test.selectbox("wi_takes_kind").select("own").run()
    test.number_input("wi_takes_own").set_value(80.0).run()
    test.toggle("wi_takes_limit").set_value(True).run()
    test.number_input("wi_takes_budget").set_value(1.0).run()
    test = press(test, "Find the least-cost mix")
    assert "The budget is the limit" in text(test)


def test_bounds_and_levers_are_kept_to() -> None:
    test = takes()
    test.selectbox("wi_takes_kind").select("own").run()
    test.number_input("wi_takes_own").set_value(86.0).run()
    test.multiselect("wi_takes_levers").set_value(["keyworker", "child_poverty"]).run()
    test.slider("wi_takes_bounds_keyworker").set_range(300.0, 900.0).run()
    test = press(test, "Find the least-cost mix")
    test = press(test, "Load this mix as my plan")
    plan = load_plan(test.session_state["loaded"])
    assert 300 <= plan.levers["keyworker"].level <= 900
    used = {each for each, setting in plan.levers.items() if setting.level}
    assert used <= {"keyworker", "child_poverty"}
    test.multiselect("wi_takes_levers").set_value([]).run()
    assert "at least one lever" in text(test)


@pytest.mark.parametrize(
    ("outcome", "kind", "said"),
    [
        ("untreated_need", "england", "no rate for England"),
        ("looked_after", "neighbours", "statistical neighbours"),
        ("care_entries", "halve_fifths", "not broken down"),
        ("looked_after", "halve_fifths", "too few to set a goal on"),
        ("looked_after", "halve_england", "half-way to the rate of England"),
    ],
)
def test_every_kind_of_target_is_shown_or_refused_with_the_reason(
    outcome: str, kind: str, said: str
) -> None:
    test = takes()
    test.selectbox("wi_takes_outcome").select(outcome).run()
    test.selectbox("wi_takes_kind").select(kind).run()
    assert not test.exception
    assert said in text(test)


def test_an_ethnic_group_without_a_gap_is_refused_plainly() -> None:
    test = takes()
    test.selectbox("wi_takes_kind").select("halve_group").run()
    test.selectbox("wi_takes_group").select("Asian").run()
    assert "nothing to halve" in text(test)


def test_levers_left_out_are_named_with_the_reason() -> None:
    said = text(takes())
    assert "Shorter stays in care: rests on judgement" in said
    assert "Fewer permanent exclusions: its cost is not known" in said


def test_a_search_that_is_stopped_says_so_once() -> None:
    test = takes()
    test.session_state["wi_takes_stopped"] = True
    test.run()
    assert "The search was stopped" in text(test)
    test.run()
    assert "The search was stopped" not in text(test)


def test_best_use_draws_a_frontier_and_loads_the_chosen_mix() -> None:
    test = panel("best_use_of_budget")
    assert "Until then the gap does not count" in text(test)  # too few in Sandwell
    test.number_input("wi_use_budget").set_value(5.0).run()
    test = press(test, "Find the best mixes")
    frontier = best_use(new_plan(areas=[SANDWELL], draws=32), 5e6, Aim(gap=0))
    chooser = test.selectbox("wi_use_point")
    assert len(chooser.options) == len(frontier.points)
    at_budget = [point for point in frontier.points if point.budget <= 5e6 + 1][-1]
    assert chooser.value == frontier.points.index(at_budget)
    assert "all draws of the model" in text(test)
    assert "80% interval" in text(test)
    chooser.select(2).run()
    test = press(test, "Load this mix as my plan")
    plan = load_plan(test.session_state["loaded"])
    levels = {lever: each.level for lever, each in plan.levers.items() if each.level}
    assert levels == dict(frontier.points[2].levels)
    test.selectbox("wi_use_point").select(0).run()
    assert "baseline" in text(test)


def test_weights_of_nothing_are_refused_in_words() -> None:
    test = panel("best_use_of_budget")
    for name in ("care", "need", "gap"):
        test.slider(f"wi_use_{name}").set_value(0).run()
    test = press(test, "Find the best mixes")
    assert "at least one of the three" in text(test)


def test_a_gap_without_fifths_offers_ethnic_groups_only() -> None:
    test = panel("best_use_of_budget")
    test.selectbox("wi_use_gap_outcome").select("children_in_need").run()
    assert not test.exception
    assert "Most and least deprived fifths" not in test.selectbox("wi_use_between").options
    test.selectbox("wi_use_between").select("Black").run()
    assert not test.exception
    test.selectbox("wi_use_gap_outcome").select("looked_after").run()
    assert not test.exception


def test_a_lever_that_loses_its_cost_leaves_the_search() -> None:
    def script() -> None:
        import streamlit as st

        from components.views.what_if import targets as whatif_targets
        from model.plan import new_plan

        cost = {"low": 1, "central": 2, "high": 3, "reason": "ours"}
        setting = {"level": 0} if st.session_state.get("taken") else {"level": 0, "own_cost": cost}
        plan = new_plan(draws=32, levers={"fewer_exclusions": setting})
        whatif_targets.what_it_would_take(plan)

    test = AppTest.from_function(script, default_timeout=60).run()
    assert "fewer_exclusions" in test.multiselect("wi_takes_levers").value
    test.session_state["taken"] = True
    test.run()
    assert not test.exception
    assert "fewer_exclusions" not in test.multiselect("wi_takes_levers").value
    assert "keyworker" in test.multiselect("wi_takes_levers").value


def test_words_say_already_when_nothing_is_needed() -> None:
    plan = new_plan(areas=[SANDWELL], draws=32)
    found = what_would_it_take(plan, "looked_after", "neighbours")
    assert found.status == "already"
    assert searches.answer_title(found) == "Nothing more is needed"
    (line,) = searches.answer(found, plan)
    assert "already at or below" in line
    assert store.area_names()[SANDWELL] == "Sandwell"
    assert targets.what_it_would_take.__doc__
