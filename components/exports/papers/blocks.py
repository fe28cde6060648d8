"""Blocks of every paper: words, findings, exhibits of indicators, tables of how a place stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from components.builders import area_map, groups, places
from components.builders.place_findings import recipe_of
from components.builders.starter_set import places_of, trend_of
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.exports.papers import told
from components.exports.papers.document import Grid, Item, Paragraph, Picture, drawn
from components.exports.papers.subject import Found, Subject, block
from components.exports.papers.templates import Block
from components.figures import groups as groups_figures
from components.figures.headlines import comparisons, findings_of
from components.wording import names, numbers, periods
from components.wording.place_findings import CHOSEN, said, sentence, tally
from components.wording.sources import source
from data import store
from data.metadata import Indicator

STANDS = {
    "better": "better",
    "worse": "worse",
    "higher": "higher",
    "lower": "lower",
    "similar": "no clear difference",
    "not tested": "not tested: we can't tell",
}


def shown(exhibit: Exhibit) -> list[Item]:
    """An exhibit in a paper: its draft, and its picture or its cells."""
    items: list[Item] = [Paragraph(exhibit.draft, (exhibit.recipe,))]
    if drawn(exhibit):
        items.append(Picture(exhibit))
    elif exhibit.chart.kind == "table":
        items.append(
            Grid(
                f"{exhibit.title}. {exhibit.subtitle}",
                exhibit.chart.cells,  # type: ignore[union-attr]
                (exhibit.recipe,),
                f"{exhibit.source_line} {exhibit.interval} {exhibit.caveat}",
            )
        )
    return items


@block("words")
def words(made: Block, subject: Subject) -> Found:
    """The template's own text."""
    return Found([Paragraph(subject.words(made.text))])


@block("leave")
def leave(made: Block, subject: Subject) -> Found:
    """What the council writes itself: said, and left blank."""
    return Found([Paragraph(f"To be written: {subject.words(made.text)}", use="blank")])


@block("findings")
def findings(made: Block, subject: Subject) -> Found:
    """How the place stands in a sentence, then what stands out by the rule of findings."""
    every = list(findings_of(subject.scope))
    if not every:
        return Found(reasons=[f"No figure of {subject.place} can be set against England's"])
    recipes = tuple(recipe_of(each, subject.scope) for each in every)
    found = Found([Paragraph(tally(subject.place, every), recipes, "lead")])
    rows = []
    for each in every:
        exhibit = subject.build(recipe_of(each, subject.scope))
        entry = store.indicator(each.indicator_id)
        if each.groups:
            told = f"{entry.title}. {sentence(each)}".replace("**", "")
            found.items.append(Paragraph(told, (exhibit.recipe,)))
            continue
        limits = numbers.interval(each.lower, each.upper, entry).removeprefix("95% interval ")
        other = numbers.with_unit(each.benchmark, entry)
        if each.benchmark_code != store.ENGLAND:
            other += f" ({store.area(each.benchmark_code).name})"
        if not np.isnan(each.rest):
            other += f"; the rest of it {numbers.with_unit(each.rest, entry)}"
        rows.append(
            (
                entry.title,
                exhibit.period,
                numbers.with_unit(each.value, entry),
                limits or "none",
                other,
                said(each),
            )
        )
    if rows:
        titles = ["Indicator", "Period", names.heading_name(subject.scope), "95% interval"]
        table = pd.DataFrame(rows, columns=[*titles, "England", "Against England"])
        caption = f"What stands out in {subject.place}"
        found.items.insert(1, Grid(caption, table, recipes, CHOSEN))
    return found


def _gap(indicator: str, scope: str) -> Recipe:
    usual = groups.usual_breakdown(indicator, scope, "deprivation")
    return Recipe("gap", usual.params)


def _ratios(indicator: str, scope: str) -> Recipe:
    usual = groups.usual_breakdown(indicator, scope, "ethnicity")
    return Recipe("ratios", {**usual.params, "reference": "average"})


def _newest(name: str, indicator: str, scope: str) -> Recipe:
    period = places.newest_period(indicator, scope)
    return Recipe(name, {"indicator": indicator, "area": scope, "period": period})


#: How the recipe of an indicator is first made for a place.
_RECIPES: dict[str, Callable[[str, str], Recipe]] = {
    "headline": partial(_newest, "headline"),
    "avoidable": partial(_newest, "avoidable"),
    "trend": trend_of,
    "places": places_of,
    "map": area_map.usual_map,
    "deprivation": lambda i, scope: groups.usual_breakdown(i, scope, "deprivation"),
    "ethnicity": lambda i, scope: groups.usual_breakdown(i, scope, "ethnicity"),
    "gap": _gap,
    "ratios": _ratios,
}


@block("show")
def show(made: Block, subject: Subject) -> Found:
    """Exhibits of a recipe for indicators, the first ``most`` that the place has figures for."""
    found, count = Found(), 0
    for indicator in made.indicators:
        try:
            exhibit = subject.build(_RECIPES[made.recipe](indicator, subject.scope))
        except RecipeError as error:
            found.lacks(error)
            continue
        found.items += shown(exhibit)
        count += 1
        if count == made.most:
            found.reasons.clear()  # others were only to stand in
            break
    return found


