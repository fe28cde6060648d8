"""Searching for a mix of levers: what may be used, and the best mix of them.

The table and integer programme of `model.lever_mix` propose; the model disposes: every proposal is
run, the table corrected by it, and the mixes near the best tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from model.central_path import CentralPath
from model.lever_mix import Choice, Mixer, grid, tabulate
from model.plan import FIRST_YEAR, LeverSetting, Plan, PlanError, check_plan
from model.presets import unit_cost
from model.register import load_registers
from model.targets import Measure

#: Told the share done (0 to 1) and what is being done; returning False stops the search.
Progress = Callable[[float, str], object]
Bounds = Mapping[str, tuple[float, float]]

#: Full runs that correct the table, and rounds of polishing, at most.
CORRECTIONS, POLISHES = 6, 4
#: Times the least-cost search starts again with responses scaled to the mix it found.
ROUNDS = 3


class SearchCancelled(Exception):
    """The progress callback asked for the search to stop."""


class SearchError(ValueError):
    """The question cannot be searched as it was put; the message says why."""


def left_out(plan: Plan) -> dict[str, str]:
    """Lever -> why a search leaves it out; levers not named may be used.

    A lever is left out while its cost is not known and the plan gives none, and while its effect
    rests on judgement and the plan sets none.
    """
    reasons = {}
    for lever_id, lever in load_registers().levers.items():
        setting = plan.levers.get(lever_id)
        if lever.judgement and (setting is None or setting.judgement is None):
            reasons[lever_id] = "rests on judgement: set your own range first"
        elif unit_cost(lever_id, plan) is None:
            reasons[lever_id] = "its cost is not known: give your own cost first"
        elif lever.measure == "gap" and (setting is None or not setting.groups):
            reasons[lever_id] = "name the ethnic groups first"
    return reasons


def default_setting(plan: Plan, lever_id: str) -> LeverSetting:
    """The plan's own setting of a lever, or the register's with level 0."""
    if lever_id in plan.levers:
        return plan.levers[lever_id]
    lever = load_registers().levers[lever_id]
    last = FIRST_YEAR + plan.horizon_years - 1
    return LeverSetting(
        level=0.0,
        targeting=lever.targeting[0],
        start_year=min(lever.start_year, last),
        ramp_years=float(lever.ramp_years),
    )


def check_bounds(
    plan: Plan, allowed: Sequence[str] | None, bounds: Bounds | None
) -> dict[str, tuple[float, float]]:
    """Lever -> least and greatest level, in the register's order.

    Raises SearchError for a lever that must be left out or a bound outside the register's.
    """
    registers, reasons = load_registers(), left_out(plan)
    names = [lever for lever in registers.levers if lever not in reasons]
    if allowed is not None:
        for name in allowed:
            if name not in registers.levers:
                raise SearchError(f"there is no lever '{name}'")
            if name in reasons:
                raise SearchError(f"{registers.levers[name].title}: {reasons[name]}")
        names = [name for name in registers.levers if name in set(allowed)]
    unused = set(bounds or {}) - set(names)
    if unused:
        raise SearchError(f"bounds given for levers not in the search: {', '.join(sorted(unused))}")
    found = {}
    for name in names:
        lever = registers.levers[name]
        low, high = (bounds or {}).get(name, (lever.min, lever.max))
        if not lever.min <= low <= high <= lever.max:
            raise SearchError(
                f"{lever.title}: bounds {low:g} to {high:g} must lie in order within "
                f"{lever.min:g} to {lever.max:g} {lever.unit}"
            )
        found[name] = (float(low), float(high))
    return found


class Search:
    """One plan's levers, bounds and central path, shared by both questions."""

    def __init__(
        self,
        plan: Plan,
        allowed: Sequence[str] | None,
        bounds: Bounds | None,
        progress: Progress | None,
    ) -> None:
        self.plan, self.progress = plan, progress
        self.bounds = check_bounds(plan, allowed, bounds)
        names = dict.fromkeys([*self.bounds, *plan.levers])
        self.path = CentralPath(plan, {name: default_setting(plan, name) for name in names})
        self.grids = {
            name: grid(self.path, name, low, high) for name, (low, high) in self.bounds.items()
        }
        self.floor = {name: float(levels[0]) for name, levels in self.grids.items()}

    def tell(self, share: float, doing: str) -> None:
        """Report progress; raises SearchCancelled when asked to stop."""
        if self.progress is not None and self.progress(min(share, 1.0), doing) is False:
            raise SearchCancelled(doing)

    def mixer(self, measure: Measure, until: float) -> Mixer:
        """The table of responses for a measure."""
        start, tables = tabulate(
            self.path,
            measure,
            self.grids,
            lambda share: self.tell(share * until, "Trying each lever alone"),
        )
        tabled = {table.lever for table in tables}
        other = sum(
            self.path.cost_of(name, level)
            for name, level in self.floor.items()
            if name not in tabled
        )
        return Mixer(start, np.asarray(measure.weights), tables, other)

    def levels(self, mixer: Mixer, choice: Choice) -> dict[str, float]:
        """All levers of the search, those outside the table at their lowest level."""
        return self.floor | mixer.levels(choice)

    def to_plan(self, levels: Mapping[str, float], title: str) -> Plan:
        """An editable plan: levers of the search at these levels, all others at 0."""
        chosen = {
            name: setting.model_copy(update={"level": 0.0})
            for name, setting in self.plan.levers.items()
        }
        for name, level in levels.items():
            if level or name in chosen:
                setting = default_setting(self.plan, name)
                chosen[name] = setting.model_copy(update={"level": float(level)})
        try:
            return check_plan(self.plan.model_copy(update={"title": title[:120], "levers": chosen}))
        except PlanError as error:
            raise SearchError(f"the mix found is not a plan that can be used: {error}") from error


