"""Outcomes worked out after the run, and who gains and who pays."""

from __future__ import annotations

from typing import Any, Literal, cast

import numpy as np
import pytest

from model.outcomes_after import AFTER, WHY_NOT, AfterError, outcome_after
from model.plan import new_plan
from model.results import Results, simulate
from model.who_gains import NOT_BROKEN_DOWN, WhoGainsError, reach_shares, who_gains, who_pays

LEVERS = {
    "child_poverty": {"level": 1, "targeting": "most deprived first"},
    "youth_clubs": {"level": 20},
    "family_group_conference": {"level": 25},
    "breakfast_clubs": {"level": 25},
    "incredible_years": {"level": 500},
}


@pytest.fixture(scope="module")
def results() -> Results:
    return simulate(new_plan(levers=LEVERS), draws=64)


def test_placements_add_to_children_looked_after(results: Results) -> None:
    parts = [outcome_after(results, f"placed_{kind}") for kind in ("foster", "homes", "other")]
    change = results.values("looked_after").to_numpy()[:, 1:]
    np.testing.assert_allclose(sum(part.change for part in parts), change, atol=0.05)
    assert sum(part.level for part in parts) == pytest.approx(11_564, rel=0.001)


def test_attainment_moves_with_the_grades_that_money_values(results: Results) -> None:
    found = outcome_after(results, "attainment")
    assert found.level == pytest.approx(44.6, abs=1)
    grades = results.plan_money.changes["grades"].units[:, :20]
    leavers = results.state.people.cells.sum() / 18
    np.testing.assert_allclose(found.change, grades / leavers)


def test_breakfast_clubs_move_attainment_at_seven_only(results: Results) -> None:
    assert outcome_after(results, "attainment_at_7").change[:, -1] == pytest.approx(0.5)
    alone = simulate(new_plan(levers={"breakfast_clubs": {"level": 25}}), draws=16)
    assert not outcome_after(alone, "attainment").change.any()


@pytest.mark.parametrize("outcome", sorted(WHY_NOT))
def test_where_nothing_was_read_nothing_moves_and_the_reason_is_said(
    results: Results, outcome: str
) -> None:
    found = outcome_after(results, outcome)
    assert not found.change.any()
    assert found.why_not
    assert found.level > 0


def test_an_unknown_outcome_is_refused(results: Results) -> None:
    assert len(AFTER) == 8
    with pytest.raises(AfterError, match="no outcome 'happiness'"):
        outcome_after(results, "happiness")


@pytest.mark.parametrize("by", ["imd_quintile", "ethnicity"])
def test_gains_by_group_add_to_what_families_gain(
    results: Results, by: Literal["imd_quintile", "ethnicity"]
) -> None:
    table = who_gains(results, by)
    ledger = results.plan_money.ledger
    families = ledger.present(ledger.chosen(payers=["families"]), later=True)
    assert table["total"].sum() == pytest.approx(np.median(families), rel=0.05)
    assert table["children"].sum() == pytest.approx(results.state.people.cells.sum())
    np.testing.assert_allclose(reach_shares(results, by).sum(axis=1), 1)


def test_money_given_to_the_most_deprived_first_goes_to_them(results: Results) -> None:
    table = who_gains(results, "imd_quintile").set_index("group")
    assert table.loc["1", "transfers"] > 0
    assert table.loc[["2", "3", "4", "5"], "transfers"].sum() == pytest.approx(0, abs=1)


def test_who_pays_is_by_payer_and_not_by_group(results: Results) -> None:
    table = who_pays(results).set_index("payer")
    assert table.loc["exchequer", "median"] < 0 < table.loc["police_justice", "median"]
    assert any("Who pays" in each for each in NOT_BROKEN_DOWN)
    with pytest.raises(WhoGainsError, match="no breakdown 'age'"):
        who_gains(results, cast(Any, "age"))
