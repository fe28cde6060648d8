"""Rows whose names are steps of a scale: dots along the foot, read from left to right."""

from __future__ import annotations

from components.charts import names, scales
from components.charts.layouts import shared
from components.charts.plot import Axis, Line, Mark, Plot, Points, Room, Text
from components.design import fonts
from components.exhibits.charts import Numbers, Rows


def layout(chart: Rows, numbers: Numbers, unit: str, room: Room, ticks: tuple[float, ...]) -> Plot:
    """Dots along the foot, each with its figure above it."""
    rows = chart.figures
    count = len(rows)
    height = room.height or 360.0
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
