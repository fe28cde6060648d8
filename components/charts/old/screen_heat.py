"""A table of two breakdowns crossed, shaded by value, with each cell's figure written in it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from components.charts.old.screen_style import base_figure, kept, wrapped
from components.design.colour import ink_on
from components.design.palette import Palette


@kept
def heat_table(
    data: pd.DataFrame,
    palette: Palette,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    row_title: str,
    column_title: str,
) -> go.Figure:
    """Cells shaded by value, figure and interval written in; held-back cells say so.

    Parameters
    ----------
    data
        Columns row, column, value (NaN for none), label (written in the cell, "<br>" breaks
        the line), words (hover text).
    rows, columns
        Labels in order. A pair without a row of data stays blank.
    """
    grid = data.set_index(["row", "column"])
    figure = base_figure(palette, height=110 + 52 * len(rows))
    values = data["value"].dropna()
    low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
    scale = [
        (step / (len(palette.sequential) - 1), colour)
        for step, colour in enumerate(palette.sequential)
    ]
    z, hover = [], []
    for row_number, row in enumerate(rows):
        line, texts = [], []
        for column_number, column in enumerate(columns):
            cell = grid.loc[(row, column)] if (row, column) in grid.index else None
            value = None if cell is None or pd.isna(cell["value"]) else float(cell["value"])
            line.append(value)
            texts.append("" if cell is None else cell["words"])
            if cell is None:
                continue
            ground = palette.suppressed
            if value is not None:
                share = (value - low) / (high - low) if high > low else 0.0
                ground = palette.sequential[round(share * (len(palette.sequential) - 1))]
            figure.add_annotation(
                x=column_number, y=row_number, text=cell["label"], showarrow=False,
                font={"size": 12, "color": ink_on(ground)},
            )  # fmt: skip
            if value is None:
                figure.add_shape(
                    type="rect", layer="below", line={"color": palette.line, "dash": "dot"},
                    x0=column_number - 0.48, x1=column_number + 0.48,
                    y0=row_number - 0.46, y1=row_number + 0.46, fillcolor=palette.suppressed,
                )  # fmt: skip
        z.append(line)
        hover.append(texts)
    figure.add_trace(
        go.Heatmap(
            z=z,
            x=list(range(len(columns))),
            y=list(range(len(rows))),
            zmin=low,
            zmax=high if high > low else low + 1,
            colorscale=_stepped(scale),
            showscale=False,
            xgap=3,
            ygap=3,
            text=hover,
            hovertemplate="%{text}<extra></extra>",
            hoverongaps=False,
        )
    )
    figure.update_xaxes(
        title_text=column_title, side="top", tickvals=list(range(len(columns))),
        ticktext=list(columns), showgrid=False, showline=False, ticks="",
    )  # fmt: skip
    figure.update_yaxes(
        title_text=row_title, tickvals=list(range(len(rows))),
        ticktext=[wrapped(name, 16) for name in rows],
        range=[len(rows) - 0.5, -0.5], showgrid=False, showline=False, ticks="",
    )  # fmt: skip
    figure.update_layout(margin_t=70)
    return figure


def _stepped(scale: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """The same classes without blending, so that the writing's colour always fits its ground."""
    count = len(scale)
    edges = [0.0, *((step + 0.5) / (count - 1) for step in range(count - 1)), 1.0]
    stepped = []
    for number, (_, colour) in enumerate(scale):
        stepped += [(edges[number], colour), (edges[number + 1], colour)]
    return stepped
