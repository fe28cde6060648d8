"""How one place stands on every indicator: the table behind the area profile.

The rules
---------
1. The figure shown is the place's newest. Every comparator is of that same period; a comparator
   without a figure for it stays empty, and an older one is never put in its place.
2. England is the country. The first country of ``Comparators.wider`` that has a figure stands in
   only for an indicator for which England has none in any period, and is named.
3. An indicator that the place has only by sex gets one row for each sex, set against
   comparators of the same sex.
4. Two questions. *Different from the benchmark by more than its own chance*:
   `analysis.comparison.verdict`, only where the catalogue says that intervals allow it, with the
   benchmark from its counts; the region without the place where both have counts, and England
   without it where the place is a large part of it (`analysis.rules`). Neighbours
   count as a benchmark only when FEWEST_NEIGHBOURS of them have a figure. Each difference also
   says whether it stands with false discovery held at 5% over the table. *Unusual among
   authorities*: `analysis.unusual`, of an authority among those that have figure and interval.
5. The recent direction comes from `analysis.direction`, the long run from `analysis.trend`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.breaks import first_of_new, halfway
from analysis.comparison import (
    Counted,
    fifth,
    kept_by_false_discovery,
    neighbours_summary,
    p_values,
    verdict,
)
from analysis.direction import direction
from analysis.scales import TRANSFORMS
from analysis.trend import MOST_POINTS, trend
from analysis.unusual import FEWEST, among_authorities, word
from data.contract import parse_period
from data.metadata import Indicator

BENCHMARKS = ("england", "region", "neighbours")
FEWEST_NEIGHBOURS = 5

COLUMNS = (
    "indicator_id",
    "group",  # "all", or a sex where the indicator has no figure for both together
    "period",  # ISO
    "value",
    "lower",
    "upper",
    "status",
    "note",
    "held_back",  # ISO period newer than the one shown, without a value; "" when there is none
    "held_back_status",  # its status
    "country",  # England's figure, or that of the country standing in for it
    "country_code",  # whose figure it is
    "region",
    "neighbours_mean",
    "neighbours_lowest",
    "neighbours_highest",
    "neighbours_count",
    "authorities",  # array: figures of the authorities that make the spine, in no order
    "authorities_count",
    "fifth",  # 1 lowest ... 5 highest of those authorities; 0 where no band may be given
    "worst_fifth",  # whether that fifth is the bad end, by the indicator's polarity
    "benchmark",  # figure of the chosen benchmark, unrounded where its counts allow
    "rest",  # whether that is the region, or England, without the place
    "verdict",
    "why_not",  # a word of WHY_NOT when the verdict is "not tested", otherwise ""
    "p",  # of the difference by the place's own chance; NaN when not tested
    "clear",  # whether it stands with false discovery held at 5% over the table
    "unusual",  # a word of `analysis.unusual.WORDS`
    "unusual_among",  # authorities in that test, or with figure and interval where there is none
    "unusual_why",  # a word of WHY_NOT_AMONG when that is "not tested", otherwise ""
    "times",  # array: day ordinals of the ends of the periods in ``series``
    "series",  # array: the place's newest figures, ten at most, oldest first
    "breaks",  # array: where a new series begins, half-way between two of ``times``
    "direction",  # a word of `analysis.direction.WORDS`
    "direction_judgement",
    "direction_since",  # ISO period of the first point used; "" with too few
    "direction_points",
    "trend",  # the long run, which is not judged
    "trend_points",
    "trend_since",  # ISO period of the first point used
)

_LIMITED = ("value", "lower", "upper")
_COUNTED = ("value", "numerator", "denominator")
_NUMBERS = (*_LIMITED, "numerator", "denominator")
#: Why a figure is not tested against the benchmark.
WHY_NOT = {
    "method": "its figures cannot be set against each other",
    "interval": "no interval is given for this figure",
    "benchmark": "the benchmark has no figure for this period",
    "few neighbours": f"fewer than {FEWEST_NEIGHBOURS} neighbours have a figure",
}


#: Why a place is not tested among authorities.
WHY_NOT_AMONG = {
    "method": WHY_NOT["method"],
    "interval": WHY_NOT["interval"],
    "place": "this place is not one authority",
    "scale": "figures of this kind have no scale on which authorities are spread evenly",
    "few": f"fewer than {FEWEST} authorities with figure and interval are in hand",
    "end": "a figure of 0 or 100% has no place on the scale",
}


@dataclass(frozen=True)
class Comparators:
    """Area codes of the place and of what it is set against; "" or () where there is none."""

    place: str
    england: str
    wider: tuple[str, ...] = ()  # countries that stand in where England has no figure, in order
    region: str = ""
    neighbours: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()  # whose figures make the spine
    large_part: bool = False  # whether the place is a large part of England

    @property
    def codes(self) -> list[str]:
        """Every code once."""
        found = [self.place, self.england, *self.wider, self.region]
        return [
            code for code in dict.fromkeys([*found, *self.neighbours, *self.authorities]) if code
        ]


def _ends(periods: pd.Series) -> pd.Series:
    return periods.map({text: parse_period(text).end.toordinal() for text in periods.unique()})


def _of_place(rows: pd.DataFrame, place: str) -> pd.DataFrame:
    """The place's rows, by sex only for indicators it has no whole-population figure of."""
    own = rows[rows["area_code"] == place]
    whole = set(own.loc[(own["group_type"] == "all") & own["value"].notna(), "indicator_id"])
    keep = (own["group_type"] == "all") | (
        (own["group_type"] == "sex") & ~own["indicator_id"].isin(whole)
    )
    return own[keep]


