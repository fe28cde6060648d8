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
# What is written at every step stands in one flat array, a line for each quantity: with offsets
# known when the code is compiled, the loops over cells become straight vector instructions. Where
# the line is only known when running, the same array comes with its lines as rows (``g``).
CELLS = 25  # cells of an authority
N = 32  # places in a line: whole vectors, each within one line of the cache; the last 7 are nil
(
    _CHILDREN, _S0, _S1, _S2, _B0, _B1, _B2, _X0, _X1, _X2, _POOR, _POOR_BASE, _POOR_NOW,
    _EARLY, _LASTING, _HELPED, _PLACED, _WELL, _SERVED, _PLACES, _FOUND, _POINTS, _GAIN,
    _POOR_MORE, _ONE,
) = range(25)  # fmt: skip
_MULT = 25  # multipliers, one line per outcome
_BASE = _MULT + N_OUT  # starting yearly flows and stocks
_ACC = _BASE + N_OUT  # of the year so far
_FOLD = _ACC + N_OUT  # a year's sums on their way, eight for each outcome
_UNEVEN = _FOLD + N_OUT  # lever effects that differ between cells, four lines for each outcome
_NOW = _UNEVEN + 4 * N_OUT  # now, yearly; these and the lines below only when `full`
_NOTE = _NOW + N_OUT  # flows of need in the quarter, for the conservation checks
_OUT0 = _NOTE + 10  # exits of the ladder in the quarter
_LINES = _OUT0 + 3
# Divisions follow NumPy (no exception), without which the loops would not become vector code.
# Functions of the loop over quarters become part of it (forceinline): handing over arrays costs as
# much time as working through a line of them. Loops over the lines of ``g`` run to its width, not
# to N: known when compiled, short ones would be written out cell by cell instead.


@njit(error_model="numpy", nogil=True, forceinline=True)
def _reach_back(quarter, lag, build):
    """First and last line of a running sum whose difference is ``build`` quarters, ``lag`` ago.

    Line 0 is nil: before the start nothing had changed.
    """
    last = max(quarter - lag, 0)
    return max(last - build, 0), last


