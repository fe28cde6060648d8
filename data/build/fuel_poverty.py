"""Households in fuel poverty: modelled by the publisher for neighbourhoods and above."""

from __future__ import annotations

import pandas as pd

from data.build.areas import ENGLAND, REGION
from data.build.context import Builder, BuildError, Context
from data.build.deprivation import larger_areas, with_deprivation
from data.build.observations import frame
from data.build.schools_common import combined_authority

_LSOA = "added_2026/newer/fuel_poverty_lsoa_wm_2019_2022.parquet"
_AUTHORITIES = "added_2026/newer/fuel_poverty_la_region_england_2019_2022.csv"
_WARDS = "added_2026/newer/fuel_poverty_ward_wmca_2023.csv"
_NEWEST = 2022
_MODELLED = "Modelled by the publisher"
_SUM = "Sum of the modelled counts of its neighbourhoods"


def fuel_poverty(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Share of households in fuel poverty (low income, low energy efficiency), 2019 to 2022.

    Neighbourhoods for 2022 only: the publisher warns against reading change in small areas, and
    2019 and 2020 are on the neighbourhoods of 2011. Authorities, region and England every year.

    Raises
    ------
    BuildError
        When the neighbourhoods do not add up to the published authorities.
    """
    source = context.read(_LSOA)
    source = source[source["year"].eq(_NEWEST)]
    lsoa = frame(
        "fuel_poverty",
        area_code=source["lsoa_code"],
        period=f"{_NEWEST}-01-01/P1Y",
        value=source["value"],
        numerator=source["numerator"],
        denominator=source["denominator"],
        status="modelled",
        note=_MODELLED,
    )
    larger = larger_areas(lsoa, areas, _SUM)
    raw = context.read(_AUTHORITIES)
    raw = raw[raw["area_code"].isin(areas["area_code"])]
    published = frame(
        "fuel_poverty",
        area_code=raw["area_code"],
        period=raw["year"].astype(str) + "-01-01/P1Y",
        value=raw["value"],
        numerator=raw["numerator"],
        denominator=raw["denominator"],
        status="modelled",
        note=_MODELLED,
    )
    both = larger.merge(published, on=["area_code", "period"], suffixes=("", "_published"))
    if not both["numerator"].eq(both["numerator_published"]).all() or REGION not in set(
        both["area_code"]
    ):
        raise BuildError(f"{_LSOA}: neighbourhoods do not add up to the published authorities")
    larger = larger[~larger["area_code"].isin(published["area_code"])]
    if ENGLAND not in set(published["area_code"]):
        raise BuildError(f"{_AUTHORITIES}: no row for England")
    early = published[published["period"].lt(str(_NEWEST))]
    combined = combined_authority(early, areas)
    parts = [lsoa, larger, published, combined, with_deprivation(lsoa, areas)]
    return pd.concat(parts, ignore_index=True)


def fuel_poverty_ward(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """The same for 2023, wards of the seven boroughs only, to one decimal and without counts."""
    raw = context.read(_WARDS)
    return frame(
        "fuel_poverty_ward",
        area_code=raw["area_code"],
        period="2023-01-01/P1Y",
        value=raw["value"],
        status="modelled",
        note=_MODELLED,
    )


INDICATORS = {"fuel_poverty": fuel_poverty, "fuel_poverty_ward": fuel_poverty_ward}
TABLES: dict[str, Builder] = {}
