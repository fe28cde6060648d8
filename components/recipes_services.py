"""Recipes of things services do: how evenly they fall by ethnic group, service by service."""

from __future__ import annotations

import math

import pandas as pd

from components import recipe_words as words
from components import who_ethnicity, who_services, wording
from components.exhibit import Exhibit, Recipe, RecipeError
from components.recipes import recipe
from components.recipes_ratios import CARE, RATIO_UNIT, SAME, against_words, interval_of
from data import store


@recipe("services")
def services(scope: str, reference: str) -> Exhibit:
    """Things services do: each ethnic group's rate against one reference, service by service."""
    data, left_out = who_services.table(scope, reference)
    if data.empty:
        raise RecipeError("no service can be set against this reference here")
    own = data[data["group"] != reference]
    text = [f"Each ethnic group's rate against {against_words(reference)}, for "
            f"{own['indicator_id'].nunique()} things that services do."]  # fmt: skip
    elsewhere = own[own["code"] != scope].drop_duplicates("indicator_id")
    if len(elsewhere):
        told = [f"{row['title']} ({words.place_name(row['code'])})"
                for row in elsewhere.to_dict("records")]  # fmt: skip
        text.append(f"Not published for {words.place_name(scope)}, so of another area: "
                    f"{'; '.join(told)}.")  # fmt: skip
    if left_out:
        text.append(f"Left out, because the reference has no figure: {'; '.join(left_out)}.")
    text.append(
        "Each row has its own place, date and average: compare groups within a row. A ratio whose "
        f"interval holds 1 or that has none: we can't tell it from {against_words(reference)}."
    )
    return _service_exhibit(
        own, reference, who_services.finding(own, reference), " ".join(text),
        Recipe("services", {"scope": scope, "reference": reference}),
        place=f"{words.heading_name(scope)}, or the nearest area with figures",
    )  # fmt: skip


@recipe("stages")
def stages(reference: str) -> Exhibit:
    """From need to plan to care: each ethnic group against one reference, on one date."""
    who_ethnicity.check_reference(reference)
    data = who_services.stages(reference)
    if data.empty:
        raise RecipeError("the stages are not published by ethnic group for one common date")
    own = data[data["group"] != reference]
    text = (
        f"Children in need, child protection plans and care: each ethnic group against "
        f"{against_words(reference)}. Need and plans are published by ethnic group for England "
        "only; care for England and the region. A group can be above the reference at one stage "
        "and not at the next. A ratio whose interval holds 1 or that has none: we can't tell it "
        f"from {against_words(reference)}."
    )
    return _service_exhibit(
        own, reference, who_services.finding(own, reference, "Stages of care"), text,
        Recipe("stages", {"reference": reference}),
        place="England, and the West Midlands region for care",
    )  # fmt: skip


def _service_exhibit(
    data: pd.DataFrame, reference: str, title: str, text: str, recipe_: Recipe, *, place: str
) -> Exhibit:
    ids = tuple(dict.fromkeys(data["indicator_id"]))
    short = {name: store.indicator(name).short_title for name in ids}
    rows = data.to_dict("records")
    labels = [f"{short[row['indicator_id']]}, {words.place_name(row['code'])}" for row in rows]
    figures = pd.DataFrame(
        {
            "label": labels,
            "series": data["group"].to_numpy(),
            "value": data["value"].to_numpy(),
            "lower": data["lower"].to_numpy(),
            "upper": data["upper"].to_numpy(),
            "indicator_id": data["indicator_id"].to_numpy(),
            "area_code": data["code"].to_numpy(),
            "period": data["period"].to_numpy(),
            "figure": data["figure"].to_numpy(),
            "against": data["basis"].to_numpy(),
            "status": data["status"].to_numpy(),
            "words": [
                who_ethnicity.ratio_words(row["value"], row["lower"], row["upper"])
                if not math.isnan(row["value"])
                else wording.NO_FIGURE.get(str(row["status"]), "no figure")
                for row in rows
            ],
        }
    )
    cells = figures.assign(
        cell=[
            f"{row['value']:.2f}"
            + ("" if math.isnan(row["lower"]) else f" ({row['lower']:.2f} to {row['upper']:.2f})")
            if not math.isnan(row["value"])
            else wording.NO_FIGURE.get(str(row["status"]), "no figure").split(" to ")[0]
            for row in figures.to_dict("records")
        ]
    )
    wide = cells.pivot_table(
        index="label", columns="series", values="cell", aggfunc="first", sort=False
    )
    first = cells.drop_duplicates("label").set_index("label").loc[wide.index]
    shown = pd.DataFrame(
        {
            "Service": [short[name] for name in first["indicator_id"]],
            "Place": [words.heading_name(code) for code in first["area_code"]],
            "Period": first["period"].map(words.label).to_numpy(),
            **{
                name: wide[name].fillna("–").to_numpy() for name in dict.fromkeys(figures["series"])
            },
        }
    )
    return Exhibit(
        kind="groups",
        title=title,
        measure=f"Ratio of each ethnic group's rate to {against_words(reference)}",
        unit=RATIO_UNIT,
        place=place,
        period="newest period of each row",
        source=words.source(*ids),
        licence=words.licence(*ids),
        publications=words.full_sources(*ids),
        publisher=words.publisher(*ids),
        alt="Marks with 95% intervals on a scale of ratios, one row per service. "
        + "; ".join(f"{row['label']}, {row['series']}: {row['words']}"
                    for row in figures.to_dict("records")) + ".",
        draft=text,
        definition="A group's rate divided by the reference's, both as published for the place "
        "and period of the row. Each figure's own definition stands on the Data page.",
        interval=interval_of(data["lower"], reference),
        caveat="Exclusion, care, detention, custody and stop and search are decisions of services. "
        f"Rows count different things and cannot be compared with each other. {CARE}",
        figures=figures,
        shown=shown,
        recipe=recipe_,
        level="derived",
        decimals=2,
        reference=SAME,
        log=True,
    )  # fmt: skip
