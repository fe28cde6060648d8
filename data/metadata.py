"""What is known of each indicator and source: closed schemas and their loaders.

Catalogue entries live in ``data/catalogue/<indicator_id>.yaml``, source sidecars in
``data/sources/<source_id>.yaml``. Unknown keys are refused, so a typing error cannot silently
lose a caveat.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from data.contract import AREA_LEVELS, GROUP_TYPES

DATA_FOLDER = Path(__file__).parent
CATALOGUE_FOLDER = DATA_FOLDER / "catalogue"
SOURCES_FOLDER = DATA_FOLDER / "sources"
NOT_FOUND_FILE = DATA_FOLDER / "not_found.yaml"

_Entry = TypeVar("_Entry", bound=BaseModel)
Domain = Literal["poverty", "family", "mind", "school", "harm", "home", "community"]

DOMAIN_TITLES: dict[str, str] = {
    "poverty": "Poverty",
    "family": "Family and care",
    "mind": "Body and mind",
    "school": "School",
    "harm": "Harm and justice",
    "home": "Home",
    "community": "Community",
}


class MetadataError(ValueError):
    """A catalogue entry or source sidecar is wrong; the message names file and field."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Indicator(_Closed):
    """One indicator of the catalogue. ``id`` is the file's name without its ending."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    domain: Domain
    title: str = Field(min_length=5, max_length=110)
    short_title: str = Field(min_length=3, max_length=45)  # fits a chart axis or a table cell
    definition: str = Field(min_length=30)  # plain English, for a councillor
    producer_caveats: list[str] = []  # what the producer itself warns of, in our words
    processing: str = Field(min_length=10)  # what we did between source and screen
    processing_level: Literal["as published", "minor", "derived"]
    unit: str  # long form, e.g. "per 10,000 children aged 0 to 17"
    unit_short: str  # after a number, e.g. "%", " per 10,000"; "£" goes before the number
    decimals: int = Field(ge=0, le=3)
    multiplier: float = 1  # numerator / denominator x multiplier = value, where both are given
    value_type: Literal["proportion", "rate", "score", "rank", "ratio", "years", "money"]
    counts_exact: bool = True  # false: rounded or modelled counts; no interval is made from them
    polarity: Literal["low_is_good", "high_is_good", "no_judgement"]
    done_by_services: bool = False
    benchmark: Literal["interval_overlap_95", "quintiles", "none"]
    benchmark_note: str = ""
    interval_note: str = ""  # what the interval covers, where that is not plain from its method
    no_interval_reason: str = ""  # why figures without one have none, and who has the counts
    denominator_note: str = ""  # where the denominator differs in age or year from what is counted
    period_type: Literal[
        "calendar year",
        "financial year",
        "school year",
        "point in time",
        "quarter",
        "rolling years",
        "release",
    ]
    levels: list[str] = Field(min_length=1)  # words of AREA_LEVELS, finest first
    breakdowns: list[str] = []  # group types other than "all"
    breaks_in_series: list[dt.date] = []  # first day of the new series
    renamed_periods: dict[
        str, str
    ] = {}  # period of an older version -> the one that took its place
    source_ids: list[str] = Field(min_length=1)
    last_update: dt.date | None = None
    next_update: dt.date | None = None
    update_note: str = ""  # why a date is unknown, or how old the figure is
    disclosure: str = Field(min_length=5)
    keywords: list[str] = []  # words people search by that are not in the title

    @model_validator(mode="after")
    def _known_words(self) -> Indicator:
        unknown = [level for level in self.levels if level not in AREA_LEVELS]
        if unknown:
            raise ValueError(f"unknown level {unknown}; known: {', '.join(AREA_LEVELS)}")
        unknown = [kind for kind in self.breakdowns if kind not in GROUP_TYPES or kind == "all"]
        if unknown:
            raise ValueError(f"unknown breakdown {unknown}; known: {', '.join(GROUP_TYPES)}")
        return self


class Licence(_Closed):
    """Terms of a source; ``redistribution`` decides whether its figures may be published here."""

    name: str
    url: str | None = None
    redistribution: bool
    attribution: str  # the line that must stand beside the figures


class Retrieved(_Closed):
    """Where the copy in hand was read, as opposed to who published it."""

    repository: str
    commit: str | None = None
    paths: list[str] = []


class SourceFile(_Closed):
    """One raw file of a source, with the facts by which the build recognises it."""

    path: str  # below the sources folder, e.g. children/lait_measures_2016_2025_long.parquet
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    rows: int | None = None


class Source(_Closed):
    """One source publication. A source that is not used says why."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    publisher: str
    url: str | None = None  # of the original publication, where known
    licence: Licence
    edition: str = ""
    reference_period: str = ""
    geography: str = ""
    files: list[SourceFile] = Field(min_length=1)
    retrieved_from: list[Retrieved] = []
    checks: list[str] = []
    faults: list[str] = []
    next_edition_due: dt.date | None = None  # when the publisher should have newer figures out
    next_edition_note: str = ""  # how the date is known, or why there is none
    used: bool = True
    left_out_reason: str = ""

    @model_validator(mode="after")
    def _left_out_says_why(self) -> Source:
        if self.used and not self.licence.redistribution:
            raise ValueError("a source whose licence forbids redistribution must have used: false")
        if not self.used and len(self.left_out_reason) < 10:
            raise ValueError("used: false needs a left_out_reason")
        return self


class NotFound(_Closed):
    """A figure that was looked for and not found openly, with who has it and where."""

    what: str = Field(min_length=10)
    publisher: str = Field(min_length=5)
    where: str = Field(min_length=10)
    newest_in_hand: str
    indicators: list[str] = []  # those it would extend


def _read_yaml(path: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError as error:
        raise MetadataError(f"{path.name} is not valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise MetadataError(f"{path.name} must hold one mapping of field to value")
    return content


def _in_words(error: ValidationError) -> str:
    lines = [
        f"{'.'.join(str(part) for part in item['loc']) or 'entry'}: {item['msg']}"
        for item in error.errors()
    ]
    return "; ".join(lines)


def _load(path: Path, kind: type[_Entry]) -> _Entry:
    try:
        entry = kind.model_validate(_read_yaml(path))
    except ValidationError as error:
        raise MetadataError(f"{path.name}: {_in_words(error)}") from error
    if entry.id != path.stem:  # type: ignore[attr-defined]
        raise MetadataError(f"{path.name}: id must equal the file's name ({path.stem})")
    return entry


@lru_cache(maxsize=4)
def load_catalogue(folder: Path = CATALOGUE_FOLDER) -> dict[str, Indicator]:
    """All indicators by id, in alphabetical order of id.

    Raises
    ------
    MetadataError
        Naming the file and the field, when an entry breaks the schema.
    """
    return {path.stem: _load(path, Indicator) for path in sorted(folder.glob("*.yaml"))}


@lru_cache(maxsize=4)
def load_sources(folder: Path = SOURCES_FOLDER) -> dict[str, Source]:
    """All source sidecars by id, in alphabetical order of id. Raises MetadataError."""
    return {path.stem: _load(path, Source) for path in sorted(folder.glob("*.yaml"))}


@lru_cache(maxsize=4)
def load_not_found(path: Path = NOT_FOUND_FILE) -> tuple[NotFound, ...]:
    """Figures looked for and not found, in the file's order. Raises MetadataError."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return tuple(TypeAdapter(list[NotFound]).validate_python(content))
    except yaml.YAMLError as error:
        raise MetadataError(f"{path.name} is not valid YAML: {error}") from error
    except ValidationError as error:
        raise MetadataError(f"{path.name}: {_in_words(error)}") from error
