"""What the counts behind an indicator are of: children, suspensions, households."""

from __future__ import annotations

from data.metadata import Indicator

#: Where the unit does not say it. Everybody counted once is a child, not a case.
_COUNTED = {
    "antisocial_behaviour_lsoa": "incidents",
    "anxiety_high": "adults",
    "arrests_children": "arrests",
    "child_protection_plans": "children",
    "children_cautioned_sentenced": "children",
    "children_in_need": "children",
    "depression": "adults",
    "ehc_requests": "requests",
    "ehc_semh": "plans",
    "ehc_timeliness": "new plans",
    "factor_child_criminal_exploitation": "assessments",
    "factor_domestic_abuse": "assessments",
    "factor_neglect": "assessments",
    "factor_parent_mental_health": "assessments",
    "first_time_entrants": "children",
    "homeless_duties": "households",
    "homeless_with_children": "households",
    "infant_mortality": "deaths",
    "injuries_0_14": "admissions",
    "life_satisfaction_low": "adults",
    "looked_after": "children",
    "looked_after_ends": "children",
    "looked_after_starts": "children",
    "mental_health_inpatient_under18": "admissions",
    "mha_detentions": "detentions",
    "neet_16_17": "young people",
    "permanent_exclusions": "permanent exclusions",
    "preventable_mortality": "deaths",
    "referrals": "referrals",
    "section_47": "enquiries",
    "self_harm_10_24": "admissions",
    "self_harm_all_ages": "admissions",
    "stalking_harassment_lsoa": "offences",
    "suicide": "deaths",
    "suspensions": "suspensions",
    "temporary_accommodation": "households",
    "under18_conceptions": "conceptions",
    "violence_recorded": "offences",
    "violence_with_injury_lsoa": "offences",
}
_UNITS = {
    "household": "households",
    "pupil": "pupils",
    "child": "children",
    "resident": "people",
    "birth": "births",
    "person": "people",
}


def counted(entry: Indicator) -> str:
    """What the numerator counts: by name, or as the unit of a proportion says it."""
    if entry.id in _COUNTED:
        return _COUNTED[entry.id]
    if entry.value_type == "proportion":
        for word, many in _UNITS.items():
            if word in entry.unit.lower():
                return many
    return "cases"
