"""Who a lever reaches, and when its effect is felt."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import levers
from model.baseline import baseline
from model.register import load_registers
from model.register_schema import Link

EVERYWHERE = np.ones(350, dtype=bool)


def _link(**changes: object) -> Link:
    return load_registers().links["conference_care_entries"].model_copy(update=changes)


def test_a_ramp_rises_in_even_steps_and_ends() -> None:
    use = levers.Use("mentoring", 1, "everyone", 2027, 2.0, end_year=2030)
    level = levers.in_place(use, 80)
    assert (level[:8] == 0).all()
    np.testing.assert_allclose(np.diff(level[8:16]), 0.125)
    assert (level[16:20] == 1).all()
    assert (level[20:] == 0).all()


def test_an_effect_waits_for_its_delay_and_builds_up() -> None:
    level = np.ones(80)
    felt = levers.share_response(level, _link(delay_years=2.0, build_years=4.0, baseline_risk=None))
    assert (felt[:8] == 0).all()
    assert felt[15] == pytest.approx(0.5)
    assert (felt[23:] == 1).all()


def test_a_fading_effect_halves_after_the_lever_ends() -> None:
    level = np.zeros(80)
    level[:20] = 1
    felt = levers.share_response(level, _link(delay_years=0.0, half_life_years=3.0))
    assert felt[19] == pytest.approx(1)
    assert felt[31] == pytest.approx(0.5)


def test_a_window_spreads_the_risk_over_its_years() -> None:
    felt = levers.intake_response(np.ones(80), _link(delay_years=1.0, window_years=2.0), 1.0)
    assert (felt[:4] == 0).all()
    assert felt[7] == pytest.approx(0.5)
    np.testing.assert_allclose(felt[11:], 1.0)


def test_a_fading_gain_gives_people_back() -> None:
    link = load_registers().links["incredible_years_recovery"]
    level = np.zeros(80)
    level[0] = 1
    net = levers.recovery_response(level, link)
    assert net[2] == 1
    # Two years on (its half-life) half of those who gained would have lost it, less those who
    # would no longer be in need anyway: 16% a year have left childhood or recovered.
    assert 0.5 < net[: 2 + 8 + 1].sum() < 0.6
    assert net.sum() == pytest.approx(0.34, abs=0.03)  # ln 2 / 2 over that and 0.176 a year


@settings(max_examples=60, deadline=None)
@given(
    share=st.floats(0.0, 1.5),
    targeting=st.sampled_from(["everyone", "in proportion to need", "most deprived first"]),
)
def test_nobody_is_reached_twice_and_all_units_are_used(share: float, targeting: str) -> None:
    state = baseline()
    eligible = state.people.cells
    given_ = levers.allocate(share * eligible.sum(), targeting, eligible, EVERYWHERE, state)
    assert (given_ <= eligible + 1e-6).all()
    assert (given_ >= 0).all()
    assert given_.sum() == pytest.approx(min(share, 1.0) * eligible.sum(), rel=1e-6, abs=1e-6)


def test_the_most_deprived_come_first() -> None:
    state = baseline()
    eligible = state.people.cells
    grid = eligible.reshape(14, 5, 5)
    total = grid[:, 0].sum() + grid[:, 1].sum() / 2
    got = levers.allocate(total, "most deprived first", eligible, EVERYWHERE, state)
    got = got.reshape(14, 5, 5)
    np.testing.assert_allclose(got[:, 0], grid[:, 0])
    np.testing.assert_allclose(got[:, 1], grid[:, 1] / 2)
    assert (got[:, 2:] == 0).all()


def test_need_means_children_in_low_income() -> None:
    state = baseline()
    eligible = state.people.cells
    got = levers.allocate(10_000, "in proportion to need", eligible, EVERYWHERE, state)
    np.testing.assert_allclose(
        got / eligible / state.poverty, (got / eligible / state.poverty)[0], rtol=1e-6
    )


def test_cells_outside_the_plan_get_nothing() -> None:
    state = baseline()
    inside = np.repeat(np.arange(14) == 4, 25)
    got = levers.allocate(500, "everyone", state.people.cells, inside, state)
    assert (got[~inside] == 0).all()
    assert got.sum() == pytest.approx(500)


def test_an_unknown_targeting_is_named() -> None:
    state = baseline()
    with pytest.raises(levers.LeverError, match="nearest first"):
        levers.allocate(1, "nearest first", state.people.cells, EVERYWHERE, state)


def test_a_gap_is_what_deprivation_does_not_explain() -> None:
    state = baseline()
    gap = levers.unexplained_gap("care_entries", ("Mixed", "Asian"), state).reshape(-1, 5)
    mixed, asian = gap[0, 2], gap[0, 0]
    # Mixed children are above White children in neighbourhoods alike; Asian children are not.
    assert 0 < mixed < 1
    assert asian == 0
    assert (gap[:, [1, 3, 4]] == 0).all()
    # First-time entrants are not published by group: there is no gap to close.
    assert (levers.unexplained_gap("first_time_entrants", ("Black",), state) == 0).all()
