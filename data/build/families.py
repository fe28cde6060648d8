"""Which function builds which indicator and which further table."""

from __future__ import annotations

from data.build.context import Builder

#: indicator_id -> builder(context, areas) giving rows in contract columns (see observations.frame)
INDICATORS: dict[str, Builder] = {}
#: table name -> builder(context, areas); written to data/published/<name>.parquet
TABLES: dict[str, Builder] = {}

# Each family of sources has a module with INDICATORS and TABLES of its own.
_MODULES = (
    "geography_tables",
    "neighbourhood",
    "social_care",
    "schools",
    "youth_justice",
    "small_events",
    "free_school_meals",
    "low_income",
    "fuel_poverty",
    "special_needs_process",
    "injuries",
    "arrests",
    "attendance",
    "spend",
    "service_points",
    "health",
    "mental_health",
    "housing_community",
    "homelessness",
    "crime",
    "authority_series",
    "model_inputs",
    "council_money",
    "evidence",
)


def _collect() -> None:
    from importlib import import_module, util

    for name in _MODULES:
        if util.find_spec(f"data.build.{name}") is None:
            continue
        module = import_module(f"data.build.{name}")
        for target, entries in ((INDICATORS, module.INDICATORS), (TABLES, module.TABLES)):
            twice = set(target) & set(entries)
            if twice:
                raise ValueError(f"built twice: {sorted(twice)}")
            target.update(entries)


_collect()
