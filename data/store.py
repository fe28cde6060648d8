"""The only door through which pages, model and scripts read figures.

Everything comes from ``data/published`` (Parquet, committed) and ``data/catalogue``. Tables are
read once per process and kept; what is handed out is a fresh frame, so a caller may change it.
"""

from __future__ import annotations

import datetime as dt
import difflib
import logging
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet

from data.contract import (
    AREA_LEVELS,
    GROUP_TYPES,
    OBSERVATION_COLUMNS,
    WIDTH_COLUMNS,
    parse_period,
    period_matches,
)
from data.errors import PlainError
from data.metadata import Indicator, NotFound, Source, load_catalogue, load_not_found, load_sources

PUBLISHED = Path(__file__).parent / "published"
_LOG = logging.getLogger("atlas.data")

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


class StoreError(PlainError, LookupError):
    """Something asked for is not in the store; the message says what and what comes near."""


class UnknownArea(StoreError):
    """No area has this code."""


class UnknownIndicator(StoreError):
    """No indicator has this id."""


class UnknownPeriod(StoreError):
    """The indicator has no figures for this period."""


class UnknownLevel(StoreError):
    """The indicator has no figures at this level, or the level does not exist."""


class MissingFigures(StoreError):
    """A published file is not there or is damaged; the log has the cause."""


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


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=3, cutoff=0.5)
    return f" Nearest: {', '.join(near)}." if near else ""


@lru_cache(maxsize=1)
def _areas() -> pd.DataFrame:
    table = _read("areas", "The table of areas").set_index("area_code", drop=False)
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


def _read(name: str, what: str) -> pd.DataFrame:
    """A file of `PUBLISHED`; ``what`` says in words what it holds.

    Raises
    ------
    MissingFigures
        When the file is not there or is damaged. The cause is logged whole.
    """
    path = PUBLISHED / f"{name}.parquet"
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:  # a damaged file is either, as pyarrow sees it
        _LOG.error("%s cannot be read from %s", what, path, exc_info=error)
        raise MissingFigures(
            f"{what} cannot be read: the file {name}.parquet of data/published is missing or "
            "damaged. Whoever runs the app can take it from the repository again and restart."
        ) from error


@lru_cache(maxsize=128)
def _indicator_table(indicator_id: str) -> pd.DataFrame:
    title = load_catalogue()[indicator_id].title
    return _read(f"observations/{indicator_id}", f"The figures of “{title}”")


@lru_cache(maxsize=1)
def _unreadable() -> dict[str, Indicator]:
    """Catalogue entries whose file is missing or cut off, found without reading the figures."""
    found = {}
    for indicator_id, entry in load_catalogue().items():
        path = PUBLISHED / "observations" / f"{indicator_id}.parquet"
        try:
            pyarrow.parquet.read_metadata(path)
        except (OSError, ValueError) as error:
            _LOG.error(
                "The figures of %s cannot be read from %s", indicator_id, path, exc_info=error
            )
            found[indicator_id] = entry
    return found


def unreadable() -> list[Indicator]:
    """Indicators of the catalogue whose figures cannot be read; [] when all is as it should be."""
    return list(_unreadable().values())


@lru_cache(maxsize=32)
def _table(name: str) -> pd.DataFrame:
    if not (PUBLISHED / f"{name}.parquet").is_file():
        known = [item.stem for item in sorted(PUBLISHED.glob("*.parquet"))]
        raise StoreError(f"There is no table '{name}'.{_nearest(name, known)}")
    return _read(name, f"The table '{name}'")


@lru_cache(maxsize=1)
def _with_figures() -> dict[str, Indicator]:
    return {name: entry for name, entry in load_catalogue().items() if name not in _unreadable()}


def indicators() -> dict[str, Indicator]:
    """Catalogue entries by id, without those whose figures cannot be read (see `unreadable`)."""
    return _with_figures()


def indicator(indicator_id: str) -> Indicator:
    """One catalogue entry. Raises UnknownIndicator naming the nearest ids."""
    catalogue = load_catalogue()
    if indicator_id not in catalogue:
        raise UnknownIndicator(
            f"There is no indicator '{indicator_id}'.{_nearest(indicator_id, catalogue)}"
        )
    return catalogue[indicator_id]


def sources_of(indicator_id: str) -> list[Source]:
    """The source sidecars of an indicator, in catalogue order. Raises UnknownIndicator."""
    sources = load_sources()
    return [sources[source_id] for source_id in indicator(indicator_id).source_ids]


def sources() -> dict[str, Source]:
    """All source sidecars by id, the left-out ones too."""
    return load_sources()


