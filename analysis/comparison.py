"""Is an area different from its benchmark? Fair tests, in words.

Sources of the methods: OHID, Fingertips technical guidance, "Comparing areas" (an area differs
from its benchmark when its 95% interval excludes the benchmark's value); Spiegelhalter DJ
(2005), Funnel plots for comparing institutional performance, Stat Med 24:1185-1202 (control
limits from exact binomial and Poisson quantiles).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis import rules

POLARITIES = ("low_is_good", "high_is_good", "no_judgement")
VERDICTS = ("better", "worse", "higher", "lower", "similar", "not tested")


def verdict(value: float, lower: float, upper: float, benchmark: float, polarity: str) -> str:
    """Compare an area with its benchmark by the overlap of its interval with that value.

    Parameters
    ----------
    value, lower, upper
        The area's figure and its 95% limits, in one unit; NaN limits mean no interval.
    benchmark
        The benchmark's figure, taken as known without error, as Fingertips does.
    polarity
        "low_is_good", "high_is_good" or "no_judgement".

    Returns
    -------
    str
        "better" or "worse" where the polarity allows a judgement, "higher" or "lower" where it
        does not, "similar" when the interval holds the benchmark, "not tested" when value,
        interval or benchmark is missing.

    Raises
    ------
    ValueError
        For an unknown polarity or limits that do not bracket the value.
    """
    if polarity not in POLARITIES:
        raise ValueError(f"polarity must be one of {', '.join(POLARITIES)} (got '{polarity}')")
    if np.isnan([value, lower, upper, benchmark]).any():
        return "not tested"
    # Publishers round value and limits one by one, so they may cross by a rounding step.
    if not lower - 0.051 <= value <= upper + 0.051:
        raise ValueError(f"the limits {lower} to {upper} do not bracket the value {value}")
    if lower <= benchmark <= upper:
        return "similar"
    above = lower > benchmark
    if polarity == "no_judgement":
        return "higher" if above else "lower"
    return "worse" if above == (polarity == "low_is_good") else "better"


def unrounded(value: float, numerator: float, denominator: float, multiplier: float) -> float:
    """A benchmark's figure from its counts where the published one is merely their rounding.

    A benchmark published as 10% may be 10.395%: a test against the rounded figure can give
    another answer. The published figure stays where there are no counts, or where the counts do
    not round to it (a standardised rate, another population).
    """
    if not from_counts(value, numerator, denominator, multiplier):
        return value
    return numerator / denominator * multiplier


def from_counts(value: float, numerator: float, denominator: float, multiplier: float) -> bool:
    """Whether a published figure is what its counts give, as far as its rounding shows."""
    if np.isnan([value, numerator, denominator]).any() or denominator <= 0:
        return False
    decimals = len(f"{value:.10f}".rstrip("0").partition(".")[2])
    # Half a step of the last published place, and a little for counts that are rounded too.
    return bool(abs(numerator / denominator * multiplier - value) <= 0.55 * 10.0**-decimals)


def without_area(whole: tuple[float, float], part: tuple[float, float], multiplier: float) -> float:
    """The figure of a benchmark without the area it contains; NaN without the counts.

    ``whole`` and ``part``: numerator and denominator of the benchmark and of the area.
    """
    count, people = whole[0] - part[0], whole[1] - part[1]
    if np.isnan([count, people]).any() or people <= 0 or count < 0:
        return float("nan")
    return count / people * multiplier


@dataclass(frozen=True)
class Counted:
    """A figure with its counts; NaN where they are not published."""

    value: float
    numerator: float
    denominator: float

    def unrounded(self, multiplier: float) -> float:
        """See `unrounded`."""
        return unrounded(self.value, self.numerator, self.denominator, multiplier)

    def rest_without(self, part: Counted, multiplier: float) -> float:
        """This benchmark without an area in it; NaN where the counts do not give both figures."""
        for each in (self, part):
            if not from_counts(each.value, each.numerator, each.denominator, multiplier):
                return float("nan")
        whole, own = (self.numerator, self.denominator), (part.numerator, part.denominator)
        return without_area(whole, own, multiplier)


def p_values(
    values: ArrayLike, lower: ArrayLike, upper: ArrayLike, benchmarks: ArrayLike
) -> np.ndarray:
    """Two-sided p of each difference from a benchmark, from the interval's side towards it.

    Below 0.05 exactly where the 95% interval leaves the benchmark out, so that it never
    contradicts `verdict`; NaN where something is missing.
    """
    from analysis.scales import Z95

    v, b = np.asarray(values, dtype=float), np.asarray(benchmarks, dtype=float)
    low, high = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    side = np.where(b > v, high - v, v - low)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(b == v, 0.0, np.abs(b - v) / side) * Z95
    from scipy.stats import norm  # here: see `funnel_limits`

    found = 2 * norm.sf(z)
    missing = np.isnan(v) | np.isnan(b) | np.isnan(low) | np.isnan(high)
    return np.where(missing, np.nan, found)


def kept_by_false_discovery(
    p: ArrayLike, level: float = rules.number("false_discovery")
) -> np.ndarray:
    """Which of many tests stand when at most ``level`` of those that do may be chance.

    Benjamini Y and Hochberg Y (1995), J R Stat Soc B 57:289-300, by statsmodels; False for NaN.
    """
    from statsmodels.stats.multitest import multipletests

    found = np.asarray(p, dtype=float)
    known = ~np.isnan(found)
    kept = np.zeros(found.shape, dtype=bool)
    if known.any():
        kept[known] = multipletests(found[known], alpha=level, method="fdr_bh")[0]
    return kept


@dataclass(frozen=True)
class Neighbours:
    """The statistical neighbours' figures around an area: simple mean, range, how many."""

    mean: float
    lowest: float
    highest: float
    count: int


