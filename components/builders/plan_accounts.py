"""Recipes of a plan's three accounts, and of the published returns beside the model's."""

from __future__ import annotations

import pandas as pd

from components.builders.plan import common
from components.builders.registry import recipe
from components.exhibits.charts import Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import accounts as account_figures
from components.figures import returns as return_figures
from components.figures.accounts import passes_to_families
from components.figures.runs import results_of_code
from components.wording import accounts as words
from components.wording.plans import place_of
from model.accounts import NOT_COUNTED
from model.results import quantiles


@recipe("plan_accounts")
def plan_accounts(plan: str) -> Exhibit:
    """The purse in the plan's years and over lives, and society, side by side."""
    results = results_of_code(plan)
    told = account_figures.told(results.plan)
    if not told.levers:
        raise RecipeError("no lever of this plan is set")
    shown = words.table(told)
    rows = []
    for name, found in (("judged", told.part), ("whole plan", told.whole)):
        if found is None:
            continue
        for account in found.accounts.values():
            families = passes_to_families(found.plan_money.ledger)
            for what, values in (
                ("costs", account.present_cost),
                ("of it to families", families if account.id != "society" else 0 * families),
                ("gains counted", account.present_benefit),
                ("balance", account.net),
            ):
                if what == "balance" and not account.complete:
                    continue
                spread = quantiles(values[:, None])[:, 0]
                rows.append((account.spec.title, name, what, *(float(each) for each in spread)))
    figures = pd.DataFrame(
        rows, columns=["label", "levers", "what", "lower", "lower80", "value", "upper80", "upper"]
    )
    where, horizon = place_of(results.plan), int(results.years[-1])
    head = words.counts(told)
    balances = words.balances(told)
    missing = words.reasons(told)
    title = "; ".join(filter(None, (f"The plan in {where}: {head}", words.lead(told))))
    return Exhibit(
        title=f"{title} (modelled)",
        measure=f"Three accounts of the plan “{results.plan.title}”, median (80% of the runs)",
        unit="pounds of 2024-25, present value",
        period=f"{int(results.years[0])} to {horizon}; accounts B and C to the end of working life",
        alt=f"Table of accounts. {head[:1].upper()}{head[1:]}. {balances} {words.rest_words(told)}",
        draft=f"Modelled, discounted at {results.plan.discount_rate:.1%} a year. "
        f"{head[:1].upper()}{head[1:]}: each has a cost and counted gains. {balances} "
        f"{words.FAMILIES} {words.rest_words(told)} {missing}",
        definition="A counts service costs and savings, tax and benefits in the plan's years; B "
        "the same to the end of working life; C services, earnings before tax, harm to victims and "
        "health, with transfers nil. Break-even share: the part of the gap in adult life that must "
        "be cause for the account to balance. Levers are judged together, without the others. Not "
        f"counted anywhere: {'; '.join(NOT_COUNTED)}.",
        chart=Table(
            figures,
            shown,
            screen=("Account", "Levers", "Costs", "Gains counted", "Balance", "Chance above 0"),
        ),
        recipe=Recipe("plan_accounts", {"plan": plan}),
        before="£",
        decimals=0,
        **common(results.plan),
    )


@recipe("returns")
def returns(levers: str = "") -> Exhibit:
    """What evaluations found a programme to return, beside the model's; of some levers or all."""
    try:
        table = return_figures.of(levers.split(",") if levers else [])
    except return_figures.ReturnsError as error:
        raise RecipeError(str(error)) from error
    if table.empty:
        raise RecipeError("no published return of these levers was read")
    checked = table[table["verdict"] != return_figures.BESIDE]
    inside = int((checked["verdict"] == return_figures.INSIDE).sum())
    title = (
        f"{inside} of {len(checked)} returns checked lie within tolerance of the published figure"
        if len(checked)
        else f"{len(table)} published figures beside the model's, none of which is a check"
    )
    outside = "; ".join(
        f"{row['programme']}, {row['what'][:1].lower()}{row['what'][1:]}: published "
        f"{row['published']}, here {row['found']}"
        for _, row in checked.iterrows()
        if row["verdict"] == return_figures.OUTSIDE
    )
    shown = pd.DataFrame(
        {
            "Programme": table["programme"],
            "What": table["what"],
            "Published": table["published"],
            "The model's": table["found"],
            "Within tolerance": table["verdict"],
            "Why they differ": table["why"].replace("", "–"),
        }
    )
    return Exhibit(
        title=title,
        measure="Return of a programme: published, and by the model for the same programme",
        unit="as each row says",
        place="Published: where each was evaluated; the model's: the West Midlands",
        period="as each study says; model 20 years and life",
        source="Evaluations named on the Evidence page, and the model's own report "
        "(python -m model check)",
        publisher="Adversity & Resilience Atlas model",
        publications="Evaluations as the registers name them (Evidence page)",
        licence="Studies are quoted with their source; the model's figures are under the Open "
        "Government Licence v3.0",
        alt=f"Table: {title}. {outside or 'None lies outside'}.",
        draft=f"{title}. Nothing is tuned to them. "
        + (f"Outside: {outside}. " if outside else "")
        + "Accurate ratios are not possible for most programmes, by the word of those who "
        "published them (E314).",
        definition="Each programme is run as its evaluation counts it: one intake, or the years of "
        "one cohort. Rows without a check set two different quantities side by side.",
        interval="80% of 1,024 runs.",
        caveat="A published return is of one programme in one place, often by those who ran it.",
        chart=Table(
            table.assign(label=table["programme"]),
            shown,
            screen=("Programme", "What", "Published", "The model's", "Within tolerance"),
        ),
        recipe=Recipe("returns", {"levers": levers} if levers else {}),
        level="modelled",
    )
