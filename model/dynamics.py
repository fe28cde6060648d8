"""Stocks and flows of every cell, quarter by quarter, in compiled code.

Explicit Euler steps of a quarter; deterministic within a draw; parts of the draws in threads,
cells innermost. No Python loop runs over draws, cells or quarters. The equations are written out in
docs/model.md; the care ladder is checked against an independent engine (PySD) in the tests.

Everything here works on plain arrays prepared by `model.simulation`. Arrays are float64; what
is stored is float32.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import config, njit

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
    exit_rate (3, C) of the ladder; flow_path (T, A, 7) and exit_path (T, A, 3) of the baseline
    path by authority; poverty_share (C,), poverty_path (T,), poverty_base (C,) children the
    share is of, poverty_moves (1,) whether poverty ever leaves its start. need (D, 10) as
    NEED_COLUMNS; need_start (D, 4) early, lasting, helped, recovered per child.

    What a lever brings is its course in time (.., T) times its size by cell (.., C).

    fresh (T, 19): whether a target's multiplier may differ from the quarter before; elsewhere
    it is kept. Effects, sorted by target, the capped ones first: effect_from (20,) offsets,
    effect_value (D, K), effect_course (T, K), effect_cover (A, K, 32), effect_even (A, K) whether
    that is the same in all of the authority's cells, effect_limit (K,) most that course x cover
    may be, effect_split (19,) where a target's capped ones end, cap (D, 19) the greatest share
    they may remove.
    points_*: poverty points taken off. places_*: added places a year. found_course (2, T) and
    found_cover (C,): percentage points of untreated need found a year, at once and after the
    delay to help, with found_demand and found_help (D,) children per child and point.
    recoveries_course (T, G), recoveries_cover (A, G, 32) people a year, recovery_chance (D, G):
    moved to recovery directly (negative where a gain fades).

    Poverty links (per point): p_target (P,), p_value (D, P) yearly per child per point, p_lag,
    p_build (P,) quarters. Poverty ratios: r_target (R,), r_value (D, R) risk ratio, r_exposed
    (D, R) exposed children per poor child, r_lag, r_build. State links: s_source, s_target (S,),
    s_value (D, S) proportional change of the target per proportional change of the source,
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
    fresh: np.ndarray
    effect_from: np.ndarray
    effect_value: np.ndarray
    effect_course: np.ndarray
    effect_cover: np.ndarray
    effect_even: np.ndarray
    effect_limit: np.ndarray
    effect_split: np.ndarray
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


# Cells do not act on each other, so an authority's 25 cells go through all quarters together.
# All that is written stands in one flat array, a line for each quantity: with offsets known
# when the code is compiled, the loops over cells become straight vector instructions.
CELLS = 25  # cells of an authority
N = 32  # places in a line: whole vectors, each within one line of the cache; the last 7 are nil
(
    _CHILDREN, _S0, _S1, _S2, _B0, _B1, _B2, _X0, _X1, _X2, _POOR, _POOR_BASE, _POOR_NOW,
    _EARLY, _LASTING, _HELPED, _PLACED, _WELL, _SERVED, _PLACES, _FOUND, _POINTS, _GAIN, _FREE,
) = range(24)  # fmt: skip
_MULT = 24  # multipliers, one line per outcome
_BASE = _MULT + N_OUT  # starting yearly flows and stocks
_PER = _BASE + N_OUT  # one over them
_NOW = _PER + N_OUT  # now, yearly
_ACC = _NOW + N_OUT  # of the year so far
_NOTE = _ACC + N_OUT  # flows of need in the quarter, for the conservation checks
_OUT0 = _NOTE + 10  # exits of the ladder in the quarter
_FOLD = _OUT0 + 3  # a year's sums on their way, eight places for each outcome
_LINES = _FOLD + 5
# Divisions follow NumPy (no exception), without which the loops would not become vector code.


@njit(error_model="numpy", nogil=True)
def _reach_back(quarter, lag, build):
    """First and last line of a running sum whose difference is ``build`` quarters, ``lag`` ago.

    Line 0 is nil: before the start nothing had changed.
    """
    last = max(quarter - lag, 0)
    return max(last - build, 0) * N, last * N


@njit(error_model="numpy", nogil=True)
def _collect(w, a, year, rows_total, pool, out):
    """Add an authority's year to its row of out (rows, years + 1, 19), and its cells to pool."""
    sums, line = out[rows_total[a], year], pool[year]
    for c in range(N_OUT * N):
        line[c] += w[_ACC * N + c]
    # Folded to eight sums for each outcome first, which is vector code.
    for o in range(N_OUT):
        for c in range(8):
            k = (_ACC + o) * N + c
            w[_FOLD * N + o * 8 + c] = (w[k] + w[k + 8]) + (w[k + 16] + w[k + 24])
    for o in range(N_OUT):
        k = _FOLD * N + o * 8
        half = (w[k] + w[k + 1]) + (w[k + 2] + w[k + 3])
        sums[o] += half + ((w[k + 4] + w[k + 5]) + (w[k + 6] + w[k + 7]))


