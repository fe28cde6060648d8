"""The plane of cost and gain on the big screen: large marks, runs as small points behind them."""

from __future__ import annotations

import plotly.graph_objects as go

from components.charts.old.picture_plane import limits, scale, threshold_line
from components.charts.old.screen_style import base_figure
from components.design import fonts
from components.design.colour import translucent
from components.design.palette import Palette, group_colours
from components.exhibits.exhibit import Exhibit


def suffix(exhibit: Exhibit) -> dict[str, object]:
    """What stands after a number on an axis."""
    return {
        "tickprefix": exhibit.before,
        "ticksuffix": "%" if exhibit.after == "%" else "",
        "nticks": 6,
    }


#: Pixels of the smallest type on the big screen: 18 pt.
SIZE = 24
_SYMBOLS = ("circle", "square", "diamond", "triangle-up")


def plane(exhibit: Exhibit, colours: Palette, height: int) -> go.Figure:
    """Cost upwards, gain to the right, both named; the plans' letters at their medians."""
    made = base_figure(colours, height=height)
    divisor, letter = scale(exhibit)
    x0, x1, y0, y1 = limits(exhibit)
    axis = {"color": colours.text, "width": 2}
    made.add_hline(y=0, line=axis)
    made.add_vline(x=0, line=axis)
    inks = group_colours(colours.name)
    for number, row in enumerate(exhibit.figures.to_dict("records")):
        ink, symbol = inks[number % len(inks)], _SYMBOLS[number % len(_SYMBOLS)]
        if exhibit.cloud is not None:
            own = exhibit.cloud[exhibit.cloud["label"] == row["label"]]
            made.add_scatter(
                x=own["gain"], y=own["cost"] / divisor, mode="markers", hoverinfo="skip",
                marker={"color": translucent(ink, 0.35), "symbol": symbol, "size": 6},
            )  # fmt: skip
        made.add_scatter(
            x=[row["gain"]], y=[row["cost"] / divisor], mode="markers+text", name=row["name"],
            text=[row["label"]], textposition="top right",
            textfont={"size": SIZE + 4, "color": colours.text},
            marker={"color": ink, "symbol": symbol, "size": 20,
                    "line": {"color": colours.background, "width": 2}},
            error_x=_range(row, "gain", 1.0, ink), error_y=_range(row, "cost", divisor, ink),
            hovertext=[f"{row['name']}<br>chance of costing less: {row.get('chance', '')}"],
            hovertemplate="%{hovertext}<extra></extra>",
        )  # fmt: skip
    line = threshold_line(exhibit)
    if line is not None:
        made.add_scatter(
            x=[each[0] for each in line], y=[each[1] / divisor for each in line], mode="lines",
            line={"color": colours.muted_text, "width": 3, "dash": "dash"}, hoverinfo="skip",
        )  # fmt: skip
        made.add_annotation(x=line[1][0], y=line[1][1] / divisor, xanchor="right",
                            yanchor="bottom", text="threshold", showarrow=False,
                            font={"size": SIZE})  # fmt: skip
    made.update_xaxes(range=[x0, x1], nticks=6, automargin=True,
                      title={"text": fonts.shorten(exhibit.axes[0], SIZE, 700),
                             "font": {"size": SIZE}})  # fmt: skip
    made.update_yaxes(range=[y0 / divisor, y1 / divisor], nticks=5, tickprefix="£",
                      ticksuffix=letter, title=None)  # fmt: skip
    made.add_annotation(x=0, xref="paper", y=1, yref="paper", xanchor="left", yanchor="bottom",
                        text=exhibit.axes[1], showarrow=False, font={"size": SIZE})  # fmt: skip
    made.update_layout(margin_t=40, showlegend=False)
    return made


def _range(row: dict, name: str, divisor: float, ink: str) -> dict[str, object]:
    """The 95% range of a median as Plotly's error bars."""
    return {
        "type": "data", "symmetric": False, "color": ink, "thickness": 3, "width": 8,
        "array": [(row[f"{name}_upper"] - row[name]) / divisor],
        "arrayminus": [(row[name] - row[f"{name}_lower"]) / divisor],
    }  # fmt: skip
