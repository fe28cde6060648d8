"""What every chart shares: fonts, axes, colours and shapes of groups, saving as an image."""

from __future__ import annotations

from textwrap import wrap
from typing import Any, TypeVar

import numpy as np
import plotly.graph_objects as go

from components.design.colour import translucent
from components.design.fonts import SCREEN_FONT
from components.design.palette import Palette

#: What the functions of this folder make.
Figure = go.Figure


def base_figure(palette: Palette, *, height: int, legend: bool = False) -> go.Figure:
    """An empty figure in the product's fonts and colours, ground transparent."""
    axis = {
        "showline": True,
        "linecolor": palette.line,
        "ticks": "outside",
        "tickcolor": palette.line,
        "gridcolor": translucent(palette.line, 0.3),
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "title": {"standoff": 8},
    }
    # One layout in one call: each update of a figure is checked anew, which takes time.
    return go.Figure(
        layout={
            "template": "none",
            "height": height,
            "margin": {"l": 10, "r": 16, "t": 30 if legend else 12, "b": 10},
            "font": {"family": SCREEN_FONT, "size": 14, "color": palette.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": legend,
            "legend": {
                "orientation": "h",
                "x": 0,
                "y": 1.0,
                "yanchor": "bottom",
                "xanchor": "left",
                "itemclick": False,
                "itemdoubleclick": False,
            },
            "hoverlabel": {
                "bgcolor": palette.surface,
                "bordercolor": palette.line,
                "font": {"family": SCREEN_FONT, "size": 14, "color": palette.text},
            },
            "dragmode": False,
            "separators": ".,",
            "xaxis": axis,
            "yaxis": axis,
        }
    )


def wrapped(text: str, width: int) -> str:
    """Text broken into lines of at most ``width`` characters, for titles beside an axis."""
    return "<br>".join("<br>".join(wrap(part, width)) for part in text.split("<br>"))


def config(file_name: str) -> dict[str, object]:
    """Plotly's settings: only "save as image" is offered, sharp enough for a slide."""
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "filename": file_name, "scale": 2},
        "responsive": True,
    }


# --- plain text in charts --------------------------------------------------------------------
#
# Plotly reads a few HTML tags in every text. What could be a tag in plain text is held as two
# signs of the private area while a chart is made (its names are measured and cut), and written as
# HTML writes it when all is done.
_HOLD = str.maketrans({"<": "\ue000", "&": "\ue001", "\ue000": "", "\ue001": ""})
_RELEASE = str.maketrans({"\ue000": "&lt;", "\ue001": "&amp;"})
_Any = TypeVar("_Any")


def hold(value: _Any) -> _Any:
    """A text as a chart may be made with it; `release` writes it out. Other values as they are."""
    return value.translate(_HOLD) if isinstance(value, str) else value  # type: ignore[return-value]


def release(figure: go.Figure) -> go.Figure:
    """A figure in which texts made with `hold` are shown letter by letter."""
    return go.Figure(_released(figure.to_dict()))


def _released(part: Any) -> Any:
    if isinstance(part, str):
        return part.translate(_RELEASE)
    if isinstance(part, dict):
        return {name: _released(each) for name, each in part.items()}
    if isinstance(part, list | tuple):
        return [_released(each) for each in part]
    if isinstance(part, np.ndarray) and part.dtype.kind in "OU":
        return [_released(each) for each in part.tolist()]
    return part
