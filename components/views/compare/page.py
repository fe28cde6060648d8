"""The Compare page put together: plans, what differs and why, tables, charts."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.builders.registry import build
from components.exhibits.charts import table_of
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.exports import data_files, workbook
from components.figures import plan, plan_codes
from components.figures.comparison import Comparison, compare
from components.session import address, compared_plans, file_names
from components.views.compare import picker, sections
from components.widgets import add_to_presentation, layout, narrow_tables
from components.wording import comparison as comparison_words
from components.wording import comparison_tables, glossary, names
from components.wording import outcomes as words
from components.wording import plans as plans_words
from components.wording.markdown import literal, literal_line, literal_table


def settle() -> None:
    """Before the heading: the address's plans and outcome are taken over and checked."""
    compared_plans.adopt()
    address.among("outcome", list(plan.ORDER), plan.ORDER[0])


def page() -> None:
    """Everything below the heading."""
    plans = compared_plans.current()
    narrow_tables.fit()
    if plans:
        picker.chips()
    with st.container(horizontal=True, vertical_alignment="bottom", key="compare_bar"):
        if plans:
            st.selectbox(
                "Outcome", list(plan.ORDER), format_func=words.title, key="outcome", width=420
            )
        picker.chooser()
        if plans:
            st.button(
                "Take all out",
                icon=":material/delete_sweep:",
                on_click=compared_plans.put,
                args=([],),
                key="compare_clear",
                type="tertiary",
            )
    if not plans:
        _begin()
        layout.footer()
        return
    if not address.get("plans"):
        st.info(
            "These plans are too long for a link together, so this page's address does not hold "
            "them. Save them in the library under Adjust to come back to them."
        )
    with st.spinner("Running the plans on the same draws"):
        comparison = compare(plans, address.get("scope"))
    _sections(comparison)
    layout.footer()


def _begin() -> None:
    with st.container(border=True, key="compare_begin"):
        st.markdown(
            "**No plan is chosen yet.** Add up to four: the one you are working on, "
            "example plans, plans kept in the library, or a link somebody sent you. All of them "
            "are run on the same draws as the baseline, so that what differs is the plans and not "
            "chance."
        )
        st.button(
            "Show an example: all strands against prevention alone",
            on_click=compared_plans.add_example,
            key="compare_example",
        )


def _sections(comparison: Comparison) -> None:
    outcome = address.get("outcome")
    st.markdown(
        f"Change by {comparison.horizon} against no plan, {comparison.draws} draws, the same for "
        f"every plan. Figures are {glossary.link('modelled', 'modelled')}. "
        f"{plans_words.LEARNING_AID}"
    )
    for note in comparison.notes:
        st.markdown(f"- {literal_line(note)}")
    _difference(comparison, outcome)
    table(
        "Headlines: change from no plan, median (95% interval)",
        comparison_tables.headlines(
            comparison, comparison_tables.headline_outcomes(comparison, outcome)
        ),
        comparison,
        "headlines",
        recipe=compared_plans.recipe("compare_headlines", comparison.place, outcome=outcome),
    )
    if comparison.moves(outcome):
        _of_outcome(comparison, outcome)
    else:
        st.info(
            f"No plan here changes {words.title(outcome)[0].lower()}{words.title(outcome)[1:]}. "
            "Choose another outcome for its charts."
        )
    table(
        "What each plan's levers that can be judged cost and gain, median (95% interval)",
        comparison_tables.money(comparison),
        comparison,
        "money",
        note=f"Present values over {comparison.base.plan.horizon_years} years at a discount rate "
        f"of {comparison.base.plan.discount_rate:.1%}, pounds of 2024-25. Levers without a cost or "
        "counted gains are not set against each other: what is not counted is not a loss.",
        recipe=compared_plans.recipe("compare_money", comparison.place),
    )
    if comparison.moves(outcome):
        sections.plane(comparison, outcome)
    table(
        "How the levers are set",
        comparison_tables.levers(comparison),
        comparison,
        "levers",
        note="The last column says in words what differs." if len(comparison.sides) > 1 else "",
        recipe=compared_plans.recipe("compare_levers", comparison.place),
    )
    sections.more(comparison)


