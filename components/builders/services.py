"""Recipes of things services do: how evenly they fall by ethnic group, service by service."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from analysis.disproportionality import AVERAGE, NoReference
from components.builders.ratios import CARE, RATIO_UNIT, SAME, against_words, interval_of
from components.builders.registry import recipe
from components.exhibits.charts import Groups, Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import groups
from components.figures import ratios as ratios_figures
from components.figures import services as services_figures
from components.figures.caches import kept
from components.figures.ratios import in_order
from components.figures.services import STAGES
from components.wording import names as names_words
from components.wording import numbers, periods, ratios
from components.wording import sources as words
from data import store
from data.contract import ETHNIC_GROUPS
from data.metadata import Indicator


@recipe("services")
def services(scope: str, reference: str) -> Exhibit:
    """Things services do: each ethnic group's rate against one reference, service by service."""
    data, left_out = table(scope, reference)
    if data.empty:
        raise RecipeError("no service can be set against this reference here")
    own = data[data["group"] != reference]
    text = [
        f"Each ethnic group's rate against {against_words(reference)}, for "
        f"{own['indicator_id'].nunique()} things that services do."
    ]
    elsewhere = own[own["code"] != scope].drop_duplicates("indicator_id")
    if len(elsewhere):
        told = [
            f"{row['title']} ({names_words.place_name(row['code'])})"
            for row in elsewhere.to_dict("records")
        ]
        text.append(
            f"Not published for {names_words.place_name(scope)}, so of another area: "
            f"{'; '.join(told)}."
        )
    if left_out:
        text.append(f"Left out, because the reference has no figure: {'; '.join(left_out)}.")
    text += apart_notes(own)
    text.append(
        "Each row has its own place, date and average: compare groups within a row. A ratio whose "
        f"interval holds 1 or that has none: we can't tell it from {against_words(reference)}."
    )
    return _service_exhibit(
        own,
        reference,
        ratios.services_finding(own, reference),
        " ".join(text),
        Recipe("services", {"scope": scope, "reference": reference}),
        place=f"{names_words.heading_name(scope)}, or the nearest area with figures",
    )


def apart_notes(data: pd.DataFrame) -> list[str]:
    """A sentence for each service with groups that are shown apart and not tested."""
    told = data[data["apart"] != ""]
    return [
        f"{title} ({names_words.place_name(code)}): "
        + ratios.apart_words(dict(zip(part["group"], part["apart"], strict=True)))
        for (title, code), part in told.groupby(["title", "code"], sort=False)
    ]


@recipe("stages")
def stages(reference: str) -> Exhibit:
    """From need to plan to care: each ethnic group against one reference, on one date."""
    ratios_figures.check_reference(reference)
    data = stage_table(reference)
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
        own,
        reference,
        ratios.services_finding(own, reference, "Stages of care"),
        text,
        Recipe("stages", {"reference": reference}),
        place="England, and the West Midlands region for care",
    )


def _service_exhibit(
    data: pd.DataFrame, reference: str, title: str, text: str, recipe_: Recipe, *, place: str
) -> Exhibit:
    ids = tuple(dict.fromkeys(data["indicator_id"]))
    short = {name: store.indicator(name).short_title for name in ids}
    rows = data.to_dict("records")
    labels = [
        f"{short[row['indicator_id']]}, {names_words.place_name(row['code'])}" for row in rows
    ]
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
                ratios.ratio_words(row["value"], row["lower"], row["upper"])
                if not math.isnan(row["value"])
                else numbers.NO_FIGURE.get(str(row["status"]), "no figure")
                for row in rows
            ],
        }
    )
    cells = figures.assign(
        cell=[
            f"{row['value']:.2f}"
            + ("" if math.isnan(row["lower"]) else f" ({row['lower']:.2f} to {row['upper']:.2f})")
            if not math.isnan(row["value"])
            else numbers.NO_FIGURE.get(str(row["status"]), "no figure").split(" to ")[0]
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
            "Place": [names_words.heading_name(code) for code in first["area_code"]],
            "Period": first["period"].map(periods.aged).to_numpy(),
            **{
                name: wide[name].fillna("–").to_numpy() for name in dict.fromkeys(figures["series"])
            },
        }
    )
    return Exhibit(
        title=title,
        measure=f"Ratio of each ethnic group's rate to {against_words(reference)}",
        unit=RATIO_UNIT,
        place=place,
        period=_period_words(first, short),
        source=words.source(*ids),
        licence=words.licence(*ids),
        publications=words.full_sources(*ids),
        publisher=words.publisher(*ids),
        alt="Marks with 95% intervals on a scale of ratios, one row per service. "
        + "; ".join(
            f"{row['label']}, {row['series']}: {row['words']}" for row in figures.to_dict("records")
        )
        + ".",
        draft=text,
        definition="A group's rate divided by the reference's, both as published for the place "
        "and period of the row. Each figure's own definition stands on the Data page.",
        interval=interval_of(data["lower"], reference),
        caveat="Exclusion, care, detention, custody and stop and search are decisions of services. "
        f"Rows count different things and cannot be compared with each other. {CARE}",
        chart=Groups(figures, reference=SAME, log=True, table=Table(figures, shown)),
        recipe=recipe_,
        level="derived",
        decimals=2,
    )


