"""What changed in a place's published figures since an earlier edition, without the noise.

Both editions are judged by today's rules, so that a change of method is no changed figure. A newer
period is told with whether its figure moved by more than the two intervals allow; a revision is a
figure of one and the same period that differs by a whole last printed place or more; a changed
verdict says whether the figure itself moved by more than chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.breaks import broken
from analysis.direction import apart
from analysis.findings import compare_with
from data.contract import parse_period
from data.metadata import Indicator

#: Whether a figure moved: by more than its intervals allow, or not; not to be told without
#: intervals, nor where the source began to count in another way.
MOVES = ("higher", "lower", "no more than chance", "can't tell", "counted anew")
UNTESTED = ("", "not tested")


@dataclass(frozen=True)
class Figure:
    """A figure of one edition; NaN limits where there is no interval."""

    period: str
    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Change:
    """What happened to one indicator of a place."""

    indicator_id: str
    kind: str  # "new", "dropped", "newer", "revised" or "verdict"
    before: Figure | None
    after: Figure | None
    move: str = ""  # a word of MOVES for "newer" and "verdict"
    verdict_before: str = ""  # words of `analysis.comparison.VERDICTS` for "verdict"
    verdict_after: str = ""


def _newest(rows: pd.DataFrame, area: str) -> dict[str, Figure]:
    own = rows[(rows["area_code"] == area) & rows["value"].notna()].copy()
    own["end"] = [parse_period(text).end.toordinal() for text in own["period"]]
    own = own.sort_values("end", kind="stable").groupby("indicator_id").tail(1)
    return {
        row.indicator_id: Figure(row.period, row.value, row.lower, row.upper)
        for row in own.itertuples()
    }


def _move(entry: Indicator, before: Figure, after: Figure) -> str:
    if broken(entry, before.period, after.period):
        return "counted anew"
    limits = np.array([before.lower, before.upper, after.lower, after.upper])
    if np.isnan(limits).any():
        return "can't tell"
    v, low, high = (
        np.array([getattr(each, name) for each in (before, after)])
        for name in ("value", "lower", "upper")
    )
    if not apart(v, low, high):
        return "no more than chance"
    return "higher" if after.value > before.value else "lower"


def _verdicts(
    rows: pd.DataFrame,
    area: str,
    nations: tuple[str, ...],
    catalogue: Mapping[str, Indicator],
    large_part: bool,
) -> dict[str, str]:
    rows = rows[rows["indicator_id"].isin(list(catalogue))]
    order = {code: place for place, code in enumerate(nations)}
    wider = rows[rows["area_code"].isin(nations)]
    wider = wider.loc[wider["area_code"].map(order).sort_values(kind="stable").index]
    found = compare_with(rows[rows["area_code"] == area], wider, catalogue, large_part=large_part)
    return dict(zip(found["indicator_id"], found["verdict"], strict=True))


def changes(
    before: pd.DataFrame,
    after: pd.DataFrame,
    area: str,
    catalogue: Mapping[str, Indicator],
    *,
    nations: tuple[str, ...],
    large_part: bool = False,
) -> list[Change]:
    """What changed for one place between two editions.

    Parameters
    ----------
    before, after
        Figures (columns of `data.editions.COLUMNS`) of both, of the place and the nations.
    area
        Code of the place.
    catalogue
        Indicators of today by id.
    nations
        Benchmarks in order of preference.
    large_part
        Whether the place is a large part of the first of them.

    Returns
    -------
    list of Change
        In catalogue order; an indicator can be newer and have another verdict. Nothing for an
        indicator whose figures are the same, or differ by less than they are printed with.
    """
    old, new = _newest(before, area), _newest(after, area)
    told_before = _verdicts(before, area, nations, catalogue, large_part)
    told_after = _verdicts(after, area, nations, catalogue, large_part)
    found: list[Change] = []
    for name, entry in catalogue.items():
        one, other = old.get(name), new.get(name)
        if one is None or other is None:
            if one is not other:
                found.append(Change(name, "new" if one is None else "dropped", one, other))
            continue
        if one.period in entry.renamed_periods:
            # The label of a period was mended; where the figure is another too, it is counted
            # in another way (three years together in place of one).
            if abs(other.value - one.value) >= 10.0**-entry.decimals:
                found.append(Change(name, "newer", one, other, "counted anew"))
        elif other.period != one.period:
            later = parse_period(other.period).end > parse_period(one.period).end
            kind = "newer" if later else "revised"
            found.append(Change(name, kind, one, other, _move(entry, one, other)))
        elif abs(other.value - one.value) >= 10.0**-entry.decimals:
            found.append(Change(name, "revised", one, other))
        words = told_before.get(name, ""), told_after.get(name, "")
        if words[0] != words[1] and words[0] not in UNTESTED and words[1] not in UNTESTED:
            found.append(Change(name, "verdict", one, other, _move(entry, one, other), *words))
    found += [
        Change(name, "dropped", figure, None)
        for name, figure in old.items()
        if name not in catalogue
    ]
    return found
