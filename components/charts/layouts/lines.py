"""Lines: figures over time, a line for each series, intervals as a band or as bars.

Periods that are years stand at their year, so that a year without a figure takes its room; other
periods stand one after another. A new way of counting is drawn half-way between the last period
counted in the old way and the first counted in the new (`analysis.breaks`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.breaks import halfway
from components.charts import inks, scales
from components.charts import names as names_charts
from components.charts.layouts import shared
from components.charts.plot import Axis, Band, Line, Mark, Plot, Room, Rule, Text
from components.design import fonts
from components.exhibits.charts import Lines, Numbers

_TALL = 320.0
_MOST_ENDS = 7
_HALF = 0.5


@dataclass(frozen=True)
class Course:
    """Periods along the foot: where each stands, and what is written there."""

    at: dict[str, float]
    ticks: tuple[float, ...]
    names: tuple[str, ...]

    @property
    def low(self) -> float:
        """Where the axis begins."""
        return self.ticks[0] - _HALF

    @property
    def high(self) -> float:
        """Where the axis ends."""
        return self.ticks[-1] + _HALF


def course(labels: list[str]) -> Course:
    """The places of some periods in the order of time."""
    if labels and all(re.fullmatch(r"\d{4}", each) for each in labels):
        years = [int(each) for each in labels]
        every = range(min(years), max(years) + 1)
        return Course(
            {each: float(each) for each in labels},
            tuple(float(y) for y in every),
            tuple(str(year) for year in every),
        )
    return Course(
        {each: float(n) for n, each in enumerate(labels)},
        tuple(float(n) for n in range(len(labels))),
        tuple(labels),
    )


def break_places(chart: Lines) -> tuple[float, ...]:
    """Where each new way of counting is drawn: the one rule for every chart over time."""
    labels = chart.labels
    at = course(labels).at
    places = [at[label] for label in labels]
    first = [labels.index(label) for label in dict.fromkeys(chart.breaks)]
    return tuple(halfway(places, n) if n else places[0] - _HALF for n in first)


def layout(chart: Lines, numbers: Numbers, unit: str, room: Room) -> tuple[Plot, ...]:
    """The placed chart."""
    time = course(chart.labels)
    looks = _looks(chart)
    rows = chart.figures
    every = scales.known(
        rows[["value", "lower", "upper"]].to_numpy(float).ravel(),
        [chart.reference[1]] if chart.reference else [],
    )
    ticks = scales.linear(every)
    words = scales.tick_words(ticks, numbers)
    left = shared.beside_axis(words, room)
    series = chart.series
    at_ends = not room.fluid and 1 < len(series) <= _MOST_ENDS
    legend = None
    if len(series) > 1 and not at_ends:
        legend = shared.legend(
            [
                (name, look.ink, look.symbol, "solid")
                for name, look in zip(series, looks, strict=True)
            ],
            room,
            room.width - 8,
        )
    height = room.height or _TALL + (legend.height if legend else 0.0)
    above = (room.size * 1.7 if room.unit or chart.reference else room.size * 0.6) + (
        legend.height if legend else 0
    )
    right = 14.0
    fitted = None
    if at_ends:
        fitted = names_charts.fit(
            series,
            room=room.width * 0.26,
            slot=room.size * names_charts.LINE * 3,
            size=room.size,
            least=room.least,
            spare=room.spare,
            bold=True,
        )
        right = fitted.width + 16
    wide = room.width - left - right
    foot, below = _foot(time, room, wide)
    marks: list[Mark] = []
    ends: list[tuple[int, float]] = []
    for number, (name, look) in enumerate(zip(series, looks, strict=True)):
        part = rows[rows["series"].astype(str) == name].drop_duplicates("label")
        drawn = _series(
            part,
            name,
            look,
            time,
            first=number == 0 and not chart.equal,
            equal=chart.equal,
            size=room.size,
        )
        marks += drawn
        value = part.set_index("label")["value"].dropna()
        if len(value):
            ends.append((number, float(value.iloc[-1])))
    for place in break_places(chart):
        marks.append(Rule("x", place, "muted", 1.2, "dash", name="new way of counting"))
    tall = height - above - below
    if fitted is not None:
        marks += _end_names(fitted, ends, looks, (ticks[0], ticks[-1]), tall)
    marks += shared.reference(chart.reference, "y", ticks, False, room, wide)
    if room.unit and not room.upright:
        marks.append(shared.unit_heading(unit, room, left))
    cut = [*(fitted.cut if fitted else ()), *shared.cut_entries(legend)]
    return (
        Plot(
            "lines",
            foot,
            Axis(ticks[0], ticks[-1], ticks, words, room.size, title=unit, grid=True),
            tuple(marks),
            room.width,
            height,
            (left, right, above, below),
            room.size,
            numbers,
            legend=legend,
            left_out=names_charts.whole(cut) + _said(chart),
        ),
    )


def _looks(chart: Lines) -> list[inks.Look]:
    series = chart.series
    found = inks.looks(series)
    if chart.equal or len(series) == 1:
        return found
    return [found[0], inks.Look("muted", found[1].symbol), *found[2:]]


def _series(
    part: pd.DataFrame,
    name: str,
    look: inks.Look,
    time: Course,
    *,
    first: bool,
    equal: bool,
    size: float,
) -> list[Mark]:
    """A line with its intervals; a missing figure breaks it."""
    part = part.assign(label=part["label"].astype(str)).set_index("label").reindex(list(time.at))
    part = part.reset_index().assign(place=lambda rows: rows["label"].map(time.at))
    part["words"] = part["words"].fillna("no figure")
    x = tuple(part["place"].astype(float))
    low, high = shared.limits(part, False)
    words = tuple(
        f"{name}, {label}\n{said}" for label, said in zip(part["label"], part["words"], strict=True)
    )
    marks: list[Mark] = []
    there = np.isfinite(low) if low else np.zeros(0, dtype=bool)
    if first and there.sum() > 1:
        marks += _bands(x, low, high, look.ink, name)
    bars = bool(low) and not (first and there.sum() > 1)
    marks.append(
        Line(
            x,
            tuple(part["value"].astype(float)),
            look.ink,
            2.4 if first else 1.8,
            "solid" if first or equal else "dash",
            look.symbol,
            size * 0.55,
            name,
            words,
            low if bars else (),
            high if bars else (),
        )
    )
    return marks


def _bands(
    x: tuple[float, ...], low: tuple[float, ...], high: tuple[float, ...], ink: str, name: str
) -> list[Mark]:
    """A band for each run of periods with intervals."""
    made: list[Mark] = []
    run: list[int] = []
    for n in [*range(len(x)), -1]:
        if n >= 0 and np.isfinite(low[n]):
            run.append(n)
            continue
        if len(run) > 1:
            made.append(
                Band(
                    tuple(x[i] for i in run),
                    tuple(low[i] for i in run),
                    tuple(high[i] for i in run),
                    ink,
                    0.18,
                    name,
                )
            )
        run = []
    return made


def _foot(time: Course, room: Room, wide: float) -> tuple[Axis, float]:
    """The axis of time: every period written, smaller or on two lines, or every second one."""
    slot = wide / (time.high - time.low)
    fitted = names_charts.fit(
        time.names,
        room=slot * 0.96,
        slot=room.size * names_charts.LINE * 2,
        size=room.size,
        least=room.least,
        spare=room.spare,
    )
    broken = any(
        " " not in name and len(lines) > 1
        for name, lines in zip(time.names, fitted.lines, strict=True)
    )
    texts, size = fitted.texts, fitted.size
    if broken or fitted.cut:
        size = room.size
        widest = max(fonts.width(name, size, spare=room.spare) for name in time.names) * 1.15
        step = max(int(np.ceil(widest / slot)), 1)
        last = len(time.names) - 1
        texts = tuple(name if (last - n) % step == 0 else "" for n, name in enumerate(time.names))
    lines = max(text.count("\n") + 1 for text in texts)
    axis = Axis(time.low, time.high, time.ticks, texts, size, line=True, whole=time.names)
    return axis, size * names_charts.LINE * lines + room.size * 0.8


def _end_names(
    fitted: names_charts.Names,
    ends: list[tuple[int, float]],
    looks: list[inks.Look],
    limits: tuple[float, float],
    tall: float,
) -> list[Mark]:
    """Each line's name at its end, moved apart where they would touch."""
    per = (limits[1] - limits[0]) / max(tall, 1.0)
    high = max((len(fitted.lines[n]) for n, _ in ends), default=1)
    gap = fitted.size * names_charts.LINE * high * per
    places = names_charts.spread([value for _, value in ends], gap, *limits)
    return [
        Text(
            1,
            place,
            fitted.texts[number],
            fitted.size,
            looks[number].ink,
            bold=True,
            x_frame=True,
            dx=6,
            role="name",
        )
        for (number, _), place in zip(ends, places, strict=True)
    ]


def _said(chart: Lines) -> tuple[str, ...]:
    """In words what lines cannot say: new ways of counting."""
    if not chart.breaks:
        return ()
    first = ", ".join(dict.fromkeys(chart.breaks))
    return (f"Upright dashed lines: the source counts in a new way from {first}.",)
