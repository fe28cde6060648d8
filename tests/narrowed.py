"""Narrower types for what a test knows to be there, or to be of one kind."""

from __future__ import annotations

from typing import TypeVar

Kind = TypeVar("Kind")


def some(found: Kind | None) -> Kind:
    """What must be there; the test fails where it is not."""
    assert found is not None
    return found


def of_kind(kind: type[Kind], found: object) -> Kind:
    """What must be of one kind, such as the chart of an exhibit."""
    assert isinstance(found, kind), f"of another kind: {type(found).__name__}"
    return found
