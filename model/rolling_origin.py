"""Forecasts tested before they are shown: fit to a year, forecast the next five, count the misses.

``python -m model forecasts`` runs everything here on the published series and writes
``data/published/forecasts.json``: the table (by outcome, method and years ahead), the method in
use for each outcome with what the simulation needs, and what would have been said in 2018.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import interpolate, stats

from model.forecast_methods import (
    METHODS,
    SHOWN_YEARS,
    TESTED_YEARS,
    Spread,
    learn_spread,
    training,
)
from model.forecast_series import SHARES, TESTED, breaks, fingerprint, scaled, series, unscaled
from model.forecasts import COVER, FILE, WITH_STOCK, own_shock, strayed
from model.population import population

#: Years a forecaster must have seen, past errors there must be, and years left after an origin.
_FIRST_YEARS, _PAST_ERRORS, _YEARS_LEFT = 3, 2, 2
#: Authorities' own errors have heavier tails than a normal: Student's t with so many degrees.
TAIL = 5
LOOKING_BACK = 2018
#: What a rate is multiplied by when shown, and its unit.
UNITS: dict[str, tuple[float, str]] = {
    **dict.fromkeys(
        (
            "children_in_need",
            "cin_starts",
            "child_protection_plans",
            "cpp_starts",
            "looked_after",
            "care_entries",
            "care_exits",
        ),
        (10_000.0, "per 10,000 children aged 0 to 17"),
    ),
    "suspensions": (1.0, "per 100 pupils"),
    "permanent_exclusions": (1.0, "per 100 pupils"),
    "persistent_absence": (1.0, "% of pupils"),
    "first_time_entrants": (1.0, "per 100,000 children aged 10 to 17"),
    "self_harm_admissions": (1.0, "per 100,000 people aged 10 to 24"),
    "child_poverty": (1.0, "% of children aged 0 to 15"),
}


#: Standard deviations (shared, own) at which the ends of intervals are worked out.
_SHARED, _OWN = np.linspace(0, 2, 41), np.linspace(0, 3, 61)
_PROBABILITIES = (0.025, 0.1, 0.9, 0.975)  # the ends of the 95% and 80% intervals


@lru_cache(maxsize=2)
def _ends_table(as_share: bool) -> np.ndarray:
    """Ends of intervals on the scale of the forecast, (shared, own, 4), of the strays in use."""
    even = (np.arange(96) + 0.5) / 96
    shared, own = stats.norm.ppf(even), own_shock(even, TAIL)
    outcome = SHARES[0] if as_share else ""
    found = np.empty((_SHARED.size, _OWN.size, len(_PROBABILITIES)))
    for row, one in enumerate(_SHARED):
        for column, other in enumerate(_OWN):
            rate = strayed(outcome, np.array(0.0), one * shared[:, None], other * own[None, :])
            found[row, column] = np.quantile(scaled(outcome, rate), _PROBABILITIES)
    return found


def interval(outcome: str, spread: Spread, size: np.ndarray, ahead: int) -> np.ndarray:
    """Ends of the 95% and 80% intervals about a forecast, on its scale, (len(size), 4).

    Those of the very strays that the simulation draws, for authorities of a given size of error.
    """
    years = np.array([ahead], dtype=float)
    shared = np.full(size.size, np.sqrt(spread.national_at(years)[0]))
    own = np.sqrt(spread.local_at(years)[0] * size)
    points = np.column_stack([shared.clip(0, _SHARED[-1]), own.clip(0, _OWN[-1])])
    table = _ends_table(outcome in SHARES)
    return np.asarray(interpolate.RegularGridInterpolator((_SHARED, _OWN), table)(points))


@dataclass(frozen=True)
class Trial:
    """Every forecast of one outcome by one method: origin -> log rates, years ahead by area."""

    outcome: str
    method: str
    table: pd.DataFrame
    forecasts: dict[int, pd.DataFrame]

    def errors(self, until: int) -> dict[tuple[int, int], pd.Series]:
        """Outcome less forecast by (origin, years ahead), for years up to ``until``.

        Years of a break are not counted as misses of anyone's.
        """
        left_out = breaks(self.outcome)
        return {
            (origin, ahead): (self.table.loc[origin + ahead] - forecast.loc[ahead]).dropna()
            for origin, forecast in self.forecasts.items()
            for ahead in range(1, TESTED_YEARS + 1)
            if origin + ahead in self.table.index
            and origin + ahead <= until
            and origin + ahead not in left_out
        }

    def spread(self, until: int) -> Spread | None:
        """Spread learnt from errors known at the end of year ``until``; None with too few."""
        past = [(ahead, error) for (_, ahead), error in self.errors(until).items()]
        return learn_spread(past) if len(past) >= _PAST_ERRORS else None


def trials(outcome: str) -> dict[str, Trial]:
    """Forecasts of one outcome from every origin, by every method."""
    table = series(outcome)
    years = [int(year) for year in table.index]
    origins = [year for year in years[_FIRST_YEARS - 1 :] if year not in breaks(outcome)]
    found: dict[str, dict[int, pd.DataFrame]] = {method: {} for method in METHODS}
    for origin in origins:
        known = training(table, breaks(outcome), origin)
        for method, forecast in METHODS.items():
            found[method][origin] = pd.DataFrame(
                forecast(known.to_numpy(float)),
                index=range(1, SHOWN_YEARS + 1),
                columns=known.columns,
            )
    return {method: Trial(outcome, method, table, each) for method, each in found.items()}


def score(trial: Trial) -> pd.DataFrame:
    """One row per origin and year ahead: error, bias and cover over authorities.

    The interval of an origin is learnt from errors known then. ``across``: the break lies between
    the origin and the year forecast.
    """
    last = int(trial.table.index.max())
    first_break = min(breaks(trial.outcome))
    rows = []
    for (origin, ahead), error in trial.errors(last).items():
        spread = trial.spread(origin)
        if spread is None or origin > last - _YEARS_LEFT:
            continue
        size = spread.size.reindex(error.index).fillna(1.0).to_numpy(float)
        low95, low80, high80, high95 = interval(trial.outcome, spread, size, ahead).T
        values = error.to_numpy(float)
        held = [
            float(((values >= low) & (values <= high)).mean())
            for low, high in ((low80, high80), (low95, high95))
        ]
        across = origin < first_break <= origin + ahead
        rows.append((origin, ahead, across, error.abs().mean(), error.mean(), *held, len(error)))
    columns = ["origin", "ahead", "across", "error", "bias", "cover80", "cover95", "areas"]
    return pd.DataFrame(rows, columns=columns)


def summary(scores: pd.DataFrame) -> pd.DataFrame:
    """Means over origins by years ahead; ``*_apart`` leave out forecasts across the break."""
    every = scores.groupby("ahead")
    table = every[["error", "bias", "cover80", "cover95"]].mean()
    table["origins"] = every.size()
    apart = scores[~scores["across"]].groupby("ahead")
    table["cover80_apart"] = apart["cover80"].mean().reindex(table.index)
    table["error_apart"] = apart["error"].mean().reindex(table.index)
    table["origins_apart"] = apart.size().reindex(table.index).fillna(0).astype(int)
    return table


def choose(tables: dict[str, pd.DataFrame]) -> tuple[str, bool]:
    """The method in use and whether its 80% intervals hold 70 to 90% at every tested year.

    Least mean error over the years ahead among the methods whose intervals hold; when none's do,
    least error of all. A method that errs more than the last value is not used.
    """
    error = {method: float(table["error"].mean()) for method, table in tables.items()}
    held = {
        method: bool(table["cover80"].between(*COVER).all()) for method, table in tables.items()
    }
    limit = error["last_value"]
    fair = [method for method in tables if error[method] <= limit]
    good = [method for method in fair if held[method]]
    # Methods in the order of METHODS, so that the simplest wins where errors are equal.
    best = min(good or fair, key=lambda method: round(error[method], 4))
    return best, held[best]


def _together(starts: Trial, stock: Trial) -> float:
    """Correlation of an authority's own errors in the starts and in the stock."""
    last = int(min(starts.table.index.max(), stock.table.index.max()))
    one, other = starts.errors(last), stock.errors(last)
    pairs = [
        pd.concat([one[key] - one[key].mean(), other[key] - other[key].mean()], axis=1).dropna()
        for key in one.keys() & other.keys()
    ]
    both = pd.concat(pairs, ignore_index=True)
    return float(np.corrcoef(both.to_numpy(float).T)[0, 1])


