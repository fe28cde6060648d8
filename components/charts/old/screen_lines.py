"""A figure over time with its 95% interval, one line or several groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from components.charts.marks_style import Mark, plain_mark
from components.charts.old.screen_style import base_figure, kept, wrapped
from components.design.colour import translucent
from components.design.palette import Palette


@kept
def line_with_band(
    data: pd.DataFrame,
    palette: Palette,
    *,
    value_title: str,
    reference: tuple[str, float] | None = None,
    breaks: Sequence[pd.Timestamp] = (),
    from_zero: bool = False,
    height: int = 280,
) -> go.Figure:
    """One series over time: dots joined by a line, the 95% interval as a band.

    Parameters
    ----------
    data
        Columns date (where the period is drawn), tick (its short name on the axis), value,
        lower, upper, words (hover text), in
        order of time. A missing value breaks the line; missing limits leave out the band.
    reference
        Name and position of a horizontal line, e.g. ("no gap", 0).
    breaks
        First days of new series, drawn as vertical lines.
    """
    mark = plain_mark(palette)
    figure = base_figure(palette, height=height)
    band = data.dropna(subset=["lower", "upper"])
    if len(band) > 1:
        figure.add_trace(
            go.Scatter(
                x=[*band["date"], *band["date"][::-1]],
                y=[*band["upper"], *band["lower"][::-1]],
                mode="lines",
                fill="toself",
                fillcolor=translucent(mark.colour, 0.18),
                line={"width": 0},
                hoverinfo="skip",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=data["date"],
            y=data["value"],
            mode="lines+markers",
            line={"color": mark.colour, "width": 2},
            marker={"color": mark.colour, "size": 9},
            text=data["words"],
            hovertemplate="%{text}<extra></extra>",
            connectgaps=False,
        )
    )
    _extras(figure, palette, data, reference, breaks)
    figure.update_yaxes(
        title_text=wrapped(value_title, 34), rangemode="tozero" if from_zero else "normal"
    )
    return figure


@kept
def lines_by_group(
    data: pd.DataFrame,
    palette: Palette,
    marks: Mapping[str, Mark],
    *,
    value_title: str,
    reference: tuple[str, float] | None = None,
    breaks: Sequence[pd.Timestamp] = (),
    height: int = 340,
) -> go.Figure:
    """Several groups over time, each in its colour and shape, in the order of ``marks``.

    ``data``: columns date, tick, group, value, words, in order of time.
    """
    figure = base_figure(palette, height=height, legend=True)
    for group, mark in marks.items():
        part = data[data["group"] == group]
        if part["value"].notna().sum() == 0:
            continue
        figure.add_trace(
            go.Scatter(
                name=group,
                x=part["date"],
                y=part["value"],
                mode="lines+markers",
                line={"color": mark.colour, "width": 2},
                marker={"color": mark.colour, "symbol": mark.symbol, "size": 9},
                text=part["words"],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    _extras(figure, palette, data, reference, breaks)
    figure.update_yaxes(title_text=wrapped(value_title, 38))
    return figure


def _extras(
    figure: go.Figure,
    palette: Palette,
    data: pd.DataFrame,
    reference: tuple[str, float] | None,
    breaks: Sequence[pd.Timestamp],
) -> None:
    if reference is not None:
        figure.add_hline(y=reference[1], line={"color": palette.text, "width": 1.5, "dash": "dot"})
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=reference[1], yanchor="bottom",
            text=reference[0], showarrow=False, font={"size": 13},
        )  # fmt: skip
    for day in breaks:
        figure.add_vline(x=day, line={"color": palette.muted_text, "width": 1, "dash": "dash"})
    ticks = data.drop_duplicates("date")
    figure.update_xaxes(
        showgrid=False, tickvals=ticks["date"].tolist(), ticktext=ticks["tick"].tolist()
    )
