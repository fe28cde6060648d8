"""The money of a plan's results: its ledger, its three accounts, and the purse's view by payer.

Joins results, the registers and `model.uncertainty` to the arithmetic of `model.service_money`,
`model.averted_care` and `model.life_course`, which know none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from model import averted_care, levers
from model.accounts import Account, accounts_of, in_sentences, what_is_missing
from model.baseline import LADDER, PLACE, Baseline
from model.care_spend import care_week
from model.economics import WEEKS_A_YEAR, Appraisal, appraisal_of, own_cost
from model.ledger import Ledger, Line, discount_factors
from model.life_course import Change, aged_out, lasting_change, life_lines
from model.need import recovery_chance
from model.plan import LeverSetting, Plan
from model.prices import load_price_index
from model.register import Cost, Registers, load_registers
from model.register_schema import OUTCOMES
from model.service_money import avoided_lines, lever_lines, over_authorities
from model.setting import AREAS
from model.simulation import Runs
from model.uncertainty import draw, uniforms

#: Ages over which children under 16 are spread: one in sixteen years of poverty is the first.
_AGES_OF_POVERTY = 16
#: Stocks of children with need, helped or not, none twice.
NEED_STOCKS = ("untreated_need", "emotional_need", "in_help")
#: Outcomes that move care or a lasting state.
_MOVED = ("care_entries", "looked_after", "custody", "first_time_entrants", "child_poverty")


class Simulated(Protocol):
    """What money reads of a plan's results (`model.results.Results`)."""

    @property
    def plan(self) -> Plan:
        """The plan."""
        ...

    @property
    def runs(self) -> Runs:
        """Plan and baseline as simulated."""
        ...

    @property
    def areas(self) -> tuple[str, ...]:
        """Codes of the authorities reported."""
        ...

    @property
    def state(self) -> Baseline:
        """The starting state."""
        ...

    @property
    def draws(self) -> int:
        """Number of draws."""
        ...


@dataclass(frozen=True)
class PlanMoney:
    """Everything about a plan's money in a set of areas."""

    ledger: Ledger
    accounts: Mapping[str, Account]
    purse: Appraisal
    changes: Mapping[str, Change]


def lever_costs(lever_id: str, setting: LeverSetting | None, registers: Registers) -> list[Cost]:
    """What a lever costs and was measured to save.

    The user's own figure, where the plan gives one, replaces the register's plan costs that are
    not transfers beside another cost: what families gain is not the council's to set.
    """
    costs, own = registers.lever_costs(lever_id), setting.own_cost if setting else None
    if own is not None:
        transfers = [cost for cost in costs if cost.transfer_to and len(costs) > 1]
        costs = [own_cost(lever_id, own.low, own.central, own.high, own.payer), *transfers]
    return [*costs, *registers.lever_savings(lever_id)]


def plan_costs(plan: Plan, registers: Registers) -> dict[str, list[Cost]]:
    """Lever id -> `lever_costs`; levers at 0 are left out."""
    return {
        lever_id: lever_costs(lever_id, setting, registers)
        for lever_id, setting in plan.levers.items()
        if setting.level != 0
    }


def cost_draws(
    costs: Sequence[Cost], draws: int, seed: int, registers: Registers | None = None
) -> dict[str, np.ndarray]:
    """Cost id -> draws in pounds of its price year, each from the stream ``cost.<id>``.

    A cost with a quantity (months served) is multiplied by it; the quantity has one stream, so
    that both sides of a subtraction hold the same months.
    """
    registers = registers or load_registers()
    found = {}
    for cost in costs:
        like = cost
        if getattr(cost, "same_draws_as", None):
            like = registers.costs[str(cost.same_draws_as)]
        value = draw(f"cost.{like.id}", like.distribution, draws, seed)
        if getattr(cost, "quantity", None):
            name = str(cost.quantity)
            value = value * draw(
                f"parameter.{name}", registers.parameters[name].distribution, draws, seed
            )
        found[cost.id] = value
    return found


def _grown(results: Simulated, got: levers.Reach, places: list[int]) -> np.ndarray:
    """Those eligible in each year over the start, (draws, areas, years) or all 1.

    A lever that reaches a share of an outcome (exclusions, entries to care) reaches more where
    the baseline has more of it, as its effect does; others reach a number.
    """
    basis = results.runs.setup.registers.eligible[got.lever.eligible].basis
    years = results.runs.setup.years
    if got.lever.measure != "share" or basis not in OUTCOMES:
        return np.ones((1, len(places), years))
    level = results.runs.baseline[..., PLACE[basis]][:, places].astype(float)
    start = level[:, :, :1]
    return np.asarray(
        np.divide(level[:, :, 1:], start, out=np.ones_like(level[:, :, 1:]), where=start > 0)
    )