@njit(error_model="numpy", nogil=True)
def _collect(w, g, a, year, rows_total, pool, out):
    """Add an authority's year to its row of out (rows, years + 1, 19), and its cells to pool."""
    sums, line = out[rows_total[a], year], pool[year]
    for c in range(N_OUT * N):
        line[c] += w[_ACC * N + c]
    # Folded to eight sums for each outcome first, which is vector code.
    for o in range(N_OUT):
        for c in range(g.shape[1] // 4):
            low, high = (
                g[_ACC + o, c] + g[_ACC + o, c + 8],
                g[_ACC + o, c + 16] + g[_ACC + o, c + 24],
            )
            g[_FOLD + o, c] = low + high
    for o in range(N_OUT):
        k = (_FOLD + o) * N
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
        w[_SERVED * N + c] = identify * x.need[d, 5] * untreated * 0.25
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
    w[_ONE * N : (_MULT + N_OUT) * N] = 1.0
    for c in range(N_OUT * N):
        w[_BASE * N + c] = w[_ACC * N + c]


@njit(error_model="numpy", nogil=True)
def _per(base):
    """One over a start. Far below one child there is nothing to act on, and it would overflow."""
    return 1.0 / base if base > 1e-12 else 0.0


@njit(error_model="numpy", nogil=True)
def _begin_links(x, d, w, g, slope, before):
    """What of the poverty links stays as it is through all quarters, a line for each link."""
    for k in range(x.p_target.size):
        value, base = x.p_value[d, k] / x.p_build[k], _BASE + x.p_target[k]
        for c in range(N):
            slope[k, c] = value * w[_CHILDREN * N + c] * _per(g[base, c])
    for k in range(x.r_target.size):
        excess, part = x.r_value[d, k] - 1.0, x.r_exposed[d, k]
        for c in range(N):
            before[k, c] = 1.0 / (1.0 + min(1.0, part * w[_POOR * N + c]) * excess)


@njit(error_model="numpy", nogil=True)
def _begin_effects(x, d, a, course, alike, odd_from, odd):
    """Sort a place's lever effects: those alike in all cells are worked out for all quarters.

    Rows 2 x outcome (capped) and 2 x outcome + 1 (not capped). alike (38, T): the product of what
    those with the same coverage in every cell leave; odd_from (39,), odd (K,): the others.
    An effect leaves 1 - value x coverage, never below 0.
    """
    place = 0
    for row in range(2 * N_OUT):
        o, odd_from[row] = row // 2, place
        start = x.effect_from[o] if row % 2 == 0 else x.effect_split[o]
        end = x.effect_split[o] if row % 2 == 0 else x.effect_from[o + 1]
        if x.effect_from[o] < x.effect_from[o + 1]:
            alike[row] = 1.0
        for k in range(start, end):
            if x.effect_even[a, k]:
                size, felt, most = x.effect_value[d, k], x.effect_cover[a, k, 0], x.effect_limit[k]
                for t in range(alike.shape[1]):
                    alike[row, t] *= max(0.0, 1.0 - size * min(course[k, t] * felt, most))
            else:
                odd[place] = k
                place += 1
    odd_from[2 * N_OUT] = place


@njit(error_model="numpy", nogil=True, forceinline=True)
def _poverty(g, path, points, past, t):
    """Share of children in low income, and the running sum of points above the start."""
    if t == 0 or path[t] != path[t - 1] or points[t] != points[t - 1]:
        along, taken = path[t], points[t] * 0.01
        for c in range(g.shape[1]):
            share = min(max(g[_POOR, c] * along - taken * g[_POINTS, c], 0.0), 1.0)
            g[_POOR_NOW, c] = share
            g[_POOR_MORE, c] = (share - g[_POOR, c]) * 100.0
    for c in range(g.shape[1]):
        past[t + 1, c] = past[t, c] + g[_POOR_MORE, c]


@njit(error_model="numpy", nogil=True, forceinline=True)
def _from_poverty(g, start, o, past, t, target, slope, lag, build):
    """Links per point: what the change of poverty does to the flow it acts on, times ``start``.

    Returns the line in which the product stands.
    """
    for k in range(target.size):
        if target[k] == o:
            first, last = _reach_back(t + 1, lag[k], build[k])
            for c in range(g.shape[1]):
                change = past[last, c] - past[first, c]
                g[_MULT + o, c] = g[start, c] * max(0.0, 1.0 + slope[k, c] * change)
            start = _MULT + o
    return start


@njit(error_model="numpy", nogil=True, forceinline=True)
def _from_exposure(g, start, o, past, t, d, target, ratio, exposed, before, lag, build):
    """Ratio links: what a change in the share of children exposed to poverty does to a flow."""
    for k in range(target.size):
        if target[k] == o:
            excess, part, share = ratio[d, k] - 1.0, exposed[d, k], 0.01 / build[k]
            first, last = _reach_back(t + 1, lag[k], build[k])
            for c in range(g.shape[1]):
                after = part * (g[_POOR, c] + (past[last, c] - past[first, c]) * share)
                left = (1.0 + min(1.0, max(0.0, after)) * excess) * before[k, c]
                g[_MULT + o, c] = g[start, c] * left
            start = _MULT + o
    return start


@njit(error_model="numpy", nogil=True, forceinline=True)
def _uneven(g, o, t, d, a, odd_from, odd, course, cover, limit, value):
    """What lever effects that differ between cells leave of outcome o, in its four lines UNEVEN.

    Effects under a ceiling: the product of all but the last, the last; the others likewise.
    """
    for part in range(2):
        first, end = odd_from[2 * o + part], odd_from[2 * o + part + 1]
        line = _UNEVEN + 4 * o + 2 * part
        if t == 0:  # what stays one in this place
            for c in range(g.shape[1]):
                g[line, c], g[line + 1, c] = 1.0, 1.0
        for i in range(first, end):
            k = odd[i]
            size, felt, most = value[d, k], course[k, t], limit[k]
            start = line if first < i < end - 1 else _ONE
            to = line + 1 if i == end - 1 else line
            for c in range(g.shape[1]):
                g[to, c] = g[start, c] * max(0.0, 1.0 - size * min(felt * cover[a, k, c], most))


@njit(error_model="numpy", nogil=True, forceinline=True)
def _from_levers(g, o, start, t, d, cap, alike):
    """Multiplier of outcome o, from line ``start`` (what poverty did) and the lever effects.

    The effects under a ceiling come with what poverty did and leave no less than the ceiling
    allows, then the others; arrays as of `_begin_effects`.
    """
    even, free, least, line = alike[2 * o, t], alike[2 * o + 1, t], 1.0 - cap[d, o], _UNEVEN + 4 * o
    for c in range(g.shape[1]):
        under = g[start, c] * g[line, c] * g[line + 1, c] * even
        g[_MULT + o, c] = max(under, least) * g[line + 2, c] * g[line + 3, c] * free


@njit(error_model="numpy", nogil=True, forceinline=True)
def _from_states(g, past, t, d, target, value, lag, build):
    """State links: what a proportional change of one outcome does to another."""
    for k in range(target.size):
        first, last = _reach_back(t, lag[k], build[k])
        share = value[d, k] / build[k]
        for c in range(N):
            change = past[k, last, c] - past[k, first, c]
            g[_MULT + target[k], c] *= max(0.0, 1.0 + share * change)


def _ladder_step(full):
    """The function below, with or without what only a record or a state link asks for."""

    @njit(error_model="numpy", nogil=True, forceinline=True)
    def ladder(w, drift_need, drift_plan, drift_care):
        """Care ladder: starts and exits of a quarter; exits from the stock at its beginning."""
        for c in range(N):
            stock = w[_S0 * N + c]
            rate = (w[_X0 * N + c] + drift_need) * 0.25
            leave = min(max(rate, 0.0), 1.0) * stock
            come = w[_B0 * N + c] * w[(_MULT + CIN_STARTS) * N + c] * w[(_MULT + CIN) * N + c]
            come *= 0.25
            w[_S0 * N + c] = stock + come - leave
            w[(_ACC + CIN_STARTS) * N + c] += come
            if full:
                w[_OUT0 * N + c] = leave
                w[(_NOW + CIN_STARTS) * N + c] = come * 4.0
        for c in range(N):
            stock = w[_S1 * N + c]
            rate = (w[_X1 * N + c] + drift_plan) * 0.25
            leave = min(max(rate, 0.0), 1.0) * stock
            come = w[_B1 * N + c] * w[(_MULT + CPP_STARTS) * N + c] * w[(_MULT + CPP) * N + c]
            come *= 0.25
            w[_S1 * N + c] = stock + come - leave
            w[(_ACC + CPP_STARTS) * N + c] += come
            if full:
                w[(_OUT0 + 1) * N + c] = leave
                w[(_NOW + CPP_STARTS) * N + c] = come * 4.0
        for c in range(N):
            stock = w[_S2 * N + c]
            rate = (w[_X2 * N + c] + drift_care) * w[(_MULT + EXITS) * N + c] * 0.25
            leave = min(max(rate, 0.0), 1.0) * stock
            come = w[_B2 * N + c] * w[(_MULT + ENTRIES) * N + c] * w[(_MULT + CLA) * N + c] * 0.25
            w[_S2 * N + c] = stock + come - leave
            w[(_ACC + ENTRIES) * N + c] += come
            w[(_ACC + EXITS) * N + c] += leave
            if full:
                w[(_OUT0 + 2) * N + c] = leave
                w[(_NOW + ENTRIES) * N + c] = come * 4.0
                w[(_NOW + EXITS) * N + c] = leave * 4.0

    return ladder


@njit(error_model="numpy", nogil=True, forceinline=True)
def _gains(w, t, d, a, chance, course, cover):
    """People moved straight to recovery in the quarter, before what there is room for."""
    for g in range(chance.shape[1]):
        per_person = chance[d, g] * course[t, g] * 0.25
        for c in range(N):
            so_far = 0.0 if g == 0 else w[_GAIN * N + c]
            w[_GAIN * N + c] = so_far + per_person * cover[a, g, c]


def _need_step(full):
    """The function below, with or without what only a record or a state link asks for."""

    @njit(error_model="numpy", nogil=True, forceinline=True)
    def step(w, need, d, more_known, more_wanted, places):
        """Need: early and lasting untreated need, existing help, added places, recovered.

        ``need`` holds the draws' rates (NEED_COLUMNS). Ten flows of the quarter go to lines NOTE.
        """
        onset, early_out = need[d, 0] * 0.25, min(1.0, need[d, 1] * 0.25)
        rec_early, late_out = need[d, 2], min(1.0, need[d, 3] * 0.25)
        identify, helped_share = need[d, 4] * 0.25, need[d, 4] * need[d, 5] * 0.25
        more_known, more_wanted = more_known * 0.25, more_wanted * 0.25
        done, gone = min(1.0, need[d, 6] * 0.25), need[d, 9] * 0.25
        rec_help, rec_place = need[d, 7], need[d, 8]
        added = places * 0.25
        for c in range(N):
            early, lasting = w[_EARLY * N + c], w[_LASTING * N + c]
            helped, placed = w[_HELPED * N + c], w[_PLACED * N + c]
            well, found = w[_WELL * N + c], w[_FOUND * N + c]
            untreated = early + lasting
            known = (identify + more_known * found) * untreated
            wanted = (helped_share + more_wanted * found) * untreated
            into = min(min(wanted, w[_SERVED * N + c]), untreated)
            waiting = max(known - into, 0.0)
            into_place = min(min(added * w[_PLACES * N + c], waiting), untreated - into)
            direct = min(max(w[_GAIN * N + c], -well), untreated - into - into_place)
            into_any = into + into_place
            kept = 1.0 - (into_any + max(direct, 0.0)) / max(untreated, 1e-300)
            early, lasting = early * kept, lasting * kept
            turn = early_out * early
            natural_early, natural_late = turn * rec_early, late_out * lasting
            out_help, out_place = done * helped, done * placed
            better = out_help * rec_help + out_place * rec_place
            worse = out_help + out_place - better
            left_early, left_lasting = gone * (early - turn), gone * (lasting - natural_late)
            left_help, left_place = gone * (helped - out_help), gone * (placed - out_place)
            new = onset * w[_CHILDREN * N + c] * w[(_MULT + UNTREATED) * N + c]
            lasting = lasting - natural_late - left_lasting + turn - natural_early
            left = gone * (well + min(direct, 0.0))
            w[(_ACC + DEMAND) * N + c] += known
            w[_EARLY * N + c] = early - turn - left_early + new
            w[_LASTING * N + c] = lasting + worse + max(-direct, 0.0)  # a gain that has faded
            w[_HELPED * N + c] = helped - out_help - left_help + (into_any - into_place)
            w[_PLACED * N + c] = placed - out_place - left_place + into_place
            w[_WELL * N + c] = well - left + (natural_early + natural_late + better) + direct
            if full:
                w[(_NOW + DEMAND) * N + c] = known * 4.0
                w[(_NOTE + 0) * N + c] = new
                w[(_NOTE + 1) * N + c] = natural_early
                w[(_NOTE + 2) * N + c] = natural_late
                w[(_NOTE + 3) * N + c] = into_any
                w[(_NOTE + 4) * N + c] = better
                w[(_NOTE + 5) * N + c] = worse
                w[(_NOTE + 6) * N + c] = left_early + left_lasting + left_help + left_place
                w[(_NOTE + 7) * N + c] = direct
                w[(_NOTE + 8) * N + c] = left
                w[(_NOTE + 9) * N + c] = into_place

    return step


_ladder, _ladder_full = _ladder_step(False), _ladder_step(True)
_need, _need_full = _need_step(False), _need_step(True)


@njit(error_model="numpy", nogil=True, forceinline=True)
def _flow(g, o, path, t, a):
    """Add a quarter of a flow: the start, along the baseline path, times what is left of it."""
    along = path[t, a, o - FIRST_FLOW] * 0.25
    for c in range(g.shape[1]):
        g[_ACC + o, c] += g[_BASE + o, c] * along * g[_MULT + o, c]


@njit(error_model="numpy", nogil=True, forceinline=True)
def _flow_of_year(g, o, path, t, a):
    """The same for the year that begins with t, where no lever acts."""
    f = o - FIRST_FLOW
    first, second = path[t, a, f] * 0.25, path[t + 1, a, f] * 0.25
    third, fourth = path[t + 2, a, f] * 0.25, path[t + 3, a, f] * 0.25
    for c in range(g.shape[1]):
        base = g[_BASE + o, c]
        g[_ACC + o, c] = base * first + base * second + base * third + base * fourth


@njit(error_model="numpy", nogil=True, forceinline=True)
def _flow_with_levers(g, o, path, t, a, d, begin, end, cap, alike):
    """The same where levers act: quarters ``begin`` to ``end`` of the year that begins with t.

    The effects that differ between cells stay in these quarters; the others are one number each.
    """
    f, row, least, line = o - FIRST_FLOW, 2 * o, 1.0 - cap[d, o], _UNEVEN + 4 * o
    # Times whether the quarter is meant: a branch here would have every array counted as in use.
    first = path[t, a, f] * 0.25 * (begin <= t)
    second = path[t + 1, a, f] * 0.25 * ((begin <= t + 1) & (t + 1 < end))
    third = path[t + 2, a, f] * 0.25 * ((begin <= t + 2) & (t + 2 < end))
    fourth = path[t + 3, a, f] * 0.25 * (t + 3 < end)
    e1, e2, e3, e4 = alike[row, t], alike[row, t + 1], alike[row, t + 2], alike[row, t + 3]
    row += 1
    f1, f2, f3, f4 = alike[row, t], alike[row, t + 1], alike[row, t + 2], alike[row, t + 3]
    for c in range(g.shape[1]):
        base, under = g[_BASE + o, c], g[line, c] * g[line + 1, c]
        one, two = g[line + 2, c], g[line + 3, c]
        so_far = g[_ACC + o, c] + base * first * (max(under * e1, least) * one * two * f1)
        so_far = so_far + base * second * (max(under * e2, least) * one * two * f2)
        so_far = so_far + base * third * (max(under * e3, least) * one * two * f3)
        g[_ACC + o, c] = so_far + base * fourth * (max(under * e4, least) * one * two * f4)


@njit(error_model="numpy", nogil=True)
def _flow_now(g, o, path, t, a):
    """The same flow as a yearly figure, for state links."""
    along = path[t, a, o - FIRST_FLOW]
    for c in range(N):
        g[_NOW + o, c] = g[_BASE + o, c] * along * g[_MULT + o, c]


@njit(error_model="numpy", nogil=True)
def _shifts(x):
    """Quarters in which an effect that differs between a place's cells moves, (A, 19, T)."""
    T = x.fresh.shape[0]
    found = np.zeros((x.effect_cover.shape[0], N_OUT, T), dtype=np.bool_)
    for o in range(N_OUT):
        for k in range(x.effect_from[o], x.effect_from[o + 1]):
            for t in range(T):
                if t == 0 or x.effect_course[t, k] != x.effect_course[t - 1, k]:
                    for a in range(found.shape[0]):
                        found[a, o, t] |= t == 0 or not x.effect_even[a, k]
    return found


@njit(error_model="numpy", nogil=True)
def _plan(x, full):
    """What is worked out when: begins (T + 1,) offsets by quarter, todo (..,) outcomes.

    Also late (19,): flows that act on nothing and that poverty does not act on. They are left to
    the end of the year, where four quarters are one step. None is when ``full``.
    """
    quarters = x.fresh.shape[0]
    linked, late = np.zeros(N_OUT, dtype=np.bool_), np.zeros(N_OUT, dtype=np.bool_)
    for k in range(x.p_target.size):
        linked[x.p_target[k]] = True
    for k in range(x.r_target.size):
        linked[x.r_target[k]] = True
    for o in range(FIRST_FLOW, POVERTY):
        late[o] = not full and not linked[o]
    begins = np.zeros(quarters + 1, dtype=np.int64)
    todo = np.zeros(quarters * N_OUT, dtype=np.int64)
    n = 0
    for t in range(quarters):
        for o in range(POVERTY):
            if x.fresh[t, o] and not late[o]:
                todo[n] = o
                n += 1
        begins[t + 1] = n
    return begins, todo, linked, late


@njit(error_model="numpy", nogil=True, forceinline=True)
def _stocks(w, now):
    """Yearly level at this moment of everything but the flows, in lines from ``now`` on."""
    for i in range(3):
        for c in range(N):
            w[(now + i) * N + c] = w[(_S0 + i) * N + c]
    for c in range(N):
        w[(now + UNTREATED) * N + c] = w[_EARLY * N + c] + w[_LASTING * N + c]
        w[(now + IN_HELP) * N + c] = w[_HELPED * N + c] + w[_PLACED * N + c]
        w[(now + RECOVERED) * N + c] = w[_WELL * N + c]
        w[(now + POVERTY) * N + c] = w[_POOR_NOW * N + c] * w[_POOR_BASE * N + c]


@njit(error_model="numpy", nogil=True)
def _remember(g, past, t, source):
    """Running sums of states that act on other outcomes."""
    for k in range(source.size):
        for c in range(N):
            per = _per(g[_BASE + source[k], c])
            change = g[_NOW + source[k], c] * per - 1.0 if per > 0.0 else 0.0
            past[k, t + 1, c] = past[k, t, c] + change


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
def _new_year(w):
    """The year's sums begin again."""
    for c in range(N_OUT * N):
        w[_ACC * N + c] = 0.0


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
    T, effects, sources = x.poverty_path.size, x.effect_from[N_OUT], x.s_source.size
    full = sources > 0 or record.shape[0] > 0
    g = w.reshape(w.size // N, N)
    past = np.zeros((sources, T + 1, N))  # lines before the start stay 0
    # These are parts of w too, so that their lines begin where lines of the cache begin.
    links, ratios = x.p_target.size, x.r_target.size
    past_poverty, used = g[_LINES : _LINES + T + 1], _LINES + T + 1
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
    shifts = _shifts(x)
    todo_from, todo, linked, late = _plan(x, full)
    acted = x.effect_from[1:] > x.effect_from[:-1]
    w[_UNEVEN * N : _NOW * N] = 1.0
    # Taken out of x once: each time costs as much as a line.
    p_target, p_lag, p_build = x.p_target, x.p_lag, x.p_build
    r_target, r_lag, r_build = x.r_target, x.r_lag, x.r_build
    ratio, exposed = x.r_value, x.r_exposed
    cap, cover, limit, value = x.cap, x.effect_cover, x.effect_limit, x.effect_value
    need, flow_path, exit_path, places = x.need, x.flow_path, x.exit_path, x.places_course
    poverty_path, points = x.poverty_path, x.points_course
    found_course, found_demand, found_help = x.found_course, x.found_demand, x.found_help
    chance, gain_course, gain_cover = x.recovery_chance, x.recoveries_course, x.recoveries_cover
    s_source, s_target, s_value = x.s_source, x.s_target, x.s_value
    s_lag, s_build = x.s_lag, x.s_build
    for d in range(begin, end):
        slab[:] = 0.0
        pool[:] = 0.0
        kept = -1
        for a in range(rows_total.size):
            if rows_total[a] < 0:
                continue
            kept = a
            _begin(x, d, a, w)
            _begin_links(x, d, w, g, slope, before)
            _begin_effects(x, d, a, course, alike, odd_from, odd)
            _collect(w, g, a, 0, rows_total, pool, slab)
            _keep(w, a, 0, cells)
            _new_year(w)
            for t in range(T):
                if moves or t == 0:
                    _poverty(g, poverty_path, points, past_poverty, t)
                for i in range(todo_from[t], todo_from[t + 1]):
                    o = todo[i]
                    start = _ONE
                    if moves and linked[o]:
                        start = _from_poverty(
                            g, start, o, past_poverty, t, p_target, slope, p_lag, p_build
                        )
                        start = _from_exposure(
                            g, start, o, past_poverty, t, d, r_target, ratio, exposed, before,
                            r_lag, r_build,
                        )  # fmt: skip
                    if shifts[a, o, t]:
                        _uneven(g, o, t, d, a, odd_from, odd, course, cover, limit, value)
                    _from_levers(g, o, start, t, d, cap, alike)
                if sources > 0:
                    _from_states(g, past, t, d, s_target, s_value, s_lag, s_build)
                _gains(w, t, d, a, chance, gain_course, gain_cover)
                known = found_demand[d] * found_course[0, t]
                wanted = found_help[d] * found_course[1, t]
                drift_need, drift_plan = exit_path[t, a, 0], exit_path[t, a, 1]
                drift_care = exit_path[t, a, 2]
                if full:
                    _ladder_full(w, drift_need, drift_plan, drift_care)
                    _need_full(w, need, d, known, wanted, places[t])
                    for o in range(FIRST_FLOW, POVERTY):
                        _flow_now(g, o, flow_path, t, a)
                    _stocks(w, _NOW)
                    _remember(g, past, t, s_source)
                    if record.shape[0] > 0:
                        _note(w, a, t, record)
                else:
                    _ladder(w, drift_need, drift_plan, drift_care)
                    _need(w, need, d, known, wanted, places[t])
                for o in range(FIRST_FLOW, POVERTY):
                    if not late[o]:
                        _flow(g, o, flow_path, t, a)
                if (t + 1) % QUARTERS > 0:
                    continue
                for o in range(FIRST_FLOW, POVERTY):
                    if late[o] and not acted[o]:
                        _flow_of_year(g, o, flow_path, t - 3, a)
                    elif late[o]:
                        first = t - 3
                        for q in range(t - 3, t + 1):
                            if q == t or shifts[a, o, q + 1]:
                                if shifts[a, o, first]:
                                    _uneven(
                                        g, o, first, d, a, odd_from, odd, course, cover, limit,
                                        value,
                                    )  # fmt: skip
                                _flow_with_levers(
                                    g, o, flow_path, t - 3, a, d, first, q + 1, cap, alike
                                )
                                first = q + 1
                _stocks(w, _ACC)
                year = (t + 1) // QUARTERS
                _collect(w, g, a, year, rows_total, pool, slab)
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


def _lines(inputs: Inputs) -> np.ndarray:
    """Room for what one authority needs, beginning where a line of the cache begins (64 bytes)."""
    quarters = inputs.poverty_path.size
    lines = _LINES + quarters + 1 + inputs.p_target.size + inputs.r_target.size
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
        inputs, begin, end, rows.total, rows.quintile, rows.ethnic, _lines(inputs), slab,
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