def _built(recipe: Recipe | None) -> Exhibit | None:
    """The exhibit of a table, which is what is seen; None where there is none."""
    try:
        return None if recipe is None else build(recipe)
    except RecipeError:  # no plan uses a lever, or the plans are too long to be kept
        return None


def _of_outcome(comparison: Comparison, outcome: str) -> None:
    sections.outcome_chart(comparison, outcome)
    table(
        "Chance of doing better: the plan of the row than that of the column",
        comparison_tables.chances(comparison, outcome),
        comparison,
        "chances",
        note=f"{words.title(outcome)}, {words.when(outcome, comparison.horizon)}. Share of draws; "
        "draws without a difference count for neither."
        if words.better_word(outcome)
        else "Neither more nor fewer is better here, so no chance is given: more is recorded when "
        "more need is found.",
        recipe=compared_plans.recipe("compare_chances", comparison.place, outcome=outcome)
        if words.better_word(outcome)
        else None,
    )
    sections.groups(comparison, outcome)


def _difference(comparison: Comparison, outcome: str) -> None:
    letters = [each.letter for each in comparison.sides]
    with st.container(border=True, key="compare_why"):
        st.subheader("What differs, and why", anchor=False)
        one, other = letters[0], letters[1] if len(letters) > 1 else ""
        if len(letters) > 2:
            pairs = [
                (a, b) for n, a in enumerate(letters) for b in letters[n + 1 :]
            ]  # each pair once
            labels = [f"{a} and {b}" for a, b in pairs]
            if st.session_state.get("compare_pair") not in labels:
                st.session_state["compare_pair"] = labels[0]
            st.segmented_control("Which two", labels, key="compare_pair", required=True)
            one, other = pairs[labels.index(st.session_state["compare_pair"])]
        st.markdown(comparison_words.outcome_sentence(comparison, one, other, outcome))
        st.markdown(comparison_words.why(comparison, one, other, outcome))
        st.markdown(comparison_words.money_sentence(comparison, one, other))


def _csv(
    title: str, figures: pd.DataFrame, comparison: Comparison, note: str, recipe: Recipe | None
) -> bytes:
    """The table as a file: numbers and intervals in columns of their own, where it has them."""
    about = comparison_tables.about(
        comparison, Title=title, Place=names.scope_name(comparison.place), Note=note or "none"
    )
    if recipe is None:
        return data_files.csv_with_metadata(figures, about)
    exhibit = build(recipe)
    return data_files.csv_with_metadata(exhibit.chart.figures, {**workbook.about(exhibit), **about})


def _file_name(comparison: Comparison, key: str) -> str:
    """Place, table, year and plans, so that no two comparisons have the same name."""
    titles = [each.plan.title for each in comparison.sides]
    place = names.scope_name(comparison.place)
    name = data_files.safe_file_name(place, f"compare {key}", str(comparison.horizon), *titles)
    codes = plan_codes.write([each.plan for each in comparison.sides])
    return file_names.unique(f"{name}.csv", f"{comparison.place} {key} {codes}")


def table(
    title: str,
    figures: pd.DataFrame,
    comparison: Comparison,
    key: str,
    *,
    note: str = "",
    recipe: Recipe | None = None,
) -> None:
    """A table in a frame with its CSV, and the button that collects it."""
    with st.container(border=True, key=f"compare_{key}"):
        exhibit = _built(recipe)
        st.subheader(title if exhibit is None else literal(exhibit.title), anchor=False)
        if exhibit is not None:
            st.markdown(title)
        if note:
            st.markdown(note)
        if figures.empty:
            st.markdown("No plan here uses a lever.")
            return
        shown = None if exhibit is None else table_of(exhibit.chart)
        st.table(literal_table(figures if shown is None else shown.cells), hide_index=True)
        if recipe is not None:
            add_to_presentation.button(recipe, f"compare_{key}")
        st.download_button(
            "Download this table (CSV)",
            data=lambda: _csv(title, figures, comparison, note, recipe),
            file_name=_file_name(comparison, key),
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"compare_csv_{key}",
        )
