"""Two panels of the What if page: "What it would take" and "Best use of a budget".

Each returns a plan when the person asks to load one, else None; the page decides what to do with
it. Searches are the model's (`model.optimise`); here are only the questions and the answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import streamlit as st

from components.builders import frontier
from components.charts import paint_plotly
from components.charts.paint_plotly import config
from components.figures import plan as plan_figures
from components.figures.caches import kept
from components.widgets import exhibit_frame
from components.widgets.exhibit_frame import Framing
from components.widgets.theme import current
from components.wording import outcomes as words
from components.wording import plans
from components.wording import searches as said
from components.wording.markdown import literal, literal_table
from data.contract import ETHNIC_GROUPS
from model.baseline import baseline
from model.central_path import CentralPath
from model.frontier import Aim, Frontier, Judged, best_use, judge
from model.mix_search import SearchError, left_out
from model.optimise import Answer, what_would_it_take
from model.plan import Plan, results_key
from model.register import load_registers
from model.targets import KINDS, TARGET_OUTCOMES, Target, TargetError, find_target

_TAKES, _USE = "wi_takes", "wi_use"
_OUTCOMES = [each for each in plan_figures.ORDER if each in TARGET_OUTCOMES]
_Found = TypeVar("_Found")


def what_it_would_take(plan: Plan) -> Plan | None:
    """Ask for the least-cost mix that reaches a target; the plan to load, or None."""
    st.markdown(
        "Choose an outcome and a target. The search finds the cheapest mix of levers that reaches "
        f"it by March {2025 + plan.horizon_years} in {plans.place_words(plan)}. It keeps "
        "who gets each lever, its start and your own costs; it sets only how much of each."
    )
    left, right = st.columns(2)
    outcome = left.selectbox(
        "Outcome to bring down", _OUTCOMES, format_func=words.title, key=f"{_TAKES}_outcome"
    )
    kind = right.selectbox(
        "Target", list(KINDS), format_func=KINDS.__getitem__, key=f"{_TAKES}_kind"
    )
    more: dict[str, Any] = {}
    if kind == "halve_group":
        more["group"] = left.selectbox("Ethnic group", ETHNIC_GROUPS, key=f"{_TAKES}_group")
    if kind == "own":
        more["own"] = left.number_input(
            f"Rate to reach, per {baseline().per[outcome]:,.0f} {baseline().bases[outcome]}",
            min_value=0.0,
            value=None,
            key=f"{_TAKES}_own",
        )
        if more["own"] is None:
            st.markdown("Enter the rate to reach.")
            return None
    try:
        target = _target(_frame_key(plan), outcome, kind, plan, **more)
    except TargetError as error:
        st.info(literal(error), icon=":material/info:")
        return None
    st.markdown(said.target(target))
    budget = _budget(right) if right.toggle("Keep within a budget", key=f"{_TAKES}_limit") else None
    allowed, bounds = _levers(plan, _TAKES)
    question = (results_key(plan), outcome, kind, tuple(more.items()), budget, str(bounds))
    asked, place = st.container(), st.empty()
    if asked.button("Find the least-cost mix", key=f"{_TAKES}_go", disabled=not allowed):
        _search(
            _TAKES,
            place,
            question,
            lambda tell: what_would_it_take(
                plan,
                outcome,
                kind,
                allowed=allowed,
                bounds=bounds,
                budget=budget,
                progress=tell,
                **more,
            ),
        )
    found = _kept(_TAKES, question)
    if found is None:
        return None
    _answer(found, plan)
    if found.levels and st.button("Load this mix as my plan", key=f"{_TAKES}_load"):
        mix: Plan = found.plan
        return mix
    return None


def best_use_of_budget(plan: Plan) -> Plan | None:
    """Ask for the mixes that do most for each budget; the chosen plan to load, or None."""
    st.markdown(
        "Say what a yearly budget is for. The search finds the mix that does most for each sum up "
        f"to twice the budget, in {plans.place_words(plan)}."
    )
    budget = _budget(st, f"{_USE}_budget")
    aim = _aim(plan)
    allowed, bounds = _levers(plan, _USE)
    question = (results_key(plan), aim, budget, str(bounds))
    asked, place = st.container(), st.empty()
    if asked.button("Find the best mixes", key=f"{_USE}_go", disabled=not allowed):
        st.session_state.pop(f"{_USE}_point", None)
        _search(
            _USE, place, question, lambda tell: best_use(plan, budget, aim, allowed, bounds, tell)
        )
    found = _kept(_USE, question)
    if found is None:
        return None
    return _frontier(found, plan, budget)


def _frame_key(plan: Plan) -> str:
    """What decides today's rates: the plan without its levers."""
    return results_key(plan.model_copy(update={"levers": {}}))


