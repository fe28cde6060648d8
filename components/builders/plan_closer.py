"""Recipes of a plan's closer look: levels over the years, assumptions, money by payer and year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components.builders.plan import common
from components.builders.plan_results import known_outcome
from components.builders.registry import recipe
from components.exhibits.charts import Groups, Lines
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import accounts as account_figures
from components.figures.runs import results_of_code as results_of
from components.wording import accounts as account_words
from components.wording import outcomes as model_words
from components.wording.findings import CANNOT_TELL
from components.wording.outcomes import assumption_words
from components.wording.plans import place_of
from model.economics import PUBLIC_PAYERS
from model.register_schema import OUTCOMES, PAYERS
from model.results import Results, quantiles

WITH, WITHOUT = "With the plan", "Without the plan"
LOW, HIGH = "Assumption at its lowest tenth", "Assumption at its highest tenth"
_MOST_ASSUMPTIONS = 8
_NAN = float("nan")


def _span(results: Results) -> str:
    return f"{int(results.years[0])} to {int(results.years[-1])}, years to 31 March"


@recipe("plan_levels")
def plan_levels(plan: str, outcome: str) -> Exhibit:
    """An outcome over the years with a plan and without it, each with its range."""
    known_outcome(outcome)
    results = results_of(plan)
    title, unit = model_words.title(outcome), OUTCOMES[outcome][2]
    where, horizon = place_of(results.plan), int(results.years[-1])
    rows = []
    for series, scenario in ((WITH, "plan"), (WITHOUT, "baseline")):
        found = quantiles(results.values(outcome, scenario=scenario).to_numpy())  # type: ignore[arg-type]
        for year, (low, low80, middle, high80, high) in zip(results.years, found.T, strict=True):
            text = model_words.count(middle)
            if high > low:
                text += f" (95% {model_words.count(low)} to {model_words.count(high)})"
            rows.append((str(int(year)), series, middle, low, high, low80, high80, text))
    figures = pd.DataFrame(
        rows, columns=["label", "series", "value", "lower", "upper", "lower80", "upper80", "words"]
    )
    change = quantiles(results.values(outcome).to_numpy())[:, -1]
    told = model_words.told_change(change)
    ends = {
        series: str(figures[(figures["series"] == series)]["words"].iloc[-1])
        for series in (WITH, WITHOUT)
    }
    when = model_words.when(outcome, horizon)
    finding = (
        f"{CANNOT_TELL} whether the plan changes it"
        if told == model_words.CANNOT_TELL
        else f"{told} with the plan"
    )
    early = model_words.early_rise(results, outcome)
    levels = f"{ends[WITH]} with the plan and {ends[WITHOUT]} without it {when}"
    return Exhibit(
        title=f"{title} in {where} {when}: {finding[:1].lower()}{finding[1:]} (modelled)",
        measure=f"{title}: with the plan “{results.plan.title}” and without it",
        unit=unit[:1].upper() + unit[1:],
        period=_span(results),
        alt=f"Two lines with ranges: {title}, {levels}.",
        draft=f"Modelled: {title} in {where}: {levels}. The difference is {told}: 95% of the runs "
        f"lie at {model_words.span(float(change[0]), float(change[4]))}. Both lines share what is "
        "not known of the years to come, so their ranges overlap more than the change does."
        + (f" {early}" if early else ""),
        definition=f"{title}: {unit}, median of the runs with the plan and without it.",
        chart=Lines(figures, equal=True),
        recipe=Recipe("plan_levels", {"plan": plan, "outcome": outcome}),
        decimals=model_words.decimals(float(figures["value"].abs().max())),
        **common(results.plan),
    )


@recipe("plan_assumptions")
def plan_assumptions(plan: str, outcome: str) -> Exhibit:
    """The assumptions a plan's change rests on most: its mean where each is lowest and highest."""
    # SALib, behind this module, takes seconds to load: not before somebody asks.
    from model.sensitivity import tornado

    known_outcome(outcome)
    results = results_of(plan)
    title, unit = model_words.title(outcome), OUTCOMES[outcome][2]
    change = results.values(outcome).isel(year=-1).to_numpy()
    if not results.runs.uses or not np.ptp(change):
        raise RecipeError(f"no lever of this plan changes {title.lower()}")
    swings = tornado(results, change)
    shown = swings.head(_MOST_ASSUMPTIONS)
    where, horizon = place_of(results.plan), int(results.years[-1])
    figures = pd.DataFrame(
        [
            (row["title"], series, row[column], _NAN, _NAN, model_words.signed(row[column]))
            for row in shown.to_dict("records")
            for series, column in ((LOW, "at_low"), (HIGH, "at_high"))
        ],
        columns=["label", "series", "value", "lower", "upper", "words"],
    )
    told = assumption_words(swings, outcome)
    first = shown.iloc[0]
    stands_out = told.startswith("The assumption")
    return Exhibit(
        title=f"{title} in {where}: the change rests most on “{first['title']}” (modelled)"
        if stands_out
        else f"{title} in {where}: no single assumption stands out (modelled)",
        measure=f"Mean change in {title.lower()} with the plan “{results.plan.title}” where an "
        "assumption is low, and where it is high",
        unit=f"Change in {unit}",
        period=f"{horizon}, years to 31 March",
        alt="Two marks for each assumption. "
        + "; ".join(
            f"{row['title']}: {model_words.signed(row['at_low'])} at its lowest tenth, "
            f"{model_words.signed(row['at_high'])} at its highest"
            for row in shown.to_dict("records")
        )
        + ".",
        draft=f"Modelled, {horizon}. {told} {len(shown)} of {len(swings)} assumptions are shown, "
        "those of the largest swing; a swing of less than twice "
        f"{model_words.count(float(first['noise']))} could be chance.",
        definition="Each assumption of the model is drawn anew in each run. Shown is the mean "
        "change in the tenth of runs where it is lowest and in the tenth where it is highest.",
        chart=Groups(figures, reference=("mean of all runs", float(change.mean()))),
        recipe=Recipe("plan_assumptions", {"plan": plan, "outcome": outcome}),
        decimals=model_words.decimals(float(figures["value"].abs().max())),
        **common(results.plan),
    )


