"""Dots with 95% intervals: by ordered level, by group, and as ratios on a log scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from components.charts.marks_style import Mark, plain_mark
from components.charts.old.screen_style import base_figure, kept, wrapped
from components.design.palette import Palette

_ROW_HEIGHT = 34


def _error(data: pd.DataFrame, value: str, mark: Mark, names: tuple[str, str]) -> dict:
    lower, upper = data[names[0]], data[names[1]]
    return {
        "type": "data",
        "symmetric": False,
        "visible": bool((upper - lower).notna().any()),
        "array": [None if gap != gap else max(gap, 0.0) for gap in upper - data[value]],
        "arrayminus": [None if gap != gap else max(gap, 0.0) for gap in data[value] - lower],
        "color": mark.colour,
        "thickness": 2,
        "width": 4,
    }


@kept
def dots_by_level(
    data: pd.DataFrame,
    palette: Palette,
    *,
    value_title: str,
    level_title: str,
    levels: Sequence[str],
    level_names: Sequence[str] = (),
    line: Sequence[tuple[float, float]] = (),
    average: tuple[str, float] | None = None,
    from_zero: bool = True,
) -> go.Figure:
    """Figures of ordered groups from left (most deprived) to right, with intervals.

    Parameters
    ----------
    data
        Columns group, value, lower, upper, words (hover text). Groups are words of ``levels``.
    levels
        All groups in order; one without a row or figure stays as an empty place marked ×.
    level_names
        What stands under each of them, when not their own words.
    line
        Points (position among levels from 0, value) of a fitted line.
    average
        Name and figure of a horizontal line.
    """
    mark = plain_mark(palette)
    figure = base_figure(palette, height=360)
    known = data[data["value"].notna()]
    place = {name: position for position, name in enumerate(levels)}
    if len(line):
        figure.add_trace(
            go.Scatter(
                x=[each[0] for each in line],
                y=[each[1] for each in line],
                mode="lines",
                line={"color": palette.muted_text, "width": 2, "dash": "dash"},
                hoverinfo="skip",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=[place[name] for name in known["group"]],
            y=known["value"],
            error_y=_error(known, "value", mark, ("lower", "upper")),
            mode="markers",
            marker={"color": mark.colour, "symbol": mark.symbol, "size": 11},
            text=known["words"],
            hovertemplate="%{text}<extra></extra>",
        )
    )
    empty = [name for name in levels if name not in set(known["group"])]
    for name in empty:
        figure.add_annotation(
            x=place[name], y=0, yref="paper", yanchor="bottom", text="×", showarrow=False,
            font={"color": palette.muted_text, "size": 18},
        )  # fmt: skip
    if average is not None:
        figure.add_hline(y=average[1], line={"color": palette.text, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=1, xref="paper", xanchor="right", y=average[1], yanchor="bottom",
            text=average[0], showarrow=False, font={"size": 13},
        )  # fmt: skip
    figure.update_xaxes(
        title_text=wrapped(level_title, 46),
        tickvals=list(range(len(levels))),
        ticktext=list(level_names or levels),
        range=[-0.5, len(levels) - 0.5],
        showgrid=False,
    )
    figure.update_yaxes(
        title_text=wrapped(value_title, 40), rangemode="tozero" if from_zero else "normal"
    )
    return figure


@kept
def dots_by_group(
    data: pd.DataFrame,
    palette: Palette,
    marks: Mapping[str, Mark],
    *,
    value_title: str,
    average: tuple[str, float] | None = None,
    log: bool = False,
    from_zero: bool = True,
) -> go.Figure:
    """Figures of groups without an order, one row each, in the order of the data.

    Parameters
    ----------
    data
        Columns group, value, lower, upper, words (hover text), gap (words shown in the place of
        a missing figure, "" otherwise).
    marks
        Colour and shape by group.
    average
        Name and position of a vertical line.
    log
        Ratios: log scale around 1.
    """
    names = list(data["group"])
    figure = base_figure(palette, height=90 + _ROW_HEIGHT * len(names))
    known = data[data["value"].notna() & ((data["value"] > 0) | (not log))]
    for mark in dict.fromkeys(marks[name] for name in known["group"]):
        one = known[[marks[name] == mark for name in known["group"]]]
        figure.add_trace(
            go.Scatter(
                x=one["value"],
                y=[names.index(name) for name in one["group"]],
                error_x=_error(one, "value", mark, ("lower", "upper")),
                mode="markers",
                marker={"color": mark.colour, "symbol": mark.symbol, "size": 12},
                text=one["words"],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    for _, row in data[data["gap"] != ""].iterrows():
        figure.add_annotation(
            x=0.02, xref="paper", xanchor="left", y=names.index(row["group"]),
            text=row["gap"], showarrow=False, font={"color": palette.muted_text, "size": 13},
        )  # fmt: skip
    if average is not None:
        _mark_line(figure, palette, average)
    figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=names,
        range=[len(names) - 0.5, -0.5],
        showgrid=True,
    )
    figure.update_xaxes(title_text=wrapped(value_title, 46))
    if log:
        _log_axis(figure, known)
    else:
        line = [] if average is None else [average[1]]
        figure.update_xaxes(range=_room(known, [*line, *([0.0] if from_zero else [])]))
    return figure


def _room(known: pd.DataFrame, others: list[float]) -> list[float] | None:
    """An axis range that holds all figures, limits and lines, with a little room; None if empty."""
    limits = known[["value", "lower", "upper"]].to_numpy(dtype=float).ravel()
    every = np.concatenate([limits[np.isfinite(limits)], others])
    if every.size == 0:
        return None
    low, high = float(every.min()), float(every.max())
    room = (high - low) * 0.06 or 1.0
    return [low if low == 0 else low - room, high + room]


def _mark_line(figure: go.Figure, palette: Palette, average: tuple[str, float]) -> None:
    figure.add_vline(x=average[1], line={"color": palette.text, "width": 1.5, "dash": "dot"})
    at = average[1] if figure.layout.xaxis.type != "log" else np.log10(average[1])
    figure.add_annotation(
        x=at, y=1, yref="paper", yanchor="bottom", text=average[0], showarrow=False,
        font={"size": 13},
    )  # fmt: skip
    figure.update_layout(margin_t=30)


def _log_axis(figure: go.Figure, known: pd.DataFrame) -> None:
    """A log axis around 1 with ticks in plain multiples, the same room on both sides."""
    limits = known[["value", "lower", "upper"]].to_numpy(dtype=float)
    limits = limits[np.isfinite(limits) & (limits > 0)]
    widest = max(1.5, float(np.exp(np.abs(np.log(limits)).max()))) if limits.size else 2.0
    reach = np.log10(widest * 1.12)
    steps: tuple[float, ...] = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16)
    if widest < 2.4:
        steps = (1 / 2, 0.75, 1, 1.5, 2)
    ticks = [each for each in steps if abs(np.log10(each)) <= reach]
    words = {1 / 16: "1/16", 1 / 8: "1/8", 1 / 4: "1/4", 1 / 2: "half", 0.75: "¾"}
    figure.update_xaxes(
        type="log",
        range=[-reach, reach],
        tickvals=ticks,
        ticktext=["same" if each == 1 else words.get(each, f"{each:g}×") for each in ticks],
    )


@kept
def ratio_dots(
    data: pd.DataFrame,
    palette: Palette,
    marks: Mapping[str, Mark],
    *,
    rows: Sequence[str],
    value_title: str,
    line_title: str,
) -> go.Figure:
    """Ratios of several groups for several things, on one log scale around 1.

    Parameters
    ----------
    data
        Columns row, group, value, lower, upper, words. A value of 0 or below cannot stand on a
        log scale and is left to the table.
    marks
        Colour and shape by group, in the order in which groups are drawn from top to bottom
        within a row and named in the legend.
    rows
        Labels of the rows from top to bottom.
    """
    groups = [name for name in marks if name in set(data["group"])]
    lines = max(label.count("<br>") + 1 for label in rows)
    row_height = max(64, 18 * len(groups), 17 * lines + 12)
    figure = base_figure(palette, height=120 + row_height * len(rows), legend=True)
    known = data[data["value"] > 0]
    step = 0.72 / max(len(groups) - 1, 1)
    for position, group in enumerate(groups):
        part = known[known["group"] == group]
        shift = (position - (len(groups) - 1) / 2) * step
        figure.add_trace(
            go.Scatter(
                name=group,
                x=part["value"],
                y=[rows.index(label) + shift for label in part["row"]],
                error_x=_error(part, "value", marks[group], ("lower", "upper")),
                mode="markers",
                marker={
                    "color": marks[group].colour, "symbol": marks[group].symbol, "size": 11,
                },
                text=part["words"],
                hovertemplate="%{text}<extra></extra>",
            )
        )  # fmt: skip
    for position in range(1, len(rows)):
        figure.add_hline(y=position - 0.5, line={"color": palette.line, "width": 0.5})
    _log_axis(figure, known)
    figure.add_vline(x=1, line={"color": palette.text, "width": 1.5, "dash": "dot"})
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=list(rows),
        tickfont={"size": 12},
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        ticks="",
    )
    figure.update_xaxes(title_text=wrapped(f"{value_title} ({line_title})", 46))
    return figure
