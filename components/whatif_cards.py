"""The five cards of figures on the What if page, as markup. Pure functions of results.

Each answers one question in order: what changes, when, for whom, what it costs and who saves,
why. (Where is the map's.) All text is escaped; all figures are the results' own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import pandas as pd

from components import whatif_marks as marks
from components import whatif_words as words
from components.whatif_horizon import Horizon
from components.wording import number
from data.contract import ETHNIC_GROUPS
from model.economics import PAYER_IDS, PUBLIC_PAYERS, discount_factors
from model.register import Registers
from model.register_schema import PAYERS
from model.results import By, Results, quantiles

QUINTILE_LABELS = ("Most deprived", "Second fifth", "Third fifth", "Fourth fifth", "Least deprived")
#: The model measures the ratio of each ethnic group against this one, as its gap lever does.
COMPARED_WITH = "White"
_MOST_STEPS = 6


def heading(number: int, question: str, aside: str = "") -> str:
    """A card's heading: its place in the order of questions, and what it is of."""
    small = f" <small>{escape(aside)}</small>" if aside else ""
    return f"<h3>{number}. {escape(question)}{small}</h3>"


# --- 1. what changes -----------------------------------------------------------------------------


def what(results: Results, outcome: str, notes: Sequence[str]) -> str:
    """Headline of the chosen outcome, and a table of the outcomes that move most."""
    horizon = int(results.years[-1])
    end = Horizon.of(results)
    low95, low80, median, high80, high95 = end.interval(outcome)
    per, base = results.base_of(outcome)
    to_rate = per / float(results.at_risk(outcome))
    levels = {scenario: end.count(outcome, scenario) for scenario in ("plan", "baseline")}
    rates = {scenario: level * to_rate for scenario, level in levels.items()}
    better = words.better_word(outcome)
    middle = ""
    chance = (
        f"Chance of {better} {words.noun(outcome)} than without the plan: "
        f"<b>{words.share(end.chance_better(outcome))}</b>."
        if better
        else "Neither more nor fewer is better: more is recorded when more need is found."
    )
    if not end.moves(outcome):
        lead = f"{words.title(outcome)}: no change {words.when(outcome, horizon)}."
        chance = ""
    else:
        told = words.told_change(end.interval(outcome))
        lead = f"{words.title(outcome)}: {told} {words.when(outcome, horizon)}."
        if told == words.CANNOT_TELL:
            lead = (
                f"{words.title(outcome)} {words.when(outcome, horizon)}: {told} whether the plan "
                "changes it."
            )
            middle = f"Middle of the draws: {words.more_or_fewer(median)}. "
    detail = (
        f"<p>{middle}80% interval {words.span(low80, high80)}; 95% {words.span(low95, high95)}.</p>"
        if chance
        else ""
    )
    parts = [
        '<div class="wi-two"><div>',
        heading(1, "What changes?", "modelled"),
        f'<p class="wi-big">{escape(lead)}</p>',
        detail,
        f"<p>{words.count(levels['baseline'])} without, {words.count(levels['plan'])} with it: "
        f"{rate(rates['baseline'])} and {rate(rates['plan'])} per {per:,.0f} {escape(base)}.</p>",
        f"<p>{chance}</p>" if chance else "",
        "</div><div>",
        _headline_table(end, outcome, horizon),
        "</div></div>",
        "".join(f'<p class="wi-note">{escape(note)}</p>' for note in notes),
    ]
    return "".join(parts)


def rate(value: float) -> str:
    """A rate with about three figures."""
    return number(value, 1 if abs(value) >= 2 else 2)


