"""Worked examples for a place: every strand, half of its widest gap to England, a modest budget.

Nothing is chosen by hand. Levels of the first follow the rule of `model.presets`; the other two
are found by the model's own searches (`model.optimise`, `model.frontier`) for the place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.figures import runs
from components.figures.caches import kept
from components.figures.plan import acting_area
from data import store
from model.central_path import CentralPath
from model.frontier import Aim, best_use
from model.mix_search import SearchError
from model.optimise import Answer, cost_draws, what_would_it_take
from model.plan import Plan, new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan, yearly_cost
from model.results import quantiles
from model.targets import INDICATORS, TARGET_OUTCOMES, TargetError, find_target

#: Outcomes that can be aimed at here: England's rate is published with the same definition. Child
#: poverty is not among them: a lever sets it, so that a plan would be measured by its own claim.
AIMS = tuple(each for each in TARGET_OUTCOMES if each in INDICATORS and each != "child_poverty")
#: The example that uses every lever.
LAYERED = "layered"
#: Share of what all strands cost together that a modest budget is.
_MODEST = 4
#: Care and need met count alike in the best use of a budget.
_MIXED = Aim(1.0, 1.0, 0.0, "looked_after", "")
_KINDS = ("halve_england", "halve_fifths")


@dataclass(frozen=True)
class Example:
    """One example: which ("every", "gap" or "budget"), its plan, pounds a year in five quantiles.

    ``uncosted``: how many of its levers have no known cost. ``answer``: of the search, for "gap".
    """

    kind: str
    plan: Plan
    cost: tuple[float, ...]
    uncosted: int
    answer: Answer | None = None


@dataclass(frozen=True)
class Examples:
    """The examples of a place; ``outcome`` is what "gap" lowers, ``times`` England's rate now.

    ``outcome`` is "" where there is no such example; ``times`` 0 where the gap is another.
    """

    shown: tuple[Example, ...]
    outcome: str
    times: float


def start(area: str, years: int) -> Plan:
    """The plan without levers that examples begin from."""
    return new_plan(areas=[area], horizon_years=years)


def layered(scope: str) -> str:
    """Code of the example that uses every lever, for the authorities that act in a place."""
    return encode_plan(preset_plan(LAYERED, new_plan(areas=[acting_area(scope)])))


@kept
def modest_budget(area: str) -> int:
    """Million pounds a year: a quarter of what all strands together cost, at least 1."""
    every = preset_plan(LAYERED, new_plan(areas=[area]))
    return max(1, round(yearly_cost(every) / _MODEST / 1e6))


def by_gap(plan: Plan) -> list[tuple[float, str]]:
    """Times England's newest rate the model's rate now is, and the outcome; the widest first."""
    path = CentralPath(plan, {})
    rows, found = path.at({}).rows, []
    for outcome in AIMS:
        try:
            target = find_target(plan, path.setup.state, rows, outcome, "england")
        except TargetError:
            continue
        found.append((target.now / target.value, outcome))
    return sorted(found, key=lambda each: (-each[0], AIMS.index(each[1])))


def _answer(plan: Plan, outcome: str, kinds: Sequence[str] = _KINDS) -> Answer | None:
    """The least-cost mix that halves a gap of an outcome; None where the levers lower none."""
    for kind in kinds:
        try:
            found = what_would_it_take(plan, outcome, kind)
        except (TargetError, SearchError):
            continue
        if found.levels:
            return found
    return None


def _aimed(plan: Plan, aim: str) -> tuple[Answer | None, float]:
    times = {outcome: ratio for ratio, outcome in by_gap(plan)}
    if aim:
        found = _answer(plan, aim)
        return found, times.get(aim, 0.0) if found and found.target.kind == _KINDS[0] else 0.0
    for outcome, ratio in times.items():
        found = _answer(plan, outcome, _KINDS[:1]) if ratio > 1 else None
        if found is not None:
            return found, ratio
    return _answer(plan, "looked_after", _KINDS[1:]), 0.0


def _best(plan: Plan, budget: int) -> Plan | None:
    try:
        points = best_use(plan, budget * 1e6, _MIXED).points
    except (TargetError, SearchError):
        return None
    within = [each for each in points if each.levels and each.cost <= budget * 1e6 * 1.0001]
    return within[-1].plan if within else None


def _titled(plan: Plan, title: str) -> Plan:
    return plan.model_copy(update={"title": title})


def _example(kind: str, plan: Plan, answer: Answer | None = None) -> Example:
    results = runs.results_of(plan)
    cost = tuple(float(each) for each in quantiles(cost_draws(results)[:, None])[:, 0])
    return Example(kind, plan, cost, len(results.money.uncosted), answer)


@kept
def _examples(area: str, aim: str, budget: int, years: int, version: str) -> Examples:
    plan = start(area, years)
    found = [_example("every", preset_plan("layered", plan))]
    answer, times = _aimed(plan, aim)
    if answer is not None:
        title = "Half of the gap to England" if times else "Half of the gap between fifths"
        found.append(_example("gap", _titled(answer.plan, title), answer))
    best = _best(plan, budget)
    if best is not None:
        found.append(_example("budget", _titled(best, f"£{budget:,} million a year")))
    return Examples(tuple(found), answer.target.outcome if answer else "", times)


def examples(area: str, aim: str, budget: int, years: int) -> Examples:
    """The examples of a place.

    Parameters
    ----------
    area
        Where the plans act: an authority's code, or a group's or the region's.
    aim
        One of `AIMS`, or "" for the outcome that lies furthest above England's rate, in times
        that rate, among those that the levers can lower; where none is above, the gap between the
        most and least deprived fifths in children looked after.
    budget
        Million pounds of 2024-25 a year.
    years
        How long the plans run, from 2025.
    """
    return _examples(area, aim, budget, years, store.data_version())
