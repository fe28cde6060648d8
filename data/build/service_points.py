"""Where services are: schools, surgeries, pharmacies, dentists and libraries as points."""

from __future__ import annotations

import pandas as pd

from data.build.context import Builder, BuildError, Context

_SCHOOLS = "added_2026/assets/schools_points_wm_may2025.csv"
_HEALTH = "added_2026/assets/health_services_points_wm_2025.csv"
_LIBRARIES = "added_2026/assets/libraries_points_wm_dec2023.csv"
COLUMNS = (
    "kind",
    "name",
    "detail",
    "longitude",
    "latitude",
    "lsoa_code",
    "ltla_code",
    "utla_code",
    "as_of",
    "source_id",
)
_HEALTH_KINDS = {
    "GP practice or other prescribing site": "GP surgery or other prescribing site",
    "pharmacy": "Pharmacy",
    "dental practice": "Dental practice",
}


def _school_kind(raw: pd.DataFrame) -> pd.Series:
    """A school's kind in words; NaN for universities and what is no school."""
    kind = raw["establishment_type"]
    phase = raw["education_phase"]
    found = pd.Series(pd.NA, index=raw.index, dtype=object)
    found[phase.isin(["Primary", "Middle deemed primary"])] = "Primary school"
    found[phase.isin(["Secondary", "Middle deemed secondary", "All-through"])] = "Secondary school"
    found[phase.eq("Nursery")] = "Nursery school"
    found[phase.eq("16 plus")] = "College or sixth form"
    found[kind.str.contains("special", case=False)] = "Special school"
    found[kind.str.contains("alternative provision|Pupil referral", case=False)] = (
        "Alternative provision"
    )
    found[kind.isin(["Other independent school", "City technology college"])] = "Independent school"
    found[kind.eq("Special post 16 institution")] = "College or sixth form"
    return found


def service_points(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """One row per site in the region; columns `COLUMNS`, degrees of longitude and latitude.

    Left out: universities, mobile and prison libraries, libraries closed by December 2023, and
    every figure about pupils. Children's centres, family hubs and youth clubs are in no open list
    with a state of open or closed.
    """
    schools = context.read(_SCHOOLS)
    schools = schools.assign(kind=_school_kind(schools)).dropna(subset=["kind"])
    health = context.read(_HEALTH)
    if unknown := set(health["asset_type"]) - set(_HEALTH_KINDS):
        raise BuildError(f"{_HEALTH}: unknown kinds {sorted(unknown)}")
    libraries = context.read(_LIBRARIES)
    still = libraries["open_dec_2023"].astype(bool)
    libraries = libraries[still & libraries["type"].str.startswith("Static")]
    parts = [
        schools.assign(
            detail=schools["establishment_type"],
            as_of="2025-05-24",
            source_id="schools_points_wm_may2025",
        ),
        health.assign(
            kind=health["asset_type"].map(_HEALTH_KINDS),
            detail="",
            as_of="2025",
            source_id="health_services_points_wm_2025",
        ),
        libraries.assign(
            kind="Library",
            detail=libraries["reporting_service"],
            as_of="2023-12",
            source_id="libraries_points_wm_dec2023",
        ),
    ]
    names = {"lsoa21_code": "lsoa_code", "lad_code": "ltla_code"}
    table = pd.concat([part.rename(columns=names)[list(COLUMNS)] for part in parts])
    lsoa = areas[areas["level"].eq("lsoa")].set_index("area_code")
    if not table["lsoa_code"].isin(lsoa.index).all():
        raise BuildError("service_points: a site lies in no neighbourhood of the region")
    table[["longitude", "latitude"]] = table[["longitude", "latitude"]].astype(float).round(6)
    table["name"] = table["name"].astype(str).str.strip()
    return table.sort_values(
        ["kind", "ltla_code", "name", "lsoa_code", "longitude"], kind="stable", ignore_index=True
    )


INDICATORS: dict[str, Builder] = {}
TABLES = {"service_points": service_points}
