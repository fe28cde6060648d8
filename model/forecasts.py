"""Tested forecasts as the simulation uses them: the course of each outcome and its shocks by draw.

Read from ``data/published/forecasts.json``, which `model.rolling_origin` writes. In a draw an
outcome strays from its course by one national shock, shared by all authorities, and one shock of
each authority's own, both growing with the years ahead as they did in the tests. Each has its own
random stream, so the plan and the baseline share them and adding a lever reshuffles none.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from data.store import StoreError
from model.forecast_methods import Spread
from model.forecast_series import SHARES, unscaled
from model.uncertainty import uniforms

FILE = Path(__file__).resolve().parents[1] / "data" / "published" / "forecasts.json"
#: Ways of forecasting (`model.forecast_methods`), in words.
METHOD_NAMES = {
    "last_value": "last value",
    "local_level": "local level",
    "damped_trend": "damped trend",
    "pooled_panel": "pooled panel",
}
#: Too few published years for a test of their own: held in the middle, and spread as another
#: outcome, from which their figures are worked out or whose counts they are part of.
BORROWED = {"custody": "first_time_entrants", "serious_violence": "first_time_entrants"}
#: Where the share of outcomes held by 80% intervals should lie.
COVER = (0.70, 0.90)
#: An authority's own shock goes no further than so many standard deviations.
MOST_SHOCK = 3.0
#: Starts whose own shocks go with those of the stock they fill.
WITH_STOCK = {
    "cin_starts": "children_in_need",
    "cpp_starts": "child_protection_plans",
    "care_entries": "looked_after",
}


@lru_cache(maxsize=1)
def stored() -> dict[str, Any]:
    """What the rolling origin found, as stored: see `model.rolling_origin.report`.

    Raises
    ------
    StoreError
        When the file is missing; the message says which command writes it.
    """
    try:
        content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
        return content
    except FileNotFoundError as error:
        raise StoreError(
            "data/published/forecasts.json is missing: run python -m model forecasts"
        ) from error


def own_shock(uniform: np.ndarray, degrees: float) -> np.ndarray:
    """An authority's own shock at given cumulative probabilities: Student's t of variance 1.

    Its ends are cut at MOST_SHOCK.
    """
    shock = stats.t.ppf(uniform, degrees) * np.sqrt((degrees - 2) / degrees)
    return np.asarray(np.clip(shock, -MOST_SHOCK, MOST_SHOCK))


def strayed(outcome: str, value: np.ndarray, shared: np.ndarray, own: np.ndarray) -> np.ndarray:
    """The rate behind a forecast (as `scaled`) after a shared and an own stray.

    A rate is multiplied by the exponential of the shared stray, and by 1 plus or minus
    1 - exp(-|own|): as far up as down, so that neither an authority's middle nor the sum over
    authorities moves with the spread. Shares stray on the scale of their logit.
    """
    if outcome in SHARES:
        return unscaled(outcome, value + shared + own)
    return np.asarray(
        unscaled(outcome, value + shared) * (1 - np.sign(own) * np.expm1(-np.abs(own)))
    )


@lru_cache(maxsize=256)
def _national(outcome: str, draws: int, seed: int) -> np.ndarray:
    return np.asarray(stats.norm.ppf(uniforms(f"baseline.{outcome}.national", draws, seed)))


def _shocks(
    outcome: str, codes: tuple[str, ...], draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Shared (draws,) and own (draws, areas) shocks of variance 1."""
    shared = _national(outcome, draws, seed)
    chances = [uniforms(f"baseline.{outcome}.{code}", draws, seed) for code in codes]
    own = own_shock(np.column_stack(chances), stored()["tail"])
    stock = WITH_STOCK.get(outcome)
    if stock is None:
        return shared, own
    together = stored()["together"][outcome]
    apart = np.sqrt(1 - together**2)
    of_stock, own_of_stock = _shocks(stock, codes, draws, seed)
    return together * of_stock + apart * shared, together * own_of_stock + apart * own


def multipliers(
    outcome: str,
    codes: tuple[str, ...],
    years: int,
    draws: int,
    seed: int,
    elapsed: int,
    tested: bool,
    central: bool = False,
) -> np.ndarray:
    """An outcome's rate over its latest published one, (draws, areas, years + 1) float32.

    Year 0 is the start, 1 by definition. Each year after counts from the latest published
    year: an outcome last published three years before the start strays by four years' error in
    the first.

    Parameters
    ----------
    elapsed
        Years from the latest published figure to the start.
    tested
        Follow the method that did best in the tests; otherwise the middle holds the last value.
    central
        The course alone, without shocks.
    """
    source = BORROWED.get(outcome, outcome)
    entry = stored()["outcomes"].get(source)
    found = np.ones((draws, len(codes), years + 1), dtype=np.float32)
    if entry is None:
        return found
    method = entry["method"] if tested and outcome == source else "last_value"
    ahead = entry["ahead"][method]
    time = np.arange(1, years + 1) + elapsed
    course = np.array([ahead["course"][code] for code in codes])[:, time - 1]
    sizes = pd.Series(ahead["size"])
    spread = Spread(tuple(ahead["national"]), tuple(ahead["local"]), sizes)
    size = np.array([ahead["size"][code] for code in codes], dtype=float)
    local = np.sqrt(size[:, None] * spread.local_at(time)[None, :])
    shared, own = np.zeros(draws), np.zeros((draws, len(codes)))
    if not central:
        shared, own = _shocks(source, codes, draws, seed)
    last = np.array([ahead["last"][code] for code in codes])[:, None]
    national = shared[:, None, None] * np.sqrt(spread.national_at(time))
    now = strayed(source, last + course, national, own[:, :, None] * local)
    found[:, :, 1:] = now / unscaled(source, last)
    return found
