"""What can go wrong with the library of plans, in words a page can show as they are."""

from __future__ import annotations

from data.errors import PlainError


class PlansError(PlainError):
    """Anything the library says no to. ``str(error)`` is plain English, without markup."""


class PlansUnavailable(PlansError):
    """The library cannot be used just now; the rest of the app goes on without it.

    ``unreachable`` says that a server did not answer, so that it is not asked at every click;
    ``busy``, that somebody else was writing: the library itself is as it was.
    """

    def __init__(self, message: str, *, unreachable: bool = False, busy: bool = False) -> None:
        super().__init__(message)
        self.unreachable = unreachable
        self.busy = busy


class PlanNotFound(PlansError):
    """No such plan for this person: never made, deleted, or private to somebody else.

    The three are told apart nowhere, so that an id cannot be used to learn of another's plan.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message or "There is no such plan in your library. It may have been deleted."
        )


class PlanRefused(PlansError):
    """What was asked breaks a rule: too long, empty, damaged, or not yours to change."""
