"""The ledger of a plan: it balances, counts nothing twice and does not depend on order."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.accounts import ACCOUNTS, counted
from model.appraisal import lever_ledger
from model.ledger import MoneyError, discount_factors
from model.plan import new_plan
from model.presets import preset_plan
from model.register import load_registers
from model.register_schema import PUBLIC_PAYERS
from model.results import Results, simulate

REGISTERS = load_registers()
_OWN = {"low": 1, "central": 50, "high": 100, "reason": "for a test"}


def _setting(lever_id: str, share: float = 0.25) -> dict[str, Any]:
    lever = REGISTERS.levers[lever_id]
    found: dict[str, Any] = {
        "level": max(lever.step, round(lever.max * share / lever.step) * lever.step)
    }
    if lever.cost_bounds:
        found["own_cost"] = _OWN
    if lever.measure == "gap":
        found["groups"] = ["Black", "Mixed"]
    if lever.judgement_bounds:
        bounds = lever.judgement_bounds
        middle = (bounds.low + bounds.high) / 2
        found["judgement"] = {
            "low": bounds.low,
            "central": middle,
            "high": bounds.high,
            "reason": "for a test",
        }
    return found


def _results(levers: Iterable[str], draws: int = 64) -> Results:
    return simulate(new_plan(levers={name: _setting(name) for name in levers}), draws=draws)


@pytest.fixture(scope="module")
def everything() -> Results:
    return _results(REGISTERS.levers)


def test_transfers_add_up_to_nothing_over_payers(everything: Results) -> None:
    ledger = everything.plan_money.ledger
    transfers = ledger.chosen(kinds=["transfer"])
    assert {line.source for line in transfers} >= {"child_poverty", "income_advice", "grades"}
    assert ledger.imbalance() < 1e-9
    for source in {(line.source, line.entry) for line in transfers}:
        both = [line for line in transfers if (line.source, line.entry) == source]
        assert len({line.payer for line in both}) == 2, source


def test_a_transfer_is_a_cost_to_the_purse_and_none_to_society() -> None:
    found = _results(["child_poverty"]).accounts
    assert (found["purse"].present_cost > 0).all()
    np.testing.assert_allclose(found["society"].present_cost, 0, atol=1e-3)


def test_no_entry_is_counted_twice(everything: Results) -> None:
    """One line for each source, unit cost or stream, payer and kind."""
    keys = [
        (line.source, line.entry, line.payer, line.kind)
        for line in everything.plan_money.ledger.lines
    ]
    assert len(keys) == len(set(keys))


def test_accounts_agree_where_they_count_the_same_lines(everything: Results) -> None:
    """B is A with what falls later; C holds the same services, and transfers net to nil in it."""
    money = everything.plan_money
    ledger, accounts = money.ledger, money.accounts
    np.testing.assert_array_equal(
        accounts["purse"].cost_by_year, accounts["purse_life"].cost_by_year
    )
    later = sum(line.later for line in counted(ledger, "purse_life"))
    np.testing.assert_allclose(
        accounts["purse_life"].net - accounts["purse"].net, later, rtol=1e-9, atol=1e-3
    )
    services = [
        line
        for line in counted(ledger, "society")
        if line.kind in ("service cost", "averted service cost")
    ]
    same = ledger.chosen(payers=PUBLIC_PAYERS, kinds=["service cost", "averted service cost"])
    assert services == same
    transfers = ledger.chosen(kinds=["transfer"])
    np.testing.assert_allclose(ledger.present(transfers, True), 0, atol=1e-2)


def test_the_purse_counts_neither_earnings_nor_health_nor_harm(everything: Results) -> None:
    for name in ("purse", "purse_life"):
        kinds = {line.kind for line in counted(everything.plan_money.ledger, name)}
        assert kinds == {"service cost", "averted service cost", "transfer"}


def test_the_account_does_not_depend_on_the_order_of_levers() -> None:
    names = [
        "youth_clubs",
        "diversion",
        "incredible_years",
        "early_years_centres",
        "therapy_places",
    ]
    one, other = _results(names), _results(reversed(names))
    for name in ACCOUNTS:
        np.testing.assert_array_equal(one.accounts[name].net, other.accounts[name].net)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(sorted(REGISTERS.levers)), min_size=1, max_size=4, unique=True))
def test_any_plans_ledger_balances(names: list[str]) -> None:
    found = _results(names, draws=16)
    ledger = found.plan_money.ledger
    assert ledger.imbalance() < 1e-9
    for name, account in found.accounts.items():
        whole = ledger.present(counted(ledger, name), ACCOUNTS[name].later)
        np.testing.assert_allclose(account.net, whole, rtol=1e-9, atol=1e-2)


@pytest.mark.parametrize("lever_id", sorted(REGISTERS.levers))
def test_more_of_a_lever_never_costs_less(lever_id: str) -> None:
    spent = [
        simulate(new_plan(levers={lever_id: _setting(lever_id, share)}), draws=16)
        .accounts["purse"]
        .present_cost
        for share in (0.25, 0.5, 1.0)
    ]
    assert all((more >= less - 1e-6).all() for less, more in pairwise(spent))


def test_custody_months_are_the_same_on_both_sides() -> None:
    """A month in custody and the placement in its place: the same months in every draw."""
    found = _results(["care_instead_of_custody"])
    ledger = found.plan_money.ledger
    cost = [line for line in ledger.lines if line.entry == "care_in_place_of_custody"]
    saved = [line for line in ledger.lines if line.entry == "custodial_sentence"]
    ratio = ledger.by_year(saved)[:, -1] / -ledger.by_year(cost)[:, -1]
    # Without the months the ratio is that of two monthly prices: 6,942 to 12,892 over 5,183 to
    # 22,767 (2022 prices). Months drawn twice would give six times as much and a sixth.
    assert ratio.min() > 6_942 / (22_767 * 1.2)
    assert ratio.max() < 12_892 / (5_183 * 1.05)


def test_exclusions_hold_no_crime() -> None:
    """Violence is an outcome of its own: an exclusion's saving must not hold it again."""
    assert "police_justice" not in REGISTERS.costs["permanent_exclusion"].payers


