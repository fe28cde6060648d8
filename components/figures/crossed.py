"""Figures by deprivation and ethnic group at once."""

from __future__ import annotations

import pandas as pd

from components.figures.ratios import in_order
from data import store

_LEVELS = {"low": "low", "middle": "middle", "high": "high"}


def gradients(indicator_id: str) -> pd.DataFrame:
    """What studies publish by ethnic group at levels of deprivation; empty when none does."""
    try:
        table = store.table("gradients_published")
    except store.StoreError:
        return pd.DataFrame()
    crossed = table["dimension"] == "ethnicity_x_deprivation_level"
    return table[crossed & (table["indicator_id"] == indicator_id)].reset_index(drop=True)


def crossed(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a crossed group type with its two parts in columns ``row`` and ``column``."""
    parts = rows["group"].str.split(" | ", n=1, expand=True, regex=False)
    return rows.assign(row=parts[0], column=parts[1])


def order(table: pd.DataFrame, kind: str) -> tuple[list[str], list[str]]:
    """Rows and columns of a crossed table in the order of the source."""
    rows = list(dict.fromkeys(table["row"]))
    if kind.startswith("ethnicity"):
        rows = in_order(pd.DataFrame({"group": rows}), "ethnicity_detail")["group"].tolist()
    return rows, sorted(dict.fromkeys(table["column"]))


def gradient_grid(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str], list[str]]:
    """A study's ratios: groups down, levels of deprivation across, and both in order."""
    groups = list(dict.fromkeys(rows["group"]))
    groups = in_order(pd.DataFrame({"group": groups}), "ethnicity_detail")["group"].tolist()
    levels = [name for name in _LEVELS if name in set(rows["level"])]
    value = rows.pivot_table(index="group", columns="level", values="value", sort=False)
    return value.reindex(index=groups, columns=levels), groups, levels
