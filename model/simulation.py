"""One call from a plan's levers to simulated years, with and without the plan.

``simulate_uses`` prepares arrays from the registers and the baseline, runs the compiled code
for the plan and for the baseline with the same draws, and returns both. The baseline is kept, so
that moving a lever on screen costs one run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import stats

from model import levers
from model.baseline import BASE_YEAR, LADDER, OUTCOME_IDS, PLACE, Baseline, Path, baseline, path
from model.dynamics import (
    FIRST_FLOW,
    N_OUT,
    NEED_COLUMNS,
    POVERTY,
    QUARTERS,
    Inputs,
    N,
    Rows,
    mean_cells,
    run,
)
from model.register import Link, Registers, load_registers
from model.register_schema import OUTCOMES
from model.uncertainty import draw

YEARS = 20
AREAS, CELLS = 14, 350


def year_labels(years: int = YEARS) -> np.ndarray:
    """Years ending 31 March: 2025 (the start) to 2025 + years."""
    return np.arange(BASE_YEAR, BASE_YEAR + years + 1)


def pooled_rows(inside: Sequence[bool] | np.ndarray) -> Rows:
    """Rows 0-13 each authority; 14-18 quintiles and 19-23 ethnic groups over the areas inside.

    Authorities outside are not simulated; their rows stay 0.
    """
    chosen = np.asarray(inside, dtype=bool)
    quintile = np.where(chosen[:, None], AREAS + np.arange(5), -1)
    ethnic = np.where(chosen[:, None], AREAS + 5 + np.arange(5), -1)
    return Rows(np.where(chosen, np.arange(AREAS), -1), quintile, ethnic, AREAS + 10)


def _parameter(registers: Registers, name: str, draws: int, seed: int) -> np.ndarray:
    return draw(f"parameter.{name}", registers.parameters[name].distribution, draws, seed)


def recovery_chance(effect: np.ndarray, without: np.ndarray) -> np.ndarray:
    """Chance of recovery among those helped, from Hedges g and the chance without help.

    Symptoms are taken as normal in both groups with the same spread and threshold, so that the
    chance is Phi(Phi^-1(without) + g) (Kraemer HC and Kupfer DJ (2006), Biol Psychiatry
    59:990-996, use the same model for numbers needed to treat).
    """
    return stats.norm.cdf(stats.norm.ppf(without) + effect)


def place_recovery(registers: Registers, draws: int, seed: int) -> np.ndarray:
    """Chance that a child entering therapy leaves it recovered, by draw.

    Those who drop out recover as without help; those who finish recover as above, and no more
    often than routine clinics report.
    """
    link = registers.links["therapy_recovery"]
    effect = draw(link.id, link.distribution, draws, seed)
    without = _parameter(registers, "recovery_without_help_during_therapy", draws, seed)
    dropout = _parameter(registers, "therapy_dropout", draws, seed)
    ceiling = _parameter(registers, "routine_response_ceiling", draws, seed)
    finished = np.minimum(recovery_chance(effect, without), ceiling)
    return dropout * without + (1 - dropout) * finished


def need_parameters(registers: Registers, draws: int, seed: int) -> np.ndarray:
    """Yearly rates of the need stocks by draw, columns as NEED_COLUMNS, shape (draws, 10)."""

    def of(name: str) -> np.ndarray:
        return _parameter(registers, name, draws, seed)

    supported = of("referral_supported")
    chance = place_recovery(registers, draws, seed)
    table = {
        # Chance 7.8% over 18 years of childhood at an even yearly rate.
        "onset": -np.log1p(-of("ptsd_by_18")) / levers.CHILDHOOD,
        "leave_early": np.full(draws, 2.0),  # the early course is six months (E171)
        "recover_early": of("recovery_first_six_months"),
        "recover_late": of("recovery_after_six_months"),
        "identify": of("specialist_reach") / supported,
        "supported": supported,
        # Help lasts as long as the trials of therapy measure, half a year.
        "finish": np.full(draws, 1 / registers.links["therapy_recovery"].delay_years),
        "recover_help": chance,
        "recover_place": chance,
        # Onset even over ages 0 to 17 leaves nine years of childhood on average.
        "age_out": np.full(draws, 2.0 / levers.CHILDHOOD),
    }
    return np.column_stack([table[name] for name in NEED_COLUMNS])


def need_equilibrium(need: np.ndarray) -> np.ndarray:
    """Stocks per child that the quarterly equations leave unchanged, shape (draws, 4).

    Early and lasting untreated need, in help, recovered; closed form of the steps in
    `model.dynamics` with existing help at its starting size.
    """
    onset, leave, rec_early, rec_late, identify, supported, finish, chance, _, age = (
        need[:, column] for column in range(need.shape[1])
    )
    onset, leave, late, finish, age = (
        rate / QUARTERS for rate in (onset, leave, rec_late, finish, age)
    )
    leave, finish = np.minimum(leave, 1), np.minimum(finish, 1)
    served = identify * supported / QUARTERS
    stay = 1 - served
    early = onset / (1 - stay * (1 - leave) * (1 - age))
    in_help = served / (1 - (1 - finish) * (1 - age))
    back = finish * (1 - chance) * in_help
    lasting = (
        early * (leave * stay * (1 - rec_early) + back) / (1 - stay * (1 - late) * (1 - age) - back)
    )
    helped = in_help * (early + lasting)
    recovered = (
        leave * stay * rec_early * early + late * stay * lasting + finish * chance * helped
    ) / age
    return np.column_stack([early, lasting, helped, recovered])


@dataclass(frozen=True)
class Setting:
    """What does not depend on the plan: registers, baseline state and path, draws."""

    path_id: str
    registers: Registers
    state: Baseline
    route: Path
    draws: int
    seed: int
    years: int
    need: np.ndarray
    need_start: np.ndarray
    base: dict[str, np.ndarray]

    @property
    def quarters(self) -> int:
        """Quarters simulated."""
        return self.years * QUARTERS


@lru_cache(maxsize=8)
def setting(path_id: str, draws: int, seed: int, years: int = YEARS) -> Setting:
    """Prepare everything but the plan. ``draws`` 1 gives one random draw, not the centre.

    Raises KeyError for an unknown baseline path.
    """
    registers = load_registers()
    state = baseline()
    need = need_parameters(registers, draws, seed)
    start = need_equilibrium(need)
    base = {outcome: state.counts[PLACE[outcome]] for outcome in OUTCOME_IDS}
    for number, flow in enumerate(LADDER.values()):
        base[flow] = state.starts[number]
    base["care_exits"] = state.starts[2]
    centre = need_equilibrium(need.mean(axis=0, keepdims=True))[0]
    base["untreated_need"] = (centre[0] + centre[1]) * state.people.cells
    route = path(registers.baselines[path_id], state, years)
    return Setting(path_id, registers, state, route, draws, seed, years, need, start, base)


def _by_quarter(by_year: np.ndarray, quarters: int) -> np.ndarray:
    """(flows, 14, years + 1) to (quarters, 14, flows): the middle of each quarter."""
    years = by_year.shape[-1] - 1
    time = (np.arange(quarters) + 0.5) / QUARTERS
    left = np.minimum(time.astype(int), years - 1)
    part = time - left
    values = by_year[..., left] * (1 - part) + by_year[..., left + 1] * part
    return np.ascontiguousarray(np.moveaxis(values, (0, 1, 2), (2, 1, 0)))


@dataclass
class _Parts:
    """What a plan's levers bring, before it is stacked for the compiled code."""

    quarters: int
    effects: list[tuple[int, bool, np.ndarray, np.ndarray, np.ndarray, float]]
    recoveries: list[tuple[np.ndarray, np.ndarray, np.ndarray]]
    points: tuple[np.ndarray, np.ndarray]
    places: tuple[np.ndarray, np.ndarray]
    found: np.ndarray
    found_cover: np.ndarray

    @classmethod
    def nothing(cls, quarters: int) -> _Parts:
        still = (np.zeros(quarters), np.zeros(CELLS))
        return cls(quarters, [], [], still, still, np.zeros((2, quarters)), np.zeros(CELLS))


