"""The button "Add to presentation" that goes with every chart, map, table and card."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import streamlit as st

from components.exhibits.exhibit import Recipe
from components.session.presentation import add, current

ADD = "Add to presentation"
ADDED = "In the presentation"


def button(recipe: Recipe | Sequence[Recipe], key: str = "", *, fixed: bool = False) -> bool:
    """A button that adds an exhibit by its recipe; it says so when the exhibit is in already.

    Several recipes: a chart of two parts that make a slide each. ``fixed``: one button that stays
    while what it adds changes with every move of a slider; its words are for the ear and the
    pointer, its sign for the eye. Returns whether it was just pressed: a fragment that does not
    write the address itself must then run the page again.
    """
    recipes = (recipe,) if isinstance(recipe, Recipe) else tuple(recipe)
    held = all(current().holds(each) for each in recipes)
    joined = "".join(each.key for each in recipes)
    digest = "" if fixed else "_" + hashlib.sha256(joined.encode()).hexdigest()[:10]
    return st.button(
        ADDED if held else ADD,
        key=f"add_slide_{key}{digest}",
        icon=":material/check:" if held else ":material/add_to_photos:",
        disabled=held,
        on_click=add,
        args=recipes,
        help="What is added is on the Present page: deck, brief, full screen.",
        type="tertiary" if fixed else "secondary",
    )
