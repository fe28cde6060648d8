"""Hospital admissions of children for injuries."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.context import Builder, Context
from data.build.health import financial_years
from data.build.lait import known_areas
from data.build.observations import frame
from data.build.schools_common import combined_authority

_INJURIES = "added_2026/newer/hospital_admissions_injuries_0_14_la_2010_11_to_2023_24.parquet"
_MISSING = "Not available in the source"


def injuries_0_14(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Admissions for unintentional and deliberate injuries, ages 0 to 14, per 10,000.

    Limits as published. The England file's tenths are of authorities, not of neighbourhoods, and
    are left out.
    """
    raw = context.read(_INJURIES)
    raw = raw[raw["group_type"].isna()]
    raw = raw.astype({"area_code": str, "period": str})
    raw["area_code"] = known_areas(raw["area_code"], areas, "injuries")
    raw = raw.dropna(subset=["area_code"])
    # An authority that took the place of another stands twice; the row with a figure counts.
    raw = raw.sort_values("value", kind="stable", na_position="last")
    raw = raw.drop_duplicates(["area_code", "period"]).reset_index(drop=True)
    remark = raw["status"].astype(object).where(raw["status"].notna(), "").astype(str)
    gone = raw["value"].isna()
    rows = frame(
        "injuries_0_14",
        area_code=raw["area_code"],
        period=financial_years(raw["period"]),
        value=raw["value"],
        lower=raw["lower_95"],
        upper=raw["upper_95"],
        numerator=raw["numerator"],
        denominator=raw["denominator"],
        note=np.where(gone & remark.eq(""), _MISSING, remark),
    )
    return pd.concat([rows, combined_authority(rows, areas)], ignore_index=True)


INDICATORS = {"injuries_0_14": injuries_0_14}
TABLES: dict[str, Builder] = {}
