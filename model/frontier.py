"""What is the best use of a budget? The mixes of levers that do most for each sum of money.

Searched on the central path; the mix chosen is judged with all draws. Everything is
deterministic. Method and limits: docs/model_optimise.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.lever_mix import Choice
from model.mix_search import Best, Bounds, Progress, Search, SearchError, Tried, lowest_mix
from model.optimise import Figure, cost_draws
from model.plan import Plan, plan_authorities
from model.results import SCREEN_DRAWS, simulate
from model.targets import Measure, TargetError, check_size, fifths_gap, group_gap, rate

#: Points of the frontier, as shares of the budget.
SHARES = (0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0, 1.25, 1.5, 2.0)


@dataclass(frozen=True)
class Aim:
    """What a budget is to buy: weights of three things, each measured in per cent less.

    ``care``: children looked after. ``need``: children not getting trauma help.
    ``gap``: the gap in ``gap_outcome`` between the most and least deprived fifths, or between
    ``group`` and the average of all children. All are means over the plan's years; weights are
    0 or more and count relative to each other: with 2 and 1, one per cent less of the first
    counts as much as two per cent less of the second.
    """

    care: float = 1.0
    need: float = 1.0
    gap: float = 1.0
    gap_outcome: str = "looked_after"
    group: str = ""

    def parts(self, search: Search) -> dict[str, tuple[float, Measure]]:
        """Name -> weight (they add to 1) and measure, those of weight 0 left out.

        Raises SearchError for weights that cannot be used, TargetError for a gap that is not
        published or not there.
        """
        weights = {"care": self.care, "need": self.need, "gap": self.gap}
        if not all(np.isfinite(each) and each >= 0 for each in weights.values()):
            raise SearchError("weights must be numbers of 0 or more")
        total = sum(weights.values())
        if total <= 0:
            raise SearchError("give at least one of the three a weight above 0")
        state, areas = search.path.setup.state, plan_authorities(search.plan)
        last = search.plan.horizon_years
        found: dict[str, tuple[float, Measure]] = {}
        for name, weight in weights.items():
            if weight == 0:
                continue
            if name == "care":
                measure = rate(state, areas, "looked_after", last)
            elif name == "need":
                measure = rate(state, areas, "untreated_need", last)
            elif self.group:
                measure = group_gap(state, areas, self.gap_outcome, self.group, last)
            else:
                measure = fifths_gap(state, areas, self.gap_outcome, last)
            measure = measure.at(1, last)
            rows = search.path.at({}).rows
            if name == "gap":
                check_size(rows, measure)
            if float(measure.value(rows)) <= 0:
                raise TargetError("There is no such gap here to narrow: set its weight to 0.")
            found[name] = (weight / total, measure)
        return found


def _joined(parts: Mapping[str, tuple[float, Measure]], rows: np.ndarray) -> Measure:
    """All parts as one measure: what is left, in weighted per cent of the baseline (100)."""
    every = list(parts.values())
    weights = [
        100 * weight * each / float(measure.value(rows))
        for weight, measure in every
        for each in measure.weights
    ]
    return Measure(
        outcomes=tuple(o for _, measure in every for o in measure.outcomes),
        rows=tuple(r for _, measure in every for r in measure.rows),
        scale=tuple(s for _, measure in every for s in measure.scale),
        weights=tuple(weights),
        first=every[0][1].first,
        last=every[0][1].last,
    )


@dataclass(frozen=True)
class Point:
    """One efficient mix: effects on the central path, costs in pounds of 2024-25 a year."""

    budget: float
    cost: float
    score: float  # weighted per cent less than the baseline
    parts: Mapping[str, float]  # per cent less of each part
    levels: Mapping[str, float]
    cost_by_lever: Mapping[str, float]
    plan: Plan


@dataclass(frozen=True)
class Frontier:
    """Efficient mixes from no money upwards; cost and score never fall from point to point."""

    aim: Aim
    points: tuple[Point, ...]
    exhausted: bool  # the last point uses all that the levers within their bounds can do
    runs: int


def best_use(
    plan: Plan,
    budget: float,
    aim: Aim,
    allowed: Sequence[str] | None = None,
    bounds: Bounds | None = None,
    progress: Progress | None = None,
) -> Frontier:
    """The mixes that do most for each budget from nothing to twice the one given.

    Parameters
    ----------
    budget
        Pounds of 2024-25 a year, mean over the horizon, at mean unit costs, all payers.
    plan, allowed, bounds, progress
        As for `what_would_it_take`.

    Raises
    ------
    model.targets.TargetError, SearchError, SearchCancelled
    """
    if not (np.isfinite(budget) and budget > 0):
        raise SearchError("give a budget above £0 a year")
    search = Search(plan, allowed, bounds, progress)
    rows = search.path.at({}).rows
    parts = aim.parts(search)
    measure = _joined(parts, rows)
    mixer = search.mixer(measure, 0.5)

    def central(levels: Mapping[str, float]) -> Tried:
        outcome = search.path.at(levels)
        return Tried(
            outcome.total_cost, measure.elements(outcome.rows), float(measure.value(outcome.rows))
        )

    best = Best(search, mixer, central)
    points: list[Point] = []
    last: Choice | None = None
    for number, share in enumerate(SHARES):
        search.tell(0.5 + 0.5 * number / len(SHARES), "Finding the best mix for each budget")
        # Starting from the mix before makes sure that more money never buys less.
        choice = lowest_mix(best, budget * share, [last] if last is not None else [])
        if choice is None or choice == last:
            continue
        best.scale(choice)  # levers beside others do not do what they do alone
        choice = lowest_mix(best, budget * share, [choice]) or choice
        last = choice
        levels = search.levels(mixer, choice)
        outcome = search.path.at(levels)
        points.append(
            Point(
                budget=budget * share,
                cost=outcome.total_cost,
                score=100 - float(measure.value(outcome.rows)),
                parts={
                    name: 100 * (1 - float(part.value(outcome.rows) / part.value(rows)))
                    for name, (_, part) in parts.items()
                },
                levels={lever: level for lever, level in levels.items() if level},
                cost_by_lever={lever: cost for lever, cost in outcome.cost.items() if cost},
                plan=search.to_plan(levels, f"Best use of £{budget * share / 1e6:,.1f}m a year"),
            )
        )
    if not points:
        raise SearchError(
            "the lowest levels you allow already cost more than twice the budget: lower them or "
            "raise the budget"
        )
    everything = lowest_mix(best, None, [last] if last is not None else [])
    search.tell(1.0, "Done")
    return Frontier(aim, tuple(points), everything == last, search.path.runs)


@dataclass(frozen=True)
class Judged:
    """One mix by the full model: per cent less of each part, its rates, score and cost."""

    score: Figure
    parts: Mapping[str, Figure]  # per cent less than the baseline
    without: Mapping[str, float]  # median of each measure without the plan, mean over the years
    with_plan: Mapping[str, float]
    cost: Figure
    fewer_in_care: Figure  # children looked after, mean over the years


def judge(plan: Plan, aim: Aim) -> Judged:
    """What a plan does for an aim, with draws of the full model. Raises as `best_use`."""
    search = Search(plan, [], None, None)
    parts = aim.parts(search)
    results = simulate(plan, plan.draws or SCREEN_DRAWS)
    with_plan = {name: m.value(results.runs.plan) for name, (_, m) in parts.items()}
    without = {name: m.value(results.runs.baseline) for name, (_, m) in parts.items()}
    less = {name: 100 * (1 - with_plan[name] / without[name]) for name in parts}
    score = sum(weight * less[name] for name, (weight, _) in parts.items())
    fewer = -results.values("looked_after").to_numpy()[:, 1:].mean(axis=1)
    return Judged(
        score=Figure.of(np.asarray(score)),
        parts={name: Figure.of(values) for name, values in less.items()},
        without={name: float(np.median(values)) for name, values in without.items()},
        with_plan={name: float(np.median(values)) for name, values in with_plan.items()},
        cost=Figure.of(cost_draws(results)),
        fewer_in_care=Figure.of(fewer),
    )
