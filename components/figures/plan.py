"""Figures of a plan's results: outcomes, groups, money, levers, map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from components.figures import runs
from components.figures.geometry import drawn_areas
from data import store
from data.contract import ETHNIC_GROUPS
from model.baseline import PLACE
from model.economics import PAYER_IDS, PUBLIC_PAYERS, discount_factors
from model.plan import Plan, known_areas
from model.register import Lever, Registers
from model.results import MORE_IS_BETTER, NO_JUDGEMENT, By, Results, quantiles


@dataclass(frozen=True)
class Horizon:
    """Counts at the horizon by draw, authority and outcome, (D, A, 23) each."""

    results: Results
    plan: np.ndarray
    baseline: np.ndarray

    @classmethod
    def of(cls, results: Results) -> Horizon:
        """The horizon of results, authorities in the order of ``results.areas``."""
        rows = [results.state.people.position(code) for code in results.areas]
        return cls(
            results,
            results.runs.plan[:, rows, -1].astype(float),
            results.runs.baseline[:, rows, -1].astype(float),
        )

    def count(self, outcome: str, scenario: str) -> float:
        """Median count over all areas, "plan" or "baseline"."""
        array = self.plan if scenario == "plan" else self.baseline
        return float(np.median(array[..., PLACE[outcome]].sum(axis=1)))

    def level(self, outcome: str, scenario: str) -> np.ndarray:
        """The count over all areas as quantiles (2.5, 10, 50, 90, 97.5%)."""
        array = self.plan if scenario == "plan" else self.baseline
        return quantiles(array[..., PLACE[outcome]].sum(axis=1)[:, None])[:, 0]

    def change(self, outcome: str) -> np.ndarray:
        """Plan less baseline over all areas, by draw."""
        place = PLACE[outcome]
        return np.asarray(self.plan[..., place].sum(axis=1) - self.baseline[..., place].sum(axis=1))

    def interval(self, outcome: str) -> np.ndarray:
        """The change as quantiles (2.5, 10, 50, 90, 97.5%)."""
        return quantiles(self.change(outcome)[:, None])[:, 0]

    def moves(self, outcome: str) -> bool:
        """Whether the plan moves the outcome at the horizon in any draw."""
        return bool((np.abs(self.change(outcome)) > 1e-6).any())

    def chance_better(self, outcome: str) -> float:
        """As `Results.chance_better` at the horizon."""
        if outcome in NO_JUDGEMENT:
            return float("nan")
        change = self.change(outcome)
        return float((change > 0 if outcome in MORE_IS_BETTER else change < 0).mean())

    def rate_interval_by_area(self, outcome: str) -> dict[str, tuple[float, float]]:
        """95% limits over draws of the change in each authority's rate."""
        place, results = PLACE[outcome], self.results
        found = quantiles(self.plan[..., place] - self.baseline[..., place])
        per, _ = results.base_of(outcome)
        scale = {
            code: per / float(results.at_risk(outcome, areas=[code])) for code in results.areas
        }
        return {
            code: (float(found[0, n]) * scale[code], float(found[4, n]) * scale[code])
            for n, code in enumerate(results.areas)
        }

    def rate_change_by_area(self, outcome: str) -> dict[str, float]:
        """Median change in the rate of each authority, per the outcome's usual number."""
        place, results = PLACE[outcome], self.results
        change = np.median(self.plan[..., place] - self.baseline[..., place], axis=0)
        per, _ = results.base_of(outcome)
        return {
            code: float(change[number] * per / results.at_risk(outcome, areas=[code]))
            for number, code in enumerate(results.areas)
        }