@njit(error_model="numpy", nogil=True)
def _share_out(pool, a, rows_quintile, rows_ethnic, out):
    """Sums over all authorities kept (pool) into the rows of quintiles and ethnic groups."""
    for year in range(pool.shape[0]):
        for o in range(N_OUT):
            for i in range(5):
                by_quintile, by_group = 0.0, 0.0
                for j in range(5):
                    by_quintile += pool[year, o * N + i * 5 + j]
                    by_group += pool[year, o * N + j * 5 + i]
                if rows_quintile[a, i] >= 0:
                    out[rows_quintile[a, i], year, o] += by_quintile
                if rows_ethnic[a, i] >= 0:
                    out[rows_ethnic[a, i], year, o] += by_group


@njit(error_model="numpy", nogil=True)
def _keep(w, a, year, cells):
    """Add an authority's year, cell by cell, into cells when it has lines."""
    if cells.shape[0] > 0:
        for c in range(CELLS):
            for o in range(N_OUT):
                cells[a * CELLS + c, year, o] += w[(_ACC + o) * N + c]


@njit(error_model="numpy", nogil=True)
def _begin(x, d, a, w):
    """Lay out an authority's starting state."""
    first = a * CELLS
    identify = x.need[d, 4]
    for c in range(CELLS):
        people = x.people[first + c]
        w[_CHILDREN * N + c] = people
        for i in range(3):
            w[(_S0 + i) * N + c] = x.stock[i, first + c]
            w[(_B0 + i) * N + c] = x.starts[i, first + c]
            w[(_X0 + i) * N + c] = x.exit_rate[i, first + c]
        w[_POOR * N + c] = x.poverty_share[first + c]
        w[_POOR_BASE * N + c] = x.poverty_base[first + c]
        w[_EARLY * N + c] = x.need_start[d, 0] * people
        w[_LASTING * N + c] = x.need_start[d, 1] * people
        w[_HELPED * N + c] = x.need_start[d, 2] * people
        w[_PLACED * N + c] = 0.0
        w[_WELL * N + c] = x.need_start[d, 3] * people
        untreated = w[_EARLY * N + c] + w[_LASTING * N + c]
        w[_SERVED * N + c] = identify * x.need[d, 5] * untreated
        w[_PLACES * N + c] = x.places_cover[first + c]
        w[_FOUND * N + c] = x.found_cover[first + c]
        w[_POINTS * N + c] = x.points_cover[first + c]
        for o in range(N_OUT):
            w[(_ACC + o) * N + c] = x.at_start[o, first + c]
        w[(_ACC + CIN_STARTS) * N + c] = x.starts[0, first + c]
        w[(_ACC + CPP_STARTS) * N + c] = x.starts[1, first + c]
        w[(_ACC + ENTRIES) * N + c] = x.starts[2, first + c]
        w[(_ACC + EXITS) * N + c] = x.exit_rate[2, first + c] * x.stock[2, first + c]
        w[(_ACC + UNTREATED) * N + c] = untreated
        w[(_ACC + IN_HELP) * N + c] = w[_HELPED * N + c]
        w[(_ACC + RECOVERED) * N + c] = w[_WELL * N + c]
        w[(_ACC + DEMAND) * N + c] = identify * untreated
    w[_MULT * N : (_MULT + N_OUT) * N] = 1.0
    for o in range(N_OUT):
        for c in range(N):
            base = w[(_ACC + o) * N + c]
            w[(_BASE + o) * N + c] = base
            # Far below one child there is nothing to act on, and 1 / base would overflow.
            w[(_PER + o) * N + c] = 1.0 / base if base > 1e-12 else 0.0