def neighbours_summary(values: ArrayLike) -> Neighbours:
    """Simple mean and range of the neighbours that have a figure.

    The mean is not weighted by population: each neighbour counts as one place, as in the
    Department for Education's local authority tool. All missing gives NaN and a count of 0.
    """
    numbers = np.asarray(values, dtype=float)
    known = numbers[~np.isnan(numbers)]
    if known.size == 0:
        return Neighbours(np.nan, np.nan, np.nan, 0)
    return Neighbours(float(known.mean()), float(known.min()), float(known.max()), int(known.size))


FEWEST_FOR_FIFTHS = 10


def fifths(values: ArrayLike, fewest: int = FEWEST_FOR_FIFTHS) -> np.ndarray:
    """In which fifth of all areas each value lies: 0 lowest to 4 highest, -1 for none.

    Ties share the middle of their ranks, so that areas with one figure are in one fifth; those
    that share the lowest figure are in the lowest fifth however many they are, and those that
    share the highest in the highest. With fewer than ``fewest`` figures (a band of one or two
    areas would be a bare rank), or when all are equal, there are no fifths.
    """
    numbers = np.asarray(values, dtype=float)
    return _bands(numbers, np.sort(numbers[~np.isnan(numbers)]), fewest)


def _bands(numbers: np.ndarray, known: np.ndarray, fewest: int) -> np.ndarray:
    """The fifth of ``known``, in order, that each number falls in; -1 for none."""
    if known.size < fewest or known[0] == known[-1]:
        return np.full(numbers.shape, -1, dtype=np.int64)
    held = np.where(np.isnan(numbers), known[0], numbers)
    below = np.searchsorted(known, held, side="left")
    up_to = np.searchsorted(known, held, side="right")
    band = np.minimum(4, np.floor((below + up_to) / 2 / known.size * 5)).astype(np.int64)
    band = np.where(below == 0, 0, np.where(up_to == known.size, 4, band))
    return np.where(np.isnan(numbers), -1, band)


def fifth(value: float, all_values: ArrayLike) -> int | None:
    """In which fifth of all areas a value lies: 1 = lowest fifth ... 5 = highest fifth.

    By the rule of `fifths`; None where that gives none or the value is missing.
    """
    numbers = np.asarray(all_values, dtype=float)
    known = np.sort(numbers[~np.isnan(numbers)])
    band = int(_bands(np.array([value], dtype=float), known, FEWEST_FOR_FIFTHS)[0])
    return None if band < 0 else band + 1


def funnel_limits(
    average: float,
    denominators: ArrayLike,
    kind: str,
    *,
    multiplier: float = 1,
    level: float = 0.95,
) -> tuple[np.ndarray, np.ndarray]:
    """Control limits around an average for areas of given sizes.

    Parameters
    ----------
    average
        The overall figure, in the unit that ``multiplier`` gives (e.g. 12.5 with multiplier 100
        for 12.5%).
    denominators
        Sizes, any shape; all above 0.
    kind
        "proportion" (binomial) or "rate" (Poisson).
    multiplier
        100 for percentages, 10_000 for rates per 10,000.
    level
        0.95 (alert) or 0.998 (alarm), the share of areas within the limits by chance alone.

    Returns
    -------
    (lower, upper)
        Arrays of the shape of ``denominators``, in the unit of ``average``.

    Raises
    ------
    ValueError
        For sizes of 0 or less, an average outside its range, or an unknown kind.
    """
    from scipy import stats  # here, since most of a second to load would hold up every first page

    sizes = np.asarray(denominators, dtype=float)
    if not (sizes > 0).all():
        raise ValueError("denominators must be above 0")
    share = average / multiplier
    if not (np.isfinite(share) and share >= 0):
        raise ValueError(f"average must be 0 or more (got {average})")
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if kind == "proportion":
        if share > 1:
            raise ValueError(f"a proportion cannot exceed {multiplier} (got {average})")
        counts = [stats.binom.ppf(tail, np.round(sizes), share) for tail in tails]
    elif kind == "rate":
        counts = [stats.poisson.ppf(tail, sizes * share) for tail in tails]
    else:
        raise ValueError(f"kind must be 'proportion' or 'rate' (got '{kind}')")
    return counts[0] / sizes * multiplier, counts[1] / sizes * multiplier
