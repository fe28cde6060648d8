"""How fast plans may be saved: nobody fills the library for everybody.

Counts are held in this process only; how many plans a library takes in a day is counted in the
database (`plans.rows.check_room`), so that it holds for several processes and over a restart.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable

from plans.errors import PlanRefused

MINUTE, HOUR = 60.0, 3600.0
#: Changes by one session (or by one person who signed in), by window in seconds.
SESSION_LIMITS = {MINUTE: 12, HOUR: 120}
#: Changes of the common library by everybody together: a room of people who all save at once fits.
COMMON_LIMITS = {MINUTE: 120}
#: Sessions remembered; the ones that changed nothing for longest are forgotten first.
MOST_SESSIONS = 5000


class Pace:
    """Changes counted in sliding windows. Safe to share between threads.

    Parameters
    ----------
    clock
        Gives seconds that never run backwards.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._done: dict[str, deque[float]] = {}

    def count(self, owner: str, session: str) -> None:
        """Count one change by this session, or refuse it.

        Parameters
        ----------
        owner
            As in `plans.library`: "" for the common library.
        session
            Any text that tells one visitor's session from another's; "" for the operator and
            for programs, who are not counted.

        Raises
        ------
        PlanRefused
            With how long to wait. A change that is refused is not counted.
        """
        if not session:
            return
        who = f"owner {owner}" if owner else f"session {session}"
        windows = [(who, SESSION_LIMITS, "from this browser tab" if not owner else "by you")]
        if not owner:
            windows.append(("everybody", COMMON_LIMITS, "by everybody together"))
        with self._lock:
            moment = self._clock()
            for name, limits, by in windows:
                self._refuse(self._done.get(name, deque()), limits, by, moment)
            for name, limits, _ in windows:
                done = self._done.pop(name, deque())
                while done and done[0] <= moment - max(limits):
                    done.popleft()
                done.append(moment)
                self._done[name] = done  # at the end: the latest to have changed something
            while len(self._done) > MOST_SESSIONS:
                del self._done[next(iter(self._done))]

    @staticmethod
    def _refuse(done: deque[float], limits: dict[float, int], by: str, moment: float) -> None:
        for seconds, most in limits.items():
            if len(done) < most or done[-most] <= moment - seconds:
                continue
            wait = math.ceil(done[-most] + seconds - moment)
            span = "a minute" if seconds == MINUTE else "an hour"
            again = f"{wait} seconds" if wait < 120 else f"{math.ceil(wait / 60)} minutes"
            raise PlanRefused(
                f"The library took {most} changes {by} within {span}, the most it takes, so that "
                f"nobody fills it for everybody. Your work is as it was: try again in {again}, or "
                "download the plan as a file under Share."
            )
