"""Recipes of who gains and who pays by a plan, and of outcomes worked out after its run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components.builders.plan import common
from components.builders.registry import recipe
from components.exhibits.charts import Rows, Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import accounts as account_figures
from components.figures.plan import QUINTILE_LABELS
from components.figures.runs import results_of_code
from components.wording import accounts as account_words
from components.wording import outcomes as words
from components.wording import periods
from components.wording.findings import CANNOT_TELL
from components.wording.names import list_in_words
from components.wording.plans import place_of
from model.outcomes_after import AFTER, After, outcome_after
from model.register_schema import PAYERS
from model.results import Results, quantiles
from model.who_gains import NOT_BROKEN_DOWN, who_gains, who_pays

BY = {"imd_quintile": "deprivation of the neighbourhood", "ethnicity": "ethnic group"}
NO_COST = (
    "Gains that are counted, before what they cost anybody: who pays taxes by neighbourhood or "
    "ethnic group is not published. Where a gain is not counted it is missing here too."
)

#: Said of an outcome for which no size of an effect was read.
NOT_COUNTED = "no change counted"


def gains_table(results: Results, by: str) -> pd.DataFrame:
    """`who_gains` with the groups' plain names."""
    table = who_gains(results, by)  # type: ignore[arg-type]
    if by == "imd_quintile":
        table = table.assign(group=list(QUINTILE_LABELS))
    return table


@recipe("plan_gains")
def plan_gains(plan: str, by: str) -> Exhibit:
    """What children and families of each group gain over life, for each child of the group."""
    if by not in BY:
        raise RecipeError("gains are by deprivation or by ethnic group")
    results = results_of_code(plan)
    table = gains_table(results, by)
    if not (table["upper80"] - table["lower80"]).any() and not table["total"].any():
        raise RecipeError("no gain of children and families is counted of this plan")
    people = table["children"].where(table["children"] > 0, 1.0)
    figures = pd.DataFrame(
        {
            "label": table["group"],
            "value": table["total"] / people,
            "lower": table["lower95"] / people,
            "upper": table["upper95"] / people,
            "lower80": table["lower80"] / people,
            "upper80": table["upper80"] / people,
            "mark": "other",
            "children": table["children"].round(),
            "total": table["total"].round(),
            "transfers": table["transfers"].round(),
            "earnings and health": table["earnings_and_health"].round(),
        }
    )
    figures["words"] = [
        f"£{row['value']:,.0f} (95% £{row['lower']:,.0f} to £{row['upper']:,.0f})"
        for _, row in figures.iterrows()
    ]
    where = place_of(results.plan)
    whole = float(table["total"].sum())
    first = table.iloc[0]
    lead = (
        f"the most deprived fifth gains {words.share(first['total'] / whole)} of what is counted "
        f"and has {words.share(first['children_share'])} of the children"
        if by == "imd_quintile"
        else "what is counted for a child, by ethnic group"
    )
    split = " ".join(NOT_BROKEN_DOWN)
    told = "; ".join(f"{row['label']} {row['words']}" for _, row in figures.iterrows())
    return Exhibit(
        title=f"Who gains in {where}: {lead} (modelled)",
        measure=f"What children and families gain by the plan “{results.plan.title}”, by {BY[by]}",
        unit="£ a child of the group, present value over life",
        period=f"children of {int(results.years[0])} to {int(results.years[-1])}, to the end of "
        "working life",
        alt=f"A mark with its range for each group. {told}.",
        draft=f"Modelled. Money passed to families, later earnings after tax, and health, for each "
        f"child of the group: {told}. {NO_COST} {split}",
        definition="Account C, as it falls to children and families, with transfers as they "
        "receive them; shared as the levers reach each group. Of several levers that move one "
        "state, each counts as it reaches people. No weight is given to a pound by who gets it.",
        chart=Rows(figures, shape="dots"),
        recipe=Recipe("plan_gains", {"plan": plan, "by": by}),
        before="£",
        decimals=0,
        **(
            common(results.plan)
            | {
                "caveat": "The same effect is taken for every group; only one programme tested "
                "whether effects differ, and found none. " + common(results.plan)["caveat"]
            }
        ),
    )


