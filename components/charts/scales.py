"""Where axes begin and end, and their round numbers: the same in every room and every painter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from components.exhibits.charts import Numbers

_STEPS = [1, 2, 2.5, 5, 10]
_MOST = 6
_MOST_RATIOS = 8


def known(*numbers: Iterable[float]) -> np.ndarray:
    """All finite numbers of several lists as one array."""
    every = np.concatenate([np.asarray(list(each), dtype=float).ravel() for each in numbers])
    return np.asarray(every[np.isfinite(every)])


def linear(
    numbers: Iterable[float], *, zero: bool = True, most: int = _MOST, whole: bool = False
) -> tuple[float, ...]:
    """Round numbers that hold all of ``numbers``; the first and the last are the axis's limits.

    Parameters
    ----------
    zero
        Whether 0 must be among them.
    most
        Steps between them at most.
    whole
        Whether only whole numbers are wanted (years, people).
    """
    found = known(numbers, [0.0] if zero else [])
    low, high = (float(found.min()), float(found.max())) if found.size else (0.0, 1.0)
    if high - low <= 1e-6 * max(abs(low), abs(high)) or high == low:
        high = low + (abs(low) / 10 or 1.0)
    ticks = np.asarray(
        MaxNLocator(nbins=most, steps=_STEPS, integer=whole).tick_values(low, high), dtype=float
    )
    step = float(ticks[1] - ticks[0])
    ticks = ticks[(ticks > low - step) & (ticks < high + step)]  # no empty step at either end
    return tuple(float(f"{np.round(each / step) * step:.14g}") for each in ticks)


def within(low: float, high: float, count: int = 3) -> tuple[float, ...]:
    """About ``count`` round numbers within some limits, 0 among them where it lies within."""
    if not high > low:
        return (low,)
    rough = (high - low) / max(count, 1)
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * each for each in _STEPS if power * each >= rough * 0.999)
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    return tuple(float(number * step) for number in range(first, last + 1))


def ratios(numbers: Iterable[float], values: Iterable[float] | None = None) -> tuple[float, ...]:
    """Halves and doubles that hold all ratios above 0, at least from half to twice.

    ``values``: the figures among the numbers; limits more than eightfold beyond them are left
    outside.
    """
    found = known(numbers)
    found = found[found > 0]
    if values is not None:  # an interval far beyond all figures ends at the axis
        seen = known(values)
        seen = seen[seen > 0]
        if seen.size:
            found = found.clip(float(seen.min()) / 8, float(seen.max()) * 8)
    low = min(int(np.floor(np.log2(found.min()))), -1) if found.size else -1
    high = max(int(np.ceil(np.log2(found.max()))), 1) if found.size else 1
    return tuple(float(2.0**power) for power in range(low, high + 1))


def tick_words(ticks: Sequence[float], numbers: Numbers) -> tuple[str, ...]:
    """Round numbers as an axis writes them: as many decimals as their step needs, short units."""
    decimals = next(
        (d for d in range(7) if all(abs(round(each, d) - each) < 1e-9 for each in ticks)), 7
    )
    short = Numbers(decimals, numbers.before, numbers.short.after)
    return tuple(short.words(each) for each in ticks)


def ratio_words(ticks: Sequence[float]) -> tuple[str, ...]:
    """Halves and doubles in words of a ratio; every second one where there are many."""
    step = 1 if len(ticks) <= _MOST_RATIOS else 2
    return tuple(f"{each:.3g}×" if round(np.log2(each)) % step == 0 else "" for each in ticks)