def _headline_table(end: Horizon, chosen: str, horizon: int) -> str:
    body = []
    for outcome in words.headline_rows(end, chosen):
        low95, low80, median, high80, high95 = end.interval(outcome)
        moves = end.moves(outcome)
        chance = words.share(end.chance_better(outcome)) if moves else "–"
        span = f"{words.signed(low80)} to {words.signed(high80)}" if moves else "–"
        wide = f"{words.signed(low95)} to {words.signed(high95)}" if moves else "–"
        body.append(
            f"<tr{' class=wi-chosen' if outcome == chosen else ''}>"
            f'<th scope="row">{escape(words.title(outcome))}</th>'
            f'<td class="wi-num">{words.signed(median) if moves else "0"}</td>'
            f'<td class="wi-num">{span}</td><td class="wi-num">{wide}</td>'
            f'<td class="wi-num">{chance}</td></tr>'
        )
    return (
        f"<table><thead><tr><th>Change by {horizon}</th>"
        '<th class="wi-num">Median</th><th class="wi-num">80% interval</th>'
        '<th class="wi-num">95% interval</th><th class="wi-num">Chance better</th></tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


# --- 2. when -------------------------------------------------------------------------------------


def when(results: Results, outcome: str) -> str:
    """Fan chart of the change from the baseline, with any early rise said."""
    found = quantiles(results.values(outcome).to_numpy())
    starts = sorted({use.start_year + 1 for use in results.runs.uses})
    horizon = int(results.years[-1])
    message = (
        f"{words.title(outcome)}, change from the baseline: "
        + "; ".join(
            f"{int(year)}: {words.told_change(found[:, place])} (95% "
            f"{words.span(found[0][place], found[4][place])})"
            for place, year in enumerate(results.years)
            if place and (place % 5 == 0 or year == horizon)
        )
        + "."
    )
    early = words.early_rise(results, outcome)
    said = f"<b>{escape(early)}</b> " if early else ""
    return (
        heading(2, "When?", f"{words.noun(outcome)} more or fewer than without")
        + marks.fan(results.years, found, message, start_years=starts)
        + f'<p class="wi-small">{said}Line: median. Bands: 80% and 95% of draws.</p>'
    )


# --- 4. for whom ---------------------------------------------------------------------------------


def group_rows(results: Results, outcome: str, by: By) -> list[marks.GroupRow]:
    """Rate of each group now, and at the horizon with and without the plan."""
    now = results.values(outcome, by, "baseline", "rate").isel(year=0).median("draw").to_numpy()
    end = results.values(outcome, by, "baseline", "rate").isel(year=-1).median("draw").to_numpy()
    plan = quantiles(results.values(outcome, by, "plan", "rate").isel(year=-1).to_numpy())
    labels = QUINTILE_LABELS if by == "imd_quintile" else ETHNIC_GROUPS
    asides = [""] * len(labels)
    if by == "ethnicity":
        first = results.rate_ratios(outcome, COMPARED_WITH, "baseline", int(results.years[0]))
        last = results.rate_ratios(outcome, COMPARED_WITH, "plan")
        asides = [
            "" if group == COMPARED_WITH else f"{one:.2f}→{other:.2f}"
            for group, one, other in zip(
                labels, first.sel(quantile=0.5), last.sel(quantile=0.5), strict=True
            )
        ]
    return [
        marks.GroupRow(label, float(now[n]), float(end[n]), plan[:, n].tolist(), asides[n])
        for n, label in enumerate(labels)
    ]


def gap(results: Results, outcome: str) -> dict[str, np.ndarray]:
    """Slope and relative index now, without and with the plan: quantiles (5, 2).

    By the sign convention of `analysis.inequality`. The relative index is NaN where a draw's
    fitted line falls below zero at the most deprived end.
    """
    found = {}
    for name, scenario, year in (
        ("now", "baseline", int(results.years[0])),
        ("without", "baseline", int(results.years[-1])),
        ("with", "plan", int(results.years[-1])),
    ):
        slope, relative = results.slope(outcome, scenario, year)  # type: ignore[arg-type]
        found[name] = quantiles(np.column_stack([slope, relative]))
    return found


def whom(results: Results, outcome: str) -> str:
    """By neighbourhood deprivation and by ethnic group, each group on its own."""
    per, base = results.base_of(outcome)
    parts = [heading(4, "For whom?", f"per {per:,.0f} {base}")]
    for by, name in (("imd_quintile", "neighbourhood deprivation"), ("ethnicity", "ethnic group")):
        why = results.state.why_not(outcome, by)
        if why:
            parts.append(f'<p class="wi-small">By {name}: {escape(why)}</p>')
            continue
        rows = group_rows(results, outcome, by)  # type: ignore[arg-type]
        message = f"{words.title(outcome)} by {name}, now and with the plan: " + "; ".join(
            f"{row.label} {rate(row.now)} now, {rate(row.quantiles[2])} with the plan (95% "
            f"{rate(row.quantiles[0])} to {rate(row.quantiles[4])})"
            for row in rows
        )
        parts.append(marks.groups(rows, message, rate))
        if by == "imd_quintile":
            found = gap(results, outcome)
            with_plan = found["with"]
            parts.append(
                f'<p class="wi-small">Gap (slope index) {rate(found["now"][2, 0])} now, '
                f"{rate(found['without'][2, 0])} without, <b>{rate(with_plan[2, 0])}</b> with "
                f"(95% {rate(with_plan[0, 0])} to {rate(with_plan[4, 0])}); relative index "
                f"{words.ratio(found['now'][2, 1])} → {words.ratio(with_plan[2, 1])}. "
                f"{escape(words.GAP_SIGN)}</p>"
            )
    ratio = (
        ""
        if results.state.why_not(outcome, "ethnicity")
        else f" Right: ratio to the {COMPARED_WITH} group’s rate, now → then."
    )
    if any("<svg" in part for part in parts):
        parts.append(
            f'<p class="wi-small">Ring: now. Upright: without. Dot: with, 80% and 95%.{ratio}</p>'
        )
    return "".join(parts)


# --- 5. money ------------------------------------------------------------------------------------


def money_by_payer(results: Results) -> pd.DataFrame:
    """Present cost, saving and cashable saving by payer: means over draws, which add up."""
    money = results.money
    factors = discount_factors(money.cost.shape[2], money.rate)
    rows = {
        name: array.sum(axis=3).mean(axis=1) @ factors
        for name, array in (
            ("cost", money.cost),
            ("saving", money.saving),
            ("cashable", money.cashable),
        )
    }
    return pd.DataFrame(rows, index=list(PAYER_IDS))


def payback_words(years: np.ndarray, horizon: int) -> str:
    """When a plan pays back: the median year, draws that never do counted as later than any."""
    late = np.where(np.isfinite(years), years, np.inf)
    middle = float(np.median(late))
    if not np.isfinite(middle):
        return f"Most draws do not pay back by {horizon}"
    return f"Pays back after {middle:.0f} years (median)"


def money(results: Results, uncosted: Sequence[str]) -> str:
    """Net present value, chance, payback, cashable part; by payer and by year."""
    appraisal, horizon = results.money, int(results.years[-1])
    every, public = appraisal.totals(), appraisal.totals(payers=PUBLIC_PAYERS)
    parts = [heading(5, "What does it cost, and who saves?", "grey: costs, line: balance")]
    if not (every.cost_by_year.any() or every.saving_by_year.any()):
        parts.append("<p>No cost and no saving: nothing in this plan changes money.</p>")
        return "".join(parts)
    net = quantiles(every.net_present_value[:, None])[:, 0]
    paid = quantiles(every.present_cost[:, None])[2, 0]
    saved = quantiles(every.present_saving[:, None])[2, 0]
    cash = quantiles(every.present_cashable[:, None])[2, 0]
    back = (
        f"{payback_words(every.payback_year, horizon)}; chance of it "
        f"{words.share(every.chance_of_payback)}."
        if every.present_cost.any()
        else "Nothing is paid for that the registers can cost."
    )
    parts += [
        f'<p class="wi-big">Net present value {words.pounds(net[2])} '
        f"<small>80% {words.pounds(net[1])} to {words.pounds(net[3])}; "
        f"95% {words.pounds(net[0])} to {words.pounds(net[4])}</small></p>",
        f"<p>Chance of net benefit: "
        f"<b>{words.share(every.chance_of_net_benefit)}</b>; public services alone "
        f"{words.share(public.chance_of_net_benefit)}. {back} Costs {words.pounds(paid)}, saves "
        f"{words.pounds(saved)}, of which {words.pounds(cash)} is cashable.</p>",
    ]
    by_payer = money_by_payer(results)
    years = results.years[1:]
    costs = appraisal.cost.sum(axis=(0, 3)).mean(axis=0)
    savings = appraisal.saving.sum(axis=3).mean(axis=1)
    rows = "".join(
        f'<tr><th scope="row"><span class="wi-key wi-k{n}"></span>{escape(PAYERS[payer])}</th>'
        f'<td class="wi-num">{words.pounds(by_payer.loc[payer, "cost"])}</td>'
        f'<td class="wi-num">{words.pounds(by_payer.loc[payer, "saving"])}</td>'
        f'<td class="wi-num">{words.pounds(by_payer.loc[payer, "cashable"])}</td></tr>'
        for n, payer in enumerate(PAYER_IDS)
    )
    message = (
        f"Cost and savings by year, mean over draws: in {int(years[0])} cost "
        f"{words.pounds(costs[0])}, savings {words.pounds(savings[:, 0].sum())}; in {horizon} cost "
        f"{words.pounds(costs[-1])}, savings {words.pounds(savings[:, -1].sum())}."
    )
    parts.append(
        f'<div class="wi-side"><div>{marks.money_bars(years, costs, savings, message)}'
        "</div><table><thead><tr><th>Present value, 2024-25 £</th>"
        '<th class="wi-num">Pays</th><th class="wi-num">Saves</th><th class="wi-num">Cashable</th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    if uncosted:
        named = "; ".join(uncosted)
        if len(uncosted) > 2:
            named = f"{len(uncosted)} levers (named under “Money”, below)"
        parts.append(f'<p class="wi-note">Before the cost of {escape(named)}: none was found.</p>')
    return "".join(parts)


# --- 6. why --------------------------------------------------------------------------------------


def steps_of(
    means: Mapping[str, float], registers: Registers, *, whole_names: bool = False
) -> list[marks.Step]:
    """Steps of the waterfall from mean changes: the largest levers, the rest, the interaction.

    ``means`` holds each lever alone, "together" and "interaction"; means add up, medians do not.
    """
    alone = {k: v for k, v in means.items() if k not in ("together", "interaction")}
    shown = [k for k in sorted(alone, key=lambda k: -abs(alone[k])) if alone[k] != 0]
    if len(shown) > _MOST_STEPS:
        shown = shown[: _MOST_STEPS - 1]
    rest = sum(value for name, value in alone.items() if name not in shown)
    named = [
        (title if whole_names else _short(title), alone[name], "lever")
        for name in shown
        for title in (registers.levers[name].title,)
    ]
    others = sum(1 for name, value in alone.items() if name not in shown and value != 0)
    if others:
        named.append((f"{others} other levers", rest, "lever"))
    if len(alone) > 1:
        named.append(("Interaction (overlap)", means["interaction"], "interaction"))
    steps, at = [], 0.0
    for label, value, kind in named:
        steps.append(marks.Step(label, at, at + value, kind))
        at += value
    steps.append(marks.Step("All together", 0.0, means["together"], "total"))
    return steps


def _short(title: str) -> str:
    return title if len(title) <= 27 else title[:26].rsplit(" ", 1)[0] + " …"


def why(
    results: Results,
    outcome: str,
    parts: pd.DataFrame,
    registers: Registers,
    assumption: str,
) -> str:
    """What each lever adds, what they take from each other, and what it rests on most."""
    horizon = int(results.years[-1])
    head = heading(6, "Why?", f"{words.title(outcome).lower()}, {horizon}, mean of draws")
    means = dict(zip(parts["lever"], parts["mean"], strict=True))
    if not any(abs(value) > 1e-6 for value in means.values()):
        return head + "<p>No lever of this plan changes this outcome.</p>"
    steps = steps_of(means, registers)
    message = "Each lever alone: " + "; ".join(
        f"{step.label} {words.signed(step.end - step.start)}" for step in steps
    )
    said = ""
    if len(results.runs.uses) > 1:
        row = parts.set_index("lever").loc["interaction"]
        said = words.overlap(
            outcome, row["mean"], row["lower95"], row["upper95"], means["together"]
        )
    return (
        head
        + marks.waterfall(steps, message)
        + f'<p class="wi-small">{escape(said)}</p><p>{escape(assumption)}</p>'
    )
