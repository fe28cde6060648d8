"""Factors that social workers record at the end of an assessment (children in need census, C3)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.context import Context
from data.build.observations import frame
from data.build.social_care_counts import census_counts, with_combined_authority

_MARKS = {
    "c": ("suppressed", "A small count, suppressed by the Department for Education"),
    "u": ("missing", "Withheld by the Department for Education as of low reliability"),
    "x": ("missing", "Not available in the source"),
    "z": ("missing", "Not applicable in the source"),
    ":": ("missing", "Not available in the source"),
}
_GAP_NOTE = "Recorded as 0 although factors like it were recorded: a gap in recording, not a nil"
_ROUNDED_NOTE = "Made of counts rounded to the nearest 10"
_TOO_LOW_NOTE = (
    "Made of counts rounded to the nearest 10. Too low: some authorities did not record this"
    " factor and count as 0 in the published sum"
)


def factor(
    context: Context,
    areas: pd.DataFrame,
    indicator_id: str,
    column: str,
    *,
    sum_too_low: bool = False,
) -> pd.DataFrame:
    """Assessments with one factor as a share of assessments in which any factor was recorded.

    Parameters
    ----------
    column
        The publisher's name of the factor, e.g. "Domestic_Abuse_parent".
    sum_too_low
        Whether regional and national sums hold authorities that did not record the factor.

    Returns
    -------
    DataFrame
        Contract columns; status "derived" with both counts. Periods in which no authority has a
        figure (before a factor was collected) are left out.
    """
    part = census_counts(context, areas, "c3", column, "year")
    whole = census_counts(context, areas, "c3", "Episodes_with_assessment_factor", "year")
    table = part.merge(
        whole[["area_code", "period", "count", "mark"]],
        on=["area_code", "period"],
        suffixes=("", "_whole"),
    )
    collected = table.groupby("period")["count"].transform(lambda s: s.notna().any())
    # An area with no row of its own in the year (not yet formed, or abolished) is marked "z".
    table = table[collected & ~table["mark_whole"].eq("z")].reset_index(drop=True)
    known = table["count"].notna() & table["count_whole"].gt(0)
    mark = table["mark"].where(table["count"].isna(), table["mark_whole"])
    status = mark.map({key: words for key, (words, _) in _MARKS.items()}).fillna("missing")
    reason = mark.map({key: words for key, (_, words) in _MARKS.items()}).fillna(_GAP_NOTE)
    wide = table["area_code"].str[:3].isin(["E12", "E92"])
    note = np.where(wide, _TOO_LOW_NOTE if sum_too_low else _ROUNDED_NOTE, "")
    result = frame(
        indicator_id,
        area_code=table["area_code"],
        period=table["period"],
        numerator=table["count"].where(known),
        denominator=table["count_whole"],
        status=np.where(known, "derived", status),
        note=np.where(known, note, reason),
    )
    return with_combined_authority(result, areas)


def domestic_abuse(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Domestic abuse of a parent; the child or another person as the one abused, by group.

    One assessment may name several people and the source gives no count of assessments naming
    any of them, so the three are not added up: the whole row is abuse of a parent, the most
    frequent of the three.
    """
    whole = factor(context, areas, "factor_domestic_abuse", "Domestic_Abuse_parent")
    groups = [
        factor(context, areas, "factor_domestic_abuse", f"Domestic_Abuse_{who}").assign(
            group_type="person_concerned", group=name
        )
        for who, name in (("parent", "Parent"), ("child", "Child"), ("person", "Another person"))
    ]
    return pd.concat([whole, *groups], ignore_index=True)


def parent_mental_health(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """A parent's mental health."""
    return factor(context, areas, "factor_parent_mental_health", "Mental_Health_parent")


def neglect(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Neglect of the child."""
    return factor(context, areas, "factor_neglect", "Neglect", sum_too_low=True)


def child_criminal_exploitation(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Child criminal exploitation, collected from the year ending March 2022."""
    return factor(
        context,
        areas,
        "factor_child_criminal_exploitation",
        "Child_criminal_exploitation",
        sum_too_low=True,
    )
