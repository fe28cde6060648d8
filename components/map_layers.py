"""From published figures to what the map draws: one row per drawn area, then a map layer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.breaks import broken
from analysis.comparison import fifths
from components import wording
from components.choropleth import Layer, Mark
from components.choropleth.vendor import OUTLINES, drawn_areas
from components.map_classes import (
    DECILES,
    Classes,
    class_colours,
    classify,
    classify_change,
    number_words,
)
from components.palette import Palette
from data import store
from data.contract import STATUSES, parse_period
from data.metadata import Indicator

#: What a level's areas are called in a sentence.
#: What the fifths of a map are called, lowest figure first, and those of published tenths.
FIFTHS = ("lowest fifth", "second lowest fifth", "middle fifth", "second highest fifth",
          "highest fifth")  # fmt: skip
DEPRIVED_FIFTHS = ("most deprived fifth", "second most deprived fifth", "middle fifth",
                   "second least deprived fifth", "least deprived fifth")  # fmt: skip
LEVEL_NOUNS = {
    "lsoa": "neighbourhoods",
    "msoa": "larger neighbourhoods",
    "ward": "wards",
    "ltla": "districts and boroughs",
    "utla": "counties and boroughs",
}
_MOST_CLASSES = 5


@lru_cache(maxsize=128)
def _by_period(indicator_id: str) -> dict[str, pd.DataFrame]:
    """Whole-population figures by period, each frame indexed by area code. Read only."""
    rows = store.observations(indicator_id, group_type="all")
    rows = rows.astype({"status": str, "note": str})
    return {str(period): part.set_index("area_code") for period, part in rows.groupby("period")}


@lru_cache(maxsize=512)
def _known_codes(indicator_id: str, period: str) -> frozenset[str]:
    rows = _by_period(indicator_id)[period]
    return frozenset(rows.index[rows["value"].notna()])


@lru_cache(maxsize=256)
def _codes(level: str, within: str) -> frozenset[str]:
    return frozenset(drawn_areas(level, within).index)


def periods_at(indicator_id: str, level: str) -> list[str]:
    """ISO periods in which the indicator has a figure at a level in the region, newest first."""
    drawn = _codes(level, store.REGION)
    found = [
        p for p in _by_period(indicator_id) if not drawn.isdisjoint(_known_codes(indicator_id, p))
    ]
    return sorted(found, key=lambda text: (parse_period(text).end, text), reverse=True)


def drawn_levels(indicator_id: str, scope: str) -> list[str]:
    """Levels that can be drawn for an indicator in a place, finest first.

    A level counts when the indicator has a figure at it in the region and the place has at
    least one area of it. May be empty.
    """
    return [
        level
        for level in store.levels_of(indicator_id)
        if level in OUTLINES and _codes(level, scope) and periods_at(indicator_id, level)
    ]


@lru_cache(maxsize=64)
def figures(indicator_id: str, level: str, scope: str, period: str) -> pd.DataFrame:
    """Figures of one indicator and period for every area drawn, in the order of the shapes.

    Returns a frame indexed by area code with area_name, authority, inside (whether the area
    lies in the place), value, lower, upper, status and note; status is "missing" where the
    publisher has no row. The frame is kept for the next caller: copy it before changing it.

    Raises UnknownPeriod when the indicator has nothing for the period, and the errors of
    `data.store.observations`.
    """
    by_period = _by_period(indicator_id)
    if period not in by_period:
        raise store.UnknownPeriod(f"'{indicator_id}' has no figures for '{period}'.")
    areas = drawn_areas(level)
    inside = _codes(level, scope)
    rows = by_period[period].reindex(areas.index)
    table = areas[["area_name", "authority"]].copy()
    table["inside"] = [code in inside for code in areas.index]
    for name in ("value", "lower", "upper"):
        table[name] = rows[name].astype(float)
    table["status"] = rows["status"].fillna("missing")
    table["note"] = rows["note"].fillna("")
    return table


def change_figures(
    indicator_id: str, level: str, scope: str, first: str, last: str
) -> pd.DataFrame:
    """Change of an indicator between two periods (last minus first), in the form of `figures`.

    No intervals: those of the two periods cannot be joined without their covariance. An area
    without a figure in either period has none here, and says why. Raises ValueError when a
    break in the series lies between the periods.
    """
    entry = store.indicator(indicator_id)
    if broken(entry, first, last):
        raise ValueError(
            f"'{entry.short_title}' was counted in a new way between these periods; "
            "a change across the break would not be a change in the world"
        )
    before = figures(indicator_id, level, scope, first)
    table = figures(indicator_id, level, scope, last).copy()
    lost = np.where(table["value"].isna(), table["status"], before["status"])
    value = (table["value"] - before["value"]).round(entry.decimals)
    table["value"] = value
    table["lower"] = table["upper"] = np.nan
    held_back = (table["status"] == "suppressed") | (before["status"] == "suppressed")
    gap = np.where(held_back, "suppressed", np.where(lost == "suppressed", lost, "missing"))
    table["status"] = np.where(value.notna(), "derived", gap)
    return table


def unit_signs(entry: Indicator) -> tuple[str, str]:
    """What goes before and after a number of this indicator, e.g. ("£", "") or ("", "%")."""
    if entry.unit_short.startswith("£"):
        return "£", entry.unit_short[1:]
    return "", entry.unit_short


def change_signs(entry: Indicator) -> tuple[str, str]:
    """As `unit_signs`, for a difference: percentages differ by percentage points."""
    before, after = unit_signs(entry)
    return before, " points" if after == "%" else after


def _is_deciles(entry: Indicator) -> bool:
    return entry.value_type == "rank" and entry.unit.startswith("decile")


@dataclass(frozen=True)
class Standing:
    """Where areas stand among others: a fifth for each, its words, and what the fifths are of."""

    fifths: np.ndarray  # 0 lowest to 4 highest; -1 for none
    words: tuple[str, ...] = FIFTHS
    among: str = ""  # "" for the areas shown


def standing(entry: Indicator, values: np.ndarray) -> Standing:
    """The fifth each figure lies in: of the areas shown or, for published tenths, of England.

    Two tenths make a fifth. A tenth is never put into fifths of the areas shown: in a deprived
    place most areas would share the lowest.
    """
    if not _is_deciles(entry):
        return Standing(fifths(values))
    codes = np.where(np.isnan(values), -1, (np.nan_to_num(values, nan=1) - 1) // 2)
    return Standing(codes.astype(np.int64), DEPRIVED_FIFTHS, "of England's neighbourhoods")


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
        method=DECILES if _is_deciles(entry) else method,
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


def value_of(indicator_id: str, code: str, period: str) -> float:
    """One area's whole-population figure in a period; NaN when there is none."""
    rows = _by_period(indicator_id).get(period)
    if rows is None or code not in rows.index:
        return float("nan")
    return float(rows["value"].loc[code])


