"""Nine classes of two measures, and areas high on both, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from analysis import two_measures
from analysis.pile_up import IN, OUT, UNKNOWN


def test_thirds_by_hand() -> None:
    values = np.append(np.arange(1.0, 16.0), np.nan)
    assert two_measures.thirds(values).tolist() == [0] * 5 + [1] * 5 + [2] * 5 + [-1]
    assert two_measures.thirds(values, reverse=True).tolist() == [2] * 5 + [1] * 5 + [0] * 5 + [-1]
    tied = np.array([0.0] * 9 + [1.0] * 3 + [2.0] * 3)
    assert two_measures.thirds(tied).tolist() == [0] * 9 + [2] * 6
    assert (two_measures.thirds(np.arange(14.0)) == -1).all()
    assert (two_measures.thirds(np.ones(20)) == -1).all()


def test_nine_classes_are_all_there_and_a_gap_has_none() -> None:
    first, second = np.repeat([0, 1, 2, -1], 4), np.tile([0, 1, 2, -1], 4)
    found = two_measures.nine_classes(first, second)
    assert found.tolist() == [0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, -1, -1, -1, -1]


def test_high_on_both_by_hand() -> None:
    first = np.array([IN, IN, IN, OUT, OUT, OUT, OUT, OUT, IN, UNKNOWN], dtype=np.int8)
    second = np.array([IN, IN, OUT, IN, OUT, OUT, OUT, OUT, UNKNOWN, IN], dtype=np.int8)
    found = two_measures.both_high(first, second)
    assert found.both.tolist() == [True, True] + [False] * 8
    assert (found.first, found.second, found.known) == (3, 3, 8)
    assert found.expected == pytest.approx(9 / 8)
    with pytest.raises(ValueError, match="same areas"):
        two_measures.both_high(first, second[:3])


def test_rank_correlation_leaves_gaps_out() -> None:
    # Spearman by hand: ranks 1 2 3 4 against 1 3 2 4, sum of squared differences 2.
    first, second = [1, 2, 3, 4, np.nan], [10, 30, 20, 40, 1]
    rho, areas = two_measures.rank_correlation(first, second)
    assert rho == pytest.approx(1 - 6 * 2 / (4 * 15)) and areas == 4
    assert np.isnan(two_measures.rank_correlation([1, 1, 1], [1, 2, 3])[0])
