"""Raw files in, checked and corrected: the build's only way to read a source."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd
import pyarrow.parquet as pq
import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from data.metadata import MetadataError, Source, load_sources

CORRECTIONS_FILE = Path(__file__).parent / "corrections.yaml"


class BuildError(RuntimeError):
    """The build cannot go on; the message names the file and what is wrong."""


class Correction(BaseModel):
    """One audited change to faulty source cells: which cells, what is done, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    file: str  # path below the sources folder
    match: dict[str, str | int | float | list[str]]  # column -> value (or any of the values)
    column: str | None = None  # the cell; not needed for "drop row"
    action: Literal["drop row", "set missing", "replace"]
    value: str | float | None = None  # for "replace"
    reason: str
    expected_rows: int  # rows the match must find; another number stops the build

    def apply(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the table with this correction made. Raises BuildError when it does not fit."""
        hit = pd.Series(True, index=table.index)
        for column, wanted in self.match.items():
            if column not in table:
                raise BuildError(f"correction {self.id}: {self.file} has no column '{column}'")
            options = [str(item) for item in wanted] if isinstance(wanted, list) else [str(wanted)]
            hit &= table[column].astype(str).isin(options)
        if int(hit.sum()) != self.expected_rows:
            raise BuildError(
                f"correction {self.id}: {self.file} has {int(hit.sum())} matching rows, "
                f"expected {self.expected_rows}; check the correction against the new file"
            )
        if self.action == "drop row":
            return table[~hit]
        if self.column is None or self.column not in table:
            raise BuildError(f"correction {self.id}: {self.file} has no column '{self.column}'")
        table = table.copy()
        table.loc[hit, self.column] = pd.NA if self.action == "set missing" else self.value
        return table


def load_corrections(path: Path = CORRECTIONS_FILE) -> list[Correction]:
    """All corrections. Raises MetadataError naming the entry and field that is wrong."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        return TypeAdapter(list[Correction]).validate_python(content)
    except (yaml.YAMLError, ValidationError) as error:
        raise MetadataError(f"{path.name}: {error}") from error


def _row_count(path: Path) -> int | None:
    if path.suffix == ".parquet":
        return int(pq.ParquetFile(path).metadata.num_rows)
    return None


#: Paths that begin so are read from the evidence folder, all others from the sources folder.
EVIDENCE_PREFIX = "evidence/"


def locate(relative: str, folder: Path, evidence: Path) -> Path:
    """Where a raw file named in a sidecar lies on this machine."""
    if relative.startswith(EVIDENCE_PREFIX):
        return evidence / relative.removeprefix(EVIDENCE_PREFIX)
    return folder / relative


def verify(folder: Path, evidence: Path, sources: dict[str, Source]) -> None:
    """Check every used source file against its sidecar: present, same sha256.

    Raises
    ------
    BuildError
        Listing each file that is missing or differs, with the sidecar and what differs.
    """
    problems = []
    for source in sources.values():
        if not source.used:
            continue
        for entry in source.files:
            path = locate(entry.path, folder, evidence)
            if not path.is_file():
                problems.append(f"{entry.path}: not found (sidecar {source.id}.yaml names it)")
                continue
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if digest != entry.sha256:
                rows = _row_count_or_none(path)
                counted = f"; it has {rows} rows, {entry.rows} expected" if rows else ""
                problems.append(
                    f"{entry.path}: sha256 is {digest[:12]}..., the sidecar {source.id}.yaml "
                    f"says {entry.sha256[:12]}...{counted}. The file has changed: check it and "
                    "bring the sidecar up to date"
                )
    if problems:
        raise BuildError("sources differ from their sidecars:\n  " + "\n  ".join(problems))


def _row_count_or_none(path: Path) -> int | None:
    try:
        if path.suffix == ".csv":
            return len(pd.read_csv(path, dtype=str))
        return _row_count(path)
    except (OSError, ValueError):  # a damaged file: its hash already says so
        return None


@dataclass
class Context:
    """Where the raw files are and what has been read, with corrections already made."""

    folder: Path
    evidence: Path
    sources: dict[str, Source] = field(default_factory=load_sources)
    corrections: list[Correction] = field(default_factory=load_corrections)
    used_corrections: set[str] = field(default_factory=set)
    _cache: dict[str, pd.DataFrame] = field(default_factory=dict)

    def path(self, relative: str) -> Path:
        """Path of a raw file that a used source sidecar names. Raises BuildError otherwise."""
        for source in self.sources.values():
            if source.used and any(entry.path == relative for entry in source.files):
                return locate(relative, self.folder, self.evidence)
        raise BuildError(f"{relative}: no used source sidecar in data/sources names this file")

    def read(self, relative: str, **options: object) -> pd.DataFrame:
        """Read a raw CSV or Parquet file, corrections applied; a fresh copy each time.

        ``options`` go to ``pandas.read_csv``. Raises BuildError for a file no sidecar names.
        """
        path = self.path(relative)
        key = f"{relative}{sorted(options.items(), key=str)}"
        if key not in self._cache:
            if path.suffix == ".parquet":
                table = pd.read_parquet(path)
            else:
                table = pd.read_csv(path, **options)
            for correction in self.corrections:
                if correction.file == relative:
                    table = correction.apply(table)
                    self.used_corrections.add(correction.id)
            self._cache[key] = table
        return self._cache[key].copy()


#: How a table or an indicator is made: of the sources and the areas.
Builder = Callable[[Context, pd.DataFrame], pd.DataFrame]
