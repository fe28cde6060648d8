"""How the library reaches its database: one reading statement, or one writing transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from plans import time_limit
from plans.database import BUSY_SECONDS, prepare, writing
from plans.errors import PlansUnavailable
from plans.faults import plain_faults

#: A server that could not be reached is not asked again for this long (seconds): calls are
#: refused at once, so that it does not hold up every click.
PAUSE = 20.0

log = logging.getLogger(__name__)

_Columns = TypeVarTuple("_Columns")  # what a statement asks for


class Access:
    """One database, safe to share between threads. Everything it refuses is said in plain words.

    Attributes
    ----------
    doubtful : bool
        Set by a fault: `plans.library.open_library` looks at the tables again before the next
        use. A busy database is not doubtful.
    """

    def __init__(self, engine: Engine, busy_seconds: float = BUSY_SECONDS) -> None:
        self._reading = engine
        self._writing = writing(engine, busy_seconds)
        self._busy_seconds = busy_seconds
        self._known = False  # whether its tables were found or made before
        self._refused_until = 0.0
        self._refusal = ""
        self.doubtful = False

    def close(self) -> None:
        """Close the connections that wait to be used again."""
        self._reading.dispose()

    def prepare(self) -> None:
        """Look at the tables, make them or bring them up to date. Raises PlansUnavailable."""
        with plain_faults():
            prepare(self._reading, self._busy_seconds, known=self._known)
        self._known, self.doubtful, self._refused_until = True, False, 0.0

    def fetch(self, statement: sa.Select[*_Columns]) -> list[sa.Row[*_Columns]]:
        """Rows of one statement that only reads: it waits for no writer.

        Raises PlansUnavailable.
        """
        with self._watched(time_limit.READ_SECONDS):
            for again in (True, False):
                try:
                    with Session(self._reading, expire_on_commit=False) as session, session.begin():
                        return list(session.execute(statement))
                except DBAPIError as error:
                    if not (again and _cut_before_use(error)):
                        raise
        raise AssertionError("unreachable")

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A transaction that writes, from its turn among the writers to its commit.

        Raises PlansUnavailable.
        """
        with (
            self._watched(self._busy_seconds + time_limit.WRITE_SECONDS),
            Session(self._writing, expire_on_commit=False) as session,
        ):
            try:
                session.connection()  # begins; nothing has been done yet, so it may be repeated
            except DBAPIError as error:
                if not _cut_before_use(error):
                    raise
                session.rollback()
                session.connection()
            yield session
            session.flush()
            try:
                session.commit()
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                log.warning("the answer to a commit was lost: %s", error)
                raise PlansUnavailable(
                    "The library of plans did not answer in time, and it is not known whether the "
                    "last change was kept. Look under Kept plans before you make it again.",
                    unreachable=True,
                ) from error

    @contextmanager
    def _watched(self, seconds: float) -> Iterator[None]:
        """Say faults in plain words, remember a server that is away, and never wait too long."""
        if time_limit.clock() < self._refused_until:
            raise PlansUnavailable(self._refusal, unreachable=True)
        try:
            with time_limit.within(seconds), plain_faults():
                yield
        except PlansUnavailable as error:
            # Somebody else's turn says nothing about the library; other faults may mean that its
            # file or its server is another one now.
            self.doubtful = self.doubtful or not error.busy
            if error.unreachable:
                self._refusal = str(error)
                self._refused_until = time_limit.clock() + PAUSE
            raise


def _cut_before_use(error: DBAPIError) -> bool:
    """Whether a connection kept in the pool turned out to be cut, so that a new one may do."""
    return error.connection_invalidated and not isinstance(error.orig, time_limit.NoAnswer)
