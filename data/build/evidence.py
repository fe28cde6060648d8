"""The evidence behind the model: effects, unit costs, gradients and the price index.

Four tables, none of them indicators:

``evidence``            one row per effect or finding (E...)
``costs_evidence``      one row per unit cost (C...)
``gradients_evidence``  one row per published difference between groups (G...)
``deflator``            HM Treasury's GDP deflator by financial and calendar year

A figure that was not read at its source (``verified`` "no") keeps its row and its reason, so
that a page can say what is still to be read, but its value is taken away: it cannot be used.
"""

from __future__ import annotations

import pandas as pd

from data.build.context import Builder, BuildError, Context

INDICATORS: dict[str, Builder] = {}

_GMCA_CODE = r"Unit Cost Database.*code (\S+)$"
STATUSES = ("yes", "computed", "no")
#: Labels put in our own, shorter words.
_SHORTER = {
    "E155": "stepped-wedge trials with five West Midlands authorities: Walsall, Telford and "
    "Wrekin, Warwickshire, Coventry, Solihull"
}


def _status(table: pd.DataFrame) -> pd.Series:
    """Whether each figure was read ("yes"), worked out ("computed") or neither ("no").

    Two rows of the gradients hold a remark where the status should stand: a figure whose status
    is not stated counts as not read.
    """
    status = table["verified"].fillna("no").str.strip()
    return status.where(status.isin(STATUSES), "no")


def _number(text: pd.Series) -> pd.Series:
    """The value where it is one plain number; missing where it is a range or words."""
    return pd.to_numeric(text, errors="coerce").astype(float)


def _checked(table: pd.DataFrame, prefix: str, path: str) -> pd.DataFrame:
    wrong = table.loc[~table["id"].str.fullmatch(rf"{prefix}\d{{3}}"), "id"]
    twice = table.loc[table["id"].duplicated(), "id"]
    if len(wrong) or len(twice):
        raise BuildError(f"{path}: ids wrong or given twice: {[*wrong, *twice]}")
    return table.sort_values("id").reset_index(drop=True)


def _without_unread(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    unread = table["verified"].eq("no")
    for column in columns:
        empty = float("nan") if table[column].dtype == float else ""
        table[column] = table[column].where(~unread, empty)
    return table


def effects(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Effects and findings. ``estimate`` is as published; ``value`` its number, if it is one."""
    path = "evidence/evidence.csv"
    raw = _checked(context.read(path, dtype=str, keep_default_na=False), "E", path)
    table = pd.DataFrame(
        {
            "id": raw["id"],
            "cause": raw["from"],
            "outcome": raw["to"],
            "population": raw["id"].map(_SHORTER).fillna(raw["population"]),
            "measure": raw["measure"],
            "estimate": raw["estimate"],
            "value": _number(raw["estimate"]),
            "lower": _number(raw["lower"]),
            "upper": _number(raw["upper"]),
            "delay_years": raw["delay_years"].str.replace(r"\s*\(.*\)$", "", regex=True),
            "citation": raw["citation"],
            "doi": raw["doi"],
            "url": raw["url"],
            "verified": _status(raw),
        }
    )
    return _without_unread(table, ["estimate", "value", "lower", "upper"])


def costs(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Unit costs in pounds of their own price year (words as published)."""
    path = "evidence/costs.csv"
    raw = _checked(context.read(path, dtype=str, keep_default_na=False), "C", path)
    table = pd.DataFrame(
        {
            "id": raw["id"],
            "item": raw["item"],
            "unit": raw["unit"],
            "estimate": raw["value_gbp"],
            "value": _number(raw["value_gbp"]),
            "price_year": raw["price_year"],
            "citation": raw["source"],
            "gmca_code": raw["source"]
            .str.extract(r"Unit Cost Database.*code (\S+)$")[0]
            .fillna(""),
            "url": raw["url"],
            "verified": _status(raw),
        }
    )
    return _without_unread(table, ["estimate", "value"])


def gradients(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """Published differences between neighbourhoods or groups. Never effects of a change."""
    path = "evidence/gradients.csv"
    raw = _checked(context.read(path, dtype=str, keep_default_na=False), "G", path)
    table = pd.DataFrame(
        {
            "id": raw["id"],
            "indicator": raw["indicator"],
            "dimension": raw["dimension"],
            "group": raw["group"],
            "estimate": raw["value"],
            "value": _number(raw["value"]),
            "unit": raw["unit"],
            "year": raw["year"],
            "geography": raw["geography"],
            "citation": raw["source"],
            "url": raw["url"],
            "verified": _status(raw),
        }
    )
    return _without_unread(table, ["estimate", "value"])


def deflator(context: Context, areas: pd.DataFrame) -> pd.DataFrame:
    """GDP deflator. Financial years have 2024-25 = 100, calendar years 2024 = 100."""
    raw = context.read("evidence/gdp_deflator.csv", dtype=str, keep_default_na=False)
    table = pd.DataFrame(
        {
            "basis": raw["basis"],
            "label": raw["label"],
            "year_start": raw["year_start"].astype("int16"),
            "index": raw["index"].astype(float),
            "forecast": raw["is_forecast"].eq("true"),
        }
    )
    if table.duplicated(["basis", "label"]).any() or not table["index"].gt(0).all():
        raise BuildError("evidence/gdp_deflator.csv: a year is given twice or an index is not > 0")
    return table.sort_values(["basis", "year_start"]).reset_index(drop=True)


TABLES: dict[str, Builder] = {
    "evidence": effects,
    "costs_evidence": costs,
    "gradients_evidence": gradients,
    "deflator": deflator,
}
