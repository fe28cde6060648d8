"""What every chart shares: fonts, axes, colours and shapes of groups, saving as an image."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import Any, TypeVar

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from components.palette import Palette, group_colours
from data.contract import ETHNIC_GROUPS

FONT = "Atkinson Hyperlegible Next, Arial, sans-serif"
#: Shapes differ as well as colours, so that groups can be told apart without colour.
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "circle-open", "star")
#: Words by which the detailed groups of the sources belong to a broad one, most telling first.
_BROAD_WORDS = (
    ("Mixed", ("mixed", "white and ")),
    ("Asian", ("asian", "indian", "pakistani", "bangladeshi", "chinese")),
    ("Black", ("black", "african", "caribbean")),
    ("White", ("white", "irish", "gypsy", "roma", "traveller", "british")),
    ("Other", ("other", "arab")),
)


@dataclass(frozen=True)
class Mark:
    """Colour and marker shape of one group."""

    colour: str
    symbol: str


#: For the functions that make a figure: checking what goes into a figure is most of the time a page
#: takes, so a figure made once is given again. It is shared: do not change it.
kept = st.cache_resource(
    max_entries=300,
    show_spinner=False,
    hash_funcs={
        Palette: lambda palette: palette.name,
        Mark: lambda mark: (mark.colour, mark.symbol),
    },
)


def broad_group(group: str) -> str:
    """The broad ethnic group that a detailed group's name belongs to ("Other" if none is named)."""
    if group in ETHNIC_GROUPS:
        return group
    words = group.lower()
    for broad, signs in _BROAD_WORDS:
        if any(sign in words for sign in signs):
            return broad
    return "Other"


def group_mark(group: str, palette: Palette) -> Mark:
    """Colour and shape of an ethnic group; a detailed group has those of its broad group."""
    colours = group_colours(palette.name)
    if group == "Unknown":
        return Mark(palette.muted_text, _SYMBOLS[5])
    place = ETHNIC_GROUPS.index(broad_group(group))
    return Mark(colours[place], _SYMBOLS[place])


def plain_mark(palette: Palette) -> Mark:
    """Colour and shape where there are no groups to tell apart."""
    return Mark(palette.primary, "circle")


def translucent(colour: str, opacity: float) -> str:
    """#rrggbb as rgba() with this opacity."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


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
            "font": {"family": FONT, "size": 14, "color": palette.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": legend,
            "legend": {
                "orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "xanchor": "left",
                "itemclick": False, "itemdoubleclick": False,
            },
            "hoverlabel": {
                "bgcolor": palette.surface,
                "bordercolor": palette.line,
                "font": {"family": FONT, "size": 14, "color": palette.text},
            },
            "dragmode": False,
            "separators": ".,",
            "xaxis": axis,
            "yaxis": axis,
        }
    )  # fmt: skip


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


def _channels(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def shades(palette: Palette, count: int) -> list[str]:
    """``count`` shades along the sequential classes, strongest first."""
    classes = [_channels(each) for each in reversed(palette.sequential)]
    made = []
    for step in range(count):
        at = step * (len(classes) - 1) / max(count - 1, 1)
        low = int(at)
        high = min(low + 1, len(classes) - 1)
        mixed = [
            round(a + (b - a) * (at - low))
            for a, b in zip(classes[low], classes[high], strict=True)
        ]
        made.append("#" + "".join(f"{each:02x}" for each in mixed))
    return made


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    linear = [
        each / 255 / 12.92 if each / 255 <= 0.03928 else ((each / 255 + 0.055) / 1.055) ** 2.4
        for each in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ink_on(ground: str) -> str:
    """Black or white, whichever stands out more on this ground."""
    light = _luminance(ground)
    return "#ffffff" if 1.05 / (light + 0.05) > (light + 0.05) / 0.05 else "#000000"


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