@njit(error_model="numpy", nogil=True)
def _begin_links(x, d, w, slope, before):
    """What of the poverty links stays as it is through all quarters, a line for each link."""
    for k in range(x.p_target.size):
        value = x.p_value[d, k] / x.p_build[k]
        for c in range(N):
            per = w[(_PER + x.p_target[k]) * N + c]
            slope[k * N + c] = value * w[_CHILDREN * N + c] * per
    for k in range(x.r_target.size):
        excess, part = x.r_value[d, k] - 1.0, x.r_exposed[d, k]
        for c in range(N):
            before[k * N + c] = 1.0 / (1.0 + min(1.0, part * w[_POOR * N + c]) * excess)


@njit(error_model="numpy", nogil=True)
def _poverty(w, path, points, past, t):
    """Children in low income in the quarter, and the running sum of points above the start."""
    before, after = past[t * N : (t + 1) * N], past[(t + 1) * N : (t + 2) * N]
    taken = points * 0.01
    for c in range(N):
        share = w[_POOR * N + c] * path - taken * w[_POINTS * N + c]
        w[_POOR_NOW * N + c] = min(max(share, 0.0), 1.0)
    for c in range(N):
        share = w[_POOR_NOW * N + c]
        w[(_NOW + POVERTY) * N + c] = share * w[_POOR_BASE * N + c]
        after[c] = before[c] + (share - w[_POOR * N + c]) * 100.0


@njit(error_model="numpy", nogil=True)
def _from_poverty(w, fresh, past, t, target, slope, lag, build):
    """Links per point: what the change of poverty does to the flow it acts on."""
    for k in range(target.size):
        o = target[k]
        if not fresh[t, o]:
            continue
        m = w[(_MULT + o) * N : (_MULT + o + 1) * N]
        line = slope[k * N : (k + 1) * N]
        first, last = _reach_back(t + 1, lag[k], build[k])
        later, earlier = past[last : last + N], past[first : first + N]
        for c in range(N):
            m[c] *= max(0.0, 1.0 + line[c] * (later[c] - earlier[c]))


@njit(error_model="numpy", nogil=True)
def _from_exposure(w, fresh, past, t, target, ratio, exposed, before, lag, build):
    """Ratio links: what a change in the share of children exposed to poverty does to a flow."""
    for k in range(target.size):
        o, excess, part = target[k], ratio[k] - 1.0, exposed[k]
        if not fresh[t, o]:
            continue
        m = w[(_MULT + o) * N : (_MULT + o + 1) * N]
        poor, line = w[_POOR * N : (_POOR + 1) * N], before[k * N : (k + 1) * N]
        first, last = _reach_back(t + 1, lag[k], build[k])
        later, earlier = past[last : last + N], past[first : first + N]
        share = 0.01 / build[k]
        for c in range(N):
            after = part * (poor[c] + (later[c] - earlier[c]) * share)
            m[c] *= (1.0 + min(1.0, max(0.0, after)) * excess) * line[c]


@njit(error_model="numpy", nogil=True)
def _from_levers(w, fresh, t, first, split, limit, course, cover, even, value, cap):
    """Lever effects: the capped ones with what poverty did and a ceiling, then the others.

    An effect leaves 1 - value x coverage, never below 0. One with the same coverage in every
    cell is worked out once.
    """
    for o in range(N_OUT):
        start, free, end = first[o], split[o], first[o + 1]
        least = 1.0 - cap[o]
        if not fresh[t, o]:
            continue
        m = w[(_MULT + o) * N : (_MULT + o + 1) * N]
        alike = 1.0
        for k in range(start, end + 1):
            if k == free and least > 0.0:
                for c in range(N):
                    m[c] = max(m[c] * alike, least)
                alike = 1.0
            if k == end or course[t, k] == 0.0:
                continue
            size, felt, most = value[k], course[t, k], limit[k]
            line = cover[k]
            if even[k]:
                alike *= max(0.0, 1.0 - size * min(felt * line[0], most))
            else:
                # One place only where this is done: a second one is not made vector code.
                for c in range(N):
                    m[c] *= max(0.0, 1.0 - size * min(felt * line[c], most))
        if alike != 1.0:
            for c in range(N):
                m[c] *= alike


