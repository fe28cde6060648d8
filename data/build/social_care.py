"""Children's social care, health of children and spending: builders of each indicator.

Values are those of the Local Authority Interactive Tool (`data.build.lait`); counts are added
where they give the published value back (`data.build.social_care_counts`).
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from data.build import assessment_factors, children_spend, social_care_tables
from data.build.context import Builder, BuildError, Context
from data.build.implied import with_width
from data.build.lait import known_areas, lait_indicator
from data.build.observations import WIDTH
from data.build.schools_common import combined_authority, with_counts
from data.build.social_care_counts import (
    attach_counts,
    census_counts,
    children_behind,
    looked_after_counts,
    with_combined_authority,
)
from data.build.social_care_ethnicity import by_deprivation_2015, by_ethnicity

_AT_31_MARCH = "Children looked after on 31 March"
_PER_10_000 = 10_000
_INPATIENT = "added_2026/counts/mental_health_inpatient_under18_counts_2023_24.csv"
_INPATIENT_YEAR = "2023-04-01/P1Y"
_TO_TWO_DECIMALS = 0.03  # a few rates were divided by a population edition a few children off


def _census_rate(
    context: Context,
    areas: pd.DataFrame,
    indicator_id: str,
    measure_code: str,
    census: tuple[str, str, str],
) -> pd.DataFrame:
    """A rate per 10,000 with its counts from the children in need census (table, line, period)."""
    table = lait_indicator(context, areas, indicator_id, measure_code)
    counts = census_counts(context, areas, *census)
    people = children_behind(context, areas, table)
    return with_combined_authority(attach_counts(table, counts, people, _PER_10_000, 1), areas)


def _care_rate(
    context: Context,
    areas: pd.DataFrame,
    indicator_id: str,
    measure_code: str,
    line: str,
    period: str,
) -> pd.DataFrame:
    """A rate per 10,000 with its counts from the looked-after children return."""
    table = lait_indicator(context, areas, indicator_id, measure_code)
    counts = looked_after_counts(context, areas, line, "Total", "Total", period)
    people = children_behind(context, areas, table)
    return with_combined_authority(attach_counts(table, counts, people, _PER_10_000, 0), areas)


def _section_47(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Counts to 2022 from the census; since then rate times the children it was divided by."""
    census = ("c4", "Section47", "year")
    table = _census_rate(context, areas, "section_47", "Section_47", census)
    return table.assign(**{WIDTH: children_behind(context, areas, table)})