def _ahead(trial: Trial) -> dict[str, Any]:
    """What the simulation needs of the method in use: course, spread and size by authority."""
    last = int(trial.table.index.max())
    spread = trial.spread(last)
    if spread is None:
        raise ValueError(f"{trial.outcome}: too few past errors to learn a spread from")
    codes = list(population().authorities)
    start = trial.table.loc[:last].ffill().loc[last]
    course = trial.forecasts[last][codes] - start[codes]
    return {
        "last_year": last,
        "last": {code: round(float(start[code]), 6) for code in codes},
        "course": {code: [round(x, 5) for x in course[code]] for code in codes},
        "national": [round(float(x), 8) for x in spread.national],
        "local": [round(float(x), 8) for x in spread.local],
        "size": {code: round(float(spread.size.get(code, 1.0)), 4) for code in codes},
    }


def _short(value: float) -> float:
    """A rate with five figures."""
    return float(f"{value:.5g}")


def _looking_back(trial: Trial) -> dict[str, Any]:
    """What would have been said in 2018, and what happened, for each authority of the region."""
    last = int(trial.table.index.max())
    origins = [o for o in sorted(trial.forecasts) if o >= LOOKING_BACK and trial.spread(o)]
    origins = [o for o in origins if o <= last - _YEARS_LEFT]
    if not origins:
        return {"origin": None}
    origin, per = origins[0], UNITS[trial.outcome][0]

    def shown(values: np.ndarray) -> np.ndarray:
        return unscaled(trial.outcome, values) * per

    spread, forecast = trial.spread(origin), trial.forecasts[origin]
    areas = {}
    for code in population().authorities:
        if spread is None or code not in forecast.columns:
            continue
        size = np.array([float(spread.size.get(code, 1.0))])
        seen = trial.table[code].dropna()
        rows = []
        for ahead in range(1, last - origin + 1):
            middle = float(forecast.loc[ahead, code])
            ends = interval(trial.outcome, spread, size, ahead)[0]
            steps = np.array([ends[0], ends[1], 0.0, ends[2], ends[3]])
            rows.append([origin + ahead, *(_short(x) for x in shown(middle + steps))])
        areas[code] = {
            "published": [
                [int(year), _short(rate)]
                for year, rate in zip(seen.index, shown(seen.to_numpy(float)), strict=True)
            ],
            "said": rows,
        }
    return {"origin": origin, "areas": areas}


