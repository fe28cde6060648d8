"""The forms of publishers' files, told by their column names and never by a mark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """The form in which a publisher's files come. Names of columns in lower case."""

    key: str
    title: str
    needs: frozenset[str]
    roles: Mapping[str, str]


def _roles(**names: str) -> dict[str, str]:
    """Column name -> role, of "name, name" for each role."""
    return {
        name.strip(): role.replace("_", " ")
        for role, listed in names.items()
        for name in listed.split("|")
    }


FORMS = (
    Form(
        "ees",
        "Department for Education, Explore Education Statistics",
        frozenset(("time_period", "time_identifier", "geographic_level")),
        _roles(period="time_period", period_kind="time_identifier"),
    ),
    Form(
        "fingertips",
        "Fingertips (Office for Health Improvement and Disparities)",
        frozenset(("indicator id", "area code", "time period", "value")),
        _roles(
            area="area code",
            area_name="area name",
            measure="indicator name|age",
            group="sex|category",
            period="time period",
            value="value",
            count="count",
            denominator="denominator",
            lower="lower ci 95.0 limit",
            upper="upper ci 95.0 limit",
            note="value note",
        ),
    ),
    Form(
        "fingertips next",
        "Fingertips upload",
        frozenset(("area_code", "date_from", "date_to", "value")),
        _roles(
            area="area_code",
            period="date_from",
            period_kind="date_to",
            group="sex|category",
            value="value",
            count="count",
            denominator="denominator",
            lower="lower_ci_95",
            upper="upper_ci_95",
        ),
    ),
    Form(
        "nomis api",
        "Nomis (answer of the service)",
        frozenset(("geography_code", "obs_value")),
        _roles(
            area="geography_code",
            area_name="geography_name",
            period="date_name",
            measure="measures_name",
            value="obs_value",
            note="obs_status_name",
        ),
    ),
    Form("nomis", "Nomis (download)", frozenset(("mnemonic",)), _roles(area="mnemonic")),
    Form(
        "els",
        "Office for National Statistics, Explore Local Statistics",
        frozenset(("areacd", "areanm", "period")),
        _roles(
            area="areacd",
            area_name="areanm",
            period="period",
            measure="indicator",
            value="observation|value",
            lower="lci_95",
            upper="uci_95",
            note="notes",
        ),
    ),
)

#: Where a row of Explore Education Statistics says its area: level -> columns of codes, of name.
EES_AREAS = {
    "national": (("country_code",), "country_name"),
    "regional": (("region_code",), "region_name"),
    "local authority": (("new_la_code", "old_la_code"), "la_name"),
    "local authority district": (("lad_code",), "lad_name"),
    "ward": (("ward_code",), "ward_name"),
    "parliamentary constituency": (("pcon_code",), "pcon_name"),
}
#: Columns that say the place of a row of Explore Education Statistics in one of its ways.
EES_PLACES = re.compile(
    r"(?:country|region|new_la|old_la|la|lad|ward|pcon|school|rsc_region|trust|provider|sponsor|"
    r"opportunity_area|local_enterprise_partnership|english_devolved_area|mayoral_.*|"
    r"local_skills_improvement_plan_area|institution|planning_area|police_force_area)_(?:code|name|"
    r"urn|laestab|ukprn|id)|geographic_level"
)


def form_of(names: set[str]) -> Form | None:
    """The publisher's form that a set of column names (lower case) is of, or None."""
    return next((form for form in FORMS if form.needs <= names), None)
