"""The steps of the simulation in compiled code: what acts on what in a quarter.

Divisions follow NumPy (no exception), without which the loops would not become vector code.
Functions of the loop over quarters become part of it (forceinline): handing over arrays costs as
much time as working through a line of them. Loops over the lines of ``g`` run to its width, not
to N: known when compiled, short ones would be written out cell by cell instead.
"""

from __future__ import annotations

from numba import njit

from model.engine_layout import (
    ACC,
    B0,
    B1,
    B2,
    BASE,
    C_GAIN,
    C_NEW,
    C_NOW,
    CHILDREN,
    CIN,
    CIN_STARTS,
    CLA,
    CONDUCT,
    CPP,
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
    FOUND,
    GAIN,
    HELPED,
    IN_HELP,
    LASTING,
    MULT,
    NOTE,
    NOW,
    ONE,
    OUT0,
    PLACED,
    PLACES,
    POINTS,
    POOR,
    POOR_BASE,
    POOR_MORE,
    POOR_NOW,
    POVERTY,
    Q_IN,
    QUEUE,
    RECOVERED,
    S0,
    S1,
    S2,
    SERVED,
    SUPPORTED,
    TRAUMA,
    UNEVEN,
    UNTREATED,
    WAITING,
    WELL,
    X0,
    X1,
    X2,
    N,
)


@njit(error_model="numpy", nogil=True, forceinline=True)
def reach_back(quarter, lag, build):
    """First and last line of a running sum whose difference is ``build`` quarters, ``lag`` ago.

    Line 0 is nil: before the start nothing had changed.
    """
    last = max(quarter - lag, 0)
    return max(last - build, 0), last


@njit(error_model="numpy", nogil=True)
def per(base):
    """One over a start. Far below one child there is nothing to act on, and it would overflow."""
    return 1.0 / base if base > 1e-12 else 0.0


@njit(error_model="numpy", nogil=True, forceinline=True)
def poverty(g, path, points, past, t):
    """Share of children in low income, and the running sum of points above the start."""
    if t == 0 or path[t] != path[t - 1] or points[t] != points[t - 1]:
        along, taken = path[t], points[t] * 0.01
        for c in range(g.shape[1]):
            share = min(max(g[POOR, c] * along - taken * g[POINTS, c], 0.0), 1.0)
            g[POOR_NOW, c] = share
            g[POOR_MORE, c] = (share - g[POOR, c]) * 100.0
    for c in range(g.shape[1]):
        past[t + 1, c] = past[t, c] + g[POOR_MORE, c]


@njit(error_model="numpy", nogil=True, forceinline=True)
def from_poverty(g, start, o, past, t, target, slope, lag, build):
    """Links per point: what the change of poverty does to the flow it acts on, times ``start``.

    Returns the line in which the product stands.
    """
    for k in range(target.size):
        if target[k] == o:
            first, last = reach_back(t + 1, lag[k], build[k])
            for c in range(g.shape[1]):
                change = past[last, c] - past[first, c]
                g[MULT + o, c] = g[start, c] * max(0.0, 1.0 + slope[k, c] * change)
            start = MULT + o
    return start


@njit(error_model="numpy", nogil=True, forceinline=True)
def from_exposure(g, start, o, past, t, d, target, ratio, exposed, before, lag, build):
    """Ratio links: what a change in the share of children exposed to poverty does to a flow."""
    for k in range(target.size):
        if target[k] == o:
            excess, part, share = ratio[d, k] - 1.0, exposed[d, k], 0.01 / build[k]
            first, last = reach_back(t + 1, lag[k], build[k])
            for c in range(g.shape[1]):
                after = part * (g[POOR, c] + (past[last, c] - past[first, c]) * share)
                left = (1.0 + min(1.0, max(0.0, after)) * excess) * before[k, c]
                g[MULT + o, c] = g[start, c] * left
            start = MULT + o
    return start


@njit(error_model="numpy", nogil=True, forceinline=True)
def uneven(g, o, t, d, a, odd_from, odd, course, cover, limit, value):
    """What lever effects that differ between cells leave of outcome o, in its four lines UNEVEN.

    Effects under a ceiling: the product of all but the last, the last; the others likewise.
    """
    for part in range(2):
        first, end = odd_from[2 * o + part], odd_from[2 * o + part + 1]
        line = UNEVEN + 4 * o + 2 * part
        if t == 0:  # what stays one in this place
            for c in range(g.shape[1]):
                g[line, c], g[line + 1, c] = 1.0, 1.0
        for i in range(first, end):
            k = odd[i]
            size, felt, most = value[d, k], course[k, t], limit[k]
            start = line if first < i < end - 1 else ONE
            to = line + 1 if i == end - 1 else line
            for c in range(g.shape[1]):
                g[to, c] = g[start, c] * max(0.0, 1.0 - size * min(felt * cover[a, k, c], most))


