"""Rows of the library: whose they are, who may see and change them, how one is made."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from data.plain_text import is_line
from plans.errors import PlanNotFound, PlanRefused
from plans.records import KeptPlan
from plans.tables import PlanRow, VersionRow

MAX_TITLE = 120  # characters; the same as model.plan and the column
MAX_PLANS = 5000  # of one owner, those an undo can bring back included
#: New plans that the common library takes in a day: one visitor cannot use up its room before
#: whoever runs the app can see it.
MAX_NEW_A_DAY = 1000
#: For so long a deleted plan is listed and can be restored.
RESTORABLE = timedelta(days=90)
MAX_OWNER = 800

_ID = re.compile(r"[A-Za-z0-9_-]{22}")


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def checked_owner(owner: str) -> str:
    """The owner as it is. Raises PlanRefused for nobody (None) and for a name too long."""
    # None is what the sign-in gives for somebody who has not signed in: never the common library.
    if not isinstance(owner, str):
        raise PlanRefused("Sign in to use the library of plans.")
    if len(owner) > MAX_OWNER or "\0" in owner:
        raise PlanRefused("The name your sign-in gives is too long to keep plans under.")
    return owner


def checked_id(plan_id: str) -> str:
    """The id if it can be one. Raises PlanNotFound otherwise."""
    if not isinstance(plan_id, str) or not _ID.fullmatch(plan_id):
        raise PlanNotFound()
    return plan_id


def checked_title(title: str) -> str:
    """The title as it is. Raises PlanRefused when it is not one line of text."""
    if len(title) > MAX_TITLE or not is_line(title):
        raise PlanRefused(f"A title is one line of text, at most {MAX_TITLE} characters.")
    return title


def with_suffix(title: str, suffix: str) -> str:
    """The title with ``suffix`` behind it, shortened to fit."""
    return title[: MAX_TITLE - len(suffix)].rstrip() + suffix


def visible(owner: str) -> sa.ColumnElement[bool]:
    """Whose plans this person may open.

    Without sign-in: those of the common library only, so that switching sign-in off opens
    nobody's private plans. With it: their own, the shared, and the common library of before.
    """
    if owner == "":
        return PlanRow.owner == ""
    return sa.or_(PlanRow.owner.in_([owner, ""]), PlanRow.shared.is_(True))


def mine(session: Session, owner: str, plan_id: str, *, deleted: bool | None = False) -> PlanRow:
    """The row of a plan this person may change; ``deleted=None`` takes it either way.

    ``deleted=True`` takes those only that were deleted less than `RESTORABLE` ago.
    """
    row = session.execute(
        sa.select(PlanRow).where(PlanRow.id == checked_id(plan_id), visible(owner))
    ).scalar_one_or_none()
    if row is None or (row.owner != owner and row.deleted_at is not None):
        raise PlanNotFound()
    if row.owner != owner:
        raise PlanRefused(
            "This plan is shared with you to read. Duplicate it to make changes of your own."
        )
    if deleted is not None and (row.deleted_at is not None) != deleted:
        raise PlanNotFound()
    if deleted and row.deleted_at is not None and row.deleted_at <= now() - RESTORABLE:
        raise PlanNotFound()
    return row


def restorable() -> sa.ColumnElement[bool]:
    """Whether a plan was deleted less than `RESTORABLE` ago."""
    return PlanRow.deleted_at > now() - RESTORABLE


def _counts(owner: str) -> tuple[sa.ScalarSelect[int], sa.ScalarSelect[int]]:
    """How many plans take this owner's room, and how many of them are of the last day."""
    taken = (
        sa.select(sa.func.count())
        .select_from(PlanRow)
        .where(PlanRow.owner == owner, sa.or_(PlanRow.deleted_at.is_(None), restorable()))
    )
    today = taken.where(PlanRow.created_at > now() - timedelta(days=1))
    return taken.scalar_subquery(), today.scalar_subquery()


def _no_room(session: Session, owner: str) -> PlanRefused:
    """Why there was no room for another plan of this owner."""
    taken, _ = session.execute(sa.select(*_counts(owner))).one()
    if taken >= MAX_PLANS:
        return PlanRefused(
            f"The library is full: {MAX_PLANS:,} plans. Save as the next version of a plan, or "
            "download yours as a file under Share, and ask whoever runs the app to make room."
        )
    return PlanRefused(
        f"The library took {MAX_NEW_A_DAY:,} new plans in a day, the most it takes, so that "
        "nobody fills it for everybody. Save as the next version of a plan, or download "
        "yours as a file under Share, and tell whoever runs the app."
    )


def new_row(
    session: Session,
    owner: str,
    title: str,
    note: str,
    text: str,
    *,
    tray: str = "",
    shared: bool = False,
    origin: tuple[str, int] | None = None,
    always: bool = False,
) -> tuple[PlanRow, VersionRow]:
    """Make a plan with its version 1; ``origin`` is the plan and version it is a copy of.

    Raises PlanRefused when this owner's part of the library is full, or is filled too fast;
    ``always`` makes the plan nevertheless.
    """
    moment = now()
    values = {
        "id": secrets.token_urlsafe(16),
        "owner": owner,
        "head": 1,
        "created_at": moment,
        "updated_at": moment,
        "shared": shared,
        "copied_from": origin[0] if origin else None,
        "copied_version": origin[1] if origin else None,
    }
    # The room is counted by the statement that takes it: one trip to the server, not two.
    columns = [PlanRow.__table__.c[name] for name in values]
    line = sa.select(
        *(
            sa.cast(sa.null(), column.type) if value is None else sa.literal(value, column.type)
            for column, value in zip(columns, values.values(), strict=True)
        )
    )
    if not always:
        taken, today = _counts(owner)
        line = line.where(taken < MAX_PLANS)
        if owner == "":
            line = line.where(today < MAX_NEW_A_DAY)
    row = session.scalar(sa.insert(PlanRow).from_select(columns, line).returning(PlanRow))
    if row is None:
        raise _no_room(session, owner)
    version = VersionRow(
        plan_id=row.id, number=1, title=title, note=note, text=text, tray=tray, saved_at=moment
    )
    session.add(version)
    session.flush()
    return row, version


def facts(row: PlanRow, title: str, note: str, number: int, owner: str) -> dict[str, Any]:
    """The fields of a `PlanEntry` for this person."""
    return {
        "id": row.id,
        "title": title,
        "note": note,
        "version": number,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "shared": row.shared,
        "yours": row.owner == owner,
        "deleted_at": row.deleted_at,
        "copied_from": row.copied_from or "",
    }


def kept(row: PlanRow, version: VersionRow, owner: str) -> KeptPlan:
    """A plan with one of its versions, as this person sees it."""
    known = facts(row, version.title, version.note, version.number, owner)
    return KeptPlan(**known, text=version.text, tray=version.tray, newest=row.head)
