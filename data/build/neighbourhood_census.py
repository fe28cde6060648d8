"""Census 2021 indicators of homes, households and language, from counts."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from data.build.context import Builder, BuildError, Context
from data.build.deprivation import larger_areas, with_deprivation
from data.build.observations import WIDTH, frame, roll_up

CENSUS_DAY = "2021-03-21/P1D"
ENGLAND, ENGLAND_AND_WALES = "E92000001", "K04000001"
_FOLDER = "neighbourhood/"
_TOTALS = f"{_FOLDER}census2021_totals_lad_region_england.csv"
_PROFICIENCY = f"{_FOLDER}census2021_english_proficiency_msoa21_wm.csv"
_PERCENT = f"{_FOLDER}census2021_percent_tables_lad_wm_and_ew.csv"
#: TS029, people whose main language is not English and who speak it not well or not at all.
_NOT_WELL = "english_proficiency_4a-003"
_SUM_NOTE = "Sum of the Census counts of its neighbourhoods"


def _household_share(indicator_id: str, file: str, table: str, columns: tuple[str, ...]) -> Builder:
    """A builder for the share of households in some categories of one Census table."""

    def build(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
        source = context.read(f"{_FOLDER}{file}")
        lsoa = frame(
            indicator_id,
            area_code=source["lsoa21_code"],
            period=CENSUS_DAY,
            numerator=source[list(columns)].sum(axis=1),
            denominator=source["households"],
            status="derived",
            note="Share worked out from Census counts",
        )
        totals = context.read(_TOTALS)
        country = totals[totals["area_code"].eq(ENGLAND) & totals["table"].eq(table)]
        count = country.set_index("category")["value"]
        england = frame(
            indicator_id,
            area_code=[ENGLAND],
            period=CENSUS_DAY,
            numerator=[count[list(columns)].sum()],
            denominator=[count["households"]],
            status="derived",
            note="Sum of the Census counts of all neighbourhoods in England",
        )
        parts = [lsoa, larger_areas(lsoa, areas, _SUM_NOTE), england]
        return pd.concat([*parts, with_deprivation(lsoa, areas)], ignore_index=True)

    build.__doc__ = f"Census 2021, {table}: share of households in {', '.join(columns)}."
    return build


households_deprived_2plus = _household_share(
    "households_deprived_2plus",
    "census2021_household_deprivation_lsoa21_wm.csv",
    "TS011 household deprivation",
    ("deprived_2", "deprived_3", "deprived_4"),
)
overcrowding = _household_share(
    "overcrowding",
    "census2021_overcrowding_lsoa21_wm.csv",
    "TS052 occupancy rating (bedrooms)",
    ("occ_minus1", "occ_minus2_or_less"),
)
private_renting = _household_share(
    "private_renting",
    "census2021_tenure_lsoa21_wm.csv",
    "TS054 tenure",
    ("private_rented_landlord", "private_rented_other"),
)


def english_not_well(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Residents aged 3 and over who speak English not well or not at all (Census TS029).

    Four MSOAs are not in the copy in hand. Authorities that contain one of them take the
    percentage ONS publishes (one decimal, no counts); larger areas that contain one are missing.
    """
    source = context.read(_PROFICIENCY)
    msoa = frame(
        "english_not_well",
        area_code=source["msoa21_code"],
        period=CENSUS_DAY,
        numerator=source["cannot_speak_well"] + source["cannot_speak"],
        denominator=source["main_language_english"] + source["main_language_not_english"],
        status="derived",
        note="Share worked out from Census counts",
    )
    known = areas[areas["level"].eq("msoa")].set_index("area_code")
    lost = sorted(set(known.index) - set(msoa["area_code"]))
    if len(lost) > 10:
        raise BuildError(f"english_not_well: {len(lost)} MSOAs are missing, 4 are expected")
    absent = frame(
        "english_not_well",
        area_code=lost,
        period=CENSUS_DAY,
        note="This MSOA, new in 2021, is not in the copy of the Census table in hand",
    )
    everyone = pd.concat([msoa, absent], ignore_index=True)
    ltla = roll_up(everyone, known["ltla_code"], _SUM_NOTE.replace("neighbourhoods", "MSOAs"))
    percent = context.read(_PERCENT).set_index("area_code")[_NOT_WELL]
    hole = ltla["status"].eq("missing")
    ltla.loc[hole, "value"] = ltla.loc[hole, "area_code"].map(percent)
    ltla.loc[hole, "status"] = "published"
    ltla.loc[hole, "note"] = "As published by ONS, to one decimal; counts not in hand"
    residents = areas.set_index("area_code")["residents"].astype(float)
    ltla[WIDTH] = ltla["area_code"].map(residents).where(hole)
    nation = frame(
        "english_not_well",
        area_code=[ENGLAND_AND_WALES],
        period=CENSUS_DAY,
        value=[percent[ENGLAND_AND_WALES]],
        note="As published by ONS, to one decimal; counts not in hand",
    )
    county = known["utla_code"].where(known["utla_code"].ne(known["ltla_code"]))
    wider = [
        roll_up(everyone, codes.replace("", pd.NA), "Sum of the Census counts of its MSOAs")
        for codes in (county, known["combined_authority_code"], known["region_code"])
    ]
    return pd.concat([everyone, ltla, *wider, nation], ignore_index=True)


