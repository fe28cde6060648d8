"""Intervals against published and hand-worked answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.intervals import EXACT_BELOW, byar, wilson


def test_wilson_published_examples() -> None:
    # Newcombe (1998), Stat Med 17:857-872, table I, score method without correction.
    for count, total, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        lower, upper = wilson(count, total)
        assert lower == pytest.approx(low, abs=5e-5)
        assert upper == pytest.approx(high, abs=5e-5)


def test_byar_hand_worked_above_ten() -> None:
    # 20 events among 1,000, per 1,000; z = 1.959964. Worked by hand from Breslow and Day:
    # lower 20(1 - 1/180 - z/(3 sqrt 20))^3, upper 21(1 - 1/189 + z/(3 sqrt 21))^3.
    lower, upper = byar(20, 1000, 1000)
    assert lower == pytest.approx(12.2109, abs=2e-3)
    assert upper == pytest.approx(30.8902, abs=2e-3)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # Exact Poisson limits, Garwood (1936) as tabulated in every statistics handbook.
    [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (5, 1.6235, 11.6683), (9, 4.1154, 17.0848)],
)
def test_byar_is_exact_below_ten(count: int, low: float, high: float) -> None:
    lower, upper = byar(count, 100, 100)
    assert lower == pytest.approx(low, abs=5e-5)
    assert upper == pytest.approx(high, abs=5e-5)


def test_missing_stays_missing_and_shapes_broadcast() -> None:
    lower, upper = wilson([1, np.nan, 3], [10, 10, np.nan])
    assert np.isnan(lower[1:]).all() and np.isnan(upper[1:]).all() and not np.isnan(lower[0])
    lower, _ = byar(np.array([[1, 20], [30, np.nan]]), 1000, 10_000)
    assert lower.shape == (2, 2) and np.isnan(lower[1, 1])
    lower, upper = wilson(0, 0)
    assert np.isnan(lower) and np.isnan(upper)


@pytest.mark.parametrize(
    "call",
    [
        lambda: wilson(-1, 10),
        lambda: wilson(11, 10),
        lambda: wilson(1, 10, level=1.5),
        lambda: wilson(np.inf, 10),
        lambda: wilson("many", 10),
        lambda: wilson([1, 2], [1, 2, 3]),
        lambda: byar(-1, 10, 100),
        lambda: byar(1, -10, 100),
        lambda: byar(1, 10, 0),
        lambda: byar(1, 10, 100, level=0),
    ],
)
def test_impossible_input_is_refused(call: Callable[..., Any]) -> None:
    with pytest.raises(ValueError):
        call()


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_wilson_brackets_and_widens_with_level(count: int, total: int) -> None:
    count = min(count, total)
    low95, high95 = wilson(count, total)
    low99, high99 = wilson(count, total, level=0.99)
    assert 0 <= low99 <= low95 <= count / total <= high95 <= high99 <= 1


@given(st.integers(0, 10_000), st.integers(1, 10**6))
def test_byar_brackets_and_is_close_to_exact(count: int, people: int) -> None:
    lower, upper = byar(count, people, 1000)
    assert lower <= count / people * 1000 <= upper
    exact_upper = stats.chi2.ppf(0.975, 2 * count + 2) / 2 / people * 1000
    assert upper == pytest.approx(exact_upper, rel=2e-3)
    if count >= EXACT_BELOW:
        exact_lower = stats.chi2.ppf(0.025, 2 * count) / 2 / people * 1000
        assert lower == pytest.approx(exact_lower, rel=2e-3)
