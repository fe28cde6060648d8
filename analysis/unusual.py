"""Is an authority unusual among authorities? Apart from whether it differs from England by chance.

Authorities vary far more than the chance in their own counts. Against that yardstick nearly
everybody "differs"; the question that is left is who lies outside the spread of authorities
themselves. The spread is a random effect (Spiegelhalter DJ 2005, Stat Med 24:1185-1202, section
on overdispersion): each authority's own standard error, plus a variance between authorities that
all share. That variance is the one at which the standardised distances have the spread they
should have (Paule RC and Mandel J 1982, J Res NBS 87:377-385), worked out from winsorised
distances, so that a few outlying authorities do not hide themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.stats import norm

from analysis import rules
from analysis.scales import Z95, standard_errors, transformed

#: Fewest authorities from which a spread is worked out.
FEWEST = int(rules.number("fewest_authorities"))
#: Share of authorities at each end whose distances count no more than the next one's.
TAIL = rules.number("winsorised_tail")
WORDS = ("unusually high", "unusually low", "within the usual range", "not tested")


@dataclass(frozen=True)
class Spread:
    """How authorities are spread on the scale of comparison (`analysis.scales`)."""

    centre: float
    between: float  # variance between authorities beyond the chance of their own counts
    dispersion: float  # mean squared distance in units of own chance alone; 1 is chance alone
    count: int


def _winsorised(distances: np.ndarray) -> np.ndarray:
    low, high = np.quantile(distances, [TAIL, 1 - TAIL])
    return np.asarray(np.clip(distances, low, high))


def _expected() -> float:
    """Mean square of winsorised standard normal distances."""
    edge = float(norm.ppf(1 - TAIL))
    inside = (1 - 2 * TAIL) - 2 * edge * float(norm.pdf(edge))
    return inside + 2 * TAIL * edge**2


_EXPECTED = _expected()


def spread(values: ArrayLike, errors: ArrayLike) -> Spread | None:
    """Centre and between-authority variance of figures on the scale of comparison.

    Parameters
    ----------
    values, errors
        Figures and standard errors on the scale, one per authority; those with NaN in either are
        left out.

    Returns
    -------
    Spread, or None with fewer than `FEWEST` authorities.
    """
    y, s = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    use = np.isfinite(y) & np.isfinite(s) & (s > 0)
    y, s = y[use], s[use]
    if y.size < FEWEST:
        return None

    def centre(between: float) -> float:
        weight = 1 / (s**2 + between)
        middle = float(np.average(y, weights=weight))
        scale = np.sqrt(s**2 + between)
        kept = middle + _winsorised((y - middle) / scale) * scale
        return float(np.average(kept, weights=weight))

    def squared(between: float) -> float:
        distances = (y - centre(between)) / np.sqrt(s**2 + between)
        return float((_winsorised(distances) ** 2).mean()) / _EXPECTED

    alone = squared(0.0)
    if alone <= 1:
        return Spread(centre(0.0), 0.0, alone, int(y.size))
    top = float(np.var(y)) * 4 + 1e-12
    while squared(top) > 1:
        top *= 4
    between = float(brentq(lambda variance: squared(variance) - 1, 0.0, top))
    return Spread(centre(between), between, alone, int(y.size))


def distance(value: ArrayLike, error: ArrayLike, among: Spread) -> np.ndarray:
    """Standardised distances from the centre of the spread, own chance and spread together."""
    y, s = np.asarray(value, dtype=float), np.asarray(error, dtype=float)
    return (y - among.centre) / np.sqrt(s**2 + among.between)


def word(found: float) -> str:
    """A word of WORDS for a standardised distance: 95% limits; NaN is not tested."""
    if np.isnan(found):
        return "not tested"
    if found > Z95:
        return "unusually high"
    return "unusually low" if found < -Z95 else "within the usual range"


def among_authorities(
    values: ArrayLike, lower: ArrayLike, upper: ArrayLike, value_type: str
) -> tuple[np.ndarray, Spread | None]:
    """Distances of authorities from their own spread, and that spread.

    Parameters
    ----------
    values, lower, upper
        Figures and 95% limits in the indicator's unit, one per authority.
    value_type
        As in the catalogue.

    Returns
    -------
    (distances, spread)
        Distances NaN where an authority has no figure or no interval, all NaN and spread None
        where too few authorities have them.
    """
    y = transformed(values, value_type)
    s = standard_errors(values, lower, upper, value_type)
    found = spread(y, s)
    if found is None:
        return np.full(y.shape, np.nan), None
    return distance(y, s, found), found
