"""Recipes of plans side by side: headlines, one outcome, for whom, money, chances, levers.

The plans travel in the recipe as their codes, joined as in the address of the Compare page.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from components.builders import plan
from components.builders.plan_results import known_outcome
from components.builders.registry import recipe
from components.exhibits.charts import Groups, Rows, Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import comparison as comparison_figures
from components.figures import plan_codes
from components.figures.caches import kept
from components.figures.comparison import Comparison, compare, five
from components.wording import comparison as comparison_words
from components.wording import comparison_tables, names
from components.wording import outcomes as model_words
from components.wording.findings import CANNOT_TELL
from components.wording.markdown import as_written
from data import store
from model.register import load_registers
from model.results import By

_BY = {"imd_quintile": "deprivation of the neighbourhood", "ethnicity": "ethnic group"}


@kept
def _comparison(plans: str, place: str, version: str) -> Comparison:
    found, wrong = plan_codes.read(plans)
    if wrong or not found:
        raise RecipeError(wrong[0] if wrong else "there is no plan to compare")
    return compare(found, place)


def comparison_of(plans: str, place: str) -> Comparison:
    """The plans of a recipe run for a place. Raises RecipeError for a code that is damaged."""
    return _comparison(plans, place, store.data_version())


def named(comparison: Comparison) -> str:
    """The plans by letter and title."""
    return "; ".join(f"{each.letter} is “{each.plan.title}”" for each in comparison.sides)


def common(comparison: Comparison) -> dict[str, Any]:
    """The fields of an exhibit that follow from the plans compared."""
    first = plan.common(comparison.sides[0].plan)
    registers = load_registers()
    used = {
        registers.levers[name].title: None
        for each in comparison.sides
        for name, setting in each.plan.levers.items()
        if setting.level
    }
    notes = " ".join(comparison.notes)
    return first | {
        "publications": "Evidence of each lever on the Evidence page: "
        + ("; ".join(used) or "no lever is set")
        + ". Starting figures: Data page",
        "place": names.heading_name(comparison.place),
        "definition": f"{named(comparison)}. Each is set against no plan, on the same "
        f"{comparison.draws} draws, so that what differs is the plans and not chance.",
        "caveat": f"{notes} {first['caveat']}".strip(),
    }


def _period(comparison: Comparison) -> str:
    return f"{comparison.horizon}, years to 31 March"


def _change(comparison: Comparison, letter: str, outcome: str) -> str:
    values = comparison.change(letter, outcome)
    if comparison_words.strength(values) == comparison_words.SAME:
        return "no change"
    return model_words.told_change(five(values))


def _finding(comparison: Comparison, outcome: str) -> str:
    parts = [
        f"{each.letter} {_change(comparison, each.letter, outcome)}" for each in comparison.sides
    ]
    return (
        f"{model_words.title(outcome)} by {comparison.horizon}, against no plan: "
        f"{'; '.join(parts)} (modelled)"
    )


def _sentences(comparison: Comparison, outcome: str) -> str:
    """How each pair of plans differs on an outcome, by the rules of `compare_words`."""
    letters = [each.letter for each in comparison.sides]
    pairs = [(a, b) for n, a in enumerate(letters) for b in letters[n + 1 :]] or [(letters[0], "")]
    found = [
        as_written(comparison_words.outcome_sentence(comparison, a, b, outcome)) for a, b in pairs
    ]
    unclear = [each for each in found if "cannot tell" in each]
    return " ".join(found) + (f" {CANNOT_TELL} those apart." if unclear else "")


@recipe("compare_headlines")
def compare_headlines(plans: str, place: str, outcome: str) -> Exhibit:
    """Plans beside each other: change of the main outcomes against no plan."""
    known_outcome(outcome)
    comparison = comparison_of(plans, place)
    outcomes = comparison_tables.headline_outcomes(comparison, outcome)
    shown = comparison_tables.headlines(comparison, outcomes)
    rows = []
    for name in outcomes:
        for each in comparison.sides:
            low, low80, middle, high80, high = (
                float(v) for v in five(comparison.change(each.letter, name))
            )
            rows.append((model_words.title(name), each.letter, middle, low, high, low80, high80))
    figures = pd.DataFrame(
        rows, columns=["label", "plan", "value", "lower", "upper", "lower80", "upper80"]
    )
    return Exhibit(
        title=_finding(comparison, outcome),
        measure="Change from no plan, median of the draws (95% range)",
        unit="children or events, as each row says",
        period=_period(comparison),
        alt=f"Table of {len(outcomes)} outcomes, a column for each plan. "
        f"{_finding(comparison, outcome)}. {named(comparison)}.",
        draft=f"Modelled. {named(comparison)}. {_sentences(comparison, outcome)}",
        chart=Table(figures, shown),
        recipe=Recipe("compare_headlines", {"plans": plans, "place": place, "outcome": outcome}),
        **common(comparison),
    )


@recipe("compare_outcomes")
def compare_outcomes(plans: str, place: str, outcome: str) -> Exhibit:
    """Plans on five outcomes at once: the change of each in per cent of no plan, with its range."""
    known_outcome(outcome)
    comparison = comparison_of(plans, place)
    rows = []
    for name in comparison_figures.main_outcomes(outcome):
        for each in comparison.sides:
            found = comparison.share_changed(each.letter, name)
            if found is None:
                continue
            low, low80, middle, high80, high = (float(v) for v in five(found))
            said = (
                "no change"
                if low == high == 0
                else f"{middle:+.1f}% (95% {low:+.1f} to {high:+.1f})".replace("-", "\u2212")
            )
            series = f"{each.letter}. {each.plan.title}"
            title = model_words.title(name)
            rows.append((title, series, middle, low, high, low80, high80, said))
    if not rows:
        raise RecipeError("nothing is counted of these outcomes without a plan")
    figures = pd.DataFrame(
        rows, columns=["label", "series", "value", "lower", "upper", "lower80", "upper80", "words"]
    )
    return Exhibit(
        title=_finding(comparison, outcome),
        measure="Change from no plan, median of the draws (95% range)",
        unit="% of the number without a plan",
        period=_period(comparison),
        alt=f"Marks with ranges, a row for each outcome and a mark for each plan. "
        f"{named(comparison)}. "
        + "; ".join(
            f"{row['label']}, {row['series'][0]}: {row['words']}" for _, row in figures.iterrows()
        )
        + ".",
        draft=f"Modelled. {named(comparison)}. {_sentences(comparison, outcome)}",
        chart=Groups(figures, reference=("no change", 0.0)),
        recipe=Recipe("compare_outcomes", {"plans": plans, "place": place, "outcome": outcome}),
        decimals=1,
        **common(comparison),
    )


@recipe("compare_outcome")
def compare_outcome(plans: str, place: str, outcome: str) -> Exhibit:
    """One outcome, plan by plan: the change against no plan with its range."""
    known_outcome(outcome)
    comparison = comparison_of(plans, place)
    rows = []
    for each in comparison.sides:
        low, low80, middle, high80, high = (
            float(v) for v in five(comparison.change(each.letter, outcome))
        )
        rows.append(
            {
                "label": f"{each.letter}. {each.plan.title}",
                "value": middle,
                "lower": low,
                "upper": high,
                "lower80": low80,
                "upper80": high80,
                "mark": "place",
                "words": f"{model_words.signed(middle)} (95% {model_words.signed(low)} to "
                f"{model_words.signed(high)})",
            }
        )
    figures = pd.DataFrame(rows)
    title = model_words.title(outcome)
    return Exhibit(
        title=_finding(comparison, outcome),
        measure=f"{title}: change from no plan, median of the draws",
        unit=f"{model_words.noun(outcome)} more or fewer than without a plan",
        period=_period(comparison),
        alt="Dots with ranges, one row per plan. "
        + "; ".join(f"{row['label']}: {row['words']}" for _, row in figures.iterrows())
        + ".",
        draft=f"Modelled. {named(comparison)}. {_sentences(comparison, outcome)}",
        chart=Rows(figures, "dots", reference=("no change", 0.0)),
        recipe=Recipe("compare_outcome", {"plans": plans, "place": place, "outcome": outcome}),
        decimals=model_words.decimals(float(figures["value"].abs().max())),
        **common(comparison),
    )


@recipe("compare_groups")
def compare_groups(plans: str, place: str, outcome: str, by: str) -> Exhibit:
    """One outcome by deprivation or by ethnic group, plan by plan: change in each group's rate."""
    known_outcome(outcome)
    if by not in _BY:
        raise RecipeError("groups are by deprivation or by ethnic group")
    comparison = comparison_of(plans, place)
    kind: By = "imd_quintile" if by == "imd_quintile" else "ethnicity"
    why_not = comparison.base.state.why_not(outcome, kind)
    if why_not:
        raise RecipeError(why_not)
    labels = comparison_figures.GROUPINGS[kind][1]
    per, base = comparison.base.base_of(outcome)
    rows, said = [], []
    for each in comparison.sides:
        change = comparison.rate_change(each.letter, outcome, kind)
        found = five(change)
        for number, label in enumerate(labels):
            low, low80, middle, high80, high = (float(v) for v in found[:, number])
            rows.append(
                (
                    label,
                    f"{each.letter}. {each.plan.title}",
                    middle,
                    low,
                    high,
                    low80,
                    high80,
                    f"{model_words.signed(middle)} (95% {model_words.signed(low)} to "
                    f"{model_words.signed(high)})",
                )
            )
        still = int((np.abs(change).max(axis=0) <= comparison_figures.NOTHING).sum())
        counts = (int((found[4] < 0).sum()), int((found[0] > 0).sum()), still, len(labels))
        said.append(f"{each.letter} {comparison_words.moved_words(*counts)}")
    figures = pd.DataFrame(
        rows, columns=["label", "series", "value", "lower", "upper", "lower80", "upper80", "words"]
    )
    title = model_words.title(outcome)
    shared = common(comparison)
    return Exhibit(
        title=f"{title} by {_BY[by]}: {'; '.join(said)} (modelled, 95% ranges)",
        measure=f"{title}: change in the rate against no plan",
        unit=f"Change per {per:,.0f} {base}",
        period=_period(comparison),
        alt="Marks with ranges by group, one for each plan. "
        + "; ".join(
            f"{row['label']}, {row['series']}: {row['words']}" for _, row in figures.iterrows()
        )
        + ".",
        draft=f"Modelled. {named(comparison)}. Change in the rate of each group against no plan, "
        f"per {per:,.0f} {base}: {'; '.join(said)}. Where it is unclear we can't tell whether the "
        "plan changes the rate of that group.",
        chart=Groups(figures, reference=("no change", 0.0)),
        recipe=Recipe(
            "compare_groups", {"plans": plans, "place": place, "outcome": outcome, "by": by}
        ),
        decimals=model_words.decimals(float(figures["value"].abs().max())),
        **(
            shared
            | {
                "caveat": "The same relative effect is used for every group, because only one "
                f"programme tested whether effects differ. {shared['caveat']}"
            }
        ),
    )


