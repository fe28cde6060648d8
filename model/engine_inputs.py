"""From a plan's levers to the arrays of the compiled code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model import levers
from model.baseline import LADDER, PLACE, Baseline
from model.engine_layout import EMOTIONAL_AND_CONDUCT, N_OUT, POVERTY, QUARTERS, Inputs, N
from model.need import parameter, recovery_chance
from model.register import Link
from model.setting import AREAS, CELLS, Setting
from model.uncertainty import draw

_PATHS = ("flow_path", "start_path", "level_path")


@dataclass
class _Parts:
    """What a plan's levers bring, before it is stacked for the compiled code."""

    quarters: int
    effects: list[tuple[int, bool, np.ndarray, np.ndarray, np.ndarray, float]]
    recoveries: list[tuple[np.ndarray, np.ndarray, np.ndarray, int, bool]]
    points: tuple[np.ndarray, np.ndarray]
    places: tuple[np.ndarray, np.ndarray]
    found: np.ndarray
    found_cover: np.ndarray

    @classmethod
    def nothing(cls, quarters: int) -> _Parts:
        still = (np.zeros(quarters), np.zeros(CELLS))
        return cls(quarters, [], [], still, still, np.zeros((2, quarters)), np.zeros(CELLS))


def prepare(
    setup: Setting, uses: Sequence[levers.Use], inside: np.ndarray
) -> tuple[Inputs, list[levers.Reach]]:
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
    got_all, lifted = [], []
    for use in sorted(uses, key=lambda item: order.get(item.lever, -1)):
        got = levers.reach(use, registers, state, setup.base, cells, quarters)
        got_all.append(got)
        if got.lever.measure == "points" or got.lever.lifts:
            lifted.append(got)
        else:
            for link in registers.lever_links(use.lever):
                _add(parts, link, got, setup)
    parts.points = _points(lifted, setup)
    parts.effects.sort(key=lambda item: (item[0], not item[1]))
    return _inputs(setup, parts), got_all


def _points(lifted: Sequence[levers.Reach], setup: Setting) -> tuple[np.ndarray, np.ndarray]:
    """Points of child poverty taken off, as a course (T,) and a size by cell (350,).

    Income advice keeps children out of poverty as the poverty lever does, through the same links
    and never beside them. With both in use the course is the mean of theirs, weighted by children.
    """
    base = setup.state.at_risk[POVERTY]
    people = [got.people * (got.lever.lifts or 1.0) for got in lifted]
    whole = sum(float(each.sum()) for each in people)
    if whole == 0:
        return np.zeros(setup.quarters), np.zeros(CELLS)
    course = sum(
        got.level * float(each.sum()) / whole for got, each in zip(lifted, people, strict=True)
    )
    together = np.minimum(sum(people), setup.state.poverty * base)
    return np.asarray(course), 100.0 * _share(together, base)


def still(inputs: Inputs) -> Inputs:
    """The same with every baseline rate held exactly in every draw: no course and no shock."""
    held = {name: np.ones_like(getattr(inputs, name)) for name in _PATHS}
    return inputs._replace(**held, exit_path=np.zeros_like(inputs.exit_path))


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0))


def _add(parts: _Parts, link: Link, got: levers.Reach, setup: Setting) -> None:
    """Put one effect of a lever where the compiled code looks for it."""
    registers, draws, seed = setup.registers, setup.draws, setup.seed
    if link.target == "recovered" and link.applies_to == "children_with_untreated_need":
        parts.places = (got.level, got.people)
    elif link.target == "recovered":
        without = parameter(registers, "recovery_without_help_during_therapy", draws, seed)
        size = levers.distribution_of(link, got.use, got.lever)
        gain = recovery_chance(draw(link.id, size, draws, seed), without) - without
        course = levers.recovery_response(got.level, link)
        # Those helped have conduct problems, or else emotional or behavioural need; what a lever
        # does for trauma-related need goes through places.
        conduct = registers.eligible[link.applies_to].basis == "conduct_problems"
        parts.recoveries.append((course, got.people, gain, EMOTIONAL_AND_CONDUCT, conduct))
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
    return np.asarray(np.ptp(cells, axis=2) <= 1e-12 * np.abs(cells).max(axis=2))