def _newest(own: pd.DataFrame) -> pd.DataFrame:
    """The newest row with a value of each indicator and group, with any newer one without."""
    keys = ["indicator_id", "group_type", "group"]
    ordered = own.sort_values("_end")
    newest = ordered[ordered["value"].notna()].groupby(keys, as_index=False).tail(1)
    last = ordered.groupby(keys, as_index=False).tail(1)
    empty = last.loc[last["value"].isna(), [*keys, "period", "status"]]
    empty = empty.rename(columns={"period": "held_back", "status": "held_back_status"})
    newest = newest.merge(empty, on=keys, how="left")
    return newest.fillna({"held_back": "", "held_back_status": ""})


def _test(row: Mapping[str, Any], entry: Indicator, benchmark: float, few: bool) -> tuple[str, str]:
    """Verdict and, when there is none, the word of WHY_NOT that says why."""
    if entry.benchmark != "interval_overlap_95" or row["status"] == "not comparable":
        return "not tested", "method"
    if np.isnan([row["lower"], row["upper"]]).any():
        return "not tested", "interval"
    if np.isnan(benchmark):
        return "not tested", "few neighbours" if few else "benchmark"
    return verdict(row["value"], row["lower"], row["upper"], benchmark, entry.polarity), ""


def build(
    rows: pd.DataFrame,
    catalogue: Mapping[str, Indicator],
    who: Comparators,
    benchmark: str = "england",
) -> pd.DataFrame:
    """One row for every indicator that has a figure for the place.

    Parameters
    ----------
    rows
        Observations in contract columns, group types "all" and "sex", of the areas in
        ``who.codes``, all periods.
    catalogue
        Indicators by id.
    who
        The place and its comparators.
    benchmark
        A word of BENCHMARKS: what the test is made against.

    Returns
    -------
    DataFrame
        Columns COLUMNS, in catalogue order of domain as met and then by short title; values in
        the indicator's unit, NaN where there is no figure.

    Raises
    ------
    ValueError
        For an unknown benchmark.
    """
    if benchmark not in BENCHMARKS:
        raise ValueError(f"benchmark must be one of {', '.join(BENCHMARKS)} (got '{benchmark}')")
    text = ["area_code", "indicator_id", "group_type", "group", "period", "status"]
    rows = rows.astype(dict.fromkeys(text, object))
    own = _of_place(rows, who.place)
    own = own.assign(_end=_ends(own["period"]))
    if own["value"].notna().sum() == 0:
        return pd.DataFrame(columns=list(COLUMNS))
    shown = _newest(own)
    keys = ["indicator_id", "group_type", "group"]
    dated = own[own["value"].notna()].sort_values("_end")
    dated = dated.drop_duplicates([*keys, "_end"], keep="last")
    series = dict(iter(dated.groupby(keys)))
    same = rows.merge(shown[[*keys, "period"]], on=[*keys, "period"])
    index = pd.MultiIndex.from_frame(shown[keys])
    same = same.astype(dict.fromkeys(_NUMBERS, float)).drop_duplicates([*keys, "area_code"])
    # Not pivot_table, which drops counts that nobody has.
    wide = same.pivot(  # noqa: PD010
        index=keys, columns="area_code", values=list(_NUMBERS)
    )
    part = {
        name: wide[name].reindex(index=index, columns=who.codes).to_numpy() for name in _NUMBERS
    }
    matrix, line_of = part["value"], {key: i for i, key in enumerate(index)}
    column = {code: i for i, code in enumerate(who.codes)}
    near_columns = [column[code] for code in who.neighbours]
    peer_columns = [column[code] for code in who.authorities]
    national = rows[rows["area_code"].isin([who.england, *who.wider]) & rows["value"].notna()]
    with_figures = set(zip(national["indicator_id"], national["area_code"], strict=True))

    out = []
    for row in shown.to_dict("records"):
        key = (row["indicator_id"], row["group_type"], row["group"])
        entry, figures = catalogue[row["indicator_id"]], matrix[line_of[key]]
        country = who.england
        if (entry.id, who.england) not in with_figures:
            country = next((c for c in who.wider if (entry.id, c) in with_figures), who.england)
        near = neighbours_summary(figures[near_columns])
        others = figures[peer_columns]
        others = others[~np.isnan(others)]
        few = benchmark == "neighbours" and near.count < FEWEST_NEIGHBOURS
        counted = {
            each: Counted(*(float(part[n][line_of[key], column[each]]) for n in _COUNTED))
            for each in (who.place, who.region, country)
            if each
        }
        rest = np.nan
        if benchmark == "neighbours":
            against = np.nan if few else near.mean
        else:
            code = country if benchmark == "england" else who.region
            against = counted[code].unrounded(entry.multiplier) if code else np.nan
            if code and who.place != code and (who.large_part or benchmark == "region"):
                rest = counted[code].rest_without(counted[who.place], entry.multiplier)
                against = against if np.isnan(rest) else rest
        said, why_not = _test(row, entry, against, few)
        limited = [part[name][line_of[key]][peer_columns] for name in _LIMITED]
        unusual, peers, why_not_among = _among(limited, who, entry, why_not)
        band = fifth(row["value"], others) if who.place in who.authorities else None
        bad_end = {"low_is_good": 5, "high_is_good": 1}.get(entry.polarity)
        out.append(
            {
                **{name: row[name] for name in COLUMNS[:10]},
                "country": figures[column[country]],
                "country_code": country,
                "region": figures[column[who.region]] if who.region else np.nan,
                "neighbours_mean": near.mean,
                "neighbours_lowest": near.lowest,
                "neighbours_highest": near.highest,
                "neighbours_count": near.count,
                "authorities": others,
                "authorities_count": others.size,
                "fifth": band or 0,
                "worst_fifth": band is not None and band == bad_end,
                "benchmark": against,
                "rest": not np.isnan(rest),
                "verdict": said,
                "why_not": why_not,
                "unusual": unusual,
                "unusual_among": peers,
                "unusual_why": why_not_among,
                **_over_time(series[key], entry),
            }
        )
    table = pd.DataFrame(out, columns=list(COLUMNS))
    found = p_values(table["value"], table["lower"], table["upper"], table["benchmark"])
    table["p"] = np.where(table["verdict"] == "not tested", np.nan, found)
    table["clear"] = kept_by_false_discovery(table["p"])
    return _in_order(table, catalogue)


