"""A chart of areas by two measures, described like those of `components.exhibits.charts`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd


@dataclass(frozen=True, eq=False)
class Scatter:
    """Areas by two measures, both from 0 to 100: label, x, y, mark ("place" or "other"), words.

    ``worst``: from where on each measure an area is in the worst fifth; NaN without a direction.
    """

    kind: ClassVar[str] = "scatter"
    figures: pd.DataFrame
    axes: tuple[str, str]
    worst: tuple[float, float]
    place: str  # what the marks of the place are called
    others: str

    def __post_init__(self) -> None:
        missing = {"label", "x", "y", "mark", "words"} - set(self.figures)
        if missing or self.figures.empty:
            raise ValueError("a scatter needs the columns label, x, y, mark, words, and rows")
        places = self.figures[["x", "y"]].to_numpy(dtype=float)
        if not ((places >= 0) & (places <= 100)).all() or not all(self.axes):
            raise ValueError("a scatter needs words for both axes and places from 0 to 100")
