"""Money by payer and year: worked by hand, then properties that must hold for any plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import store
from model.care_spend import care_week
from model.economics import (
    PAYER_IDS,
    PUBLIC_PAYERS,
    Appraisal,
    MoneyError,
    appraisal_of,
    discount_factors,
    own_cost,
    payback_year,
)
from model.ledger import Ledger
from model.plan import new_plan
from model.prices import PriceIndex, PriceYearError, load_price_index
from model.register import Cost, load_registers
from model.results import simulate
from model.service_money import avoided_lines, lever_lines
from tests.narrowed import some

REGISTERS = load_registers()
PRICES = load_price_index()
#: One price year at par and one at half, so that hand sums stay short.
SIMPLE = PriceIndex({"2024-25": 100.0, "2000-01": 50.0, "2023-24": 96.0}, {"2024": 100.0})


def _cost(**fields: object) -> Cost:
    base = {
        "id": "unit",
        "title": "A unit cost",
        "kind": "saving per event",
        "unit": "GBP per event",
        "outcome": "custody",
        "distribution": {"family": "fixed", "central": 100, "interval_basis": "made for the test"},
        "price_year": "2024-25",
        "payers": {"police_justice": 1},
        "cashable": 0,
        "evidence": ["C001"],
    }
    return Cost.model_validate(base | fields)


def _flat(value: float, draws: int = 1, years: int = 3) -> np.ndarray:
    return np.full((draws, years), float(value))


def appraise(
    reached: Mapping[str, np.ndarray],
    avoided: Mapping[str, np.ndarray],
    unit_costs: Mapping[str, np.ndarray],
    lever_costs: Mapping[str, Sequence[Cost]],
    saving_costs: Sequence[Cost],
    prices: PriceIndex,
    rate: float = 0.035,
) -> Appraisal:
    """The purse's view of a ledger made of costs and of what is avoided."""
    arrays = [*reached.values(), *avoided.values()]
    years = arrays[0].shape[1]
    lines = lever_lines(reached, lever_costs, unit_costs, {}, prices, years, rate)
    lines += avoided_lines(avoided, saving_costs, unit_costs, prices)
    draws = max([len(each) for each in [*unit_costs.values(), *arrays]])
    bare = [name for name in reached if not lever_costs.get(name)]
    return appraisal_of(Ledger(tuple(lines), draws, years, rate), bare)


# --- prices and discounting ------------------------------------------------------------------


def test_price_factors_of_the_published_deflator() -> None:
    """100 / 66.8397 for 2008-09 and 100 / 73.0337 for 2013-14, as the source gives them."""
    assert PRICES.factor("2008-09") == pytest.approx(1.4961, abs=5e-5)
    assert PRICES.factor("2013-14") == pytest.approx(1.3692, abs=5e-5)
    assert PRICES.factor("2024-25") == 1
    assert PRICES.factor("2008-09", "2013-14") == pytest.approx(73.0337 / 66.8397)


def test_calendar_years_are_joined_to_financial_years() -> None:
    """2022 is 90.5005 with 2024 = 100; 2024 is 0.25 x 96.1117 + 0.75 x 100 = 99.0279."""
    assert PRICES.factor("2022") == pytest.approx(100 / (0.905005 * 99.027925), rel=1e-6)
    # A calendar year lies between the two financial years it spans.
    assert PRICES.factor("2022-23") < PRICES.factor("2022") < PRICES.factor("2021-22")


@pytest.mark.parametrize("year", ["1999", "2031-32", "soon", ""])
def test_a_price_year_without_a_deflator_is_refused(year: str) -> None:
    with pytest.raises(PriceYearError, match=f"'{year}'"):
        PRICES.factor(year)


def test_every_price_year_of_the_register_has_a_deflator() -> None:
    for cost in REGISTERS.costs.values():
        assert 0.8 < PRICES.factor(cost.price_year) < 2, cost.id


def test_unit_cost_of_custody_in_todays_prices() -> None:
    """The evidence says 4,898 a month in 2008-09 is about 7,330 in 2024-25."""
    assert 4898 * PRICES.factor("2008-09") == pytest.approx(7330, rel=0.002)


def test_discount_factors() -> None:
    assert discount_factors(3, 0.035) == pytest.approx([1, 0.966184, 0.933511], abs=1e-6)
    assert discount_factors(4, 0).tolist() == [1, 1, 1, 1]
    # 3.5% to year 30, 3.0% after (Green Book).
    found = discount_factors(33, 0.035)
    assert found[30] == pytest.approx(1.035**-30)
    assert found[32] == pytest.approx(1.035**-30 / 1.03**2)


