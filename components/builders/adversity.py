"""Recipes of what adversity costs today: by service, domain and payer, place by place, checked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from components.builders.registry import recipe
from components.exhibits.charts import Rows, Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures.plan import acting_area
from components.wording import names
from components.wording import outcomes as words
from data import store
from model.adversity_cost import AdversityCost, adversity_cost
from model.plan import known_areas
from model.results import quantiles

BY = {"domain": "domain of life", "payer": "who pays", "item": "service"}
#: Reference -> what rates are set against, in words.
_REFERENCES = {
    "England": "England's rate",
    "least deprived": "the least deprived fifth's rate",
    "White": "the White group's rate",
}
_COMMON: dict[str, Any] = {
    "source": "Section 251 spending of councils 2024-25, published counts, and unit costs of the "
    "model's register",
    "publisher": "Adversity & Resilience Atlas model",
    "publications": "Department for Education, Section 251 outturn; published counts as the Data "
    "page lists them; unit costs with their numbers on the Evidence page",
    "licence": "Contains public sector information licensed under the Open Government Licence v3.0",
    "period": "a year: spending 2024-25, counts of the newest year published, prices of 2024-25",
    "interval": "From the unit costs: 80% and 95% of 1,024 draws. Spending is as published and has "
    "none; counts are taken as they are.",
    "level": "modelled",
}
_CAVEAT = (
    "Acute and late services only. Prevention, adult life, lost earnings and harm to victims are "
    "not in it, and not all of it would go if adversity did: it is a size, not a saving."
)
_DEFINITION = (
    "What councils spent on children looked after, safeguarding and youth justice, and for "
    "schools, health, police, housing and work published counts times unit costs. Nothing is "
    "counted twice; national totals that overlap are never added."
)


def place_of(scope: str) -> tuple[str, tuple[str, ...]]:
    """The place a scope's costs are of, and its authorities: a district's are its county's."""
    place = acting_area(scope)
    return place, tuple(known_areas()[place])


def _found(scope: str) -> tuple[str, AdversityCost]:
    place, areas = place_of(scope)
    return place, adversity_cost(areas)


def total_words(found: AdversityCost) -> tuple[str, str]:
    """The whole of a year and of a child, each with its 80% interval."""
    low, middle, high = (float(each) for each in quantiles(found.total[:, None])[1:4, 0])
    whole = f"{words.pounds(middle)} ({words.pounds(low)} to {words.pounds(high)})"
    child = [f"£{each / found.children:,.0f}" for each in (middle, low, high)]
    return whole, f"{child[0]} ({child[1]} to {child[2]})"


def today_in_words(areas: tuple[str, ...], where: str) -> tuple[str, str]:
    """What the acute and late services of some authorities cost in a year, and what that is not.

    For places that are no single area, such as three authorities of a plan. ``where``: their name
    within a sentence.
    """
    found = adversity_cost(areas)
    whole, child = total_words(found)
    first = found.table("domain").iloc[0]
    said = (
        f"Adversity costs services {whole} a year in {where}, {child} a child; "
        f"{words.share(float(first['share']))} of it {first['title'].lower()} (modelled; 80% of "
        f"draws in brackets).{_missing(found)}"
    )
    return said, _CAVEAT


def _missing(found: AdversityCost) -> str:
    said = []
    for item in found.items:
        if item.missing:
            places = names.list_in_words([names.place_name(code) for code in item.missing])
            said.append(f"{item.title}: no count of {places}")
    return f" Not in the sum: {'; '.join(said)}." if said else ""


