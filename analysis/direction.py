"""Which way is a figure going now? The last five years, apart from the long run.

The recent direction follows the publishers' rule (OHID, Fingertips technical guidance, "Recent
trends": the newest five years, a test for a linear trend), with five additions. Points before a
break in the series are left out. Years of the pandemic's restrictions are left out, and so is
whatever came before them: a line through them measures schools that were closed. With intervals,
each point counts by its precision on the scale of `analysis.scales`. A change smaller than
the points' own intervals is no clear change, however steady. And where the last step clearly goes
the other way, no direction is named: three large counts make a line through a fall and a rise.

The long run is `analysis.trend`, on every year since the last break.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.scales import Z95, standard_errors, transformed
from data.contract import Period

FEWEST_POINTS, FEWEST_WITHOUT_INTERVAL = 3, 5
YEARS = 5
LEVEL = 0.05
#: From the first order to stay at home in England to the last restriction on numbers.
RESTRICTED = (dt.date(2020, 3, 26), dt.date(2021, 7, 19))
#: A period with at least this share of its days inside is a year of the pandemic.
SHARE_RESTRICTED = 0.25
WORDS = ("rising", "falling", "no clear change", "too few points")


@dataclass(frozen=True)
class Direction:
    """What the newest years say."""

    word: str  # one of WORDS
    judgement: str  # "getting better", "getting worse" or "" where none may be made
    since: int  # place of the first point used, among those given; -1 with too few
    points: int
    p_value: float  # two-sided; NaN where none was worked out
    pandemic: bool  # whether years of the pandemic shortened the stretch


def in_pandemic(period: Period) -> bool:
    """Whether a period lies far enough inside the restrictions to be left out."""
    first, last = max(period.start, RESTRICTED[0]), min(period.end, RESTRICTED[1])
    inside = max((last - first).days + 1, 0)
    return inside >= SHARE_RESTRICTED * ((period.end - period.start).days + 1)


def direction(
    periods: Sequence[Period],
    values: Sequence[float],
    lower: Sequence[float],
    upper: Sequence[float],
    *,
    value_type: str,
    polarity: str = "no_judgement",
    breaks: Sequence[dt.date] = (),
) -> Direction:
    """The recent direction of a series.

    Parameters
    ----------
    periods, values, lower, upper
        In order of time; limits NaN where there are none.
    value_type, polarity
        As in the catalogue.
    breaks
        First days of new series.

    Raises
    ------
    ValueError
        When lengths differ or periods are not in order of time.
    """
    ends = np.array([period.end.toordinal() for period in periods], dtype=float)
    v, low, high = (np.asarray(each, dtype=float) for each in (values, lower, upper))
    if not ends.shape == v.shape == low.shape == high.shape:
        raise ValueError("periods, values and limits differ in length")
    if (np.diff(ends) <= 0).any():
        raise ValueError("periods must be in order of time, one figure each")
    none = Direction("too few points", "", -1, 0, float("nan"), False)
    if not ends.size or np.isnan(v).all():
        return none
    newest = ends[~np.isnan(v)][-1]
    # Five figures a year apart, the newest among them; a month's grace for dates that move.
    use = ~np.isnan(v) & (ends > newest - YEARS * 365.25 + 31)
    begun = [day.toordinal() for day in breaks if day.toordinal() <= newest]
    if begun:
        use &= ends >= max(begun)
    shut = np.array([in_pandemic(period) for period in periods])
    pandemic = bool((use & shut).any())
    if pandemic:
        use &= ends > ends[use & shut][-1]
    places = np.flatnonzero(use)
    known = np.flatnonzero(use & ~np.isnan(low + high))
    if known.size >= FEWEST_POINTS and known[-1] == places[-1]:
        places = known  # a year published without its count does not take the test from the others
    exact = not np.isnan(low[places] + high[places]).any()
    fewest = FEWEST_POINTS if exact else FEWEST_WITHOUT_INTERVAL
    if places.size < fewest:
        return Direction("too few points", "", -1, int(places.size), float("nan"), pandemic)
    rising, p = (_weighted if exact else _monotone)(
        ends[places], v[places], low[places], high[places], value_type
    )
    clear = not exact or (
        apart(v[places], low[places], high[places])
        and not turned(v[places], low[places], high[places], rising)
    )
    if p > LEVEL or not clear:
        return Direction(
            "no clear change", "", int(places[0]), int(places.size), float(p), pandemic
        )
    judgement = ""
    if polarity in ("low_is_good", "high_is_good"):
        good = rising == (polarity == "high_is_good")
        judgement = "getting better" if good else "getting worse"
    return Direction(
        "rising" if rising else "falling",
        judgement,
        int(places[0]),
        int(places.size),
        float(p),
        pandemic,
    )


def _weighted(
    ends: np.ndarray, v: np.ndarray, low: np.ndarray, high: np.ndarray, value_type: str
) -> tuple[bool, float]:
    """Test for a linear trend with each point weighted by its precision."""
    from scipy.stats import norm  # here: scipy's statistics take seconds to load

    y, s = transformed(v, value_type), standard_errors(v, low, high, value_type)
    if not (np.isfinite(y) & np.isfinite(s) & (s > 0)).all():
        # A figure of 0 or 100 has no place on the scale: the plain one serves.
        y, s = v, np.maximum((high - low) / (2 * Z95), 1e-12)
    weight = 1 / s**2
    time = ends - np.average(ends, weights=weight)
    slope = (weight * time * y).sum() / (weight * time**2).sum()
    z = slope * np.sqrt((weight * time**2).sum())
    return bool(slope > 0), float(2 * norm.sf(abs(z)))


def _monotone(
    ends: np.ndarray, v: np.ndarray, low: np.ndarray, high: np.ndarray, value_type: str
) -> tuple[bool, float]:
    """Kendall's test, which asks for no interval; with five points only a straight run passes."""
    from scipy.stats import kendalltau

    found = kendalltau(ends, v)
    if np.isnan(found.pvalue):  # every figure is the same
        return False, 1.0
    return bool(found.statistic > 0), float(found.pvalue)


def apart(v: np.ndarray, low: np.ndarray, high: np.ndarray) -> bool:
    """Whether the newest figure differs from the first by more than both intervals allow."""
    up = v[-1] > v[0]
    one, other = (high[0] - v[0], v[-1] - low[-1]) if up else (v[0] - low[0], high[-1] - v[-1])
    return bool(abs(v[-1] - v[0]) > np.hypot(one, other))


def turned(v: np.ndarray, low: np.ndarray, high: np.ndarray, rising: bool) -> bool:
    """Whether the last step goes against the line by more than both intervals allow."""
    last = slice(-2, None)
    against = bool(v[-1] < v[-2]) if rising else bool(v[-1] > v[-2])
    return against and apart(v[last], low[last], high[last])