@recipe("compare_chances")
def compare_chances(plans: str, place: str, outcome: str) -> Exhibit:
    """Chance that one plan does better than another on an outcome, draw by draw."""
    known_outcome(outcome)
    comparison = comparison_of(plans, place)
    if not model_words.better_word(outcome):
        raise RecipeError(
            f"{model_words.title(outcome)}: neither more nor fewer is better, so no chance is given"
        )
    shown = comparison_tables.chances(comparison, outcome)
    letters = [each.letter for each in comparison.sides]
    rows = [
        (one, other or "no plan", comparison.chance_better(one, other, outcome))
        for one in letters
        for other in ["", *letters]
        if one != other
    ]
    against = "; ".join(f"{row['Plan']} {row['than no plan']}" for _, row in shown.iterrows())
    title = model_words.title(outcome)
    return Exhibit(
        title=f"{title}: chance of doing better than no plan: {against} (modelled)",
        measure=f"{title}: chance that the plan of the row does better than that of the column",
        unit="share of draws",
        period=_period(comparison),
        alt=f"Table of chances, plans by plans. Against no plan: {against}.",
        draft=f"Modelled. {named(comparison)}. {_sentences(comparison, outcome)} Draws without a "
        "difference count for neither.",
        chart=Table(pd.DataFrame(rows, columns=["label", "than", "value"]), shown),
        recipe=Recipe("compare_chances", {"plans": plans, "place": place, "outcome": outcome}),
        **common(comparison),
    )
