"""Choosing levels of levers: responses tabulated once, then a multiple-choice knapsack.

Every lever takes one level of its own grid (its step). The rates a goal is made of are taken to
multiply: the rate with several levers is the rate without, times each lever's own ratio, times a
correction from the last full run. On this table the best choice is a linear integer programme
(one level per lever, costs that add), solved by HiGHS through SciPy (Huangfu Q and Hall JAJ
(2018), Mathematical Programming Computation 10:119-142). `model.optimise` runs the model on what
comes out, corrects the table, and never reports a figure of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from model.central_path import CentralPath
from model.register import load_registers
from model.targets import Measure

#: Levels at which a lever is run at first and at most; between them its response is interpolated.
NODES, MOST_NODES = 5, 25
#: An interpolation that misses by more than this share of the whole response is refined.
MISS = 2e-3
#: A lever that moves no rate by more than this share is left at its lowest level.
NEGLIGIBLE = 1e-7
ROUNDS = 12
#: Levels of a long lever put to the solver: so many spread out, and those around the last choice.
COARSE, AROUND = 41, 5
#: Relative gap at which the solver stops; polishing at every step of the grid comes after.
GAP = 1e-5
#: Neighbouring choices put to the full model in one polishing round.
CANDIDATES = 6

Choice = tuple[int, ...]


class MixError(RuntimeError):
    """The integer programme could not be solved; the message carries the solver's."""


@dataclass(frozen=True)
class Table:
    """One lever: levels open to it, pounds a year at each, and the ratio of each rate."""

    lever: str
    levels: np.ndarray  # (n,)
    cost: np.ndarray  # (n,)
    ratio: np.ndarray  # (n, elements)


def grid(path: CentralPath, lever_id: str, low: float, high: float) -> np.ndarray:
    """Levels from ``low`` to ``high`` in the lever's step, ends included.

    Levels beyond the first at which everybody eligible is reached are left out: they would
    change nothing.
    """
    lever = load_registers().levers[lever_id]
    first, last = np.ceil((low - lever.min) / lever.step), np.floor((high - lever.min) / lever.step)
    inner = lever.min + lever.step * np.arange(first, last + 1)
    levels = np.unique(np.round([low, *inner, high], 9))
    levels = levels[(levels >= low) & (levels <= high)]
    if levels[-1] == 0:
        return levels
    everybody = path.reach(lever_id, levels[-1]).people.sum() * (1 - 1e-9)
    left, right = 0, levels.size - 1
    while left < right:
        middle = (left + right) // 2
        reached = path.reach(lever_id, levels[middle]).people.sum() if levels[middle] else 0.0
        left, right = (left, middle) if reached >= everybody else (middle + 1, right)
    return levels[: left + 1]


def _nodes(levels: np.ndarray, response: Callable[[float], np.ndarray]) -> dict[int, np.ndarray]:
    """Place among the levels -> logarithm of the response there, where the model was run.

    First a few; then the middle of every interval, and again where the middle is off the
    interpolation (a kink, such as the point at which nobody is left to be helped), up to
    ``MOST_NODES`` runs.
    """
    count = levels.size
    first = np.unique([*np.linspace(0, count - 1, min(count, NODES)).round(), max(count - 2, 0)])
    known = {int(place): np.log(response(levels[int(place)])) for place in first}
    waiting = list(pairwise(sorted(known)))
    size = max(float(np.abs(value).max()) for value in known.values())
    while waiting and len(known) < MOST_NODES:
        left, right = waiting.pop(0)
        middle = (left + right) // 2
        if middle == left:
            continue
        places = sorted(known)
        between = PchipInterpolator(places, np.stack([known[each] for each in places]), axis=0)
        known[middle] = np.log(response(levels[middle]))
        if np.abs(known[middle] - between(middle)).max() > MISS * size:
            waiting += [(left, middle), (middle, right)]
    return known


