"""Pictures of a course or a sum: lines, fans, waterfalls."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from components.charts.old.picture_parts import (
    SYMBOLS,
    error_sizes,
    figures_below,
    font,
    in_points,
    make_axes,
    name_categories,
    number_axis,
    reference_line,
    unit_heading,
)
from components.design import fonts
from components.design.palette import Palette, group_colours
from components.exhibits.exhibit import Exhibit


def lines_chart(
    figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float
) -> None:
    """A line for each series, the first with its interval as a band."""
    rows = exhibit.figures
    labels = exhibit.labels
    series = list(dict.fromkeys(rows["series"]))
    inks = (colours.primary, colours.muted_text, *group_colours(colours.name))
    right = max(fonts.width(name, size) for name in series) + 16
    right = min(right, in_points(figure, box[2]) * 0.4)
    axes = make_axes(figure, colours, box, (size * 4.5, right, size * 1.8, size * 2.4), size)
    axes.set_xlim(-0.4, len(labels) - 0.6)
    ends = []
    for number, name in enumerate(series):
        part = rows[rows["series"] == name]
        part = part.set_index("label").reindex(labels)
        place, ink = np.arange(len(labels)), inks[number % len(inks)]
        band = part["lower"].notna() & part["upper"].notna()
        first = number == 0 and not exhibit.equal
        if exhibit.equal and band.any():
            axes.errorbar(place, part["value"], yerr=error_sizes(part), fmt="none", ecolor=ink,
                          elinewidth=1.2, capsize=3)  # fmt: skip
        if first and band.any():
            axes.fill_between(place, part["lower"], part["upper"], where=band, color=ink,
                              alpha=0.18, linewidth=0)  # fmt: skip
        axes.plot(place, part["value"], color=ink, linewidth=2.4 if first else 1.8,
                  marker=SYMBOLS[number % len(SYMBOLS)], markersize=size * 0.55,
                  linestyle="-" if first or exhibit.equal else "--")  # fmt: skip
        known = part["value"].dropna()
        if len(known):
            ends.append([float(known.iloc[-1]), name, ink, labels.index(known.index[-1])])
    numbers = rows[["value", "lower", "upper"]].to_numpy(float)
    numbers = numbers[np.isfinite(numbers)]
    if exhibit.reference is not None:
        numbers = np.append(numbers, exhibit.reference[1])
    low, high = min(0.0, numbers.min()), numbers.max()
    room = (high - low) * 0.08 or 1
    axes.set_ylim(low - room / 2 if low < 0 else low, high + room)
    _end_names(figure, axes, ends, right, size, colours)
    for label in exhibit.breaks:
        if label in labels:
            axes.axvline(labels.index(label) - 0.5, color=colours.muted_text, linestyle="--",
                         linewidth=1)  # fmt: skip
    reference_line(axes, exhibit, colours, size, vertical=False)
    name_categories(axes, [str(label) for label in labels], size)
    number_axis(axes.yaxis, exhibit)
    unit_heading(axes, exhibit, colours, size)


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
        axes.annotate(fonts.shorten(name, size, room - 12), (edge, height), xytext=(4, 0),
                      textcoords="offset points", va="center", color=ink,
                      fontproperties=font(size, True), annotation_clip=False)  # fmt: skip


def fan(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    """The middle of the runs with the ranges of 95% and 80% as bands."""
    rows = exhibit.figures
    axes = make_axes(figure, colours, box, (size * 5, 14, size * 1.8, size * 2.4), size)
    place = np.arange(len(rows))
    axes.fill_between(place, rows["lower"], rows["upper"], color=colours.primary, alpha=0.18,
                      linewidth=0)  # fmt: skip
    if {"lower80", "upper80"} <= set(rows):
        axes.fill_between(place, rows["lower80"], rows["upper80"], color=colours.primary,
                          alpha=0.25, linewidth=0)  # fmt: skip
    axes.plot(place, rows["value"], color=colours.primary, linewidth=2.4)
    axes.set_xlim(0, len(rows) - 1)
    if exhibit.reference:
        reference_line(axes, exhibit, colours, size, vertical=False)
    name_categories(axes, [str(label) for label in rows["label"]], size)
    number_axis(axes.yaxis, exhibit)
    unit_heading(axes, exhibit, colours, size)


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


def waterfall(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    """Rows of steps that stand on each other, from the first to the total, figures beside them."""
    rows = exhibit.figures
    count = len(rows)
    room = in_points(figure, box[2])
    text = min(size, in_points(figure, box[3], high=True) / (count + 3) * 0.75)
    left = min(max(fonts.width(str(t), text) for t in rows["label"]) + 8, room * 0.38)
    values = [exhibit.number(float(v), signed=m != "total")
              for v, m in zip(rows["value"], rows["mark"], strict=True)]  # fmt: skip
    right = max(fonts.width(each, text, bold=True) for each in values) + 10
    axes = make_axes(figure, colours, box, (left, right, 4, text * 3.4), size)
    steps = waterfall_steps(rows["value"], rows["mark"])
    inks = {"total": colours.primary, "rise": colours.worse, "fall": colours.sequential[4]}
    for place, ((start, end), mark, value) in enumerate(
        zip(steps, rows["mark"], values, strict=True)
    ):
        axes.barh(place, end - start, left=start, height=0.66, color=inks.get(mark, colours.line),
                  hatch={"rise": "//", "fall": ""}.get(mark, ""), edgecolor=colours.background,
                  zorder=2)  # fmt: skip
        axes.annotate(
            value, (max(start, end), place), xytext=(4, 0), textcoords="offset points",
            ha="left", va="center", color=colours.text, fontproperties=font(text, True),
            annotation_clip=False,
        )  # fmt: skip
        if place + 1 < len(steps):
            axes.plot([end, end], [place + 0.33, place + 0.67], color=colours.line, linewidth=1)
    axes.axvline(0, color=colours.line, linewidth=1)
    low = min(0.0, *(min(step) for step in steps))
    high = max(0.0, *(max(step) for step in steps))
    axes.set_xlim(low * 1.03, high + (high - low) * 0.03)
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_yticks(range(count), [fonts.shorten(str(t), text, left - 6) for t in rows["label"]])
    figures_below(axes, exhibit, colours, text, room)
