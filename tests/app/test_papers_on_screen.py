"""Papers made on Present, and what changed on At a glance."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.exports.papers import batch
from components.figures import changed
from components.wording import changed as words
from data import store
from data.errors import PlainError
from tests.snapshots.recipes import LAYERED, SANDWELL

ROOT = Path(__file__).resolve().parents[2]


def _open(page: str, **query: str) -> AppTest:
    # At a glance is the door's own page; it links to others, which only the door knows.
    path = "dashboard.py" if page == "at_a_glance" else f"pages/{page}.py"
    test = AppTest.from_file(str(ROOT / path), default_timeout=240)
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def _texts(test: AppTest) -> str:
    return "\n".join(each.value for each in (*test.markdown, *test.warning, *test.info))


def test_a_paper_is_made_and_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    _made_by(monkeypatch, asked)
    test = _open("present", scope=SANDWELL)
    test.selectbox(key="paper_template").select("needs").run()
    test.button(key="paper_make").click().run()
    assert asked == [SANDWELL] and not test.exception
    assert not [each for each in test.button if each.key == "paper_make"]


def test_all_authorities_go_on_where_they_were_and_a_failed_one_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    _made_by(monkeypatch, asked, fails=SANDWELL)
    test = _open("present", scope=SANDWELL)
    test.selectbox(key="paper_template").select("needs").run()
    test.radio(key="paper_places").set_value(test.radio(key="paper_places").options[1]).run()
    test.button(key="paper_make").click().run()
    every = batch.places("needs", ["all"])
    assert asked == every
    assert "1 of 14 could not be made; the others are kept." in _texts(test)
    assert "Sandwell: a picture was not there" in _texts(test)
    test.run()
    assert "Go on: 1 of 14" in test.button(key="paper_make").label
    test.button(key="paper_make").click().run()
    assert asked == [*every, SANDWELL]


def _made_by(monkeypatch: pytest.MonkeyPatch, asked: list[str], fails: str = "") -> None:
    each = batch.make_each

    def make_one(name: str, scope: str, **more: object) -> bytes:
        asked.append(scope)
        if scope == fails:
            raise PlainError("a picture was not there")
        return b"a document"

    monkeypatch.setattr(
        batch, "make_each", lambda *given, **named: each(*given, **named, make_one=make_one)
    )


def test_a_paper_of_a_plan_is_about_the_place_where_it_acts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    _made_by(monkeypatch, asked)
    test = _open("present", scope=SANDWELL, plan=LAYERED)
    test.selectbox(key="paper_template").select("options").run()
    assert "The plan acts in Sandwell, so the paper is of it." in _texts(test)
    test.button(key="paper_make").click().run()
    assert asked == [SANDWELL]


def test_every_ward_of_a_place_is_one_press_and_the_regions_are_not() -> None:
    test = _open("present", scope=SANDWELL)
    test.selectbox(key="paper_template").select("ward").run()
    wards = list(store.areas("ward", SANDWELL).index)
    assert f"({len(wards)} sheets)" in test.checkbox(key="paper_all_ward").label
    test.checkbox(key="paper_all_ward").check().run()
    assert test.button(key="paper_make").label == f"Make {len(wards)} papers"
    test = _open("present")
    test.selectbox(key="paper_template").select("ward").run()
    assert "754 wards, more than are made in one press" in _texts(test)


def test_what_changed_is_told_in_the_commands_own_sentences() -> None:
    test = _open("at_a_glance", scope=SANDWELL)
    since = changed.known()[0]
    found = changed.of_place(SANDWELL, since.version, store.data_version())
    assert found
    text = _texts(test).replace("\\", "")
    assert words.summary("Sandwell", since.date, found) in text
    for each in found:
        assert words.sentence(each).split(":")[0] in text
