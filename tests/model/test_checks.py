"""Every row of the table of checks, on the published figures. Limits stand in model/checks.py."""

import pytest

from model import checks


def test_no_plan_changes_nothing():
    check = checks.no_plan_no_change()
    assert check.passed, check.found


def test_cells_and_totals_are_met():
    check = checks.margins_met()
    assert check.passed, check.found


def test_raking_leaves_a_table_that_fits():
    check = checks.raking_stands()
    assert check.passed, check.found


def _backcast(stock):
    return next(check for check in checks.backcasts() if check.name.endswith(stock))


def test_looked_after_children_are_back_cast_within_five_per_cent():
    check = _backcast("looked after")
    assert check.passed, check.found


@pytest.mark.xfail(strict=True, reason="three authority-years of 98: see docs/validation.md")
def test_protection_plans_are_back_cast_within_five_per_cent():
    assert _backcast("child protection plans").passed


@pytest.mark.xfail(strict=True, reason="the published account does not balance: docs/validation.md")
def test_children_in_need_are_back_cast_within_five_per_cent():
    assert _backcast("children in need").passed


def test_what_the_back_cast_misses_is_what_the_published_account_misses():
    # The reason given for the two failures: the account is out, not the step.
    table = checks.backcast()
    error = table.groupby("stock")["error"].apply(lambda e: e.abs().mean())
    assert checks._unbalanced("children_in_need") > 0.05
    assert error["children_in_need"] < 2 * checks._unbalanced("children_in_need")
    assert error["looked_after"] < 0.02


def test_the_poverty_link_returns_the_published_extra_entries():
    check = checks.bennett()
    assert check.passed, check.found
    assert "149 authorities" in check.found


def test_an_independent_engine_agrees():
    check = checks.pysd_agreement()
    assert check.passed, check.found


def test_children_are_conserved():
    check = checks.conservation()
    assert check.passed, check.found


def test_published_programmes_stand_beside_the_models_figures():
    found = checks.programmes()
    assert len(found) == 11
    held = {check.name for check in found if check.passed}
    assert held >= {"Youth clubs: society", "Averted care: value of an entry averted"}
    # A row outside its tolerance stays outside and says why in a sentence.
    assert all(check.detail.endswith(".") for check in found if not check.passed)
    assert "22p" in found[0].asked


@pytest.mark.slow
def test_every_lever_computes_in_every_authority():
    check = checks.sweep_levers()
    assert check.passed, check.found


@pytest.mark.slow
def test_more_of_a_lever_never_lessens_its_own_effect():
    check = checks.monotone()
    assert check.passed, check.found


def test_a_failing_check_is_told():
    bad = checks.Check("Odd", "asked", "found", False)
    assert "FAILS" in checks.as_text([bad])
    assert "What does not hold" in checks.as_markdown([bad])
