"""Later life: worked by hand, ceilings in every draw, one route to earnings a child."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.ledger import Line
from model.life_course import (
    LONGEST,
    RUN_ON,
    Change,
    aged_out,
    lagged,
    life_lines,
    one_route,
    profile,
    unit_values,
)
from model.prices import load_price_index
from model.register import load_registers
from model.uncertainty import draw

REGISTERS, PRICES = load_registers(), load_price_index()


def test_a_present_value_is_spread_so_that_it_comes_back() -> None:
    """8,500 a grade at 16, even from 18 to 65 and discounted at 3.5%, is 8,500 again."""
    for stream in REGISTERS.streams.values():
        shape = profile(stream)
        if stream.basis == "present value":
            years = np.arange(LONGEST) - stream.present_at
            assert (shape * 1.035 ** -years.astype(float)).sum() == pytest.approx(1)
        else:
            assert shape.sum() == pytest.approx(1)


def test_changes_are_moved_on_and_none_is_lost() -> None:
    series = np.array([[10.0, 0.0, 4.0]])
    found = lagged(series, 2, 3)
    assert found.shape == (1, 3 + RUN_ON)
    assert found[0, :7].tolist() == [0, 0, 5, 5, 2, 2, 0]


def test_those_still_in_need_at_the_end_turn_18_later() -> None:
    """90 children in need in the last year, a ninth leaving each year: 10, then 8.9, 7.9..."""
    found = aged_out(np.array([[0.0, 90.0]]), 1 / 9)
    assert found[0, :4] == pytest.approx([0, 10, 90 / 9 * 8 / 9, 90 / 9 * (8 / 9) ** 2])
    assert found.sum() < 90


def test_ceilings_hold_in_every_draw() -> None:
    """No unit of a state is worth more than its ceiling times the causal share (rule 2)."""
    values = unit_values(REGISTERS, 4096, 1, PRICES)
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for stream in REGISTERS.streams.values():
        if stream.ceiling:
            groups.setdefault((stream.state, stream.ceiling, stream.causal), []).append(stream)
    assert len(groups) >= 6
    for (_, ceiling, causal), streams in groups.items():
        top = REGISTERS.costs[ceiling]
        share = draw(f"share.{causal}", REGISTERS.shares[causal].distribution, 4096, 1)
        most = top.distribution.central * PRICES.factor(top.price_year) * share
        total = sum(values[stream.id] for stream in streams)
        assert (total <= most * (1 + 1e-9) + 1e-6).all(), ceiling


def test_a_unit_value_worked_by_hand() -> None:
    """A grade: 8,500 (2021 prices) x causal share; drawn values in the same order."""
    found = unit_values(REGISTERS, 64, 3, PRICES)["grades_earnings"]
    stream, share = REGISTERS.streams["grades_earnings"], REGISTERS.shares["grades_causal"]
    expected = (
        draw("stream.grades_earnings", stream.value, 64, 3)
        * draw("share.grades_causal", share.distribution, 64, 3)
        * PRICES.factor("2021")
    )
    np.testing.assert_allclose(found, expected)


def test_two_routes_for_all_children_count_the_larger() -> None:
    values = np.array([[10.0], [6.0]])
    assert one_route(values, np.array([[1.0], [1.0]]))[0] == pytest.approx(10 / 16)
    # Half by each, independent: 10 x 0.5 + 6 x 0.25 of 8.
    assert one_route(values, np.array([[0.5], [0.5]]))[0] == pytest.approx(6.5 / 8)
    assert one_route(values, np.array([[0.0], [0.0]]))[0] == 1


@settings(max_examples=100, deadline=None)
@given(
    arrays(float, (4, 3), elements=st.floats(0, 1e6)),
    arrays(float, (4, 3), elements=st.floats(0, 1)),
)
def test_one_route_is_never_more_than_the_sum_nor_less_than_the_largest(
    values: np.ndarray, shares: np.ndarray
) -> None:
    left = one_route(values, shares)
    whole = (values * shares).sum(axis=0)
    assert (left <= 1 + 1e-12).all()
    assert (left * whole >= (values * shares).max(axis=0) * (1 - 1e-9) - 1e-9).all()
    order = [2, 0, 3, 1]
    np.testing.assert_allclose(left, one_route(values[order], shares[order]), atol=1e-12)


def _lines(changes: Mapping[str, Change]) -> list[Line]:
    return life_lines(REGISTERS, changes, 64, 5, 20, 0.035, PRICES)


def _change(size: float, cohort: float = 1000.0) -> Change:
    series = np.zeros((1, 20 + RUN_ON))
    series[0, 2] = size
    return Change(series, series, cohort)


def test_earnings_of_the_same_children_are_not_added() -> None:
    """All of a cohort gains grades and all loses need: earnings once, by the larger route."""

    def earned(**changes: Change) -> np.ndarray:
        lines = [line for line in _lines(changes) if line.kind == "earnings"]
        each = [line.by_year.sum(axis=1) + line.later for line in lines]
        return np.asarray(np.sum(each, axis=0))

    grades, need = _change(1000.0), _change(1000.0)
    both = earned(grades=grades, need=need)
    assert (both < earned(grades=grades) + earned(need=need)).all()
    np.testing.assert_allclose(both, np.maximum(earned(grades=grades), earned(need=need)), rtol=0.2)


def test_markers_have_no_later_value() -> None:
    """Care, plans, exclusion, absence and self-harm are valued in childhood only (design note)."""
    states = {stream.state for stream in REGISTERS.streams.values()}
    assert not states & {"looked_after", "permanent_exclusions", "persistent_absence"}
    assert _lines({}) == []


def test_benefits_of_need_and_conduct_do_not_overlap() -> None:
    """Conduct streams hold services and victims; earnings, health and benefits are need's."""
    for stream in REGISTERS.streams.values():
        if stream.state == "conduct":
            assert stream.kind in ("averted service cost", "harm")
            assert "exchequer" not in stream.payers
            assert "nhs" not in stream.payers


