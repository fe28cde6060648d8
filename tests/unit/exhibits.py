"""Exhibits that the tests of exports share: real recipes, and made-up shapes no page has yet."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from components.builders.registry import build
from components.exhibits.charts import Fan, Steps
from components.exhibits.exhibit import Exhibit, Recipe
from components.exhibits.presentation import Presentation, Slide
from components.exports.slides import BuiltSlide, build_all
from components.figures.plan_codes import code_for
from data import store
from model.plan import new_plan
from model.presets import preset_plan

SANDWELL = "E08000028"
LONG_NAME = "E06000019"  # Herefordshire, County of

MAP = Recipe(
    "map",
    {
        "indicator": "overcrowding",
        "level": "msoa",
        "scope": store.REGION,
        "period": "2021-03-21/P1D",
    },
)
PLACES = Recipe(
    "places",
    {"indicator": "looked_after", "scope": LONG_NAME, "level": "utla", "period": "2025-03-31/P1D"},
)
ALL_DISTRICTS = Recipe(
    "places",
    {
        "indicator": "overcrowding",
        "scope": store.REGION,
        "level": "ltla",
        "period": "2021-03-21/P1D",
    },
)
TREND = Recipe("trend", {"indicator": "looked_after", "area": SANDWELL, "until": "2025-03-31/P1D"})
DEPRIVATION = Recipe(
    "deprivation",
    {
        "indicator": "overcrowding",
        "area": SANDWELL,
        "kind": "imd_decile",
        "period": "2021-03-21/P1D",
    },
)
ETHNICITY = Recipe(
    "ethnicity",
    {
        "indicator": "looked_after",
        "area": SANDWELL,
        "kind": "ethnicity",
        "period": "2025-03-31/P1D",
    },
)
HEADLINE = Recipe(
    "headline", {"indicator": "looked_after", "area": SANDWELL, "period": "2025-03-31/P1D"}
)
PROFILE = Recipe("profile", {"scope": SANDWELL, "domain": "family"})
_CENSUS = {"indicator": "overcrowding", "kind": "imd_decile", "period": "2021-03-21/P1D"}
GAP = Recipe("gap", {**_CENSUS, "area": SANDWELL})
GAP_PLACES = Recipe("gap_places", {**_CENSUS, "scope": SANDWELL})
RATIOS = Recipe("ratios", {**ETHNICITY.params, "reference": "average"})
GROUPS_TIME = Recipe(
    "groups_time", {"indicator": "looked_after", "area": SANDWELL, "kind": "ethnicity"}
)
PLACE_PART = Recipe(
    "place_part",
    {
        "indicator": "looked_after",
        "area": SANDWELL,
        "period": "2025-03-31/P1D",
        "reference": "average",
    },
)
GRADIENT = Recipe("gradient", {"indicator": "looked_after"})
RESIDENCE = Recipe("residence", {"area": SANDWELL, "index": "imd"})
SERVICES = Recipe("services", {"scope": SANDWELL, "reference": "average"})
CHECKS = Recipe("checks", {})
LEVERS = Recipe("register", {"register": "levers"})
_START = new_plan(areas=[SANDWELL])
PLAN = code_for(preset_plan("layered", _START))
PAIR = f"{PLAN}~{code_for(preset_plan('prevent', _START))}"
_CARE = {"outcome": "looked_after"}
PLAN_TABLE = Recipe("plan_outcomes", {"plan": PLAN})
PLAN_FAN = Recipe("plan_outcome", {"plan": PLAN, **_CARE})
PLAN_GROUPS = Recipe("plan_groups", {"plan": PLAN, **_CARE, "by": "ethnicity"})
PLAN_WHY = Recipe("plan_why", {"plan": PLAN, **_CARE})
PLAN_MAP = Recipe("plan_map", {"plan": PLAN, **_CARE, "level": "lsoa"})
PLANS = Recipe("compare_headlines", {"plans": PAIR, "place": SANDWELL, **_CARE})
PLANS_GROUPS = Recipe(
    "compare_groups", {"plans": PAIR, "place": SANDWELL, **_CARE, "by": "ethnicity"}
)
#: What the pages of groups, plans and evidence add: every kind, ratios and shades among them.
FURTHER = (
    GAP,
    GAP_PLACES,
    RATIOS,
    GROUPS_TIME,
    PLACE_PART,
    GRADIENT,
    RESIDENCE,
    SERVICES,
    CHECKS,
    LEVERS,
    PLAN_TABLE,
    PLAN_FAN,
    PLAN_GROUPS,
    PLAN_WHY,
    PLAN_MAP,
    PLANS,
    PLANS_GROUPS,
)
REAL = (HEADLINE, MAP, PLACES, ALL_DISTRICTS, TREND, DEPRIVATION, ETHNICITY, PROFILE)


def slides(*recipes: Recipe, caption: str = "", words: str | None = None) -> list[BuiltSlide]:
    """Recipes built as a presentation holds them."""
    return build_all(Presentation(tuple(Slide(each, caption, words) for each in recipes)))


def fan(lower: float = 80.0) -> Exhibit:
    """An invented fan of five years, for drawing only."""
    figures = pd.DataFrame(
        {
            "label": ["2025", "2026", "2027", "2028", "2029"],
            "value": [100.0, 101.5, 104.25, 108.0, 113.0],
            "lower": [100.0, 97.0, 94.0, 90.0, lower],
            "upper": [100.0, 106.0, 115.0, 127.0, 141.0],
        }
    )
    return replace(build(TREND), chart=Fan(figures))


def waterfall() -> Exhibit:
    """An invented waterfall that crosses 0, for drawing only."""
    figures = pd.DataFrame(
        {
            "label": ["Start", "A rise with a long name of several words", "A fall", "End"],
            "value": [10.0, 15.0, -32.5, -7.5],
            "mark": ["total", "rise", "fall", "total"],
        }
    )
    return replace(build(TREND), chart=Steps(figures))


def shown(exhibit: Exhibit) -> BuiltSlide:
    """An exhibit as if it had been added."""
    return BuiltSlide(Slide(exhibit.recipe), exhibit)
