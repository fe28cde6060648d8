"""A plot as matplotlib artists. No arithmetic but from the room's unit to parts of a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedLocator, NullLocator

from components.charts import matplotlib_areas
from components.charts.inks import colour
from components.charts.plot import (
    Areas,
    Axis,
    Band,
    Bars,
    Box,
    Legend,
    Line,
    Plot,
    Points,
    Rule,
    Swatch,
    Text,
)
from components.design import fonts
from components.design.palette import Palette
from components.figures.caches import kept

# A person's "$5m to $6m" is text and never a formula.
matplotlib.rcParams["text.parse_math"] = False

_MARKERS = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle": "^",
    "cross": "P",
    "ring": "o",
    "star": "*",
    "triangle-down": "v",
    "triangle-right": ">",
    "triangle-left": "<",
}
_DASHES: dict[str, Any] = {
    "solid": "-",
    "dash": (0, (5, 3)),
    "dot": (0, (2, 2)),
    "dashdot": (0, (7, 3, 1.5, 3)),
}


@kept
def font(size: float, bold: bool = False) -> FontProperties:
    """The product's font at a size in points."""
    found = fonts.properties(bold).copy()
    found.set_size(size)
    return found


def in_points(figure: Figure, share: float, *, high: bool = False) -> float:
    """A share of the figure's width (or height) in points."""
    return share * (figure.get_figheight() if high else figure.get_figwidth()) * 72


def paint(
    figure: Figure, plot: Plot, palette: Palette, box: tuple[float, float, float, float]
) -> Axes:
    """Draw a plot, laid out in points, into a part of a figure (left, low, width, height)."""
    wide, high = figure.get_figwidth() * 72, figure.get_figheight() * 72
    left, right, top, bottom = plot.margins
    axes = figure.add_axes(
        (
            box[0] + left / wide,
            box[1] + bottom / high,
            max(box[2] - (left + right) / wide, 0.02),
            max(box[3] - (top + bottom) / high, 0.02),
        )
    )
    axes.set_facecolor("none")
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_visible(bool(plot.x.ticks))
    axes.spines["bottom"].set_color(palette.line)
    axes.tick_params(colors=palette.text, labelcolor=palette.text, length=0, pad=4)
    axes.set_axisbelow(True)
    if plot.globe or plot.bare:
        axes.set_axis_off()
    _axis(axes, plot.x, "x", palette)
    _axis(axes, plot.y, "y", palette)
    for mark in plot.marks:
        _PAINTERS[type(mark)](axes, mark, palette)
    if plot.legend is not None:
        _legend(figure, axes, plot, plot.legend, palette, box)
    return axes


def _axis(axes: Axes, axis: Axis, which: str, palette: Palette) -> None:
    one = axes.xaxis if which == "x" else axes.yaxis
    if axis.log:
        (axes.set_xscale if which == "x" else axes.set_yscale)("log", base=2)
        one.set_minor_locator(NullLocator())
    (axes.set_xlim if which == "x" else axes.set_ylim)(axis.low, axis.high)
    one.set_major_locator(FixedLocator(list(axis.ticks)))
    one.set_ticklabels(list(axis.texts))
    for label in one.get_ticklabels():
        label.set_fontproperties(font(axis.size))
        label.set_parse_math(False)
        label.set_linespacing(1.1)
    if axis.grid:
        axes.grid(axis=which, color=palette.line, alpha=0.3)  # type: ignore[arg-type]
    if axis.title and which == "x":
        axes.set_xlabel(
            axis.title, color=palette.muted_text, fontproperties=font(axis.size), parse_math=False
        )


def _sizes(values: Sequence[float], low: Sequence[float], high: Sequence[float]) -> np.ndarray:
    at = np.asarray(values, dtype=float)
    reach = np.array([at - np.asarray(low), np.asarray(high) - at])
    return np.asarray(np.maximum(np.nan_to_num(reach), 0))


def _points(axes: Axes, mark: Points, palette: Palette) -> None:
    if mark.low:
        along = mark.x if mark.along == "x" else mark.y
        sizes = _sizes(along, mark.low, mark.high)
        axes.errorbar(
            mark.x,
            mark.y,
            fmt="none",
            ecolor=colour(mark.range_ink, palette),
            elinewidth=mark.range_width,
            capsize=mark.cap,
            zorder=3,
            clip_on=True,
            xerr=sizes if mark.along == "x" else None,
            yerr=sizes if mark.along == "y" else None,
        )
    inks = [colour(each, palette) for each in mark.inks]
    face = ["none"] * len(inks) if mark.symbol == "ring" else inks
    axes.scatter(
        mark.x,
        mark.y,
        s=mark.size**2,
        c=face,
        alpha=mark.opacity,
        zorder=4,
        marker=_MARKERS[mark.symbol],
        label=mark.name or "_",
        clip_on=mark.opacity < 1,
        edgecolors=colour(mark.edge, palette)
        if mark.edge
        else inks
        if mark.symbol == "ring"
        else "none",
        linewidths=1.4 if mark.symbol == "ring" else mark.edge_width if mark.edge else 0,
    )
    for x, y, text in zip(mark.x, mark.y, mark.inside, strict=False):
        _text(axes, Text(x, y, text, mark.inside_size, bold=True, across="center"), palette)


