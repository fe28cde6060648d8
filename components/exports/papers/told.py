"""What a paper tells without an exhibit: rows of the store, a plan's levers and ledger, counts.

Each has a recipe of its own, so that it can be read again when the paper is looked at later. What
tells it is registered by the recipe's name, next to the block that prints it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from components.exhibits.charts import Numbers
from components.exhibits.exhibit import Recipe, RecipeError
from components.exports.papers.trace import Kept
from data import store

GROUP_ROWS = "group_rows"
_SIGNIFICANT = 10


@dataclass(frozen=True)
class Told:
    """Figures and words as they stand now, and how a figure of them is written."""

    title: str
    figures: dict[str, float]
    words: Callable[[float], str]
    texts: dict[str, str] = field(default_factory=dict)


Teller = Callable[..., Told]
TELLERS: dict[str, Teller] = {}


def teller(name: str) -> Callable[[Teller], Teller]:
    """Register what tells the recipes of a name."""

    def register(made: Teller) -> Teller:
        if name in TELLERS:
            raise ValueError(f"two tellers for '{name}'")
        TELLERS[name] = made
        return made

    return register


def told(recipe: Recipe) -> Told:
    """What a recipe tells now. Raises RecipeError, also for the errors of store and model."""
    try:
        return TELLERS[recipe.name](**recipe.params)
    except KeyError as error:
        raise RecipeError(f"nothing is told by the name '{recipe.name}'") from error
    except (store.StoreError, TypeError, ValueError) as error:
        raise RecipeError(str(error)) from error


def kept(recipe: Recipe) -> Kept:
    """What a recipe tells now, as a document keeps it. Raises RecipeError."""
    found = told(recipe)
    figures = {
        name: float(f"{value:.{_SIGNIFICANT}g}")
        for name, value in found.figures.items()
        if value == value
    }
    return Kept(recipe, found.title, figures, found.texts)


def group_recipe(indicator: str, area: str, kind: str, period: str) -> Recipe:
    """Names rows of the store by group, which no exhibit shows."""
    params = {"indicator": indicator, "area": area, "kind": kind, "period": period}
    return Recipe(GROUP_ROWS, params)


@teller(GROUP_ROWS)
def group_rows(indicator: str, area: str, kind: str, period: str) -> Told:
    """Figures of an indicator by group as the store has them now."""
    entry = store.indicator(indicator)
    rows = store.observations(
        indicator, area_codes=area, group_type=kind, period=store.current_period(indicator, period)
    )
    title = f"{entry.title} by group, {store.area(area).name}"
    rows = rows[rows["value"].notna()]
    if rows.empty:
        raise RecipeError(f"{title}: no figures")
    figures = {
        f"{row['group']} | {name}": float(row[name])
        for row in rows.to_dict("records")
        for name in ("value", "lower", "upper")
        if row[name] == row[name]
    }
    return Told(title, figures, Numbers(entry.decimals, "", entry.unit_short).words)
