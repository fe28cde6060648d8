"""What the faults of a database mean, in words a page can show as they are."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc as faults

from plans.errors import PlansUnavailable
from plans.time_limit import NoAnswer

log = logging.getLogger(__name__)


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
        raise unavailable(reason) from error


def unavailable(reason: str) -> PlansUnavailable:
    """The error that tells a page why the library cannot be used just now."""
    return PlansUnavailable(
        f"The library of plans cannot be used just now: {reason}",
        unreachable=reason in (_UNREACHABLE, _SILENT),
        busy=reason in (_BUSY, _CROWDED),
    )


_BUSY = "somebody else is writing to it. Try again in a moment."
_CROWDED = "too many people are using it at once. Try again in a moment."
DAMAGED = (
    "its file is damaged or is not a library of plans. Put a backup in its place, or move the "
    "file away and start the app again to begin an empty library."
)
GONE = (
    "its file is gone: it was moved or deleted while the app ran. Put it, or a backup of it, back "
    "in its place. To begin an empty library instead, start the app again."
)
CANNOT_OPEN = "its file cannot be opened. Make the folder and the file writable."
NO_TABLES = "its tables are missing. Restore a backup, or start the app again to make them empty."
_SQLITE = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_READONLY": "its file may not be written. Make the file and its folder writable.",
    "SQLITE_CANTOPEN": CANNOT_OPEN,
    "SQLITE_PERM": "its file may not be opened. Make the file and its folder writable.",
    "SQLITE_NOTADB": DAMAGED,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_ERROR": DAMAGED,  # our statements are right for our tables: the tables are not ours
    "SQLITE_FULL": "the disk is full.",
    "SQLITE_IOERR": "the disk cannot be read or written.",
}
#: Classes and codes of PostgreSQL's SQLSTATE (appendix A of its manual), most telling first.
_POSTGRESQL = {
    "3D000": "the server has no database of that name.",
    "42501": "its database account may not do this. Ask for the rights named in operations.md.",
    "42P01": NO_TABLES,
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
_SILENT = "its server takes too long to answer. Try again in a moment."


def _reason(error: Exception) -> str | None:
    """The reason in plain words; None when the fault is not the database's."""
    if isinstance(error, faults.TimeoutError):
        return _CROWDED
    cause = error.orig if isinstance(error, faults.DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        if isinstance(cause, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            return None
        # Extended codes such as SQLITE_READONLY_DIRECTORY begin with the primary code.
        name = getattr(cause, "sqlite_errorname", "") or ""
        return next((text for code, text in _SQLITE.items() if name.startswith(code)), DAMAGED)
    if isinstance(cause, NoAnswer):
        return _SILENT
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
