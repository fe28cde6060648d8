"""Social care rates by ethnic group and by neighbourhood deprivation.

Counts by ethnic group are published; rates are not. The children of each group are estimated:
the group's share of children in the area at the Census of 2021 (as held in the authority panel
of Webb 2024, ages 0 to 15) times the mid-year estimate of children aged 0 to 17. Shares are held
fixed, so rates are made only for years within four of the Census.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.context import BuildError, Context
from data.build.lait import known_areas
from data.build.observations import frame
from data.build.social_care_counts import LOOKED_AFTER, children
from data.contract import ETHNIC_GROUPS

PANEL = "evidence/la_panel_2010_2022.csv"
ENGLAND_BY_ETHNICITY = "children/social_care_england_by_ethnicity_2015_2024.csv"
GRADIENTS = "children/published_gradients_poverty_ethnicity_care.csv"
ENGLAND = "E92000001"

_SHARES_OF_YEAR = 2022
_FEWEST_CHILDREN = 100  # of a group, by estimate: below it a rate says nothing
_FIRST_RATE_YEAR = 2019  # the Census of March 2021 is two years on
#: Region names of the panel; inner and outer London are one region here.
_REGIONS = {
    "North East": "E12000001",
    "North West": "E12000002",
    "Yorkshire and The Humber": "E12000003",
    "East Midlands": "E12000004",
    "West Midlands": "E12000005",
    "East of England": "E12000006",
    "Inner London": "E12000007",
    "Outer London": "E12000007",
    "South East": "E12000008",
    "South West": "E12000009",
}
#: Broad groups in the words of the three tables; "" stands for a row that is no broad group.
_BROAD = {
    "White": "White",
    "Total White": "White",
    "1. Total White": "White",
    "Mixed": "Mixed",
    "Total mixed": "Mixed",
    "Mixed or Multiple ethnic groups": "Mixed",
    "2. Total Mixed or Multiple ethnic groups": "Mixed",
    "Asian or Asian British": "Asian",
    "Total Asian or Asian British": "Asian",
    "3. Total Asian or Asian British": "Asian",
    "Black or Black British": "Black",
    "Total Black or Black British": "Black",
    "Black, African, Caribbean or Black British": "Black",
    "4. Total Black, African, Caribbean or Black British": "Black",
    "Other ethnic group": "Other",
    "Any other ethnic group": "Other",
    "5. Total other ethnic group": "Other",
    "Refused or information not yet available": "Unknown",
    "6. Total refused or information not yet available": "Unknown",
}
_TOTALS = {"Total", "Total children", "Known ethnicity"}
_STAGES = {
    "Children in Need at 31 March": "children_in_need",
    "Child protection plans at 31 March": "child_protection_plans",
    "Children looked after on 31 March": "looked_after",
}
_RATE_NOTE = (
    "Our rate: published count over children aged 0 to 17 of the group, estimated from the Census"
    " 2021 share"
)
_FEW_NOTE = "Fewer than 100 children of the group by estimate: a rate would say nothing"
_ROUNDED_NOTE = _RATE_NOTE + "; count rounded to the nearest 10"
_MARKS = {
    "c": ("suppressed", "A small count, or one that would reveal one, suppressed by the source"),
    "x": ("missing", "Not available in the source"),
    "z": ("missing", "Not applicable in the source"),
}
_DECILE_NOTE = (
    "Sample of 18 English authorities, 31 March 2015; decile of the neighbourhood the child came"
    " from (Bywaters and others 2020, Child Welfare Inequalities Project), read from chart data"
)


def ethnic_shares(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Share of each broad ethnic group among children (Census 2021).

    Returns area_code by group (columns `ETHNIC_GROUPS`), each row adding up to 1, for the
    authorities of the panel, the nine regions and England. Authorities formed since the panel's
    last year have none.
    """
    panel = context.read(PANEL)
    panel = panel[panel["time_period"].eq(_SHARES_OF_YEAR)].copy()
    columns = {f"{group.lower()}_ethnest": group for group in ETHNIC_GROUPS}
    people = panel[list(columns)].rename(columns=columns).astype(float)
    if people.isna().any().any() or not set(panel["region_name"]) <= set(_REGIONS):
        raise BuildError(f"{PANEL}: children by ethnic group or regions of 2022 have changed")
    own = people.groupby(known_areas(panel["new_la_code"], areas, PANEL)).sum()
    region = people.groupby(panel["region_name"].map(_REGIONS)).sum()
    england = people.sum().to_frame(ENGLAND).T
    table = pd.concat([own, region, england])
    table.index.name = "area_code"
    return table.div(table.sum(axis=1), axis=0)