@njit(error_model="numpy", nogil=True, forceinline=True)
def from_levers(g, o, start, t, d, cap, alike):
    """Multiplier of outcome o, from line ``start`` (what poverty did) and the lever effects.

    The effects under a ceiling come with what poverty did and leave no less than the ceiling
    allows, then the others; arrays as of `_begin_effects`.
    """
    even, free, least, line = alike[2 * o, t], alike[2 * o + 1, t], 1.0 - cap[d, o], UNEVEN + 4 * o
    for c in range(g.shape[1]):
        under = g[start, c] * g[line, c] * g[line + 1, c] * even
        g[MULT + o, c] = max(under, least) * g[line + 2, c] * g[line + 3, c] * free


def ladder_step(full):
    """The function below, with or without what only a record asks for."""

    @njit(error_model="numpy", nogil=True, forceinline=True)
    def ladder(w, starts, exits):
        """Care ladder: starts and exits of a quarter; exits from the stock at its beginning.

        ``starts`` (3,) multiplies the starts of the three stocks, ``exits`` (3,) is added to
        their yearly exit rates: the baseline's year.
        """
        for c in range(N):
            stock = w[S0 * N + c]
            rate = (w[X0 * N + c] + exits[0]) * 0.25
            leave = min(max(rate, 0.0), 1.0) * stock
            come = w[B0 * N + c] * w[(MULT + CIN_STARTS) * N + c] * w[(MULT + CIN) * N + c]
            come *= starts[0] * 0.25
            w[S0 * N + c] = stock + come - leave
            w[(ACC + CIN_STARTS) * N + c] += come
            if full:
                w[OUT0 * N + c] = leave
                w[(NOW + CIN_STARTS) * N + c] = come * 4.0
        for c in range(N):
            stock = w[S1 * N + c]
            rate = (w[X1 * N + c] + exits[1]) * 0.25
            leave = min(max(rate, 0.0), 1.0) * stock
            come = w[B1 * N + c] * w[(MULT + CPP_STARTS) * N + c] * w[(MULT + CPP) * N + c]
            come *= starts[1] * 0.25
            w[S1 * N + c] = stock + come - leave
            w[(ACC + CPP_STARTS) * N + c] += come
            if full:
                w[(OUT0 + 1) * N + c] = leave
                w[(NOW + CPP_STARTS) * N + c] = come * 4.0
        for c in range(N):
            stock = w[S2 * N + c]
            rate = (w[X2 * N + c] + exits[2]) * w[(MULT + EXITS) * N + c] * 0.25
            leave = min(max(rate, 0.0), 1.0) * stock
            come = w[B2 * N + c] * w[(MULT + ENTRIES) * N + c] * w[(MULT + CLA) * N + c]
            come *= starts[2] * 0.25
            w[S2 * N + c] = stock + come - leave
            w[(ACC + ENTRIES) * N + c] += come
            w[(ACC + EXITS) * N + c] += leave
            if full:
                w[(OUT0 + 2) * N + c] = leave
                w[(NOW + ENTRIES) * N + c] = come * 4.0
                w[(NOW + EXITS) * N + c] = leave * 4.0

    return ladder


@njit(error_model="numpy", nogil=True, forceinline=True)
def gains(w, t, d, a, chance, course, cover, kind, conduct):
    """People moved straight to recovery in the quarter, before what there is room for."""
    if chance.shape[1] > 0:
        for c in range(N):
            w[GAIN * N + c] = 0.0
            w[E_GAIN * N + c] = 0.0
            w[C_GAIN * N + c] = 0.0
    for g in range(chance.shape[1]):
        per_person = chance[d, g] * course[t, g] * 0.25
        line = GAIN if kind[g] == TRAUMA else E_GAIN
        for c in range(N):
            w[line * N + c] += per_person * cover[a, g, c]
        if conduct[g]:
            for c in range(N):
                w[C_GAIN * N + c] += per_person * cover[a, g, c]


