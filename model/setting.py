"""What a run rests on besides the plan: registers, starting state, baseline path and draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.baseline import BASE_YEAR, LADDER, OUTCOME_IDS, PLACE, Baseline, baseline
from model.baseline_path import Path, path
from model.engine_layout import NEED_START, QUARTERS
from model.kept import kept_by_bytes
from model.need import local_spread, need_state
from model.register import Registers, load_registers

YEARS = 20
AREAS, CELLS = 14, 350


def year_labels(years: int = YEARS) -> np.ndarray:
    """Years ending 31 March: 2025 (the start) to 2025 + years."""
    return np.arange(BASE_YEAR, BASE_YEAR + years + 1)


@dataclass(frozen=True)
class Setting:
    """What does not depend on the plan.

    ``need`` (draws, 19) and ``need_start`` (draws, 8) as `model.need.need_state`; ``need_spread``
    (350,) by cell; ``base`` the start of every outcome by cell, at the centre of what is drawn.
    """

    path_id: str
    registers: Registers
    state: Baseline
    route: Path
    draws: int
    seed: int
    years: int
    need: np.ndarray
    need_start: np.ndarray
    need_spread: np.ndarray
    base: dict[str, np.ndarray]

    @property
    def quarters(self) -> int:
        """Quarters simulated."""
        return self.years * QUARTERS


#: Bytes of settings kept: for some fifty people with a seed each at 256 draws, and for maps.
_SETTINGS = 256_000_000


def _bytes(setup: Setting) -> int:
    """Bytes of what grows with the number of draws."""
    route = setup.route
    arrays = (setup.need, setup.need_start, route.flows, route.starts, route.exits, route.level)
    return sum(array.nbytes for array in arrays)


@kept_by_bytes(_SETTINGS, _bytes)
def setting(
    path_id: str, draws: int, seed: int, years: int = YEARS, middle: bool = False
) -> Setting:
    """Prepare everything but the plan. ``draws`` 1 gives one random draw, not the centre.

    With ``middle`` the baseline does not stray: every draw has its middle course.

    Raises KeyError for an unknown baseline path.
    """
    registers = load_registers()
    state = baseline()
    need, start = need_state(registers, draws, seed)
    spread = np.repeat(local_spread(), CELLS // AREAS)
    base = {outcome: state.counts[PLACE[outcome]] for outcome in OUTCOME_IDS}
    for number, flow in enumerate(LADDER.values()):
        base[flow] = state.starts[number]
    base["care_exits"] = state.starts[2]
    centre = dict(zip(NEED_START, start.mean(axis=0), strict=True))
    children = state.people.cells
    base["untreated_need"] = (centre["early"] + centre["lasting"]) * children
    base["emotional_need"] = centre["emotional"] * children * spread
    base["conduct_problems"] = centre["conduct"] * children * spread
    route = path(registers.baselines[path_id], state, draws, seed, years, middle)
    return Setting(path_id, registers, state, route, draws, seed, years, need, start, spread, base)
