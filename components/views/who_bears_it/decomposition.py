"""How much of a gap between ethnic groups goes with where they live."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.exhibits.exhibit import Recipe
from components.figures import groups
from components.figures.decomposition import split
from components.figures.groups import Shown
from components.widgets import exhibit_frame
from components.wording import groups as groups_words
from components.wording import periods
from components.wording.ratios import CAN_SAY, FORMULA
from data.metadata import Indicator


def section(
    entry: Indicator,
    found: Shown,
    rows: pd.DataFrame,
    period: str,
    whole: pd.Series | None,
    reference: str,
) -> None:
    """The split with its picture, formula and limits; or a plain line why there is none."""
    st.header("How much of the gap goes with place", anchor=False)
    result = split(entry, found, rows, whole, reference)
    if isinstance(result, str):
        st.info(f"This cannot be worked out here: {result}.")
        return
    table, by_level, pattern_period = result
    place = groups.names()[found.code]
    where = groups.names()[by_level.code]
    borrowed = (
        f"{entry.short_title} by {groups_words.SPLIT_TITLES[by_level.kind].lower()} is that of "
        f"{where}, {periods.label(pattern_period)}"
        + ("" if by_level.code == found.code else f", scaled to the average of {place}")
    )
    shown = table.round(max(entry.decimals, 1))
    shown.columns = [
        "Ethnic group",
        "Figure",
        "Expected from place",
        "Reference",
        "Reference, expected from place",
        "Gap",
        "Goes with place",
        "Rest",
    ]
    params = {"indicator": entry.id, "area": found.code, "period": period, "reference": reference}
    exhibit_frame.show(
        Recipe("place_part", params),
        shown,
        key="place_part",
        notes=[
            f"{borrowed}. Where groups live: residents of all ages, Census 2021.",
            FORMULA,
            CAN_SAY,
            "No interval is given: the pattern by deprivation comes without one that would carry "
            "over. Read the split as rough.",
        ],
        about=exhibit_frame.all_sources(entry.id),
    )
