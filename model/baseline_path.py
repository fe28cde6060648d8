"""How the world moves without a plan, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.baseline import BASE_YEAR, FLOWS, LADDER, PLACE, Baseline
from model.engine_layout import QUARTERS
from model.forecasts import multipliers
from model.register import BaselinePath

#: Between which multiples of today's exit rate a draw's exits stay, whatever stock and starts ask.
EXIT_BOUNDS = (0.25, 4.0)


@dataclass(frozen=True)
class Path:
    """The baseline by year after 31 March 2025, float32 but for ``poverty``.

    ``flows`` (draws, 14, years + 1, flows) multiplies a year's flows, 1 at the start; ``starts``
    (draws, 14, years + 1, 3) the starts of the ladder; ``exits`` the same shape, added to the
    yearly exit rates; ``level`` (draws, 14, years + 1) multiplies the reported share of children
    in low income. ``poverty`` (years + 1,): multiplier of that share which acts on other
    outcomes, what is decided already.
    """

    flows: np.ndarray
    starts: np.ndarray
    exits: np.ndarray
    level: np.ndarray
    poverty: np.ndarray


def exits_for(stock: np.ndarray, starts: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Yearly exit rates that take a stock along its forecast, given its starts.

    Parameters
    ----------
    stock
        Stock over its start by year, (draws, areas, years + 1), 1 in year 0.
    starts
        Starts over their start, the same shape.
    rate
        Starts over stock at the start, (areas,): the exit rate that holds it.

    Returns
    -------
    array, the same shape
        Exit rate of each year, kept within EXIT_BOUNDS of ``rate``; year 0 is ``rate``. What is
        simulated is followed, so that where a bound is met the next year sets out from there.
    """
    found = np.empty(stock.shape)
    found[..., 0] = rate
    here = np.ones(stock.shape[:-1])
    # No more can leave in a quarter than are there.
    low, high = EXIT_BOUNDS[0] * rate, np.minimum(EXIT_BOUNDS[1] * rate, QUARTERS)
    for year in range(1, stock.shape[-1]):
        come, target = starts[..., year] * rate, stock[..., year]
        exit_rate = (come + here - target) / ((here + target) / 2)
        # Newton's method on the quarterly account; the first guess is its middle of the year.
        for _ in range(3):
            exit_rate = np.clip(exit_rate, low, high)
            kept = 1 - exit_rate / QUARTERS
            there = here * kept**4 + come / QUARTERS * (1 + kept + kept**2 + kept**3)
            slope = -here * kept**3 - come / 16 * (1 + 2 * kept + 3 * kept**2)
            exit_rate = exit_rate - (there - target) / slope
        exit_rate = np.clip(exit_rate, low, high)
        kept = 1 - exit_rate / QUARTERS
        here = here * kept**4 + come / QUARTERS * (1 + kept + kept**2 + kept**3)
        found[..., year] = exit_rate
    return found


def path(
    choice: BaselinePath,
    state: Baseline,
    draws: int,
    seed: int,
    years: int = 20,
    central: bool = False,
) -> Path:
    """The baseline path a plan is compared with.

    Settings read from the register: ``tested`` 1 follows the forecast that did best in the tests,
    otherwise the middle of every rate holds its last value; both stray as far as such forecasts
    did. ``poverty_relative_change``, reached in equal steps by ``reached_year``. With ``central``
    the middle alone.

    Raises
    ------
    ValueError
        For a setting this engine does not know.
    """
    settings = choice.settings
    if set(settings) - {"tested", "poverty_relative_change", "reached_year"}:
        raise ValueError(f"baseline path {choice.id}: unknown settings in the register")
    codes = state.people.authorities
    time = np.arange(years + 1)
    poverty = np.ones(years + 1)
    if "poverty_relative_change" in settings:
        steps = np.clip(time / (settings["reached_year"] - BASE_YEAR), 0, 1)
        poverty = poverty * (1 + settings["poverty_relative_change"] * steps)

    def of(outcome: str) -> np.ndarray:
        tested = bool(settings.get("tested"))
        elapsed = max(BASE_YEAR - state.latest[outcome], 0)
        return multipliers(outcome, codes, years, draws, seed, elapsed, tested, central)

    def by_area(values: np.ndarray) -> np.ndarray:
        return np.asarray(values.reshape(len(codes), -1).sum(axis=1))

    starts = np.ones((draws, len(codes), years + 1, len(LADDER)), dtype=np.float32)
    exits = np.zeros_like(starts)
    for number, (stock, flow) in enumerate(LADDER.items()):
        usual = by_area(state.starts[number])
        starts[..., number] = of(flow)
        if settings.get("tested"):
            # The start is the mean of three years; the forecast sets out from the latest.
            latest = by_area(state.counts[PLACE[flow]])
            starts[:, :, 1:, number] *= (latest / usual)[None, :, None]
        rate = usual / by_area(state.counts[PLACE[stock]])
        exits[..., number] = exits_for(of(stock), starts[..., number], rate) - rate[None, :, None]
    flows = np.stack([of(outcome) for outcome in FLOWS], axis=-1)
    return Path(flows, starts, exits, of("child_poverty"), poverty)
