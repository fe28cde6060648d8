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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import exc as faults
from sqlalchemy.engine import URL, Connection, Engine, make_url

from plans.errors import PlansUnavailable

SETTING = "PLANS_DATABASE_URL"
DEFAULT_FILE = Path(__file__).resolve().parents[1] / "var" / "plans.sqlite3"
MIGRATIONS = Path(__file__).resolve().parent / "migrations"
#: How long a writer waits for another writer, in seconds.
BUSY_SECONDS = 5.0
#: How long to wait for a server that does not answer, in seconds.
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
        wait = int(busy_seconds * 1000)
        return sa.create_engine(
            url,
            pool_pre_ping=True,
            pool_size=5,
            max_overflow=10,
            pool_timeout=10,
            hide_parameters=True,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "application_name": "atlas-plans",
                "options": f"-c lock_timeout={wait} -c statement_timeout={wait * 4}",
            },
        )
    # No pool: a file that was moved or restored from a backup is seen at the next use, and the
    # write-ahead log is folded into the file whenever nobody uses it.
    engine = sa.create_engine(
        url,
        poolclass=sa.NullPool,
        connect_args={"timeout": busy_seconds},
        hide_parameters=True,
    )

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, see below
        connection.execute("PRAGMA foreign_keys=ON")

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A writer takes the write lock at once and waits its turn; a transaction that reads
        # first and then writes would be refused without waiting.
        kind = connection.get_execution_options().get("sqlite_begin", "BEGIN")
        connection.exec_driver_sql(kind)

    return engine


def writing(engine: Engine) -> Engine:
    """The same engine and pool, for transactions that write."""
    return engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")


def prepare(engine: Engine) -> None:
    """Make the file and its folder where there are none, and bring the schema up to date."""
    if engine.dialect.name == "sqlite":
        _prepare_file(engine)
    migrate(engine)


def _prepare_file(engine: Engine) -> None:
    file = engine.url.database or ""
    if not file.startswith("file:"):
        try:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            log.warning("the folder of the library of plans cannot be made: %s", error)
            raise PlansUnavailable(
                "The library of plans cannot be used: its folder cannot be made on this computer. "
                f"Make the folder writable, or name another file in {SETTING}."
            ) from error
    # Write-ahead log: readers and one writer do not wait for each other. SQLite does not wait
    # for its turn when two processes switch it on at once, so this asks again.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert isinstance(raw, sqlite3.Connection)
                raw.rollback()
                raw.execute("PRAGMA journal_mode=WAL")
                return
        except (sqlite3.OperationalError, faults.OperationalError) as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


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


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to ``revision`` in one transaction that only one process runs at a time.

    Raises PlansUnavailable when the schema is newer than this version of the app.
    """
    with _MIGRATING, writing(engine).begin() as connection:
        take_turn(connection)
        try:
            command.upgrade(_settings(connection), revision)
        except CommandError as error:
            raise PlansUnavailable(
                "The library of plans was made by another, probably newer, version of this app. "
                "Update the app; the plans in the library are untouched."
            ) from error


@contextmanager
def plain_faults() -> Iterator[None]:
    """Turn a fault of the database into PlansUnavailable with the reason in plain words.

    The driver's own words go to the log. A fault of our own making (a wrong statement, a broken
    constraint) is left as it is.
    """
    try:
        yield
    except (faults.DBAPIError, faults.TimeoutError, sqlite3.Error) as error:
        reason = _reason(error)
        if reason is None:
            raise
        log.warning("the library of plans is unavailable: %s", error)
        raise PlansUnavailable(
            f"The library of plans cannot be used just now: {reason}",
            unreachable=reason == _UNREACHABLE,
        ) from error


_BUSY = "somebody else is writing to it. Try again in a moment."
_DAMAGED = (
    "its file is damaged or is not a library of plans. Put a backup in its place, or move the "
    "file away to start an empty library."
)
_SQLITE = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_READONLY": "its file may not be written. Make the file and its folder writable.",
    "SQLITE_CANTOPEN": "its file cannot be opened. Make the folder and the file writable.",
    "SQLITE_PERM": "its file may not be opened. Make the file and its folder writable.",
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_ERROR": _DAMAGED,  # our statements are right for our tables: the tables are not ours
    "SQLITE_FULL": "the disk is full.",
    "SQLITE_IOERR": "the disk cannot be read or written.",
}
#: Classes and codes of PostgreSQL's SQLSTATE (appendix A of its manual), most telling first.
_POSTGRESQL = {
    "3D000": "the server has no database of that name.",
    "42501": "its database account may not do this. Ask for the rights named in operations.md.",
    "42P01": "its tables are missing. Restart the app to make them, or restore a backup.",
    "25006": "the server is read-only at present.",
    "55P03": _BUSY,
    "57014": _BUSY,
    "40": _BUSY,
    "28": "the server refuses the user name or password.",
    "53100": "the server's disk is full.",
    "53": "the server has no room for another connection. Try again in a moment.",
    "57P": "the server is starting or stopping. Try again in a moment.",
    "08": "the connection to the server broke. Try again in a moment.",
}
_UNREACHABLE = "the server cannot be reached. Check that it runs and that the address is right."


def _reason(error: Exception) -> str | None:
    """The reason in plain words; None when the fault is not the database's."""
    if isinstance(error, faults.TimeoutError):
        return "too many people are using it at once. Try again in a moment."
    cause = error.orig if isinstance(error, faults.DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        if isinstance(cause, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            return None
        # Extended codes such as SQLITE_READONLY_DIRECTORY begin with the primary code.
        name = getattr(cause, "sqlite_errorname", "") or ""
        return next((text for code, text in _SQLITE.items() if name.startswith(code)), _DAMAGED)
    state = getattr(cause, "sqlstate", None) or ""
    for code, text in _POSTGRESQL.items():
        if state.startswith(code):
            return text
    if isinstance(error, faults.OperationalError | faults.InterfaceError):
        # psycopg gives no code when the server was never reached or refused the sign-in.
        if "authentication failed" in str(cause):
            return _POSTGRESQL["28"]
        if "does not exist" in str(cause):
            return _POSTGRESQL["3D000"]
        return _UNREACHABLE
    return None
