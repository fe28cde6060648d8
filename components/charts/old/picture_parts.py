"""What every picture of a chart is put together from: fonts, axes, intervals, lines, numbers."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from components.design import fonts
from components.design.palette import Palette
from components.exhibits.exhibit import Exhibit

SYMBOLS = ("o", "s", "D", "^", "P", "X", "*")


@lru_cache(maxsize=64)
def font(size: float, bold: bool = False) -> FontProperties:
    """The product's font at a size in points."""
    found = fonts.properties(bold).copy()
    found.set_size(size)
    return found


def in_points(figure: Figure, share: float, *, high: bool = False) -> float:
    """A share of the figure's width (or height) in points."""
    return share * (figure.get_figheight() if high else figure.get_figwidth()) * 72


def make_axes(
    figure: Figure, colours: Palette, box: tuple[float, float, float, float],
    inner: tuple[float, float, float, float], size: float,
) -> Axes:  # fmt: skip
    """Axes inside a box, with room in points on its left, right, top and bottom."""
    left, low, wide, high = box
    x, y = 1 / in_points(figure, 1), 1 / in_points(figure, 1, high=True)
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


def tick_fonts(axes: Axes, size: float) -> None:
    """Numbers and names along the axes in the product's font."""
    for label in [*axes.get_xticklabels(), *axes.get_yticklabels()]:
        label.set_fontproperties(font(size))


def number_axis(axis: object, exhibit: Exhibit, most: int = 6) -> None:
    """Numbers along an axis as the exhibit writes them, at round places."""

    def words(value: float, _: int) -> str:
        decimals = 0 if float(value).is_integer() else min(max(exhibit.decimals, 1), 2)
        text = f"{abs(value):,.{decimals}f}"
        sign = "−" if value < 0 else ""
        return f"{sign}{exhibit.before}{text}{'%' if exhibit.after == '%' else ''}"

    if exhibit.log:
        ticks = log_ticks(*log_limits(exhibit.figures))
        axis.set_major_locator(FixedLocator(ticks))  # type: ignore[attr-defined]
        axis.set_minor_locator(NullLocator())  # type: ignore[attr-defined]
        axis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:g}"))  # type: ignore[attr-defined]
        return
    axis.set_major_locator(MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]))  # type: ignore[attr-defined]
    axis.set_major_formatter(FuncFormatter(words))  # type: ignore[attr-defined]


def error_sizes(rows: pd.DataFrame) -> np.ndarray:
    """Distances from the value to its limits, shape (2, n); 0 where there is no interval."""
    value = rows["value"].to_numpy(float)
    lower, upper = rows["lower"].to_numpy(float), rows["upper"].to_numpy(float)
    return np.nan_to_num(np.array([value - lower, upper - value])).clip(min=0)


def log_limits(rows: pd.DataFrame) -> tuple[float, float]:
    """Where a scale of ratios begins and ends: all figures and limits above 0, and 1."""
    numbers = rows[["value", "lower", "upper"]].to_numpy(float).ravel()
    numbers = numbers[np.isfinite(numbers) & (numbers > 0)]
    return min(float(numbers.min()), 1.0) / 1.12, max(float(numbers.max()), 1.0) * 1.12


def log_ticks(low: float, high: float) -> list[float]:
    """Round ratios between two limits, 1 always among them."""
    every = [0.05, 0.1, 0.2, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64]
    kept = [each for each in every if low <= each <= high]
    if len(kept) > 7:  # halves and doubles are enough where the scale is long
        kept = [each for each in kept if float(np.log2(each)).is_integer()]
    return kept


def top_of(rows: pd.DataFrame, reference: tuple[str, float] | None) -> float:
    """The largest number that a chart must have room for; at least 0."""
    numbers = rows[["value", "lower", "upper"]].to_numpy(float).ravel()
    found = numbers[np.isfinite(numbers)]
    return max([*found, reference[1] if reference else 0.0, 0.0])


def reference_line(
    axes: Axes, exhibit: Exhibit, colours: Palette, size: float, *, vertical: bool
) -> None:
    """The named line across a chart, where the exhibit has one."""
    if exhibit.reference is None:
        return
    name, value = exhibit.reference
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    wide = axes.get_position().width * figure.get_figwidth() * 72
    if fonts.width(name, size) > wide * 0.45 and ", " in name:
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


def unit_heading(axes: Axes, exhibit: Exhibit, colours: Palette, size: float) -> None:
    """The unit above the value axis, reading across."""
    axes.annotate(exhibit.unit, (0, 1), xycoords="axes fraction", xytext=(-size * 3.4, 4),
                  textcoords="offset points", va="bottom", color=colours.muted_text,
                  fontproperties=font(size * 0.95), annotation_clip=False)  # fmt: skip
    axes.grid(axis="y", color=colours.line, alpha=0.3)
    axes.set_axisbelow(True)
    tick_fonts(axes, size)


def name_categories(axes: Axes, labels: list[str], size: float) -> None:
    """Names along the foot; every second one when they would touch."""
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    room = axes.get_position().width * figure.get_figwidth() * 72 / max(len(labels), 1)
    widest = max(fonts.width(line, size) for text in labels for line in text.split("\n"))
    step = 1
    if widest > room * 0.96 and all("\n" not in text for text in labels):
        step = int(np.ceil(widest * 1.1 / room))
    keep = [n for n in range(len(labels)) if (len(labels) - 1 - n) % step == 0]
    axes.set_xticks(keep, [labels[n] for n in keep])


def figures_below(axes: Axes, exhibit: Exhibit, colours: Palette, size: float, room: float) -> None:
    """The axis of the figures under rows: round numbers, the unit, faint lines behind."""
    number_axis(axes.xaxis, exhibit)
    axes.set_xlabel(fonts.shorten(exhibit.unit, size, room * 0.6), color=colours.muted_text,
                    fontproperties=font(size))  # fmt: skip
    axes.grid(axis="x", color=colours.line, alpha=0.3, zorder=0)
    axes.set_axisbelow(True)
    tick_fonts(axes, size)
