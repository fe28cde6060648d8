"""What a plan's services cost, and the service cost, harm and health of what it avoids.

Pure arithmetic on arrays of draws (draws x years x authorities), which knows neither plans nor the
simulation; it makes lines of `model.ledger`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from model.ledger import Line, MoneyError, discount_factors, rate_of, transfer
from model.prices import PriceIndex
from model.register_schema import Cost


def over_authorities(value: np.ndarray) -> np.ndarray:
    """Sum over authorities of draws x years x authorities."""
    # A product with ones is several times as fast as summing so short an axis.
    return value @ np.ones(value.shape[2])


def unit_value(cost: Cost, unit_costs: Mapping[str, np.ndarray], prices: PriceIndex) -> np.ndarray:
    """Draws of a unit cost in 2024-25 pounds, shape (draws, 1). Raises MoneyError for none."""
    if cost.id not in unit_costs:
        raise MoneyError(f"no draws for unit cost '{cost.id}'")
    return np.reshape(unit_costs[cost.id], (-1, 1)) * prices.factor(cost.price_year)


def spread(value: np.ndarray, years: int) -> np.ndarray:
    """Sums of each year paid in even parts over ``years`` years, longer by ``years`` - 1."""
    if years == 1:
        return value
    out = np.zeros((value.shape[0], value.shape[1] + years - 1))
    for lag in range(years):
        out[:, lag : lag + value.shape[1]] += value / years
    return out


def split_years(
    value: np.ndarray, years: int, kind: str, rate: float
) -> tuple[np.ndarray, np.ndarray]:
    """A stream longer than the plan as (in the plan's years, present value of the rest)."""
    factors = discount_factors(value.shape[1], rate_of(kind, rate))
    return value[:, :years], value[:, years:] @ factors[years:]


def lever_lines(
    reached: Mapping[str, np.ndarray],
    lever_costs: Mapping[str, Sequence[Cost]],
    unit_costs: Mapping[str, np.ndarray],
    per_unit: Mapping[str, float],
    prices: PriceIndex,
    years: int,
    rate: float,
) -> list[Line]:
    """Lines of levers: what they cost, and what studies found saved per person reached.

    Parameters
    ----------
    reached
        Lever id -> people reached in each year, (1 or draws, years), over the areas.
    per_unit
        Lever id -> people in one unit of the lever, for costs per unit (a family).
    """
    lines: list[Line] = []
    for lever_id, people in reached.items():
        for cost in lever_costs.get(lever_id, ()):
            units = people / per_unit.get(lever_id, 1.0) if cost.per_unit else people
            value = units * unit_value(cost, unit_costs, prices)
            if cost.kind == "plan cost":
                for payer, share in cost.payers.items():
                    kind = "transfer" if cost.transfer_to else "service cost"
                    line = Line(
                        lever_id,
                        "lever",
                        cost.id,
                        payer,
                        kind,
                        -share * value,
                        np.zeros(value.shape[0]),
                    )
                    lines += transfer(line, cost.transfer_to) if cost.transfer_to else [line]
            elif cost.kind == "saving per person reached":
                for payer, share in cost.payers.items():
                    kind = cost.kind_for(payer)
                    now, later = split_years(
                        spread(share * value, cost.spread_years), years, kind, rate
                    )
                    lines.append(
                        Line(lever_id, "outcome", cost.id, payer, kind, now, later, cost.cashable)
                    )
    return lines


def avoided_lines(
    avoided: Mapping[str, np.ndarray],
    saving_costs: Sequence[Cost],
    unit_costs: Mapping[str, np.ndarray],
    prices: PriceIndex,
) -> list[Line]:
    """Lines of events or child-years avoided, (draws, years) over the areas, in the year they fall.

    Below 0 where the plan makes an outcome worse: never hidden. Costs of any kind but "saving per
    event" and "saving per child-year" are passed over.
    """
    lines = []
    for cost in saving_costs:
        if cost.kind not in ("saving per event", "saving per child-year"):
            continue
        if cost.outcome is None or cost.outcome not in avoided:
            continue
        value = avoided[cost.outcome] * unit_value(cost, unit_costs, prices)
        for payer, share in cost.payers.items():
            part = value if share == 1 else share * value
            lines.append(
                Line(
                    cost.outcome,
                    "outcome",
                    cost.id,
                    payer,
                    cost.kind_for(payer),
                    part,
                    np.zeros(part.shape[0]),
                    cost.cashable,
                )
            )
    return lines
