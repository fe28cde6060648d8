"""The trend on the card of an area."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import breaks
from components.design.palette import Palette
from components.wording import numbers
from data.contract import parse_period
from data.metadata import Indicator


def trend_figure(rows: pd.DataFrame, entry: Indicator, palette: Palette) -> Any:
    """A small line of an area's figures over time with their intervals (Plotly figure).

    ``rows`` are observations in order of time. The line breaks where a figure is missing and
    where the series was counted in a new way.
    """
    import plotly.graph_objects as go

    labels = [parse_period(text).label for text in rows["period"]]
    ends = [parse_period(text).end.year for text in rows["period"]]
    axis = ends if len(set(ends)) == len(ends) else labels
    value = rows["value"]
    up, down = rows["upper"] - value, value - rows["lower"]
    figure = go.Figure(
        go.Scatter(
            x=axis,
            y=value,
            mode="lines+markers",
            line={"color": palette.primary, "width": 2},
            marker={"size": 7},
            error_y={
                "type": "data",
                "array": up,
                "arrayminus": down,
                "color": palette.muted_text,
                "thickness": 1,
                "width": 3,
                "visible": bool(up.notna().any()),
            },
            text=[numbers.with_unit(v, entry) for v in value],
            customdata=labels,
            hovertemplate="%{customdata}<br>%{text}<extra></extra>",
            connectgaps=False,
        )
    )
    places = ends if axis is ends else list(range(len(labels)))
    for at in breaks.positions(entry, list(rows["period"]), places):
        figure.add_vline(x=at, line={"dash": "dot", "color": palette.line})
    figure.update_layout(
        height=190,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        xaxis={"tickformat": "d", "nticks": 5},
        yaxis={"rangemode": "tozero", "title": None, "ticksuffix": entry.unit_short.strip()[:1]
               if entry.unit_short == "%" else ""},
    )  # fmt: skip
    return figure
