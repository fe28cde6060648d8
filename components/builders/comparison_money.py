"""Recipes of plans side by side: what they cost and save, and how their levers are set."""

from __future__ import annotations

from math import nan

import pandas as pd

from components.builders.comparison import common, comparison_of, named
from components.builders.plan_results import known_outcome
from components.builders.registry import recipe
from components.exhibits.charts import Plane, Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures.comparison import Comparison, five
from components.wording import accounts as account_words
from components.wording import comparison as comparison_words
from components.wording import comparison_tables
from components.wording import outcomes as model_words
from components.wording.findings import CANNOT_TELL
from components.wording.markdown import as_written
from components.wording.names import list_in_words
from model.accounts import ACCOUNTS
from model.register import load_registers

#: Runs drawn as small points for each plan; more cannot be told apart.
_MOST_POINTS = 256


@recipe("compare_money")
def compare_money(plans: str, place: str) -> Exhibit:
    """What each plan costs and saves, present values with ranges."""
    comparison = comparison_of(plans, place)
    shown = comparison_tables.money(comparison)
    rows, parts = [], []
    for each in comparison.sides:
        if each.told is None:
            continue
        told = each.told
        parts.append(f"{each.letter} {len(told.split.judged)} of {told.levers}")
        if told.part is None:
            continue
        for account in told.part.accounts.values():
            for name, values in (
                ("costs", account.present_cost),
                ("gains counted", account.present_benefit),
                ("gains less costs", account.net),
            ):
                if name == "gains less costs" and not account.complete:
                    continue  # without a gain that belongs in it, it would read as a verdict
                low, _, middle, _, high = (float(v) for v in five(values))
                title = f"{account.spec.letter}. {account.spec.title}: {name}"
                rows.append((title, each.letter, middle, low, high))
    if not parts:
        raise RecipeError("no plan here acts in this place, so there is no money to compare")
    chances = "; ".join(
        f"{ACCOUNTS[name].short.lower()} {_chances(comparison, name)}"
        for name in ("purse", "society")
    )
    counted = "; ".join(parts)
    letters = [each.letter for each in comparison.sides]
    pair = (letters[0], letters[1] if len(letters) > 1 else "")
    sentence = as_written(comparison_words.money_sentence(comparison, *pair))
    doubt = f" {CANNOT_TELL} the two apart." if "cannot tell" in sentence else ""
    return Exhibit(
        title=f"Levers that can be judged: {counted}; chance that their gains exceed their costs: "
        f"{chances} (modelled)",
        measure="What each plan's levers that can be judged cost and gain, median (95% range)",
        unit="pounds of 2024-25, present value",
        period=f"{comparison.base.plan.horizon_years} years to March {comparison.horizon}",
        alt="Table of costs and gains, a column for each plan. Levers that can be judged: "
        f"{counted}. Chance that gains exceed costs: {chances}. {named(comparison)}.",
        draft=f"Modelled, discounted at {comparison.base.plan.discount_rate:.1%} a year. "
        f"{named(comparison)}. Only levers with a cost and counted gains are set against each "
        f"other ({counted}). {sentence}{doubt} Savings are not all cash that can be spent again. "
        f"{account_words.FAMILIES}",
        chart=Table(
            pd.DataFrame(
                rows or [("no lever can be judged", "", nan, nan, nan)],
                columns=["label", "plan", "value", "lower", "upper"],
            ),
            shown,
        ),
        recipe=Recipe("compare_money", {"plans": plans, "place": place}),
        before="£",
        decimals=0,
        **common(comparison),
    )


def _chances(comparison: Comparison, account: str) -> str:
    """The chance of each plan's levers that can be judged, plan by plan."""
    said = []
    for each in comparison.sides:
        if each.told is not None:
            part = each.told.part
            chance = None if part is None else part.accounts[account].chance
            word = "not judged" if chance is None else model_words.share(chance)
            said.append(f"{each.letter} {word}")
    return ", ".join(said)


