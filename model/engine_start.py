"""The start of a draw, what is due when, and the sums of a year, in compiled code."""

from __future__ import annotations

import numpy as np
from numba import njit

from model.engine_layout import (
    ACC,
    B0,
    BASE,
    C_GAIN,
    C_NEW,
    C_NOW,
    CELLS,
    CHILDREN,
    CIN_STARTS,
    CONDUCT,
    CPP_STARTS,
    DEMAND,
    E_GAIN,
    E_HELPED,
    E_NEED,
    E_NEW,
    E_SERVED,
    E_WELL,
    EARLY,
    EMOTIONAL,
    ENTRIES,
    EXITS,
    FIRST_FLOW,
    FOLD,
    FOUND,
    GAIN,
    HELPED,
    IN_HELP,
    LASTING,
    MULT,
    N_OUT,
    NOTE,
    NOTES,
    NOW,
    ONE,
    OUT0,
    PLACED,
    PLACES,
    POINTS,
    POOR,
    POOR_BASE,
    POVERTY,
    QUEUE,
    RECORD_NEED,
    RECORD_NEED_STOCKS,
    RECORD_STOCKS,
    RECOVERED,
    S0,
    SERVED,
    SUPPORTED,
    UNTREATED,
    WAITING,
    WELL,
    X0,
    N,
)
from model.engine_steps import per


