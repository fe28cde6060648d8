"""Rows: a bar or a dot with its interval for each name, its figure beside it.

Names that are steps of a scale stand along the foot instead, read from left to right.
"""

from __future__ import annotations

import pandas as pd

from components.charts import names, scales
from components.charts.inks import Look, of_groups
from components.charts.layouts import shared
from components.charts.plot import Axis, Bars, Line, Mark, Plot, Points, Room, Rule, Text
from components.design import fonts
from components.exhibits.charts import Numbers, Rows

_TALL = 2.3  # height of a row on a page, in parts of the text
_VALUE_GAP = 8.0
_MOST_ACROSS = 12


def layout(chart: Rows, numbers: Numbers, unit: str, room: Room) -> tuple[Plot, ...]:
    """The placed chart; several where one would have rows too small to be read."""
    if chart.ordered and len(chart.figures) <= _MOST_ACROSS:
        return (_across(chart, numbers, unit, room),)
    ticks = _ticks(chart)
    least = room.least * 1.25
    frame = shared.frame(room, above=_above(chart, room), unit=unit)
    count = len(chart.figures)
    return shared.parted(
        count,
        count if room.height is None else max(int(frame.inner / least), 1),
        lambda rows, part: _part(chart, numbers, unit, room, ticks, rows, part),
    )


def _above(chart: Rows, room: Room) -> float:
    return room.size * 1.7 if chart.reference else room.size * 0.4


def _ticks(chart: Rows) -> tuple[float, ...]:
    numbers = scales.known(
        chart.figures[["value", "lower", "upper"]].to_numpy(float).ravel(),
        [chart.reference[1]] if chart.reference else [],
    )
    return scales.ratios(numbers, chart.figures["value"]) if chart.log else scales.linear(numbers)


def _inks(rows: pd.DataFrame, marked: bool) -> list[str]:
    return [
        "similar"
        if mark == "benchmark"
        else "primary"
        if mark == "place" or not marked
        else "shade:2"
        for mark in rows["mark"]
    ]


