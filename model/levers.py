"""From a plan's levers to what reaches each cell in each quarter.

A lever is read in two parts. *Who gets it*: units, targeting, start, ramp and end give the share
of those eligible in a cell who are reached (`allocate`, `in_place`). *What it does*: each link's
delay, build-up and fade give how much of its effect is felt in a quarter (`share_response`,
`intake_response`). Neither depends on the draw; the size of the effect does (`effect_values`).
Effects on one flow multiply, and those with a ceiling cannot together go below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.contract import ETHNIC_GROUPS
from data.errors import PlainError
from model.baseline import BASE_YEAR, NEED, PLACE, Baseline
from model.register import Distribution, Eligible, Lever, Link, Registers
from model.register_schema import OUTCOMES
from model.uncertainty import draw

CHILDHOOD = 18  # years of age from 0 to 17
QUARTER = 0.25
#: Share of children with lasting need who leave it in a year without help: two in eighteen by
#: leaving childhood, and natural recovery of about 5% (0 to 10%).
GONE = 2 / CHILDHOOD + 0.05


class LeverError(PlainError, ValueError):
    """A lever's setting cannot be used; the message names the lever and the field."""


@dataclass(frozen=True)
class Use:
    """One lever as a plan uses it, in the model's terms.

    ``units`` in the lever's own unit; ``end_year`` None means it goes on; ``groups`` names the
    ethnic groups of a "gap" lever; ``judgement`` is the plan's own range for a judged effect.
    """

    lever: str
    units: float
    targeting: str
    start_year: int
    ramp_years: float
    end_year: int | None = None
    groups: tuple[str, ...] = ()
    judgement: Distribution | None = None


def in_place(use: Use, quarters: int) -> np.ndarray:
    """Share of the lever's full size in place in each quarter (middle of it), shape (quarters,).

    A year is taken to start on 1 April: start year 2027 is two years after the base date.
    """
    time = (np.arange(quarters) + 0.5) * QUARTER + BASE_YEAR
    if use.ramp_years > 0:
        level = np.clip((time - use.start_year) / use.ramp_years, 0.0, 1.0)
    else:
        level = (time >= use.start_year).astype(float)
    if use.end_year is not None:
        level[time >= use.end_year] = 0.0
    return np.asarray(level)


def _quarters(years: float) -> int:
    return round(years / QUARTER)


