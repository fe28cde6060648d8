"""Small charts on cards and in tables, described once: the figures and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class SmallFan:
    """Change over the years; ``quantiles``: 2.5, 10, 50, 90 and 97.5% of draws, shape (5, years).

    ``starts``: years in which levers begin.
    """

    years: NDArray[np.integer]
    quantiles: NDArray[np.floating]
    starts: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.quantiles.shape != (5, len(self.years)) or len(self.years) < 2:
            raise ValueError("a fan needs five quantiles for each of two years or more")


@dataclass(frozen=True)
class BeforeAfter:
    """A group: its figure now, and at the horizon without and with a plan (five quantiles)."""

    label: str
    now: float
    without: float
    quantiles: Sequence[float]
    said: str  # the figures in words, at the end of the row
    aside: str = ""  # more words behind them


@dataclass(frozen=True)
class SmallStep:
    """One step of a sum: where it starts and ends; kind is "lever", "interaction" or "total"."""

    label: str
    start: float
    end: float
    kind: str
    said: str


@dataclass(frozen=True, eq=False)
class Spine:
    """A place among all authorities. Figures in one unit; NaN where there is none."""

    value: float
    lower: float
    upper: float
    verdict: str
    benchmark: float
    others: NDArray[np.floating]  # figures of the authorities


@dataclass(frozen=True, eq=False)
class Sparkline:
    """A place's own figures over time; ``decimals`` as they are printed."""

    times: NDArray[np.floating]
    values: NDArray[np.floating]
    breaks: NDArray[np.floating]  # times at which a new way of counting begins
    decimals: int

    def __post_init__(self) -> None:
        if len(self.times) != len(self.values):
            raise ValueError("every figure of a line over time needs its time")
