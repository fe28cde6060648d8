"""SQLite while others write to it: readers never wait. A file that goes away: nothing is lost."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from model.plan import new_plan
from plans import library as library_module
from plans.database import READ_BUSY_MS
from plans.errors import PlansUnavailable
from plans.library import PlanLibrary, open_library

PLAN = new_plan(title="Ours")
SHORT = 0.2  # seconds that a save of these tests waits for its turn
VISITORS = 6


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a library with one plan."""
    file = tmp_path / "plans.sqlite3"
    opened(file).save("", PLAN)
    return file


def opened(file: Path, **more: float) -> PlanLibrary:
    return open_library(f"sqlite:///{file}", busy_seconds=SHORT, **more)


@contextmanager
def somebody_writes(file: Path) -> Iterator[None]:
    """Another program, such as a database browser, holds the write lock."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def titles(library: PlanLibrary) -> list[str]:
    return [entry.title for entry in library.list_plans("")]


# --- locks -------------------------------------------------------------------------------------


def test_a_refused_save_says_why_and_later_lists_do_not_fail(file: Path) -> None:
    library = opened(file)
    plan = library.list_plans("")[0]
    with somebody_writes(file):
        for change in (
            lambda: library.save("", PLAN),
            lambda: library.save_version("", plan.id, new_plan(title="New"), based_on=1),
            lambda: library.delete("", plan.id),
        ):
            with pytest.raises(PlansUnavailable, match="somebody else is writing") as told:
                change()
            assert told.value.busy
            again = opened(file, patience=0.0)  # nothing is looked at anew
            assert again is library
            assert titles(again) == ["Ours"]
            assert again.open("", plan.id).title == "Ours"
    assert library.save_version("", plan.id, new_plan(title="New"), based_on=1).version == 2


def test_an_app_that_starts_while_somebody_writes_can_read(file: Path) -> None:
    library_module._OPEN.clear()
    with somebody_writes(file):
        library = opened(file)
        assert titles(library) == ["Ours"]
        with pytest.raises(PlansUnavailable, match="somebody else is writing"):
            library.save("", PLAN)


def test_a_visitor_who_waits_for_one_library_holds_up_no_other(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(file)
    begun, go_on, in_time = threading.Event(), threading.Event(), []
    real = PlanLibrary.prepare

    def held(library: PlanLibrary) -> None:
        begun.set()
        in_time.append(go_on.wait(timeout=20))
        real(library)

    monkeypatch.setattr(PlanLibrary, "prepare", held)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(opened, tmp_path / "other.sqlite3", patience=60.0)
        assert begun.wait(timeout=60)
        assert titles(opened(file)) == ["Ours"]
        go_on.set()
        assert titles(waiting.result(timeout=60)) == []
    assert in_time == [True]


def test_readers_ask_once_and_writers_for_their_turn(file: Path) -> None:
    library = opened(file)
    with library._reading.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == READ_BUSY_MS
    with library._writing.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == int(SHORT * 1000)


def test_writers_wait_for_their_turn_side_by_side(file: Path) -> None:
    """All are inside the database at once: nobody waits behind another's wait."""
    library = opened(file)
    together = threading.Barrier(VISITORS)

    @sa.event.listens_for(library._reading, "connect")
    def _all_are_here(_: object, __: object) -> None:
        together.wait(timeout=60)

    def save(_: int) -> object:
        try:
            return opened(file).save("", PLAN)
        except PlansUnavailable as error:
            return error

    with somebody_writes(file), ThreadPoolExecutor(VISITORS) as pool:
        answers = list(pool.map(save, range(VISITORS)))
    assert [getattr(answer, "busy", answer) for answer in answers] == [True] * VISITORS


def test_nobody_waits_behind_a_library_that_is_being_opened(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    real = PlanLibrary.prepare

    def held(library: PlanLibrary) -> None:
        assert go_on.wait(timeout=60)
        real(library)

    monkeypatch.setattr(PlanLibrary, "prepare", held)
    for _ in range(VISITORS):
        with pytest.raises(PlansUnavailable, match="not open yet"):
            opened(tmp_path / "other.sqlite3", patience=0.0)
    assert not library_module._OPENING.locked()
    assert titles(opened(file, patience=0.0)) == ["Ours"]  # another library is not held up
    go_on.set()
    assert titles(opened(tmp_path / "other.sqlite3", patience=60.0)) == []


# --- a file that goes away ---------------------------------------------------------------------


def test_a_file_deleted_while_running_is_told_and_no_empty_one_takes_its_place(file: Path) -> None:
    library = opened(file)
    content = file.read_bytes()
    file.unlink()
    for call in (
        lambda: library.list_plans(""),
        lambda: library.save("", PLAN),
        lambda: opened(file),
        lambda: opened(file).list_plans(""),
    ):
        with pytest.raises(PlansUnavailable, match=r"its file is gone.*back in its place"):
            call()
        assert not file.exists()
    file.write_bytes(content)
    assert titles(opened(file)) == ["Ours"]


def test_a_folder_deleted_while_running_is_not_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "plans.sqlite3"
    library = opened(file)
    file.parent.rename(tmp_path / "aside")
    with pytest.raises(PlansUnavailable, match="its file is gone"):
        library.list_plans("")
    with pytest.raises(PlansUnavailable, match="its file is gone"):
        opened(file)
    assert not file.parent.exists()


@pytest.mark.parametrize("replaced_by", ["nothing", "another database"])
def test_a_file_without_our_tables_is_not_filled_with_them(file: Path, replaced_by: str) -> None:
    library = opened(file)
    content = file.read_bytes()
    file.unlink()
    if replaced_by == "nothing":
        file.touch()
    else:
        other = sqlite3.connect(file)
        other.execute("CREATE TABLE theirs (a)")
        other.commit()
        other.close()
    before = file.read_bytes()
    for call in (lambda: library.list_plans(""), lambda: opened(file)):
        with pytest.raises(PlansUnavailable, match="damaged or is not a library"):
            call()
    assert file.read_bytes() == before
    file.write_bytes(content)
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    assert titles(opened(file)) == ["Ours"]


def test_after_a_restart_a_library_without_a_file_begins_empty_and_the_log_says_so(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.unlink()
    library_module._OPEN.clear()
    assert titles(opened(file)) == []
    assert "a new, empty library of plans is made" in caplog.text
