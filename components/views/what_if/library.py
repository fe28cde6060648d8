"""Plans kept: save, open, history, duplicate, files, and the link.

A thin layer over `plans.library`: it says what was done, in words, and never loses work. Every
call names the person it is made for (`components.session.sign_in.owner`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.session import address, sign_in, steps
from components.session import plan as plan_session
from components.views.what_if import deleted_plans, kept_presentation
from components.views.what_if.library_actions import FROM, SAID, attempt, button, by, tell, who_sees
from components.views.what_if.sharing import share_box
from components.wording.markdown import literal, visible
from model.plan import PlanError
from plans.conflict import PlanChanged
from plans.errors import PlansError
from plans.library import PlanLibrary, open_library
from plans.plan_file import MAX_FILE, MAX_NOTE, read_file
from plans.records import KeptPlan, PlanEntry

_UPLOADS = "_library_uploads"
_LISTED = 50
_SHOWN_FOR = 10.0  # seconds that a message lasts, at least


def controls() -> None:
    """Name of the plan, and the boxes to keep, open and share it."""
    st.session_state["library_title"] = plan_session.current().title
    st.text_input(
        "Name of the plan",
        key="library_title",
        max_chars=120,
        width=210,
        label_visibility="collapsed",
        on_change=_rename,
    )
    _lazy("Save", ":material/save:", "library_save", _save_box)
    _lazy("Share", ":material/link:", "library_share", share_box)


def _lazy(label: str, icon: str, key: str, draw: Callable[[], None]) -> None:
    """A popover whose content is made only while it is open."""
    box = st.popover(label, icon=icon, key=key, on_change="rerun")
    if box.open:
        with box:
            draw()


def message() -> None:
    """What was done last, and the way back from a deletion."""
    said = st.session_state.get(SAID)
    if said:
        kind, text, first = said
        first = first or time.monotonic()
        # Closing a box is a rerun too: what was said must outlive it.
        if time.monotonic() - first < _SHOWN_FOR:
            st.session_state[SAID] = (kind, text, first)
            (st.error if kind == "error" else st.success)(literal(text), icon=":material/info:")
        else:
            del st.session_state[SAID]
    deleted_plans.undo_bar()
    kept_presentation.aside()


def _rename() -> None:
    try:
        plan_session.change(title=st.session_state["library_title"].strip() or "Untitled plan")
    except PlanError as error:
        tell(f"The name was not changed: {error}.", "error")


def _begun_from() -> tuple[str, int, str] | None:
    return st.session_state.get(FROM)


def _save_box() -> None:
    sign_in.controls()
    begun = _begun_from()
    st.session_state.setdefault("library_note", begun[2] if begun else "")
    st.markdown(f"Save **{literal(plan_session.current().title)}** in the library of plans.")
    st.markdown(who_sees())
    st.text_area("Note", key="library_note", max_chars=MAX_NOTE, height=90)
    if begun:
        st.button("Save as the next version", key="library_save_version", on_click=_save_version)
    st.button(
        "Save as a new plan" if begun else "Save the plan",
        key="library_save_new",
        on_click=_save_new,
    )


def _close(key: str) -> None:
    st.session_state[key] = False


def _keep(kept: KeptPlan) -> None:
    st.session_state[FROM] = (kept.id, kept.newest or kept.version, kept.note)


def _save_new() -> None:
    def work(library: PlanLibrary, owner: str) -> None:
        note = st.session_state.get("library_note", "")
        kept = library.save(owner, plan_session.current(), note, tray=address.get("tray"), by=by())
        _keep(kept)
        tell(f"Saved: “{kept.title}”, version {kept.version}{kept_presentation.kept_words()}.")
        _close("library_save")

    attempt(work)


def _save_version() -> None:
    begun = _begun_from()
    if begun is None:
        _save_new()
        return

    def work(library: PlanLibrary, owner: str) -> None:
        plan, note = plan_session.current(), st.session_state.get("library_note", "")
        try:
            kept = library.save_version(
                owner, begun[0], plan, note, based_on=begun[1], tray=address.get("tray"), by=by()
            )
        except PlanChanged as error:
            _keep(error.kept)
            plan_session.open_plan(error.kept.plan())
            tell(str(error), "error")
            return
        _keep(kept)
        tell(f"Saved: “{kept.title}”, version {kept.version}{kept_presentation.kept_words()}.")
        _close("library_save")

    attempt(work)


def kept() -> None:
    """Every plan kept, to open, copy, share or delete."""
    st.header("Plans that are kept", anchor=False)
    sign_in.controls()
    search = st.text_input("Find a plan by a word", key="library_search", max_chars=80)
    try:
        owner: str = sign_in.owner()  # type: ignore[assignment]  # None is refused by the library
        library = open_library()
        entries = library.list_plans(owner, search=search, limit=_LISTED + 1)
        if not entries:
            st.markdown("No plan is kept here yet, or none has these words.")
        for entry in entries[:_LISTED]:
            _entry(entry, owner)
        if len(entries) > _LISTED:
            st.markdown("There are more; add a word to find them.")
        deleted_plans.listing(library, owner, search)
    except PlansError as error:
        st.markdown(literal(str(error)))
    _import_box()


def _entry(entry: PlanEntry, owner: str) -> None:
    with st.container(border=True, key=f"library_entry_{entry.id}", gap="small"):
        shared = ", shared" if entry.shared else ""
        st.markdown(
            f"**{literal(entry.title)}** · version {entry.version}, "
            f"{deleted_plans.when(entry.updated_at)}{shared}"
        )
        if entry.note:
            st.text(visible(entry.note))
        with st.container(horizontal=True, gap="small"):
            button("Open", "open", entry, _open)
            button("Duplicate", "copy", entry, _duplicate)
            if entry.yours:
                deleted_plans.delete_button(entry, owner)
                if owner:
                    button(
                        "Stop sharing" if entry.shared else "Share with all who sign in",
                        "share",
                        entry,
                        _share,
                        not entry.shared,
                    )
            if entry.version > 1:
                st.checkbox("History", key=f"library_history_{entry.id}")
        deleted_plans.second_word(entry)
        if st.session_state.get(f"library_history_{entry.id}"):
            _history(entry, owner)


def _history(entry: PlanEntry, owner: str) -> None:
    try:
        versions = open_library().history(owner, entry.id)
    except PlansError as error:
        st.markdown(literal(str(error)))
        return
    for version in versions:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f"Version {version.number}: {literal(version.title)}, "
                f"{deleted_plans.when(version.saved_at)}",
                width="content",
            )
            st.button(
                f"Open version {version.number}",
                key=f"library_version_{entry.id}_{version.number}",
                on_click=_open,
                args=(entry.id, entry.title, version.number),
            )


def _open(plan_id: str, title: str, number: int | None = None) -> None:
    def work(library: PlanLibrary, owner: str) -> None:
        kept = library.open(owner, plan_id, number)
        plan_session.open_plan(kept.plan())
        st.session_state.pop("library_note", None)
        if kept.yours:
            _keep(kept)
        else:
            st.session_state.pop(FROM, None)
        brought = kept_presentation.bring(kept.tray)
        tell(f"Opened: “{kept.title}”, version {kept.version}.{brought}")
        steps.go("adjust")

    attempt(work)


def _duplicate(plan_id: str, title: str) -> None:
    def work(library: PlanLibrary, owner: str) -> None:
        kept = library.duplicate(owner, plan_id, by=by())
        plan_session.open_plan(kept.plan())
        _keep(kept)
        tell(f"A copy is open: “{kept.title}”.{kept_presentation.bring(kept.tray)}")
        steps.go("adjust")

    attempt(work)


def _share(plan_id: str, title: str, shared: bool) -> None:
    def work(library: PlanLibrary, owner: str) -> None:
        library.share(owner, plan_id, shared, by=by())
        tell(f"“{title}” is {'shared now' if shared else 'yours alone again'}.")

    attempt(work)


def _import_box() -> None:
    uploads = st.session_state.setdefault(_UPLOADS, 0)
    key = f"library_file_{uploads}"
    st.file_uploader(
        "Open a plan from a file",
        type=["json", "yaml", "yml"],
        key=key,
        on_change=_import,
        args=(key,),
    )


def _let_go(file: UploadedFile) -> None:
    """Streamlit keeps an upload until its session ends; what is in hand need not stay there."""
    if context := get_script_run_ctx():
        # The manager of the running server has more than its protocol says.
        manager: Any = context.uploaded_file_mgr
        manager.remove_file(context.session_id, file.file_id)


def _import(key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    st.session_state[_UPLOADS] += 1
    _let_go(file)
    try:
        if file.size > MAX_FILE:
            tell("The file is too large to be a plan.", "error")
            return
        plan, note, brought = read_file(file.getvalue())
    except PlansError as error:
        tell(str(error), "error")
        return
    plan_session.open_plan(plan)
    st.session_state["library_note"] = note
    st.session_state.pop(FROM, None)
    said = kept_presentation.bring(brought)
    tell(f"Opened from the file: “{plan.title}”. Save it to keep it in the library.{said}")
    steps.go("adjust")
