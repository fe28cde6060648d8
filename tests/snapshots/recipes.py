"""The recipes whose exhibits are frozen: each name, with choices that reach its branches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from components.exhibits.exhibit import Recipe
from data import store

FIRST_VERSION = Path(__file__).parents[1] / "fixtures" / "first_version"
PLANS: dict[str, str] = {
    name: each["code"]
    for name, each in json.loads((FIRST_VERSION / "plans.json").read_text("utf-8")).items()
}

SANDWELL, BIRMINGHAM, TAMWORTH = "E08000028", "E08000025", "E07000199"
HEREFORDSHIRE = "E06000019"
CENSUS = "2021-03-21/P1D"
CARE = {"indicator": "looked_after", "period": "2025-03-31/P1D"}
OVERCROWDING = {"indicator": "overcrowding", "period": CENSUS}
_PILE_UP = [
    "idaci_decile",
    "health_deprivation_decile",
    "childrens_education_decile",
    "crime_decile",
    "indoors_decile",
    "no_qualifications",
]
LAYERED, REGION, IDLE = PLANS["layered"], PLANS["region"], PLANS["idle"]
PAIR = f"{PLANS['layered']}~{PLANS['prevent']}"
FOUR = "~".join(PLANS[name] for name in ("layered", "prevent", "own", "idle"))


def _each(name: str, *choices: dict[str, Any]) -> list[Recipe]:
    return [Recipe(name, each) for each in choices]


FROZEN: list[Recipe] = [
    *_each(
        "headline",
        {**CARE, "area": SANDWELL},
        {**CARE, "area": store.REGION},
        {"indicator": "attainment_8", "area": SANDWELL, "period": "2024-09-01/P1Y"},
        {"indicator": "temporary_accommodation", "area": TAMWORTH, "period": "2023-12-31/P1D"},
    ),
    *_each(
        "places",
        {**CARE, "scope": HEREFORDSHIRE, "level": "utla"},
        {**OVERCROWDING, "scope": store.REGION, "level": "ltla"},
        {**OVERCROWDING, "scope": store.WMCA, "level": "utla"},
    ),
    *_each(
        "trend",
        {"indicator": "looked_after", "area": SANDWELL, "until": "2025-03-31/P1D"},
        {"indicator": "attainment_8", "area": SANDWELL, "until": "2024-09-01/P1Y"},
        {"indicator": "persistent_absence", "area": BIRMINGHAM, "until": "2024-09-01/P1Y"},
        {"indicator": "children_low_income_bhc", "area": TAMWORTH, "until": "2024-04-01/P1Y"},
    ),
    *_each("domains", {"scope": SANDWELL}, {"scope": store.REGION}, {"scope": TAMWORTH}),
    *_each(
        "profile",
        {"scope": SANDWELL, "domain": "family"},
        {"scope": store.WMCA},
        {"scope": TAMWORTH, "only": "worse"},
    ),
    *_each(
        "map",
        {**OVERCROWDING, "level": "msoa", "scope": store.REGION},
        {**OVERCROWDING, "level": "lsoa", "scope": SANDWELL, "method": "natural_breaks"},
        {**CARE, "level": "utla", "scope": store.REGION, "since": "2021-03-31/P1D"},
        {
            "indicator": "children_low_income_ahc",
            "level": "ward",
            "scope": BIRMINGHAM,
            "period": "2024-04-01/P1Y",
        },
        {
            "indicator": "income_deprived_children_rate",
            "level": "lsoa",
            "scope": SANDWELL,
            "period": "2025-01-01/P1Y",
        },
        {
            "indicator": "life_satisfaction_low",
            "level": "ltla",
            "scope": store.REGION,
            "period": "2021-04-01/P1Y",
        },
        {
            "indicator": "children_low_income_ahc",
            "level": "ward",
            "scope": store.REGION,
            "period": "2024-04-01/P1Y",
        },
        {
            **CARE,
            "level": "utla",
            "scope": store.REGION,
            "beside": "looked_after",
            "beside_period": "2021-03-31/P1D",
        },
    ),
    *_each(
        "pile_up",
        {"scope": SANDWELL, "measures": _PILE_UP},
        {"scope": BIRMINGHAM, "measures": _PILE_UP, "least": 4, "clusters": True},
        {
            "scope": SANDWELL,
            "measures": ["income_deprived_children_rate", "overcrowding"],
            "least": 2,
        },
        {"scope": store.REGION, "measures": ["claimant_count", "neet_16_17"], "level": "utla"},
    ),
    *_each(
        "pile_up_people",
        {"scope": SANDWELL, "measures": _PILE_UP, "by": "ethnicity"},
        {"scope": SANDWELL, "measures": _PILE_UP, "by": "deprivation", "least": 2},
    ),
    *_each("pile_up_area", {"area": "E01009950", "measures": _PILE_UP}),
    *_each(
        "two_measures",
        {"first": "idaci_decile", "second": "crime_decile", "scope": SANDWELL},
        {"first": "no_car", "second": "overcrowding", "scope": BIRMINGHAM, "level": "msoa"},
    ),
    *_each(
        "two_scatter",
        {"first": "idaci_decile", "second": "crime_decile", "scope": SANDWELL},
        {"first": "no_car", "second": "overcrowding", "scope": BIRMINGHAM, "level": "msoa"},
    ),
    *_each(
        "both_high",
        {"first": "idaci_decile", "second": "crime_decile", "scope": SANDWELL},
        {"first": "idaci_decile", "second": "crime_decile", "scope": store.REGION},
    ),
    *_each(
        "deprivation",
        {**OVERCROWDING, "area": SANDWELL, "kind": "imd_decile"},
        {
            "indicator": "self_harm_10_24",
            "area": BIRMINGHAM,
            "kind": "imd_quintile",
            "period": "2023-01-01/P1Y",
        },
    ),
    *_each(
        "ethnicity",
        {**CARE, "area": SANDWELL, "kind": "ethnicity"},
        {**CARE, "area": store.REGION, "kind": "ethnicity"},
    ),
    *_each(
        "gap",
        {**OVERCROWDING, "area": SANDWELL, "kind": "imd_decile"},
        {
            "indicator": "self_harm_10_24",
            "area": BIRMINGHAM,
            "kind": "imd_quintile",
            "period": "2023-01-01/P1Y",
        },
    ),
    *_each(
        "gap_time",
        *(
            {
                "indicator": "self_harm_10_24",
                "area": BIRMINGHAM,
                "kind": "imd_quintile",
                "measure": measure,
            }
            for measure in ("sii", "rii")
        ),
    ),
    *_each("gap_places", {**OVERCROWDING, "kind": "imd_decile", "scope": SANDWELL}),
    *_each("potential", {**OVERCROWDING, "area": SANDWELL, "kind": "imd_decile"}),
    *_each(
        "avoidable",
        {**OVERCROWDING, "area": SANDWELL},
        {**OVERCROWDING, "area": HEREFORDSHIRE},
        {**CARE, "area": store.REGION},
        {
            "indicator": "income_deprived_children_rate",
            "area": BIRMINGHAM,
            "period": "2022-01-01/P1Y",
        },
        {"indicator": "infant_mortality", "area": SANDWELL, "period": "2021-01-01/P3Y"},
    ),
    *_each(
        "ratios",
        {**CARE, "area": SANDWELL, "kind": "ethnicity", "reference": "average"},
        {**CARE, "area": SANDWELL, "kind": "ethnicity", "reference": "White"},
        {
            "indicator": "stop_search",
            "area": SANDWELL,
            "kind": "ethnicity",
            "period": "2024-05-10/P1D",
            "reference": "published",
        },
    ),
    *_each(
        "groups_time",
        {"indicator": "looked_after", "area": SANDWELL, "kind": "ethnicity"},
        {"indicator": "attainment_8", "area": SANDWELL, "kind": "fsm"},
    ),
    *_each(
        "place_part",
        {**CARE, "area": SANDWELL, "reference": "average"},
        {**CARE, "area": SANDWELL, "reference": "White"},
    ),
    *_each("residence", *({"area": SANDWELL, "index": index} for index in ("imd", "idaci"))),
    *_each("group_sizes", {"area": SANDWELL}),
    *_each(
        "both",
        {
            "indicator": "self_harm_10_24",
            "area": BIRMINGHAM,
            "period": "2023-01-01/P1Y",
            "kind": "ethnicity_x_imd_quintile",
        },
        {
            "indicator": "persistent_absence",
            "area": SANDWELL,
            "period": "2022-09-01/P1Y",
            "kind": "fsm_x_sen",
        },
    ),
    *_each("gradient", {"indicator": "looked_after"}),
    *_each(
        "services",
        {"scope": SANDWELL, "reference": "average"},
        {"scope": store.REGION, "reference": "White"},
    ),
    *_each("stages", {"reference": "average"}, {"reference": "White"}),
    *_each("causal", *({"view": view} for view in ("outline", "prevent", "identify", "whole"))),
    *_each(
        "register",
        *({"register": kind} for kind in ("effects", "levers", "costs", "sources")),
        {"register": "levers", "text": "custody"},
        {"register": "effects", "grade": "A"},
    ),
    Recipe("left_out"),
    Recipe("checks"),
    Recipe("forecast_test"),
    *_each(
        "forecast_back",
        {"outcome": "looked_after", "area": BIRMINGHAM},
        {"outcome": "child_poverty", "area": HEREFORDSHIRE},
        {"outcome": "self_harm_admissions", "area": BIRMINGHAM},
    ),
    *_each("plan_outcomes", {"plan": LAYERED}, {"plan": REGION}, {"plan": IDLE}),
    *_each(
        "plan_outcome",
        {"plan": LAYERED, "outcome": "looked_after"},
        {"plan": LAYERED, "outcome": "recorded_demand"},
        {"plan": PLANS["own"], "outcome": "looked_after"},
        {"plan": IDLE, "outcome": "looked_after"},
    ),
    *_each(
        "plan_groups",
        {"plan": LAYERED, "outcome": "looked_after", "by": "ethnicity"},
        {"plan": LAYERED, "outcome": "looked_after", "by": "imd_quintile"},
        {"plan": REGION, "outcome": "custody", "by": "ethnicity"},
    ),
    *_each(
        "plan_why",
        *(
            {"plan": LAYERED, "outcome": outcome}
            for outcome in ("looked_after", "custody", "suspensions")
        ),
    ),
    *_each(
        "plan_levels",
        {"plan": LAYERED, "outcome": "looked_after"},
        {"plan": IDLE, "outcome": "looked_after"},
    ),
    *_each(
        "plan_assumptions",
        *({"plan": LAYERED, "outcome": outcome} for outcome in ("looked_after", "custody")),
    ),
    *_each("plan_money_years", {"plan": LAYERED}),
    *_each(
        "plan_map",
        {"plan": LAYERED, "outcome": "looked_after", "level": "lsoa"},
        {"plan": REGION, "outcome": "looked_after", "level": "utla"},
    ),
    *_each("plan_money", {"plan": LAYERED}, {"plan": PLANS["own"]}),
    *_each("plan_accounts", {"plan": LAYERED}, {"plan": REGION}, {"plan": PLANS["own"]}),
    *_each(
        "plan_gains", {"plan": LAYERED, "by": "imd_quintile"}, {"plan": LAYERED, "by": "ethnicity"}
    ),
    *_each("plan_payers", {"plan": LAYERED}),
    *_each("plan_after", {"plan": LAYERED}),
    *_each("returns", {}, {"levers": "early_years_centres,keyworker,youth_clubs"}),
    *_each("compare_gains", {"plans": PAIR, "place": SANDWELL, "by": "imd_quintile"}),
    *_each("compare_after", {"plans": PAIR, "place": SANDWELL}),
    *_each(
        "adversity_cost",
        *({"scope": SANDWELL, "by": by} for by in ("domain", "payer", "item")),
        {"scope": store.REGION},
        {"scope": TAMWORTH},
    ),
    *_each("adversity_places", {"scope": SANDWELL}),
    *_each("adversity_checks", {"scope": store.REGION}),
    *_each("adversity_avoidable", {"scope": SANDWELL}),
    *_each(
        "compare_headlines",
        {"plans": PAIR, "place": SANDWELL, "outcome": "looked_after"},
        {"plans": FOUR, "place": SANDWELL, "outcome": "looked_after"},
    ),
    *_each(
        "compare_outcomes",
        {"plans": PAIR, "place": SANDWELL, "outcome": "looked_after"},
        {"plans": FOUR, "place": SANDWELL, "outcome": "custody"},
    ),
    *_each("compare_outcome", {"plans": PAIR, "place": SANDWELL, "outcome": "looked_after"}),
    *_each(
        "compare_groups",
        *(
            {"plans": PAIR, "place": SANDWELL, "outcome": "looked_after", "by": by}
            for by in ("ethnicity", "imd_quintile")
        ),
    ),
    *_each("compare_chances", {"plans": PAIR, "place": SANDWELL, "outcome": "looked_after"}),
    *_each("compare_money", {"plans": PAIR, "place": SANDWELL}),
    *_each(
        "compare_plane",
        *(
            {
                "plans": PAIR,
                "place": SANDWELL,
                "outcome": "looked_after",
                "threshold": 1000,
                "net": net,
            }
            for net in (True, False)
        ),
    ),
    *_each("compare_levers", {"plans": FOUR, "place": SANDWELL}),
]
