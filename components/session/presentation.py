"""The presentation in work: the session's, as its code in the address has it."""

from __future__ import annotations

import streamlit as st

from components.builders import starter_set
from components.exhibits import presentation
from components.exhibits.exhibit import Recipe
from components.exhibits.presentation import Presentation, PresentationError
from components.session import address
from components.wording.markdown import literal

#: Mode of the page Present in which the story of a place is told.
STORY = "story"


def current() -> Presentation:
    """The session's presentation; an empty one when its code cannot be read (which is said)."""
    try:
        return presentation.decode(address.get("tray"))
    except PresentationError as error:
        address.put("tray", "")
        address.notice(f"The presentation could not be read ({error}). It is empty now.")
        return Presentation()


def keep(new: Presentation) -> bool:
    """Make a presentation the session's; keeps the old one, and says so, when it is too long."""
    try:
        address.put("tray", presentation.encode(new))
    except PresentationError as error:
        address.notice(f"Not done: {error}.")
        return False
    return True


def add(*recipes: Recipe) -> None:
    """Add exhibits to the presentation and say so. For callbacks."""
    new = current()
    try:
        for recipe in recipes:
            new = presentation.add(new, recipe)
    except PresentationError as error:
        st.toast(f"Not added: {literal(error)}.", icon=":material/info:")
        return
    if keep(new):
        things = "thing" if len(new) == 1 else "things"
        st.toast(f"Added. The presentation holds {len(new)} {things}.", icon=":material/check:")


def begin(scope: str) -> None:
    """Put the usual questions about a place at the end of the presentation, as far as it holds."""
    made = current()
    for recipe in starter_set.usual(scope):
        if len(made) < presentation.MOST_SLIDES:
            made = presentation.add(made, recipe)
    keep(made)
