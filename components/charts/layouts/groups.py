"""Groups: for each name a mark of every series below one another, with intervals."""

from __future__ import annotations

from dataclasses import replace

from components.charts import inks, names, scales
from components.charts.layouts import shared
from components.charts.plot import Axis, Legend, Mark, Plot, Points, Room, Rule
from components.exhibits.charts import Groups, Numbers

_SLOT = 0.78  # part of a name's room that its marks fill
_MARK = 1.3  # of a row on a page for each mark, in parts of the text
_LEAST_MARK = 0.3  # height of a mark that can still be told from the next, in parts of the text


def layout(chart: Groups, numbers: Numbers, unit: str, room: Room) -> tuple[Plot, ...]:
    """The placed chart; several where one would have marks too small to be told apart."""
    labels, series = chart.names, chart.series
    looks = inks.looks(series)
    legend = shared.legend(
        [(name, look.ink, look.symbol, "solid") for name, look in zip(series, looks, strict=True)],
        room,
        room.width - 8,
    )
    above = legend.height + (room.size * 1.7 if chart.reference else room.size * 0.5)
    frame = shared.frame(room, above=above, unit=unit)
    needs = max(room.least * 1.25, len(series) * room.least * _LEAST_MARK + room.least * 0.2)
    return shared.parted(
        len(labels),
        len(labels) if room.height is None else max(int(frame.inner / needs), 1),
        lambda rows, part: _part(chart, numbers, unit, room, looks, legend, above, rows, part),
    )


def _part(
    chart: Groups,
    numbers: Numbers,
    unit: str,
    room: Room,
    looks: list[inks.Look],
    legend: Legend,
    above: float,
    which: range,
    part: tuple[int, int],
) -> Plot:
    labels, series = chart.names[which.start : which.stop], chart.series
    count = len(labels)
    figures = chart.figures
    every = scales.known(
        figures[["value", "lower", "upper"]].to_numpy(float).ravel(),
        [chart.reference[1]] if chart.reference else [],
    )
    ticks = scales.ratios(every, figures["value"]) if chart.log else scales.linear(every)
    frame = shared.frame(room, above=above, unit=unit)
    slot = frame.inner / count
    if room.height is None:
        slot = max(room.size * _MARK * len(series) + 6, room.size * 2.6)
    share = 0.28 if room.fluid else 0.38
    fitted = names.fit(
        labels,
        room=room.width * share,
        slot=slot * 0.96 if room.height is not None else room.size * 6,
        size=room.size,
        least=room.least,
        spare=room.spare,
    )
    if room.height is None:
        slot = max(slot, fitted.most_lines * fitted.size * names.LINE + 6)
    left = shared.beside(fitted)
    wide = room.width - left - 16
    place = {label: float(number) for number, label in enumerate(labels)}
    step = _SLOT / len(series)
    size = min(fitted.size * 0.8, max(slot * step * 0.95, 4.0))
    marks: list[Mark] = [
        Rule("y", number - 0.5, "line", 0.6, "solid", behind=True) for number in range(1, count)
    ]
    for number, (name, look) in enumerate(zip(series, looks, strict=True)):
        rows = figures[(figures["series"] == name) & figures["label"].astype(str).isin(labels)]
        rows = rows[rows["value"] > 0] if chart.log else rows[rows["value"].notna()]
        if rows.empty:
            continue
        shift = (number - (len(series) - 1) / 2) * step
        at = tuple(place[str(label)] + shift for label in rows["label"])
        low, high = shared.limits(rows, chart.log)
        words = tuple(
            f"{label}, {name}\n{said}"
            for label, said in zip(rows["label"], rows["words"], strict=True)
        )
        marks += shared.inner_ranges(rows, at, (look.ink,) * len(at))
        marks.append(
            Points(
                tuple(rows["value"].astype(float)),
                at,
                (look.ink,) * len(at),
                look.symbol,
                size,
                name,
                words,
                low,
                high,
                range_ink=look.ink,
                cap=0,
            )
        )
    marks += shared.reference(chart.reference, "x", ticks, chart.log, room, wide)
    cut = [*fitted.cut, *shared.cut_entries(legend)]
    return Plot(
        "groups",
        shared.numbers_axis(ticks, numbers, unit, room, wide, log=chart.log),
        Axis(
            count - 0.5, -0.5, tuple(place.values()), fitted.texts, fitted.size, whole=tuple(labels)
        ),
        tuple(marks),
        room.width,
        room.height or above + frame.below + slot * count,
        (left, 16, above, frame.below),
        fitted.size,
        numbers,
        legend=replace(legend, below=above - legend.height),
        left_out=names.whole(cut) + _not_drawn(chart, labels),
        part=part,
    )


def _not_drawn(chart: Groups, labels: list[str]) -> tuple[str, ...]:
    """Figures without a mark, in words: none published, or a ratio that no such scale holds."""
    rows = chart.figures[chart.figures["label"].astype(str).isin(labels)]
    gone = rows[~(rows["value"] > 0)] if chart.log else rows[rows["value"].isna()]
    said = [
        f"{label}, {name}: {words}"
        for label, name, words in zip(gone["label"], gone["series"], gone["words"], strict=True)
    ]
    return (f"Without a mark: {'; '.join(said).rstrip('.')}.",) if said else ()
