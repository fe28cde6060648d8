"""The small pictures of the What if page, as SVG text: fan, groups, money by year, waterfall.

Pure functions: figures in, markup out. Colours come from CSS variables, so one markup serves
light, dark and paper. Each picture carries its message with figures as its accessible name;
the larger charts further down the page have the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from components.charts.paint_svg import Shape, circle, path, picture, short
from components.figures.plan import GroupRow, Step
from components.wording import outcomes as words

Format = Callable[[float], str]


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


def _text(x: float, y: float, words_: str, anchor: str = "start") -> Shape:
    place: dict[str, str | float] = {"x": short(x), "y": short(y), "text-anchor": anchor}
    return Shape("text", place | {"class": "wi-t"}, words_)


def _path(xs: Sequence[float], ys: Sequence[float]) -> str:
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in zip(xs, ys, strict=True))


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
) -> Markup:
    """Change from the baseline over the years: 95% and 80% bands, median, the line of no change.

    ``quantiles``: shape (5, years). ``start_years`` are marked on the axis: when levers begin.
    """
    low, high = _limits(float(quantiles.min()), float(quantiles.max()))
    left, right, top, bottom = 44.0, width - 8, 8.0, height - 20
    marks = ticks(low, high, 4)

    def x(year: float) -> float:
        return left + (year - first) / (last - first) * (right - left)

    def y(value: float) -> float:
        return top + (high - value) / (high - low) * (bottom - top)

    first, last = float(years[0]), float(years[-1])
    xs = [x(float(year)) for year in years]
    parts = []
    for mark in marks:
        parts.append(path("wi-grid", f"M{short(left)} {short(y(mark))}H{short(right)}"))
        parts.append(_text(left - 4, y(mark) + 4, words.signed(mark), anchor="end"))
    for year in np.unique(np.clip(start_years, years[0], years[-1])) if start_years else ():
        parts.append(path("wi-start", f"M{short(x(float(year)))} {short(bottom)}v5"))
    for lower, upper, name in ((0, 4, "wi-band95"), (1, 3, "wi-band80")):
        edge = _path(xs, [y(v) for v in quantiles[upper]]) + "L"
        back = _path(xs[::-1], [y(v) for v in quantiles[lower][::-1]])[1:]
        parts.append(path(name, f"{edge}{back}Z"))
    parts.append(path("wi-zero", f"M{short(left)} {short(y(0))}H{short(right)}"))
    parts.append(path("wi-line", _path(xs, [y(v) for v in quantiles[2]])))
    step = 5 if len(years) > 8 else max(1, (len(years) - 1) // 3)
    for year in range(int(years[0]), int(years[-1]) + 1, step):
        anchor = "end" if year == years[-1] and len(years) > 8 else "middle"
        parts.append(_text(x(year), height - 5, str(year), anchor=anchor))
    return picture("wi-fan", width, height, message, parts)


def groups(
    rows: Sequence[GroupRow],
    message: str,
    show: Format,
    *,
    width: float = 300,
    row_height: float = 13.6,
) -> Markup:
    """A row for each group: now (open ring), without (bar) and with the plan (dot, intervals)."""
    every = [v for row in rows for v in (row.now, row.without, *row.quantiles)]
    low, high = 0.0, max(every) * 1.03 or 1.0
    left = 84.0
    right = width - (152 if any(row.aside for row in rows) else 84)
    height = row_height * len(rows) + 2

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    parts = [path("wi-grid", f"M{short(left)} 0V{short(height)}")]
    for number, row in enumerate(rows):
        y = row_height * (number + 0.5) + 1
        low95, low80, median, high80, high95 = (x(v) for v in row.quantiles)
        parts += [
            _text(left - 5, y + 4, row.label, anchor="end"),
            path("wi-i95", f"M{short(low95)} {short(y)}H{short(high95)}"),
            path("wi-i80", f"M{short(low80)} {short(y)}H{short(high80)}"),
            circle("wi-now", short(x(row.now)), short(y), 4.5),
            path("wi-without", f"M{short(x(row.without))} {short(y - 6)}v12"),
            circle("wi-dot", short(median), short(y), 3.5),
            _text(right + 5, y + 4, f"{show(row.now)} → {show(row.quantiles[2])}"),
        ]
        if row.aside:
            parts.append(_text(width, y + 4, row.aside, anchor="end"))
    return picture("wi-groups", width, height, message, parts)


def waterfall(
    steps: Sequence[Step], message: str, *, width: float = 430, row_height: float = 15
) -> Markup:
    """Levers one under another, each beginning where the last ended, then the interaction."""
    every = [0.0, *(v for step in steps for v in (step.start, step.end))]
    low, high = _limits(min(every), max(every))
    left, right = 168.0, width - 62
    height = row_height * len(steps) + 2

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    parts = [path("wi-zero", f"M{short(x(0))} 0V{short(height)}")]
    for number, step in enumerate(steps):
        y = row_height * number + 1
        first, last = sorted((x(step.start), x(step.end)))
        parts += [
            _text(left - 6, y + row_height * 0.72, step.label, anchor="end"),
            Shape(
                "rect",
                {
                    "class": f"wi-{step.kind}",
                    "x": short(first),
                    "y": short(y + 2),
                    "width": f"{max(last - first, 0.8):.1f}",
                    "height": short(row_height - 4),
                },
            ),
            _text(
                width - 2, y + row_height * 0.72, words.signed(step.end - step.start), anchor="end"
            ),
        ]
        if number + 1 < len(steps) and steps[number + 1].kind != "total":
            parts.append(
                path("wi-join", f"M{short(x(step.end))} {short(y + 2)}v{short(row_height)}")
            )
    return picture("wi-fall", width, height, message, parts)
