"""A plot as a live Plotly figure. No arithmetic; every text is a person's and never markup."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from components.charts import plotly_areas, plotly_shapes
from components.charts.inks import colour
from components.charts.markup import literal
from components.charts.plot import (
    Areas,
    Axis,
    Band,
    Bars,
    Box,
    Line,
    Plot,
    Points,
    Rule,
    Swatch,
    Text,
)
from components.design.colour import translucent
from components.design.fonts import SCREEN_FONT
from components.design.palette import Palette

_SYMBOLS = {
    "circle": "circle",
    "square": "square",
    "diamond": "diamond",
    "triangle": "triangle-up",
    "cross": "cross",
    "ring": "circle-open",
    "star": "star",
    "triangle-down": "triangle-down",
    "triangle-right": "triangle-right",
    "triangle-left": "triangle-left",
    "": "circle",
}
_HOVER = "%{customdata}<extra></extra>"
#: What `paint` makes.
Figure = go.Figure


def config(file_name: str) -> dict[str, object]:
    """Plotly's settings: only "save as image" is offered, sharp enough for a slide."""
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "filename": file_name, "scale": 2},
        "responsive": True,
    }


def paint(plot: Plot, palette: Palette) -> go.Figure:
    """The figure of a plot, laid out in pixels; it fills the width it is given."""
    data: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for mark in plot.marks:
        if isinstance(mark, Rule):
            shapes.append(plotly_shapes.rule(mark, palette))
        elif isinstance(mark, Box):
            shapes.append(plotly_shapes.box(mark, palette))
        elif isinstance(mark, Swatch):
            shapes += plotly_areas.swatch(mark, palette)
        elif isinstance(mark, Text) and plot.globe and not mark.x_frame:
            data.append(plotly_areas.name(mark, palette))
        elif isinstance(mark, Text):
            notes.append(_text(mark, plot, palette))
        else:
            trace = _TRACES[type(mark)](mark, palette)
            data.append(plotly_areas.on_globe(trace) if plot.globe else trace)
    if plot.legend is not None:
        data += [_entry(each, palette) for each in plot.legend.entries]
    left, right, top, bottom = plot.margins
    layout: dict[str, Any] = {
        "template": "none",
        "height": plot.height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "autoexpand": False},
        "font": {"family": SCREEN_FONT, "size": plot.size, "color": palette.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": plot.legend is not None,
        "hovermode": "closest",
        "dragmode": False,
        "barmode": "overlay",
        "separators": ".,",
        "shapes": shapes,
        "annotations": notes,
        "hoverlabel": {
            "bgcolor": palette.surface,
            "bordercolor": palette.line,
            "align": "left",
            "font": {"family": SCREEN_FONT, "size": plot.size, "color": palette.text},
        },
    }
    if plot.globe:
        layout["geo"] = plotly_areas.globe(plot)
    else:
        layout["xaxis"] = _axis(plot.x, palette, foot=True) | {"visible": not plot.bare}
        layout["yaxis"] = _axis(plot.y, palette, foot=False) | {"visible": not plot.bare}
    if plot.legend is not None:
        layout["legend"] = {
            "orientation": "h" if plot.legend.columns > 1 else "v",
            "entrywidth": plot.legend.widest + 4,
            "entrywidthmode": "pixels",
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "itemclick": False,
            "itemdoubleclick": False,
            "bgcolor": "rgba(0,0,0,0)",
            "traceorder": "normal",
            "font": {"size": plot.legend.size},
            "itemsizing": "constant",
        }
    return go.Figure(data=data, layout=layout, skip_invalid=False)


def _axis(axis: Axis, palette: Palette, *, foot: bool) -> dict[str, Any]:
    low, high = (np.log10(axis.low), np.log10(axis.high)) if axis.log else (axis.low, axis.high)
    made: dict[str, Any] = {
        "range": [float(low), float(high)],
        "type": "log" if axis.log else "linear",
        "tickmode": "array",
        "tickvals": list(axis.ticks),
        "ticktext": [literal(text) for text in axis.texts],
        "tickfont": {"size": axis.size, "color": palette.text},
        "ticks": "",
        "ticklabelstandoff": 4,
        "showgrid": axis.grid,
        "gridcolor": translucent(palette.line, 0.3),
        "zeroline": False,
        "showline": foot and bool(axis.ticks),
        "linecolor": palette.line,
        "fixedrange": True,
        "tickangle": 0,
        "automargin": False,
    }
    if foot and axis.title:
        made["title"] = {
            "text": literal(axis.title),
            "standoff": 6,
            "font": {"size": axis.size, "color": palette.muted_text},
        }
    return made


def _errors(
    values: tuple[float, ...],
    low: tuple[float, ...],
    high: tuple[float, ...],
    ink: str,
    width: float,
    cap: float,
) -> dict[str, Any]:
    at = np.asarray(values, dtype=float)
    up = np.nan_to_num(np.asarray(high) - at).clip(min=0)
    down = np.nan_to_num(at - np.asarray(low)).clip(min=0)
    return {
        "type": "data",
        "symmetric": False,
        "array": up.tolist(),
        "arrayminus": down.tolist(),
        "color": ink,
        "thickness": width,
        "width": cap,
    }


