"""Recipes of where adversities pile up: the map, who lives there, and one area's domains."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.clusters import HIGH_HIGH
from analysis.pile_up import IN
from components.builders.registry import recipe
from components.charts import map_key
from components.exhibits.charts import AreaMap, Rows
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.figures import pile_up
from components.figures.geometry import drawn_areas
from components.wording import names
from components.wording import pile_up as said
from components.wording import sources as words
from components.wording.names import LEVEL_NOUNS
from data import store
from data.contract import ETHNIC_GROUPS
from data.metadata import DOMAIN_TITLES

_NONE = "No interval: the figures count all areas and all residents; none is a sample."
_FIFTHS = (
    "most deprived fifth",
    "second most deprived",
    "middle fifth",
    "second least deprived",
    "least deprived fifth",
)


def checked(level: str, measures: list[str]) -> tuple[str, ...]:
    """The measures in the catalogue's order. Raises RecipeError for one the level lacks."""
    if level not in pile_up.LEVELS:
        raise RecipeError("adversities are counted for neighbourhoods and counties or boroughs")
    known = pile_up.measures(level)
    if not measures or any(each not in known for each in measures):
        raise RecipeError("choose one measure or more that these areas have")
    return tuple(each for each in known if each in measures)


def _common(level: str, ids: tuple[str, ...], *, maps: bool) -> dict[str, Any]:
    domains = said.domains_of(ids, level)
    return {
        "measure": f"Domains among the worst fifth, of {len(domains)}",
        "unit": f"Domains in the worst fifth, of {len(domains)}",
        "source": words.source(*ids),
        "licence": words.licence(*ids, maps=maps),
        "publications": words.full_sources(*ids),
        "publisher": words.publisher(*ids),
        "definition": f"In how many domains an area is in {said.whose_fifth(ids, level)}. A domain "
        "counts once, by any of its measures. "
        + "; ".join(pile_up.measure_notes(level, ids))
        + ".",
        "interval": _NONE,
        "caveat": f"{said.ASSOCIATION} {said.NO_RANK} {said.absent(level)}".strip(),
        "level": "derived",
        "decimals": 0,
    }


def _years(level: str, ids: tuple[str, ...]) -> str:
    known = pile_up.measures(level)
    periods = sorted({known[each].period[:4] for each in ids})
    return periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"


def counted_map(level: str, ids: tuple[str, ...], scope: str, clusters: bool = False) -> AreaMap:
    """The map of the count, as the page and every picture draw it."""
    table = pile_up.areas_table(level, ids, scope)
    inside = table[table["inside"]]
    domains = int(table["domains"].iloc[0])
    labels = said.class_labels(domains)
    count = inside["value"].fillna(-1).to_numpy(dtype=int)
    rows = pd.DataFrame(
        {
            "area_code": inside.index,
            "label": inside["area_name"].to_numpy(),
            "authority": inside["authority"].to_numpy(),
            "value": inside["value"].to_numpy(),
            "lower": np.nan,
            "upper": np.nan,
            "status": inside["status"].to_numpy(),
            "class": np.minimum(count, len(labels) - 1),
            "known": inside["known"].to_numpy(),
            "words": inside["words"].to_numpy(),
            "which": inside["which"].to_numpy(),
        }
    )
    short = int((inside["known"] < domains).sum())
    note = said.absent(level)
    if short:
        what = "1 area" if short == 1 else f"{short:,} areas"
        note += f" Of {what} a domain is not known: the count is at least what is shown."
    outlined: tuple[str, ...] = ()
    if clusters:
        found = pd.Series(pile_up.clusters(level, ids).kind, drawn_areas(level).index)
        outlined = tuple(found.index[(found == HIGH_HIGH) & table["inside"]])
        note += f" Outlined: {len(outlined):,} {LEVEL_NOUNS[level]}, {said.CLUSTERS}."
    return AreaMap(rows, level, scope, labels, note.strip() or said.NO_RANK, outlined=outlined)


@recipe("pile_up")
def pile_up_map(
    scope: str, measures: list[str], level: str = "lsoa", least: int = 3, clusters: bool = False
) -> Exhibit:
    """In how many domains each area of a place is among the worst fifth."""
    ids = checked(level, measures)
    domains = said.domains_of(ids, level)
    chart = counted_map(level, ids, scope, clusters)
    what, where = LEVEL_NOUNS[level], names.place_name(scope)
    legend = "; ".join(f"{row.text}: {row.count:,}" for row in map_key.key(chart))
    if level == "lsoa":
        least = min(least, len(domains))
        people = pile_up.living_there(ids, scope, least).loc["children"]
        title = said.title(
            scope, people["there"], people["people"], least, len(domains), people["may"]
        )
        draft = (
            f"{people['there']:,.0f} of {people['people']:,.0f} children of {where} live in "
            f"neighbourhoods that are among the worst fifth in {least} or more of {len(domains)} "
            f"domains ({names.list_in_words(domains)}). {said.ASSOCIATION}"
        )
    else:
        most = int(chart.figures["value"].max())
        title = (
            f"{names.heading_name(scope)}: {what} are in the worst fifth in up to {most} of "
            f"{len(domains)} domains"
        )
        draft = f"{title}. {said.NO_RANK}"
    params: dict[str, Any] = {"scope": scope, "measures": list(ids)}
    usual = {"level": "lsoa", "least": 3, "clusters": False}
    given = {"level": level, "least": least, "clusters": clusters}
    params |= {name: value for name, value in given.items() if value != usual[name]}
    return Exhibit(
        title=title,
        place=f"{what.capitalize()} of {where}",
        period=_years(level, ids),
        alt=f"Map of the number of domains in which {what} are in the worst fifth. "
        f"{what.capitalize()} in each class: {legend}. {title}.",
        draft=draft,
        chart=chart,
        recipe=Recipe("pile_up", params),
        **_common(level, ids, maps=True),
    )


