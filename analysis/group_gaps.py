"""Two groups side by side: ratio, difference, and how much of the gap goes with place.

Sources of the methods: Rothman KJ, Greenland S and Lash TL (2008), Modern Epidemiology, 3rd ed.
(log-normal limits of ratios); Newcombe RG (1998), Stat Med 17:873-890 (difference of
proportions, hybrid score); Kitagawa EM (1955), J Am Stat Assoc 50:1168-1194 (components of a
difference between two rates).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from analysis.intervals import byar

KINDS = ("proportion", "rate")


@dataclass(frozen=True)
class Contrast:
    """A comparison of two groups with its interval; NaN limits where none can be given."""

    value: float
    lower: float
    upper: float


def _checked(count: float, people: float, kind: str, level: float) -> None:
    if kind not in KINDS:
        raise ValueError(f"kind must be 'proportion' or 'rate' (got '{kind}')")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1 (got {level})")
    if count < 0 or people < 0:
        raise ValueError("counts and populations must not be negative")
    if people == 0:
        raise ValueError("a group with nobody in it has no rate")
    if kind == "proportion" and count > people:
        raise ValueError("a proportion's count must not exceed its population")


def rate_ratio(
    count: float,
    people: float,
    reference_count: float,
    reference_people: float,
    *,
    kind: str = "rate",
    level: float = 0.95,
) -> Contrast:
    """Ratio of two independent rates or proportions with log-normal limits.

    Limits are NaN when either count is 0 (the logarithm does not exist); the ratio itself is
    NaN when the reference count is 0.

    Raises
    ------
    ValueError
        For negative or impossible counts, empty groups, an unknown kind or level.
    """
    for pair in ((count, people), (reference_count, reference_people)):
        _checked(*pair, kind, level)
    if np.isnan([count, people, reference_count, reference_people]).any() or reference_count == 0:
        return Contrast(np.nan, np.nan, np.nan)
    ratio = (count / people) / (reference_count / reference_people)
    if count == 0:
        return Contrast(0.0, np.nan, np.nan)
    variance = 1 / count + 1 / reference_count
    if kind == "proportion":
        variance -= 1 / people + 1 / reference_people
    half = stats.norm.ppf((1 + level) / 2) * np.sqrt(max(variance, 0.0))
    return Contrast(float(ratio), float(ratio * np.exp(-half)), float(ratio * np.exp(half)))


def rate_difference(
    count: float,
    people: float,
    reference_count: float,
    reference_people: float,
    *,
    kind: str = "rate",
    multiplier: float = 1,
    level: float = 0.95,
) -> Contrast:
    """Difference of two independent rates or proportions, times ``multiplier``.

    Proportions: Newcombe's hybrid of the two Wilson intervals. Rates: the same hybrid (method
    of variance estimates recovery, Zou GY and Donner A 2008, Stat Med 27:1693-1702) of the two
    Byar intervals.

    Raises
    ------
    ValueError
        For negative or impossible counts, empty groups, an unknown kind or level.
    """
    for pair in ((count, people), (reference_count, reference_people)):
        _checked(*pair, kind, level)
    if np.isnan([count, people, reference_count, reference_people]).any():
        return Contrast(np.nan, np.nan, np.nan)
    one, other = count / people, reference_count / reference_people
    if kind == "proportion":
        lower, upper = confint_proportions_2indep(
            count,
            people,
            reference_count,
            reference_people,
            method="newcomb",
            compare="diff",
            alpha=1 - level,
        )
    else:
        low1, high1 = byar(count, people, 1, level)
        low2, high2 = byar(reference_count, reference_people, 1, level)
        lower = one - other - np.hypot(one - low1, high2 - other)
        upper = one - other + np.hypot(high1 - one, other - low2)
    return Contrast(
        float((one - other) * multiplier), float(lower * multiplier), float(upper * multiplier)
    )


@dataclass(frozen=True)
class GapParts:
    """A gap between two groups, split. ``gap`` = ``place`` + ``rest`` exactly."""

    gap: float  # group minus reference, unit of the rates
    place: float  # the part that goes with where the groups live
    rest: float  # the part left at like deprivation


def _shares(people: ArrayLike, name: str) -> np.ndarray:
    counts = np.asarray(people, dtype=float)
    if counts.ndim != 1:
        raise ValueError(f"{name} must be a simple list, one entry per deprivation group")
    if np.isnan(counts).any() or (counts < 0).any():
        raise ValueError(f"{name} has a negative or missing number")
    if counts.sum() == 0:
        raise ValueError(f"{name} has nobody in it")
    return np.asarray(counts / counts.sum())


def kitagawa(
    rates: ArrayLike, people: ArrayLike, reference_rates: ArrayLike, reference_people: ArrayLike
) -> GapParts:
    """Split a gap where both groups' rates are known at each level of deprivation.

    With s the share of a group living at level i and r its rate there,

        place = sum_i (s_i - s'_i) (r_i + r'_i) / 2
        rest  = sum_i (r_i - r'_i) (s_i + s'_i) / 2

    and place + rest = sum s r - sum s' r' exactly.

    Raises
    ------
    ValueError
        For lengths that differ, negative or missing numbers, or empty groups.
    """
    ours, theirs = _shares(people, "people"), _shares(reference_people, "reference_people")
    r, q = np.asarray(rates, dtype=float), np.asarray(reference_rates, dtype=float)
    if not r.shape == q.shape == ours.shape == theirs.shape:
        raise ValueError("rates and people of both groups must have one entry per level")
    if np.isnan([r, q]).any() or (r < 0).any() or (q < 0).any():
        raise ValueError("a rate is negative or missing: the split needs every level")
    place = float((ours - theirs) @ (r + q) / 2)
    rest = float((r - q) @ (ours + theirs) / 2)
    return GapParts(gap=float(ours @ r - theirs @ q), place=place, rest=rest)


def expected_from_place(
    gap: float, people: ArrayLike, reference_people: ArrayLike, rates_by_level: ArrayLike
) -> GapParts:
    """Split a gap where only the whole population's rate is known at each level of deprivation.

        place = sum_i (s_i - s'_i) R_i,   rest = gap - place

    with R_i the rate of everybody at level i. It answers: if both groups had the rate of the
    neighbourhoods they live in, how large would the gap be? It cannot say that place causes the
    rate, and it is silent on differences between groups within a neighbourhood.

    Raises
    ------
    ValueError
        For lengths that differ, negative or missing numbers, or empty groups.
    """
    ours, theirs = _shares(people, "people"), _shares(reference_people, "reference_people")
    rates = np.asarray(rates_by_level, dtype=float)
    if not rates.shape == ours.shape == theirs.shape:
        raise ValueError("rates_by_level needs one entry per level, like people")
    if np.isnan(rates).any() or (rates < 0).any():
        raise ValueError("a rate by level is negative or missing")
    if not np.isfinite(gap):
        raise ValueError("the gap is missing")
    place = float((ours - theirs) @ rates)
    return GapParts(gap=float(gap), place=place, rest=float(gap) - place)