#: Outcomes in the order a reader meets them; the first is where the page begins.
ORDER = (
    "looked_after",
    "children_in_need",
    "child_protection_plans",
    "care_entries",
    "care_exits",
    "untreated_need",
    "emotional_need",
    "conduct_problems",
    "in_help",
    "recorded_demand",
    "waiting",
    "supported",
    "recovered",
    "suspensions",
    "permanent_exclusions",
    "persistent_absence",
    "first_time_entrants",
    "custody",
    "serious_violence",
    "self_harm_admissions",
    "child_poverty",
    "cin_starts",
    "cpp_starts",
)
#: Kept in the table of headlines whatever changes.
HEADLINES = ("looked_after", "children_in_need", "untreated_need", "first_time_entrants")
_ROWS = 5


def changed(results: Results, outcome: str, year: int | None = None) -> bool:
    """Whether the plan moves an outcome at all, in any draw."""
    values = results.values(outcome)
    values = values.sel(year=year) if year else values
    return bool((np.abs(values.to_numpy()) > 1e-6).any())


def headline_rows(end: Horizon, chosen: str) -> list[str]:
    """Outcomes for the table of headlines: the chosen, then those that move most for their size."""
    size = {}
    for outcome in ORDER:
        base = end.count(outcome, "baseline")
        size[outcome] = abs(float(np.median(end.change(outcome)))) / base if base else 0.0
    moved = [each for each in ORDER if size[each] > 1e-5 and each != chosen]
    moved.sort(key=lambda each: -size[each])
    fill = [each for each in HEADLINES if each not in moved and each != chosen]
    wanted = [chosen, *moved, *fill][:_ROWS]
    return [chosen, *sorted(wanted[1:], key=ORDER.index)]


def acts_on(registers: Registers, lever_id: str, outcome: str) -> bool:
    """Whether a lever acts on an outcome, directly or through another outcome."""
    reached, seen = {lever_id}, set()
    while reached:
        source = reached.pop()
        seen.add(source)
        targets = {link.target for link in registers.links.values() if link.source == source}
        if outcome in targets:
            return True
        reached |= targets - seen
    stocks = {
        "care_entries": "looked_after",
        "care_exits": "looked_after",
        "cin_starts": "children_in_need",
        "cpp_starts": "child_protection_plans",
    }
    return any(stocks.get(each) == outcome for each in seen)


def waits_for_range(lever: Lever, plan: Plan) -> bool:
    """Whether a judgement lever is set but has no effect, because the user gave no range."""
    setting = plan.levers.get(lever.id)
    return bool(lever.judgement and setting and setting.level and setting.judgement is None)


@dataclass(frozen=True)
class GroupRow:
    """One group: its rate now, and at the horizon without and with the plan (five quantiles)."""

    label: str
    now: float
    without: float
    quantiles: Sequence[float]  # 2.5, 10, 50, 90 and 97.5%
    aside: str  # written at the end of the row, e.g. a ratio


@dataclass(frozen=True)
class Step:
    """One step of a waterfall: where it starts and ends, and what kind it is."""

    label: str
    start: float
    end: float
    kind: str  # "lever", "interaction" or "total"


def acting_area(scope: str) -> str:
    """Where a plan acts when this place is chosen: the place, or the authority it lies in."""
    if scope in known_areas():
        return scope
    return store.area(scope).utla_code or store.REGION


QUINTILE_LABELS = ("Most deprived", "Second fifth", "Third fifth", "Fourth fifth", "Least deprived")
#: The model measures the ratio of each ethnic group against this one, as its gap lever does.
COMPARED_WITH = "White"
_MOST_STEPS = 6


def group_rows(results: Results, outcome: str, by: By) -> list[GroupRow]:
    """Rate of each group now, and at the horizon with and without the plan."""
    start = int(results.years[0])
    now = np.median(results.group_rates(outcome, by, "baseline", start), axis=0)
    end = np.median(results.group_rates(outcome, by, "baseline"), axis=0)
    plan = quantiles(results.group_rates(outcome, by, "plan"))
    labels = QUINTILE_LABELS if by == "imd_quintile" else ETHNIC_GROUPS
    asides = [""] * len(labels)
    if by == "ethnicity":
        first = results.rate_ratios(outcome, COMPARED_WITH, "baseline", int(results.years[0]))
        last = results.rate_ratios(outcome, COMPARED_WITH, "plan")
        asides = [
            "" if group == COMPARED_WITH else f"{one:.2f}→{other:.2f}"
            for group, one, other in zip(
                labels,
                first.sel(quantile=0.5).to_numpy(),
                last.sel(quantile=0.5).to_numpy(),
                strict=True,
            )
        ]
    return [
        GroupRow(label, float(now[n]), float(end[n]), plan[:, n].tolist(), asides[n])
        for n, label in enumerate(labels)
    ]