@recipe("plan_payers")
def plan_payers(plan: str) -> Exhibit:
    """Which public payer pays and which saves over life, of the levers that can be judged."""
    told = account_figures.told(results_of_code(plan).plan)
    if told.part is None:
        raise RecipeError(
            "no lever of this plan can be judged, so nothing is set against what it costs"
            if told.levers
            else "no lever of this plan is set"
        )
    results = told.part
    table = who_pays(results)
    figures = pd.DataFrame(
        {
            "label": [PAYERS[name] for name in table["payer"]],
            "value": table["median"] / 1e6,
            "lower": table["lower95"] / 1e6,
            "upper": table["upper95"] / 1e6,
            "lower80": table["lower80"] / 1e6,
            "upper80": table["upper80"] / 1e6,
            "mark": "other",
        }
    )
    figures["words"] = [
        f"{words.pounds(row['value'] * 1e6)} (95% {words.pounds(row['lower'] * 1e6)} to "
        f"{words.pounds(row['upper'] * 1e6)})"
        for _, row in figures.iterrows()
    ]
    pays = figures[figures["upper"] < 0]["label"].tolist()
    saves = figures[figures["lower"] > 0]["label"].tolist()
    open_ = len(figures) - len(pays) - len(saves)
    families = account_words.middle(account_figures.passes_to_families(results.plan_money.ledger))
    where = place_of(told.whole.plan)
    parts = [
        f"{list_in_words(group)} {verb}"
        for group, verb in ((pays, "pay"), (saves, "save"))
        if group
    ]
    if open_:
        parts.append(f"of {open_} {CANNOT_TELL}")
    said = "; ".join(parts)
    counted = account_words.counts(told)
    only = f"{counted[:1].upper()}{counted[1:]}. " if told.partial else ""
    rest = account_words.rest_words(told)
    lines = "; ".join(f"{row['label']} {row['words']}" for _, row in figures.iterrows())
    return Exhibit(
        title=f"Who of the public purse pays and saves over life in {where}"
        f"{', levers judged only' if told.partial else ''} (modelled)",
        measure=f"Savings less costs by payer, plan “{told.whole.plan.title}”",
        unit="£ million of 2024-25, present value",
        period=f"{int(results.years[0])} to {int(results.years[-1])}, and later lives",
        alt=f"A mark with its range for each payer, below 0 where it pays. {lines}.",
        draft=f"Modelled. {only}{said[:1].upper()}{said[1:]}: {lines}. Of what is paid {families} "
        f"passes to families, whose gain it is. {rest}",
        definition="Account B by payer: what a payer is spared less what it pays, in the plan's "
        "years and after. Above 0 it saves.",
        chart=Rows(figures, shape="dots", reference=("saves as much as it pays", 0.0)),
        recipe=Recipe("plan_payers", {"plan": plan}),
        before="£",
        after="m",
        decimals=1,
        **common(told.whole.plan),
    )


@recipe("plan_after")
def plan_after(plan: str) -> Exhibit:
    """Outcomes worked out after the run: level without and with the plan, and the change."""
    results = results_of_code(plan)
    horizon, rows, cells = int(results.years[-1]), [], []
    for outcome, (title, unit) in AFTER.items():
        found = outcome_after(results, outcome)
        change = quantiles(found.change[:, -1:])[:, 0]
        levels = (found.without[:, -1:], found.without[:, -1:] + found.change[:, -1:])
        without, with_plan = (quantiles(each)[:, 0] for each in levels)
        rows.append((title, outcome, *without, *with_plan, *change))
        level, told = after_cells(found)
        moves = told != NOT_COUNTED
        after = _level(with_plan) if np.isfinite(with_plan).all() else level
        what = found.why_not or _held(found)
        cells.append((title, unit, level, after if moves else "as without", told, what))
    shown = pd.DataFrame(
        cells, columns=["Outcome", "Unit", "Without", "With", "Change", "What to know"]
    )
    five = ("lower", "lower80", "value", "upper80", "upper")
    figures = pd.DataFrame(
        rows,
        columns=[
            "label",
            "outcome",
            *(f"without {each}" for each in five),
            *(f"with {each}" for each in five),
            *five,
        ],
    )
    moved = int((shown["Change"] != NOT_COUNTED).sum())
    where = place_of(results.plan)
    told = "; ".join(
        f"{row['Outcome']} {row['Change']}"
        for _, row in shown.iterrows()
        if row["Change"] != NOT_COUNTED
    )
    title = f"After the run in {where}: {moved} of {len(shown)} further outcomes move by {horizon}"
    return Exhibit(
        title=f"{title} (modelled)",
        measure=f"Worked out after the run of the plan “{results.plan.title}”, median (95%)",
        unit="as each row says",
        period=f"{horizon}, years to 31 March",
        alt=f"Table: {title}. {told}.",
        draft=f"Modelled. {title}: {told or 'none'}. Where no change is counted, no size of an "
        "effect was read; that is not evidence that nothing would change.",
        definition="Each has its published level; it moves only where the registers hold evidence "
        "that is not a slope between places. Placements move as children looked after do.",
        chart=Table(figures, shown, screen=("Outcome", "Without", "With", "Change")),
        recipe=Recipe("plan_after", {"plan": plan}),
        **common(results.plan),
    )


def after_cells(found: After) -> tuple[str, str]:
    """The level without the plan and the change with it, in cells of a table."""
    without = quantiles(np.array(found.without[:, -1:], dtype=float))[:, 0]
    level = _level(without) if np.isfinite(without).all() else "not published"
    if not np.abs(found.change).max() > 1e-9:
        return level, NOT_COUNTED
    return level, _signed(quantiles(np.array(found.change[:, -1:], dtype=float))[:, 0])


def _held(found: After) -> str:
    if not found.held:
        return "Children looked after, by where they live today."
    if not found.as_of:
        return "No level was in hand; the size (E315) was read without an interval."
    when = periods.label(found.as_of)
    return f"Held at what is published ({when}): no forecast of it was tested."


def _level(found: np.ndarray) -> str:
    low, _, middle, _, high = (float(each) for each in found)
    # A change of a third of a point would vanish in whole numbers.
    say = words.count if abs(middle) >= 100 else "{:.1f}".format
    text = say(middle)
    return text if low == high else f"{text} ({say(low)} to {say(high)})"


def _signed(found: np.ndarray) -> str:
    low, _, middle, _, high = (float(each) for each in found)
    if not words.clear(low, high):
        return f"{CANNOT_TELL} ({words.signed(low)} to {words.signed(high)})"
    if low == high:
        return words.signed(middle)
    return f"{words.signed(middle)} ({words.signed(low)} to {words.signed(high)})"
