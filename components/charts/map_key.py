"""The legend of a map: its classes and gaps, in order, with their words and inks.

One for every output: the live map, the picture, the big screen and the slide write these words
in this order and colour areas by them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from components.charts.plot import Pattern
from components.design.palette import LIGHT
from components.exhibits.charts import AreaMap
from components.wording.numbers import NO_FIGURE

_RAMP = len(LIGHT.sequential)
#: Gaps in the order of the legend: status, ink of the ground, pattern on it.
GAPS: tuple[tuple[str, str, Pattern], ...] = (
    ("suppressed", "suppressed", "dots"),
    ("missing", "missing", "hatch"),
)


@dataclass(frozen=True)
class KeyRow:
    """One row of a legend and the areas it stands for."""

    text: str
    ink: str
    pattern: Pattern
    members: tuple[int, ...]  # rows of the map's figures

    @property
    def count(self) -> int:
        """How many areas it stands for."""
        return len(self.members)


def class_inks(count: int, *, change: bool = False, reverse: bool = False) -> tuple[str, ...]:
    """Ink of each class: spread over a ramp, both ends included; a single one has the middle.

    ``change``: the two-sided ramp. Raises ValueError for more classes than the ramp has colours.
    """
    if count > _RAMP:
        raise ValueError(f"{count} classes need {count} colours; the palette has {_RAMP}")
    spread = np.linspace(0, _RAMP - 1, count) if count > 1 else np.full(count, _RAMP // 2)
    family = "change" if change else "shade"
    found = tuple(f"{family}:{place}" for place in np.round(spread).astype(int))
    return found[::-1] if reverse else found


def classes(chart: AreaMap) -> tuple[KeyRow, ...]:
    """A row for each class, those without an area too: limits are read in their order."""
    index = chart.figures["class"].to_numpy()
    inks = chart.inks or class_inks(len(chart.labels), change=chart.signed, reverse=chart.reverse)
    return tuple(
        KeyRow(text, ink, "", tuple(np.flatnonzero(index == number).tolist()))
        for number, (text, ink) in enumerate(zip(chart.labels, inks, strict=True))
    )


def gaps(chart: AreaMap) -> tuple[KeyRow, ...]:
    """A row for each reason why an area has no figure, where there is such an area."""
    without = chart.figures["class"].to_numpy() < 0
    held = (chart.figures["status"] == "suppressed").to_numpy()
    found = (
        KeyRow(
            NO_FIGURE[status],
            ink,
            pattern,
            tuple(np.flatnonzero(without & (held if status == "suppressed" else ~held)).tolist()),
        )
        for status, ink, pattern in GAPS
    )
    return tuple(row for row in found if row.members)


def key(chart: AreaMap) -> tuple[KeyRow, ...]:
    """The whole legend, in order."""
    return (*classes(chart), *gaps(chart))
