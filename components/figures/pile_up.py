"""Where adversities pile up: measures to choose from, counts by area, and who lives there.

A picture of the count at any size needs three calls, none of which takes 150 ms:

    measures = defaults("lsoa")                    # ids; or those a person ticked
    found = counted("lsoa", tuple(measures))       # analysis.pile_up.PileUp, kept
    table = areas_table("lsoa", tuple(measures), scope)

``table`` has one row for each area of the region in the order of the shapes (the order that
`charts.map_layer` wants), with area_name, authority, inside, value (the count), known, domains,
words ("3 of 6") and which (titles of the domains, in the order of the catalogue); `sentence`
says in a line what the map of a place shows. `measure_notes` names each measure's year and
whose worst fifth it is: show it beside every picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import pile_up
from analysis.clusters import Clusters, local_moran
from components.figures.areas import figures, is_deciles, periods_at
from components.figures.caches import kept
from components.figures.geometry import drawn_areas
from data import store
from data.contract import ETHNIC_GROUPS, parse_period
from data.metadata import DOMAIN_TITLES

ENGLAND, REGION = "England", "the West Midlands"
#: From how many domains on adversities are said to pile up, unless the user says otherwise.
USUAL_LEAST = 3
#: Levels with measures of three domains or more. Wards have poverty alone.
LEVELS = ("lsoa", "msoa", "utla")
#: An index of all domains at once would count each a second time.
_COMPOSITE = ("imd_decile",)
#: One measure a domain, so that none counts for having more of them: with a direction that all
#: agree on, of England's fifths rather than the region's, of children rather than of everybody,
#: and the newest.
DEFAULTS: dict[str, tuple[str, ...]] = {
    "lsoa": (
        "idaci_decile",
        "health_deprivation_decile",
        "childrens_education_decile",
        "crime_decile",
        "indoors_decile",
        "no_qualifications",
    ),
    "msoa": ("income_deprived_children_rate", "overcrowding", "no_qualifications"),
    "utla": (
        "claimant_count",
        "placements_three_plus",
        "low_birth_weight",
        "persistent_absence",
        "first_time_entrants",
        "temporary_accommodation",
        "life_satisfaction_low",
    ),
}
#: Fewer English authorities than this with a figure are not England.
_FEWEST_OF_ENGLAND = 120


@dataclass(frozen=True)
class Measure:
    """One measure at one level, ready to be counted."""

    id: str
    domain: str
    title: str
    period: str  # ISO
    when: str  # in words
    among: str  # whose worst fifth: `ENGLAND` or `REGION`
    states: np.ndarray  # int8, one for each drawn area of the level

    @property
    def share_in(self) -> float:
        """Percent of the region's areas with a figure that are in the worst fifth."""
        known = self.states != pile_up.UNKNOWN
        return float((self.states[known] == pile_up.IN).mean() * 100)


@kept
def measures(level: str) -> dict[str, Measure]:
    """Every measure that can be counted at a level, by id, in the order of the domains.

    Measures without an agreed direction are not offered: nobody is worse off for speaking another
    language. Raises ValueError for a level outside `LEVELS`.
    """
    if level not in LEVELS:
        raise ValueError(f"adversities are counted at {', '.join(LEVELS)} (got '{level}')")
    domains = list(DOMAIN_TITLES)
    entries = [
        entry
        for entry in store.indicators().values()
        if entry.polarity != "no_judgement" and entry.id not in _COMPOSITE
    ]
    entries.sort(key=lambda entry: (domains.index(entry.domain), entry.short_title))
    found = {}
    for entry in entries:
        periods = periods_at(entry.id, level) if level in store.levels_of(entry.id) else []
        if not periods:
            continue
        states, among = _states(entry.id, level, periods[0])
        if (states == pile_up.UNKNOWN).all():
            continue
        when = parse_period(periods[0]).label
        found[entry.id] = Measure(
            entry.id, entry.domain, entry.short_title, periods[0], when, among, states
        )
    return found


def _states(indicator_id: str, level: str, period: str) -> tuple[np.ndarray, str]:
    """The worst fifth of England where England's fifths are known, else of the region."""
    entry = store.indicator(indicator_id)
    values = figures(indicator_id, level, store.REGION, period)["value"]
    if is_deciles(entry):
        worst = values <= 2 if entry.polarity == "high_is_good" else values >= 9
        states = np.where(values.isna(), pile_up.UNKNOWN, worst).astype(np.int8)
        return states, ENGLAND
    if level == "utla":
        everywhere = store.observations(
            indicator_id, level="utla", period=period, group_type="all"
        ).set_index("area_code")["value"]
        if everywhere.notna().sum() >= _FEWEST_OF_ENGLAND:
            states = pile_up.worst_fifth(everywhere, entry.polarity)
            here = pd.Series(states, everywhere.index).reindex(values.index)
            return here.fillna(pile_up.UNKNOWN).to_numpy(dtype=np.int8), ENGLAND
        # A fifth of fourteen authorities would be a bare rank of the region's own.
        return np.full(len(values), pile_up.UNKNOWN, dtype=np.int8), REGION
    return pile_up.worst_fifth(values, entry.polarity), REGION