def test_a_worse_state_costs_later_life() -> None:
    better, worse = _lines({"grades": _change(10)}), _lines({"grades": _change(-10)})
    for one, other in zip(better, worse, strict=True):
        np.testing.assert_allclose(one.later, -other.later)


def test_every_share_is_between_nothing_and_a_little_more_than_all() -> None:
    for share in REGISTERS.shares.values():
        values = draw(f"share.{share.id}", share.distribution, 512, 1)
        assert values.min() >= 0
        assert values.max() <= 1.2


# --- rules against double counting (numbers of the design note) ----------------------------------


def test_rule_1_and_3_children_in_two_states_count_once() -> None:
    """Shares combine as 1 - product(1 - share) when routes are worth the same."""
    values = np.full((3, 1), 10.0)
    shares = np.array([[0.2], [0.3], [0.5]])
    counted = one_route(values, shares) * (values * shares).sum(axis=0)
    assert counted[0] == pytest.approx(10 * (1 - 0.8 * 0.7 * 0.5))


def test_rule_2_all_in_figures_are_ceilings_and_never_summed() -> None:
    all_in = {"C006", "C038", "C039", "C137", "C138"}
    for cost in REGISTERS.costs.values():
        if all_in & set(cost.evidence):
            assert cost.kind == "context", cost.id
    for stream in REGISTERS.streams.values():
        assert not all_in & set(stream.evidence), stream.id


def test_rule_4_health_is_valued_one_way() -> None:
    """One stream of quality of life; no life satisfaction (C121) and no suicide cost (C170)."""
    health = [stream.id for stream in REGISTERS.streams.values() if stream.kind == "health"]
    assert health == ["need_health"]
    used = {item for stream in REGISTERS.streams.values() for item in stream.evidence}
    assert not used & {"C120", "C121", "C141", "C170", "C171"}


def test_rule_5_health_care_for_victims_is_not_again_in_the_nhs() -> None:
    assert set(REGISTERS.costs["serious_violence_offence"].payers) == {"police_justice", "victims"}


def test_rule_6_maltreatment_totals_hold_care_and_are_not_added() -> None:
    used = {item for stream in REGISTERS.streams.values() for item in stream.evidence}
    assert not used & {"C006", "E219", "E220", "C129"}


def test_rule_7_gross_homelessness_is_not_a_saving() -> None:
    """34,518 a year is gross and 9,266 net (C178, C179): neither saves in a plan."""
    for cost in REGISTERS.costs.values():
        assert "C178" not in cost.evidence
        if cost.kind.startswith("saving"):
            assert cost.outcome != "temporary_accommodation"


def test_rule_8_first_years_are_taken_off_what_follows() -> None:
    """A first entry's later cost is that of nine years less the first, which is a saving above."""
    stream = REGISTERS.streams["first_entry_justice"]
    assert stream.value.central == 22_995 - 3_620
    assert stream.lag_from == 1
    disorder = REGISTERS.streams["conduct_services"].value.central
    assert disorder == pytest.approx((62_898 - 16_707) * 0.9, rel=1e-3)