def tabulate(
    path: CentralPath,
    measure: Measure,
    levels: dict[str, np.ndarray],
    tick: Callable[[float], None],
) -> tuple[np.ndarray, list[Table]]:
    """Rates with every lever at its lowest level, and the table of each lever that moves them.

    ``tick`` is told the share done. Levers are run one by one, the others at their lowest.
    """
    floor = {lever: float(values[0]) for lever, values in levels.items()}
    start = measure.elements(path.at(floor).rows)
    tables = []
    for number, (lever, values) in enumerate(levels.items()):
        tick(number / len(levels))

        def response(level: float, lever: str = lever) -> np.ndarray:
            return np.asarray(measure.elements(path.at(floor | {lever: float(level)}).rows) / start)

        if values.size == 1 or np.abs(response(values[-1]) - 1).max() < NEGLIGIBLE:
            continue
        if load_registers().levers[lever].measure == "points":
            # People affected by poverty run out place by place: no straight line between levels.
            known = {place: np.log(response(values[place])) for place in range(values.size)}
        else:
            known = _nodes(values, response)
        places = np.array(sorted(known))
        nodes = values[places]
        cost = np.array([path.cost_of(lever, float(level)) for level in nodes])
        between = PchipInterpolator(nodes, np.stack([known[place] for place in places]), axis=0)
        tables.append(Table(lever, values, np.interp(values, nodes, cost), np.exp(between(values))))
    return start, tables