#: Neighbourhood deciles whose ranks are published: one place among 33,755 says more than a tenth.
_INDEX = {
    "idaci_decile": "idaci",
    "health_deprivation_decile": "health",
    "childrens_education_decile": "children_and_young_people",
    "crime_decile": "crime",
    "indoors_decile": "indoors",
    "living_environment_decile": "living_env",
}
_RANKED = 33_755


@kept
def better_off(indicator_id: str, level: str) -> pd.Series:
    """Of 100 areas that a measure is judged among, how many are better off than each.

    By area code, for every drawn area of the level in its newest period; areas alike count half;
    NaN without a figure. Among England's areas where `Measure.among` says so, else the region's;
    80 or more is about the worst fifth. For a measure without a direction: how many have a lower
    figure. Raises UnknownPeriod when the level has no figure.
    """
    entry, codes = store.indicator(indicator_id), drawn_areas(level).index
    if indicator_id in _INDEX and level == "lsoa":
        ranks = store.table("iod_ranks")
        ranks = ranks[ranks["index"] == _INDEX[indicator_id]].set_index("area_code")["rank"]
        return (_RANKED - ranks.reindex(codes)) / _RANKED * 100
    period = next(iter(periods_at(indicator_id, level)), None)
    if period is None:
        raise store.UnknownPeriod(f"'{indicator_id}' has no figures at level {level}.")
    here = figures(indicator_id, level, store.REGION, period)["value"]
    known = measures(level).get(indicator_id) if level in LEVELS else None
    among = here
    if known is not None and known.among == ENGLAND and level == "utla":
        among = store.observations(indicator_id, level=level, period=period, group_type="all")[
            "value"
        ]
    turn = -1.0 if entry.polarity == "high_is_good" else 1.0
    others = np.sort(turn * among.dropna().to_numpy(dtype=float))
    own = turn * here.to_numpy(dtype=float)
    below = np.searchsorted(others, own, side="left")
    alike = np.searchsorted(others, own, side="right") - below
    share = (below + (alike - 1) / 2) / others.size * 100
    return pd.Series(np.where(np.isnan(own), np.nan, share), codes)


def defaults(level: str) -> list[str]:
    """The measures counted unless the user ticks others: one a domain that has any."""
    known = measures(level)
    return [each for each in DEFAULTS[level] if each in known]


def chosen(level: str, wanted: list[str]) -> list[str]:
    """Those of ``wanted`` that a level has, in the catalogue's order; the defaults for none."""
    return [each for each in measures(level) if each in wanted] or defaults(level)


def without(level: str) -> list[str]:
    """Titles of the domains that have no measure at a level."""
    have = {each.domain for each in measures(level).values()}
    return [title for domain, title in DOMAIN_TITLES.items() if domain not in have]


@kept
def counted(level: str, ids: tuple[str, ...]) -> pile_up.PileUp:
    """Domains in the worst fifth for every area of the region, from the measures ticked.

    Raises ValueError for no measure or one that the level does not have.
    """
    known = measures(level)
    if unknown := [each for each in ids if each not in known]:
        raise ValueError(f"no measures at this level: {', '.join(unknown)}")
    by_domain: dict[str, list[np.ndarray]] = {}
    for each in known.values():
        if each.id in ids:
            by_domain.setdefault(each.domain, []).append(each.states)
    return pile_up.pile_up(drawn_areas(level).index.tolist(), by_domain)


@kept
def areas_table(level: str, ids: tuple[str, ...], scope: str) -> pd.DataFrame:
    """The count of every area in the order of the shapes; see the module. Read only.

    Status is "derived"; "missing" where no domain of an area is known.
    """
    found = counted(level, ids)
    areas = drawn_areas(level)
    inside = set(drawn_areas(level, scope).index)
    table = areas[["area_name", "authority"]].copy()
    table["inside"] = [code in inside for code in areas.index]
    count, known = found.count, found.known
    table["value"] = np.where(known > 0, count, np.nan)
    table["lower"] = table["upper"] = np.nan
    table["status"] = np.where(known > 0, "derived", "missing")
    table["note"] = ""
    table["known"], table["domains"] = known, len(found.domains)
    table["words"] = [
        pile_up.words(int(n), int(m), len(found.domains)) for n, m in zip(count, known, strict=True)
    ]
    titles = np.array([DOMAIN_TITLES[domain] for domain in found.domains])
    table["which"] = [", ".join(titles[row == pile_up.IN]) for row in found.states]
    return table


