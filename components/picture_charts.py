"""Charts of exhibits in matplotlib: bars, dots, lines, fans, waterfalls, tables, headlines."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import FuncFormatter, MaxNLocator

from components import typeset
from components.exhibit import Exhibit
from components.palette import Palette, group_colours

_SYMBOLS = ("o", "s", "D", "^", "P", "X", "*")


@lru_cache(maxsize=64)
def font(size: float, bold: bool = False) -> FontProperties:
    """The product's font at a size in points."""
    found = typeset.properties(bold).copy()
    found.set_size(size)
    return found


def draw(
    figure: Figure,
    exhibit: Exhibit,
    colours: Palette,
    box: tuple[float, float, float, float],
    size: float,
) -> None:
    """Draw a chart into a part of a figure (left, low, width, height; 0 to 1)."""
    kinds: dict[str, Callable] = {
        "bars": _bars,
        "dots": _dots,
        "lines": _lines,
        "fan": _fan,
        "waterfall": _waterfall,
        "table": _table,
        "headline": _headline,
    }
    kinds[exhibit.kind](figure, exhibit, colours, box, size)


def _points(figure: Figure, share: float, *, high: bool = False) -> float:
    """A share of the figure's width (or height) in points."""
    return share * (figure.get_figheight() if high else figure.get_figwidth()) * 72


def _axes(
    figure: Figure, colours: Palette, box: tuple[float, float, float, float],
    inner: tuple[float, float, float, float], size: float,
) -> Axes:  # fmt: skip
    """Axes inside a box, with room in points on its left, right, top and bottom."""
    left, low, wide, high = box
    x, y = 1 / _points(figure, 1), 1 / _points(figure, 1, high=True)
    axes = figure.add_axes(
        (
            left + inner[0] * x,
            low + inner[3] * y,
            max(wide - (inner[0] + inner[1]) * x, 0.05),
            max(high - (inner[2] + inner[3]) * y, 0.05),
        )
    )
    axes.set_facecolor("none")
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(colours.line)
    axes.tick_params(colors=colours.text, labelcolor=colours.text, length=0, pad=4)
    return axes


def _tick_fonts(axes: Axes, size: float) -> None:
    for label in [*axes.get_xticklabels(), *axes.get_yticklabels()]:
        label.set_fontproperties(font(size))


def _numbers(axis: object, exhibit: Exhibit, most: int = 6) -> None:
    def words(value: float, _: int) -> str:
        decimals = 0 if float(value).is_integer() else min(max(exhibit.decimals, 1), 2)
        text = f"{abs(value):,.{decimals}f}"
        sign = "−" if value < 0 else ""
        return f"{sign}{exhibit.before}{text}{'%' if exhibit.after == '%' else ''}"

    axis.set_major_locator(MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]))  # type: ignore[attr-defined]
    axis.set_major_formatter(FuncFormatter(words))  # type: ignore[attr-defined]


def _errors(rows: pd.DataFrame) -> np.ndarray:
    """Distances from the value to its limits, shape (2, n); 0 where there is no interval."""
    value = rows["value"].to_numpy(float)
    lower, upper = rows["lower"].to_numpy(float), rows["upper"].to_numpy(float)
    return np.nan_to_num(np.array([value - lower, upper - value])).clip(min=0)


def _top(rows: pd.DataFrame, reference: tuple[str, float] | None) -> float:
    numbers = rows[["value", "lower", "upper"]].to_numpy(float).ravel()
    found = numbers[np.isfinite(numbers)]
    return max([*found, reference[1] if reference else 0.0, 0.0])