@kept
def _target(key: str, outcome: str, kind: str, _plan: Plan, **more: Any) -> Target:
    path = CentralPath(_plan, {})
    return find_target(_plan, path.setup.state, path.at({}).rows, outcome, kind, **more)


def _budget(place: Any, key: str = f"{_TAKES}_budget") -> float:
    """Pounds a year from a box in millions."""
    millions = place.number_input(
        "Budget, £ million a year", min_value=0.1, value=10.0, step=1.0, format="%.1f", key=key
    )
    return float(millions) * 1e6


def _levers(plan: Plan, key: str) -> tuple[list[str], dict[str, tuple[float, float]]]:
    """Levers the search may use and how far, from the person."""
    registers, reasons = load_registers(), left_out(plan)
    usable = [lever for lever in registers.levers if lever not in reasons]
    with st.expander("Levers the search may use, and how far"):
        # A lever may have lost its cost or its range since it was chosen.
        chosen = st.session_state.get(f"{key}_levers", usable)
        st.session_state[f"{key}_levers"] = [each for each in chosen if each in usable]
        allowed = st.multiselect(
            "Levers",
            usable,
            format_func=lambda lever: registers.levers[lever].title,
            key=f"{key}_levers",
        )
        bounds = {}
        columns = st.columns(2)
        for number, lever_id in enumerate(allowed):
            lever = registers.levers[lever_id]
            bounds[lever_id] = columns[number % 2].slider(
                f"{lever.title}: least and most ({lever.unit})",
                lever.min,
                lever.max,
                (lever.min, lever.max),
                lever.step,
                format="%.0f" if lever.step == round(lever.step) else "%.1f",
                key=f"{key}_bounds_{lever_id}",
            )
        if reasons:
            st.markdown("**Left out**")
            st.markdown(
                "\n".join(
                    f"- {registers.levers[name].title}: {why}" for name, why in reasons.items()
                )
            )
    if not allowed:
        st.markdown("Choose at least one lever.")
    order = [lever for lever in usable if lever in allowed]
    return order, {lever: (float(low), float(high)) for lever, (low, high) in bounds.items()}


def _search(
    key: str, place: Any, question: tuple[object, ...], run: Callable[[Callable[..., None]], _Found]
) -> None:
    """Run a search with its progress and a button that stops it, and keep what it finds.

    Pressing a button starts the page again, which ends this run at its next report of progress.
    """

    def stopped() -> None:
        st.session_state[f"{key}_stopped"] = True

    def tell(share: float, doing: str) -> None:
        bar.progress(share, text=doing)

    with place.container():
        bar = st.progress(0.0, text="Starting")
        st.button("Stop the search", key=f"{key}_stop", on_click=stopped)
    try:
        found = run(tell)
    except (SearchError, TargetError) as error:
        place.empty()
        st.warning(literal(f"{str(error)[:1].upper()}{str(error)[1:]}.".replace("..", ".")))
        return
    place.empty()
    st.session_state[f"{key}_found"] = (question, found)


def _kept(key: str, question: tuple[object, ...]) -> Any:
    """What the last search found, if it was this question's; else say how things stand."""
    if st.session_state.pop(f"{key}_stopped", False):
        st.markdown("The search was stopped. Nothing has changed.")
    kept = st.session_state.get(f"{key}_found")
    if kept is None:
        return None
    if kept[0] != question:
        st.markdown("The question has changed since the last search: search again.")
        return None
    return kept[1]


def _answer(found: Answer, plan: Plan) -> None:
    st.subheader(said.answer_title(found), anchor=False)
    for line in said.answer(found, plan):
        st.markdown(line)
    if found.levels:
        st.table(literal_table(said.mix_table(found.levels, found.cost_by_lever)), hide_index=True)
        st.markdown(said.answer_cost(found, plan))


