"""Worked examples of a place: chosen by their rules, from the model, for the place itself."""

from __future__ import annotations

import numpy as np
import pytest

from components.figures import examples
from components.wording import examples as words
from model.optimise import cost_draws, what_would_it_take
from model.plan import new_plan
from model.presets import preset_plan, yearly_cost
from model.results import simulate
from model.targets import INDICATORS, TargetError, nation_rate

SANDWELL, WARWICKSHIRE = "E08000028", "E10000031"


@pytest.fixture(scope="module")
def sandwell() -> examples.Examples:
    return examples.examples(SANDWELL, "", 7, 20)


def test_the_first_example_is_the_plan_of_all_strands(sandwell: examples.Examples) -> None:
    [every, *_] = sandwell.shown
    start = new_plan(areas=[SANDWELL])
    assert every.kind == "every" and every.plan.levers == preset_plan("layered", start).levers
    drawn = cost_draws(simulate(every.plan, 256))
    assert every.cost[2] == pytest.approx(float(np.median(drawn)), rel=1e-6)


def test_the_second_aims_at_the_outcome_furthest_above_england(sandwell: examples.Examples) -> None:
    start = new_plan(areas=[SANDWELL])
    table = examples.by_gap(start)
    assert [each for each, _ in table] == sorted((each for each, _ in table), reverse=True)
    # Every outcome before it lies no lower, and no lever with a known cost lowers it.
    for times, outcome in table[: [name for _, name in table].index(sandwell.outcome)]:
        assert times >= sandwell.times > 1
        assert not what_would_it_take(start, outcome, "halve_england").levels
    gap = sandwell.shown[1]
    assert gap.answer is not None and gap.answer.target.outcome == sandwell.outcome
    england, _ = nation_rate(sandwell.outcome)
    assert gap.answer.target.value == pytest.approx((gap.answer.target.now + england) / 2)


def test_child_poverty_which_a_lever_sets_is_no_aim() -> None:
    assert "child_poverty" in INDICATORS and "child_poverty" not in examples.AIMS


def test_the_budget_is_kept_and_begins_at_a_quarter_of_all_strands(
    sandwell: examples.Examples,
) -> None:
    every = yearly_cost(preset_plan("layered", new_plan(areas=[SANDWELL])))
    assert examples.modest_budget(SANDWELL) == round(every / 4e6)
    [budget] = [each for each in sandwell.shown if each.kind == "budget"]
    assert 0.5 * 7e6 < budget.cost[2] < 1.1 * 7e6
    assert budget.plan.title == "£7 million a year"


def test_where_nothing_lies_above_england_the_gap_is_that_between_fifths() -> None:
    found = examples.examples(WARWICKSHIRE, "", 9, 20)
    above = [name for times, name in examples.by_gap(new_plan(areas=[WARWICKSHIRE])) if times > 1]
    for outcome in above:
        assert not what_would_it_take(
            new_plan(areas=[WARWICKSHIRE]), outcome, "halve_england"
        ).levels
    assert found.times == 0 and found.outcome == "looked_after"
    assert "fifths" in words.how_chosen(found, "", 9)


def test_an_aim_that_no_lever_lowers_has_no_example() -> None:
    with pytest.raises(TargetError):
        what_would_it_take(new_plan(areas=[SANDWELL]), "suspensions", "halve_england")
    found = examples.examples(SANDWELL, "suspensions", 7, 20)
    assert found.outcome == "" and [each.kind for each in found.shown] == ["every", "budget"]


def test_what_is_said_of_an_example_has_its_cost_and_its_levers(
    sandwell: examples.Examples,
) -> None:
    every, gap, budget = sandwell.shown
    assert f"without {every.uncosted} levers whose cost is not known" in words.costs(every)
    assert every.uncosted and not gap.uncosted
    for each in (gap, budget):
        used = [name for name, setting in each.plan.levers.items() if setting.level]
        assert words.made_of(each).count(",") >= len(used)
        assert "95% £" in words.costs(each)
