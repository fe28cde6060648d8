"""Work and community: claimants, life satisfaction."""

from __future__ import annotations

import pandas as pd

from data.build.context import Builder, Context
from data.build.health import wellbeing, within
from data.build.implied import with_width
from data.build.observations import frame


def claimant_count(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Claimants of unemployment-related benefits, percent of residents 16-64, yearly means."""
    table = context.read("health_crime/ons_explore_local_statistics.parquet")
    table = within(table[table["indicator_id"].eq("ELS:claimant-count")], areas)
    rows = frame(
        "claimant_count", area_code=table["area_code"], period=table["period"], value=table["value"]
    )
    return with_width(context, areas, rows, "age_16_64", move=False)


def life_satisfaction_low(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Adults rating their satisfaction with life 0 to 4 of 10, percent."""
    return wellbeing(context, areas, "life_satisfaction_low", "Life satisfaction")


INDICATORS = {"claimant_count": claimant_count, "life_satisfaction_low": life_satisfaction_low}
TABLES: dict[str, Builder] = {}
