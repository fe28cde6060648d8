"""The map of a plan's modelled change."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components.builders.plan import common
from components.builders.plan_results import NAN, known_outcome, when
from components.builders.registry import recipe
from components.charts import map_layer
from components.exhibits.charts import AreaMap
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import plan as plan_figures
from components.figures import runs
from components.figures.geometry import drawn_areas
from components.figures.plan import Horizon
from components.figures.runs import results_of_code as results_of
from components.wording import names
from components.wording import outcomes as model_words
from components.wording import sources as words
from components.wording.names import LEVEL_NOUNS
from components.wording.numbers import number_words
from components.wording.plans import place_of
from data import store
from model.results import Results


def chart_of(results: Results, values: np.ndarray, outcome: str, level: str) -> AreaMap:
    """The map of a plan's change, as the live map and every picture draw it.

    ``values``: the change of each area that has a shape, in their order; NaN where none is
    modelled.
    """
    _, classes, mixed, reverse = map_layer.change_classes_of(values, outcome)
    areas = drawn_areas(level)
    rows = pd.DataFrame(
        {
            "area_code": areas.index,
            "label": areas["area_name"].to_numpy(),
            "authority": areas["authority"].to_numpy(),
            "value": values,
            "lower": NAN,
            "upper": NAN,
            "status": "modelled",
            "class": classes.of(values),
        }
    )
    rows = rows[np.isfinite(values)].reset_index(drop=True)
    if level == "utla":
        spread = Horizon.of(results).rate_interval_by_area(outcome)
        rows["lower"] = [spread[code][0] for code in rows["area_code"]]
        rows["upper"] = [spread[code][1] for code in rows["area_code"]]
    return AreaMap(
        rows,
        level=level,
        scope=results.plan.areas[0] if len(results.plan.areas) == 1 else store.REGION,
        labels=classes.labels,
        note=classes.note,
        signed=mixed,
        reverse=reverse,
        change=True,
    )


@recipe("plan_map")
def plan_map(plan: str, outcome: str, level: str) -> Exhibit:
    """Where a plan changes an outcome's rate: authorities (median) or neighbourhoods (mean)."""
    known_outcome(outcome)
    if level not in plan_figures.LEVELS:
        raise RecipeError("a plan's change is mapped by authority or by neighbourhood")
    results = results_of(plan)
    if level == "lsoa" and not results.state.broken_down[outcome]:
        raise RecipeError(results.state.why_not(outcome, "imd_quintile"))
    horizon, per_base = int(results.years[-1]), results.base_of(outcome)
    values = plan_figures.changes(results.plan, results, outcome, level)
    decimals = map_layer.change_classes_of(values, outcome)[0]
    chart = chart_of(results, values, outcome, level)
    rows = chart.figures
    what, where = LEVEL_NOUNS[level], place_of(results.plan)
    title_of, rate = model_words.title(outcome), f"per {per_base[0]:,.0f} {per_base[1]}"
    doubt = "Central estimates only, without a range: we can't tell two areas apart that lie close."
    if level == "utla":
        clear = int(((rows["lower"] > 0) | (rows["upper"] < 0)).sum())
        doubt = f"In {clear} of {len(rows)} the whole 95% range lies on one side of no change" + (
            f"; in {len(rows) - clear} we can't tell." if clear < len(rows) else "."
        )
    low, high = (
        number_words(float(each), decimals, signed=True)
        for each in (rows["value"].min(), rows["value"].max())
    )
    span = f"of {low}" if low == high else f"from {low} to {high}"
    title = f"{title_of}: modelled change by {horizon} {span} {rate} in {where}"
    if not rows["value"].abs().max() > 0:
        title = f"{title_of}: the plan changes nothing in {where} by {horizon} (modelled)"
    shared = common(results.plan)
    return Exhibit(
        title=title,
        measure=f"{title_of}: change in the rate with the plan “{results.plan.title}”",
        unit=f"Modelled change {rate}",
        period=when(results),
        alt=f"Map of the modelled change in {title_of.lower()} by {horizon}, {len(rows):,} {what}. "
        f"{title}. {doubt}",
        draft=f"{title}. {doubt}",
        definition=f"{title_of}, rate with the plan less rate without it, {rate}. Authorities: "
        "median of the runs. Neighbourhoods: mean of "
        f"{runs.MAP_DRAWS} runs; each takes the mean of its authority, deprivation fifth "
        "and ethnic groups, and is not a measurement of that neighbourhood.",
        chart=chart,
        recipe=Recipe("plan_map", {"plan": plan, "outcome": outcome, "level": level}),
        decimals=decimals,
        **(
            shared
            | {
                "licence": words.licence(maps=True),
                "place": f"{what.capitalize()} of {names.place_name(chart.scope)}",
                "interval": shared["interval"]
                if level == "utla"
                else "None for a neighbourhood: central estimates only.",
            }
        ),
    )