def _among(
    limited: Sequence[np.ndarray], who: Comparators, entry: Indicator, why_not: str
) -> tuple[str, int, str]:
    """Unusual or not, among how many authorities, and why it is not tested.

    ``limited``: figures and limits of the authorities; ``why_not``: of the other test.
    """
    known = int((~np.isnan(np.sum(limited, axis=0))).sum())
    if why_not in ("method", "interval"):
        return "not tested", known, why_not
    if who.place not in who.authorities:
        return "not tested", known, "place"
    if entry.value_type not in TRANSFORMS:
        return "not tested", known, "scale"
    values, lower, upper = limited
    far, among = among_authorities(values, lower, upper, entry.value_type)
    if among is None:
        return "not tested", known, "few"
    found = word(float(far[who.authorities.index(who.place)]))
    return found, among.count, "end" if found == "not tested" else ""


def _over_time(own: pd.DataFrame, entry: Indicator) -> dict[str, object]:
    """The small series of a row (day ordinals, figures), its recent direction and long run."""
    times, values = own["_end"].to_numpy(dtype=float), own["value"].to_numpy(dtype=float)
    breaks = [float(day.toordinal()) for day in entry.breaks_in_series]
    found = trend(times.tolist(), values.tolist(), polarity=entry.polarity, breaks=breaks)
    now = direction(
        [parse_period(text) for text in own["period"]],
        own["value"].to_list(),
        own["lower"].astype(float).to_list(),
        own["upper"].astype(float).to_list(),
        value_type=entry.value_type,
        polarity=entry.polarity,
        breaks=entry.breaks_in_series,
    )
    times, values = times[-MOST_POINTS:], values[-MOST_POINTS:]
    begun = [halfway(times.tolist(), place) for place in first_of_new(breaks, times.tolist())]
    return {
        "times": times,
        "series": values,
        "breaks": np.array(begun),
        "direction": now.word,
        "direction_judgement": now.judgement,
        "direction_since": own["period"].iloc[now.since] if now.since >= 0 else "",
        "direction_points": now.points,
        "trend": found.word,
        "trend_points": found.points,
        "trend_since": own["period"].iloc[-found.points],
    }


