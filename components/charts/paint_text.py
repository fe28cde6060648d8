"""Tables (shaded where they have classes) as matplotlib artists."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from components.charts.inks import colour
from components.charts.layouts.table import LINE, TablePage
from components.charts.paint_matplotlib import font, in_points
from components.design.palette import Palette


def table_of(
    figure: Figure,
    page: TablePage,
    count: int,
    colours: Palette,
    box: tuple[float, float, float, float],
) -> None:
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
