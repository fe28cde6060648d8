"""Where the model's cells come from: the region's authorities and its neighbourhoods."""

from __future__ import annotations

import pandas as pd

from data.build.context import Context
from data.contract import ETHNIC_GROUPS

#: The 14 upper-tier authorities of the West Midlands region, in order of code.
AUTHORITIES = (
    "E06000019",
    "E06000020",
    "E06000021",
    "E06000051",
    "E08000025",
    "E08000026",
    "E08000027",
    "E08000028",
    "E08000029",
    "E08000030",
    "E08000031",
    "E10000028",
    "E10000031",
    "E10000034",
)
#: Columns of counts by ethnic group.
GROUP_COLUMNS = [group.lower() for group in ETHNIC_GROUPS]


def lsoa(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Neighbourhood seed. ``quintile`` 1 holds the most deprived fifth of England's LSOAs."""
    people = context.read("neighbourhood/census2021_ethnic5_lsoa21_wm.csv")
    ages = context.read("neighbourhood/census2021_age5_lsoa21_wm.csv")
    deprivation = context.read("neighbourhood/iod2025_lsoa21_wm.csv")
    income = context.read("neighbourhood/iod2025_indicators_lsoa21_wm.csv")
    lookup = context.read("geography/lookup_lsoa21_msoa21_lad_utla_region.csv")
    table = (
        people.merge(ages[["lsoa21_code", "age_0_15"]], on="lsoa21_code", validate="1:1")
        .merge(deprivation[["lsoa21_code", "imd_decile"]], on="lsoa21_code", validate="1:1")
        .merge(
            income[["lsoa21_code", "income_deprived_children"]], on="lsoa21_code", validate="1:1"
        )
        .merge(
            lookup[["LSOA21CD", "UTLACD"]],
            left_on="lsoa21_code",
            right_on="LSOA21CD",
            validate="1:1",
        )
    )
    out = pd.DataFrame(
        {
            "lsoa21_code": table["lsoa21_code"],
            "utla_code": table["UTLACD"],
            "quintile": ((table["imd_decile"] + 1) // 2).astype("int8"),
            "children_0_15": table["age_0_15"].astype(float),
            "income_deprived_children": table["income_deprived_children"].astype(float),
        }
    )
    for column in GROUP_COLUMNS:
        out[column] = table[column].astype(float)
    return out.sort_values("lsoa21_code", ignore_index=True)
