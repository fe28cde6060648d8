"""Where a plan begins: what is wanted, and three worked examples of what it could take."""

from __future__ import annotations

import streamlit as st

from components.builders.page_charts import page_chart
from components.builders.registry import build
from components.charts.paint_plotly import config
from components.charts.plot import Room
from components.exhibits.exhibit import Recipe
from components.exports import data_files
from components.figures import examples as figures
from components.figures import plan_codes, runs
from components.figures.examples import Example, Examples
from components.figures.plan import Horizon, acting_area
from components.session import address, compared_plans, steps
from components.session import plan as plan_session
from components.widgets import add_to_presentation, theme
from components.widgets.exhibit_frame import LONGEST_ALT
from components.wording import examples as words
from components.wording import outcomes, plans
from components.wording.markdown import literal
from model.plan import FIRST_YEAR, MAX_HORIZON, Plan
from model.presets import preset_plan, presets

_BUDGET = "wi_budget"
_YEARS = ("5", "10", "15", str(MAX_HORIZON))
_PICTURE = Room(width=1100, height=330, size=14, least=13, fluid=True)
#: Outcome that the picture begins with where no gap is aimed at.
_USUAL = "looked_after"


def section() -> None:
    """The question, the examples beside each other, and other ways to begin."""
    area = acting_area(address.get("scope"))
    asked = st.container(
        horizontal=True, vertical_alignment="bottom", gap="small", key="plan_question"
    )
    with asked:
        aim, budget, years = _question(area)
    with st.spinner("Running three examples for this place"):
        found = figures.examples(area, aim, budget, years)
    outcome = found.outcome or _USUAL
    for column, each, letter in zip(
        st.columns(len(found.shown), gap="small"), found.shown, plan_codes.LETTERS, strict=False
    ):
        with column:
            _card(each, letter, found, budget, outcome)
    if aim and not found.outcome:
        st.markdown(
            f"There is no example for {words.lower_first(words.aim_name(aim))}: no lever with a "
            "known cost lowers it here, or it is not above England’s rate."
        )
    _ways([each.plan for each in found.shown])
    _picture(found, area, outcome)
    with st.expander("How these examples are chosen"):
        st.markdown(words.how_chosen(found, aim, budget))
        st.markdown(plans.LEARNING_AID)


def _question(area: str) -> tuple[str, int, int]:
    aim = address.among("aim", ["", *figures.AIMS], "")
    st.selectbox(
        "What should change most?",
        ["", *figures.AIMS],
        format_func=words.aim_name,
        key="aim",
        width=300,
    )
    usual = figures.modest_budget(area)
    budget = int(address.get("budget") or 0) or usual
    st.session_state[_BUDGET] = budget
    st.number_input(
        "Budget, £ million a year",
        min_value=1,
        max_value=999,
        step=1,
        key=_BUDGET,
        on_change=_budgeted,
        width=180,
    )
    wanted = address.get("years")
    years = wanted if wanted in _YEARS else _YEARS[-1]
    address.put("years", years)
    st.selectbox(
        "By when?",
        list(_YEARS),
        format_func=lambda each: f"March {FIRST_YEAR + int(each)}",
        key="years",
        width=150,
    )
    return address.get("aim") or aim, budget, int(years)


def _budgeted() -> None:
    address.put("budget", str(int(st.session_state[_BUDGET])))


def _card(example: Example, letter: str, found: Examples, budget: int, outcome: str) -> None:
    end = Horizon.of(runs.results_of(example.plan))
    low, _, _, _, high = (float(each) for each in end.interval(outcome))
    said = outcomes.told_change(end.interval(outcome))
    span = f" (95% {outcomes.span(low, high)})" if end.moves(outcome) else ""
    with st.container(border=True, key=f"plan_example_{example.kind}", height="stretch"):
        st.subheader(f"{letter}. {literal(example.plan.title)}", anchor=False)
        st.markdown(literal(words.told(example, found, budget)))
        st.markdown(
            f":gray-badge[modelled] **{literal(outcomes.title(outcome))}: {said}**"
            f"{span} {outcomes.when(outcome, int(end.results.years[-1]))}."
        )
        st.markdown(f"**Costs** {literal(words.costs(example))}")
        for name, text in (("Made of", words.made_of(example)), ("Mind", words.limits(example))):
            if text:
                st.markdown(f"**{name}** {literal(text)}")
        st.button(
            f"Use plan {letter}",
            key=f"plan_use_{example.kind}",
            on_click=_use,
            args=(example.plan,),
            icon=":material/tune:",
        )


def _use(plan: Plan) -> None:
    plan_session.open_plan(plan)
    steps.go("adjust")


def _ways(shown: list[Plan]) -> None:
    """Compare the examples, set the levers oneself, or begin from another plan."""
    with st.container(horizontal=True, vertical_alignment="center", key="plan_ways"):
        if st.button(
            f"Compare these {('two', 'three')[len(shown) > 2]}",
            type="primary",
            icon=":material/compare_arrows:",
            key="plan_compare_examples",
        ):
            compared_plans.put(shown)
            st.switch_page("pages/compare.py")
        st.button(
            "Set the levers myself",
            icon=":material/tune:",
            key="plan_own",
            on_click=steps.go,
            args=("adjust",),
        )
        menu = st.popover(
            "Start from", icon=":material/playlist_add:", key="wi_presets", on_change="rerun"
        )
        if menu.open:
            with menu:
                _presets()


def _presets() -> None:
    st.markdown("Each puts another plan in place of yours; Undo brings yours back.")
    for preset in presets().values():
        st.button(
            preset.title,
            key=f"wi_preset_{preset.id}",
            on_click=_use_preset,
            args=(preset.id,),
            width="stretch",
        )
        st.markdown(preset.description)


def _use_preset(preset_id: str) -> None:
    _use(preset_plan(preset_id, plan_session.current()))


def _picture(found: Examples, area: str, outcome: str) -> None:
    codes = plan_codes.write([each.plan for each in found.shown])
    recipe = Recipe("compare_outcomes", {"plans": codes, "place": area, "outcome": outcome})
    exhibit = build(recipe)
    st.subheader("What each would change", anchor=False)
    st.markdown(
        f"{literal(exhibit.measure)}, {literal(exhibit.unit)} · {literal(exhibit.period)} · "
        "**modelled**. "
        "“No change” means that no lever of the plan acts on it, not that nothing could."
    )
    st.plotly_chart(
        page_chart(recipe, theme.current(), _PICTURE),
        key="chart_plan_examples",
        theme=None,
        config=config(data_files.safe_file_name(exhibit.place, exhibit.measure)),
        alt=exhibit.alt[:LONGEST_ALT],
    )
    add_to_presentation.button(recipe, "plan_examples")
