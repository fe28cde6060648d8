"""Exhibits that the tests of exports share: real recipes, and made-up shapes no page has yet."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from components.collected import Collected, collect
from components.exhibit import Exhibit, Recipe
from components.recipes import build
from components.tray import Item, Tray
from data import store

SANDWELL = "E08000028"
LONG_NAME = "E06000019"  # Herefordshire, County of

MAP = Recipe(
    "map",
    {"indicator": "overcrowding", "level": "msoa", "scope": store.REGION,
     "period": "2021-03-21/P1D"},
)  # fmt: skip
PLACES = Recipe(
    "places",
    {"indicator": "looked_after", "scope": LONG_NAME, "level": "utla", "period": "2025-03-31/P1D"},
)
ALL_DISTRICTS = Recipe(
    "places",
    {"indicator": "overcrowding", "scope": store.REGION, "level": "ltla",
     "period": "2021-03-21/P1D"},
)  # fmt: skip
TREND = Recipe("trend", {"indicator": "looked_after", "area": SANDWELL, "until": "2025-03-31/P1D"})
DEPRIVATION = Recipe(
    "deprivation",
    {"indicator": "overcrowding", "area": SANDWELL, "kind": "imd_decile",
     "period": "2021-03-21/P1D"},
)  # fmt: skip
ETHNICITY = Recipe(
    "ethnicity",
    {"indicator": "looked_after", "area": SANDWELL, "kind": "ethnicity",
     "period": "2025-03-31/P1D"},
)  # fmt: skip
HEADLINE = Recipe(
    "headline", {"indicator": "looked_after", "area": SANDWELL, "period": "2025-03-31/P1D"}
)
PROFILE = Recipe("profile", {"scope": SANDWELL, "domain": "family"})
REAL = (HEADLINE, MAP, PLACES, ALL_DISTRICTS, TREND, DEPRIVATION, ETHNICITY, PROFILE)


def slides(*recipes: Recipe, caption: str = "", words: str | None = None) -> list[Collected]:
    """Recipes built as a tray holds them."""
    return collect(Tray(tuple(Item(each, caption, words) for each in recipes)))


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
    return replace(build(TREND), kind="fan", figures=figures, reference=None, breaks=())


def waterfall() -> Exhibit:
    """An invented waterfall that crosses 0, for drawing only."""
    figures = pd.DataFrame(
        {
            "label": ["Start", "A rise with a long name of several words", "A fall", "End"],
            "value": [10.0, 15.0, -32.5, -7.5],
            "mark": ["total", "rise", "fall", "total"],
        }
    )
    return replace(build(TREND), kind="waterfall", figures=figures, reference=None, breaks=())


def shown(exhibit: Exhibit) -> Collected:
    """An exhibit as if it had been collected."""
    return Collected(Item(exhibit.recipe), exhibit)