@njit(error_model="numpy", nogil=True)
def _from_states(w, past, t, quarters, target, value, lag, build):
    """State links: what a proportional change of one outcome does to another."""
    for k in range(target.size):
        m = w[(_MULT + target[k]) * N : (_MULT + target[k] + 1) * N]
        first, last = _reach_back(t, lag[k], build[k])
        own = k * (quarters + 2) * N
        later, earlier = past[own + last : own + last + N], past[own + first : own + first + N]
        share = value[k] / build[k]
        for c in range(N):
            m[c] *= max(0.0, 1.0 + share * (later[c] - earlier[c]))


@njit(error_model="numpy", nogil=True)
def _ladder(w, drift_need, drift_plan, drift_care):
    """Care ladder: starts and exits of a quarter; exits from the stock at its beginning."""
    for c in range(N):
        stock = w[_S0 * N + c]
        rate = (w[_X0 * N + c] + drift_need) * 0.25
        leave = min(max(rate, 0.0), 1.0) * stock
        come = w[_B0 * N + c] * w[(_MULT + CIN_STARTS) * N + c] * w[(_MULT + CIN) * N + c] * 0.25
        stock = stock + come - leave
        w[_S0 * N + c] = stock
        w[_OUT0 * N + c] = leave
        w[(_NOW + CIN) * N + c] = stock
        w[(_NOW + CIN_STARTS) * N + c] = come * 4.0
        w[(_ACC + CIN_STARTS) * N + c] += come
    for c in range(N):
        stock = w[_S1 * N + c]
        rate = (w[_X1 * N + c] + drift_plan) * 0.25
        leave = min(max(rate, 0.0), 1.0) * stock
        come = w[_B1 * N + c] * w[(_MULT + CPP_STARTS) * N + c] * w[(_MULT + CPP) * N + c] * 0.25
        stock = stock + come - leave
        w[_S1 * N + c] = stock
        w[(_OUT0 + 1) * N + c] = leave
        w[(_NOW + CPP) * N + c] = stock
        w[(_NOW + CPP_STARTS) * N + c] = come * 4.0
        w[(_ACC + CPP_STARTS) * N + c] += come
    for c in range(N):
        stock = w[_S2 * N + c]
        rate = (w[_X2 * N + c] + drift_care) * w[(_MULT + EXITS) * N + c] * 0.25
        leave = min(max(rate, 0.0), 1.0) * stock
        come = w[_B2 * N + c] * w[(_MULT + ENTRIES) * N + c] * w[(_MULT + CLA) * N + c] * 0.25
        stock = stock + come - leave
        w[_S2 * N + c] = stock
        w[(_OUT0 + 2) * N + c] = leave
        w[(_NOW + CLA) * N + c] = stock
        w[(_NOW + ENTRIES) * N + c] = come * 4.0
        w[(_ACC + ENTRIES) * N + c] += come
        w[(_NOW + EXITS) * N + c] = leave * 4.0
        w[(_ACC + EXITS) * N + c] += leave


@njit(error_model="numpy", nogil=True)
def _gains(w, t, chance, course, cover):
    """People moved straight to recovery in the quarter, before what there is room for."""
    for c in range(N):
        w[_GAIN * N + c] = 0.0
    for g in range(chance.size):
        per_person = chance[g] * course[t, g] * 0.25
        line = cover[g]
        for c in range(N):
            w[_GAIN * N + c] += per_person * line[c]


