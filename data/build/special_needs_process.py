"""Education, health and care plans: requests in a year, and plans issued in time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.build.context import Builder, BuildError, Context
from data.build.lait import known_areas
from data.build.observations import frame
from data.build.schools_common import combined_authority
from data.build.social_care_counts import children

_PROCESS = "added_2026/newer/ehc_plan_process_la_2019_2024.parquet"
_NOT_GIVEN = "Not given by the authority for this year"


def _wide(context: Context, areas: pd.DataFrame, indicators: list[str]) -> pd.DataFrame:
    """Totals of some lines, one row per area and calendar year."""
    raw = context.read(_PROCESS)
    raw = raw[raw["indicator"].isin(indicators)]
    raw = raw[raw["breakdown_topic"].astype(str).str.startswith("All ")]
    raw = raw.astype({"indicator": str, "area_code": str, "calendar_year": str})
    raw["area_code"] = known_areas(raw["area_code"], areas, "EHC plan process")
    raw = raw.dropna(subset=["area_code", "value"])
    keys = ["area_code", "calendar_year", "indicator"]
    if raw.duplicated(keys).any():
        raise BuildError(f"{_PROCESS}: a total stands twice")
    table = raw.pivot(index=keys[:2], columns="indicator", values="value")  # noqa: PD010
    return table.reindex(columns=indicators).reset_index()


def ehc_timeliness(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Plans issued within 20 weeks of the request, percent, without the cases the law excepts."""
    part, whole = "plans_issued_20_weeks_ex", "plans_issued_den_ex"
    table = _wide(context, areas, [part, whole])
    none = table[whole].eq(0)
    gone = table[part].isna() | table[whole].isna()
    rows = frame(
        "ehc_timeliness",
        area_code=table["area_code"],
        period=table["calendar_year"] + "-01-01/P1Y",
        numerator=table[part],
        denominator=table[whole],
        status=np.where(gone | none, "missing", "derived"),
        note=np.select([gone, none], [_NOT_GIVEN, "No plan issued, so there is no share"], ""),
    )
    return pd.concat([rows, combined_authority(rows, areas)], ignore_index=True)


def ehc_requests(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Requests for an assessment received in a calendar year per 1,000 children aged 0 to 17."""
    line = "requests_received_in_year"
    table = _wide(context, areas, [line])
    people = children(context, areas).set_index(["area_code", "year"])["children"]
    years = table["calendar_year"].astype(int)
    there = people.reindex(pd.MultiIndex.from_arrays([table["area_code"], years]))
    table["children"] = there.to_numpy(float)
    table = table.dropna(subset=["children"]).reset_index(drop=True)
    rows = frame(
        "ehc_requests",
        area_code=table["area_code"],
        period=table["calendar_year"] + "-01-01/P1Y",
        numerator=table[line],
        denominator=table["children"],
        status="derived",
    )
    return pd.concat([rows, combined_authority(rows, areas)], ignore_index=True)


INDICATORS = {"ehc_timeliness": ehc_timeliness, "ehc_requests": ehc_requests}
TABLES: dict[str, Builder] = {}
