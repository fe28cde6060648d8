"""What the area profile says in words: cells, tests, bands, trends, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.profile import FEWEST_NEIGHBOURS, WHY_NOT, Absent
from analysis.unusual import FEWEST
from components.figures.profile import kind_of
from components.wording import groups, numbers
from components.wording.names import in_a_row
from data import store
from data.contract import parse_period
from data.metadata import Indicator

_DIFFERENCE = {
    "better": "better than {0}",
    "worse": "worse than {0}",
    "higher": "higher than {0}",
    "lower": "lower than {0}",
    "similar": "no clear difference",
}
_WHY_NOT = {
    "method": "why, below the tables",
    "interval": "why, below the tables",
    "benchmark": "no figure for {0} in {1}",
    "few neighbours": f"under {FEWEST_NEIGHBOURS} neighbours",
}
_FIFTHS = (
    "",
    "lowest fifth",
    "second lowest fifth",
    "middle fifth",
    "second highest fifth",
    "highest fifth",
)
#: What a place can be compared with, as sentences name it.
BENCHMARKS = {
    "england": "England",
    "region": "the West Midlands region",
    "neighbours": "the neighbours' mean",
}
#: Countries that stand in where England has no figure: short for a cell, long for a sentence.
STANDING_IN = {
    "K02000001": ("UK", "the United Kingdom"),
    "K04000001": ("England and Wales", "England and Wales"),
}
LEVEL_WORDS = {
    "lsoa": "neighbourhoods (LSOA)",
    "msoa": "larger neighbourhoods (MSOA)",
    "ward": "wards",
    "ltla": "districts and boroughs",
    "utla": "counties and boroughs",
    "combined_authority": "the combined authority",
    "icb": "NHS integrated care boards",
    "police_force": "police forces",
    "region": "regions",
    "country": "England or the United Kingdom",
}


def cell(value: float, entry: Indicator) -> str:
    """A figure for a table cell: its number with % or £; the full unit stands in the row's head.

    "" where there is none.
    """
    if np.isnan(value):
        return ""
    if entry.unit_short in ("%", "£"):
        return numbers.with_unit(value, entry)
    return numbers.number(value, entry.decimals)


def limits(lower: float, upper: float, entry: Indicator) -> str:
    """The 95% interval as "33.1 to 37.2", "" where there is none."""
    return numbers.interval(lower, upper, entry).removeprefix("95% interval ")


def short_period(period: str) -> str:
    """The period as briefly as it can be said: "2024/25", "Mar 2025", "2021 to 2023"."""
    parsed = parse_period(period)
    if parsed.unit == "D" and parsed.length == 1:
        return f"{parsed.start:%b %Y}"
    if parsed.unit == "Y" and parsed.start.month == 1:
        return parsed.label
    if parsed.unit == "Y":
        return f"{parsed.start.year}/{parsed.end:%y}"
    return f"{parsed.start:%b} to {parsed.end:%b %Y}"


def difference(row: Mapping[str, Any], benchmark_name: str) -> str:
    """The test's outcome in words."""
    if row["verdict"] == "not tested":
        return "not tested"
    return _DIFFERENCE[row["verdict"]].format(benchmark_name)


def doubt(row: Mapping[str, Any]) -> str:
    """What to say of a difference that does not stand among so many tests; "" otherwise."""
    differs = row["verdict"] not in ("similar", "not tested")
    return "may be chance among so many tests" if differs and not row["clear"] else ""


#: Why a place is not tested among authorities, short enough for a cell.
_NOT_AMONG = {
    "method": "no fair test",
    "interval": "no interval",
    "place": "not one authority",
    "scale": "no even scale",
    "few": "{0} of " + str(FEWEST) + " needed in hand",
    "end": "0 or 100%",
}


def among(row: Mapping[str, Any]) -> str:
    """Whether the place is unusual among authorities, by `analysis.unusual`, or why not tested."""
    if row["unusual"] != "not tested":
        return f"among authorities: {row['unusual']}"
    return f"among authorities: not tested ({why_not_among(row)})"


def why_not_among(row: Mapping[str, Any]) -> str:
    """Why a place is not tested among authorities, in a few words; "" where it is."""
    return _NOT_AMONG.get(row["unusual_why"], "").format(row["unusual_among"])


#: Why a place is not tested among authorities, in a sentence.
WHY_NOT_AMONG = (
    "Unusual or not is not tested where the place has no interval, is not one authority, or fewer "
    f"than {FEWEST} authorities with figure and interval are in hand; each row says which."
)


def not_tested(table: pd.DataFrame, catalogue: Mapping[str, Indicator]) -> list[tuple[str, str]]:
    """Title and reason of every figure that is not tested against the benchmark for its own sake.

    A benchmark without a figure is said in the row itself.
    """
    found = []
    for row in table.drop_duplicates("indicator_id").to_dict("records"):
        if row["why_not"] in ("method", "interval"):
            entry = catalogue[row["indicator_id"]]
            found.append((entry.short_title, reason_of(row, entry)))
    return found


def reason_of(row: Mapping[str, Any], entry: Indicator) -> str:
    """Why a figure is not tested, in full; "" where it is."""
    if row["why_not"] in ("method", "interval"):
        own = entry.no_interval_reason or (
            entry.benchmark_note if row["why_not"] == "method" else ""
        )
        return own.rstrip(".") or WHY_NOT[row["why_not"]]
    return WHY_NOT.get(row["why_not"], "")


def why_not(row: Mapping[str, Any], benchmark_name: str) -> str:
    """Why there is no test; "" where there is one."""
    return _WHY_NOT.get(row["why_not"], "").format(benchmark_name, short_period(row["period"]))


