"""Stacked bars that show what each group is made of."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from components.charts.old.screen_style import base_figure, kept
from components.design.colour import ink_on, shades
from components.design.palette import Palette


@kept
def composition_bars(
    data: pd.DataFrame,
    palette: Palette,
    *,
    rows: Sequence[str],
    parts: Sequence[str],
    value_title: str,
    part_title: str,
) -> go.Figure:
    """One bar of 100% per row, cut into ordered parts, the first part darkest.

    Parameters
    ----------
    data
        Columns row, part, share (percent), words (hover text).
    rows
        Labels from top to bottom.
    parts
        Parts from left to right, at most ten; shades run from strong (first) to pale (last),
        with a line between parts and the share written into parts wide enough to hold it.
    """
    figure = base_figure(palette, height=130 + 40 * len(rows), legend=True)
    fills = shades(palette, len(parts))
    for shade, part in zip(fills, parts, strict=True):
        piece = data[data["part"] == part].set_index("row").reindex(rows)
        figure.add_trace(
            go.Bar(
                name=part,
                y=list(range(len(rows))),
                x=piece["share"],
                orientation="h",
                marker={"color": shade, "line": {"color": palette.background, "width": 1}},
                text=[f"{share:.0f}" if share >= 4 else "" for share in piece["share"].fillna(0)],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"size": 12, "color": ink_on(shade)},
                constraintext="none",
                customdata=piece["words"].fillna(""),
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    figure.update_layout(
        barmode="stack",
        bargap=0.25,
        legend={
            "title": {"text": f"{part_title} "},
            "itemclick": False, "itemdoubleclick": False, "traceorder": "normal",
        },
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=list(rows), range=[len(rows) - 0.5, -0.5],
        showgrid=False,
    )  # fmt: skip
    figure.update_xaxes(title_text=value_title, range=[0, 100], showgrid=False)
    return figure
