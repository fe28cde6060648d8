"""Searches over plans: against brute force, within bounds and budget, honest when out of reach."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from data import store
from model import targets
from model.baseline import PLACE, baseline
from model.central_path import CentralPath, central_registers
from model.frontier import Aim, Frontier, best_use, judge
from model.lever_mix import grid
from model.mix_search import Search, SearchCancelled, SearchError, default_setting, left_out
from model.optimise import what_would_it_take
from model.plan import Plan, new_plan
from model.register import load_registers
from model.results import simulate
from model.simulation import simulate_uses
from model.targets import TargetError

SANDWELL = "E08000028"
REGISTERS = load_registers()
#: Few draws keep the tests quick; the search uses whatever the plan says.
PLAN = new_plan(areas=[SANDWELL], draws=32, baseline="hold")
REGION = new_plan(draws=32, baseline="hold")
JUDGED = {
    "level": 0,
    "judgement": {"low": 1.0, "central": 1.1, "high": 1.2, "reason": "a test"},
    "own_cost": {"low": 900, "central": 1000, "high": 1200, "reason": "a test"},
}


def sandwell_with(levels: Mapping[str, float], plan: Plan = PLAN) -> Plan:
    return new_plan(
        areas=plan.areas,
        draws=plan.draws,
        baseline=plan.baseline,
        levers={k: {"level": v} for k, v in levels.items()},
    )


def rate_at_horizon(plan: Plan, outcome: str) -> float:
    """Straight from the model, not through the search's own measures; the baseline's middle."""
    rates = simulate(plan, middle=True).values(outcome, scenario="plan", measure="rate")
    return float(np.median(rates.isel(year=-1)))


# --- the central path ------------------------------------------------------------------------


def test_central_run_is_the_model_with_every_distribution_fixed() -> None:
    fixed = central_registers()
    every = [link.distribution for link in fixed.links.values()]
    every += [parameter.distribution for parameter in fixed.parameters.values()]
    assert {each.family for each in every} == {"fixed"}
    plan = sandwell_with({"keyworker": 1000})
    path = CentralPath(plan, plan.levers)
    rows = path.at({"keyworker": 1000}).rows
    # One draw of the engine with nothing left to chance must be the same run.
    link = REGISTERS.links["keyworker_care_entries"].distribution.central
    assert 0 < link < 1
    runs = simulate(plan, 256, middle=True)
    spread = runs.values("care_entries", scenario="plan").isel(year=-1)
    place = path.setup.state.people.position(SANDWELL)
    central = rows[place, -1, PLACE["care_entries"]]
    assert float(spread.min()) < central < float(spread.max())
    assert central == pytest.approx(float(spread.median()), rel=0.02)


def test_expected_cost_is_the_mean_of_the_appraisal() -> None:
    plan = sandwell_with({"keyworker": 1000, "child_poverty": 2.5, "youth_clubs": 40})
    path = CentralPath(plan, plan.levers)
    by_lever = simulate(plan).money.cost_by_lever
    run = path.at({name: setting.level for name, setting in plan.levers.items()})
    for lever, cost in run.cost.items():
        assert cost == pytest.approx(float(by_lever[lever].mean()), rel=1e-6)
        assert path.cost_of(lever, plan.levers[lever].level) == pytest.approx(cost, rel=1e-12)
    assert run.total_cost == pytest.approx(sum(run.cost.values()))


def test_grid_stops_where_everybody_is_reached() -> None:
    search = Search(PLAN, ["keyworker"], None, None)
    levels = search.grids["keyworker"]
    eligible = baseline().counts[PLACE["children_in_need"]].reshape(14, 25).sum(axis=1)
    children_in_need = eligible[baseline().people.position(SANDWELL)]
    families = children_in_need / REGISTERS.levers["keyworker"].people_per_unit
    assert levels[-2] < families <= levels[-1] < REGISTERS.levers["keyworker"].max
    assert np.allclose(np.diff(levels), REGISTERS.levers["keyworker"].step)
    odd = grid(search.path, "keyworker", 150, 420)
    assert odd.tolist() == [150, 200, 300, 400, 420]


# --- what would it take ------------------------------------------------------------------------


@lru_cache(maxsize=1)
def brute_force() -> dict[tuple[float, float], tuple[float, float]]:
    """(poverty points, families) -> pounds a year, median looked-after rate at the horizon."""
    path = CentralPath(PLAN, {n: default_setting(PLAN, n) for n in ("child_poverty", "keyworker")})
    found = {}
    for points in np.arange(0, 4.01, 0.5):
        for families in range(0, 2801, 100):
            levels = {"child_poverty": float(points), "keyworker": float(families)}
            cost = sum(path.cost_of(lever, level) for lever, level in levels.items())
            found[float(points), float(families)] = (
                cost,
                rate_at_horizon(sandwell_with(levels), "looked_after"),
            )
    return found


@pytest.mark.slow
@pytest.mark.parametrize("own", [90.0, 84.0, 82.0, 79.0])
def test_two_levers_against_every_mix_on_the_grid(own: float) -> None:
    answer = what_would_it_take(
        PLAN,
        "looked_after",
        "own",
        own=own,
        allowed=["child_poverty", "keyworker"],
        bounds={"child_poverty": (0, 4)},
    )
    reaching = {mix: cost for mix, (cost, rate) in brute_force().items() if rate <= own}
    assert reaching, "choose a target that some mix reaches"
    assert answer.status == "reached"
    mix = (answer.levels.get("child_poverty", 0.0), answer.levels.get("keyworker", 0.0))
    assert reaching[mix] == pytest.approx(min(reaching.values()), rel=1e-9)
    assert answer.expected_cost == pytest.approx(reaching[mix], rel=1e-9)
    # The search is by the baseline's middle; what is shown has every stray of the forecast.
    assert answer.value.median == pytest.approx(shown_rate(answer.levels), rel=1e-6)


def shown_rate(levels: Mapping[str, float]) -> float:
    rates = simulate(sandwell_with(levels)).values("looked_after", scenario="plan", measure="rate")
    return float(np.median(rates.isel(year=-1)))


@pytest.mark.slow
def test_two_levers_nearest_mix_within_a_budget_against_every_mix() -> None:
    budget = 15e6
    answer = what_would_it_take(
        PLAN,
        "looked_after",
        "own",
        own=60.0,
        allowed=["child_poverty", "keyworker"],
        bounds={"child_poverty": (0, 4)},
        budget=budget,
    )
    assert answer.status == "nearest"
    assert answer.limit == "range"
    nearest = min(rate for cost, rate in brute_force().values() if cost <= budget)
    middle = rate_at_horizon(sandwell_with(answer.levels), "looked_after")
    assert middle == pytest.approx(nearest, rel=2e-4)
    assert answer.value.median == pytest.approx(shown_rate(answer.levels), rel=1e-6)
    assert answer.expected_cost <= budget
    without = brute_force()[0.0, 0.0][1]
    assert answer.share_of_way == pytest.approx((without - middle) / (without - 60), rel=1e-6)
    assert 0 < answer.share_of_way < 1


def test_budget_is_named_as_the_limit_when_more_money_would_do() -> None:
    asked: dict[str, Any] = {"allowed": ["keyworker"], "own": 88.0}
    free = what_would_it_take(PLAN, "looked_after", "own", **asked)
    assert free.status == "reached"
    less = free.expected_cost * 0.6
    tight = what_would_it_take(PLAN, "looked_after", "own", **asked, budget=less)
    assert (tight.status, tight.limit) == ("nearest", "budget")
    assert tight.expected_cost <= less
    assert rate_at_horizon(tight.plan, "looked_after") > 88.0
    enough = what_would_it_take(PLAN, "looked_after", "own", **asked, budget=free.expected_cost)
    assert enough.levels == free.levels


def test_reported_figures_are_those_of_the_full_model() -> None:
    answer = what_would_it_take(REGION, "first_time_entrants", "own", own=125.0)
    assert answer.status == "reached"
    assert rate_at_horizon(answer.plan, "first_time_entrants") <= 125
    rates = simulate(answer.plan).values("first_time_entrants", scenario="plan", measure="rate")
    assert answer.value.median == pytest.approx(float(rates.isel(year=-1).median()), rel=1e-6)
    assert answer.chance == pytest.approx(float((rates.isel(year=-1) <= 125).mean()))
    assert answer.value.lower95 <= answer.value.lower80 <= answer.value.median
    assert answer.value.median <= answer.value.upper80 <= answer.value.upper95
    money = simulate(answer.plan).money
    assert answer.cost.median == pytest.approx(
        float(np.median(money.totals().cost_by_year.mean(axis=1))), rel=1e-9
    )
    assert not money.uncosted


def test_no_lever_of_the_mix_could_be_a_step_lower() -> None:
    """Least cost means that a step less of any one lever misses the target."""
    answer = what_would_it_take(REGION, "looked_after", "own", own=80.0)
    assert answer.status == "reached"
    for lever, level in answer.levels.items():
        lower = dict(answer.levels) | {lever: max(level - REGISTERS.levers[lever].step, 0)}
        assert rate_at_horizon(sandwell_with(lower, REGION), "looked_after") > 80.0


def test_same_question_same_answer() -> None:
    asked = (REGION, "serious_violence", "own")
    assert what_would_it_take(*asked, own=255.0) == what_would_it_take(*asked, own=255.0)


def test_already_reached_costs_nothing() -> None:
    answer = what_would_it_take(PLAN, "looked_after", "own", own=500.0)
    assert (answer.status, answer.levels, answer.expected_cost) == ("already", {}, 0)
    assert answer.plan.levers == {}


def test_levels_of_the_plan_that_the_search_does_not_use_go_to_nothing() -> None:
    plan = new_plan(
        areas=[SANDWELL],
        draws=32,
        baseline="hold",
        levers={"youth_clubs": {"level": 40, "rationale": "ours"}, "keyworker": {"level": 300}},
    )
    answer = what_would_it_take(plan, "looked_after", "own", own=90.0, allowed=["keyworker"])
    assert answer.plan.levers["youth_clubs"].level == 0
    assert answer.plan.levers["youth_clubs"].rationale == "ours"
    assert answer.plan.levers["keyworker"].level == answer.levels["keyworker"]


def test_the_plans_own_targeting_start_and_cost_are_used() -> None:
    late = {"level": 0, "start_year": 2040, "own_cost": JUDGED["own_cost"]}
    plan = new_plan(areas=[SANDWELL], draws=32, baseline="hold", levers={"keyworker": late})
    early = what_would_it_take(PLAN, "looked_after", "own", own=60.0, allowed=["keyworker"])
    after = what_would_it_take(plan, "looked_after", "own", own=60.0, allowed=["keyworker"])
    assert after.value.median > early.value.median
    assert after.plan.levers["keyworker"].start_year == 2040
    assert after.expected_cost != pytest.approx(early.expected_cost)
    path = CentralPath(plan, plan.levers)
    assert (
        900 < path.cost_of("keyworker", 100) / 100 / path.reach("keyworker", 1).level.mean() < 1200
    )


# --- what may be used --------------------------------------------------------------------------


def test_levers_without_cost_or_judgement_are_left_out_until_given() -> None:
    reasons = left_out(PLAN)
    for lever_id, lever in REGISTERS.levers.items():
        costed = bool(REGISTERS.lever_costs(lever_id))
        assert (lever_id not in reasons) == (costed and not lever.judgement)
    assert "judgement" in reasons["shorter_stays"]
    assert "cost" in reasons["fewer_exclusions"]
    with pytest.raises(SearchError, match="Shorter stays"):
        what_would_it_take(PLAN, "looked_after", "own", own=80, allowed=["shorter_stays"])
    judged_only = new_plan(
        levers={"shorter_stays": {k: v for k, v in JUDGED.items() if k != "own_cost"}}
    )
    assert "cost" in left_out(judged_only)["shorter_stays"]
    plan = new_plan(areas=[SANDWELL], draws=32, levers={"shorter_stays": JUDGED})
    assert "shorter_stays" not in left_out(plan)
    answer = what_would_it_take(plan, "looked_after", "own", own=88.0, allowed=["shorter_stays"])
    assert answer.status == "reached"
    assert set(answer.levels) == {"shorter_stays"}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"allowed": ["no_such"]}, "no lever"),
        ({"bounds": {"keyworker": (0, 1e9)}}, "Keyworker"),
        ({"bounds": {"keyworker": (500, 100)}}, "Keyworker"),
        ({"allowed": ["mentoring"], "bounds": {"keyworker": (0, 100)}}, "keyworker"),
        (
            {"allowed": ["keyworker"], "bounds": {"keyworker": (1000, 2000)}, "budget": 1e3},
            "budget",
        ),
    ],
)
def test_a_question_that_cannot_be_searched_is_refused(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(SearchError, match=words):
        what_would_it_take(PLAN, "looked_after", "own", own=85.0, **asked)


def test_progress_runs_forward_and_can_stop_the_search() -> None:
    heard: list[float] = []
    what_would_it_take(
        PLAN, "looked_after", "own", own=88.0, progress=lambda share, _: heard.append(share)
    )
    assert heard == sorted(heard)
    assert heard[-1] == 1
    assert len(heard) > 5
    with pytest.raises(SearchCancelled):
        what_would_it_take(
            PLAN, "looked_after", "own", own=88.0, progress=lambda share, _: share < 0.2
        )


# --- targets -----------------------------------------------------------------------------------


def found(plan: Plan, outcome: str, kind: str, **more: Any) -> targets.Target:
    path = CentralPath(plan, {})
    return targets.find_target(plan, path.setup.state, path.at({}).rows, outcome, kind, **more)


def test_england_and_neighbours_come_from_the_published_figures() -> None:
    england = store.observations("looked_after", area_codes=store.ENGLAND, group_type="all")
    newest = england.sort_values("period").iloc[-1]
    target = found(PLAN, "looked_after", "england")
    assert target.value == newest["value"] == 67
    assert "March 2025" in target.words
    near = store.statistical_neighbours(SANDWELL)["neighbour_code"].tolist()
    table = store.observations("looked_after", area_codes=near, period=newest["period"])
    table = table[table["group_type"] == "all"]
    assert len(table) == 10
    assert found(PLAN, "looked_after", "neighbours").value == pytest.approx(table["value"].mean())
    half = found(PLAN, "looked_after", "halve_england")
    assert half.value == pytest.approx((half.now + 67) / 2)


@pytest.mark.parametrize("outcome", list(targets.INDICATORS))
def test_published_rate_has_the_models_definition(outcome: str) -> None:
    """The rate the model starts from is the published one, to the publisher's rounding."""
    table = store.observations(
        targets.INDICATORS[outcome], area_codes=SANDWELL, group_type="all"
    ).dropna(subset=["value"])
    published = table.sort_values("period").iloc[-1]["value"]
    state = baseline()
    place, row = PLACE[outcome], state.people.position(SANDWELL)
    count = state.counts[place].reshape(14, 25).sum(axis=1)[row]
    at_risk = state.at_risk[place].reshape(14, 25).sum(axis=1)[row]
    assert count / at_risk * state.per[outcome] == pytest.approx(published, rel=0.012)


