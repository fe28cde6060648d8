"""Simulated plans kept for the next rerun, and long runs going on beside the page."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from components.figures.caches import kept
from data import store
from model.judged import judged_part
from model.long_run import steps
from model.plan import Plan, new_plan, results_key
from model.plan_code import decode_plan
from model.results import REPORT_DRAWS, SCREEN_DRAWS, Results, quantiles, simulate, uses_of
from model.setting import AREAS

#: Draws behind a neighbourhood map: it shows means only, and must keep up with a slider.
MAP_DRAWS = 16
_KEPT_LONG = 2
NAMES = ("lower95", "lower80", "median", "upper80", "upper95")


@kept
def warm() -> None:
    """Load the compiled code and the starting state once, before anybody moves a slider."""
    import model.sensitivity  # noqa: F401  # SALib takes seconds to load

    plan = new_plan(levers={"diversion": {"level": 10}})
    simulate(plan).money.totals()
    simulate(plan, MAP_DRAWS).neighbourhoods("looked_after")


@kept
def _simulated(key: str, version: str, _plan: Plan) -> Results:
    return simulate(_plan, draws_of(_plan))


def draws_of(plan: Plan) -> int:
    """Draws behind a plan's figures: its own number, at most a report's, or those of the screen.

    The number is part of the plan and of its code, so that a link, card, slide, comparison and
    paper of one plan agree, whoever else has run it with more.
    """
    return min(plan.draws or SCREEN_DRAWS, REPORT_DRAWS)


def results_of(plan: Plan) -> Results:
    """The plan's results under its own title, with as many draws as it asks for."""
    if draws_of(plan) <= SCREEN_DRAWS:
        return _simulated(results_key(plan), store.data_version(), plan).under(plan)
    room = _room()
    found = long_results(plan)
    if found is None:
        with room.turn:  # one large run at a time
            found = long_results(plan)
            if found is None:
                found = simulate(plan, draws_of(plan))
                _hold(room, plan, found)
    return found.under(plan)


def ready_large(plan: Plan) -> None:
    """Run a plan that asks for many draws, before its page takes a turn: others need not wait."""
    if draws_of(plan) > SCREEN_DRAWS:
        results_of(plan)
        part = judged_part(plan)
        if part is not None and part is not plan:
            results_of(part)


@kept
def _for_map(key: str, version: str, _plan: Plan) -> Results:
    return simulate(_plan, MAP_DRAWS)


def map_results(plan: Plan) -> Results:
    """The plan with few draws, for means by neighbourhood."""
    return _for_map(results_key(plan), store.data_version(), plan)


@kept
def _alone(key: str, draws: int, version: str, _plan: Plan) -> np.ndarray:
    """Change at the horizon by draw and outcome, (D, 23): all that “Why?” asks of a lever."""
    runs = simulate(_plan, draws).runs
    total = runs.plan[:, :AREAS, -1].sum(axis=1, dtype=float)
    change = total - runs.baseline[:, :AREAS, -1].sum(axis=1, dtype=float)
    return np.asarray(change, dtype=np.float32)


def contributions(plan: Plan, results: Results, outcome: str, place: int) -> pd.DataFrame:
    """As `Results.contributions`, each lever alone kept for the next move of another.

    Columns lever, median, mean, lower80, upper80, lower95, upper95; last rows "together" and
    "interaction". ``place`` is the outcome's number in the results.
    """
    together = results.values(outcome).isel(year=-1).to_numpy()
    rows, added = [], np.zeros(results.draws)
    for use in uses_of(plan):
        only = plan.model_copy(update={"levers": {use.lever: plan.levers[use.lever]}})
        change = _alone(results_key(only), results.draws, store.data_version(), only)
        change = change[:, place].astype(float)
        added += change
        rows.append((use.lever, change))
    rows += [("together", together), ("interaction", together - added)]
    return pd.DataFrame(
        [
            dict(zip(NAMES, quantiles(each), strict=True)) | {"lever": name, "mean": each.mean()}
            for name, each in rows
        ]
    )


@dataclass
class LongRun:
    """One run with the draws of a report, going on in a thread of its own."""

    plan: Plan
    done: float = 0.0
    error: str = ""
    finished: bool = False
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass
class _Room:
    """What the process holds of long runs: the last results, and one run at a time."""

    kept: OrderedDict[str, Results] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    turn: threading.Lock = field(default_factory=threading.Lock)


@kept
def _room() -> _Room:
    return _Room()


def _long_key(plan: Plan) -> str:
    return f"{results_key(plan)} {store.data_version()}"


def long_results(plan: Plan) -> Results | None:
    """Results with the draws of a report, when this plan has been run so and they are kept."""
    room = _room()
    with room.lock:
        found = room.kept.get(_long_key(plan))
        if found is not None:
            room.kept.move_to_end(_long_key(plan))
        return found


def _hold(room: _Room, plan: Plan, results: Results) -> None:
    with room.lock:
        room.kept[_long_key(plan)] = results
        while len(room.kept) > _KEPT_LONG:
            room.kept.popitem(last=False)


def start_long(plan: Plan) -> LongRun:
    """Begin a long run of a plan that asks for many draws; it waits while another's goes on."""
    job, room = LongRun(plan), _room()
    threading.Thread(target=_work, args=(job, room), daemon=True).start()
    return job


def _work(
    job: LongRun, room: _Room, made: Callable[[Plan, int], Iterable[float | Results]] = steps
) -> None:
    try:
        with room.turn:
            for step in made(job.plan, draws_of(job.plan)):
                if job.stop.is_set():
                    return
                if isinstance(step, Results):
                    _hold(room, job.plan, step)
                else:
                    job.done = step
    except Exception as error:
        # A thread's error would be lost; the page tells it.
        job.error = f"{type(error).__name__}: {error}"
        raise
    finally:
        job.finished = True


def results_of_code(code: str) -> Results:
    """A plan's results by its code, as every page has them. Raises PlanError for a damaged code."""
    return results_of(decode_plan(code))