def overdue(today: dt.date) -> list[Source]:
    """Used sources whose next edition was due before ``today``, longest overdue first."""
    late = [
        source
        for source in load_sources().values()
        if source.used and source.next_edition_due and source.next_edition_due < today
    ]
    return sorted(late, key=lambda source: (source.next_edition_due, source.id))


def not_found() -> tuple[NotFound, ...]:
    """Figures that were looked for and not found openly, with who has them."""
    return load_not_found()


def area(area_code: str) -> Area:
    """One area. Raises UnknownArea naming the nearest codes."""
    known = _area_records()
    if area_code not in known:
        by_name = find_areas(area_code, limit=3)
        hint = _nearest(area_code, known)
        if not by_name.empty:
            pairs = zip(by_name["area_name"], by_name["area_code"], strict=True)
            hint = " Nearest: " + ", ".join(f"{name} ({code})" for name, code in pairs) + "."
        raise UnknownArea(f"There is no area with the code '{area_code}'.{hint}")
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
    return _areas().loc[list(_codes(level, within))].copy()


@lru_cache(maxsize=512)
def _codes(level: str, within: str | None) -> tuple[str, ...]:
    """Codes of `areas`, in order; asked for by every query, so worked out once."""
    if level not in AREA_LEVELS:
        raise UnknownLevel(f"There is no level '{level}'. Known: {', '.join(AREA_LEVELS)}.")
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


@lru_cache(maxsize=512)
def _rows_at(indicator_id: str, level: str | None, within: str | None) -> np.ndarray:
    """Which rows of an indicator's table lie at a level and within an area."""
    table = _indicator_table(indicator_id)
    levels = [level] if level is not None else list(AREA_LEVELS)
    codes = [code for each in levels for code in _codes(each, within)]
    return np.asarray(table["area_code"].isin(codes).to_numpy())


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
    return {code for level in wanted for code in _codes(level, within)}


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


def observations(
    indicator_id: str,
    *,
    area_codes: str | Sequence[str] | None = None,
    level: str | None = None,
    within: str | None = None,
    period: str | None = None,
    group_type: str | None = None,
) -> pd.DataFrame:
    """Observations of one indicator in contract columns, in published order.

    Parameters
    ----------
    indicator_id
        File name of the catalogue entry.
    area_codes
        One code or several; each must exist (an existing area without figures gives no rows).
    level, within
        As for `areas`; may be combined with ``period`` and ``group_type``.
    period
        ISO period, a year, or a split year (see `data.contract.period_matches`).
    group_type
        "all", "ethnicity", ...; None for every group.

    Raises
    ------
    UnknownIndicator, UnknownArea, UnknownLevel, UnknownPeriod
    """
    indicator(indicator_id)
    table = _indicator_table(indicator_id)
    keep = np.ones(len(table), dtype=bool)
    if area_codes is not None:
        codes = [area_codes] if isinstance(area_codes, str) else list(area_codes)
        for code in codes:
            area(code)
        keep &= table["area_code"].isin(codes).to_numpy()
    if level is not None or within is not None:
        keep &= _rows_at(indicator_id, level, within)
    if group_type is not None:
        if group_type not in GROUP_TYPES:
            raise StoreError(
                f"There is no group type '{group_type}'.{_nearest(group_type, GROUP_TYPES)}"
            )
        keep &= (table["group_type"] == group_type).to_numpy()
    if period is not None:
        wanted = [each for each in table["period"].unique() if period_matches(each, period)]
        if not wanted:
            known = sorted(table["period"].unique())
            raise UnknownPeriod(
                f"'{indicator_id}' has no figures for '{period}'. It has: {', '.join(known)}."
            )
        keep &= table["period"].isin(wanted).to_numpy()
    return table.loc[keep, list(OBSERVATION_COLUMNS)].reset_index(drop=True)


@lru_cache(maxsize=64)
def _width_table(indicator_id: str) -> pd.DataFrame:
    path = PUBLISHED / "interval_width" / f"{indicator_id}.parquet"
    if not path.is_file():
        return pd.DataFrame(columns=list(WIDTH_COLUMNS))
    return pd.read_parquet(path)


def interval_counts(indicator_id: str) -> pd.DataFrame:
    """Counts behind the "implied" intervals of one indicator, for tests of difference only.

    They stand in for counts the publisher does not give. They may set the width of an interval
    and nothing else: never show, export or add them up.

    Returns
    -------
    DataFrame
        WIDTH_COLUMNS, one row per observation whose interval_method ends in "implied"; no rows
        for most indicators. The numerator is value times denominator and no whole number.

    Raises
    ------
    UnknownIndicator
    """
    indicator(indicator_id)
    return _width_table(indicator_id).copy()


