"""Charts of plans side by side: dots by group, and the plane of cost and gain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from components.charts.marks_style import Mark
from components.charts.old.screen_style import base_figure, wrapped
from components.design.colour import translucent
from components.design.palette import Palette, group_colours

_SYMBOLS = ("circle", "square", "diamond", "triangle-up")


def plan_marks(letters: Sequence[str], palette: Palette) -> dict[str, Mark]:
    """Colour and shape of each plan, by letter."""
    colours = group_colours(palette.name)
    return {
        letter: Mark(colours[number], _SYMBOLS[number]) for number, letter in enumerate(letters)
    }


def plan_dots(
    data: pd.DataFrame,
    palette: Palette,
    marks: Mapping[str, Mark],
    *,
    rows: Sequence[str],
    value_title: str,
) -> go.Figure:
    """For each row (a group, or one row for all) a dot with intervals for each plan.

    Parameters
    ----------
    data
        Columns row, letter, low95, low80, median, high80, high95, words (hover text): changes
        from the baseline, 0 is no change.
    rows
        Labels from top to bottom.
    """
    step = 0.8 / max(len(marks), 1)
    figure = base_figure(palette, height=100 + (18 * len(marks) + 16) * len(rows), legend=True)
    figure.add_vline(x=0, line={"color": palette.text, "width": 1.5, "dash": "dot"})
    for number, (letter, mark) in enumerate(marks.items()):
        part = data[data["letter"] == letter].set_index("row").reindex(rows)
        ys = np.arange(len(rows)) + (number - (len(marks) - 1) / 2) * step
        for low, high, width in (("low95", "high95", 1.5), ("low80", "high80", 4.5)):
            figure.add_trace(
                go.Scatter(
                    x=np.column_stack([part[low], part[high], np.full(len(rows), np.nan)]).ravel(),
                    y=np.column_stack([ys, ys, np.full(len(rows), np.nan)]).ravel(),
                    mode="lines", hoverinfo="skip", showlegend=False,
                    line={"color": mark.colour, "width": width},
                )
            )  # fmt: skip
        figure.add_trace(
            go.Scatter(
                name=letter,
                x=part["median"],
                y=ys,
                mode="markers",
                marker={
                    "color": mark.colour, "symbol": mark.symbol, "size": 11,
                    "line": {"color": palette.background, "width": 1},
                },
                text=part["words"],
                hovertemplate="%{text}<extra></extra>",
            )
        )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[wrapped(row, 18) for row in rows],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
    )
    for edge in range(1, len(rows)):
        figure.add_hline(y=edge - 0.5, line={"color": translucent(palette.line, 0.4), "width": 1})
    limits = data[["low95", "high95"]].to_numpy(dtype=float)
    figure.update_xaxes(
        title_text=wrapped(value_title, 60),
        range=_room(np.concatenate([[0.0], limits[np.isfinite(limits)]])),
    )
    figure.update_layout(
        legend={"itemclick": False, "itemdoubleclick": False, "title": {"text": "Plan "}}
    )
    return figure


@dataclass(frozen=True)
class Cloud:
    """One plan in the plane: gain and cost by draw."""

    letter: str
    gain: np.ndarray
    cost: np.ndarray
    words: str


def plane(
    clouds: Sequence[Cloud],
    palette: Palette,
    marks: Mapping[str, Mark],
    *,
    gain_title: str,
    cost_title: str,
    threshold: float,
) -> go.Figure:
    """Cost against gain: a point for each draw, a large mark at the medians, the threshold.

    Below the line a plan costs less than the threshold for each unit gained; the baseline is
    where the axes cross.
    """
    figure = base_figure(palette, height=440, legend=True)
    gains = np.concatenate([[0.0], *(each.gain for each in clouds)])
    costs = np.concatenate([[0.0], *(each.cost for each in clouds)])
    x0, x1 = _room(gains)
    y0, y1 = _room(costs)
    figure.add_hline(y=0, line={"color": palette.text, "width": 1})
    figure.add_vline(x=0, line={"color": palette.text, "width": 1})
    xs = np.linspace(x0, x1, 60)
    ys = threshold * xs
    inside = (ys >= y0) & (ys <= y1)
    if threshold > 0 and inside.any():
        figure.add_trace(
            go.Scatter(
                name="threshold", x=xs[inside], y=ys[inside], mode="lines", hoverinfo="skip",
                line={"color": palette.muted_text, "width": 2, "dash": "dash"},
            )
        )  # fmt: skip
    for each in clouds:
        mark = marks[each.letter]
        figure.add_trace(
            go.Scatter(
                x=each.gain, y=each.cost, mode="markers", hoverinfo="skip", showlegend=False,
                marker={
                    "color": translucent(mark.colour, 0.3), "symbol": mark.symbol, "size": 5,
                },
            )
        )  # fmt: skip
    for each in clouds:
        mark = marks[each.letter]
        figure.add_trace(
            go.Scatter(
                name=each.letter,
                x=[float(np.median(each.gain))], y=[float(np.median(each.cost))],
                mode="markers+text", text=[each.letter], textposition="top center",
                textfont={"size": 15, "color": palette.text},
                marker={
                    "color": mark.colour, "symbol": mark.symbol, "size": 15,
                    "line": {"color": palette.background, "width": 1.5},
                },
                hovertext=[each.words], hovertemplate="%{hovertext}<extra></extra>",
            )
        )  # fmt: skip
    figure.update_xaxes(title_text=wrapped(gain_title, 70), range=[x0, x1])
    figure.update_yaxes(title_text=wrapped(cost_title, 40), range=[y0, y1], tickprefix="£")
    figure.update_layout(
        legend={"itemclick": False, "itemdoubleclick": False, "title": {"text": "Plan "}}
    )
    return figure


def _room(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = (high - low) * 0.06 or 1.0
    return low - room, high + room
