"""Steps on the big screen."""

from __future__ import annotations

import plotly.graph_objects as go

from components.charts.old.big_screen_plane import SIZE, suffix
from components.charts.old.picture_series import waterfall_steps
from components.charts.old.screen_style import base_figure
from components.design import fonts
from components.design.palette import Palette
from components.exhibits.exhibit import Exhibit

_PLOT = 430  # pixels that rows have for their bars beside the longest names


def waterfall(exhibit: Exhibit, colours: Palette, height: int) -> go.Figure:
    """Steps from a first figure to a last one."""
    rows = exhibit.figures
    made = base_figure(colours, height=height)
    steps = waterfall_steps(rows["value"], rows["mark"])
    most = max(int((height - 60) / (SIZE * 1.25)), 5)
    gone = len(rows) - most
    kept = list(range(len(rows)))
    if gone > 0:  # first steps and the total; what lies between is summed in the slides
        kept = [*range(most - 2), len(rows) - 1]
        steps = [steps[n] for n in kept[:-1]] + [(steps[kept[-2]][1], steps[-2][1]), steps[-1]]
    shown = rows.iloc[kept]
    labels = [str(label) for label in shown["label"]]
    values = [exhibit.number(float(value), signed=mark != "total")
              for value, mark in zip(shown["value"], shown["mark"], strict=True)]  # fmt: skip
    marks = list(shown["mark"])
    if gone > 0:
        labels.insert(-1, f"{gone + 1} more steps, together")
        start, end = steps[-2]
        values.insert(-1, exhibit.number(end - start, signed=True))
        marks.insert(-1, "rise" if end > start else "fall")
    inks = {"total": colours.primary, "rise": colours.worse, "fall": colours.sequential[4]}
    ends = [max(step) for step in steps]
    made.add_bar(
        y=list(range(len(steps))), orientation="h", width=0.7,
        base=[min(step) for step in steps], x=[abs(end - start) for start, end in steps],
        marker={"color": [inks.get(mark, colours.line) for mark in marks]},
        hovertext=[f"{label}<br>{value}" for label, value in zip(labels, values, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    for number, (end, value) in enumerate(zip(ends, values, strict=True)):
        made.add_annotation(x=end, y=number, text=value, showarrow=False, xanchor="left",
                            xshift=6, font={"size": SIZE, "color": colours.text})  # fmt: skip
    low, high = min(0.0, *(min(step) for step in steps)), max(0.0, *ends)
    wide = max(fonts.width(value, SIZE) for value in values) + 12
    room = (high - low or 1.0) * wide / max(_PLOT - wide, wide)
    made.update_xaxes(range=[low, high + room], **{**suffix(exhibit), "nticks": 5})
    made.update_yaxes(
        tickvals=list(range(len(steps))),
        ticktext=[fonts.shorten(label, SIZE, 330) for label in labels],
        range=[len(steps) - 0.4, -0.6],
        showgrid=False,
    )
    return made
