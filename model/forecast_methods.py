"""Four ways to forecast a panel of yearly rates (logarithms or logits), and how far they stray.

Series are short (7 to 18 years), so what a method has to learn (smoothing constants, damping,
how fast an authority comes back to its own level) is learnt from all authorities together. The
exponential smoothing is statsmodels' (the tests compare the two); the panel's regressions are
statsmodels' own.

Gardner ES and McKenzie E (1985), Management Science 31:1237-1246 (damped trend); Hyndman RJ and
Athanasopoulos G (2021), Forecasting: Principles and Practice, chapters 5 and 8 (rolling origin,
exponential smoothing).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.optimize import nnls

#: Years ahead that are tested, and that are shown.
TESTED_YEARS, SHOWN_YEARS = 5, 30
_AHEAD = np.arange(1, SHOWN_YEARS + 1)
#: A year's change of the national level is taken, before any is seen, to vary by a quarter as much
#: as an authority's own change; this counts as so many observed changes.
_PRIOR_SHARE, _PRIOR_WEIGHT = 0.25, 2.0
#: An authority's own size of error counts against the panel's as so many observed errors.
_PANEL_WEIGHT = 6.0


def training(series: pd.DataFrame, breaks: tuple[int, ...], last: int) -> pd.DataFrame:
    """What a forecaster at the end of year ``last`` works with: complete years by authority.

    A break is taken out: its years are filled by a straight line, and the years before it are
    moved by the mean change over it, so that the change is neither trend nor noise. Single gaps
    are filled by a line too. Authorities with nothing in the last year keep their last figure.
    """
    table = series.loc[:last].reindex(range(int(series.index.min()), last + 1))
    before, after = min(breaks) - 1, max(breaks) + 1
    if last >= after and before in table.index:
        step = float((table.loc[after] - table.loc[before]).mean())
        table.loc[:before] += step
        table.loc[min(breaks) : max(breaks)] = np.nan
    return table.interpolate(limit_area="inside").ffill().dropna(axis=1, how="all")


def _smoothed(
    table: np.ndarray, level_part: float, trend_part: float = 0.0, damping: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Levels and trends after each year, (years, authorities), all series at once."""
    level, trend = table[0].copy(), np.zeros(table.shape[1])
    levels, trends = [level], [trend]
    for now in table[1:]:
        expected = level + damping * trend
        begins = np.isnan(level)
        new = np.where(begins | np.isnan(expected), now, expected + level_part * (now - expected))
        new = np.where(np.isnan(now), expected, new)
        moved = np.where(begins, 0.0, new - level)
        trend = np.nan_to_num(trend_part * moved + (1 - trend_part) * damping * trend)
        level = new
        levels.append(level)
        trends.append(trend)
    return np.array(levels), np.array(trends)


def last_value(table: np.ndarray) -> np.ndarray:
    """Every year ahead as the last one."""
    return np.repeat(table[-1][None], _AHEAD.size, axis=0)


def local_level(table: np.ndarray) -> np.ndarray:
    """Simple exponential smoothing with one constant for all authorities."""

    def loss(part: float) -> float:
        levels, _ = _smoothed(table, part)
        return float(np.nansum((table[2:] - levels[1:-1]) ** 2))

    best = min(np.round(np.arange(0.2, 1.01, 0.1), 1), key=loss)
    return np.repeat(_smoothed(table, best)[0][-1][None], _AHEAD.size, axis=0)


def damped_trend(table: np.ndarray) -> np.ndarray:
    """Holt's method with a damped trend, one set of constants for all authorities."""

    def loss(parts: tuple[float, float, float]) -> float:
        levels, trends = _smoothed(table, *parts)
        total = 0.0
        for ahead in range(1, min(3, table.shape[0] - 3) + 1):
            grown = sum(parts[2] ** i for i in range(1, ahead + 1))
            gap = table[1 + ahead :] - (levels + trends * grown)[1:-ahead]
            total += float(np.nansum(gap**2))
        return total

    best = min(
        itertools.product((0.4, 0.6, 0.8, 1.0), (0.1, 0.2, 0.4, 0.7), (0.6, 0.8, 0.9)), key=loss
    )
    levels, trends = _smoothed(table, *best)
    return np.asarray(levels[-1] + trends[-1] * np.cumsum(best[2] ** _AHEAD)[:, None])


