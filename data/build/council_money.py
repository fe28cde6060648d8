"""What councils spend on children, and where children looked after are placed.

Two tables for the money of the model, none of them an indicator:

``council_spend``    gross spending of the latest outturn by line, and approximate weekly cost of a
                     placement, by authority, the region and England (Section 251 outturn, as the
                     Department for Education's authority tool gives it; pounds of the year)
``care_placements``  children looked after on 31 March by kind of placement, by authority, latest
                     year (Department for Education, as published; suppressed counts missing)
"""

from __future__ import annotations

import pandas as pd

from data.build.context import Builder, BuildError, Context
from data.build.model_seed import AUTHORITIES

INDICATORS: dict[str, Builder] = {}
LAIT = "children/lait_measures_2016_2025_long.parquet"
LOOKED_AFTER = "children/looked_after_children_la_2018_2025_long.parquet"
REGION, ENGLAND = "E12000005", "E92000001"
FINANCIAL_YEAR, END_YEAR = "2024-25", 2025

#: Short name of the source -> (our id, what the value is).
SPENDING = {
    "TotalLACFinance": ("looked_after", "gross spending"),
    "SafeguardingFinance": ("safeguarding", "gross spending"),
    "FamilySupportFinance": ("family_support", "gross spending"),
    "YoungPeopleFinance": ("young_people", "gross spending"),
    "YouthJusticeFinance": ("youth_justice", "gross spending"),
    "SureStartFinance": ("early_years_centres", "gross spending"),
    "OtherChildren&FamilyFinance": ("other", "gross spending"),
    "LACFinance": ("looked_after", "a child a week"),
    "FosteringFinance": ("fostering", "a child a week"),
    "RescareFinance": ("residential", "a child a week"),
}
#: Placement as published -> our id.
PLACEMENTS = {
    "Foster placements": "foster",
    "Secure homes and children's homes": "homes",
    "Independent and semi-independent living arrangements/supported accommodation": "supported",
    "Placed for adoption": "adoption",
    "Placed with parents or other person with parental responsibility": "parents",
    "Other residential settings": "other_residential",
    "Residential schools": "schools",
    "Other placements": "other",
    "Total": "all",
}


def council_spend(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Section 251 lines of the latest outturn, one row each, pounds of 2024-25."""
    raw = context.read(LAIT)
    wanted = raw[
        raw["measure_short"].astype(str).isin(list(SPENDING))
        & raw["end_year"].eq(END_YEAR)
        & raw["area_code"].isin([*AUTHORITIES, REGION, ENGLAND])
    ]
    table = pd.DataFrame(
        {
            "area_code": wanted["area_code"].astype(str),
            "financial_year": FINANCIAL_YEAR,
            "line": wanted["measure_short"].astype(str).map(lambda name: SPENDING[name][0]),
            "measure": wanted["measure_short"].astype(str).map(lambda name: SPENDING[name][1]),
            "value": wanted["value"].astype(float),
            "source_id": "lait_measures_2016_2025_long",
        }
    ).sort_values(["area_code", "measure", "line"], ignore_index=True)
    keys = ["area_code", "line", "measure"]
    if table.duplicated(keys).any() or len(table) != len(SPENDING) * (len(AUTHORITIES) + 2):
        raise BuildError(f"{LAIT}: lines of {FINANCIAL_YEAR} are missing or given twice")
    return table


def care_placements(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Children looked after on 31 March 2025 by placement; suppressed counts have no value."""
    raw = context.read(LOOKED_AFTER)
    wanted = raw[
        raw["indicator"].eq("Children looked after on 31 March")
        & raw["breakdown_type"].eq("Placement")
        & raw["year"].eq(END_YEAR)
        & raw["area_code"].isin([*AUTHORITIES, REGION, ENGLAND])
        & raw["breakdown"].isin(list(PLACEMENTS))
    ]
    table = pd.DataFrame(
        {
            "area_code": wanted["area_code"].astype(str),
            "date": f"{END_YEAR}-03-31",
            "placement": wanted["breakdown"].map(PLACEMENTS),
            "children": wanted["number"].astype(float),
            "status": wanted["number"].isna().map({True: "suppressed", False: "published"}),
            "source_id": "looked_after_children_la_2018_2025_long",
        }
    ).sort_values(["area_code", "placement"], ignore_index=True)
    if table.duplicated(["area_code", "placement"]).any():
        raise BuildError(f"{LOOKED_AFTER}: a placement of {END_YEAR} is given twice")
    return table


TABLES: dict[str, Builder] = {"council_spend": council_spend, "care_placements": care_placements}
