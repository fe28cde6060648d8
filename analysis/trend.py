"""Is a series rising or falling? A word only where a named test supports it.

The test is Mann and Kendall's for a monotone trend (Mann HB 1945, Econometrica 13:245-259;
Kendall MG 1975, Rank Correlation Methods), two-sided at 5%, on the points since the last break
in the series, the newest ten at most. It asks for no shape and no counts, so one rule serves
every indicator. With fewer than five points no word is given, as in Fingertips.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST_POINTS = 5
MOST_POINTS = 10
LEVEL = 0.05


@dataclass(frozen=True)
class Trend:
    """What the test says of a series."""

    word: str  # "rising", "falling", "no clear trend" or "too few points"
    judgement: str  # "getting better", "getting worse" or "" where none may be made
    points: int  # points the test used
    p_value: float  # two-sided; NaN with too few points
    change: float  # last minus first of the points used; NaN with too few points


def trend(
    times: Sequence[float],
    values: Sequence[float],
    *,
    polarity: str = "no_judgement",
    breaks: Sequence[float] = (),
) -> Trend:
    """Test a series for a rising or falling trend.

    Parameters
    ----------
    times
        Any increasing measure of time, e.g. the ordinal of each period's first day.
    values
        Figures in one unit, same length; NaN where there is none.
    polarity
        "low_is_good", "high_is_good" or "no_judgement".
    breaks
        Times at which a new series begins: only points at or after the last break are used.

    Raises
    ------
    ValueError
        When lengths differ or times are not increasing.
    """
    clock, series = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    if clock.shape != series.shape:
        raise ValueError(f"times and values differ in length ({clock.size} and {series.size})")
    if (np.diff(clock) <= 0).any():
        raise ValueError("times must be increasing, one figure each")
    use = ~np.isnan(series)
    if len(breaks):
        started = [each for each in breaks if clock.size and each <= clock[-1]]
        if started:
            use &= clock >= max(started)
    clock, series = clock[use][-MOST_POINTS:], series[use][-MOST_POINTS:]
    if series.size < FEWEST_POINTS:
        return Trend("too few points", "", int(series.size), float("nan"), float("nan"))
    from scipy.stats import kendalltau  # here: see `analysis.comparison.funnel_limits`

    result = kendalltau(clock, series)
    change = float(series[-1] - series[0])
    if np.isnan(result.pvalue) or result.pvalue > LEVEL:  # NaN: every figure is the same
        return Trend("no clear trend", "", int(series.size), float(result.pvalue), change)
    rising = result.statistic > 0
    judgement = ""
    if polarity in ("low_is_good", "high_is_good"):
        good = rising == (polarity == "high_is_good")
        judgement = "getting better" if good else "getting worse"
    return Trend(
        "rising" if rising else "falling", judgement, int(series.size), float(result.pvalue), change
    )
