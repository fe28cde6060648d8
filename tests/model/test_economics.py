"""Money: worked by hand, then properties that must hold for any plan."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import store
from model.appraisal import appraise_plan
from model.care_spend import care_week
from model.economics import (
    PAYER_IDS,
    PUBLIC_PAYERS,
    WEEKS_A_YEAR,
    Appraisal,
    MoneyError,
    appraise,
    discount_factors,
    own_cost,
    payback_year,
)
from model.plan import Plan, new_plan
from model.prices import PriceIndex, PriceYearError, load_price_index
from model.register import Cost, load_registers

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


def _flat(value: float, draws: int = 1, years: int = 3, authorities: int = 1) -> np.ndarray:
    return np.full((draws, years, authorities), float(value))


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
        id="place", kind="plan cost", outcome=None, price_year="2000-01", payers={"council": 1},
        cashable=1,
    )  # fmt: skip
    result = appraise(
        reached={"lever": _flat(10)},
        avoided={"custody": np.array([0.0, 4.0, 10.0]).reshape(1, 3, 1)},
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


def test_care_saved_by_week_uses_the_authoritys_own_cost() -> None:
    """2 child-years; £1,000 a week in A, the average of £1,192 (2022) in B where none is given.

    The draw is 10% above the central value, so both are 10% above.
    """
    week = REGISTERS.costs["looked_after_week"]
    central = week.distribution.central * PRICES.factor("2022")
    result = appraise(
        reached={},
        avoided={"looked_after": _flat(2, years=1, authorities=2)},
        unit_costs={"looked_after_week": np.array([1192 * 1.1])},
        lever_costs={},
        saving_costs=[week],
        prices=PRICES,
        care_week=np.array([1000.0, np.nan]),
    )
    council = result.saving[PAYER_IDS.index("council"), 0, 0]
    assert council[0] == pytest.approx(2 * 1000 * 1.1 * 365.25 / 7)
    assert council[1] == pytest.approx(2 * central * 1.1 * 365.25 / 7)
    assert result.cashable.sum() == pytest.approx(0.77 * result.saving.sum())
    assert pytest.approx(52.18, abs=0.01) == WEEKS_A_YEAR


def test_savings_go_to_payers_in_the_registers_shares() -> None:
    """An exclusion: 9,219 in 2005-06 prices, x 100 / 61.3576."""
    result = appraise(
        reached={},
        avoided={"permanent_exclusions": _flat(1, years=1)},
        unit_costs={"permanent_exclusion": np.array([9219.0])},
        lever_costs={},
        saving_costs=[REGISTERS.costs["permanent_exclusion"]],
        prices=PRICES,
    )
    by_payer = dict(zip(PAYER_IDS, result.saving[:, 0, 0, 0], strict=True))
    assert by_payer["schools"] == pytest.approx(7181 * 1.62979, rel=1e-3)
    assert by_payer["council"] == pytest.approx(1004 * 1.62979, rel=1e-3)
    assert by_payer["society"] == 0
    assert sum(by_payer.values()) == pytest.approx(9219 * 1.62979, rel=1e-4)


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
    result = appraise(
        {"family_group_conference": _flat(10), "diversion": _flat(0)}, {}, {}, {}, [], SIMPLE
    )
    assert result.uncosted == ("family_group_conference",)
    totals = result.totals()
    assert np.isnan(totals.benefit_cost_ratio).all()
    assert np.isnan(totals.chance_of_payback)


def test_own_cost_is_counted_for_the_payer_chosen() -> None:
    entry = own_cost("fewer_exclusions", 100, 200, 400, payer="schools")
    assert entry.id == "own_fewer_exclusions"
    assert entry.distribution.family == "triangular"
    result = appraise(
        {"fewer_exclusions": _flat(3)}, {}, {entry.id: np.array([250.0])},
        {"fewer_exclusions": [entry]}, [], SIMPLE,
    )  # fmt: skip
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
def test_payback(cost, saving, expected) -> None:
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


def test_missing_draws_and_bad_shapes_are_refused_by_name() -> None:
    with pytest.raises(MoneyError, match="no draws for unit cost 'unit'"):
        appraise({}, {"custody": _flat(1)}, {}, {}, [_cost()], SIMPLE)
    with pytest.raises(MoneyError, match="avoided custody must have the axes"):
        appraise({}, {"custody": np.ones(3)}, {}, {}, [], SIMPLE)
    with pytest.raises(MoneyError, match="shapes do not fit"):
        appraise({}, {"custody": _flat(1, years=3), "x": _flat(1, years=4)}, {}, {}, [], SIMPLE)
    with pytest.raises(MoneyError, match="reached lever holds a value that is not a number"):
        appraise({"lever": _flat(np.nan)}, {}, {}, {}, [], SIMPLE)
    with pytest.raises(MoneyError, match="nothing to appraise"):
        appraise({}, {}, {}, {}, [], SIMPLE)
    with pytest.raises(MoneyError, match="unknown payer"):
        appraise({"l": _flat(1)}, {}, {}, {}, [], SIMPLE).totals(payers=["bank"])


# --- properties ------------------------------------------------------------------------------

_SAVINGS = [c for c in REGISTERS.costs.values() if c.kind not in ("context", "plan cost")]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    draws=st.integers(1, 5),
    years=st.integers(1, 20),
    authorities=st.integers(1, 14),
    rate=st.floats(0, 0.1),
)
def test_parts_add_up(seed, draws, years, authorities, rate) -> None:
    """Payers, authorities, levers and outcomes each add to the same totals."""
    generator = np.random.default_rng(seed)
    shape = (draws, years, authorities)
    levers = ["mentoring", "diversion", "therapy_places"]
    reached = {lever: generator.uniform(0, 50, (1, years, authorities)) for lever in levers}
    outcomes = {cost.outcome for cost in _SAVINGS if cost.outcome}
    avoided = {outcome: generator.normal(0, 5, shape) for outcome in sorted(outcomes)}
    used = [*_SAVINGS, *(c for lever in levers for c in REGISTERS.lever_costs(lever))]
    units = {c.id: generator.uniform(1, 1000, draws) for c in used}
    result = appraise(
        reached, avoided, units, {x: REGISTERS.lever_costs(x) for x in levers}, _SAVINGS, PRICES,
        rate,
    )  # fmt: skip
    everyone = result.totals()
    by_area = [result.totals(authorities=[i]) for i in range(authorities)]
    by_payer = [result.totals(payers=[payer]) for payer in PAYER_IDS]
    for parts in (by_area, by_payer):
        npv = sum(part.net_present_value for part in parts)
        np.testing.assert_allclose(npv, everyone.net_present_value, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(sum(result.cost_by_lever.values()), everyone.cost_by_year)
    np.testing.assert_allclose(
        sum(result.saving_by_outcome.values()), everyone.saving_by_year, rtol=1e-9, atol=1e-6
    )
    public, society = result.totals(payers=PUBLIC_PAYERS), result.totals(payers=["society"])
    np.testing.assert_allclose(
        public.present_saving + society.present_saving, everyone.present_saving, atol=1e-6
    )
    # Of the register's savings only placements free money to spend.
    np.testing.assert_allclose(
        everyone.cashable_by_year, 0.77 * result.saving_by_outcome["looked_after"], atol=1e-6
    )


# --- a plan's money --------------------------------------------------------------------------


def _appraised(plan: Plan, people: float = 100.0) -> Appraisal:
    codes = ["E08000025", "E08000026"]
    reached = {lever: np.full((1, 5, 2), people) for lever in plan.levers}
    avoided = {"looked_after": np.full((64, 5, 2), 3.0), "first_time_entrants": np.ones((64, 5, 2))}
    return appraise_plan(plan, reached, avoided, codes, 64)


def test_adding_a_lever_leaves_the_others_money_alone() -> None:
    """Each cost has its own stream: a second lever adds its own cost and nothing else."""
    one = _appraised(new_plan(levers={"mentoring": {"level": 100}}))
    two = _appraised(new_plan(levers={"mentoring": {"level": 100}, "diversion": {"level": 20}}))
    np.testing.assert_array_equal(one.cost_by_lever["mentoring"], two.cost_by_lever["mentoring"])
    np.testing.assert_array_equal(one.saving, two.saving)
    added = two.totals().cost_by_year - one.totals().cost_by_year
    np.testing.assert_allclose(added, two.cost_by_lever["diversion"])


def test_own_cost_replaces_the_registers() -> None:
    own = {"low": 10, "central": 10, "high": 10, "reason": "quote", "payer": "nhs"}
    result = _appraised(new_plan(levers={"mentoring": {"level": 100, "own_cost": own}}))
    assert result.totals(payers=["nhs"]).cost_by_year[0].tolist() == [2000] * 5
    assert result.totals(payers=["police_justice"]).present_cost.sum() == 0


def test_the_plans_discount_rate_is_used() -> None:
    at = [
        _appraised(new_plan(levers={"mentoring": {"level": 1}}, discount_rate=rate)).totals()
        for rate in (0.0, 0.035)
    ]
    np.testing.assert_allclose(at[0].present_cost, at[0].cost_by_year.sum(axis=1))
    assert (at[1].present_cost < at[0].present_cost).all()


def test_levers_without_a_known_cost_are_reported() -> None:
    plan = new_plan(levers={"family_group_conference": {"level": 50}, "mentoring": {"level": 5}})
    assert _appraised(plan).uncosted == ("family_group_conference",)
