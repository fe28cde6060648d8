"""What tests of pages share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app import seen


@pytest.fixture
def watched(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[seen.Watched]:
    """What pages draw and add; at the end, all that this test answers for must have been drawn."""
    found = seen.watch(monkeypatch, tmp_path)
    yield found
    assert {site for site, test in seen.HELD.items() if test == request.node.name} <= found.sites
