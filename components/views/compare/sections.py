"""The charts of the Compare page, each with its words and its table."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from components.exhibits.exhibit import Recipe
from components.figures.comparison import GROUPINGS, Comparison, five
from components.session import compared_plans
from components.widgets import exhibit_frame, recipe_frame
from components.wording import comparison as comparison_words
from components.wording import comparison_tables
from components.wording import outcomes as words
from model.results import By

_SOURCE = "the model: published baseline figures and the registers of effects and costs"
_NAMES = ("low95", "low80", "median", "high80", "high95")


def _letters(comparison: Comparison) -> list[str]:
    return [each.letter for each in comparison.sides]


def _row(
    row: str, letter: str, values: np.ndarray, show: Callable[[float], str]
) -> dict[str, object]:
    found = dict(zip(_NAMES, (float(v) for v in five(values)), strict=True))
    text = (
        f"{letter}, {row}: {show(found['median'])}, 80% {show(found['low80'])} to "
        f"{show(found['high80'])}, 95% {show(found['low95'])} to {show(found['high95'])}"
    )
    return {"row": row, "letter": letter, **found, "words": text}


def _table(data: pd.DataFrame, first: str) -> pd.DataFrame:
    table = data.drop(columns="words").rename(
        columns={
            "row": first,
            "letter": "Plan",
            "low95": "Lower 95%",
            "low80": "Lower 80%",
            "median": "Median",
            "high80": "Upper 80%",
            "high95": "Upper 95%",
        }
    )
    numbers = table.select_dtypes("number").columns
    # Four figures are more than the draws can bear, and fewer would hide small rates.
    table[numbers] = table[numbers].map(lambda v: float(f"{v:.4g}"))
    return table


def outcome_chart(comparison: Comparison, outcome: str) -> None:
    """The chosen outcome: change from no plan, plan by plan."""
    title = words.title(outcome)
    data = pd.DataFrame(
        [
            _row(title, letter, comparison.change(letter, outcome), words.signed)
            for letter in _letters(comparison)
        ]
    )
    exhibit_frame.show(
        compared_plans.recipe("compare_outcome", comparison.place, outcome=outcome),
        _table(data, "Outcome"),
        key="compare_outcome",
        notes=("Thick line: 80% interval. Thin line: 95%. Dotted: no change.",),
        about=comparison_tables.about(comparison),
    )


def groups(comparison: Comparison, outcome: str) -> None:
    """The chosen outcome by deprivation and by ethnic group, each group on its own."""
    left, right = st.columns(2)
    with left:
        _by(comparison, outcome, "imd_quintile")
    with right:
        _by(comparison, outcome, "ethnicity")


def _by(comparison: Comparison, outcome: str, by: By) -> None:
    name, rows = GROUPINGS[by]
    title = words.title(outcome)
    why_not = comparison.base.state.why_not(outcome, by)
    if why_not:
        with st.container(border=True, key=f"compare_no_{by}"):
            st.subheader(f"{title} by {name}: not shown", anchor=False)
            st.markdown(why_not)
        return
    before = comparison.base_rate(outcome, by)
    parts = []
    for letter in _letters(comparison):
        change = comparison.rate_change(letter, outcome, by)
        parts += [
            _row(row, letter, change[:, number], words.signed) for number, row in enumerate(rows)
        ]
    data = pd.DataFrame(parts)
    first = "Neighbourhoods" if by == "imd_quintile" else "Ethnic group"
    recipe = compared_plans.recipe("compare_groups", comparison.place, outcome=outcome, by=by)
    exhibit_frame.show(
        recipe,
        _table(data, first),
        key=f"compare_{by}",
        notes=(
            "Rate without a plan: "
            + ", ".join(f"{row} {rate:,.1f}" for row, rate in zip(rows, before, strict=True))
            + ".",
            *_gap(comparison, outcome, by),
            "The same relative effect is used for every group, because only one programme "
            "tested whether effects differ.",
        ),
        about=comparison_tables.about(comparison),
    )


def _gap(comparison: Comparison, outcome: str, by: By) -> list[str]:
    """The slope index of inequality without and with each plan that acts in the whole place."""
    if by != "imd_quintile":
        return []
    per, _ = comparison.base.base_of(outcome)
    without = float(np.median(comparison.base.slope(outcome, "baseline")[0]))
    parts = [f"no plan {words.rate(without)}"]
    for each in comparison.sides:
        if each.results is not None and each.results.areas == comparison.base.areas:
            low, _, median, _, high = five(each.results.slope(outcome, "plan")[0])
            parts.append(
                f"{each.letter} {words.rate(median)} ({words.rate(low)} to {words.rate(high)})"
            )
    return [
        f"Gap between the most and the least deprived (slope index, per {per:,.0f}): "
        + "; ".join(parts)
        + f". {words.GAP_SIGN}"
    ]


_MORE = {
    "": "Nothing more",
    "gains": "Who gains",
    "after": "After the run",
    "returns": "Published returns",
}


def more(comparison: Comparison) -> None:
    """Who gains, what follows the run, and what the same programmes returned: one at a time."""
    st.segmented_control(
        "Look closer",
        list(_MORE),
        format_func=_MORE.__getitem__,
        key="compare_more",
        required=True,
        default="",
    )
    view, place = st.session_state.get("compare_more") or "", comparison.place
    wanted: list[Recipe | None] = []
    if view == "gains":
        wanted = [
            compared_plans.recipe("compare_gains", place, by=by)
            for by in ("imd_quintile", "ethnicity")
        ]
    elif view == "after":
        wanted = [compared_plans.recipe("compare_after", place)]
    elif view == "returns":
        used = {
            name
            for each in comparison.sides
            for name, setting in each.plan.levers.items()
            if setting.level
        }
        wanted = [Recipe("returns", {"levers": ",".join(sorted(used))})] if used else []
    for number, recipe in enumerate(wanted):
        if recipe is None:
            st.markdown("Not shown: the plans are too long for a recipe together.")
            return
        about = comparison_tables.about(comparison)
        recipe_frame.show(recipe, f"compare_more_{view}_{number}", about)


def plane(comparison: Comparison, outcome: str) -> None:
    """Cost against effect, and the chance of being below the threshold the reader sets."""
    if not words.better_word(outcome):
        with st.container(border=True, key="compare_no_plane"):
            st.subheader("Cost against effect: not shown", anchor=False)
            st.markdown(
                f"{words.title(outcome)}: neither more nor fewer is better, so there is no gain "
                "to set against the cost. Choose another outcome."
            )
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="compare_plane_controls"):
        asked = not comparison.less_savings() or (
            st.segmented_control(
                "Count",
                ["Cost less savings", "Cost alone"],
                default="Cost less savings",
                key="compare_net",
                required=True,
            )
            == "Cost less savings"
        )
        threshold = st.number_input(
            f"Threshold: pounds for each {comparison_words.unit_gained(outcome)}",
            min_value=0,
            max_value=10_000_000,
            value=0,
            step=1000,
            key="compare_threshold",
            width=520,
        )
    _plane(comparison, outcome, float(threshold), asked)


def _plane(comparison: Comparison, outcome: str, threshold: float, asked: bool) -> None:
    # Savings of levers whose gains are not counted, taken off their cost, would read as a loss.
    net = asked and comparison.less_savings()
    unit = comparison_words.unit_gained(outcome)
    rows = []
    for letter in _letters(comparison):
        gain, cost = comparison.gain(letter, outcome), comparison.cost(letter, net=net)
        chance = comparison.chance_worth(letter, outcome, threshold, net=asked)
        g, c = five(gain), five(cost)
        rows.append(
            {
                "Plan": letter,
                "Gain, median": words.count(g[2]),
                "Gain, 95% interval": f"{words.count(g[0])} to {words.count(g[4])}",
                "Cost, median": words.pounds(c[2]),
                "Cost, 95% interval": f"{words.pounds(c[0])} to {words.pounds(c[4])}",
                "Chance of being below the threshold": comparison_words.judged(
                    comparison, letter, chance, net=asked
                ),
            }
        )
    limit = f"£{threshold:,.0f} for each {unit}"
    missing = [each for each in _letters(comparison) if comparison.uncosted(each)]
    notes = [
        "Small points: draws. Large marks: medians. To the right is better, lower is cheaper; "
        "no plan is where the two lines cross. Gains are added up over the years and discounted "
        "as money is."
    ]
    if threshold > 0:
        notes.append(f"Dashed line: {limit}. Below it a plan costs less than that.")
    if net:
        notes.append(
            "Savings include those from this same outcome, so the threshold is what a unit is "
            "worth beyond the money it saves."
        )
    if not comparison.less_savings():
        notes.append(comparison_words.NOT_LESS_SAVINGS)
    if missing:
        notes.append(
            f"No chance is given where a lever's cost is not known ({', '.join(missing)})."
        )
    recipe = compared_plans.recipe(
        "compare_plane", comparison.place, outcome=outcome, threshold=int(threshold), net=asked
    )
    exhibit_frame.show(
        recipe,
        pd.DataFrame(rows),
        key="compare_plane",
        notes=notes,
        about=comparison_tables.about(comparison, Threshold=limit),
    )