def _risk_ratio(link: Link, setup: Setting) -> np.ndarray:
    """A ratio link by draw, odds ratios as ratios of risk, shape (draws,).

    At the share of children without the exposure who have the need: Zhang J and Yu KF (1998),
    JAMA 280:1690-1691. For outcomes other than need the odds ratio stands, as the risk is small.
    """
    ratio = draw(link.id, link.distribution, setup.draws, setup.seed)
    place = {"untreated_need": (0, 1, 2), "emotional_need": (4, 5)}.get(link.target)
    if place is None:
        return ratio
    with_need = setup.need_start[:, place].sum(axis=1)
    exposed = parameter(setup.registers, "persistent_poverty", setup.draws, setup.seed)
    risk = ratio
    for _ in range(30):  # the two depend on each other and settle in a few rounds
        without = with_need / (1 + exposed * (risk - 1))
        risk = ratio / (1 - without + without * ratio)
    return risk


def _inputs(setup: Setting, parts: _Parts) -> Inputs:
    registers, state, draws, seed = setup.registers, setup.state, setup.draws, setup.seed
    quarters = setup.quarters
    poverty_links = [
        link
        for link in registers.links.values()
        if link.source == "child_poverty" and link.target != "child_poverty"
    ]
    slopes = [link for link in poverty_links if link.form == "absolute per point"]
    ratios = [link for link in poverty_links if link.form == "odds ratio"]
    if len(slopes) + len(ratios) != len(poverty_links):
        raise ValueError("a link from child_poverty has a form this engine does not know")
    cap = np.ones((draws, N_OUT))
    ceiling = parameter(registers, "attributable_share", draws, seed)
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
        flow_path=route.flows,
        start_path=route.starts,
        exit_path=route.exits,
        level_path=route.level,
        poverty_share=np.ascontiguousarray(state.poverty),
        poverty_path=poverty_path,
        poverty_base=np.ascontiguousarray(state.at_risk[POVERTY]),
        poverty_moves=np.array([moves]),
        need=setup.need,
        need_start=setup.need_start,
        need_spread=setup.need_spread,
        fresh=_fresh(
            targets,
            _columns([item[3] for item in effects], quarters),
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
        recoveries_from=np.array([item[3] for item in recoveries], dtype=np.int64),
        recoveries_conduct=np.array([item[4] for item in recoveries], dtype=np.bool_),
        p_target=np.array([PLACE[link.target] for link in slopes], dtype=np.int64),
        p_value=_columns([values(link) * ages(link) for link in slopes], draws),
        p_lag=lags(slopes, "delay_years"),
        p_build=lags(slopes, "build_years"),
        r_target=np.array([PLACE[link.target] for link in ratios], dtype=np.int64),
        r_value=_columns([_risk_ratio(link, setup) for link in ratios], draws),
        # A point less poverty is taken as a point fewer children in persistent poverty.
        r_exposed=np.ones((draws, len(ratios))),
        r_lag=lags(ratios, "delay_years"),
        r_build=lags(ratios, "build_years"),
    )


def _fresh(
    targets: np.ndarray,
    course: np.ndarray,
    of_poverty: list[tuple[int, float]],
    poverty: np.ndarray,
) -> np.ndarray:
    """Whether each outcome's multiplier may change in a quarter, (T, 23).

    It may where an effect's course moves, where poverty has moved within a link's reach back in
    time. Once a plan has settled nothing is worked out again.
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
    return fresh


def _ladder(state: Baseline) -> np.ndarray:
    return np.ascontiguousarray(state.counts[[PLACE[stock] for stock in LADDER]])
