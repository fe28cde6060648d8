"""The five cards of figures on the What if page, as markup. Pure functions of results.

Each answers one question in order: what changes, when, for whom, what it costs and who saves,
why. (Where is the map's.) All text is escaped; all figures are the results' own.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from components.charts import card_marks as marks
from components.figures import plan
from components.figures.plan import COMPARED_WITH, Horizon, gap, group_rows, steps_of
from components.wording import outcomes as words
from components.wording.outcomes import rate
from components.wording.plans import payback_words
from model.accounts import NOT_COUNTED, Account, in_counts
from model.register import Registers
from model.results import Results, quantiles


def heading(number: int, question: str, aside: str = "") -> str:
    """A card's heading: its place in the order of questions, and what it is of."""
    small = f" <small>{escape(aside)}</small>" if aside else ""
    return f"<h3>{number}. {escape(question)}{small}</h3>"


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
    low, _, _, _, high = end.level(outcome, "baseline")
    ends = f" (95% {words.count(low)} to {words.count(high)})" if high > low else ""
    parts = [
        '<div class="wi-two"><div>',
        heading(1, "What changes?", f"modelled; rates per {per:,.0f} {base}"),
        f'<p class="wi-big">{escape(lead)}</p>',
        detail,
        f"<p>{words.count(levels['baseline'])} without{ends}, {words.count(levels['plan'])} with "
        f"it: rates {rate(rates['baseline'])} and {rate(rates['plan'])}.</p>",
        f"<p>{chance}</p>" if chance else "",
        "</div><div>",
        _headline_table(end, outcome, horizon),
        "</div></div>",
        "".join(f'<p class="wi-note">{escape(note)}</p>' for note in notes),
    ]
    return "".join(parts)


def _headline_table(end: Horizon, chosen: str, horizon: int) -> str:
    body = []
    for outcome in plan.headline_rows(end, chosen):
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


def _account_row(account: Account) -> str:
    net = quantiles(account.net[:, None])[:, 0]
    cost, benefit = (
        words.pounds(quantiles(each[:, None])[2, 0])
        for each in (account.present_cost, account.present_benefit)
    )
    # A balance without a cost or a gain that belongs in it would read as a loss or a win.
    chance, balance = "not judged", "–"
    if account.chance is not None:
        chance = words.share(account.chance)
        # Two lines, so that the table fits a phone.
        balance = (
            f"{words.pounds(net[2])}<br><small>{words.pounds(net[1])} to "
            f"{words.pounds(net[3])}</small>"
        )
    return (
        f'<tr><th scope="row">{account.spec.letter}. {escape(account.spec.short)}</th>'
        f'<td class="wi-num">{cost}</td><td class="wi-num">{benefit}</td>'
        f'<td class="wi-num">{balance}</td><td class="wi-num">{chance}</td></tr>'
    )


def money(results: Results) -> str:
    """Three accounts with what is missing from each. Payers and years stand under “Money”."""
    purse, horizon = results.money.totals(), int(results.years[-1])
    parts = [heading(5, "What does it cost, and who gains?")]
    if not any(
        (account.present_cost != 0).any() or (account.present_benefit != 0).any()
        for account in results.accounts.values()
    ):
        parts.append("<p>No cost and no saving: nothing in this plan changes money.</p>")
        parts += _not_judged(results)
        return "".join(parts)
    rows = "".join(_account_row(account) for account in results.accounts.values())
    parts.append(
        "<table><thead><tr><th>2024-25 £, median (80%)</th>"
        '<th class="wi-num">Costs</th><th class="wi-num">Gains</th>'
        '<th class="wi-num">Balance</th><th class="wi-num">Chance<br>above 0</th></tr>'
        f"</thead><tbody>{rows}</tbody></table>"
    )
    parts += _not_judged(results)
    if results.accounts["purse"].payback is not None:
        parts.append(
            f"<p>Public purse: {payback_words(purse.payback_year, horizon).lower()}; chance of it "
            f"{words.share(purse.chance_of_payback or 0.0)}.</p>"
        )
    parts.append(
        f'<p class="wi-small">{_break_even(results)}Not counted: '
        f"{escape('; '.join(NOT_COUNTED[:3]).lower())} and more. By payer and by year: "
        "“Money”, below.</p>"
    )
    return "".join(parts)


def _break_even(results: Results) -> str:
    """How much of the gap in adult life must be cause for B and C to balance, in a sentence."""
    said = []
    for name in ("purse_life", "society"):
        account = results.accounts[name]
        middle = account.break_even.median
        if account.complete and middle == middle and middle > 0:
            much = f"{middle:.0%}" if middle <= 1 else "more than all"
            said.append(f"{account.spec.letter} {much}")
    if not said:
        return ""
    return f"Part of the gap in adult life that must be cause to balance: {'; '.join(said)}. "


def _not_judged(results: Results) -> list[str]:
    """What is missing, in how many levers, once where all accounts miss the same.

    Which levers they are stands under “Money”: a card that named them all would push the others
    off the screen.
    """
    said: dict[str, list[str]] = {}
    for account in results.accounts.values():
        if account.missing:
            said.setdefault(in_counts(account.missing), []).append(account.spec.letter)
    return [
        f'<p class="wi-note">Not judged ({", ".join(letters)}): {escape(counts)} (named under '
        "“Money”, below).</p>"
        for counts, letters in said.items()
    ]


def why(
    results: Results, outcome: str, parts: pd.DataFrame, registers: Registers, assumption: str
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
