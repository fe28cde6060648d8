"""What stands out in an area, by stated rules. Structures only; words are made on the page.

The rules
---------
1. *Compared with a benchmark*: the newest period both have; a difference counts only when the
   area's 95% interval excludes the benchmark (`analysis.comparison.verdict`).
2. *Trend*: a word only from `analysis.trend` (five or more points, Mann-Kendall, breaks kept).
3. *Gap*: a group counts only when its own 95% interval excludes the area's whole-population
   figure of the same period, on the side that bears more: above it, or below it where high is
   good. Each group is set against that figure, never against another group, and groups are
   never ranked.
4. A figure whose period ended more than five years before the newest figure in hand does not
   stand out, whatever it says.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.comparison import verdict
from analysis.trend import trend
from data.contract import parse_period
from data.metadata import Indicator

OLDEST_YEARS = 5

COMPARISON_COLUMNS = [
    "indicator_id",
    "period",
    "value",
    "lower",
    "upper",
    "status",
    "benchmark",
    "benchmark_code",
    "verdict",
    "ratio",
]


def _end_ordinal(period: str) -> int:
    return parse_period(period).end.toordinal()


def _end_map(periods: pd.Series) -> pd.Series:
    ends = {text: _end_ordinal(text) for text in periods.unique()}
    return periods.map(ends).astype(int)


def compare_with(
    area_rows: pd.DataFrame, benchmark_rows: pd.DataFrame, catalogue: Mapping[str, Indicator]
) -> pd.DataFrame:
    """Set an area's newest figures beside a benchmark's of the same period.

    Parameters
    ----------
    area_rows, benchmark_rows
        Whole-population observations (contract columns) of all indicators: of the area, and of
        the benchmark. The benchmark's rows may hold several areas in order of preference
        (England, then the United Kingdom where a publisher gives no England figure): the first
        that has the period is used, and ``benchmark_code`` says which.
    catalogue
        Indicators by id.

    Returns
    -------
    DataFrame
        One row per indicator of the area, columns COMPARISON_COLUMNS. ``benchmark`` is NaN and
        ``verdict`` "not tested" where the benchmark has no figure for any period of the area;
        the area's newest figure is then shown. ``ratio`` is value over benchmark (NaN when the
        benchmark is 0).
    """
    known = area_rows[area_rows["value"].notna()].copy()
    if known.empty:
        return pd.DataFrame(columns=COMPARISON_COLUMNS)
    known["indicator_id"] = known["indicator_id"].astype(str)
    known["period"] = known["period"].astype(str)
    known["_end"] = _end_map(known["period"])
    other = benchmark_rows[["indicator_id", "period", "value", "area_code"]]
    other = other.dropna(subset=["value"]).astype({"indicator_id": str, "period": str})
    other = other.drop_duplicates(["indicator_id", "period"])
    other = other.rename(columns={"value": "benchmark", "area_code": "benchmark_code"})
    known = known.merge(other, on=["indicator_id", "period"], how="left")
    known["benchmark_code"] = known["benchmark_code"].astype(object).fillna("")
    known["_has"] = known["benchmark"].notna()
    newest = known.sort_values(["indicator_id", "_has", "_end"]).groupby("indicator_id").tail(1)
    rows = newest.reset_index(drop=True)
    rows["verdict"] = [
        verdict(v, lo, hi, b, catalogue[i].polarity)
        if catalogue[i].benchmark == "interval_overlap_95"
        else "not tested"
        for i, v, lo, hi, b in rows[
            ["indicator_id", "value", "lower", "upper", "benchmark"]
        ].itertuples(index=False)
    ]
    rows["ratio"] = rows["value"] / rows["benchmark"].where(rows["benchmark"] != 0)
    return rows[COMPARISON_COLUMNS]


def trends(area_rows: pd.DataFrame, catalogue: Mapping[str, Indicator]) -> pd.DataFrame:
    """Trend of every indicator of an area.

    Returns
    -------
    DataFrame
        Columns indicator_id, word, judgement, points, p_value, change, first, last (values),
        first_period, last_period; one row per indicator with any figure.
    """
    rows = []
    for indicator_id, part in area_rows.groupby("indicator_id", observed=True):
        entry = catalogue[str(indicator_id)]
        series = part.dropna(subset=["value"]).astype({"period": str})
        if series.empty:
            continue
        series = series.assign(_end=_end_map(series["period"])).sort_values("_end")
        series = series.drop_duplicates("_end", keep="last")
        found = trend(
            series["_end"].to_numpy(),
            series["value"].to_numpy(),
            polarity=entry.polarity,
            breaks=[each.toordinal() for each in entry.breaks_in_series],
        )
        used = series.tail(found.points)
        rows.append(
            {
                "indicator_id": str(indicator_id),
                "word": found.word,
                "judgement": found.judgement,
                "points": found.points,
                "p_value": found.p_value,
                "change": found.change,
                "first": used["value"].iloc[0],
                "last": used["value"].iloc[-1],
                "first_period": used["period"].iloc[0],
                "last_period": used["period"].iloc[-1],
            }
        )
    return pd.DataFrame(
        rows,
        columns=[
            "indicator_id", "word", "judgement", "points", "p_value", "change", "first", "last",
            "first_period", "last_period",
        ],
    )  # fmt: skip


def gaps(
    group_rows: pd.DataFrame, area_rows: pd.DataFrame, catalogue: Mapping[str, Indicator]
) -> pd.DataFrame:
    """Groups whose figure differs from the area's whole-population figure of the same period.

    Parameters
    ----------
    group_rows
        Observations of one area with group types other than "all".
    area_rows
        Whole-population observations of the same area.
    catalogue
        Indicators by id.

    Returns
    -------
    DataFrame
        Columns indicator_id, period, group_type, group, value, lower, upper, average, ratio;
        the newest period of each indicator and group type that has both figures. Only groups
        that bear more than the average by rule 3.
    """
    columns = [
        "indicator_id", "period", "group_type", "group", "value", "lower", "upper", "average",
        "ratio",
    ]  # fmt: skip
    known = group_rows.dropna(subset=["value", "lower", "upper"]).copy()
    known = known[~known["group"].isin(["Unknown", "all"])]
    average = area_rows[["indicator_id", "period", "value"]].dropna(subset=["value"])
    average = average.astype({"indicator_id": str, "period": str})
    known = known.astype({"indicator_id": str, "period": str}).merge(
        average.rename(columns={"value": "average"}), on=["indicator_id", "period"]
    )
    if known.empty:
        return pd.DataFrame(columns=columns)
    known["_end"] = _end_map(known["period"])
    newest = known.groupby(["indicator_id", "group_type"])["_end"].transform("max")
    known = known[known["_end"] == newest]
    high_is_good = known["indicator_id"].map(lambda i: catalogue[i].polarity == "high_is_good")
    above, below = known["lower"] > known["average"], known["upper"] < known["average"]
    bears_more = above.where(~high_is_good, below)
    divisible = known["indicator_id"].map(
        lambda i: catalogue[i].value_type not in ("ratio", "rank")
    )
    known = known[bears_more & divisible & known["average"].ne(0)].copy()
    known["ratio"] = known["value"] / known["average"]
    return known[columns].reset_index(drop=True)


def recent(table: pd.DataFrame, newest_end: int, period_column: str = "period") -> pd.DataFrame:
    """Rows whose period ended within OLDEST_YEARS of ``newest_end`` (a date ordinal)."""
    if table.empty:
        return table
    ends = _end_map(table[period_column].astype(str))
    return table[ends >= newest_end - OLDEST_YEARS * 365.25]


def strongest(
    table: pd.DataFrame, size: pd.Series, domains: Mapping[str, str], count: int
) -> pd.DataFrame:
    """The ``count`` rows of greatest ``size``, one per domain before any domain comes twice."""
    ordered = table.assign(
        _size=size.replace([np.inf, -np.inf], np.nan),
        _domain=[domains[i] for i in table["indicator_id"]],
    ).dropna(subset=["_size"])
    ordered = ordered.sort_values(["_size", "indicator_id"], ascending=[False, True])
    ordered = ordered.drop_duplicates("indicator_id")
    first = ordered.drop_duplicates("_domain")
    rest = ordered.drop(first.index)
    return pd.concat([first, rest]).head(count).drop(columns=["_size", "_domain"])