def make_layer(
    entry: Indicator,
    table: pd.DataFrame,
    classes: Classes,
    *,
    level: str,
    period: str,
    palette: Palette,
    marks: dict[str, float],
    since: str = "",
) -> Layer:
    """Turn figures and classes into what the map component draws.

    ``marks`` gives the figures to point out in the legend (name to value). ``since`` is the
    first period of a change map; its classes come from `classify_change`.
    """
    inside = table["inside"].to_numpy()
    values = table["value"].where(table["inside"]).to_numpy(dtype=float)
    signed = bool(since)
    before, after = change_signs(entry) if signed else unit_signs(entry)
    label = parse_period(period).label
    if signed:
        ramp = palette.diverging
        flip = entry.polarity == "high_is_good"  # then a fall is the change for the worse
        label = f"Change from {parse_period(since).label} to {label}"
    else:
        ramp = palette.sequential
        # In a rank or decile from worst to best, 1 is the most deprived: dark stays "more".
        flip = entry.value_type == "rank" and entry.polarity == "high_is_good"
    words = LEVEL_NOUNS[level]
    style = Style(entry.decimals, before, after, signed)
    found = [_mark(name, value, classes, style, words) for name, value in marks.items()]
    codes = table["status"].map({word: i for i, word in enumerate(STATUSES)}).to_numpy()
    known = int(np.isfinite(values).sum())
    place = standing(entry, values) if not signed else Standing(fifths(values))
    title = f"{entry.short_title}: change" if signed else entry.short_title
    unit = ("Change in percentage points: " if after == " points" else "Change: ") + entry.unit
    return Layer(
        key=f"{entry.id}|{since}|{period}|{level}|{classes.method}|{palette.name}|{known}",
        title=title,
        period=label,
        label=(
            f"Map of {title}, {label}: {known} {words}. Arrow keys move, plus and minus zoom, "
            "Escape clears the chosen area. To read figures by keyboard, use the search box "
            "above or show the figures as a table."
        ),
        unit=(unit if signed else entry.unit[:1].upper() + entry.unit[1:]),
        method=classes.note,
        among=place.among or f"of the {known:,} {words} shown",
        colours=class_colours(ramp, len(classes.labels), reverse=flip),
        labels=classes.labels,
        classes=classes.of(values),
        fifths=place.fifths,
        positions=place.words,
        statuses=STATUSES,
        status=np.where(inside, codes, -1),
        values=values,
        lower=_limits(table, "lower"),
        upper=_limits(table, "upper"),
        marks=tuple(mark for mark in found if mark is not None),
        before=before,
        after=after,
        decimals=entry.decimals,
        signed=signed,
    )


def _limits(table: pd.DataFrame, side: str) -> np.ndarray | None:
    limits = table[side].where(table["inside"] & table["value"].notna()).to_numpy(dtype=float)
    return None if np.isnan(limits).all() else limits


def change_classes(entry: Indicator, table: pd.DataFrame) -> Classes:
    """Class breaks of a change map over the areas of the place."""
    before, after = change_signs(entry)
    values = table.loc[table["inside"], "value"].to_numpy()
    return classify_change(values, decimals=entry.decimals, before=before, after=after)


def status_words(status: str) -> str:
    """A status as a table or card prints it."""
    return wording.NO_FIGURE.get(status, status)
