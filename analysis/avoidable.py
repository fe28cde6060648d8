"""How many fewer, if rates matched: a size of the gap, not an effect of anything.

The number behind a difference in rates: how many children or events fewer there would be if the
place had the benchmark's rate. It is arithmetic on published figures (population attributable
number; Scottish Public Health Observatory, measuring inequalities). It does not say that the
difference can be removed, or by what.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.scales import Z95


@dataclass(frozen=True)
class Avoidable:
    """Children or events more (above 0) or fewer (below 0) than at the benchmark's rate."""

    count: float
    lower: float  # 95%, from the place's own interval; NaN where there is none
    upper: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves no gap at all out; False without one."""
        return bool(self.lower > 0 or self.upper < 0)


def if_rates_matched(
    value: float,
    lower: float,
    upper: float,
    benchmark: float,
    denominator: float,
    multiplier: float,
) -> Avoidable:
    """The place's number less the number at the benchmark's rate.

    Parameters
    ----------
    value, lower, upper, benchmark
        Rates in one unit; limits NaN where there are none. The benchmark is taken as known.
    denominator
        People the rate is of.
    multiplier
        What one unit of the rate is per person: 100 for percentages, 10,000 for rates per 10,000.

    Raises
    ------
    ValueError
        When value, benchmark or denominator is missing, or the denominator is not above 0.
    """
    if np.isnan([value, benchmark, denominator]).any() or denominator <= 0:
        raise ValueError("value, benchmark and a number of people above 0 are needed")
    scale = denominator / multiplier
    return Avoidable(
        float((value - benchmark) * scale),
        float((lower - benchmark) * scale),
        float((upper - benchmark) * scale),
    )


def if_least_deprived(
    values: ArrayLike, people: ArrayLike, errors: ArrayLike, multiplier: float
) -> Avoidable:
    """The place's number less the number if every group had the least deprived one's rate.

    With n_i the people, r_i the rate and s_i its standard error in group i, L the last group:

        count    = sum_i n_i (r_i - r_L) / m
        variance = (sum_{i<L} n_i^2 s_i^2 + (sum_{i<L} n_i)^2 s_L^2) / m^2

    so the reference's own chance counts too; limits are normal.

    Parameters
    ----------
    values, people, errors
        One entry per group, from the most to the least deprived; errors NaN where unknown.
    multiplier
        What one unit of the rate is per person.

    Raises
    ------
    ValueError
        When lengths differ, fewer than two groups are given, or one has no figure or people.
    """
    r, n, s = (np.asarray(each, dtype=float) for each in (values, people, errors))
    if not r.shape == n.shape == s.shape or r.size < 2:
        raise ValueError("values, people and errors need one entry for each of two or more groups")
    if np.isnan(r).any() or np.isnan(n).any() or (n <= 0).any():
        raise ValueError("every group needs a figure and people in it")
    count = float(n @ (r - r[-1]) / multiplier)
    others = n[:-1]
    variance = (others**2) @ s[:-1] ** 2 + others.sum() ** 2 * s[-1] ** 2
    half = Z95 * float(np.sqrt(variance)) / multiplier
    return Avoidable(count, count - half, count + half)
