"""Absence so far this school year, from the daily attendance data of schools."""

from __future__ import annotations

import pandas as pd

from data.build.context import Builder, BuildError, Context
from data.build.lait import known_areas
from data.build.observations import WIDTH, frame

_ATTENDANCE = "added_2026/newer/attendance_year_to_date_la_2022_23_to_2025_26.parquet"
_YEAR, _SNAPSHOT = "2025/26", "2026-07-23"
_PERIOD = "2025-09-01/P11M"  # to the last day of term in July 2026


def absence_this_year(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Pupils missing 10% or more of sessions in 2025/26, all and by kind of school.

    One year only: official statistics in development that lie above the census series, so they
    are a sign of where the year is going and are never joined to it. Earlier years have no total
    for authorities.
    """
    raw = context.read(_ATTENDANCE)
    raw = raw[raw["academic_year"].astype(str).eq(_YEAR)].astype({"area_code": str})
    if set(raw["snapshot_date"].astype(str)) != {_SNAPSHOT}:
        raise BuildError(f"{_ATTENDANCE}: 2025/26 is not the snapshot of {_SNAPSHOT}")
    raw["area_code"] = known_areas(raw["area_code"], areas, "attendance")
    raw = raw.dropna(subset=["area_code", "persistent_absence_pct"]).reset_index(drop=True)
    phase = raw["education_phase"].astype(str)
    every = phase.eq("Total")
    return frame(
        "absence_this_year",
        area_code=raw["area_code"],
        period=_PERIOD,
        group_type=every.map({True: "all", False: "school_kind"}),
        group=phase.mask(every, "all"),
        value=raw["persistent_absence_pct"],
        **{WIDTH: raw["pupils_on_roll_school_census"].astype(float)},
    )


INDICATORS = {"absence_this_year": absence_this_year}
TABLES: dict[str, Builder] = {}
