"""Recipes of the baseline's forecasts: how far they strayed, and what would have been said."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.builders.registry import recipe
from components.exhibits.charts import Lines, Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from data import store
from model.forecasts import METHOD_NAMES, stored
from model.register_schema import OUTCOMES

PUBLISHED, SAID = "What happened", "What would have been said"
_SOURCE: dict[str, Any] = {
    "source": "The model's own test of its forecasts, on published series of every English "
    "authority",
    "publisher": "Adversity & Resilience Atlas model",
    "publications": "Department for Education, Department for Work and Pensions, Youth Justice "
    "Board and Office for Health Improvement and Disparities, as the Data page lists them",
    "licence": "Open Government Licence v3.0",
    "caveat": "Tests reach five years ahead. Beyond that the model's intervals rest on how they "
    "grew within five.",
    "interval": "Learnt from misses known at the time; the model draws its runs from the same.",
    "level": "modelled",
}


def _entry(outcome: str) -> dict[str, Any]:
    entry: dict[str, Any] | None = stored()["outcomes"].get(outcome)
    if entry is None:
        raise RecipeError(f"no forecast of '{outcome[:40]}' was tested")
    return entry


@recipe("forecast_test")
def forecast_test() -> Exhibit:
    """By outcome: the method in use, how far it missed, and what its intervals held."""
    rows, cells = [], []
    for outcome, entry in stored()["outcomes"].items():
        table = entry["table"][entry["method"]]
        plain = {row["ahead"]: row for row in entry["table"]["last_value"]}
        title = OUTCOMES[outcome][1]
        by_year = {row["ahead"]: row for row in table}
        for row in table:
            rows.append(
                (
                    title,
                    row["ahead"],
                    row["error"],
                    row["bias"],
                    row["cover80"],
                    row["cover95"],
                    row["origins"],
                    plain[row["ahead"]]["error"],
                )
            )
        held = [
            f"{by_year[year]['cover80']:.0%}" if year in by_year else "–" for year in range(1, 6)
        ]
        verdict = "holds" if entry["intervals_hold"] and len(by_year) == 5 else "does not hold"
        cells.append((title, METHOD_NAMES[entry["method"]], *held, verdict))
    shown = pd.DataFrame(
        cells, columns=["Outcome", "Method", *(f"{n} ahead" for n in range(1, 6)), "70 to 90%"]
    )
    figures = pd.DataFrame(
        rows,
        columns=[
            "label",
            "years ahead",
            "mean absolute log error",
            "bias",
            "held by 80%",
            "held by 95%",
            "origins",
            "log error of the last value",
        ],
    )
    good = int((shown["70 to 90%"] == "holds").sum())
    title = f"Tested on past years, the intervals of {good} of {len(shown)} outcomes hold"
    return Exhibit(
        title=title,
        measure="Share of what happened that 80% intervals held, by years ahead",
        unit="% of authorities and starting years",
        place="England, every upper-tier authority",
        period="starting years to 2023, as each series reaches",
        alt=f"Table: {title}. "
        + "; ".join(f"{row['Outcome']}: {row['70 to 90%']}" for _, row in shown.iterrows())
        + ".",
        draft=f"{title}: of what happened one to five years later, 80% intervals should hold 70 to "
        "90%. Forecasts across the pandemic count, its years do not. Where an interval does not "
        "hold, the levels of that outcome deserve less trust; differences between a plan and none "
        "rest on the same strays in both.",
        definition="For each starting year the forecast is made from what was known then and set "
        "beside what came. The method with the least error whose intervals hold is used.",
        chart=Table(
            figures, shown, screen=("Outcome", "1 ahead", "3 ahead", "5 ahead", "70 to 90%")
        ),
        recipe=Recipe("forecast_test", {}),
        **_SOURCE,
    )


@recipe("forecast_back")
def forecast_back(outcome: str, area: str) -> Exhibit:
    """What would have been said of an authority in 2018, and what happened."""
    entry = _entry(outcome)
    back = entry["looking_back"]
    here = back.get("areas", {}).get(area)
    title = OUTCOMES[outcome][1]
    if back["origin"] is None:
        raise RecipeError(f"{title}: the series is too short to look back on a forecast")
    if here is None:
        raise RecipeError("a forecast is looked back on for the region's 14 authorities")
    origin, name = back["origin"], store.area(area).name
    published = dict(here["published"])
    nan = float("nan")
    rows = [
        (str(year), PUBLISHED, value, nan, nan, f"{value:,.4g}")
        for year, value in sorted(published.items())
    ]
    inside, known = 0, 0
    for year, _, low, middle, high, _ in here["said"]:
        text = f"{middle:,.4g} (80% {low:,.4g} to {high:,.4g})"
        rows.append((str(int(year)), SAID, middle, low, high, text))
        if int(year) in published:
            known += 1
            inside += low <= published[int(year)] <= high
    columns = ["label", "series", "value", "lower", "upper", "words"]
    figures = pd.DataFrame(rows, columns=columns)
    finding = f"{title} in {name}: {inside} of {known} years fell in the 80% interval of {origin}"
    return Exhibit(
        title=finding,
        measure=f"{title}: published, and as forecast at the end of {origin}",
        unit=entry["unit"][:1].upper() + entry["unit"][1:],
        place=name,
        period=f"{min(published)} to {max(published)}",
        alt=f"Two lines: what was published to {max(published)}, and a forecast from {origin} "
        f"with its 80% interval. {finding}.",
        draft=f"{finding}. The forecast ({METHOD_NAMES[entry['method']]}) uses nothing published "
        f"after {origin}; eight years in ten should fall inside an 80% interval. The method is the "
        "one chosen now, on all years.",
        definition=f"{title}, {entry['unit']}. Years are those in which a period ends.",
        chart=Lines(figures, equal=True),
        recipe=Recipe("forecast_back", {"outcome": outcome, "area": area}),
        decimals=1 if max(published.values()) >= 10 else 3,
        **_SOURCE,
    )
