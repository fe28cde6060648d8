"""Things services do: how unevenly each falls by ethnic group, in one picture."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.disproportionality import AVERAGE
from components.builders.services import apart_notes, stage_table, table
from components.exhibits.exhibit import Recipe
from components.figures import groups
from components.session import address
from components.widgets import exhibit_frame
from components.wording import names as names_words
from components.wording import periods
from components.wording.ratios import WORDS_OF_CARE
from data.contract import ETHNIC_GROUPS


def section(scope: str) -> None:
    """The whole picture, then the stages of social care."""
    st.header("1. What services do: how evenly does it fall?", anchor=False)
    st.markdown(
        "Exclusion, care, detention, custody and stop and search are decisions of services. This "
        "picture sets each ethnic group's rate against one reference. " + WORDS_OF_CARE
    )
    options = [AVERAGE, *ETHNIC_GROUPS]
    address.among("reference", options, AVERAGE)
    reference = st.selectbox(
        "Compare each group with",
        options,
        key="reference",
        width=300,
        format_func=lambda name: "The average of each row's place" if name == AVERAGE else name,
    )
    _picture(scope, reference)
    _stages(reference)
    st.header("What is not published", anchor=False)
    st.markdown(
        "Placements of looked-after children, reoffending, use of "
        "force and custody by ethnic group are not published for areas of the West Midlands in a "
        "form we could obtain. The Department for Education, the Youth Justice Board and West "
        "Midlands Police hold the records."
    )


def _picture(scope: str, reference: str) -> None:
    data, left_out = table(scope, reference)
    if data.empty:
        st.info("No service can be set against this reference here.")
        return
    elsewhere = data[data["code"] != scope].drop_duplicates("indicator_id")
    names = groups.names()
    notes = []
    if len(elsewhere):
        told = [f"{row['title']} ({names[row['code']]})" for row in elsewhere.to_dict("records")]
        notes.append(
            f"**Not published for {names_words.place_name(scope)}**, so another area is shown: "
            f"{'; '.join(told)}."
        )
    notes += apart_notes(data)
    notes.append(
        "Each row has its own place, date and average. Compare groups within a row; rows count "
        "different things."
    )
    if left_out:
        notes.append(f"Left out, because this reference has no figure: {'; '.join(left_out)}.")
    held = data[data["status"] == "suppressed"]
    if len(held):
        told = [f"{row['group']} ({row['title']})" for row in held.to_dict("records")]
        notes.append(f"Held back to protect people: {'; '.join(told)}.")
    recipe = Recipe("services", {"scope": scope, "reference": reference})
    _draw(data, notes, key="services", recipe=recipe)


def _draw(data: pd.DataFrame, notes: list[str], *, key: str, recipe: Recipe) -> None:
    ids = tuple(dict.fromkeys(data["indicator_id"]))
    names = groups.names()
    shown = pd.DataFrame(
        {
            "Service": data["title"],
            "Place": data["code"].map(names),
            "Period": data["period"].map(periods.label),
            "Ethnic group": data["group"],
            "Rate": data["figure"].round(2),
            "Ratio": data["value"].round(3),
            "Lower 95%": data["lower"].round(3),
            "Upper 95%": data["upper"].round(3),
            "Against": data["basis"],
            "Status": data["status"],
        }
    )
    exhibit_frame.show(recipe, shown, key=key, notes=notes, about=exhibit_frame.all_sources(*ids))


def _stages(reference: str) -> None:
    st.header("From referral to care: an average hides the turns", anchor=False)
    data = stage_table(reference)
    if data.empty:
        st.info("The three stages are not published by ethnic group for one common date.")
        return
    notes = [
        "A group can be above the reference at one stage and not at the next, and stand "
        "differently in the region than in England. Need and plans are published by ethnic group "
        "for England only; the region's own need and plans by ethnic group are held by the "
        "Department for Education and each council.",
        "Children of each group are estimated from the Census of 2021; see the notes of each "
        "indicator on the Data page.",
    ]
    _draw(data, notes, key="stages", recipe=Recipe("stages", {"reference": reference}))