def test_health_is_discounted_at_its_own_rate(everything: Results) -> None:
    ledger = everything.plan_money.ledger
    health = ledger.chosen(kinds=["health"])[0]
    factors = discount_factors(ledger.years, 0.015)
    np.testing.assert_allclose(ledger.present([health], False), health.by_year @ factors)


def test_a_line_of_an_unknown_payer_is_refused() -> None:
    from model.ledger import Line

    with pytest.raises(MoneyError, match="unknown payer 'bank'"):
        Line("custody", "outcome", "x", "bank", "transfer", np.zeros((1, 1)), np.zeros(1))
    with pytest.raises(MoneyError, match="unknown kind 'gift'"):
        Line("custody", "outcome", "x", "nhs", "gift", np.zeros((1, 1)), np.zeros(1))


def test_cost_of_early_years_is_of_the_children_who_have_the_effect() -> None:
    """Per child near a centre: 6,770 over five years, not the whole sum over all young children."""
    cost = REGISTERS.costs["centres_per_child"]
    assert cost.distribution.central * 5 == pytest.approx(6_770, rel=0.001)
    assert REGISTERS.levers["early_years_centres"].eligible == "children_0_4"


def test_what_levers_cost_alone_is_that_part_of_the_whole_ledger() -> None:
    results = simulate(preset_plan("layered", new_plan(areas=["E08000028"])), draws=64)
    whole = [line for line in results.plan_money.ledger.lines if line.source_kind == "lever"]
    alone = [line for line in lever_ledger(results).lines if line.source_kind == "lever"]
    assert len(alone) == len(whole) > 10
    for one, other in zip(alone, whole, strict=True):
        assert (one.source, one.entry, one.payer, one.kind) == (
            other.source,
            other.entry,
            other.payer,
            other.kind,
        )
        np.testing.assert_array_equal(one.by_year, other.by_year)
