"""Blocks of the sheet of a ward or neighbourhood: what is published so near, and what is not."""

from __future__ import annotations

import re

import pandas as pd

from analysis import pile_up as piled
from analysis.comparison import verdict
from components.builders import places
from components.exhibits.charts import Numbers
from components.exhibits.exhibit import Recipe, RecipeError
from components.exports.papers.blocks import STANDS
from components.exports.papers.document import Grid, Paragraph
from components.exports.papers.subject import Found, Subject, block
from components.exports.papers.templates import Block
from components.exports.papers.told import Told, teller
from components.figures import pile_up
from components.figures.geometry import drawn_areas
from components.figures.headlines import benchmark_of
from components.wording import names, numbers, periods
from components.wording import pile_up as said
from components.wording.sources import publisher
from data import store
from data.metadata import DOMAIN_TITLES, Indicator

_NONE = "none"
_WORST = "●"
_LEAST = pile_up.USUAL_LEAST
_SMALL = {"ward", "lsoa"}
#: More neighbourhoods than this would not stay on the page; no ward of the region has more.
_MOST_ROWS = 20


def _noun(entry: Indicator) -> str:
    """What a share counts: "households", "children"."""
    found = re.match(r"% of (\w+)", entry.unit)
    return found[1] if found else "counted"


def _levels(scope: str) -> list[str]:
    """Areas that the place is set beside: its authority, the region."""
    return [store.area(scope).utla_code, store.REGION]


@block("near_standing")
def standing(made: Block, subject: Subject) -> Found:
    """Each measure published for the place itself, with who is counted, beside larger areas."""
    level, authority = store.area(subject.scope).level, store.area(subject.scope).utla_code
    found, rows, recipes = Found(), [], []
    for entry in store.indicators().values():
        if level not in entry.levels or entry.value_type == "rank":
            continue
        try:
            period = places.newest_period(entry.id, subject.scope)
        except RecipeError as error:
            found.lacks(error)
            continue
        recipe = Recipe(
            "headline", {"indicator": entry.id, "area": subject.scope, "period": period}
        )
        subject.build(recipe)
        recipes.append(recipe)
        codes = [subject.scope, authority, store.REGION, store.ENGLAND]
        table = store.observations(entry.id, area_codes=codes, period=period, group_type="all")
        table = table.astype({"area_code": str, "status": str}).set_index("area_code")
        own = table.loc[subject.scope]
        rows.append(
            (
                f"{entry.short_title}, {_when(period, level)}",
                numbers.figure_words(own, entry).replace("95% interval ", ""),
                f"{own['numerator']:,.0f} {_noun(entry)}"
                if own["numerator"] == own["numerator"]
                else _NONE,
                *(_figure(table, code, entry) for code in codes[1:]),
                _against(table, subject.scope, entry),
            )
        )
    if not rows:
        return found
    columns = [
        "Measure",
        "Here (95% interval)",
        "Counted",
        store.area(authority).name,
        "Region",
        "England",
        "Against England",
    ]
    caption = subject.words(made.text) or f"What is published for {subject.place}"
    table = pd.DataFrame(rows, columns=columns)
    found.items.append(Grid(caption, table, tuple(recipes), _STANDING))
    return found


def _when(period: str, level: str) -> str:
    """A period with its age; a neighbourhood has too many rows for more than the period."""
    return periods.aged(period) if level == "ward" else periods.label(period)


_STANDING = (
    "Better, worse, higher or lower only where the 95% interval leaves England's figure out. None: "
    "not published. Without an interval or England's figure we can't tell a difference from "
    "chance, which does not mean that there is none. Authority and region are not tested."
)


def _figure(table: pd.DataFrame, code: str, entry: Indicator) -> str:
    if code not in table.index or pd.isna(table.loc[code, "value"]):
        return _NONE
    return numbers.with_unit(float(table.loc[code, "value"]), entry)


def _against(table: pd.DataFrame, scope: str, entry: Indicator) -> str:
    if store.ENGLAND not in table.index or pd.isna(table.loc[store.ENGLAND, "value"]):
        return "can't tell"
    own = table.loc[scope]
    against = benchmark_of(table, scope, store.ENGLAND, entry.multiplier).exact
    limits = (float(own["lower"]), float(own["upper"]))
    found = verdict(float(own["value"]), *limits, against, entry.polarity)
    return "can't tell" if found == "not tested" else STANDS[found]


# --- neighbourhoods ---------------------------------------------------------------------------


def _measures() -> tuple[str, ...]:
    return tuple(pile_up.defaults("lsoa"))


