"""A map drawn by Plotly, for browsers without WebGL."""

from __future__ import annotations

from typing import Any

import numpy as np

from components.charts.map_layer import Layer
from components.charts.served_files import geometry_address
from components.design.palette import Palette


def fallback_figure(
    layer: Layer, level: str, codes: list[str], names: list[str], palette: Palette
) -> Any:
    """One layer as a Plotly figure: a trace per class, and one each for gaps.

    ``codes`` and ``names`` are in the order of the layer's arrays. Shapes come by address, so
    they are not sent again with every figure.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    held_back, missing = layer.statuses.index("suppressed"), layer.statuses.index("missing")
    groups = [
        (layer.labels[index], colour, layer.classes == index)
        for index, colour in enumerate(layer.colours)
    ]
    groups += [
        # This kind of map has no patterns: greys, which no class has, stand for both gaps.
        ("held back by the publisher", palette.muted_text, layer.status == held_back),
        ("no figure published", palette.line, layer.status == missing),
    ]
    address = geometry_address(level)
    for label, colour, members in groups:
        where = np.flatnonzero(members)
        if where.size == 0:
            continue
        figures = [
            label
            if np.isnan(layer.values[i])
            else f"{layer.before}{layer.values[i]:,.{layer.decimals}f}{layer.after}"
            for i in where
        ]
        figure.add_choropleth(
            geojson=address,
            featureidkey="properties.code",
            locations=[codes[i] for i in where],
            z=np.zeros(where.size),
            colorscale=[[0, colour], [1, colour]],
            showscale=False,
            showlegend=True,
            name=label,
            text=[names[i] for i in where],
            customdata=figures,
            hovertemplate="%{text}<br>%{customdata}<extra></extra>",
            marker={"line": {"color": palette.line, "width": 0.2}},
        )
    figure.update_geos(
        visible=False,
        fitbounds="locations",
        bgcolor=palette.surface,
        projection={"type": "mercator"},
    )
    figure.update_layout(
        height=560,
        margin={"l": 0, "r": 0, "t": 40, "b": 0},
        title={"text": f"{layer.title}, {layer.period}"},
        legend={"orientation": "h", "title": {"text": layer.unit}, "y": -0.02},
        paper_bgcolor=palette.background,
        clickmode="event+select",
    )
    return figure
