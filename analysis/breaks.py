"""Where the source changed how it counts: one rule for every chart, table and sentence.

A catalogue entry names the first day of each new series. A period belongs to the new series when
it ends on that day or later. A chart draws the change half-way between the last period of the
old series and the first of the new one, whatever its axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.contract import parse_period
from data.metadata import Indicator


def first_of_new(days: Sequence[float], ends: Sequence[float]) -> list[int]:
    """Places in ``ends`` at which a new series begins.

    ``days``: first days of new series; ``ends``: last days of the periods, in order of time; both
    as ordinals.
    """
    return [
        place
        for place in range(1, len(ends))
        if any(ends[place - 1] < day <= ends[place] for day in days)
    ]


def _places(entry: Indicator, periods: Sequence[str]) -> list[int]:
    days = [day.toordinal() for day in entry.breaks_in_series]
    return first_of_new(days, [parse_period(each).end.toordinal() for each in periods])


def broken(entry: Indicator, first: str, last: str) -> bool:
    """Whether the source changed how it counts between two periods."""
    return bool(_places(entry, [first, last]))


def new_series(entry: Indicator, periods: Sequence[str]) -> list[str]:
    """The periods, among those shown in order of time, at which a new way of counting begins."""
    return [periods[place] for place in _places(entry, periods)]


def positions(entry: Indicator, periods: Sequence[str], at: Sequence[Any]) -> list[Any]:
    """Where breaks are drawn on an axis: half-way between the two periods they part.

    ``at``: where each period stands on the axis, numbers or dates, in the same order.
    """
    return [halfway(at, place) for place in _places(entry, periods)]


def halfway(at: Sequence[Any], place: int) -> Any:
    """The middle between a place on an axis and the one before it."""
    return at[place - 1] + (at[place] - at[place - 1]) / 2
