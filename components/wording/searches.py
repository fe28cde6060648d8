"""What the searches found, in words and tables. Pure functions of their answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from components.wording import outcomes as words
from components.wording import plans
from components.wording.numbers import as_set
from model.frontier import Aim, Judged, Point
from model.optimise import Answer, Figure
from model.plan import FIRST_YEAR, Plan
from model.register import load_registers
from model.targets import Target

FIFTHS = "Most and least deprived fifths"
_GAPS = ("halve_fifths", "halve_group")


def rate(value: float) -> str:
    """A rate or gap, about three figures of it."""
    return f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"


def costs(plan: Plan) -> str:
    """What every cost of a search is."""
    return (
        f"Costs are pounds of 2024-25 a year, before any saving: the mean over all "
        f"{plan.horizon_years} years of the plan, not discounted, whoever pays. They use the mean "
        "of each unit cost's range."
    )


def _measure(target: Target) -> str:
    return "gap" if target.kind in _GAPS else "rate"


def target(found: Target) -> str:
    """The target and where things stand today."""
    what = _measure(found)
    return (
        f"Target: a {what} of **{rate(found.value)}** {found.unit}, {found.words}. "
        f"Today's {what} here is {rate(found.now)}."
    )


def answer_title(found: Answer) -> str:
    """The answer in a few words."""
    if found.status == "already":
        return "Nothing more is needed"
    if found.status == "nearest":
        return "No mix in range reaches it"
    return f"{words.pounds(found.expected_cost)} a year reaches it"


def answer(found: Answer, plan: Plan) -> list[str]:
    """The answer in sentences: what the mix comes to, how near, how sure."""
    asked, value = found.target, found.value
    what, title = _measure(asked), words.title(asked.outcome)
    when = words.when(asked.outcome, FIRST_YEAR + plan.horizon_years)
    before = rate(found.without.median)
    if found.status == "already" and not found.levels:
        return [
            f"Without any plan the {what} for {title.lower()} is {before} {when}, which is already "
            "at or below the target."
        ]
    lines = []
    if found.status == "already":
        lines.append("The target is reached without a plan; these are the lowest levels you set.")
    if found.status == "nearest" and not found.levels:
        lines.append("None of the levers in the search lowers it within these limits.")
    elif found.status == "nearest":
        stop = (
            "The budget is the limit: a dearer mix of the same levers would reach it."
            if found.limit == "budget"
            else "The levers are the limit: within the levels allowed, more money would not do it."
        )
        lines.append(
            f"The nearest comes **{found.share_of_way:.0%} of the way** from the baseline to the "
            f"target, for {words.pounds(found.expected_cost)} a year. {stop}"
        )
    lines.append(
        f"{title}: a {what} of **{rate(value.median)}** {asked.unit} {when} (80% interval "
        f"{rate(value.lower80)} to {rate(value.upper80)}; 95% {rate(value.lower95)} to "
        f"{rate(value.upper95)}). Without the plan it is {before}; the target is "
        f"{rate(asked.value)}. Chance of reaching the target: **{words.share(found.chance)}**."
    )
    if found.status == "reached" and found.chance < 0.75:
        lines.append(
            "The middle of the range reaches the target, so it may well be missed. Set a lower "
            "target for more certainty."
        )
    return lines


def answer_cost(found: Answer, plan: Plan) -> str:
    """What the mix costs, with its interval, and what the cost is of."""
    return (
        f"Cost in all: {words.pounds(found.expected_cost)} a year (80% interval "
        f"{words.pounds(found.cost.lower80)} to {words.pounds(found.cost.upper80)}). {costs(plan)} "
        f"Modelled. {plans.LEARNING_AID}"
    )


def mix_table(levels: Mapping[str, float], paid: Mapping[str, float]) -> pd.DataFrame:
    """Levers of a mix, how much of each, and its cost."""
    registers = load_registers()
    return pd.DataFrame(
        [
            {
                "Lever": registers.levers[lever].title,
                "How much": f"{as_set(level)} {registers.levers[lever].unit}".replace(" %", "%"),
                "Cost a year": words.pounds(paid.get(lever, 0.0)),
            }
            for lever, level in levels.items()
        ]
    )


def point(mix: Point) -> str:
    """A mix of the frontier in a line."""
    return f"{words.pounds(mix.cost)} a year: {mix.score:.1f}% less"


def frontier_table(points: Sequence[Point]) -> pd.DataFrame:
    """The frontier as a table a reader understands."""
    registers = load_registers()
    titles = {"care": "In care, % less", "need": "Untreated need, % less", "gap": "Gap, % less"}
    return pd.DataFrame(
        [
            {
                "Up to": words.pounds(mix.budget),
                "Cost a year": words.pounds(mix.cost),
                "Weighted, % less": f"{mix.score:.2f}",
                **{titles[name]: f"{value:.2f}" for name, value in mix.parts.items()},
                "Mix": "; ".join(
                    f"{registers.levers[lever].title} {as_set(level)}"
                    for lever, level in mix.levels.items()
                )
                or "nothing",
            }
            for mix in points
        ]
    )


def _less(part: Figure) -> str:
    """How much less of a thing there is, as far as its 95% range lets one say it."""
    if words.clear(part.lower95, part.upper95):
        return f"**{part.median:.1f}% less**"
    return f"{words.CANNOT_TELL} whether less (middle of the draws {part.median:.1f}% less)"


def judged(found: Judged, aim: Aim) -> str:
    """What a mix does for the aim, with intervals."""
    between = f"{aim.group} children and the average" if aim.group else FIFTHS.lower()
    titles = {
        "care": "Children looked after",
        "need": "Children not getting trauma help",
        "gap": f"Gap in {words.title(aim.gap_outcome).lower()} between {between}",
    }
    lines = []
    for name, part in found.parts.items():
        if max(abs(part.lower95), abs(part.upper95)) < 0.05:
            lines.append(f"- {titles[name]}: not moved by this mix")
            continue
        lines.append(
            f"- {titles[name]}: {_less(part)} on average over the years (80% "
            f"interval {part.lower80:.1f} to {part.upper80:.1f}; 95% {part.lower95:.1f} to "
            f"{part.upper95:.1f}), from {rate(found.without[name])} to "
            f"{rate(found.with_plan[name])}"
        )
    fewer = found.fewer_in_care
    if max(abs(fewer.lower95), abs(fewer.upper95)) >= 0.5:
        found_in_care = [
            -fewer.upper95,
            -fewer.upper80,
            -fewer.median,
            -fewer.lower80,
            -fewer.lower95,
        ]
        lines.append(
            f"- Children looked after on an average day: {words.told_change(found_in_care)} (80% "
            f"interval {words.span(-fewer.upper80, -fewer.lower80)})"
        )
    lines.append(
        f"- Cost: {words.pounds(found.cost.median)} a year (80% interval "
        f"{words.pounds(found.cost.lower80)} to {words.pounds(found.cost.upper80)})"
    )
    return (
        "With all draws of the model, medians:\n\n"
        + "\n".join(lines)
        + f"\n\nA figure below 0 means more, not less. Modelled. {plans.LEARNING_AID}"
    )
