"""What the compiled code works on: numbers of the outcomes, the inputs, and the lines of its array.

Compiled code holds these as constants. `model.dynamics` makes it anew when this file changes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.baseline import OUTCOME_IDS

QUARTERS = 4

# Places of the outcomes; the check below stops a mismatch with the register at import.
CIN, CPP, CLA, ENTRIES, EXITS, CIN_STARTS, CPP_STARTS = 0, 1, 2, 3, 4, 5, 6
UNTREATED, EMOTIONAL, CONDUCT, IN_HELP, RECOVERED = 7, 8, 9, 10, 11
WAITING, SUPPORTED, DEMAND = 12, 13, 14
#: Yearly flows with a path of their own stand from FIRST_FLOW up to POVERTY, which is the last.
FIRST_FLOW, POVERTY, N_OUT = 15, 22, 23
_EXPECTED = (
    "children_in_need",
    "child_protection_plans",
    "looked_after",
    "care_entries",
    "care_exits",
    "cin_starts",
    "cpp_starts",
    "untreated_need",
    "emotional_need",
    "conduct_problems",
    "in_help",
    "recovered",
    "waiting",
    "supported",
    "recorded_demand",
    "suspensions",
    "permanent_exclusions",
    "persistent_absence",
    "first_time_entrants",
    "custody",
    "serious_violence",
    "self_harm_admissions",
    "child_poverty",
)
if OUTCOME_IDS != _EXPECTED:
    raise ImportError("model.engine_layout and model.register_schema disagree on the outcomes")

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
    "e_onset",  # new emotional or behavioural need per child
    "e_recover",  # natural recovery of it
    "e_identify",  # recognised and referred, per child with it
    "e_supported",  # share of those referred who get help while places are short
    "e_finish",  # leave help
    "e_recover_help",  # share of those leaving help recovered
    "c_onset",  # new conduct problems per child
    "c_out",  # leave conduct problems: recovered, or older than 10
    "close",  # cases closed before support, per child waiting
)
#: Stocks per child at the start, columns of `Inputs.need_start`.
NEED_START = (
    "early",
    "lasting",
    "helped",
    "recovered",  # trauma-related
    "emotional",
    "emotional_helped",
    "emotional_recovered",
    "conduct",
)
TRAUMA, EMOTIONAL_AND_CONDUCT = 0, 1  # which stock a direct recovery comes from


class Inputs(NamedTuple):
    """Arrays for one run. C cells, T quarters, D draws, K lever effects.

    people (C,); at_start (23, C) base counts; stock (3, C), starts (3, C) and
    exit_rate (3, C) of the ladder. The baseline path by draw, authority and year after the start
    (float32): flow_path (D, A, years + 1, 7) and start_path (D, A, years + 1, 3) multiply a year's
    flows and starts, exit_path (D, A, years + 1, 3) is added to the yearly exit rate, level_path
    (D, A, years + 1) multiplies the reported share in low income and acts on nothing.
    poverty_share (C,), poverty_path (T,) what is decided already, poverty_base (C,) children the
    share is of, poverty_moves (1,) whether poverty ever leaves its start. need (D, 19) as
    NEED_COLUMNS; need_start (D, 8) per child as NEED_START; need_spread (C,) emotional or
    behavioural need relative to the region.

    What a lever brings is its course in time (.., T) times its size by cell (.., C).

    fresh (T, 23): whether a target's multiplier may differ from the quarter before; elsewhere
    it is kept. Effects, sorted by target, the capped ones first: effect_from (24,) offsets,
    effect_value (D, K), effect_course (T, K), effect_cover (A, K, 32), effect_even (A, K) whether
    that is the same in all of the authority's cells, effect_limit (K,) most that course x cover
    may be, effect_split (23,) where a target's capped ones end, cap (D, 23) the greatest share
    they may remove.
    points_*: poverty points taken off. places_*: added places a year. found_course (2, T) and
    found_cover (C,): percentage points of untreated need found a year, at once and after the
    delay to help, with found_demand and found_help (D,) children per child and point.
    recoveries_course (T, G), recoveries_cover (A, G, 32) people a year, recovery_chance (D, G):
    moved to recovery directly (negative where a gain fades), recoveries_from (G,) TRAUMA or
    EMOTIONAL_AND_CONDUCT, recoveries_conduct (G,) whether they had conduct problems.

    Poverty links (per point): p_target (P,), p_value (D, P) yearly per child per point, p_lag,
    p_build (P,) quarters. Poverty ratios: r_target (R,), r_value (D, R) risk ratio, r_exposed
    (D, R) exposed children per poor child, r_lag, r_build.
    """

    people: np.ndarray
    at_start: np.ndarray
    stock: np.ndarray
    starts: np.ndarray
    exit_rate: np.ndarray
    flow_path: np.ndarray
    start_path: np.ndarray
    exit_path: np.ndarray
    level_path: np.ndarray
    poverty_share: np.ndarray
    poverty_path: np.ndarray
    poverty_base: np.ndarray
    poverty_moves: np.ndarray
    need: np.ndarray
    need_start: np.ndarray
    need_spread: np.ndarray
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
    recoveries_from: np.ndarray
    recoveries_conduct: np.ndarray
    p_target: np.ndarray
    p_value: np.ndarray
    p_lag: np.ndarray
    p_build: np.ndarray
    r_target: np.ndarray
    r_value: np.ndarray
    r_exposed: np.ndarray
    r_lag: np.ndarray
    r_build: np.ndarray


# Cells do not act on each other, so an authority's 25 cells go through all quarters together.
# What is written at every step stands in one flat array, a line for each quantity: with offsets
# known when the code is compiled, the loops over cells become straight vector instructions. Where
# the line is only known when running, the same array comes with its lines as rows (``g``).
CELLS = 25  # cells of an authority
N = 32  # places in a line: whole vectors, each within one line of the cache; the last 7 are nil
(
    CHILDREN,
    S0,
    S1,
    S2,
    B0,
    B1,
    B2,
    X0,
    X1,
    X2,
    POOR,
    POOR_BASE,
    POOR_NOW,
    EARLY,
    LASTING,
    HELPED,
    PLACED,
    WELL,
    SERVED,
    PLACES,
    FOUND,
    POINTS,
    GAIN,
    POOR_MORE,
    ONE,
    E_NEED,
    E_HELPED,
    E_WELL,
    E_SERVED,
    E_NEW,
    E_GAIN,
    C_NOW,
    C_NEW,
    C_GAIN,
    QUEUE,
    Q_IN,
) = range(36)
MULT = 36  # multipliers, one line per outcome
BASE = MULT + N_OUT  # starting yearly flows and stocks
ACC = BASE + N_OUT  # of the year so far
FOLD = ACC + N_OUT  # a year's sums on their way, eight for each outcome
UNEVEN = FOLD + N_OUT  # lever effects that differ between cells, four lines for each outcome
NOW = UNEVEN + 4 * N_OUT  # now, yearly; these and the lines below only when `full`
NOTE = NOW + N_OUT  # flows of need in the quarter, for the conservation checks
NOTES = 20  # ten of trauma-related need, eight of the other, two of the waiting list
OUT0 = NOTE + NOTES  # exits of the ladder in the quarter
LINES = OUT0 + 3
# Lines of a record: starts and exits of the ladder, the flows of need, then the stocks after.
RECORD_NEED = 6
RECORD_STOCKS = RECORD_NEED + NOTES  # the ladder's three
RECORD_NEED_STOCKS = RECORD_STOCKS + 3  # untreated, in help, recovered of each kind; waiting
RECORD = RECORD_NEED_STOCKS + 7
