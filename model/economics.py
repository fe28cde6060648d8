"""What a plan costs, what it saves and for whom, discounted; pure NumPy on arrays of draws.

Conventions (HM Treasury, The Green Book, 2022):

* all money is in pounds of 2024-25 (real terms, GDP deflator);
* year 0 is the first year of the run and is not discounted; year t is divided by
  (1 + rate) ** t;
* costs and savings stand in the year in which they fall; nothing is counted after the horizon;
* an outcome that gets worse is a saving below 0, never hidden;
* costs of kind "context" are never summed.

Arrays have the axes draws x years x authorities; an axis of length 1 stands for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.prices import BASE_YEAR, PriceIndex
from model.register_schema import PAYERS, Cost, Distribution, Payer

WEEKS_A_YEAR = 365.25 / 7
PAYER_IDS: tuple[str, ...] = tuple(PAYERS)
PUBLIC_PAYERS: tuple[str, ...] = tuple(payer for payer in PAYER_IDS if payer != "society")


class MoneyError(ValueError):
    """Inputs of the appraisal do not fit together; the message names what is wrong."""


def discount_factors(years: int, rate: float) -> np.ndarray:
    """Factors of years 0 to ``years`` - 1, shape (years,): 1 / (1 + rate) ** t.

    Raises MoneyError for a rate outside 0 to 0.2 (20% a year).
    """
    if not (np.isfinite(rate) and 0 <= rate <= 0.2):
        raise MoneyError(f"discount rate {rate} must lie between 0 and 0.2 (0.035 is 3.5%)")
    return (1 + rate) ** -np.arange(years, dtype=float)


def own_cost(
    lever_id: str, low: float, central: float, high: float, payer: Payer = "council"
) -> Cost:
    """A plan cost set by the user: pounds of 2024-25 per person reached in a year.

    Its id is ``own_<lever>``, which is also the id of its draws.
    """
    if low == central == high:
        distribution = Distribution(
            family="fixed", central=central, interval_basis="set in the plan"
        )
    else:
        distribution = Distribution(
            family="triangular",
            central=central,
            low=low,
            high=high,
            level=1,
            interval_basis="set in the plan",
        )
    # Built without validation: a user's own figure has no evidence id, which the schema demands.
    return Cost.model_construct(
        id=f"own_{lever_id}",
        title="Own cost, set in the plan",
        kind="plan cost",
        unit="GBP per person reached in a year",
        outcome=None,
        distribution=distribution,
        price_year=BASE_YEAR,
        price_year_basis="set in the plan",
        payers={payer: 1.0},
        cashable=1.0,
        evidence=[],
        note="",
    )


@dataclass(frozen=True)
class Totals:
    """Money over a set of authorities and payers; arrays over draws."""

    cost_by_year: np.ndarray  # (draws, years), undiscounted
    saving_by_year: np.ndarray  # (draws, years), undiscounted
    cashable_by_year: np.ndarray  # (draws, years), the cashable part of the savings
    present_cost: np.ndarray  # (draws,), discounted
    present_saving: np.ndarray  # (draws,)
    present_cashable: np.ndarray  # (draws,)
    net_present_value: np.ndarray  # (draws,), present saving less present cost
    benefit_cost_ratio: np.ndarray  # (draws,), NaN where there is no cost
    payback_year: np.ndarray  # (draws,), years after year 0; NaN where it never pays back

    @property
    def chance_of_net_benefit(self) -> float:
        """Share of draws in which the present saving is above the present cost."""
        return float(np.mean(self.net_present_value > 0))

    @property
    def chance_of_payback(self) -> float:
        """Share of draws that pay back within the horizon; NaN when nothing is paid."""
        if not np.any(self.present_cost > 0):
            return float("nan")
        return float(np.mean(np.isfinite(self.payback_year)))


@dataclass(frozen=True)
class Appraisal:
    """Costs and savings in 2024-25 pounds, undiscounted, by payer (order of ``PAYER_IDS``)."""

    cost: np.ndarray  # (payers, draws, years, authorities)
    saving: np.ndarray  # same shape
    cashable: np.ndarray  # same shape: part of the saving that frees money to spend
    cost_by_lever: Mapping[str, np.ndarray]  # lever -> (draws, years), all authorities
    saving_by_outcome: Mapping[str, np.ndarray]  # outcome -> (draws, years), all authorities
    uncosted: tuple[str, ...]  # levers in use without any cost: the balance is before theirs
    rate: float

    def totals(
        self,
        authorities: Sequence[int] | slice = slice(None),
        payers: Sequence[str] = PAYER_IDS,
    ) -> Totals:
        """Sum over authorities (positions) and payers, discount, and judge.

        ``PUBLIC_PAYERS`` gives the view of public services alone. Raises MoneyError for an
        unknown payer.
        """
        unknown = [payer for payer in payers if payer not in PAYER_IDS]
        if unknown:
            raise MoneyError(f"unknown payer {unknown}; known: {', '.join(PAYER_IDS)}")
        chosen = np.zeros(self.cost.shape[3])
        chosen[authorities] = 1
        rows = sorted({PAYER_IDS.index(payer) for payer in payers})
        cost, saving, cashable = (
            np.sum([part[row] @ chosen for row in rows], axis=0)
            for part in (self.cost, self.saving, self.cashable)
        )
        factors = discount_factors(cost.shape[1], self.rate)
        present_cost, present_saving = cost @ factors, saving @ factors
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(present_cost > 0, present_saving / present_cost, np.nan)
        return Totals(
            cost_by_year=cost,
            saving_by_year=saving,
            cashable_by_year=cashable,
            present_cost=present_cost,
            present_saving=present_saving,
            present_cashable=cashable @ factors,
            net_present_value=present_saving - present_cost,
            benefit_cost_ratio=ratio,
            payback_year=payback_year(cost, saving, factors),
        )


def payback_year(cost: np.ndarray, saving: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """First year from which the discounted running balance is never below 0 again.

    Parameters
    ----------
    cost, saving
        Undiscounted pounds, shape (draws, years).
    factors
        Discount factors, shape (years,).

    Returns
    -------
    Years after year 0, shape (draws,). NaN where the balance is below 0 at the horizon, and
    where nothing is spent (there is nothing to pay back).
    """
    running = np.cumsum((saving - cost) * factors, axis=1)
    # Rounding in the sums must not turn an exact balance into a debt.
    debt = running < -1e-9 * np.maximum(np.abs(cost).sum(axis=1, keepdims=True), 1)
    years = debt.shape[1]
    last_debt = np.where(debt.any(axis=1), years - 1 - np.argmax(debt[:, ::-1], axis=1), -1)
    year = (last_debt + 1).astype(float)
    year[(last_debt == years - 1) | (np.abs(cost).sum(axis=1) == 0)] = np.nan
    return year


def _shape(arrays: Mapping[str, np.ndarray]) -> tuple[int, int, int]:
    for name, array in arrays.items():
        if np.ndim(array) != 3:
            raise MoneyError(
                f"{name} must have the axes draws x years x authorities, got {np.shape(array)}"
            )
        if not np.isfinite(np.sum(array)):  # one NaN or infinity makes the sum so
            raise MoneyError(f"{name} holds a value that is not a number")
    try:
        draws, years, authorities = np.broadcast_shapes(*(a.shape for a in arrays.values()))
    except ValueError as error:
        shapes = {name: array.shape for name, array in arrays.items()}
        raise MoneyError(f"shapes do not fit together: {shapes}") from error
    return draws, years, authorities


def _unit_value(cost: Cost, unit_costs: Mapping[str, np.ndarray], prices: PriceIndex) -> np.ndarray:
    """Draws of a unit cost in 2024-25 pounds, shape (draws, 1, 1)."""
    if cost.id not in unit_costs:
        raise MoneyError(f"no draws for unit cost '{cost.id}'")
    return np.reshape(unit_costs[cost.id], (-1, 1, 1)) * prices.factor(cost.price_year)


def appraise(
    reached: Mapping[str, np.ndarray],
    avoided: Mapping[str, np.ndarray],
    unit_costs: Mapping[str, np.ndarray],
    lever_costs: Mapping[str, Sequence[Cost]],
    saving_costs: Sequence[Cost],
    prices: PriceIndex,
    rate: float = 0.035,
    care_week: np.ndarray | None = None,
) -> Appraisal:
    """Costs and savings of a plan against its baseline.

    Parameters
    ----------
    reached
        Lever id -> people reached in each year (for "points" levers, people the points come to).
    avoided
        Outcome id -> baseline less plan: events in the year for a flow, child-years (mean stock
        over the year) for a stock. Below 0 when the plan makes it worse.
    unit_costs
        Cost id -> draws in pounds of the cost's own price year, shape (draws,) or (1,).
    lever_costs
        Lever id -> its plan costs, with any :func:`own_cost`. A lever in ``reached`` with none is
        reported as uncosted.
    saving_costs
        Unit costs of outcomes; "context" and "plan cost" entries are passed over, as are
        outcomes not in ``avoided``.
    rate
        Real discount rate a year.
    care_week
        Published spend per looked-after child a week by authority, pounds of 2024-25, shape
        (authorities,). Replaces the register's average for "per week" costs, keeping its
        relative draws; NaN where an authority has none, which keeps the average.

    Raises
    ------
    MoneyError
        When shapes do not fit, a value is not a number, or draws of a unit cost are missing.
    """
    discount_factors(1, rate)
    named = {f"reached {k}": v for k, v in reached.items()}
    named |= {f"avoided {k}": v for k, v in avoided.items()}
    named |= {f"unit cost {k}": np.reshape(v, (-1, 1, 1)) for k, v in unit_costs.items()}
    if care_week is not None:
        known = np.where(np.isfinite(care_week), care_week, 0.0)
        named["care_week"] = np.reshape(known, (1, 1, -1))
    if not named:
        raise MoneyError("nothing to appraise: neither people reached nor events avoided")
    shape = _shape(named)
    cost, saving, cashable = (np.zeros((len(PAYER_IDS), *shape)) for _ in range(3))
    by_lever: dict[str, np.ndarray] = {}
    uncosted = []
    for lever_id, people in reached.items():
        entries = [c for c in lever_costs.get(lever_id, ()) if c.kind == "plan cost"]
        if not entries and np.any(people != 0):
            uncosted.append(lever_id)
        total = np.zeros(shape[:2])
        for entry in entries:
            value = people * _unit_value(entry, unit_costs, prices)
            total += _over_authorities(value, shape)
            for payer, share in entry.payers.items():
                cost[PAYER_IDS.index(payer)] += value if share == 1 else share * value
        by_lever[lever_id] = total
    by_outcome: dict[str, np.ndarray] = {}
    for entry in saving_costs:
        outcome = entry.outcome
        if entry.kind in ("context", "plan cost") or outcome is None or outcome not in avoided:
            continue
        unit = _unit_value(entry, unit_costs, prices)
        if entry.kind == "per week":
            unit = WEEKS_A_YEAR * _by_authority(entry, unit, care_week, prices)
        value = avoided[outcome] * unit
        by_outcome[outcome] = by_outcome.get(outcome, 0) + _over_authorities(value, shape)
        for payer, share in entry.payers.items():
            row = PAYER_IDS.index(payer)
            part = value if share == 1 else share * value
            saving[row] += part
            if entry.cashable:
                cashable[row] += entry.cashable * part
    return Appraisal(cost, saving, cashable, by_lever, by_outcome, tuple(uncosted), rate)


def _over_authorities(value: np.ndarray, shape: tuple[int, int, int]) -> np.ndarray:
    """Sum over authorities, draws x years, of an array that fits ``shape``."""
    # A product with ones is several times as fast as summing so short an axis.
    summed = value @ np.ones(value.shape[2]) * (shape[2] / value.shape[2])
    return np.broadcast_to(summed, shape[:2])


def _by_authority(
    entry: Cost, unit: np.ndarray, care_week: np.ndarray | None, prices: PriceIndex
) -> np.ndarray:
    """Weekly cost, draws x 1 x authorities: the authority's own figure with relative draws."""
    if care_week is None:
        return unit
    central = entry.distribution.central * prices.factor(entry.price_year)
    local = np.where(np.isfinite(care_week), care_week, central)
    return (unit / central) * np.reshape(local, (1, 1, -1))
