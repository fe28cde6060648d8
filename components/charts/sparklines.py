"""The small pictures of the area profile: a spine and a trend line, as SVG text.

Pure functions: figures in, markup out. Every picture carries its message with figures as its
accessible name, and takes its colours from CSS variables, so that one markup serves light, dark
and print. What they show is in the table's cells in words as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

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


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


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


def spine_svg(spine: Spine, message: str) -> str:
    """A spine: every authority a tick, middle half a band, benchmark a bar, the place a shape.

    ``message`` becomes the accessible name. "" when fewer than FEWEST_ON_SPINE authorities have
    a figure.
    """
    if spine.others.size < FEWEST_ON_SPINE:
        return ""
    low, high = spine_limits(spine)
    scale = (SPINE_WIDTH - 2 * _EDGE) / (high - low)

    def x(value: float) -> float:
        return _EDGE + (min(max(value, low), high) - low) * scale

    middle = SPINE_HEIGHT / 2
    first, third = np.quantile(spine.others, [0.25, 0.75])
    ticks = "".join(f"M{p} {_n(middle - 5)}v10" for p in sorted({_n(x(v)) for v in spine.others}))
    parts = [
        f'<path class="ap-rule" d="M{_EDGE} {_n(middle)}H{SPINE_WIDTH - _EDGE}"/>',
        f'<rect class="ap-half" x="{_n(x(first))}" y="{_n(middle - 5)}" '
        f'width="{_n(max(x(third) - x(first), 1))}" height="10"/>',
        f'<path class="ap-tick" d="{ticks}"/>',
    ]
    if not np.isnan(spine.benchmark):
        at = _n(x(spine.benchmark))
        parts.append(f'<path class="ap-bench" d="M{at} 1V{SPINE_HEIGHT - 1}"/>')
    if not np.isnan([spine.lower, spine.upper]).any():
        parts.append(
            f'<path class="ap-limits" d="M{_n(x(spine.lower))} {_n(middle)}H{_n(x(spine.upper))}"/>'
        )
    name = spine.verdict.replace(" ", "-")
    parts.append(
        f'<path class="ap-mark ap-{name}" d="{_SHAPES[spine.verdict]}" '
        f'transform="translate({_n(x(spine.value))} {_n(middle)})"/>'
    )
    return _svg("ap-spine", SPINE_WIDTH, SPINE_HEIGHT, message, parts)


def legend_mark(verdict: str) -> str:
    """The shape of a verdict alone, for the key and beside its words."""
    return (
        '<svg class="ap-key" viewBox="-8 -8 16 16" aria-hidden="true" focusable="false">'
        f'<path class="ap-mark ap-{verdict.replace(" ", "-")}" d="{_SHAPES[verdict]}"/></svg>'
    )


def trend_svg(
    times: NDArray[np.floating],
    series: NDArray[np.floating],
    breaks: NDArray[np.floating],
    message: str,
) -> str:
    """A small line of a place's own figures; a dashed upright where a new series begins.

    The line is cut at a break. Its scale is the series' own, so steepness is not to be compared
    between rows. "" with fewer than two figures.
    """
    if series.size < 2:
        return ""
    low, high = float(series.min()), float(series.max())
    tall, wide = TREND_HEIGHT - 8, TREND_WIDTH - 8
    span = (high - low) or 1.0

    def point(time: float, value: float) -> tuple[str, str]:
        up = 0.5 if high == low else (value - low) / span
        return _n(4 + wide * (time - times[0]) / (times[-1] - times[0])), _n(4 + tall * (1 - up))

    part = np.searchsorted(np.sort(breaks), times, side="right")
    parts = []
    for number in np.unique(part):
        points = [
            point(t, v) for t, v in zip(times[part == number], series[part == number], strict=True)
        ]
        if len(points) == 1:
            parts.append(
                f'<circle class="ap-dot" cx="{points[0][0]}" cy="{points[0][1]}" r="1.5"/>'
            )
        else:
            joined = " ".join(f"{a},{b}" for a, b in points)
            parts.append(f'<polyline class="ap-line" points="{joined}"/>')
    for day in breaks:
        at = point(float(day), low)[0]
        parts.append(f'<path class="ap-break" d="M{at} 1V{TREND_HEIGHT - 1}"/>')
    last = point(times[-1], series[-1])
    parts.append(f'<circle class="ap-dot" cx="{last[0]}" cy="{last[1]}" r="3"/>')
    return _svg("ap-trend", TREND_WIDTH, TREND_HEIGHT, message, parts)


def _svg(name: str, width: int, height: int, message: str, parts: list[str]) -> str:
    return (
        f'<svg class="{name}" role="img" aria-label="{escape(message)}" '
        f'viewBox="0 0 {width} {height}" focusable="false">{"".join(parts)}</svg>'
    )