def _aim(plan: Plan) -> Aim:
    st.markdown(
        "**What counts, and how much.** Each is counted in per cent less than without a plan, on "
        "average over the years. With weights 2 and 1, one per cent less of the first counts as "
        "much as two per cent less of the second."
    )
    places = st.columns(3)
    labels = {"care": "Children kept safe from care", "need": "Need met", "gap": "Gap narrowed"}
    weights = {
        name: float(place.slider(f"{label}: weight", 0, 10, 1, key=f"{_USE}_{name}"))
        for place, (name, label) in zip(places, labels.items(), strict=True)
    }
    gap_outcome, group = "looked_after", ""
    if weights["gap"]:
        broken = baseline().broken_down
        left, right = st.columns(2)
        gap_outcome = left.selectbox(
            "Gap in",
            [each for each in _OUTCOMES if broken[each]],
            format_func=words.title,
            key=f"{_USE}_gap_outcome",
        )
        between = [said.FIFTHS] if "imd_quintile" in broken[gap_outcome] else []
        if "ethnicity" in broken[gap_outcome]:
            between += list(ETHNIC_GROUPS)
        chosen = right.selectbox(
            "Gap between",
            between,
            format_func=lambda each: each if each == said.FIFTHS else f"{each} and the average",
            key=f"{_USE}_between",
        )
        group = "" if chosen == said.FIFTHS else str(chosen)
        trouble = _gap_trouble(_frame_key(plan), gap_outcome, group, plan)
        if trouble:
            st.info(
                f"{literal(trouble)} Until then the gap does not count.", icon=":material/info:"
            )
            weights["gap"] = 0.0
    return Aim(weights["care"], weights["need"], weights["gap"], gap_outcome, group)


@kept
def _gap_trouble(key: str, outcome: str, group: str, _plan: Plan) -> str:
    """Why a gap cannot be part of the aim here; empty when it can."""
    try:
        _target(key, outcome, "halve_group" if group else "halve_fifths", _plan, group=group)
    except TargetError as error:
        return str(error)
    return ""


@kept
def _judged(key: str, aim: Aim, _plan: Plan) -> Judged:
    return judge(_plan, aim)


def _frontier(found: Frontier, plan: Plan, budget: float) -> Plan | None:
    points = found.points
    at_budget = int(np.searchsorted([p.budget for p in points], budget * 1.0001) - 1)
    key = f"{_USE}_point"
    if st.session_state.get(key) not in range(len(points)):
        st.session_state[key] = max(at_budget, 0)

    def clicked() -> None:
        for each in st.session_state[f"{_USE}_chart"]["selection"]["points"]:
            st.session_state[key] = int(np.ravel(each["customdata"])[0])

    best = points[max(at_budget, 0)]
    table = said.frontier_table(points)
    framing = Framing(
        finding=f"For {words.pounds(best.cost)} a year: {best.score:.1f}% less, as you weighted it",
        measure="Weighted per cent less than without a plan, by yearly cost",
        place=plans.place_words(plan),
        period=f"mean of the {plan.horizon_years} years to March {2025 + plan.horizon_years}",
        source="Model of this app (see the page Evidence)",
        alt="Best mix for each sum: " + "; ".join(said.point(point) for point in points),
        level="modelled",
        notes=[
            "The points lie on the model's central path, without intervals; the mix looked at "
            f"below has them. {said.costs(plan)}"
        ],
        about={"Plan": plan.title},
    )
    plot = frontier.placed(points, st.session_state[key], budget)
    with st.container(border=True, key=f"frame_{_USE}"):
        st.subheader(literal(framing.finding), anchor=False)
        st.markdown(exhibit_frame.subtitle(framing))
        st.plotly_chart(
            paint_plotly.paint(plot, current()),
            key=f"{_USE}_chart",
            theme=None,
            config=config("best-use-of-a-budget"),
            on_select=clicked,
            selection_mode="points",
            alt=framing.alt,
        )
        st.markdown(framing.notes[0])
        if found.exhausted:
            st.markdown("The last mix uses all the levers can do: more money would add nothing.")
        exhibit_frame.behind(framing, table, key=_USE)
    number = st.selectbox(
        "Mix to look at (or click a point)",
        range(len(points)),
        format_func=lambda place: said.point(points[place]),
        key=key,
    )
    point = points[number]
    if not point.levels:
        st.markdown("This is the baseline: no lever is moved.")
        return None
    judged = _judged(results_key(point.plan), found.aim, point.plan)
    st.table(literal_table(said.mix_table(point.levels, point.cost_by_lever)), hide_index=True)
    st.markdown(said.judged(judged, found.aim))
    if st.button("Load this mix as my plan", key=f"{_USE}_load"):
        return point.plan
    return None