def _number(value: float) -> float | int | None:
    """A figure of the table as JSON: four decimals, whole numbers whole, nothing for none."""
    if pd.isna(value):
        return None
    return int(value) if float(value).is_integer() else round(float(value), 4)


def report() -> dict[str, Any]:
    """Everything stored: see the module. Takes about a minute."""
    entries: dict[str, Any] = {}
    in_use: dict[str, Trial] = {}
    for outcome in TESTED:
        each = trials(outcome)
        tables = {method: summary(score(trial)) for method, trial in each.items()}
        method, held = choose(tables)
        in_use[outcome] = each[method]
        entries[outcome] = {
            "unit": UNITS[outcome][1],
            "first_year": int(each[method].table.index.min()),
            "last_year": int(each[method].table.index.max()),
            "authorities": int(each[method].table.shape[1]),
            "breaks": list(breaks(outcome)),
            "method": method,
            "intervals_hold": held,
            "table": {
                name: [
                    {"ahead": int(ahead)} | {k: _number(v) for k, v in row.items()}
                    for ahead, row in table.iterrows()
                ]
                for name, table in tables.items()
            },
            "ahead": {name: _ahead(each[name]) for name in dict.fromkeys((method, "last_value"))},
            "looking_back": _looking_back(each[method]),
        }
    together = {
        starts: round(_together(in_use[starts], in_use[stock]), 3)
        for starts, stock in WITH_STOCK.items()
    }
    return {"series": fingerprint(), "tail": TAIL, "together": together, "outcomes": entries}


def write(path: Path = FILE) -> dict[str, Any]:
    """Run everything and store it; returns what was stored."""
    found = report()
    path.write_text(json.dumps(found, separators=(",", ":")) + "\n", encoding="utf-8")
    return found
