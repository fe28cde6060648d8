"""The small pictures of the area profile: a spine and a trend line, as SVG text.

Pure functions: figures in, markup out. Every picture carries its message with figures as its
accessible name, and takes its colours from CSS variables, so that one markup serves light, dark
and print. What they show is in the table's cells in words as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from components.charts.paint_svg import Shape, circle, ornament, path, picture, short

SPINE_WIDTH, SPINE_HEIGHT, _EDGE = 200, 24, 8
TREND_WIDTH, TREND_HEIGHT = 84, 24
FEWEST_ON_SPINE = 3
#: Beyond this many interquartile ranges from the middle half an authority is drawn at the end
#: of the line (Tukey's outer fence), so that one far-off place does not crush all the others.
FENCE = 3.0

_SHAPES = {
    "better": "M0-6 6 5H-6Z",
    "higher": "M0-6 6 5H-6Z",
    "worse": "M0 6 6-5H-6Z",
    "lower": "M0 6 6-5H-6Z",
    "similar": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z",
    "not tested": "M0-6 5 0 0 6-5 0Z",
}


@dataclass(frozen=True)
class Spine:
    """What one spine shows. Figures in one unit; NaN where there is none."""

    value: float
    lower: float
    upper: float
    verdict: str
    benchmark: float
    others: NDArray[np.floating]  # figures of the authorities


def spine_limits(spine: Spine) -> tuple[float, float]:
    """The two ends of the spine's own scale: fenced authorities, always with the place's marks."""
    low, high = float(spine.others.min()), float(spine.others.max())
    first, third = np.quantile(spine.others, [0.25, 0.75])
    if third > first:
        low = max(low, first - FENCE * (third - first))
        high = min(high, third + FENCE * (third - first))
    marks = np.array([spine.value, spine.lower, spine.upper, spine.benchmark])
    marks = marks[~np.isnan(marks)]
    low, high = min(low, marks.min()), max(high, marks.max())
    return (low - 0.5, high + 0.5) if high == low else (low, high)


def spine_svg(spine: Spine, message: str) -> Markup:
    """A spine: every authority a tick, middle half a band, benchmark a bar, the place a shape.

    ``message`` becomes the accessible name. "" when fewer than FEWEST_ON_SPINE authorities have
    a figure.
    """
    if spine.others.size < FEWEST_ON_SPINE:
        return Markup()
    low, high = spine_limits(spine)
    scale = (SPINE_WIDTH - 2 * _EDGE) / (high - low)

    def x(value: float) -> float:
        return _EDGE + (min(max(value, low), high) - low) * scale

    middle = SPINE_HEIGHT / 2
    first, third = np.quantile(spine.others, [0.25, 0.75])
    ticks = "".join(
        f"M{p} {short(middle - 5)}v10" for p in sorted({short(x(v)) for v in spine.others})
    )
    parts = [
        path("ap-rule", f"M{_EDGE} {short(middle)}H{SPINE_WIDTH - _EDGE}"),
        Shape(
            "rect",
            {
                "class": "ap-half",
                "x": short(x(first)),
                "y": short(middle - 5),
                "width": short(max(x(third) - x(first), 1)),
                "height": 10,
            },
        ),
        path("ap-tick", ticks),
    ]
    if not np.isnan(spine.benchmark):
        at = short(x(spine.benchmark))
        parts.append(path("ap-bench", f"M{at} 1V{SPINE_HEIGHT - 1}"))
    if not np.isnan([spine.lower, spine.upper]).any():
        parts.append(
            path("ap-limits", f"M{short(x(spine.lower))} {short(middle)}H{short(x(spine.upper))}")
        )
    name = spine.verdict.replace(" ", "-")
    parts.append(
        path(
            f"ap-mark ap-{name}",
            _SHAPES[spine.verdict],
            transform=f"translate({short(x(spine.value))} {short(middle)})",
        )
    )
    return picture("ap-spine", SPINE_WIDTH, SPINE_HEIGHT, message, parts)


def legend_mark(verdict: str) -> Markup:
    """The shape of a verdict alone, for the key and beside its words."""
    shape = path(f"ap-mark ap-{verdict.replace(' ', '-')}", _SHAPES[verdict])
    return ornament("ap-key", "-8 -8 16 16", [shape])


def trend_svg(
    times: NDArray[np.floating],
    series: NDArray[np.floating],
    breaks: NDArray[np.floating],
    message: str,
) -> Markup:
    """A small line of a place's own figures; a dashed upright where a new series begins.

    The line is cut at a break. Its scale is the series' own, so steepness is not to be compared
    between rows. "" with fewer than two figures.
    """
    if series.size < 2:
        return Markup()
    low, high = float(series.min()), float(series.max())
    tall, wide = TREND_HEIGHT - 8, TREND_WIDTH - 8
    span = (high - low) or 1.0

    def point(time: float, value: float) -> tuple[str, str]:
        up = 0.5 if high == low else (value - low) / span
        return short(4 + wide * (time - times[0]) / (times[-1] - times[0])), short(
            4 + tall * (1 - up)
        )

    part = np.searchsorted(np.sort(breaks), times, side="right")
    parts = []
    for number in np.unique(part):
        points = [
            point(t, v) for t, v in zip(times[part == number], series[part == number], strict=True)
        ]
        if len(points) == 1:
            parts.append(circle("ap-dot", *points[0], 1.5))
        else:
            joined = " ".join(f"{a},{b}" for a, b in points)
            parts.append(Shape("polyline", {"class": "ap-line", "points": joined}))
    for day in breaks:
        at = point(float(day), low)[0]
        parts.append(path("ap-break", f"M{at} 1V{TREND_HEIGHT - 1}"))
    last = point(times[-1], series[-1])
    parts.append(circle("ap-dot", *last, 3))
    return picture("ap-trend", TREND_WIDTH, TREND_HEIGHT, message, parts)