@njit(error_model="numpy", nogil=True)
def _need(w, need, more_known, more_wanted, places):
    """Need: early and lasting untreated need, existing help, added places, recovered.

    ``need`` holds the draw's rates (NEED_COLUMNS). Ten flows of the quarter go to lines NOTE.
    """
    onset, early_out = need[0] * 0.25, min(1.0, need[1] * 0.25)
    rec_early, late_out = need[2], min(1.0, need[3] * 0.25)
    identify, helped_share = need[4], need[4] * need[5]
    done, gone = min(1.0, need[6] * 0.25), need[9] * 0.25
    rec_help, rec_place = need[7], need[8]
    added = places * 0.25
    for c in range(N):
        untreated = w[_EARLY * N + c] + w[_LASTING * N + c]
        found = w[_FOUND * N + c]
        known = (identify + more_known * found) * untreated
        wanted = (helped_share + more_wanted * found) * untreated
        into = min(min(wanted, w[_SERVED * N + c]) * 0.25, untreated)
        waiting = max(known * 0.25 - into, 0.0)
        into_place = min(min(added * w[_PLACES * N + c], waiting), untreated - into)
        direct = min(max(w[_GAIN * N + c], -w[_WELL * N + c]), untreated - into - into_place)
        w[(_NOTE + 3) * N + c] = into + into_place
        w[(_NOTE + 9) * N + c] = into_place
        w[(_NOTE + 7) * N + c] = direct
        w[_FREE * N + c] = (into + into_place + max(direct, 0.0)) / max(untreated, 1e-300)
        w[(_NOW + DEMAND) * N + c] = known
        w[(_ACC + DEMAND) * N + c] += known * 0.25
    for c in range(N):
        kept = 1.0 - w[_FREE * N + c]
        helped, placed = w[_HELPED * N + c], w[_PLACED * N + c]
        into_place, direct = w[(_NOTE + 9) * N + c], w[(_NOTE + 7) * N + c]
        into = w[(_NOTE + 3) * N + c] - into_place
        early, lasting = w[_EARLY * N + c] * kept, w[_LASTING * N + c] * kept
        turn = early_out * early
        natural_early, natural_late = turn * rec_early, late_out * lasting
        out_help, out_place = done * helped, done * placed
        better = out_help * rec_help + out_place * rec_place
        worse = out_help + out_place - better
        left_early, left_lasting = gone * (early - turn), gone * (lasting - natural_late)
        left_help, left_place = gone * (helped - out_help), gone * (placed - out_place)
        new = onset * w[_CHILDREN * N + c] * w[(_MULT + UNTREATED) * N + c]
        w[_EARLY * N + c] = early - turn - left_early + new
        lasting = lasting - natural_late - left_lasting + turn - natural_early
        w[_LASTING * N + c] = lasting + worse + max(-direct, 0.0)  # a gain that has faded
        w[_HELPED * N + c] = helped - out_help - left_help + into
        w[_PLACED * N + c] = placed - out_place - left_place + into_place
        w[(_NOTE + 0) * N + c] = new
        w[(_NOTE + 1) * N + c] = natural_early
        w[(_NOTE + 2) * N + c] = natural_late
        w[(_NOTE + 4) * N + c] = better
        w[(_NOTE + 5) * N + c] = worse
        w[(_NOTE + 6) * N + c] = left_early + left_lasting + left_help + left_place
    for c in range(N):
        well, direct = w[_WELL * N + c], w[(_NOTE + 7) * N + c]
        left = gone * (well + min(direct, 0.0))
        gained = w[(_NOTE + 1) * N + c] + w[(_NOTE + 2) * N + c] + w[(_NOTE + 4) * N + c]
        well = well - left + gained + direct
        w[(_NOTE + 8) * N + c] = left
        w[_WELL * N + c] = well
        w[(_NOW + UNTREATED) * N + c] = w[_EARLY * N + c] + w[_LASTING * N + c]
        w[(_NOW + IN_HELP) * N + c] = w[_HELPED * N + c] + w[_PLACED * N + c]
        w[(_NOW + RECOVERED) * N + c] = well


@njit(error_model="numpy", nogil=True)
def _flows(w, ahead, t, a):
    """Yearly flows: the start, along the baseline path, times what links and levers leave."""
    for o in range(FIRST_FLOW, POVERTY):
        base = w[(_BASE + o) * N : (_BASE + o + 1) * N]
        mult = w[(_MULT + o) * N : (_MULT + o + 1) * N]
        now = w[(_NOW + o) * N : (_NOW + o + 1) * N]
        acc = w[(_ACC + o) * N : (_ACC + o + 1) * N]
        along = ahead[t, a, o - FIRST_FLOW]
        for c in range(N):
            flow = base[c] * along * mult[c]
            now[c] = flow
            acc[c] += flow * 0.25


