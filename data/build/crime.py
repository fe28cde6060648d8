"""Crime recorded by the police, and what the police do: authorities, forces, England."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.areas import COMBINED_AUTHORITY, ENGLAND, REGION
from data.build.context import Builder, BuildError, Context
from data.build.health import within
from data.build.observations import frame, roll_up

_CRIME = "health_crime/police_recorded_crime_authority_ye_june2025.parquet"
_STOPS = "health_crime/stop_and_search_by_authority_ethnicity.parquet"
_AUTHORITIES = "geography/lookup_lad_utla_region.csv"
_YEAR = "2024-07-01/P1Y"  # year ending June 2025
#: The source states no period; its files are of May 2024, so the stops are of that year or before.
_YEAR_OF_FILES = "2024-01-01/P1Y"
_POPULATION = "added_2026/neighbourhood/population_mid2024_lsoa21_wm.csv"
#: All 33,755 neighbourhoods of England added up in the source file before it was cut to the region
#: (sidecar population_mid2024_lsoa21_wm, first check).
_ENGLAND_MID_2024 = 58_620_101.0
_CITY_OF_LONDON = "E09000001"  # its police force is not in the table
_FORCES_OF_ENGLAND_IN_TABLE = 38


def census_residents(context: Context, areas: pd.DataFrame) -> pd.Series:
    """Usual residents, Census 2021, by area code.

    From the areas table; English authorities it holds no residents for are filled from the
    Census populations by ethnic group in the stop and search file, where all groups are there.
    """
    known = areas.set_index("area_code")["residents"].astype(float)
    stops = context.read(_STOPS)
    groups = stops[stops["indicator_id"].eq("SS_rate")].groupby("area_code")["denominator"]
    summed = groups.sum()[groups.count().eq(7)].astype(float)
    both = summed.index.intersection(known.dropna().index)
    # Census tables are perturbed cell by cell, so sums differ by a few people, never by many.
    if (summed[both] - known[both]).abs().gt(50).any():
        raise BuildError(f"{_STOPS}: its residents do not agree with the Census 2021")
    return known.fillna(summed)


def residents_2024(context: Context, areas: pd.DataFrame) -> pd.Series:
    """Residents at mid-2024 by area code: the region's neighbourhoods added up, and England.

    Authorities, counties, police forces, the combined authority and the region.
    """
    people = context.read(_POPULATION).set_index("area_code")["value"].astype(float)
    lsoa = areas[areas["level"].eq("lsoa")].set_index("area_code")
    if set(lsoa.index) != set(people.index):
        raise BuildError(f"{_POPULATION}: its neighbourhoods are not those of the areas table")
    parts = [
        people.groupby(lsoa[column].reindex(people.index)).sum()
        for column in (
            "ltla_code",
            "utla_code",
            "combined_authority_code",
            "region_code",
            "police_force_code",
        )
    ]
    found = pd.concat([*parts, pd.Series({ENGLAND: _ENGLAND_MID_2024})])
    return found[~found.index.duplicated()]


def violence_recorded(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Violence against the person recorded by the police per 1,000 residents of mid-2024.

    Authorities outside the region keep the residents of the Census 2021, and say so: newer ones
    are in hand for the region and for England only.
    """
    table = context.read(_CRIME)
    table = table[table["indicator"].eq("Police recorded crime: Violence against the person")]
    newer, census = residents_2024(context, areas), census_residents(context, areas)
    residents = newer.combine_first(census)
    rows = within(table, areas)
    rows = rows.assign(residents=rows["area_code"].map(residents)).dropna(subset=["residents"])
    forces = table[table["area_type"].eq("Police force area")]
    if len(forces) != _FORCES_OF_ENGLAND_IN_TABLE:
        raise BuildError(f"{_CRIME}: {len(forces)} police forces, expected 38 English ones")
    note = (
        rows["area_code"]
        .str[:3]
        .map(
            {
                "E12": "Sum of the four police forces, with offences placed in no authority",
                "E23": "Includes offences the force placed in no authority",
                "E10": "Sum of the county's community safety partnerships",
            }
        )
        .fillna("")
    )
    older = "Residents of the Census 2021: those of mid-2024 are not in hand here"
    outside = ~rows["area_code"].isin(newer.index)
    note = note.where(~outside, (note + "; " + older).str.removeprefix("; "))
    published = frame(
        "violence_recorded",
        area_code=rows["area_code"],
        period=_YEAR,
        numerator=rows["value"],
        denominator=rows["residents"],
        status="derived",
        note=note,
    )
    # City of London residents moved little: those of the Census are taken off.
    england = frame(
        "violence_recorded",
        area_code=[ENGLAND],
        period=_YEAR,
        numerator=[float(forces["value"].sum())],
        denominator=[residents[ENGLAND] - census[_CITY_OF_LONDON]],
        status="derived",
        note="Sum of the 38 forces in the table; City of London Police and its residents left out",
    )
    boroughs = areas.set_index("area_code")["combined_authority_code"].dropna()
    combined = roll_up(
        published[published["area_level"].eq("") & published["area_code"].str.startswith("E08")],
        boroughs[boroughs.eq(COMBINED_AUTHORITY)],
        "Sum of the seven boroughs, without offences the force placed in no borough",
    )
    return pd.concat(
        [published, england, combined, _shared_partnerships(context, table)], ignore_index=True
    )


