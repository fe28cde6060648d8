"""Confidence intervals for proportions and rates, from counts.

Sources of the methods: Wilson EB (1927), J Am Stat Assoc 22:209-212, as recommended for
proportions by Newcombe RG (1998), Stat Med 17:857-872; Breslow NE and Day NE (1987),
Statistical Methods in Cancer Research II, p. 69 (Byar's approximation); exact Poisson limits
from the chi-square distribution below a count of 10, as English public-health practice does
(OHID, Technical Guide: confidence intervals).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

#: Below this count Byar's approximation is poor and the exact Poisson limits are used.
EXACT_BELOW = 10


def _checked(name: str, values: ArrayLike) -> np.ndarray:
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be numbers") from error
    if np.isinf(array).any():
        raise ValueError(f"{name} must be finite (NaN stands for missing)")
    if (array < 0).any():
        raise ValueError(f"{name} must not be negative")
    return array


def _checked_level(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, e.g. 0.95 (got {level})")
    return level


def wilson(
    numerator: ArrayLike, denominator: ArrayLike, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Wilson score interval of a proportion.

    Parameters
    ----------
    numerator, denominator
        Counts, scalars or arrays of one (broadcastable) shape. NaN means missing.
    level
        Coverage, 0.95 for 95%.

    Returns
    -------
    (lower, upper)
        Proportions between 0 and 1, of the broadcast shape; NaN where either count is missing
        or the denominator is 0 (nobody to take a share of).

    Raises
    ------
    ValueError
        For a negative or infinite count, a numerator above its denominator, a level outside
        (0, 1), or shapes that do not fit together.
    """
    _checked_level(level)
    count, total = np.broadcast_arrays(
        _checked("numerator", numerator), _checked("denominator", denominator)
    )
    if (count > total).any():
        raise ValueError("numerator must not exceed denominator in a proportion")
    known = ~(np.isnan(count) | np.isnan(total)) & (total > 0)
    safe_count, safe_total = np.where(known, count, 0.0), np.where(known, total, 1.0)
    lower, upper = proportion_confint(safe_count, safe_total, alpha=1 - level, method="wilson")
    # Rounding in the last place may carry a limit past the proportion itself at 0 and at 1.
    share = safe_count / safe_total
    lower, upper = np.minimum(np.maximum(lower, 0), share), np.maximum(np.minimum(upper, 1), share)
    return np.where(known, lower, np.nan), np.where(known, upper, np.nan)


def byar(
    count: ArrayLike, denominator: ArrayLike, multiplier: float, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of a rate: Byar's approximation, exact Poisson below a count of 10.

    Parameters
    ----------
    count, denominator
        Events and population (or person-years), scalars or arrays of one (broadcastable)
        shape. NaN means missing. A count may exceed its denominator.
    multiplier
        The rate's base, e.g. 10_000 for a rate per 10,000.
    level
        Coverage, 0.95 for 95%.

    Returns
    -------
    (lower, upper)
        Rates per ``multiplier``, of the broadcast shape; NaN where either input is missing or
        the denominator is 0.

    Raises
    ------
    ValueError
        For negative or infinite input, a multiplier that is not above 0, a level outside
        (0, 1), or shapes that do not fit together.
    """
    _checked_level(level)
    if not (np.isfinite(multiplier) and multiplier > 0):
        raise ValueError(f"multiplier must be above 0 (got {multiplier})")
    events, people = np.broadcast_arrays(
        _checked("count", count), _checked("denominator", denominator)
    )
    known = ~(np.isnan(events) | np.isnan(people)) & (people > 0)
    observed = np.where(known, events, 0.0)
    safe_people = np.where(known, people, 1.0)
    tail = (1 - level) / 2
    z = stats.norm.ppf(1 - tail)
    above = observed + 1
    floor = np.maximum(observed, 1)  # keeps the formula defined at 0, where exact limits are used
    byar_lower = floor * (1 - 1 / (9 * floor) - z / (3 * np.sqrt(floor))) ** 3
    byar_upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    exact_lower = np.where(observed > 0, stats.chi2.ppf(tail, 2 * floor) / 2, 0.0)
    exact_upper = stats.chi2.ppf(1 - tail, 2 * above) / 2
    exact = observed < EXACT_BELOW
    scale = multiplier / safe_people
    lower = np.where(exact, exact_lower, byar_lower) * scale
    upper = np.where(exact, exact_upper, byar_upper) * scale
    return np.where(known, lower, np.nan), np.where(known, upper, np.nan)