@dataclass
class Mixer:
    """The table of all levers, with the correction from the last full run.

    ``floor_cost``: pounds a year of levers not in the table (kept at their lowest level).
    """

    start: np.ndarray
    weights: np.ndarray
    tables: Sequence[Table]
    floor_cost: float = 0.0

    def __post_init__(self) -> None:
        self.correction = np.ones_like(self.start)
        self.offset = 0.0
        sizes = [table.levels.size for table in self.tables]
        self._owner = np.repeat(np.arange(len(sizes)), sizes)
        self._first = np.concatenate([[0], np.cumsum(sizes)])[:-1].astype(int)
        self._cost = np.concatenate([table.cost for table in self.tables] or [np.zeros(0)])

    @property
    def lowest_choice(self) -> Choice:
        """Every lever at its lowest level."""
        return (0,) * len(self.tables)

    def levels(self, choice: Choice) -> dict[str, float]:
        """Lever -> level."""
        return {
            table.lever: float(table.levels[place])
            for table, place in zip(self.tables, choice, strict=True)
        }

    def cost(self, choice: Choice) -> float:
        """Pounds a year."""
        return self.floor_cost + float(
            sum(table.cost[place] for table, place in zip(self.tables, choice, strict=True))
        )

    def elements(self, choice: Choice) -> np.ndarray:
        """Each rate as the table has it, corrected."""
        ratios = [table.ratio[place] for table, place in zip(self.tables, choice, strict=True)]
        return np.asarray(
            self.start * self.correction * np.prod([np.ones_like(self.start), *ratios], axis=0)
        )

    def value(self, choice: Choice) -> float:
        """The weighted sum of the rates."""
        return float(self.elements(choice) @ self.weights) + self.offset

    def correct(self, choice: Choice, elements: np.ndarray, value: float) -> None:
        """Make the table exact at a choice whose rates and value are known from a run.

        Over draws the median of a difference is not the difference of medians, so the value has a
        correction of its own.
        """
        self.correction = self.correction * elements / self.elements(choice)
        self.offset = value - float(elements @ self.weights)

    def rescale(self, tables: Sequence[Table]) -> None:
        """Take other responses for the same levels; the correction must be made anew."""
        self.tables = tables
        self.correction = np.ones_like(self.start)
        self.offset = 0.0

    def _changes(self, choice: Choice, logs: bool) -> np.ndarray:
        """Change of the value (or of its logarithm) by moving one lever to each of its levels."""
        here = self.elements(choice)
        value = float(here @ self.weights) + self.offset
        parts = []
        for table, place in zip(self.tables, choice, strict=True):
            moved = (here * table.ratio / table.ratio[place]) @ self.weights + self.offset
            parts.append(np.log(moved / value) if logs else moved - value)
        return np.concatenate(parts)

    def _open(self, choice: Choice) -> np.ndarray:
        """Places in the stacked levels put to the solver: all of a short lever; of a long one a
        spread of them and those around the choice, which is finer from round to round."""
        parts = []
        for first, table, place in zip(self._first, self.tables, choice, strict=True):
            count = table.levels.size
            spread = np.linspace(0, count - 1, min(count, COARSE)).round().astype(int)
            around = np.arange(max(place - AROUND, 0), min(place + AROUND + 1, count))
            parts.append(first + np.union1d(spread, around))
        return np.concatenate(parts)

    def _solve(
        self, choice: Choice, objective: np.ndarray, limits: list[tuple[np.ndarray, float]]
    ) -> Choice | None:
        """One level per lever, least objective; None when the limits leave nothing."""
        places = self._open(choice)
        owner, size = self._owner[places], max(float(np.abs(objective).max()), 1e-300)
        one = csr_array(
            (np.ones(places.size), (owner, np.arange(places.size))),
            shape=(len(self.tables), places.size),
        )
        constraints = [LinearConstraint(one, 1, 1)]
        constraints += [
            LinearConstraint(row[places][None, :], -np.inf, limit) for row, limit in limits
        ]
        found = milp(
            objective[places] / size,
            integrality=np.ones(places.size),
            bounds=Bounds(0, 1),
            constraints=constraints,
            options={"mip_rel_gap": GAP},
        )
        if found.status == 2:
            return None
        if found.x is None:
            raise MixError(f"the search for the best mix failed: {found.message}")
        chosen = places[found.x > 0.5]
        return tuple(int(place) for place in chosen - self._first[self._owner[chosen]])

    def _money(self, budget: float | None) -> list[tuple[np.ndarray, float]]:
        if budget is None:
            return []
        # In millions, so that the solver's tolerance is pence and not pounds.
        return [(self._cost / 1e6, (budget - self.floor_cost) / 1e6)]

    def lowest(self, budget: float | None = None) -> Choice | None:
        """The mix with the lowest value within a budget; of equals the cheapest.

        None when even the lowest levels cost more than the budget.
        """
        if budget is not None and self.floor_cost + sum(t.cost[0] for t in self.tables) > budget:
            return None
        choice = best = self.lowest_choice
        if not self.tables:
            return best
        seen: set[Choice] = set()
        for _ in range(ROUNDS):
            changes = self._changes(choice, logs=False)
            size = max(np.abs(changes).max(), 1e-300)
            # A hair's weight on cost decides between mixes that do the same.
            tie = 1e-7 * self._cost / max(self._cost.max(), 1.0)
            found = self._solve(choice, changes / size + tie, self._money(budget))
            if found is None or found in seen:
                break
            seen.add(found)
            choice = found
            if self.value(found) < self.value(best):
                best = found
        return best

    def cheapest(self, target: float, start: Choice, budget: float | None = None) -> Choice | None:
        """The cheapest mix whose value is at most the target, by the table.

        ``start`` is where the table is first made linear, best a mix that reaches the target.
        None when no mix was found.
        """
        best: Choice | None = start if self.value(start) <= target else None
        choice, seen = start, {start}
        logs = self.start.size == 1 and target > 0  # one rate: logarithms add exactly
        for _ in range(ROUNDS if self.tables else 0):
            changes = self._changes(choice, logs)
            here = self.value(choice)
            room = float(np.log(target / here)) if logs else target - here
            size = max(np.abs(changes).max(), 1e-300)
            limits = [*self._money(budget), (changes / size, room / size)]
            found = self._solve(choice, self._cost, limits)
            if found is None or found in seen:
                if found is not None and best is None and self.value(found) <= target:
                    best = found
                break
            seen.add(found)
            choice = found
            if self.value(found) <= target and (best is None or self.cost(found) < self.cost(best)):
                best = found
        return best

    def near(
        self, choice: Choice, rank: Callable[[np.ndarray, np.ndarray], np.ndarray], below: float
    ) -> list[Choice]:
        """The best choices that differ from this one in one or two levers.

        ``rank(cost, value)`` orders them, least first; only those with a rank below ``below``
        count. At most `CANDIDATES`, without ``choice`` itself.
        """
        here, paid = self.elements(choice), self.cost(choice)
        found: dict[Choice, float] = {}
        pairs = list(combinations(range(len(self.tables)), 2)) or [(0, 0)] * bool(self.tables)
        for i, j in pairs:
            one, two = self.tables[i], self.tables[j]
            left = one.ratio / one.ratio[choice[i]]
            right = two.ratio / two.ratio[choice[j]]
            cost_left = one.cost - one.cost[choice[i]]
            cost_right = two.cost - two.cost[choice[j]]
            if i == j:  # a single lever
                right, cost_right = np.ones((1, here.size)), np.zeros(1)
            value = np.einsum("ae,be,e->ab", left, right, here * self.weights) + self.offset
            cost = paid + cost_left[:, None] + cost_right[None, :]
            ranks = rank(cost, value)
            places = np.argwhere(ranks < below)
            order = ranks[tuple(places.T)]
            for row in np.argsort(order, kind="stable")[: CANDIDATES + 1]:
                moved = list(choice)
                moved[i] = int(places[row][0])
                if i != j:
                    moved[j] = int(places[row][1])
                found[tuple(moved)] = float(order[row])
        found.pop(choice, None)
        return sorted(found, key=lambda each: (found[each], each))[:CANDIDATES]