@njit(error_model="numpy", nogil=True)
def _remember(w, past, t, quarters, source):
    """Running sums of states that act on other outcomes."""
    for k in range(source.size):
        now = w[(_NOW + source[k]) * N : (_NOW + source[k] + 1) * N]
        per = w[(_PER + source[k]) * N : (_PER + source[k] + 1) * N]
        line = (k * (quarters + 2) + t) * N
        for c in range(N):
            change = now[c] * per[c] - 1.0 if per[c] > 0.0 else 0.0
            past[line + N + c] = past[line + c] + change


@njit(error_model="numpy", nogil=True)
def _note(w, a, t, record):
    """Write a quarter into the record (see `_draws`)."""
    for c in range(CELLS):
        for i in range(3):
            flow = CIN_STARTS if i == 0 else (CPP_STARTS if i == 1 else ENTRIES)
            record[t, 2 * i, a * CELLS + c] = w[(_NOW + flow) * N + c] * 0.25
            record[t, 2 * i + 1, a * CELLS + c] = w[(_OUT0 + i) * N + c]
            record[t, 16 + i, a * CELLS + c] = w[(_S0 + i) * N + c]
            record[t, 19 + i, a * CELLS + c] = w[(_NOW + UNTREATED + i) * N + c]
        for i in range(10):
            record[t, 6 + i, a * CELLS + c] = w[(_NOTE + i) * N + c]


@njit(error_model="numpy", nogil=True)
def _refresh(w, fresh, t):
    """Start again the multipliers that are worked out in this quarter."""
    for o in range(N_OUT):
        if fresh[t, o]:
            for c in range(N):
                w[(_MULT + o) * N + c] = 1.0


@njit(error_model="numpy", nogil=True)
def _stocks(w):
    """At the end of a year stocks stand beside the year's flows."""
    for i in range(3):
        for c in range(N):
            w[(_ACC + i) * N + c] = w[(_NOW + i) * N + c]
            w[(_ACC + UNTREATED + i) * N + c] = w[(_NOW + UNTREATED + i) * N + c]
    for c in range(N):
        w[(_ACC + POVERTY) * N + c] = w[(_NOW + POVERTY) * N + c]


@njit(error_model="numpy", nogil=True)
def _new_year(w):
    for c in range(N_OUT * N):
        w[_ACC * N + c] = 0.0


