"""The small charts of the area profile: a spine and a line over time."""

from __future__ import annotations

import numpy as np

from components.charts.small import Block, Disc, Shape, SmallMark, SmallPlot, Stroke
from components.exhibits.small_charts import Sparkline, Spine

_PREFIX = "ap"
SPINE_WIDTH, SPINE_HEIGHT, _EDGE = 200, 24, 8
TREND_WIDTH, TREND_HEIGHT, _TREND_EDGE = 84, 24, 4
FEWEST_ON_SPINE = 3
#: Beyond this many interquartile ranges from the middle half an authority is drawn at the end
#: of the line (Tukey's outer fence), so that one far-off place does not crush all the others.
FENCE = 3.0
#: The smallest scale of a line over time, so that what is flat looks flat: this many steps of
#: the last printed digit, and this part of the figures' own level.
LEAST_STEPS, LEAST_PART = 10, 0.1


def spine_limits(chart: Spine) -> tuple[float, float]:
    """The two ends of the spine's own scale: fenced authorities, always with the place's marks."""
    low, high = float(chart.others.min()), float(chart.others.max())
    first, third = np.quantile(chart.others, [0.25, 0.75])
    if third > first:
        low = max(low, first - FENCE * (third - first))
        high = min(high, third + FENCE * (third - first))
    marks = np.array([chart.value, chart.lower, chart.upper, chart.benchmark])
    marks = marks[~np.isnan(marks)]
    low, high = min(low, marks.min()), max(high, marks.max())
    return (low - 0.5, high + 0.5) if high == low else (low, high)


def spine(chart: Spine) -> SmallPlot | None:
    """A spine: every authority a tick, middle half a band, benchmark a bar, the place a shape.

    None when fewer than FEWEST_ON_SPINE authorities have a figure.
    """
    if chart.others.size < FEWEST_ON_SPINE:
        return None
    low, high = spine_limits(chart)
    scale = (SPINE_WIDTH - 2 * _EDGE) / (high - low)

    def x(value: float) -> float:
        return float(_EDGE + (min(max(value, low), high) - low) * scale)

    middle = SPINE_HEIGHT / 2
    first, third = np.quantile(chart.others, [0.25, 0.75])
    places = sorted({round(x(value), 1) for value in chart.others})
    marks: list[SmallMark] = [
        Stroke("rule", (((_EDGE, middle), (SPINE_WIDTH - _EDGE, middle)),)),
        Block("half", x(first), middle - 5, max(x(third) - x(first), 1.0), 10),
        Stroke("tick", tuple(((at, middle - 5), (at, middle + 5)) for at in places)),
    ]
    if not np.isnan(chart.benchmark):
        at = x(chart.benchmark)
        marks.append(Stroke("bench", (((at, 1.0), (at, SPINE_HEIGHT - 1.0)),)))
    if not np.isnan([chart.lower, chart.upper]).any():
        marks.append(Stroke("limits", (((x(chart.lower), middle), (x(chart.upper), middle)),)))
    marks.append(Shape("mark", chart.verdict, x(chart.value), middle))
    return SmallPlot("spine", _PREFIX, SPINE_WIDTH, SPINE_HEIGHT, tuple(marks))


def sparkline_limits(chart: Sparkline) -> tuple[float, float]:
    """The two ends of a line's scale: its own figures, but never a smaller scale than the least.

    The least is the same for all figures of one unit at one level: `LEAST_STEPS` of the last
    printed digit or `LEAST_PART` of the level, whichever is larger.
    """
    low, high = float(chart.values.min()), float(chart.values.max())
    level = float(np.abs(chart.values).mean())
    least = max(LEAST_STEPS * 10.0**-chart.decimals, LEAST_PART * level)
    spare = max(least - (high - low), 0.0) / 2
    return low - spare, high + spare


def sparkline(chart: Sparkline) -> SmallPlot | None:
    """A small line of a place's own figures; a dashed upright where a new series begins.

    The line is cut at a break. None with fewer than two figures.
    """
    times, values = chart.times, chart.values
    if values.size < 2:
        return None
    low, high = sparkline_limits(chart)
    wide, tall = TREND_WIDTH - 2 * _TREND_EDGE, TREND_HEIGHT - 2 * _TREND_EDGE

    def x(time: float) -> float:
        return float(_TREND_EDGE + wide * (time - times[0]) / (times[-1] - times[0]))

    def place(time: float, value: float) -> tuple[float, float]:
        return x(time), float(_TREND_EDGE + tall * (high - value) / (high - low))

    part = np.searchsorted(np.sort(chart.breaks), times, side="right")
    marks: list[SmallMark] = []
    for number in np.unique(part):
        own = part == number
        places = tuple(place(t, v) for t, v in zip(times[own], values[own], strict=True))
        marks.append(
            Disc("dot", *places[0], 1.5) if len(places) == 1 else Stroke("line", (places,))
        )
    for day in chart.breaks:
        marks.append(Stroke("break", (((x(day), 1.0), (x(day), TREND_HEIGHT - 1.0)),)))
    marks.append(Disc("dot", *place(times[-1], values[-1]), 3.0))
    return SmallPlot("trend", _PREFIX, TREND_WIDTH, TREND_HEIGHT, tuple(marks))