@recipe("adversity_cost")
def cost_today(scope: str, by: str = "domain") -> Exhibit:
    """What acute and late services cost in a year, for each child, by domain, payer or service."""
    if by not in BY:
        raise RecipeError("costs are by domain, payer or item")
    place, found = _found(scope)
    table = found.table(by)
    children = found.children
    figures = pd.DataFrame(
        {
            "label": table["title"],
            "value": table["per_child"],
            **{
                name: table[column] / children
                for name, column in (
                    ("lower", "lower95"),
                    ("upper", "upper95"),
                    ("lower80", "lower80"),
                    ("upper80", "upper80"),
                )
            },
            "mark": "other",
            "pounds a year": table["median"].round(),
            "share": (100 * table["share"]).round(1),
        }
    )
    exact = figures["lower"] == figures["upper"]
    figures["words"] = [
        f"£{row['value']:,.0f}, {words.pounds(row['pounds a year'])} a year"
        + ("" if point else f" (95% £{row['lower']:,.0f} to £{row['upper']:,.0f} a child)")
        for point, (_, row) in zip(exact, figures.iterrows(), strict=True)
    ]
    # Without an interval, because it is published spending, not because it is sure.
    figures.loc[exact, ["lower", "upper", "lower80", "upper80"]] = np.nan
    whole, child = total_words(found)
    first = table.iloc[0]
    where = names.place_name(place)
    told = "; ".join(f"{row['label']} {row['words']}" for _, row in figures.iterrows())
    return Exhibit(
        title=f"Adversity costs services {whole} a year in {where}, {child} a child; "
        f"{words.share(float(first['share']))} of it {first['title'].lower()} (modelled)"
        if by != "payer"
        else f"Who pays for adversity in {where}: {first['title']} "
        f"{words.share(float(first['share']))} of {whole} a year (modelled)",
        measure=f"Acute and late services of a year, by {BY[by]}",
        unit="£ a child a year",
        place=names.heading_name(place),
        alt=f"Bars with ranges. {told}.",
        draft=f"Modelled, a year: {whole}, {child} a child (80%). {told}. Prevention, shown "
        f"beside and not in it: {words.pounds(found.prevention)} a year on children's centres, "
        f"family support and youth services. {_CAVEAT}{_missing(found)}",
        definition=_DEFINITION,
        caveat=_CAVEAT,
        chart=Rows(figures),
        recipe=Recipe("adversity_cost", {"scope": scope, "by": by}),
        before="£",
        decimals=0,
        **_COMMON,
    )


@recipe("adversity_places")
def cost_by_place(scope: str) -> Exhibit:
    """What adversity costs a child, authority by authority, with the place in question marked."""
    areas = place_of(scope)[1]
    rows = []
    for code in known_areas()[store.REGION]:
        found = adversity_cost((code,))
        spread = quantiles(found.total[:, None])[:, 0] / found.children
        low, low80, middle, high80, high = (float(each) for each in spread)
        text = f"£{middle:,.0f} (95% £{low:,.0f} to £{high:,.0f})"
        mark = "place" if code in areas and len(areas) == 1 else "other"
        rows.append((names.place_name(code), middle, low, high, low80, high80, mark, text, code))
    rows.sort(key=lambda row: -row[1])
    figures = pd.DataFrame(
        rows,
        columns=[
            "label",
            "value",
            "lower",
            "upper",
            "lower80",
            "upper80",
            "mark",
            "words",
            "area_code",
        ],
    )
    region = adversity_cost(tuple(known_areas()[store.REGION]))
    mean = float(np.median(region.total)) / region.children
    highest, lowest = figures.iloc[0], figures.iloc[-1]
    told = "; ".join(f"{row['label']} {row['words']}" for _, row in figures.iterrows())
    return Exhibit(
        title=f"What adversity costs services for a child: from £{lowest['value']:,.0f} in "
        f"{lowest['label']} to £{highest['value']:,.0f} in {highest['label']} (modelled)",
        measure="Acute and late services of a year, by authority",
        unit="£ a child a year",
        place="West Midlands region",
        alt=f"Bars with ranges. {told}.",
        draft=f"Modelled, a year, for each child aged 0 to 17: {told}; region £{mean:,.0f}. More "
        "spent can be more adversity, dearer services or more help: the figure does not say "
        f"which. {_CAVEAT}",
        definition=_DEFINITION,
        caveat=_CAVEAT,
        chart=Rows(figures, reference=("region", mean)),
        recipe=Recipe("adversity_places", {"scope": scope}),
        before="£",
        decimals=0,
        **_COMMON,
    )