def _part(
    chart: Rows,
    numbers: Numbers,
    unit: str,
    room: Room,
    ticks: tuple[float, ...],
    which: range,
    part: tuple[int, int],
) -> Plot:
    rows = chart.figures.iloc[which.start : which.stop]
    count, marked = len(rows), "place" in set(chart.figures["mark"])
    above = _above(chart, room)
    frame = shared.frame(room, above=above, unit=unit)
    slot = room.size * _TALL if room.height is None else frame.inner / count
    share = 0.28 if room.fluid else 0.38
    fitted = names.fit(
        rows["label"].astype(str).tolist(),
        room=room.width * share,
        slot=slot * 0.94 if room.height is not None else room.size * 4,
        size=min(room.size, max(slot / names.LINE, room.least)),
        least=room.least,
        spare=room.spare,
    )
    if room.height is None:
        slot = max(slot, fitted.most_lines * fitted.size * names.LINE + 6)
    known = ((rows["value"] > 0) if chart.log else rows["value"].notna()).to_numpy()
    short = numbers.short
    values = [
        short.words(v) if there else "" for v, there in zip(rows["value"], known, strict=True)
    ]
    strong = [mark == "place" and "other" in set(chart.figures["mark"]) for mark in rows["mark"]]
    right = 1.06 * max(
        fonts.width(each, fitted.size, bold=True, spare=room.spare) for each in values
    )
    places = [float(n) for n in range(count)]
    at = tuple(place for place, there in zip(places, known, strict=True) if there)
    seen = rows[known]
    low, high = shared.limits(seen, chart.log)
    inks = tuple(ink for ink, there in zip(_inks(rows, marked), known, strict=True) if there)
    words = tuple(
        f"{label}\n{said}" for label, said in zip(seen["label"], seen["words"], strict=True)
    )
    value = tuple(seen["value"].astype(float))
    marks: list[Mark] = []
    if chart.shape == "bars":
        start = 1.0 if chart.log else 0.0
        marks.append(
            Bars(at, (start,) * len(at), value, inks, 0.72, words=words, low=low, high=high)
        )
    else:
        marks += [Rule("y", place, "line", 0.5, "solid", behind=True) for place in places]
        marks += shared.inner_ranges(seen, at, inks)
        size = min(fitted.size * 0.85, slot * 0.6)
        found = of_groups(seen["label"].astype(str).tolist()) or [Look("", "circle")] * len(at)
        for look in dict.fromkeys(found):  # a mark for each look; rows of one look are one mark
            use = [n for n, each in enumerate(found) if each == look]
            marks.append(
                Points(
                    tuple(value[n] for n in use),
                    tuple(at[n] for n in use),
                    tuple(look.ink or inks[n] for n in use),
                    look.symbol,
                    size,
                    "Figure",
                    tuple(words[n] for n in use),
                    tuple(low[n] for n in use) if low else (),
                    tuple(high[n] for n in use) if high else (),
                    range_ink=look.ink or "text",
                )
            )
    for place, text, bold in zip(places, values, strong, strict=True):
        if text:
            marks.append(
                Text(
                    1,
                    place,
                    text,
                    fitted.size,
                    bold=bold,
                    x_frame=True,
                    dx=_VALUE_GAP,
                    role="value",
                )
            )
    for place, said, there in zip(places, rows["words"], known, strict=True):
        if not there:
            marks.append(
                Text(
                    0.02,
                    place,
                    str(said).rstrip("."),
                    fitted.size,
                    "muted",
                    x_frame=True,
                    role="gap",
                )
            )
    left = shared.beside(fitted)
    wide = room.width - left - right - _VALUE_GAP - 4
    marks += shared.reference(
        chart.reference, "x", ticks, chart.log, room, wide, before=_place_among(chart)
    )
    whole = tuple(rows["label"].astype(str))
    below = frame.below
    height = room.height or above + below + slot * count
    return Plot(
        "rows",
        shared.numbers_axis(ticks, numbers, unit, room, wide, log=chart.log),
        Axis(count - 0.5, -0.5, tuple(places), fitted.texts, fitted.size, whole=whole),
        tuple(marks),
        room.width,
        height,
        (left, right + _VALUE_GAP + 4, above, below),
        fitted.size,
        numbers,
        left_out=names.whole(fitted.cut),
        part=part,
    )


def _place_among(chart: Rows) -> int | None:
    """Row before which a reference stands where it is drawn as a bar of its own."""
    if chart.reference is None or chart.log:
        return None
    values = chart.figures["value"]
    if float(values.min()) < 0:
        return None
    if values.is_monotonic_decreasing:
        return int((values >= chart.reference[1]).sum())
    return len(values)


