"""The frontier of a budget: what the best mix of levers does for each sum a year."""

from __future__ import annotations

from components.charts import scales
from components.charts.layouts import plane, shared
from components.charts.plot import Axis, Line, Mark, Plot, Points, Room, Rule, Text
from components.exhibits.charts import Frontier, Numbers

_TALL = 320.0
_FOOT = "Cost a year"


def layout(chart: Frontier, numbers: Numbers, unit: str, room: Room) -> tuple[Plot, ...]:
    """The placed chart: money to the right, gain upwards, the mix looked at brought out."""
    rows = chart.figures
    cost = tuple(rows["cost"].astype(float))
    gain = tuple(rows["value"].astype(float))
    x = scales.linear((*cost, chart.budget[1]), most=8)
    y = scales.linear(gain)
    said = scales.tick_words(y, numbers)
    left = shared.beside_axis(said, room)
    marks: list[Mark] = [
        Line(cost, gain, "primary", 2.0),
        *_mixes(chart, cost, gain, room),
        Rule("x", chart.budget[1], "line", 1.0, "dash", name=chart.budget[0]),
        Text(
            chart.budget[1],
            0,
            chart.budget[0],
            room.size * 0.93,
            # Beside its line, on the side that has room.
            across="left" if chart.budget[1] <= x[-1] * 0.6 else "right",
            up="bottom",
            y_frame=True,
            dx=room.size * (0.3 if chart.budget[1] <= x[-1] * 0.6 else -0.3),
            dy=room.size * 0.2,
            role="reference",
        ),
    ]
    if not room.upright:
        marks.append(shared.unit_heading(unit, room, left))
    above = room.size * 1.9
    below = room.size * (0.9 + 1.3 * 2)
    return (
        Plot(
            "frontier",
            Axis(x[0], x[-1], x, plane.money_words(x), room.size, title=_FOOT),
            Axis(y[0], y[-1], y, said, room.size, title=unit, grid=True),
            tuple(marks),
            room.width,
            room.height or _TALL,
            (left, 16.0, above, below),
            room.size,
            numbers,
        ),
    )


def _mixes(
    chart: Frontier, cost: tuple[float, ...], gain: tuple[float, ...], room: Room
) -> list[Mark]:
    """The mixes, which can be chosen; the one looked at is larger and of another shape."""
    words = chart.figures["words"].astype(str).tolist()
    marks: list[Mark] = []
    for here, symbol, size, ink in (
        (False, "circle", 0.8, "primary"),
        (True, "diamond", 1.15, "highlight"),
    ):
        own = [n for n in range(len(cost)) if (n == chart.chosen) == here]
        marks.append(
            Points(
                tuple(cost[n] for n in own),
                tuple(gain[n] for n in own),
                (ink,) * len(own),
                symbol,
                room.size * size,
                "mix looked at" if here else "best mixes",
                words=tuple(words[n] for n in own),
                ids=tuple(str(n) for n in own),
            )
        )
    return marks