def _points(mark: Points, palette: Palette) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": list(mark.x),
        "y": list(mark.y),
        "name": literal(mark.name),
        "showlegend": False,
        "cliponaxis": mark.opacity < 1,
        "marker": {
            "color": [
                translucent(colour(ink, palette), mark.opacity)
                if mark.opacity < 1
                else colour(ink, palette)
                for ink in mark.inks
            ],
            "symbol": _SYMBOLS[mark.symbol],
            "size": mark.size,
            "line": {
                "width": 1.5 * mark.edge_width if mark.edge else 0,
                "color": colour(mark.edge or "background", palette),
            },
        },
        **_pointed(mark.words),
    }
    if mark.ids:  # a click must not fade the others: what is chosen is drawn
        made["customdata"], made["hovertext"] = list(mark.ids), made["customdata"]
        made["hovertemplate"] = "%{hovertext}<extra></extra>"
        made["selected"] = made["unselected"] = {"marker": {"opacity": 1}}
    if mark.inside:
        made["mode"] = "markers+text"
        made["text"] = [literal(each) for each in mark.inside]
        made["textfont"] = {"size": mark.inside_size, "color": palette.text, "weight": "bold"}
    if mark.symbol == "ring":
        made["marker"]["line"] = {"width": 2}
    if mark.low:
        made[f"error_{mark.along}"] = _errors(
            mark.x if mark.along == "x" else mark.y,
            mark.low,
            mark.high,
            colour(mark.range_ink, palette),
            mark.range_width,
            mark.cap,
        )
    return made


def _pointed(words: tuple[str, ...]) -> dict[str, Any]:
    if not words:
        return {"hoverinfo": "skip"}
    return {"customdata": [literal(each) for each in words], "hovertemplate": _HOVER}


def _line(mark: Line, palette: Palette) -> dict[str, Any]:
    ink = colour(mark.ink, palette)
    made: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines+markers" if mark.symbol else "lines",
        "x": list(mark.x),
        "y": list(mark.y),
        "name": literal(mark.name),
        "showlegend": False,
        "line": {"color": ink, "width": mark.width, "dash": mark.dash},
        "connectgaps": False,
        "marker": {"color": ink, "symbol": _SYMBOLS[mark.symbol], "size": mark.size},
        "cliponaxis": not mark.symbol,
        **_pointed(mark.words),
    }
    if mark.low:
        made["error_y"] = _errors(mark.y, mark.low, mark.high, ink, 1.2, 3)
    return made


def _band(mark: Band, palette: Palette) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*mark.x, *mark.x[::-1]],
        "y": [*mark.high, *mark.low[::-1]],
        "fill": "toself",
        "line": {"width": 0},
        "fillcolor": translucent(colour(mark.ink, palette), mark.opacity),
        "hoverinfo": "skip",
        "showlegend": False,
        "name": literal(mark.name),
    }


def _bars(mark: Bars, palette: Palette) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "y": list(mark.at),
        "base": list(mark.base),
        "x": np.subtract(mark.end, mark.base).tolist(),
        "width": mark.thickness,
        "name": literal(mark.name),
        "showlegend": False,
        "textposition": "none",
        "marker": {
            "color": [colour(ink, palette) for ink in mark.inks],
            "line": {
                "width": 1 if mark.edge else 0,
                "color": colour(mark.edge or "background", palette),
            },
        },
        **_pointed(mark.words),
    }
    if any(mark.hatched):
        made["marker"]["pattern"] = {
            "shape": ["/" if hatched else "" for hatched in mark.hatched],
            "fgcolor": palette.background,
            "size": 6,
            "solidity": 0.25,
            "fillmode": "overlay",
        }
    if mark.low:
        made["error_x"] = _errors(mark.end, mark.low, mark.high, palette.text, 1.5, 3)
    return made


def _text(mark: Text, plot: Plot, palette: Palette) -> dict[str, Any]:
    # A note on a scale of ratios is placed by its power of ten: Plotly's own way.
    x = float(np.log10(mark.x)) if plot.x.log and not mark.x_frame else mark.x
    return {
        "x": x,
        "xref": ("paper" if plot.globe else "x domain") if mark.x_frame else "x",
        "y": mark.y,
        "yref": ("paper" if plot.globe else "y domain") if mark.y_frame else "y",
        "text": literal(mark.text),
        "xanchor": mark.across,
        "yanchor": mark.up,
        "align": mark.across,
        "showarrow": False,
        "xshift": mark.dx,
        "yshift": mark.dy,
        "name": mark.role,
        "borderpad": 0,
        "font": {
            "size": mark.size,
            "color": colour(mark.ink, palette),
            "weight": "bold" if mark.bold else "normal",
        },
    }


def _entry(entry: Any, palette: Palette) -> dict[str, Any]:
    ink = colour(entry.ink, palette)
    return {
        "type": "scatter",
        "x": [None],
        "y": [None],
        "name": literal(entry.text),
        "mode": "lines" if not entry.symbol else "markers",
        "showlegend": True,
        "hoverinfo": "skip",
        "line": {"color": ink, "dash": entry.dash, "width": 2.5},
        "marker": {"color": ink, "symbol": _SYMBOLS[entry.symbol], "size": 10},
    }


_TRACES: dict[type, Any] = {
    Points: _points,
    Line: _line,
    Band: _band,
    Bars: _bars,
    Areas: plotly_areas.areas,
}
