"""From a source's own columns to the one tidy contract, checked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pandera.pandas as pa

from analysis.intervals import byar, wilson
from data.build.context import BuildError
from data.contract import (
    AREA_LEVELS,
    GROUP_TYPES,
    INTERVAL_METHODS,
    KEY_COLUMNS,
    OBSERVATION_COLUMNS,
    STATUSES,
    STATUSES_WITHOUT_VALUE,
    WIDTH_COLUMNS,
    parse_period,
)
from data.metadata import Indicator

_NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
#: A builder may give this beside the contract's columns: the population (or pool of events) that
#: stands in for an unpublished denominator. `add_intervals` uses it, `finish` takes it away.
WIDTH = "width_denominator"
#: Slack when a limit is compared with its value: publishers round both, up to 0.05 of a unit.
_ROUNDING_SLACK = 0.0501


def frame(indicator_id: str, **columns: object) -> pd.DataFrame:
    """Make observations of one indicator from columns (arrays, Series or single values).

    Must give ``area_code`` and ``period``, and ``value`` or both ``numerator`` and
    ``denominator``. Left-out columns get: group_type and group "all"; status "published" where
    there is a value and "missing" where there is none; interval_method "published" where both
    limits are given, else "none" (`finish` computes the rest); empty note; area_level is filled
    by `finish` from the areas table. ``width_denominator`` (optional) stands in for an unpublished
    denominator: it gives the interval its width and is not published with the observation.
    """
    series = {
        name: column.reset_index(drop=True) if isinstance(column, pd.Series) else column
        for name, column in columns.items()
    }
    unknown = set(series) - set(OBSERVATION_COLUMNS) - {WIDTH}
    if unknown:
        raise BuildError(f"{indicator_id}: unknown observation columns {sorted(unknown)}")
    table = pd.DataFrame(series)
    table["indicator_id"] = indicator_id
    for name in _NUMBERS:
        table[name] = pd.to_numeric(table[name], errors="coerce") if name in table else np.nan
    for name, default in (("group_type", "all"), ("group", "all"), ("note", "")):
        table[name] = table[name].fillna(default) if name in table else default
    if "interval_method" not in table:
        both = table["lower"].notna() & table["upper"].notna()
        table["interval_method"] = np.where(both, "published", "none")
    if "status" not in table:
        has_value = table["value"].notna() | (
            table["numerator"].notna() & table["denominator"].gt(0)
        )
        table["status"] = np.where(has_value, "published", "missing")
    if "area_level" not in table:
        table["area_level"] = ""
    extra = [WIDTH] if WIDTH in table else []
    return table[[*OBSERVATION_COLUMNS, *extra]]


def add_values(table: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Fill a missing value from numerator / denominator x multiplier; mark it derived."""
    table = table.copy()
    fill = (
        table["value"].isna()
        & table["numerator"].notna()
        & table["denominator"].gt(0)
        & ~table["status"].isin(STATUSES_WITHOUT_VALUE)
    )
    rate = table["numerator"] / table["denominator"] * indicator.multiplier
    table.loc[fill, "value"] = rate[fill]
    table.loc[fill & table["status"].eq("published"), "status"] = "derived"
    return table


def _limits(
    count: np.ndarray, people: np.ndarray, indicator: Indicator
) -> tuple[np.ndarray, np.ndarray, str]:
    """Lower and upper limit in the indicator's unit, and the method's name."""
    if indicator.value_type == "proportion":
        lower, upper = wilson(count, people)
        return lower * indicator.multiplier, upper * indicator.multiplier, "wilson"
    return *byar(count, people, indicator.multiplier), "byar"


