"""The five cards of figures on the What if page, as markup. Pure functions of results.

Each answers one question in order: what changes, when, for whom, what it costs and who saves,
why. (Where is the map's.) What they say is
made here, their markup in the templates; all figures are the results' own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from components.charts import paint_svg
from components.charts.layouts import cards as layouts
from components.design import templates
from components.exhibits.small_charts import BeforeAfter, SmallFan, SmallStep
from components.figures import plan
from components.figures.accounts import Told
from components.figures.plan import COMPARED_WITH, Horizon, gap, group_rows, steps_of
from components.wording import accounts as account_words
from components.wording import outcomes as words
from components.wording import plans as plans_words
from components.wording.outcomes import rate
from components.wording.plans import payback_words
from model.accounts import NOT_COUNTED, Account, in_counts
from model.register import Registers
from model.results import By, Results, quantiles

_FOLDER = Path(__file__).parent / "templates"


def _render(name: str, **values: object) -> Markup:
    return templates.render(_FOLDER, f"{name}.html", **values)


def heading(number: int, question: str) -> Markup:
    """A card's heading: its place in the order of questions."""
    return _render("heading", number=number, question=question)


class _Chance(NamedTuple):
    """A sentence of the chance that an outcome is better; ``share`` ends it."""

    said: str
    share: str = ""


def what(results: Results, outcome: str, notes: Sequence[str]) -> Markup:
    """Headline of the chosen outcome, and a table of the outcomes that move most."""
    horizon = int(results.years[-1])
    end = Horizon.of(results)
    low95, low80, median, high80, high95 = end.interval(outcome)
    per, base = results.base_of(outcome)
    to_rate = per / float(results.at_risk(outcome))
    levels = {scenario: end.count(outcome, scenario) for scenario in ("plan", "baseline")}
    rates = {scenario: level * to_rate for scenario, level in levels.items()}
    middle, lead = "", f"{words.title(outcome)}: no change {words.when(outcome, horizon)}."
    chance = None
    if end.moves(outcome):
        chance = _chance(end, outcome)
        told = words.told_change(end.interval(outcome))
        lead = f"{words.title(outcome)}: {told} {words.when(outcome, horizon)}."
        if told == words.CANNOT_TELL:
            lead = (
                f"{words.title(outcome)} {words.when(outcome, horizon)}: {told} whether the plan "
                "changes it."
            )
            middle = f"Middle of the draws: {words.more_or_fewer(median)}. "
    intervals = (
        f"{middle}80% interval {words.span(low80, high80)}; 95% {words.span(low95, high95)}."
    )
    low, _, _, _, high = end.level(outcome, "baseline")
    ends = f" (95% {words.count(low)} to {words.count(high)})" if high > low else ""
    return _render(
        "what",
        aside=f"modelled; rates per {per:,.0f} {base}",
        lead=lead,
        intervals=intervals if chance else "",
        levels=f"{words.count(levels['baseline'])} without{ends}, {words.count(levels['plan'])} "
        f"with it: rates {rate(rates['baseline'])} and {rate(rates['plan'])}.",
        chance=chance,
        # In the column with room: below the table it would push the other cards off the screen.
        longer=plans_words.longer_wait(results)
        if "waiting" in plan.headline_rows(end, outcome)
        else "",
        horizon=horizon,
        rows=_headlines(end, outcome),
        notes=notes,
    )


def _chance(end: Horizon, outcome: str) -> _Chance:
    better = words.better_word(outcome)
    if not better:
        return _Chance(
            "Neither more nor fewer is better: more is recorded when more need is found."
        )
    return _Chance(
        f"Chance of {better} {words.noun(outcome)} than without the plan: ",
        words.share(end.chance_better(outcome)),
    )