def _inside(scope: str) -> list[str]:
    """Neighbourhoods of a place: itself, or those that are put into a ward by best fit."""
    if store.area(scope).level == "lsoa":
        return [scope]
    return list(store.areas("lsoa", scope).index)


def _reached(codes: list[str]) -> dict[str, tuple[float, float, float]]:
    """Children of some neighbourhoods in the worst fifth by domain, then in `_LEAST` or more.

    Each is a count of children, of how many the domain is known, and the share in percent.
    """
    areas = drawn_areas("lsoa").index
    keep = areas.isin(codes)
    children = pile_up.children_of(list(areas)).to_numpy()[keep]
    found = {}
    known = pile_up.measures("lsoa")
    for each in _measures():
        states = known[each].states[keep]
        there = float(children[states == piled.IN].sum())
        of = float(children[states != piled.UNKNOWN].sum())
        found[DOMAIN_TITLES[known[each].domain]] = (there, of, _share(there, of))
    count = pile_up.counted("lsoa", _measures()).count[keep]
    there, of = float(children[count >= _LEAST].sum()), float(children.sum())
    found[f"{_LEAST} or more of {len(found)}"] = (there, of, _share(there, of))
    return found


def _short(code: str) -> str:
    """A place's name for the first column: the region in one word."""
    return "Region" if code == store.REGION else store.area(code).name


def _share(part: float, whole: float) -> float:
    return part / whole * 100 if whole else float("nan")


@teller("near_children")
def children_told(area: str) -> Told:
    """Children of a place in neighbourhoods of the worst fifth, by domain."""
    figures = {}
    for code in [area, *_levels(area)]:
        for domain, (there, of, share) in _reached(_inside_any(code)).items():
            figures[f"{store.area(code).name}, {domain} | children there"] = there
            figures[f"{store.area(code).name}, {domain} | children"] = of
            figures[f"{store.area(code).name}, {domain} | share"] = share
    title = f"Children in neighbourhoods of the worst fifth, {store.area(area).name}"
    return Told(title, figures, Numbers(0).words)


def _inside_any(code: str) -> list[str]:
    return [code] if store.area(code).level == "lsoa" else list(store.areas("lsoa", code).index)


@block("near_children")
def children(made: Block, subject: Subject) -> Found:
    """How many children live where a domain is in the worst fifth, beside authority and region."""
    rows = []
    for code in [subject.scope, *_levels(subject.scope)]:
        cells = [
            f"{there:,.0f} ({share:.0f}%)"
            if code == subject.scope and of
            else f"{share:.0f}%"
            if share == share
            else "nobody counted"
            for there, of, share in _reached(_inside_any(code)).values()
        ]
        rows.append((_short(code), *cells))
    titles = list(_reached(_inside_any(subject.scope)))
    recipe = subject.tell(Recipe("near_children", {"area": subject.scope}))
    caption = "Children aged 0 to 15 (Census 2021) in neighbourhoods of the worst fifth"
    note = f"{'; '.join(pile_up.measure_notes('lsoa', _measures()))}. {said.ASSOCIATION}"
    return Found([Grid(caption, pd.DataFrame(rows, columns=["Place", *titles]), (recipe,), note)])


@teller("near_tenths")
def tenths_told(area: str) -> Told:
    """Tenths of England and children of each neighbourhood of a place."""
    figures = {}
    for code, row in _tenths(area).iterrows():
        for name, value in row.items():
            figures[f"{store.area(str(code)).name} | {name}"] = float(value)
    return Told(f"Neighbourhoods of {store.area(area).name}", figures, Numbers(0).words)


def _tenths(scope: str) -> pd.DataFrame:
    """Children, tenth of England by each decile of the pile-up, and its count: by area code."""
    codes = _inside(scope)
    table = pd.DataFrame({"children": pile_up.children_of(codes).to_numpy()}, index=codes)
    known = pile_up.measures("lsoa")
    for each in _measures():
        rows = store.observations(each, area_codes=codes, period=known[each].period)
        rows = rows[rows["group_type"] == "all"].astype({"area_code": str})
        table[each] = rows.set_index("area_code")["value"].reindex(codes).astype(float)
    counted = pile_up.areas_table("lsoa", _measures(), scope).loc[codes]
    table["count"] = counted["value"].to_numpy(dtype=float)
    return table