_QUALIFICATIONS = "added_2026/neighbourhood/census2021_qualifications_nssec_lsoa21_wm.parquet"
_CARS = "added_2026/neighbourhood/census2021_cars_lsoa21_wm.parquet"
#: Semi-routine and routine occupations, and people who never worked or not for a year or more.
_LOW_CLASSES = ("nssec_semi_routine", "nssec_routine", "nssec_never_worked_or_long_term_unemployed")


def _adult_share(
    indicator_id: str,
    path: str,
    code: str,
    part: Callable[[pd.DataFrame], pd.Series],
    whole: Callable[[pd.DataFrame], pd.Series],
    percent: str = "",
) -> Builder:
    """A builder for a share of adults or households; England and Wales as a published percentage.

    Counts of England are not in hand; ``percent`` is the column of the published percentages.
    """

    def build(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
        source = context.read(path)
        lsoa = frame(
            indicator_id,
            area_code=source[code],
            period=CENSUS_DAY,
            numerator=part(source),
            denominator=whole(source),
            status="derived",
            note="Share worked out from Census counts",
        )
        parts = [lsoa, larger_areas(lsoa, areas, _SUM_NOTE), with_deprivation(lsoa, areas)]
        if percent:
            published = context.read(_PERCENT).set_index("area_code")[percent]
            nation = frame(
                indicator_id,
                area_code=[ENGLAND_AND_WALES],
                period=CENSUS_DAY,
                value=[published[ENGLAND_AND_WALES]],
                note="As published by ONS, to one decimal; counts not in hand",
            )
            parts.append(nation)
        return pd.concat(parts, ignore_index=True)

    build.__doc__ = f"Census 2021: {indicator_id}, neighbourhoods added up to larger areas."
    return build


no_qualifications = _adult_share(
    "no_qualifications",
    _QUALIFICATIONS,
    "geography code",
    lambda t: t["no_qualifications"],
    lambda t: t["residents_16_plus"],
    "highest_qualification_6a-000",
)
routine_work = _adult_share(
    "routine_work",
    _QUALIFICATIONS,
    "geography code",
    lambda t: t[list(_LOW_CLASSES)].sum(axis=1),
    lambda t: t["nssec_residents_16_plus"] - t["nssec_full_time_students"],
)
no_car = _adult_share(
    "no_car",
    _CARS,
    "lsoa21_code",
    lambda t: t["no_car"],
    lambda t: t["households"],
    "number_of_cars_5a-000",
)


INDICATORS: dict[str, Builder] = {
    "no_qualifications": no_qualifications,
    "routine_work": routine_work,
    "no_car": no_car,
    "households_deprived_2plus": households_deprived_2plus,
    "overcrowding": overcrowding,
    "private_renting": private_renting,
    "english_not_well": english_not_well,
}
