"""What the library hands out: plain records, detached from the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from model.plan import Plan, PlanError, load_plan
from plans.errors import PlanRefused


@dataclass(frozen=True)
class PlanEntry:
    """One line of a list of plans. Times are UTC and know it.

    ``yours`` says whether this person may change the plan; a plan shared by somebody else can
    be opened and duplicated, not changed.
    """

    id: str
    title: str
    note: str
    version: int
    created_at: datetime
    updated_at: datetime
    shared: bool
    yours: bool
    deleted_at: datetime | None = None
    copied_from: str = ""  # id of the plan this one began as a copy of


@dataclass(frozen=True)
class KeptPlan(PlanEntry):
    """A plan with its document: the text that `model.plan` reads and writes.

    ``version`` is the one opened; ``newest`` is the one a save must be based on. ``tray`` is the
    code of the presentation kept with it, "" for none.
    """

    text: str = ""
    tray: str = ""
    newest: int = 0

    def plan(self) -> Plan:
        """The plan itself. Raises PlanRefused when this version of the app cannot read it."""
        try:
            return load_plan(self.text)
        except PlanError as error:
            raise PlanRefused(
                f"This plan was kept by another version of the app and cannot be used: {error}. "
                "It stays in the library as it is."
            ) from error


@dataclass(frozen=True)
class VersionEntry:
    """One line of a plan's history."""

    number: int
    title: str
    note: str
    saved_at: datetime
