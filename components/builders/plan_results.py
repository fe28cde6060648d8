"""Recipes of what a plan changes: every outcome, for whom, why, and where. All modelled."""

from __future__ import annotations

import pandas as pd

from components.builders.plan import common
from components.builders.registry import recipe
from components.exhibits.charts import Groups, Steps, Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import plan as plan_figures
from components.figures import runs
from components.figures.plan import Horizon
from components.figures.runs import results_of_code as results_of
from components.wording import outcomes as model_words
from components.wording.findings import CANNOT_TELL
from components.wording.plans import gap_words, place_of
from model.baseline import PLACE
from model.register import load_registers
from model.register_schema import OUTCOMES
from model.results import Results

_BY = {"imd_quintile": "deprivation of the neighbourhood", "ethnicity": "ethnic group"}
NAN = float("nan")


def known_outcome(outcome: str) -> None:
    """Raise RecipeError for an outcome that the model does not have."""
    if outcome not in OUTCOMES:
        raise RecipeError(f"there is no outcome '{outcome[:40]}'")


def when(results: Results) -> str:
    """The last year of a plan's results in words."""
    return f"{int(results.years[-1])}, years to 31 March"


def said(low: float, high: float) -> str:
    """What a 95% range of a change lets one say: "fewer", "more" or that we can't tell."""
    if not model_words.clear(low, high):
        return model_words.CANNOT_TELL
    return "more" if low > 0 else "fewer"


@recipe("plan_outcomes")
def plan_outcomes(plan: str) -> Exhibit:
    """Every outcome at the horizon: without and with a plan, the change with its range."""
    results = results_of(plan)
    end, horizon = Horizon.of(results), int(results.years[-1])
    rows, cells = [], []
    for outcome in plan_figures.ORDER:
        low, low80, middle, high80, high = (float(each) for each in end.interval(outcome))
        moves = end.moves(outcome)
        chance = end.chance_better(outcome)
        levels = [end.count(outcome, scenario) for scenario in ("baseline", "plan")]
        rows.append(
            (
                model_words.title(outcome),
                outcome,
                *levels,
                middle,
                low,
                high,
                low80,
                high80,
                chance if moves else NAN,
            )
        )
        cells.append(
            (
                model_words.title(outcome),
                *(model_words.count(each) for each in levels),
                model_words.signed(middle) if moves else "0",
                f"{model_words.signed(low)} to {model_words.signed(high)}" if moves else "–",
                said(low, high) if moves else "no change",
                model_words.share(chance) if moves else "–",
            )
        )
    figures = pd.DataFrame(
        rows,
        columns=[
            "label",
            "outcome",
            "without",
            "with",
            "value",
            "lower",
            "upper",
            "lower80",
            "upper80",
            "chance_better",
        ],
    )
    shown = pd.DataFrame(
        cells,
        columns=["Outcome", "Without", "With", "Change", "95% of runs", "So", "Chance better"],
    )
    counts = shown["So"].value_counts()
    sure = int(counts.get("more", 0) + counts.get("fewer", 0))
    unclear, still = int(counts.get(model_words.CANNOT_TELL, 0)), int(counts.get("no change", 0))
    where = place_of(results.plan)
    if still == len(shown):
        title = f"The plan in {where} changes none of {len(shown)} outcomes by {horizon} (modelled)"
    else:
        title = (
            f"The plan in {where}: {sure} of {len(shown)} outcomes change by {horizon}, for "
            f"{unclear} we can't tell (modelled)"
        )
    most = {
        model_words.title(each) for each in plan_figures.headline_rows(end, plan_figures.ORDER[0])
    }
    told = "; ".join(
        f"{row['Outcome']} {row['Change']} ({row['95% of runs']})"
        for _, row in shown.iterrows()
        if row["So"] in ("more", "fewer") and row["Outcome"] in most
    )
    return Exhibit(
        title=title,
        measure=f"What changes with the plan “{results.plan.title}” against without it",
        unit="children or events, as each row says",
        period=when(results),
        alt=f"Table of {len(shown)} outcomes. {told or 'None changes clearly'}.",
        draft=f"Modelled, {horizon}, with the plan against without it. Of {len(shown)} outcomes "
        f"{sure} change with 95% of the runs on one side, among them: {told or 'none'}. "
        + (f"For {unclear} no change lies among the runs: we can't tell. " if unclear else "")
        + (
            f"No lever of the plan acts on {still}; that is not evidence that nothing would change."
            if still
            else ""
        ),
        definition="Median of the runs without the plan and with it, in children on 31 March or "
        "events in the year to 31 March; the change run by run. Chance better: share of runs.",
        chart=Table(figures, shown, screen=("Outcome", "Change", "95% of runs", "So")),
        recipe=Recipe("plan_outcomes", {"plan": plan}),
        **common(results.plan),
    )


