"""Pictures with a row or a place for each label: bars, dots, groups of dots."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from components.charts.old.picture_parts import (
    SYMBOLS,
    error_sizes,
    figures_below,
    font,
    in_points,
    log_limits,
    make_axes,
    name_categories,
    number_axis,
    reference_line,
    top_of,
    unit_heading,
)
from components.design import fonts
from components.design.palette import Palette, group_colours
from components.exhibits.exhibit import Exhibit


def _rows(
    figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float, *, bars: bool
) -> None:
    """One row for each label: bars or dots, intervals, the figure in words at the end."""
    rows = exhibit.figures
    count = len(rows)
    room = in_points(figure, box[2])
    text = min(size, in_points(figure, box[3], high=True) / (count + 3) * 0.8)
    longest = max(fonts.width(str(label), text) for label in rows["label"])
    left = min(longest + 8, room * 0.38)
    values = [exhibit.number(v) if v == v else str(w).removesuffix(".")
              for v, w in zip(rows["value"], rows["words"], strict=True)]  # fmt: skip
    short = [value.removesuffix(exhibit.after) if len(exhibit.after) > 2 else value
             for value in values]  # fmt: skip
    right = max(fonts.width(value, text, bold=True) for value in short) + 12
    above = text * 1.8 if exhibit.reference else 4
    axes = make_axes(figure, colours, box, (left, min(right, room * 0.3), above, text * 3.4), size)
    places = np.arange(count)
    fills = [
        colours.primary if mark == "place" or "place" not in set(rows["mark"])
        else colours.sequential[2]
        for mark in rows["mark"]
    ]  # fmt: skip
    known = ((rows["value"] > 0) if exhibit.log else rows["value"].notna()).to_numpy()
    inks = [fill for fill, there in zip(fills, known, strict=True) if there]
    errors = error_sizes(rows)
    if bars:
        axes.barh(places[known], rows["value"][known], height=0.72,
                  color=inks, zorder=2)  # fmt: skip
    else:
        end = top_of(rows, exhibit.reference) * 1.05
        axes.hlines(places, 1 if exhibit.log else 0, end, color=colours.surface,
                    linewidth=1, zorder=1)  # fmt: skip
        axes.scatter(rows["value"][known], places[known], s=text * 5,
                     color=inks, zorder=4)  # fmt: skip
    if errors.any():
        axes.errorbar(
            rows["value"][known], places[known], xerr=errors[:, known], fmt="none",
            ecolor=colours.text, elinewidth=1.3, capsize=3, zorder=3,
        )  # fmt: skip
    top = top_of(rows, exhibit.reference)
    low = min(0.0, float(np.nanmin(rows[["value", "lower"]].to_numpy(float))))
    if exhibit.log:
        axes.set_xscale("log")
        axes.set_xlim(*log_limits(rows))
    else:
        spare = max(top - low, 1e-9) * 0.03
        axes.set_xlim(low - spare if low < 0 else 0, top + spare)
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_yticks(places, [fonts.shorten(str(t), text, left - 6) for t in rows["label"]])
    edge = axes.get_xlim()[1]
    for place, value, mark in zip(places, short, rows["mark"], strict=True):
        axes.annotate(
            value, (edge, place), xytext=(8, 0), textcoords="offset points", va="center",
            color=colours.text, annotation_clip=False,
            fontproperties=font(text, mark == "place" and "other" in set(rows["mark"])),
        )  # fmt: skip
    reference_line(axes, exhibit, colours, text, vertical=True)
    figures_below(axes, exhibit, colours, text, room)


def bars(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    """A bar for each row with its interval and its figure in words."""
    _rows(figure, exhibit, colours, box, size, bars=True)


def ordered(exhibit: Exhibit) -> bool:
    """Whether the labels of a dot chart are steps of a scale, best read from left to right."""
    return bool(exhibit.figures["label"].astype(str).str.match(r"\d").all())


def dots(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    """A dot for each label with its interval: across where the labels are steps of a scale."""
    if not ordered(exhibit):
        _rows(figure, exhibit, colours, box, size, bars=False)
        return
    rows = exhibit.figures
    axes = make_axes(figure, colours, box, (size * 4.5, 10, size * 1.6, size * 5.2), size)
    known = rows["value"].notna().to_numpy()
    places = np.arange(len(rows))
    errors = error_sizes(rows)
    axes.errorbar(
        places[known], rows["value"][known],
        yerr=errors[:, known] if errors.any() else None, fmt="o", color=colours.primary,
        markersize=size * 0.75, elinewidth=1.6, capsize=4, zorder=4,
    )  # fmt: skip
    top = top_of(rows, exhibit.reference)
    axes.set_ylim(min(0, float(np.nanmin(rows[["value", "lower"]]))), top * 1.12 if top else 1)
    axes.set_xlim(-0.6, len(rows) - 0.4)
    for place, value in zip(places[known], rows["value"][known], strict=True):
        axes.annotate(
            exhibit.number(value).removesuffix(exhibit.after if len(exhibit.after) > 2 else ""),
            (place, value), xytext=(size * 0.6, 0), textcoords="offset points", va="center",
            color=colours.text, fontproperties=font(size * 0.95),
        )  # fmt: skip
    name_categories(axes, [str(label).replace(" ", "\n") for label in rows["label"]], size)
    reference_line(axes, exhibit, colours, size, vertical=False)
    number_axis(axes.yaxis, exhibit)
    unit_heading(axes, exhibit, colours, size)


def _two_lines(label: str, size: float, room: float) -> list[str]:
    first, *rest = fonts.wrap(label, size, room) or [""]
    return [first, fonts.shorten(" ".join(rest), size, room)] if rest else [first]


def groups(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    """For each label a mark of every series below one another, with intervals."""
    rows = exhibit.figures
    labels = list(dict.fromkeys(rows["label"]))
    names = list(dict.fromkeys(rows["series"]))
    room = in_points(figure, box[2])
    high = in_points(figure, box[3], high=True)
    text = max(min(size, high / (len(labels) + 4) * 0.8), size * 0.55)
    left = min(max(fonts.width(str(name), text) for name in labels) + 8, room * 0.38)
    legend = fonts.wrap("    ".join(names), size, room - left)
    above = size * 1.5 * (len(legend) + 1) + (size * 1.6 if exhibit.reference else 0)
    axes = make_axes(figure, colours, box, (left, 16, above, text * 3.4), size)
    inks = (colours.primary, *group_colours(colours.name)[1:])
    step = 0.76 / len(names)
    place = {label: number for number, label in enumerate(labels)}
    for number, name in enumerate(names):
        part = rows[rows["series"] == name]
        part = part[part["value"] > 0] if exhibit.log else part[part["value"].notna()]
        at = part["label"].map(place).to_numpy(float) + (number - (len(names) - 1) / 2) * step
        errors = error_sizes(part)
        axes.errorbar(
            part["value"], at, xerr=errors if errors.any() else None, fmt=SYMBOLS[number],
            color=inks[number], markersize=min(text * 0.7, high / len(rows)), elinewidth=1.3,
            capsize=0, label=name, zorder=3,
        )  # fmt: skip
    for edge in range(1, len(labels)):
        axes.axhline(edge - 0.5, color=colours.line, alpha=0.3, linewidth=0.8)
    if exhibit.log:
        axes.set_xscale("log")
        axes.set_xlim(*log_limits(rows))
    else:
        numbers = rows[["value", "lower", "upper"]].to_numpy(float)
        low, top = min(0.0, float(np.nanmin(numbers))), max(0.0, float(np.nanmax(numbers)))
        spare = (top - low or 1.0) * 0.03
        axes.set_xlim(low - spare if low < 0 else 0, top + spare if top > 0 else spare)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    slot = (high - above - text * 3.4) / len(labels)
    named = [_two_lines(str(each), text, left - 6) for each in labels]
    if max(map(len, named)) > 1 and slot < text * 2.7:  # two lines would touch the next name's
        left_size = max(slot / 2.7, text * 0.6)
        named = [_two_lines(str(each), left_size, left - 6) for each in labels]
    else:
        left_size = text
    axes.set_yticks(range(len(labels)), ["\n".join(lines) for lines in named])
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1 + (size * 1.6 if exhibit.reference else 2) / high),
        ncols=min(len(names), max(1, len(names) // max(len(legend), 1))), frameon=False,
        prop=font(size), labelcolor=colours.text, borderaxespad=0, handletextpad=0.3,
        columnspacing=1.2,
    )  # fmt: skip
    reference_line(axes, exhibit, colours, size, vertical=True)
    figures_below(axes, exhibit, colours, text, room)
    for label in axes.get_yticklabels():
        label.set_fontproperties(font(left_size))
