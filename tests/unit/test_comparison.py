"""Comparison with a benchmark, against worked cases."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.comparison import fifth, funnel_limits, neighbours_summary, verdict


@pytest.mark.parametrize(
    ("value", "lower", "upper", "benchmark", "polarity", "said"),
    [
        (30, 28, 32, 25, "low_is_good", "worse"),
        (30, 28, 32, 25, "high_is_good", "better"),
        (30, 28, 32, 25, "no_judgement", "higher"),
        (20, 18, 22, 25, "low_is_good", "better"),
        (20, 18, 22, 25, "high_is_good", "worse"),
        (20, 18, 22, 25, "no_judgement", "lower"),
        (24, 22, 26, 25, "low_is_good", "similar"),
        (24, 22, 25, 25, "low_is_good", "similar"),  # the benchmark on the limit is inside
        (24, np.nan, np.nan, 25, "low_is_good", "not tested"),
        (np.nan, np.nan, np.nan, 25, "low_is_good", "not tested"),
        (24, 22, 26, np.nan, "low_is_good", "not tested"),
    ],
)
def test_verdict(
    value: float, lower: float, upper: float, benchmark: float, polarity: str, said: str
) -> None:
    assert verdict(value, lower, upper, benchmark, polarity) == said


def test_verdict_refuses_nonsense() -> None:
    with pytest.raises(ValueError, match="bracket"):
        verdict(10, 11, 12, 9, "low_is_good")
    with pytest.raises(ValueError, match="polarity"):
        verdict(10, 9, 12, 9, "small is nice")


def test_neighbours_leave_out_missing() -> None:
    found = neighbours_summary([10, 20, np.nan, 60])
    assert (found.mean, found.lowest, found.highest, found.count) == (30, 10, 60, 3)
    assert neighbours_summary([np.nan]).count == 0


def test_fifth_is_a_band_and_needs_ten_areas() -> None:
    values = list(range(1, 11))
    assert [fifth(v, values) for v in (1, 2, 3, 9, 10)] == [1, 1, 2, 5, 5]
    assert fifth(5, [5] * 20) is None  # all the same: there are no fifths
    assert [fifth(v, [0] * 12 + [1, 2, 3, 4]) for v in (0, 1, 4)] == [1, 4, 5]  # many lowest
    assert fifth(5, [1, 2, 3]) is None
    assert fifth(np.nan, values) is None


def test_funnel_limits_hold_the_stated_share() -> None:
    lower, upper = funnel_limits(12.0, [50, 500, 5000], "proportion", multiplier=100)
    for size, low, high in zip([50, 500, 5000], lower, upper, strict=True):
        inside = stats.binom.cdf(round(high * size / 100), size, 0.12) - stats.binom.cdf(
            round(low * size / 100) - 1, size, 0.12
        )
        assert inside >= 0.95
    assert (np.diff(upper - lower) < 0).all()  # narrower for larger places
    low, high = funnel_limits(30, 100_000, "rate", multiplier=10_000)
    # Poisson with mean 300: the 2.5% and 97.5% points are 267 and 334.
    assert low == pytest.approx(26.7) and high == pytest.approx(33.4)


@pytest.mark.parametrize(
    "arguments",
    [(12, [0], "proportion"), (12, [10], "guess"), (-1, [10], "rate"), (2, [10], "proportion")],
)
def test_funnel_refuses_nonsense(arguments: tuple[int, list[int], str]) -> None:
    with pytest.raises(ValueError):
        funnel_limits(*arguments)
