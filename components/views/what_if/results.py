"""What the plan changes: six cards that answer the questions in order, and the long run."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import streamlit as st
from markupsafe import Markup

from components.builders import plan as plan_builder
from components.exhibits.exhibit import Recipe
from components.figures import accounts as account_figures
from components.figures import plan as plan_figures
from components.figures import plan_codes, runs
from components.session import address, parts
from components.session import plan as plan_session
from components.views.what_if import cards, frame, map
from components.widgets import add_to_presentation, spoken, theme
from components.wording import outcomes as words
from components.wording import plans
from components.wording.markdown import literal
from model.baseline import PLACE
from model.plan import Plan, results_key
from model.presets import scales
from model.register import load_registers
from model.results import REPORT_DRAWS, Results

_JOB = "_whatif_job"


def outcome_choice() -> str:
    """The outcome the cards are about; chosen here, kept in the address."""
    address.among("outcome", list(plan_figures.ORDER), plan_figures.ORDER[0])
    st.selectbox(
        "Outcome",
        list(plan_figures.ORDER),
        format_func=words.title,
        key="outcome",
        on_change=parts.draw_again,
        args=(parts.RESULTS, parts.BELOW),
        label_visibility="collapsed",
        width=330,
    )
    return address.get("outcome")


def board(plan: Plan) -> Results:
    """All six cards for the plan; returns the results they show."""
    registers = load_registers()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="wi_top"):
        outcome = outcome_choice()
        status = st.container(horizontal=True, vertical_alignment="center", gap="small")
    results = runs.results_of(plan)
    mark = f"{results_key(plan)}-{results.draws}-{outcome}"
    colours = theme.current()
    first = st.container(border=True, key="wi_box_what")
    when, where, whom = st.columns(3, gap="small")
    money, why = st.columns(2, gap="small")
    places = {}
    for name, column in (
        ("when", when),
        ("where", where),
        ("whom", whom),
        ("money", money),
        ("why", why),
    ):
        with column:
            places[name] = st.container(border=True, key=f"wi_box_{name}", height="stretch")

    def card(name: str, markup: Markup) -> None:
        with places[name] if name != "what" else first:
            frame.card(markup, colours, key=name, mark=mark)
            if recipes := card_recipes(name, results, code, outcome):
                add_to_presentation.button(recipes, f"card_{name}", fixed=True)

    sizes, code = scales(plan), plan_codes.code_for(plan)
    notes = [
        plans.nothing_changes(plan, results, outcome, sizes, registers),
        plans.waiting_words(plan, registers),
        *plans.outside_evidence(plan, sizes, registers),
    ]
    notes = [note for note in notes if note]
    card("what", cards.what(results, outcome, _shown_notes(notes)))
    card("when", cards.when(results, outcome))
    card("whom", cards.whom(results, outcome))
    card("money", cards.money(account_figures.told(plan)))
    with places["where"]:
        map.show(plan, results, outcome, mark, code)
    parts = contributions(plan, results, outcome)
    card("why", cards.why(results, outcome, parts, registers, assumption(results, outcome)))
    with status:
        long_run(plan, results)
    _in_view(results, outcome)
    return results


def _in_view(results: Results, outcome: str) -> None:
    """The result in a line at the foot of a phone's screen, where the levers hide the cards."""
    end = plan_figures.Horizon.of(results)
    said = words.told_change(end.interval(outcome))
    year = int(results.years[-1])
    with st.container(key="wi_in_view"):
        st.markdown(
            f"**{literal(words.title(outcome))}: {said}** {words.when(outcome, year)} (modelled). "
            "[Levers](#levers)"
        )
        spoken.say(f"{words.title(outcome)}: {said} {words.when(outcome, year)} (modelled).")


def card_recipes(name: str, results: Results, code: str, outcome: str) -> list[Recipe]:
    """By which a card is added: "what", "when", "whom", "money" or "why" of a plan."""
    if name == "whom":
        return plan_builder.group_recipes(results, code, outcome)
    wanted, params = {
        "what": ("plan_outcomes", {}),
        "money": ("plan_accounts", {}),
        "when": ("plan_outcome", {"outcome": outcome}),
        "why": ("plan_why", {"outcome": outcome}),
    }[name]
    return [Recipe(wanted, {"plan": code, **params})]


def _shown_notes(notes: list[str]) -> list[str]:
    if len(notes) <= 1:
        return notes
    return [f"{notes[0]} ({len(notes) - 1} more under “What to know”, below.)"]


def contributions(plan: Plan, results: Results, outcome: str) -> pd.DataFrame:
    """Each lever alone, together and the interaction."""
    return runs.contributions(plan, results, outcome, PLACE[outcome])


def assumption(results: Results, outcome: str) -> str:
    """The assumption the change rests on most, in a sentence."""
    # SALib, behind this module, takes seconds to load; `whatif_runs.warm` has loaded it already.
    from model.sensitivity import tornado

    if not results.runs.uses:
        return ""
    change = results.values(outcome).isel(year=-1).to_numpy()
    if not np.ptp(change):
        return ""
    return words.assumption_words(tornado(results, change), outcome)


def long_run(plan: Plan, results: Results) -> None:
    """How many draws the figures rest on, and a run with many, shown as it goes."""
    precise = results.draws >= REPORT_DRAWS
    kind = "Precise" if precise else "Quick estimate"
    st.markdown(f"{kind}: {results.draws:,} runs", width="content")
    if precise:
        return
    job = st.session_state.get(_JOB)
    if job is not None and results_key(job.plan) == results_key(_for_report(plan)):
        _progress()
        return
    st.button(
        "Run precisely",
        key="wi_long_start",
        on_click=_start,
        args=(plan,),
        help=f"{REPORT_DRAWS:,} runs, for a report: takes some seconds.",
    )


def _for_report(plan: Plan) -> Plan:
    return plan.model_copy(update={"draws": REPORT_DRAWS})


def _start(plan: Plan) -> None:
    _stop()
    st.session_state[_JOB] = runs.start_long(_for_report(plan))


def _stop() -> None:
    job = st.session_state.pop(_JOB, None)
    if job is not None:
        job.stop.set()


@st.fragment(run_every=0.4)
def _progress() -> None:
    job: runs.LongRun | None = st.session_state.get(_JOB)
    if job is None:
        st.rerun(scope="app")
        return
    if job.error:
        st.error(f"The long run did not finish: {literal(job.error)}")
        st.session_state.pop(_JOB)
        return
    if job.finished:
        st.session_state.pop(_JOB)
        # The number of draws goes into the plan, and so into its link, slides and comparison.
        plan_session.ask_for_draws(REPORT_DRAWS)
        st.rerun(scope="app")
    done = math.floor(job.done * REPORT_DRAWS)
    said = f"{done:,} of {REPORT_DRAWS:,} runs" if job.done else "Waiting to begin"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.progress(job.done, text=said, width=190)
        if st.button("Cancel", key="wi_long_stop"):
            _stop()
            st.rerun(scope="app")
