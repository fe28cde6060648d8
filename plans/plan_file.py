"""A plan as a file, to hand to somebody or keep aside, and back."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import NamedTuple
from unicodedata import category

from data.plain_text import plain
from model.plan import SIZE_LIMIT, Plan, PlanError, dump_plan, load_plan, plan_from_document
from plans.errors import PlanRefused

#: Says that a file is one of ours, and in which layout.
KIND = "adversity-resilience-atlas plan"
FORMAT = 1
#: Largest file worth opening, in bytes: a plan at its own limit, a note, and room to spare.
MAX_FILE = 4 * SIZE_LIMIT
MAX_NOTE = 2000
MAX_TRAY = 16 * 1024  # characters of a presentation's code


class PlanFile(NamedTuple):
    """What a plan's file holds: the plan, its note, and the code of its presentation."""

    plan: Plan
    note: str
    tray: str


def checked_note(note: str) -> str:
    """The note without outer blanks and without signs that turn the order of words round.

    Raises PlanRefused when it is too long or not text.
    """
    lines = note.replace("\r\n", "\n").replace("\r", "\n")
    if any(category(c) in ("Cc", "Cs") and c not in "\n\t" for c in lines):
        raise PlanRefused("The note holds characters that are not text. Type it again.")
    note = plain(lines).strip()
    if len(note) > MAX_NOTE:
        raise PlanRefused(
            f"The note is {len(note):,} characters long; at most {MAX_NOTE:,} are kept."
        )
    return note


def checked_tray(tray: str) -> str:
    """The code of a presentation as it is. Raises PlanRefused for what cannot be one.

    Only its length and its letters are looked at: what it means is the app's own affair.
    """
    if len(tray) > MAX_TRAY:
        raise PlanRefused(
            f"The presentation is too long to keep: {len(tray):,} characters, at most "
            f"{MAX_TRAY:,}. Remove a slide."
        )
    if tray and not re.fullmatch(r"[A-Za-z0-9._-]+", tray):
        raise PlanRefused("The presentation kept with the plan is damaged.")
    return tray


def plan_text(plan: Plan) -> str:
    """The plan as the library keeps it. Raises PlanRefused when it could not be read again."""
    try:
        text = dump_plan(plan, "json")
    except PlanError as error:
        raise PlanRefused(f"The plan cannot be kept: {error}.") from error
    size = len(text.encode("utf-8"))
    if size > SIZE_LIMIT:
        raise PlanRefused(
            f"The plan is too long to keep: {size / 1024:,.0f} kB, at most "
            f"{SIZE_LIMIT // 1024} kB. Shorten the reasons."
        )
    return text


def write_file(plan: Plan, note: str = "", tray: str = "") -> bytes:
    """The plan, its note and its presentation as JSON in UTF-8; `read_file` gives them back."""
    document = {
        "kind": KIND,
        "format": FORMAT,
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "note": checked_note(note),
        **({"presentation": checked_tray(tray)} if tray else {}),
        "plan": json.loads(plan_text(plan)),
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def file_name(title: str) -> str:
    """A file name for a plan: letters and digits of its title, safe on every system."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-")
    return f"plan-{words}.json" if words else "plan.json"


def read_file(content: bytes) -> PlanFile:
    """What `write_file` put into a file; of a bare plan (YAML or JSON) the plan alone.

    A file of before, which holds no presentation, gives an empty one.

    Raises
    ------
    PlanRefused
        The file is too large (told before it is read), damaged, of a newer layout, or not a
        plan; the message says which.
    """
    if len(content) > MAX_FILE:
        raise PlanRefused(
            f"The file is too large to be a plan: {len(content) / 1e6:.1f} MB, "
            f"at most {MAX_FILE / 1e6:.1f} MB."
        )
    if not content.strip():
        raise PlanRefused("The file is empty.")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):  # not JSON: a bare plan in YAML, or no plan at all
        document = None
    try:
        if not (isinstance(document, dict) and "kind" in document):
            plan = load_plan(content)
            plan_text(plan)
            return PlanFile(plan, "", "")
        if document["kind"] != KIND:
            raise PlanRefused("The file is not a plan of this app.")
        if document.get("format") != FORMAT:
            raise PlanRefused(
                "The file was written by another, probably newer, version of this app. Update the "
                "app, or export the plan again from this version."
            )
        note = document.get("note", "")
        if not isinstance(note, str):
            raise PlanRefused("The file is damaged: its note is not text.")
        tray = document.get("presentation", "")
        if not isinstance(tray, str):
            raise PlanRefused("The file is damaged: its presentation is not text.")
        plan = plan_from_document(document.get("plan"))
        plan_text(plan)
        return PlanFile(plan, checked_note(note), checked_tray(tray))
    except PlanError as error:
        raise PlanRefused(f"The file cannot be used: {error}.".replace("..", ".")) from error
