"""What a chart really shows, read back from each output: names in order, limits, values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.container import BarContainer
from pptx.oxml.ns import qn

from components.charts.plot import Band, Bars, Line, Plot, Points

Found = set[tuple[float, ...]]


@dataclass
class Drawn:
    """One chart as an output shows it."""

    names: list[str]  # along the axis of names, in order; [] for a plane
    limits: tuple[float, ...]  # of x and y
    places: Found  # (x, y) of every mark
    intervals: Found  # (place on the axis of names or x, low, high)


def _n(value: float) -> float:
    return float(f"{float(value):.9g}") + 0.0


def plain(text: str) -> str:
    """A name in one line, as a person reads it."""
    text = re.sub(r"<br>", " ", text).replace("&lt;", "<").replace("&gt;", ">")
    return " ".join(text.replace("&#36;", "$").replace("&amp;", "&").split())


def _pairs(xs: Sequence[float], ys: Sequence[float]) -> Found:
    return {
        (_n(x), _n(y))
        for x, y in zip(xs, ys, strict=True)
        if x is not None and y is not None and x == x and y == y
    }


def _limits(at: Sequence[float], low: Sequence[float], high: Sequence[float]) -> Found:
    return {
        (_n(place), _n(a), _n(b))
        for place, a, b in zip(at, low, high, strict=True)
        if a == a and b == b and b > a
    }


def of_plot(plot: Plot) -> Drawn:
    """What the layout placed."""
    names = plot.x.whole or plot.y.whole
    places: Found = set()
    intervals: Found = set()
    for mark in plot.marks:
        if isinstance(mark, Points):
            places |= _pairs(mark.x, mark.y)
            if mark.low:
                at = mark.y if mark.along == "x" else mark.x
                intervals |= _limits(at, mark.low, mark.high)
        elif isinstance(mark, Bars):
            places |= _pairs(mark.end, mark.at)
            if mark.low:
                intervals |= _limits(mark.at, mark.low, mark.high)
        elif isinstance(mark, Line):
            places |= _pairs(mark.x, mark.y)
            if mark.low:
                intervals |= _limits(mark.x, mark.low, mark.high)
        elif isinstance(mark, Band):
            intervals |= _limits(mark.x, mark.low, mark.high)
    ends = (plot.x.low, plot.x.high, plot.y.low, plot.y.high)
    return Drawn([plain(name) for name in names], tuple(map(_n, ends)), places, intervals)


def of_plotly(figure: Any) -> Drawn:
    """What a Plotly figure holds."""
    sent = figure.to_dict()
    places: Found = set()
    intervals: Found = set()
    for trace in sent["data"]:
        xs, ys = list(trace["x"]), list(trace["y"])
        if trace["type"] == "bar":
            ends = np.add(trace["base"], xs).tolist()
            places |= _pairs(ends, ys)
            intervals |= _bars(ys, ends, trace.get("error_x"))
        elif trace.get("fill") == "toself":
            half = len(xs) // 2
            intervals |= _limits(xs[:half], ys[half:][::-1], ys[:half])
        else:
            places |= _pairs(xs, ys)
            intervals |= _bars(ys, xs, trace.get("error_x"))
            intervals |= _bars(xs, ys, trace.get("error_y"))
    sides: list[float] = []
    names: list[str] = []
    bars = any(trace["type"] == "bar" for trace in sent["data"])
    for which in ("xaxis", "yaxis"):
        axis = sent["layout"][which]
        low, high = axis["range"]
        sides += [10**low, 10**high] if axis["type"] == "log" else [low, high]
    for which in ("yaxis", "xaxis"):
        texts = [plain(text) for text in sent["layout"][which]["ticktext"]]
        if not names or (which == "xaxis" and not bars):
            names = texts if _names(texts, sent["layout"][which]) else names
    return Drawn(names, tuple(map(_n, sides)), places, intervals)


def _names(texts: list[str], axis: Any) -> bool:
    """Whether an axis is one of names: its ticks are whole steps and it shows no grid."""
    return not axis["showgrid"]


def _bars(at: Sequence[float], values: Sequence[float], errors: Any) -> Found:
    if not errors:
        return set()
    low = np.subtract(values, errors["arrayminus"])
    high = np.add(values, errors["array"])
    return _limits(at, low, high)


def of_matplotlib(axes: Axes) -> Drawn:
    """What matplotlib drew, from its artists."""
    places: Found = set()
    intervals: Found = set()
    for container in axes.containers:
        if isinstance(container, BarContainer):
            for bar, base in zip(container, np.asarray(container.datavalues, float), strict=True):
                y = bar.get_y() + bar.get_height() / 2
                places.add((_n(bar.get_x() + base), _n(y)))
    for artist in axes.collections:
        if isinstance(artist, PathCollection):
            xs, ys = np.asarray(artist.get_offsets(), dtype=float).T
            places |= _pairs(xs, ys)
        elif isinstance(artist, LineCollection):
            for segment in artist.get_segments():
                if len(segment) != 2:  # of a point without an interval
                    continue
                (x0, y0), (x1, y1) = segment
                upright = x0 == x1
                one, low, high = (x0, y0, y1) if upright else (y0, x0, x1)
                intervals |= _limits([one], [low], [high])
        elif isinstance(artist, PolyCollection):
            corners = np.asarray(artist.get_paths()[0].vertices, dtype=float)
            for x in dict.fromkeys(corners[:, 0]):
                ys = corners[corners[:, 0] == x][:, 1]
                intervals |= _limits([x], [ys.min()], [ys.max()])
    for line in axes.lines:
        label = str(line.get_label())
        if label.startswith("_") and label != "_" and not label.startswith("_child"):
            continue  # a rule across the chart
        if line.get_marker() in ("|", "_") or line.get_linestyle() == "None":
            continue  # caps of error bars
        places |= _pairs(
            np.asarray(line.get_xdata()).tolist(), np.asarray(line.get_ydata()).tolist()
        )
    names: list[str] = []
    bars = any(isinstance(each, BarContainer) for each in axes.containers)
    for axis, grid in ((axes.xaxis, axes.xaxis), (axes.yaxis, axes.yaxis))[:: 1 if bars else -1]:
        if not any(each.get_visible() for each in grid.get_gridlines()):
            names = [plain(label.get_text()) for label in axis.get_ticklabels()]
    return Drawn(names, tuple(map(_n, (*axes.get_xlim(), *axes.get_ylim()))), places, intervals)


def of_powerpoint(chart: Any, kind: str) -> dict[str, Any]:
    """Names, limits of the axis of values, series and error bars of a native chart."""
    space = chart._chartSpace
    series, errors = {}, {}
    for plot in chart.plots:
        for each in plot.series:
            series[each.name] = list(each.values)
            bars = each._element.find(qn("c:errBars"))
            if bars is not None:
                errors[each.name] = tuple(
                    [float(v.text) for v in bars.find(qn(f"c:{name}")).iter(qn("c:v"))]
                    for name in ("minus", "plus")
                )
    value = chart.value_axis
    names = (
        []
        if kind in ("plane", "scatter")
        else [plain(str(each)) for each in chart.plots[0].categories]
    )
    return {
        "names": names,
        "limits": (_n(value.minimum_scale), _n(value.maximum_scale)),
        "series": series,
        "errors": errors,
        "log": [v.get("val") for v in space.iter(qn("c:logBase"))],
    }
