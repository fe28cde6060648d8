"""Words of the glossary on a page: each is a link where it first stands."""

from __future__ import annotations

import streamlit as st

from components.wording import glossary

_TOLD = "_terms_told"


def begin() -> None:
    """A page is drawn from its beginning: no word has stood on it yet."""
    st.session_state[_TOLD] = {}


def linked(text: str, where: str) -> str:
    """Markdown with each term as a link, unless it has stood elsewhere on the page before.

    ``where`` names the place, so that a part of a page that is drawn again keeps its links.
    """
    told: dict[str, str] = st.session_state.setdefault(_TOLD, {})
    new = [name for name in glossary.FOUND if told.get(name, where) == where]
    text, found = glossary.with_links(text, new)
    told.update(dict.fromkeys(found, where))
    return text