@pytest.mark.parametrize("rate", [-0.01, 0.21, 3.5, float("nan"), float("inf")])
def test_a_senseless_rate_is_refused(rate: float) -> None:
    with pytest.raises(MoneyError, match=r"between 0 and 0\.2"):
        discount_factors(3, rate)


# --- worked by hand --------------------------------------------------------------------------


def test_a_plan_worked_by_hand() -> None:
    """10 people a year at £30 (half in 2000-01 prices, so £60); custody avoided 0, 4, 10 at £100.

    Cost 600, 600, 600; saving 0, 400, 1,000; at 10% a year: present cost
    600 + 545.4545 + 495.8678 = 1,641.3223; present saving 363.6364 + 826.4463 = 1,190.0826.
    """
    plan_cost = _cost(
        id="place",
        kind="plan cost",
        outcome=None,
        price_year="2000-01",
        payers={"council": 1},
        cashable=1,
    )
    result = appraise(
        reached={"lever": _flat(10)},
        avoided={"custody": np.array([0.0, 4.0, 10.0]).reshape(1, 3)},
        unit_costs={"place": np.array([30.0]), "unit": np.array([100.0])},
        lever_costs={"lever": [plan_cost]},
        saving_costs=[_cost()],
        prices=SIMPLE,
        rate=0.1,
    )
    totals = result.totals()
    assert totals.cost_by_year.tolist() == [[600, 600, 600]]
    assert totals.saving_by_year.tolist() == [[0, 400, 1000]]
    assert totals.present_cost[0] == pytest.approx(1641.3223, abs=1e-3)
    assert totals.present_saving[0] == pytest.approx(1190.0826, abs=1e-3)
    assert totals.net_present_value[0] == pytest.approx(-451.2397, abs=1e-3)
    assert totals.benefit_cost_ratio[0] == pytest.approx(0.725076, abs=1e-5)
    assert np.isnan(totals.payback_year[0])
    assert totals.chance_of_net_benefit == 0
    assert result.uncosted == ()
    # The council pays, police and justice save: neither sees the other's money.
    council = result.totals(payers=["council"])
    assert (council.present_saving[0], council.present_cost[0]) == pytest.approx((0, 1641.3223))
    assert result.totals(payers=["police_justice"]).present_cost[0] == 0


def test_savings_go_to_payers_in_the_registers_shares() -> None:
    """An exclusion: 8,249 in 2005-06 prices (9,219 without crime of 970), x 100 / 61.3576."""
    result = appraise(
        reached={},
        avoided={"permanent_exclusions": _flat(1, years=1)},
        unit_costs={"permanent_exclusion": np.array([8249.0])},
        lever_costs={},
        saving_costs=[REGISTERS.costs["permanent_exclusion"]],
        prices=PRICES,
    )
    by_payer = dict(zip(PAYER_IDS, result.saving[:, 0, 0], strict=True))
    assert by_payer["schools"] == pytest.approx(7181 * 1.62979, rel=1e-3)
    assert by_payer["council"] == pytest.approx(1004 * 1.62979, rel=1e-3)
    assert by_payer["police_justice"] == 0
    assert sum(by_payer.values()) == pytest.approx(8249 * 1.62979, rel=1e-4)


def test_context_costs_are_never_summed() -> None:
    context = [cost for cost in REGISTERS.costs.values() if cost.kind == "context"]
    contested = _cost(kind="context", outcome="permanent_exclusions")
    result = appraise(
        reached={},
        avoided={"permanent_exclusions": _flat(5)},
        unit_costs={"unit": np.array([370_000.0])},
        lever_costs={},
        saving_costs=[*context, contested],
        prices=PRICES,
    )
    assert result.saving.sum() == 0


def test_worse_outcomes_cost_money() -> None:
    result = appraise(
        {}, {"custody": _flat(-2)}, {"unit": np.array([100.0])}, {}, [_cost()], SIMPLE
    )
    assert result.totals().saving_by_year.tolist() == [[-200, -200, -200]]


def test_a_lever_without_cost_is_named() -> None:
    result = appraise({"shorter_stays": _flat(10)}, {}, {}, {}, [], SIMPLE)
    assert result.uncosted == ("shorter_stays",)
    totals = result.totals()
    assert np.isnan(totals.benefit_cost_ratio).all()
    assert totals.chance_of_payback is None


