"""Any exhibit as a picture, PNG or SVG, drawn on the server with matplotlib.

A framed picture carries its title, subtitle, source and licence, for use on its own; an unframed
one is for slides and pages that set those words themselves.
"""

from __future__ import annotations

import io
import json
import textwrap
from typing import Any, TypedDict, Unpack

import matplotlib
from lxml import etree
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from components.builders.registry import build
from components.charts import paint_matplotlib, picture_charts
from components.charts.paint_matplotlib import font
from components.charts.plot import Plot
from components.design import fonts
from components.design.palette import LIGHT, Palette, palette
from components.exhibits.exhibit import Exhibit, Recipe
from components.figures.caches import kept
from data import store

# Text stays text in SVG: it can be read out, searched and set in the reader's font.
matplotlib.rcParams["svg.fonttype"] = "none"
matplotlib.rcParams["svg.hashsalt"] = "atlas"  # the same picture gives the same file
matplotlib.rcParams["text.parse_math"] = False  # "Save $5m to $6m" is a title, not a formula

DPI = 96
#: Size of a framed picture in pixels at 1x: 16:9, as slides and screens are.
WIDTH, HEIGHT = 1200, 675
_WORDS = 110.0  # points of height that the words of a framed picture take at most, as a rule


def draw(
    exhibit: Exhibit,
    colours: Palette = LIGHT,
    *,
    width: int = WIDTH,
    height: int = HEIGHT,
    framed: bool = True,
    size: float = 11,
    caption: str = "",
    grow: bool | None = None,
) -> Figure:
    """The exhibit as a matplotlib figure.

    Parameters
    ----------
    width, height
        Pixels at 1x (96 to the inch).
    framed
        Whether title, subtitle, source and licence are in the picture.
    size
        Of the smallest text in points; titles are larger in proportion.
    caption
        The person's own line, below the subtitle of a framed picture.
    grow
        Whether a picture may be higher than ``height`` so that all of its rows can be read;
        framed ones are, unless told.
    """
    if framed if grow is None else grow:
        high = height * 72 / DPI
        words = _WORDS if framed else 0.0
        needs = picture_charts.height_needed(
            exhibit, width * 0.96 * 72 / DPI, (high - words) * 0.96, size
        )
        height = max(height, round((needs / 0.96 + words) * DPI / 72))
    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=colours.background)
    FigureCanvasAgg(figure)
    top, bottom = 1.0, 0.0
    if framed:
        top, bottom = _words(figure, exhibit, colours, width, height, size, caption)
    box = (0.02, bottom + 0.01, 0.96, top - bottom - 0.02)
    picture_charts.draw(figure, exhibit, colours, box, size)
    return figure


def _words(
    figure: Figure,
    exhibit: Exhibit,
    colours: Palette,
    width: int,
    height: int,
    size: float,
    caption: str,
) -> tuple[float, float]:
    """Title, subtitle and source; returns where the chart's room begins and ends (0 to 1)."""
    points = height * 72 / DPI
    room = (width * 0.96) * 72 / DPI
    title = size * (1.7 if len(exhibit.title) < 95 else 1.4)
    y = 1 - 10 / points
    blocks = [(exhibit.title, title, True, colours.text)]
    blocks.append((exhibit.subtitle, size * 1.05, False, colours.muted_text))
    if caption:
        blocks.append((caption, size * 1.1, False, colours.text))
    for text, points_high, bold, colour in blocks:
        for line in fonts.wrap(text, points_high, room, bold=bold):
            figure.text(
                0.02,
                y,
                line,
                va="top",
                ha="left",
                color=colour,
                fontproperties=font(points_high, bold),
            )
            y -= points_high * 1.3 / points
    lines = fonts.wrap(exhibit.source_line, size * 0.85, room)
    low = 8 / points
    for line in reversed(lines):
        figure.text(
            0.02,
            low,
            line,
            va="bottom",
            ha="left",
            color=colours.muted_text,
            fontproperties=font(size * 0.85),
        )
        low += size * 0.85 * 1.3 / points
    return y - 6 / points, low + 4 / points


class Look(TypedDict, total=False):
    """How a picture is made; see `draw`."""

    width: int
    height: int
    framed: bool
    size: float
    caption: str
    grow: bool


def png(
    exhibit: Exhibit, colours: Palette = LIGHT, *, scale: float = 2, **look: Unpack[Look]
) -> bytes:
    """The exhibit as PNG at ``scale`` times the given pixels; alt text is in its metadata."""
    out = io.BytesIO()
    metadata = {"Title": exhibit.title, "Description": exhibit.alt, "Software": None}
    draw(exhibit, colours, **look).savefig(out, format="png", dpi=DPI * scale, metadata=metadata)
    return out.getvalue()


def svg(exhibit: Exhibit, colours: Palette = LIGHT, **look: Unpack[Look]) -> bytes:
    """The exhibit as SVG with a title and a description that screen readers find."""
    figure = draw(exhibit, colours, **look)
    FigureCanvasSVG(figure)
    out = io.BytesIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    root = etree.fromstring(out.getvalue())
    root.set("role", "img")
    root.set("aria-labelledby", "t d")
    for place, (tag, name, said) in enumerate(
        (("title", "t", exhibit.title), ("desc", "d", exhibit.alt))
    ):
        words = etree.Element(f"{{{root.nsmap[None]}}}{tag}", id=name)
        words.text = said
        root.insert(place, words)
    made: bytes = etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)
    return made


def plot_png(plot: Plot, exhibit: Exhibit, colours: Palette = LIGHT, *, scale: float = 2) -> bytes:
    """One part of an exhibit's chart, laid out in points, as PNG without words around it."""
    figure = Figure(
        figsize=(plot.width / 72, plot.height / 72), dpi=DPI, facecolor=colours.background
    )
    FigureCanvasAgg(figure)
    paint_matplotlib.paint(figure, plot, colours, (0, 0, 1, 1))
    out = io.BytesIO()
    metadata = {"Title": exhibit.title, "Description": exhibit.alt, "Software": None}
    figure.savefig(out, format="png", dpi=DPI * scale, metadata=metadata)
    return out.getvalue()


@kept
def _cached(
    key: str, version: str, theme: str, form: str, options: tuple[tuple[str, Any], ...]
) -> bytes:
    exhibit = build(Recipe.read(json.loads(key)))
    make = png if form == "png" else svg
    return make(exhibit, palette(theme), **dict(options))


def kept_picture(exhibit: Exhibit, theme: str, form: str, **options: object) -> bytes:
    """A picture of an exhibit that can be built again, drawn once per process."""
    return _cached(
        exhibit.recipe.key, store.data_version(), theme, form, tuple(sorted(options.items()))
    )


def description(exhibit: Exhibit, longest: int = 1000) -> str:
    """Alt text short enough for any format."""
    return textwrap.shorten(exhibit.alt, longest, placeholder=" …")
