"""The glossary: technical words in plain ones."""

from __future__ import annotations

import streamlit as st

from components.wording import glossary
from components.wording.markdown import literal_line


def section() -> None:
    """All terms, by letter."""
    st.header("Words used", anchor=False)
    st.markdown("What the words on these pages mean, in the order of the alphabet.")
    with st.container(border=True, key="glossary"):
        names = {term: name for name, term in glossary.TERMS.items()}
        for term in glossary.in_order():
            # A link to a term opens the page at it.
            st.subheader(literal_line(term.title), anchor=glossary.anchor(names[term]))
            st.markdown(literal_line(term.meaning))
