"""What a plan is asked to reach: a rate or a gap read off simulated years, and the goal for it.

Goals come from published figures (England, statistical neighbours), from today's gap (halved), or
from the user. A goal that cannot be had is refused with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from data import store
from data.contract import ETHNIC_GROUPS, parse_period
from model.baseline import PLACE, Baseline
from model.plan import Plan, plan_authorities
from model.register_schema import OUTCOMES
from model.results import MORE_IS_BETTER, NO_JUDGEMENT
from model.setting import AREAS

Kind = Literal["england", "neighbours", "halve_england", "halve_fifths", "halve_group", "own"]

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "england": "England's rate",
        "neighbours": "Mean rate of the statistical neighbours",
        "halve_england": "Half of today's gap to England",
        "halve_fifths": "Half of today's gap between the most and least deprived fifths",
        "halve_group": "Half of today's gap between an ethnic group and the average",
        "own": "A rate of your own",
    }
)
#: Outcome of the model -> catalogue entry with the same definition and unit.
INDICATORS: Mapping[str, str] = MappingProxyType(
    {
        "children_in_need": "children_in_need",
        "child_protection_plans": "child_protection_plans",
        "looked_after": "looked_after",
        "care_entries": "looked_after_starts",
        "suspensions": "suspensions",
        "permanent_exclusions": "permanent_exclusions",
        "persistent_absence": "persistent_absence",
        "first_time_entrants": "first_time_entrants",
        "self_harm_admissions": "self_harm_10_24",
        "child_poverty": "children_low_income_bhc",
    }
)
#: Outcomes of which fewer is better: the only ones a search may be asked to lower.
TARGET_OUTCOMES = tuple(
    outcome for outcome in OUTCOMES if outcome not in MORE_IS_BETTER | NO_JUDGEMENT
)
#: Fewer neighbours with a figure than this say little of ten.
LEAST_NEIGHBOURS = 5
#: A group with fewer children or events than this is too small to set a goal on.
LEAST_COUNT = 10


class TargetError(ValueError):
    """This goal cannot be set here; the message says why."""


@dataclass(frozen=True)
class Measure:
    """A weighted sum of rates read off simulated rows (24, years + 1, 23).

    Each element is one rate: an outcome over some rows, mean over the years ``first`` to ``last``
    (positions), divided by the people at risk.
    """

    outcomes: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]
    scale: tuple[float, ...]  # rate per counted child or event
    weights: tuple[float, ...]
    first: int
    last: int

    def elements(self, rows: np.ndarray) -> np.ndarray:
        """Each rate, shape (..., elements), of an array (..., 24, years + 1, 23)."""
        when = slice(self.first, self.last + 1)
        parts = []
        for outcome, wanted, scale in zip(self.outcomes, self.rows, self.scale, strict=True):
            series = rows[..., outcome][..., list(wanted), :].astype(float).sum(axis=-2)
            parts.append(series[..., when].mean(axis=-1) * scale)
        return np.stack(parts, axis=-1)

    def value(self, rows: np.ndarray) -> np.ndarray:
        """The weighted sum, shape (...)."""
        return np.asarray(self.elements(rows) @ np.asarray(self.weights))

    def at(self, first: int, last: int | None = None) -> Measure:
        """The same measure over other years."""
        last = first if last is None else last
        return Measure(self.outcomes, self.rows, self.scale, self.weights, first, last)


def _at_risk(state: Baseline, outcome: str, places: Sequence[int]) -> np.ndarray:
    return np.asarray(state.at_risk[PLACE[outcome]].reshape(AREAS, 5, 5)[list(places)])


def positions(state: Baseline, areas: Sequence[str]) -> tuple[int, ...]:
    """Rows of the authorities, in order of code."""
    return tuple(state.people.position(code) for code in sorted(areas))


def rate(state: Baseline, areas: Sequence[str], outcome: str, year: int) -> Measure:
    """The outcome's rate over the areas together, in its own unit."""
    places = positions(state, areas)
    scale = state.per[outcome] / _at_risk(state, outcome, places).sum()
    return Measure((PLACE[outcome],), (places,), (float(scale),), (1.0,), year, year)


