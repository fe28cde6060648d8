"""Tables without an exhibit are looked at again too: levers, ledger, placements, evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from components.builders import registry
from components.exports.papers import make, refresh, told, trace
from components.exports.papers.document import Grid
from data import store
from tests.snapshots.recipes import LAYERED, SANDWELL

CASES = [
    ("options", LAYERED, "plan_levers_told"),
    ("options", LAYERED, "ledger"),
    ("sufficiency", "", "placements"),
    ("needs", "", "levers"),
]


@pytest.fixture(scope="module")
def documents() -> dict[str, bytes]:
    return {name: make.docx(name, SANDWELL, plan=plan) for name, plan, _ in CASES}


@pytest.mark.parametrize(("name", "plan", "teller"), CASES)
def test_every_table_is_kept_with_its_recipe_and_version(
    documents: dict[str, bytes], name: str, plan: str, teller: str
) -> None:
    record = trace.read(documents[name])
    assert record.version == store.data_version()
    (key,) = [key for key, each in record.kept.items() if each.recipe.name == teller]
    assert any(key in keys for keys in record.bookmarks.values())
    assert not refresh.refresh(documents[name]).changed


@pytest.mark.parametrize(("name", "plan", "teller"), CASES)
def test_what_is_told_otherwise_now_is_named(
    documents: dict[str, bytes], name: str, plan: str, teller: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = told.TELLERS[teller]

    def later(**params: object) -> told.Told:
        found = before(**params)
        figures = {key: value * 2 + 1000 for key, value in found.figures.items()}
        texts = {key: f"{value}, revised" for key, value in found.texts.items()}
        return replace(found, figures=figures, texts=texts)

    monkeypatch.setitem(told.TELLERS, teller, later)
    found = refresh.refresh(documents[name])
    ((_, lines),) = found.changed.items()
    now = before(**trace.read(documents[name]).kept[_key(documents[name], teller)].recipe.params)
    assert len(lines) == len(now.figures) + len(now.texts) > 0
    assert "Changed: " in refresh.in_words(found)


def _key(document: bytes, teller: str) -> str:
    kept = trace.read(document).kept
    return next(key for key, each in kept.items() if each.recipe.name == teller)


def test_a_recipe_is_either_an_exhibits_or_told_never_both() -> None:
    assert not set(told.TELLERS) & set(registry.names())


def test_only_tables_that_hold_no_figures_have_no_recipe() -> None:
    """Lists of what is not found and of publications; every other table can be looked at again."""
    papers = [make.paper(name, SANDWELL, plan=plan) for name, plan, _ in CASES]
    captions = {
        each.caption
        for paper in papers
        for each in paper.items()
        if isinstance(each, Grid) and not each.recipes
    }
    assert captions <= {
        "Figures that were looked for and not found openly",
        "Publications behind this paper",
    }
