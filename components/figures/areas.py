"""Places to choose from, and the figures of all areas of a level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.breaks import broken
from analysis.comparison import fifths
from components.figures.caches import kept
from components.figures.geometry import OUTLINES, drawn_areas
from data import store
from data.contract import parse_period
from data.metadata import Indicator

#: What a level's areas are called in a sentence.
#: What the fifths of a map are called, lowest figure first, and those of published tenths.
FIFTHS = (
    "lowest fifth",
    "second lowest fifth",
    "middle fifth",
    "second highest fifth",
    "highest fifth",
)
DEPRIVED_FIFTHS = (
    "most deprived fifth",
    "second most deprived fifth",
    "middle fifth",
    "second least deprived fifth",
    "least deprived fifth",
)


@kept
def _by_period(indicator_id: str) -> dict[str, pd.DataFrame]:
    """Whole-population figures by period, each frame indexed by area code. Read only."""
    rows = store.observations(indicator_id, group_type="all")
    rows = rows.astype({"status": str, "note": str})
    return {str(period): part.set_index("area_code") for period, part in rows.groupby("period")}


@kept
def _known_codes(indicator_id: str, period: str) -> frozenset[str]:
    rows = _by_period(indicator_id)[period]
    return frozenset(rows.index[rows["value"].notna()])


@kept
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


@kept
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


def is_deciles(entry: Indicator) -> bool:
    """Whether an indicator is a decile from 1 to 10."""
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
    if not is_deciles(entry):
        return Standing(fifths(values))
    codes = np.where(np.isnan(values), -1, (np.nan_to_num(values, nan=1) - 1) // 2)
    return Standing(codes.astype(np.int64), DEPRIVED_FIFTHS, "of England's neighbourhoods")


def value_of(indicator_id: str, code: str, period: str) -> float:
    """One area's whole-population figure in a period; NaN when there is none."""
    rows = _by_period(indicator_id).get(period)
    if rows is None or code not in rows.index:
        return float("nan")
    return float(rows["value"].loc[code])


def scope_codes() -> list[str]:
    """Codes a person may choose as "the place": region, seven boroughs, every authority."""
    return list(_scope_codes(store.data_version()))


@kept
def _scope_codes(version: str) -> list[str]:
    upper = store.areas("utla", store.REGION).sort_values("area_name")["area_code"].tolist()
    lower = store.areas("ltla", store.REGION).sort_values("area_name")["area_code"].tolist()
    districts = [code for code in lower if code not in upper]
    return [store.REGION, store.WMCA, *upper, *districts]