def fifths_gap(state: Baseline, areas: Sequence[str], outcome: str, year: int) -> Measure:
    """Rate in the most deprived fifth of neighbourhoods less that in the least deprived.

    Raises TargetError when the outcome is not published by deprivation, or a fifth is empty.
    """
    reason = state.why_not(outcome, "imd_quintile")
    if reason:
        raise TargetError(reason)
    people = _at_risk(state, outcome, positions(state, areas)).sum(axis=(0, 2))
    if people[0] <= 0 or people[4] <= 0:
        raise TargetError(
            "There are no children here in the most or in the least deprived fifth of "
            "England's neighbourhoods, so there is no gap between them to halve."
        )
    per, place = state.per[outcome], PLACE[outcome]
    return Measure(
        (place, place),
        ((AREAS,), (AREAS + 4,)),
        (per / people[0], per / people[4]),
        (1.0, -1.0),
        year,
        year,
    )


def group_gap(
    state: Baseline, areas: Sequence[str], outcome: str, group: str, year: int
) -> Measure:
    """Rate of a named ethnic group less the rate of all children.

    Raises TargetError when the outcome is not published by ethnic group or the group is unknown.
    """
    if group not in ETHNIC_GROUPS:
        raise TargetError(f"There is no ethnic group '{group}': {', '.join(ETHNIC_GROUPS)}.")
    reason = state.why_not(outcome, "ethnicity")
    if reason:
        raise TargetError(reason)
    places = positions(state, areas)
    people = _at_risk(state, outcome, places)
    number = ETHNIC_GROUPS.index(group)
    own = people[:, :, number].sum()
    if own <= 0:
        raise TargetError(f"{group}: nobody of this group is at risk here.")
    per, place = state.per[outcome], PLACE[outcome]
    return Measure(
        (place, place),
        ((AREAS + 5 + number,), places),
        (per / own, per / people.sum()),
        (1.0, -1.0),
        year,
        year,
    )


@dataclass(frozen=True)
class Target:
    """A measure, the value it should come down to, and how to say it."""

    outcome: str
    kind: str
    measure: Measure
    value: float
    now: float  # the measure at the start
    unit: str
    words: str  # what is to be reached, with its figure's source and period


def _published(indicator_id: str, codes: Sequence[str]) -> tuple[dict[str, float], str]:
    """Latest values of areas by code, and the period's label in words."""
    table = store.observations(indicator_id, area_codes=list(codes), group_type="all")
    table = table.dropna(subset=["value"])
    if table.empty:
        return {}, ""
    period = max(table["period"].unique(), key=lambda text: parse_period(text).end)
    newest = table[table["period"] == period]
    values = dict(zip(newest["area_code"], newest["value"].astype(float), strict=True))
    return values, parse_period(period).label


def nation_rate(outcome: str) -> tuple[float, str]:
    """England's latest published rate and its words; the nation next above it if there is none.

    Raises TargetError when no nation's rate is published with the model's definition.
    """
    title = OUTCOMES[outcome][1]
    if outcome not in INDICATORS:
        raise TargetError(f"{title}: no rate for England with this definition is published.")
    for code in store.NATIONS:
        values, label = _published(INDICATORS[outcome], [code])
        if code in values:
            name = store.area_names()[code]
            note = "" if code == store.ENGLAND else " (no figure for England alone is published)"
            return values[code], f"the rate of {name}, {label}{note}"
    raise TargetError(f"{title}: no rate for England is in the published figures used here.")


