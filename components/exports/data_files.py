"""Figures to take away: CSV with its metadata on top, metadata as JSON.

Every cell is written by `data.csv_text`, so that no spreadsheet runs it as a formula.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pandas as pd

from data import csv_text, store
from data.contract import parse_period


def safe_file_name(*parts: str) -> str:
    """A file name of letters, digits and hyphens from words, at most 80 characters."""
    words = re.findall(r"[a-z0-9]+", " ".join(parts).lower())
    return "-".join(words)[:80].strip("-") or "figures"


def csv_with_metadata(table: pd.DataFrame, about: Mapping[str, object]) -> bytes:
    """CSV (UTF-8 with byte-order mark, for Excel) with lines about the figures on top.

    ``about`` says what the figures are: title, unit, period, source, licence, version. Each is a
    line ``# key:,"value"``: two cells. Reading it back: ``pandas.read_csv(..., comment="#")``.
    """
    return ("\ufeff" + csv_text.about(about) + csv_text.table(table)).encode("utf-8")


def about_indicator(indicator_id: str, *, period: str = "", place: str = "") -> dict[str, object]:
    """What stands on top of a CSV of one indicator."""
    entry = store.indicator(indicator_id)
    sources = store.sources_of(indicator_id)
    about: dict[str, object] = {"Indicator": entry.title, "Unit": entry.unit}
    if period:
        about["Period"] = parse_period(period).label
    if place:
        about["Place"] = place
    about |= {
        "Definition": entry.definition,
        "Processing": entry.processing,
        "Caveats": " ".join(entry.producer_caveats) or "none given by the producer",
        "Source": "; ".join(f"{each.publisher}, {each.title}" for each in sources),
        "Licence": "; ".join(dict.fromkeys(each.licence.name for each in sources)),
        "Attribution": " ".join(dict.fromkeys(each.licence.attribution for each in sources)),
        "Figures version": store.data_version(),
    }
    return about


def metadata_json(indicator_id: str) -> bytes:
    """The catalogue entry and its sources as JSON (UTF-8)."""
    entry = store.indicator(indicator_id)
    content = {
        "indicator": entry.model_dump(mode="json"),
        "sources": [each.model_dump(mode="json") for each in store.sources_of(indicator_id)],
        "figures_version": store.data_version(),
    }
    return json.dumps(content, indent=1, ensure_ascii=False).encode("utf-8")
