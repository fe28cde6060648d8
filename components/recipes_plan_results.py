"""Recipes of what a plan changes: every outcome, for whom, why, and where. All modelled."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components import recipe_words as words
from components import whatif_cards, whatif_map, whatif_runs
from components import whatif_words as model_words
from components.choropleth.vendor import drawn_areas
from components.drafting import CANNOT_TELL
from components.exhibit import Exhibit, MapDetail, Recipe, RecipeError
from components.map_classes import number_words
from components.map_layers import LEVEL_NOUNS
from components.recipes import recipe
from components.recipes_plan import common, place_of, results_of
from components.whatif_horizon import Horizon
from data import store
from model.baseline import PLACE
from model.register import load_registers
from model.register_schema import OUTCOMES
from model.results import Results, quantiles

_BY = {"imd_quintile": "deprivation of the neighbourhood", "ethnicity": "ethnic group"}
_NAN = float("nan")


def known_outcome(outcome: str) -> None:
    """Raise RecipeError for an outcome that the model does not have."""
    if outcome not in OUTCOMES:
        raise RecipeError(f"there is no outcome '{outcome[:40]}'")


def _when(results: Results) -> str:
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
    for outcome in model_words.ORDER:
        low, low80, middle, high80, high = (float(each) for each in end.interval(outcome))
        moves = end.moves(outcome)
        chance = end.chance_better(outcome)
        levels = [end.count(outcome, scenario) for scenario in ("baseline", "plan")]
        rows.append((model_words.title(outcome), outcome, *levels, middle, low, high, low80, high80,
                     chance if moves else _NAN))  # fmt: skip
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
        columns=["label", "outcome", "without", "with", "value", "lower", "upper", "lower80",
                 "upper80", "chance_better"],
    )  # fmt: skip
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
        model_words.title(each) for each in model_words.headline_rows(end, model_words.ORDER[0])
    }
    told = "; ".join(
        f"{row['Outcome']} {row['Change']} ({row['95% of runs']})"
        for _, row in shown.iterrows()
        if row["So"] in ("more", "fewer") and row["Outcome"] in most
    )
    return Exhibit(
        kind="table",
        title=title,
        measure=f"What changes with the plan “{results.plan.title}” against without it",
        unit="children or events, as each row says",
        period=_when(results),
        alt=f"Table of {len(shown)} outcomes. {told or 'None changes clearly'}.",
        draft=f"Modelled, {horizon}, with the plan against without it. Of {len(shown)} outcomes "
        f"{sure} change with 95% of the runs on one side, among them: {told or 'none'}. "
        + (f"For {unclear} no change lies among the runs: we can't tell. " if unclear else "")
        + (f"No lever of the plan acts on {still}; that is not evidence that nothing would change."
           if still else ""),
        definition="Median of the runs without the plan and with it, in children on 31 March or "
        "events in the year to 31 March; the change run by run. Chance better: share of runs.",
        figures=figures,
        shown=shown,
        screen=("Outcome", "Change", "95% of runs", "So"),
        recipe=Recipe("plan_outcomes", {"plan": plan}),
        **common(results.plan),
    )  # fmt: skip


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
    for row in whatif_cards.group_rows(results, outcome, by):  # type: ignore[arg-type]
        low, _, middle, _, high = (float(each) for each in row.quantiles)
        for series, value, lower, upper in (
            ("Now", row.now, _NAN, _NAN),
            (f"Without the plan, {horizon}", row.without, _NAN, _NAN),
            (f"With the plan, {horizon}", middle, low, high),
        ):
            text = whatif_cards.rate(value)
            if lower == lower:
                text += f" (95% {whatif_cards.rate(lower)} to {whatif_cards.rate(upper)})"
            rows.append((row.label, series, value, lower, upper, text))
    figures = pd.DataFrame(rows, columns=["label", "series", "value", "lower", "upper", "words"])
    title_of = model_words.title(outcome)
    where = place_of(results.plan)
    lead, verdict = _gap_words(results, outcome) if by == "imd_quintile" else ("", "")
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
        kind="groups",
        title=f"{lead} in {where} (modelled)",
        measure=f"{title_of} by {_BY[by]}, with the plan “{results.plan.title}”",
        unit=f"Per {per:,.0f} {base}",
        period=f"{int(results.years[0])} and {_when(results)}",
        alt="Marks by group. "
        + "; ".join(f"{row['label']}, {row['series']}: {row['words']}"
                    for _, row in figures.iterrows()) + ".",
        draft=f"Modelled: {title_of} in {where}, per {per:,.0f} {base}. In {apart} of {len(ends)} "
        f"groups the 95% range with the plan leaves out the rate without it"
        + (f"; in the other {len(ends) - apart} we can't tell. " if apart < len(ends) else ". ")
        + verdict,
        definition=f"{title_of}: {OUTCOMES[outcome][2]}, as a rate of each group.",
        figures=figures,
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
    )  # fmt: skip


def _gap_words(results: Results, outcome: str) -> tuple[str, str]:
    """The gap by deprivation with the plan against without it, in a title and a sentence."""
    if results.state.why_not(outcome, "imd_quintile"):
        return "", results.state.why_not(outcome, "imd_quintile")
    title, horizon = model_words.title(outcome), int(results.years[-1])
    slopes = [results.slope(outcome, each)[0] for each in ("plan", "baseline")]
    change = quantiles((np.abs(slopes[0]) - np.abs(slopes[1]))[:, None])[:, 0]
    with_plan, without = (whatif_cards.rate(float(np.median(each))) for each in slopes)
    text = (
        f"The gap by deprivation (slope index) is {without} without and {with_plan} with the plan "
        f"({model_words.GAP_SIGN[0].lower()}{model_words.GAP_SIGN[1:-1]})"
    )
    if not np.abs(change).max() > 0:
        return f"{title}: the plan does not move the gap by deprivation", f"{text}: no change."
    if change[0] <= 0 <= change[4]:
        return (
            f"{title}: we can't tell whether the plan moves the gap by deprivation",
            f"{text}; the 95% range of the difference holds none. {CANNOT_TELL} whether it moves.",
        )
    word = "narrower" if change[4] < 0 else "wider"
    return (
        f"{title}: a {word} gap by deprivation in {horizon}, slope index {without} to {with_plan}",
        f"{text}. The whole 95% range of the difference lies on one side of 0: it is {word}.",
    )


@recipe("plan_why")
def plan_why(plan: str, outcome: str) -> Exhibit:
    """What each lever of a plan adds to the change of an outcome, and what they overlap."""
    known_outcome(outcome)
    results = results_of(plan)
    registers, horizon = load_registers(), int(results.years[-1])
    parts = whatif_runs.contributions(results.plan, results, outcome, PLACE[outcome])
    means = dict(zip(parts["lever"], parts["mean"], strict=True))
    title_of, where = model_words.title(outcome), place_of(results.plan)
    if not any(abs(value) > 1e-6 for value in means.values()):
        raise RecipeError(f"no lever of this plan changes {title_of.lower()}")
    steps = whatif_cards.steps_of(means, registers, whole_names=True)
    figures = pd.DataFrame(
        [
            (step.label, step.end - step.start,
             "total" if step.kind == "total" else "rise" if step.end > step.start else "fall")
            for step in steps
        ],
        columns=["label", "value", "mark"],
    )  # fmt: skip
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
        kind="waterfall",
        title=f"{title} (modelled)",
        measure=f"{title_of}: what each lever of the plan “{results.plan.title}” adds, mean of the "
        "runs",
        unit=f"Change in {OUTCOMES[outcome][2]}",
        period=_when(results),
        alt="Waterfall. "
        + "; ".join(f"{row['label']} {model_words.signed(row['value'])}"
                    for _, row in figures.iterrows()) + ".",
        draft=f"Modelled, each lever alone against no plan, mean of the runs: {told}.{extra} All "
        f"together {model_words.signed(float(means['together']))}; 95% of the runs lie from "
        f"{low} to {high}.{doubt}",
        definition="Each lever alone against the baseline on the same draws; the interaction is "
        "what the levers together do beyond the sum of each alone. Means add up, medians do not.",
        figures=figures,
        recipe=Recipe("plan_why", {"plan": plan, "outcome": outcome}),
        decimals=model_words.decimals(float(figures["value"].abs().max())),
        **common(results.plan),
    )  # fmt: skip


@recipe("plan_map")
def plan_map(plan: str, outcome: str, level: str) -> Exhibit:
    """Where a plan changes an outcome's rate: authorities (median) or neighbourhoods (mean)."""
    known_outcome(outcome)
    if level not in whatif_map.LEVELS:
        raise RecipeError("a plan's change is mapped by authority or by neighbourhood")
    results = results_of(plan)
    if level == "lsoa" and not results.state.broken_down[outcome]:
        raise RecipeError(results.state.why_not(outcome, "imd_quintile"))
    horizon, per_base = int(results.years[-1]), results.base_of(outcome)
    values = whatif_map.changes(results.plan, results, outcome, level)
    decimals, classes, mixed, reverse = whatif_map.classes_of(values, outcome)
    areas = drawn_areas(level)
    rows = pd.DataFrame(
        {
            "area_code": areas.index,
            "label": areas["area_name"].to_numpy(),
            "authority": areas["authority"].to_numpy(),
            "value": values,
            "lower": _NAN,
            "upper": _NAN,
            "status": "modelled",
            "class": classes.of(values),
        }
    )
    rows = rows[np.isfinite(values)].reset_index(drop=True)
    what, where = LEVEL_NOUNS[level], place_of(results.plan)
    title_of, rate = model_words.title(outcome), f"per {per_base[0]:,.0f} {per_base[1]}"
    doubt = "Central estimates only, without a range: we can't tell two areas apart that lie close."
    if level == "utla":
        spread = Horizon.of(results).rate_interval_by_area(outcome)
        rows["lower"] = [spread[code][0] for code in rows["area_code"]]
        rows["upper"] = [spread[code][1] for code in rows["area_code"]]
        clear = int(((rows["lower"] > 0) | (rows["upper"] < 0)).sum())
        doubt = f"In {clear} of {len(rows)} the whole 95% range lies on one side of no change" + (
            f"; in {len(rows) - clear} we can't tell." if clear < len(rows) else "."
        )
    low, high = (
        number_words(float(each), decimals, signed=True)
        for each in (rows["value"].min(), rows["value"].max())
    )
    span = f"of {low}" if low == high else f"from {low} to {high}"
    title = f"{title_of}: modelled change by {horizon} {span} {rate} in {where}"
    if not rows["value"].abs().max() > 0:
        title = f"{title_of}: the plan changes nothing in {where} by {horizon} (modelled)"
    scope = results.plan.areas[0] if len(results.plan.areas) == 1 else store.REGION
    shared = common(results.plan)
    return Exhibit(
        kind="map",
        title=title,
        measure=f"{title_of}: change in the rate with the plan “{results.plan.title}”",
        unit=f"Modelled change {rate}",
        period=_when(results),
        alt=f"Map of the modelled change in {title_of.lower()} by {horizon}, {len(rows):,} {what}. "
        f"{title}. {doubt}",
        draft=f"{title}. {doubt}",
        definition=f"{title_of}, rate with the plan less rate without it, {rate}. Authorities: "
        "median of the runs. Neighbourhoods: mean of "
        f"{whatif_runs.MAP_DRAWS} runs; each takes the mean of its authority, deprivation fifth "
        "and ethnic groups, and is not a measurement of that neighbourhood.",
        figures=rows,
        recipe=Recipe("plan_map", {"plan": plan, "outcome": outcome, "level": level}),
        decimals=decimals,
        map=MapDetail(
            level=level,
            scope=scope,
            labels=classes.labels,
            note=classes.note,
            signed=mixed,
            reverse=reverse,
        ),
        **(
            shared
            | {
                "licence": words.licence(maps=True),
                "place": f"{what.capitalize()} of {words.place_name(scope)}",
                "interval": shared["interval"]
                if level == "utla"
                else "None for a neighbourhood: central estimates only.",
            }
        ),
    )