def band(row: Mapping[str, Any]) -> str:
    """Where the place lies among the authorities with a figure, as a band and never a rank."""
    return f"{_FIFTHS[row['fifth']]} of {row['authorities_count']}" if row["fifth"] else ""


def direction(row: Mapping[str, Any]) -> str:
    """The recent direction with its judgement, e.g. "falling since 2021/22, getting better"."""
    if row["direction"] == "too few points":
        return "one period only" if len(row["series"]) == 1 else "too few recent points"
    judged = f", {row['direction_judgement']}" if row["direction_judgement"] else ""
    return f"{row['direction']} since {short_period(row['direction_since'])}{judged}"


def long_run(row: Mapping[str, Any]) -> str:
    """The long run, which is never judged; "" with too few points for a test."""
    if row["trend"] == "too few points":
        return ""
    return f"long run since {short_period(row['trend_since'])}: {row['trend']}"


def trend_message(row: Mapping[str, Any], entry: Indicator) -> str:
    """What the trend line shows: first and last figure, and the word."""
    first, last = (cell(float(row["series"][i]), entry) for i in (0, -1))
    broken = " A new series begins within it." if len(row["breaks"]) else ""
    return f"{len(row['series'])} periods, from {first} to {last}: {direction(row)}.{broken}"


def spine_message(
    row: Mapping[str, Any], entry: Indicator, place: str, benchmark_name: str, authorities: str
) -> str:
    """What the spine shows: place, benchmark, and how the authorities spread."""
    others = row["authorities"]
    low, first, third, high = (
        cell(float(v), entry) for v in np.quantile(others, [0, 0.25, 0.75, 1])
    )
    against = ""
    if not np.isnan(row["benchmark"]):
        against = f"; {benchmark_name} {cell(row['benchmark'], entry)}"
    return (
        f"{place} {cell(row['value'], entry)}{against}. Among the {others.size} {authorities} with "
        f"a figure: lowest {low}, middle half {first} to {third}, highest {high}."
    )


def absent(item: Absent, entry: Indicator) -> str:
    """Why an indicator has no figure for the place."""
    if item.reason == "level":
        levels = [LEVEL_WORDS[level] for level in entry.levels]
        return f"published for {in_a_row(levels)}, not for this kind of place"
    if item.reason == "groups":
        kinds = [groups.GROUP_TYPE_WORDS[kind] for kind in entry.breakdowns]
        return f"published only {in_a_row(kinds)} (see Who is affected)"
    if item.reason == "not in source":
        return "the publisher's file has no row for this place"
    when = f" ({short_period(item.period)})"
    if item.reason == "suppressed":
        return f"held back by the publisher to protect people{when}"
    note = f": {item.note.rstrip('.')}" if item.note else ""
    return f"no figure{when}{note}"


def place_name(scope: str) -> str:
    """The place as a table heading names it."""
    short = {store.REGION: "West Midlands region", store.WMCA: "Seven boroughs"}
    return short.get(scope) or store.area(scope).name


def summary(table: pd.DataFrame, place: str, benchmark_name: str) -> str:
    """One sentence that counts the outcomes of the tests."""
    counts = table["verdict"].value_counts()
    tested = len(table) - counts.get("not tested", 0)
    if not tested:
        return f"No figure of {place} can be tested against {benchmark_name}."
    differ = int(tested - counts.get("similar", 0))
    stand = int((table["clear"] & (table["verdict"] != "not tested")).sum())
    part = "all" if stand == differ else stand or "none"
    held = f"{part} of the {differ} differences stand"
    neutral = counts.get("higher", 0) + counts.get("lower", 0)
    return (
        f"{len(table)} figures of {place}. {tested} of them are tested against "
        f"{benchmark_name}: {counts.get('worse', 0)} worse, {counts.get('better', 0)} better, "
        f"{counts.get('similar', 0)} with no clear difference, {neutral} higher or lower without "
        "that being good or bad in itself. Among many tests some differ by chance; held to at most "
        f"one such in twenty (false discovery of 5%) over all tests of the place, {held}."
    )


def neighbours_sentence(scope: str) -> str:
    """The statistical neighbours by name, with how close they are; or why there are none."""
    if kind_of(scope) == "ltla":
        return (
            "No statistical neighbours: they are published for counties, unitary authorities "
            "and boroughs, not for districts within a county."
        )
    if kind_of(scope) != "utla":
        return "No statistical neighbours: they are published for single authorities only."
    near = store.statistical_neighbours(scope)
    if near.empty:
        return "No statistical neighbours are published for this authority."
    names = store.area_names()
    parts = []
    for closeness, part in near.groupby("closeness", sort=False):
        listed = "; ".join(names[code] for code in part["neighbour_code"])
        parts.append(f"{closeness}: {listed}.")
    return (
        "Statistical neighbours (Department for Education), by how alike they are. "
        f"{' '.join(parts)} Their mean counts each as one place."
    )


def scope_note(scope: str) -> str:
    """What is different for a place that is not an upper-tier authority ("" when nothing is)."""
    level = kind_of(scope)
    if level == "ltla":
        county = store.area(store.area(scope).utla_code).name
        return (
            f"{place_name(scope)} is a district. Children's social care, schools and public health "
            f"are run, and mostly counted, by {county}: choose it above for those figures. Here "
            "the line shows the districts and boroughs of the West Midlands region."
        )
    if level in ("region", "combined_authority"):
        return (
            "Fewer figures are published for this area than for one authority. The line shows "
            "where its average lies among the authorities of England; an average of many places "
            "lies near the middle by nature, so no fifth is given."
        )
    return ""