def _across(chart: Rows, numbers: Numbers, unit: str, room: Room) -> Plot:
    """Dots along the foot, each with its figure above it."""
    rows = chart.figures
    count = len(rows)
    height = room.height or 360.0
    ticks = _ticks(chart)
    axis_words = scales.tick_words(ticks, numbers)
    left = shared.beside_axis(axis_words, room)
    slot = (room.width - left - 10) / count
    labels = rows["label"].astype(str).tolist()
    inner = [fonts.width(each, room.size, spare=room.spare) for each in labels[1:-1]]
    reach = 1.5 if max(inner, default=slot) < slot * 0.4 else 0.96  # ends may reach over the next
    if room.fluid and reach > 1:
        reach = 0.95  # as much as there is on a phone
    fitted = names.fit(
        labels,
        room=slot * reach,
        slot=room.size * names.LINE * 4,
        size=room.size,
        least=room.least,
        spare=room.spare,
    )
    below = fitted.most_lines * fitted.size * names.LINE + room.size * 0.8
    head = room.size * 1.6 if room.unit else 0.0
    known = rows["value"].notna().to_numpy()
    places = [float(n) for n in range(count)]
    at = tuple(place for place, there in zip(places, known, strict=True) if there)
    seen = rows[known]
    short = numbers.short
    value = seen["value"].to_numpy(float)
    said = [short.words(float(each)) for each in value]
    size, high_low = _beside(said, room, slot)
    above = head + size * (1.6 + (1.3 if high_low else 0.0))
    low, high = shared.limits(seen, False)
    tall = height - above - below
    per = (ticks[-1] - ticks[0]) / max(tall, 1.0)
    top = [
        upper if upper == upper else value
        for upper, value in zip(high or seen["value"], seen["value"], strict=True)
    ]
    marks: list[Mark] = []
    if chart.fitted:
        marks.append(
            Line(
                tuple(float(n) for n, _ in chart.fitted),
                tuple(v for _, v in chart.fitted),
                "muted",
                2.0,
                "dash",
            )
        )
    marks += [
        Points(
            at,
            tuple(seen["value"].astype(float)),
            ("primary",) * len(at),
            size=room.size * 0.85,
            low=low,
            high=high,
            along="y",
            range_ink="primary",
            cap=room.size * 0.3,
            words=tuple(
                f"{label}\n{each}" for label, each in zip(seen["label"], seen["words"], strict=True)
            ),
        )
    ]
    for number, (place, text, upper) in enumerate(zip(at, said, top, strict=True)):
        lift = size * (0.55 + (1.25 if high_low and number % 2 else 0.0))
        crossing = [chart.reference[1]] if chart.reference else []
        crossing += [value_ for at_, value_ in chart.fitted if at_ == place]
        band = (upper + lift * per, upper + (lift + size * 1.2) * per)
        foot = low[number] if low and low[number] == low[number] else float(value[number])
        below_it = foot - size * 1.9 * per > ticks[0]
        if below_it and any(band[0] < each < band[1] for each in crossing):  # a line crosses it
            marks.append(
                Text(
                    place,
                    foot,
                    text,
                    size,
                    across="center",
                    up="top",
                    dy=-size * 0.55,
                    role="value",
                )
            )
            continue
        marks.append(
            Text(
                place, float(upper), text, size, across="center", up="bottom", dy=lift, role="value"
            )
        )
    for place, each, there in zip(places, rows["words"], known, strict=True):
        if not there:
            marks.append(
                Text(
                    place,
                    0.0,
                    "×",
                    room.size * 1.3,
                    "muted",
                    across="center",
                    up="bottom",
                    y_frame=True,
                    dy=2,
                    role="gap",
                )
            )
            marks.append(
                Points(
                    (place,),
                    (ticks[0],),
                    ("background",),
                    size=1,
                    opacity=0.0,
                    words=(f"{rows['label'].iloc[int(place)]}\n{each}",),
                )
            )
    wide = room.width - left - 10
    marks += shared.reference(chart.reference, "y", ticks, False, room, wide)
    if room.unit and not room.upright:
        marks.append(shared.unit_heading(unit, room, left))
    gaps = tuple(
        f"{label}: {each}".rstrip(".")
        for label, each, there in zip(rows["label"], rows["words"], known, strict=True)
        if not there
    )
    slope = (
        (
            "Dashed slope: the line from which the gap is measured, straight when every group is "
            "drawn as wide as the people in it.",
        )
        if chart.fitted
        else ()
    )
    left_out = (
        names.whole(fitted.cut)
        + slope
        + ((f"Marked × in the chart: {'; '.join(gaps)}.",) if gaps else ())
    )
    return Plot(
        "rows",
        Axis(
            -0.6,
            count - 0.4,
            tuple(places),
            fitted.texts,
            fitted.size,
            line=True,
            whole=tuple(rows["label"].astype(str)),
        ),
        Axis(ticks[0], ticks[-1], ticks, axis_words, room.size, title=unit, grid=True),
        tuple(marks),
        room.width,
        height,
        (left, 10, above, below),
        room.size,
        numbers,
        left_out=left_out,
    )


def _beside(texts: list[str], room: Room, slot: float) -> tuple[float, bool]:
    """Size of the figures above dots, and whether neighbours must stand at two heights."""
    for size in names.sizes(max(room.size * 0.95, room.least), room.least):
        if all(fonts.width(each, size, spare=room.spare) < slot * 0.94 for each in texts):
            return size, False
    return room.least, True


def rule_of(plot: Plot) -> Rule | None:
    """The reference line of a plot, None without one."""
    return next((each for each in plot.of(Rule) if each.name), None)
