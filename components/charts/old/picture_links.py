"""The causal map as a picture, from the layout that the Evidence page draws it from."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from components.charts import causal_layout, causal_map
from components.charts.causal_map import Map
from components.charts.paint_matplotlib import font, in_points
from components.design import fonts
from components.design.palette import Palette
from components.exhibits.charts import CausalMap
from components.exhibits.exhibit import Exhibit
from components.figures.caches import kept
from model.register import load_registers

#: Style of line by grade: (matplotlib's line style, width), as the page has them.
_STYLES: dict[str, tuple[object, float]] = {
    "A": ("-", 3.2),
    "B": ("-", 1.6),
    "C": ((0, (5, 3)), 1.6),
    "D": ((0, (7, 3, 1.5, 3)), 1.6),
    "J": ((0, (1.2, 2.6)), 1.6),
    "=": ("-", 0.7),
}
_ROW = 46  # pixels of a row of a framed picture
_FRAME = 150  # pixels of its words
_LEAST = 5.0  # points of the smallest text there is
_KEY = 1.9  # lines of the key below the map


@kept
def _map(view: str) -> Map:
    return causal_map.build(view, load_registers())


def drawn(exhibit: Exhibit) -> Map:
    """What the exhibit's picture shows: boxes by column and arrows."""
    assert isinstance(exhibit.chart, CausalMap)
    return _map(exhibit.chart.view)


def rows(exhibit: Exhibit) -> int:
    """Boxes in the longest column."""
    return max(len(column) for column in drawn(exhibit).columns)


def height(exhibit: Exhibit) -> int:
    """Pixels of height at which a framed picture of the map can be read."""
    return _FRAME + _ROW * rows(exhibit)


def _columns(found: Map) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Centres and widths of the columns' boxes, in parts of the width."""
    if len(found.columns) == 3:
        return (0.152, 0.55, 0.883), (0.3, 0.24, 0.225)
    return (0.158, 0.813), (0.31, 0.365)


def fitting(exhibit: Exhibit, width: float, high: float, size: float) -> float:
    """The largest text in points, at most ``size``, at which every box holds its words.

    ``width`` and ``high`` of the whole picture in points.
    """
    found = drawn(exhibit)
    widths = _columns(found)[1]
    points = size
    while points > _LEAST:
        row = (high - points * 1.3 * _KEY) / rows(exhibit)
        room = [
            len(fonts.wrap(found.titles[box], points, wide * width - 8))
            for column, wide in zip(found.columns, widths, strict=True)
            for box in column
        ]
        if max(room) * points * 1.22 + 5 <= row * 0.9:
            return points
        points -= 0.25
    return _LEAST


def links(
    figure: Figure,
    exhibit: Exhibit,
    colours: Palette,
    box: tuple[float, float, float, float],
    size: float,
) -> None:
    """Boxes with their words, arrows in the style of their grade with its letter, a key."""
    found = drawn(exhibit)
    width, high = in_points(figure, box[2]), in_points(figure, box[3], high=True)
    points = fitting(exhibit, width, high, size)
    key = points * 1.3 * _KEY
    axes = figure.add_axes(box)
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(high, 0)
    xs, widths = _columns(found)
    row = (high - key) / rows(exhibit)
    placed = causal_layout.place(
        found.columns, found.arrows, xs=xs, widths=widths, aspect=width / row
    )
    for arrow in found.arrows:
        grade = arrow.label.split(",")[0]
        style, thick = _STYLES[grade]
        ink = colours.line if grade == "=" else colours.primary
        curve = placed.curves[arrow.id] * (width, row)
        axes.plot(curve[:, 0], curve[:, 1], linestyle=style, linewidth=thick, color=ink, zorder=1)
        ahead = curve[-1][0] >= curve[-4][0]
        axes.plot(
            [curve[-1][0] - (2 if ahead else -2)],
            [curve[-1][1]],
            color=ink,
            zorder=2,
            marker=">" if ahead else "<",
            markersize=points * 0.6,
        )
    for column, wide in zip(found.columns, widths, strict=True):
        for name in column:
            x, y = placed.boxes[name][0] * width, placed.boxes[name][1] * row
            lines = fonts.wrap(found.titles[name], points, wide * width - 8)
            tall = min(max(len(lines) * points * 1.22 + 5, points * 2.2), row * 0.94)
            axes.add_patch(
                Rectangle(
                    (x - wide * width / 2, y - tall / 2),
                    wide * width,
                    tall,
                    zorder=3,
                    facecolor=colours.surface,
                    edgecolor=colours.line,
                    linewidth=0.8,
                )
            )
            axes.text(
                x,
                y,
                "\n".join(lines),
                ha="center",
                va="center",
                color=colours.text,
                linespacing=1.15,
                fontproperties=font(points),
                zorder=4,
            )
    for arrow in found.arrows:
        if arrow.id not in found.members:
            continue
        x, y = placed.letters[arrow.id][0] * width, placed.letters[arrow.id][1] * row
        axes.text(
            x,
            y,
            arrow.label.replace(", ", ""),
            ha="center",
            va="center",
            color=colours.text,
            fontproperties=font(min(points, row * 0.45), True),
            zorder=6,
            bbox={
                "boxstyle": "round,pad=0.22",
                "facecolor": colours.background,
                "edgecolor": colours.text,
                "linewidth": 0.8,
            },
        )
    _key(axes, found, colours, width, high, points)


def _key(
    axes: Axes, found: Map, colours: Palette, width: float, high: float, points: float
) -> None:
    """Below the map: what each letter rests on, in as large a text as one line can hold."""
    used = {letter for arrow in found.arrows for letter in arrow.label.split(", ")}
    said = (
        ("A", "strong causal study"),
        ("B", "causal study"),
        ("C", "association"),
        ("D", "how the outcome is counted"),
        ("J", "judgement"),
        ("=", "hairline: only adding up"),
    )
    text = "    ".join(
        words if letter == "=" else f"{letter} {words}" for letter, words in said if letter in used
    )
    while fonts.width(text, points) > width and points > _LEAST:
        points -= 0.25
    axes.text(
        width / 2,
        high - 1,
        text,
        ha="center",
        va="bottom",
        color=colours.muted_text,
        fontproperties=font(points),
    )