def _rows(
    figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float, *, bars: bool
) -> None:
    """One row for each label: bars or dots, intervals, the figure in words at the end."""
    rows = exhibit.figures
    count = len(rows)
    room = _points(figure, box[2])
    text = min(size, _points(figure, box[3], high=True) / (count + 3) * 0.8)
    longest = max(typeset.width(str(label), text) for label in rows["label"])
    left = min(longest + 8, room * 0.38)
    values = [exhibit.number(v) if v == v else str(w).removesuffix(".")
              for v, w in zip(rows["value"], rows["words"], strict=True)]  # fmt: skip
    short = [value.removesuffix(exhibit.after) if len(exhibit.after) > 2 else value
             for value in values]  # fmt: skip
    right = max(typeset.width(value, text, bold=True) for value in short) + 12
    above = text * 1.8 if exhibit.reference else 4
    axes = _axes(figure, colours, box, (left, min(right, room * 0.3), above, text * 3.4), size)
    places = np.arange(count)
    fills = [
        colours.primary if mark == "place" or "place" not in set(rows["mark"])
        else colours.sequential[2]
        for mark in rows["mark"]
    ]  # fmt: skip
    known = rows["value"].notna().to_numpy()
    inks = [fill for fill, there in zip(fills, known, strict=True) if there]
    errors = _errors(rows)
    if bars:
        axes.barh(places[known], rows["value"][known], height=0.72,
                  color=inks, zorder=2)  # fmt: skip
    else:
        axes.hlines(places, 0, _top(rows, exhibit.reference) * 1.05, color=colours.surface,
                    linewidth=1, zorder=1)  # fmt: skip
        axes.scatter(rows["value"][known], places[known], s=text * 5,
                     color=inks, zorder=4)  # fmt: skip
    if errors.any():
        axes.errorbar(
            rows["value"][known], places[known], xerr=errors[:, known], fmt="none",
            ecolor=colours.text, elinewidth=1.3, capsize=3, zorder=3,
        )  # fmt: skip
    top = _top(rows, exhibit.reference)
    low = min(0.0, float(np.nanmin(rows[["value", "lower"]].to_numpy(float))))
    axes.set_xlim(low, top * 1.03 if top > 0 else 1)
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_yticks(places, [typeset.shorten(str(t), text, left - 6) for t in rows["label"]])
    edge = axes.get_xlim()[1]
    for place, value, mark in zip(places, short, rows["mark"], strict=True):
        axes.annotate(
            value, (edge, place), xytext=(8, 0), textcoords="offset points", va="center",
            color=colours.text, annotation_clip=False,
            fontproperties=font(text, mark == "place" and "other" in set(rows["mark"])),
        )  # fmt: skip
    _reference_line(axes, exhibit, colours, text, vertical=True)
    _numbers(axes.xaxis, exhibit)
    axes.set_xlabel(typeset.shorten(exhibit.unit, text, room * 0.6), color=colours.muted_text,
                    fontproperties=font(text))  # fmt: skip
    axes.grid(axis="x", color=colours.line, alpha=0.3, zorder=0)
    axes.set_axisbelow(True)
    _tick_fonts(axes, text)


def _reference_line(
    axes: Axes, exhibit: Exhibit, colours: Palette, size: float, *, vertical: bool
) -> None:
    if exhibit.reference is None:
        return
    name, value = exhibit.reference
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    wide = axes.get_position().width * figure.get_figwidth() * 72
    if typeset.width(name, size) > wide * 0.45 and ", " in name:
        name = name.rsplit(", ", 1)[1]  # the place stands in the subtitle
    style: dict[str, Any] = {
        "color": colours.text,
        "linestyle": (0, (2, 2)),
        "linewidth": 1.4,
        "zorder": 5,
    }
    if vertical:
        axes.axvline(value, **style)
        low, high = axes.get_xlim()
        share = (value - low) / (high - low) if high > low else 0
        side = "left" if share < 0.3 else "right" if share > 0.7 else "center"
        axes.annotate(name, (value, 1), xycoords=("data", "axes fraction"), xytext=(0, 3),
                      textcoords="offset points", ha=side, va="bottom", color=colours.text,
                      fontproperties=font(size))  # fmt: skip
    else:
        axes.axhline(value, **style)
        axes.annotate(name, (1, value), xycoords=("axes fraction", "data"), xytext=(0, 3),
                      textcoords="offset points", ha="right", va="bottom", color=colours.text,
                      fontproperties=font(size))  # fmt: skip