def pooled_panel(table: np.ndarray) -> np.ndarray:
    """A national level with a damped drift, and authorities that come back to their own place.

    The log rate is the mean of all authorities plus a deviation; deviations follow a first-order
    autoregression about each authority's mean, with one coefficient (ordinary least squares,
    corrected for the short panel: Nickell S (1981), Econometrica 49:1417-1426). The drift is the
    last change of the mean, damped by the autoregression of such changes.
    """
    national = np.nanmean(table, axis=1)
    deviation = table - national[:, None]
    usual = np.nanmean(deviation, axis=0)
    before, after = (deviation - usual)[:-1].ravel(), (deviation - usual)[1:].ravel()
    known = np.isfinite(before) & np.isfinite(after)
    back = float(np.clip(sm.OLS(after[known], before[known]).fit().params[0], 0, 1))
    back = min(1.0, back + (1 + back) / (table.shape[0] - 1))
    drift = np.diff(national)
    kept = 0.0
    if drift.size >= 4:
        kept = float(np.clip(sm.OLS(drift[1:], drift[:-1]).fit().params[0], 0, 0.8))
    # np.cumsum(0 ** ahead) is nothing, so a drift without memory adds none.
    ahead = national[-1] + drift[-1] * np.cumsum(kept**_AHEAD)
    return np.asarray(ahead[:, None] + usual + (back**_AHEAD)[:, None] * (deviation[-1] - usual))


METHODS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "last_value": last_value,
    "local_level": local_level,
    "damped_trend": damped_trend,
    "pooled_panel": pooled_panel,
}


@dataclass(frozen=True)
class Spread:
    """Variance of a forecast's error in the log rate, by years ahead.

    ``national`` (2,): of the shock all authorities share, a x years + b x years squared. ``local``
    (2,): of an authority's own, a + b x years, times ``size`` (by authority code). Beyond the
    years tested the shared part grows in proportion to the years, the own along its line.
    """

    national: tuple[float, float]
    local: tuple[float, float]
    size: pd.Series

    def national_at(self, ahead: np.ndarray) -> np.ndarray:
        """Variance of the shared shock so many years ahead."""
        near = np.minimum(ahead, TESTED_YEARS)
        tested = self.national[0] * near + self.national[1] * near**2
        return np.asarray(tested * np.maximum(ahead / TESTED_YEARS, 1.0))

    def local_at(self, ahead: np.ndarray) -> np.ndarray:
        """Variance of an authority's own shock, before its size."""
        return self.local[0] + self.local[1] * np.asarray(ahead, dtype=float)


def learn_spread(errors: list[tuple[int, pd.Series]]) -> Spread:
    """How far past forecasts strayed: pairs of (years ahead, error by authority).

    The mean over authorities is the shared part, the rest each authority's own.
    """
    ahead = np.array([years for years, _ in errors], dtype=float)
    shared = np.array([float(error.mean()) for _, error in errors])
    own = [error - error.mean() for _, error in errors]
    square = np.array([float((error**2).mean()) for error in own])
    local, _ = nnls(np.column_stack([np.ones_like(ahead), ahead]), square)
    # The prior is one more row of each kind: shared changes a quarter as large as own ones.
    prior = _PRIOR_SHARE * (local[0] + local[1])
    years = np.arange(1, TESTED_YEARS + 1, dtype=float)
    weight = np.sqrt(_PRIOR_WEIGHT / TESTED_YEARS)
    rows = np.column_stack([ahead, ahead**2]) / ahead[:, None]
    first = np.column_stack([years, years**2]) / years[:, None] * weight
    national, _ = nnls(
        np.vstack([rows, first]),
        np.concatenate([shared**2 / ahead, np.full(TESTED_YEARS, prior * weight)]),
    )
    expected = local[0] + local[1] * ahead
    relative = pd.concat(
        [error**2 / size for error, size in zip(own, expected, strict=True)], axis=1
    )
    count = relative.notna().sum(axis=1)
    size = (relative.sum(axis=1) + _PANEL_WEIGHT) / (count + _PANEL_WEIGHT)
    return Spread(tuple(national), tuple(local), size)
