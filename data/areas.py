"""Areas: what they are called, where they lie, and finding one by its name.

Read through `data.store`, the only door to figures.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from data import tables
from data.contract import AREA_LEVELS

ENGLAND = "E92000001"
REGION = "E12000005"
WMCA = "E47000007"

#: Benchmarks of last resort, in order: a few publishers give the United Kingdom, or England and
#: Wales, and no figure for England alone.
NATIONS = (ENGLAND, "K02000001", "K04000001")

#: Levels as a page offers them. A metropolitan borough is both a lower- and an upper-tier
#: authority, so these are questions put to the areas table and not simply its level column.
LEVEL_TITLES = {
    "lsoa": "Neighbourhoods (LSOA)",
    "msoa": "Larger neighbourhoods (MSOA)",
    "ward": "Wards",
    "ltla": "Districts and boroughs (lower tier)",
    "utla": "Counties and boroughs (upper tier)",
    "icb": "NHS integrated care boards",
    "police_force": "Police forces",
    "combined_authority": "Combined authority",
    "region": "Regions",
    "country": "Countries",
}

#: Columns of the areas table that name a parent (or the area itself at its own level).
_PARENTS = (
    "country_code",
    "region_code",
    "combined_authority_code",
    "utla_code",
    "ltla_code",
    "msoa_code",
    "ward_code",
    "icb_code",
    "police_force_code",
)


@dataclass(frozen=True)
class Area:
    """One area with its parents. Codes of parents it does not have are empty."""

    code: str
    name: str
    level: str
    ltla_code: str
    utla_code: str
    region_code: str
    combined_authority_code: str
    msoa_code: str
    residents: float
    children: float
    bounds: tuple[float, float, float, float] | None  # west, south, east, north; degrees


@lru_cache(maxsize=1)
def _areas() -> pd.DataFrame:
    table = tables.read("areas", "The table of areas").set_index("area_code", drop=False)
    table["area_name"] = _told_apart(table)
    return table


def _told_apart(table: pd.DataFrame) -> pd.Series:
    """Names of areas; one that several areas of a level have carries its authority.

    Twelve pairs of wards of the region share a name: on a slide or in a CSV "Castle" alone would
    leave open whether Tamworth's or Herefordshire's is meant.
    """
    names = table["area_name"]
    shared = table[~table["retired"]].duplicated(["level", "area_name"], keep=False)
    authority = table["ltla_code"].replace("", None).fillna(table["utla_code"]).map(names)
    twice = shared.reindex(table.index, fill_value=False) & authority.notna()
    return names.where(~twice, names + " (" + authority.fillna("") + ")")


def area(area_code: str) -> Area:
    """One area. Raises UnknownArea naming the nearest codes."""
    known = _area_records()
    if area_code not in known:
        by_name = find_areas(area_code, limit=3)
        hint = tables.nearest(area_code, known)
        if not by_name.empty:
            pairs = zip(by_name["area_name"], by_name["area_code"], strict=True)
            hint = " Nearest: " + ", ".join(f"{name} ({code})" for name, code in pairs) + "."
        raise tables.UnknownArea(f"There is no area with the code '{area_code}'.{hint}")
    return known[area_code]


@lru_cache(maxsize=1)
def _area_records() -> dict[str, Area]:
    return {row["area_code"]: _record(row) for row in _areas().to_dict("records")}


def _record(row: dict[str, Any]) -> Area:
    def text(column: str) -> str:
        value = row.get(column)
        return value if isinstance(value, str) else ""

    def count(column: str) -> float:
        value = row.get(column)
        return float("nan") if pd.isna(value) else float(value)  # type: ignore[arg-type]

    corners = tuple(count(side) for side in ("west", "south", "east", "north"))
    return Area(
        code=text("area_code"),
        name=text("area_name"),
        level=text("level"),
        ltla_code=text("ltla_code"),
        utla_code=text("utla_code"),
        region_code=text("region_code"),
        combined_authority_code=text("combined_authority_code"),
        msoa_code=text("msoa_code"),
        residents=count("residents"),
        children=count("children"),
        bounds=None if any(map(math.isnan, corners)) else corners,  # type: ignore[arg-type]
    )


def areas(level: str, within: str | None = None) -> pd.DataFrame:
    """Areas at a level, all or those inside another area, in order of code.

    Parameters
    ----------
    level
        A word of AREA_LEVELS; authorities that no longer exist are left out. "ltla" gives
        every lower-tier authority (metropolitan boroughs and unitary authorities too), "utla"
        every upper-tier one.
    within
        Code of a country, region, combined authority, authority or MSOA; None for everywhere.

    Raises
    ------
    UnknownLevel, UnknownArea
    """
    return _areas().loc[list(codes_at(level, within))].copy()


@lru_cache(maxsize=512)
def codes_at(level: str, within: str | None) -> tuple[str, ...]:
    """Codes of `areas`, in order; asked for by every query, so worked out once."""
    if level not in AREA_LEVELS:
        raise tables.UnknownLevel(f"There is no level '{level}'. Known: {', '.join(AREA_LEVELS)}.")
    table = _areas()
    if level == "ltla":
        chosen = table[table["is_lower_tier"]]
    elif level == "utla":
        chosen = table[table["is_upper_tier"]]
    else:
        chosen = table[table["level"] == level]
    chosen = chosen[~chosen["retired"]]
    if within is not None:
        area(within)
        inside = chosen["area_code"] == within
        for column in _PARENTS:
            inside |= chosen[column].eq(within).fillna(False).astype(bool)
        chosen = chosen[inside]
    return tuple(chosen.sort_index()["area_code"])


def area_names() -> dict[str, str]:
    """Name of every area by code."""
    return dict(_areas()["area_name"])


def search_words(text: str) -> str:
    """Lower case without accents and punctuation, for searching by name.

    Apostrophes of any kind are left out ("st johns"), "&" is "and", "saint" is "st".
    """
    text = re.sub(r"['\u2018\u2019\u02bc\u00b4`]", "", text).replace("&", " and ")
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", letters.lower())
    return " ".join("st" if word == "saint" else word for word in words)


#: Words of a formal name that say what kind of body it is, and not which.
BODY_WORDS = frozenset(
    ("the", "of", "council", "city", "county", "district", "borough", "metropolitan", "royal")
)


@lru_cache(maxsize=1)
def _search_names() -> list[tuple[str, str, int, str]]:
    """(words to search, own name, rank of the level, code) of every area, plain lists for speed."""
    table = _areas()
    order = {level: rank for rank, level in enumerate(reversed(AREA_LEVELS))}
    official = table["official_name"].fillna("").tolist()
    found = []
    for code, name, other, level in zip(
        table["area_code"].tolist(),
        table["area_name"].tolist(),
        official,
        table["level"].tolist(),
        strict=True,
    ):
        own = search_words((name or "").split(" (")[0])
        # A word begins after a space, the code counts as a word.
        words = f" {search_words(name or '')} {search_words(other)} {code.lower()}"
        found.append((words, own, order[level], code))
    return found


def find_areas(
    text: str, levels: Sequence[str] = (), within: str | None = None, limit: int = 20
) -> pd.DataFrame:
    """Areas whose name or code has all the words of ``text``; best match and largest first.

    An empty ``text`` finds nothing. ``levels`` restricts to levels as `areas` understands them.
    Where nothing has all the words, those that only say what kind of body it is are left out:
    "Sandwell Metropolitan Borough Council" finds Sandwell.
    """
    words = search_words(text).split()
    for wanted in (words, [word for word in words if word not in BODY_WORDS]):
        found = _with_words(wanted, levels, within, limit)
        if not found.empty:
            return found
    return _areas().iloc[0:0]


def nearest_areas(
    text: str, levels: Sequence[str] = (), within: str | None = None, limit: int = 5
) -> pd.DataFrame:
    """Areas whose names are spelled most like ``text``, for one that `find_areas` does not find.

    None when nothing is near (the ratio of `difflib.SequenceMatcher` below 0.6).
    """
    allowed = _allowed(levels, within)
    whole = " ".join(word for word in search_words(text).split() if word not in BODY_WORDS)
    best: dict[str, tuple[int, str]] = {}
    for _, own, rank, code in _search_names():
        if own and (allowed is None or code in allowed):
            best[own] = min(best.get(own, (rank, code)), (rank, code))
    near = difflib.get_close_matches(whole, list(best), n=limit, cutoff=0.6)
    return _areas().loc[[best[own][1] for own in near]].copy()


def _allowed(levels: Sequence[str], within: str | None) -> set[str] | None:
    if not levels and within is None:
        return None
    wanted = levels or AREA_LEVELS
    return {code for level in wanted for code in codes_at(level, within)}


def _with_words(
    words: Sequence[str], levels: Sequence[str], within: str | None, limit: int
) -> pd.DataFrame:
    if not words:
        return _areas().iloc[0:0]
    allowed = _allowed(levels, within)
    whole = " ".join(words)
    hits = [
        (own != whole, rank, own, code)
        for plain, own, rank, code in _search_names()
        if all(f" {word}" in plain for word in words) and (allowed is None or code in allowed)
    ]
    return _areas().loc[[code for *_, code in sorted(hits)[:limit]]].copy()


def statistical_neighbours(utla_code: str) -> pd.DataFrame:
    """The ten statistical neighbours of an upper-tier authority, nearest first.

    Columns utla_code, rank, neighbour_code, closeness; no rows where none are published.
    """
    area(utla_code)
    table = tables.table("neighbours")
    return table[table["utla_code"] == utla_code].sort_values("rank").reset_index(drop=True)