def neighbours_rate(
    outcome: str, areas: Sequence[str], weights: Mapping[str, float]
) -> tuple[float, str]:
    """Mean latest rate of each authority's statistical neighbours, weighted over authorities.

    Plain mean over an authority's neighbours with a figure. Raises TargetError with fewer than
    ``LEAST_NEIGHBOURS`` of them.
    """
    title = OUTCOMES[outcome][1]
    if outcome not in INDICATORS:
        raise TargetError(f"{title}: no rate of neighbours with this definition is published.")
    total, over, label = 0.0, 0.0, ""
    for code in areas:
        near = store.statistical_neighbours(code)["neighbour_code"].tolist()
        values, label = _published(INDICATORS[outcome], near) if near else ({}, label)
        if len(values) < LEAST_NEIGHBOURS:
            raise TargetError(
                f"{title}: figures for only {len(values)} of the {len(near)} statistical "
                f"neighbours of {store.area_names()[code]} are in hand, too few for a mean."
            )
        total += weights[code] * float(np.mean(list(values.values())))
        over += weights[code]
    whose = (
        "the ten statistical neighbours"
        if len(areas) == 1
        else ("each authority's ten statistical neighbours, weighted by children")
    )
    return total / over, f"the mean rate of {whose}, {label}"


def find_target(
    plan: Plan,
    state: Baseline,
    start: np.ndarray,
    outcome: str,
    kind: str,
    group: str = "",
    own: float | None = None,
) -> Target:
    """The goal for an outcome over the plan's areas at its horizon.

    Parameters
    ----------
    start
        Rows (24, years + 1, 23) of the baseline; year 0 is today.
    group
        The ethnic group of "halve_group".
    own
        The rate of "own", in the outcome's unit.

    Raises
    ------
    TargetError
        When the goal cannot be set, with the reason.
    """
    if outcome not in TARGET_OUTCOMES:
        raise TargetError(f"'{outcome}' is not an outcome of which fewer is better.")
    areas, year = plan_authorities(plan), plan.horizon_years
    per, base = state.per[outcome], state.bases[outcome]
    unit = "%" if per == 100 and base != "pupils" else f"per {per:,.0f} {base}"
    if kind == "halve_fifths":
        measure = fifths_gap(state, areas, outcome, year)
        return _halved(
            start,
            outcome,
            kind,
            measure,
            unit,
            "between the most and least deprived fifths of neighbourhoods",
        )
    if kind == "halve_group":
        measure = group_gap(state, areas, outcome, group, year)
        return _halved(
            start,
            outcome,
            kind,
            measure,
            unit,
            f"between {group} children and the average of all children",
        )
    measure = rate(state, areas, outcome, year)
    now = float(measure.at(0).value(start))
    if kind == "own":
        if own is None or not np.isfinite(own) or own < 0:
            raise TargetError("Give the rate to reach: a number of 0 or more.")
        return Target(outcome, kind, measure, float(own), now, unit, "the rate you set")
    if kind == "neighbours":
        weights = {
            code: float(_at_risk(state, outcome, positions(state, [code])).sum()) for code in areas
        }
        value, words = neighbours_rate(outcome, areas, weights)
        return Target(outcome, kind, measure, value, now, unit, words)
    if kind not in ("england", "halve_england"):
        raise TargetError(f"unknown goal '{kind}': {', '.join(KINDS)}")
    value, words = nation_rate(outcome)
    if kind == "england":
        return Target(outcome, kind, measure, value, now, unit, words)
    if now <= value:
        raise TargetError(
            f"The rate here ({now:,.4g} {unit}) is not above {words} ({value:,.4g}), so there is "
            "no gap to halve."
        )
    return Target(
        outcome, kind, measure, value + (now - value) / 2, now, unit, f"half-way to {words}"
    )


def check_size(start: np.ndarray, measure: Measure) -> None:
    """Refuse a gap one side of which is too small to set a goal on (`LEAST_COUNT`).

    Raises TargetError.
    """
    counts = measure.at(0).elements(start) / np.asarray(measure.scale)
    if counts.min() < LEAST_COUNT:
        raise TargetError(
            f"One side of this gap has fewer than {LEAST_COUNT} children or events in a year here: "
            "too few to set a goal on. Choose a larger area or another gap."
        )


def _halved(
    start: np.ndarray, outcome: str, kind: str, measure: Measure, unit: str, between: str
) -> Target:
    today = measure.at(0)
    now = float(today.value(start))
    check_size(start, measure)
    if now <= 0:
        raise TargetError(
            f"Today's rate is not higher on the first side of the gap {between}, so there is "
            "nothing to halve."
        )
    return Target(outcome, kind, measure, now / 2, now, unit, f"half of today's gap {between}")
