"""Earlier published figures of authorities, kept so that what changed since can be said.

Each time the figures change, the build lays the figures of authorities and larger areas that it
replaces beside the new ones: ``data/editions/<date>_<version>.parquet``, the day on which they
were published and their version. Neighbourhoods and groups are not kept.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data import store
from data.errors import PlainError

FOLDER = Path(__file__).parent / "editions"
COLUMNS = (
    "indicator_id",
    "area_code",
    "period",
    "value",
    "lower",
    "upper",
    "numerator",
    "denominator",
    "status",
)
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})_([0-9a-f]{12})")
_SMALL = ("lsoa", "msoa", "ward")


class UnknownEdition(PlainError, LookupError):
    """No kept edition answers to a date or version; the message says which there are."""


@dataclass(frozen=True)
class Edition:
    """One kept edition: the day its figures were published, their version, its file."""

    date: dt.date
    version: str
    path: Path


def kept(folder: Path = FOLDER) -> list[Edition]:
    """Editions that are kept, oldest first."""
    found = []
    for path in sorted(folder.glob("*.parquet")):
        match = _NAME.fullmatch(path.stem)
        if match:
            found.append(Edition(dt.date.fromisoformat(match[1]), match[2], path))
    return found


def edition(since: str, folder: Path = FOLDER) -> Edition:
    """The edition that was in hand on a date, or that has a version (its first letters do).

    A date before the first edition gives the first. Raises UnknownEdition.
    """
    known = kept(folder)
    listed = ", ".join(f"{each.date} ({each.version})" for each in known) or "none"
    try:
        day = dt.date.fromisoformat(since)
    except ValueError:
        chosen = [each for each in known if len(since) >= 4 and each.version.startswith(since)]
        if len(chosen) != 1:
            raise UnknownEdition(
                f"'{since}' is no date (2026-11-23) and no version that is kept. Kept: {listed}."
            ) from None
        return chosen[0]
    if not known:
        raise UnknownEdition("No earlier edition is kept.")
    before = [each for each in known if each.date <= day]
    return before[-1] if before else known[0]


@lru_cache(maxsize=4)
def _read(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path)


def figures(one: Edition) -> pd.DataFrame:
    """Figures of an edition, columns COLUMNS."""
    return _read(one.path).copy()


def now() -> pd.DataFrame:
    """The figures published now, of the same areas and in the same columns."""
    table = store.totals(areas())
    texts = ["indicator_id", "area_code", "period", "status"]
    return table[list(COLUMNS)].astype(dict.fromkeys(texts, str)).reset_index(drop=True)


def areas() -> list[str]:
    """Codes of the areas that editions hold: the region's authorities and what is above them."""
    found = [*store.areas("utla", store.REGION).index, *store.areas("ltla", store.REGION).index]
    return list(dict.fromkeys([*found, store.REGION, store.WMCA, *store.NATIONS]))


def keep(published: Path, date: dt.date, folder: Path = FOLDER) -> Edition:
    """Keep the figures of a folder of published tables as an edition.

    Parameters
    ----------
    published
        ``data/published`` as it is before it is built anew.
    date
        The day on which these figures were published.
    """
    wanted = set(areas())
    parts = []
    for path in sorted((published / "observations").glob("*.parquet")):
        table = pd.read_parquet(path)
        keeps = (table["group_type"] == "all") & table["area_code"].isin(wanted)
        keeps &= ~table["area_level"].isin(_SMALL)
        parts.append(table.loc[keeps, list(COLUMNS)])
    texts = ["indicator_id", "area_code", "period", "status"]
    whole = pd.concat(parts, ignore_index=True).astype(dict.fromkeys(texts, str))
    whole = whole.sort_values(texts[:3], kind="stable").reset_index(drop=True)
    version = store.version_of(published)
    made = Edition(date, version, folder / f"{date.isoformat()}_{version}.parquet")
    folder.mkdir(parents=True, exist_ok=True)
    arrow = pa.Table.from_pandas(whole, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(arrow, made.path, compression="zstd", compression_level=19)
    return made