@recipe("plan_money_years")
def plan_money_years(plan: str) -> Exhibit:
    """Which public payer pays and which saves by year, of the levers that can be judged: means."""
    told = account_figures.told(results_of(plan).plan)
    if told.part is None and told.levers:
        raise RecipeError("no lever of this plan can be judged, so nothing is set against its cost")
    results = told.part or told.whole
    money, years = results.money, [int(year) for year in results.years[1:]]
    costs = money.cost.mean(axis=1) / 1e6
    savings = money.saving.mean(axis=1) / 1e6
    rows = []
    # Public payers stand first: what passes from the purse to families is its cost alone.
    for number, payer in enumerate(PUBLIC_PAYERS):
        if not (costs[number].any() or savings[number].any()):
            continue
        for place, year in enumerate(years):
            pays, saves = float(costs[number][place]), float(savings[number][place])
            text = f"saves £{saves:,.1f}m, pays £{pays:,.1f}m"
            rows.append((str(year), PAYERS[payer], saves - pays, _NAN, _NAN, text, pays, saves))
    if not rows:
        raise RecipeError("the plan has neither a cost nor a saving that is known")
    figures = pd.DataFrame(
        rows, columns=["label", "series", "value", "lower", "upper", "words", "pays", "saves"]
    )
    where = place_of(results.plan)
    last = figures[figures["label"] == str(years[-1])]
    ends = "; ".join(f"{row['series']} {row['words']}" for _, row in last.iterrows())
    return Exhibit(
        title=f"Who of the public purse pays and saves in {where}, year by year"
        f"{', levers judged only' if told.partial else ''} (modelled)",
        measure=f"Savings less costs of the plan “{results.plan.title}” by payer, mean of the runs",
        unit="£ million of 2024-25 a year, not discounted",
        period=f"{years[0]} to {years[-1]}, years to 31 March",
        alt=f"A line for each payer, savings less costs. In {years[-1]}: {ends}.",
        draft=f"Modelled, means of the runs, not discounted. In {years[-1]}: {ends}. What each "
        "payer saves and pays is set against each other; below 0 it pays more than it saves in "
        "that year. A mean has no range: we can't tell small differences apart. "
        f"{account_words.FAMILIES} {account_words.rest_words(told)}".rstrip(),
        definition="Costs of the plan's levers and the costs saved through the outcomes they "
        "change in these years, by public payer, in pounds of 2024-25.",
        chart=Lines(figures, reference=("saves as much as it pays", 0.0), equal=True),
        recipe=Recipe("plan_money_years", {"plan": plan}),
        decimals=1,
        before="£",
        after="m",
        **(common(results.plan) | {"interval": "None: means of the runs, which add up."}),
    )
