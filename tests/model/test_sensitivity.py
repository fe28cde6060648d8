"""Tornado and global index from existing draws."""

import numpy as np
import pytest

from model.plan import new_plan
from model.results import Results, simulate
from model.sensitivity import SensitivityError, assumptions, global_index, tornado


@pytest.fixture(scope="module")
def results() -> Results:
    levers = {"child_poverty": {"level": 3}, "family_group_conference": {"level": 10}}
    return simulate(new_plan(areas=["E08000025"], levers=levers), draws=512)


def test_the_assumption_that_drives_the_result_comes_first(results: Results) -> None:
    entries = results.values("care_entries").sel(year=2045).to_numpy()
    assert tornado(results, entries)["id"].iloc[0] == "poverty_care_entries"
    index = global_index(results, entries)
    assert index["id"].iloc[0] == "poverty_care_entries"
    assert index["first_order"].iloc[0] > 0.3
    # How the baseline strays bears on a change too: more entries leave more to avoid.
    assert "baseline.care_entries.E08000025" in set(index["id"].iloc[:5])
    assert (index["pawn"].between(0, 1)).all()


def test_the_tornado_turns_the_right_way(results: Results) -> None:
    entries = results.values("care_entries").sel(year=2045).to_numpy()
    table = tornado(results, entries).set_index("id")
    # A steeper poverty slope avoids more entries: the change goes further down.
    assert table.loc["poverty_care_entries", "swing"] < 0


def test_costs_are_named_for_money_only(results: Results) -> None:
    worth = results.money.totals().net_present_value
    assert any(name.startswith("cost.") for name in tornado(results, worth, money=True)["id"])
    assert not any(name.startswith("cost.") for name in assumptions(results)[0]["id"])


def test_a_result_that_does_not_vary_has_no_drivers(results: Results) -> None:
    index = global_index(results, np.zeros(results.draws))
    assert (index["pawn"] == 0).all()


def test_what_cannot_be_analysed_is_refused(results: Results) -> None:
    with pytest.raises(SensitivityError, match="one number for each"):
        tornado(results, np.zeros(3))
    with pytest.raises(SensitivityError, match="finite"):
        tornado(results, np.full(results.draws, np.nan))
    few = simulate(results.plan, draws=32)
    with pytest.raises(SensitivityError, match="at least"):
        global_index(few, np.zeros(32))
