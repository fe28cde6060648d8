"""The library of plans: save, open, list, duplicate, delete and undo, history.

Every call names the person it is made for (``owner``): "" for the common library of an
installation without sign-in, else the issuer and subject of the sign-in (`session.sign_in`).
The condition on the owner is part of every statement, so another person's private plan never
leaves the database. A change also names the visitor's session (``by``), whose changes in a minute
are limited (`plans.pace`); "" is for the operator and for programs, who are not counted.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from model.plan import Plan
from plans import time_limit
from plans.access import PAUSE, Access
from plans.conflict import PlanChanged
from plans.database import BUSY_SECONDS, database_url, make_engine
from plans.errors import PlanNotFound, PlanRefused, PlansUnavailable
from plans.pace import Pace
from plans.plan_file import checked_note, checked_tray, plan_text
from plans.records import KeptPlan, PlanEntry, VersionEntry
from plans.rows import (
    MAX_TITLE,
    RESTORABLE,
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
from plans.time_limit import READ_SECONDS

MAX_VERSIONS = 1000  # of one plan

_MINE = " (my changes)"

log = logging.getLogger(__name__)


class PlanLibrary(Access):
    """Plans in one database. Made by `open_library`; safe to share between threads."""

    def __init__(self, engine: Engine, busy_seconds: float = BUSY_SECONDS) -> None:
        super().__init__(engine, busy_seconds)
        self.pace = Pace()

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
        with self.transaction() as session:
            row, version = new_row(
                session, owner, plan.title, note, text, tray=tray, shared=shared and owner != ""
            )
            return kept(row, version, owner)

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
        with self.transaction() as session:
            moment = now()
            # One statement decides who is first: it changes the row only if it still stands at
            # the version the saver began from, and only if there is something new to keep.
            row = session.scalar(
                sa.update(PlanRow)
                .where(
                    PlanRow.id == checked_id(plan_id),
                    PlanRow.owner == owner,
                    PlanRow.deleted_at.is_(None),
                    PlanRow.head == based_on,
                    PlanRow.head < MAX_VERSIONS,
                    ~sa.exists().where(
                        VersionRow.plan_id == PlanRow.id,
                        VersionRow.number == PlanRow.head,
                        VersionRow.text == text,
                        VersionRow.note == note,
                        VersionRow.tray == tray,
                    ),
                )
                .values(head=based_on + 1, updated_at=moment)
                .returning(PlanRow),
                execution_options={"synchronize_session": False},
            )
            if row is not None:
                version = VersionRow(
                    plan_id=row.id,
                    number=row.head,
                    title=plan.title,
                    note=note,
                    text=text,
                    tray=tray,
                    saved_at=moment,
                )
                session.add(version)
                session.flush()
                return kept(row, version, owner)
            row = mine(session, owner, plan_id, deleted=None)
            newest = session.get_one(VersionRow, (row.id, row.head))
            same = (newest.text, newest.note, newest.tray) == (text, note, tray)
            if row.deleted_at is None and same:
                return kept(row, newest, owner)
            if row.deleted_at is None and row.head >= MAX_VERSIONS and row.head == based_on:
                raise PlanRefused(
                    f"This plan has {MAX_VERSIONS:,} versions, the most that are kept. "
                    "Duplicate it and go on with the copy."
                )
            conflict = self._keep_both(session, owner, row, newest, plan, note, tray, based_on)
        raise conflict  # after the commit: the copy is safe before anybody is told

    def _keep_both(
        self,
        session: Session,
        owner: str,
        row: PlanRow,
        newest: VersionRow,
        plan: Plan,
        note: str,
        tray: str,
        based_on: int,
    ) -> PlanChanged:
        title = with_suffix(plan.title, _MINE)
        text = plan_text(plan.model_copy(update={"title": title}))
        copy, version = new_row(
            session, owner, title, note, text, tray=tray, origin=(row.id, based_on), always=True
        )
        theirs = kept(row, newest, owner) if row.deleted_at is None else None
        return PlanChanged(kept(copy, version, owner), theirs)

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
        with self.transaction() as session:
            row, version = new_row(
                session,
                owner,
                plan.title,
                source.note,
                text,
                tray=source.tray,
                origin=(source.id, source.version),
            )
            return kept(row, version, owner)

    # --- finding -----------------------------------------------------------------------------

    def open(self, owner: str, plan_id: str, number: int | None = None) -> KeptPlan:
        """A plan with its document: the newest version, or version ``number``.

        Raises PlanNotFound for a plan or version that is not there *for this person*.
        """
        owner = checked_owner(owner)
        found = self.fetch(
            sa.select(PlanRow, VersionRow)
            .join(VersionRow, VersionRow.plan_id == PlanRow.id)
            .where(
                PlanRow.id == checked_id(plan_id),
                visible(owner),
                PlanRow.deleted_at.is_(None),
                VersionRow.number == (PlanRow.head if number is None else number),
            )
        )
        if not found:
            raise PlanNotFound()
        return kept(found[0][0], found[0][1], owner)

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
            .order_by((PlanRow.deleted_at if deleted else PlanRow.updated_at).desc(), PlanRow.id)
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
        return [
            PlanEntry(**facts(row, title, note, row.head, owner))
            for row, title, note in self.fetch(wanted)
        ]

    def history(self, owner: str, plan_id: str) -> list[VersionEntry]:
        """Versions of a plan one may open, newest first. Raises PlanNotFound."""
        owner = checked_owner(owner)
        found = self.fetch(
            sa.select(VersionRow.number, VersionRow.title, VersionRow.note, VersionRow.saved_at)
            .join(PlanRow, VersionRow.plan_id == PlanRow.id)
            .where(PlanRow.id == checked_id(plan_id), visible(owner), PlanRow.deleted_at.is_(None))
            .order_by(VersionRow.number.desc())
        )
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
        with self.transaction() as session:
            mine(session, owner, plan_id).shared = shared

    def delete(self, owner: str, plan_id: str, *, by: str = "") -> None:
        """Take a plan out of the library; for 90 days `undelete` brings it back whole.

        Raises PlanNotFound.
        """
        owner = checked_owner(owner)
        self.pace.count(owner, by)
        with self.transaction() as session:
            row = mine(session, owner, plan_id)
            # With the computer's clock behind, its 90 days would else be over once it is right.
            row.deleted_at = max(now(), row.created_at, row.updated_at)
        # A warning, so that it is in the log of an app that sets no level of its own.
        log.warning("plan %s was deleted; it can be restored for %s days", plan_id, RESTORABLE.days)

    def undelete(self, owner: str, plan_id: str) -> None:
        """Undo `delete`. Raises PlanNotFound, also when it was deleted longer ago."""
        owner = checked_owner(owner)  # not counted: the way back is always open
        with self.transaction() as session:
            mine(session, owner, plan_id, deleted=True).deleted_at = None
        log.warning("plan %s was restored", plan_id)

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
        with self.transaction() as session:
            gone = session.execute(
                sa.delete(PlanRow).where(which), execution_options={"synchronize_session": False}
            )
            assert isinstance(gone, sa.CursorResult)
            return gone.rowcount


@dataclass(frozen=True)
class _Opening:
    """A library that is being opened, and since when."""

    began: float
    done: Future[PlanLibrary]


_OPEN: dict[str, PlanLibrary] = {}
_UNDER_WAY: dict[str, _Opening] = {}
_FAILED: dict[str, tuple[float, str]] = {}
#: Held to look into the three above, never while anybody waits for a database.
_OPENING = threading.Lock()


def open_library(
    url: str | None = None, *, busy_seconds: float = BUSY_SECONDS, patience: float = READ_SECONDS
) -> PlanLibrary:
    """The library of plans of this installation, its tables made or brought up to date.

    Parameters
    ----------
    url
        Address of the database; None reads ``PLANS_DATABASE_URL`` (embedded SQLite without it).
    busy_seconds
        How long a save waits for other writers.
    patience
        How long the caller waits for a library that is being opened. It is opened in the
        background: another caller finds it open later.

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
        if library is not None and not library.doubtful:
            return library
        until, refusal = _FAILED.get(key, (0.0, ""))
        if time_limit.clock() < until:
            raise PlansUnavailable(refusal, unreachable=True)
        opening = _UNDER_WAY.get(key)
        if opening is None:
            opening = _UNDER_WAY[key] = _Opening(time_limit.clock(), Future())
            if library is None:
                library = PlanLibrary(make_engine(address, busy_seconds), busy_seconds)
            threading.Thread(
                target=_open, args=(key, library, opening), name="open the library", daemon=True
            ).start()
    left = opening.began + patience - time_limit.clock()
    try:
        return opening.done.result(timeout=max(0.0, left))
    except TimeoutError:
        raise PlansUnavailable(
            "The library of plans is not open yet: its database takes long to answer. Try again "
            "in a moment."
        ) from None


def _open(key: str, library: PlanLibrary, opening: _Opening) -> None:
    """Make one library ready, for everybody who waits for it."""
    try:
        library.prepare()
    except BaseException as error:
        library.close()
        with _OPENING:
            if isinstance(error, PlansUnavailable) and error.unreachable:
                _FAILED[key] = (time_limit.clock() + PAUSE, str(error))
            _UNDER_WAY.pop(key, None)
        opening.done.set_exception(error)
    else:
        with _OPENING:
            _FAILED.pop(key, None)
            _OPEN[key] = library
            _UNDER_WAY.pop(key, None)
        opening.done.set_result(library)
