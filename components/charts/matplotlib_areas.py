"""Areas of a map and the squares of its legend as matplotlib artists."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, ScaledTranslation, Transform

from components.charts import shapes
from components.charts.inks import colour
from components.charts.plot import Areas, Swatch
from components.design.palette import Palette
from components.figures.caches import kept


@kept
def paths(level: str) -> dict[str, Path]:
    """Shape of every area of a level by code, in degrees."""
    found = {}
    for code, rings in shapes.rings(level).items():
        signs = [np.full(len(ring), Path.LINETO, dtype=np.uint8) for ring in rings]
        for each in signs:
            each[0], each[-1] = Path.MOVETO, Path.CLOSEPOLY
        found[code] = Path(np.concatenate(rings), np.concatenate(signs))
    return found


def areas(axes: Axes, mark: Areas, palette: Palette) -> None:
    """One ink's areas, or their outlines."""
    known = paths(mark.level)
    drawn = PathCollection(
        [known[code] for code in mark.codes],
        facecolors=colour(mark.ink, palette) if mark.ink else "none",
        edgecolors=colour(mark.edge, palette),
        linewidths=mark.width,
        zorder=1.2 if mark.ink else 5,
        label=mark.name or "_",
    )
    axes.add_collection(drawn, autolim=False)


def swatch(axes: Axes, mark: Swatch, palette: Palette) -> None:
    """A legend's square, in points from a corner of the frame."""
    from_corner = _points_from(axes, mark.corner)
    box = Rectangle(
        (mark.dx, mark.dy - mark.size),
        mark.size,
        mark.size,
        facecolor=colour(mark.ink, palette),
        edgecolor=colour(mark.edge, palette),
        linewidth=0.8,
        transform=from_corner,
        clip_on=False,
        label=mark.name,
    )
    axes.add_patch(box)
    moved = Affine2D().translate(mark.dx, mark.dy) + from_corner
    if mark.strokes:
        lines = LineCollection(
            [[(a, b), (c, d)] for a, b, c, d in mark.strokes],
            colors=colour("line", palette),
            linewidths=0.8,
            clip_on=False,
            zorder=3,
        )
        lines.set_transform(moved)
        axes.add_collection(lines, autolim=False)
    if mark.dots:
        xs, ys = zip(*mark.dots, strict=True)
        axes.plot(
            xs,
            ys,
            linestyle="None",
            marker="o",
            markersize=mark.size * 0.12,
            color=colour("muted", palette),
            transform=moved,
            clip_on=False,
            label="_dots",
        )


def _points_from(axes: Axes, corner: tuple[float, float]) -> Transform:
    figure = axes.get_figure()
    assert figure is not None
    return (
        Affine2D().scale(1 / 72)
        + figure.dpi_scale_trans
        + ScaledTranslation(*corner, axes.transAxes)  # type: ignore[arg-type]  # its stubs are narrow
    )
