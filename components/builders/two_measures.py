"""Recipes of two measures: one map of both, and the neighbourhoods high on both."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from components.builders.registry import recipe
from components.charts import map_key
from components.exhibits.charts import AreaMap, Table
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.exhibits.scatter import Scatter
from components.figures import pile_up, two_measures
from components.wording import names, periods
from components.wording import pile_up as said
from components.wording import sources as words
from components.wording.names import LEVEL_NOUNS
from components.wording.numbers import number_words
from data import store

_INKS = tuple(f"cross:{number}" for number in range(9))
_NONE = "No interval: classes put areas in order, and no area of the place is left out."
_WORST = 8  # both in the worst (or highest) third
_BETTER = {True: "are better off", False: "have a lower figure"}
_MOST_NAMED = 40  # neighbourhoods named one by one


def _found(first: str, second: str, level: str, scope: str) -> two_measures.Two:
    if level not in two_measures.LEVELS:
        raise RecipeError("two measures are set against each other for neighbourhoods")
    try:
        return two_measures.two(first, second, level, scope)
    except ValueError as error:
        raise RecipeError(str(error)) from error


def crossed_map(first: str, second: str, level: str, scope: str) -> AreaMap:
    """The map of both measures, as the page and every picture draw it. Raises RecipeError."""
    found = _found(first, second, level, scope)
    inside = found.table[found.table["inside"]]
    one, other = store.indicator(first).short_title, store.indicator(second).short_title
    rows = pd.DataFrame(
        {
            "area_code": inside.index,
            "label": inside["area_name"].to_numpy(),
            "authority": inside["authority"].to_numpy(),
            "value": inside["first"].where(inside["class"] >= 0).to_numpy(),
            "lower": np.nan,
            "upper": np.nan,
            "status": inside["status"].to_numpy(),
            "class": inside["class"].to_numpy(),
            "second": inside["second"].to_numpy(),
        }
    )
    note = (
        f"First: {one}, {periods.label(found.periods[0])}. Second: {other}, "
        f"{periods.label(found.periods[1])}. Thirds of the region's {LEVEL_NOUNS[level]}."
    )
    return AreaMap(rows, level, scope, said.nine_labels(first, second), note, inks=_INKS)


@recipe("two_measures")
def two_on_one_map(first: str, second: str, scope: str, level: str = "lsoa") -> Exhibit:
    """One map of two measures in nine classes."""
    chart = crossed_map(first, second, level, scope)
    found = _found(first, second, level, scope)
    entries = [store.indicator(each) for each in (first, second)]
    one, other = (each.short_title for each in entries)
    what, where = LEVEL_NOUNS[level], names.place_name(scope)
    known = chart.figures[chart.figures["class"] >= 0]
    if known.empty:
        raise RecipeError(f"no area of {where} has both figures")
    share = chart.counts[_WORST] / len(known) * 100
    label = chart.labels[_WORST].lower()
    rho, areas = two_measures.correlation(first, second, level, scope)
    link = (
        f"Rank correlation (Spearman) over {areas:,} {what}: {number_words(rho, 2)} "
        f"({_scale(first, second)})."
        if rho == rho
        else "No correlation can be given."
    )
    legend = "; ".join(f"{row.text}: {row.count:,}" for row in map_key.key(chart))
    title = (
        f"{names.heading_name(scope)}: {chart.counts[_WORST]:,} of {len(known):,} {what} "
        f"({share:.0f}%) are in the {label.split()[-1]} third of {one} and of {other}"
    )
    return Exhibit(
        title=title,
        unit="Thirds of areas",
        place=f"{what.capitalize()} of {where}",
        caveat=f"{said.ASSOCIATION} Of the region's areas one in nine would be in the last class "
        "if one measure said nothing of the other.",
        alt=f"Map of {one} and {other} in nine classes. {what.capitalize()} in each class: "
        f"{legend}. {title}.",
        draft=f"{title}. {link} {said.ASSOCIATION}",
        chart=chart,
        recipe=Recipe(
            "two_measures",
            {"first": first, "second": second, "scope": scope}
            | ({"level": level} if level != "lsoa" else {}),
        ),
        decimals=entries[0].decimals,
        after=entries[0].unit_short,
        **_words_of(first, second, found.periods, maps=True),
    )


@recipe("two_scatter")
def two_scatter(first: str, second: str, scope: str, level: str = "lsoa") -> Exhibit:
    """Each area by both measures; those of the place stand out from the region's."""
    found = _found(first, second, level, scope)
    entries = [store.indicator(each) for each in (first, second)]
    x, y = (pile_up.better_off(each, level) for each in (first, second))
    table = found.table.assign(x=x, y=y).dropna(subset=["x", "y"])
    inside = table[table["inside"]]
    what, where = LEVEL_NOUNS[level], names.place_name(scope)
    if inside.empty:
        raise RecipeError(f"no area of {where} has both figures")
    one, other = (each.short_title for each in entries)
    figures = pd.DataFrame(
        {
            "area_code": table.index,
            "label": table["area_name"].to_numpy(),
            "x": table["x"].to_numpy(),
            "y": table["y"].to_numpy(),
            "mark": np.where(table["inside"], "place", "other"),
            "words": [
                f"{name}\n{one}: {a:.0f} of 100 are better off\n{other}: {b:.0f} of 100"
                for name, a, b in table[["area_name", "x", "y"]].itertuples(index=False)
            ],
        }
    ).sort_values("label", ignore_index=True)
    judged = [each.polarity != "no_judgement" for each in entries]
    axes = tuple(
        f"{each.short_title}: areas of 100 that {_BETTER[known]}"
        for each, known in zip(entries, judged, strict=True)
    )
    worst = tuple(80.0 if known else float("nan") for known in judged)
    rho, areas = two_measures.correlation(first, second, level, scope)
    link = f"rank correlation {number_words(rho, 2)}" if rho == rho else "no correlation"
    title = f"{names.heading_name(scope)}: {one} and {other} over {areas:,} {what}, {link}"
    common = _words_of(first, second, found.periods)
    return Exhibit(
        title=title,
        unit="of 100 areas, better off",
        place=f"{what.capitalize()} of {where}",
        caveat=f"{said.ASSOCIATION} Places among 100 areas of England where England's are ranked "
        "in the source, else of the region. A correlation says nothing of cause.",
        alt=f"Scatter of {areas:,} {what}. {title} ({_scale(first, second)}).",
        draft=f"{title} ({_scale(first, second)}). {said.ASSOCIATION}",
        chart=Scatter(
            figures,
            (axes[0], axes[1]),
            (worst[0], worst[1]),
            names.heading_name(scope),
            f"Other {what} of the region",
        ),
        recipe=Recipe(
            "two_scatter",
            {"first": first, "second": second, "scope": scope}
            | ({"level": level} if level != "lsoa" else {}),
        ),
        decimals=0,
        **common,
    )