@block("exhibit")
def exhibit(made: Block, subject: Subject) -> Found:
    """An exhibit of a place as a whole, by its recipe and further parameters."""
    word = "area" if made.recipe in ("residence", "group_sizes") else "scope"
    try:
        return Found(
            shown(subject.build(Recipe(made.recipe, {word: subject.scope, **made.params})))
        )
    except RecipeError as error:
        return Found(reasons=[str(error)])


@block("standing")
def standing(made: Block, subject: Subject) -> Found:
    """How the place stands on some indicators, each with its test; what it lacks is named."""
    compared = comparisons(subject.scope).set_index("indicator_id")
    found, rows, recipes = Found(), [], []
    for indicator in made.indicators:
        entry = store.indicator(indicator)
        if indicator not in compared.index:
            rows.append((entry.title, "–", "no figure for this place", "–", "–"))
            found.lacks(f"{entry.title} has no figure for {subject.place}")
            continue
        row = compared.loc[indicator]
        period = str(row["period"])
        recipe = Recipe(
            "headline", {"indicator": indicator, "area": subject.scope, "period": period}
        )
        try:
            subject.build(recipe)
            recipes.append(recipe)
        except RecipeError as error:
            found.lacks(error)
        other = numbers.with_unit(row["benchmark"], entry)
        if row["benchmark_code"] and row["benchmark_code"] != store.ENGLAND:
            other += f" ({store.area(str(row['benchmark_code'])).name})"
        rows.append(
            (
                f"{entry.title} ({entry.unit})",
                periods.aged(period),
                numbers.figure_words(row, entry).replace("95% interval ", ""),
                other,
                _stands(row, entry),
            )
        )
    if not recipes:
        return found
    titles = ["Indicator", "Period", f"{names.heading_name(subject.scope)} (95% interval)"]
    table = pd.DataFrame(rows, columns=[*titles, "England", "Against England"])
    caption = subject.words(made.text) or f"How {subject.place} stands"
    found.items.append(Grid(caption, table, tuple(recipes), VERDICTS))
    return found


def _stands(row: pd.Series, entry: Indicator) -> str:
    word = STANDS[str(row["verdict"])]
    if word in ("better", "worse", "higher", "lower") and not row["clear"]:
        word += ", but may be chance among so many tests"
    if row["rest"] and str(row["verdict"]) != "not tested":
        word += f" (against the rest of it, {numbers.with_unit(row['tested_against'], entry)})"
    return word


VERDICTS = (
    "A figure is called better, worse, higher or lower only when its 95% interval leaves England's "
    "figure out. Where no interval is published or can be worked out we can't tell a difference "
    "from chance, which does not mean that there is none."
)


@block("groups")
def groups_of(made: Block, subject: Subject) -> Found:
    """Figures by groups of one kind each (``by``): sex, age, special needs, free school meals."""
    found = Found()
    own = store.groups(subject.scope)
    own = own.astype({"group_type": str, "indicator_id": str, "period": str, "group": str})
    for indicator in made.indicators:
        entry = store.indicator(indicator)
        for kind in made.by:
            rows = own[(own["indicator_id"] == indicator) & (own["group_type"] == kind)]
            known = rows[rows["value"].notna()]
            if known.empty:
                if kind in entry.breakdowns:
                    found.lacks(f"{entry.title} by {_KINDS[kind]} has no figure for this place")
                continue
            table = groups_figures.Shown(rows, subject.scope, subject.scope, kind, ())
            newest = table.of(table.periods[-1])
            if kind == "age":
                newest = newest.sort_values("group", key=lambda ages: ages.map(_first_age))
            cells = pd.DataFrame(
                {
                    _KINDS[kind][:1].upper() + _KINDS[kind][1:]: newest["group"],
                    f"{entry.unit[:1].upper()}{entry.unit[1:]} (95% interval)": [
                        numbers.figure_words(row, entry).replace("95% interval ", "")
                        for _, row in newest.iterrows()
                    ],
                }
            )
            caption = f"{entry.title} by {_KINDS[kind]}, {subject.place}, "
            caption += periods.aged(table.periods[-1])
            recipe = subject.tell(
                told.group_recipe(indicator, subject.scope, kind, table.periods[-1])
            )
            found.items.append(Grid(caption, cells, (recipe,), f"Source: {source(indicator)}."))
    if found.items:
        found.items.append(Paragraph(GROUPS_NOTE, use="note"))
    if not found.items and not found.reasons:
        found.lacks(f"nothing is published by {names.list_in_words([_KINDS[k] for k in made.by])}")
    return found


def _first_age(words: str) -> int:
    """The youngest of a group of ages: "Under 5" is 0, "11 to 15" is 11."""
    number = re.search(r"\d+", words)
    return 0 if number is None or words.lower().startswith("under") else int(number[0])


_KINDS = {
    "sex": "sex",
    "age": "age",
    "sen": "special educational need",
    "fsm": "free school meals",
    "vulnerable_group": "vulnerable group",
    "disadvantage": "disadvantage",
}
GROUPS_NOTE = (
    "Groups stand in the source's order and are not ranked. Where two intervals overlap, or there "
    "is none, we can't tell which is higher. A difference says what is borne by a group, not why."
)
