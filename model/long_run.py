"""A long run in steps, so that a page can show how far it is and stop it.

The draws of every parameter are made once for the whole run and each step simulates some of
them. The result is therefore the same, number for number, as `model.results.simulate` with as many
draws.
"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from model.dynamics import run
from model.engine_inputs import prepare
from model.engine_layout import Inputs
from model.plan import Plan, plan_authorities
from model.results import REPORT_DRAWS, Results, uses_of
from model.setting import AREAS, setting
from model.simulation import Runs, pooled_rows

#: Inputs whose first axis is the draw.
_BY_DRAW = (
    "flow_path",
    "start_path",
    "exit_path",
    "level_path",
    "need",
    "need_start",
    "effect_value",
    "cap",
    "found_demand",
    "found_help",
    "recovery_chance",
    "p_value",
    "r_value",
    "r_exposed",
)
STEP = 128


def _part(inputs: Inputs, first: int, last: int) -> Inputs:
    return inputs._replace(
        **{name: np.ascontiguousarray(getattr(inputs, name)[first:last]) for name in _BY_DRAW}
    )


def steps(plan: Plan, draws: int = REPORT_DRAWS) -> Generator[float | Results, None, None]:
    """Simulate a plan step by step, yielding the share done (0 to 1), and last the `Results`.

    Stop by closing the generator, or by not asking for the next step.

    Raises what `model.results.simulate` raises.
    """
    areas = tuple(plan_authorities(plan))
    setup = setting(plan.baseline, draws, plan.seed, plan.horizon_years)
    positions = tuple(sorted(setup.state.people.position(code) for code in areas))
    inside = np.isin(np.arange(AREAS), positions)
    rows = pooled_rows(inside)
    uses = tuple(use for use in uses_of(plan) if use.units != 0)
    with_plan, got = prepare(setup, uses, inside)
    without, _ = prepare(setup, (), np.ones(AREAS, dtype=bool))
    shape = (draws, rows.count, setup.years + 1, run(_part(without, 0, 1), rows).shape[-1])
    baseline = np.empty(shape, dtype=np.float32)
    changed = np.empty(shape, dtype=np.float32) if got else baseline
    for first in range(0, draws, STEP):
        last = min(first + STEP, draws)
        baseline[first:last] = run(_part(without, first, last), rows)
        if got:
            changed[first:last] = run(_part(with_plan, first, last), rows)
        yield last / draws
    yield Results(plan, Runs(setup, uses, changed, baseline, got, positions, positions), areas)