def _convolve(series: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    # Rounded so that an effect that has settled is the same number in every quarter.
    return np.round(np.convolve(series, kernel)[: series.size], 12)


def share_response(level: np.ndarray, link: Link) -> np.ndarray:
    """Part of full effect felt when a share of those eligible is covered while a lever runs.

    Each rise of ``level`` takes effect after the link's delay, growing over its build-up. When
    the lever ends the effect goes the way it came, or halves every ``half_life_years``.
    """
    lag = np.arange(level.size) - _quarters(link.delay_years) + 1
    build = max(_quarters(link.build_years), 1)
    rise = np.clip(lag / build, 0.0, 1.0)
    fall = rise
    if link.half_life_years is not None:
        years = np.maximum(lag, 0) * QUARTER
        fall = 1.0 - 0.5 ** (years / link.half_life_years)
    change = np.diff(level, prepend=0.0)
    return np.asarray(
        _convolve(np.maximum(change, 0), rise) - _convolve(np.maximum(-change, 0), fall)
    )


def intake_response(level: np.ndarray, link: Link, stay: float) -> np.ndarray:
    """Years of effect felt a year per person reached a year.

    With a baseline risk the effect is spread evenly over the link's window; without one it lasts
    while the person stays among those eligible (mean ``stay`` years). Both fade by half-life
    from when the person is reached.
    """
    since = (np.arange(level.size) - _quarters(link.delay_years)) * QUARTER
    felt = since >= 0
    age = np.maximum(since, 0.0)
    if link.baseline_risk is not None:
        kernel = np.where(felt & (since < link.window_years), 1.0 / link.window_years, 0.0)
    else:
        kernel = np.where(felt, np.exp(-age / stay), 0.0)
    if link.half_life_years is not None:
        kernel = kernel * 0.5 ** (age / link.half_life_years)
    return _convolve(level, kernel * QUARTER)


def recovery_response(level: np.ndarray, link: Link) -> np.ndarray:
    """Net yearly flow to recovery per person reached a year: gains, less gains that have faded.

    A gain can fade only in a child who would still be in need without it: by then some have left
    childhood and some would have recovered by themselves (`GONE` a year), and are not put back.
    """
    kernel = np.zeros(level.size)
    first = _quarters(link.delay_years)
    if first < level.size:
        kernel[first] = 1.0
        if link.half_life_years is not None:
            kept = 0.5 ** (QUARTER / link.half_life_years)
            after = np.arange(level.size - first - 1)
            stay = (1 - GONE) ** ((after + 1) * QUARTER)
            kernel[first + 1 :] = -(1 - kept) * kept**after * stay
    return _convolve(level, kernel)


def eligible_people(group: Eligible, state: Baseline, base: Mapping[str, np.ndarray]) -> np.ndarray:
    """Central number eligible in each cell (a stock, or a yearly flow), shape (350,).

    Ages are taken as even between 0 and 17. ``base`` holds every outcome's start by cell.
    """
    ages = (group.age_to - group.age_from + 1) / CHILDHOOD
    if group.basis == "children":
        basis = state.people.cells
    elif group.basis == "need":
        basis = base["untreated_need"] + base["emotional_need"]
    elif group.basis in NEED:
        basis = base[group.basis]
    else:
        basis = state.counts[PLACE[group.basis]]
    return basis * ages * group.share.central


def _fill(total: float, weight: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """Share out ``total`` in proportion to weights without passing any limit."""
    given = np.zeros_like(limit)
    for _ in range(limit.size):
        open_ = (limit - given > 1e-12) & (weight > 0)
        left = total - given.sum()
        if left <= 1e-9 or not open_.any():
            break
        add = np.where(open_, weight, 0.0) / weight[open_].sum() * left
        given = np.minimum(given + add, limit)
    return given


def allocate(
    total: float, targeting: str, eligible: np.ndarray, inside: np.ndarray, state: Baseline
) -> np.ndarray:
    """People reached in each cell when ``total`` are reached in the chosen areas, shape (350,).

    Parameters
    ----------
    total
        People (a stock share or a yearly number); more than are eligible reaches all of them.
    targeting
        "everyone": in proportion to those eligible. "in proportion to need": eligible x share of
        children in low income in the cell. "most deprived first": all of the most deprived fifth,
        then the next.
    inside
        True for cells of the plan's areas.
    """
    limit = np.where(inside, eligible, 0.0)
    if targeting == "everyone":
        return _fill(total, limit, limit)
    if targeting == "in proportion to need":
        return _fill(total, limit * state.poverty, limit)
    if targeting != "most deprived first":
        raise LeverError(f"unknown targeting '{targeting}'")
    given = np.zeros_like(limit)
    quintile = np.tile(np.repeat(np.arange(5), 5), limit.size // 25)
    for fifth in range(5):
        here = np.where(quintile == fifth, limit, 0.0)
        given += _fill(min(total - given.sum(), here.sum()), here, here)
    return given


def unexplained_gap(outcome: str, groups: tuple[str, ...], state: Baseline) -> np.ndarray:
    """Share of an outcome, by cell, in the named groups' excess over the White group's rate.

    The ratio compares a group's count in the region with the count it would have at the rates of
    White children in neighbourhoods of the same deprivation. Groups at or below 1 have no
    excess. 0 everywhere when the outcome is not published by ethnic group.
    """
    follows = {
        "care_entries": "looked_after",
        "cin_starts": "children_in_need",
        "cpp_starts": "child_protection_plans",
    }
    pattern = follows.get(outcome, outcome)
    excess = np.zeros(len(ETHNIC_GROUPS))
    if "ethnicity" in state.broken_down[pattern]:
        counts = state.counts[PLACE[pattern]].reshape(-1, 5, 5).sum(axis=0)
        at_risk = state.at_risk[PLACE[pattern]].reshape(-1, 5, 5).sum(axis=0)
        white = counts[:, ETHNIC_GROUPS.index("White")] / at_risk[:, ETHNIC_GROUPS.index("White")]
        expected = (at_risk * white[:, None]).sum(axis=0)
        ratio = counts.sum(axis=0) / expected
        excess = np.where(ratio > 1, 1 - 1 / ratio, 0.0)
    named = np.array([group in groups for group in ETHNIC_GROUPS])
    return np.tile(np.where(named, excess, 0.0), state.people.cells.size // 5)


@dataclass(frozen=True)
class Reach:
    """One lever worked out: people reached by cell at full size, and its course in time."""

    use: Use
    lever: Lever
    level: np.ndarray  # (T,)
    people: np.ndarray  # (350,) reached: share of stock, or a year
    eligible: np.ndarray  # (350,)

    @property
    def coverage(self) -> np.ndarray:
        """Reached over eligible, (350,), at most 1."""
        return np.asarray(
            np.divide(
                self.people, self.eligible, out=np.zeros_like(self.people), where=self.eligible > 0
            )
        )


def reach(
    use: Use,
    registers: Registers,
    state: Baseline,
    base: Mapping[str, np.ndarray],
    inside: np.ndarray,
    quarters: int,
) -> Reach:
    """Who a lever reaches. Raises LeverError for an unknown lever or targeting."""
    if use.lever not in registers.levers:
        raise LeverError(f"there is no lever '{use.lever}'")
    lever = registers.levers[use.lever]
    eligible = eligible_people(registers.eligible[lever.eligible], state, base)
    if lever.measure == "people a year":
        total = use.units * lever.people_per_unit
    else:
        total = use.units / 100.0 * float(eligible[inside].sum())
    if lever.measure == "points":
        poor = state.poverty * eligible
        people = allocate(total, use.targeting, eligible, inside, state)
        people = np.minimum(people, poor)
    else:
        people = allocate(total, use.targeting, eligible, inside, state)
    return Reach(use, lever, in_place(use, quarters), people, eligible)


def _scale_ages(link: Link, lever: Lever, registers: Registers) -> float:
    """Ages of the link's group over ages of the lever's, where the link's are fewer."""
    of_link, of_lever = registers.eligible[link.applies_to], registers.eligible[lever.eligible]
    span = of_link.age_to - of_link.age_from + 1
    whole = of_lever.age_to - of_lever.age_from + 1
    return min(1.0, span / whole)


def cover(
    link: Link, got: Reach, registers: Registers, base: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, float]:
    """Coverage of a link's target before the effect's size: course x cover, at most the limit.

    With a baseline risk this is people-years at risk over the target's starting flow, so that
    coverage x risk x (1 - ratio) is the share of the flow avoided; there is then no limit.

    Returns
    -------
    (course (T,), cover (350,), limit)
    """
    group = registers.eligible[got.lever.eligible]
    yearly = got.lever.measure == "people a year"
    if link.baseline_risk is not None:
        flow = base[link.target]
        people = got.people * _scale_ages(link, got.lever, registers)
        per_flow = np.divide(people, flow, out=np.zeros_like(people), where=flow > 0)
        if yearly or _is_flow(group):
            return intake_response(got.level, link, 1.0), per_flow, np.inf
        return share_response(got.level, link) / link.window_years, per_flow, np.inf
    if yearly:
        stay = 1.0 if _is_flow(group) else (group.age_to - group.age_from + 1) / 2
        return intake_response(got.level, link, stay), got.coverage, 1.0
    return share_response(got.level, link), got.coverage, 1.0


def _is_flow(group: Eligible) -> bool:
    return group.basis in OUTCOMES and OUTCOMES[group.basis][0] == "flow"


def distribution_of(link: Link, use: Use | None, lever: Lever | None) -> Distribution:
    """The link's distribution, or the plan's own where the effect rests on judgement."""
    bounds = lever.judgement_bounds if lever is not None else None
    if use is None or use.judgement is None or bounds is None or link.id not in bounds.links:
        return link.distribution
    return use.judgement


def effect_values(
    link: Link, got: Reach, registers: Registers, draws: int, seed: int
) -> np.ndarray:
    """Share of the target's flow removed per unit of coverage, by draw, shape (draws,)."""
    value = draw(link.id, distribution_of(link, got.use, got.lever), draws, seed)
    if got.lever.measure == "gap":
        removed = value.copy()
    elif link.form == "relative change":
        removed = -value
    else:
        removed = 1.0 - value
    if link.event_share is not None:
        removed = removed * draw(f"{link.id}.event_share", link.event_share, draws, seed)
    if link.baseline_risk is not None:
        removed = removed * draw(f"{link.id}.baseline_risk", link.baseline_risk, draws, seed)
    group = registers.eligible[got.lever.eligible]
    if group.share.family != "fixed":
        share = draw(f"{group.id}.share", group.share, draws, seed) / group.share.central
        if got.lever.measure == "people a year" and link.baseline_risk is None:
            removed = removed / np.maximum(share, 1e-9)
        elif got.lever.measure == "share" and link.baseline_risk is not None:
            removed = removed * share
    return removed
