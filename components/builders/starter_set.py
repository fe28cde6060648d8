"""A presentation to begin with: the usual questions about a place, as far as figures exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from analysis.disproportionality import AVERAGE
from components.builders import places
from components.builders.place_findings import recipe_of
from components.builders.registry import build
from components.exhibits.exhibit import Recipe, RecipeError
from components.figures import examples, pile_up
from components.figures.areas import periods_at
from components.figures.headlines import findings_of
from data import store

#: What a plan is told by unless the person chose another outcome: published by both breakdowns.
OUTCOME = "looked_after"


def places_of(indicator: str, scope: str) -> Recipe:
    """A place beside the others of its level, newest period. Raises RecipeError without any."""
    level = (
        "ltla"
        if scope in store.areas("ltla", store.REGION).index
        and (scope not in store.areas("utla", store.REGION).index)
        else "utla"
    )
    periods = periods_at(indicator, level)
    if not periods:
        raise RecipeError("no figures at this level")
    params = {"indicator": indicator, "scope": scope, "level": level, "period": periods[0]}
    return Recipe("places", params)


def trend_of(indicator: str, scope: str) -> Recipe:
    """A place's course until its newest figure. Raises RecipeError without any."""
    until = places.newest_period(indicator, scope)
    return Recipe("trend", {"indicator": indicator, "area": scope, "until": until})


def pile_up_of(scope: str) -> Recipe:
    """Where adversities pile up, by the usual measures of neighbourhoods."""
    return Recipe("pile_up", {"scope": scope, "measures": pile_up.defaults("lsoa")})


def services_of(scope: str) -> Recipe:
    """Each ethnic group's rate against the average, service by service."""
    return Recipe("services", {"scope": scope, "reference": AVERAGE})


def change_of(plan: str, outcome: str = OUTCOME) -> Recipe:
    """What a plan changes in one outcome over the years."""
    return Recipe("plan_outcome", {"plan": plan, "outcome": outcome})


def assumptions_of(plan: str, outcome: str = OUTCOME) -> Recipe:
    """The assumptions that a plan's change rests on most."""
    return Recipe("plan_assumptions", {"plan": plan, "outcome": outcome})


def usual(scope: str) -> list[Recipe]:
    """Recipes of a first presentation, in the order of the story.

    What matters (the place's findings), where, who is affected, what an example plan would change,
    and how sure. Each can be built; what has no figures is left out.
    """
    tries: list[Callable[[], Recipe]] = [
        *(partial(recipe_of, each, scope) for each in findings_of(scope)),
        partial(pile_up_of, scope),
        partial(services_of, scope),
        lambda: change_of(examples.layered(scope)),
        lambda: assumptions_of(examples.layered(scope)),
    ]
    found = []
    for make in tries:
        try:
            recipe = make()
            build(recipe)
        except RecipeError:
            continue
        found.append(recipe)
    return found
