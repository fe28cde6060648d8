"""The model's central path: every uncertain number at its central value, one run of milliseconds.

A search over plans needs hundreds of runs, so it is done on the central path and checked with
draws. The central path is not the median of the draws: the model is not linear and some
distributions are skewed. `model.optimise` therefore measures the difference and searches again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

import numpy as np
from pydantic import BaseModel

from model import levers
from model.baseline_path import path
from model.dynamics import run
from model.engine_inputs import prepare
from model.need import need_state
from model.plan import LeverSetting, Plan, plan_authorities
from model.presets import unit_cost
from model.register import Distribution, Registers, load_registers
from model.results import SCREEN_DRAWS, uses_of
from model.setting import AREAS, CELLS, Setting, setting
from model.simulation import pooled_rows

_Entry = TypeVar("_Entry", bound=BaseModel)


def _fixed(distribution: Distribution | None) -> Distribution | None:
    if distribution is None:
        return None
    return Distribution(
        family="fixed", central=distribution.central, interval_basis="central value only"
    )


@lru_cache(maxsize=1)
def central_registers() -> Registers:
    """The registers with every distribution replaced by its central value."""
    known = load_registers()

    def centred(entries: Mapping[str, _Entry], *fields: str) -> dict[str, _Entry]:
        return {
            key: entry.model_copy(update={name: _fixed(getattr(entry, name)) for name in fields})
            for key, entry in entries.items()
        }

    return dataclasses.replace(
        known,
        links=centred(known.links, "distribution", "baseline_risk", "event_share"),
        costs=centred(known.costs, "distribution"),
        eligible=centred(known.eligible, "share"),
        parameters=centred(known.parameters, "distribution"),
    )


@dataclass(frozen=True)
class Outcome:
    """One central run: ``rows`` (24, years + 1, 23) as `model.simulation.Runs`, and the costs.

    ``cost``: lever -> pounds of 2024-25 a year, real, not discounted, all payers, the mean over
    every year of the horizon (years before the lever starts count). Unit costs are the mean of
    their draws, as wherever the app states a plan's yearly cost, not the central value.
    """

    rows: np.ndarray
    cost: Mapping[str, float]

    @property
    def total_cost(self) -> float:
        """Pounds a year, all levers."""
        return float(sum(self.cost.values()))


@dataclass
class CentralPath:
    """Central runs of one plan with its levers at any level; everything else as in the plan.

    ``settings`` gives targeting, start, ramp, own cost and so on for every lever in use.
    """

    plan: Plan
    settings: Mapping[str, LeverSetting]
    setup: Setting = field(init=False)
    runs: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        plan = self.plan
        # People eligible are those the screen shows, so that costs here and there agree.
        shown = setting(plan.baseline, plan.draws or SCREEN_DRAWS, plan.seed, plan.horizon_years)
        registers = central_registers()
        need, start = need_state(registers, 1, plan.seed)
        self.setup = dataclasses.replace(
            shown,
            registers=registers,
            draws=1,
            need=need,
            need_start=start,
            route=path(
                registers.baselines[plan.baseline],
                shown.state,
                1,
                plan.seed,
                shown.years,
                central=True,
            ),
        )
        places = [self.setup.state.people.position(code) for code in plan_authorities(plan)]
        self.inside = np.isin(np.arange(AREAS), places)
        self._rows = pooled_rows(self.inside)
        plan_of_all = plan.model_copy(update={"levers": dict(self.settings)})
        self._unit = {name: unit_cost(name, plan_of_all) or 0.0 for name in self.settings}
        self._known: dict[tuple[tuple[str, float], ...], Outcome] = {}

    def uses(self, levels: Mapping[str, float]) -> list[levers.Use]:
        """The levers above 0, with the plan's own ranges at their central value."""
        chosen = {
            lever_id: self.settings[lever_id].model_copy(update={"level": float(level)})
            for lever_id, level in levels.items()
        }
        plan = self.plan.model_copy(update={"levers": chosen})
        return [dataclasses.replace(use, judgement=_fixed(use.judgement)) for use in uses_of(plan)]

    def at(self, levels: Mapping[str, float]) -> Outcome:
        """One run; repeated questions are answered from memory."""
        key = tuple(sorted((lever, float(level)) for lever, level in levels.items() if level))
        if key not in self._known:
            inputs, reach = prepare(self.setup, self.uses(levels), self.inside)
            cost = {got.use.lever: self._cost(got) for got in reach}
            self._known[key] = Outcome(run(inputs, self._rows)[0].astype(float), cost)
            self.runs += 1
        return self._known[key]

    def cost_of(self, lever_id: str, level: float) -> float:
        """Pounds a year of one lever at a level (see `Outcome`), without a run."""
        if not level:
            return 0.0
        return self._cost(self.reach(lever_id, level))

    def reach(self, lever_id: str, level: float) -> levers.Reach:
        """Whom one lever reaches at a level."""
        (use,) = self.uses({lever_id: level})
        cells = np.repeat(self.inside, CELLS // AREAS)
        return levers.reach(
            use, self.setup.registers, self.setup.state, self.setup.base, cells, self.setup.quarters
        )

    def _cost(self, got: levers.Reach) -> float:
        return float(got.people.sum() * got.level.mean() * self._unit[got.use.lever])
