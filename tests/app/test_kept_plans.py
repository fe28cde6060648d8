"""Keeping plans where nobody signs in: who sees them is said, and a deletion can be found."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.views.what_if import deleted_plans
from model.plan import new_plan
from plans import pace
from plans.errors import PlansUnavailable
from plans.library import PlanLibrary, open_library


@pytest.fixture(autouse=True)
def own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANS_DATABASE_URL", f"sqlite:///{tmp_path / 'plans.db'}")


def _page() -> None:
    import streamlit as st

    from components.session import address as state
    from components.session import plan as whatif_plan
    from components.views.what_if import library

    state.begin()
    whatif_plan.adopt()
    library.controls()
    library.message()
    if st.session_state.get("kept_shown"):
        library.kept()


def person(*open_boxes: str, kept: bool = False) -> AppTest:
    test = AppTest.from_function(_page, default_timeout=60)
    test.session_state["kept_shown"] = kept
    for box in open_boxes:
        test.session_state[box] = True
    test.run()
    assert not test.exception, test.exception
    return test


def press(test: AppTest, label: str) -> None:
    [button] = [each for each in test.button if each.label == label]
    button.click().run()
    assert not test.exception, test.exception


def labels(test: AppTest) -> list[str]:
    return [each.label for each in test.button]


def words(test: AppTest) -> str:
    kinds = (test.markdown, test.success, test.error, test.text)
    return "\n".join(str(each.value) for kind in kinds for each in kind)


def test_who_can_see_and_delete_a_plan_is_said_before_it_is_saved() -> None:
    first = person("library_save")
    assert "Save the plan" in labels(first)
    assert "Anybody who can open this Atlas can read, change and delete this plan." in words(first)
    assert open_library().list_plans("") == []


def test_a_deletion_takes_two_steps_and_anybody_finds_the_plan_again() -> None:
    library = open_library()
    plan = library.save("", new_plan(title="Ours"))
    first = person(kept=True)
    press(first, "Delete")
    assert "for everybody? For 90 days anybody can restore it" in words(first)
    press(first, "Keep it")
    assert "Delete for everybody" not in labels(first)
    assert [e.title for e in library.list_plans("")] == ["Ours"]
    press(first, "Delete")
    press(first, "Delete for everybody")
    assert library.list_plans("") == []
    assert "Undo the deletion" in labels(first)

    other = person(kept=True)
    assert [each.label for each in other.expander] == ["Deleted plans: 1"]
    assert "Restore" not in labels(other)
    other.session_state["library_gone"] = True
    other.run()
    assert "deleted" in words(other)
    assert "can be restored until" in words(other)
    press(other, "Restore")
    assert "is back in the library" in words(other)
    assert library.open("", plan.id).title == "Ours"
    assert not other.expander
    # The first one's way back is spent: pressing it says so and does no harm.
    press(first, "Undo the deletion")
    assert "Somebody may have restored it already" in words(first)
    assert "Undo the deletion" not in labels(first)
    assert library.open("", plan.id).title == "Ours"


def test_the_way_back_stays_while_the_library_cannot_be_reached(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = open_library()
    plan = library.save("", new_plan(title="Ours"))
    first = person(kept=True)
    press(first, "Delete")
    press(first, "Delete for everybody")

    def refuse(*_: object, **__: object) -> None:
        raise PlansUnavailable("The library of plans cannot be used just now: a test.")

    with monkeypatch.context() as away:
        away.setattr(PlanLibrary, "undelete", refuse)
        press(first, "Undo the deletion")
        assert "a test" in words(first)
    press(first, "Undo the deletion")
    assert library.open("", plan.id).title == "Ours"
    assert "Undo the deletion" not in labels(first)


def test_one_session_that_saves_too_fast_is_told_and_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(pace.SESSION_LIMITS, pace.MINUTE, 2)
    first = person("library_save")
    for _ in range(3):
        first.session_state["library_save"] = True
        first.run()
        [save] = [
            each for each in first.button if each.label.startswith(("Save as a new", "Save the"))
        ]
        save.click().run()
    assert "try again in" in words(first)
    assert len(open_library().list_plans("")) == 2
    second = person("library_save")
    press(second, "Save the plan")
    assert "Saved:" in words(second)
    assert len(open_library().list_plans("")) == 3


def test_times_are_those_of_the_clock_on_the_wall() -> None:
    summer, winter = datetime(2026, 7, 1, 23, 30, tzinfo=UTC), datetime(2026, 1, 1, 9, tzinfo=UTC)
    assert deleted_plans.when(summer) == "2 July 2026, 00:30"
    assert deleted_plans.when(winter) == "1 January 2026, 09:00"
