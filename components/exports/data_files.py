"""Figures to take away: CSV with its metadata on top, metadata as JSON.

Every cell is written by `data.csv_text`, so that no spreadsheet runs it as a formula.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping

import pandas as pd

from data import csv_text, store
from data.contract import parse_period

#: Letters of a file name at most, and of each of its parts but the last, which takes the rest.
_LONGEST_NAME, _LONGEST_PART = 110, 48


def safe_file_name(*parts: str) -> str:
    """A file name of letters, digits and hyphens, at most 110: what matters first.

    Place, measure and period come first, by the order of ``parts``; each is cut by itself, at the
    end of a word, so that a long one takes nothing from the others.
    """
    kept = [_cut(re.findall(r"[a-z0-9]+", _plain_letters(part)), _LONGEST_PART) for part in parts]
    return _cut([each for each in kept if each], _LONGEST_NAME) or "figures"


def _plain_letters(text: str) -> str:
    """Small letters without accents: "Café" gives "cafe", not "caf"."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def _cut(words: list[str], longest: int) -> str:
    """Words joined by hyphens, as many as fit; a first word that is too long is cut itself."""
    found = ""
    for word in words:
        longer = f"{found}-{word}" if found else word[:longest]
        if len(longer) > longest:
            break
        found = longer
    return found


def csv_with_metadata(table: pd.DataFrame, about: Mapping[str, object]) -> bytes:
    """CSV (UTF-8 with byte-order mark, for Excel) with lines about the figures on top.

    ``about`` says what the figures are: title, unit, period, source, licence, version. Each is a
    line ``# key:,"value"``: two cells. Reading it back: ``pandas.read_csv(..., comment="#")``.
    Numbers are rounded to what can be read from them (`rounded`), which a line says.
    """
    shown = rounded(table)
    if shown.select_dtypes("float").shape[1]:
        about = {**about, "Rounding": ROUNDING}
    return csv_text.file_bytes(csv_text.about(about) + csv_text.table(shown))


ROUNDING = "six significant figures, finer than any of them is known; whole numbers are whole"
_SIGNIFICANT = 6


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its decimals cut to six significant figures; whole numbers stay as they are.

    A figure worked out here carries up to seventeen digits, of which no more than a few are known.
    """
    found = table.copy()
    for name in found.select_dtypes("float").columns:
        found[name] = found[name].astype(float).map(_rounded)
    return found


def _rounded(value: float) -> float:
    if not math.isfinite(value) or value == round(value):
        return value
    return round(value, max(0, _SIGNIFICANT - 1 - math.floor(math.log10(abs(value)))))


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
