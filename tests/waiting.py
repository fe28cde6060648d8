"""Waiting until something outside a page is so: the one place where a test may pause."""

from __future__ import annotations

import time
from collections.abc import Callable

#: How long a pause lasts, in seconds, and how often is asked: four minutes on a busy machine.
PAUSE, MOST = 0.1, 2400


def wait_until(there: Callable[[], object], what: str | Callable[[], str]) -> None:
    """Ask again and again until ``there`` says yes; an answer that cannot be had is a no.

    Parameters
    ----------
    there
        Gives something true once it is so. An `OSError` (nobody answers yet) means not yet; any
        other error, as of a server that has ended, ends the test.
    what
        What was waited for, or what gives it (such as a log), for whoever reads the failure.
    """
    for _ in range(MOST):
        try:
            if there():
                return
        except OSError:
            pass
        time.sleep(PAUSE)
    raise AssertionError(f"it did not come about: {what if isinstance(what, str) else what()}")