def reached_by_year(results: Simulated) -> dict[str, np.ndarray]:
    """Lever id -> people reached in each year in the reported areas, (1 or draws, years)."""
    places = [results.state.people.position(code) for code in results.areas]
    years = results.runs.setup.years
    found = {}
    for got in results.runs.reach:
        people = got.people.reshape(AREAS, -1).sum(axis=1)[places]
        course = got.level.reshape(years, 4).mean(axis=1)[None, :]
        found[got.use.lever] = (people @ _grown(results, got, places)) * course
    return found


def avoided_by_year(results: Simulated, outcomes: Sequence[str]) -> dict[str, np.ndarray]:
    """Outcome -> baseline less plan, (draws, years, reported authorities).

    Events in the year for a flow; child-years (mean of a year's two ends) for a stock.
    """
    runs, found = results.runs, {}
    places = [results.state.people.position(code) for code in results.areas]
    for outcome in dict.fromkeys(outcomes):
        place = PLACE[outcome]
        part = runs.baseline[..., place][:, places] - runs.plan[..., place][:, places]
        part = np.swapaxes(part, 1, 2).astype(float)
        flow = OUTCOMES[outcome][0] == "flow"
        found[outcome] = part[:, 1:] if flow else (part[:, 1:] + part[:, :-1]) / 2
    return found


def state_changes(
    results: Simulated,
    reached: Mapping[str, np.ndarray],
    total: Mapping[str, np.ndarray],
    registers: Registers,
) -> dict[str, Change]:
    """How far each lasting state moves, from the simulation and from what levers leave behind.

    ``total``: what is avoided in the reported areas together, (draws, years).
    """
    draws, seed = results.draws, results.plan.seed
    places = [results.state.people.position(code) for code in results.areas]
    children = float(results.state.people.cells.reshape(AREAS, -1).sum(axis=1)[places].sum())
    cohort = children / levers.CHILDHOOD
    # Onset even over childhood leaves nine years of it on average.
    at_18 = aged_out(np.sum([total[name] for name in NEED_STOCKS], axis=0), 2.0 / levers.CHILDHOOD)
    found = {"need": Change(at_18, at_18, cohort)}

    def simple(state: str, series: np.ndarray) -> None:
        ahead = np.concatenate([series, np.zeros((series.shape[0], 20))], axis=1)
        found[state] = Change(ahead, ahead, cohort)

    simple("custody", total["custody"])
    simple("first_entry", total["first_time_entrants"])
    simple("poverty_infancy", total["child_poverty"] / _AGES_OF_POVERTY)
    simple("poverty_later", total["child_poverty"] * (1 - 1 / _AGES_OF_POVERTY))
    # Of the children of a cohort, the share that is poor in fewer years: years over ages.
    for state, ages in (("poverty_infancy", 1), ("poverty_later", _AGES_OF_POVERTY - 1)):
        change = found[state]
        found[state] = Change(change.units, change.units / ages, cohort)
    for lever_id, people in reached.items():
        for effect in registers.lever_lasting(lever_id):
            if effect.distribution is not None:
                size = draw(f"lasting.{effect.id}", effect.distribution, draws, seed)
            else:
                link = registers.links[str(effect.link)]
                name = "recovery_without_help_during_therapy"
                without = draw(
                    f"parameter.{name}", registers.parameters[name].distribution, draws, seed
                )
                size = recovery_chance(draw(link.id, link.distribution, draws, seed), without)
                size = size - without
            units, moved = lasting_change(effect, people, size)
            before = found.get(effect.state)
            if before is not None:
                units, moved = units + before.units, moved + before.children
            found[effect.state] = Change(units, moved, cohort)
    return found


def _care_lines(
    results: Simulated, avoided: Mapping[str, np.ndarray], registers: Registers
) -> list[Line]:
    draws, seed, rate = results.draws, results.plan.seed, results.plan.discount_rate
    prices = load_price_index()
    foster = registers.costs["foster_year"]
    relative = cost_draws([foster], draws, seed, registers)[foster.id] / foster.distribution.central
    days = registers.parameters["care_days_averted"].distribution
    place = averted_care.marginal_price(
        relative[:, None] * care_week(results.areas, prices, "fostering") * WEEKS_A_YEAR,
        uniforms("averted_care.part", draws, seed),
        care_week(results.areas, prices) * WEEKS_A_YEAR,
    )
    years = averted_care.days_of_entries(
        avoided["care_entries"], draw("parameter.care_days_averted", days, draws, seed)
    )
    lines = _priced("care_entries", years, place, results, foster, rate)
    in_use = [got.use.lever for got in results.runs.reach]
    targets = {link.target for name in in_use for link in registers.lever_links(name)}
    if "care_exits" in targets:
        state = results.state
        where = [state.people.position(code) for code in results.areas]
        number = list(LADDER).index("looked_after")
        starts = state.starts[number].reshape(AREAS, -1).sum(axis=1)[where]
        stock = state.counts[PLACE["looked_after"]].reshape(AREAS, -1).sum(axis=1)[where]
        left = averted_care.longer_exits(
            avoided["looked_after"], avoided["care_entries"], starts / stock
        )
        lines += _priced("care_exits", left, place, results, foster, rate)
    return lines