def _bars(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    _rows(figure, exhibit, colours, box, size, bars=True)


def ordered(exhibit: Exhibit) -> bool:
    """Whether the labels of a dot chart are steps of a scale, best read from left to right."""
    return bool(exhibit.figures["label"].astype(str).str.match(r"\d").all())


def _dots(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    if not ordered(exhibit):
        _rows(figure, exhibit, colours, box, size, bars=False)
        return
    rows = exhibit.figures
    axes = _axes(figure, colours, box, (size * 4.5, 10, size * 1.6, size * 5.2), size)
    known = rows["value"].notna().to_numpy()
    places = np.arange(len(rows))
    errors = _errors(rows)
    axes.errorbar(
        places[known], rows["value"][known],
        yerr=errors[:, known] if errors.any() else None, fmt="o", color=colours.primary,
        markersize=size * 0.75, elinewidth=1.6, capsize=4, zorder=4,
    )  # fmt: skip
    top = _top(rows, exhibit.reference)
    axes.set_ylim(min(0, float(np.nanmin(rows["value"]))), top * 1.12 if top else 1)
    axes.set_xlim(-0.6, len(rows) - 0.4)
    for place, value in zip(places[known], rows["value"][known], strict=True):
        axes.annotate(
            exhibit.number(value).removesuffix(exhibit.after if len(exhibit.after) > 2 else ""),
            (place, value), xytext=(size * 0.6, 0), textcoords="offset points", va="center",
            color=colours.text, fontproperties=font(size * 0.95),
        )  # fmt: skip
    _categories(axes, [str(label).replace(" ", "\n") for label in rows["label"]], size)
    _reference_line(axes, exhibit, colours, size, vertical=False)
    _numbers(axes.yaxis, exhibit)
    _heading(axes, exhibit, colours, size)


def _heading(axes: Axes, exhibit: Exhibit, colours: Palette, size: float) -> None:
    """The unit above the value axis, reading across."""
    axes.annotate(exhibit.unit, (0, 1), xycoords="axes fraction", xytext=(-size * 3.4, 4),
                  textcoords="offset points", va="bottom", color=colours.muted_text,
                  fontproperties=font(size * 0.95), annotation_clip=False)  # fmt: skip
    axes.grid(axis="y", color=colours.line, alpha=0.3)
    axes.set_axisbelow(True)
    _tick_fonts(axes, size)


def _categories(axes: Axes, labels: list[str], size: float) -> None:
    """Names along the foot; every second one when they would touch."""
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    room = axes.get_position().width * figure.get_figwidth() * 72 / max(len(labels), 1)
    widest = max(typeset.width(line, size) for text in labels for line in text.split("\n"))
    step = 1
    if widest > room * 0.96 and all("\n" not in text for text in labels):
        step = int(np.ceil(widest * 1.1 / room))
    keep = [n for n in range(len(labels)) if (len(labels) - 1 - n) % step == 0]
    axes.set_xticks(keep, [labels[n] for n in keep])


def _lines(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    rows = exhibit.figures
    labels = list(dict.fromkeys(rows.sort_values("label")["label"])) if (
        rows["label"].astype(str).str.fullmatch(r"\d{4}").all()
    ) else list(dict.fromkeys(rows["label"]))  # fmt: skip
    series = list(dict.fromkeys(rows["series"]))
    inks = (colours.primary, colours.muted_text, *group_colours(colours.name))
    right = max(typeset.width(name, size) for name in series) + 16
    right = min(right, _points(figure, box[2]) * 0.3)
    axes = _axes(figure, colours, box, (size * 4.5, right, size * 1.8, size * 2.4), size)
    axes.set_xlim(-0.4, len(labels) - 0.6)
    ends = []
    for number, name in enumerate(series):
        part = rows[rows["series"] == name]
        part = part.set_index("label").reindex(labels)
        place, ink = np.arange(len(labels)), inks[number % len(inks)]
        band = part["lower"].notna() & part["upper"].notna()
        if number == 0 and band.any():
            axes.fill_between(place, part["lower"], part["upper"], where=band, color=ink,
                              alpha=0.18, linewidth=0)  # fmt: skip
        axes.plot(place, part["value"], color=ink, linewidth=2.4 if number == 0 else 1.8,
                  marker=_SYMBOLS[number % len(_SYMBOLS)], markersize=size * 0.55,
                  linestyle="-" if number == 0 else "--")  # fmt: skip
        known = part["value"].dropna()
        if len(known):
            ends.append([float(known.iloc[-1]), name, ink, labels.index(known.index[-1])])
    numbers = rows[["value", "lower", "upper"]].to_numpy(float)
    numbers = numbers[np.isfinite(numbers)]
    low, high = min(0.0, numbers.min()), numbers.max()
    axes.set_ylim(low, high + (high - low) * 0.08 or 1)
    _end_names(figure, axes, ends, right, size, colours)
    for label in exhibit.breaks:
        if label in labels:
            axes.axvline(labels.index(label) - 0.5, color=colours.muted_text, linestyle="--",
                         linewidth=1)  # fmt: skip
    _categories(axes, [str(label) for label in labels], size)
    _numbers(axes.yaxis, exhibit)
    _heading(axes, exhibit, colours, size)


def _end_names(
    figure: Figure, axes: Axes, ends: list, room: float, size: float, colours: Palette
) -> None:
    """Each line's name at its end, moved apart where they would touch."""
    low, high = axes.get_ylim()
    tall = axes.get_position().height * figure.get_figheight() * 72
    gap = (high - low) * size * 1.25 / tall
    ends.sort(key=lambda end: end[0])
    heights = [end[0] for end in ends]
    for number in range(1, len(heights)):
        heights[number] = max(heights[number], heights[number - 1] + gap)
    edge = axes.get_xlim()[1]
    for height, (_, name, ink, _) in zip(heights, ends, strict=True):
        axes.annotate(typeset.shorten(name, size, room - 12), (edge, height), xytext=(4, 0),
                      textcoords="offset points", va="center", color=ink,
                      fontproperties=font(size, True), annotation_clip=False)  # fmt: skip


def _fan(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    rows = exhibit.figures
    axes = _axes(figure, colours, box, (size * 5, 14, size * 1.8, size * 2.4), size)
    place = np.arange(len(rows))
    axes.fill_between(place, rows["lower"], rows["upper"], color=colours.primary, alpha=0.18,
                      linewidth=0)  # fmt: skip
    if {"lower80", "upper80"} <= set(rows):
        axes.fill_between(place, rows["lower80"], rows["upper80"], color=colours.primary,
                          alpha=0.25, linewidth=0)  # fmt: skip
    axes.plot(place, rows["value"], color=colours.primary, linewidth=2.4)
    axes.set_xlim(0, len(rows) - 1)
    if exhibit.reference:
        _reference_line(axes, exhibit, colours, size, vertical=False)
    _categories(axes, [str(label) for label in rows["label"]], size)
    _numbers(axes.yaxis, exhibit)
    _heading(axes, exhibit, colours, size)


def waterfall_steps(values: pd.Series, marks: pd.Series) -> list[tuple[float, float]]:
    """Where each column of a waterfall begins and ends; totals stand on 0."""
    steps, at = [], 0.0
    for value, mark in zip(values.astype(float), marks, strict=True):
        if mark == "total":
            steps.append((0.0, value))
            at = value
        else:
            steps.append((at, at + value))
            at += value
    return steps


def _waterfall(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    rows = exhibit.figures
    wide = _points(figure, box[2]) / (len(rows) + 1)
    labels = ["\n".join(typeset.wrap(str(t), size, wide * 0.95)[:4]) for t in rows["label"]]
    deep = max(text.count("\n") + 1 for text in labels)
    axes = _axes(figure, colours, box, (size * 5, 8, size * 2, size * 1.4 * (deep + 0.6)), size)
    steps = waterfall_steps(rows["value"], rows["mark"])
    inks = {"total": colours.primary, "rise": colours.worse, "fall": colours.sequential[4]}
    for place, ((start, end), mark, value) in enumerate(
        zip(steps, rows["mark"], rows["value"], strict=True)
    ):
        axes.bar(place, end - start, bottom=start, width=0.62, color=inks.get(mark, colours.line),
                 hatch={"rise": "//", "fall": ""}.get(mark, ""), edgecolor=colours.background,
                 zorder=2)  # fmt: skip
        axes.annotate(
            exhibit.number(float(value), signed=mark != "total"), (place, max(start, end)),
            xytext=(0, 3), textcoords="offset points", ha="center", va="bottom",
            color=colours.text, fontproperties=font(size, True),
        )  # fmt: skip
        if place + 1 < len(steps):
            axes.plot([place + 0.31, place + 0.69], [end, end], color=colours.line, linewidth=1)
    axes.axhline(0, color=colours.line, linewidth=1)
    low = min(0.0, *(min(step) for step in steps))
    high = max(0.0, *(max(step) for step in steps))
    axes.set_ylim(low * 1.1, high + (high - low) * 0.12)
    axes.set_xticks(range(len(rows)), labels)
    _numbers(axes.yaxis, exhibit)
    _heading(axes, exhibit, colours, size)


def _table(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    assert exhibit.shown is not None
    table = exhibit.shown.astype(str)
    axes = figure.add_axes(box)
    axes.set_axis_off()
    width, height = _points(figure, box[2]), _points(figure, box[3], high=True)
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    step = size * 1.55
    fits = max(int(height / step) - 2, 1)
    shown = table.head(fits)
    wants = [
        max(typeset.width(str(name), size, bold=True),
            *(typeset.width(text, size) for text in shown[name])) + 12
        for name in table
    ]  # fmt: skip
    scale = min(1.0, width / sum(wants))
    columns = np.concatenate([[0], np.cumsum(wants)]) * scale
    for number, name in enumerate(table):
        room = columns[number + 1] - columns[number] - 8
        axes.text(columns[number], step * 0.8, typeset.shorten(str(name), size, room, bold=True),
                  color=colours.text, fontproperties=font(size, True))  # fmt: skip
        for row, text in enumerate(shown[name]):
            axes.text(columns[number], (row + 1.9) * step, typeset.shorten(text, size, room),
                      color=colours.text, fontproperties=font(size))  # fmt: skip
    for row in range(len(shown) + 1):
        axes.plot([0, width], [(row + 1.15) * step] * 2, color=colours.line,
                  linewidth=1.2 if row == 0 else 0.4)  # fmt: skip
    if len(table) > fits:
        axes.text(0, (fits + 1.9) * step, f"and {len(table) - fits} more rows in the table",
                  color=colours.muted_text, fontproperties=font(size))  # fmt: skip


def _headline(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    axes = figure.add_axes(box)
    axes.set_axis_off()
    width, height = _points(figure, box[2]), _points(figure, box[3], high=True)
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    rows = exhibit.figures
    big = min(size * 7, height * 0.3)
    number = exhibit.number(float(rows["value"].iloc[0]))
    while typeset.width(number, big, bold=True) > width * 0.95:
        big *= 0.92
    limits = str(rows["words"].iloc[0])
    limits = limits[limits.find("(") + 1 : limits.rfind(")")] if "(95%" in limits else ""
    lines = [(str(rows["label"].iloc[0]), size * 1.6, False), (number, big, True)]
    if limits:
        lines.append((limits, size * 1.5, False))
    for _, row in rows.iloc[1:].iterrows():
        lines.append((f"{row['label']}: {row['words']}", size * 1.5, False))
    y = height / 2 + sum(points * 1.35 for _, points, _ in lines) / 2
    for text, points, bold in lines:
        axes.text(width / 2, y, typeset.shorten(text, points, width, bold=bold), va="top",
                  ha="center", color=colours.primary if bold else colours.text,
                  fontproperties=font(points, bold))  # fmt: skip
        y -= points * 1.35
