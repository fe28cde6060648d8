"""Ratios of groups to one of them or to the average."""

from __future__ import annotations

import pandas as pd

from analysis import disproportionality
from analysis.disproportionality import AVERAGE
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


def ratios(
    entry: Indicator, rows: pd.DataFrame, reference: str, whole: pd.Series | None
) -> pd.DataFrame:
    """Each group against the reference (see `analysis.disproportionality`)."""
    if reference == AVERAGE:
        if whole is None:
            raise disproportionality.NoReference("there is no average to set the groups against")
        return disproportionality.against_average(rows, float(whole["value"]))
    return disproportionality.against_group(
        rows,
        reference,
        value_type=entry.value_type,
        multiplier=entry.multiplier,
        counts_exact=entry.counts_exact,
    )
