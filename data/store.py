"""The only door through which pages, model and scripts read figures.

Everything comes from ``data/published`` (Parquet, committed) and ``data/catalogue``. Tables are
read once per process and kept; what is handed out is a fresh frame, so a caller may change it.
Areas (`data.areas`) and further tables (`data.tables`) are read through this module too.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow.parquet

from data import tables
from data.areas import BODY_WORDS as BODY_WORDS
from data.areas import ENGLAND as ENGLAND
from data.areas import LEVEL_TITLES as LEVEL_TITLES
from data.areas import NATIONS as NATIONS
from data.areas import REGION as REGION
from data.areas import WMCA as WMCA
from data.areas import Area as Area
from data.areas import area as area
from data.areas import area_names as area_names
from data.areas import areas as areas
from data.areas import codes_at
from data.areas import find_areas as find_areas
from data.areas import nearest_areas as nearest_areas
from data.areas import search_words as search_words
from data.areas import statistical_neighbours as statistical_neighbours
from data.contract import (
    AREA_LEVELS,
    GROUP_TYPES,
    OBSERVATION_COLUMNS,
    WIDTH_COLUMNS,
    parse_period,
    period_matches,
)
from data.metadata import Indicator, NotFound, Source, load_catalogue, load_not_found, load_sources
from data.tables import PUBLISHED as PUBLISHED
from data.tables import MissingFigures as MissingFigures
from data.tables import StoreError as StoreError
from data.tables import UnknownArea as UnknownArea
from data.tables import UnknownIndicator as UnknownIndicator
from data.tables import UnknownLevel as UnknownLevel
from data.tables import UnknownPeriod as UnknownPeriod
from data.tables import data_version as data_version
from data.tables import nearest, read
from data.tables import table as table
from data.tables import version_of as version_of

_LOG = logging.getLogger("atlas.data")


@lru_cache(maxsize=128)
def _indicator_table(indicator_id: str) -> pd.DataFrame:
    title = load_catalogue()[indicator_id].title
    return read(f"observations/{indicator_id}", f"The figures of “{title}”")


@lru_cache(maxsize=1)
def _unreadable() -> dict[str, Indicator]:
    """Catalogue entries whose file is missing or cut off, found without reading the figures."""
    found = {}
    for indicator_id, entry in load_catalogue().items():
        path = tables.PUBLISHED / "observations" / f"{indicator_id}.parquet"
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
            f"There is no indicator '{indicator_id}'.{nearest(indicator_id, catalogue)}"
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


@lru_cache(maxsize=512)
def _rows_at(indicator_id: str, level: str | None, within: str | None) -> np.ndarray:
    """Which rows of an indicator's table lie at a level and within an area."""
    table = _indicator_table(indicator_id)
    levels = [level] if level is not None else list(AREA_LEVELS)
    codes = [code for each in levels for code in codes_at(each, within)]
    return np.asarray(table["area_code"].isin(codes).to_numpy())


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
                f"There is no group type '{group_type}'.{nearest(group_type, GROUP_TYPES)}"
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
    path = tables.PUBLISHED / "interval_width" / f"{indicator_id}.parquet"
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