def _priced(
    source: str, years: np.ndarray, place: np.ndarray, results: Simulated, cost: Cost, rate: float
) -> list[Line]:
    value = over_authorities(years * place[:, None, :])
    horizon = results.runs.setup.years
    factors = discount_factors(value.shape[1], rate)
    later = value[:, horizon:] @ factors[horizon:]
    return [
        Line(
            source,
            "outcome",
            cost.id,
            payer,
            "averted service cost",
            share * value[:, :horizon],
            share * later,
            cost.cashable,
        )
        for payer, share in cost.payers.items()
    ]


@dataclass(frozen=True)
class _Spent:
    """What levers reach and cost: the part of the ledger that needs no effects."""

    reached: dict[str, np.ndarray]
    costs: dict[str, list[Cost]]
    savings: list[Cost]
    drawn: dict[str, np.ndarray]
    lines: list[Line]


def _spent(results: Simulated) -> _Spent:
    registers, plan = load_registers(), results.plan
    reached = reached_by_year(results)
    costs = {name: entry for name, entry in plan_costs(plan, registers).items() if name in reached}
    kinds = ("saving per event", "saving per child-year")
    savings = [cost for cost in registers.costs.values() if cost.kind in kinds]
    used = [*savings, *(cost for entries in costs.values() for cost in entries)]
    drawn = cost_draws(used, results.draws, plan.seed, registers)
    lines = lever_lines(
        reached,
        costs,
        drawn,
        {name: registers.levers[name].people_per_unit for name in reached},
        load_price_index(),
        results.runs.setup.years,
        plan.discount_rate,
    )
    return _Spent(reached, costs, savings, drawn, lines)


def _in_order(lines: list[Line]) -> tuple[Line, ...]:
    """A fixed order, so that sums round alike whatever the order of the plan's levers."""
    return tuple(
        sorted(
            lines,
            key=lambda line: (line.source_kind, line.source, line.entry, line.payer, line.kind),
        )
    )


def lever_ledger(results: Simulated) -> Ledger:
    """What levers cost, and what was measured to be saved on them: the lines of `money_of`'s ledger
    that need no effects.

    Much less work than the whole, for whoever asks only for costs.
    """
    lines = _in_order(_spent(results).lines)
    return Ledger(lines, results.draws, results.runs.setup.years, results.plan.discount_rate)


def money_of(results: Simulated) -> PlanMoney:
    """The ledger of a plan's results and what follows from it."""
    registers, plan = load_registers(), results.plan
    draws, seed, years = results.draws, plan.seed, results.runs.setup.years
    prices, spent = load_price_index(), _spent(results)
    reached, costs, savings = spent.reached, spent.costs, spent.savings
    drawn, lines = spent.drawn, list(spent.lines)
    changes: dict[str, Change] = {}
    if reached:
        wanted = [str(cost.outcome) for cost in savings]
        wanted += [*_MOVED, *NEED_STOCKS]
        avoided = avoided_by_year(results, wanted)
        total = {name: over_authorities(each) for name, each in avoided.items()}
        lines += avoided_lines(total, savings, drawn, prices)
        lines += _care_lines(results, avoided, registers)
        changes = state_changes(results, reached, total, registers)
        lines += life_lines(registers, changes, draws, seed, years, plan.discount_rate, prices)
    ledger = Ledger(_in_order(lines), draws, years, plan.discount_rate)
    in_use = {name: plan.levers[name].judgement is not None for name in sorted(reached)}
    paid = {name: any(cost.kind == "plan cost" for cost in costs.get(name, ())) for name in in_use}
    missing = what_is_missing(in_use, paid, registers)
    causal = {
        stream.id: draw(
            f"share.{stream.causal}", registers.shares[stream.causal].distribution, draws, seed
        )
        for stream in registers.streams.values()
        if not registers.shares[stream.causal].already_causal
    }
    return PlanMoney(
        ledger,
        accounts_of(ledger, missing, causal),
        appraisal_of(
            ledger,
            [name for name in in_use if not paid[name]],
            in_sentences(missing["purse"], registers),
        ),
        changes,
    )
