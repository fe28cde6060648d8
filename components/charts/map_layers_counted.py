"""The live map of where adversities pile up, and of two measures at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components.charts.map_layer import Layer, Pair, drawn
from components.design.palette import Palette
from components.exhibits.charts import AreaMap
from components.wording.names import LEVEL_NOUNS
from components.wording.numbers import unit_signs
from data.metadata import Indicator

_KEYS = (
    "Arrow keys move, plus and minus zoom, Escape clears the chosen area. To read figures by "
    "keyboard, use the search box or show the figures as a table."
)
_MOST = 250  # different things that can be said of areas: one byte each


def _said(words: pd.Series) -> tuple[np.ndarray, tuple[str, ...]]:
    """Each text once, and which one each area has; -1 for none and for texts beyond the most."""
    codes, found = pd.factorize(words.where(words != "", None))
    return np.where(codes < _MOST, codes, -1), tuple(str(each) for each in found[:_MOST])


def count_layer(chart: AreaMap, codes: pd.Index, palette: Palette, period: str) -> Layer:
    """The map of a count (`builders.pile_up.counted_map`); hover says which domains.

    ``codes``: of every area that has a shape, in their order.
    """
    rows = chart.figures.set_index("area_code").reindex(codes)
    domains = len(chart.labels) - 1
    known = rows["known"]
    which = rows["which"].fillna("")
    more = np.where(known < known.max(), " (others not known: at least)", "")
    said = pd.Series(
        np.where(which == "", "", "Worst fifth: " + which.astype(str) + more), index=rows.index
    )
    places, words = _said(said)
    counted = int(rows["value"].notna().sum())
    what = LEVEL_NOUNS[chart.level]
    title = "Where adversities pile up"
    return Layer(
        key=f"pile|{chart.level}|{chart.scope}|{palette.name}|{hash(tuple(which))}"
        f"|{len(chart.outlined)}|{domains}",
        title=title,
        period=period,
        label=f"Map of {title.lower()}: {counted:,} {what}. {_KEYS}",
        unit=f"Domains in the worst fifth, of {int(known.max())}",
        among="",
        lead="",
        fifths=places,
        positions=words,
        before="",
        after=f" of {int(known.max())} domains",
        decimals=0,
        **drawn(chart, codes, palette),
    )


def pair_layer(
    chart: AreaMap,
    codes: pd.Index,
    palette: Palette,
    entries: tuple[Indicator, Indicator],
    period: str,
) -> Layer:
    """The map of two measures (`builders.two_measures.crossed_map`); hover has both figures."""
    rows = chart.figures.set_index("area_code").reindex(codes)
    index = rows["class"].fillna(-1).to_numpy(dtype=int)
    one, other = entries
    before, after = unit_signs(one)
    second_before, second_after = unit_signs(other)
    known = int((index >= 0).sum())
    title = f"{one.short_title} and {other.short_title}"
    return Layer(
        key=f"two|{one.id}|{other.id}|{chart.level}|{chart.scope}|{palette.name}",
        title=title,
        period=period,
        label=f"Map of {title}: {known:,} {LEVEL_NOUNS[chart.level]}. {_KEYS}",
        unit="Thirds of areas",
        among="",
        lead="",
        fifths=index,
        positions=chart.labels,
        before=before,
        after=after,
        decimals=one.decimals,
        pair=Pair(
            one.short_title,
            other.short_title,
            rows["second"].to_numpy(dtype=float),
            second_before,
            second_after,
            other.decimals,
        ),
        **drawn(chart, codes, palette),
    )
