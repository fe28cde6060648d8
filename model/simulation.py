"""One call from a plan's levers to simulated years, with and without the plan.

``simulate_uses`` prepares arrays from the registers and the baseline, runs the compiled code
for the plan and for the baseline with the same draws, and returns both. The baseline is kept, so
that moving a lever on screen costs one run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model import levers
from model.baseline import Baseline
from model.dynamics import Rows, mean_cells, run
from model.engine_inputs import prepare
from model.kept import kept_by_bytes
from model.setting import AREAS, YEARS, Setting, setting


def pooled_rows(inside: Sequence[bool] | np.ndarray) -> Rows:
    """Rows 0-13 each authority; 14-18 quintiles and 19-23 ethnic groups over the areas inside.

    Authorities outside are not simulated; their rows stay 0.
    """
    chosen = np.asarray(inside, dtype=bool)
    quintile = np.where(chosen[:, None], AREAS + np.arange(5), -1)
    ethnic = np.where(chosen[:, None], AREAS + 5 + np.arange(5), -1)
    return Rows(np.where(chosen, np.arange(AREAS), -1), quintile, ethnic, AREAS + 10)


#: Bytes of baselines kept: for some fifty people with a seed each at 256 draws, and for maps.
_BASELINES = 700_000_000


def _bytes(run_: np.ndarray) -> int:
    return run_.nbytes


@kept_by_bytes(_BASELINES, _bytes)
def _baseline_run(
    path_id: str, draws: int, seed: int, years: int, reported: tuple[int, ...], middle: bool
) -> np.ndarray:
    setup = setting(path_id, draws, seed, years, middle)
    inputs, _ = prepare(setup, (), np.ones(AREAS, dtype=bool))
    result = run(inputs, pooled_rows(np.isin(np.arange(AREAS), reported)))
    result.setflags(write=False)
    return result


@dataclass(frozen=True)
class Runs:
    """Simulated years with and without the plan, (D, 24, years + 1, 23) each.

    Rows as `pooled_rows` over the reported authorities (positions ``reported``).
    """

    setup: Setting
    uses: tuple[levers.Use, ...]
    plan: np.ndarray
    baseline: np.ndarray
    reach: list[levers.Reach]
    inside: tuple[int, ...]
    reported: tuple[int, ...]


def _places(state: Baseline, areas: Sequence[str]) -> tuple[int, ...]:
    return tuple(sorted({state.people.position(code) for code in areas}))


def simulate_uses(
    uses: Sequence[levers.Use],
    areas: Sequence[str],
    report: Sequence[str] | None = None,
    path_id: str = "hold",
    draws: int = 256,
    seed: int = 1,
    years: int = YEARS,
    middle: bool = False,
) -> Runs:
    """Run a plan and its baseline with the same draws.

    Parameters
    ----------
    uses
        The plan's levers.
    areas
        Codes of the upper-tier authorities in which the plan acts.
    report
        Those to report; all of ``areas`` when left out.
    middle
        Every draw on the baseline's middle course, so that only effects differ between draws.

    Raises
    ------
    KeyError
        For an area outside the region or an unknown baseline path.
    levers.LeverError
        For a lever setting that cannot be used.
    """
    setup = setting(path_id, draws, seed, years, middle)
    inside = _places(setup.state, areas)
    reported = inside if report is None else _places(setup.state, report)
    without = _baseline_run(path_id, draws, seed, years, reported, middle)
    kept = tuple(use for use in uses if use.units != 0)
    inputs, got = prepare(setup, kept, np.isin(np.arange(AREAS), inside))
    result = without
    if got:
        result = run(inputs, pooled_rows(np.isin(np.arange(AREAS), reported)))
    return Runs(setup, kept, result, without, got, inside, reported)


def cell_means(runs: Runs, most: int = 256) -> tuple[np.ndarray, np.ndarray]:
    """Mean over (at most ``most``) draws of every cell: plan and baseline, (350, years + 1, 23).

    Cells of authorities not reported are 0.
    """
    setup = runs.setup
    draws = min(setup.draws, most)
    if draws != setup.draws:
        setup = setting(setup.path_id, draws, setup.seed, setup.years)
    inside = np.isin(np.arange(AREAS), runs.inside)
    rows = pooled_rows(np.isin(np.arange(AREAS), runs.reported))
    found = []
    for uses in (runs.uses, ()):
        inputs, _ = prepare(setup, uses, inside)
        found.append(mean_cells(inputs, rows))
    return found[0], found[1]
