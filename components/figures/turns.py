"""Whose plan is worked out next, when more people move a slider than there are processors.

Python runs one thread at a time. Fifty threads that work out fifty plans together only hand over
to each other: all get slow, and the work itself grows. So a few work and the others wait in the
order in which they came. A session has one run at a time, so nobody waits behind one person twice.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

#: Runs at once: while one is in compiled code, which needs no turn of Python, another goes on.
AT_ONCE = min(max(os.cpu_count() or 1, 2), 4)


class Turns:
    """Places for so many at once, given in the order of asking."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[object] = deque()
        self._changed = Condition()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @contextmanager
    def turn(self, first: bool = False) -> Iterator[None]:
        """Wait for a place, hold it, give it back whatever happens.

        ``first``: before all who wait, for whoever had a place and gave it up unused.
        """
        ticket = object()
        with self._changed:
            if first:
                self._waiting.appendleft(ticket)
            else:
                self._waiting.append(ticket)
            try:
                self._changed.wait_for(lambda: self._free > 0 and self._waiting[0] is ticket)
                self._free -= 1
            finally:
                self._waiting.remove(ticket)
                # With more than one place free, the next in line can go too.
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()


#: Of the page on which sliders move.
PLANS = Turns(AT_ONCE)
