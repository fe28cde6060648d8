"""Pictures of what is text: tables (shaded where they have classes) and headline figures."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from components import table_layout, typeset
from components.charts.style import ink_on
from components.exhibit import Exhibit
from components.palette import Palette
from components.picture_parts import font, in_points


def table_of(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    """The table with its cells broken into lines, as many rows as there is room for."""
    assert exhibit.shown is not None
    axes = figure.add_axes(box)
    axes.set_axis_off()
    width, height = in_points(figure, box[2]), in_points(figure, box[3], high=True)
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    layout = table_layout.fit(exhibit.shown, width, (size, size * 0.9, size * 0.8), gap=10, lines=3)
    step, pad = layout.size * 1.25, layout.size * 0.55
    edges = np.concatenate([[0], np.cumsum(layout.widths)])
    y, drawn = 0.0, 0
    for row, cells in enumerate(layout.cells):
        tall = layout.lines(row) * step + pad
        more = row < len(layout.cells) - 1
        if row and y + tall + (step + pad if more else 0) > height:
            break
        for column, lines in enumerate(cells):
            ink = colours.text
            if row and exhibit.shades is not None:
                shade = int(exhibit.shades.iloc[row - 1, column])
                if shade >= 0:
                    ground = colours.sequential[shade]
                    ink = ink_on(ground)
                    axes.add_patch(
                        Rectangle((edges[column], y + 1), layout.widths[column] - 4, tall - 2,
                                  facecolor=ground, edgecolor="none")
                    )  # fmt: skip
            for number, line in enumerate(lines):
                axes.text(edges[column] + 3, y + pad / 2 + (number + 0.8) * step, line, color=ink,
                          fontproperties=font(layout.size, row == 0))  # fmt: skip
        y += tall
        drawn = row
        axes.plot([0, width], [y, y], color=colours.line, linewidth=1.2 if row == 0 else 0.4)
    left = len(exhibit.shown) - drawn
    if left:
        axes.text(3, y + pad / 2 + 0.8 * step, f"and {left} more rows in the table",
                  color=colours.muted_text, fontproperties=font(layout.size))  # fmt: skip


def headline(figure: Figure, exhibit: Exhibit, colours: Palette, box: tuple, size: float) -> None:
    """One large figure, its interval, and what it is set against."""
    axes = figure.add_axes(box)
    axes.set_axis_off()
    width, height = in_points(figure, box[2]), in_points(figure, box[3], high=True)
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
