"""The frontier of a budget: what the best mix does for each sum."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from components.charts.old.screen_style import base_figure
from components.design.palette import Palette
from model.frontier import Point


def figure(points: Sequence[Point], chosen: int, budget: float, palette: Palette) -> go.Figure:
    """Cost in £ million a year across, weighted per cent less upwards; the chosen point larger.

    Parameters
    ----------
    points
        In order of cost.
    chosen
        Position of the mix being looked at.
    budget
        Pounds a year, drawn as an upright line.
    """
    drawn = base_figure(palette, height=320)
    here = [number == chosen for number in range(len(points))]
    drawn.add_trace(
        go.Scatter(
            x=[point.cost / 1e6 for point in points],
            y=[point.score for point in points],
            mode="lines+markers",
            cliponaxis=False,
            line={"color": palette.primary, "width": 2},
            marker={
                "color": [palette.highlight if each else palette.primary for each in here],
                "symbol": ["diamond" if each else "circle" for each in here],
                "size": [16 if each else 11 for each in here],
                "opacity": 1,
            },
            # A click must not fade the other points: the choice is drawn, not Plotly's selection.
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            hovertemplate="£%{x:,.1f}m a year: %{y:.2f}% less<extra></extra>",
        )
    )
    drawn.add_vline(
        x=budget / 1e6,
        line={"color": palette.line, "width": 1, "dash": "dash"},
        annotation={
            "text": f"your budget, £{budget / 1e6:,.1f}m",
            "font": {"color": palette.text, "size": 13},
            "xanchor": "left",
            "yanchor": "bottom",
            "y": 0,
        },
    )
    drawn.update_layout(clickmode="event+select")
    drawn.update_xaxes(title_text="Cost, £ million a year", rangemode="tozero")
    drawn.update_yaxes(title_text="Weighted % less", rangemode="tozero", zeroline=False)
    return drawn
