"""The figures of a chart as a table for people: what stands in a paper's annex."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from components.exhibits.charts import AreaMap, table_of
from components.exhibits.exhibit import Exhibit
from components.wording import periods

#: More rows than these are told by class (a map) or left to the figures' own file.
MOST_ROWS = 60
_NAMES = {
    "label": "Name",
    "series": "Group",
    "part": "Part",
    "period": "Period",
    "what": "What",
    "levers": "Levers",
    "value": "Figure",
    "gain": "Gain",
    "cost": "Cost",
}
_LIMITS = (("lower", "upper", "95% interval"), ("lower80", "upper80", "80% of runs"))


@dataclass(frozen=True, eq=False)
class Figures:
    """Cells as texts, and a sentence where they are not all that the chart shows."""

    cells: pd.DataFrame
    note: str = ""


def cells(exhibit: Exhibit) -> Figures:
    """The figures of an exhibit, each written as everywhere else in the product."""
    chart, figures = exhibit.chart, exhibit.chart.figures
    if isinstance(chart, AreaMap) and len(figures) > MOST_ROWS:
        return _by_class(chart)
    ready = table_of(chart)
    if ready is not None:
        return _cut(ready.cells)
    shown = pd.DataFrame(index=figures.index)
    for name in ("label", "series", "part", "what", "levers"):
        if name in figures:
            shown[_NAMES[name]] = figures[name].astype(str)
    if "period" in figures and "label" in figures:
        shown["Period"] = [_period(text) for text in figures["period"]]
    signed = bool(getattr(chart, "change", False))
    for name in ("value", "gain", "cost"):
        if name in figures:
            shown[_NAMES[name]] = _figures(exhibit, figures, name, signed)
    short = exhibit.numbers.short
    modelled = exhibit.level == "modelled"
    for low, high, title in _LIMITS:
        if low in figures and high in figures and figures[low].notna().any():
            name = title.replace("95% interval", "95% of runs") if modelled else title
            shown[name] = [
                f"{short.words(a)} to {short.words(b)}" if np.isfinite([a, b]).all() else "none"
                for a, b in zip(
                    figures[low].astype(float), figures[high].astype(float), strict=True
                )
            ]
    return _cut(shown)


def _period(text: object) -> str:
    try:
        return periods.label(str(text))
    except ValueError:
        return str(text)


def _figures(exhibit: Exhibit, figures: pd.DataFrame, name: str, signed: bool) -> list[str]:
    held = figures["status"].astype(str) if "status" in figures else [""] * len(figures)
    return [
        "held back to protect people"
        if value != value and status == "suppressed"
        else exhibit.number(value, signed)
        for value, status in zip(figures[name].astype(float), held, strict=True)
    ]


def _cut(table: pd.DataFrame) -> Figures:
    if len(table) <= MOST_ROWS:
        return Figures(table)
    return Figures(
        table.head(MOST_ROWS),
        f"The first {MOST_ROWS} of {len(table)} rows; the page of the chart gives them all as CSV.",
    )


def _by_class(chart: AreaMap) -> Figures:
    found = pd.DataFrame(
        {"Class": list(chart.labels), "Areas": [f"{count:,}" for count in chart.counts]}
    )
    none = int((chart.figures["class"] < 0).sum())
    if none:
        found.loc[len(found)] = ["no figure, or held back", f"{none:,}"]
    return Figures(
        found,
        f"{len(chart.figures):,} areas, told by class; the map's page gives each of them as CSV. "
        f"{chart.note.rstrip('.')}.",
    )
