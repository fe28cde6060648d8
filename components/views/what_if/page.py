"""The What if page put together: bar of the plan, levers on the left, results on the right."""

from __future__ import annotations

import streamlit as st

from components.design import styles
from components.figures import runs
from components.session import address, parts, steps, turns
from components.session import plan as plan_session
from components.views.what_if import closer, frame, levers, library, opening, searches
from components.views.what_if import results as results_what_if
from components.wording import glossary, plans
from components.wording.markdown import literal
from components.wording.numbers import NUMBER_BOX
from model.plan import MAX_HORIZON, PlanError
from model.register import load_registers

#: Fields of the question that the examples answer.
_ASKED = ("aim", "budget", "years")


def bar(step: str) -> None:
    """Heading, and beside the levers everything that is of the plan as a whole."""
    st.html(styles.style("what_if") + frame.style())
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="wi_bar"):
        st.title("What would change it?", anchor=False, width="content")
        if step != "adjust":
            return
        library.controls()
        _settings()
        st.button(
            "Undo",
            icon=":material/undo:",
            on_click=plan_session.undo,
            key="wi_undo",
            help="Take back the last change of the plan.",
        )


def _settings() -> None:
    box = st.popover("Settings", icon=":material/tune:", key="wi_settings", on_change="rerun")
    if not box.open:
        return
    plan, registers = plan_session.current(), load_registers()
    with box:
        kept = {
            "baseline": plan.baseline,
            "horizon_years": plan.horizon_years,
            "discount_rate": plan.discount_rate * 100,
        }
        for name, value in kept.items():
            st.session_state[f"wi_plan_{name}"] = value
        st.radio(
            "Without the plan",
            list(registers.baselines),
            format_func=lambda name: registers.baselines[name].title,
            captions=[path.description for path in registers.baselines.values()],
            key="wi_plan_baseline",
            on_change=_setting,
            args=("baseline",),
        )
        st.slider(
            "Years looked at",
            3,
            MAX_HORIZON,
            key="wi_plan_horizon_years",
            on_change=_setting,
            args=("horizon_years",),
        )
        st.number_input(
            "Discount rate, % a year",
            0.0,
            20.0,
            step=0.5,
            format=NUMBER_BOX,
            key="wi_plan_discount_rate",
            on_change=_setting,
            args=("discount_rate", 0.01),
        )


def _setting(field: str, factor: float = 0.0) -> None:
    value = st.session_state[f"wi_plan_{field}"]
    try:
        plan_session.change(**{field: round(value * factor, 6) if factor else value})
    except PlanError as error:
        address.notice(f"The setting was not changed: {error}.")


def workbench() -> None:
    """Levers and results, in parts: a move draws its lever and the results, nothing else."""
    with st.container(key="wi_page"):
        # The results first, also on a phone: they are what a person waits for, and comes for.
        results, controls = st.columns([2.75, 1], gap="small")
        with results:
            _results()
        with controls:
            levers.column()
        _below()


@st.fragment(key=parts.RESULTS)
def _results() -> None:
    """The cards, and above them what has to be told."""
    plan = plan_session.current()
    runs.ready_large(plan)
    with turns.turn(parts.RESULTS, parts.BELOW):
        _notices()
        results_what_if.board(plan)
    address.write_address(*steps.fields())


@st.fragment(key=parts.BELOW)
def _below() -> None:
    """What the figures are of, and one of them larger."""
    plan = plan_session.current()
    st.markdown(
        f"**{literal(plan.title)}** acts in {plans.place_words(plan)}. "
        f"{plans.LEARNING_AID} Figures are {glossary.link('modelled', 'modelled')} from "
        "published ones; children's numbers are held at their latest estimate."
    )
    closer.section(plan, runs.results_of(plan))
    address.write_address(*steps.fields())
    if address.any_notice():
        parts.draw_again(parts.RESULTS)  # where it is told


def page() -> None:
    """The page at the step that is asked for."""
    runs.warm()
    step = steps.step()
    bar(step)
    library.message()
    if step == "adjust":
        steps.stay()
        workbench()
        return
    _notices()
    {"examples": opening.section, "mix": searches.section, "kept": library.kept}[step]()
    address.write_address(*steps.fields(), *(_ASKED if step == "examples" else ()))


def _notices() -> None:
    for message in address.take_notices():
        st.warning(literal(message), icon=":material/info:")