@block("near_tenths")
def tenths(made: Block, subject: Subject) -> Found:
    """Each neighbourhood with its children, its tenth of England by domain and its count."""
    table, known = _tenths(subject.scope), pile_up.measures("lsoa")
    if len(table) > _MOST_ROWS:
        return Found(reasons=[f"{len(table)} neighbourhoods are more than a page holds"])
    words = pile_up.areas_table("lsoa", _measures(), subject.scope)["words"]
    states = {
        each: pd.Series(known[each].states, drawn_areas("lsoa").index) for each in _measures()
    }
    rows = []
    for code, row in table.iterrows():
        cells = []
        for each in _measures():
            entry = store.indicator(each)
            text = numbers.with_unit(float(row[each]), entry)
            cells.append(f"{text} {_WORST}" if states[each][code] == piled.IN else text)
        name = store.area(str(code)).name
        rows.append((name, f"{row['children']:,.0f}", *cells, str(words[code])))
    titles = [DOMAIN_TITLES[known[each].domain] for each in _measures()]
    shown = pd.DataFrame(rows, columns=["Neighbourhood", "Children", *titles, "In worst fifth"])
    recipe = subject.tell(Recipe("near_tenths", {"area": subject.scope}))
    caption = f"Tenth of England by domain (1 most deprived), {subject.place}"
    note = (
        f"{_WORST} in the worst fifth. Community: residents aged 16 and over without any "
        "qualification, and the West Midlands' worst fifth. Neighbourhoods (LSOA) are put into "
        "wards by best fit, so their edges can differ."
    )
    return Found([Grid(caption, shown, (recipe,), note)])


@block("near_lead")
def lead(made: Block, subject: Subject) -> Found:
    """Where the place is, how many children live there, and where adversities pile up."""
    place = store.area(subject.scope)
    codes = _inside(subject.scope)
    (there, of, share) = list(_reached(codes).values())[-1]
    counted = list(_reached(codes))[-1]
    authority = store.area(place.utla_code).name
    district = "" if place.ltla_code == place.utla_code else f"{store.area(place.ltla_code).name}, "
    if place.level == "ward":
        many = "one neighbourhood" if len(codes) == 1 else f"{len(codes)} neighbourhoods"
        what = f"is a ward of {district}{authority}: {many} with {of:,.0f} children aged 0 to 15"
    else:
        ward = str(store.areas("lsoa", subject.scope)["ward_code"].iloc[0])
        what = (
            f"is a neighbourhood (LSOA) of the ward {store.area(ward).name}, {district}"
            f"{authority}, with {of:,.0f} children aged 0 to 15"
        )
    whom = "none" if there == 0 else "all" if there == of else f"{there:,.0f} ({share:.0f}%)"
    text = (
        f"{names.heading_name(subject.scope)} {what} (Census 2021). Of these, {whom} live where "
        f"{counted} domains of life are in the worst fifth."
    )
    recipe = subject.tell(Recipe("near_children", {"area": subject.scope}))
    return Found([Paragraph(text, (recipe,), "lead")])


# --- what is not published --------------------------------------------------------------------


@block("near_unknown")
def unknown(made: Block, subject: Subject) -> Found:
    """What is not published so near, in a sentence, and where it is."""
    catalogue = list(store.indicators().values())
    level = store.area(subject.scope).level
    here = [each for each in catalogue if level in each.levels]
    near = [each for each in catalogue if _SMALL & set(each.levels)]
    none = [
        title
        for domain, title in DOMAIN_TITLES.items()
        if not any(each.domain == domain for each in near)
    ]
    only = "ward" if level == "ward" else "neighbourhood"
    text = (
        f"Of {len(catalogue)} measures looked at, {len(here)} are published by {only} and "
        f"{len(near)} by ward or neighbourhood. "
    )
    if none:
        text += f"Nothing of {names.list_in_words([each.lower() for each in none])} is. "
    text += (
        "Children in care and in need, exclusions, absence, youth justice, births and mental "
        "health are published for the authority only, in its needs assessment chapter. Nothing "
        "so near is published by ethnic group, sex or disability of children. No figure does not "
        "mean no need."
    )
    return Found([Paragraph(text)])


@block("near_sources")
def sources(made: Block, subject: Subject) -> Found:
    """Publishers and version in a line of small print."""
    used = [str(kept.recipe.params["indicator"]) for kept in subject.kept if _names(kept.recipe)]
    who = publisher(*dict.fromkeys([*used, *_measures()]))
    text = (
        f"Sources: {who}; Office for National Statistics, Census 2021. Open Government Licence "
        f"v3.0 unless a source names other terms. Figures version {store.data_version()}."
    )
    return Found([Paragraph(text, use="note")])


def _names(recipe: Recipe) -> bool:
    return isinstance(recipe.params.get("indicator"), str)
