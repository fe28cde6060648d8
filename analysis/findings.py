"""A place's figures beside a benchmark's of the same period, with fair tests.

A difference counts only when the area's 95% interval excludes the benchmark
(`analysis.comparison.verdict`). With many tests at once some differ by chance alone, so each row
also says whether it stands when one in twenty of those that do may be chance.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.comparison import Counted, kept_by_false_discovery, p_values, verdict
from data.contract import parse_period
from data.metadata import Indicator

COMPARISON_COLUMNS = [
    "indicator_id",
    "period",
    "value",
    "lower",
    "upper",
    "status",
    "benchmark",
    "benchmark_code",
    "tested_against",
    "rest",
    "verdict",
    "ratio",
    "numerator",
    "denominator",
    "p",
    "clear",
]


def _end_ordinal(period: str) -> int:
    return parse_period(period).end.toordinal()


def _end_map(periods: pd.Series) -> pd.Series:
    ends = {text: _end_ordinal(text) for text in periods.unique()}
    return periods.map(ends).astype(int)


def compare_with(
    area_rows: pd.DataFrame,
    benchmark_rows: pd.DataFrame,
    catalogue: Mapping[str, Indicator],
    *,
    large_part: bool = False,
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
    large_part
        Whether the area is a large part of the benchmark: it is then tested against the rest of
        it, where the counts of both are published.

    Returns
    -------
    DataFrame
        One row per indicator of the area, columns COMPARISON_COLUMNS. ``benchmark`` is NaN and
        ``verdict`` "not tested" where the benchmark has no figure for any period of the area;
        the area's newest figure is then shown. ``ratio`` is value over benchmark (NaN when the
        benchmark is 0). The benchmark is its counts' figure where the published one is only
        their rounding; ``tested_against`` is the same, or with ``rest`` the benchmark without the
        area. ``p``: two-sided, of the difference by the area's own chance; ``clear``:
        whether it stands when one in twenty of those that do may be chance.
    """
    known = area_rows[area_rows["value"].notna()].copy()
    if known.empty:
        return pd.DataFrame(columns=COMPARISON_COLUMNS)
    known["indicator_id"] = known["indicator_id"].astype(str)
    known["period"] = known["period"].astype(str)
    known["_end"] = _end_map(known["period"])
    other = benchmark_rows[
        ["indicator_id", "period", "value", "area_code", "numerator", "denominator"]
    ]
    other = other.dropna(subset=["value"]).astype(
        {"indicator_id": str, "period": str, "numerator": float, "denominator": float}
    )
    other = other.drop_duplicates(["indicator_id", "period"])
    other = other.rename(
        columns={
            "value": "benchmark",
            "area_code": "benchmark_code",
            "numerator": "of_benchmark",
            "denominator": "in_benchmark",
        }
    )
    known = known.merge(other, on=["indicator_id", "period"], how="left")
    known["benchmark_code"] = known["benchmark_code"].astype(object).fillna("")
    known["_has"] = known["benchmark"].notna()
    newest = known.sort_values(["indicator_id", "_has", "_end"]).groupby("indicator_id").tail(1)
    rows = newest.reset_index(drop=True)
    rows = _unrounded(rows, catalogue, large_part)
    rows["verdict"] = [
        verdict(v, lo, hi, b, catalogue[i].polarity)
        if catalogue[i].benchmark == "interval_overlap_95"
        else "not tested"
        for i, v, lo, hi, b in rows[
            ["indicator_id", "value", "lower", "upper", "tested_against"]
        ].itertuples(index=False)
    ]
    rows["ratio"] = rows["value"] / rows["benchmark"].where(rows["benchmark"] != 0)
    tested = rows["verdict"] != "not tested"
    rows["p"] = np.where(
        tested,
        p_values(rows["value"], rows["lower"], rows["upper"], rows["tested_against"]),
        np.nan,
    )
    rows["clear"] = kept_by_false_discovery(rows["p"])
    return rows[COMPARISON_COLUMNS]


def _unrounded(
    rows: pd.DataFrame, catalogue: Mapping[str, Indicator], large_part: bool
) -> pd.DataFrame:
    """The benchmark from its counts, and what the area is tested against."""
    whole, against, rest = [], [], []
    columns = ["indicator_id", "benchmark", "of_benchmark", "in_benchmark"]
    own = rows[["value", "numerator", "denominator"]].astype(float)
    for (name, *counts), mine in zip(
        rows[columns].itertuples(index=False), own.itertuples(index=False), strict=True
    ):
        multiplier, benchmark = catalogue[name].multiplier, Counted(*counts)
        without = benchmark.rest_without(Counted(*mine), multiplier) if large_part else np.nan
        whole.append(benchmark.unrounded(multiplier))
        rest.append(not np.isnan(without))
        against.append(without if rest[-1] else whole[-1])
    return rows.assign(benchmark=whole, tested_against=against, rest=rest)
