"""Ratios of groups to one of them or to the average."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import disproportionality
from analysis.comparison import from_counts
from analysis.disproportionality import AVERAGE
from analysis.place_findings import known_average, mostly_unaccompanied, unaccompanied_in
from components.figures import groups
from data.contract import ETHNIC_GROUPS
from data.metadata import Indicator


def in_order(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Rows in the contract's order of groups; detailed groups by broad group, then name."""
    order = groups.order_of(kind, rows)
    if kind == "ethnicity_detail":
        from components.figures.groups import broad_group

        order = sorted(order, key=lambda name: (ETHNIC_GROUPS.index(broad_group(name)), name))
    return rows.set_index("group").reindex(order).reset_index()


def check_reference(reference: str) -> None:
    """Raise NoReference unless it is the average or one of the ethnic groups."""
    if reference not in (AVERAGE, *ETHNIC_GROUPS):
        raise disproportionality.NoReference(
            f"'{reference[:40]}' is neither the average nor an ethnic group to set others against"
        )


@dataclass(frozen=True)
class Average:
    """What groups are set against; ``known``: unknown ethnicity is in neither side."""

    value: float  # NaN where there is none
    known: bool


def average_of(entry: Indicator, rows: pd.DataFrame, whole: pd.Series | None) -> Average:
    """The average of the groups told from their counts, else the published one of everybody.

    Only of the five broad groups, whose counts add up; each must have counts that give its figure.
    Where one is held back, the average of the others would be no average of the place.
    """
    told = rows[rows["value"].notna() & (rows["group"] != "Unknown")]
    broad = set(told["group"]) == set(ETHNIC_GROUPS)
    counts = told[["value", "numerator", "denominator"]].astype(float)
    if (
        broad
        and len(told) > 1
        and all(
            from_counts(value, count, people, entry.multiplier)
            for value, count, people in counts.itertuples(index=False, name=None)
        )
    ):
        found = known_average(told, entry.multiplier)
        if np.isfinite(found):
            return Average(found, True)
    return Average(float("nan") if whole is None else float(whole["value"]), False)


def apart(entry: Indicator, code: str, period: str, rows: pd.DataFrame) -> dict[str, str]:
    """Groups whose rate of care could mostly be unaccompanied children's, with the reason."""
    unaccompanied = unaccompanied_in(code, period)
    reasons = {
        str(group): mostly_unaccompanied(entry.id, str(group), float(people), unaccompanied)
        for group, people in zip(rows["group"], rows["numerator"], strict=True)
    }
    return {group: reason for group, reason in reasons.items() if reason}


def ratios(
    entry: Indicator, rows: pd.DataFrame, reference: str, whole: pd.Series | None
) -> pd.DataFrame:
    """Each group against the reference (see `analysis.disproportionality`).

    The average is that of `average_of`.
    """
    if reference == AVERAGE:
        average = average_of(entry, rows, whole)
        if np.isnan(average.value):
            raise disproportionality.NoReference("there is no average to set the groups against")
        return disproportionality.against_average(rows, average.value)
    return disproportionality.against_group(
        rows,
        reference,
        value_type=entry.value_type,
        multiplier=entry.multiplier,
        counts_exact=entry.counts_exact,
    )