def _headlines(end: Horizon, chosen: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for outcome in plan.headline_rows(end, chosen):
        low95, low80, median, high80, high95 = end.interval(outcome)
        figures = ("0", "–", "–", "–")
        if end.moves(outcome):
            figures = (
                words.signed(median),
                f"{words.signed(low80)} to {words.signed(high80)}",
                f"{words.signed(low95)} to {words.signed(high95)}",
                words.share(end.chance_better(outcome)),
            )
        rows.append(
            {"title": words.title(outcome), "chosen": outcome == chosen, "figures": figures}
        )
    return rows


def when(results: Results, outcome: str) -> Markup:
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
    return _render(
        "when",
        aside=f"{words.noun(outcome)} more or fewer than without",
        picture=paint_svg.paint(
            layouts.fan(SmallFan(results.years, found, tuple(starts))), message
        ),
        early=words.early_rise(results, outcome),
    )


def whom(results: Results, outcome: str) -> Markup:
    """By neighbourhood deprivation and by ethnic group, each group on its own."""
    per, base = results.base_of(outcome)
    parts: list[dict[str, object]] = []
    groupings: tuple[tuple[By, str], ...] = (
        ("imd_quintile", "neighbourhood deprivation"),
        ("ethnicity", "ethnic group"),
    )
    for by, name in groupings:
        why_not = results.state.why_not(outcome, by)
        if why_not:
            parts.append({"name": name, "why_not": why_not, "gap": None})
            continue
        rows = group_rows(results, outcome, by)
        message = f"{words.title(outcome)} by {name}, now and with the plan: " + "; ".join(
            f"{row.label} {rate(row.now)} now, {rate(row.quantiles[2])} with the plan (95% "
            f"{rate(row.quantiles[0])} to {rate(row.quantiles[4])})"
            for row in rows
        )
        shown = [
            BeforeAfter(
                row.label,
                row.now,
                row.without,
                row.quantiles,
                f"{rate(row.now)} → {rate(row.quantiles[2])}",
                row.aside,
            )
            for row in rows
        ]
        parts.append(
            {
                "name": name,
                "why_not": "",
                "picture": paint_svg.paint(layouts.groups(shown), message),
                "gap": _gap(results, outcome) if by == "imd_quintile" else None,
            }
        )
    ratio = (
        ""
        if results.state.why_not(outcome, "ethnicity")
        else f" Right: ratio to the {COMPARED_WITH} group’s rate, now → then."
    )
    drawn = any("picture" in part for part in parts)
    return _render(
        "whom",
        aside=f"per {per:,.0f} {base}",
        parts=parts,
        key=f"Ring: now. Upright: without. Dot: with, 80% and 95%.{ratio}" if drawn else "",
    )


def _gap(results: Results, outcome: str) -> dict[str, str]:
    found = gap(results, outcome)
    with_plan = found["with"]
    return {
        "rates": f"Gap (slope index) {rate(found['now'][2, 0])} now, "
        f"{rate(found['without'][2, 0])} without, ",
        "plan": rate(with_plan[2, 0]),
        "rest": f"(95% {rate(with_plan[0, 0])} to {rate(with_plan[4, 0])}); relative index "
        f"{words.ratio(found['now'][2, 1])} → {words.ratio(with_plan[2, 1])}. {words.GAP_SIGN}",
    }


def _account_row(account: Account) -> dict[str, str]:
    net = quantiles(account.net[:, None])[:, 0]
    cost, benefit = (
        words.pounds(quantiles(each[:, None])[2, 0])
        for each in (account.present_cost, account.present_benefit)
    )
    # A balance without a cost or a gain that belongs in it would read as a loss or a win.
    chance, balance, span = "not judged", "–", ""
    if account.chance is not None:
        chance = words.share(account.chance)
        balance = words.pounds(net[2])
        span = account_words.range_of(net[1], net[3])
    return {
        "name": f"{account.spec.letter}. {account.spec.short}",
        "cost": cost,
        "benefit": benefit,
        "balance": balance,
        "range": span,
        "chance": chance,
    }


def money(told: Told) -> Markup:
    """The three accounts of the levers that can be judged, and what is known of the others.

    Set as a whole, gains that are not counted would read as a loss. Payers and years stand under
    “Money”.
    """
    if not told.levers:
        return _render("money", lead="", rows=[])
    head = account_words.counts(told)
    rows: list[dict[str, str]] = []
    paragraphs: list[str] = []
    if told.part is not None:
        accounts = told.part.accounts
        rows = [_account_row(account) for account in accounts.values()]
        paragraphs = [
            f"{account.spec.letter} is not judged: {in_counts(account.missing)}."
            for account in accounts.values()
            if account.missing
        ]
        if told.split.whole and accounts["purse"].payback is not None:
            purse, horizon = told.part.money.totals(), int(told.whole.years[-1])
            paragraphs.append(
                f"Public purse: {payback_words(purse.payback_year, horizon).lower()}; chance of it "
                f"{words.share(purse.chance_of_payback or 0.0)}."
            )
    rest = "" if told.split.whole else f"{account_words.rest_in_short(told)} See “Money”."
    return _render(
        "money",
        lead=f"{head[:1].upper()}{head[1:]}.",
        passed=account_words.passed_lead(told),
        rows=rows,
        rest=rest,
        paragraphs=paragraphs,
        small=f"{_break_even(told.part)}Not counted: {'; '.join(NOT_COUNTED[:2]).lower()}; and "
        "more.",
    )


def _break_even(results: Results | None) -> str:
    """How much of the gap in adult life must be cause for B and C to balance, in a sentence."""
    said = []
    accounts = results.accounts if results is not None else {}
    for account in (accounts[name] for name in ("purse_life", "society") if name in accounts):
        middle = account.break_even.median
        if account.complete and middle == middle and middle > 0:
            much = f"{middle:.0%}" if middle <= 1 else "more than all"
            said.append(f"{account.spec.letter} {much}")
    if not said:
        return ""
    return f"To balance, so much of the gap in adult life must be cause: {'; '.join(said)}. "


def why(
    results: Results, outcome: str, parts: pd.DataFrame, registers: Registers, assumption: str
) -> Markup:
    """What each lever adds, what they take from each other, and what it rests on most."""
    horizon = int(results.years[-1])
    aside = f"{words.title(outcome).lower()}, {horizon}, mean of draws"
    means = dict(zip(parts["lever"], parts["mean"], strict=True))
    if not any(abs(value) > 1e-6 for value in means.values()):
        return _render("why", aside=aside, picture="")
    shown = [
        SmallStep(step.label, step.start, step.end, step.kind, words.signed(step.end - step.start))
        for step in steps_of(means, registers)
    ]
    message = "Each lever alone: " + "; ".join(f"{step.label} {step.said}" for step in shown)
    said = ""
    if len(results.runs.uses) > 1:
        row = parts.set_index("lever").loc["interaction"]
        said = words.overlap(
            outcome, row["mean"], row["lower95"], row["upper95"], means["together"]
        )
    return _render(
        "why",
        aside=aside,
        picture=paint_svg.paint(layouts.steps(shown), message),
        said=said,
        assumption=assumption,
    )