def test_own_cost_is_counted_for_the_payer_chosen() -> None:
    entry = own_cost("fewer_exclusions", 100, 200, 400, payer="schools")
    assert entry.id == "own_fewer_exclusions"
    assert entry.distribution.family == "triangular"
    result = appraise(
        {"fewer_exclusions": _flat(3)},
        {},
        {entry.id: np.array([250.0])},
        {"fewer_exclusions": [entry]},
        [],
        SIMPLE,
    )
    assert result.cost[PAYER_IDS.index("schools")].sum() == 3 * 3 * 250
    assert result.uncosted == ()
    assert own_cost("diversion", 5, 5, 5).distribution.family == "fixed"


@pytest.mark.parametrize(
    ("cost", "saving", "expected"),
    [
        ([10, 0, 0, 0], [0, 5, 5, 5], 2),  # back to nothing owed in year 2
        ([10, 0, 0, 0], [10, 0, 0, 0], 0),  # at once
        ([10, 0, 0, 0], [0, 3, 3, 3], None),  # never
        ([0, 0, 10, 0], [5, 5, 0, 5], 0),  # 5, 10, 0, 5: never in debt
        ([0, 0, 12, 0], [5, 5, 0, 5], 3),  # ahead, then in debt, then ahead for good
        ([0, 0, 0, 0], [1, 1, 1, 1], None),  # nothing spent, nothing to pay back
    ],
)
def test_payback(cost: list[int], saving: list[int], expected: int | None) -> None:
    found = payback_year(np.array([cost], float), np.array([saving], float), np.ones(4))[0]
    if expected is None:
        assert np.isnan(found)
    else:
        assert found == expected


def test_chances_are_shares_of_draws() -> None:
    """Savings of 50, 150, 250 and 350 in year 0 against a cost of 200: two of four gain."""
    plan_cost = _cost(id="place", kind="plan cost", outcome=None, payers={"nhs": 1})
    totals = appraise(
        {"lever": _flat(1, years=1)},
        {"custody": _flat(1, years=1)},
        {"place": np.array([200.0]), "unit": np.array([50.0, 150.0, 250.0, 350.0])},
        {"lever": [plan_cost]},
        [_cost()],
        SIMPLE,
    ).totals()
    assert totals.chance_of_net_benefit == 0.5
    assert totals.chance_of_payback == 0.5


def test_weekly_care_spend_is_each_authoritys_latest_in_base_prices() -> None:
    """2024-25 is the base year, so the latest published figures stand unchanged."""
    codes = ["E08000025", "E10000028"]
    published = store.observations("looked_after_spend_week", area_codes=codes, period="2024/25")
    expected = published.set_index("area_code")["value"].reindex(codes).to_numpy()
    np.testing.assert_array_equal(care_week(codes, PRICES), expected)
    assert ((expected > 1000) & (expected < 4000)).all()
    # An area without a figure takes the region's (here: a district, which runs no care).
    region = care_week([store.REGION], PRICES)
    np.testing.assert_array_equal(care_week(["E07000192"], PRICES), region)


# --- refusals --------------------------------------------------------------------------------


def test_missing_draws_and_bad_values_are_refused_by_name() -> None:
    with pytest.raises(MoneyError, match="no draws for unit cost 'unit'"):
        appraise({}, {"custody": _flat(1)}, {}, {}, [_cost()], SIMPLE)
    with pytest.raises(MoneyError, match="unit: holds a value that is not a number"):
        appraise({}, {"custody": _flat(np.nan)}, {"unit": np.array([1.0])}, {}, [_cost()], SIMPLE)
    with pytest.raises(MoneyError, match="unknown payer"):
        appraise({"l": _flat(1)}, {}, {}, {}, [], SIMPLE).totals(payers=["bank"])


# --- properties ------------------------------------------------------------------------------

