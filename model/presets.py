"""Plans to start from, and what a plan reaches and costs in a year before anything is simulated.

A preset is made for the areas of the plan it starts from, so that it means the same in one
authority as in the region. How far each lever is pulled follows one rule (`starting_level`), not
an opinion on which lever is best. A lever that rests on judgement is set too, but has no effect
until the user gives a range.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from data.contract import ETHNIC_GROUPS
from model import levers
from model.appraisal import cost_draws, lever_costs
from model.baseline import BASE_YEAR
from model.plan import Plan, check_plan, new_plan, plan_authorities
from model.prices import load_price_index
from model.register import Lever, load_registers
from model.register_schema import PUBLIC_PAYERS, STRANDS
from model.results import SCREEN_DRAWS, uses_of
from model.setting import AREAS, CELLS, Setting, setting

#: Share of a lever's range that a preset uses, and of those eligible that a programme counted in
#: people takes in a year. One rule for all levers: a preset is a place to start, not advice.
SHARE_OF_RANGE = 0.25
SHARE_OF_PEOPLE = 0.10
#: Points of child poverty in a preset: the range of ten points is the plan's own claim.
POINTS = 1.0
#: Group whose rates the gap of the others is measured against (`model.levers.unexplained_gap`).
_COMPARED_WITH = "White"


class PresetError(ValueError):
    """A preset cannot be made; the message says why."""


@dataclass(frozen=True)
class Preset:
    """A plan to start from: its id, name, and one or two sentences on what it sets."""

    id: str
    title: str
    description: str


@dataclass(frozen=True)
class Scale:
    """One lever's size when fully in place, before any simulation.

    ``people`` reached (a year, or as a share of those there at one time), ``eligible`` people of
    the plan's areas, ``yearly_cost`` mean pounds of 2024-25 a year (None: no cost known).
    """

    people: float
    eligible: float
    yearly_cost: float | None

    @property
    def coverage(self) -> float:
        """People reached over those eligible."""
        return self.people / self.eligible if self.eligible > 0 else 0.0


def presets() -> dict[str, Preset]:
    """Presets by id, in the order of a menu."""
    rule = (
        f"Each lever at a quarter of its range, programmes at a tenth of those eligible a year, "
        f"child poverty at {POINTS:g} point"
    )
    found = {"none": Preset("none", "No change", "Every lever at nothing: the baseline itself.")}
    for strand, title in STRANDS.items():
        judged = (
            " Its lever rests on judgement and does nothing until you give your range."
            if strand == "fair_shares"
            else ""
        )
        found[strand] = Preset(strand, f"One strand: {title}", f"{rule}.{judged}")
    found["layered"] = Preset(
        "layered",
        "Multi-layered (all strands)",
        f"{rule}, in all five strands at once. “Why?” shows what the strands do to each other.",
    )
    for strand in ("prevent", "strengthen", "identify"):
        found[f"same_money_{strand}"] = Preset(
            f"same_money_{strand}",
            f"Same money, one strand: {STRANDS[strand]}",
            "The yearly cost of the multi-layered plan, spent on this strand alone, all its "
            "levers raised by one factor as far as they go.",
        )
    return found


def preset_plan(preset_id: str, start: Plan) -> Plan:
    """The preset's plan, for the areas and settings of ``start``.

    Raises PresetError for an unknown preset.
    """
    known = presets()
    if preset_id not in known:
        raise PresetError(f"no preset '{preset_id}'; known: {', '.join(known)}")
    if preset_id.startswith("same_money_"):
        chosen = _same_money(preset_id.removeprefix("same_money_"), start)
    elif preset_id == "none":
        chosen = {}
    else:
        strands = list(STRANDS) if preset_id == "layered" else [preset_id]
        chosen = _levels(strands, start)
    title = known[preset_id].title
    return _with_levels(start, chosen, title if preset_id != "none" else "No change")


def _levels(strands: list[str], start: Plan) -> dict[str, float]:
    registers = load_registers()
    return {
        lever.id: starting_level(lever, start)
        for lever in registers.levers.values()
        if lever.strand in strands
    }


def starting_level(lever: Lever, start: Plan) -> float:
    """How far a preset pulls a lever, on the lever's own steps, at least one of them."""
    if lever.measure == "points":
        return POINTS
    if lever.measure == "people a year":
        people = eligible_people(start)[lever.id] * SHARE_OF_PEOPLE / lever.people_per_unit
    else:
        people = lever.max * SHARE_OF_RANGE
    stepped = round(people / lever.step) * lever.step
    return float(min(max(stepped, lever.step), lever.max))


def furthest(lever: Lever, plan: Plan) -> float:
    """Highest level that still reaches somebody more in the plan's areas, at most the lever's."""
    if lever.measure != "people a year":
        return lever.max
    return min(lever.max, math.ceil(eligible_people(plan)[lever.id] / lever.people_per_unit))


