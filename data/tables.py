"""The published tables as files: where they are, reading them whole, and what is said where not.

Read through `data.store`, the only door to figures.
"""

from __future__ import annotations

import difflib
import logging
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pandas as pd

from data.errors import PlainError

PUBLISHED = Path(__file__).parent / "published"
_LOG = logging.getLogger("atlas.data")


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


def nearest(word: str, known: Iterable[str]) -> str:
    """The words most like one that is not known, as a sentence; "" where none comes near."""
    near = difflib.get_close_matches(word, list(known), n=3, cutoff=0.5)
    return f" Nearest: {', '.join(near)}." if near else ""


def read(name: str, what: str) -> pd.DataFrame:
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


@lru_cache(maxsize=32)
def _table(name: str) -> pd.DataFrame:
    if not (PUBLISHED / f"{name}.parquet").is_file():
        known = [item.stem for item in sorted(PUBLISHED.glob("*.parquet"))]
        raise StoreError(f"There is no table '{name}'.{nearest(name, known)}")
    return read(name, f"The table '{name}'")


def table(name: str) -> pd.DataFrame:
    """A further published table by name, e.g. ``ethnic_group_by_decile``. Raises StoreError."""
    return _table(name).copy()


def version_of(published: Path) -> str:
    """The version of a folder of published tables."""
    import hashlib

    digest = hashlib.sha256()
    for path in sorted(published.rglob("*.parquet")):
        digest.update(path.relative_to(published).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=1)
def _data_version() -> str:
    return version_of(PUBLISHED)


def data_version() -> str:
    """Short fingerprint of the published figures, for links, plans and exports."""
    return _data_version()
