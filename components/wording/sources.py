"""Words and parts that every recipe shares: places, sources, licences, intervals, caveats."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import pandas as pd

from data import store
from data.metadata import Indicator

_OGL = "Open Government Licence v3.0"
_LONGEST_SOURCE = 110
BOUNDARIES = (
    "Boundaries: Office for National Statistics, Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right 2024"
)
_INTERVALS = {
    "published": "95% intervals as the source publishes them.",
    "wilson": "95% intervals by Wilson's method, from the counts.",
    "byar": "95% intervals by Byar's method (exact Poisson below a count of 10), from the counts.",
    "wilson implied": "95% intervals by Wilson's method; the publisher gives no counts, "
    "so their width rests on a population that stands in for them.",
    "byar implied": "95% intervals by Byar's method; the publisher gives no counts, "
    "so their width rests on a population that stands in for them.",
}


def source(*indicator_ids: str) -> str:
    """The first publication of the indicators, and how many more there are.

    Short enough to stand under a chart; `full_sources` names them all.
    """
    titles = [
        f"{each.publisher}, {each.title}"
        for indicator_id in indicator_ids
        for each in store.sources_of(indicator_id)
    ]
    titles = list(dict.fromkeys(titles))
    if len(titles) > 1 and len(indicator_ids) > 1:
        return f"{len(titles)} publications, listed on the Data page"
    plain = re.sub(r"\s*\([^)]*\)", "", titles[0])
    short = textwrap.shorten(plain, _LONGEST_SOURCE, placeholder=" …")
    more = len(titles) - 1
    if not more:
        return short
    return f"{short}; and {more} more publication{'s' if more > 1 else ''} listed on the Data page"


def publisher(*indicator_ids: str) -> str:
    """The main publisher, without what it says of itself; how many there are beside it."""
    names = [each.publisher for name in indicator_ids for each in store.sources_of(name)]
    plain = [re.sub(r"\s*\([^)]*\)", "", name).split(", compiling")[0] for name in names]
    first = textwrap.shorten(plain[0], 90, placeholder=" …")
    return first if len(set(plain)) == 1 else f"{first} and others"


def full_sources(*indicator_ids: str) -> str:
    """Every publication behind the indicators."""
    return "; ".join(_publications(indicator_ids))


def _publications(indicator_ids: tuple[str, ...]) -> list[str]:
    found = [
        f"{each.publisher}, {each.title} ({each.licence.name})"
        for indicator_id in indicator_ids
        for each in store.sources_of(indicator_id)
    ]
    return list(dict.fromkeys(found))


def licence(*indicator_ids: str, maps: bool = False) -> str:
    """Licences of the sources in short, and the attribution of boundaries on a map."""
    names = {each.licence.name for name in indicator_ids for each in store.sources_of(name)}
    others = [name for name in names if _OGL not in name]
    text = f"Contains public sector information licensed under the {_OGL}"
    if others:
        text += "; other terms of a source are on the Data page"
    return f"{text}. {BOUNDARIES}" if maps else text


def interval_words(rows: pd.DataFrame) -> str:
    """What the intervals of these observations are; that there are none where there are none."""
    known = rows[rows["lower"].notna() & rows["upper"].notna()]
    if known.empty:
        names = list(rows["indicator_id"].unique()) if "indicator_id" in rows else []
        reason = store.indicator(str(names[0])).no_interval_reason if len(names) == 1 else ""
        return f"No interval. {reason}" if reason else "No interval is given for these figures."
    kinds = [str(kind) for kind in known["interval_method"].unique()]
    words = " ".join(_INTERVALS[kind] for kind in kinds if kind in _INTERVALS)
    with_value = int(rows["value"].notna().sum())
    missing = with_value - len(known)
    return words + (f" {missing} of {with_value} figures have none." if missing else "")


def caveat(entry: Indicator, rows: pd.DataFrame | None = None) -> str:
    """The producer's caveats, what we did to the figures, and the notes of the rows shown."""
    parts = list(entry.producer_caveats) or ["The producer gives no caveat."]
    if entry.benchmark_note:
        parts.append(entry.benchmark_note)
    if entry.processing_level == "derived":
        parts.append(entry.processing)
    if rows is not None:
        found = [str(note) for note in rows["note"].dropna().unique() if str(note).strip()]
        parts += [note.rstrip(".") + "." for note in found[:2]]
    return " ".join(dict.fromkeys(part.strip() for part in parts))


def level(rows: pd.DataFrame, entry: Indicator) -> str:
    """ "as published", "derived" or "modelled", from the status of the rows."""
    statuses = set(rows["status"].astype(str))
    if "modelled" in statuses or "modelled" in entry.short_title.lower():
        return "modelled"
    return "derived" if "derived" in statuses else "as published"


def signs(entry: Indicator) -> dict[str, Any]:
    """How an exhibit writes this indicator's numbers."""
    if entry.unit_short.startswith("£"):
        return {"before": "£", "after": entry.unit_short[1:], "decimals": entry.decimals}
    return {"before": "", "after": entry.unit_short, "decimals": entry.decimals}


def measure(entry: Indicator) -> str:
    """What is measured, with its unit."""
    return f"{entry.title} ({entry.unit})"


def common(entry: Indicator, rows: pd.DataFrame, *, maps: bool = False) -> dict[str, Any]:
    """The fields of an exhibit that follow from the indicator and the rows shown."""
    return {
        "measure": measure(entry),
        "unit": entry.unit[:1].upper() + entry.unit[1:],
        "source": source(entry.id),
        "licence": licence(entry.id, maps=maps),
        "definition": entry.definition,
        "publications": full_sources(entry.id),
        "publisher": publisher(entry.id),
        "interval": interval_words(rows),
        "caveat": caveat(entry, rows),
        "level": level(rows, entry),
        **signs(entry),
    }
