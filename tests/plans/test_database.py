"""The database: which one, its tables, and what the app says when it cannot be used."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from model.plan import dump_plan, new_plan
from plans import database as database_module
from plans import library as library_module
from plans.__main__ import main as operate
from plans.database import DEFAULT_FILE, database_url, make_engine, migrate, prepare
from plans.errors import PlansUnavailable
from plans.library import open_library
from plans.tables import Base

ROOT = Path(__file__).resolve().parents[2]
PLAN = new_plan(title="Ours")


# --- which database ----------------------------------------------------------------------------


def test_without_the_setting_it_is_a_file_beside_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLANS_DATABASE_URL", raising=False)
    assert database_url().database == str(ROOT / "var" / "plans.sqlite3") == str(DEFAULT_FILE)
    monkeypatch.setenv("PLANS_DATABASE_URL", "  ")
    assert database_url().database == str(DEFAULT_FILE)
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "/var/" in ignored


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_each_spelling_of_postgresql_uses_psycopg_3(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "PLANS_DATABASE_URL", f"{scheme}://u:p%40ss@db.example/plans?sslmode=require"
    )
    url = database_url()
    assert url.drivername == "postgresql+psycopg"
    assert (url.password, url.database, url.query["sslmode"]) == ("p@ss", "plans", "require")
    assert make_engine(url).driver == "psycopg"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not a url", "is not a database address"),
        ("postgresql://user:hunter2@server:port/db", "is not a database address"),
        ("postgresql://user:hunter2@server", "names no database"),
        ("mysql://user:hunter2@server/db", "not supported"),
        ("postgresql+asyncpg://user:hunter2@server/db", "not supported"),
        ("sqlite://", "must name a file"),
        ("sqlite:///:memory:", "must name a file"),
    ],
)
def test_a_bad_setting_is_told_without_its_password(text: str, words: str) -> None:
    with pytest.raises(PlansUnavailable, match=words) as told:
        open_library(text)
    assert "hunter2" not in str(told.value)
    assert told.value.__cause__ is None


# --- tables ------------------------------------------------------------------------------------


def empty_file(url: sa.URL) -> None:
    """The file that SQLite's tables go into; PostgreSQL needs none."""
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).parent.mkdir()
        Path(str(url.database)).touch()


def test_the_migrations_make_the_tables_the_code_expects(database: str) -> None:
    engine = make_engine(database_url(database))
    prepare(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


@pytest.mark.parametrize("schema", ["0001", "0002", "0003"])
def test_a_library_of_an_earlier_schema_keeps_its_plans(database: str, schema: str) -> None:
    engine = make_engine(database_url(database))
    empty_file(engine.url)
    migrate(engine, schema)
    moment = "2026-03-01 09:30:00" + ("" if engine.dialect.name == "sqlite" else "+00")
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO plans (id, owner, head, created_at, updated_at) "
                "VALUES (:id, '', 1, :at, :at)"
            ),
            {"id": "an-old-plan-0000000000", "at": moment},
        )
        connection.execute(
            sa.text(
                "INSERT INTO plan_versions (plan_id, number, title, note, text, saved_at) "
                "VALUES (:id, 1, 'Ours', 'kept', :text, :at)"
            ),
            {"id": "an-old-plan-0000000000", "text": dump_plan(PLAN, "json"), "at": moment},
        )
    engine.dispose()
    library = open_library(database)
    old = library.open("", "an-old-plan-0000000000")
    assert (old.plan(), old.note, old.shared, old.copied_from) == (PLAN, "kept", False, "")
    assert old.tray == ""
    assert old.created_at.isoformat() == "2026-03-01T09:30:00+00:00"
    changed = library.save_version("", old.id, new_plan(title="Now"), based_on=1)
    assert changed.version == 2
    library.delete("", old.id)
    assert [e.title for e in library.list_plans("", deleted=True)] == ["Now"]
    library.undelete("", old.id)
    with pytest.raises(sa.exc.DBAPIError, match="never altered"), library._writing.begin() as c:
        c.execute(sa.text("UPDATE plan_versions SET note = ''"))


def test_a_second_process_waits_while_the_tables_are_made(database: str) -> None:
    """The first is held between making the tables and committing them; then both go on."""
    url = database_url(database)
    empty_file(url)
    first = make_engine(url)
    with (
        ThreadPoolExecutor(1) as pool,
        database_module.writing(first).connect() as connection,
        connection.begin() as transaction,
    ):
        database_module.take_turn(connection)
        command.upgrade(database_module._settings(connection), "head")
        second = pool.submit(open_library, database)
        with pytest.raises(TimeoutError):
            second.result(timeout=1.0)
        transaction.commit()
        assert second.result(timeout=20).save("", PLAN).version == 1
    first.dispose()


def test_the_last_migration_can_be_undone_and_done_again(database: str) -> None:
    library = open_library(database)
    saved = library.save("", PLAN)
    with library._writing.begin() as connection:
        command.downgrade(database_module._settings(connection), "0001")
    migrate(library._reading)
    assert library.open("", saved.id).plan() == PLAN


