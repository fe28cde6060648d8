"""From figures by area to what a map draws."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparison import fifths
from components.charts import map_key
from components.charts.inks import colour
from components.charts.map_classes import DECILES, Classes, classify, classify_change
from components.design.palette import Palette
from components.exhibits.charts import AreaMap
from components.figures.areas import Standing, is_deciles, standing
from components.wording.names import LEVEL_NOUNS
from components.wording.numbers import change_signs, legend_unit, number_words, unit_signs
from data.contract import STATUSES, parse_period
from data.metadata import Indicator
from model.results import MORE_IS_BETTER

_MOST_CLASSES = 5


def same_scale(one: Indicator, other: Indicator) -> bool:
    """Whether two indicators may share class breaks: same unit, same decimals, same kind."""
    return (
        one.unit == other.unit
        and one.decimals == other.decimals
        and one.value_type == other.value_type
    )


def classes_for(entry: Indicator, tables: list[pd.DataFrame], method: str) -> Classes:
    """Class breaks of an indicator over the areas of the place in one or more tables."""
    values = np.concatenate([table.loc[table["inside"], "value"].to_numpy() for table in tables])
    before, after = unit_signs(entry)
    areas = max(int(table["inside"].sum()) for table in tables)
    return classify(
        values,
        method=DECILES if is_deciles(entry) else method,
        k=min(_MOST_CLASSES, max(3, areas // 2)),
        decimals=entry.decimals,
        before=before,
        after=after,
    )


@dataclass(frozen=True)
class Style:
    """How a figure is written: decimals, signs before and after, plus sign for changes."""

    decimals: int
    before: str
    after: str
    signed: bool

    def words(self, value: float) -> str:
        """The figure as the legend writes it."""
        return number_words(value, self.decimals, self.before, self.signed) + self.after


def _mark(name: str, value: float, classes: Classes, style: Style, words: str) -> Mark | None:
    if np.isnan(value) or classes.breaks.size == 0:
        return None
    index = int(classes.of(value))
    text = f"{name} {style.words(value)}"
    if index >= 0:
        return Mark(index, text)
    side = "below" if value < classes.lowest else "above"
    return Mark(None, f"{text}: {side} all {words} shown")


def make_layer(
    entry: Indicator,
    table: pd.DataFrame,
    chart: AreaMap,
    *,
    period: str,
    palette: Palette,
    classes: Classes,
    marks: dict[str, float],
    since: str = "",
) -> Layer:
    """What the live map draws of a map of an indicator.

    Parameters
    ----------
    table
        Figures of every area that has a shape, in the order of the shapes.
    chart
        The map: its classes, limits and words are those of every picture of it.
    classes
        By which the figures in ``marks`` are put into a class.
    marks
        Figures to point out in the legend, name to value.
    since
        The first period of a change.
    """
    values = table["value"].where(table["inside"]).to_numpy(dtype=float)
    label = parse_period(period).label
    if since:
        label = f"Change from {parse_period(since).label} to {label}"
    before, after = change_signs(entry) if since else unit_signs(entry)
    words = LEVEL_NOUNS[chart.level]
    style = Style(entry.decimals, before, after, bool(since))
    found = [_mark(name, value, classes, style, words) for name, value in marks.items()]
    known = int(np.isfinite(values).sum())
    place = standing(entry, values) if not since else Standing(fifths(values))
    title = f"{entry.short_title}: change" if since else entry.short_title
    return Layer(
        key=f"{entry.id}|{since}|{period}|{chart.level}|{classes.method}|{palette.name}|{known}"
        f"|{' '.join(chart.labels)}",
        title=title,
        period=label,
        label=(
            f"Map of {title}, {label}: {known} {words}. Arrow keys move, plus and minus zoom, "
            "Escape clears the chosen area. To read figures by keyboard, use the search box "
            "above or show the figures as a table."
        ),
        unit=legend_unit(entry, change=bool(since)),
        among=place.among or f"of the {known:,} {words} shown",
        fifths=place.fifths,
        positions=place.words,
        marks=tuple(mark for mark in found if mark is not None),
        before=before,
        after=after,
        decimals=entry.decimals,
        **drawn(chart, table.index, palette),
    )


def drawn(chart: AreaMap, codes: pd.Index, palette: Palette) -> dict[str, Any]:
    """The fields of a layer that are those of every picture of the map.

    ``codes``: of every area that has a shape, in their order.
    """
    rows = chart.figures.set_index("area_code").reindex(codes)
    status = rows["status"].map({word: i for i, word in enumerate(STATUSES)})
    classes = map_key.classes(chart)
    return {
        "chart": chart,
        "method": chart.note,
        "colours": tuple(colour(row.ink, palette) for row in classes),
        "labels": tuple(row.text for row in classes),
        "gaps": tuple((row.pattern, row.text) for row in map_key.gaps(chart)),
        "classes": rows["class"].fillna(-1).to_numpy(dtype=int),
        "statuses": STATUSES,
        "status": status.fillna(-1).to_numpy(dtype=int),
        "values": rows["value"].to_numpy(dtype=float),
        "lower": _limits(rows, "lower"),
        "upper": _limits(rows, "upper"),
        "signed": chart.signed or chart.change,
        "outlined": tuple(np.flatnonzero(codes.isin(chart.outlined)).tolist()),
    }


def _limits(rows: pd.DataFrame, side: str) -> np.ndarray | None:
    limits = rows[side].where(rows["value"].notna()).to_numpy(dtype=float)
    return None if np.isnan(limits).all() else limits


def change_classes(entry: Indicator, table: pd.DataFrame) -> Classes:
    """Class breaks of a change map over the areas of the place."""
    before, after = change_signs(entry)
    values = table.loc[table["inside"], "value"].to_numpy()
    return classify_change(values, decimals=entry.decimals, before=before, after=after)


@dataclass(frozen=True)
class Mark:
    """A note in the legend: which class it points at (None: no class) and its words."""

    class_index: int | None
    text: str


@dataclass(frozen=True)
class Pair:
    """A map of two measures: what both are called, and the second one's figures."""

    first: str
    second: str
    values: NDArray[np.float64]
    before: str
    after: str
    decimals: int


