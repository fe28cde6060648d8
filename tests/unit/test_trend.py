"""Trend words against the exact null distribution of Mann and Kendall's test."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.trend import trend


def test_five_rising_points_are_a_trend_and_p_is_exact() -> None:
    found = trend(range(5), [1, 2, 3, 4, 5], polarity="low_is_good")
    assert (found.word, found.judgement, found.points) == ("rising", "getting worse", 5)
    assert found.p_value == pytest.approx(2 / 120)  # two of the 120 orders are that extreme
    assert found.change == 4


def test_one_swap_in_five_is_not_enough() -> None:
    # 4 discordant-by-one orders each way: p = 2 (1 + 4) / 120 = 0.0833.
    found = trend(range(5), [1, 3, 2, 4, 5])
    assert found.word == "no clear trend"
    assert found.p_value == pytest.approx(10 / 120)


def test_four_points_give_no_word() -> None:
    found = trend(range(4), [1, 2, 3, 4])
    assert found.word == "too few points" and np.isnan(found.p_value)


def test_missing_points_are_not_counted() -> None:
    assert trend(range(6), [1, np.nan, 3, np.nan, 5, 6]).word == "too few points"


def test_a_break_starts_the_series_anew() -> None:
    rising_then_new = [9, 8, 7, 1, 2, 3, 4, 5]
    assert trend(range(8), rising_then_new, breaks=[3]).word == "rising"
    assert trend(range(8), rising_then_new, breaks=[5]).word == "too few points"
    assert trend(range(8), rising_then_new, breaks=[99]).points == 8  # not yet begun


def test_only_the_newest_ten_points() -> None:
    assert trend(range(14), [50, 40, 30, 20, *range(10)]).word == "rising"


def test_flat_series_is_no_trend() -> None:
    assert trend(range(6), [3] * 6).word == "no clear trend"


def test_judgement_follows_polarity() -> None:
    assert trend(range(5), [5, 4, 3, 2, 1], polarity="low_is_good").judgement == "getting better"
    assert trend(range(5), [5, 4, 3, 2, 1], polarity="high_is_good").judgement == "getting worse"
    assert trend(range(5), [5, 4, 3, 2, 1]).judgement == ""


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        trend([1, 2], [1])
    with pytest.raises(ValueError, match="increasing"):
        trend([1, 1], [1, 2])
