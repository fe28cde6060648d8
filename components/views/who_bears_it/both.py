"""Question 3: deprivation and ethnic group together, where anybody has published it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.exhibits.exhibit import Recipe
from components.figures import groups
from components.figures.crossed import crossed, gradient_grid, gradients
from components.figures.groups import Shown
from components.views.who_bears_it.deprivation import about, plain_table
from components.widgets import exhibit_frame, pickers
from components.wording import groups as groups_words
from components.wording.crossed import TITLES
from data.metadata import Indicator


def section(entry: Indicator, scope: str) -> None:
    """The whole third question for an indicator and place."""
    st.header("4. Both together: deprivation and ethnic group at once", anchor=False)
    kinds = groups.kinds(entry, groups.BOTH)
    studies = gradients(entry.id)
    if not kinds and studies.empty:
        st.info(
            f"No table of **{entry.title}** by ethnic group and deprivation at once is published "
            f"for any area we could find. One could be made by {groups_words.holder(entry)}. Until "
            "then nobody can say from published figures whether one adds to the other here."
        )
        return
    for kind in kinds:
        _observed(entry, scope, kind)
    if not studies.empty:
        _published_gradient(entry, studies)
    if "fsm_x_sen" in kinds:
        st.info(
            "This crosses poverty of the family with special educational needs. No table crosses "
            f"it with ethnic group; one could be made by {groups_words.holder(entry)}."
        )


def _observed(entry: Indicator, scope: str, kind: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"both_{kind}"):
        found = groups.shown(entry, kind, scope)
        if found is None:
            st.info("No cell of this table has a figure for this place or any area around it.")
            return
        code = pickers.area_choice(found, f"both_area_{entry.id}_{kind}_{scope}")
        found = groups.shown(entry, kind, scope, code) or found
        period = pickers.period_choice(found, f"both_period_{entry.id}_{kind}_{found.code}")
    if words := groups_words.apology(found):
        st.warning(words, icon=":material/public:")
    _heat(entry, found, period)


def _heat(entry: Indicator, found: Shown, period: str) -> None:
    table = crossed(found.of(period))
    _, column_title = TITLES[found.kind]
    held = int(table["status"].eq("suppressed").sum())
    known = table.dropna(subset=["value"])
    notes = [
        f"Columns: {column_title}.",
        "The stronger the shade, the higher the figure. "
        + (
            "Beside each figure: the count of people behind it."
            if known["numerator"].notna().any()
            else "Beside each figure: its 95% interval. The source does not publish the counts."
        ),
    ]
    if held:
        notes.append(
            f"*Held back*, {held} of {len(table)} cells: few people stand behind the figure. It "
            "is not zero, and nothing here lets it be worked out."
        )
    if (known["value"] == 0).any():
        notes.append("0 is as published: nobody was counted in that cell in this period.")
    own = [note for note in dict.fromkeys(known["note"]) if note and "No admission" not in note]
    if own:
        notes.append(own[0].rstrip(".") + ".")
    shown = plain_table(table, entry, "Group")
    params = {"indicator": entry.id, "area": found.code, "kind": found.kind, "period": period}
    exhibit_frame.show(
        Recipe("both", params), shown, key=f"heat_{found.kind}", notes=notes, about=about(entry)
    )


def _published_gradient(entry: Indicator, rows: pd.DataFrame) -> None:
    """Rate ratios by ethnic group at three levels of deprivation, from a named study."""
    value, _, columns = gradient_grid(rows)
    st.markdown(
        "**What a study found.** The order of the groups turns round with deprivation: a national "
        "average of all neighbourhoods hides this."
    )
    shown = value.reset_index(names="Ethnic group")
    shown.columns = ["Ethnic group", *[f"{name.capitalize()} deprivation" for name in columns]]
    exhibit_frame.show(
        Recipe("gradient", {"indicator": entry.id}),
        shown,
        key="heat_gradient",
        notes=[
            "Ratios compare within one level of deprivation only: they do not say how the rate "
            "itself rises from level to level. The source gives no counts and no intervals, so "
            "single cells may be chance."
        ],
    )
