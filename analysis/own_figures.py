"""Figures of a file that somebody brings, as they may be shown: protected, with intervals.

Small counts are hidden by the code that protects the published tables (`data.disclosure`).
Intervals are made by the formulas of the published indicators (`analysis.intervals`): Wilson's
for percentages, Byar's for rates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.intervals import byar, wilson
from data import store
from data.contract import AREA_LEVELS, parse_period
from data.disclosure import SUPPRESSED_NOTE, suppress_small_counts
from data.errors import PlainError
from data.own.marks import MEANINGS
from data.own.shape import Understood
from data.own.units import multiplier

#: Counts of 1 to one below this are hidden.
THRESHOLD = 5
#: Hidden figures that are protected together with sums of larger areas; beyond, those are hidden.
MOST_HIDDEN = 400
#: Populations of ours that a count may be divided by: what they are called, and levels they have.
POPULATIONS = {
    "children_0_15": "children aged 0 to 15, Census 2021",
    "children_0_17": "children aged 0 to 17, mid-year estimate of the year",
}
_IN_FILE = "in the file"


class OwnFiguresError(PlainError, ValueError):
    """A population or threshold that does not fit; the message says which would."""


@dataclass(frozen=True)
class OwnFigures:
    """Figures as they may be shown.

    Attributes
    ----------
    table
        DataFrame: area_code, area_level, period, measure, group_type, group, value, lower, upper,
        interval_method, numerator, denominator, status ("own", "suppressed", "missing"), note.
    units
        Measure -> "count", "percent", "per N", "number".
    notes
        Whole sentences on what was hidden, divided or left out.
    """

    table: pd.DataFrame
    units: Mapping[str, str]
    notes: tuple[str, ...]


def figures(
    understood: Understood, *, threshold: int = THRESHOLD, population: str = ""
) -> OwnFigures:
    """Protected figures with rates and intervals.

    Parameters
    ----------
    understood
        A file as `data.own.understand.understand` gives it.
    threshold
        Smallest count that is shown (besides 0); 1 shows all.
    population
        A key of `POPULATIONS` to divide counts by that have no denominator of their own, "" for
        none.

    Raises
    ------
    OwnFiguresError
        For a threshold below 1 or a population that does not exist.
    """
    if threshold < 1:
        raise OwnFiguresError("The smallest count shown must be 1 or more.")
    if population and population not in POPULATIONS:
        raise OwnFiguresError(f"The populations of ours are: {', '.join(POPULATIONS)}.")
    notes: list[str] = []
    units = dict(understood.measures)
    parts = []
    for measure, part in understood.rows.groupby("measure", sort=False):
        table = _contract(part, str(measure))
        if population and units[str(measure)] == "count" and table["denominator"].isna().all():
            table = _with_population(table, population, notes)
            own_base = False
        else:
            own_base = True
        units[str(measure)] = _unit(table, units[str(measure)])
        # No figure of one period is a sum of another's.
        table = pd.concat(
            [
                _protected(at, units[str(measure)], threshold, own_base, notes)
                for _, at in table.groupby("period", sort=False)
            ]
        ).sort_index()
        _tell_hidden(table, str(measure), threshold, notes)
        parts.append(_with_intervals(table, units[str(measure)], notes))
    whole = pd.concat(parts, ignore_index=True) if parts else _contract(understood.rows, "")
    unjudged = whole["status"].eq("own") & whole["numerator"].isna()
    if unjudged.any():
        notes.append(
            f"{int(unjudged.sum())} figures have no counts behind them, so that small numbers "
            "cannot be found and hidden in them: look at them yourself before you show them."
        )
    return OwnFigures(whole.rename(columns={"indicator_id": "measure"}), units, tuple(notes))


def _contract(part: pd.DataFrame, measure: str) -> pd.DataFrame:
    meaning = part["meaning"].astype(str)
    held = meaning.eq("suppressed")
    without = part["value"].isna() & part["count"].isna()
    return pd.DataFrame(
        {
            "area_code": part["area_code"],
            "area_level": part["area_level"],
            "indicator_id": measure,
            "period": part["period"],
            "group_type": part["group_type"],
            "group": part["group"],
            "value": part["value"].astype(float),
            "lower": part["lower"].astype(float),
            "upper": part["upper"].astype(float),
            "interval_method": np.where(
                part["lower"].notna() & part["upper"].notna(), _IN_FILE, "none"
            ),
            "numerator": part["count"].astype(float),
            "denominator": part["denominator"].astype(float),
            "status": np.where(held, "suppressed", np.where(without, "missing", "own")),
            "note": np.where(without, meaning.map(MEANINGS).fillna("no figure"), ""),
        }
    ).reset_index(drop=True)


def _with_population(table: pd.DataFrame, population: str, notes: list[str]) -> pd.DataFrame:
    """Our population as denominator where it is known for every area of a row."""
    if population == "children_0_15":
        areas = pd.concat([store.areas(level) for level in AREA_LEVELS])
        areas = areas[~areas.index.duplicated()]
        base = table["area_code"].map(areas["children_0_15"].astype(float))
        whole = table["group"].eq("all")
    else:
        people = store.table("population_children").set_index(["area_code", "year"])["children"]
        years = [parse_period(period).end.year if period else 0 for period in table["period"]]
        keys = pd.MultiIndex.from_arrays([table["area_code"], years])
        base = pd.Series(people.reindex(keys).to_numpy(float), index=table.index)
        whole = table["group"].eq("all")
    base = base.where(whole)  # our population is that of everybody
    known = int((base.notna() & table["numerator"].notna()).sum())
    if known == 0:
        raise OwnFiguresError(
            f"No row has a figure of ours for {POPULATIONS[population]}: its areas, periods or "
            "groups do not fit."
        )
    notes.append(
        f"Divided by a population of ours, {POPULATIONS[population]}, in {known} rows; "
        f"{len(table) - known} rows have none and stay without a rate."
    )
    return table.assign(denominator=base)


def _unit(table: pd.DataFrame, unit: str) -> str:
    """The unit of a measure once counts have denominators: a share where it can be one."""
    both = table["numerator"].notna() & table["denominator"].gt(0)
    if unit != "count" or not both.any():
        return unit
    is_share = (table.loc[both, "numerator"] <= table.loc[both, "denominator"]).all()
    return "percent" if is_share else "per 1000"


def _protected(
    table: pd.DataFrame, unit: str, threshold: int, own_base: bool, notes: list[str]
) -> pd.DataFrame:
    """Hide small counts, and what would give them away."""
    scale, measure = multiplier(unit), table["indicator_id"].iloc[0]
    rated = unit == "percent" or unit.startswith("per ")
    implied = table["value"] * table["denominator"] / scale if rated else np.nan
    counts = table["numerator"].where(table["numerator"].notna(), implied)
    judged = table.assign(numerator=np.ceil(counts - 1e-6).clip(lower=0))
    if own_base:
        judged["denominator"] = np.ceil(judged["denominator"] - 1e-6)
    columns = ("numerator", "denominator") if own_base else ("numerator",)
    judged = judged.reset_index(drop=True)
    before = judged["status"].eq("suppressed")
    levels = [level for level in AREA_LEVELS if judged["area_level"].eq(level).any()]
    small = judged["numerator"].gt(0) & judged["numerator"].lt(threshold)
    larger = pd.Series(False, index=judged.index)
    if len(levels) > 1 and int((small | before).sum()) > MOST_HIDDEN:
        larger = judged["area_level"].ne(levels[0])
        notes.append(
            f"More than {MOST_HIDDEN} figures of “{measure}” are held back, so "
            "that its larger areas are held back with them."
        )
        judged.loc[larger, "status"] = "suppressed"
        levels = levels[:1]
    hidden = -1
    while int(judged["status"].eq("suppressed").sum()) != hidden:
        hidden = int(judged["status"].eq("suppressed").sum())
        for level in levels:
            judged = suppress_small_counts(
                judged,
                threshold=threshold,
                parent=_parents(judged, level),
                counts=columns,
                small_totals=True,
            )
    gone = judged["status"].eq("suppressed")
    new = gone & ~before
    table = table.copy()
    gone, new, larger = (
        pd.Series(each.to_numpy(), index=table.index) for each in (gone, new, larger)
    )
    figures_ = ["value", "lower", "upper", "numerator", *(["denominator"] if own_base else [])]
    table.loc[gone, figures_] = np.nan
    table.loc[gone, "interval_method"] = "none"
    table.loc[gone, "status"] = "suppressed"
    table.loc[new, "note"] = SUPPRESSED_NOTE.format(most=threshold - 1)
    table.loc[larger, "note"] = "Held back: many small figures within it are"
    return table


def _tell_hidden(table: pd.DataFrame, measure: str, threshold: int, notes: list[str]) -> None:
    hidden = int(table["note"].eq(SUPPRESSED_NOTE.format(most=threshold - 1)).sum())
    if hidden:
        notes.append(
            f"{hidden} figures of “{measure}” are held back to protect people: counts of 1 to "
            f"{threshold - 1}, and what would give them away."
        )


def _parents(table: pd.DataFrame, level: str) -> pd.Series:
    """Area of a level -> each larger area of the table that it lies in."""
    there = set(table["area_code"])
    areas = store.areas(level)
    areas = areas[areas.index.isin(there)]
    found = []
    for column in areas.columns[areas.columns.str.endswith("_code")].drop("area_code"):
        above = areas[column].dropna()
        found.append(above[above.isin(there) & (above != above.index)])
    both = pd.concat(found)
    both = both[~pd.MultiIndex.from_arrays([both.index, both]).duplicated()]
    return both.astype(str)


def _with_intervals(table: pd.DataFrame, unit: str, notes: list[str]) -> pd.DataFrame:
    table = table.copy()
    shown = table["status"].eq("own")
    if unit == "count":
        table["value"] = table["value"].where(table["value"].notna(), table["numerator"])
        return table
    if unit == "number":
        return table
    scale, measure = multiplier(unit), table["indicator_id"].iloc[0]
    both = shown & table["numerator"].notna() & table["denominator"].gt(0)
    rate = table["numerator"] / table["denominator"] * scale
    made = both & table["value"].isna()
    table.loc[made, "value"] = rate[made]
    lost = shown & table["value"].isna()
    table.loc[lost, ["status", "note"]] = [
        "missing",
        "a count without a population to divide it by",
    ]
    fits = both & ((table["value"] - rate).abs() <= 0.02 * rate.abs() + 0.05)
    odd = both & ~fits
    if odd.any():
        notes.append(
            f"In {int(odd.sum())} rows of “{measure}” the value is not the count "
            "over the denominator: these have no interval."
        )
    wanted = fits & table["interval_method"].eq("none")
    count, base = table.loc[wanted, "numerator"], table.loc[wanted, "denominator"]
    if unit == "percent" and (count <= base).all():
        low, high = wilson(count.to_numpy(), base.to_numpy())
        low, high, method = low * scale, high * scale, "wilson"
    else:
        low, high = byar(count.to_numpy(), base.to_numpy(), scale)
        method = "byar"
    table.loc[wanted, "lower"], table.loc[wanted, "upper"] = low, high
    table.loc[wanted, "interval_method"] = method
    return table