def need_step(full):
    """The function below, with or without what only a record asks for."""

    @njit(error_model="numpy", nogil=True, forceinline=True)
    def step(w, need, d, more_known, more_wanted, places):
        """Trauma-related need: early and lasting, existing help, added places, recovered.

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
            early, lasting = w[EARLY * N + c], w[LASTING * N + c]
            helped, placed = w[HELPED * N + c], w[PLACED * N + c]
            well, found = w[WELL * N + c], w[FOUND * N + c]
            untreated = early + lasting
            known = (identify + more_known * found) * untreated
            wanted = (helped_share + more_wanted * found) * untreated
            into = min(min(wanted, w[SERVED * N + c]), untreated)
            waiting = max(known - into, 0.0)
            into_place = min(min(added * w[PLACES * N + c], waiting), untreated - into)
            direct = min(max(w[GAIN * N + c], -well), untreated - into - into_place)
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
            new = onset * w[CHILDREN * N + c] * w[(MULT + UNTREATED) * N + c]
            lasting = lasting - natural_late - left_lasting + turn - natural_early
            left = gone * (well + min(direct, 0.0))
            w[(ACC + DEMAND) * N + c] += known
            w[(ACC + SUPPORTED) * N + c] += into_any
            w[Q_IN * N + c] = known - into_any
            w[EARLY * N + c] = early - turn - left_early + new
            w[LASTING * N + c] = lasting + worse + max(-direct, 0.0)  # a gain that has faded
            w[HELPED * N + c] = helped - out_help - left_help + (into_any - into_place)
            w[PLACED * N + c] = placed - out_place - left_place + into_place
            w[WELL * N + c] = well - left + (natural_early + natural_late + better) + direct
            if full:
                w[(NOW + DEMAND) * N + c] = known * 4.0
                w[(NOTE + 0) * N + c] = new
                w[(NOTE + 1) * N + c] = natural_early
                w[(NOTE + 2) * N + c] = natural_late
                w[(NOTE + 3) * N + c] = into_any
                w[(NOTE + 4) * N + c] = better
                w[(NOTE + 5) * N + c] = worse
                w[(NOTE + 6) * N + c] = left_early + left_lasting + left_help + left_place
                w[(NOTE + 7) * N + c] = direct
                w[(NOTE + 8) * N + c] = left
                w[(NOTE + 9) * N + c] = into_place

    return step


def emotional_step(full):
    """The function below, with or without what only a record asks for."""

    @njit(error_model="numpy", nogil=True, forceinline=True)
    def step(w, need, d, more_known, more_wanted):
        """Emotional or behavioural need, conduct problems inside it, and the waiting list.

        Children whose case is closed before support leave the list and keep their need.
        """
        recover = min(1.0, need[d, 11] * 0.25)
        identify, helped_share = need[d, 12] * 0.25, need[d, 12] * need[d, 13] * 0.25
        more_known, more_wanted = more_known * 0.25, more_wanted * 0.25
        done, gone, rec_help = min(1.0, need[d, 14] * 0.25), need[d, 9] * 0.25, need[d, 15]
        conduct_out, close = min(1.0, need[d, 17] * 0.25), min(1.0, need[d, 18] * 0.25)
        for c in range(N):
            here, helped, well = w[E_NEED * N + c], w[E_HELPED * N + c], w[E_WELL * N + c]
            found = w[FOUND * N + c]
            known = min((identify + more_known * found) * here, here)
            wanted = (helped_share + more_wanted * found) * here
            into = min(min(wanted, w[E_SERVED * N + c]), here)
            direct = min(max(w[E_GAIN * N + c], -well), here - into)
            kept = here - into - max(direct, 0.0)
            natural = recover * kept
            left_here = gone * (kept - natural)
            out = done * helped
            better = out * rec_help
            left_help = gone * (helped - out)
            new = w[E_NEW * N + c] * w[(MULT + EMOTIONAL) * N + c] * 0.25
            faded = max(-direct, 0.0)
            left_well = gone * (well - faded)
            w[E_NEED * N + c] = kept - natural - left_here + (out - better) + new + faded
            w[E_HELPED * N + c] = helped - out - left_help + into
            w[E_WELL * N + c] = well - left_well + (natural + better) + direct
            # Parenting takes the same children out of conduct problems; more than there are cannot.
            conduct = w[C_NOW * N + c]
            arriving = w[C_NEW * N + c] * w[(MULT + EMOTIONAL) * N + c] * 0.25
            conduct = conduct - conduct_out * conduct + arriving - w[C_GAIN * N + c]
            w[C_NOW * N + c] = max(conduct, 0.0)
            waiting, joined = w[QUEUE * N + c], w[Q_IN * N + c] + (known - into)
            closed = close * waiting
            w[QUEUE * N + c] = waiting - closed + joined
            w[(ACC + DEMAND) * N + c] += known
            w[(ACC + SUPPORTED) * N + c] += into
            if full:
                w[(NOW + DEMAND) * N + c] += known * 4.0
                w[(NOW + SUPPORTED) * N + c] = (into + w[(NOTE + 3) * N + c]) * 4.0
                w[(NOTE + 10) * N + c] = new
                w[(NOTE + 11) * N + c] = natural
                w[(NOTE + 12) * N + c] = into
                w[(NOTE + 13) * N + c] = better
                w[(NOTE + 14) * N + c] = out - better
                w[(NOTE + 15) * N + c] = left_here + left_help
                w[(NOTE + 16) * N + c] = direct
                w[(NOTE + 17) * N + c] = left_well
                w[(NOTE + 18) * N + c] = joined
                w[(NOTE + 19) * N + c] = closed

    return step


ladder, ladder_full = ladder_step(False), ladder_step(True)
need, need_full = need_step(False), need_step(True)
emotional, emotional_full = emotional_step(False), emotional_step(True)


@njit(error_model="numpy", nogil=True, forceinline=True)
def flow(g, o, along):
    """Add a quarter of a flow: the start, along the baseline path, times what is left of it."""
    quarter = along * 0.25
    for c in range(g.shape[1]):
        g[ACC + o, c] += g[BASE + o, c] * quarter * g[MULT + o, c]


@njit(error_model="numpy", nogil=True, forceinline=True)
def flow_of_year(g, o, along):
    """The same for a whole year in which no lever acts."""
    quarter = along * 0.25
    for c in range(g.shape[1]):
        part = g[BASE + o, c] * quarter
        g[ACC + o, c] = part + part + part + part


@njit(error_model="numpy", nogil=True, forceinline=True)
def flow_with_levers(g, o, along, t, d, begin, end, cap, alike):
    """The same where levers act: quarters ``begin`` to ``end`` of the year that begins with t.

    The effects that differ between cells stay in these quarters; the others are one number each.
    """
    row, least, line, quarter = 2 * o, 1.0 - cap[d, o], UNEVEN + 4 * o, along * 0.25
    # Times whether the quarter is meant: a branch here would have every array counted as in use.
    first, second = quarter * (begin <= t), quarter * ((begin <= t + 1) & (t + 1 < end))
    third, fourth = quarter * ((begin <= t + 2) & (t + 2 < end)), quarter * (t + 3 < end)
    e1, e2, e3, e4 = alike[row, t], alike[row, t + 1], alike[row, t + 2], alike[row, t + 3]
    row += 1
    f1, f2, f3, f4 = alike[row, t], alike[row, t + 1], alike[row, t + 2], alike[row, t + 3]
    for c in range(g.shape[1]):
        base, under = g[BASE + o, c], g[line, c] * g[line + 1, c]
        one, two = g[line + 2, c], g[line + 3, c]
        so_far = g[ACC + o, c] + base * first * (max(under * e1, least) * one * two * f1)
        so_far = so_far + base * second * (max(under * e2, least) * one * two * f2)
        so_far = so_far + base * third * (max(under * e3, least) * one * two * f3)
        g[ACC + o, c] = so_far + base * fourth * (max(under * e4, least) * one * two * f4)


@njit(error_model="numpy", nogil=True, forceinline=True)
def stocks(w, now, level):
    """Yearly level at this moment of everything but the flows, in lines from ``now`` on.

    ``level`` multiplies the share in low income at the start: what a forecast adds to it.
    """
    for i in range(3):
        for c in range(N):
            w[(now + i) * N + c] = w[(S0 + i) * N + c]
    for c in range(N):
        w[(now + UNTREATED) * N + c] = w[EARLY * N + c] + w[LASTING * N + c]
        w[(now + EMOTIONAL) * N + c] = w[E_NEED * N + c]
        w[(now + CONDUCT) * N + c] = w[C_NOW * N + c]
        w[(now + IN_HELP) * N + c] = (w[HELPED * N + c] + w[PLACED * N + c]) + w[E_HELPED * N + c]
        w[(now + RECOVERED) * N + c] = w[WELL * N + c] + w[E_WELL * N + c]
        w[(now + WAITING) * N + c] = w[QUEUE * N + c]
        share = w[POOR_NOW * N + c] + w[POOR * N + c] * (level - 1.0)
        w[(now + POVERTY) * N + c] = max(share, 0.0) * w[POOR_BASE * N + c]
