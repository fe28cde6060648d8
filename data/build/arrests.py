"""Arrests of children by police force, and by ethnic group where residents are known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.areas import ENGLAND_AND_WALES
from data.build.context import Builder, BuildError, Context
from data.build.implied import residents
from data.build.observations import frame

_ARRESTS = "added_2026/newer/arrests_of_children_force_ethnicity_ye_mar2025.csv"
_CHILDREN = "children/youth_justice_wm_2022_23_by_ethnicity.csv"
_PERIOD = "2024-04-01/P1Y"
_WEST_MIDLANDS_POLICE = "E23000014"
_BOROUGHS = 7
#: Above this share of arrests without an ethnic group the groups' rates are too low to compare.
_NOT_STATED = 0.10
_NO_RESIDENTS = "No number of children by ethnic group is in hand for this police force"
_MANY_NOT_STATED = (
    "More than one arrest in ten has no ethnic group stated, so the group's figure is too low by "
    "an unknown amount"
)


def _children_by_force(context: Context, areas: pd.DataFrame) -> pd.Series:
    """Children aged 10 to 17 at mid-2023 by police force: its lower-tier authorities added up."""
    table = areas[areas["is_lower_tier"].eq(True) & areas["police_force_code"].notna()]
    people = table["area_code"].map(residents(context, areas, "age_10_17"))
    if people.isna().any():
        raise BuildError("arrests_children: an authority of the region has no residents by age")
    return people.groupby(table["police_force_code"]).sum()


def arrests_children(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Arrests per 1,000 children aged 10 to 17, year to March 2025.

    By ethnic group for West Midlands Police, whose boroughs have residents by group and age, and
    for England and Wales.
    """
    raw = context.read(_ARRESTS)
    total = raw["ethnic_group"].eq("Total")
    rest = raw["ethnic_group"].str.startswith("Not stated")
    every = raw[total].set_index("area_code")
    people = _children_by_force(context, areas).reindex(every.index)
    national = raw[raw["area_code"].eq(ENGLAND_AND_WALES)]["denominator"].sum()
    people[ENGLAND_AND_WALES] = national
    whole = frame(
        "arrests_children",
        area_code=every.index.to_series(),
        period=_PERIOD,
        numerator=every["value"].to_numpy(),
        denominator=people.to_numpy(),
        status="derived",
        note="Arrests, not children: a child arrested twice counts twice",
    )
    known = context.read(_CHILDREN)
    known = known[~known["ethnicity"].isin(["All", "Unknown"])]
    if known["area_code"].nunique() != _BOROUGHS:
        raise BuildError(f"{_CHILDREN}: {known['area_code'].nunique()} boroughs, expected 7")
    boroughs = known.groupby("ethnicity")["population_10_17"].sum()
    groups = raw[~total & ~rest].reset_index(drop=True)
    of_force = (
        groups["ethnic_group"].map(boroughs).where(groups["area_code"].eq(_WEST_MIDLANDS_POLICE))
    )
    there = groups["denominator"].fillna(of_force)
    stated = groups.groupby("area_code")["value"].transform("sum")
    not_stated = 1 - stated / groups["area_code"].map(every["value"])
    usable = there.notna() & groups["value"].notna()
    many = usable & not_stated.gt(_NOT_STATED)
    parts = frame(
        "arrests_children",
        area_code=groups["area_code"],
        period=_PERIOD,
        group_type="ethnicity",
        group=groups["ethnic_group"],
        numerator=groups["value"].where(usable),
        denominator=there,
        status=np.select([~usable, many], ["missing", "not comparable"], "derived"),
        note=np.select([~usable, many], [_NO_RESIDENTS, _MANY_NOT_STATED], ""),
    )
    return pd.concat([whole, parts], ignore_index=True)


INDICATORS = {"arrests_children": arrests_children}
TABLES: dict[str, Builder] = {}
