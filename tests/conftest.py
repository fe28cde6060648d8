"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def sources_folder() -> Path | None:
    """The raw source files, when this machine has them."""
    for folder in (os.environ.get("ATLAS_SOURCES"), ROOT.parent / "shared" / "sources"):
        if folder and Path(folder).is_dir():
            return Path(folder)
    return None


@pytest.fixture(scope="session")
def sources() -> Path:
    """Folder of raw source files; skips the test with a reason where there is none."""
    folder = sources_folder()
    if folder is None:
        pytest.skip("raw source files are not on this machine (set ATLAS_SOURCES)")
    return folder
