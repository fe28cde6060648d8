"""Recipes of a plan's results: what would change, as a fan, and money, as a waterfall.

The plan itself travels in the recipe, as its code. Every number is modelled and says so.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from components.builders.registry import recipe
from components.exhibits.charts import Fan, Steps
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import accounts as account_figures
from components.figures import runs
from components.figures.accounts import passes_to_families
from components.figures.runs import results_of_code
from components.wording import accounts as account_words
from components.wording import findings
from components.wording import outcomes as model_words
from components.wording.findings import Figure
from components.wording.plans import place_of, publications
from model.accounts import inside_sentence, source_title
from model.economics import discount_factors
from model.plan import Plan
from model.register import load_registers
from model.register_schema import OUTCOMES
from model.results import Results, quantiles

_SOURCE = "Adversity & Resilience Atlas model, from the plan's levers and their cited evidence"
_LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0"
_CAVEAT = (
    "A learning aid, not a forecast. The numbers of children are held at their latest, effects are "
    "taken from the studies named on the Evidence page, and a lever that rests on judgement has "
    "the effect that the plan's author gave it."
)
#: Steps a reader can take in; the rest are added up.
_COSTS_SHOWN, _SAVINGS_SHOWN = 4, 3
_INTERVAL = (
    "The range holds 95% of the model's {draws:,} runs, each with its own draw of every "
    "uncertain number; plan and baseline use the same draws."
)


def group_recipes(results: Results, code: str, outcome: str) -> list[Recipe]:
    """By which "for whom" is added: a slide for each breakdown that is published."""
    return [
        Recipe("plan_groups", {"plan": code, "outcome": outcome, "by": by})
        for by in ("imd_quintile", "ethnicity")
        if not results.state.why_not(outcome, by)
    ]


def common(plan: Plan) -> dict[str, Any]:
    """The fields of an exhibit that follow from the plan."""
    return {
        "source": _SOURCE,
        "publisher": "Adversity & Resilience Atlas model",
        "publications": publications(plan),
        "licence": _LICENCE,
        "interval": _INTERVAL.format(draws=runs.draws_of(plan)),
        "caveat": _CAVEAT,
        "level": "modelled",
        "place": place_of(plan)[:1].upper() + place_of(plan)[1:],
    }


@recipe("plan_outcome")
def plan_outcome(plan: str, outcome: str) -> Exhibit:
    """What a plan changes in one outcome over the years, against the baseline, with its range."""
    if outcome not in OUTCOMES:
        raise RecipeError(f"there is no outcome '{outcome[:40]}'")
    results = results_of_code(plan)
    values = results.values(outcome).to_numpy()
    spread = quantiles(values)
    years = [int(year) for year in results.years]
    title, unit = model_words.title(outcome), OUTCOMES[outcome][2]
    decimals = model_words.decimals(float(np.abs(spread[2]).max()))
    figures = pd.DataFrame(
        {
            "label": [str(year) for year in years],
            "value": spread[2],
            "lower": spread[0],
            "upper": spread[4],
            "lower80": spread[1],
            "upper80": spread[3],
        }
    )
    last = Figure(*(float(spread[row][-1]) for row in (2, 0, 4)))
    where = place_of(results.plan)
    if not np.abs(values).max() > 0:
        draft = findings.Draft(
            f"{title} in {where}: no lever of the plan changes this (modelled)",
            f"Modelled: {title} in {where}. No lever of the plan acts on it, so the model shows no "
            "change. That is not evidence that nothing would change.",
        )
    else:
        texts = [model_words.signed(v) for v in (last.value, last.lower, last.upper)]
        draft = findings.modelled_change(title, where, str(years[-1]), last, texts)
    return Exhibit(
        title=draft.title,
        measure=f"{title}: with the plan “{results.plan.title}” against without it",
        unit=f"Change in {unit}",
        period=f"{years[0]} to {years[-1]}, years to 31 March",
        alt=f"Fan of the modelled change in {title}. {draft.text}",
        draft=draft.text,
        definition=f"{title}: {unit}, with the plan less without it.",
        chart=Fan(figures, reference=("no change", 0.0)),
        recipe=Recipe("plan_outcome", {"plan": plan, "outcome": outcome}),
        decimals=decimals,
        **common(results.plan),
    )


def _largest(
    values: dict[str, float], most: int, rest: str, mark: str
) -> list[tuple[str, float, str]]:
    """The largest steps, what is left as one, none below a pound."""
    known = sorted(
        ((name, value) for name, value in values.items() if abs(value) >= 1),
        key=lambda step: -abs(step[1]),
    )
    steps = [(name, value, mark) for name, value in known[:most]]
    left = known[most:]
    if left:
        steps.append((f"{rest} ({len(left)})", sum(value for _, value in left), mark))
    return steps


def _later(results: Results) -> str:
    """The balance over the children's lives and for society, where it can be judged."""
    said = []
    for name, words in (
        ("purse_life", "Over the children's lives the purse"),
        ("society", "Society"),
    ):
        account = results.accounts[name]
        if account.complete:
            low, middle, high = quantiles(account.net[:, None])[[0, 2, 4], 0]
            pounds = [model_words.pounds(float(each)) for each in (middle, low, high)]
            said.append(f" {words} stands at {pounds[0]} (95%: {pounds[1]} to {pounds[2]}).")
    return "".join(said)