def levels_of(indicator_id: str) -> list[str]:
    """Levels at which the indicator has figures in the region, finest first."""
    return list(indicator(indicator_id).levels)


def periods(indicator_id: str, level: str | None = None, group_type: str = "all") -> list[str]:
    """ISO periods with figures, oldest first; empty when there are none.

    ``level`` counts only periods that have at least one value at that level in the region.
    """
    indicator(indicator_id)
    return list(_periods(indicator_id, level, group_type))


def current_period(indicator_id: str, period: str) -> str:
    """The ISO period that took the place of one an older version used; else ``period`` itself.

    For links and recipes that were kept. Raises UnknownIndicator.
    """
    return indicator(indicator_id).renamed_periods.get(period, period)


@lru_cache(maxsize=1024)
def _periods(indicator_id: str, level: str | None, group_type: str) -> tuple[str, ...]:
    table = _indicator_table(indicator_id)
    keep = ((table["group_type"] == group_type) & table["value"].notna()).to_numpy()
    if level is not None:
        within = REGION if level not in ("region", "country") else None
        keep = keep & _rows_at(indicator_id, level, within)
    found = table.loc[keep, "period"].unique()
    return tuple(sorted(found, key=lambda text: (parse_period(text).end, text)))


def latest_period(indicator_id: str, level: str | None = None, group_type: str = "all") -> str:
    """The newest ISO period with figures. Raises UnknownPeriod when there is none."""
    found = periods(indicator_id, level, group_type)
    if not found:
        where = f" at level {level}" if level else ""
        raise UnknownPeriod(f"'{indicator_id}' has no figures for '{group_type}'{where}.")
    return found[-1]


@lru_cache(maxsize=1)
def _totals() -> pd.DataFrame:
    """All "all"-group observations above neighbourhood level, for whole-catalogue questions."""
    small = {"lsoa", "msoa", "ward"}
    parts = []
    for indicator_id in indicators():
        table = _indicator_table(indicator_id)
        parts.append(table[(table["group_type"] == "all") & ~table["area_level"].isin(small)])
    table = pd.concat(parts, ignore_index=True)
    for column in ("area_code", "area_level", "indicator_id", "period", "status"):
        table[column] = table[column].astype("category")
    return table


def totals(area_codes: Sequence[str] | None = None) -> pd.DataFrame:
    """Every indicator's whole-population observations for authorities and larger areas.

    ``area_codes`` restricts the rows and gives their order; each code must exist
    (UnknownArea). Contract columns.
    """
    table = _totals()
    if area_codes is not None:
        for code in area_codes:
            area(code)
        rank = {code: place for place, code in enumerate(area_codes)}
        table = table[table["area_code"].isin(list(rank))]
        order = table["area_code"].astype(str).map(rank).sort_values(kind="stable").index
        table = table.loc[order]
    return table.reset_index(drop=True)


@lru_cache(maxsize=64)
def _groups(area_code: str) -> pd.DataFrame:
    parts = []
    for indicator_id, entry in indicators().items():
        if entry.breakdowns:
            table = _indicator_table(indicator_id)
            parts.append(table[(table["area_code"] == area_code) & (table["group_type"] != "all")])
    if not parts:
        return pd.DataFrame(columns=list(OBSERVATION_COLUMNS))
    return pd.concat(parts, ignore_index=True)


def groups(area_code: str) -> pd.DataFrame:
    """Every indicator's observations by group for one area. Raises UnknownArea."""
    area(area_code)
    return _groups(area_code).copy()


def statistical_neighbours(utla_code: str) -> pd.DataFrame:
    """The ten statistical neighbours of an upper-tier authority, nearest first.

    Columns utla_code, rank, neighbour_code, closeness; no rows where none are published.
    """
    area(utla_code)
    table = _table("neighbours")
    return table[table["utla_code"] == utla_code].sort_values("rank").reset_index(drop=True)


def table(name: str) -> pd.DataFrame:
    """A further published table by name, e.g. ``ethnic_group_by_decile``. Raises StoreError."""
    return _table(name).copy()


def data_version() -> str:
    """Short fingerprint of the published figures, for links, plans and exports."""
    return _data_version()


@lru_cache(maxsize=1)
def _data_version() -> str:
    return version_of(PUBLISHED)


def version_of(published: Path) -> str:
    """The version of a folder of published tables."""
    import hashlib

    digest = hashlib.sha256()
    for path in sorted(published.rglob("*.parquet")):
        digest.update(path.relative_to(published).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
