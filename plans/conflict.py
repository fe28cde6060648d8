"""Two people saved the same plan: what the second is told."""

from __future__ import annotations

from plans.errors import PlansError
from plans.records import KeptPlan


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