@recipe("adversity_checks")
def cost_checks(scope: str) -> Exhibit:
    """The cost of a child set beside what others counted."""
    place, found = _found(scope)
    table = found.cross_checks()
    where = names.heading_name(place)
    shown = pd.DataFrame(
        {
            "Published": table["what"],
            "Its figure, 2024-25 £ a child": [
                f"£{row['published']:,.0f}"
                + (f" (£{row['low']:,.0f} to £{row['high']:,.0f})" if row["low"] > 0 else "")
                for _, row in table.iterrows()
            ],
            f"{where}, here": [f"£{each:,.0f}" for each in table["found"]],
            "Here over published": [
                f"{row['found'] / row['published']:.2f}" for _, row in table.iterrows()
            ],
        }
    )
    ratios = " and ".join(shown["Here over published"])
    return Exhibit(
        title=f"Adversity's cost a child in {names.place_name(place)} is {ratios} of two counts "
        "made elsewhere (modelled)",
        measure="Acute and late services of a year, beside other counts",
        unit="£ a child a year",
        place=where,
        alt="Table: " + "; ".join(" ".join(row) for row in shown.astype(str).to_numpy()) + ".",
        draft=f"Modelled. What was counted elsewhere in another way: {ratios} of it is found here. "
        "They hold other services and other years, so nothing is added to them and nothing tuned.",
        definition=f"{_DEFINITION} Others' figures are moved to prices of 2024-25; those for each "
        "resident are put per child (21.6% of people in England).",
        caveat=_CAVEAT,
        chart=Table(table.assign(label=table["what"]), shown),
        recipe=Recipe("adversity_checks", {"scope": scope}),
        before="£",
        decimals=0,
        **_COMMON,
    )


@recipe("adversity_avoidable")
def avoidable(scope: str) -> Exhibit:
    """What would not be spent if rates matched another's: a size, not an effect."""
    place, found = _found(scope)
    now = {item.title: float(np.median(item.amount)) for item in found.items}
    tables = {name: found.avoidable(name).set_index("title") for name in _REFERENCES}
    rows, cells = [], []
    for title, amount in sorted(now.items(), key=lambda each: -each[1]):
        cell = [title, words.pounds(amount)]
        for name, table in tables.items():
            row = table.loc[title]
            rows.append((title, name, amount, row["median"], row["lower80"], row["upper80"]))
            cell.append("not published" if row["why_not"] else words.pounds(float(row["median"])))
        cells.append(cell)
    shown = pd.DataFrame(
        cells, columns=["Service", "Now, a year", *(f"At {each}" for each in _REFERENCES.values())]
    )
    sums = {
        name: float(np.nansum(table["median"].to_numpy(float))) for name, table in tables.items()
    }
    known = {name: int(table["median"].notna().sum()) for name, table in tables.items()}
    where = names.place_name(place)
    told = "; ".join(
        f"at {_REFERENCES[name]} {words.pounds(sums[name])} less, over {known[name]} of {len(now)} "
        "services"
        for name in _REFERENCES
    )
    return Exhibit(
        title=f"If rates in {where} matched others': {told} (a size, not an effect; modelled)",
        measure="Cost of cases above a reference rate",
        unit="£ a year",
        place=names.heading_name(place),
        alt=f"Table of services. {told}.",
        draft=f"Modelled. {told[:1].upper()}{told[1:]}. This says how much lies above the rate it "
        "is set against, not that anything could bring it there: no programme is known to. A rate "
        "can be low because need is not met. It is not a cost of racism or of a place's failing.",
        definition="Events x (1 - reference / own rate) x unit cost where the own rate is the "
        "higher, by place or group (E278). The three columns overlap and are not added.",
        caveat=_CAVEAT,
        chart=Table(
            pd.DataFrame(
                rows, columns=["label", "reference", "now", "value", "lower80", "upper80"]
            ),
            shown,
        ),
        recipe=Recipe("adversity_avoidable", {"scope": scope}),
        before="£",
        decimals=0,
        **_COMMON,
    )