def _with_levels(start: Plan, levels: Mapping[str, float], title: str) -> Plan:
    registers = load_registers()
    kept = start.model_dump(mode="json")
    kept["title"] = title
    last = BASE_YEAR + start.horizon_years - 1
    kept["levers"] = {}
    for lever_id, level in levels.items():
        lever = registers.levers[lever_id]
        setting_: dict[str, object] = {"level": level, "start_year": min(lever.start_year, last)}
        if lever.measure == "gap":
            setting_["groups"] = [group for group in ETHNIC_GROUPS if group != _COMPARED_WITH]
        kept["levers"][lever_id] = setting_
    kept.pop("version")
    return new_plan(**kept)


def _same_money(strand: str, start: Plan) -> dict[str, float]:
    """Levels of one strand whose yearly cost is that of the multi-layered plan, or all it takes."""
    money = yearly_cost(preset_plan("layered", start))
    base = _levels([strand], start)
    registers = load_registers()

    def scaled(factor: float) -> dict[str, float]:
        return {
            lever_id: min(level * factor, furthest(registers.levers[lever_id], start))
            for lever_id, level in base.items()
        }

    def cost(factor: float) -> float:
        return yearly_cost(_with_levels(start, scaled(factor), "same money"))

    low, high = 0.0, 1.0
    while cost(high) < money and high < 1024:
        low, high = high, high * 2
    if cost(high) < money:
        return scaled(high)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if cost(middle) < money else (low, middle)
    # Levels a person can read: whole people, tenths of a per cent or of a point.
    return {
        lever_id: float(
            math.floor(level) if _people(registers.levers[lever_id]) else round(level, 1)
        )
        for lever_id, level in scaled(high).items()
    }


def _people(lever: Lever) -> bool:
    return lever.measure == "people a year"


# --- what a plan reaches and costs -------------------------------------------------------------


def _setting(plan: Plan) -> Setting:
    return setting(plan.baseline, plan.draws or SCREEN_DRAWS, plan.seed, plan.horizon_years)


def _inside(plan: Plan, setup: Setting) -> np.ndarray:
    places = [setup.state.people.position(code) for code in plan_authorities(plan)]
    return np.repeat(np.isin(np.arange(AREAS), places), CELLS // AREAS)


@lru_cache(maxsize=512)
def _eligible(
    areas: tuple[str, ...], path_id: str, draws: int, seed: int, years: int
) -> dict[str, float]:
    setup = setting(path_id, draws, seed, years)
    places = [setup.state.people.position(code) for code in areas]
    inside = np.repeat(np.isin(np.arange(AREAS), places), CELLS // AREAS)
    found = {}
    for lever in setup.registers.levers.values():
        group = setup.registers.eligible[lever.eligible]
        people = levers.eligible_people(group, setup.state, setup.base)
        found[lever.id] = float(people[inside].sum())
    return found


def eligible_people(plan: Plan) -> dict[str, float]:
    """Lever id -> people it could reach in the plan's areas: there at one time, or a year."""
    return _eligible(
        plan_authorities(plan),
        plan.baseline,
        plan.draws or SCREEN_DRAWS,
        plan.seed,
        plan.horizon_years,
    )


def unit_cost(lever_id: str, plan: Plan) -> float | None:
    """Mean public pounds of 2024-25 per person reached in a year; None when no cost is known.

    The mean of the same draws as `model.results` uses, because costs overrun more often than
    they fall short. The plan's own cost stands in place of the register's.
    """
    registers, prices = load_registers(), load_price_index()
    every = lever_costs(lever_id, plan.levers.get(lever_id), registers)
    entries = [cost for cost in every if cost.kind == "plan cost"]
    if not entries:
        return None
    drawn = cost_draws(entries, plan.draws or SCREEN_DRAWS, plan.seed, registers)
    people = registers.levers[lever_id].people_per_unit
    return sum(
        float(drawn[entry.id].mean())
        * prices.factor(entry.price_year)
        / (people if entry.per_unit else 1.0)
        for entry in entries
        if not set(entry.payers).isdisjoint(PUBLIC_PAYERS)
    )


def scales(plan: Plan, only: Sequence[str] | None = None) -> dict[str, Scale]:
    """Size of every lever in use (or of some) when fully in place, lever by lever.

    ``yearly_cost`` follows `model.results` at today's numbers: people reached times the unit
    cost. In a run a lever that reaches a share of an outcome costs more where there is more of it.
    """
    setup = _setting(plan)
    inside, eligible = _inside(plan, setup), eligible_people(plan)
    found = {}
    for use in uses_of(plan, only):
        got = levers.reach(use, setup.registers, setup.state, setup.base, inside, setup.quarters)
        people = float(got.people[inside].sum())
        unit = unit_cost(use.lever, plan)
        found[use.lever] = Scale(
            people, eligible[use.lever], None if unit is None else people * unit
        )
    return found


def yearly_cost(plan: Plan) -> float:
    """Pounds of 2024-25 a year when every lever is fully in place; uncosted levers count 0."""
    return sum(scale.yearly_cost or 0.0 for scale in scales(check_plan(plan)).values())
