"""Stocks and flows: conservation, balance, linearity of cost, and what each link does."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import levers
from model.baseline import LADDER, NEED, PLACE, baseline
from model.checks_ladder import BALANCE_LIMIT, imbalance, need_at_start
from model.checks_levers import all_levers
from model.dynamics import run, trace
from model.engine_inputs import prepare, still
from model.engine_layout import NEED_COLUMNS
from model.forecasts import multipliers
from model.setting import AREAS, setting
from model.simulation import pooled_rows, simulate_uses

EVERYWHERE = np.ones(AREAS, dtype=bool)
ROWS = pooled_rows(EVERYWHERE)


@settings(max_examples=30, deadline=None)
@given(
    share=st.floats(0, 1),
    start=st.floats(0.0, 3.0),
    leave=st.floats(0.0, 6.0),
    number=st.integers(0, 15),
    path_id=st.sampled_from(["hold", "forecast", "national_strategy"]),
)
def test_children_are_never_lost_or_made(
    share: float, start: float, leave: float, number: int, path_id: str
) -> None:
    setup = setting(path_id, 16, 3)
    inputs, _ = prepare(setup, all_levers(share), EVERYWHERE)
    # Starts up to three times the present ones, and exits faster than a quarter allows.
    inputs = inputs._replace(starts=inputs.starts * start, exit_rate=inputs.exit_rate * leave)
    _, record = trace(inputs, ROWS, number)
    gap, least = imbalance(record, inputs.stock, *need_at_start(inputs, number))
    assert gap <= BALANCE_LIMIT
    assert least >= 0


def test_held_stocks_stay_where_they_are() -> None:
    inputs, _ = prepare(setting("hold", 32, 1), (), EVERYWHERE)
    total = run(still(inputs), ROWS)[:, :AREAS].astype(float).sum(axis=1)
    np.testing.assert_allclose(total[:, 1:], total[:, :1].repeat(20, axis=1), rtol=2e-6)


def test_a_baseline_follows_its_forecast_in_every_draw() -> None:
    setup = setting("forecast", 32, 1)
    runs = simulate_uses([], baseline().people.authorities, draws=32, seed=1, path_id="forecast")
    for number, stock in enumerate(LADDER):
        made = runs.baseline[:, :AREAS, :, PLACE[stock]].astype(float)
        asked = multipliers(stock, baseline().people.authorities, 20, 32, 1, 0, tested=True)
        rate = baseline().starts[number].reshape(AREAS, -1).sum(axis=1) / made[0, :, 0]
        exits = setup.route.exits[..., number] + rate[None, :, None]
        most = np.minimum(3.9 * rate, 3.9)[:, None]
        free = (exits > 0.26 * rate[:, None]) & (exits < most)
        free = np.logical_and.accumulate(free, axis=2)  # until a bound is met
        assert free.mean() > 0.85
        np.testing.assert_allclose((made / made[:, :, :1])[free], asked[free], rtol=2e-3)
    for outcome in ("suspensions", "self_harm_admissions", "custody"):
        made = runs.baseline[:, :AREAS, :, PLACE[outcome]].astype(float)
        elapsed = 2025 - baseline().latest[outcome]
        asked = multipliers(outcome, baseline().people.authorities, 20, 32, 1, elapsed, tested=True)
        np.testing.assert_allclose(made / made[:, :, :1], asked, rtol=1e-5)


def test_the_start_is_what_is_published() -> None:
    runs = simulate_uses([], baseline().people.authorities, draws=16, seed=1)
    first = runs.baseline[0, :AREAS, 0]
    for outcome in ("looked_after", "child_protection_plans", "suspensions", "child_poverty"):
        ours = baseline().counts[PLACE[outcome]].reshape(AREAS, -1).sum(axis=1)
        np.testing.assert_allclose(first[:, PLACE[outcome]], ours, rtol=1e-6)


def test_need_stands_still_at_its_closed_form_balance() -> None:
    setup = setting("hold", 64, 9)
    assert (setup.need_start > 0).all()
    rate = dict(zip(NEED_COLUMNS, setup.need.T, strict=True))
    lifetime = 1 - np.exp(-rate["onset"] * 18)
    assert lifetime.mean() == pytest.approx(0.078, abs=0.002)
    # One in five with untreated trauma-related need is seen in a year (E168).
    assert (rate["identify"] * rate["supported"]).mean() == pytest.approx(0.206, abs=0.005)
    runs = simulate_uses([], baseline().people.authorities, draws=64, seed=9)
    for outcome in NEED:
        total = runs.baseline[:, :AREAS, :, PLACE[outcome]].astype(float).sum(axis=1)
        np.testing.assert_allclose(total[:, 1:], total[:, :1].repeat(20, axis=1), rtol=2e-6)


def test_children_referred_supported_and_waiting_are_those_of_england() -> None:
    runs = simulate_uses([], baseline().people.authorities, draws=64, seed=9)
    children = baseline().people.cells.sum()
    total = runs.baseline[:, :AREAS, 0].astype(float).sum(axis=1)
    # E181: of 949,200 children referred in England, 32% supported and 28% waiting.
    referred = 949_200 / 11_901_267 * children
    for outcome, share in (("recorded_demand", 1.0), ("supported", 0.32), ("waiting", 0.28)):
        np.testing.assert_allclose(total[:, PLACE[outcome]], share * referred, rtol=0.001)
    # Probable disorder: 15.7% of those of 5 to 10, 22.6% of 11 to 16, 23.3% of 17.
    disorder = (6 * 0.157 + 6 * 0.226 + 0.233) / 18 * children
    need = sum(total[:, PLACE[name]] for name in ("untreated_need", "emotional_need", "in_help"))
    assert np.median(need) == pytest.approx(disorder, rel=0.02)
    conduct, emotional = total[:, PLACE["conduct_problems"]], total[:, PLACE["emotional_need"]]
    assert (conduct < emotional).all()


def test_parenting_groups_act_on_conduct_problems_and_not_on_trauma() -> None:
    use = levers.Use("incredible_years", 2000, "everyone", 2025, 0)
    runs = simulate_uses([use], baseline().people.authorities, draws=64)
    change = (runs.plan - runs.baseline)[:, :AREAS].astype(float).sum(axis=1)
    assert (change[:, 5, PLACE["conduct_problems"]] < 0).all()
    assert (change[:, 5, PLACE["emotional_need"]] < 0).all()
    assert (change[..., PLACE["untreated_need"]] == 0).all()
    poverty = levers.Use("child_poverty", 2, "everyone", 2025, 0)
    runs = simulate_uses([poverty], baseline().people.authorities, draws=64)
    change = (runs.plan - runs.baseline)[:, :AREAS].astype(float).sum(axis=1)
    assert (change[:, 10, PLACE["emotional_need"]] < 0).all()
    assert (change[..., PLACE["untreated_need"]] == 0).all()


def test_finding_more_children_lengthens_the_wait() -> None:
    find = levers.Use("identification", 10, "everyone", 2025, 0)
    runs = simulate_uses([find], baseline().people.authorities, draws=16)
    change = (runs.plan - runs.baseline)[:, :AREAS].astype(float).sum(axis=1)
    assert (change[:, 2, PLACE["waiting"]] > 0).all()
    assert (np.abs(change[..., PLACE["supported"]]) < 1e-2).all()


def test_rows_by_quintile_and_group_add_to_the_total() -> None:
    runs = simulate_uses(all_levers(0.5), baseline().people.authorities, draws=16, seed=2)
    total = runs.plan[:, :AREAS].astype(float).sum(axis=1)
    for first in (AREAS, AREAS + 5):
        part = runs.plan[:, first : first + 5].astype(float).sum(axis=1)
        np.testing.assert_allclose(part, total, rtol=1e-5)


def test_a_plan_in_one_place_changes_no_other() -> None:
    codes = baseline().people.authorities
    use = levers.Use("child_poverty", 5, "everyone", 2027, 1)
    runs = simulate_uses([use], ["E08000025"], report=["E08000025"], draws=16)
    assert (runs.plan[:, 4] != runs.baseline[:, 4]).any()
    setup = setting("hold", 16, 1)
    only = np.array([code == "E08000025" for code in codes])
    inputs, _ = prepare(setup, [use], only)
    out = run(inputs, ROWS)
    none, _ = prepare(setup, (), only)
    np.testing.assert_array_equal(out[:, 5:14], run(none, ROWS)[:, 5:14])


def test_the_poverty_link_has_the_size_the_register_says() -> None:
    state = baseline()
    use = levers.Use("child_poverty", 1.0, "everyone", 2025, 0)
    runs = simulate_uses([use], state.people.authorities, draws=2048, seed=4, middle=True)
    change = (runs.plan - runs.baseline)[:, :AREAS, -1, PLACE["care_entries"]].sum(axis=1)
    # 5 fewer entries per 100,000 children under 16 for each point (E100).
    under_16 = state.people.cells.sum() * 16 / 18
    assert change.mean() == pytest.approx(-5e-5 * under_16, rel=0.05)


def test_conferences_avoid_what_the_trial_found() -> None:
    state = baseline()
    use = levers.Use("family_group_conference", 100, "everyone", 2025, 0)
    runs = simulate_uses([use], state.people.authorities, draws=2048, seed=4, middle=True)
    change = (runs.plan - runs.baseline)[:, :AREAS, 5, PLACE["care_entries"]].sum(axis=1)
    entries = state.counts[PLACE["care_entries"]].sum()
    # 8.6 fewer of 100 children in pre-proceedings, who are 0.75 of entries in the register.
    assert change.mean() == pytest.approx(-0.75 * entries * 0.448 * (1 - 0.808), rel=0.05)


def test_identification_raises_recorded_demand_and_helps_nobody_without_places() -> None:
    state = baseline()
    codes = state.people.authorities
    find = levers.Use("identification", 20, "everyone", 2025, 0)
    places = levers.Use("therapy_places", 5000, "everyone", 2025, 0)

    def change(uses: Sequence[levers.Use], outcome: str, year: int) -> float:
        runs = simulate_uses(uses, codes, draws=64)
        part = (runs.plan - runs.baseline)[:, :AREAS, year, PLACE[outcome]]
        return float(part.sum(axis=1).mean())

    assert change([find], "recorded_demand", 1) > 1000
    assert abs(change([find], "in_help", 3)) < 1
    assert change([places], "in_help", 3) > 500
    assert change([places], "untreated_need", 10) < -1000
    # Finding more children fills more of the added places.
    assert change([find, places], "in_help", 3) >= change([places], "in_help", 3)


def test_no_more_can_go_than_the_attributable_share() -> None:
    state = baseline()
    use = levers.Use("child_poverty", 10, "most deprived first", 2025, 0)
    setup = setting("hold", 64, 1)
    inputs, _ = prepare(setup, [use], EVERYWHERE)
    steep = still(inputs)._replace(p_value=inputs.p_value * 1000)
    _, record = trace(steep, ROWS, 5)
    least = state.starts[2] / 4 * (1 - steep.cap[5, PLACE["care_entries"]])
    assert (record[-1, 4] >= least - 1e-9).all()
    assert (record[-1, 4] < state.starts[2] / 4).any()


def test_the_order_of_levers_does_not_matter() -> None:
    codes = baseline().people.authorities
    uses = all_levers(0.7)
    one = simulate_uses(uses, codes, draws=32).plan
    other = simulate_uses(uses[::-1], codes, draws=32).plan
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("path_id", ["hold", "forecast"])
@pytest.mark.parametrize("inside", [np.ones(AREAS, dtype=bool), np.arange(AREAS) % 3 == 0])
def test_recording_every_flow_changes_no_result(path_id: str, inside: np.ndarray) -> None:
    """A run leaves flows that act on nothing to the end of the year; a record does not."""
    inputs, _ = prepare(setting(path_id, 16, 3), all_levers(0.6), inside)
    slab, _ = trace(inputs, ROWS, 7)
    np.testing.assert_array_equal(run(inputs, ROWS)[7], slab.astype(np.float32))
