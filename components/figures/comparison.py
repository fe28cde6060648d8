"""Plans run side by side on the same draws, and what can be asked of all of them at once.

Every parameter has its own random stream (`model.uncertainty`), so a draw means the same world
in each plan: differences between plans are taken draw by draw, and what both have in common
cancels out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from components.figures.accounts import Told
from components.figures.caches import kept
from components.figures.plan import HEADLINES, acting_area
from components.figures.plan_codes import LETTERS
from components.figures.runs import draws_of
from data import store
from data.contract import ETHNIC_GROUPS
from model.economics import Totals, discount_factors
from model.judged import judged_part, split
from model.plan import FIRST_YEAR, Plan, known_areas, new_plan, plan_authorities, results_key
from model.register_schema import OUTCOMES
from model.results import (
    MORE_IS_BETTER,
    NO_JUDGEMENT,
    SCREEN_DRAWS,
    By,
    Results,
    quantiles,
    simulate,
)

#: Changes smaller than this (children or events) are rounding, not change.
NOTHING = 1e-6
#: Beside the headlines, where the chosen outcome is one of them.
_FIFTH = "child_protection_plans"


@dataclass(frozen=True)
class Side:
    """One plan of the comparison. ``results`` is None where the plan does not act in the place."""

    letter: str
    plan: Plan
    results: Results | None
    told: Told | None = None  # its money in the place, in two parts


@dataclass(frozen=True)
class Comparison:
    """Plans and the baseline they share, reported for one place."""

    place: str
    base: Results  # no lever, all areas of the place
    sides: tuple[Side, ...]
    notes: tuple[str, ...]  # what was made alike so that the plans can be compared

    @property
    def draws(self) -> int:
        """Number of draws."""
        return self.base.draws

    @property
    def horizon(self) -> int:
        """The last year, which ends on 31 March."""
        return int(self.base.years[-1])

    def side(self, letter: str) -> Side:
        """The plan of a letter. Raises KeyError."""
        for each in self.sides:
            if each.letter == letter:
                return each
        raise KeyError(letter)

    def change(self, letter: str, outcome: str, by: By = "all") -> np.ndarray:
        """Plan less baseline at the horizon, children or events: (draws,) or (draws, groups).

        The baseline's own letter is "": zeros. Raises model.results.ResultsError for a
        breakdown that is not published.
        """
        found = self._changes(letter, outcome, by)
        return found[:, -1]

    def _changes(self, letter: str, outcome: str, by: By = "all") -> np.ndarray:
        results = self.side(letter).results if letter else None
        if results is None:
            return np.zeros_like(self.base.values(outcome, by, "baseline").to_numpy())
        return results.values(outcome, by).to_numpy()

    def moves(self, outcome: str) -> bool:
        """Whether any plan changes an outcome at all by the horizon, in any draw."""
        changes = (self.change(each.letter, outcome) for each in self.sides)
        return any(bool((np.abs(change) > NOTHING).any()) for change in changes)

    def rate_change(self, letter: str, outcome: str, by: By) -> np.ndarray:
        """Change of each group's rate at the horizon, (draws, groups), per `Results.base_of`."""
        per, _ = self.base.base_of(outcome)
        at_risk = np.asarray(self.base.at_risk(outcome, by), dtype=float)
        return np.asarray(self.change(letter, outcome, by) / at_risk * per)

    def share_changed(self, letter: str, outcome: str) -> np.ndarray | None:
        """Change at the horizon in per cent of no plan, draw by draw; None where nothing is."""
        without = self.base.values(outcome, "all", "baseline").to_numpy()[:, -1]
        if not (without > 0).all():
            return None
        return np.asarray(100 * self.change(letter, outcome) / without)

    def base_rate(self, outcome: str, by: By) -> np.ndarray:
        """Median rate of each group at the horizon without a plan, (groups,)."""
        values = self.base.values(outcome, by, "baseline", "rate").isel(year=-1)
        return np.asarray(np.median(values.to_numpy(), axis=0))

    def difference(self, one: str, other: str, outcome: str) -> np.ndarray:
        """First plan less the second at the horizon, draw by draw, (draws,)."""
        return np.asarray(self.change(one, outcome) - self.change(other, outcome))

    def chance_better(self, one: str, other: str, outcome: str) -> float:
        """Share of draws in which the first does better; NaN where neither way is better."""
        if outcome in NO_JUDGEMENT:
            return float("nan")
        gap = self.difference(one, other, outcome)
        better = gap > NOTHING if outcome in MORE_IS_BETTER else gap < -NOTHING
        return float(better.mean())

    def money(self, letter: str) -> Totals | None:
        """The public purse of a plan in the place, its years; None where it does not act."""
        results = self.side(letter).results
        return None if results is None else results.money.totals()

    def uncosted(self, letter: str) -> tuple[str, ...]:
        """Ids of the plan's levers without any cost."""
        results = self.side(letter).results
        return () if results is None else results.money.uncosted

    def less_savings(self) -> bool:
        """Whether savings may be taken off costs: only where no plan has a gain uncounted."""
        return not any(
            totals is not None and totals.missing
            for totals in (self.money(each.letter) for each in self.sides)
        )

    def gain(self, letter: str, outcome: str) -> np.ndarray:
        """What a plan gains over the whole period, discounted as money is, (draws,).

        Events avoided (flows) or child-years avoided (stocks, mean of the two ends of a year);
        for outcomes of which more is better, gained. Above 0 is good.
        """
        change = self._changes(letter, outcome)
        if OUTCOMES[outcome][0] == "stock":
            by_year = (change[:, 1:] + change[:, :-1]) / 2
        else:
            by_year = change[:, 1:]
        sign = 1.0 if outcome in MORE_IS_BETTER else -1.0
        factors = discount_factors(by_year.shape[1], self.base.plan.discount_rate)
        return np.asarray(sign * (by_year @ factors))

    def cost(self, letter: str, *, net: bool) -> np.ndarray:
        """Present cost of a plan, less its savings when ``net``, (draws,)."""
        totals = self.money(letter)
        if totals is None:
            return np.zeros(self.draws)
        return totals.present_cost - (totals.present_saving if net else 0.0)

    def chance_worth(self, letter: str, outcome: str, threshold: float, *, net: bool) -> float:
        """Share of draws in which a plan costs less than ``threshold`` for each unit gained.

        Net benefit (Stinnett and Mullahy 1998): threshold x gain - cost above 0. Unlike a ratio
        it holds whichever sign gain and cost have.
        """
        benefit = threshold * self.gain(letter, outcome) - self.cost(letter, net=net)
        return float((benefit > 0).mean())