def _scale(first: str, second: str) -> str:
    """What the ends of a correlation mean; "worse" only where both have a worse direction."""
    judged = all(store.indicator(each).polarity != "no_judgement" for each in (first, second))
    word = "worse" if judged else "more"
    return f"1: {word} of one always goes with {word} of the other; 0: no link"


def _words_of(first: str, second: str, when: tuple[str, str], maps: bool = False) -> dict[str, Any]:
    """The fields that both pictures of two measures share."""
    entries = [store.indicator(each) for each in (first, second)]
    return {
        "measure": " and ".join(each.short_title for each in entries),
        "period": " and ".join(dict.fromkeys(periods.label(each) for each in when)),
        "source": words.source(first, second),
        "licence": words.licence(first, second, maps=maps),
        "publications": words.full_sources(first, second),
        "publisher": words.publisher(first, second),
        "definition": f"First: {entries[0].definition} Second: {entries[1].definition}",
        "interval": _NONE,
        "level": "derived",
    }


def _listed(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Neighbourhood": table["area_name"],
            "Authority": table["authority"],
            "Children 0 to 15": [f"{each:,.0f}" for each in table["children"]],
        }
    )


def _by_authority(table: pd.DataFrame) -> pd.DataFrame:
    """One row an authority, where the names would fill pages."""
    found = table.groupby("authority")["children"].agg(["size", "sum"])
    return pd.DataFrame(
        {
            "Authority": found.index,
            "Neighbourhoods": [f"{each:,}" for each in found["size"]],
            "Children 0 to 15": [f"{each:,.0f}" for each in found["sum"]],
        }
    )


@recipe("both_high")
def both_high(first: str, second: str, scope: str) -> Exhibit:
    """Neighbourhoods in the worst fifth of both measures, in the order of names."""
    if first == second:
        raise RecipeError("choose two different measures")
    try:
        found, table = two_measures.both(first, second, scope)
    except ValueError as error:
        raise RecipeError(f"{error}; the list needs a direction that all agree on") from error
    known = pile_up.measures("lsoa")
    children = float(table["children"].sum())
    title = said.both_title(scope, len(table), children, first, second)
    where = names.place_name(scope)
    cells = _listed(table) if len(table) <= _MOST_NAMED else _by_authority(table)
    figures: Any = table.reset_index(names="area_code")
    if table.empty:
        cells = pd.DataFrame(
            {"Neighbourhood": ["None"], "Authority": ["–"], "Children 0 to 15": ["0"]}
        )
        figures = pd.DataFrame(
            {"area_code": [""], "area_name": ["None"], "authority": [""], "children": [0.0]}
        )
    expected = (
        f"If one said nothing of the other, {found.expected:.0f} of {found.known:,} would be."
        if found.known
        else "No neighbourhood has both figures."
    )
    fifths = "; ".join(pile_up.measure_notes("lsoa", (first, second)))
    return Exhibit(
        title=title,
        measure="Neighbourhoods in the worst fifth of both measures",
        unit="",
        place=names.heading_name(scope),
        period=" and ".join(dict.fromkeys(known[each].when for each in (first, second))),
        source=words.source(first, second),
        licence=words.licence(first, second),
        publications=words.full_sources(first, second),
        publisher=words.publisher(first, second),
        definition=f"{fifths}. Children aged 0 to 15, Census 2021.",
        interval="No interval: all neighbourhoods of the place are looked at, none is a sample.",
        caveat=f"{said.ASSOCIATION} In the order of names, not of figures. {expected}",
        alt=f"Table of neighbourhoods. {title}. {expected}",
        draft=f"{title}. {expected} In {where}, {found.first:,} are in the worst fifth of the "
        f"first and {found.second:,} of the second. {said.ASSOCIATION}",
        chart=Table(figures, cells.reset_index(drop=True)),
        recipe=Recipe("both_high", {"first": first, "second": second, "scope": scope}),
        level="derived",
        decimals=0,
    )
