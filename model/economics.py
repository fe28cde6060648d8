"""The public purse in the plan's years, as pages and reports read it: account A by payer and year.

`model.ledger` holds every line and `model.accounts` the three accounts; this is the view of the
first of them by payer, year, lever and outcome. Conventions: pounds of 2024-25 (GDP deflator); year
0 is the first year of the run and not discounted; an outcome that gets worse is a saving below 0;
costs of kind "context" are never summed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.ledger import Ledger, MoneyError, discount_factors
from model.prices import BASE_YEAR
from model.register_schema import PAYERS, PUBLIC_PAYERS, Cost, Distribution, Payer

__all__ = [
    "PAYER_IDS",
    "PUBLIC_PAYERS",
    "Appraisal",
    "MoneyError",
    "Totals",
    "appraisal_of",
    "discount_factors",
    "own_cost",
    "payback_year",
]

WEEKS_A_YEAR = 365.25 / 7
PAYER_IDS: tuple[str, ...] = tuple(PAYERS)


def own_cost(
    lever_id: str, low: float, central: float, high: float, payer: Payer = "council"
) -> Cost:
    """A plan cost set by the user: pounds of 2024-25 per unit of the lever reached in a year.

    A unit is a person, and a family where the lever counts families. Its id is ``own_<lever>``,
    which is also the id of its draws.
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
        unit="GBP per person (or family) reached in a year",
        outcome=None,
        distribution=distribution,
        price_year=BASE_YEAR,
        price_year_basis="set in the plan",
        payers={payer: 1.0},
        cashable=1.0,
        per_unit=True,
        evidence=[],
        note="",
    )


@dataclass(frozen=True)
class Totals:
    """Money over a set of payers in the plan's years; arrays over draws.

    Where a lever in use has no cost, or nothing is counted for it, ``missing`` says so in
    sentences, and chances are None, ratios and payback NaN: nothing can be judged.
    """

    cost_by_year: np.ndarray  # (draws, years), undiscounted
    saving_by_year: np.ndarray  # (draws, years), undiscounted
    cashable_by_year: np.ndarray  # (draws, years), the cashable part of the savings
    present_cost: np.ndarray  # (draws,), discounted
    present_saving: np.ndarray  # (draws,)
    present_cashable: np.ndarray  # (draws,)
    net_present_value: np.ndarray  # (draws,), present saving less present cost
    benefit_cost_ratio: np.ndarray  # (draws,), NaN where there is no cost or it is not complete
    payback_year: np.ndarray  # (draws,), years after year 0; NaN where it never pays back
    missing: tuple[str, ...] = ()

    @property
    def chance_of_net_benefit(self) -> float | None:
        """Share of draws in which the present saving is above the present cost."""
        return None if self.missing else float(np.mean(self.net_present_value > 0))

    @property
    def chance_of_payback(self) -> float | None:
        """Share of draws that pay back within the horizon; None when nothing is paid."""
        if self.missing or not np.any(self.present_cost > 0):
            return None
        return float(np.mean(np.isfinite(self.payback_year)))


@dataclass(frozen=True)
class Appraisal:
    """Costs and savings in 2024-25 pounds, undiscounted, by payer (order of ``PAYER_IDS``).

    All payers are in the arrays by payer; ``cost_by_lever``, ``saving_by_source`` and the totals
    hold public money only, because what passes from the purse to families is a cost to the one and
    no gain to the other's services. A saving's source is an outcome, a lasting state, or the lever
    itself where a study measured the saving on those reached.
    """

    cost: np.ndarray  # (payers, draws, years)
    saving: np.ndarray  # same shape
    cashable: np.ndarray  # same shape: part of the saving that frees money to spend
    cost_by_lever: Mapping[str, np.ndarray]  # lever -> (draws, years)
    saving_by_source: Mapping[str, np.ndarray]  # outcome, state or lever -> (draws, years)
    uncosted: tuple[str, ...]  # levers in use without any cost: the balance is before theirs
    rate: float
    missing: tuple[str, ...] = ()

    def totals(self, payers: Sequence[str] = PUBLIC_PAYERS) -> Totals:
        """Sum over payers, discount, and judge. Raises MoneyError for an unknown payer."""
        unknown = [payer for payer in payers if payer not in PAYER_IDS]
        if unknown:
            raise MoneyError(f"unknown payer {unknown}; known: {', '.join(PAYER_IDS)}")
        rows = sorted({PAYER_IDS.index(payer) for payer in payers})
        cost, saving, cashable = (
            part[rows].sum(axis=0) for part in (self.cost, self.saving, self.cashable)
        )
        factors = discount_factors(cost.shape[1], self.rate)
        present_cost, present_saving = cost @ factors, saving @ factors
        judged = not self.missing
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(judged & (present_cost > 0), present_saving / present_cost, np.nan)
        back = payback_year(cost, saving, factors)
        return Totals(
            cost_by_year=cost,
            saving_by_year=saving,
            cashable_by_year=cashable,
            present_cost=present_cost,
            present_saving=present_saving,
            present_cashable=cashable @ factors,
            net_present_value=present_saving - present_cost,
            benefit_cost_ratio=ratio,
            payback_year=back if judged else np.full_like(back, np.nan),
            missing=self.missing,
        )


def appraisal_of(
    ledger: Ledger, uncosted: Sequence[str] = (), missing: Sequence[str] = ()
) -> Appraisal:
    """The view of a ledger by payer and year, in the plan's years."""
    shape = (len(PAYER_IDS), ledger.draws, ledger.years)
    cost, saving, cashable = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    by_lever: dict[str, np.ndarray] = {}
    by_source: dict[str, np.ndarray] = {}
    for line in ledger.lines:
        row, public = PAYER_IDS.index(line.payer), line.payer in PUBLIC_PAYERS
        # What a lever hands to families is no cost of theirs.
        if line.source_kind == "lever" and (public or line.kind != "transfer"):
            cost[row] -= line.by_year
            if public:
                by_lever[line.source] = by_lever.get(line.source, 0) - line.by_year
        else:
            saving[row] += line.by_year
            if line.cashable:
                cashable[row] += line.cashable * line.by_year
            if public:
                by_source[line.source] = by_source.get(line.source, 0) + line.by_year
    full = (ledger.draws, ledger.years)
    return Appraisal(
        cost,
        saving,
        cashable,
        {name: np.broadcast_to(each, full) for name, each in by_lever.items()},
        {name: np.broadcast_to(each, full) for name, each in by_source.items()},
        tuple(uncosted),
        ledger.rate,
        tuple(missing),
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