@kept
def _people() -> pd.DataFrame:
    """People by LSOA: children 0 to 15, each ethnic group (all ages), children by fifth."""
    ages = store.table("children_lsoa")
    children = ages[ages["age"] == "0 to 15"].set_index("area_code")["residents"]
    groups = store.table("ethnic_group_lsoa").pivot_table(
        index="area_code", columns="group", values="residents", aggfunc="sum"
    )
    codes = drawn_areas("lsoa").index
    table = groups.reindex(codes)[list(ETHNIC_GROUPS)]
    table.insert(0, "children", children.reindex(codes))
    fifth = drawn_areas("lsoa")["imd_quintile"].astype(float)
    for number in range(1, 6):
        table[f"fifth {number}"] = table["children"].where(fifth == number, 0)
    return table.astype(float)


@kept
def living_there(ids: tuple[str, ...], scope: str, least: int = USUAL_LEAST) -> pd.DataFrame:
    """Who lives in a place's neighbourhoods where ``least`` or more domains pile up.

    Returns the columns of `analysis.pile_up.living_where`, indexed by "children" (0 to 15, Census
    2021), the five ethnic groups (residents of all ages: no table of children by ethnic group is
    published for neighbourhoods) and "fifth 1" (children in England's most deprived fifth of
    neighbourhoods) to "fifth 5". The deprivation index is made of many of the same measures.
    """
    found = counted("lsoa", ids)
    areas = drawn_areas("lsoa").index
    keep = areas.isin(drawn_areas("lsoa", scope).index)
    part = pile_up.PileUp(tuple(areas[keep]), found.domains, found.states[keep])
    return pile_up.living_where(part, _people(), least)


def children_of(codes: list[str]) -> pd.Series:
    """Children aged 0 to 15 in each neighbourhood (LSOA), Census 2021, in the order given."""
    return _people()["children"].reindex(codes)


def by_larger_area(ids: tuple[str, ...], level: str, least: int = USUAL_LEAST) -> pd.DataFrame:
    """Share of each larger area's children who live where ``least`` or more domains pile up.

    ``level``: "ward", "msoa", "ltla" or "utla"; neighbourhoods are put into wards by best fit.
    Returns a frame indexed by area code: children, there, share (percent; NaN without children).
    """
    found = counted("lsoa", ids)
    parent = drawn_areas("lsoa")[f"{level}_code"]
    children = _people()["children"]
    there = children.where(found.count >= least, 0.0)
    table = pd.DataFrame({"children": children, "there": there}).groupby(parent).sum()
    table = table.reindex(drawn_areas(level).index)
    table["share"] = table["there"] / table["children"].where(table["children"] > 0) * 100
    return table


def pairs_of(level: str) -> pd.DataFrame:
    """Which areas of a level touch: columns code and neighbour, both ways."""
    table = store.table("contiguity")
    return table[table["level"] == level]


@kept
def clusters(level: str, ids: tuple[str, ...]) -> Clusters:
    """Local clusters of the count over the region. Raises ValueError for too few areas."""
    found = counted(level, ids)
    values = np.where(found.known > 0, found.count, np.nan)
    return local_moran(values, list(found.codes), pairs_of(level))


@kept
def clusters_of(indicator_id: str, level: str, period: str) -> Clusters:
    """Local clusters of one measure over the region. Raises ValueError for too few areas."""
    table = figures(indicator_id, level, store.REGION, period)
    return local_moran(table["value"], table.index.tolist(), pairs_of(level))


def measure_notes(level: str, ids: tuple[str, ...]) -> list[str]:
    """One line a measure: its title, year, and whose worst fifth is meant."""
    known = measures(level)
    return [
        f"{DOMAIN_TITLES[known[each].domain]}: {known[each].title}, {known[each].when} "
        f"(worst fifth of {known[each].among})"
        for each in known
        if each in ids
    ]


def sentence(ids: tuple[str, ...], scope: str, least: int = USUAL_LEAST) -> str:
    """What the map of a place shows, in children, in one sentence."""
    found = living_there(ids, scope, least).loc["children"]
    domains = len(counted("lsoa", ids).domains)
    at_least = "At least " if found["may"] > 0 else ""
    start = f"{at_least}{found['there']:,.0f} of {found['people']:,.0f} children"
    return (
        f"{start} ({found['share']:.0f}%) live in neighbourhoods among the worst fifth in "
        f"{least} or more of {domains} areas of life."
    )