def _shared_partnerships(context: Context, table: pd.DataFrame) -> pd.DataFrame:
    """Missing rows for districts counted together with a neighbour in one partnership."""
    lookup = context.read(_AUTHORITIES)
    lookup = lookup[lookup["RGNCD"].eq(REGION) & ~lookup["LADCD"].isin(table["area_code"])]
    partnership = lookup["CSP24CD"].map(table.set_index("area_code")["area_name"])
    return frame(
        "violence_recorded",
        area_code=lookup["LADCD"],
        period=_YEAR,
        value=np.nan,
        note="Counted together with neighbouring districts in one community safety partnership"
        + (" (" + partnership + ")").fillna(""),
    )


def stop_search(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Rate at which people of an ethnic group are stopped over that of White residents.

    Seven boroughs only: in the region's other forces nearly all records are absent. The source
    states no period; the year is that of its output files.
    """
    table = context.read(_STOPS)
    boroughs = areas.loc[
        areas["combined_authority_code"].eq(COMBINED_AUTHORITY) & areas["level"].eq("utla"),
        "area_code",
    ]
    table = table[table["area_code"].isin(boroughs)]
    white = table[table["category"].eq("White")].set_index("area_code")
    ratios = table[table["indicator_id"].eq("SS_rr")].reset_index(drop=True)
    if ratios["note"].ne("").any():
        raise BuildError(f"{_STOPS}: a ratio of a West Midlands borough carries a warning")
    other = ratios["category"].eq("Other")
    stops = ratios["numerator"].map("{:,.0f}".format) + " stops per "
    stops += ratios["denominator"].map("{:,.0f}".format) + " residents; White: "
    stops += ratios["area_code"].map(white["numerator"]).map("{:,.0f}".format) + " per "
    stops += ratios["area_code"].map(white["denominator"]).map("{:,.0f}".format) + "."
    caution = "Indicative: the source does not state its period (files of May 2024). " + stops
    mixing = " Stops of people whose group is not stated are counted here, so the ratio is too high"
    return frame(
        "stop_search",
        area_code=ratios["area_code"],
        period=_YEAR_OF_FILES,
        group_type=np.where(
            ratios["category"].str.startswith("Mixed"), "ethnicity_detail", "ethnicity"
        ),
        group=ratios["category"],
        value=ratios["value"],
        lower=ratios["lower_ci"],
        upper=ratios["upper_ci"],
        status=np.where(other, "not comparable", "published"),
        note=caution.where(~other, caution + mixing),
    )


INDICATORS = {"stop_search": stop_search, "violence_recorded": violence_recorded}
TABLES: dict[str, Builder] = {}
