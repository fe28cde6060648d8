"""What an operator does from the command line: ``python -m plans --help``."""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from plans.database import database_url, make_engine
from plans.errors import PlansError, PlansUnavailable
from plans.faults import plain_faults
from plans.library import PlanLibrary, open_library
from plans.time_limit import MIGRATION_SECONDS, OPEN_SECONDS


def backup(target: Path) -> str:
    """Copy the SQLite library, while the app runs, to a new file. Returns what was done.

    Raises PlansUnavailable for PostgreSQL (its own ``pg_dump`` does this), for a library that
    does not exist yet, and for a target that does.
    """
    url = database_url()
    if url.get_backend_name() != "sqlite":
        raise PlansUnavailable("This library is in PostgreSQL: back it up with pg_dump.")
    source = Path(url.database or "")
    if not source.is_file():
        raise PlansUnavailable(f"There is no library to back up yet ({source.name}).")
    try:
        # Made by us and readable only by us: plans can be private.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise PlansUnavailable(
            f"The backup cannot be written to {target.name}: {error.strerror}."
        ) from error
    engine = make_engine(url)
    with plain_faults(), engine.connect() as connection, closing(sqlite3.connect(target)) as copy:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.rollback()
        raw.backup(copy)
    return f"Library copied to {target.name}."


def _library() -> PlanLibrary:
    """The library, waited for as long as opening it and changing its tables may take."""
    return open_library(patience=OPEN_SECONDS + MIGRATION_SECONDS)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m plans", description="Look after the library.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="make the tables, or bring them up to date")
    kept = commands.add_parser("backup", help="copy the SQLite library while the app runs")
    kept.add_argument("file", type=Path)
    erase = commands.add_parser("erase", help="erase plans, with their history, for good")
    which = erase.add_mutually_exclusive_group(required=True)
    which.add_argument("--deleted-days-ago", type=int, metavar="DAYS", help="deleted before that")
    which.add_argument("--owner", help="all plans of this owner, as the table plans names them")
    chosen = parser.parse_args(arguments)
    try:
        # The environment names it, and an erasure in another one would be no erasure.
        named = database_url().render_as_string(hide_password=True)
        print(f"Library: {named}", file=sys.stderr)
        if chosen.command == "migrate":
            _library()
            print("The tables are up to date.")
        elif chosen.command == "backup":
            print(backup(chosen.file))
        elif chosen.owner is not None:
            print(f"Plans erased: {_library().erase_owner(chosen.owner)}.")
        else:
            if chosen.deleted_days_ago < 0:
                parser.error("DAYS must be 0 or more")
            number = _library().erase_deleted(timedelta(days=chosen.deleted_days_ago))
            print(f"Plans erased: {number}.")
    except PlansError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
