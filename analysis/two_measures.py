"""Two measures of the same areas: nine classes for one map, and areas high on both.

Classes are thirds of the areas by rank, so that three classes a measure hold about the same number
of areas (Trumbo BE (1981), A theory for coloring bivariate statistical maps, The American
Statistician 35:220-226). Whatever is said of two measures is association by area, not by child.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.pile_up import IN, States

FEWEST_FOR_THIRDS = 15


def thirds(values: ArrayLike, *, reverse: bool = False) -> NDArray[np.int64]:
    """In which third of all areas each figure lies: 0 lowest to 2 highest, -1 for none.

    Areas with one figure share a third: that of the middle of their ranks. ``reverse`` puts the
    lowest figures into class 2, for measures of which little is bad. None have a third when fewer
    than `FEWEST_FOR_THIRDS` are known or all are equal.
    """
    numbers = np.asarray(values, dtype=float)
    known = np.sort(numbers[~np.isnan(numbers)])
    if known.size < FEWEST_FOR_THIRDS or known[0] == known[-1]:
        return np.full(numbers.shape, -1, dtype=np.int64)
    held = np.where(np.isnan(numbers), known[0], numbers)
    below = np.searchsorted(known, held, side="left")
    up_to = np.searchsorted(known, held, side="right")
    third = np.minimum(2, np.floor((below + up_to) / 2 / known.size * 3)).astype(np.int64)
    third = 2 - third if reverse else third
    return np.where(np.isnan(numbers), -1, third)


def nine_classes(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """One class of nine from two thirds: 3 x first + second; -1 where either is unknown."""
    return np.where((first < 0) | (second < 0), -1, 3 * first + second)


@dataclass(frozen=True)
class BothHigh:
    """Areas in the worst fifth of both measures. ``both``: one truth an area."""

    both: NDArray[np.bool_]
    first: int  # areas in the worst fifth of the first measure
    second: int
    known: int  # areas with both figures
    expected: float  # how many of them if one measure said nothing of the other


def both_high(first: States, second: States) -> BothHigh:
    """Areas in the worst fifth of each of two measures (see `analysis.pile_up.worst_fifth`).

    The expected number is among areas with both figures: share in the first times share in the
    second. Raises ValueError for arrays of different length.
    """
    if first.shape != second.shape:
        raise ValueError("two measures need the same areas")
    known = (first >= 0) & (second >= 0)
    one, two = (first == IN) & known, (second == IN) & known
    count = int(known.sum())
    expected = float(one.sum()) * float(two.sum()) / count if count else float("nan")
    return BothHigh(one & two, int(one.sum()), int(two.sum()), count, expected)


def rank_correlation(first: ArrayLike, second: ArrayLike) -> tuple[float, int]:
    """Spearman's rank correlation over areas with both figures, and how many there are.

    NaN with fewer than three, or where one measure has one figure for all.
    """
    from scipy.stats import spearmanr  # here: SciPy's statistics take long to load

    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    known = ~(np.isnan(one) | np.isnan(two))
    one, two = one[known], two[known]
    if one.size < 3 or np.ptp(one) == 0 or np.ptp(two) == 0:
        return float("nan"), int(one.size)
    return float(spearmanr(one, two).statistic), int(one.size)