@recipe("pile_up_people")
def pile_up_people(scope: str, measures: list[str], by: str, least: int = 3) -> Exhibit:
    """Share of each ethnic group, or of the children of each deprivation fifth, who live there."""
    if by not in ("ethnicity", "deprivation"):
        raise RecipeError("people are told by ethnicity or by deprivation")
    ids = checked("lsoa", measures)
    domains = len(said.domains_of(ids, "lsoa"))
    if not 1 <= least <= domains:
        raise RecipeError(f"count from 1 to {domains} domains on")
    found = pile_up.living_there(ids, scope, least)
    groups = list(ETHNIC_GROUPS) if by == "ethnicity" else [f"fifth {n}" for n in range(1, 6)]
    labels = groups if by == "ethnicity" else list(_FIFTHS)
    rows = pd.concat([found.loc[groups], found.loc[["children"]]])
    shown = [*labels, "All children 0 to 15"]
    figures = pd.DataFrame(
        {
            "label": shown,
            "value": rows["share"].to_numpy(),
            "lower": np.nan,
            "upper": np.nan,
            "mark": [*["other"] * len(groups), "benchmark"],
            "words": [
                "nobody lives in such an area"
                if whole == 0
                else f"{there:,.0f} of {whole:,.0f}" + (f", up to {may:,.0f} more" if may else "")
                for there, whole, may in rows[["there", "people", "may"]].itertuples(index=False)
            ],
        }
    )
    where = names.place_name(scope)
    what = (
        "residents of each ethnic group" if by == "ethnicity" else "children by deprivation fifth"
    )
    spread = "; ".join(
        f"{name} {value:.0f}%" if value == value else f"{name}: nobody"
        for name, value in zip(figures["label"], figures["value"], strict=True)
    )
    whom = "residents" if by == "ethnicity" else "children"
    title = (
        f"{names.heading_name(scope)}, {whom} living where {said.reach(least, domains)}: "
        f"{', '.join(spread.split('; ')[: len(groups)])}"
    )
    extra = (
        f"Residents of {said.RESIDENTS}. Shares describe where people live; ethnicity is "
        "not a cause."
        if by == "ethnicity"
        else "Fifths of the Index of Multiple Deprivation, which is made of many of the same "
        "measures: that most of the count is in its first fifth is partly built in."
    )
    common = _common("lsoa", ids, maps=False)
    census = ["census2021_ethnic5_lsoa21_wm", "census2021_age5_lsoa21_wm"]
    known = store.sources()
    common |= {
        "measure": f"Share of {what} living where {least} or more domains pile up",
        "unit": "% living there",
        "after": "%",
        "caveat": f"{extra} {common['caveat']}",
        "publications": common["publications"]
        + "; "
        + "; ".join(f"{known[each].publisher}, {known[each].title}" for each in census),
    }
    return Exhibit(
        title=title,
        place=names.heading_name(scope),
        period=f"Census 2021 residents, measures of {_years('lsoa', ids)}",
        alt=f"Bars: share living where {least} or more domains pile up. {spread}.",
        draft=f"Of {what} in {where}, living where {said.reach(least, domains)}: {spread}. {extra}",
        chart=Rows(figures),
        recipe=Recipe(
            "pile_up_people", {"scope": scope, "measures": list(ids), "by": by, "least": least}
        ),
        **common,
    )


@recipe("pile_up_area")
def pile_up_area(area: str, measures: list[str], level: str = "lsoa") -> Exhibit:
    """One area's measures, domain by domain: how many areas of 100 are better off."""
    ids = checked(level, measures)
    if area not in drawn_areas(level).index:
        raise RecipeError(f"{store.area(area).name} is not one of the areas counted here")
    known, rows = pile_up.measures(level), []
    for each in ids:
        state = int(known[each].states[drawn_areas(level).index.get_loc(area)])
        share = float(pile_up.better_off(each, level)[area])
        word = "worst fifth" if state == IN else ""
        rows.append(
            {
                "label": f"{DOMAIN_TITLES[known[each].domain]}: {known[each].title}",
                "value": share,
                "lower": np.nan,
                "upper": np.nan,
                "mark": "place" if state == IN else "other",
                "words": word if share == share else "not known",
            }
        )
    figures = pd.DataFrame(rows)
    found = pile_up.counted(level, ids)
    count = pile_up.areas_table(level, ids, store.REGION).loc[area, "words"]
    name = store.area(area).name
    if not found.known[found.codes.index(area)]:
        raise RecipeError(f"{name} has no figure of any measure chosen")
    titles = [DOMAIN_TITLES[d] for d, state in found.which(area).items() if state == IN]
    which = f" ({names.list_in_words(titles)})" if titles else ""
    common = _common(level, ids, maps=False)
    common |= {
        "measure": "Of 100 areas, how many are better off",
        "unit": "areas of 100 that are better off",
    }
    title = f"{name}: in the worst fifth in {count} domains{which}"
    params: dict[str, Any] = {"area": area, "measures": list(ids)}
    if level != "lsoa":
        params["level"] = level
    return Exhibit(
        title=title,
        place=name,
        period=_years(level, ids),
        alt=f"Bars: of 100 areas, how many are better off. {title}. "
        + "; ".join(
            f"{label}: {value:.0f}" if value == value else f"{label}: no figure"
            for label, value in zip(figures["label"], figures["value"], strict=True)
        )
        + ".",
        draft=f"{title}. {said.ASSOCIATION}",
        chart=Rows(figures, reference=("worst fifth", 80.0)),
        recipe=Recipe("pile_up_area", params),
        **common,
    )