def test_a_library_of_a_newer_app_is_left_alone(database: str) -> None:
    library = open_library(database)
    library.save("", PLAN)
    with library._writing.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    library_module._OPEN.clear()
    with pytest.raises(PlansUnavailable, match=r"newer.*Update the app"):
        open_library(database)
    assert len(library.list_plans("")) == 1


# --- faults of SQLite --------------------------------------------------------------------------


def sqlite_url(file: Path) -> str:
    return f"sqlite:///{file}"


def test_the_embedded_library_uses_the_write_ahead_log(tmp_path: Path) -> None:
    library = open_library(sqlite_url(tmp_path / "new" / "plans.sqlite3"))
    with library._reading.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@pytest.mark.parametrize("content", [b"this is not a database" * 400, b"\0" * 8192])
def test_a_file_that_is_no_database_is_told_and_not_touched(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "plans.sqlite3"
    file.write_bytes(content)
    with pytest.raises(PlansUnavailable, match="damaged or is not a library"):
        open_library(sqlite_url(file))
    assert file.read_bytes() == content


def test_a_damaged_library_is_told_and_works_again_once_put_right(tmp_path: Path) -> None:
    file = tmp_path / "plans.sqlite3"
    library = open_library(sqlite_url(file))
    for number in range(30):
        library.save("", new_plan(title=f"Plan {number}"), "n" * 1000)
    whole = file.read_bytes()
    assert not file.with_name("plans.sqlite3-wal").exists()  # folded in: the file is all there is
    file.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    with pytest.raises(PlansUnavailable, match="damaged"):
        library.list_plans("")
    file.write_bytes(whole)
    assert len(open_library(sqlite_url(file)).list_plans("")) == 30


def test_a_file_that_may_only_be_read(tmp_path: Path) -> None:
    file = tmp_path / "plans.sqlite3"
    open_library(sqlite_url(file)).save("", PLAN)
    with pytest.raises(PlansUnavailable, match="may not be written"):
        open_library(f"sqlite:///file:{file}?mode=ro&uri=true").save("", PLAN)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(PlansUnavailable, match="folder cannot be made"):
        open_library(sqlite_url(tmp_path / "taken" / "var" / "plans.sqlite3"))
    with pytest.raises(PlansUnavailable, match="cannot be opened"):
        open_library(sqlite_url(tmp_path))  # a folder where the file should be


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    """As somebody else than root, for whom permissions do not count."""
    folder = Path(tempfile.mkdtemp(prefix="atlas-readonly-"))
    program = (
        "import os\n"
        "from plans.library import open_library\n"
        "from plans.errors import PlansUnavailable\n"
        # Everything is loaded while root may still read it, then the rights are given up.
        f"open_library('sqlite:///{tmp_path}/warm.sqlite3').list_plans('')\n"
        "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "for part in ('plans.sqlite3', 'var/plans.sqlite3'):\n"
        f"    try: open_library('sqlite:///{folder}/' + part); print('opened')\n"
        "    except PlansUnavailable as error: print(error)\n"
    )
    try:
        folder.chmod(0o555)
        run = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
        )
    finally:
        shutil.rmtree(folder)
    assert run.stdout.splitlines() == [
        "The library of plans cannot be used just now: its file cannot be opened. Make the "
        "folder and the file writable.",
        "The library of plans cannot be used: its folder cannot be made on this computer. "
        "Make the folder writable, or name another file in PLANS_DATABASE_URL.",
    ], run.stderr


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    file = tmp_path / "plans.sqlite3"
    library = open_library(sqlite_url(file))
    library.save("", PLAN)

    @sa.event.listens_for(library._reading, "connect")
    def _small(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count=8")  # SQLite then says the disk is full

    with pytest.raises(PlansUnavailable, match="disk is full"):
        for _ in range(40):
            library.save("", PLAN, "n" * 2000)
    assert library.list_plans("")  # what was kept before can be read


# --- faults of PostgreSQL ----------------------------------------------------------------------


def test_a_server_that_cannot_be_reached_is_told_once_and_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    attempts: list[int] = []
    real = library_module.PlanLibrary.prepare

    def counted(library: library_module.PlanLibrary) -> None:
        attempts.append(1)
        real(library)

    monkeypatch.setattr(library_module.PlanLibrary, "prepare", counted)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"postgresql://user:hunter2@127.0.0.1:{closed.getsockname()[1]}/plans"
        with pytest.raises(PlansUnavailable, match="cannot be reached") as told:
            open_library(url)
        assert "hunter2" not in str(told.value)
        with pytest.raises(PlansUnavailable, match="cannot be reached"):
            open_library(url)
        assert library_module._UNDER_WAY == {}  # it was not tried again
        assert attempts == [1]


@pytest.mark.postgresql
@pytest.mark.xdist_group("postgresql")
class TestPostgresql:
    def test_a_wrong_password(self, postgresql_url: str) -> None:
        address = sa.make_url(postgresql_url).set(password="hunter2")
        with pytest.raises(PlansUnavailable, match="refuses the user name or password"):
            open_library(address.render_as_string(hide_password=False))

    def test_no_such_database(self, postgresql_server: str) -> None:
        with pytest.raises(PlansUnavailable, match="no database of that name"):
            open_library(f"{postgresql_server}/not_there")

    def test_an_account_without_rights(self, postgresql_url: str) -> None:
        engine = make_engine(database_url(postgresql_url))
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP ROLE IF EXISTS reader")
            connection.exec_driver_sql("CREATE ROLE reader LOGIN PASSWORD 'pw'")
        engine.dispose()
        address = sa.make_url(postgresql_url).set(username="reader", password="pw")
        with pytest.raises(PlansUnavailable, match="may not do this"):
            open_library(address.render_as_string(hide_password=False))

    def test_an_account_that_may_read_and_write_but_not_make_tables(
        self, postgresql_url: str
    ) -> None:
        """What operations.md advises: migrate with one account, run with another."""
        library = open_library(postgresql_url)
        with library._writing.begin() as connection:
            for line in (
                "DROP ROLE IF EXISTS app",
                "CREATE ROLE app LOGIN PASSWORD 'pw'",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON plans TO app",
                "GRANT SELECT, INSERT, DELETE ON plan_versions TO app",
                "GRANT SELECT ON alembic_version TO app",
            ):
                connection.exec_driver_sql(line)
        address = sa.make_url(postgresql_url).set(username="app", password="pw")
        limited = open_library(address.render_as_string(hide_password=False))
        saved = limited.save("", PLAN)
        assert limited.save_version("", saved.id, new_plan(title="B"), based_on=1).version == 2
        limited.delete("", saved.id)
        assert [e.title for e in library.list_plans("", deleted=True)] == ["B"]

    def test_a_row_somebody_holds(self, postgresql_url: str) -> None:
        library = open_library(postgresql_url, busy_seconds=0.3)
        saved = library.save("", PLAN)
        with library._writing.begin() as other:
            other.execute(sa.text("SELECT 1 FROM plans FOR UPDATE"))
            with pytest.raises(PlansUnavailable, match="somebody else is writing"):
                library.save_version("", saved.id, new_plan(title="B"), based_on=1)
            assert library.open("", saved.id).title == "Ours"
        assert library.save_version("", saved.id, new_plan(title="B"), based_on=1).version == 2

    def test_a_connection_cut_in_between_is_made_again(self, postgresql_url: str) -> None:
        library = open_library(postgresql_url)
        saved = library.save("", PLAN)
        cutter = make_engine(database_url(postgresql_url))
        with cutter.connect() as connection:
            connection.execute(
                sa.text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        cutter.dispose()
        assert library.open("", saved.id).title == "Ours"

    def test_a_server_that_is_read_only(self, postgresql_url: str) -> None:
        library = open_library(postgresql_url)
        library.save("", PLAN)
        with library._writing.begin() as connection:
            name = sa.make_url(postgresql_url).database
            connection.exec_driver_sql(
                f"ALTER DATABASE {name} SET default_transaction_read_only = on"
            )
        library._reading.dispose()
        with pytest.raises(PlansUnavailable, match="read-only"):
            library.save("", PLAN)
        assert len(library.list_plans("")) == 1


# --- what an operator does ---------------------------------------------------------------------


def test_backup_while_in_use_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, copy = tmp_path / "plans.sqlite3", tmp_path / "copy.sqlite3"
    monkeypatch.setenv("PLANS_DATABASE_URL", sqlite_url(file))
    assert operate(["backup", str(copy)]) == 1
    assert "no library to back up" in capsys.readouterr().err
    library = open_library()
    saved = library.save("", PLAN)
    assert operate(["backup", str(copy)]) == 0
    assert copy.stat().st_mode & 0o077 == 0
    library.save_version("", saved.id, new_plan(title="Later"), based_on=1)
    assert operate(["backup", str(copy)]) == 1  # never over an older backup
    assert "File exists" in capsys.readouterr().err
    shutil.copyfile(copy, file)
    assert open_library().open("", saved.id).title == "Ours"
    monkeypatch.setenv("PLANS_DATABASE_URL", "postgresql://u@server/plans")
    assert operate(["backup", str(tmp_path / "other")]) == 1
    assert "pg_dump" in capsys.readouterr().err


def test_migrate_and_erase(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLANS_DATABASE_URL", database)
    assert operate(["migrate"]) == 0
    library = open_library()
    library.delete("", library.save("", PLAN).id)
    assert operate(["erase", "--deleted-days-ago", "30"]) == 0
    assert operate(["erase", "--deleted-days-ago", "0"]) == 0
    told = capsys.readouterr()
    assert "Library: " in told.err and database.rsplit("/", 1)[1] in told.err
    password = database_url(database).password
    assert password is None or password not in told.err
    assert told.out.splitlines()[-2:] == ["Plans erased: 0.", "Plans erased: 1."]
    library.save("issuer alice", PLAN)
    assert operate(["erase", "--owner", "issuer alice"]) == 0
    assert capsys.readouterr().out == "Plans erased: 1.\n"
    assert operate(["erase", "--owner", ""]) == 1
    monkeypatch.setenv("PLANS_DATABASE_URL", "nonsense")
    assert operate(["migrate"]) == 1
