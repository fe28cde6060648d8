"""How long anybody waits for a PostgreSQL server, whatever the server or the network does.

The server's own limits (``statement_timeout``, ``lock_timeout``) need a server that works, and
keepalives only a kernel that does. So the client itself counts: psycopg waits for the network in
one place, `psycopg.Connection.wait`, and here that place knows when to give up.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from psycopg import errors

#: To list and open plans, from the first byte sent to the last received (seconds).
READ_SECONDS = 4.5
#: To save, besides the wait for other writers (seconds).
WRITE_SECONDS = 5.0
#: To find the server and look at its tables; nobody's page waits for it (seconds).
OPEN_SECONDS = 30.0
#: To bring the tables up to date, or to wait for another process that does (seconds).
MIGRATION_SECONDS = 150.0

_until: ContextVar[float | None] = ContextVar("until", default=None)
#: Gives seconds that never run backwards. Tests put another clock here.
clock = time.monotonic


class NoAnswer(psycopg.OperationalError):
    """The server did not answer in time; the connection is closed."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give whatever is asked of PostgreSQL inside, all together, so many seconds."""
    token = _until.set(clock() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def seconds_left() -> float | None:
    """What is left of the time that `within` gave; None outside of it."""
    until = _until.get()
    return None if until is None else until - clock()


class LimitedConnection(psycopg.Connection[Any]):
    """A connection that waits for its server no longer than `within` allows."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait as psycopg does. Raises NoAnswer, the connection closed, when the time is up."""
        left = seconds_left()
        if left is None or (timeout is not None and timeout <= left):
            return super().wait(gen, interval, timeout)
        try:
            if left > 0:
                return super().wait(gen, interval, left)
        except errors._WaitTimeout:
            pass
        # Closed, not returned to the pool: the answer may still come, to whoever asks next.
        self.pgconn.finish()
        raise NoAnswer("the server did not answer in time")
