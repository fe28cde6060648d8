"""A clock that is moved, a process that is killed, a backup that is needed: no plan is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from model.plan import dump_plan, new_plan
from plans import library as library_module
from plans import rows
from plans.__main__ import main as operate
from plans.conflict import PlanChanged
from plans.database import database_url, make_engine, migrate
from plans.library import PlanLibrary, open_library
from tests.plans.test_database import empty_file

ROOT = Path(__file__).resolve().parents[2]
SAVER = str(Path(__file__).with_name("saver.py"))
PLAN = new_plan(title="Ours")
START = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


class Clock:
    """Stands for ``datetime`` where the library asks for the time."""

    def __init__(self) -> None:
        self.moment = START

    def now(self, zone: object) -> datetime:
        assert zone is UTC
        return self.moment


@pytest.fixture()
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(rows, "datetime", moved)
    return moved


def _close() -> None:
    for opened in library_module._OPEN.values():
        opened.close()
    library_module._OPEN.clear()


def test_a_clock_that_is_put_back_loses_no_version(library: PlanLibrary, clock: Clock) -> None:
    saved = library.save("", PLAN)
    clock.moment = START - timedelta(days=400)
    later = library.save_version("", saved.id, new_plan(title="Later"), based_on=1)
    assert (later.version, library.open("", saved.id).title) == (2, "Later")
    assert [each.number for each in library.history("", saved.id)] == [2, 1]
    assert [each.title for each in library.list_plans("")] == ["Later"]
    with pytest.raises(PlanChanged):  # the first saver is still told
        library.save_version("", saved.id, new_plan(title="Mine"), based_on=1)
    library.delete("", saved.id)
    assert "Later" in {each.title for each in library.list_plans("", deleted=True)}
    clock.moment = START
    library.undelete("", saved.id)
    assert library.open("", saved.id).title == "Later"


def test_a_clock_that_runs_ahead_erases_nothing_by_itself(
    library: PlanLibrary, clock: Clock
) -> None:
    saved = library.save("", PLAN)
    library.delete("", saved.id)
    clock.moment = START + timedelta(days=365)
    assert library.list_plans("", deleted=True) == []
    assert library.save("", new_plan(title="Next year")).version == 1
    clock.moment = START + timedelta(days=1)
    assert [each.title for each in library.list_plans("", deleted=True)] == ["Ours"]
    library.undelete("", saved.id)
    assert library.open("", saved.id).plan() == PLAN
    assert {each.title for each in library.list_plans("")} == {"Ours", "Next year"}


def test_a_day_that_never_ends_still_ends_when_the_clock_is_right(
    library: PlanLibrary, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plans that were made while the clock ran ahead count in their own day and in no other."""
    monkeypatch.setattr(rows, "MAX_NEW_A_DAY", 2)
    clock.moment = START - timedelta(days=2)
    for _ in range(2):
        library.save("", PLAN)
    clock.moment = START
    assert library.save("", PLAN).version == 1


def test_a_process_killed_while_it_saves_leaves_whole_versions(database: str) -> None:
    library = open_library(database, busy_seconds=30)
    saved = library.save("", PLAN)
    saver = subprocess.Popen(
        [sys.executable, SAVER, database, saved.id, "100", "5000"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )
    assert saver.stdin is not None and saver.stdout is not None
    for word in ("ready", "open"):
        assert saver.stdout.readline().strip() == word, saver.communicate()[1]
        saver.stdin.write("go\n")
        saver.stdin.flush()
    while library.open("", saved.id).newest < 5:
        assert saver.poll() is None, saver.communicate()[1]
    saver.kill()
    saver.communicate()
    newest = library.open("", saved.id).newest
    assert newest >= 5
    numbers = [each.number for each in library.history("", saved.id)]
    assert numbers == list(range(newest, 0, -1))
    assert library.open("", saved.id, 1).plan() == PLAN
    for number in numbers[:-1]:
        kept = library.open("", saved.id, number).plan()
        assert kept == new_plan(title="Ours", seed=100 + number - 2)
    # Whoever comes next does not wait for the dead one's locks.
    assert library.save_version("", saved.id, PLAN, based_on=newest).version == newest + 1


# --- drills, as docs/operations.md describes them --------------------------------------------


def _earlier_library(database: str) -> str:
    """A library as an earlier version of the app left it, with one plan; its id."""
    engine = make_engine(database_url(database))
    empty_file(engine.url)
    migrate(engine, "0002")
    moment = "2026-03-01 09:30:00" + ("" if engine.dialect.name == "sqlite" else "+00")
    plan_id = "an-old-plan-0000000000"
    with engine.begin() as connection:
        for text in (
            "INSERT INTO plans (id, owner, head, created_at, updated_at) "
            "VALUES (:id, '', 1, :at, :at)",
            "INSERT INTO plan_versions (plan_id, number, title, note, text, saved_at) "
            "VALUES (:id, 1, 'Ours', 'kept', :text, :at)",
        ):
            values = {"id": plan_id, "at": moment, "text": dump_plan(PLAN, "json")}
            connection.execute(sa.text(text), {k: v for k, v in values.items() if f":{k}" in text})
    engine.dispose()
    return plan_id


def _schema(database: str) -> str:
    engine = make_engine(database_url(database))
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
    engine.dispose()
    return str(found)


def test_a_sqlite_library_is_updated_and_rolled_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, copy = tmp_path / "kept" / "plans.sqlite3", tmp_path / "before.sqlite3"
    database = f"sqlite:///{file}"
    monkeypatch.setenv("PLANS_DATABASE_URL", database)
    plan_id = _earlier_library(database)
    assert operate(["backup", str(copy)]) == 0
    newer = open_library()
    newer.save_version("", plan_id, new_plan(title="After the update"), based_on=1)
    _close()
    assert _schema(database) > "0002"
    for end in ("", "-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    shutil.copyfile(copy, file)
    assert _schema(database) == "0002"  # the earlier app finds its own tables again
    again = open_library()
    assert again.open("", plan_id).plan() == PLAN
    assert [each.number for each in again.history("", plan_id)] == [1]


@pytest.mark.postgresql
@pytest.mark.xdist_group("postgresql")
@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="pg_dump is not installed")
def test_a_postgresql_library_is_dumped_updated_and_restored(
    postgresql_server: str, postgresql_url: str, tmp_path: Path
) -> None:
    plan_id = _earlier_library(postgresql_url)
    dump = tmp_path / "before.dump"
    subprocess.run(["pg_dump", "--format=custom", f"--file={dump}", postgresql_url], check=True)
    newer = open_library(postgresql_url)
    newer.save_version("", plan_id, new_plan(title="After the update"), based_on=1)
    unsaved = newer.open("", plan_id)
    _close()
    name = postgresql_url.rsplit("/", 1)[1]
    with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}")
        connection.execute(f"CREATE DATABASE {name}")
    subprocess.run(
        ["pg_restore", "--exit-on-error", f"--dbname={postgresql_url}", str(dump)], check=True
    )
    assert _schema(postgresql_url) == "0002"
    again = open_library(postgresql_url)
    assert again.open("", plan_id).plan() == PLAN
    # Somebody whose page still shows the version that is gone loses nothing.
    with pytest.raises(PlanChanged) as told:
        again.save_version("", plan_id, new_plan(title="Mine"), based_on=unsaved.version)
    assert told.value.kept.title.startswith("Mine")
    assert again.open("", plan_id).plan() == PLAN
