"""The library of plans: save, open, list, duplicate, delete and undo, history.

Every call names the person it is made for (``owner``): "" for the common library of an
installation without sign-in, else the issuer and subject of the sign-in (`components.sign_in`).
The condition on the owner is part of every statement, so another person's private plan never
leaves the database. A change also names the visitor's session (``by``), whose changes in a minute
are limited (`plans.pace`); "" is for the operator and for programs, who are not counted.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from model.plan import Plan
from plans.conflict import PlanChanged
from plans.database import BUSY_SECONDS, database_url, make_engine, plain_faults, prepare, writing
from plans.errors import PlanNotFound, PlanRefused, PlansUnavailable
from plans.pace import Pace
from plans.plan_file import checked_note, checked_tray, plan_text
from plans.records import KeptPlan, PlanEntry, VersionEntry
from plans.rows import (
    MAX_TITLE,
    RESTORABLE,
    check_room,
    checked_id,
    checked_owner,
    checked_title,
    facts,
    kept,
    mine,
    new_row,
    now,
    restorable,
    visible,
    with_suffix,
)
from plans.tables import PlanRow, VersionRow

MAX_VERSIONS = 1000  # of one plan
#: A server that could not be reached is not asked again for this long (seconds): calls are
#: refused at once, so that it does not hold up every click.
PAUSE = 20.0

_MINE = " (my changes)"

log = logging.getLogger(__name__)


class PlanLibrary:
    """Plans in one database. Made by `open_library`; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._reading = engine
        self._writing = writing(engine)
        self.pace = Pace()
        self._refused_until = 0.0
        self._refusal = ""
        #: Set by a fault: `open_library` looks at the tables again before the next use.
        self._doubtful = False

    # --- saving ------------------------------------------------------------------------------

    def save(
        self,
        owner: str,
        plan: Plan,
        note: str = "",
        *,
        tray: str = "",
        shared: bool = False,
        by: str = "",
    ) -> KeptPlan:
        """Keep a plan for the first time, under its own title. Returns it as version 1.

        ``tray``: code of the presentation collected with it.

        Raises PlanRefused (too long, too many at once, or the library is full) or
        PlansUnavailable.
        """
        owner, note, text = checked_owner(owner), checked_note(note), plan_text(plan)
        tray = checked_tray(tray)
        self.pace.count(owner, by)
        with self._transaction(write=True) as session:
            check_room(session, owner)
            row = new_row(
                session, owner, plan.title, note, text, tray=tray, shared=shared and owner != ""
            )
            return kept(row, session.get_one(VersionRow, (row.id, 1)), owner)

    def save_version(
        self,
        owner: str,
        plan_id: str,
        plan: Plan,
        note: str = "",
        *,
        based_on: int,
        tray: str = "",
        by: str = "",
    ) -> KeptPlan:
        """Keep a plan again, as the next version; its title, note and presentation may differ.

        Parameters
        ----------
        based_on
            Number of the version the work began from (`KeptPlan.newest` when it was opened).

        Raises
        ------
        PlanChanged
            Somebody saved or deleted the plan in the meantime. This work is already kept as a
            plan of its own; the error carries both.
        PlanNotFound, PlanRefused, PlansUnavailable
            As their names say. A save equal to the newest version adds nothing and raises
            nothing.
        """
        owner, note, text = checked_owner(owner), checked_note(note), plan_text(plan)
        tray = checked_tray(tray)
        if not 1 <= based_on < 2**31:
            raise PlanRefused(f"There is no version {based_on} of a plan to base a save on.")
        self.pace.count(owner, by)
        with self._transaction(write=True) as session:
            row = mine(session, owner, plan_id, deleted=None)
            newest = session.get_one(VersionRow, (row.id, row.head))
            same = (newest.text, newest.note, newest.tray) == (text, note, tray)
            if row.deleted_at is None and same:
                return kept(row, newest, owner)
            if row.head >= MAX_VERSIONS and row.head == based_on:
                raise PlanRefused(
                    f"This plan has {MAX_VERSIONS:,} versions, the most that are kept. "
                    "Duplicate it and go on with the copy."
                )
            # One statement decides who is first: it changes the row only if it still stands at
            # the version the saver began from.
            moment = now()
            changed = session.execute(
                sa.update(PlanRow)
                .where(PlanRow.id == row.id, PlanRow.head == based_on, PlanRow.deleted_at.is_(None))
                .values(head=based_on + 1, updated_at=moment),
                execution_options={"synchronize_session": False},
            )
            session.expire_all()
            if changed.rowcount == 1:  # type: ignore[attr-defined]
                version = VersionRow(
                    plan_id=row.id,
                    number=based_on + 1,
                    title=plan.title,
                    note=note,
                    text=text,
                    tray=tray,
                    saved_at=moment,
                )
                session.add(version)
                session.flush()
                return kept(row, version, owner)
            conflict = self._keep_both(session, owner, row, plan, note, tray, based_on)
        raise conflict  # after the commit: the copy is safe before anybody is told

    def _keep_both(
        self,
        session: Session,
        owner: str,
        row: PlanRow,
        plan: Plan,
        note: str,
        tray: str,
        based_on: int,
    ) -> PlanChanged:
        title = with_suffix(plan.title, _MINE)
        text = plan_text(plan.model_copy(update={"title": title}))
        copy = new_row(session, owner, title, note, text, tray=tray, origin=(row.id, based_on))
        theirs = None
        if row.deleted_at is None:
            theirs = kept(row, session.get_one(VersionRow, (row.id, row.head)), owner)
        return PlanChanged(kept(copy, session.get_one(VersionRow, (copy.id, 1)), owner), theirs)

    def duplicate(
        self, owner: str, plan_id: str, number: int | None = None, *, title: str = "", by: str = ""
    ) -> KeptPlan:
        """A copy of a plan one may open, as a plan of one's own (private, version 1).

        ``title`` defaults to "Copy of ..." and is held to the rules of a plan's title.
        """
        source = self.open(owner, plan_id, number)
        wanted = title.strip() or f"Copy of {source.title}"[:MAX_TITLE]
        plan = source.plan().model_copy(update={"title": checked_title(wanted)})
        text = plan_text(plan)
        self.pace.count(owner, by)
        with self._transaction(write=True) as session:
            check_room(session, owner)
            row = new_row(
                session, owner, plan.title, source.note, text, tray=source.tray,
                origin=(source.id, source.version),
            )  # fmt: skip
            return kept(row, session.get_one(VersionRow, (row.id, 1)), owner)

    # --- finding -----------------------------------------------------------------------------

    def open(self, owner: str, plan_id: str, number: int | None = None) -> KeptPlan:
        """A plan with its document: the newest version, or version ``number``.

        Raises PlanNotFound for a plan or version that is not there *for this person*.
        """
        owner = checked_owner(owner)
        with self._transaction() as session:
            found = session.execute(
                sa.select(PlanRow, VersionRow)
                .join(VersionRow, VersionRow.plan_id == PlanRow.id)
                .where(
                    PlanRow.id == checked_id(plan_id),
                    visible(owner),
                    PlanRow.deleted_at.is_(None),
                    VersionRow.number == (PlanRow.head if number is None else number),
                )
            ).one_or_none()
            if found is None:
                raise PlanNotFound()
            return kept(found[0], found[1], owner)

    def list_plans(
        self,
        owner: str,
        *,
        search: str = "",
        deleted: bool = False,
        limit: int = 200,
        offset: int = 0,
    ) -> list[PlanEntry]:
        """Plans this person may open, newest first.

        ``deleted`` lists instead those of their own that `undelete` can bring back, the latest
        deleted first. In the common library those are everybody's, whoever deleted them.
        ``search`` finds words in title and note, whatever their case.
        """
        owner = checked_owner(owner)
        wanted = (
            sa.select(PlanRow, VersionRow.title, VersionRow.note)
            .join(
                VersionRow,
                sa.and_(VersionRow.plan_id == PlanRow.id, VersionRow.number == PlanRow.head),
            )
            .order_by(
                (PlanRow.deleted_at if deleted else PlanRow.updated_at).desc(),
                PlanRow.id,
            )
            .limit(max(1, min(limit, 1000)))
            .offset(max(0, offset))
        )
        if deleted:
            wanted = wanted.where(PlanRow.owner == owner, restorable())
        else:
            wanted = wanted.where(visible(owner), PlanRow.deleted_at.is_(None))
        for word in search.replace("\0", " ").split()[:10]:
            wanted = wanted.where(
                sa.or_(
                    VersionRow.title.icontains(word, autoescape=True),
                    VersionRow.note.icontains(word, autoescape=True),
                )
            )
        with self._transaction() as session:
            return [
                PlanEntry(**facts(row, title, note, row.head, owner))
                for row, title, note in session.execute(wanted)
            ]

    def history(self, owner: str, plan_id: str) -> list[VersionEntry]:
        """Versions of a plan one may open, newest first. Raises PlanNotFound."""
        owner = checked_owner(owner)
        with self._transaction() as session:
            found = session.execute(
                sa.select(VersionRow.number, VersionRow.title, VersionRow.note, VersionRow.saved_at)
                .join(PlanRow, VersionRow.plan_id == PlanRow.id)
                .where(
                    PlanRow.id == checked_id(plan_id),
                    visible(owner),
                    PlanRow.deleted_at.is_(None),
                )
                .order_by(VersionRow.number.desc())
            ).all()
        if not found:
            raise PlanNotFound()
        return [VersionEntry(*line) for line in found]

    # --- sharing and deleting ----------------------------------------------------------------

    def share(self, owner: str, plan_id: str, shared: bool, *, by: str = "") -> None:
        """Let everybody who signs in open and copy the plan, or no longer.

        Raises PlanRefused without sign-in, where every plan is everybody's already.
        """
        if checked_owner(owner) == "":
            raise PlanRefused("Without sign-in every plan is already open to everybody here.")
        self.pace.count(owner, by)
        with self._transaction(write=True) as session:
            mine(session, owner, plan_id).shared = shared

    def delete(self, owner: str, plan_id: str, *, by: str = "") -> None:
        """Take a plan out of the library; for 90 days `undelete` brings it back whole.

        Raises PlanNotFound.
        """
        owner = checked_owner(owner)
        self.pace.count(owner, by)
        with self._transaction(write=True) as session:
            mine(session, owner, plan_id).deleted_at = now()
        log.info("plan %s was deleted; it can be restored for %s days", plan_id, RESTORABLE.days)

    def undelete(self, owner: str, plan_id: str) -> None:
        """Undo `delete`. Raises PlanNotFound, also when it was deleted longer ago."""
        owner = checked_owner(owner)  # not counted: the way back is always open
        with self._transaction(write=True) as session:
            mine(session, owner, plan_id, deleted=True).deleted_at = None
        log.info("plan %s was restored", plan_id)

    def erase_deleted(self, older_than: timedelta) -> int:
        """For the operator: erase for good what was deleted longer ago; says how many plans."""
        return self._erase(PlanRow.deleted_at < now() - older_than)

    def erase_owner(self, owner: str) -> int:
        """For the operator: erase for good all of one person's plans; says how many.

        Raises PlanRefused for "", the common library, which is nobody's to have erased.
        """
        if not checked_owner(owner):
            raise PlanRefused("Name the owner whose plans are to be erased.")
        return self._erase(PlanRow.owner == owner)

    def _erase(self, which: sa.ColumnElement[bool]) -> int:
        with self._transaction(write=True) as session:
            gone = session.execute(
                sa.delete(PlanRow).where(which),
                execution_options={"synchronize_session": False},
            )
            return gone.rowcount  # type: ignore[attr-defined]

    # --- inside ------------------------------------------------------------------------------

    def _prepare(self) -> None:
        with plain_faults():
            prepare(self._reading)
        self._doubtful, self._refused_until = False, 0.0

    @contextmanager
    def _transaction(self, *, write: bool = False) -> Iterator[Session]:
        if time.monotonic() < self._refused_until:
            raise PlansUnavailable(self._refusal, unreachable=True)
        try:
            with plain_faults():
                engine = self._writing if write else self._reading
                with Session(engine, expire_on_commit=False) as session, session.begin():
                    yield session
        except PlansUnavailable as error:
            self._doubtful = True
            if error.unreachable:
                self._refusal = str(error)
                self._refused_until = time.monotonic() + PAUSE
            raise


