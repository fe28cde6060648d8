"""Which assumption matters most: a tornado and a global index from draws already made.

Nothing is simulated again. The tornado compares the mean result in the tenth of draws with the
lowest values of one assumption and in the tenth with the highest. The global index is PAWN
(Pianosi F and Wagener T (2015), Environ Model Softw 67:1-11; 2018, 108:23-30), which works on
any set of draws and on results of any shape, with RBD-FAST first-order indices beside it (Tarantola
S and others (2006), Reliab Eng Syst Saf 91:717-727), both by SALib.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from SALib.analyze import pawn, rbd_fast

from model import levers
from model.forecast_series import TESTED
from model.register_schema import OUTCOMES, Distribution
from model.results import Results
from model.uncertainty import draw

#: Share of draws at each end of an assumption that the tornado compares.
TAIL = 0.1
#: Fewer draws than this say little of a global index.
FEWEST_DRAWS = 200


class SensitivityError(ValueError):
    """The draws cannot carry the analysis; the message says why."""


#: Parameters the simulation reads (others stand in the register as context).
_READ = (
    "attributable_share",
    "ptsd_by_18",
    "specialist_reach",
    "recovery_first_six_months",
    "recovery_after_six_months",
    "recovery_without_help_during_therapy",
    "therapy_dropout",
    "routine_response_ceiling",
    "probable_disorder_8_10",
    "probable_disorder_11_16",
    "probable_disorder_17",
    "conduct_share_3_10",
    "emotional_recovery",
    "emotional_help_effect",
)
#: A shock of variance 1 to the baseline, as `model.forecasts` draws it.
_SHOCK = Distribution(
    family="normal", central=0, low=-1.96, high=1.96, interval_basis="tested by rolling origin"
)


def _entries(results: Results, money: bool) -> dict[str, tuple[str, Distribution]]:
    """Stream id -> (title, distribution) of every uncertain number that bears on the plan."""
    registers = results.runs.setup.registers
    found: dict[str, tuple[str, Distribution]] = {}

    def add(stream: str, title: str, distribution: Distribution | None) -> None:
        if distribution is not None and distribution.family != "fixed":
            found[stream] = (title, distribution)

    in_use = {got.use.lever: got for got in results.runs.reach}
    moves = "child_poverty" in in_use or bool((results.runs.setup.route.poverty != 1).any())
    for link in registers.links.values():
        lever = registers.levers.get(link.source)
        got = in_use.get(link.source)
        if got is None and not (moves and link.source == "child_poverty"):
            continue
        use = got.use if got is not None else None
        add(link.id, link.title, levers.distribution_of(link, use, lever))
        add(f"{link.id}.event_share", f"{link.title}: share of events", link.event_share)
        add(f"{link.id}.baseline_risk", f"{link.title}: risk without it", link.baseline_risk)
    for name in _READ:
        parameter = registers.parameters[name]
        add(f"parameter.{name}", parameter.title, parameter.distribution)
    for outcome in TESTED:
        title = f"Without the plan: {OUTCOMES[outcome][1].lower()}"
        add(f"baseline.{outcome}.national", title, _SHOCK)
        if len(results.areas) == 1:
            add(f"baseline.{outcome}.{results.areas[0]}", f"{title}, here", _SHOCK)
    for lever_id, got in in_use.items():
        group = registers.eligible[got.lever.eligible]
        add(f"{group.id}.share", group.title, group.share)
        for cost in registers.lever_costs(lever_id) if money else ():
            add(f"cost.{cost.id}", f"Cost: {cost.title}", cost.distribution)
    for cost in registers.costs.values() if money else ():
        if cost.outcome is not None and cost.kind != "context":
            add(f"cost.{cost.id}", f"Saving: {cost.title}", cost.distribution)
    if money:
        _add_life_course(results, add)
    return found


#: Parameters that only money reads.
_READ_BY_MONEY = ("care_days_averted", "custody_months", "tax_and_benefits")


def _add_life_course(results: Results, add: Callable[..., None]) -> None:
    """Uncertain numbers behind the lines of later life that the plan has."""
    registers = results.runs.setup.registers
    used = {line.entry for line in results.plan_money.ledger.lines}
    for name in _READ_BY_MONEY:
        add(
            f"parameter.{name}",
            registers.parameters[name].title,
            registers.parameters[name].distribution,
        )
    for lever_id in (got.use.lever for got in results.runs.reach):
        for effect in registers.lever_lasting(lever_id):
            add(f"lasting.{effect.id}", effect.title, effect.distribution)
        for cost in registers.lever_savings(lever_id):
            add(f"cost.{cost.id}", f"Saving: {cost.title}", cost.distribution)
    for stream in registers.streams.values():
        if stream.id not in used:
            continue
        add(f"stream.{stream.id}", f"Value: {stream.title}", stream.value)
        add(f"stream.{stream.id}.gap", f"Adult gap: {stream.title}", stream.gap)
        add(f"stream.{stream.id}.carried", f"Carried here: {stream.title}", stream.carried)
        for share in (stream.causal, stream.persistence):
            if share is not None:
                entry = registers.shares[share]
                add(f"share.{entry.id}", entry.title, entry.distribution)


def assumptions(results: Results, money: bool = False) -> tuple[pd.DataFrame, np.ndarray]:
    """Uncertain numbers behind a plan and their draws; unit costs too when ``money``.

    Returns
    -------
    (table, values)
        ``table`` has id and title; ``values`` has shape (draws, assumptions).
    """
    entries = _entries(results, money)
    values = [
        draw(stream, distribution, results.draws, results.plan.seed)
        for stream, (_, distribution) in entries.items()
    ]
    table = pd.DataFrame({"id": list(entries), "title": [title for title, _ in entries.values()]})
    return table, np.column_stack(values) if values else np.zeros((results.draws, 0))


def tornado(results: Results, measured: np.ndarray, money: bool = False) -> pd.DataFrame:
    """Mean result where each assumption is lowest and highest, largest swing first.

    Parameters
    ----------
    measured
        One number for each draw, e.g. ``results.values("looked_after").sel(year=2045)`` or
        ``results.money.totals().net_present_value``.
    money
        True when the number depends on unit costs.

    Returns
    -------
    Columns id, title, at_low, at_high, swing (at_high less at_low) and noise (standard error of
    a swing between two tenths chosen by chance: smaller swings say nothing).

    Raises
    ------
    SensitivityError
        When there is not one finite number for each draw.
    """
    measured = _checked(results, measured)
    table, values = assumptions(results, money)
    count = max(int(results.draws * TAIL), 1)
    order = np.argsort(values, axis=0)
    at_low = measured[order[:count]].mean(axis=0)
    at_high = measured[order[-count:]].mean(axis=0)
    table = table.assign(at_low=at_low, at_high=at_high, swing=at_high - at_low)
    table["noise"] = measured.std() * np.sqrt(2 / count)
    return table.sort_values("swing", key=np.abs, ascending=False, ignore_index=True)


def global_index(results: Results, measured: np.ndarray, money: bool = False) -> pd.DataFrame:
    """How much of the spread of a result each assumption carries, largest first.

    Columns id, title, pawn (median Kolmogorov-Smirnov distance, 0 to 1), first_order (share of
    the variance, noise can take it a little below 0).

    Raises
    ------
    SensitivityError
        With fewer than 200 draws, or when there is not one finite number for each draw.
    """
    measured = _checked(results, measured)
    if results.draws < FEWEST_DRAWS:
        raise SensitivityError(f"a global index needs at least {FEWEST_DRAWS} draws")
    table, values = assumptions(results, money)
    if np.ptp(measured) == 0 or table.empty:
        return table.assign(pawn=0.0, first_order=0.0)
    problem = {
        "num_vars": len(table),
        "names": table["id"].tolist(),
        "bounds": [[column.min(), column.max()] for column in values.T],
    }
    with warnings.catch_warnings():  # SALib warns of pandas internals on every call
        warnings.simplefilter("ignore")
        distance = pawn.analyze(problem, values, measured, S=10, seed=1)["median"]
        first = rbd_fast.analyze(problem, values, measured, seed=1, num_resamples=2)["S1"]
    table = table.assign(pawn=np.asarray(distance), first_order=np.asarray(first))
    return table.sort_values("pawn", ascending=False, ignore_index=True)


def _checked(results: Results, measured: np.ndarray) -> np.ndarray:
    array = np.asarray(measured, dtype=float)
    if array.shape != (results.draws,):
        raise SensitivityError(f"give one number for each of the {results.draws} draws")
    if not np.isfinite(array).all():
        raise SensitivityError("the result is not a finite number in every draw")
    return array
