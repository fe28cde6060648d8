"""Inequality between groups: slope and relative index, concentration, potential for improvement.

Groups are always ordered from the most to the least deprived. A rank b runs from 0 (the most
deprived end of the population) to 1 (the least deprived end); a group sits at the mid-point of
its share of the cumulative population.

**Sign convention.** The slope index (SII) is the fitted value at the least deprived end minus
the fitted value at the most deprived end. A negative SII therefore means that the figure is
higher among the most deprived. The relative index (RII) is the fitted value at the least
deprived end over that at the most deprived end: below 1 means higher among the most deprived.

Sources of the methods: Mackenbach JP and Kunst AE (1997), Soc Sci Med 44:757-771; OHID
technical guidance on the slope index of inequality and its reference implementation
PHEindicatormethods (method, not code); Wagstaff A, Paci P and van Doorslaer E (1991), Soc Sci
Med 33:545-557 (concentration index); Scottish Public Health Observatory, measuring inequalities
(population attributable risk).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit

Interval = tuple[float, float]
FEWEST_GROUPS = 3
DEFAULT_SEED = 20251
TRANSFORMS = (None, "log", "logit")


@dataclass(frozen=True)
class SlopeIndex:
    """Slope and relative index of inequality, with simulated intervals where asked for."""

    sii: float  # in the unit of the values, times the multiplier
    rii: float  # ratio
    intercept: float  # fitted value at the most deprived end, times the multiplier
    sii_interval: Interval | None
    rii_interval: Interval | None


def _groups(values: ArrayLike, populations: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Checked copies of the two inputs; groups nobody belongs to are left out."""
    figures, people = np.asarray(values, dtype=float), np.asarray(populations, dtype=float)
    if figures.ndim != 1 or people.ndim != 1:
        raise ValueError("values and populations must be simple lists, one entry per group")
    if figures.size != people.size:
        raise ValueError(
            f"values and populations differ in length ({figures.size} and {people.size})"
        )
    if np.isnan(people).any() or not np.isfinite(people).all():
        raise ValueError("every group needs a population: at least one is missing or infinite")
    if (people < 0).any():
        raise ValueError("a population is negative")
    if np.isinf(figures).any():
        raise ValueError("a value is infinite")
    if figures.size and np.isnan(figures).all():
        raise ValueError("all values are missing")
    return figures, people


def fractional_ranks(populations: ArrayLike) -> np.ndarray:
    """Mid-point of each group's share of the cumulative population, between 0 and 1."""
    people = np.asarray(populations, dtype=float)
    share = people / people.sum()
    return np.asarray(np.cumsum(share) - share / 2)


def _to_scale(values: np.ndarray, transform: str | None) -> np.ndarray:
    if transform is None:
        return values
    if transform == "log":
        if (values <= 0).any():
            raise ValueError("the log transform needs values above 0")
        return np.asarray(np.log(values))
    if ((values <= 0) | (values >= 1)).any():
        raise ValueError("the logit transform needs proportions between 0 and 1")
    return np.asarray(logit(values))


def _from_scale(fitted: np.ndarray, transform: str | None) -> np.ndarray:
    return np.asarray(
        np.exp(fitted) if transform == "log" else expit(fitted) if transform else fitted
    )


