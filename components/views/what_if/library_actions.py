"""What every use of the library of plans goes through: for whom, how it is told, how it fails."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import streamlit as st

from components.session import sign_in
from components.wording.markdown import literal
from plans.errors import PlansError
from plans.library import PlanLibrary, open_library
from plans.records import PlanEntry

#: What was done last: (kind, text, moment it was first shown).
SAID = "_library_said"
#: Which kept plan the work began from: (id, version a save is based on, note).
FROM = "_library_from"
_SESSION = "_library_session"


def tell(text: str, kind: str = "done") -> None:
    """Keep a message in plain text for `library.message` to show."""
    st.session_state[SAID] = (kind, text, 0.0)  # 0: not shown yet


def attempt(work: Callable[[PlanLibrary, str], None]) -> None:
    """Do something in the library; a refusal is told in its own words."""
    try:
        # A visitor who has not signed in is nobody; the library refuses that in plain words.
        work(open_library(), sign_in.owner())  # type: ignore[arg-type]
    except PlansError as error:
        tell(str(error), "error")


def by() -> str:
    """Tells this visitor's session from others', for the limit of changes in a minute."""
    found: str = st.session_state.setdefault(_SESSION, secrets.token_hex(8))
    return found


def button(
    label: str, what: str, entry: PlanEntry, call: Callable[..., None], *more: object
) -> None:
    """A button of one plan in a list; ``call`` gets its id, its title and ``more``."""
    st.button(
        label,
        key=f"library_{what}_{entry.id}",
        on_click=call,
        args=(entry.id, entry.title, *more),
        help=literal(f"{label}: {entry.title}"),
    )


def who_sees() -> str:
    """Who will be able to see and delete a plan that is about to be saved, in words."""
    owner = sign_in.owner()
    if owner is None:
        return "Nobody has signed in. Sign in to save."
    if owner == "":
        return (
            "Anybody who can open this Atlas can read, change and delete this plan. Write nothing "
            "in it that not everybody may read."
        )
    return (
        "Only you can open and delete a new plan, until you share it under Kept plans. A plan that "
        "is shared already stays shared. Whoever runs this Atlas can read every plan."
    )