def _period_words(rows: pd.DataFrame, short: Mapping[str, str]) -> str:
    """Of what time the rows are, older ones named once under their period and its age."""
    old: dict[str, dict[str, None]] = {}
    for row in rows.to_dict("records"):
        if periods.age(row["period"]):
            old.setdefault(row["period"], {})[short[row["indicator_id"]]] = None
    return "; ".join(
        [
            "newest period of each row",
            *(
                f"{names_words.in_a_row(list(names))} {periods.aged(period)}"
                for period, names in old.items()
            ),
        ]
    )


@kept
def _one(indicator_id: str, scope: str, reference: str, period: str, version: str) -> pd.DataFrame:
    """Ratios of one service for a place: group, ratio and limits, area, period, basis, reason.

    Empty when nothing can be shown; ``period`` "" takes the newest.
    """
    entry = store.indicator(indicator_id)
    found = groups.shown(entry, "ethnicity", scope)
    if found is None or (period and period not in found.periods):
        return pd.DataFrame()
    period = period or found.periods[-1]
    rows = in_order(found.of(period), "ethnicity")
    rows = rows[rows["group"].isin(ETHNIC_GROUPS)]
    aside: dict[str, str] = {}
    if entry.value_type == "ratio":
        if reference not in (AVERAGE, "White"):
            return pd.DataFrame()
        rows = rows[rows["status"] != "not comparable"]
        table = rows.assign(
            ratio=rows["value"], ratio_lower=rows["lower"], ratio_upper=rows["upper"]
        )
        basis = "White residents, as published"
    else:
        whole = groups.total(indicator_id, found.code, period)
        try:
            table = ratios_figures.ratios(entry, rows, reference, whole)
        except NoReference:  # no average, or no figure of the reference: told as a row left out
            return pd.DataFrame()
        aside = ratios_figures.apart(entry, found.code, period, table)
        # Not tested: without limits no sentence and no count takes a side.
        table.loc[table["group"].isin(aside), ["ratio_lower", "ratio_upper"]] = float("nan")
        basis = "the place's average" if reference == AVERAGE else f"the {reference} group"
    why = [aside.get(group, "") for group in table["group"]]
    return table.assign(code=found.code, shown_period=period, basis=basis, apart=why)


def table(scope: str, reference: str) -> tuple[pd.DataFrame, list[str]]:
    """All services against one reference, and the titles of those that cannot be set against it.

    Returns
    -------
    (ratios, left_out)
        Columns indicator_id, title, code, period, basis, group, value, lower,
        upper (ratios), figure (the rate itself), status, note, apart (why not tested, or "").
    """
    data, left_out = _table(scope, reference, store.data_version())
    return data.copy(), list(left_out)


@kept
def _table(scope: str, reference: str, version: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    parts, left_out = [], []
    for entry in services_figures.services():
        one = _one(entry.id, scope, reference, "", version)
        if one.empty:
            left_out.append(entry.title)
            continue
        parts.append(_labelled(one, entry))
    data = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return data, tuple(left_out)


def _labelled(one: pd.DataFrame, entry: Indicator) -> pd.DataFrame:
    code, period = one["code"].iloc[0], one["shown_period"].iloc[0]
    return pd.DataFrame(
        {
            "indicator_id": entry.id,
            "title": entry.title,
            "code": code,
            "period": period,
            "basis": one["basis"],
            "group": one["group"],
            "value": one["ratio"],
            "lower": one["ratio_lower"],
            "upper": one["ratio_upper"],
            "figure": one["value"],
            "status": one["status"],
            "note": one["note"],
            "apart": one["apart"],
        }
    )


@kept
def stage_table(reference: str) -> pd.DataFrame:
    """The stages of social care in England and care in the region, on one common date."""
    if not set(STAGES) <= set(store.indicators()):  # figures that cannot be read: the page says so
        return pd.DataFrame()
    common: set[str] | None = None
    for name in STAGES:
        found = groups.shown(store.indicator(name), "ethnicity", store.ENGLAND)
        here = set(found.periods) if found else set()
        common = here if common is None else common & here
    if not common:
        return pd.DataFrame()
    period, version = max(common), store.data_version()
    parts = [
        _labelled(_one(name, store.ENGLAND, reference, period, version), store.indicator(name))
        for name in STAGES
    ]
    own = _one("looked_after", store.REGION, reference, period, version)
    if not own.empty and own["code"].iloc[0] == store.REGION:
        parts.append(_labelled(own, store.indicator("looked_after")))
    return pd.concat(parts, ignore_index=True)
