"""The small charts of the What if page's cards: fan, groups, steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from components.charts import scales
from components.charts.small import Block, Disc, SmallMark, SmallPlot, Stroke, Words
from components.exhibits.small_charts import BeforeAfter, SmallFan, SmallStep
from components.wording import outcomes as words

_PREFIX = "wi"
_ROOM = 0.06  # free at either end of a scale, in parts of it
_MANY_YEARS, _YEAR_STEP = 8, 5


def limits(low: float, high: float) -> tuple[float, float]:
    """Ends of a scale that holds some figures and 0, with a little room."""
    low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        return -1.0, 1.0
    room = (high - low) * _ROOM
    return (low - room if low < 0 else low), (high + room if high > 0 else high)


def _across(low: float, high: float, first: float, last: float) -> Callable[[float], float]:
    """From figures to pixels: ``low`` stands at ``first``, ``high`` at ``last``."""

    def place(value: float) -> float:
        return first + (value - low) / (high - low) * (last - first)

    return place


def fan(chart: SmallFan, width: float = 300, height: float = 165) -> SmallPlot:
    """Change from the baseline: 95% and 80% bands, median, the line of no change."""
    years, quantiles = chart.years, chart.quantiles
    low, high = limits(float(quantiles.min()), float(quantiles.max()))
    left, right, top, bottom = 44.0, width - 8, 8.0, height - 20
    x = _across(float(years[0]), float(years[-1]), left, right)
    y = _across(low, high, bottom, top)
    xs = [x(float(year)) for year in years]
    marks: list[SmallMark] = []
    for tick in scales.within(low, high, 4):
        marks.append(Stroke("grid", (((left, y(tick)), (right, y(tick))),)))
        marks.append(Words("t", left - 4, y(tick) + 4, words.signed(tick), "end"))
    starts = sorted({min(max(year, int(years[0])), int(years[-1])) for year in chart.starts})
    marks += [
        Stroke("start", (((x(float(year)), bottom), (x(float(year)), bottom + 5)),))
        for year in starts
    ]

    def course(which: int) -> tuple[tuple[float, float], ...]:
        return tuple(zip(xs, (y(float(v)) for v in quantiles[which]), strict=True))

    for lower, upper, style in ((0, 4, "band95"), (1, 3, "band80")):
        marks.append(Stroke(style, ((*course(upper), *course(lower)[::-1]),), closed=True))
    marks.append(Stroke("zero", (((left, y(0)), (right, y(0))),)))
    marks.append(Stroke("line", (course(2),)))
    many = len(years) > _MANY_YEARS
    step = _YEAR_STEP if many else max(1, (len(years) - 1) // 3)
    for year in range(int(years[0]), int(years[-1]) + 1, step):
        last = year == years[-1] and many
        marks.append(Words("t", x(year), height - 5, str(year), "end" if last else "middle"))
    return SmallPlot("fan", _PREFIX, width, height, tuple(marks))


def groups(rows: Sequence[BeforeAfter], width: float = 300, row: float = 13.6) -> SmallPlot:
    """A row for each group: now (open ring), without (bar) and with the plan (dot, intervals)."""
    every = [v for each in rows for v in (each.now, each.without, *each.quantiles)]
    left = 84.0
    right = width - (152 if any(each.aside for each in rows) else 84)
    x = _across(0.0, max(every) * 1.03 or 1.0, left, right)
    height = row * len(rows) + 2
    marks: list[SmallMark] = [Stroke("grid", (((left, 0.0), (left, height)),))]
    for number, each in enumerate(rows):
        y = row * (number + 0.5) + 1
        low95, low80, median, high80, high95 = (x(v) for v in each.quantiles)
        marks += [
            Words("t", left - 5, y + 4, each.label, "end"),
            Stroke("i95", (((low95, y), (high95, y)),)),
            Stroke("i80", (((low80, y), (high80, y)),)),
            Disc("now", x(each.now), y, 4.5),
            Stroke("without", (((x(each.without), y - 6), (x(each.without), y + 6)),)),
            Disc("dot", median, y, 3.5),
            Words("t", right + 5, y + 4, each.said),
        ]
        if each.aside:
            marks.append(Words("t", width, y + 4, each.aside, "end"))
    return SmallPlot("groups", _PREFIX, width, height, tuple(marks))


def steps(parts: Sequence[SmallStep], width: float = 430, row: float = 15) -> SmallPlot:
    """Levers one under another, each beginning where the last ended, then the interaction."""
    every = [0.0, *(v for each in parts for v in (each.start, each.end))]
    low, high = limits(min(every), max(every))
    left, right = 168.0, width - 62
    x = _across(low, high, left, right)
    height = row * len(parts) + 2
    marks: list[SmallMark] = [Stroke("zero", (((x(0), 0.0), (x(0), height)),))]
    for number, each in enumerate(parts):
        y = row * number + 1
        first, last = sorted((x(each.start), x(each.end)))
        marks += [
            Words("t", left - 6, y + row * 0.72, each.label, "end"),
            Block(each.kind, first, y + 2, max(last - first, 0.8), row - 4),
            Words("t", width - 2, y + row * 0.72, each.said, "end"),
        ]
        if number + 1 < len(parts) and parts[number + 1].kind != "total":
            marks.append(Stroke("join", (((x(each.end), y + 2), (x(each.end), y + 2 + row)),)))
    return SmallPlot("fall", _PREFIX, width, height, tuple(marks))
