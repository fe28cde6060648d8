"""The money of one plan: its costs and the registers' unit costs drawn, then appraised.

Joins `model.plan`, the registers and `model.uncertainty` to the arithmetic of
`model.economics`, which knows none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from model.care_spend import care_week
from model.economics import Appraisal, appraise, own_cost
from model.plan import Plan
from model.prices import PriceIndex, load_price_index
from model.register import Cost, Registers, load_registers
from model.uncertainty import draw


def plan_costs(plan: Plan, registers: Registers) -> dict[str, list[Cost]]:
    """Lever id -> what it costs: the user's own figure where the plan gives one, which then
    replaces the register's, else the register's plan costs. Levers at 0 are left out.
    """
    out = {}
    for lever_id, setting in plan.levers.items():
        if setting.level == 0:
            continue
        own = setting.own_cost
        if own is not None:
            out[lever_id] = [own_cost(lever_id, own.low, own.central, own.high, own.payer)]
        else:
            out[lever_id] = registers.lever_costs(lever_id)
    return out


def saving_costs(registers: Registers) -> list[Cost]:
    """Unit costs of outcomes, in the register's order; context is left out."""
    return [c for c in registers.costs.values() if c.kind not in ("context", "plan cost")]


def cost_draws(costs: Sequence[Cost], draws: int, seed: int) -> dict[str, np.ndarray]:
    """Cost id -> draws in pounds of its price year, each from the stream ``cost.<id>``."""
    return {cost.id: draw(f"cost.{cost.id}", cost.distribution, draws, seed) for cost in costs}


def appraise_plan(
    plan: Plan,
    reached: Mapping[str, np.ndarray],
    avoided: Mapping[str, np.ndarray],
    authorities: Sequence[str],
    draws: int,
    registers: Registers | None = None,
    prices: PriceIndex | None = None,
) -> Appraisal:
    """Costs and savings of a plan, with the plan's discount rate, seed and own costs.

    Parameters
    ----------
    reached
        Lever id -> people reached in each year, draws (or 1) x years x authorities.
    avoided
        Outcome id -> events avoided in each year (flows) or child-years avoided (stocks), the
        same axes; below 0 where the plan makes it worse.
    authorities
        Codes along the last axis.

    Raises
    ------
    model.economics.MoneyError
        When the arrays do not fit together.
    """
    registers = registers or load_registers()
    prices = prices or load_price_index()
    of_lever = plan_costs(plan, registers)
    of_outcome = saving_costs(registers)
    every = [*(cost for costs in of_lever.values() for cost in costs), *of_outcome]
    return appraise(
        reached=reached,
        avoided=avoided,
        unit_costs=cost_draws(every, draws, plan.seed),
        lever_costs=of_lever,
        saving_costs=of_outcome,
        prices=prices,
        rate=plan.discount_rate,
        care_week=care_week(authorities, prices),
    )
