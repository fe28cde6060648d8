"""Tables (shaded where they have classes) and headline figures as matplotlib artists."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from components.charts.inks import colour
from components.charts.layouts.table import LINE, TablePage
from components.charts.paint_matplotlib import font, in_points
from components.design import fonts
from components.design.palette import Palette
from components.exhibits.exhibit import Exhibit


def table_of(figure: Figure, page: TablePage, count: int, colours: Palette, box: tuple) -> None:
    """A page of a table of ``count`` rows; what the picture has no room for is counted."""
    axes = figure.add_axes(box)
    axes.set_axis_off()
    width, height = in_points(figure, box[2]), in_points(figure, box[3], high=True)
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    edges = np.concatenate([[0], np.cumsum(page.widths)])
    step, y = page.size * LINE, 0.0
    for row in (None, *page.rows):
        tall = page.height(row)
        for column, lines in enumerate(page.head if row is None else row.cells):
            ink = colours.text
            shade = -1 if row is None else row.shades[column]
            if shade >= 0:
                ink = colour(f"on:shade:{shade}", colours)
                axes.add_patch(
                    Rectangle(
                        (edges[column], y + 1),
                        page.widths[column] - 4,
                        tall - 2,
                        facecolor=colours.sequential[shade],
                        edgecolor="none",
                    )
                )
            for number, line in enumerate(lines):
                axes.text(
                    edges[column] + 3,
                    y + page.pad / 2 + (number + 0.8) * step,
                    line,
                    color=ink,
                    fontproperties=font(page.size, row is None),
                )
        y += tall
        axes.plot([0, width], [y, y], color=colours.line, linewidth=1.2 if row is None else 0.4)
    left = count - len({row.number for row in page.rows})
    if left or page.part[1] > 1:
        axes.text(
            3,
            y + page.pad / 2 + 0.8 * step,
            f"and {max(left, 1)} more rows in the table",
            color=colours.muted_text,
            fontproperties=font(page.size),
        )


def headline(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    """One large figure, its interval, and what it is set against."""
    axes = figure.add_axes(box)
    axes.set_axis_off()
    width, height = in_points(figure, box[2]), in_points(figure, box[3], high=True)
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    rows = exhibit.chart.figures
    big = min(size * 7, height * 0.3)
    number = exhibit.number(float(rows["value"].iloc[0]))
    while fonts.width(number, big, bold=True) > width * 0.95:
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
        axes.text(
            width / 2,
            y,
            fonts.shorten(text, points, width, bold=bold),
            va="top",
            ha="center",
            color=colours.primary if bold else colours.text,
            fontproperties=font(points, bold),
        )
        y -= points * 1.35
