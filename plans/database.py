"""The database behind the library: which one, how it is opened, and what its faults mean.

SQLite in a file of its own by default; PostgreSQL when ``PLANS_DATABASE_URL`` says so. The
schema is brought up to date on first use (`migrations`), safely when several processes start at
once: SQLite by its write lock, PostgreSQL by an advisory lock.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import exc as faults
from sqlalchemy.engine import URL, Connection, Engine, make_url

from plans.errors import PlansUnavailable
from plans.faults import CANNOT_OPEN, DAMAGED, GONE, NO_TABLES, unavailable
from plans.time_limit import (
    MIGRATION_SECONDS,
    OPEN_SECONDS,
    LimitedConnection,
    seconds_left,
    within,
)

SETTING = "PLANS_DATABASE_URL"
DEFAULT_FILE = Path(__file__).resolve().parents[1] / "var" / "plans.sqlite3"
MIGRATIONS = Path(__file__).resolve().parent / "migrations"
#: How long a writer waits for another writer, in seconds.
BUSY_SECONDS = 5.0
#: How long a reader waits, in milliseconds. With the write-ahead log it waits for nobody, but for
#: an instant while another process tidies the log up.
READ_BUSY_MS = 1000
#: How long the operator's commands wait for a server that does not answer, in seconds.
CONNECT_SECONDS = 5
#: Any number, as long as it is always the same one: names the advisory lock of the migrations.
_MIGRATION_LOCK = 5_266_273_125
#: Alembic keeps its context in module globals: one migration at a time in a process.
_MIGRATING = threading.Lock()

log = logging.getLogger(__name__)


def database_url(text: str | None = None) -> URL:
    """The address of the library's database.

    Parameters
    ----------
    text
        A URL; None reads ``PLANS_DATABASE_URL``, and without it names the embedded SQLite file.
        ``postgres://`` and ``postgresql://`` both mean PostgreSQL through psycopg 3.

    Raises
    ------
    PlansUnavailable
        The URL cannot be read or names another kind of database. The message never repeats the
        URL, which may hold a password.
    """
    text = os.environ.get(SETTING, "") if text is None else text
    if not text.strip():
        return URL.create("sqlite", database=str(DEFAULT_FILE))
    try:
        url = make_url(text.strip())
    except (faults.ArgumentError, ValueError):
        # The cause is left out on purpose: it may quote the URL with its password.
        raise PlansUnavailable(
            f"The library of plans is switched off: {SETTING} is not a database address. It looks "
            "like postgresql://user:password@server/database."
        ) from None
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        if not url.database:
            raise PlansUnavailable(
                f"The library of plans is switched off: {SETTING} names no database after the "
                "server. It looks like postgresql://user:password@server/database."
            )
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        if not url.database or url.database == ":memory:":
            raise PlansUnavailable(
                f"The library of plans is switched off: {SETTING} must name a file for SQLite, "
                "for instance sqlite:////srv/atlas/plans.sqlite3."
            )
        return url
    raise PlansUnavailable(
        f"The library of plans is switched off: {SETTING} names a kind of database that is not "
        "supported. Use postgresql:// or sqlite:///, or leave the setting out."
    )


def make_engine(url: URL, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """An engine for ``url``. Nothing is opened yet."""
    if url.get_backend_name() == "postgresql":
        engine = _postgresql(url, busy_seconds)
    else:
        engine = _sqlite(url, busy_seconds)

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # We begin transactions ourselves. On SQLite a writer takes the write lock at once and
        # waits its turn: a transaction that reads first would be refused without waiting. On
        # PostgreSQL one that only reads needs no BEGIN and no COMMIT, each a trip to the server.
        for statement in connection.get_execution_options().get("on_begin", ()):
            connection.exec_driver_sql(statement)

    return engine


def _postgresql(url: URL, busy_seconds: float) -> Engine:
    wait = int(busy_seconds * 1000)
    own = url.query.get("options", "")  # what is named last holds
    usual = {
        "application_name": "atlas-plans",
        "options": f"-c lock_timeout={wait} -c statement_timeout={wait * 4} {own}".strip(),
        # A connection that a firewall or a fallen server dropped is noticed without being used.
        "keepalives": 1,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
    }
    engine = sa.create_engine(
        url,
        isolation_level="AUTOCOMMIT",  # see `_begun`
        pool_size=5,
        max_overflow=10,
        pool_timeout=2,
        use_native_hstore=False,
        hide_parameters=True,
        connect_args={
            key: value for key, value in usual.items() if key == "options" or key not in url.query
        },
    )

    @sa.event.listens_for(engine, "do_connect")
    def _connect(
        _: object, __: object, cargs: list[Any], cparams: dict[str, Any]
    ) -> LimitedConnection:
        left = seconds_left()
        seconds = CONNECT_SECONDS if left is None else left
        # The least that libpq's rules allow is two seconds.
        return LimitedConnection.connect(
            *cargs, **{"connect_timeout": max(2, int(seconds)), **cparams}
        )

    return engine


def _sqlite(url: URL, busy_seconds: float) -> Engine:
    # No pool: a file that was moved or restored from a backup is seen at the next use, and the
    # write-ahead log is folded into the file whenever nobody uses it.
    engine = sa.create_engine(
        url,
        poolclass=sa.NullPool,
        connect_args={"timeout": busy_seconds},
        hide_parameters=True,
        execution_options={"on_begin": (f"PRAGMA busy_timeout={READ_BUSY_MS}", "BEGIN")},
    )
    file = file_of(engine)

    @sa.event.listens_for(engine, "do_connect")
    def _connect(_: object, __: object, cargs: list[Any], cparams: dict[str, Any]) -> None:
        if file is None:
            return
        if not file.exists():
            raise unavailable(GONE)
        # SQLite would make an empty file in the place of one that is deleted just now.
        cargs[0] = f"{file.absolute().as_uri()}?mode=rw"
        cparams["uri"] = True

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # we begin transactions ourselves
        connection.execute("PRAGMA foreign_keys=ON")

    return engine


def file_of(engine: Engine) -> Path | None:
    """The file of a SQLite library; None for PostgreSQL and for an address with its own mode."""
    name = engine.url.database or ""
    if engine.dialect.name != "sqlite" or name.startswith("file:"):
        return None
    return Path(name)


def writing(engine: Engine, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """The same engine and pool, for transactions that write."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(on_begin=("BEGIN",))
    wait = f"PRAGMA busy_timeout={int(busy_seconds * 1000)}"
    return engine.execution_options(on_begin=(wait, "BEGIN IMMEDIATE"))