@recipe("plan_money")
def plan_money(plan: str) -> Exhibit:
    """What the levers that can be judged cost and save the purse, discounted, to the balance.

    Where none can, what is known of their cost, and no gain set against it.
    """
    told = account_figures.told(results_of_code(plan).plan)
    results = told.part or told.whole
    money, totals = results.money, results.money.totals()
    registers = load_registers()
    factors = discount_factors(totals.cost_by_year.shape[1], money.rate)
    costs = {
        registers.levers[name].title: float((each @ factors).mean())
        for name, each in money.cost_by_lever.items()
    }
    savings = {
        f"Saved: {inside_sentence(source_title(name, registers))}": -float((each @ factors).mean())
        for name, each in money.saving_by_source.items()
    }
    steps = _largest(costs, _COSTS_SHOWN, "Other levers", "rise")
    if told.part is not None:
        steps += _largest(savings, _SAVINGS_SHOWN, "Saved: other", "fall")
    if not steps:
        raise RecipeError("the plan has neither a cost nor a saving that is known")
    balance = sum(value for _, value, _ in steps)
    end = "Net cost" if told.part is not None else "Cost as far as known"
    steps.append((end if balance >= 0 else "Net saving", balance, "total"))
    figures = pd.DataFrame(steps, columns=["label", "value", "mark"])
    figures["value"] /= 1e6
    where = place_of(results.plan)
    cost, saving = (
        model_words.pounds(float(each.mean()))
        for each in (totals.present_cost, totals.present_saving)
    )
    families = passes_to_families(results.plan_money.ledger)
    passed = f", {account_words.middle(families)} of it passed to families," * bool(families.any())
    years = f"{int(results.years[0])} to {int(results.years[-1])}"
    rest = f" {account_words.rest_words(told)} {account_words.reasons(told)}".rstrip()
    if told.part is None:
        title = f"The plan in {where}: known costs to the public purse {cost}{passed.rstrip(',')}; "
        title += account_words.counts(told)
        lead = f"known costs {cost} (mean)."
    else:
        said, lead = _balance(results)
        subject = f"{account_words.counts(told)}; these cost" if told.partial else "costs"
        save = "save" if told.partial else "saves"
        joined = f"{passed} and {save} it" if passed else f", {save} it"
        title = f"The plan in {where}: {subject} the public purse {cost}{joined} {saving} in "
        title += f"these years; {said}"
        lead = f"costs {cost}, savings {saving} (means). {lead}"
    return Exhibit(
        title=f"{title} (modelled)",
        measure=f"Costs and savings of the plan “{results.plan.title}”, mean of the runs"
        + (": levers that can be judged" if told.partial else ""),
        unit=f"£ million of 2024-25, present value at {money.rate:.1%} a year",
        period=years,
        alt=f"Waterfall of costs and savings in {where}. "
        + "; ".join(
            f"{label}: £{value:,.1f}m"
            for label, value in figures[["label", "value"]].itertuples(index=False)
        ),
        draft=f"Modelled, {years}, public purse: {lead} Savings are not all cash that can be spent "
        f"again. {account_words.FAMILIES}{rest}",
        definition="Public costs of the plan's levers and those saved through the outcomes they "
        "change in the plan's years, pounds of 2024-25, discounted. Only levers with a cost and "
        "counted gains are set against each other. Later lives, earnings, health and victims stand "
        "in other accounts.",
        chart=Steps(figures),
        recipe=Recipe("plan_money", {"plan": plan}),
        decimals=1,
        before="£",
        after="m",
        **common(results.plan),
    )


def _balance(results: Results) -> tuple[str, str]:
    """What the range of the purse's balance lets one say: in a title, and in sentences."""
    low, high = np.quantile(results.money.totals().net_present_value, [0.025, 0.975])
    span = f"from {model_words.pounds(float(low))} to {model_words.pounds(float(high))}"
    doubt = ""
    if low > 0:
        said = "more is saved than it costs"
    elif high < 0:
        said = "less is saved than it costs"
    else:
        said = "we can't tell whether it pays back"
        doubt = f" A balance of nothing is among them. {findings.CANNOT_TELL} whether it pays back."
    return said, f"Savings less costs: 95% of the model's runs lie {span}.{doubt}{_later(results)}"
