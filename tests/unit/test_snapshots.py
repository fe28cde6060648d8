"""Every recipe gives what it gave: title, words, alternative text and figures.

After a change on purpose: ``python -m tests.snapshots.rewrite [recipe ...]``.
"""

from __future__ import annotations

import json

import pytest

from components.builders import registry
from tests.snapshots.freeze import file_of, frozen, kept
from tests.snapshots.recipes import FROZEN


@pytest.mark.parametrize("name", sorted({each.name for each in FROZEN}))
def test_a_recipe_gives_what_it_gave(name: str) -> None:
    before = kept(name)
    wanted = {each.key: each for each in FROZEN if each.name == name}
    assert set(before) == set(wanted), f"rewrite {file_of(name).name}"
    for key, recipe in wanted.items():
        found = json.loads(json.dumps(frozen(recipe)))
        for part in before[key]:
            assert found.get(part) == before[key][part], f"{key}: {part}"
        assert found == before[key]


def test_every_recipe_is_frozen() -> None:
    assert {each.name for each in FROZEN} == set(registry.names())
