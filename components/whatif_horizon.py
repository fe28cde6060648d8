"""The last year of a plan's results, all outcomes at once: what the headlines ask for.

`Results.values` gathers one outcome over all years; a table of nineteen would gather the same
memory nineteen times, which a slider's move has no time for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.baseline import PLACE
from model.results import MORE_IS_BETTER, NO_JUDGEMENT, Results, quantiles


@dataclass(frozen=True)
class Horizon:
    """Counts at the horizon by draw, authority and outcome, (D, A, 19) each."""

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

    def change(self, outcome: str) -> np.ndarray:
        """Plan less baseline over all areas, by draw."""
        place = PLACE[outcome]
        return self.plan[..., place].sum(axis=1) - self.baseline[..., place].sum(axis=1)

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
