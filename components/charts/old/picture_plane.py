"""The plane of cost and gain as a picture: a mark with ranges for each plan, a point a run."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from components.charts.old.picture_parts import SYMBOLS, font, in_points, make_axes, tick_fonts
from components.design import fonts
from components.design.palette import Palette, group_colours
from components.exhibits.exhibit import Exhibit

_MILLION = 1e6


def scale(exhibit: Exhibit) -> tuple[float, str]:
    """What costs are divided by for an axis, and the letter behind them: millions or pounds."""
    largest = exhibit.figures[["cost", "cost_lower", "cost_upper"]].abs().to_numpy().max()
    return (_MILLION, "m") if largest >= 2 * _MILLION else (1.0, "")


def limits(exhibit: Exhibit) -> tuple[float, float, float, float]:
    """Where the axes begin and end (gain, gain, cost, cost), with room; 0 is always inside."""
    found: list[float] = []
    for name in ("gain", "cost"):
        parts = [exhibit.figures[[name, f"{name}_lower", f"{name}_upper"]].to_numpy(float).ravel()]
        if exhibit.cloud is not None:
            parts.append(exhibit.cloud[name].to_numpy(float))
        numbers = np.concatenate([[0.0], *parts])
        low, high = float(numbers.min()), float(numbers.max())
        room = (high - low) * 0.06 or 1.0
        found += [low - room if low < 0 else 0.0, high + room if high > 0 else 0.0]
    return found[0], found[1], found[2], found[3]


def threshold_line(exhibit: Exhibit) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Both ends (gain, cost) of the line of the threshold inside the limits; None without one."""
    if exhibit.reference is None:
        return None
    slope = exhibit.reference[1]
    x0, x1, y0, y1 = limits(exhibit)
    start, end = max(x0, y0 / slope), min(x1, y1 / slope)
    return ((start, slope * start), (end, slope * end)) if end > start else None


def plane(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    """Cost upwards, gain to the right; no plan is where the two lines cross."""
    rows = exhibit.figures
    divisor, letter = scale(exhibit)
    names = [fonts.shorten(str(name), size, in_points(figure, box[2]) * 0.9)
             for name in rows["name"]]  # fmt: skip
    line = threshold_line(exhibit)
    above = size * 1.6 * (len(names) + (1 if line else 0)) + size * 1.8
    axes = make_axes(figure, colours, box, (size * 5, 14, above, size * 3.6), size)
    inks = group_colours(colours.name)
    x0, x1, y0, y1 = limits(exhibit)
    axes.set_xlim(x0, x1)
    axes.set_ylim(y0 / divisor, y1 / divisor)
    axes.axhline(0, color=colours.text, linewidth=1.2)
    axes.axvline(0, color=colours.text, linewidth=1.2)
    for number, (_, row) in enumerate(rows.iterrows()):
        ink, symbol = inks[number % len(inks)], SYMBOLS[number % len(SYMBOLS)]
        if exhibit.cloud is not None:
            own = exhibit.cloud[exhibit.cloud["label"] == row["label"]]
            axes.scatter(own["gain"], own["cost"] / divisor, s=size * 0.7, color=ink, alpha=0.28,
                         marker=symbol, linewidths=0, zorder=2)  # fmt: skip
        axes.errorbar(
            [row["gain"]], [row["cost"] / divisor],
            xerr=[[row["gain"] - row["gain_lower"]], [row["gain_upper"] - row["gain"]]],
            yerr=[[(row["cost"] - row["cost_lower"]) / divisor],
                  [(row["cost_upper"] - row["cost"]) / divisor]],
            fmt=symbol, color=ink, markersize=size, markeredgecolor=colours.background,
            elinewidth=1.8, capsize=4, label=names[number], zorder=5,
        )  # fmt: skip
        axes.annotate(str(row["label"]), (row["gain"], row["cost"] / divisor),
                      xytext=(size * 0.8, size * 0.7), textcoords="offset points",
                      color=colours.text, fontproperties=font(size * 1.15, True),
                      zorder=6)  # fmt: skip
    if line is not None and exhibit.reference is not None:
        axes.plot([each[0] for each in line], [each[1] / divisor for each in line],
                  color=colours.muted_text, linestyle="--", linewidth=1.8,
                  label=f"threshold: {exhibit.reference[0]}")  # fmt: skip
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1 + size * 1.8 / in_points(figure, box[3], high=True)),
        frameon=False, prop=font(size), labelcolor=colours.text, borderaxespad=0,
        handletextpad=0.4, labelspacing=0.3,
    )  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda v, _: f"{v:,.6g}".replace("-", "−"))
    )  # fmt: skip
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda v, _: f"{'−' if v < 0 else ''}£{abs(v):,.6g}{letter}")
    )
    axes.set_xlabel(exhibit.axes[0], color=colours.muted_text, fontproperties=font(size))
    axes.annotate(exhibit.axes[1], (0, 1), xycoords="axes fraction", xytext=(-size * 4.4, 4),
                  textcoords="offset points", va="bottom", color=colours.muted_text,
                  fontproperties=font(size * 0.95), annotation_clip=False)  # fmt: skip
    axes.grid(color=colours.line, alpha=0.3)
    axes.set_axisbelow(True)
    tick_fonts(axes, size)
