"""Look closer: the cards' figures as large framed charts with their tables and CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components import (
    chart_frame,
    collect,
    palette,
    recipes_plan,
    whatif_cards,
    whatif_map,
    whatif_plan,
    whatif_results,
)
from components import whatif_words as words
from components.chart_frame import Framing
from components.charts.style import base_figure, translucent
from components.choropleth.vendor import drawn_areas
from components.exhibit import Recipe
from components.palette import Palette, group_colours
from components.wording import literal, literal_table
from data import store
from model.economics import PAYER_IDS
from model.plan import Plan, plan_hash
from model.presets import scales
from model.register import load_registers
from model.register_schema import OUTCOMES, PAYERS
from model.results import Results, quantiles

_KEY = "wi_closer"
VIEWS = {
    "": "Nothing more",
    "outcomes": "Every outcome",
    "when": "When",
    "where": "Where",
    "whom": "For whom",
    "money": "Money",
    "why": "Why",
    "limits": "What to know",
}
_SOURCE = "Model of this app (see the page Evidence), from the published figures named there"


def section(plan: Plan, results: Results) -> None:
    """One large view at a time, chosen by the person; nothing is drawn until then."""
    st.segmented_control(
        "Look closer", list(VIEWS), format_func=VIEWS.__getitem__, key=_KEY, required=True,
        default="",
    )  # fmt: skip
    view = st.session_state.get(_KEY) or ""
    draw: Mapping[str, Callable[[Plan, Results, str, Palette], None]] = {
        "outcomes": _outcomes, "when": _when, "where": _where, "whom": _whom, "money": _money,
        "why": _why, "limits": _limits,
    }  # fmt: skip
    if view:
        outcome = st.session_state.get("outcome") or words.ORDER[0]
        draw[view](plan, results, outcome, palette.current())


def _framing(plan: Plan, results: Results, finding: str, measure: str, alt: str, *notes: str):
    return Framing(
        finding=finding,
        measure=measure,
        place=whatif_plan.place_words(plan),
        period=f"{int(results.years[0])} to {int(results.years[-1])}, years ending 31 March",
        source=_SOURCE,
        alt=alt,
        level="modelled",
        notes=[*notes, f"{words.LEARNING_AID} {results.draws:,} draws."],
        about={
            "Plan": plan.title,
            "Plan code": whatif_plan.code_of(plan) or "no change",
            "Fingerprint": plan_hash(plan),
            "Seed": plan.seed,
            "Draws": results.draws,
        },
    )


def _columns(found: np.ndarray) -> dict[str, np.ndarray]:
    """Quantiles (5, n) as columns a reader understands."""
    return {
        "Median": found[2],
        "80% lower": found[1],
        "80% upper": found[3],
        "95% lower": found[0],
        "95% upper": found[4],
    }


def _rounded(table: pd.DataFrame, digits: int = 1) -> pd.DataFrame:
    return table.round(dict.fromkeys(table.select_dtypes("number").columns, digits))


def outcome_table(results: Results) -> pd.DataFrame:
    """Every outcome at the horizon: without, with, change with intervals, chance of better."""
    rows = []
    for outcome in words.ORDER:
        change = quantiles(results.values(outcome).isel(year=-1).to_numpy()[:, None])
        row: dict[str, object] = {
            "Outcome": words.title(outcome),
            "Unit": OUTCOMES[outcome][2],
            "Without the plan": np.median(
                results.values(outcome, scenario="baseline").isel(year=-1)
            ),
            "With the plan": np.median(results.values(outcome, scenario="plan").isel(year=-1)),
        }
        row |= {
            ("Change, median" if name == "Median" else f"Change, {name}"): column[0]
            for name, column in _columns(change).items()
        }
        moved = words.changed(results, outcome, int(results.years[-1]))
        row["Chance better"] = words.share(results.chance_better(outcome)) if moved else "no change"
        rows.append(row)
    return _rounded(pd.DataFrame(rows))


def _outcomes(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    table = outcome_table(results)
    horizon = int(results.years[-1])
    framing = _framing(
        plan, results, f"Every outcome in {horizon}", "Children or events", "Table of outcomes"
    )
    with st.container(border=True, key="frame_wi_outcomes"):
        st.subheader(literal(framing.finding), anchor=False)
        st.markdown(chart_frame.subtitle(framing))
        st.table(literal_table(chart_frame.as_words(table)), hide_index=True)
        collect.button(_recipe("plan_outcomes", plan), "wi_outcomes")
        chart_frame.behind(framing, table, key="wi_outcomes")


def _recipe(name: str, plan: Plan, **params: str) -> Recipe:
    return Recipe(name, {"plan": recipes_plan.code_for(plan), **params})


def _when(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    found = quantiles(results.values(outcome, scenario="plan").to_numpy())
    without = quantiles(results.values(outcome, scenario="baseline").to_numpy())
    change = quantiles(results.values(outcome).to_numpy())
    years = results.years
    figure = base_figure(colours, height=360, legend=True)
    for lower, upper, opacity, name in ((0, 4, 0.14, "95% interval"), (1, 3, 0.26, "80% interval")):
        figure.add_trace(
            go.Scatter(
                x=[*years, *years[::-1]], y=[*found[upper], *found[lower][::-1]], fill="toself",
                fillcolor=translucent(colours.primary, opacity), line={"width": 0}, name=name,
                hoverinfo="skip",
            )
        )  # fmt: skip
    for values, name, line in (
        (found[2], "With the plan", {"color": colours.primary, "width": 3}),
        (without[2], "Without the plan", {"color": colours.text, "width": 2, "dash": "dash"}),
    ):
        figure.add_trace(
            go.Scatter(x=years, y=values, name=name, mode="lines", line=line,
                       hovertemplate=f"{name}, %{{x}}: %{{y:,.0f}}<extra></extra>")
        )  # fmt: skip
    figure.update_yaxes(title_text=OUTCOMES[outcome][2])
    figure.update_layout(legend={"itemclick": False, "itemdoubleclick": False})
    early = words.early_rise(results, outcome)
    horizon = int(years[-1])
    finding = (
        f"{words.title(outcome)}: {words.told_change(change[:, -1])} {words.when(outcome, horizon)}"
    )
    table = pd.DataFrame({"Year": years, "Without the plan": without[2], "With the plan": found[2]})
    table = table.assign(**{f"Change, {n.lower()}": c for n, c in _columns(change).items()})
    framing = _framing(
        plan, results, finding, OUTCOMES[outcome][2],
        f"{finding}. {words.count(without[2, -1])} without the plan, "
        f"{words.count(found[2, -1])} with it.",
        *([early] if early else []),
    )  # fmt: skip
    recipe = _recipe("plan_outcome", plan, outcome=outcome)
    chart_frame.show(figure, framing, _rounded(table), key="wi_when", recipe=recipe)


def _where(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    level = st.session_state.get("whatif_level") or "utla"
    values = whatif_map.changes(plan, results, outcome, level)
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
    framing = _framing(
        plan, results, f"{words.title(outcome)}: modelled change by place",
        f"Change per {per:,.0f} {base}", "Table of areas",
        "Central estimates only. A neighbourhood takes the mean of its authority, deprivation "
        "fifth and ethnic groups; it is not a measurement of that neighbourhood."
    )  # fmt: skip
    with st.container(border=True, key="frame_wi_where"):
        st.subheader(literal(framing.finding), anchor=False)
        st.markdown(chart_frame.subtitle(framing))
        for note in framing.notes:
            st.markdown(note)
        collect.button(_recipe("plan_map", plan, outcome=outcome, level=level), "wi_where")
        chart_frame.behind(framing, table, key="wi_where")


def group_table(results: Results, outcome: str) -> pd.DataFrame:
    """Rate of every published group now, without and with the plan, with intervals."""
    parts = []
    for by, name in (("imd_quintile", "Deprivation"), ("ethnicity", "Ethnic group")):
        if results.state.why_not(outcome, by):
            continue
        for row in whatif_cards.group_rows(results, outcome, by):  # type: ignore[arg-type]
            found = np.array(row.quantiles)[:, None]
            parts.append(
                {"Grouped by": name, "Group": row.label, "Now": row.now, "Without": row.without}
                | {f"With the plan, {n.lower()}": c[0] for n, c in _columns(found).items()}
            )
    return _rounded(pd.DataFrame(parts), 2)


def _whom(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    table = group_table(results, outcome)
    per, base = results.base_of(outcome)
    if table.empty:
        st.markdown(results.state.why_not(outcome, "imd_quintile"))
        return
    labels = [f"{row['Group']}" for _, row in table.iterrows()][::-1]
    back = table.iloc[::-1]
    figure = base_figure(colours, height=60 + 34 * len(table), legend=True)
    middle = back["With the plan, median"]
    figure.add_trace(
        go.Scatter(
            x=middle, y=labels, mode="markers", name="With the plan, 95% interval",
            marker={"color": colours.primary, "size": 10},
            error_x={
                "type": "data", "symmetric": False, "color": colours.primary,
                "array": back["With the plan, 95% upper"] - middle,
                "arrayminus": middle - back["With the plan, 95% lower"],
            },
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=back["Now"], y=labels, mode="markers", name="Now",
            marker={"color": colours.text, "size": 13, "symbol": "circle-open"},
        )
    )  # fmt: skip
    figure.update_xaxes(title_text=f"per {per:,.0f} {base}", rangemode="tozero")
    figure.update_layout(legend={"itemclick": False, "itemdoubleclick": False})
    notes = []
    if not results.state.why_not(outcome, "imd_quintile"):
        gap, rate = whatif_cards.gap(results, outcome), whatif_cards.rate
        notes.append(
            f"Slope index of inequality over deprivation fifths: {rate(gap['now'][2, 0])} now, "
            f"{rate(gap['without'][2, 0])} without the plan, {rate(gap['with'][2, 0])} with it "
            f"(95% {rate(gap['with'][0, 0])} to {rate(gap['with'][4, 0])}). {words.GAP_SIGN}"
        )
    framing = _framing(
        plan, results, f"{words.title(outcome)} by group, now and in {int(results.years[-1])}",
        f"Rate per {per:,.0f} {base}",
        "; ".join(f"{r['Group']}: {r['Now']} now, {r['With the plan, median']} with the plan"
                  for _, r in table.iterrows()),
        *notes,
        "Each group is shown on its own, as the source names it. A difference between groups says "
        "what is done to them and where they live, not what they are.",
    )  # fmt: skip
    recipes = recipes_plan.group_recipes(results, recipes_plan.code_for(plan), outcome)
    chart_frame.show(figure, framing, table, key="wi_whom", recipe=recipes)


def money_table(results: Results) -> pd.DataFrame:
    """Mean cost, saving and cashable saving by payer and year, undiscounted 2024-25 pounds."""
    money = results.money
    rows = []
    for number, payer in enumerate(PAYER_IDS):
        for name, array in (
            ("Cost", money.cost), ("Saving", money.saving), ("Cashable saving", money.cashable),
        ):  # fmt: skip
            by_year = array[number].sum(axis=2).mean(axis=0)
            rows.append(
                {"Payer": PAYERS[payer], "What": name}
                | {
                    str(int(year)): round(float(value))
                    for year, value in zip(results.years[1:], by_year, strict=True)
                }
            )
    return pd.DataFrame(rows)


def _money(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    money, years = results.money, results.years[1:]
    figure = base_figure(colours, height=380, legend=True)
    savings = money.saving.sum(axis=3).mean(axis=1) / 1e6
    costs = money.cost.sum(axis=3).mean(axis=1) / 1e6
    shades = group_colours(colours.name)
    for number, payer in enumerate(PAYER_IDS):
        for sign, values, pattern in ((1, savings[number], ""), (-1, costs[number], "/")):
            if not values.any():
                continue
            word = "saves" if sign == 1 else "pays"
            figure.add_trace(
                go.Bar(
                    x=years, y=sign * values, name=f"{PAYERS[payer]} {word}",
                    marker={"color": shades[number], "pattern": {"shape": pattern}},
                    hovertemplate=f"{PAYERS[payer]} {word}, %{{x}}: £%{{y:,.1f}}m<extra></extra>",
                )
            )  # fmt: skip
    figure.update_layout(barmode="relative", legend={"itemclick": False})
    figure.update_yaxes(title_text="£m a year (costs below 0)")
    totals = money.totals()
    net = quantiles(totals.net_present_value[:, None])[:, 0]
    finding = (
        f"Net present value {words.pounds(net[2])} "
        f"(95% interval {words.pounds(net[0])} to {words.pounds(net[4])})"
    )
    registers = load_registers()
    uncosted = [registers.levers[name].title for name in money.uncosted]
    framing = _framing(
        plan, results, finding, "Pounds of 2024-25 a year, mean of draws, undiscounted", finding,
        f"Discounted at {plan.discount_rate:.1%} a year in the net present value. Cashable "
        "savings free money to spend; the others are time, capacity or harm avoided.",
        *([f"Before the cost of: {'; '.join(uncosted)}."] if uncosted else []),
    )  # fmt: skip
    recipe = _recipe("plan_money", plan)
    chart_frame.show(figure, framing, money_table(results), key="wi_money", recipe=recipe)


def _why(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    # SALib, behind this module, takes seconds to load: not before somebody asks.
    from model.sensitivity import tornado

    registers, horizon = load_registers(), int(results.years[-1])
    parts = whatif_results.contributions(plan, results, outcome)
    names = {"together": "All together", "interaction": "Interaction (together less the sum)"}
    titles = [names.get(k) or registers.levers[k].title for k in parts["lever"]]
    table = pd.DataFrame({"Lever": titles, "Mean": parts["mean"]}).assign(
        **{
            "Median": parts["median"], "80% lower": parts["lower80"],
            "80% upper": parts["upper80"], "95% lower": parts["lower95"],
            "95% upper": parts["upper95"],
        }
    )  # fmt: skip
    change = results.values(outcome).isel(year=-1).to_numpy()
    swings = tornado(results, change).head(8)
    figure = base_figure(colours, height=60 + 38 * max(len(swings), 1), legend=True)
    labels = [_wrap(title) for title in swings["title"]][::-1]
    for column, name, colour in (
        ("at_low", "assumption at its lowest tenth", colours.similar),
        ("at_high", "assumption at its highest tenth", colours.primary),
    ):
        figure.add_trace(
            go.Bar(
                x=(swings[column] - change.mean())[::-1], y=labels, base=change.mean(),
                orientation="h", name=name, marker={"color": colour},
            )
        )  # fmt: skip
    figure.update_layout(barmode="overlay", legend={"itemclick": False})
    figure.update_xaxes(title_text=f"mean change in {words.noun(outcome)}, {horizon}")
    finding = whatif_cards.assumption_words(swings, outcome) or "No assumption moves this outcome"
    framing = _framing(
        plan, results, finding.removesuffix("."), f"Change in {words.title(outcome).lower()}",
        finding,
        "Each lever alone against the baseline, on the same draws; the interaction is what the "
        "levers together do beyond the sum of each alone.",
    )  # fmt: skip
    recipe = _recipe("plan_why", plan, outcome=outcome)
    chart_frame.show(figure, framing, _rounded(table, 2), key="wi_why", recipe=recipe)


def _wrap(title: str) -> str:
    from textwrap import wrap

    return "<br>".join(wrap(title, 44))


def _limits(plan: Plan, results: Results, outcome: str, colours: Palette) -> None:
    registers = load_registers()
    sizes = scales(plan)
    notes = [
        words.nothing_changes(plan, results, outcome, sizes, registers),
        words.waiting_words(plan, registers),
        *words.outside_evidence(plan, sizes, registers),
    ]
    with st.container(border=True, key="frame_wi_limits"):
        st.subheader("What to know about these figures", anchor=False)
        st.markdown(
            f"- {words.LEARNING_AID} It compares two runs of one model on the same draws.\n"
            f"- {registers.baselines[plan.baseline].title}: "
            f"{registers.baselines[plan.baseline].not_known}\n"
            + "".join(f"- {note}\n" for note in notes if note)
            + f"- Figures version {store.data_version()}."
        )
