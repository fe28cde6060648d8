"""The causal map drawn for the page Evidence."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from components.charts import causal_layout
from components.charts.causal_map import Map, style
from components.charts.old.screen_style import base_figure, wrapped
from components.design.fonts import SCREEN_FONT
from components.design.palette import Palette

#: Style of line by grade: (dash, width). The letter on the arrow says the same.
STYLES = {
    "A": ("solid", 4.0),
    "B": ("solid", 2.0),
    "C": ("8px,5px", 2.0),
    "D": ("10px,4px,2px,4px", 2.0),
    "J": ("2px,5px", 2.0),
    "=": ("solid", 1.0),
}


def figure(drawn: Map, palette: Palette, chosen: str = "") -> go.Figure:
    """The picture: boxes with words, arrows in the style of their grade, letters to click.

    ``chosen``: id of the arrow to bring out. An arrow in outline has the style of its best
    grade and all its letters.
    """
    three = len(drawn.columns) == 3
    xs = (0.15, 0.56, 0.9) if three else (0.17, 0.83)
    widths = (0.28, 0.2, 0.19) if three else (0.32, 0.32)
    rows = max(len(column) for column in drawn.columns)
    high = 62 if rows <= 8 else 50
    placed = causal_layout.place(
        drawn.columns, drawn.arrows, xs=xs, widths=widths, aspect=1100 / high
    )
    picture = base_figure(palette, height=int(rows * high + 20))
    picture.update_layout(
        margin={"l": 0, "r": 0, "t": 10, "b": 10}, hovermode="closest", clickmode="event+select"
    )
    picture.update_xaxes(visible=False, range=[0, 1.01])
    picture.update_yaxes(visible=False, range=[placed.height, 0])
    for arrow in drawn.arrows:
        _line(picture, palette, placed.curves[arrow.id], style(arrow.label), arrow.id == chosen)
    for c, column in enumerate(drawn.columns):
        for box in column:
            _box(picture, palette, placed.boxes[box], widths[c], drawn.titles[box], high, three)
    _letters(picture, palette, drawn, placed, chosen)
    return picture


def _line(picture: go.Figure, palette: Palette, curve: np.ndarray, grade: str, bold: bool) -> None:
    dash, width = STYLES[grade]
    colour = palette.highlight if bold else palette.line if grade == "=" else palette.primary
    picture.add_trace(
        go.Scatter(
            x=curve[:, 0],
            y=curve[:, 1],
            mode="lines",
            hoverinfo="skip",
            line={"color": colour, "width": width + (2 if bold else 0), "dash": dash},
        )
    )
    ahead = curve[-1][0] >= curve[-4][0]
    picture.add_trace(
        go.Scatter(
            x=[curve[-1][0]],
            y=[curve[-1][1]],
            mode="markers",
            hoverinfo="skip",
            marker={
                "symbol": "triangle-right" if ahead else "triangle-left",
                "size": 9,
                "color": colour,
            },
        )
    )


def _box(
    picture: go.Figure,
    palette: Palette,
    at: tuple[float, float],
    width: float,
    text: str,
    high: int,
    small: bool,
) -> None:
    x, y = at
    half = 23 / high
    picture.add_shape(
        type="rect",
        layer="above",
        x0=x - width / 2,
        x1=x + width / 2,
        y0=y - half,
        y1=y + half,
        fillcolor=palette.surface,
        line={"color": palette.line, "width": 1},
    )
    picture.add_annotation(
        x=x,
        y=y,
        text=wrapped(text, 22 if small else 26),
        showarrow=False,
        font={"family": SCREEN_FONT, "size": 13, "color": palette.text},
    )


def _letters(
    picture: go.Figure, palette: Palette, drawn: Map, placed: causal_layout.Placed, chosen: str
) -> None:
    """The letters on the arrows: one trace, so that a click names the arrow."""
    real = [arrow for arrow in drawn.arrows if arrow.id in drawn.members]
    longest = max(len(arrow.label) for arrow in real)
    picture.add_trace(
        go.Scatter(
            name="grades",
            x=[placed.letters[arrow.id][0] for arrow in real],
            y=[placed.letters[arrow.id][1] for arrow in real],
            mode="markers+text",
            text=[arrow.label.replace(", ", "") for arrow in real],
            textfont={"family": SCREEN_FONT, "size": 13, "color": palette.text},
            marker={
                "size": 22 if longest == 1 else 34,
                "color": palette.background,
                "line": {
                    "color": [
                        palette.highlight if arrow.id == chosen else palette.text for arrow in real
                    ],
                    "width": [3 if arrow.id == chosen else 1.2 for arrow in real],
                },
            },
            customdata=[arrow.id for arrow in real],
            hovertext=[
                f"{drawn.titles[arrow.source]} → {drawn.titles[arrow.target]}<br>"
                f"grade {arrow.label}; click for its entry"
                for arrow in real
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )
    )
