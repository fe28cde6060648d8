"""The map on the big screen."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from components.charts.old import picture_map
from components.charts.old.screen_style import base_figure, hold, release
from components.charts.served_files import geometry_address
from components.design import fonts
from components.design.palette import Palette
from components.exhibits.charts import AreaMap
from components.exhibits.exhibit import Exhibit
from components.wording.numbers import value_words


def area_map(exhibit: Exhibit, colours: Palette, height: int, size: float) -> go.Figure:
    """A trace for each class, shapes by address so that they are not sent with the figure."""
    chart = exhibit.chart
    assert isinstance(chart, AreaMap)
    rows = chart.figures.assign(label=chart.figures["label"].map(hold))
    made = go.Figure()
    address = geometry_address(chart.level)
    groups = [
        (label, colour, rows["class"] == number)
        for number, (label, colour) in enumerate(
            zip(chart.labels, picture_map.colours(exhibit, colours), strict=True)
        )
    ]
    held = rows["status"] == "suppressed"
    groups += [
        ("held back", colours.muted_text, (rows["class"] < 0) & held),
        ("no figure", colours.line, (rows["class"] < 0) & ~held),
    ]
    for label, colour, members in groups:
        part = rows[members]
        if part.empty:
            continue
        made.add_choropleth(
            geojson=address,
            featureidkey="properties.code",
            locations=part["area_code"],
            z=np.zeros(len(part)),
            colorscale=[[0, colour], [1, colour]],
            showscale=False,
            showlegend=True,
            name="<br>".join(fonts.wrap(label, size, 330)),
            text=part["label"],
            customdata=[
                value_words(exhibit, float(v), str(s))
                for v, s in zip(part["value"], part["status"], strict=True)
            ],
            hovertemplate="%{text}<br>%{customdata}<extra></extra>",
            marker={"line": {"color": colours.line, "width": 0.3}},
        )
    made.update_geos(
        visible=False,
        fitbounds="locations",
        bgcolor="rgba(0,0,0,0)",
        projection={"type": "mercator"},
    )
    made.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        font={
            "family": base_figure(colours, height=height).layout.font.family,
            "color": colours.text,
        },
        legend={
            "x": 1,
            "xanchor": "right",
            "y": 0.5,
            "yanchor": "middle",
            "bgcolor": "rgba(0,0,0,0)",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        dragmode=False,
    )
    made.update_layout(
        height=height,
        font={"size": size},
        hoverlabel={"font": {"size": size}},
        legend={"font": {"size": size}},
    )
    return release(made)
