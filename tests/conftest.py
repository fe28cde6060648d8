"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

#: No test reads a clock: on a busy machine an example takes as long as it takes.
settings.register_profile("atlas", deadline=None)
settings.load_profile("atlas")

ROOT = Path(__file__).resolve().parents[1]


def sources_folder() -> Path | None:
    """The raw source files, when this machine has them."""
    for folder in (os.environ.get("ATLAS_SOURCES"), ROOT.parent / "shared" / "sources"):
        if folder and Path(folder).is_dir():
            return Path(folder)
    return None


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Give ``__main__`` back: a page test puts the page there, and a process that is spawned
    later by another test would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def sources() -> Path:
    """Folder of raw source files; skips the test with a reason where there is none."""
    folder = sources_folder()
    if folder is None:
        pytest.skip("raw source files are not on this machine (set ATLAS_SOURCES)")
    return folder
