"""An exhibit on the big screen: a live Plotly chart with large type, hover kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from components.charts.old import big_screen_plane
from components.charts.old.big_screen_map import area_map
from components.charts.old.big_screen_plane import SIZE, suffix
from components.charts.old.big_screen_steps import waterfall
from components.charts.old.picture_parts import log_limits, log_ticks
from components.charts.old.picture_rows import ordered
from components.charts.old.screen_style import base_figure, hold, release
from components.design import fonts
from components.design.colour import translucent
from components.design.palette import Palette, group_colours
from components.exhibits.exhibit import Exhibit

_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star")


def figure(exhibit: Exhibit, colours: Palette, *, height: int = 430) -> go.Figure:
    """The chart of an exhibit. Its unit stands in the slide's subtitle.

    Raises ValueError for a table or headline, which are text, and for a causal map, which is a
    picture.
    """
    makers = {
        "map": area_map,
        "bars": _rows,
        "dots": _dots,
        "groups": _groups,
        "lines": _lines,
        "fan": _fan,
        "waterfall": waterfall,
        "plane": big_screen_plane.plane,
    }
    if exhibit.kind not in makers:
        raise ValueError(f"a {exhibit.kind} is shown as text")
    made = makers[exhibit.kind](_held(exhibit), colours, height)
    made.update_layout(
        height=height,
        font={"size": SIZE},
        hoverlabel={"font": {"size": SIZE}},
        legend={"font": {"size": SIZE}},
    )
    return release(made)


def _held(exhibit: Exhibit) -> Exhibit:
    """The exhibit with every text that a chart shows made safe for Plotly."""
    name, value = exhibit.reference or ("", 0.0)
    return replace(
        exhibit,
        figures=exhibit.figures.map(hold),
        cloud=exhibit.cloud if exhibit.cloud is None else exhibit.cloud.map(hold),
        reference=(hold(name), value) if exhibit.reference else None,
        axes=(hold(exhibit.axes[0]), hold(exhibit.axes[1])),
        order=tuple(hold(each) for each in exhibit.order),
        breaks=tuple(hold(each) for each in exhibit.breaks),
        before=hold(exhibit.before),
        after=hold(exhibit.after),
    )


def _errors(rows: pd.DataFrame, colour: str) -> dict[str, object]:
    value = rows["value"].to_numpy(float)
    up = np.nan_to_num(rows["upper"].to_numpy(float) - value).clip(min=0)
    down = np.nan_to_num(value - rows["lower"].to_numpy(float)).clip(min=0)
    return {
        "type": "data", "symmetric": False, "array": up, "arrayminus": down,
        "color": colour, "thickness": 2.5, "width": 6, "visible": bool(up.any() or down.any()),
    }  # fmt: skip


def _rows(exhibit: Exhibit, colours: Palette, height: int) -> go.Figure:
    rows = exhibit.figures
    made = base_figure(colours, height=height)
    most = max(int((height - 110) / (SIZE * 1.25)), 4)
    if len(rows) > most:  # the place, and those nearest to both ends, so that all can be read
        rows = _shortened(rows, most)
    marked = "place" in set(rows["mark"])
    inks = [
        colours.primary if mark == "place" or not marked else colours.sequential[2]
        for mark in rows["mark"]
    ]
    names = [fonts.shorten(str(label), SIZE, 330) for label in rows["label"]]
    shape = {
        "y": list(range(len(rows))), "x": rows["value"], "error_x": _errors(rows, colours.text),
        "text": [f"{label}<br>{words}" for label, words in
                 zip(rows["label"], rows["words"], strict=True)],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    if exhibit.kind == "bars":
        made.add_bar(
            **shape, orientation="h", marker={"color": inks}, textposition="none", width=0.75
        )
    else:
        made.add_scatter(**shape, mode="markers", marker={"color": inks, "size": 18})
    made.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=names,
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
    )
    _across(made, exhibit)
    _reference(made, exhibit, colours, vertical=True)
    return made


def _across(made: go.Figure, exhibit: Exhibit) -> None:
    """The axis of figures below rows: from 0, or of ratios with half and twice equally far."""
    if not exhibit.log:
        made.update_xaxes(rangemode="tozero", **suffix(exhibit))
        return
    low, high = log_limits(exhibit.figures)
    ticks = log_ticks(low, high)
    made.update_xaxes(
        type="log", range=[float(np.log10(low)), float(np.log10(high))],
        tickvals=ticks, ticktext=[f"{each:g}" for each in ticks],
    )  # fmt: skip


def _groups(exhibit: Exhibit, colours: Palette, height: int) -> go.Figure:
    """For each label a mark of every series below one another, with intervals."""
    rows = exhibit.figures
    labels = list(dict.fromkeys(rows["label"]))
    names = list(dict.fromkeys(rows["series"]))
    head = 44 + (36 if exhibit.reference else 0) + (36 if sum(map(len, names)) > 50 else 0)
    most = max(int((height - head - 40) / max(SIZE * 1.3, 10 * len(names))), 3)
    if len(labels) > most:
        kept, gone = labels[: most - 1], len(labels) - most + 1
        rows, labels = rows[rows["label"].isin(kept)], [*kept, f"… {gone} more in the slides"]
    made = base_figure(colours, height=height, legend=True)
    inks = (colours.primary, *group_colours(colours.name)[1:])
    step = 0.76 / len(names)
    place = {label: number for number, label in enumerate(labels)}
    for number, name in enumerate(names):
        part = rows[(rows["series"] == name) & rows["value"].notna()]
        made.add_scatter(
            x=part["value"],
            y=part["label"].map(place) + (number - (len(names) - 1) / 2) * step,
            error_x={**_errors(part, inks[number]), "width": 0}, mode="markers", name=name,
            marker={"color": inks[number], "size": 13, "symbol": _SYMBOLS[number]},
            text=[f"{label}, {name}<br>{words}" for label, words in
                  zip(part["label"], part["words"], strict=True)],
            hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    made.update_yaxes(
        tickvals=list(range(len(labels))),
        ticktext=[fonts.shorten(str(label), SIZE, 330) for label in labels],
        range=[len(labels) - 0.5, -0.5],
        showgrid=False,
    )
    for edge in range(1, len(labels)):
        made.add_hline(y=edge - 0.5, line={"color": translucent(colours.line, 0.4), "width": 1})
    _across(made, exhibit)
    _reference(made, exhibit, colours, vertical=True)
    above = 36 / max(height - head - 40, 1) if exhibit.reference else 0.02
    made.update_layout(
        margin_t=head, legend={"y": 1 + above, "yanchor": "bottom", "x": 0, "xanchor": "left"}
    )
    return made


def _shortened(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """First and last rows and the marked place, with a row that says how many are left out."""
    head = rows.head(most - 3)
    own = rows[(rows["mark"] == "place") & ~rows.index.isin(head.index)]
    tail = rows.tail(1)
    left = len(rows) - len(head) - len(own) - (0 if own.index.isin(tail.index).any() else 1)
    gap = pd.DataFrame(
        [{"label": f"… {left} more between", "value": np.nan, "lower": np.nan, "upper": np.nan,
          "mark": "other", "words": ""}]
    )  # fmt: skip
    parts = [head, gap, own, tail if not own.index.isin(tail.index).any() else rows.head(0)]
    return pd.concat([part for part in parts if not part.empty])


def _reference(made: go.Figure, exhibit: Exhibit, colours: Palette, *, vertical: bool) -> None:
    if exhibit.reference is None:
        return
    name, value = exhibit.reference
    line = {"color": colours.text, "width": 2.5, "dash": "dot"}
    if vertical:
        made.add_vline(x=value, line=line)
        at = float(np.log10(value)) if exhibit.log else value  # a note on such an axis is a power
        numbers = exhibit.figures[["value", "lower", "upper"]].to_numpy(float)
        numbers = np.append(numbers[np.isfinite(numbers)], [0.0] if not exhibit.log else [1.0])
        share = (value - numbers.min()) / ((numbers.max() - numbers.min()) or 1.0)
        side = "right" if share > 0.85 else "left" if share < 0.15 else "center"
        made.add_annotation(x=at, y=1, yref="paper", yanchor="bottom", text=name, xanchor=side,
                            showarrow=False, font={"size": SIZE})  # fmt: skip
        made.update_layout(margin_t=40)
    else:
        made.add_hline(y=value, line=line)
        made.add_annotation(x=1, xref="paper", xanchor="right", y=value, yanchor="bottom",
                            text=name, showarrow=False, font={"size": SIZE})  # fmt: skip


def _dots(exhibit: Exhibit, colours: Palette, height: int) -> go.Figure:
    if not ordered(exhibit):
        return _rows(exhibit, colours, height)
    rows = exhibit.figures
    made = base_figure(colours, height=height)
    made.add_scatter(
        x=list(range(len(rows))), y=rows["value"], error_y=_errors(rows, colours.primary),
        mode="markers", marker={"color": colours.primary, "size": 18},
        text=[f"{label}<br>{words}" for label, words in
              zip(rows["label"], rows["words"], strict=True)],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    made.update_xaxes(
        tickvals=list(range(len(rows))),
        ticktext=[str(label).replace(" ", "<br>") for label in rows["label"]],
        range=[-0.6, len(rows) - 0.4],
        showgrid=False,
        tickangle=0,
    )
    made.update_yaxes(rangemode="tozero", **suffix(exhibit))
    _reference(made, exhibit, colours, vertical=False)
    return made


def _lines(exhibit: Exhibit, colours: Palette, height: int) -> go.Figure:
    rows = exhibit.figures
    made = base_figure(colours, height=height, legend=True)
    labels = exhibit.labels
    inks = (colours.primary, colours.muted_text, *group_colours(colours.name))
    for number, name in enumerate(dict.fromkeys(rows["series"])):
        part = rows[rows["series"] == name].drop_duplicates("label").set_index("label")
        part = part.reindex(labels)
        ink, place = inks[number % len(inks)], list(range(len(labels)))
        band = part.dropna(subset=["lower", "upper"])
        first = number == 0 and not exhibit.equal
        if first and len(band) > 1:
            at = [labels.index(label) for label in band.index]
            made.add_scatter(
                x=[*at, *at[::-1]], y=[*band["upper"], *band["lower"][::-1]], fill="toself",
                fillcolor=translucent(ink, 0.2), line={"width": 0}, mode="lines",
                hoverinfo="skip", showlegend=False,
            )  # fmt: skip
        made.add_scatter(
            x=place, y=part["value"], name=name, mode="lines+markers",
            error_y=_errors(part, ink) if exhibit.equal else None,
            line={"color": ink, "width": 4 if first else 3,
                  "dash": "solid" if first or exhibit.equal else "dash"},
            marker={"size": 13, "symbol": _SYMBOLS[number % len(_SYMBOLS)]},
            text=[f"{name}, {label}<br>{words}" for label, words in
                  zip(labels, part["words"], strict=True)],
            hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    step = -(-len(labels) // 9)
    keep = [n for n in range(len(labels)) if (len(labels) - 1 - n) % step == 0]
    made.update_xaxes(tickvals=keep, ticktext=[str(labels[n]) for n in keep], showgrid=False)
    made.update_yaxes(rangemode="tozero", **suffix(exhibit))
    _reference(made, exhibit, colours, vertical=False)
    for label in exhibit.breaks:
        made.add_vline(x=labels.index(label) - 0.5,
                       line={"color": colours.muted_text, "dash": "dash", "width": 2})  # fmt: skip
    return made


def _fan(exhibit: Exhibit, colours: Palette, height: int) -> go.Figure:
    rows = exhibit.figures
    made = base_figure(colours, height=height)
    place = list(range(len(rows)))
    bands = [("lower", "upper", 0.2)]
    if {"lower80", "upper80"} <= set(rows):
        bands.append(("lower80", "upper80", 0.28))
    for low, high, opacity in bands:
        made.add_scatter(
            x=[*place, *place[::-1]], y=[*rows[high], *rows[low][::-1]], fill="toself",
            fillcolor=translucent(colours.primary, opacity), line={"width": 0}, mode="lines",
            hoverinfo="skip",
        )  # fmt: skip
    made.add_scatter(
        x=place, y=rows["value"], mode="lines", line={"color": colours.primary, "width": 4},
        text=[f"{label}<br>{exhibit.number(float(v))} (95% range {exhibit.number(float(lo))} to "
              f"{exhibit.number(float(hi))})" for label, v, lo, hi in
              rows[["label", "value", "lower", "upper"]].itertuples(index=False)],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    step = -(-len(rows) // 7)
    keep = [n for n in place if n % step == 0]
    made.update_xaxes(tickvals=keep, ticktext=[str(rows["label"].iloc[n]) for n in keep],
                      showgrid=False)  # fmt: skip
    made.update_yaxes(**suffix(exhibit))
    _reference(made, exhibit, colours, vertical=False)
    return made
