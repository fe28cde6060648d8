"""What changed in the figures of a place since an earlier edition, in sentences."""

from __future__ import annotations

import streamlit as st

from components.figures import changed
from components.wording import changed as words
from components.wording import names
from components.wording.markdown import literal
from data import store
from data.editions import Edition


def _named(one: Edition) -> str:
    return f"{one.date.day} {one.date:%B %Y} (version {one.version})"


def section(scope: str) -> None:
    """A sentence of how much changed; each change is one press away."""
    st.header("What changed", anchor=False)
    known = changed.known()
    if not known:
        st.markdown("No earlier edition of the figures is kept, so nothing can be set against one.")
        return
    if not changed.held(scope):
        st.markdown("Earlier editions hold authorities and larger areas, not this place.")
        return
    since = known[0]
    if len(known) > 1:
        since = st.selectbox(
            "Since the figures of", known, format_func=_named, key="changed_since", width=360
        )
    found = changed.of_place(scope, since.version, store.data_version())
    st.markdown(literal(words.summary(names.heading_name(scope), since.date, found)))
    with st.expander(f"Each change since {since.date.day} {since.date:%B %Y}"):
        for kind, heading in words.HEADINGS.items():
            told = [words.sentence(each) for each in found if each.kind == kind]
            if told:
                st.markdown(f"**{heading}**")
                st.markdown("\n".join(f"- {literal(each)}" for each in told))
        st.markdown(
            f"Figures of {_named(since)} against those of now (version {store.data_version()}), "
            "both by today's rules. A figure that moved within its interval is not called changed "
            "by more than chance."
        )