@njit(error_model="numpy", nogil=True)
def collect(w, g, a, year, rows_total, pool, out):
    """Add an authority's year to its row of out (rows, years + 1, 23), and its cells to pool."""
    sums, line = out[rows_total[a], year], pool[year]
    for c in range(N_OUT * N):
        line[c] += w[ACC * N + c]
    # Folded to eight sums for each outcome first, which is vector code.
    for o in range(N_OUT):
        for c in range(g.shape[1] // 4):
            low, high = (g[ACC + o, c] + g[ACC + o, c + 8], g[ACC + o, c + 16] + g[ACC + o, c + 24])
            g[FOLD + o, c] = low + high
    for o in range(N_OUT):
        k = (FOLD + o) * N
        half = (w[k] + w[k + 1]) + (w[k + 2] + w[k + 3])
        sums[o] += half + ((w[k + 4] + w[k + 5]) + (w[k + 6] + w[k + 7]))


@njit(error_model="numpy", nogil=True)
def share_out(pool, a, rows_quintile, rows_ethnic, out):
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
def keep_cells(w, a, year, cells):
    """Add an authority's year, cell by cell, into cells when it has lines."""
    if cells.shape[0] > 0:
        for c in range(CELLS):
            for o in range(N_OUT):
                cells[a * CELLS + c, year, o] += w[(ACC + o) * N + c]


@njit(error_model="numpy", nogil=True)
def lay_out(x, d, a, w):
    """Lay out an authority's starting state."""
    first = a * CELLS
    identify = x.need[d, 4]
    for c in range(CELLS):
        people = x.people[first + c]
        w[CHILDREN * N + c] = people
        for i in range(3):
            w[(S0 + i) * N + c] = x.stock[i, first + c]
            w[(B0 + i) * N + c] = x.starts[i, first + c]
            w[(X0 + i) * N + c] = x.exit_rate[i, first + c]
        w[POOR * N + c] = x.poverty_share[first + c]
        w[POOR_BASE * N + c] = x.poverty_base[first + c]
        w[EARLY * N + c] = x.need_start[d, 0] * people
        w[LASTING * N + c] = x.need_start[d, 1] * people
        w[HELPED * N + c] = x.need_start[d, 2] * people
        w[PLACED * N + c] = 0.0
        w[WELL * N + c] = x.need_start[d, 3] * people
        untreated = w[EARLY * N + c] + w[LASTING * N + c]
        w[SERVED * N + c] = identify * x.need[d, 5] * untreated * 0.25
        there = x.need_spread[first + c] * people
        emotional_here = x.need_start[d, 4] * there
        w[E_NEED * N + c] = emotional_here
        w[E_HELPED * N + c] = x.need_start[d, 5] * there
        w[E_WELL * N + c] = x.need_start[d, 6] * there
        w[C_NOW * N + c] = x.need_start[d, 7] * there
        w[E_NEW * N + c], w[C_NEW * N + c] = x.need[d, 10] * there, x.need[d, 16] * there
        known = identify * untreated + x.need[d, 12] * emotional_here
        supported = identify * x.need[d, 5] * untreated
        w[E_SERVED * N + c] = x.need[d, 12] * x.need[d, 13] * emotional_here * 0.25
        supported += x.need[d, 12] * x.need[d, 13] * emotional_here
        w[QUEUE * N + c] = (known - supported) / x.need[d, 18]
        w[GAIN * N + c], w[E_GAIN * N + c], w[C_GAIN * N + c] = 0.0, 0.0, 0.0
        w[PLACES * N + c] = x.places_cover[first + c]
        w[FOUND * N + c] = x.found_cover[first + c]
        w[POINTS * N + c] = x.points_cover[first + c]
        for o in range(N_OUT):
            w[(ACC + o) * N + c] = x.at_start[o, first + c]
        w[(ACC + CIN_STARTS) * N + c] = x.starts[0, first + c]
        w[(ACC + CPP_STARTS) * N + c] = x.starts[1, first + c]
        w[(ACC + ENTRIES) * N + c] = x.starts[2, first + c]
        w[(ACC + EXITS) * N + c] = x.exit_rate[2, first + c] * x.stock[2, first + c]
        w[(ACC + UNTREATED) * N + c] = untreated
        w[(ACC + EMOTIONAL) * N + c] = emotional_here
        w[(ACC + CONDUCT) * N + c] = w[C_NOW * N + c]
        w[(ACC + IN_HELP) * N + c] = w[HELPED * N + c] + w[E_HELPED * N + c]
        w[(ACC + RECOVERED) * N + c] = w[WELL * N + c] + w[E_WELL * N + c]
        w[(ACC + WAITING) * N + c] = w[QUEUE * N + c]
        w[(ACC + SUPPORTED) * N + c] = supported
        w[(ACC + DEMAND) * N + c] = known + w[QUEUE * N + c]
    w[ONE * N : (ONE + 1) * N] = 1.0
    w[MULT * N : (MULT + N_OUT) * N] = 1.0
    for c in range(N_OUT * N):
        w[BASE * N + c] = w[ACC * N + c]


@njit(error_model="numpy", nogil=True)
def begin_links(x, d, w, g, slope, before):
    """What of the poverty links stays as it is through all quarters, a line for each link."""
    for k in range(x.p_target.size):
        value, base = x.p_value[d, k] / x.p_build[k], BASE + x.p_target[k]
        for c in range(N):
            slope[k, c] = value * w[CHILDREN * N + c] * per(g[base, c])
    for k in range(x.r_target.size):
        excess, part = x.r_value[d, k] - 1.0, x.r_exposed[d, k]
        for c in range(N):
            before[k, c] = 1.0 / (1.0 + min(1.0, part * w[POOR * N + c]) * excess)


@njit(error_model="numpy", nogil=True)
def begin_effects(x, d, a, course, alike, odd_from, odd):
    """Sort a place's lever effects: those alike in all cells are worked out for all quarters.

    Rows 2 x outcome (capped) and 2 x outcome + 1 (not capped). alike (46, T): the product of what
    those with the same coverage in every cell leave; odd_from (47,), odd (K,): the others.
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


@njit(error_model="numpy", nogil=True)
def shift_quarters(x):
    """Quarters in which an effect that differs between a place's cells moves, (A, 23, T)."""
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
def what_is_due(x, full):
    """What is worked out when: begins (T + 1,) offsets by quarter, todo (..,) outcomes.

    Also late (23,): flows that act on nothing and that poverty does not act on. They are left to
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


@njit(error_model="numpy", nogil=True)
def write_record(w, a, t, record):
    """Write a quarter into the record (see `_draws`)."""
    for c in range(CELLS):
        at = a * CELLS + c
        for i in range(3):
            flow = CIN_STARTS if i == 0 else (CPP_STARTS if i == 1 else ENTRIES)
            record[t, 2 * i, at] = w[(NOW + flow) * N + c] * 0.25
            record[t, 2 * i + 1, at] = w[(OUT0 + i) * N + c]
            record[t, RECORD_STOCKS + i, at] = w[(S0 + i) * N + c]
        for i in range(NOTES):
            record[t, RECORD_NEED + i, at] = w[(NOTE + i) * N + c]
        record[t, RECORD_NEED_STOCKS, at] = w[(NOW + UNTREATED) * N + c]
        record[t, RECORD_NEED_STOCKS + 1, at] = w[HELPED * N + c] + w[PLACED * N + c]
        record[t, RECORD_NEED_STOCKS + 2, at] = w[WELL * N + c]
        record[t, RECORD_NEED_STOCKS + 3, at] = w[E_NEED * N + c]
        record[t, RECORD_NEED_STOCKS + 4, at] = w[E_HELPED * N + c]
        record[t, RECORD_NEED_STOCKS + 5, at] = w[E_WELL * N + c]
        record[t, RECORD_NEED_STOCKS + 6, at] = w[QUEUE * N + c]


@njit(error_model="numpy", nogil=True)
def new_year(w):
    """The year's sums begin again; those already waiting are among the year's referrals."""
    for c in range(N_OUT * N):
        w[ACC * N + c] = 0.0
    for c in range(N):
        w[(ACC + DEMAND) * N + c] = w[QUEUE * N + c]