@recipe("compare_plane")
def compare_plane(plans: str, place: str, outcome: str, threshold: int, net: bool) -> Exhibit:
    """Cost against what is gained, plan by plan, and the chance of being below a threshold."""
    known_outcome(outcome)
    if not model_words.better_word(outcome):
        raise RecipeError(
            f"{model_words.title(outcome)}: neither more nor fewer is better, so there is no gain "
            "to set against the cost"
        )
    comparison = comparison_of(plans, place)
    # Savings of levers whose gains are not counted, taken off their cost, would read as a loss.
    asked, net = net, net and comparison.less_savings()
    letters = [each.letter for each in comparison.sides]
    rows, clouds = [], []
    for letter in letters:
        gain, cost = comparison.gain(letter, outcome), comparison.cost(letter, net=net)
        g, c = five(gain), five(cost)
        clouds.append(
            pd.DataFrame({"label": letter, "gain": gain, "cost": cost}).head(_MOST_POINTS)
        )
        chance = comparison.chance_worth(letter, outcome, float(threshold), net=asked)
        rows.append(
            (
                letter,
                g[2],
                g[0],
                g[4],
                c[2],
                c[0],
                c[4],
                comparison_words.judged(comparison, letter, chance, net=asked),
            )
        )
    figures = pd.DataFrame(
        rows,
        columns=[
            "label",
            "gain",
            "gain_lower",
            "gain_upper",
            "cost",
            "cost_lower",
            "cost_upper",
            "chance",
        ],
    )
    figures["name"] = [f"{each.letter}. {each.plan.title}" for each in comparison.sides]
    unit = comparison_words.unit_gained(outcome)
    limit = f"£{threshold:,} for each {unit}"
    shown = pd.DataFrame(
        {
            "Plan": [f"{each.letter}. {each.plan.title}" for each in comparison.sides],
            "Gain (95% range)": [
                f"{model_words.count(r[1])} ({model_words.count(r[2])} to "
                f"{model_words.count(r[3])})"
                for r in rows
            ],
            ("Cost less savings" if net else "Cost") + " (95% range)": [
                f"{model_words.pounds(r[4])} ({model_words.pounds(r[5])} to "
                f"{model_words.pounds(r[6])})"
                for r in rows
            ],
            "Chance of costing less than the threshold": [r[7] for r in rows],
        }
    )
    chances = "; ".join(f"{row[0]} {row[7]}" for row in rows)
    head = (
        "Chance that savings exceed cost"
        if asked and threshold == 0
        else f"Chance of costing less than {limit}"
    )
    missing = [each for each in letters if comparison.uncosted(each)]
    before = (
        f" No chance is given where a lever's cost is not known ({list_in_words(missing)})."
        if missing
        else ""
    )
    if asked and not net:
        before += f" {comparison_words.NOT_LESS_SAVINGS}"
    cost_words = "Cost less savings" if net else "Cost"
    gain_column, cost_column = shown.columns[1:3]
    middles = "; ".join(
        f"{row['Plan']}: gain {row[gain_column]}, {cost_words.lower()} {row[cost_column]}"
        for _, row in shown.iterrows()
    )
    return Exhibit(
        title=f"{head}: {chances} (modelled)",
        measure=f"{cost_words} against gain: {unit}",
        unit=f"gain: {unit}; cost: pounds of 2024-25, present value",
        period=f"{comparison.base.plan.horizon_years} years to March {comparison.horizon}",
        alt="Chart of cost (upwards) against gain (to the right), a mark with 95% ranges for each "
        f"plan and a small point for each run; no plan is at nothing gained, nothing spent. "
        f"{middles}. {head}: {chances}.",
        draft=f"Modelled. {named(comparison)}. {head}: {chances}. To the right is better, lower is "
        f"cheaper; each small point is one run of the model. Gains are added up over the years and "
        f"discounted as money is.{before}",
        chart=Plane(
            figures,
            threshold=(limit, float(threshold)) if threshold > 0 else None,
            axes=(f"Gain: {unit}", f"{cost_words}, pounds of 2024-25"),
            cloud=pd.concat(clouds, ignore_index=True),
        ),
        recipe=Recipe(
            "compare_plane",
            {
                "plans": plans,
                "place": place,
                "outcome": outcome,
                "threshold": threshold,
                "net": asked,
            },
        ),
        **common(comparison),
    )


@recipe("compare_levers")
def compare_levers(plans: str, place: str) -> Exhibit:
    """How every lever is set in each plan, and where they differ."""
    comparison = comparison_of(plans, place)
    shown = comparison_tables.levers(comparison)
    if shown.empty:
        raise RecipeError("no plan here uses a lever")
    registers, rows = load_registers(), []
    for lever in registers.levers.values():
        for each in comparison.sides:
            setting = comparison_words.setting_of(each.plan, lever.id)
            if setting is not None:
                rows.append(
                    (
                        lever.title,
                        each.letter,
                        setting.level,
                        lever.unit,
                        setting.start_year,
                        setting.targeting,
                        lever.grade,
                    )
                )
    alike = int((shown["Difference"] == "the same in all").sum()) if "Difference" in shown else 0
    title = f"{len(shown)} levers are used"
    if "Difference" in shown:
        title = f"{len(shown)} levers are used: {len(shown) - alike} set differently, {alike} alike"
    return Exhibit(
        title=f"{title}, in {len(comparison.sides)} plans" if len(comparison.sides) > 1 else title,
        measure="How the levers are set",
        unit="as each row says",
        period=f"to {comparison.horizon}",
        alt=f"Table of levers, a column for each plan. {title}. {named(comparison)}.",
        draft=f"{named(comparison)}. {title}. The grade of each lever's evidence is on the "
        "Evidence page.",
        chart=Table(
            pd.DataFrame(
                rows, columns=["label", "plan", "value", "unit", "start", "for whom", "grade"]
            ),
            shown.drop(columns="Strand"),
        ),
        recipe=Recipe("compare_levers", {"plans": plans, "place": place}),
        **common(comparison),
    )
