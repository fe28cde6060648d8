"""What can go wrong with the library of plans, in words a page can show as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.errors import PlainError

if TYPE_CHECKING:
    from plans.records import KeptPlan


class PlansError(PlainError):
    """Anything the library says no to. ``str(error)`` is plain English, without markup."""


class PlansUnavailable(PlansError):
    """The library cannot be used just now; the rest of the app goes on without it.

    ``unreachable`` says that a server did not answer, so that it is not asked at every click.
    """

    def __init__(self, message: str, *, unreachable: bool = False) -> None:
        super().__init__(message)
        self.unreachable = unreachable


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


class PlanChanged(PlansError):
    """Somebody else saved (or deleted) the plan first. Both pieces of work are kept.

    Attributes
    ----------
    kept : KeptPlan
        The second saver's work, already kept as a plan of its own.
    theirs : KeptPlan or None
        The plan as it now stands; None when it was deleted in the meantime.
    """

    def __init__(self, kept: KeptPlan, theirs: KeptPlan | None) -> None:
        self.kept = kept
        self.theirs = theirs
        if theirs is None:
            message = (
                "This plan was deleted while you were working on it. Nothing of yours is lost: "
                f"your version is kept as a new plan, “{kept.title}”."
            )
        else:
            message = (
                "Somebody else saved this plan while you were working on it. Nothing is lost: "
                f"theirs stays as “{theirs.title}”, version {theirs.version}, and yours is kept "
                f"as a new plan, “{kept.title}”. Compare the two and go on with the one you want."
            )
        super().__init__(message)
