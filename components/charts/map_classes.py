"""Class breaks for maps: named methods, ranges in words and units, fifths for the hover.

Figures are rounded to the indicator's decimals before they are put into classes, so an area is
always in the class whose printed range holds its printed figure. The ranges in the legend are
those of the figures found in each class; they neither overlap nor name values nobody has.

Sources of the methods: Slocum et al. (2009), Thematic Cartography and Geovisualization, ch. 4;
Fisher WD (1958), J Am Stat Assoc 53:789-798, for natural breaks, as jenkspy finds them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jenkspy import jenks_breaks
from numpy.typing import ArrayLike, NDArray

from components.wording.numbers import number_words, range_words

#: Method -> its name in words, as the legend and the selector give it.
METHODS = {
    "quantiles": "equal-sized groups",
    "natural_breaks": "natural breaks",
    "equal_intervals": "equal steps",
}
DECILES = "deciles"
_METHOD_NOTES = {
    "quantiles": "Classes: equal-sized groups, about the same number of areas in each.",
    "natural_breaks": "Classes: natural breaks, set where the figures leave gaps.",
    "equal_intervals": "Classes: equal steps from the lowest figure to the highest.",
    DECILES: "Classes: pairs of the published tenths.",
    "change": "Classes: by size of change, the same up and down; the middle is close to none.",
    "distinct": "Classes: one for each figure.",
}


@dataclass(frozen=True)
class Classes:
    """Class breaks and what they are called.

    ``breaks`` holds each class's highest figure, ascending; a figure equal to a break belongs
    to the class below it. ``labels`` and ``breaks`` have one entry per class.
    """

    method: str
    breaks: NDArray[np.float64]
    labels: tuple[str, ...]
    lowest: float
    decimals: int

    @property
    def note(self) -> str:
        """How the classes were made, in words."""
        return _METHOD_NOTES[self.method]

    def of(self, values: ArrayLike) -> NDArray[np.int64]:
        """Class of each value, 0 for the lowest; -1 for NaN and outside the classified range."""
        numbers = np.round(np.asarray(values, dtype=float), self.decimals)
        if self.breaks.size == 0:
            return np.full(numbers.shape, -1)
        known = ~np.isnan(numbers)
        held = np.where(known, numbers, self.lowest)
        index = np.searchsorted(self.breaks, held, side="left")
        inside = known & (held >= self.lowest) & (index < self.breaks.size)
        return np.where(inside, index, -1)


def _known(values: ArrayLike, decimals: int) -> NDArray[np.float64]:
    numbers = np.round(np.asarray(values, dtype=float).ravel(), decimals)
    if np.isinf(numbers).any():
        raise ValueError("values to classify must be finite (NaN stands for no figure)")
    return np.sort(numbers[~np.isnan(numbers)]) + 0.0  # + 0.0 turns -0.0 into 0.0


def _upper_bounds(known: NDArray[np.float64], method: str, k: int) -> NDArray[np.float64]:
    if method == "quantiles":
        # The same definition as mapclassify.Quantiles (a test compares them), whose import takes
        # seconds and a hundred megabytes.
        return np.quantile(known, np.arange(1, k + 1) / k)
    if method == "equal_intervals":
        return np.linspace(known[0], known[-1], k + 1)[1:]
    if method == "natural_breaks":
        return np.asarray(jenks_breaks(known, n_classes=k)[1:], dtype=float)
    raise ValueError(f"method must be one of {', '.join(METHODS)} (got '{method}')")


def _from_bounds(
    known: NDArray[np.float64],
    bounds: NDArray[np.float64],
    method: str,
    decimals: int,
    before: str,
    after: str,
) -> Classes:
    """Make classes of upper bounds: classes nobody is in go, ties stay together."""
    index = np.searchsorted(bounds, known, side="left")
    lows, highs = [], []
    for each in np.unique(np.minimum(index, bounds.size - 1)):
        members = known[np.minimum(index, bounds.size - 1) == each]
        lows.append(members[0])
        highs.append(members[-1])
    labels = tuple(
        range_words(low, high, decimals, before, after)
        for low, high in zip(lows, highs, strict=True)
    )
    return Classes(method, np.array(highs), labels, float(lows[0]), decimals)


def classify(
    values: ArrayLike,
    *,
    method: str = "quantiles",
    k: int = 5,
    decimals: int = 1,
    before: str = "",
    after: str = "",
) -> Classes:
    """Put figures into at most ``k`` classes by a named method.

    Parameters
    ----------
    values
        Figures in one unit, any shape; NaN where there is none. For maps that are compared,
        the figures of both, so that both share the classes.
    method
        A word of METHODS, or "deciles" for figures that are tenths, 1 to 10 (five pairs).
    k
        Number of classes wanted, 2 to 7. Fewer are made when fewer figures differ: then each
        figure is its own class. Ties are never torn apart.
    decimals
        To how many decimals figures are printed; they are rounded to it first.
    before, after
        Unit signs for the labels, e.g. "£" and "%".

    Raises
    ------
    ValueError
        For an unknown method, ``k`` outside 2 to 7, infinite values, or deciles outside 1 to 10.
    """
    if not 2 <= k <= 7:
        raise ValueError(f"k must lie between 2 and 7 (got {k})")
    known = _known(values, decimals)
    if known.size == 0:
        return Classes(
            method if method in _METHOD_NOTES else "quantiles", known, (), np.nan, decimals
        )
    if method == DECILES:
        if known[0] < 1 or known[-1] > 10 or (known % 1 != 0).any():
            raise ValueError("deciles must be whole numbers from 1 to 10")
        labels = tuple(f"tenths {low} and {low + 1}" for low in range(1, 10, 2))
        return Classes(DECILES, np.arange(2.0, 11.0, 2.0), labels, 1.0, decimals)
    distinct = np.unique(known)
    if distinct.size <= k:
        if method not in METHODS:
            raise ValueError(f"method must be one of {', '.join(METHODS)} (got '{method}')")
        return _from_bounds(known, distinct, "distinct", decimals, before, after)
    bounds = _upper_bounds(known, method, k)
    bounds[-1] = known[-1]
    return _from_bounds(known, np.unique(bounds), method, decimals, before, after)


def classify_change(
    changes: ArrayLike, *, decimals: int = 1, before: str = "", after: str = ""
) -> Classes:
    """Put changes into seven classes, three down, one close to none, three up.

    The limits are the 20th, 50th and 80th percentiles of the size of change (whatever its
    direction), so that equal changes up and down have equal depth of colour. All seven classes
    are kept, empty or not, so that each keeps its colour; labels give limits, not found ranges.

    Parameters as for `classify`. Raises ValueError for infinite values.
    """
    known = _known(changes, decimals)
    if known.size == 0:
        return Classes("change", known, (), np.nan, decimals)
    step = 10.0**-decimals
    sizes = np.round(np.quantile(np.abs(known), [0.2, 0.5, 0.8]), decimals)
    # Limits must differ by at least one printed step, or two classes would have one label.
    small = max(sizes[0], 0.0)
    middle = max(sizes[1], small + step)
    large = max(sizes[2], middle + step)
    most = max(float(np.abs(known).max()), large + step)
    limits = np.round([small, middle, large], decimals)
    small, middle, large = (float(limit) for limit in limits)

    def up(low: float, high: float) -> str:
        return "up " + range_words(low + step, high, decimals, before, after)

    def down(low: float, high: float) -> str:
        return "down " + range_words(low + step, high, decimals, before, after)

    def more(word: str) -> str:
        return f"{word} more than {number_words(large, decimals, before)}{after}"

    near = f"no change, or up to {number_words(small, decimals, before)}{after} either way"
    labels = (
        more("down"),
        down(middle, large),
        down(small, middle),
        near if small > 0 else "no change",
        up(small, middle),
        up(middle, large),
        more("up"),
    )
    breaks = np.round(
        [-large - step, -middle - step, -small - step, small, middle, large, most], decimals
    )
    return Classes("change", breaks, labels, float(-most), decimals)
