"""Deleting a plan, and the way back: at once for whoever deleted it, for 90 days on the page."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from components.views.what_if import library_actions
from components.wording.markdown import literal
from plans.errors import PlanNotFound
from plans.library import PlanLibrary
from plans.records import PlanEntry
from plans.rows import RESTORABLE

_DELETED = "_library_deleted"  # (id, title) of the plan this session deleted last
_SURE = "_library_sure"  # id of the plan whose deletion waits for a second word
MOST_LISTED = 50
_HERE = ZoneInfo("Europe/London")


def delete_button(entry: PlanEntry, owner: str) -> None:
    """The button that deletes a plan; a plan that is everybody's asks for a second word."""
    library_actions.button("Delete", "delete", entry, _delete if owner else _ask)


def second_word(entry: PlanEntry) -> None:
    """Says whom the deletion touches, while it waits for its second word."""
    if st.session_state.get(_SURE) != entry.id:
        return
    st.markdown(
        f"Delete “{literal(entry.title)}” for everybody? For {RESTORABLE.days} days anybody can "
        "restore it, under Deleted plans."
    )
    with st.container(horizontal=True, gap="small"):
        library_actions.button("Delete for everybody", "sure", entry, _delete)
        library_actions.button("Keep it", "unsure", entry, _keep)


def undo_bar() -> None:
    """For whoever deleted a plan: the way back, and where it can be found later."""
    gone = st.session_state.get(_DELETED)
    if not gone:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="library_undo"):
        st.markdown(
            f"“{literal(gone[1])}” was deleted. For {RESTORABLE.days} days it can be restored "
            "under Kept plans, Deleted plans.",
            width="content",
        )
        st.button("Undo the deletion", key="library_undelete", on_click=_restore, args=gone)
        st.button("Leave it deleted", key="library_forget", on_click=_forget)


def listing(library: PlanLibrary, owner: str, search: str) -> None:
    """Plans that can be restored: one's own, or everybody's where all plans are everybody's.

    Raises PlansError.
    """
    entries = library.list_plans(owner, search=search, deleted=True, limit=MOST_LISTED + 1)
    if not entries:
        return
    number = str(len(entries)) if len(entries) <= MOST_LISTED else f"more than {MOST_LISTED}"
    box = st.expander(f"Deleted plans: {number}", key="library_gone", on_change="rerun")
    if not box.open:
        return
    with box:
        for entry in entries[:MOST_LISTED]:
            _line(entry)
        if len(entries) > MOST_LISTED:
            st.markdown("There are more; add a word above to find them.")


def _line(entry: PlanEntry) -> None:
    assert entry.deleted_at is not None
    with st.container(border=True, key=f"library_gone_{entry.id}", gap="small"):
        st.markdown(
            f"**{literal(entry.title)}** · version {entry.version}, deleted "
            f"{when(entry.deleted_at)}; can be restored until "
            f"{(entry.deleted_at + RESTORABLE).astimezone(_HERE):%-d %B %Y}"
        )
        library_actions.button("Restore", "restore", entry, _restore)


def when(moment: datetime) -> str:
    """Day and minute as the clocks of the West Midlands show them; the library keeps UTC."""
    return f"{moment.astimezone(_HERE):%-d %B %Y, %H:%M}"


def _ask(plan_id: str, title: str) -> None:
    st.session_state[_SURE] = plan_id


def _keep(plan_id: str, title: str) -> None:
    st.session_state.pop(_SURE, None)


def _delete(plan_id: str, title: str) -> None:
    def work(library: PlanLibrary, owner: str) -> None:
        st.session_state.pop(_SURE, None)
        library.delete(owner, plan_id, by=library_actions.by())
        st.session_state[_DELETED] = (plan_id, title)
        begun = st.session_state.get(library_actions.FROM)
        if begun and begun[0] == plan_id:
            st.session_state.pop(library_actions.FROM)

    library_actions.attempt(work)


def _restore(plan_id: str, title: str) -> None:
    def work(library: PlanLibrary, owner: str) -> None:
        try:
            library.undelete(owner, plan_id)
        except PlanNotFound:
            _forget()
            library_actions.tell(
                f"“{title}” is no longer among the deleted plans. Somebody may have "
                "restored it already: look under Kept plans."
            )
            return
        # Only now: while the library cannot be reached the way back stays on the page.
        if st.session_state.get(_DELETED, ("",))[0] == plan_id:
            _forget()
        library_actions.tell(f"“{title}” is back in the library.")

    library_actions.attempt(work)


def _forget() -> None:
    st.session_state.pop(_DELETED, None)