def main_outcomes(outcome: str) -> list[str]:
    """Five outcomes to look at plans by: one chosen, and those of every table of headlines."""
    return list(dict.fromkeys([outcome, *HEADLINES, _FIFTH]))[:5]


def five(values: np.ndarray) -> np.ndarray:
    """2.5, 10, 50, 90 and 97.5% over draws: shape (5,) or (5, groups)."""
    # A copy, because `quantiles` may sort a single column where it stands.
    flat = np.array(values[:, None] if values.ndim == 1 else values, dtype=float)
    found = quantiles(flat)
    return found[:, 0] if values.ndim == 1 else found


def alike(plans: Sequence[Plan]) -> tuple[list[Plan], list[str]]:
    """The plans on one footing: shortest horizon; path, discount rate and draws of the first.

    Returns the plans and, in sentences, what had to be changed.
    """
    first, notes = plans[0], []
    horizon = min(plan.horizon_years for plan in plans)
    if len({plan.horizon_years for plan in plans}) > 1:
        notes.append(
            f"The plans look ahead differently far; all are read at the shortest, {horizon} years."
        )
    for field, words in (
        ("baseline", "path without a plan"),
        ("discount_rate", "discount rate"),
        ("seed", "random draws"),
    ):
        if len({getattr(plan, field) for plan in plans}) > 1:
            notes.append(f"The plans differ in their {words}; that of plan A is used for all.")
    if len({draws_of(plan) for plan in plans}) > 1:
        notes.append(
            "The plans were run with different numbers of draws; the largest is used for all."
        )
    shared = {
        "horizon_years": horizon,
        "baseline": first.baseline,
        "discount_rate": first.discount_rate,
        "seed": first.seed,
        # Never fewer than a plan asks for, so that its figures here are those of its own page.
        "draws": max((plan.draws or 0 for plan in plans), default=0) or None,
    }
    last = FIRST_YEAR + horizon - 1
    found = []
    for letter, plan in zip(LETTERS, plans, strict=False):
        late = [name for name, each in plan.levers.items() if each.start_year > last]
        if late:
            notes.append(f"Plan {letter} has levers that start after {last}; they do not count.")
        kept = {name: each for name, each in plan.levers.items() if name not in late}
        found.append(plan.model_copy(update=shared | {"levers": kept}))
    return found, notes


def compare(plans: Sequence[Plan], scope: str) -> Comparison:
    """Run up to four plans for a place, all on the same draws.

    A plan that acts in part of the place changes that part only.
    """
    place = acting_area(scope)
    members = tuple(known_areas()[place])
    matched, notes = alike(plans)
    first = matched[0]
    nothing = new_plan(
        draws=first.draws,
        areas=[place],
        horizon_years=first.horizon_years,
        baseline=first.baseline,
        discount_rate=first.discount_rate,
        seed=first.seed,
    )
    version = store.data_version()
    run = _run if draws_of(first) <= SCREEN_DRAWS else _large_run
    base = run(results_key(nothing), members, version, nothing)
    sides = []
    for letter, plan in zip(LETTERS, matched, strict=False):
        here = tuple(code for code in plan_authorities(plan) if code in members)
        if not here:
            notes.append(f"Plan {letter} does not act here, so it changes nothing.")
        elif len(here) < len(members):
            notes.append(f"Plan {letter} acts in a part of this place only.")
        results = run(results_key(plan), here, version, plan) if here else None
        told = None
        if results is not None:
            part = judged_part(plan)
            judged = None if part is None else run(results_key(part), here, version, part)
            told = Told(results, judged, split(plan))
        sides.append(Side(letter, plan, results, told))
    return Comparison(place, base, tuple(sides), tuple(notes))


@kept
def _run(key: str, areas: tuple[str, ...], version: str, _plan: Plan) -> Results:
    return simulate(_plan, draws_of(_plan), areas)


#: A comparison of plans with the draws of a report: its baseline and four plans, no more.
@kept
def _large_run(key: str, areas: tuple[str, ...], version: str, _plan: Plan) -> Results:
    return simulate(_plan, draws_of(_plan), areas)


QUINTILES = (
    "Most deprived fifth",
    "Second fifth",
    "Third fifth",
    "Fourth fifth",
    "Least deprived fifth",
)
GROUPINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "imd_quintile": ("neighbourhood deprivation", QUINTILES),
    "ethnicity": ("ethnic group", tuple(ETHNIC_GROUPS)),
}