_OPEN: dict[str, PlanLibrary] = {}
_FAILED: dict[str, tuple[float, str]] = {}
_OPENING = threading.Lock()


def open_library(url: str | None = None, *, busy_seconds: float = BUSY_SECONDS) -> PlanLibrary:
    """The library of plans of this installation, its tables made or brought up to date.

    Parameters
    ----------
    url
        Address of the database; None reads ``PLANS_DATABASE_URL`` (embedded SQLite without it).

    Raises
    ------
    PlansUnavailable
        With the reason in plain words. A page can simply call this at every rerun: an open
        library is handed out again, and a server out of reach is not waited for each time.
    """
    address = database_url(url)
    key = f"{address.render_as_string(hide_password=False)} {busy_seconds}"
    with _OPENING:
        library = _OPEN.get(key)
        if library is not None and not library._doubtful:
            return library
        until, refusal = _FAILED.get(key, (0.0, ""))
        if time.monotonic() < until:
            raise PlansUnavailable(refusal, unreachable=True)
        if library is None:
            library = PlanLibrary(make_engine(address, busy_seconds))
        try:
            library._prepare()
        except PlansUnavailable as error:
            library._reading.dispose()
            if error.unreachable:
                _FAILED[key] = (time.monotonic() + PAUSE, str(error))
            raise
        _FAILED.pop(key, None)
        _OPEN[key] = library
        return library
