"""Yearly series of every English authority for testing forecasts: longer than the indicators hold.

Two series of the Office for National Statistics' Explore Local Statistics, which repeats them from
the Department for Education and the Department for Work and Pensions: pupils persistently absent
since 2006/07 on today's definition, and children in relative low income before housing costs.
"""

from __future__ import annotations

import pandas as pd

from data.build.context import Builder, BuildError, Context
from data.build.health import within

_FILE = "children/ons_explore_local_statistics_children.parquet"
#: Name here -> title in the file.
_SERIES = {
    "persistent_absence": "Persistent absences for all pupils",
    "child_poverty": "Children in relative poverty before housing costs",
}


def authority_series(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Columns series, area_code, year, value (%).

    ``year`` is the one in which the period ends: the school year 2018/19 and the financial year
    2018-19 are 2019. English upper-tier authorities only. Absence has no 2020: the school year
    2019/20 was not published.
    """
    source = within(context.read(_FILE), areas)
    upper = areas.loc[areas["level"].eq("utla"), "area_code"]
    upper = upper[upper.str[:3].isin(["E06", "E08", "E09", "E10"])]
    parts = []
    for name, title in _SERIES.items():
        rows = source[source["indicator"].eq(title) & source["area_code"].isin(upper)]
        if rows.empty:
            raise BuildError(f"{_FILE}: no indicator called '{title}'")
        parts.append(
            pd.DataFrame(
                {
                    "series": name,
                    "area_code": rows["area_code"].astype(str),
                    "year": rows["period"].str[:4].astype(int) + 1,
                    "value": rows["value"].astype(float),
                }
            ).dropna()
        )
    # Barnsley and Sheffield stand in the file under both their codes, with the same figures.
    table = pd.concat(parts, ignore_index=True).drop_duplicates()
    if table.duplicated(["series", "area_code", "year"]).any():
        raise BuildError(f"{_FILE}: an authority has two figures in one year")
    return table.sort_values(["series", "area_code", "year"], ignore_index=True)


INDICATORS: dict[str, Builder] = {}
TABLES = {"authority_series": authority_series}