def _mental_health_inpatient(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Counts of 2023/24 (to the nearest 5, as the source rounds); a stand-in for other years."""
    name = "mental_health_inpatient_under18"
    table = lait_indicator(context, areas, name, "CMH_0-17yrs")
    counts = context.read(_INPATIENT)
    counts = counts[counts["numerator"].notna()]
    counts = counts.assign(
        area_code=known_areas(counts["area_code"], areas, _INPATIENT), period=_INPATIENT_YEAR
    ).dropna(subset=["area_code"])
    table = with_counts(table, counts, ("numerator", "denominator"))
    again = table["numerator"] / table["denominator"] * 100_000
    if (again - table["value"]).abs().gt(_TO_TWO_DECIMALS).any():
        raise BuildError(f"{_INPATIENT}: counts do not give the published rates")
    both = pd.concat([table, combined_authority(table, areas)], ignore_index=True)
    # A financial year's rate is divided by the residents of the summer it begins in.
    return with_width(context, areas, both, "age_0_17", lag=1)


def _children_in_need(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    whole = _census_rate(
        context, areas, "children_in_need", "CIN", ("b1", "At31_episodes", "stock")
    )
    return pd.concat([whole, by_ethnicity(context, areas, "children_in_need")], ignore_index=True)


def _child_protection_plans(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    name = "child_protection_plans"
    whole = _census_rate(context, areas, name, "CPP_rate", ("d5", "CPP_At31", "stock"))
    parts = [whole, by_ethnicity(context, areas, name), by_deprivation_2015(context, name)]
    return pd.concat(parts, ignore_index=True)


def _looked_after(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    name = "looked_after"
    whole = _care_rate(context, areas, name, "LAC", f"{_AT_31_MARCH} (rate)", "stock")
    groups = with_combined_authority(by_ethnicity(context, areas, name), areas)
    return pd.concat([whole, groups, by_deprivation_2015(context, name)], ignore_index=True)


def _unaccompanied(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    # The dictionary says financial year; the children are those looked after on 31 March.
    table = lait_indicator(
        context, areas, "unaccompanied_children", "Unacc_Asylmn_Seek_Childn%", period_kind="Annual"
    )
    kind = "Unaccompanied asylum-seeking children"
    part = looked_after_counts(context, areas, _AT_31_MARCH, kind, "UASC")
    whole = looked_after_counts(context, areas, _AT_31_MARCH, kind, "Total")
    return with_combined_authority(attach_counts(table, part, whole, 100, 0), areas)


def _placed_20_miles(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    # The dictionary says financial year; the children are those looked after on 31 March.
    table = lait_indicator(context, areas, "placed_20_miles", "LACDistance", period_kind="Annual")
    kind = "Distance between home and placement and locality of placement"
    line = "4. Placed outside the LA boundary, more than 20 miles from home"
    part = looked_after_counts(context, areas, _AT_31_MARCH, kind, line)
    whole = looked_after_counts(context, areas, _AT_31_MARCH, kind, "Total")
    return with_combined_authority(attach_counts(table, part, whole, 100, 0), areas)


def _placements_three_plus(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    table = lait_indicator(context, areas, "placements_three_plus", "LACStable_2016on")

    def counts(line: str) -> pd.DataFrame:
        # The publisher renamed the table in 2021.
        kinds = ("CLA on 31 March", "Children looked after at 31 March")
        both = [
            looked_after_counts(context, areas, "Placement stability", kind, line, "year")
            for kind in kinds
        ]
        return pd.concat(both, ignore_index=True)

    part = counts("With 3 or more placements during the year")
    fitted = attach_counts(table, part, counts("Total children"), 100, 0)
    return with_combined_authority(fitted, areas)


def _as_published(indicator_id: str, measure_code: str) -> Builder:
    def make(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
        return lait_indicator(context, areas, indicator_id, measure_code)

    return make


INDICATORS: dict[str, Builder] = {
    "children_in_need": _children_in_need,
    "referrals": partial(
        _census_rate,
        indicator_id="referrals",
        measure_code="CPP_Total_Rateper10,000",
        census=("c1", "referral_count", "year"),
    ),
    "section_47": _section_47,
    "child_protection_plans": _child_protection_plans,
    "looked_after": _looked_after,
    "looked_after_starts": partial(
        _care_rate,
        indicator_id="looked_after_starts",
        measure_code="LAC_Start_Rate",
        line="Children starting to be looked after (rate)",
        period="year",
    ),
    "looked_after_ends": partial(
        _care_rate,
        indicator_id="looked_after_ends",
        measure_code="LAC_Cease_Rate",
        line="Children ceasing to be looked after (rate)",
        period="year",
    ),
    "unaccompanied_children": _unaccompanied,
    "placed_20_miles": _placed_20_miles,
    "placements_three_plus": _placements_three_plus,
    "factor_domestic_abuse": assessment_factors.domestic_abuse,
    "factor_parent_mental_health": assessment_factors.parent_mental_health,
    "factor_neglect": assessment_factors.neglect,
    "factor_child_criminal_exploitation": assessment_factors.child_criminal_exploitation,
    "mental_health_inpatient_under18": _mental_health_inpatient,
    "under10_14_reoffending": _as_published("under10_14_reoffending", "ReoffYO"),
    "family_support_spend": children_spend.family_support,
    "youth_services_spend": children_spend.youth_services,
    "looked_after_spend_week": _as_published("looked_after_spend_week", "LACFinance"),
}
TABLES: dict[str, Builder] = social_care_tables.TABLES
