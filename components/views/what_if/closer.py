"""Look closer: the cards' figures as large framed charts with their tables and CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import streamlit as st

from components.builders import plan as plan_builder
from components.builders.registry import build
from components.charts.layouts import can_place
from components.design.palette import Palette
from components.exhibits.charts import Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import plan as plan_figures
from components.figures import plan_codes
from components.figures.geometry import drawn_areas
from components.session import plan as plan_session
from components.views.what_if import results as results_what_if
from components.widgets import add_to_presentation, exhibit_frame, theme
from components.widgets.exhibit_frame import Framing
from components.wording import plans
from components.wording.markdown import literal, literal_table
from components.wording.plan_tables import columns, group_table, money_table, outcome_table, rounded
from data import store
from model.plan import Plan, plan_hash
from model.presets import scales
from model.register import load_registers
from model.results import Results, quantiles

_KEY = "wi_closer"
VIEWS = {
    "": "Nothing more",
    "outcomes": "Every outcome",
    "when": "When",
    "where": "Where",
    "whom": "For whom",
    "money": "Money",
    "gains": "Who gains and pays",
    "after": "After the run",
    "why": "Why",
    "limits": "What to know",
}


def section(plan: Plan, results: Results) -> None:
    """One large view at a time, chosen by the person; nothing is drawn until then."""
    st.segmented_control(
        "Look closer",
        list(VIEWS),
        format_func=VIEWS.__getitem__,
        key=_KEY,
        required=True,
        default="",
    )
    view = st.session_state.get(_KEY) or ""
    draw: Mapping[str, Callable[[Plan, Results, str, Palette], None]] = {
        "outcomes": _outcomes,
        "when": _when,
        "where": _where,
        "whom": _whom,
        "money": _money,
        "gains": _gains,
        "after": _after,
        "why": _why,
        "limits": _limits,
    }
    if view:
        outcome = st.session_state.get("outcome") or plan_figures.ORDER[0]
        draw[view](plan, results, outcome, theme.current())


def _framing(plan: Plan, results: Results, exhibit: Exhibit) -> Framing:
    """The words of an exhibit, as a page sets them; what is seen is what is added."""
    return exhibit_frame.words_of(
        exhibit,
        notes=[exhibit.draft, exhibit.interval, plans.LEARNING_AID],
        about={
            "Plan": plan.title,
            "Plan code": plan_session.code_of(plan) or "no change",
            "Fingerprint": plan_hash(plan),
            "Seed": plan.seed,
            "Draws": results.draws,
        },
    )


def _show(
    plan: Plan,
    results: Results,
    recipe: Recipe,
    table: pd.DataFrame | None,
    colours: Palette,
    key: str,
) -> None:
    """A recipe's exhibit in its frame: chart or table of words, button, figures behind it.

    ``table``: the figures behind; None for the exhibit's own.
    """
    try:
        exhibit = build(recipe)
    except RecipeError as error:
        reason = str(error)
        st.markdown(literal(f"Not shown: {reason[:1].lower()}{reason[1:]}."))
        return
    framing = _framing(plan, results, exhibit)
    table = exhibit.chart.figures if table is None else table
    if can_place(exhibit.chart):
        exhibit_frame.show(recipe, table, key=key, notes=framing.notes, about=framing.about)
        return
    with st.container(border=True, key=f"frame_{key}"):
        st.subheader(literal(framing.finding), anchor=False)
        st.markdown(exhibit_frame.subtitle(framing))
        if isinstance(exhibit.chart, Table):
            st.table(literal_table(exhibit.chart.cells), hide_index=True)
        for note in framing.notes:
            st.markdown(literal(note))
        add_to_presentation.button(recipe, key)
        exhibit_frame.behind(framing, table, key=key)


def _outcomes(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    recipe = _recipe("plan_outcomes", plan)
    _show(plan, results, recipe, outcome_table(results), colours, "wi_outcomes")


def _recipe(name: str, plan: Plan, **params: str) -> Recipe:
    return Recipe(name, {"plan": plan_codes.code_for(plan), **params})


def _when(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    found = quantiles(results.values(outcome, scenario="plan").to_numpy())
    without = quantiles(results.values(outcome, scenario="baseline").to_numpy())
    change = quantiles(results.values(outcome).to_numpy())
    table = pd.DataFrame({"Year": results.years})
    for name, part in (("Without the plan", without), ("With the plan", found), ("Change", change)):
        table = table.assign(**{f"{name}, {n.lower()}": c for n, c in columns(part).items()})
    recipe = _recipe("plan_levels", plan, outcome=outcome)
    _show(plan, results, recipe, rounded(table), colours, "wi_when")


def _where(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    level = st.session_state.get("whatif_level") or "utla"
    values = plan_figures.changes(plan, results, outcome, level)
    areas = drawn_areas(level)
    per, base = results.base_of(outcome)
    table = pd.DataFrame(
        {
            "Code": areas.index,
            "Area": areas["area_name"].to_numpy(),
            "Authority": areas["authority"].to_numpy(),
            f"Modelled change per {per:,.0f} {base}": np.round(values, 3),
        }
    )
    table = table[np.isfinite(values)].reset_index(drop=True)
    recipe = _recipe("plan_map", plan, outcome=outcome, level=level)
    _show(plan, results, recipe, table, colours, "wi_where")


def _whom(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    recipes = plan_builder.group_recipes(results, plan_codes.code_for(plan), outcome)
    if not recipes:
        st.markdown(literal(results.state.why_not(outcome, "imd_quintile")))
    for recipe in recipes:
        by = str(recipe.params["by"])
        _show(plan, results, recipe, group_table(results, outcome, by), colours, f"wi_whom_{by}")


def _money(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    _show(plan, results, _recipe("plan_accounts", plan), None, colours, "wi_plan_accounts")
    table = money_table(results)
    for name in ("plan_money", "plan_money_years"):
        _show(plan, results, _recipe(name, plan), table, colours, f"wi_{name}")
    in_use = ",".join(sorted(use.lever for use in results.runs.uses))
    if in_use:
        _show(plan, results, Recipe("returns", {"levers": in_use}), None, colours, "wi_returns")


def _gains(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    for by in ("imd_quintile", "ethnicity"):
        recipe = _recipe("plan_gains", plan, by=by)
        _show(plan, results, recipe, None, colours, f"wi_gains_{by}")
    _show(plan, results, _recipe("plan_payers", plan), None, colours, "wi_payers")


def _after(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    _show(plan, results, _recipe("plan_after", plan), None, colours, "wi_after")


def _why(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    registers = load_registers()
    parts = results_what_if.contributions(plan, results, outcome)
    names = {"together": "All together", "interaction": "Interaction (together less the sum)"}
    titles = [names.get(k) or registers.levers[k].title for k in parts["lever"]]
    levers = pd.DataFrame({"Lever": titles, "Mean": parts["mean"]}).assign(
        **{
            "Median": parts["median"],
            "80% lower": parts["lower80"],
            "80% upper": parts["upper80"],
            "95% lower": parts["lower95"],
            "95% upper": parts["upper95"],
        }
    )
    recipe = _recipe("plan_why", plan, outcome=outcome)
    _show(plan, results, recipe, rounded(levers, 2), colours, "wi_why")
    recipe = _recipe("plan_assumptions", plan, outcome=outcome)
    _show(plan, results, recipe, _assumptions(results, outcome), colours, "wi_assumptions")


def _assumptions(results: Results, outcome: str) -> pd.DataFrame:
    # SALib, behind this module, takes seconds to load: not before somebody asks.
    from model.sensitivity import tornado

    change = results.values(outcome).isel(year=-1).to_numpy()
    if not np.ptp(change):
        return pd.DataFrame()
    table = tornado(results, change).drop(columns="id")
    return rounded(
        table.rename(
            columns={
                "title": "Assumption",
                "at_low": "Mean change at its lowest tenth",
                "at_high": "Mean change at its highest tenth",
                "swing": "Difference",
                "noise": "Standard error of a difference by chance",
            }
        ),
        2,
    )


def _limits(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    registers = load_registers()
    sizes = scales(plan)
    notes = [
        plans.nothing_changes(plan, results, outcome, sizes, registers),
        plans.waiting_words(plan, registers),
        *plans.outside_evidence(plan, sizes, registers),
    ]
    with st.container(border=True, key="frame_wi_limits"):
        st.subheader("What to know about these figures", anchor=False)
        st.markdown(
            f"- {plans.LEARNING_AID} It compares two runs of one model on the same draws.\n"
            f"- {registers.baselines[plan.baseline].title}: "
            f"{registers.baselines[plan.baseline].not_known}\n"
            + "".join(f"- {note}\n" for note in notes if note)
            + f"- Figures version {store.data_version()}."
        )