def slope_index(
    values: ArrayLike,
    populations: ArrayLike,
    *,
    standard_errors: ArrayLike | None = None,
    draws: int = 100_000,
    seed: int = DEFAULT_SEED,
    multiplier: float = 1,
    transform: str | None = None,
    level: float = 0.95,
) -> SlopeIndex:
    """Slope and relative index of inequality by population-weighted least squares.

    Parameters
    ----------
    values
        One figure per group, ordered from most to least deprived. A group with a missing
        figure is left out together with its population.
    populations
        Number of people per group (the weight, and what the rank is made of).
    standard_errors
        Standard error of each figure, in its unit; with them, intervals are simulated: figures
        are drawn from normal distributions (on the transformed scale where there is one, by the
        delta method), the line is fitted to each draw, and percentiles are taken.
    draws, seed
        Size and seed of the simulation; the same seed gives the same interval.
    multiplier
        Multiplies the SII and the intercept. A negative multiplier turns the direction round:
        the RII is then inverted too, as in the reference implementation.
    transform
        None, "log" (rates) or "logit" (proportions between 0 and 1): fit on that scale, report
        on the original one.
    level
        Coverage of the intervals.

    Returns
    -------
    SlopeIndex
        See the module's sign convention. The RII is NaN when the fitted value at the most
        deprived end is 0 or below it while the other end is above (a ratio means nothing then).

    Raises
    ------
    ValueError
        In plain words, for lengths that differ, negative or missing populations, fewer than
        three groups with a figure, all figures missing, an unknown transform, values outside
        the transform's range, negative standard errors, or a level outside (0, 1).
    """
    if transform not in TRANSFORMS:
        raise ValueError(f"transform must be None, 'log' or 'logit' (got '{transform}')")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1 (got {level})")
    if not np.isfinite(multiplier) or multiplier == 0:
        raise ValueError("multiplier must be a number other than 0")
    figures, people = _groups(values, populations)
    errors = None
    if standard_errors is not None:
        errors = np.asarray(standard_errors, dtype=float)
        if errors.shape != figures.shape:
            raise ValueError(
                f"values and standard_errors differ in length ({figures.size} and {errors.size})"
            )
        if (errors < 0).any():
            raise ValueError("a standard error is negative")
    use = ~np.isnan(figures) & (people > 0)
    if use.sum() < FEWEST_GROUPS:
        raise ValueError(
            f"a slope needs at least {FEWEST_GROUPS} groups with a figure and people in them "
            f"(got {int(use.sum())})"
        )
    figures, people = figures[use], people[use]
    scaled = _to_scale(figures, transform)
    intercept_row, slope_row = _fit_rows(people)

    def ends(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        most = rows @ intercept_row
        return _from_scale(most, transform), _from_scale(most + rows @ slope_row, transform)

    most, least = ends(scaled)
    sii_interval = rii_interval = None
    if errors is not None:
        errors = errors[use]
        if np.isnan(errors).any():
            raise ValueError("a group with a figure has no standard error")
        if draws < 100:
            raise ValueError("at least 100 draws are needed for an interval")
        slope_of_scale = {
            None: np.ones_like(figures),
            "log": 1 / figures if transform == "log" else figures,
            "logit": 1 / (figures * (1 - figures)) if transform == "logit" else figures,
        }[transform]
        random = np.random.default_rng(seed)
        noise = random.standard_normal((draws, figures.size)) * (errors * slope_of_scale)
        sim_most, sim_least = ends(scaled + noise)
        tails = [(1 - level) / 2, (1 + level) / 2]
        sii_interval = _pair(np.quantile((sim_least - sim_most) * multiplier, tails))
        ratios = _ratio(sim_least, sim_most, multiplier)
        if not np.isnan(ratios).any():
            rii_interval = _pair(np.quantile(ratios, tails))
    return SlopeIndex(
        sii=float((least - most) * multiplier),
        rii=float(_ratio(least, most, multiplier)),
        intercept=float(most * multiplier),
        sii_interval=sii_interval,
        rii_interval=rii_interval,
    )


def _fit_rows(people: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights of the groups' figures in the intercept and in the slope of the fitted line.

    Weighted least squares is linear in the figures, so that any number of draws is fitted by two
    matrix products.
    """
    ranks, weights = fractional_ranks(people), people / people.sum()
    centre = weights @ ranks
    slope_row = weights * (ranks - centre) / (weights @ (ranks - centre) ** 2)
    return weights - slope_row * centre, slope_row


def slope_index_of_draws(
    values: np.ndarray, populations: ArrayLike
) -> tuple[np.ndarray, np.ndarray]:
    """Slope and relative index of each of many draws of the same groups.

    Parameters
    ----------
    values
        Figures (draws, groups), groups ordered from most to least deprived; none missing.
    populations
        Number of people per group, all above 0.

    Returns
    -------
    tuple
        SII (draws,) in the unit of the values and RII (draws,), by the sign convention of this
        module; RII is NaN where `slope_index` gives none.

    Raises
    ------
    ValueError
        For fewer than three groups, a missing figure, an empty group, or lengths that differ.
    """
    figures, people = np.asarray(values, dtype=float), np.asarray(populations, dtype=float)
    if figures.ndim != 2 or people.shape != figures.shape[1:]:
        raise ValueError("values must have one column for each population")
    if people.size < FEWEST_GROUPS:
        raise ValueError(f"a slope needs at least {FEWEST_GROUPS} groups")
    if not np.isfinite(figures).all() or not (people > 0).all():
        raise ValueError("every group needs a figure in each draw and people in it")
    intercept_row, slope_row = _fit_rows(people)
    most, slope = figures @ intercept_row, figures @ slope_row
    return slope, _ratio(most + slope, most, 1)


def _pair(limits: np.ndarray) -> Interval:
    return float(limits[0]), float(limits[1])


def _ratio(least: ArrayLike, most: ArrayLike, multiplier: float) -> np.ndarray:
    top, bottom = np.asarray(least, dtype=float), np.asarray(most, dtype=float)
    if multiplier < 0:
        top, bottom = bottom, top
    meaningful = (top >= 0) & (bottom > 0)
    return np.where(meaningful, top / np.where(bottom == 0, 1, bottom), np.nan)


@dataclass(frozen=True)
class PotentialForImprovement:
    """What would change if every group had the reference group's figure."""

    overall: float  # population-weighted mean, unit of the values
    reference: float  # the reference group's figure
    difference: float  # overall minus reference
    fraction: float  # difference over overall; NaN when overall is 0
    count: float  # people (or events) behind the difference
    fraction_interval: Interval | None


def population_attributable(
    values: ArrayLike,
    populations: ArrayLike,
    *,
    reference: int = -1,
    multiplier: float = 1,
    standard_errors: ArrayLike | None = None,
    draws: int = 100_000,
    seed: int = DEFAULT_SEED,
    level: float = 0.95,
) -> PotentialForImprovement:
    """Potential for improvement if every group had the least deprived group's figure.

    This is arithmetic on today's figures, not a forecast: it does not say that the difference
    can be removed, or by what.

    Parameters
    ----------
    values, populations
        As for `slope_index`; groups with a missing figure are left out.
    reference
        Position of the reference group among all groups given; -1, the last, by default.
    multiplier
        What one unit of the values is per person: 100 for percentages, 10_000 for rates per
        10,000. Turns the difference into a count.
    standard_errors, draws, seed, level
        As for `slope_index`; give the interval of the fraction.

    Raises
    ------
    ValueError
        For the inputs that `slope_index` refuses, or a reference group without a figure.
    """
    figures, people = _groups(values, populations)
    if not -figures.size <= reference < figures.size:
        raise ValueError(f"there is no group {reference}: {figures.size} groups are given")
    if np.isnan(figures[reference]):
        raise ValueError("the reference group has no figure")
    use = ~np.isnan(figures) & (people > 0)
    if use.sum() < FEWEST_GROUPS:
        raise ValueError(f"at least {FEWEST_GROUPS} groups with a figure are needed")
    weights = people[use] / people[use].sum()
    overall, target = float(weights @ figures[use]), float(figures[reference])
    interval = None
    if standard_errors is not None:
        errors = np.asarray(standard_errors, dtype=float)
        if errors.shape != figures.shape:
            raise ValueError("values and standard_errors differ in length")
        noise = np.random.default_rng(seed).standard_normal((draws, figures.size)) * errors
        drawn = figures + noise
        totals = drawn[:, use] @ weights
        with np.errstate(divide="ignore", invalid="ignore"):
            fractions = (totals - drawn[:, reference]) / totals
        interval = _pair(np.nanquantile(fractions, [(1 - level) / 2, (1 + level) / 2]))
    difference = overall - target
    return PotentialForImprovement(
        overall=overall,
        reference=target,
        difference=difference,
        fraction=difference / overall if overall else float("nan"),
        count=difference / multiplier * float(people[use].sum()),
        fraction_interval=interval,
    )


def concentration_index(values: ArrayLike, populations: ArrayLike) -> float:
    """Concentration index of grouped data, between -1 and 1.

    Negative when the figure is concentrated among the most deprived, 0 when it is spread
    evenly. Formula: 2 / mean x sum of (share x value x rank) - 1, with mid-point ranks.

    Raises
    ------
    ValueError
        For the inputs that `slope_index` refuses, negative values, or a mean of 0.
    """
    figures, people = _groups(values, populations)
    use = ~np.isnan(figures) & (people > 0)
    if use.sum() < FEWEST_GROUPS:
        raise ValueError(f"at least {FEWEST_GROUPS} groups with a figure are needed")
    figures, people = figures[use], people[use]
    if (figures < 0).any():
        raise ValueError("a concentration index needs values of 0 or more")
    weights = people / people.sum()
    mean = weights @ figures
    if mean == 0:
        raise ValueError("all values are 0: there is nothing to be concentrated")
    return float(2 / mean * (weights * figures) @ fractional_ranks(people) - 1)