_SAVINGS = [
    c for c in REGISTERS.costs.values() if c.kind in ("saving per event", "saving per child-year")
]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    draws=st.integers(1, 5),
    years=st.integers(1, 20),
    rate=st.floats(0, 0.1),
)
def test_parts_add_up(seed: int, draws: int, years: int, rate: float) -> None:
    """Payers, levers and sources each add to the same totals."""
    generator = np.random.default_rng(seed)
    levers = ["mentoring", "diversion", "therapy_places"]
    reached = {lever: generator.uniform(0, 50, (1, years)) for lever in levers}
    outcomes = {some(cost.outcome) for cost in _SAVINGS}
    avoided = {outcome: generator.normal(0, 5, (draws, years)) for outcome in sorted(outcomes)}
    used = [*_SAVINGS, *(c for lever in levers for c in REGISTERS.lever_costs(lever))]
    units = {c.id: generator.uniform(1, 1000, draws) for c in used}
    costs = {x: REGISTERS.lever_costs(x) for x in levers}
    result = appraise(reached, avoided, units, costs, _SAVINGS, PRICES, rate)
    purse = result.totals()
    by_payer = [result.totals(payers=[payer]) for payer in PUBLIC_PAYERS]
    npv = sum(part.net_present_value for part in by_payer)
    np.testing.assert_allclose(npv, purse.net_present_value, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(sum(result.cost_by_lever.values()), purse.cost_by_year)
    np.testing.assert_allclose(
        sum(result.saving_by_source.values()), purse.saving_by_year, rtol=1e-9, atol=1e-6
    )
    # Nothing the register saves here frees money to spend: only placements do.
    assert not purse.cashable_by_year.any()


# --- a plan's money --------------------------------------------------------------------------


def _appraised(rate: float = 0.035, **levers: dict[str, Any]) -> Appraisal:
    plan = new_plan(levers=levers, discount_rate=rate, areas=["E08000025"], horizon_years=5)
    return simulate(plan, draws=64).money


def test_adding_a_lever_leaves_the_others_cost_alone() -> None:
    """Each cost has its own stream: a second lever adds its own cost and nothing else."""
    one = _appraised(mentoring={"level": 100})
    two = _appraised(mentoring={"level": 100}, diversion={"level": 20})
    np.testing.assert_array_equal(one.cost_by_lever["mentoring"], two.cost_by_lever["mentoring"])
    added = two.totals().cost_by_year - one.totals().cost_by_year
    np.testing.assert_allclose(added, two.cost_by_lever["diversion"])


def test_own_cost_replaces_the_registers() -> None:
    own = {"low": 10, "central": 10, "high": 10, "reason": "quote", "payer": "nhs"}
    result = _appraised(
        mentoring={"level": 100, "own_cost": own, "start_year": 2025, "ramp_years": 0}
    )
    assert result.totals(payers=["nhs"]).cost_by_year[0] == pytest.approx([1000.0] * 5)
    assert result.totals(payers=["police_justice"]).present_cost.sum() == 0


def test_own_cost_leaves_what_families_gain_to_the_register() -> None:
    """A council may know its own price of advice; benefits claimed are not its to set."""
    own = {"low": 10, "central": 10, "high": 10, "reason": "quote"}
    use = {"level": 1000, "start_year": 2025, "ramp_years": 0}
    usual, ours = _appraised(income_advice=use), _appraised(income_advice=use | {"own_cost": own})
    council, exchequer = (PAYER_IDS.index(name) for name in ("council", "exchequer"))
    assert ours.cost[council, 0] == pytest.approx([10_000.0] * 5)
    np.testing.assert_array_equal(ours.cost[exchequer], usual.cost[exchequer])


def test_the_plans_discount_rate_is_used() -> None:
    at = [_appraised(mentoring={"level": 1}, rate=rate).totals() for rate in (0.0, 0.035)]
    np.testing.assert_allclose(at[0].present_cost, at[0].cost_by_year.sum(axis=1))
    assert (at[1].present_cost < at[0].present_cost).all()


def test_a_family_costs_once_however_many_children_it_has() -> None:
    """1,000 families a year at the programme's GBP per family; 1.7 children of each are reached."""
    result = _appraised(keyworker={"level": 100, "start_year": 2025, "ramp_years": 0})
    cost = REGISTERS.costs["keyworker_per_family"]
    mean = (
        some(cost.distribution.low) + cost.distribution.central + some(cost.distribution.high)
    ) / 3
    found = result.cost_by_lever["keyworker"][:, 2].mean()
    assert found == pytest.approx(100 * mean * PRICES.factor(cost.price_year), rel=0.02)


def test_levers_without_a_known_cost_are_reported() -> None:
    found = _appraised(fewer_exclusions={"level": 50}, mentoring={"level": 5})
    assert found.uncosted == ("fewer_exclusions",)
    totals = found.totals()
    assert totals.missing
    assert totals.chance_of_net_benefit is None
    assert np.isnan(totals.benefit_cost_ratio).all()
    assert np.isnan(totals.payback_year).all()
