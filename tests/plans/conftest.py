"""A library of plans on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plans import library as library_module
from plans.library import PlanLibrary, open_library
from tests.postgresql_server import postgresql_server, postgresql_url  # noqa: F401  # fixtures


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param(
            "postgresql", marks=[pytest.mark.postgresql, pytest.mark.xdist_group("postgresql")]
        ),
    ]
)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kept' / 'plans.sqlite3'}"
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture(autouse=True)
def _forget_libraries() -> Iterator[None]:
    """Each test opens its own libraries; connections are closed after it."""
    yield
    for opened in library_module._OPEN.values():
        opened.close()
    library_module._OPEN.clear()
    library_module._FAILED.clear()
    library_module._UNDER_WAY.clear()


@pytest.fixture
def library(database: str) -> PlanLibrary:
    """A library with nothing in it, on each kind of database."""
    return open_library(database)
