"""The library of plans does what it says, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from model.plan import SIZE_LIMIT, Plan, new_plan, results_key
from model.register import load_registers
from plans import library as library_module
from plans import pace as pace_module
from plans import rows
from plans.conflict import PlanChanged
from plans.errors import PlanNotFound, PlanRefused
from plans.library import PlanLibrary
from plans.pace import COMMON_LIMITS, HOUR, MINUTE, SESSION_LIMITS, Pace
from plans.plan_file import MAX_NOTE, MAX_TRAY, read_file, write_file
from plans.tables import PlanRow

ALICE = "https://sign-in.example/tenant|alice"
BOB = "https://sign-in.example/tenant|bob"


def a_plan(title: str = "Family help for Sandwell", **fields: object) -> Plan:
    return new_plan(title=title, **fields)


def test_a_saved_plan_opens_with_the_same_document(library: PlanLibrary) -> None:
    plan = a_plan(areas=["E08000028"], horizon_years=12, seed=7)
    before = datetime.now(UTC)
    saved = library.save("", plan, "For Thursday")
    opened = library.open("", saved.id)
    assert opened == saved
    assert opened.plan() == plan
    assert results_key(opened.plan()) == results_key(plan)
    assert (opened.note, opened.version, opened.newest) == ("For Thursday", 1, 1)
    assert before <= opened.created_at <= datetime.now(UTC)
    assert opened.created_at.utcoffset() == timedelta(0)


def test_every_save_adds_a_version_and_the_old_ones_stay(library: PlanLibrary) -> None:
    first = library.save("", a_plan("One"), "first")
    second = library.save_version("", first.id, a_plan("Two"), "second", based_on=1)
    third = library.save_version("", first.id, a_plan("Three"), "", based_on=second.newest)
    assert third.version == 3
    assert [(v.number, v.title, v.note) for v in library.history("", first.id)] == [
        (3, "Three", ""),
        (2, "Two", "second"),
        (1, "One", "first"),
    ]
    old = library.open("", first.id, 1)
    assert (old.plan().title, old.version, old.newest) == ("One", 1, 3)


def test_an_equal_save_adds_nothing(library: PlanLibrary) -> None:
    saved = library.save("", a_plan(), "n")
    again = library.save_version("", saved.id, a_plan(), "n", based_on=1)
    assert again == saved
    assert len(library.history("", saved.id)) == 1


def test_the_second_saver_is_told_and_neither_loses_work(library: PlanLibrary) -> None:
    saved = library.save("", a_plan("Shared work"))
    library.save_version("", saved.id, a_plan("Shared work", seed=1), based_on=1)
    with pytest.raises(PlanChanged) as told:
        library.save_version("", saved.id, a_plan("Shared work", seed=2), "why", based_on=1)
    error = told.value
    assert error.theirs is not None
    assert error.theirs.id == saved.id
    assert error.theirs.plan().seed == 1
    assert library.open("", saved.id).plan().seed == 1
    kept = library.open("", error.kept.id)
    assert kept.plan().seed == 2
    assert (kept.title, kept.note, kept.copied_from) == (
        "Shared work (my changes)",
        "why",
        saved.id,
    )
    assert "Nothing is lost" in str(error)
    assert kept.title in str(error)


def test_saving_a_plan_deleted_meanwhile_keeps_the_work(library: PlanLibrary) -> None:
    saved = library.save("", a_plan())
    library.delete("", saved.id)
    with pytest.raises(PlanChanged, match="deleted while you were working") as told:
        library.save_version("", saved.id, a_plan(seed=3), based_on=1)
    assert told.value.theirs is None
    assert library.open("", told.value.kept.id).plan().seed == 3


def test_a_save_based_on_a_version_that_is_gone_keeps_the_work(library: PlanLibrary) -> None:
    # As after a backup was put back: the saver's version is newer than the library's.
    saved = library.save("", a_plan())
    with pytest.raises(PlanChanged) as told:
        library.save_version("", saved.id, a_plan(seed=3), based_on=9)
    assert told.value.kept.plan().seed == 3
    for number in (0, -1, 2**40):
        with pytest.raises(PlanRefused, match="no version"):
            library.save_version("", saved.id, a_plan(seed=4), based_on=number)


def test_the_copys_title_fits_when_the_title_is_full(library: PlanLibrary) -> None:
    saved = library.save("", a_plan("x" * 120))
    library.save_version("", saved.id, a_plan("x" * 120, seed=1), based_on=1)
    with pytest.raises(PlanChanged) as told:
        library.save_version("", saved.id, a_plan("x" * 120, seed=2), based_on=1)
    assert len(told.value.kept.title) == 120
    assert told.value.kept.title.endswith("(my changes)")


def test_a_deletion_is_in_the_log_and_says_no_title(
    library: PlanLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    saved = library.save("", a_plan("Close the Tipton centre"))
    with caplog.at_level(logging.WARNING, "plans"):
        library.delete("", saved.id)
        library.undelete("", saved.id)
    told = [each.getMessage() for each in caplog.records]
    assert told == [
        f"plan {saved.id} was deleted; it can be restored for 90 days",
        f"plan {saved.id} was restored",
    ]


def test_delete_and_undo(library: PlanLibrary) -> None:
    saved = library.save("", a_plan(), "n")
    library.save_version("", saved.id, a_plan(seed=1), "m", based_on=1)
    library.delete("", saved.id)
    assert library.list_plans("") == []
    for call in (library.open, library.history, library.delete):
        with pytest.raises(PlanNotFound):
            call("", saved.id)
    gone = library.list_plans("", deleted=True)
    assert [entry.id for entry in gone] == [saved.id]
    assert gone[0].deleted_at is not None
    library.undelete("", saved.id)
    assert library.open("", saved.id).note == "m"
    assert len(library.history("", saved.id)) == 2
    with pytest.raises(PlanNotFound):
        library.undelete("", saved.id)


def deleted_days_ago(library: PlanLibrary, plan_id: str, days: float) -> None:
    """As if the plan had been deleted that long ago."""
    with Session(library._writing) as session, session.begin():
        session.get_one(PlanRow, plan_id).deleted_at = datetime.now(UTC) - timedelta(days=days)


def test_for_ninety_days_deleted_plans_are_listed_and_restored(library: PlanLibrary) -> None:
    plans = [library.save("", a_plan(title)) for title in ("First", "Second", "Third", "Old")]
    for plan in plans:
        library.delete("", plan.id)
    for plan, days in zip(plans, (40, 89.9, 0, 90.1), strict=True):
        deleted_days_ago(library, plan.id, days)
    listed = library.list_plans("", deleted=True)
    assert [e.title for e in listed] == ["Third", "First", "Second"]  # the latest deleted first
    assert [e.title for e in library.list_plans("", deleted=True, search="sec")] == ["Second"]
    library.undelete("", plans[1].id)
    assert [e.title for e in library.list_plans("")] == ["Second"]
    with pytest.raises(PlanNotFound):
        library.undelete("", plans[3].id)
    assert library.erase_deleted(timedelta(days=90)) == 1
    library.undelete("", plans[0].id)  # what can still be restored is not erased


def test_somebody_elses_deleted_plans_are_not_listed(library: PlanLibrary) -> None:
    plan = library.save(ALICE, a_plan("Hers"), shared=True)
    library.delete(ALICE, plan.id)
    assert library.list_plans(BOB, deleted=True) == []
    with pytest.raises(PlanNotFound):
        library.undelete(BOB, plan.id)
    assert [e.title for e in library.list_plans(ALICE, deleted=True)] == ["Hers"]


def test_a_duplicate_is_a_plan_of_its_own(library: PlanLibrary) -> None:
    saved = library.save("", a_plan("One"), "n")
    library.save_version("", saved.id, a_plan("Two"), based_on=1)
    copy = library.duplicate("", saved.id)
    assert (copy.title, copy.version, copy.copied_from) == ("Copy of Two", 1, saved.id)
    assert copy.plan().title == "Copy of Two"
    named = library.duplicate("", saved.id, 1, title="Keyworkers only")
    assert (named.title, named.note) == ("Keyworkers only", "n")
    library.save_version("", copy.id, a_plan("Changed"), based_on=1)
    assert library.open("", saved.id).title == "Two"
    assert len(library.duplicate("", library.save("", a_plan("y" * 120)).id).title) == 120


def test_the_list_is_newest_first_and_can_be_searched(library: PlanLibrary) -> None:
    one = library.save("", a_plan("Keyworkers in Dudley"), "cheap")
    two = library.save("", a_plan("100% of places"), "for Élan_House")
    assert [e.id for e in library.list_plans("")] == [two.id, one.id]
    library.save_version("", one.id, a_plan("Keyworkers in Walsall"), "cheap", based_on=1)
    assert [e.id for e in library.list_plans("")] == [one.id, two.id]
    assert [e.id for e in library.list_plans("", limit=1, offset=1)] == [two.id]

    def found(words: str) -> list[str]:
        return [e.id for e in library.list_plans("", search=words)]

    assert found("WALSALL key") == [one.id]
    assert found("Dudley") == []  # an old title
    assert found("0%") == [two.id]
    assert found("%") == [two.id]  # a sign, not a wildcard
    assert found("n_h") == [two.id]
    assert found("_") == [two.id]
    assert found("'; DROP TABLE plans; --") == []
    assert found("\0") == [one.id, two.id]


# --- limits and text ---------------------------------------------------------------------------


def test_limits_are_told_plainly(library: PlanLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = library.save("", a_plan(), "n" * MAX_NOTE)
    with pytest.raises(PlanRefused, match="2,001 characters"):
        library.save("", a_plan(), "n" * (MAX_NOTE + 1))
    for title in ("t" * 121, "two\nlines", "a\0b", "a\ud800b"):
        with pytest.raises(PlanRefused, match="at most 120 characters"):
            library.duplicate("", saved.id, title=title)
    monkeypatch.setattr(library_module, "MAX_VERSIONS", 2)
    library.save_version("", saved.id, a_plan(seed=1), based_on=1)
    with pytest.raises(PlanRefused, match="2 versions"):
        library.save_version("", saved.id, a_plan(seed=2), based_on=2)
    monkeypatch.setattr(rows, "MAX_PLANS", 1)
    with pytest.raises(PlanRefused, match="library is full"):
        library.save("", a_plan())
    with pytest.raises(PlanRefused, match="library is full"):
        library.duplicate("", saved.id)
    library.save(ALICE, a_plan())  # each owner has their own room


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_session_cannot_fill_the_library_for_everybody(library: PlanLibrary) -> None:
    clock = Clock()
    library.pace = Pace(clock)
    most = SESSION_LIMITS[MINUTE]
    saved = [library.save("", a_plan(f"Plan {n}"), by="flood") for n in range(most)]
    for change in (
        lambda: library.save("", a_plan(), by="flood"),
        lambda: library.save_version("", saved[0].id, a_plan(seed=1), based_on=1, by="flood"),
        lambda: library.duplicate("", saved[0].id, by="flood"),
        lambda: library.delete("", saved[0].id, by="flood"),
    ):
        with pytest.raises(PlanRefused, match=r"within a minute.*try again in 60 seconds"):
            change()
    assert len(library.list_plans("")) == most
    library.save("", a_plan("Of somebody else"), by="other")
    library.save("", a_plan("Of the operator"))
    clock.now = 60.0
    library.delete("", saved[0].id, by="flood")
    library.undelete("", saved[0].id)
    assert len(library.list_plans("")) == most + 2


def test_the_limits_are_a_minute_and_an_hour_and_everybody_together() -> None:
    clock = Clock()
    pace = Pace(clock)

    def taken(session: str, owner: str = "") -> int:
        number = 0
        while True:
            try:
                pace.count(owner, session)
            except PlanRefused:
                return number
            number += 1

    got = 0
    while (number := taken("one")) > 0:
        got += number
        clock.now += MINUTE
    assert got == SESSION_LIMITS[HOUR]
    with pytest.raises(PlanRefused, match=r"within an hour.*minutes"):
        pace.count("", "one")
    assert sum(taken(f"session {n}") for n in range(40)) == COMMON_LIMITS[MINUTE]
    with pytest.raises(PlanRefused, match="by everybody together"):
        pace.count("", "a new one")
    # Those who signed in have room of their own: they are counted by person, not by tab.
    assert taken("tab 1", ALICE) == SESSION_LIMITS[MINUTE]
    assert taken("tab 2", ALICE) == 0
    assert taken("tab 3", BOB) == SESSION_LIMITS[MINUTE]


def test_the_memory_of_sessions_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace_module, "MOST_SESSIONS", 50)
    clock = Clock()
    pace = Pace(clock)
    for number in range(500):
        clock.now += 1.0
        pace.count("", f"session {number}")
    assert len(pace._done) <= 50
    assert len(pace._done["everybody"]) <= 61


def test_the_common_library_takes_so_many_new_plans_in_a_day(
    library: PlanLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MAX_NEW_A_DAY", 2)
    saved = [library.save("", a_plan(str(n))) for n in range(2)]
    attempts: tuple[Callable[[], object], ...] = (
        lambda: library.save("", a_plan()),
        lambda: library.duplicate("", saved[0].id),
    )
    for refused in attempts:
        with pytest.raises(PlanRefused, match="2 new plans in a day"):
            refused()
    assert library.save_version("", saved[0].id, a_plan(seed=1), based_on=1).version == 2
    for _ in range(3):
        library.save(ALICE, a_plan())  # who signed in fills their own room only
    with Session(library._writing) as session, session.begin():
        session.get_one(PlanRow, saved[1].id).created_at = datetime.now(UTC) - timedelta(hours=25)
    library.save("", a_plan("The next day"))


def test_what_can_no_longer_be_restored_takes_no_room(
    library: PlanLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MAX_PLANS", 1)
    saved = library.save("", a_plan())
    library.delete("", saved.id)
    with pytest.raises(PlanRefused, match="library is full"):
        library.save("", a_plan())
    deleted_days_ago(library, saved.id, 91)
    library.save("", a_plan())


def test_a_plan_too_long_to_read_again_is_refused(library: PlanLibrary) -> None:
    def wordy(letters: int) -> Plan:
        return a_plan(
            levers={
                lever_id: {"level": lever.min, "rationale": "日" * letters}
                for lever_id, lever in load_registers().levers.items()
            }
        )

    with pytest.raises(PlanRefused, match=r"too long to keep: \d+ kB, at most 64 kB"):
        library.save("", wordy(2000))
    # Three bytes for each of these letters, and some hundred for the rest of a lever.
    most = wordy(SIZE_LIMIT // len(load_registers().levers) // 3 - 150)
    assert library.open("", library.save("", most).id).plan() == most


@pytest.mark.parametrize("bad", ["a\0b", "a\x1bb", "a\ud800b"])
def test_a_note_that_is_not_text_is_refused(library: PlanLibrary, bad: str) -> None:
    with pytest.raises(PlanRefused, match="not text"):
        library.save("", a_plan(), bad)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "Robert'); DROP TABLE plans;--",
        "$where {{7*7}} %s :name",
        "日本語 العربية 😀 é",
    ],
)
def test_text_comes_back_as_it_went_in(library: PlanLibrary, text: str) -> None:
    saved = library.save("", a_plan(text), text + "\nsecond line\twith a tab")
    entry = library.list_plans("", search=text[:6])[0]
    assert (entry.title, entry.note) == (text, text + "\nsecond line\twith a tab")
    assert library.open("", saved.id).plan().title == text


# --- whose plans -------------------------------------------------------------------------------


def test_another_persons_plan_is_not_found_whatever_is_tried(library: PlanLibrary) -> None:
    private = library.save(ALICE, a_plan("Close the Tipton centre"), "secret note")
    library.save_version(ALICE, private.id, a_plan("Close the Tipton centre", seed=1), based_on=1)
    nothing = "A" * 22
    for other in (BOB, "", ALICE.upper(), ALICE + " ", ALICE[:-1], "%", "_" * len(ALICE)):
        assert library.list_plans(other) == []
        assert library.list_plans(other, search="Tipton") == []
        assert library.list_plans(other, deleted=True) == []
        attempts: dict[str, Callable[[str], object]] = {
            "open": partial(library.open, other),
            "open old": partial(library.open, other, number=1),
            "history": partial(library.history, other),
            "duplicate": partial(library.duplicate, other),
            "delete": partial(library.delete, other),
            "undelete": partial(library.undelete, other),
            "save": partial(library.save_version, other, plan=a_plan("Mine"), based_on=2),
            "stale": partial(library.save_version, other, plan=a_plan("Mine"), based_on=1),
        }
        if other:
            attempts["share"] = partial(library.share, other, shared=True)
        for name, attempt in attempts.items():
            with pytest.raises(PlanNotFound) as theirs:
                attempt(private.id)
            with pytest.raises(PlanNotFound) as absent:
                attempt(nothing)
            assert str(theirs.value) == str(absent.value), name
            assert "Tipton" not in str(theirs.value)
    assert [(e.title, e.version) for e in library.list_plans(ALICE)] == [
        ("Close the Tipton centre", 2)
    ]


@pytest.mark.parametrize("bad", ["", "a", "../../etc", "A" * 23, "A" * 21 + "\0", None, 7])
def test_an_id_that_cannot_be_one_is_not_found(library: PlanLibrary, bad: object) -> None:
    with pytest.raises(PlanNotFound):
        library.open("", bad)  # type: ignore[arg-type]


def test_a_shared_plan_can_be_read_and_copied_but_not_changed(library: PlanLibrary) -> None:
    plan = library.save(ALICE, a_plan("For everybody"))
    library.share(ALICE, plan.id, True)
    seen = library.open(BOB, plan.id)
    assert (seen.title, seen.shared, seen.yours) == ("For everybody", True, False)
    assert [e.yours for e in library.list_plans(BOB)] == [False]
    assert len(library.history(BOB, plan.id)) == 1
    for change in (
        lambda: library.save_version(BOB, plan.id, a_plan(seed=9), based_on=1),
        lambda: library.delete(BOB, plan.id),
        lambda: library.share(BOB, plan.id, False),
    ):
        with pytest.raises(PlanRefused, match="shared with you"):
            change()
    copy = library.duplicate(BOB, plan.id)
    assert copy.yours
    assert not copy.shared
    assert library.list_plans("") == []  # shared with those who sign in, not with everybody else
    library.delete(ALICE, plan.id)
    with pytest.raises(PlanNotFound):
        library.open(BOB, plan.id)
    with pytest.raises(PlanNotFound):  # not "shared with you": it is gone
        library.delete(BOB, plan.id)
    library.undelete(ALICE, plan.id)
    library.share(ALICE, plan.id, False)
    with pytest.raises(PlanNotFound):
        library.open(BOB, plan.id)


def test_plans_from_before_sign_in_stay_readable(library: PlanLibrary) -> None:
    common = library.save("", a_plan("Ours"))
    assert library.open(ALICE, common.id).yours is False
    with pytest.raises(PlanRefused, match="shared with you"):
        library.delete(ALICE, common.id)
    with pytest.raises(PlanRefused, match="Without sign-in"):
        library.share("", common.id, True)
    assert library.save("", a_plan("Also ours"), shared=True).shared is False


def test_nobody_is_not_everybody(library: PlanLibrary) -> None:
    common = library.save("", a_plan())
    with pytest.raises(PlanRefused, match="Sign in"):
        library.list_plans(None)  # type: ignore[arg-type]
    with pytest.raises(PlanRefused, match="Sign in"):
        library.open(None, common.id)  # type: ignore[arg-type]
    with pytest.raises(PlanRefused, match="too long"):
        library.save("x" * 801, a_plan())
    library.save("x" * 800, a_plan())


# --- history cannot be altered -----------------------------------------------------------------


def test_the_database_itself_refuses_to_alter_a_version(library: PlanLibrary) -> None:
    saved = library.save("", a_plan("As it was"))
    with pytest.raises(sa.exc.DBAPIError, match="never altered"), library._writing.begin() as c:
        c.execute(sa.text("UPDATE plan_versions SET title = 'Rewritten'"))
    assert library.open("", saved.id).title == "As it was"


def test_erasing_takes_only_what_was_deleted_long_enough_ago(library: PlanLibrary) -> None:
    kept = library.save("", a_plan("Kept"))
    gone = library.save("", a_plan("Gone"))
    library.delete("", gone.id)
    assert library.erase_deleted(timedelta(days=30)) == 0
    assert library.erase_deleted(timedelta(0)) == 1
    assert library.list_plans("", deleted=True) == []
    with library._reading.connect() as connection:
        left = connection.execute(sa.text("SELECT plan_id FROM plan_versions")).scalars().all()
    assert left == [kept.id]


def test_erasing_one_persons_plans_leaves_everybody_elses(library: PlanLibrary) -> None:
    for owner in (ALICE, ALICE, BOB, ""):
        library.save(owner, a_plan(f"Of {owner}"))
    copied = library.save(ALICE, a_plan("Shared"), shared=True)
    copy = library.duplicate(BOB, copied.id)
    with pytest.raises(PlanRefused, match="Name the owner"):
        library.erase_owner("")
    assert library.erase_owner(ALICE) == 3
    assert [e.title for e in library.list_plans(ALICE)] == ["Of "]
    assert {e.title for e in library.list_plans(BOB)} == {f"Of {BOB}", "Of ", "Copy of Shared"}
    assert library.open(BOB, copy.id).plan().title == "Copy of Shared"


# --- a plan this version cannot read -----------------------------------------------------------


def test_a_plan_of_a_newer_app_is_told_plainly_and_stays(library: PlanLibrary) -> None:
    saved = library.save("", a_plan("From the future"))
    newer = json.dumps(json.loads(saved.text) | {"version": 99})
    with library._writing.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO plan_versions (plan_id, number, title, note, text, saved_at) "
                "SELECT plan_id, 2, title, note, :text, saved_at FROM plan_versions"
            ),
            {"text": newer},
        )
        connection.execute(sa.text("UPDATE plans SET head = 2"))
    opened = library.open("", saved.id)
    assert opened.text == newer
    with pytest.raises(PlanRefused, match=r"another version of the app.*newer than this app"):
        opened.plan()
    assert library.open("", saved.id, 1).plan().title == "From the future"


TRAY = "t1.abcDEF_-0123456789"


def test_the_presentation_is_kept_with_each_version(library: PlanLibrary) -> None:
    saved = library.save("", a_plan(), "note", tray=TRAY)
    assert (saved.tray, library.open("", saved.id).tray) == (TRAY, TRAY)
    again = library.save_version("", saved.id, a_plan(), "note", based_on=1, tray=TRAY)
    assert again.version == 1  # nothing changed, so nothing is added
    later = library.save_version("", saved.id, a_plan(), "note", based_on=1, tray="t1.other")
    assert (later.version, later.tray) == (2, "t1.other")
    assert library.open("", saved.id, 1).tray == TRAY
    assert library.duplicate("", saved.id, 1).tray == TRAY
    empty = library.save_version("", saved.id, a_plan(), "note", based_on=2)
    assert library.open("", saved.id).tray == empty.tray == ""


def test_a_second_savers_presentation_is_kept_too(library: PlanLibrary) -> None:
    saved = library.save("", a_plan())
    library.save_version("", saved.id, a_plan(seed=1), based_on=1, tray="t1.first")
    with pytest.raises(PlanChanged) as told:
        library.save_version("", saved.id, a_plan(seed=2), based_on=1, tray=TRAY)
    assert told.value.kept.tray == TRAY
    assert told.value.theirs is not None and told.value.theirs.tray == "t1.first"


def test_the_presentation_goes_out_and_comes_in_with_the_file(library: PlanLibrary) -> None:
    saved = library.save("", a_plan(), tray=TRAY)
    assert read_file(write_file(saved.plan(), saved.note, saved.tray)).tray == TRAY


@pytest.mark.parametrize("tray", ["x" * (MAX_TRAY + 1), "t1.<script>", "t1.a b", "é"])
def test_what_cannot_be_a_presentation_is_refused(library: PlanLibrary, tray: str) -> None:
    with pytest.raises(PlanRefused, match="presentation"):
        library.save("", a_plan(), tray=tray)
    assert library.list_plans("") == []
