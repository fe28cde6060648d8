"""An exhibit on a page as it is on slide and paper: by its recipe alone."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components.builders.registry import build
from components.exhibits.exhibit import Recipe, RecipeError
from components.widgets import exhibit_frame
from components.wording.markdown import literal


def show(recipe: Recipe, key: str, about: Mapping[str, object] | None = None) -> None:
    """The exhibit with its own words and figures; the reason in a line where there is none.

    ``about`` stands on top of its CSV.
    """
    try:
        exhibit = build(recipe)
    except RecipeError as error:
        reason = str(error)
        st.markdown(literal(f"Not shown: {reason[:1].lower()}{reason[1:]}."))
        return
    notes = [literal(each) for each in (exhibit.draft, exhibit.interval, exhibit.definition)]
    exhibit_frame.show(recipe, exhibit.chart.figures, key=key, notes=notes, about=about)