def test_gaps_are_those_of_the_results() -> None:
    results = simulate(REGION, 32)
    rates = results.values("looked_after", "imd_quintile", "baseline", "rate").isel(year=0, draw=0)
    target = found(REGION, "looked_after", "halve_fifths")
    assert target.now == pytest.approx(float(rates[0] - rates[4]), rel=1e-5)
    assert target.value == pytest.approx(target.now / 2)
    groups = results.values("looked_after", "ethnicity", "baseline", "rate").isel(year=0, draw=0)
    every = results.values("looked_after", "all", "baseline", "rate").isel(year=0, draw=0)
    target = found(REGION, "looked_after", "halve_group", group="Black")
    assert target.now == pytest.approx(float(groups.sel(ethnicity="Black") - every), rel=1e-4)


@pytest.mark.parametrize(
    ("plan", "outcome", "kind", "more", "words"),
    [
        (PLAN, "untreated_need", "england", {}, "no rate for England"),
        (PLAN, "child_poverty", "neighbours", {}, "too few"),
        (PLAN, "care_entries", "halve_fifths", {}, "not broken down"),
        (PLAN, "looked_after", "halve_group", {"group": "Asian"}, "nothing to halve"),
        (PLAN, "looked_after", "halve_fifths", {}, "too few"),
        (PLAN, "looked_after", "halve_group", {"group": "everyone"}, "no ethnic group"),
        (PLAN, "permanent_exclusions", "halve_england", {}, "no gap to halve"),
        (PLAN, "permanent_exclusions", "halve_group", {"group": "Other"}, "too few"),
        (PLAN, "looked_after", "own", {"own": float("nan")}, "rate to reach"),
        (PLAN, "care_exits", "own", {"own": 1.0}, "fewer is better"),
        (PLAN, "looked_after", "double", {}, "unknown goal"),
    ],
)
def test_a_target_that_cannot_be_set_says_why(
    plan: Plan, outcome: str, kind: str, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(TargetError, match=words):
        found(plan, outcome, kind, **more)


def test_no_figure_for_england_names_the_nation_used_instead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "England" in found(PLAN, "child_poverty", "england").words
    every = store.observations

    def without_england(indicator: str, *args: Any, **kwargs: Any) -> pd.DataFrame:
        table = every(indicator, *args, **kwargs)
        return table[table["area_code"] != "E92000001"]

    monkeypatch.setattr(store, "observations", without_england)
    assert "United Kingdom" in found(PLAN, "child_poverty", "england").words


# --- best use of a budget ----------------------------------------------------------------------


@lru_cache(maxsize=4)
def frontier(budget: float = 10e6) -> Frontier:
    return best_use(PLAN, budget, Aim(gap=0))


def test_frontier_never_falls_and_keeps_to_its_budgets() -> None:
    points = frontier().points
    assert len(points) >= 8
    assert points[0].cost == 0
    assert points[-1].budget == 20e6
    for one, two in pairwise(points):
        assert two.score > one.score
        assert two.cost > one.cost
    for point in points:
        assert point.cost <= point.budget + 0.01
        assert sum(point.cost_by_lever.values()) == pytest.approx(point.cost)
        for lever, level in point.levels.items():
            assert 0 < level <= REGISTERS.levers[lever].max
            assert point.plan.levers[lever].level == level


def test_frontier_ends_where_the_levers_are_exhausted() -> None:
    bounds = {"keyworker": (0.0, 500.0), "mentoring": (0.0, 100.0)}
    small = best_use(PLAN, 50e6, Aim(care=1, need=0, gap=0), list(bounds), bounds)
    assert small.exhausted
    assert small.points[-1].levels == {"keyworker": 500}  # mentoring does nothing for care
    assert not frontier().exhausted


@pytest.mark.slow
def test_frontier_against_every_mix_of_two_levers() -> None:
    aim = Aim(care=1, need=0, gap=0)
    allowed = ["child_poverty", "keyworker"]
    line = best_use(PLAN, 10e6, aim, allowed, {"child_poverty": (0, 4)})
    search = Search(PLAN, allowed, None, None)
    measure = aim.parts(search)["care"][1]
    start = float(measure.value(search.path.at({}).rows))
    every = []
    for points in np.arange(0, 4.01, 0.5):
        for families in range(0, 2801, 100):
            run = search.path.at({"child_poverty": points, "keyworker": families})
            every.append((run.total_cost, 100 * (1 - float(measure.value(run.rows)) / start)))
    for point in line.points:
        most = max(score for cost, score in every if cost <= point.budget)
        assert point.score == pytest.approx(most, abs=1e-3)


def test_same_budget_same_frontier() -> None:
    assert best_use(PLAN, 10e6, Aim(gap=0)) == frontier()


def test_weights_steer_the_mix() -> None:
    care = best_use(PLAN, 5e6, Aim(care=1, need=0, gap=0)).points[-1]
    need = best_use(PLAN, 5e6, Aim(care=0, need=1, gap=0)).points[-1]
    assert set(care.parts) == {"care"}
    assert set(need.parts) == {"need"}
    assert "keyworker" in care.levels
    assert set(need.levels) & {"incredible_years", "therapy_places"}
    doubled = best_use(PLAN, 5e6, Aim(care=2, need=2, gap=0)).points
    assert doubled == best_use(PLAN, 5e6, Aim(care=1, need=1, gap=0)).points


def test_judged_figures_are_those_of_the_full_model() -> None:
    plan = sandwell_with({"keyworker": 9000, "therapy_places": 3000}, REGION)
    judged = judge(plan, Aim(care=1, need=1, gap=2))
    results = simulate(plan)
    fewer = results.values("looked_after").isel(year=slice(1, None)).mean("year")
    assert judged.fewer_in_care.median == pytest.approx(-float(fewer.median()), rel=1e-6)
    before = results.values("looked_after", scenario="baseline").isel(year=slice(1, None))
    share = -100 * fewer / before.mean("year")
    assert judged.parts["care"].median == pytest.approx(float(share.median()), rel=1e-4)
    weighted = (
        judged.parts["care"].median + judged.parts["need"].median + 2 * judged.parts["gap"].median
    ) / 4
    assert judged.score.median == pytest.approx(weighted, abs=1.0)
    assert judged.score.lower95 < judged.score.median < judged.score.upper95


@pytest.mark.parametrize(
    ("aim", "error"),
    [
        (Aim(care=0, need=0, gap=0), SearchError),
        (Aim(care=-1), SearchError),
        (Aim(gap_outcome="care_entries"), TargetError),
        (Aim(group="Asian"), TargetError),
        (Aim(), TargetError),  # fewer than ten children in care in the least deprived fifth
    ],
)
def test_an_aim_that_cannot_be_measured_is_refused(aim: Aim, error: type) -> None:
    with pytest.raises(error):
        best_use(PLAN, 1e6, aim)


@pytest.mark.parametrize("budget", [0.0, -1.0, float("nan")])
def test_a_budget_must_be_money(budget: float) -> None:
    with pytest.raises(SearchError):
        best_use(PLAN, budget, Aim())


# --- any bounds --------------------------------------------------------------------------------

STEPS = {"keyworker": (100, 28), "child_poverty": (0.5, 8), "early_years_centres": (5, 20)}


@st.composite
def some_bounds(draw: DrawFn) -> dict[str, tuple[float, float]]:
    found_ = {}
    for lever, (step, most) in STEPS.items():
        low = draw(st.integers(0, 3))
        high = draw(st.integers(low, most))
        found_[lever] = (float(low * step), float(high * step))
    return found_


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(some_bounds(), st.floats(0.5, 30), st.floats(70, 92))
def test_every_answer_keeps_to_bounds_and_budget(
    bounds: dict[str, tuple[float, float]], millions: float, own: float
) -> None:
    budget = millions * 1e6
    try:
        answer = what_would_it_take(
            PLAN, "looked_after", "own", own=own, allowed=list(bounds), bounds=bounds, budget=budget
        )
    except SearchError as error:
        assert "budget" in str(error)
        return
    for lever, (low, high) in bounds.items():
        assert low <= answer.plan.levers[lever].level <= high if low else True
        assert answer.levels.get(lever, 0.0) <= high
    assert answer.expected_cost <= budget + 0.01
    assert (answer.status == "nearest") == (rate_at_horizon(answer.plan, "looked_after") > own)
    simulate_uses([], [SANDWELL])  # the engine's kept baseline is untouched by the search
