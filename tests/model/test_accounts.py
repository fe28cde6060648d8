"""Verdicts: given only when nothing that belongs in an account is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from model import averted_care
from model.accounts import ACCOUNTS, NOT_COUNTED, Account, benefit_payers, in_sentences
from model.plan import EDITION, brought_up, load_plan, new_plan
from model.register import load_registers
from model.register_schema import PUBLIC_PAYERS
from model.results import simulate
from tests.narrowed import some

REGISTERS = load_registers()


def _accounts(**levers: Any) -> Mapping[str, Account]:
    return simulate(new_plan(levers=levers, areas=["E08000025"]), draws=64).accounts


def _no_verdict(account: Account) -> bool:
    return account.chance is None and account.ratio is None and account.payback is None


def test_no_verdict_where_a_moved_lever_has_no_cost() -> None:
    found = _accounts(fewer_exclusions={"level": 25}, diversion={"level": 10})
    for account in found.values():
        assert _no_verdict(account)
        assert [each.kind for each in account.missing] == ["no cost"]
        assert "confirm one between 0 and 15,000" in account.missing[0].words
    own = {"low": 100, "central": 2000, "high": 15000, "reason": "asked of heads"}
    found = _accounts(fewer_exclusions={"level": 25, "own_cost": own}, diversion={"level": 10})
    assert found["purse"].chance is not None


def test_no_verdict_where_no_benefit_is_counted() -> None:
    own = {"low": 50, "central": 80, "high": 100, "reason": "quote"}
    found = _accounts(breakfast_clubs={"level": 25, "own_cost": own})
    for account in found.values():
        assert _no_verdict(account)
        assert [each.kind for each in account.missing] == ["no benefit"]
        assert (account.present_cost > 0).all()


def test_no_verdict_on_a_judgement_without_a_range() -> None:
    found = _accounts(school_counselling={"level": 100})
    assert [each.kind for each in found["society"].missing] == ["no range"]


def test_no_chance_for_society_where_all_is_a_transfer() -> None:
    found = _accounts(child_poverty={"level": 1})
    assert found["purse"].chance is not None
    assert _no_verdict(found["society"])
    assert (found["society"].net > 0).mean() > 0.9


def test_no_verdict_where_too_little_of_the_published_return_is_counted() -> None:
    assert _no_verdict(_accounts(keyworker={"level": 100})["society"])


def test_what_is_missing_is_said_in_one_sentence_of_a_kind() -> None:
    found = _accounts(fewer_exclusions={"level": 25}, shorter_stays={"level": 25})
    said = in_sentences(found["purse"].missing, REGISTERS)
    assert said[0] == (
        "No cost is known, and none is confirmed in the plan, for Fewer permanent exclusions and "
        "Shorter stays in care."
    )
    assert len(said) == 2


@pytest.mark.parametrize("lever_id", sorted(REGISTERS.levers))
def test_every_lever_is_costed_or_asks_for_a_range(lever_id: str) -> None:
    lever = REGISTERS.levers[lever_id]
    assert bool(REGISTERS.lever_costs(lever_id)) != (lever.cost_bounds is not None)


def test_every_counted_benefit_stands_in_an_account() -> None:
    """Only breakfast clubs, by the register's own word, have no benefit in any account."""
    none = {
        lever_id
        for lever_id in REGISTERS.levers
        if not benefit_payers(lever_id, REGISTERS, judged=True) & set(ACCOUNTS["society"].payers)
    }
    assert none == {"breakfast_clubs"}
    assert benefit_payers("diversion", REGISTERS, judged=False) & set(PUBLIC_PAYERS)


def test_break_even_balances_the_account() -> None:
    """At the break-even share, and everything else as drawn, gains equal costs."""
    found = simulate(new_plan(levers={"incredible_years": {"level": 500}}), draws=256)
    account = found.accounts["society"]
    need = account.break_even.share
    assert ((need > 0) & (need < 2)).mean() > 0.9
    ledger = found.plan_money.ledger
    conduct = ledger.present(
        [
            line
            for line in ledger.lines
            if line.entry.startswith(("conduct", "need")) and line.kind != "transfer"
        ],
        later=True,
    )
    assert np.corrcoef(need, conduct)[0, 1] < 0
    low, high = account.break_even.interval()
    assert low < account.break_even.median < high
    assert 0 < account.width_from_cause < 1


def test_averted_care_is_priced_at_the_margin_and_never_above_the_fee() -> None:
    foster, fee = np.array([[30_000.0, 95_000.0]] * 3), np.array([80_000.0, 90_000.0])
    found = averted_care.marginal_price(foster, np.array([0.0, 0.5, 1.0]), fee)
    assert found[:, 0].tolist() == [30_000, 55_000, 80_000]
    assert found[:, 1].tolist() == [90_000] * 3  # foster dearer than the average: the average


def test_days_of_entries_are_all_counted_once() -> None:
    entries = np.ones((2, 3, 1))
    found = averted_care.days_of_entries(entries, np.array([365.25, 182.625]))
    assert found.sum(axis=(1, 2)) == pytest.approx([3, 1.5])
    assert found.shape == (2, 4, 1)


def test_exits_are_what_entries_do_not_explain() -> None:
    """Entries avoided only, at unchanged exits: nothing is left for exits."""
    rate, kept = 0.28, 0.0
    entries, stock = np.full((1, 10, 1), 5.0), np.zeros((1, 10, 1))
    for year in range(10):
        after = kept * (1 - rate) + 5 * (1 - rate / 2)
        stock[0, year] = (kept + 5 / 2) * (1 - rate / 2)
        kept = after
    left = averted_care.longer_exits(stock, entries, np.array([rate]))
    np.testing.assert_allclose(left, 0, atol=1e-9)


def test_an_entry_averted_is_worth_what_trials_say() -> None:
    """GBP 75k an entry (E046), within a factor of 1.5."""
    from model.published_returns import averted_care_value

    row = averted_care_value()
    assert row.inside, row.found


def test_plans_of_the_first_edition_open_and_say_once_what_changed() -> None:
    old = load_plan(
        "version: 2\napp_version: ''\nlevers:\n  mentoring:\n    level: 100\n    own_cost:\n"
        "      {low: 1, central: 2, high: 3, payer: society, reason: quote}\n"
    )
    assert some(old.levers["mentoring"].own_cost).payer == "wider"
    plan, note = brought_up(old)
    assert "first edition" in note
    assert plan.app_version == EDITION
    assert brought_up(plan) == (plan, "")
    assert brought_up(new_plan(levers={"mentoring": {"level": 100}}))[1] == ""


def test_what_is_not_counted_is_said() -> None:
    assert len(NOT_COUNTED) >= 10