def gap(results: Results, outcome: str) -> dict[str, np.ndarray]:
    """Slope and relative index now, without and with the plan: quantiles (5, 2).

    By the sign convention of `analysis.inequality`. The relative index is NaN where a draw's
    fitted line falls below zero at the most deprived end.
    """
    found = {}
    for name, scenario, year in (
        ("now", "baseline", int(results.years[0])),
        ("without", "baseline", int(results.years[-1])),
        ("with", "plan", int(results.years[-1])),
    ):
        slope, relative = results.slope(outcome, scenario, year)  # type: ignore[arg-type]
        found[name] = quantiles(np.column_stack([slope, relative]))
    return found


def money_by_payer(results: Results) -> pd.DataFrame:
    """Present cost, saving and cashable saving by public payer: means over draws, which add up."""
    money = results.money
    factors = discount_factors(money.cost.shape[2], money.rate)
    rows = {
        name: array.mean(axis=1) @ factors
        for name, array in (
            ("cost", money.cost),
            ("saving", money.saving),
            ("cashable", money.cashable),
        )
    }
    return pd.DataFrame(rows, index=list(PAYER_IDS)).loc[list(PUBLIC_PAYERS)]


def steps_of(
    means: Mapping[str, float], registers: Registers, *, whole_names: bool = False
) -> list[Step]:
    """Steps of the waterfall from mean changes: the largest levers, the rest, the interaction.

    ``means`` holds each lever alone, "together" and "interaction"; means add up, medians do not.
    """
    alone = {k: v for k, v in means.items() if k not in ("together", "interaction")}
    shown = [k for k in sorted(alone, key=lambda k: -abs(alone[k])) if alone[k] != 0]
    if len(shown) > _MOST_STEPS:
        shown = shown[: _MOST_STEPS - 1]
    rest = sum(value for name, value in alone.items() if name not in shown)
    named = [
        (title if whole_names else _short(title), alone[name], "lever")
        for name in shown
        for title in (registers.levers[name].title,)
    ]
    others = sum(1 for name, value in alone.items() if name not in shown and value != 0)
    if others:
        named.append((f"{others} other levers", rest, "lever"))
    if len(alone) > 1:
        named.append(("Interaction (overlap)", means["interaction"], "interaction"))
    steps, at = [], 0.0
    for label, value, kind in named:
        steps.append(Step(label, at, at + value, kind))
        at += value
    steps.append(Step("All together", 0.0, means["together"], "total"))
    return steps


def _short(title: str) -> str:
    return title if len(title) <= 27 else title[:26].rsplit(" ", 1)[0] + " …"


LEVELS = {"utla": "Authorities", "lsoa": "Neighbourhoods"}


def changes(plan: Plan, results: Results, outcome: str, level: str) -> np.ndarray:
    """Change in the rate by the horizon, for every area drawn at a level; NaN outside the plan.

    Authorities: median over draws. Neighbourhoods: mean over `whatif_runs.MAP_DRAWS` draws.
    """
    codes = drawn_areas(level).index
    if level == "utla":
        by_area = Horizon.of(results).rate_change_by_area(outcome)
        return np.array([by_area.get(code, np.nan) for code in codes])
    table = runs.map_results(plan).neighbourhoods(outcome, "difference")
    found = table.set_index("area_code")["rate"].reindex(codes)
    return np.asarray(found.to_numpy(dtype=float))
