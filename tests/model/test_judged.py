"""The levers that can be judged: told apart from the others, on the same draws, in any order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.figures import accounts as account_figures
from components.figures import runs
from model.accounts import ACCOUNTS, counted
from model.judged import judged_part, split
from model.plan import Plan, new_plan
from model.register import load_registers
from model.register_schema import PUBLIC_PAYERS
from model.results import simulate
from tests.narrowed import some

REGISTERS = load_registers()
LEVERS = sorted(REGISTERS.levers)


def _setting(lever_id: str) -> dict[str, Any]:
    lever = REGISTERS.levers[lever_id]
    found: dict[str, Any] = {
        "level": max(lever.step, round(lever.max * 0.2 / lever.step) * lever.step)
    }
    if lever.measure == "gap":
        found["groups"] = ["Black", "Mixed"]
    return found


def _plan(names: Sequence[str]) -> Plan:
    return new_plan(areas=["E08000025"], levers={name: _setting(name) for name in names}, draws=32)


plans = st.lists(st.sampled_from(LEVERS), min_size=1, max_size=5, unique=True)


@pytest.mark.parametrize("lever_id", LEVERS)
def test_a_lever_alone_is_judged_or_says_why_not(lever_id: str) -> None:
    parts = split(_plan([lever_id]))
    assert parts.whole != bool(parts.why)
    if REGISTERS.levers[lever_id].no_verdict or REGISTERS.levers[lever_id].judgement:
        assert not parts.judged
    if parts.whole:
        accounts = simulate(_plan([lever_id]), draws=32).accounts
        assert accounts["purse"].chance is not None, lever_id
        # A gain is counted somewhere, or there would be no verdict.
        assert accounts["society"].present_benefit.any()


def test_finding_children_without_places_is_never_told_as_a_loss() -> None:
    found = simulate(_plan(["identification"]), draws=32).accounts
    for account in found.values():
        assert not account.present_benefit.any()
        assert account.chance is None and account.ratio is None and account.payback is None


@settings(max_examples=12, deadline=None)
@given(plans)
def test_judged_and_others_are_the_whole_plan(names: list[str]) -> None:
    plan = _plan(names)
    parts, part = split(plan), judged_part(plan)
    assert sorted((*parts.judged, *parts.rest)) == sorted(names)
    whole = simulate(plan).accounts
    for account in whole.values():
        assert account.complete <= parts.whole
    if part is None:
        assert not parts.judged
        return
    assert set(part.levers) == set(parts.judged)
    for account in simulate(part).accounts.values():
        assert {each.kind for each in account.missing} <= {"nothing spent", "no gain"}
    told = account_figures.told(plan)
    # Costs add up: those judged and the known cost of the others are the purse's.
    cost = some(told.part).accounts["purse"].present_cost + told.rest_cost
    np.testing.assert_allclose(cost, told.whole.accounts["purse"].present_cost, rtol=1e-6, atol=1)


@settings(max_examples=8, deadline=None)
@given(st.sampled_from([name for name in LEVERS if not split(_plan([name])).judged]))
def test_a_lever_that_cannot_be_judged_moves_no_figure_of_those_that_can(other: str) -> None:
    names = ["diversion", "incredible_years"]
    alone, beside = account_figures.told(_plan(names)), account_figures.told(_plan([*names, other]))
    assert alone.split.whole and beside.partial
    for name in ACCOUNTS:
        np.testing.assert_array_equal(
            some(alone.part).accounts[name].net, some(beside.part).accounts[name].net
        )


@settings(max_examples=8, deadline=None)
@given(plans, st.randoms(use_true_random=False))
def test_no_figure_depends_on_the_order_of_levers(names: list[str], chance: random.Random) -> None:
    mixed = list(names)
    chance.shuffle(mixed)
    one, other = simulate(_plan(names)), simulate(_plan(mixed))
    np.testing.assert_array_equal(one.runs.plan, other.runs.plan)
    for name in ACCOUNTS:
        np.testing.assert_array_equal(one.accounts[name].net, other.accounts[name].net)
    assert split(_plan(names)).why.keys() == split(_plan(mixed)).why.keys()


@settings(max_examples=8, deadline=None)
@given(plans)
def test_the_three_accounts_agree_where_they_count_the_same_lines(names: list[str]) -> None:
    results = simulate(_plan(names))
    ledger, found = results.plan_money.ledger, results.accounts
    np.testing.assert_array_equal(found["purse"].cost_by_year, found["purse_life"].cost_by_year)
    later = np.zeros(ledger.draws)
    for line in counted(ledger, "purse_life"):
        later += line.later
    np.testing.assert_allclose(
        found["purse_life"].net - found["purse"].net, later, rtol=1e-9, atol=1e-2
    )
    services = ("service cost", "averted service cost")
    ours = [line for line in counted(ledger, "society") if line.kind in services]
    assert ours == [line for line in counted(ledger, "purse_life") if line.kind in services] + [
        line for line in ours if line.payer not in PUBLIC_PAYERS
    ]
    # What differs between B and C: others' lines, and transfers, which are nil in C.
    others = [line for line in counted(ledger, "society") if line.payer not in PUBLIC_PAYERS]
    np.testing.assert_allclose(
        found["society"].net - found["purse_life"].net,
        ledger.present(others, later=True),
        rtol=1e-9,
        atol=1e-2,
    )


def test_a_plans_results_are_those_of_every_page() -> None:
    plan = _plan(["diversion", "keyworker"])
    told = account_figures.told(plan)
    np.testing.assert_array_equal(
        told.whole.accounts["purse"].net, runs.results_of(plan).accounts["purse"].net
    )
