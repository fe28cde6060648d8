"""Stocks and flows of every cell, quarter by quarter, in compiled code.

Explicit Euler steps of a quarter; deterministic within a draw; parts of the draws in threads,
cells innermost. No Python loop runs over draws, cells or quarters. The equations are written out in
docs/model.md; the care ladder is checked against an independent engine (PySD) in the tests.

`engine_layout` says what the arrays hold, `engine_start` how a draw begins, `engine_steps` what
happens in a quarter; here the quarters are strung together. Everything works on plain arrays
prepared by `model.engine_inputs`.
Arrays are float64; what is stored, and the baseline's paths, are float32.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numba import config, njit

from model import engine_layout, engine_start, engine_steps
from model.engine_layout import (
    ACC,
    FIRST_FLOW,
    LINES,
    N_OUT,
    NOW,
    ONE,
    POVERTY,
    QUARTERS,
    RECORD,
    UNEVEN,
    Inputs,
    N,
)
from model.engine_start import (
    begin_effects,
    begin_links,
    collect,
    keep_cells,
    lay_out,
    new_year,
    share_out,
    shift_quarters,
    what_is_due,
    write_record,
)
from model.engine_steps import (
    emotional,
    emotional_full,
    flow,
    flow_of_year,
    flow_with_levers,
    from_exposure,
    from_levers,
    from_poverty,
    gains,
    ladder,
    ladder_full,
    need,
    need_full,
    poverty,
    stocks,
    uneven,
)


# The only code called from Python, and the only kind of arrays it is called with: compiled once.
def _simulated(x, begin, end, rows_total, rows_quintile, rows_ethnic, w, slab, out, record, cells):
    """Draws ``begin`` to ``end`` through all quarters; slab (rows, years + 1, 23) is the last.

    Fills out (D, rows, years + 1, 23) and record, and adds every cell's years into cells
    (C, years + 1, 23), if they have lines.

    record (T, RECORD, C): children in need, on plans, looked after: starts then exits; from
    RECORD_NEED the flows of `engine_steps.need` and `emotional`; after the step, from
    RECORD_STOCKS the ladder, from RECORD_NEED_STOCKS need.
    """
    T, effects = x.poverty_path.size, x.effect_from[N_OUT]
    full = record.shape[0] > 0
    g = w.reshape(w.size // N, N)
    # These are parts of w too, so that their lines begin where lines of the cache begin.
    links, ratios = x.p_target.size, x.r_target.size
    past_poverty, used = g[LINES : LINES + T + 1], LINES + T + 1
    slope, before = g[used : used + links], g[used + links : used + links + ratios]
    used += links + ratios
    pool = w[used * N : (used + (T // QUARTERS + 1) * N_OUT) * N].reshape(-1, N_OUT * N)
    moves = x.poverty_moves[0]
    alike = np.ones((2 * N_OUT, T))
    odd_from, odd = np.zeros(2 * N_OUT + 1, dtype=np.int64), np.zeros(effects, dtype=np.int64)
    course = np.zeros((effects, T))
    for t in range(T):
        for k in range(effects):
            course[k, t] = x.effect_course[t, k]
    shifts = shift_quarters(x)
    todo_from, todo, linked, late = what_is_due(x, full)
    acted = x.effect_from[1:] > x.effect_from[:-1]
    w[UNEVEN * N : NOW * N] = 1.0
    # Taken out of x once: each time costs as much as a line.
    p_target, p_lag, p_build = x.p_target, x.p_lag, x.p_build
    r_target, r_lag, r_build = x.r_target, x.r_lag, x.r_build
    ratio, exposed = x.r_value, x.r_exposed
    cap, cover, limit, value = x.cap, x.effect_cover, x.effect_limit, x.effect_value
    need_, flow_path, exit_path, places = x.need, x.flow_path, x.exit_path, x.places_course
    start_path, level_path = x.start_path, x.level_path
    kind, conduct = x.recoveries_from, x.recoveries_conduct
    poverty_path, points = x.poverty_path, x.points_course
    found_course, found_demand, found_help = x.found_course, x.found_demand, x.found_help
    chance, gain_course, gain_cover = x.recovery_chance, x.recoveries_course, x.recoveries_cover
    for d in range(begin, end):
        slab[:] = 0.0
        pool[:] = 0.0
        kept = -1
        for a in range(rows_total.size):
            if rows_total[a] < 0:
                continue
            kept = a
            lay_out(x, d, a, w)
            begin_links(x, d, w, g, slope, before)
            begin_effects(x, d, a, course, alike, odd_from, odd)
            collect(w, g, a, 0, rows_total, pool, slab)
            keep_cells(w, a, 0, cells)
            new_year(w)
            for t in range(T):
                if moves or t == 0:
                    poverty(g, poverty_path, points, past_poverty, t)
                for i in range(todo_from[t], todo_from[t + 1]):
                    o = todo[i]
                    start = ONE
                    if moves and linked[o]:
                        start = from_poverty(
                            g, start, o, past_poverty, t, p_target, slope, p_lag, p_build
                        )
                        start = from_exposure(
                            g,
                            start,
                            o,
                            past_poverty,
                            t,
                            d,
                            r_target,
                            ratio,
                            exposed,
                            before,
                            r_lag,
                            r_build,
                        )
                    if shifts[a, o, t]:
                        uneven(g, o, t, d, a, odd_from, odd, course, cover, limit, value)
                    from_levers(g, o, start, t, d, cap, alike)
                gains(w, t, d, a, chance, gain_course, gain_cover, kind, conduct)
                known = found_demand[d] * found_course[0, t]
                wanted = found_help[d] * found_course[1, t]
                year = t // QUARTERS + 1
                starts, exits = start_path[d, a, year], exit_path[d, a, year]
                along, level = flow_path[d, a, year], level_path[d, a, year]
                if full:
                    ladder_full(w, starts, exits)
                    need_full(w, need_, d, known, wanted, places[t])
                    emotional_full(w, need_, d, known, wanted)
                    stocks(w, NOW, level)
                    write_record(w, a, t, record)
                else:
                    ladder(w, starts, exits)
                    need(w, need_, d, known, wanted, places[t])
                    emotional(w, need_, d, known, wanted)
                for o in range(FIRST_FLOW, POVERTY):
                    if not late[o]:
                        flow(g, o, along[o - FIRST_FLOW])
                if (t + 1) % QUARTERS > 0:
                    continue
                for o in range(FIRST_FLOW, POVERTY):
                    if late[o] and not acted[o]:
                        flow_of_year(g, o, along[o - FIRST_FLOW])
                    elif late[o]:
                        first = t - 3
                        for q in range(t - 3, t + 1):
                            if q == t or shifts[a, o, q + 1]:
                                if shifts[a, o, first]:
                                    uneven(
                                        g,
                                        o,
                                        first,
                                        d,
                                        a,
                                        odd_from,
                                        odd,
                                        course,
                                        cover,
                                        limit,
                                        value,
                                    )
                                flow_with_levers(
                                    g, o, along[o - FIRST_FLOW], t - 3, d, first, q + 1, cap, alike
                                )
                                first = q + 1
                stocks(w, ACC, level)
                collect(w, g, a, year, rows_total, pool, slab)
                keep_cells(w, a, year, cells)
                new_year(w)
        if kept >= 0:
            share_out(pool, kept, rows_quintile, rows_ethnic, slab)
        if out.shape[0] > 0:
            out[d] = slab


_LOG = logging.getLogger("atlas.model")


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function, stored under a name that changes with any file it is made from.

    Numba looks only at the file a function stands in, and would go on with code made from older
    steps or numbers.
    """
    digest = hashlib.sha256()
    for module in (engine_layout, engine_start, engine_steps):
        digest.update(Path(str(module.__file__)).read_bytes())
    before = config.CACHE_DIR  # type: ignore[attr-defined]
    folder = Path(before) if before else Path(__file__).parent / "__pycache__"
    config.CACHE_DIR = str(folder / f"engine-{digest.hexdigest()[:12]}")  # type: ignore[attr-defined]
    try:
        return njit(error_model="numpy", cache=True, nogil=True)(function)
    except RuntimeError as error:
        # No folder for it may be written: the app runs, and each start compiles for half a minute.
        _LOG.warning("What is compiled cannot be kept, so each start takes longer: %s", error)
        return njit(error_model="numpy", nogil=True)(function)
    finally:
        config.CACHE_DIR = before  # type: ignore[attr-defined]


