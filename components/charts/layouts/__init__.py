"""One layout for each kind of chart: from a description and a room to a placed plot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from components.charts.layouts import (
    area_map,
    causal,
    fan,
    frontier,
    groups,
    headline,
    lines,
    plane,
    rows,
    scatter,
    shares,
    steps,
)
from components.charts.plot import Plot, Room
from components.exhibits.charts import (
    AreaMap,
    CausalMap,
    Chart,
    Fan,
    Frontier,
    Groups,
    Headline,
    Lines,
    Numbers,
    Plane,
    Rows,
    Shares,
    Steps,
)
from components.exhibits.scatter import Scatter

_LAYOUTS: dict[type, Callable[..., tuple[Plot, ...]]] = {
    Rows: rows.layout,
    Groups: groups.layout,
    Lines: lines.layout,
    Fan: fan.layout,
    Steps: steps.layout,
    Plane: plane.layout,
    Frontier: frontier.layout,
    Scatter: scatter.layout,
    Shares: shares.layout,
    Headline: headline.layout,
    AreaMap: area_map.layout,
    CausalMap: causal.layout,
}


def can_place(chart: Chart) -> bool:
    """Whether a chart is made of marks in a frame; a table is not."""
    return type(chart) in _LAYOUTS


def place(exhibit: Any, room: Room) -> tuple[Plot, ...]:
    """The plots of an exhibit in a room: one, or several where one would not be legible.

    Raises ValueError for a kind that is not made of marks in a frame.
    """
    return place_chart(exhibit.chart, exhibit.numbers, exhibit.unit, room)


def place_chart(chart: Chart, numbers: Numbers, unit: str, room: Room) -> tuple[Plot, ...]:
    """The plots of a chart without an exhibit, as `place`."""
    if not can_place(chart):
        raise ValueError(f"a chart of kind {chart.kind} has no marks")
    return _LAYOUTS[type(chart)](chart, numbers, unit, room)
