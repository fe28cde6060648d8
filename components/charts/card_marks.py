"""The small pictures of the What if page, as SVG text: fan, groups, money by year, waterfall.

Pure functions: figures in, markup out. Colours come from CSS variables, so one markup serves
light, dark and paper. Each picture carries its message with figures as its accessible name;
the larger charts further down the page have the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from components.figures.plan import GroupRow, Step
from components.wording import outcomes as words

Format = Callable[[float], str]


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def svg(name: str, width: float, height: float, message: str, parts: Sequence[str]) -> str:
    """A picture with its message as accessible name."""
    return (
        f'<svg class="{name}" role="img" aria-label="{escape(message)}" focusable="false" '
        f'viewBox="0 0 {_n(width)} {_n(height)}">{"".join(parts)}</svg>'
    )


def ticks(low: float, high: float, count: int = 3) -> list[float]:
    """Round numbers within a range, about ``count`` of them, 0 among them where it lies within."""
    if not high > low:
        return [low]
    rough = (high - low) / max(count, 1)
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * each for each in (1, 2, 2.5, 5, 10) if power * each >= rough * 0.999)
    first = int(np.ceil(low / step - 1e-9))
    last = int(np.floor(high / step + 1e-9))
    return [float(number * step) for number in range(first, last + 1)]


def text(x: float, y: float, words_: str, name: str = "", anchor: str = "start") -> str:
    """A label."""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" class="wi-t {name}">'
        f"{escape(words_)}</text>"
    )


def _path(xs: Sequence[float], ys: Sequence[float]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in zip(xs, ys, strict=True))


def _limits(low: float, high: float) -> tuple[float, float]:
    low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        return -1.0, 1.0
    room = (high - low) * 0.06
    return (low - room if low < 0 else low), (high + room if high > 0 else high)


def fan(
    years: NDArray[np.integer],
    quantiles: NDArray[np.floating],
    message: str,
    *,
    start_years: Sequence[int] = (),
    width: float = 300,
    height: float = 165,
) -> str:
    """Change from the baseline over the years: 95% and 80% bands, median, the line of no change.

    ``quantiles``: shape (5, years). ``start_years`` are marked on the axis: when levers begin.
    """
    low, high = _limits(float(quantiles.min()), float(quantiles.max()))
    left, right, top, bottom = 44.0, width - 8, 8.0, height - 20
    marks = ticks(low, high, 4)

    def x(year: float) -> float:
        return left + (year - years[0]) / (years[-1] - years[0]) * (right - left)

    def y(value: float) -> float:
        return top + (high - value) / (high - low) * (bottom - top)

    xs = [x(float(year)) for year in years]
    parts = []
    for mark in marks:
        parts.append(f'<path class="wi-grid" d="M{_n(left)} {_n(y(mark))}H{_n(right)}"/>')
        parts.append(text(left - 4, y(mark) + 4, words.signed(mark), anchor="end"))
    for year in np.unique(np.clip(start_years, years[0], years[-1])) if start_years else ():
        parts.append(f'<path class="wi-start" d="M{_n(x(float(year)))} {_n(bottom)}v5"/>')
    for lower, upper, name in ((0, 4, "wi-band95"), (1, 3, "wi-band80")):
        edge = _path(xs, [y(v) for v in quantiles[upper]]) + "L"
        back = _path(xs[::-1], [y(v) for v in quantiles[lower][::-1]])[1:]
        parts.append(f'<path class="{name}" d="{edge}{back}Z"/>')
    parts.append(f'<path class="wi-zero" d="M{_n(left)} {_n(y(0))}H{_n(right)}"/>')
    parts.append(f'<path class="wi-line" d="{_path(xs, [y(v) for v in quantiles[2]])}"/>')
    step = 5 if len(years) > 8 else max(1, (len(years) - 1) // 3)
    for year in range(int(years[0]), int(years[-1]) + 1, step):
        anchor = "end" if year == years[-1] and len(years) > 8 else "middle"
        parts.append(text(x(year), height - 5, str(year), anchor=anchor))
    return svg("wi-fan", width, height, message, parts)


def groups(
    rows: Sequence[GroupRow],
    message: str,
    show: Format,
    *,
    width: float = 300,
    row_height: float = 13.6,
) -> str:
    """A row for each group: now (open ring), without (bar) and with the plan (dot, intervals)."""
    every = [v for row in rows for v in (row.now, row.without, *row.quantiles)]
    low, high = 0.0, max(every) * 1.03 or 1.0
    left = 84.0
    right = width - (152 if any(row.aside for row in rows) else 84)
    height = row_height * len(rows) + 2

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    parts = [f'<path class="wi-grid" d="M{_n(left)} 0V{_n(height)}"/>']
    for number, row in enumerate(rows):
        y = row_height * (number + 0.5) + 1
        low95, low80, median, high80, high95 = (x(v) for v in row.quantiles)
        parts += [
            text(left - 5, y + 4, row.label, anchor="end"),
            f'<path class="wi-i95" d="M{_n(low95)} {_n(y)}H{_n(high95)}"/>',
            f'<path class="wi-i80" d="M{_n(low80)} {_n(y)}H{_n(high80)}"/>',
            f'<circle class="wi-now" cx="{_n(x(row.now))}" cy="{_n(y)}" r="4.5"/>',
            f'<path class="wi-without" d="M{_n(x(row.without))} {_n(y - 6)}v12"/>',
            f'<circle class="wi-dot" cx="{_n(median)}" cy="{_n(y)}" r="3.5"/>',
            text(right + 5, y + 4, f"{show(row.now)} → {show(row.quantiles[2])}"),
        ]
        if row.aside:
            parts.append(text(width, y + 4, row.aside, anchor="end"))
    return svg("wi-groups", width, height, message, parts)


def waterfall(
    steps: Sequence[Step], message: str, *, width: float = 430, row_height: float = 15
) -> str:
    """Levers one under another, each beginning where the last ended, then the interaction."""
    every = [0.0, *(v for step in steps for v in (step.start, step.end))]
    low, high = _limits(min(every), max(every))
    left, right = 168.0, width - 62
    height = row_height * len(steps) + 2

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    parts = [f'<path class="wi-zero" d="M{_n(x(0))} 0V{_n(height)}"/>']
    for number, step in enumerate(steps):
        y = row_height * number + 1
        first, last = sorted((x(step.start), x(step.end)))
        parts += [
            text(left - 6, y + row_height * 0.72, step.label, anchor="end"),
            f'<rect class="wi-{step.kind}" x="{_n(first)}" y="{_n(y + 2)}" '
            f'width="{max(last - first, 0.8):.1f}" height="{_n(row_height - 4)}"/>',
            text(
                width - 2, y + row_height * 0.72, words.signed(step.end - step.start), anchor="end"
            ),
        ]
        if number + 1 < len(steps) and steps[number + 1].kind != "total":
            parts.append(
                f'<path class="wi-join" d="M{_n(x(step.end))} {_n(y + 2)}v{_n(row_height)}"/>'
            )
    return svg("wi-fall", width, height, message, parts)