_draws = _compiled(_simulated)


#: Draws times authorities from which threads are worth starting. One authority on the screen's
#: draws takes some milliseconds; several people's threads then only wait for each other.
_WORTH_THREADS = 1024


@dataclass(frozen=True)
class Rows:
    """Which sums over cells are kept: row numbers by authority, quintile and ethnic group.

    total (A,): the row of each authority, -1 for one that is not simulated. quintile (A, 5) and
    ethnic (A, 5): rows of the sums over all authorities simulated, the same for each of them.
    """

    total: np.ndarray
    quintile: np.ndarray
    ethnic: np.ndarray
    count: int


def _lines(inputs: Inputs) -> np.ndarray:
    """Room for what one authority needs, beginning where a line of the cache begins (64 bytes)."""
    quarters = inputs.poverty_path.size
    lines = LINES + quarters + 1 + inputs.p_target.size + inputs.r_target.size
    lines += (quarters // QUARTERS + 1) * N_OUT
    room = np.zeros(lines * N + 8)
    first = -(room.ctypes.data // 8) % 8
    return room[first : first + lines * N]


def _settled(inputs: Inputs) -> Inputs:
    """The inputs as arrays of one kind: in C order and not read-only.

    Any other kind would make numba compile everything again, for half a minute.
    """
    return Inputs(*(np.require(array, requirements=["C", "W"]) for array in inputs))


def _call(
    inputs: Inputs,
    rows: Rows,
    begin: int,
    end: int,
    out: np.ndarray | None = None,
    record: np.ndarray | None = None,
    cells: np.ndarray | None = None,
) -> np.ndarray:
    """Run draws ``begin`` to ``end`` in this thread; returns the last one in float64."""
    slab = np.zeros((rows.count, inputs.poverty_path.size // QUARTERS + 1, N_OUT))
    none = np.zeros((0, 0, 0))
    _draws(
        inputs,
        begin,
        end,
        rows.total,
        rows.quintile,
        rows.ethnic,
        _lines(inputs),
        slab,
        np.zeros((0, 0, 0, 0), dtype=np.float32) if out is None else out,
        none if record is None else record,
        none if cells is None else cells,
    )
    return slab


def run(inputs: Inputs, rows: Rows) -> np.ndarray:
    """Simulate all draws.

    Returns
    -------
    array (D, rows, years + 1, 23), float32
        Stocks at the end of each year (31 March), flows summed over the year; year 0 holds the
        start: stocks as published, flows at their starting yearly rate.
    """
    inputs, draws = _settled(inputs), inputs.need.shape[0]
    years = inputs.poverty_path.size // QUARTERS
    out = np.empty((draws, rows.count, years + 1, N_OUT), dtype=np.float32)
    threads = min(config.NUMBA_NUM_THREADS, draws // 8)  # type: ignore[attr-defined]
    work = draws * int((rows.total >= 0).sum())
    if threads < 2 or work < _WORTH_THREADS:
        _call(inputs, rows, 0, draws, out)
        return out
    # Several parts for each thread, so that one held up does not leave the others waiting.
    part = max(8, -(-draws // (8 * threads)))
    with ThreadPoolExecutor(threads) as pool:
        jobs = [
            pool.submit(_call, inputs, rows, first, min(first + part, draws), out)
            for first in range(0, draws, part)
        ]
        for job in jobs:
            job.result()
    return out


def trace(inputs: Inputs, rows: Rows, draw: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """One draw with every flow recorded: out (rows, years + 1, 23), record (T, RECORD, C), float64.

    The lines of the record are described in `_simulated`.
    """
    record = np.zeros((inputs.poverty_path.size, RECORD, inputs.people.size))
    return _call(_settled(inputs), rows, draw, draw + 1, record=record), record


def mean_cells(inputs: Inputs, rows: Rows) -> np.ndarray:
    """Mean over draws of every cell, (C, years + 1, 23) float64; cells without a row are 0."""
    years, draws = inputs.poverty_path.size // QUARTERS, inputs.need.shape[0]
    cells = np.zeros((inputs.people.size, years + 1, N_OUT))
    _call(_settled(inputs), rows, 0, draws, cells=cells)
    return np.asarray(cells / draws)
