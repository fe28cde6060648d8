"""A presentation to begin with: the usual questions about a place, as far as figures exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from components.builders import area_map, places
from components.builders.place_findings import recipe_of
from components.builders.registry import build
from components.exhibits.exhibit import Recipe, RecipeError
from components.figures.areas import periods_at
from components.figures.headlines import findings_of
from data import store

#: One list of tries for each question; the first that can be built is taken.
_PLACES = ("looked_after", "overcrowding")


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


def usual(scope: str) -> list[Recipe]:
    """Recipes of a first presentation: the place's findings, a map, its peers and a trend.

    Each can be built; what has no figures is left out.
    """
    questions: list[list[Callable[[], Recipe]]] = [
        [partial(recipe_of, each, scope)] for each in findings_of(scope)
    ]
    questions += [
        [
            partial(area_map.usual_map, i, scope)
            for i in ("children_low_income_ahc", "income_deprived_children_rate", "overcrowding")
        ],
        [partial(places_of, i, scope) for i in _PLACES],
        [partial(trend_of, i, scope) for i in ("looked_after", "children_low_income_bhc")],
    ]
    found = []
    for tries in questions:
        for make in tries:
            try:
                recipe = make()
                build(recipe)
            except RecipeError:
                continue
            found.append(recipe)
            break
    return found
