"""From a recipe's name and parameters to an exhibit.

Builders register themselves when their modules are read, which is done here.
"""

from components.builders import (  # noqa: F401
    adversity,
    area_map,
    at_a_glance,
    avoidable,
    comparison,
    comparison_gains,
    comparison_money,
    evidence,
    forecasts,
    gap,
    groups,
    pile_up,
    place_part,
    places,
    plan,
    plan_accounts,
    plan_closer,
    plan_gains,
    plan_map,
    plan_results,
    potential,
    profile,
    ratios,
    residence,
    services,
    tables,
    two_measures,
)