@recipe("plan_groups")
def plan_groups(plan: str, outcome: str, by: str) -> Exhibit:
    """An outcome's rate by deprivation or by ethnic group: now, and with and without a plan."""
    known_outcome(outcome)
    if by not in _BY:
        raise RecipeError("groups are by deprivation or by ethnic group")
    results = results_of(plan)
    horizon = int(results.years[-1])
    per, base = results.base_of(outcome)
    if results.state.why_not(outcome, by):
        raise RecipeError(results.state.why_not(outcome, by))
    rows = []
    for row in plan_figures.group_rows(results, outcome, by):  # type: ignore[arg-type]
        low, low80, middle, high80, high = (float(each) for each in row.quantiles)
        for series, value, limits in (
            ("Now", row.now, (NAN,) * 4),
            (f"Without the plan, {horizon}", row.without, (NAN,) * 4),
            (f"With the plan, {horizon}", middle, (low, high, low80, high80)),
        ):
            text = model_words.rate(value)
            if limits[0] == limits[0]:
                text += f" (95% {model_words.rate(limits[0])} to {model_words.rate(limits[1])})"
            rows.append((row.label, series, value, *limits, text))
    figures = pd.DataFrame(
        rows, columns=["label", "series", "value", "lower", "upper", "lower80", "upper80", "words"]
    )
    title_of = model_words.title(outcome)
    where = place_of(results.plan)
    lead, verdict = gap_words(results, outcome) if by == "imd_quintile" else ("", "")
    without = figures[figures["series"].str.startswith("Without")]["value"].to_numpy()
    ends = figures[figures["series"].str.startswith("With the")]
    apart = int(((ends["upper"] < without) | (ends["lower"] > without)).sum())
    if not lead:
        moved = f"{apart} of {len(ends)} groups" if apart < len(ends) else f"all {apart} groups"
        lead = (
            f"{title_of} by ethnic group: the plan changes the rate of {moved} by {horizon}"
            if apart
            else f"{title_of} by ethnic group: no change that can be told by {horizon}"
        )
    return Exhibit(
        title=f"{lead} in {where} (modelled)",
        measure=f"{title_of} by {_BY[by]}, with the plan “{results.plan.title}”",
        unit=f"Per {per:,.0f} {base}",
        period=f"{int(results.years[0])} and {when(results)}",
        alt="Marks by group. "
        + "; ".join(
            f"{row['label']}, {row['series']}: {row['words']}" for _, row in figures.iterrows()
        )
        + ".",
        draft=f"Modelled: {title_of} in {where}, per {per:,.0f} {base}. In {apart} of {len(ends)} "
        f"groups the 95% range with the plan leaves out the rate without it"
        + (f"; in the other {len(ends) - apart} we can't tell. " if apart < len(ends) else ". ")
        + verdict,
        definition=f"{title_of}: {OUTCOMES[outcome][2]}, as a rate of each group.",
        chart=Groups(figures),
        recipe=Recipe("plan_groups", {"plan": plan, "outcome": outcome, "by": by}),
        decimals=1 if figures["value"].max() >= 2 else 2,
        **(
            common(results.plan)
            | {
                "caveat": "The same relative effect is used for every group, because only one "
                "programme tested whether effects differ. A difference between groups says what is "
                "done to them and where they live, not what they are. "
                + common(results.plan)["caveat"]
            }
        ),
    )


@recipe("plan_why")
def plan_why(plan: str, outcome: str) -> Exhibit:
    """What each lever of a plan adds to the change of an outcome, and what they overlap."""
    known_outcome(outcome)
    results = results_of(plan)
    registers, horizon = load_registers(), int(results.years[-1])
    parts = runs.contributions(results.plan, results, outcome, PLACE[outcome])
    means = dict(zip(parts["lever"], parts["mean"], strict=True))
    title_of, where = model_words.title(outcome), place_of(results.plan)
    if not any(abs(value) > 1e-6 for value in means.values()):
        raise RecipeError(f"no lever of this plan changes {title_of.lower()}")
    steps = plan_figures.steps_of(means, registers, whole_names=True)
    figures = pd.DataFrame(
        [
            (
                step.label,
                step.end - step.start,
                "total" if step.kind == "total" else "rise" if step.end > step.start else "fall",
            )
            for step in steps
        ],
        columns=["label", "value", "mark"],
    )
    end = parts.set_index("lever").loc["together"]
    sure = said(float(end["lower95"]), float(end["upper95"]))
    named = [step for step in steps if step.kind == "lever"]
    size = model_words.more_or_fewer(float(means["together"]))
    if sure == model_words.CANNOT_TELL:
        title = f"{title_of} in {where} by {horizon}: we can't tell whether the plan changes it"
    else:
        title = (
            f"{title_of} in {where}: what each lever adds to {size} by {horizon}, mean of the runs"
        )
    told = "; ".join(f"{step.label} {model_words.signed(step.end - step.start)}" for step in named)
    extra = ""
    if "interaction" in means and len(results.runs.uses) > 1:
        row = parts.set_index("lever").loc["interaction"]
        extra = " " + model_words.overlap(
            outcome, row["mean"], row["lower95"], row["upper95"], means["together"]
        )
    low, high = (model_words.signed(float(end[name])) for name in ("lower95", "upper95"))
    doubt = (
        f" {CANNOT_TELL} whether the plan changes it." if sure == model_words.CANNOT_TELL else ""
    )
    return Exhibit(
        title=f"{title} (modelled)",
        measure=f"{title_of}: what each lever of the plan “{results.plan.title}” adds, mean of the "
        "runs",
        unit=f"Change in {OUTCOMES[outcome][2]}",
        period=when(results),
        alt="Waterfall. "
        + "; ".join(
            f"{row['label']} {model_words.signed(row['value'])}" for _, row in figures.iterrows()
        )
        + ".",
        draft=f"Modelled, each lever alone against no plan, mean of the runs: {told}.{extra} All "
        f"together {model_words.signed(float(means['together']))}; 95% of the runs lie from "
        f"{low} to {high}.{doubt}",
        definition="Each lever alone against the baseline on the same draws; the interaction is "
        "what the levers together do beyond the sum of each alone. Means add up, medians do not.",
        chart=Steps(figures),
        recipe=Recipe("plan_why", {"plan": plan, "outcome": outcome}),
        decimals=model_words.decimals(float(figures["value"].abs().max())),
        **common(results.plan),
    )
