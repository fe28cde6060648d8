"""Ratios, differences and decompositions against worked and published answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.group_gaps import expected_from_place, kitagawa, rate_difference, rate_ratio


def test_rate_ratio_hand_worked() -> None:
    # 20 of 1,000 against 10 of 1,000: 2, times exp(-/+ 1.959964 sqrt(1/20 + 1/10)).
    found = rate_ratio(20, 1000, 10, 1000)
    half = 1.959964 * np.sqrt(0.15)
    assert found.value == pytest.approx(2)
    assert (found.lower, found.upper) == pytest.approx((2 * np.exp(-half), 2 * np.exp(half)))
    share = rate_ratio(20, 1000, 10, 1000, kind="proportion")
    assert found.lower < share.lower < 2 < share.upper < found.upper


def test_newcombe_published_example() -> None:
    # Newcombe (1998), table II, example (a), method 10: 56/70 - 48/80 = 0.2 (0.0524 to 0.3339).
    found = rate_difference(56, 70, 48, 80, kind="proportion")
    assert found.value == pytest.approx(0.2)
    assert (found.lower, found.upper) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_rate_difference_holds_its_value_and_scales() -> None:
    found = rate_difference(30, 1000, 20, 1000, multiplier=10_000)
    assert found.value == pytest.approx(100)
    assert found.lower < 0 < 100 < found.upper


def test_zero_counts_give_no_invented_limits() -> None:
    assert np.isnan(rate_ratio(5, 100, 0, 100).value)
    nothing = rate_ratio(0, 100, 5, 100)
    assert nothing.value == 0 and np.isnan(nothing.lower)


@pytest.mark.parametrize(
    "call",
    [
        lambda: rate_ratio(-1, 10, 1, 10),
        lambda: rate_ratio(1, 0, 1, 10),
        lambda: rate_ratio(11, 10, 1, 10, kind="proportion"),
        lambda: rate_ratio(1, 10, 1, 10, kind="odds"),
        lambda: rate_difference(1, 10, 1, 10, level=2),
        lambda: kitagawa([1, 2], [1, 1], [1], [1]),
        lambda: kitagawa([1, np.nan], [1, 1], [1, 1], [1, 1]),
        lambda: kitagawa([1, 2], [0, 0], [1, 1], [1, 1]),
        lambda: expected_from_place(1, [1, -1], [1, 1], [1, 1]),
        lambda: expected_from_place(np.nan, [1, 1], [1, 1], [1, 1]),
    ],
)
def test_impossible_input_is_refused(call: Callable[..., Any]) -> None:
    with pytest.raises(ValueError):
        call()


def test_kitagawa_hand_worked() -> None:
    # Shares .8/.2 against .2/.8; rates 10/5 against 6/2: 9.0 against 2.8, a gap of 6.2.
    # place = .6 x 8 - .6 x 3.5 = 2.7; rest = 4 x .5 + 3 x .5 = 3.5.
    found = kitagawa([10, 5], [80, 20], [6, 2], [20, 80])
    assert (found.gap, found.place, found.rest) == pytest.approx((6.2, 2.7, 3.5))


def test_expected_from_place_hand_worked() -> None:
    found = expected_from_place(6.2, [80, 20], [20, 80], [8, 3])
    assert (found.place, found.rest) == pytest.approx((3.0, 3.2))


@given(
    st.lists(
        st.tuples(*[st.floats(0, 100)] * 2, *[st.integers(1, 1000)] * 2), min_size=1, max_size=10
    )
)
def test_the_parts_always_add_up(rows: list[tuple[float, float, int, int]]) -> None:
    rates, others, people, those = (list(column) for column in zip(*rows, strict=True))
    found = kitagawa(rates, people, others, those)
    assert found.place + found.rest == pytest.approx(found.gap, abs=1e-6)