@dataclass(frozen=True)
class Tried:
    """What a run of the model says of a mix: pounds a year, each rate, and the measure's value."""

    cost: float
    elements: np.ndarray
    value: float


Run = Callable[[Mapping[str, float]], Tried]


class Best:
    """Choices put to the model so far, with the table corrected at the last of them."""

    def __init__(self, search: Search, mixer: Mixer, run: Run) -> None:
        self.search, self.mixer, self.run = search, mixer, run
        self.tried: dict[Choice, tuple[float, float]] = {}
        self._runs: dict[Choice, Tried] = {}

    def put(self, choice: Choice) -> tuple[float, float]:
        """Cost and value by the model; the table is made exact here."""
        if choice not in self._runs:
            self._runs[choice] = self.run(self.search.levels(self.mixer, choice))
        found = self._runs[choice]
        self.mixer.correct(choice, found.elements, found.value)
        self.tried[choice] = (found.cost, found.value)
        return self.tried[choice]

    def scale(self, around: Choice | None = None) -> None:
        """Scale each lever's response to what the model says of moving it alone.

        From the lowest levels each lever is moved to its highest; ``around`` a choice it is moved
        an eighth of its levels, because levers that act on the same children overlap and each
        does less, or more, beside the others than alone.
        """
        here = self.mixer.lowest_choice if around is None else around
        self.put(here)
        scaled = []
        for number, (table, place) in enumerate(zip(self.mixer.tables, here, strict=True)):
            last = table.levels.size - 1
            step = last if around is None else max(table.levels.size // 8, 1)
            other = place - step if place >= step else min(place + step, last)
            moved = (*here[:number], other, *here[number + 1 :])
            self.put(moved)
            true = np.log(self._runs[moved].elements / self._runs[here].elements)
            with np.errstate(divide="ignore", invalid="ignore"):
                power = true / np.log(table.ratio[other] / table.ratio[place])
            # A rate the lever does not move has no power; a sign that differs is noise.
            power = np.clip(np.where(np.isfinite(power), power, 1.0), 0.0, 3.0)
            scaled.append(replace(table, ratio=table.ratio**power))
        self.mixer.rescale(scaled)
        self.put(here)

    def polish(
        self,
        best: Choice,
        score: Callable[[np.ndarray | float, np.ndarray | float], np.ndarray],
        hope: Callable[[np.ndarray | float, np.ndarray | float], np.ndarray],
    ) -> Choice:
        """Try choices near the best with the full model until none is better.

        ``hope`` is the score with a little slack, because the table is not exact.
        """
        for _ in range(POLISHES):
            cost, value = self.put(best)
            now = float(score(cost, value))
            enough = now - 1e-9 * abs(now)
            near = self.mixer.near(best, hope, enough)
            better = best
            for choice in near:
                found = self.tried.get(choice) or self.put(choice)
                if float(score(*found)) < enough:
                    better = choice
                    break  # they come best first
            if better == best:
                break
            best = better
        return best


def cheapest_mix(best: Best, target: float, start: Choice, budget: float | None) -> Choice | None:
    """Least-cost choice whose value is at most the target; None when none was found.

    ``start`` reaches the target.
    """
    limit = np.inf if budget is None else budget + 0.005  # half a penny
    span = abs(best.mixer.value(best.mixer.lowest_choice) - target)

    def score(cost: ArrayLike, value: ArrayLike, slack: float = 0.0) -> np.ndarray:
        allowed = (np.asarray(value) <= target + slack) & (np.asarray(cost) <= limit)
        return np.where(allowed, cost, np.inf)

    found: Choice | None = None
    here = start
    for number in range(ROUNDS):
        for _ in range(CORRECTIONS):
            best.put(here)
            choice = best.mixer.cheapest(target, here, budget)
            if choice is None or choice in best.tried:
                break
            best.put(choice)
            here = choice
        before = found
        for choice, result in best.tried.items():
            if np.isfinite(score(*result)) and (found is None or result < best.tried[found]):
                found = choice
        if found is None or found == before:
            break
        found = here = best.polish(found, score, lambda c, v: score(c, v, 0.002 * span))
        if number + 1 < ROUNDS:
            best.scale(here)
    return found


def lowest_mix(best: Best, budget: float | None, starts: Sequence[Choice] = ()) -> Choice | None:
    """Choice with the lowest value within a budget; None when nothing fits."""
    limit = np.inf if budget is None else budget + 0.005

    def score(cost: ArrayLike, value: ArrayLike) -> np.ndarray:
        return np.where(np.asarray(cost) <= limit, value, np.inf)

    tried = [each for each in starts if best.put(each)[0] <= limit]
    for _ in range(CORRECTIONS):
        choice = best.mixer.lowest(budget)
        if choice is None or choice in tried:
            break
        best.put(choice)
        tried.append(choice)
    allowed = [each for each in tried if best.tried[each][0] <= limit]
    if not allowed:
        return None
    first = min(allowed, key=lambda each: (best.tried[each][1], best.tried[each][0]))
    return best.polish(first, score, score)