def children_by_group(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Estimated children 0 to 17: columns area_code, year (31 March), group, children."""
    shares = (
        ethnic_shares(context, areas)
        .reset_index()
        .melt("area_code", var_name="group", value_name="share")
    )
    people = children(context, areas)
    people["year"] = people["year"] + 1  # mid-year before the count on 31 March
    table = shares.merge(people, on="area_code")
    table["children"] = (table["share"] * table["children"]).round(0)
    return table[["area_code", "year", "group", "children"]]


def ethnicity_counts(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Published counts of children by ethnic group, all three stages, as a table of its own.

    Returns
    -------
    DataFrame
        Columns indicator_id, area_code, year (31 March), group_type ("ethnicity",
        "ethnicity_detail", or "all" for the total), group, count, status, note. Authorities and
        regions for looked-after children (2021 on), England for all; England and regions are
        rounded to the nearest 10. "Known ethnicity" totals are left out.
    """
    source = context.read(LOOKED_AFTER)
    rows = source[
        source["indicator"].eq("Children looked after on 31 March")
        & source["breakdown_type"].eq("Ethnicity")
    ]
    local = pd.DataFrame(
        {
            "indicator_id": "looked_after",
            "area_code": known_areas(rows["area_code"], areas, LOOKED_AFTER),
            "year": rows["year"].astype(int),
            "breakdown": rows["breakdown"].astype(str),
            "count": pd.to_numeric(rows["number"], errors="coerce"),
            "mark": rows["mark"].astype(object).fillna("").astype(str).str.strip(),
        }
    ).dropna(subset=["area_code"])
    national = context.read(ENGLAND_BY_ETHNICITY)
    is_total = national["breakdown_type"].isin(["Total", "Gender"])
    national = national[national["breakdown_type"].eq("Ethnicity") | is_total]
    wide = pd.DataFrame(
        {
            "indicator_id": national["indicator"].map(_STAGES),
            "area_code": national["area_code"],
            "year": national["year"].astype(int),
            "breakdown": national["breakdown"],
            "count": pd.to_numeric(national["number"], errors="coerce"),
            "mark": "",
        }
    )
    # Broad groups of England stand in both files: the newer release is kept.
    table = pd.concat([local, wide], ignore_index=True)
    table = table[~table["breakdown"].eq("Known ethnicity")]
    table["group"] = table["breakdown"].map(_BROAD)
    table["group_type"] = np.where(table["group"].notna(), "ethnicity", "ethnicity_detail")
    total = table["breakdown"].isin(_TOTALS)
    table.loc[total, ["group_type", "group"]] = ["all", "all"]
    detail = table["group"].isna()
    table.loc[detail, "group"] = table["breakdown"].str.replace(r"^\d[a-z]\. ", "", regex=True)
    keys = ["indicator_id", "area_code", "year", "group_type", "group"]
    table = table.drop_duplicates(keys, keep="first")
    hidden = table["count"].isna()
    status = table["mark"].map({key: word for key, (word, _) in _MARKS.items()}).fillna("missing")
    reason = table["mark"].map({key: why for key, (_, why) in _MARKS.items()})
    rounded = table["area_code"].str[:3].isin(["E12", "E92"])
    table["status"] = status.where(hidden, "published")
    table["note"] = np.where(
        hidden,
        reason.fillna("Not available in the source"),
        np.where(rounded, "Rounded to the nearest 10", ""),
    )
    return table[[*keys, "count", "status", "note"]].sort_values(keys, ignore_index=True)


def by_ethnicity(context: Context, areas: pd.DataFrame, indicator_id: str) -> pd.DataFrame:
    """Rates per 10,000 children by broad ethnic group, as observations with both counts.

    Left out: children whose ethnic group is not known (no population to divide by), areas and
    years without an estimate of the group's children. "missing": groups of fewer than 100.
    """
    counts = ethnicity_counts(context, areas)
    counts = counts[counts["indicator_id"].eq(indicator_id) & counts["group_type"].eq("ethnicity")]
    table = counts.merge(
        children_by_group(context, areas), on=["area_code", "year", "group"], how="inner"
    )
    table = table[table["year"].ge(_FIRST_RATE_YEAR) & table["children"].gt(0)]
    few = table["children"].lt(_FEWEST_CHILDREN) & table["count"].notna()
    known = table["count"].notna() & ~few
    rounded = table["area_code"].str[:3].isin(["E12", "E92"])
    reason = table["note"].where(~few, _FEW_NOTE)
    return frame(
        indicator_id,
        area_code=table["area_code"],
        period=table["year"].astype(str) + "-03-31/P1D",
        group_type="ethnicity",
        group=table["group"],
        numerator=table["count"].where(known),
        denominator=table["children"],
        status=table["status"].where(~few, "missing").where(~known, "derived"),
        note=np.where(known, np.where(rounded, _ROUNDED_NOTE, _RATE_NOTE), reason),
    )


def by_deprivation_2015(context: Context, indicator_id: str) -> pd.DataFrame:
    """Published rates by deprivation decile, England 2015 (1 = most deprived tenth here).

    The source numbers the most deprived tenth 10; the numbering is turned round.
    """
    title = {
        "looked_after": "Children looked after per 10,000",
        "child_protection_plans": "Children on child protection plans per 10,000",
    }[indicator_id]
    source = context.read(GRADIENTS)
    rows = source[
        source["indicator"].eq(title) & source["breakdown_type"].str.contains("10 = most deprived")
    ]
    decile = 11 - rows["breakdown"].astype(int)
    if sorted(decile) != list(range(1, 11)):
        raise BuildError(f"{GRADIENTS}: '{title}' does not have ten deciles")
    return frame(
        indicator_id,
        area_code=ENGLAND,
        period="2015-03-31/P1D",
        group_type="imd_decile",
        group=decile.astype(str),
        value=rows["value"],
        note=_DECILE_NOTE,
    )