def prepare(setup: Setting, uses: Sequence[levers.Use], inside: np.ndarray) -> tuple[Inputs, list]:
    """Arrays for the compiled code, and the reach of each lever in use.

    Parameters
    ----------
    inside
        True for the plan's authorities, shape (14,).

    Raises
    ------
    levers.LeverError
        For an unknown lever or targeting, or a lever used twice.
    """
    names = [use.lever for use in uses]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise levers.LeverError(f"lever used twice: {', '.join(sorted(twice))}")
    registers, state, quarters = setup.registers, setup.state, setup.quarters
    cells = np.repeat(np.asarray(inside, dtype=bool), CELLS // AREAS)
    parts = _Parts.nothing(quarters)
    # The order of the register, not of the plan, so that products round alike in any order.
    order = {name: number for number, name in enumerate(registers.levers)}
    got_all = []
    for use in sorted(uses, key=lambda item: order.get(item.lever, -1)):
        got = levers.reach(use, registers, state, setup.base["untreated_need"], cells, quarters)
        got_all.append(got)
        if got.lever.measure == "points":
            parts.points = (got.level, 100.0 * _share(got.people, state.people.cells))
        else:
            for link in registers.lever_links(use.lever):
                _add(parts, link, got, setup)
    parts.effects.sort(key=lambda item: (item[0], not item[1]))
    return _inputs(setup, parts), got_all


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _add(parts: _Parts, link: Link, got: levers.Reach, setup: Setting) -> None:
    """Put one effect of a lever where the compiled code looks for it."""
    registers, draws, seed = setup.registers, setup.draws, setup.seed
    if link.target == "recovered" and link.applies_to == "children_with_untreated_need":
        parts.places = (got.level, got.people)
    elif link.target == "recovered":
        without = _parameter(registers, "recovery_without_help_during_therapy", draws, seed)
        gain = recovery_chance(draw(link.id, link.distribution, draws, seed), without) - without
        course = levers.recovery_response(got.level, link)
        parts.recoveries.append((course, got.people, gain))
    elif link.target in ("recorded_demand", "in_help"):
        # The register's value is per percentage point of untreated need found.
        row = 0 if link.target == "recorded_demand" else 1
        parts.found[row] = levers.share_response(got.level, link)
        parts.found_cover = 100.0 * got.coverage
    else:
        course, cover, limit = levers.cover(link, got, registers, setup.base)
        if got.lever.measure == "gap":
            cover = cover * levers.unexplained_gap(link.target, got.use.groups, setup.state)
        values = levers.effect_values(link, got, registers, draws, seed)
        capped = link.ceiling is not None
        parts.effects.append((PLACE[link.target], capped, values, course, cover, limit))


def _columns(parts: list[np.ndarray], rows: int) -> np.ndarray:
    """Arrays of one length side by side: (rows, number of parts)."""
    return np.ascontiguousarray(np.column_stack(parts)) if parts else np.zeros((rows, 0))


def _by_area(parts: list[np.ndarray]) -> np.ndarray:
    """Arrays (350,) as (14, number of parts, N): an authority's 25 cells, filled up with 0."""
    padded = np.zeros((AREAS, len(parts), N))
    for number, part in enumerate(parts):
        padded[:, number, : CELLS // AREAS] = part.reshape(AREAS, -1)
    return padded


def _even(cover: np.ndarray) -> np.ndarray:
    """Whether cover (14, parts, N) is the same in all cells of an authority, to rounding."""
    cells = cover[..., : CELLS // AREAS]
    return np.ptp(cells, axis=2) <= 1e-12 * np.abs(cells).max(axis=2)


def _inputs(setup: Setting, parts: _Parts) -> Inputs:
    registers, state, draws, seed = setup.registers, setup.state, setup.draws, setup.seed
    quarters = setup.quarters
    poverty_links = [
        link for link in registers.links.values()
        if link.source == "child_poverty" and link.target != "child_poverty"
    ]  # fmt: skip
    slopes = [link for link in poverty_links if link.form == "absolute per point"]
    ratios = [link for link in poverty_links if link.form == "odds ratio"]
    others = [
        link for link in registers.links.values()
        if link.source in OUTCOMES and link.source not in ("child_poverty", *registers.levers)
    ]  # fmt: skip
    if len(slopes) + len(ratios) != len(poverty_links):
        raise ValueError("a link from child_poverty has a form this engine does not know")
    cap = np.ones((draws, N_OUT))
    ceiling = _parameter(registers, "attributable_share", draws, seed)
    for link in registers.links.values():
        if link.ceiling is not None:
            own = ceiling if isinstance(link.ceiling, str) else np.full(draws, link.ceiling)
            place = PLACE[link.target]
            cap[:, place] = np.minimum(cap[:, place], own)

    def ages(link: Link) -> float:
        group = registers.eligible[link.applies_to]
        return (group.age_to - group.age_from + 1) / levers.CHILDHOOD

    def values(link: Link) -> np.ndarray:
        return draw(link.id, link.distribution, draws, seed)

    def lags(links: list[Link], field: str) -> np.ndarray:
        found_ = [round(getattr(link, field) * QUARTERS) for link in links]
        least = 0 if field == "delay_years" else 1
        return np.array([max(number, least) for number in found_], dtype=np.int64)

    effects, recoveries = parts.effects, parts.recoveries
    cover = _by_area([item[4] for item in effects])
    targets = np.array([item[0] for item in effects], dtype=np.int64)
    offsets = np.searchsorted(targets, np.arange(N_OUT + 1)).astype(np.int64)
    capped = np.bincount(targets[[item[1] for item in effects]], minlength=N_OUT)
    poverty_path = np.interp(
        (np.arange(quarters) + 1) / QUARTERS, np.arange(setup.years + 1), setup.route.poverty
    )
    moves = bool(parts.points[1].any() or (poverty_path != 1).any())
    demand = registers.links["identification_recorded_demand"]
    helped = registers.links["identification_in_help"]
    route = setup.route
    return Inputs(
        people=np.ascontiguousarray(state.people.cells),
        at_start=np.ascontiguousarray(state.counts),
        stock=_ladder(state),
        starts=np.ascontiguousarray(state.starts),
        exit_rate=_share(state.starts, _ladder(state)),
        flow_path=_by_quarter(route.flows[FIRST_FLOW:POVERTY], quarters),
        exit_path=_by_quarter(route.exits, quarters),
        poverty_share=np.ascontiguousarray(state.poverty),
        poverty_path=poverty_path,
        poverty_base=np.ascontiguousarray(state.at_risk[POVERTY]),
        poverty_moves=np.array([moves]),
        need=setup.need,
        need_start=setup.need_start,
        fresh=_fresh(
            targets,
            _columns([item[3] for item in effects], quarters),
            [PLACE[link.target] for link in others],
            [(PLACE[link.target], link.delay_years + link.build_years) for link in poverty_links],
            np.column_stack([parts.points[0], poverty_path]),
        ),
        effect_from=offsets,
        effect_value=_columns([item[2] for item in effects], draws),
        effect_course=_columns([item[3] for item in effects], quarters),
        effect_cover=cover,
        effect_even=_even(cover),
        effect_limit=np.array([item[5] for item in effects], dtype=float),
        effect_split=(offsets[:-1] + capped).astype(np.int64),
        cap=cap,
        points_course=parts.points[0],
        points_cover=parts.points[1],
        places_course=parts.places[0],
        places_cover=parts.places[1],
        found_course=parts.found,
        found_cover=parts.found_cover,
        found_demand=values(demand).copy(),
        found_help=values(helped).copy(),
        recoveries_course=_columns([item[0] for item in recoveries], quarters),
        recoveries_cover=_by_area([item[1] for item in recoveries]),
        recovery_chance=_columns([item[2] for item in recoveries], draws),
        p_target=np.array([PLACE[link.target] for link in slopes], dtype=np.int64),
        p_value=_columns([values(link) * ages(link) for link in slopes], draws),
        p_lag=lags(slopes, "delay_years"),
        p_build=lags(slopes, "build_years"),
        r_target=np.array([PLACE[link.target] for link in ratios], dtype=np.int64),
        r_value=_columns([values(link) for link in ratios], draws),
        # A point less poverty is taken as a point fewer children in persistent poverty.
        r_exposed=np.ones((draws, len(ratios))),
        r_lag=lags(ratios, "delay_years"),
        r_build=lags(ratios, "build_years"),
        s_source=np.array([PLACE[link.source] for link in others], dtype=np.int64),
        s_target=np.array([PLACE[link.target] for link in others], dtype=np.int64),
        s_value=_columns([_state_value(link, draws, seed) for link in others], draws),
        s_lag=lags(others, "delay_years"),
        s_build=lags(others, "build_years"),
    )


def _fresh(
    targets: np.ndarray,
    course: np.ndarray,
    of_states: list[int],
    of_poverty: list[tuple[int, float]],
    poverty: np.ndarray,
) -> np.ndarray:
    """Whether each outcome's multiplier may change in a quarter, (T, 19).

    It may where an effect's course moves, where poverty has moved within a link's reach back in
    time, and always where a state acts. Once a plan has settled nothing is worked out again.
    """
    quarters = course.shape[0]
    fresh = np.zeros((quarters, N_OUT), dtype=np.bool_)
    fresh[0] = True
    moved = np.diff(course, axis=0) != 0
    for number, place in enumerate(targets):
        fresh[1:, place] |= moved[:, number]
    # Poverty starts from rest: its first quarter counts as a move when it is already off.
    stirred = np.any(np.diff(poverty, axis=0, prepend=[[0.0, 1.0]]) != 0, axis=1)
    for place, years in of_poverty:
        reach = round(years * QUARTERS) + 2
        for quarter in np.flatnonzero(stirred):
            fresh[quarter : quarter + reach + 1, place] = True
    fresh[:, of_states] = True
    return fresh


def _state_value(link: Link, draws: int, seed: int) -> np.ndarray:
    """Proportional change of the target per proportional change of the source, by draw."""
    value = draw(link.id, link.distribution, draws, seed)
    change = value if link.form == "relative change" else 1 - 1 / value
    if link.event_share is not None:
        change = change * draw(f"{link.id}.event_share", link.event_share, draws, seed)
    return change


def _ladder(state: Baseline) -> np.ndarray:
    return np.ascontiguousarray(state.counts[[PLACE[stock] for stock in LADDER]])


@lru_cache(maxsize=6)
def _baseline_run(
    path_id: str, draws: int, seed: int, years: int, reported: tuple[int, ...]
) -> np.ndarray:
    setup = setting(path_id, draws, seed, years)
    inputs, _ = prepare(setup, (), np.ones(AREAS, dtype=bool))
    result = run(inputs, pooled_rows(np.isin(np.arange(AREAS), reported)))
    result.setflags(write=False)
    return result


@dataclass(frozen=True)
class Runs:
    """Simulated years with and without the plan, (D, 24, years + 1, 19) each.

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

    Raises
    ------
    KeyError
        For an area outside the region or an unknown baseline path.
    levers.LeverError
        For a lever setting that cannot be used.
    """
    setup = setting(path_id, draws, seed, years)
    inside = _places(setup.state, areas)
    reported = inside if report is None else _places(setup.state, report)
    without = _baseline_run(path_id, draws, seed, years, reported)
    kept = tuple(use for use in uses if use.units != 0)
    inputs, got = prepare(setup, kept, np.isin(np.arange(AREAS), inside))
    result = without
    if got:
        result = run(inputs, pooled_rows(np.isin(np.arange(AREAS), reported)))
    return Runs(setup, kept, result, without, got, inside, reported)


def cell_means(runs: Runs, most: int = 256) -> tuple[np.ndarray, np.ndarray]:
    """Mean over (at most ``most``) draws of every cell: plan and baseline, (350, years + 1, 19).

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
