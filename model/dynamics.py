"""Stocks and flows of every cell, quarter by quarter, in compiled code.

Explicit Euler steps of a quarter; deterministic within a draw; draws in parallel, cells
innermost. No Python loop runs over draws, cells or quarters. The equations are written out in
docs/model.md; the care ladder is checked against an independent engine (PySD) in the tests.

Everything here works on plain arrays prepared by `model.simulation`. Arrays are float64; what
is stored is float32.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit, prange

from model.baseline import OUTCOME_IDS

QUARTERS = 4

# Compiled code holds these as constants, so they stand in this file, which decides when numba's
# stored code is out of date; the check below stops a mismatch with the register at import.
CIN, CPP, CLA, ENTRIES, EXITS, CIN_STARTS, CPP_STARTS = 0, 1, 2, 3, 4, 5, 6
UNTREATED, IN_HELP, RECOVERED, DEMAND = 7, 8, 9, 10
FIRST_FLOW, POVERTY, N_OUT = 11, 18, 19
_EXPECTED = (
    "children_in_need", "child_protection_plans", "looked_after", "care_entries", "care_exits",
    "cin_starts", "cpp_starts", "untreated_need", "in_help", "recovered", "recorded_demand",
    "suspensions", "permanent_exclusions", "persistent_absence", "first_time_entrants", "custody",
    "serious_violence", "self_harm_admissions", "child_poverty",
)  # fmt: skip
if OUTCOME_IDS != _EXPECTED:
    raise ImportError("model.dynamics and model.register_schema disagree on the outcomes' order")

#: Columns of the per-draw need parameters (rates a year unless said).
NEED_COLUMNS = (
    "onset",  # new need per child
    "leave_early",  # from recent to lasting or recovered: 2 a year = within six months
    "recover_early",  # share of those leaving the early state who have recovered
    "recover_late",  # natural recovery of lasting need
    "identify",  # recognised and referred, per child with untreated need
    "supported",  # share of those referred who get help while places are short
    "finish",  # leave help
    "recover_help",  # share of those leaving existing help recovered
    "recover_place",  # share of those leaving added therapy places recovered
    "age_out",  # leave childhood
)


class Inputs(NamedTuple):
    """Arrays for one run. C cells, T quarters, D draws, K lever effects, S state links.

    people (C,); at_start (19, C) base counts; stock (3, C), starts (3, C) and
    exit_rate (3, C) of the ladder; flow_path (7, T, A) and exit_path (3, T, A) of the baseline
    path by authority; poverty_share (C,), poverty_path (T,), poverty_base (C,) children the
    share is of, poverty_moves (1,) whether poverty ever leaves its start. need (D, 10) as
    NEED_COLUMNS; need_start (D, 4) early, lasting, helped, recovered per child.

    What a lever brings is its course in time (.., T) times its size by cell (.., C).

    Effects, sorted by target, the capped ones first: effect_from (20,) offsets, effect_value
    (K, D), effect_course (K, T), effect_cover (K, C), effect_limit (K,) most that course x cover
    may be, effect_capped (K,) and cap (19, D): greatest share the capped effects may remove.
    points_*: poverty points taken off. places_*: added places a year. found_course (2, T) and
    found_cover (C,): percentage points of untreated need found a year, at once and after the
    delay to help, with found_demand and found_help (D,) children per child and point.
    recoveries_course (G, T), recoveries_cover (G, C) people a year and recovery_chance (G, D):
    moved to recovery directly (negative where a gain fades).

    Poverty links (per point): p_target (P,), p_value (P, D) yearly per child per point, p_lag,
    p_build (P,) quarters. Poverty ratios: r_target (R,), r_value (R, D) risk ratio, r_exposed
    (R, D) exposed children per poor child, r_lag, r_build. State links: s_source, s_target (S,),
    s_value (S, D) proportional change of the target per proportional change of the source,
    s_lag, s_build.
    """

    people: np.ndarray
    at_start: np.ndarray
    stock: np.ndarray
    starts: np.ndarray
    exit_rate: np.ndarray
    flow_path: np.ndarray
    exit_path: np.ndarray
    poverty_share: np.ndarray
    poverty_path: np.ndarray
    poverty_base: np.ndarray
    poverty_moves: np.ndarray
    need: np.ndarray
    need_start: np.ndarray
    effect_from: np.ndarray
    effect_value: np.ndarray
    effect_course: np.ndarray
    effect_cover: np.ndarray
    effect_limit: np.ndarray
    effect_capped: np.ndarray
    cap: np.ndarray
    points_course: np.ndarray
    points_cover: np.ndarray
    places_course: np.ndarray
    places_cover: np.ndarray
    found_course: np.ndarray
    found_cover: np.ndarray
    found_demand: np.ndarray
    found_help: np.ndarray
    recoveries_course: np.ndarray
    recoveries_cover: np.ndarray
    recovery_chance: np.ndarray
    p_target: np.ndarray
    p_value: np.ndarray
    p_lag: np.ndarray
    p_build: np.ndarray
    r_target: np.ndarray
    r_value: np.ndarray
    r_exposed: np.ndarray
    r_lag: np.ndarray
    r_build: np.ndarray
    s_source: np.ndarray
    s_target: np.ndarray
    s_value: np.ndarray
    s_lag: np.ndarray
    s_build: np.ndarray


@njit(cache=True, nogil=True)
def _window(total, quarter, lag, build, out):
    """Mean of a recorded series (T + 2, C) over ``build`` quarters ending ``lag`` ago, into out."""
    last = quarter - lag
    if last <= 0:
        out[:] = 0.0
        return
    share = 1.0 / build
    first = max(last - build, 0)  # row 0 is nil: before the start nothing had changed
    for c in range(out.size):
        out[c] = (total[last, c] - total[first, c]) * share


@njit(cache=True, nogil=True)
def _apply(m, value, course, cover, limit):
    """Multiply m by what an effect leaves: 1 - value x coverage, never below nothing."""
    for c in range(m.size):
        m[c] *= max(0.0, 1.0 - value * min(course * cover[c], limit))


@njit(cache=True, nogil=True)
def _collect(acc, year, rows_total, rows_quintile, rows_ethnic, out):
    """Add a year's cells (19, C) into the rows asked for; out is (rows, years + 1, 19)."""
    areas = rows_total.size
    for o in range(N_OUT):
        for a in range(areas):
            e0 = e1 = e2 = e3 = e4 = 0.0
            whole = 0.0
            for q in range(5):
                c = (a * 5 + q) * 5
                v0, v1, v2 = acc[o, c], acc[o, c + 1], acc[o, c + 2]
                v3, v4 = acc[o, c + 3], acc[o, c + 4]
                part = v0 + v1 + v2 + v3 + v4
                whole += part
                e0 += v0
                e1 += v1
                e2 += v2
                e3 += v3
                e4 += v4
                row = rows_quintile[a, q]
                if row >= 0:
                    out[row, year, o] += part
            row = rows_total[a]
            if row >= 0:
                out[row, year, o] += whole
            row = rows_ethnic[a, 0]
            if row >= 0:
                out[row, year, o] += e0
                out[rows_ethnic[a, 1], year, o] += e1
                out[rows_ethnic[a, 2], year, o] += e2
                out[rows_ethnic[a, 3], year, o] += e3
                out[rows_ethnic[a, 4], year, o] += e4