@dataclass(frozen=True)
class Layer:
    """One choropleth. Arrays have one entry per area of the geometry, in order of code."""

    key: str  # changes whenever the picture does, e.g. "imd_score|2025-01-01/P1Y"
    title: str
    period: str  # in words
    label: str  # what a screen reader says of the canvas
    unit: str  # heading of the legend
    method: str  # how the classes were made, in words
    before: str  # put before a number, e.g. "£"
    after: str  # put after a number, e.g. "%"
    decimals: int
    among: str  # completes "in the highest fifth ...", e.g. "of 3,574 neighbourhoods"
    colours: tuple[str, ...]
    labels: tuple[str, ...]  # class ranges in words, one per colour
    classes: NDArray[np.integer]  # class index; -1 where there is no colour
    fifths: NDArray[np.integer]  # where each area stands: index into ``positions``; -1 for none
    positions: tuple[str, ...]  # what each fifth is called, or what else is said of areas
    gaps: tuple[tuple[str, str], ...]  # pattern and words of areas without a figure
    statuses: tuple[str, ...]  # the words that ``status`` points at
    status: NDArray[np.integer]  # index into ``statuses``; -1 outside the chosen place
    values: NDArray[np.float64]
    chart: AreaMap  # what it is the live map of
    lower: NDArray[np.float64] | None = None
    upper: NDArray[np.float64] | None = None
    signed: bool = False  # show a plus sign: the figures are changes
    marks: tuple[Mark, ...] = field(default=())
    lead: str = "In the "  # before what is said of an area's position
    outlined: tuple[int, ...] = ()  # numbers of areas with a line around them
    pair: Pair | None = None  # a second measure on the same map


def change_classes_of(values: np.ndarray, outcome: str) -> tuple[int, Classes, bool, bool]:
    """Decimals, classes, whether the change goes both ways, and whether colours are reversed."""
    known = values[np.isfinite(values)]
    size = float(np.quantile(np.abs(known), 0.5)) if known.size else 0.0
    decimals = 0 if size >= 30 else 1 if size >= 2 else 2 if size >= 0.2 else 3
    if known.size > 0 and known.min() < 0 < known.max():
        reverse = outcome in MORE_IS_BETTER
        return decimals, classify_change(values, decimals=decimals), True, reverse
    # All one way: the strength of the change in shades of one colour.
    down = bool(known.size > 0 and known.min() < 0)
    return decimals, classify(values, k=5, decimals=decimals), False, down
