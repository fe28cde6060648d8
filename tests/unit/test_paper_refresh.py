"""Tables without an exhibit are looked at again too: levers, ledger, placements, evidence."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn

from components.builders import registry
from components.exports.papers import make, refresh, told, trace
from components.exports.papers.blocks_known import publications
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


def test_no_short_name_of_the_register_stands_in_a_ledger() -> None:
    for each in make.paper("options", SANDWELL, plan=LAYERED).items():
        if isinstance(each, Grid) and each.caption == "Ledger of the plan":
            words = {word for text in each.cells["Entry"] for word in text.split()}
            assert not words & {"cin", "cpp", "lac"} and len(words) > 20


def test_a_licence_in_brackets_is_not_cut_from_its_publication() -> None:
    one = "A, suspensions (Open Government Licence (copy states none; figures only))"
    other = "B, panel; by group (MIT licence (compilation); underlying figures OGL)"
    assert publications(f"{one}; {other}") == [one, other]
    paper = make.paper("needs", SANDWELL)
    (listed,) = [
        each
        for each in paper.items()
        if isinstance(each, Grid) and each.caption.startswith("Publications")
    ]
    for text in listed.cells["Publication"]:
        assert text.count("(") == text.count(")"), text


def test_a_minus_is_not_left_alone_at_the_end_of_a_line(documents: dict[str, bytes]) -> None:
    document = Document(io.BytesIO(documents["options"]))
    texts = [each.text or "" for each in document.element.body.iter(qn("w:t"))]
    assert any("\u2212\u2060£" in text for text in texts)
    assert not any("\u2212£" in text for text in texts)