@njit(cache=True, nogil=True)
def _draw(x, d, rows_total, rows_quintile, rows_ethnic, out, trace):
    """One draw through all quarters; fills out (rows, years + 1, 19) and trace when given.

    trace (T, 16, C) records flows of each quarter for the conservation checks: starts and exits
    of the three ladder stocks (0-5), then need: onset, natural recovery early, late, into help,
    out of help recovered, out of help not recovered, aged out, direct recovery (6-13), total
    need stock after the step (14), recovered stock after the step (15).
    """
    people, stock, starts, exit_rate = x.people, x.stock, x.starts, x.exit_rate
    poverty_share, poverty_base = x.poverty_share, x.poverty_base
    served_places, found_cover = x.places_cover, x.found_cover
    effect_from, flow_path, exit_path = x.effect_from, x.flow_path, x.exit_path
    found_demand, found_help = x.found_demand[d], x.found_help[d]
    C, T, A = people.size, x.poverty_path.size, flow_path.shape[2]
    each = C // A
    tracing = trace.shape[0] > 0
    s = stock.copy()
    onset, leave, rec_early, rec_late = x.need[d, 0], x.need[d, 1], x.need[d, 2], x.need[d, 3]
    identify, supported, finish = x.need[d, 4], x.need[d, 5], x.need[d, 6]
    rec_help, rec_place, age_out = x.need[d, 7], x.need[d, 8], x.need[d, 9]
    early, lasting = np.empty(C), np.empty(C)
    helped, placed, recovered = np.empty(C), np.zeros(C), np.empty(C)
    served_start = np.empty(C)
    for c in range(C):
        early[c] = x.need_start[d, 0] * people[c]
        lasting[c] = x.need_start[d, 1] * people[c]
        helped[c] = x.need_start[d, 2] * people[c]
        recovered[c] = x.need_start[d, 3] * people[c]
        served_start[c] = identify * supported * (early[c] + lasting[c])
    acc = np.zeros((N_OUT, C))
    for o in range(N_OUT):
        for c in range(C):
            acc[o, c] = x.at_start[o, c]
    for c in range(C):
        untreated = early[c] + lasting[c]
        acc[ENTRIES, c] = starts[2, c]
        acc[EXITS, c] = exit_rate[2, c] * stock[2, c]
        acc[CIN_STARTS, c] = starts[0, c]
        acc[CPP_STARTS, c] = starts[1, c]
        acc[UNTREATED, c] = untreated
        acc[IN_HELP, c] = helped[c]
        acc[RECOVERED, c] = recovered[c]
        acc[DEMAND, c] = identify * untreated
    _collect(acc, 0, rows_total, rows_quintile, rows_ethnic, out)
    base = acc.copy()
    per_base = np.zeros((N_OUT, C))
    for o in range(N_OUT):
        for c in range(C):
            per_base[o, c] = 1.0 / base[o, c] if base[o, c] > 0.0 else 0.0
    sources = x.s_source.size
    past = np.zeros((sources, T + 2, C))  # running sums of (source / start - 1)
    past_poverty = np.zeros((T + 2, C))  # running sums of points above the start
    mult = np.ones((N_OUT, C))
    current = np.zeros((N_OUT, C))
    rise = np.zeros(C)
    poverty_moves = x.poverty_moves[0]
    linked = np.zeros(N_OUT, np.bool_)
    for o in range(N_OUT):
        linked[o] = effect_from[o + 1] > effect_from[o]
    for k in range(sources):
        linked[x.s_target[k]] = True
    if poverty_moves:
        for k in range(x.r_target.size):
            linked[x.r_target[k]] = True
        for k in range(x.p_target.size):
            linked[x.p_target[k]] = True
    acc[:] = 0.0
    for t in range(T):
        share_path, points = x.poverty_path[t], x.points_course[t] / 100.0
        for c in range(C):
            share = poverty_share[c] * share_path - points * x.points_cover[c]
            share = min(max(share, 0.0), 1.0)
            current[POVERTY, c] = share * poverty_base[c]
            past_poverty[t + 1, c] = past_poverty[t, c] + (share - poverty_share[c]) * 100.0
        for o in range(N_OUT):
            if linked[o]:
                mult[o, :] = 1.0
        # First poverty and the capped effects, whose joint reduction has a ceiling ...
        if poverty_moves:
            for k in range(x.p_target.size):
                o, value = x.p_target[k], x.p_value[k, d]
                _window(past_poverty, t + 1, x.p_lag[k], x.p_build[k], rise)
                for c in range(C):
                    mult[o, c] *= max(0.0, 1.0 + value * people[c] * rise[c] * per_base[o, c])
            for k in range(x.r_target.size):
                o, excess, part = x.r_target[k], x.r_value[k, d] - 1.0, x.r_exposed[k, d]
                _window(past_poverty, t + 1, x.r_lag[k], x.r_build[k], rise)
                for c in range(C):
                    before = min(1.0, part * poverty_share[c])
                    after = min(1.0, max(0.0, part * (poverty_share[c] + rise[c] / 100.0)))
                    mult[o, c] *= (1.0 + after * excess) / (1.0 + before * excess)
        for o in range(N_OUT):
            if not linked[o]:
                continue
            m = mult[o]
            k = effect_from[o]
            while k < effect_from[o + 1] and x.effect_capped[k]:
                course, value = x.effect_course[k, t], x.effect_value[k, d]
                _apply(m, value, course, x.effect_cover[k], x.effect_limit[k])
                k += 1
            least = 1.0 - x.cap[o, d]
            if least > 0.0:
                for c in range(C):
                    m[c] = max(m[c], least)
            # ... then the effects without one.
            while k < effect_from[o + 1]:
                course, value = x.effect_course[k, t], x.effect_value[k, d]
                _apply(m, value, course, x.effect_cover[k], x.effect_limit[k])
                k += 1
        for k in range(sources):
            o, value = x.s_target[k], x.s_value[k, d]
            _window(past[k], t, x.s_lag[k], x.s_build[k], rise)
            for c in range(C):
                mult[o, c] *= max(0.0, 1.0 + value * rise[c])
        # The care ladder. Exits are taken from the stock at the start of the quarter.
        for i in range(3):
            flow = CIN_STARTS if i == 0 else (CPP_STARTS if i == 1 else ENTRIES)
            for a in range(A):
                drift = exit_path[i, t, a]
                for c in range(a * each, (a + 1) * each):
                    rise[c] = exit_rate[i, c] + drift
            if i == 2:
                for c in range(C):
                    rise[c] *= mult[EXITS, c]
            for c in range(C):
                rate = min(max(rise[c] / QUARTERS, 0.0), 1.0)
                come = starts[i, c] * mult[flow, c] * mult[i, c] / QUARTERS
                leave_now = rate * s[i, c]
                if tracing:
                    trace[t, 2 * i, c] = come
                    trace[t, 2 * i + 1, c] = leave_now
                s[i, c] = s[i, c] + come - leave_now
                current[flow, c] = come * QUARTERS
                acc[flow, c] += come
                current[i, c] = s[i, c]
                if i == 2:
                    current[EXITS, c] = leave_now * QUARTERS
                    acc[EXITS, c] += leave_now
        # Need: early and lasting untreated need, existing help, added places, recovered.
        found_now, found_late = x.found_course[0, t], x.found_course[1, t]
        added_places = x.places_course[t]
        rise[:] = 0.0
        for g in range(x.recoveries_course.shape[0]):
            per_person = x.recovery_chance[g, d] * x.recoveries_course[g, t] / QUARTERS
            for c in range(C):
                rise[c] += per_person * x.recoveries_cover[g, c]
        for c in range(C):
            new = onset * people[c] * mult[UNTREATED, c] / QUARTERS
            untreated = early[c] + lasting[c]
            known = (identify + found_demand * found_now * found_cover[c]) * untreated
            wanted = identify * supported + found_help * found_late * found_cover[c]
            wanted *= untreated
            into = min(min(wanted, served_start[c]) / QUARTERS, untreated)
            room = untreated - into
            waiting = max(known / QUARTERS - into, 0.0)
            into_place = added_places * served_places[c] / QUARTERS
            into_place = min(min(into_place, waiting), room)
            room -= into_place
            direct = min(max(rise[c], -recovered[c]), room)
            taken = into + into_place + max(direct, 0.0)
            taken = taken / untreated if untreated > 0.0 else 0.0
            stay_early, stay_lasting = early[c] * (1.0 - taken), lasting[c] * (1.0 - taken)
            turn = min(1.0, leave / QUARTERS) * stay_early
            natural_early = turn * rec_early
            natural_late = min(1.0, rec_late / QUARTERS) * stay_lasting
            done = min(1.0, finish / QUARTERS)
            out_help, out_place = done * helped[c], done * placed[c]
            better = out_help * rec_help + out_place * rec_place
            worse = out_help + out_place - better
            gone = age_out / QUARTERS
            left_early = gone * (stay_early - turn)
            left_lasting = gone * (stay_lasting - natural_late)
            left_help = gone * (helped[c] - out_help)
            left_place = gone * (placed[c] - out_place)
            returned = max(-direct, 0.0)  # a gain that has faded
            left_recovered = gone * (recovered[c] + min(direct, 0.0))
            early[c] = stay_early - turn - left_early + new
            lasting[c] = stay_lasting - natural_late - left_lasting + turn - natural_early
            lasting[c] += worse + returned
            helped[c] = helped[c] - out_help - left_help + into
            placed[c] = placed[c] - out_place - left_place + into_place
            recovered[c] = (
                recovered[c] - left_recovered + natural_early + natural_late + better + direct
            )
            if tracing:
                trace[t, 6, c] = new
                trace[t, 7, c] = natural_early
                trace[t, 8, c] = natural_late
                trace[t, 9, c] = into + into_place
                trace[t, 10, c] = better
                trace[t, 11, c] = worse
                trace[t, 12, c] = left_early + left_lasting + left_help + left_place
                trace[t, 13, c] = direct
                trace[t, 14, c] = early[c] + lasting[c] + helped[c] + placed[c]
                trace[t, 15, c] = recovered[c]
            current[UNTREATED, c] = early[c] + lasting[c]
            current[IN_HELP, c] = helped[c] + placed[c]
            current[RECOVERED, c] = recovered[c]
            current[DEMAND, c] = known
            acc[DEMAND, c] += known / QUARTERS
        # Yearly flows.
        for o in range(FIRST_FLOW, POVERTY):
            for a in range(A):
                ahead = flow_path[o - FIRST_FLOW, t, a]
                for c in range(a * each, (a + 1) * each):
                    flow_now = base[o, c] * ahead * mult[o, c]
                    current[o, c] = flow_now
                    acc[o, c] += flow_now / QUARTERS
        for k in range(sources):
            o = x.s_source[k]
            for c in range(C):
                change = current[o, c] * per_base[o, c] - 1.0 if base[o, c] > 0.0 else 0.0
                past[k, t + 1, c] = past[k, t, c] + change
        if (t + 1) % QUARTERS == 0:
            for c in range(C):
                acc[CIN, c] = current[CIN, c]
                acc[CPP, c] = current[CPP, c]
                acc[CLA, c] = current[CLA, c]
                acc[UNTREATED, c] = current[UNTREATED, c]
                acc[IN_HELP, c] = current[IN_HELP, c]
                acc[RECOVERED, c] = current[RECOVERED, c]
                acc[POVERTY, c] = current[POVERTY, c]
            _collect(acc, (t + 1) // QUARTERS, rows_total, rows_quintile, rows_ethnic, out)
            acc[:] = 0.0


@njit(cache=True, nogil=True, parallel=True)
def _all_draws(x, rows_total, rows_quintile, rows_ethnic, n_rows, out):
    draws, years = x.need.shape[0], x.poverty_path.size // QUARTERS
    for d in prange(draws):
        slab = np.zeros((n_rows, years + 1, N_OUT))
        nothing = np.zeros((0, 16, 0))
        _draw(x, d, rows_total, rows_quintile, rows_ethnic, slab, nothing)
        for row in range(n_rows):
            for year in range(years + 1):
                for o in range(N_OUT):
                    out[d, row, year, o] = slab[row, year, o]


@dataclass(frozen=True)
class Rows:
    """Which sums over cells are kept: row numbers by authority, quintile and ethnic group.

    total (A,), quintile (A, 5), ethnic (A, 5): the row a sum is added to, -1 for none.
    """

    total: np.ndarray
    quintile: np.ndarray
    ethnic: np.ndarray
    count: int


def run(inputs: Inputs, rows: Rows) -> np.ndarray:
    """Simulate all draws.

    Returns
    -------
    array (D, rows, years + 1, 19), float32
        Stocks at the end of each year (31 March), flows summed over the year; year 0 holds the
        start: stocks as published, flows at their starting yearly rate.
    """
    years = inputs.poverty_path.size // QUARTERS
    out = np.empty((inputs.need.shape[0], rows.count, years + 1, N_OUT), dtype=np.float32)
    _all_draws(inputs, rows.total, rows.quintile, rows.ethnic, rows.count, out)
    return out


def trace(inputs: Inputs, rows: Rows, draw: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """One draw with every flow recorded: (out (rows, years + 1, 19) float64, trace (T, 16, C))."""
    quarters = inputs.poverty_path.size
    out = np.zeros((rows.count, quarters // QUARTERS + 1, N_OUT))
    record = np.zeros((quarters, 16, inputs.people.size))
    _draw(inputs, draw, rows.total, rows.quintile, rows.ethnic, out, record)
    return out, record
