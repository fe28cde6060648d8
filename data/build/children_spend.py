"""Councils' spending on children per child, in the prices of 2024-25.

Gross spending as councils return it (section 251 outturn, read from LAIT), divided by children
aged 0 to 17 at the mid-year inside the financial year, and put into 2024-25 prices with HM
Treasury's GDP deflator at market prices.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.context import BuildError, Context
from data.build.lait import lait_indicator
from data.build.observations import frame
from data.build.social_care_counts import children_behind, with_combined_authority

DEFLATOR = "evidence/gdp_deflator.csv"
PRICE_YEAR = "2024-25"
_NIL_NOTE = "The council returned nil under this heading; it may have put spending under another"


def deflators(context: Context) -> pd.Series:
    """Start year of the financial year -> factor that puts its pounds into 2024-25 pounds.

    Years whose deflator is a forecast are left out. Raises BuildError if the base is not 100.
    """
    source = context.read(DEFLATOR)
    years = source[source["basis"].eq("financial year") & ~source["is_forecast"].astype(bool)]
    index = years.set_index("year_start")["index"].astype(float)
    base = years.loc[years["label"].eq(PRICE_YEAR), "index"].astype(float)
    if len(base) != 1 or base.iloc[0] != 100:
        raise BuildError(f"{DEFLATOR}: {PRICE_YEAR} must be there once, with index 100")
    return 100 / index


def spend_per_child(
    context: Context, areas: pd.DataFrame, indicator_id: str, measure_code: str
) -> pd.DataFrame:
    """Real spending per child: numerator pounds of 2024-25, denominator children 0 to 17."""
    cash = lait_indicator(context, areas, indicator_id, measure_code)
    start = cash["period"].str[:4].astype(int)
    factor = start.map(deflators(context))
    # The period ends the year after the mid-year that lies in it.
    people = children_behind(context, areas, cash, lag=1)
    lost = cash[cash["value"].notna() & (factor.isna() | people.isna())]
    if len(lost):
        row = lost.iloc[0]
        raise BuildError(
            f"{indicator_id}: no deflator or no children for {row['area_code']} {row['period']}"
        )
    known = cash["value"].notna()
    note = cash["note"].where(~cash["value"].eq(0), _NIL_NOTE)
    table = frame(
        indicator_id,
        area_code=cash["area_code"],
        period=cash["period"],
        numerator=(cash["value"] * factor).round(0),
        denominator=people,
        status=np.where(known, "derived", "missing"),
        note=note,
    )
    return with_combined_authority(table, areas)


def family_support(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Gross spending on family support services per child."""
    return spend_per_child(context, areas, "family_support_spend", "FamilySupportFinance")


def youth_services(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Gross spending on services for young people per child."""
    return spend_per_child(context, areas, "youth_services_spend", "YoungPeopleFinance")
