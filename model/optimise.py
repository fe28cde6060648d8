"""What would it take? The least-cost mix of levers that brings an outcome to a target.

Responses are tabulated on the central path; the search is made with the median of all draws. No
figure of the table is reported. Everything is deterministic. Method and limits:
docs/model_optimise.md. Its companion, the best use of a budget, is `model.frontier`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from model.lever_mix import Choice
from model.mix_search import (
    Best,
    Bounds,
    Progress,
    Search,
    SearchError,
    Tried,
    cheapest_mix,
    lowest_mix,
)
from model.plan import Plan, results_key
from model.results import SCREEN_DRAWS, Results, quantiles, simulate
from model.targets import Target, find_target


@dataclass(frozen=True)
class Figure:
    """A figure over draws: median, 80% and 95% interval."""

    median: float
    lower80: float
    upper80: float
    lower95: float
    upper95: float

    @classmethod
    def of(cls, draws: np.ndarray) -> Figure:
        """From values by draw, shape (draws,)."""
        low95, low80, median, high80, high95 = (float(each) for each in quantiles(draws))
        return cls(median, low80, high80, low95, high95)


def cost_draws(results: Results) -> np.ndarray:
    """Pounds of public money a year by draw, 2024-25: not discounted, mean of all years."""
    return np.asarray(results.money.totals().cost_by_year.mean(axis=1))


@dataclass(frozen=True)
class Answer:
    """What it would take to reach a target.

    ``status``: "already" (the baseline reaches it), "reached", or "nearest" (no mix in range
    does; ``plan`` comes nearest). ``limit``: what stops the nearest mix, "range" or "budget".
    Whether the target is reached, and ``share_of_way`` (how far from the baseline's value to
    the target), are judged on the baseline's middle course. ``value``, ``without`` and ``chance``
    (share of draws in which the target is reached) are those of the model with every stray.
    Costs in pounds of 2024-25 a year.
    """

    target: Target
    status: Literal["already", "reached", "nearest"]
    limit: Literal["", "range", "budget"]
    plan: Plan
    levels: Mapping[str, float]
    cost_by_lever: Mapping[str, float]  # at mean unit costs
    cost: Figure
    value: Figure
    without: Figure
    chance: float
    share_of_way: float
    runs: tuple[int, int]  # central runs, and runs with all draws

    @property
    def expected_cost(self) -> float:
        """Pounds a year at mean unit costs: what the search holds to the budget."""
        return float(sum(self.cost_by_lever.values()))


def what_would_it_take(
    plan: Plan,
    outcome: str,
    kind: str,
    group: str = "",
    own: float | None = None,
    allowed: Sequence[str] | None = None,
    bounds: Bounds | None = None,
    budget: float | None = None,
    progress: Progress | None = None,
) -> Answer:
    """The least-cost mix of levers that brings an outcome to a target at the plan's horizon.

    Parameters
    ----------
    plan
        Gives areas, horizon, baseline path, seed and draws, and for each lever targeting, start,
        ramp, own cost and judgement. Its levels are not used.
    outcome, kind, group, own
        See `model.targets.find_target`.
    allowed
        Levers the mix may use; all that are not `left_out` by default.
    bounds
        Lever -> least and greatest level; the register's by default.
    budget
        Greatest cost, pounds of 2024-25 a year at mean unit costs, mean over the horizon.

    Raises
    ------
    model.targets.TargetError, SearchError, SearchCancelled
    """
    search = Search(plan, allowed, bounds, progress)
    start = search.path.at({}).rows
    target = find_target(plan, search.path.setup.state, start, outcome, kind, group, own)
    measure = target.measure
    draws = plan.draws or SCREEN_DRAWS
    name = f"{target.words} ({outcome.replace('_', ' ')})"

    runs: dict[str, tuple[Results, np.ndarray]] = {}

    def full(levels: Mapping[str, float]) -> tuple[Results, np.ndarray]:
        made = search.to_plan(levels, f"Least cost to {name}")
        key = results_key(made)
        if key not in runs:
            search.tell(0.4 + 0.6 * len(runs) / (len(runs) + 12), "Running mixes with all draws")
            # Between mixes the baseline's strays are noise: they are the same for all of them.
            results = simulate(made, draws, middle=True)
            runs[key] = (results, measure.value(results.runs.plan))
        return runs[key]

    def tried(levels: Mapping[str, float]) -> Tried:
        results, values = full(levels)
        elements = np.median(measure.elements(results.runs.plan), axis=0)
        cost = sum(search.path.cost_of(lever, level) for lever, level in levels.items())
        return Tried(cost, elements, float(np.median(values)))

    mixer = search.mixer(measure, 0.4)
    best = Best(search, mixer, tried)
    floor_cost, floor_value = best.put(mixer.lowest_choice)
    floor_results, _ = full(search.levels(mixer, mixer.lowest_choice))
    without = float(np.median(measure.value(floor_results.runs.baseline)))
    if budget is not None and floor_cost > budget:
        raise SearchError(
            f"the lowest levels you allow already cost £{floor_cost:,.0f} a year, more than "
            f"the budget of £{budget:,.0f}"
        )

    def answer(choice: Choice, limit: Literal["", "range", "budget"] = "") -> Answer:
        levels = search.levels(mixer, choice)
        results, values = full(levels)
        middle = float(np.median(values))
        reached = middle <= target.value
        way = without - target.value
        shown = simulate(results.plan, draws)
        figures = measure.value(shown.runs.plan)
        search.tell(1.0, "Done")
        costs = {lever: search.path.cost_of(lever, level) for lever, level in levels.items()}
        return Answer(
            target=target,
            status="already" if way <= 0 else "reached" if reached else "nearest",
            limit=limit,
            plan=results.plan,
            levels={lever: level for lever, level in levels.items() if level},
            cost_by_lever={lever: cost for lever, cost in costs.items() if cost},
            cost=Figure.of(cost_draws(shown)),
            value=Figure.of(figures),
            without=Figure.of(measure.value(shown.runs.baseline)),
            chance=float(np.mean(figures <= target.value)),
            share_of_way=float((without - middle) / way) if way > 0 else 1.0,
            runs=(search.path.runs, len(runs)),
        )

    if floor_value <= target.value:
        return answer(mixer.lowest_choice)
    best.scale()
    nearest = lowest_mix(best, budget) or mixer.lowest_choice
    if best.put(nearest)[1] > target.value:
        if budget is not None:
            widest = lowest_mix(best, None) or nearest
            if best.put(widest)[1] <= target.value:
                return answer(nearest, "budget")
        return answer(nearest, "range")
    return answer(cheapest_mix(best, target.value, nearest, budget) or nearest)