def add_intervals(table: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Compute 95% limits from counts where none are published.

    Wilson for proportions, Byar (exact below 10) for rates; other value types, and indicators
    whose counts are rounded or modelled (``counts_exact: false``), get none.
    A published interval is never replaced. Where counts have been rounded by the publisher so
    that value and counts disagree by more than rounding, the limits are scaled to the value by
    leaving them out: the row keeps interval_method "none".

    Rows with ``width_denominator`` and no usable counts get limits from it and the published
    value, whatever the value type; their method says "implied".
    """
    table = table.copy()
    need = (
        table["interval_method"].eq("none")
        & table["value"].notna()
        & table["numerator"].notna()
        & table["denominator"].gt(0)
    )
    if indicator.value_type not in ("proportion", "rate") or not indicator.counts_exact:
        need &= False
    if need.any():
        part = table[need]
        lower, upper, method = _limits(
            part["numerator"].to_numpy(float), part["denominator"].to_numpy(float), indicator
        )
        value = part["value"].to_numpy(float)
        brackets = (lower <= value + _ROUNDING_SLACK) & (value <= upper + _ROUNDING_SLACK)
        index = part.index[brackets]
        table.loc[index, "lower"] = np.minimum(lower, value)[brackets]
        table.loc[index, "upper"] = np.maximum(upper, value)[brackets]
        table.loc[index, "interval_method"] = method
    if WIDTH not in table:
        return table
    implied = table["interval_method"].eq("none") & table["value"].notna() & table[WIDTH].gt(0)
    if implied.any():
        part = table[implied]
        people = part[WIDTH].to_numpy(float)
        count = part["value"].to_numpy(float) * people / indicator.multiplier
        lower, upper, method = _limits(count, people, indicator)
        table.loc[implied, "lower"] = lower
        table.loc[implied, "upper"] = upper
        table.loc[implied, "interval_method"] = f"{method} implied"
    return table


def _check(check: object, message: str) -> pa.Check:
    return pa.Check(check, error=message)  # type: ignore[arg-type]


def _brackets(table: pd.DataFrame) -> pd.Series:
    has = table["lower"].notna() & table["value"].notna()
    low = table["lower"] <= table["value"] + _ROUNDING_SLACK
    high = table["value"] <= table["upper"] + _ROUNDING_SLACK
    return ~has | (low & high)


def _group_is_known(table: pd.DataFrame) -> pd.Series:
    closed = {kind: names for kind, names in GROUP_TYPES.items() if names}
    return pd.Series(
        [
            kind not in closed or group in closed[kind]
            for kind, group in zip(table["group_type"], table["group"], strict=True)
        ],
        index=table.index,
    )


def _period_is_iso(periods: pd.Series) -> pd.Series:
    good = {}
    for text in periods.unique():
        try:
            parse_period(str(text))
            good[text] = True
        except ValueError:
            good[text] = False
    return periods.map(good)


#: The contract of every published observation table.
OBSERVATION_SCHEMA = pa.DataFrameSchema(
    columns={
        "area_code": pa.Column(str, pa.Check.str_matches(r"^[A-Z]\d{8}$")),
        "area_level": pa.Column(str, pa.Check.isin(AREA_LEVELS)),
        "indicator_id": pa.Column(str),
        "period": pa.Column(str, _check(_period_is_iso, "period is not ISO start/duration")),
        "group_type": pa.Column(str, pa.Check.isin(list(GROUP_TYPES))),
        "group": pa.Column(str, pa.Check.str_length(min_value=1)),
        **{name: pa.Column(float, nullable=True) for name in ("value", "lower", "upper")},
        "interval_method": pa.Column(str, pa.Check.isin(INTERVAL_METHODS)),
        "numerator": pa.Column(float, pa.Check.ge(0), nullable=True),
        "denominator": pa.Column(float, pa.Check.ge(0), nullable=True),
        "status": pa.Column(str, pa.Check.isin(STATUSES)),
        "note": pa.Column(str),
    },
    checks=[
        _check(_brackets, "an interval does not bracket its value"),
        _check(_group_is_known, "a group is not in the list of its group type"),
        _check(
            lambda t: t["value"].isna() == t["status"].isin(STATUSES_WITHOUT_VALUE),
            "a suppressed or missing row has a value, or another row has none",
        ),
        _check(
            lambda t: ~t["status"].isin(STATUSES_WITHOUT_VALUE) | t["note"].str.len().gt(0),
            "a suppressed or missing row gives no reason in its note",
        ),
        _check(
            lambda t: (
                ~t["status"].isin(STATUSES_WITHOUT_VALUE)
                | (t["lower"].isna() & t["upper"].isna() & t["numerator"].isna())
            ),
            "a suppressed or missing row still shows limits or a numerator",
        ),
        _check(
            lambda t: t["lower"].isna() == t["upper"].isna(),
            "a row has one limit of its interval but not the other",
        ),
        _check(
            lambda t: t["lower"].notna() == t["interval_method"].ne("none"),
            "interval_method and limits disagree",
        ),
    ],
    unique=list(KEY_COLUMNS),
    strict=True,
    ordered=True,
)


def finish(
    table: pd.DataFrame, indicator: Indicator, levels: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Complete, check and order the observations of one indicator.

    Parameters
    ----------
    table
        Rows in contract columns, as made by `frame`.
    levels
        area_code -> level, from the areas table. Rows of areas not in it are an error.

    Returns
    -------
    (observations, width counts)
        In OBSERVATION_COLUMNS and WIDTH_COLUMNS. The second has a row for each interval that
        rests on implied counts, and is empty for most indicators.

    Raises
    ------
    BuildError
        Naming the indicator and the first rows that break the contract.
    """
    table = table.copy()
    unknown = sorted(set(table["area_code"]) - set(levels.index))
    if unknown:
        raise BuildError(f"{indicator.id}: areas not in the areas table: {unknown[:5]}")
    table["area_level"] = table["area_code"].map(levels).astype(str)
    for name in ("area_code", "indicator_id", "period", "group_type", "group", "status", "note"):
        table[name] = table[name].astype(str)
    table = add_intervals(add_values(table, indicator), indicator)
    hidden = table["status"].isin(STATUSES_WITHOUT_VALUE)
    table.loc[hidden, ["value", "lower", "upper", "numerator"]] = np.nan
    table.loc[hidden, "interval_method"] = "none"
    numbers = [*_NUMBERS, WIDTH] if WIDTH in table else list(_NUMBERS)
    for name in numbers:
        table[name] = table[name].astype(float).round(6)
    order = {kind: i for i, kind in enumerate(GROUP_TYPES)}
    table["_kind"] = table["group_type"].map(order)
    table["_group"] = pd.to_numeric(table["group"], errors="coerce")
    table = table.sort_values(
        ["area_code", "period", "_kind", "_group", "group"], kind="stable"
    ).reset_index(drop=True)
    width = _width_counts(table, indicator)
    try:
        return OBSERVATION_SCHEMA.validate(table[list(OBSERVATION_COLUMNS)], lazy=True), width
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases.head(5).to_string(index=False)
        raise BuildError(f"{indicator.id} breaks the observation contract:\n{cases}") from error


def _width_counts(table: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Counts behind the implied intervals; the numerator is value times denominator, unrounded."""
    if WIDTH not in table:
        return pd.DataFrame(columns=list(WIDTH_COLUMNS))
    part = table[table["interval_method"].str.endswith("implied")]
    return part.assign(
        numerator=(part["value"] * part[WIDTH] / indicator.multiplier).round(6),
        denominator=part[WIDTH],
    )[list(WIDTH_COLUMNS)].reset_index(drop=True)


def roll_up(table: pd.DataFrame, parent: pd.Series, note: str) -> pd.DataFrame:
    """Sum numerators and denominators of areas into their parents; never average rates.

    Parameters
    ----------
    table
        Observations with numerator and denominator; value and limits are ignored.
    parent
        area_code -> parent's code. Areas without a parent are left out.
    note
        Why the row is derived, in plain words.

    Returns
    -------
    DataFrame
        One row per parent, period, group; status "derived"; a parent with any part missing or
        suppressed is "missing" and says so (a sum with holes would be too low).
    """
    part = table.assign(area_code=table["area_code"].map(parent)).dropna(subset=["area_code"])
    keys = ["area_code", "indicator_id", "period", "group_type", "group"]
    part["_hole"] = part["numerator"].isna() | part["denominator"].isna()
    sums = part.groupby(keys, as_index=False, sort=True, observed=True).agg(
        numerator=("numerator", "sum"), denominator=("denominator", "sum"), hole=("_hole", "any")
    )
    whole = ~sums["hole"]
    return frame(
        str(table["indicator_id"].iloc[0]),
        area_code=sums["area_code"],
        period=sums["period"],
        group_type=sums["group_type"],
        group=sums["group"],
        numerator=sums["numerator"].where(whole),
        denominator=sums["denominator"].where(whole),
        status=np.where(whole, "derived", "missing"),
        note=np.where(whole, note, "A part of this area has no published count"),
    )
