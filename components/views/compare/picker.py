"""Where a plan to compare can come from: the one in work, presets, the library, a link."""

from __future__ import annotations

import streamlit as st

from components.figures import plan_codes
from components.figures.plan_codes import LETTERS, MOST
from components.session import address, compared_plans, sign_in
from components.session.compared_plans import current, remove
from components.wording.markdown import literal_line
from components.wording.plans import place_words
from plans.errors import PlansError
from plans.library import open_library


def chips() -> None:
    """The plans with their letters, each in a card with a button that takes it out."""
    plans = current()
    for number, (column, plan) in enumerate(zip(st.columns(MOST), plans, strict=False)):
        with column, st.container(border=True, key=f"compare_plan_{number}", gap="small"):
            # Two blanks at the end of a line break it.
            title = f"**{LETTERS[number]}. {literal_line(plan.title)}**"
            st.markdown(f"{title}  \nin {literal_line(place_words(plan))}")
            st.button(
                f"Take out {LETTERS[number]}",
                icon=":material/close:",
                on_click=remove,
                args=(number,),
                key=f"compare_remove_{number}",
                type="tertiary",
            )


_MOST_LISTED = 100


def chooser() -> None:
    """The popover that adds a plan."""
    full = len(compared_plans.current()) >= plan_codes.MOST
    with st.popover(
        "Add a plan", icon=":material/add:", key="compare_add", disabled=full, width="content"
    ):
        _from_what_if()
        _from_presets()
        _from_library()
        _from_link()


def _from_what_if() -> None:
    plan = compared_plans.on_hand()
    if plan is None:
        st.markdown("**The plan you are working on:** no lever is set yet.")
        return
    st.button(
        f"Add the plan you are working on: {literal_line(plan.title)}",
        on_click=compared_plans.add_on_hand,
        key="compare_add_on_hand",
    )


def _from_presets() -> None:
    titles = compared_plans.preset_titles()
    st.selectbox(
        "An example plan", list(titles), format_func=titles.__getitem__, key="compare_preset"
    )
    st.button("Add this example plan", on_click=compared_plans.add_preset, key="compare_add_preset")


def _from_library() -> None:
    owner = sign_in.owner()
    if owner is None:
        st.markdown("**From the library:** sign in under Adjust to use your plans.")
        return
    try:
        entries = open_library().list_plans(owner, limit=_MOST_LISTED)
    except PlansError as error:
        st.markdown(f"**From the library:** {literal_line(str(error))}")
        return
    if not entries:
        st.markdown("**From the library:** no plan is kept yet. Save one under Adjust.")
        return
    titles = {each.id: f"{each.title} (version {each.version})" for each in entries}
    st.selectbox(
        "A plan from the library", list(titles), format_func=titles.__getitem__, key="compare_kept"
    )
    st.button("Add this plan", on_click=_add_kept, args=(owner,), key="compare_add_kept")


def _add_kept(owner: str) -> None:
    try:
        compared_plans.add(open_library().open(owner, st.session_state["compare_kept"]).plan())
    except PlansError as error:
        address.notice(str(error))


def _from_link() -> None:
    st.text_input(
        "A link or code", key="compare_text", placeholder="Paste it here, then press the button"
    )
    st.button("Add the plan of this link", on_click=compared_plans.add_text, key="compare_add_text")