def _line(axes: Axes, mark: Line, palette: Palette) -> None:
    ink = colour(mark.ink, palette)
    if mark.low:
        axes.errorbar(
            mark.x,
            mark.y,
            yerr=_sizes(mark.y, mark.low, mark.high),
            fmt="none",
            ecolor=ink,
            elinewidth=1.2,
            capsize=3,
            zorder=3,
        )
    axes.plot(
        mark.x,
        mark.y,
        color=ink,
        linewidth=mark.width,
        linestyle=_DASHES[mark.dash],
        marker=_MARKERS.get(mark.symbol, ""),
        markersize=mark.size,
        zorder=4,
        label=mark.name or "_",
        clip_on=not mark.symbol,
    )


def _band(axes: Axes, mark: Band, palette: Palette) -> None:
    axes.fill_between(
        mark.x,
        mark.low,
        mark.high,
        color=colour(mark.ink, palette),
        alpha=mark.opacity,
        linewidth=0,
        zorder=1.5,
    )


def _bars(axes: Axes, mark: Bars, palette: Palette) -> None:
    widths = np.subtract(mark.end, mark.base)
    drawn = axes.barh(
        mark.at,
        widths,
        left=mark.base,
        height=mark.thickness,
        zorder=2,
        color=[colour(each, palette) for each in mark.inks],
        label=mark.name or "_",
        edgecolor=colour(mark.edge, palette) if mark.edge else "none",
    )
    for one, hatched in zip(drawn, mark.hatched, strict=False):
        if hatched:
            one.set_hatch("//")
    if mark.low:
        axes.errorbar(
            mark.end,
            mark.at,
            xerr=_sizes(mark.end, mark.low, mark.high),
            fmt="none",
            ecolor=palette.text,
            elinewidth=1.3,
            capsize=3,
            zorder=3,
        )


def _rule(axes: Axes, mark: Rule, palette: Palette) -> None:
    draw = axes.axvline if mark.axis == "x" else axes.axhline
    draw(
        mark.at,
        color=colour(mark.ink, palette),
        linewidth=mark.width,
        linestyle=_DASHES[mark.dash],
        zorder=0.9 if mark.behind else 5,
        alpha=0.4 if mark.behind else 1,
        label=f"_rule {mark.name}",
    )


def _box(axes: Axes, mark: Box, palette: Palette) -> None:
    axes.add_patch(
        Rectangle(
            (mark.x0, mark.y0),
            mark.x1 - mark.x0,
            mark.y1 - mark.y0,
            facecolor=colour(mark.ink, palette),
            edgecolor=colour(mark.edge, palette),
            linewidth=0.8,
            zorder=4.5,
        )
    )


def _text(axes: Axes, mark: Text, palette: Palette) -> None:
    frame = ("axes fraction", "data")
    coords = (frame[not mark.x_frame], frame[not mark.y_frame])
    axes.annotate(
        mark.text,
        (mark.x, mark.y),
        xycoords=coords,
        xytext=(mark.dx, mark.dy),
        textcoords="offset points",
        ha=mark.across,
        annotation_clip=False,
        va={"middle": "center"}.get(mark.up, mark.up),
        color=colour(mark.ink, palette),
        fontproperties=font(mark.size, mark.bold),
        zorder=6,
        parse_math=False,
        path_effects=[withStroke(linewidth=2.2, foreground=colour(mark.halo, palette))]
        if mark.halo
        else [],
    )


def _legend(
    figure: Figure,
    axes: Axes,
    plot: Plot,
    legend: Legend,
    palette: Palette,
    box: tuple[float, float, float, float],
) -> None:
    handles, said = [], []
    for each in legend.entries:
        ink = colour(each.ink, palette)
        handles.append(
            Line2D(
                [],
                [],
                color=ink,
                marker=_MARKERS.get(each.symbol, ""),
                linestyle="" if each.symbol and each.dash == "solid" else _DASHES[each.dash],
                markersize=legend.size * 0.65,
                markerfacecolor="none" if each.symbol == "ring" else ink,
            )
        )
        said.append(each.text)
    columns, rows = legend.columns, -(-len(said) // legend.columns)
    order = [r * columns + c for c in range(columns) for r in range(rows)]  # it fills columns first
    order = [n for n in order if n < len(said)]
    made = figure.legend(
        [handles[n] for n in order],
        [said[n] for n in order],
        loc="upper left",
        bbox_to_anchor=(box[0], box[1] + box[3]),
        ncols=columns,
        frameon=False,
        prop=font(legend.size),
        labelcolor=palette.text,
        borderaxespad=0,
        borderpad=0,
        handletextpad=0.3,
        columnspacing=1.2,
        labelspacing=0.2,
        handlelength=1.2,
    )
    for text in made.get_texts():
        text.set_parse_math(False)


_PAINTERS: dict[type, Any] = {
    Points: _points,
    Line: _line,
    Band: _band,
    Bars: _bars,
    Rule: _rule,
    Text: _text,
    Box: _box,
    Areas: matplotlib_areas.areas,
    Swatch: matplotlib_areas.swatch,
}