def prepare(engine: Engine, busy_seconds: float = BUSY_SECONDS, *, known: bool = False) -> None:
    """Make the file and its folder where there are none, and bring the schema up to date.

    A library that is up to date is only read, so that nobody who writes is waited for.

    Parameters
    ----------
    known
        The library was open before: its file and its tables are never made anew, for that would
        put an empty library in the place of one that was lost, without a word.

    Raises
    ------
    PlansUnavailable
        In plain words, when the library is gone, damaged, or newer than this app.
    """
    with within(OPEN_SECONDS):
        embedded = engine.dialect.name == "sqlite"
        if embedded and not known:
            _make_file(engine)
            _use_log(engine)
        kept = revision(engine)
        if kept is None and known:
            raise unavailable(DAMAGED if embedded else NO_TABLES)
        if embedded and known:  # it may be a backup that was put in its place
            _use_log(engine)
    if kept == _head():
        return
    with within(MIGRATION_SECONDS):
        migrate(engine, busy_seconds=busy_seconds)


def _make_file(engine: Engine) -> None:
    file = file_of(engine)
    if file is None or file.exists():
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        log.warning("the folder of the library of plans cannot be made: %s", error)
        raise PlansUnavailable(
            "The library of plans cannot be used: its folder cannot be made on this computer. "
            f"Make the folder writable, or name another file in {SETTING}."
        ) from error
    try:
        file.touch()
    except OSError as error:
        log.warning("the file of the library of plans cannot be made: %s", error)
        raise unavailable(CANNOT_OPEN) from error
    log.warning("a new, empty library of plans is made: %s", file)


def _use_log(engine: Engine) -> None:
    """Switch on the write-ahead log: readers and one writer do not wait for each other."""
    # SQLite does not wait for its turn when two processes switch it on at once, so ask again.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert isinstance(raw, sqlite3.Connection)
                if raw.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                    raw.execute("PRAGMA journal_mode=WAL")
                return
        except (sqlite3.OperationalError, faults.OperationalError) as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def revision(engine: Engine) -> str | None:
    """The schema's revision; None where there are no tables of ours."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return found


@lru_cache(maxsize=1)
def _head() -> str | None:
    return ScriptDirectory.from_config(_settings()).get_current_head()


def _settings(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def take_turn(connection: Connection) -> None:
    """Wait until no other process changes the tables; the turn ends with the transaction.

    SQLite needs nothing more than the transaction for writing, see `writing`.
    """
    if connection.dialect.name == "postgresql":
        # Another process may take its time over a large table.
        connection.exec_driver_sql("SET LOCAL lock_timeout = '120s'")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))


def migrate(engine: Engine, revision: str = "head", *, busy_seconds: float = BUSY_SECONDS) -> None:
    """Bring the schema to ``revision`` in one transaction that only one process runs at a time.

    Raises PlansUnavailable when the schema is newer than this version of the app.
    """
    with writing(engine, busy_seconds).begin() as connection:
        take_turn(connection)
        try:
            with _MIGRATING:  # after the wait for others, never around it
                command.upgrade(_settings(connection), revision)
        except CommandError as error:
            raise PlansUnavailable(
                "The library of plans was made by another, probably newer, version of this app. "
                "Update the app; the plans in the library are untouched."
            ) from error
