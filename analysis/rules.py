"""The register of numbers that comparisons rest on and no statistic gives (``rules.yaml``)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

_FILE = Path(__file__).with_suffix(".yaml")


class Rule(BaseModel):
    """One number or list of words, with what it is for and where it comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: int | float | tuple[str, ...]
    what: str = Field(min_length=10)
    source: str = Field(min_length=10)


class _Register(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: dict[str, Rule]


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """Every rule by its name; raises a validation error for an entry without its source."""
    return _Register.model_validate(yaml.safe_load(_FILE.read_text("utf-8"))).rules


def number(name: str) -> float:
    """The number of a rule. Raises KeyError for a name the register does not have."""
    found = rules()[name].value
    if isinstance(found, tuple):
        raise TypeError(f"the rule '{name}' is a list of words")
    return found


def words(name: str) -> tuple[str, ...]:
    """The words of a rule. Raises KeyError for a name the register does not have."""
    found = rules()[name].value
    if not isinstance(found, tuple):
        raise TypeError(f"the rule '{name}' is a number")
    return found
