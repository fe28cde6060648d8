"""Recipes of plans side by side: who gains, and outcomes worked out after the run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components.builders.comparison import common, comparison_of, named
from components.builders.plan_gains import BY, NO_COST, after_cells, gains_table
from components.builders.registry import recipe
from components.exhibits.charts import Groups, Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from model.outcomes_after import AFTER, outcome_after
from model.results import quantiles


@recipe("compare_gains")
def compare_gains(plans: str, place: str, by: str) -> Exhibit:
    """What children and families of each group gain by each plan, for each child of the group."""
    if by not in BY:
        raise RecipeError("gains are by deprivation or by ethnic group")
    comparison = comparison_of(plans, place)
    parts = []
    for each in comparison.sides:
        if each.results is None:
            continue
        table = gains_table(each.results, by)
        people = table["children"].where(table["children"] > 0, 1.0)
        found = pd.DataFrame({"label": table["group"], "series": each.letter})
        for name, column in (
            ("value", "total"),
            ("lower", "lower95"),
            ("upper", "upper95"),
            ("lower80", "lower80"),
            ("upper80", "upper80"),
        ):
            found[name] = table[column] / people
        found["words"] = [
            f"£{row['value']:,.0f} (95% £{row['lower']:,.0f} to £{row['upper']:,.0f})"
            for _, row in found.iterrows()
        ]
        parts.append(found)
    if not parts:
        raise RecipeError("no plan here acts in this place, so nobody gains")
    figures = pd.concat(parts, ignore_index=True)
    if not figures["upper"].any():
        raise RecipeError("no gain of children and families is counted of these plans")
    told = "; ".join(
        f"{row['label']}, {row['series']}: {row['words']}" for _, row in figures.iterrows()
    )
    return Exhibit(
        title=f"Who gains, by {BY[by]}: what is counted for a child (modelled)",
        measure="What children and families gain by each plan",
        unit="£ a child of the group, present value over life",
        period=f"{comparison.base.plan.horizon_years} years to March {comparison.horizon}, and "
        "later lives",
        alt=f"Marks with ranges by group and plan. {told}.",
        draft=f"Modelled. {named(comparison)}. Money passed to families, later earnings after tax, "
        f"and health, for each child of the group: {told}. {NO_COST}",
        chart=Groups(figures),
        recipe=Recipe("compare_gains", {"plans": plans, "place": place, "by": by}),
        before="£",
        decimals=0,
        **common(comparison),
    )


@recipe("compare_after")
def compare_after(plans: str, place: str) -> Exhibit:
    """Outcomes worked out after the run: the level without, and with each plan."""
    comparison = comparison_of(plans, place)
    rows: list[tuple[str | float, ...]] = []
    cells: dict[str, dict[str, str]] = {}
    for each in comparison.sides:
        if each.results is None:
            continue
        for outcome, (title, _) in AFTER.items():
            found = outcome_after(each.results, outcome)
            without, change = after_cells(found)
            # A plan in a part of the place has its own part's level; the change is what compares.
            cells.setdefault(title, {"Outcome": title})
            if each.results.areas == comparison.base.areas:
                cells[title]["Without a plan"] = without
            cells[title][each.letter] = change
            spread = quantiles(np.array(found.change[:, -1:], dtype=float))[:, 0]
            rows.append((title, each.letter, *(float(one) for one in spread)))
    if not rows:
        raise RecipeError("no plan here acts in this place, so nothing follows from it")
    shown = pd.DataFrame(cells.values()).fillna("–")
    moved = sum(
        any(
            row.get(each.letter, "–") not in ("–", "no change counted") for each in comparison.sides
        )
        for row in cells.values()
    )
    title = f"After the run: {moved} of {len(shown)} further outcomes move by {comparison.horizon}"
    return Exhibit(
        title=f"{title} (modelled)",
        measure="Outcomes worked out after the run, change by each plan, median (95%)",
        unit="as each row says",
        period=f"{comparison.horizon}, years to 31 March",
        alt=f"Table: {title}. {named(comparison)}.",
        draft=f"Modelled. {named(comparison)}. {title}. Where no change is counted, no size of an "
        "effect was read; that is not evidence that nothing would change.",
        chart=Table(
            pd.DataFrame(
                rows, columns=["label", "plan", "lower", "lower80", "value", "upper80", "upper"]
            ),
            shown,
        ),
        recipe=Recipe("compare_after", {"plans": plans, "place": place}),
        **common(comparison),
    )