# In the loop over quarters arrays go whole to the functions above: a part taken of one is counted
# as used and unused again, which threads sharing the array would wait for.
# The only code called from Python, and the only kind of arrays it is called with: compiled once.
@njit(error_model="numpy", cache=True, nogil=True)
def _draws(x, begin, end, rows_total, rows_quintile, rows_ethnic, w, slab, out, record, cells):
    """Draws ``begin`` to ``end`` through all quarters; slab (rows, years + 1, 19) is the last.

    Fills out (D, rows, years + 1, 19) and record, and adds every cell's years into cells
    (C, years + 1, 19), if they have lines.

    record (T, 25, C): children in need, on plans, looked after: starts then exits (0-5); the ten
    flows of `_need` (6-15); after the step: the three ladder stocks (16-18), untreated (19), in
    help (20), recovered (21).
    """
    T = x.poverty_path.size
    sources = x.s_source.size
    past = np.zeros((sources * (T + 2) + 1) * N)
    past_poverty = np.zeros((T + 2) * N)
    slope, before = np.zeros(x.p_target.size * N), np.zeros(x.r_target.size * N)
    pool = np.zeros((T // QUARTERS + 1, N_OUT * N))
    moves = x.poverty_moves[0]
    for d in range(begin, end):
        slab[:] = 0.0
        pool[:] = 0.0
        kept = -1
        need, value, chance = x.need[d], x.effect_value[d], x.recovery_chance[d]
        cap, r_value, r_exposed, s_value = x.cap[d], x.r_value[d], x.r_exposed[d], x.s_value[d]
        for a in range(rows_total.size):
            if rows_total[a] < 0:
                continue
            kept = a
            cover, even, gain_cover = x.effect_cover[a], x.effect_even[a], x.recoveries_cover[a]
            past[:] = 0.0
            past_poverty[:] = 0.0
            _begin(x, d, a, w)
            _begin_links(x, d, w, slope, before)
            _collect(w, a, 0, rows_total, pool, slab)
            _keep(w, a, 0, cells)
            _new_year(w)
            for t in range(T):
                if moves or t == 0:
                    _poverty(w, x.poverty_path[t], x.points_course[t], past_poverty, t)
                _refresh(w, x.fresh, t)
                if moves:
                    _from_poverty(
                        w, x.fresh, past_poverty, t, x.p_target, slope, x.p_lag, x.p_build
                    )
                    _from_exposure(
                        w, x.fresh, past_poverty, t, x.r_target, r_value, r_exposed, before,
                        x.r_lag, x.r_build,
                    )  # fmt: skip
                _from_levers(
                    w, x.fresh, t, x.effect_from, x.effect_split, x.effect_limit,
                    x.effect_course, cover, even, value, cap,
                )  # fmt: skip
                if sources > 0:
                    _from_states(w, past, t, T, x.s_target, s_value, x.s_lag, x.s_build)
                _ladder(w, x.exit_path[t, a, 0], x.exit_path[t, a, 1], x.exit_path[t, a, 2])
                if chance.size > 0:
                    _gains(w, t, chance, x.recoveries_course, gain_cover)
                known = x.found_demand[d] * x.found_course[0, t]
                wanted = x.found_help[d] * x.found_course[1, t]
                _need(w, need, known, wanted, x.places_course[t])
                _flows(w, x.flow_path, t, a)
                if sources > 0:
                    _remember(w, past, t, T, x.s_source)
                if record.shape[0] > 0:
                    _note(w, a, t, record)
                if (t + 1) % QUARTERS == 0:
                    _stocks(w)
                    year = (t + 1) // QUARTERS
                    _collect(w, a, year, rows_total, pool, slab)
                    _keep(w, a, year, cells)
                    _new_year(w)
        if kept >= 0:
            _share_out(pool, kept, rows_quintile, rows_ethnic, slab)
        if out.shape[0] > 0:
            out[d] = slab


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


def _lines() -> np.ndarray:
    """Room for what one authority needs, beginning where a line of the cache begins (64 bytes)."""
    room = np.zeros(_LINES * N + 8)
    first = -(room.ctypes.data // 8) % 8
    return room[first : first + _LINES * N]


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
        inputs, begin, end, rows.total, rows.quintile, rows.ethnic, _lines(), slab,
        np.zeros((0, 0, 0, 0), dtype=np.float32) if out is None else out,
        none if record is None else record,
        none if cells is None else cells,
    )  # fmt: skip
    return slab


def run(inputs: Inputs, rows: Rows) -> np.ndarray:
    """Simulate all draws.

    Returns
    -------
    array (D, rows, years + 1, 19), float32
        Stocks at the end of each year (31 March), flows summed over the year; year 0 holds the
        start: stocks as published, flows at their starting yearly rate.
    """
    inputs, draws = _settled(inputs), inputs.need.shape[0]
    years = inputs.poverty_path.size // QUARTERS
    out = np.empty((draws, rows.count, years + 1, N_OUT), dtype=np.float32)
    threads = min(config.NUMBA_NUM_THREADS, draws // 8)  # type: ignore[attr-defined]
    if threads < 2:
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
    """One draw with every flow recorded: out (rows, years + 1, 19) and record (T, 25, C), float64.

    The lines of the record are described in `_draws`; lines 22 to 24 are not used.
    """
    record = np.zeros((inputs.poverty_path.size, 25, inputs.people.size))
    return _call(_settled(inputs), rows, draw, draw + 1, record=record), record


def mean_cells(inputs: Inputs, rows: Rows) -> np.ndarray:
    """Mean over draws of every cell, (C, years + 1, 19) float64; cells without a row are 0."""
    years, draws = inputs.poverty_path.size // QUARTERS, inputs.need.shape[0]
    cells = np.zeros((inputs.people.size, years + 1, N_OUT))
    _call(_settled(inputs), rows, 0, draws, cells=cells)
    return cells / draws