def _in_order(table: pd.DataFrame, catalogue: Mapping[str, Indicator]) -> pd.DataFrame:
    """Rows by short title, then sex. (The page groups them by domain.)"""
    titles = table["indicator_id"].map({i: entry.short_title for i, entry in catalogue.items()})
    order = table.assign(_title=titles).sort_values(["_title", "group"], kind="stable").index
    return table.loc[order].reset_index(drop=True)


@dataclass(frozen=True)
class Absent:
    """An indicator without a figure for the place, and why."""

    indicator_id: str
    reason: str  # "level", "groups", "suppressed", "missing" or "not in source"
    period: str = ""  # ISO, of the newest row without a value
    note: str = ""  # what the publisher or the build says of that row


def absent(
    rows: pd.DataFrame,
    catalogue: Mapping[str, Indicator],
    place: str,
    levels: Sequence[str],
    shown: Sequence[str],
) -> list[Absent]:
    """Indicators without a figure for the place, each with its reason.

    Parameters
    ----------
    rows
        The place's observations (contract columns, group types "all" and "sex").
    catalogue
        Indicators by id.
    place
        Code of the place.
    levels
        Levels at which the place can have a figure, e.g. ("utla", "ltla") for a borough.
    shown
        Ids that have a row in the profile.

    Returns
    -------
    list of Absent
        In catalogue order. "level": not published at the place's level. "groups": published
        there, but by groups alone. "suppressed" and "missing": the newest row says so.
        "not in source": the level is published, the place is not in it.
    """
    own = rows[(rows["area_code"] == place) & rows["value"].isna()]
    own = own.astype({"indicator_id": object, "period": object, "status": object})
    own = own.assign(_end=_ends(own["period"])).sort_values("_end")
    newest = own.groupby("indicator_id").tail(1).set_index("indicator_id")
    known = set(rows["indicator_id"])
    out = []
    for indicator_id, entry in catalogue.items():
        if indicator_id in shown:
            continue
        if indicator_id in newest.index:
            row = newest.loc[indicator_id]
            reason = "suppressed" if row["status"] == "suppressed" else "missing"
            out.append(Absent(indicator_id, reason, row["period"], str(row["note"] or "")))
        elif not set(entry.levels) & set(levels):
            out.append(Absent(indicator_id, "level"))
        elif indicator_id not in known:
            out.append(Absent(indicator_id, "groups"))
        else:
            out.append(Absent(indicator_id, "not in source"))
    return out
