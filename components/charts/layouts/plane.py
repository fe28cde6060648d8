"""The plane of cost and gain: cost upwards, gain to the right, no plan where the lines cross."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from components.charts import inks, names, scales
from components.charts.layouts import shared
from components.charts.plot import Axis, Line, Mark, Plot, Points, Room, Rule, Text
from components.exhibits.charts import Numbers, Plane

_TALL = 440.0
_MILLION = 1e6


def threshold_line(
    slope: float, x: tuple[float, float], y: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Both ends (gain, cost) of a line through nothing within some limits; None if outside."""
    if slope <= 0:
        return None
    start, end = max(x[0], y[0] / slope), min(x[1], y[1] / slope)
    return ((start, slope * start), (end, slope * end)) if end > start else None


def money_words(ticks: tuple[float, ...]) -> tuple[str, ...]:
    """Pounds along an axis, in millions where they are large."""
    large = max(abs(each) for each in ticks) >= 2 * _MILLION
    divisor, letter = (_MILLION, "m") if large else (1.0, "")
    return scales.tick_words(
        tuple(float(f"{each / divisor:.12g}") for each in ticks), Numbers(0, "£", letter)
    )


def layout(chart: Plane, numbers: Numbers, unit: str, room: Room) -> tuple[Plot, ...]:
    """The placed chart."""
    rows = chart.figures
    ticks: dict[str, tuple[float, ...]] = {}
    for name in ("gain", "cost"):
        cloud = [] if chart.cloud is None else chart.cloud[name]
        ticks[name] = scales.linear(
            scales.known(
                rows[[name, f"{name}_lower", f"{name}_upper"]].to_numpy(float).ravel(), cloud
            ),
            most=8,
        )
    looks = [inks.Look(f"group:{n}", inks.SYMBOLS[n % 4]) for n in range(len(rows))]
    x, y = ((ticks[name][0], ticks[name][-1]) for name in ("gain", "cost"))
    line = threshold_line(chart.threshold[1], x, y) if chart.threshold else None
    entries = [
        (str(name), look.ink, look.symbol, "solid")
        for name, look in zip(rows["name"], looks, strict=True)
    ]
    legend = shared.legend(entries, room, room.width - 8)
    size = max(room.size * 0.95, room.least)
    cost_words = money_words(ticks["cost"])
    left = shared.beside_axis(cost_words, room)
    wide = room.width - left - 16
    marks: list[Mark] = [Rule("y", 0.0, "text", 1.2, "solid"), Rule("x", 0.0, "text", 1.2, "solid")]
    if chart.cloud is not None:
        for label, look in zip(rows["label"], looks, strict=True):
            own = chart.cloud[chart.cloud["label"] == label]
            marks.append(
                Points(
                    tuple(own["gain"].astype(float)),
                    tuple(own["cost"].astype(float)),
                    (look.ink,) * len(own),
                    look.symbol,
                    max(room.size * 0.25, 2.5),
                    f"{label}, runs of the model",
                    opacity=0.28,
                )
            )
    for row, look in zip(rows.to_dict("records"), looks, strict=True):
        marks += _median(row, look, room)
    if line and chart.threshold:
        marks.append(
            Line(
                (line[0][0], line[1][0]),
                (line[0][1], line[1][1]),
                "muted",
                1.8,
                "dash",
                name=f"Threshold: {chart.threshold[0]}",
            )
        )
        said = names.fit(
            [f"threshold: {chart.threshold[0]}"],
            room=wide * 0.7,
            slot=room.size * names.LINE,
            size=room.size,
            least=room.least,
            spare=room.spare,
        )
        low = line[1][1] - y[0] < (y[1] - y[0]) * 0.75
        marks.append(
            Text(
                line[1][0],
                line[1][1],
                said.texts[0],
                said.size,
                "muted",
                across="right",
                up="bottom" if low else "top",
                dy=room.size * (0.35 if low else -0.35),
                role="threshold",
            )
        )
    above = legend.height + room.size * 1.9
    cost_title = names.fit(
        [chart.axes[1]],
        room=room.width - 14,
        slot=room.size * names.LINE,
        size=size,
        least=room.least,
        spare=room.spare,
    )
    if not room.upright:
        marks.append(
            Text(
                0,
                1,
                cost_title.texts[0],
                cost_title.size,
                "muted",
                up="bottom",
                x_frame=True,
                y_frame=True,
                dx=-left + 2,
                dy=room.size * 0.4,
                role="unit",
            )
        )
    foot = shared.numbers_axis(ticks["gain"], Numbers(0), chart.axes[0], _with_unit(room), wide)
    below = room.size * (0.9 + 1.3 * (1 + foot.title.count("\n") + 1))
    cut = shared.cut_entries(legend)
    return (
        Plot(
            "plane",
            foot,
            Axis(*y, ticks["cost"], cost_words, room.size, title=chart.axes[1], grid=True),
            tuple(marks),
            room.width,
            room.height or _TALL + legend.height,
            (left, 16, above, below),
            room.size,
            Numbers(0, "£"),
            legend=replace(legend, below=above - legend.height),
            left_out=names.whole(cut),
        ),
    )


def _with_unit(room: Room) -> Room:
    """A plane names both axes in every room: they are two different things."""
    return Room(room.width, room.height, room.size, room.least, room.spare, room.fluid, True)


def _median(row: dict[str, Any], look: inks.Look, room: Room) -> list[Mark]:
    """A plan's mark at its medians with the 95% range both ways and its letter beside it."""
    at, cost = float(row["gain"]), float(row["cost"])
    chance = f"\nchance of costing less: {row['chance']}" if row.get("chance") else ""

    def points(**more: Any) -> Points:
        return Points(
            (at,),
            (cost,),
            inks=(look.ink,),
            symbol=look.symbol,
            range_ink=look.ink,
            cap=4.0,
            range_width=1.8,
            **more,
        )

    return [
        points(
            low=(float(row["cost_lower"]),),
            high=(float(row["cost_upper"]),),
            along="y",
            size=0.5,
            name="",
        ),
        points(
            low=(float(row["gain_lower"]),),
            high=(float(row["gain_upper"]),),
            along="x",
            size=room.size * 0.95,
            name=str(row["name"]),
            edge="background",
            words=(f"{row['name']}{chance}",),
        ),
        Text(
            at,
            cost,
            str(row["label"]),
            room.size * 1.15,
            bold=True,
            up="bottom",
            dx=room.size * 0.7,
            dy=room.size * 0.35,
            role="letter",
        ),
    ]
