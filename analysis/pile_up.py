"""Where adversities pile up: in how many domains an area is among the worst fifth.

A count of domains, never a weighted score and never a rank: each domain counts once however many
of its measures are looked at, and two areas with one count are not told apart. Counting how many
of several thresholds a unit crosses is the counting approach of Alkire and Foster (2011), J Public
Economics 95:476-487; within a domain one measure is enough (their union rule).

What is not known is neither in nor out. An area that is in the worst fifth of three domains and
lacks the figures of a fourth has "at least 3 of 5 known". This is association by area, not by
child: the children of one area need not be the same children in each domain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.comparison import fifths

IN, OUT, UNKNOWN = 1, 0, -1
States = NDArray[np.int8]


def worst_fifth(values: ArrayLike, polarity: str) -> States:
    """Whether each figure is in the worst fifth of all figures given.

    Parameters
    ----------
    values
        Figures of one measure for every area it is judged among; NaN where there is none.
    polarity
        "low_is_good" or "high_is_good".

    Returns
    -------
    array of int8
        `IN`, `OUT` or `UNKNOWN`. Ties follow `analysis.comparison.fifths`: areas with one figure
        are together in or out. All are unknown where there are no fifths.

    Raises
    ------
    ValueError
        For a measure without a worse direction.
    """
    if polarity not in ("low_is_good", "high_is_good"):
        raise ValueError(f"a worst fifth needs a worse direction (polarity '{polarity}')")
    bands = fifths(values)
    worst = 4 if polarity == "low_is_good" else 0
    return np.where(bands < 0, UNKNOWN, bands == worst).astype(np.int8)


def any_of(measures: Sequence[States]) -> States:
    """One domain's state from its measures: in by any, out by all, else unknown.

    ``measures``: one array per measure, all of one length. Raises ValueError for none.
    """
    if not measures:
        raise ValueError("a domain needs at least one measure")
    together = np.asarray(measures)
    known_out = (together == OUT).all(axis=0)
    return np.where((together == IN).any(axis=0), IN, np.where(known_out, OUT, UNKNOWN)).astype(
        np.int8
    )


@dataclass(frozen=True, eq=False)
class PileUp:
    """Areas by domains. ``states``: int8, one row an area, one column a domain."""

    codes: tuple[str, ...]
    domains: tuple[str, ...]
    states: States

    @property
    def count(self) -> NDArray[np.int64]:
        """Domains in which each area is known to be in the worst fifth."""
        return np.asarray((self.states == IN).sum(axis=1))

    @property
    def known(self) -> NDArray[np.int64]:
        """Domains of which each area has the figures."""
        return np.asarray((self.states != UNKNOWN).sum(axis=1))

    @property
    def most(self) -> NDArray[np.int64]:
        """The count if every unknown domain were in the worst fifth too."""
        return np.asarray((self.states != OUT).sum(axis=1))

    def which(self, code: str) -> dict[str, int]:
        """State of each domain in one area. Raises KeyError for an area not counted."""
        if code not in self.codes:
            raise KeyError(code)
        row = self.states[self.codes.index(code)]
        return {domain: int(state) for domain, state in zip(self.domains, row, strict=True)}


def pile_up(codes: Sequence[str], by_domain: Mapping[str, Sequence[States]]) -> PileUp:
    """Count domains for each area.

    Parameters
    ----------
    codes
        The areas, in the order of every array.
    by_domain
        Domain -> states of its measures (see `worst_fifth`); domains without a measure are left
        out by the caller, who says so.

    Raises
    ------
    ValueError
        For no domain, a domain without measures, or arrays of another length than ``codes``.
    """
    if not by_domain:
        raise ValueError("choose at least one measure")
    columns = [any_of(measures) for measures in by_domain.values()]
    if any(column.shape != (len(codes),) for column in columns):
        raise ValueError("each measure needs one state for each area")
    return PileUp(tuple(codes), tuple(by_domain), np.column_stack(columns))


def words(count: int, known: int, domains: int) -> str:
    """The count of one area: "3 of 6", or "at least 3 of 5 known" where some are unknown."""
    if known < domains:
        return f"at least {count} of {known} known"
    return f"{count} of {domains}"


def living_where(found: PileUp, people: pd.DataFrame, least: int) -> pd.DataFrame:
    """How many people of each group live where ``least`` or more domains pile up.

    Parameters
    ----------
    found
        The count by area.
    people
        One row for each area of ``found`` (index: area code, in any order), one column a group;
        people living there, 0 or more. Rows of other areas are not looked at.
    least
        From how many domains on an area is counted, 1 or more.

    Returns
    -------
    DataFrame
        Indexed by group: people (all), there (where the count is known to reach ``least``), may
        (where it could, were the unknown known), share and share_most (percent: of those known
        to, and with those who may; NaN for a group without people).

    Raises
    ------
    ValueError
        For ``least`` below 1, or areas without a row of people.
    """
    if least < 1:
        raise ValueError(f"count from one domain or more (got {least})")
    rows = people.reindex(list(found.codes))
    if rows.isna().any(axis=None):
        raise ValueError("each area needs its people in every group")
    reaches = found.count >= least
    may = ~reaches & (found.most >= least)
    table = pd.DataFrame(
        {"people": rows.sum(), "there": rows[reaches].sum(), "may": rows[may].sum()}
    )
    whole = table["people"].where(table["people"] > 0)
    table["share"] = table["there"] / whole * 100
    table["share_most"] = (table["there"] + table["may"]) / whole * 100
    return table
