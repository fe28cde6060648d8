"""How many fewer, if rates matched: a size of the gap, not an effect of anything.

The number behind a difference in rates: how many children or events fewer there would be if the
place had the benchmark's rate. It is arithmetic on published figures (population attributable
number; Scottish Public Health Observatory, measuring inequalities). It does not say that the
difference can be removed, or by what.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Avoidable:
    """Children or events more (above 0) or fewer (below 0) than at the benchmark's rate."""

    count: float
    lower: float  # 95%, from the place's own interval; NaN where there is none
    upper: float


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
