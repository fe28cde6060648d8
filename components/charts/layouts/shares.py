"""Shares: what each whole is made of, as one bar of 100% a row, in ordered parts."""

from __future__ import annotations

from components.charts import names, scales
from components.charts.layouts import shared
from components.charts.plot import Axis, Bars, Legend, Mark, Plot, Room, Text
from components.design import fonts
from components.exhibits.charts import Numbers, Shares

_TALL = 40.0
_TICKS = (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)


def shade(number: int, count: int) -> str:
    """Ink of a part among ``count``, the first the strongest."""
    return f"part:{number}/{count}"


def layout(chart: Shares, numbers: Numbers, unit: str, room: Room) -> tuple[Plot, ...]:
    """The placed chart; several where one would have rows too small to be read."""
    legend = shared.legend(
        [
            (part, shade(n, len(chart.parts)), "square", "solid")
            for n, part in enumerate(chart.parts)
        ],
        room,
        room.width - 8,
    )
    above = legend.height + room.size * 0.6
    frame = shared.frame(room, above=above, unit=unit)
    labels = chart.names
    most = len(labels) if room.height is None else max(int(frame.inner / (room.least * 1.3)), 1)
    parts = shared.split(len(labels), most)
    return tuple(
        _part(
            chart,
            labels[rows.start : rows.stop],
            numbers,
            unit,
            room,
            above,
            legend,
            (number, len(parts)),
        )
        for number, rows in enumerate(parts, start=1)
    )


def _part(
    chart: Shares,
    labels: list[str],
    numbers: Numbers,
    unit: str,
    room: Room,
    above: float,
    legend: Legend,
    part: tuple[int, int],
) -> Plot:
    frame = shared.frame(room, above=above, unit=unit)
    count = len(labels)
    slot = _TALL if room.height is None else frame.inner / count
    fitted = names.fit(
        labels,
        room=room.width * (0.28 if room.fluid else 0.35),
        slot=slot * 0.96,
        size=room.size,
        least=room.least,
        spare=room.spare,
    )
    left = shared.beside(fitted)
    right = fonts.width("100%", room.size, spare=room.spare) / 2 + 6  # or it is not shown
    wide = room.width - left - right
    marks: list[Mark] = []
    texts: list[Mark] = []
    base = dict.fromkeys(labels, 0.0)
    text_size = min(fitted.size * 0.9, slot * 0.6)
    for number, name in enumerate(chart.parts):
        rows = chart.figures[chart.figures["part"] == name].set_index("label")["value"]
        said = chart.figures[chart.figures["part"] == name].set_index("label")["words"]
        values = [float(rows.get(label, 0.0)) for label in labels]
        values = [value if value == value else 0.0 for value in values]
        starts = [base[label] for label in labels]
        role = shade(number, len(chart.parts))
        marks.append(
            Bars(
                tuple(float(n) for n in range(count)),
                tuple(starts),
                tuple(a + v for a, v in zip(starts, values, strict=True)),
                (role,) * count,
                0.75,
                edge="background",
                name=name,
                words=tuple(str(said.get(label, "")) for label in labels),
            )
        )
        for place, (label, value) in enumerate(zip(labels, values, strict=True)):
            text = f"{value:.0f}"
            if value / 100 * wide > fonts.width(text, text_size, spare=room.spare) * 1.3:
                texts.append(
                    Text(
                        base[label] + value / 2,
                        float(place),
                        text,
                        text_size,
                        f"on:{role}",
                        across="center",
                        role="value",
                    )
                )
            base[label] += value
    cut = [*fitted.cut, *shared.cut_entries(legend)]
    axis = shared.numbers_axis(_TICKS, numbers, unit, room, wide)
    return Plot(
        "shares",
        Axis(
            0.0,
            100.0,
            _TICKS,
            scales.tick_words(_TICKS, Numbers(0, "", "%")),
            axis.size,
            title=axis.title,
            grid=False,
        ),
        Axis(
            count - 0.5,
            -0.5,
            tuple(float(n) for n in range(count)),
            fitted.texts,
            fitted.size,
            whole=tuple(labels),
        ),
        (*marks, *texts),
        room.width,
        room.height or above + frame.below + slot * count,
        (left, right, above, frame.below),
        fitted.size,
        numbers,
        legend=legend,
        left_out=names.whole(cut),
        part=part,
    )
