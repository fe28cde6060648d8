"""The five findings of a place: one rule for the overview, the brief and the first deck.

Every indicator with a figure for the place and for England (or the nation standing in for it) is
a candidate, good news and bad alike, and so is every breakdown by ethnic group or neighbourhood
deprivation. A candidate's score is

    standardised distance x people concerned x freshness

*Distance*: from the benchmark on the scale of `analysis.scales`, in units of the spread of English
authorities (`analysis.unusual`), so that measures of different kinds can be set beside each other.
Of groups: the root mean square of their distances from the place's own average, weighted by the
people in them. *People concerned*: the decimal logarithm of one more than the people counted, so
that a hundred deaths and thirty thousand children in poverty can stand on one page; where a rate
is published without its count, as many as it makes of the people it is of; of a measure of
everybody, the share of residents that are children (Census year). Spending concerns no
number of people, and a share of assessments says how they are recorded: neither is a candidate.
*Freshness*:
falls evenly from 1 now to 0 at six years; a figure older than five years is never a finding.

Of the candidates at least one is of poverty, one of a service and one of groups, of children where
one is. The others are
of domains not yet said, those outside the usual spread of authorities first, by score; and then of
any domain. Each carries a tag: *clear*
(stands by its own chance with false discovery held at 5% over all tests of the place), *margin
unknown* (no interval) or *can't tell*.

Groups are all told, in the source's order; none is picked for its ratio, and a breakdown counts
only with two groups of 30 people or more. Children of unknown ethnic group are left out of the
average as they are out of the groups. A group whose children could mostly be unaccompanied
asylum-seeking children, who came to the place by the national transfer scheme or a port, is told
apart and moves no score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis import rules
from analysis.age import years_old
from analysis.avoidable import if_rates_matched
from analysis.comparison import kept_by_false_discovery, p_values
from analysis.findings import compare_with
from analysis.scales import standard_errors, transformed
from analysis.unusual import Spread, distance, spread, word
from data import store
from data.contract import ETHNIC_GROUPS, parse_period
from data.metadata import Indicator

COUNT = 5
OLDEST_YEARS = rules.number("oldest_finding_years")
TAGS = ("clear", "margin unknown", "can't tell")
FEWEST_PEOPLE = int(rules.number("fewest_people"))
#: Share of a group's children that unaccompanied children of the place could be.
MOSTLY = rules.number("mostly_unaccompanied")
_FADED = rules.number("faded_years")  # after these a figure has no weight
_GROUPED = ("ethnicity", "imd_decile", "imd_quintile", "idaci_decile")
_CARE = ("looked_after", "looked_after_starts")
_UNACCOMPANIED = "unaccompanied_children"
#: Shares of assessments that record a factor differ first by how assessments are recorded.
_RECORDED = ("factor_",)
_FEWEST_PLAIN = int(rules.number("fewest_for_plain_spread"))
_CHILDREN_WORDS = ("child", "pupil", "young", "birth", "infant", "under 18", "school", "neet")


@dataclass(frozen=True)
class GroupFigure:
    """One group of a breakdown; ``value`` NaN where the source holds it back.

    ``withheld``: why a group with a figure moves no score, "" when it does.
    """

    group: str
    value: float
    lower: float
    upper: float
    people: float  # counted; NaN where not published
    clear: bool
    withheld: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing worth saying of a place, as figures; words are made elsewhere."""

    slot: str  # "poverty", "service", "group" or "" for those chosen by score alone
    indicator_id: str
    group_type: str  # "all", or the breakdown of a finding of groups
    period: str
    value: float
    lower: float
    upper: float
    benchmark: float  # England's figure, or of groups the place's average of those told
    benchmark_code: str  # area code; the place's own for groups
    verdict: str  # of `analysis.comparison.verdict`; "" for groups
    tag: str  # one of TAGS
    unusual: str  # a word of `analysis.unusual.WORDS`
    distance: float
    people: float  # concerned; NaN where no count is published
    years_old: float
    score: float
    more: float = float("nan")  # people more (above 0) than at the benchmark's rate: a size
    more_lower: float = float("nan")
    more_upper: float = float("nan")
    rest: float = float("nan")  # England without the place, where that was tested against
    large_part: bool = False  # whether the place is a large part of England
    groups: tuple[GroupFigure, ...] = field(default=())

    def document(self) -> dict[str, object]:
        """The finding as plain data for JSON: NaN becomes None."""
        return {key: _plain(value) for key, value in asdict(self).items()}


def _plain(item: object) -> object:
    if isinstance(item, dict):
        return {key: _plain(value) for key, value in item.items()}
    if isinstance(item, list | tuple):
        return [_plain(value) for value in item]
    if isinstance(item, float | np.floating):
        return None if np.isnan(item) else round(float(item), 6)
    return bool(item) if isinstance(item, np.bool_) else item


def _end(period: str) -> int:
    return parse_period(period).end.toordinal()


@lru_cache(maxsize=1024)
def _spread_of(indicator_id: str, period: str, version: str) -> tuple[Spread | None, float]:
    """Spread of the authorities in hand in a period, and a plain one without intervals.

    The plain one is the median absolute deviation times 1.4826, NaN with fewer than ten; where a
    publisher's file holds the West Midlands only, it is the spread of its authorities.
    """
    rows = store.observations(indicator_id, group_type="all")
    rows = rows[(rows["area_level"] == "utla") & (rows["period"].astype(str) == period)]
    kind = store.indicator(indicator_id).value_type
    y = transformed(rows["value"], kind)
    s = standard_errors(rows["value"], rows["lower"], rows["upper"], kind)
    known = y[np.isfinite(y)]
    plain = float("nan")
    if known.size >= _FEWEST_PLAIN:
        plain = 1.4826 * float(np.median(np.abs(known - np.median(known))))
    return spread(y, s), plain


@lru_cache(maxsize=2)
def _typical(version: str) -> float:
    """The spread of authorities in the middle indicator of the catalogue: a step for groups."""
    found = []
    for indicator_id in store.indicators():
        periods = store.periods(indicator_id, "utla")
        if periods:
            among, _ = _spread_of(indicator_id, max(periods, key=_end), version)
            found += [float(np.sqrt(among.between))] if among else []
    return float(np.median(found))


def _freshness(years: float) -> float:
    return max(0.0, 1 - years / _FADED) if years <= OLDEST_YEARS else 0.0


def _slot(entry: Indicator) -> str:
    if entry.domain == "poverty":
        return "poverty"
    return "service" if entry.done_by_services else ""


def about_children(entry: Indicator) -> bool:
    """Whether a measure counts children, pupils, young people or births."""
    words = f"{entry.unit} {entry.title}".lower()
    return any(word in words for word in _CHILDREN_WORDS)


def _people_at_risk(indicator_id: str, scope: str, period: str) -> float:
    """People a rate without its count is of, to weigh it by; never shown as a count.

    The population that stands in for the width of its interval, or the place's children.
    """
    implied = store.interval_counts(indicator_id)
    rows = implied[
        (implied["area_code"] == scope)
        & (implied["period"].astype(str) == period)
        & (implied["group_type"] == "all")
    ]
    if len(rows):
        return float(rows["denominator"].iloc[0])
    table = store.table("population_children")
    rows = table[(table["area_code"] == scope) & (table["year"] == table["year"].max())]
    return float(rows["children"].sum()) if len(rows) else float("nan")


#: Day of the Census whose residents the areas table holds.
_CENSUS_YEAR = 2021


def children_among_all(scope: str) -> float:
    """Children (0 to 17) as a share of a place's residents, in the year of the Census.

    A district without a count of its own takes its county's.
    """
    table = store.table("population_children").set_index(["area_code", "year"])["children"]
    for code in (scope, store.area(scope).utla_code, store.ENGLAND):
        residents = store.area(code).residents if code else float("nan")
        children = float(table.get((code, _CENSUS_YEAR), float("nan")))
        if residents > 0 and not np.isnan(children):
            return children / residents
    raise store.StoreError("There is no number of children for England in the Census year.")


def _figures(scope: str, catalogue: Mapping[str, Indicator]) -> list[Finding]:
    large_part = store.area(scope).level in rules.words("large_part_levels")
    one_authority = scope in store.areas("utla", store.ENGLAND).index
    among_all = children_among_all(scope)
    compared = compare_with(
        store.totals([scope]), store.totals(list(store.NATIONS)), catalogue, large_part=large_part
    )
    compared = compared[compared["benchmark"].notna()]
    version, found = store.data_version(), []
    for row in compared.to_dict("records"):
        entry = catalogue[row["indicator_id"]]
        if row["status"] == "not comparable" or entry.value_type in ("rank", "years", "money"):
            continue
        if entry.id.startswith(_RECORDED):
            continue
        among, plain = _spread_of(entry.id, row["period"], version)
        kind = entry.value_type
        y, b = float(transformed(row["value"], kind)), float(transformed(row["benchmark"], kind))
        error = float(standard_errors(row["value"], row["lower"], row["upper"], kind))
        has = not np.isnan(error) and row["verdict"] != "not tested"
        scale = np.hypot(error, np.sqrt(among.between)) if among and has else plain
        if not np.isfinite(y - b) or not scale > 0:
            continue
        far = abs(y - b) / float(scale)
        people = row["numerator"]
        weight = people
        if np.isnan(weight) and kind in ("proportion", "rate"):
            weight = (
                row["value"] / entry.multiplier * _people_at_risk(entry.id, scope, row["period"])
            )
        if not about_children(entry):
            weight *= among_all
        years = years_old(row["period"])
        tag = "margin unknown" if not has else "clear" if row["clear"] else "can't tell"
        more = (float("nan"),) * 3
        if not np.isnan(row["denominator"]) and kind in ("proportion", "rate"):
            gap = if_rates_matched(
                row["value"],
                row["lower"],
                row["upper"],
                row["benchmark"],
                row["denominator"],
                entry.multiplier,
            )
            more = (gap.count, gap.lower, gap.upper)
        found.append(
            Finding(
                slot=_slot(entry),
                indicator_id=entry.id,
                group_type="all",
                period=row["period"],
                value=row["value"],
                lower=row["lower"],
                upper=row["upper"],
                benchmark=row["benchmark"],
                benchmark_code=row["benchmark_code"],
                rest=row["tested_against"] if row["rest"] else float("nan"),
                large_part=large_part,
                verdict=row["verdict"],
                tag=tag,
                unusual=word(float(distance(y, error, among)))
                if among and has and one_authority
                else "not tested",
                distance=far,
                people=people,
                years_old=years,
                score=far * float(np.log10(1 + np.nan_to_num(weight))) * _freshness(years),
                more=more[0],
                more_lower=more[1],
                more_upper=more[2],
            )
        )
    return found


def known_average(rows: pd.DataFrame, multiplier: float) -> float:
    """The average of the groups told, from their counts; NaN where one of them has none.

    Unknown ethnicity is in neither side. ``rows``: value, numerator, denominator of the groups.
    """
    known = rows[rows["group"] != "Unknown"]
    counts, people = known["numerator"], known["denominator"]
    if known.empty or counts.isna().any() or people.isna().any() or not people.sum() > 0:
        return float("nan")
    return float(counts.sum() / people.sum() * multiplier)


def mostly_unaccompanied(indicator_id: str, group: str, people: float, unaccompanied: float) -> str:
    """Why a group's rate of care says little, or "": its children could mostly be unaccompanied.

    ``unaccompanied``: such children looked after by the place then; their ethnic groups are not
    published, and few are White.
    """
    if indicator_id not in _CARE or group in ("White", "Unknown") or np.isnan(unaccompanied):
        return ""
    if np.isnan(people) or people <= 0 or unaccompanied < MOSTLY * people:
        return ""
    return (
        f"{people:,.0f} children, and the place looks after {unaccompanied:,.0f} unaccompanied "
        "asylum-seeking children: the rate may say more of where they were placed than of "
        "children who grew up here"
    )


def unaccompanied_in(scope: str, period: str) -> float:
    """Unaccompanied children the place looked after at the end of a period; NaN without."""
    rows = store.totals([scope])
    rows = rows[(rows["indicator_id"] == _UNACCOMPANIED) & rows["numerator"].notna()]
    if rows.empty:
        return float("nan")
    ends = rows["period"].astype(str).map(_end)
    nearest = (ends - _end(period)).abs().idxmin()
    return float(rows["numerator"].loc[nearest])


def _groups(scope: str, catalogue: Mapping[str, Indicator]) -> list[Finding]:
    rows = store.groups(scope)
    rows = rows[rows["group_type"].isin(_GROUPED)].astype({"period": str, "indicator_id": str})
    found = []
    for (name, kind), part in rows.groupby(["indicator_id", "group_type"], observed=True):
        entry = catalogue[str(name)]
        if entry.value_type not in ("proportion", "rate", "score"):
            continue
        if part["value"].isna().all():
            continue
        period = max(part.loc[part["value"].notna(), "period"], key=_end)
        made = _breakdown(scope, entry, str(kind), part[part["period"] == period])
        if made is None:
            continue
        years = years_old(period)
        far, people, groups, average, tag = made
        found.append(
            Finding(
                slot="group",
                indicator_id=entry.id,
                group_type=str(kind),
                period=period,
                value=float("nan"),
                lower=float("nan"),
                upper=float("nan"),
                benchmark=average,
                benchmark_code=scope,
                verdict="",
                tag=tag,
                unusual="not tested",
                distance=far,
                people=people,
                years_old=years,
                score=far * float(np.log10(1 + people)) * _freshness(years),
                groups=groups,
            )
        )
    return found


def _told(rows: pd.DataFrame) -> set[str]:
    return {str(group) for group in rows.index[rows["value"].notna()]}


def _breakdown(
    scope: str, entry: Indicator, kind: str, rows: pd.DataFrame
) -> tuple[float, float, tuple[GroupFigure, ...], float, str] | None:
    """Distance, people, groups, average and tag of one breakdown; None when it says nothing."""
    rows = rows[rows["group"] != "Unknown"]
    order = list(ETHNIC_GROUPS) if kind == "ethnicity" else [str(n) for n in range(1, 11)]
    rows = rows.set_index("group").reindex([g for g in order if g in set(rows["group"])])
    if len(rows) < 2 or (kind == "ethnicity" and not set(ETHNIC_GROUPS) <= _told(rows)):
        return None  # the average of some groups would be no average of the place
    average = known_average(rows[rows["value"].notna()].reset_index(), entry.multiplier)
    if np.isnan(average):
        return None
    value_type = entry.value_type
    y = transformed(rows["value"], value_type)
    errors = standard_errors(rows["value"], rows["lower"], rows["upper"], value_type)
    base = float(transformed(average, value_type))
    unaccompanied = unaccompanied_in(scope, str(rows["period"].iloc[0]))
    withheld = [
        mostly_unaccompanied(entry.id, str(group), float(people), unaccompanied)
        for group, people in rows["numerator"].items()
    ]
    large = rows["numerator"].to_numpy(float) >= FEWEST_PEOPLE
    use = np.isfinite(y) & np.isfinite(errors) & large & np.array([not each for each in withheld])
    if use.sum() < 2 or not np.isfinite(base):
        return None
    clear = kept_by_false_discovery(
        p_values(rows["value"], rows["lower"], rows["upper"], np.full(len(rows), average))
    )
    weight = rows["denominator"].to_numpy(float)[use]  # of those whose counts are told
    # Beyond chance: what the groups' own errors alone would give is taken off.
    square = np.maximum((y[use] - base) ** 2 - errors[use] ** 2, 0.0)
    far = float(np.sqrt(np.average(square, weights=weight))) / _typical(store.data_version())
    groups = tuple(
        GroupFigure(
            str(group),
            float(row["value"]),
            float(row["lower"]),
            float(row["upper"]),
            float(row["numerator"]),
            bool(stands),
            reason,
        )
        for (group, row), stands, reason in zip(rows.iterrows(), clear, withheld, strict=True)
    )
    tag = "clear" if (clear & use).sum() >= 1 else "can't tell"
    return far, float(np.nansum(rows["numerator"])), groups, average, tag


def candidates(scope: str) -> list[Finding]:
    """Everything that could be said of a place, highest score first."""
    catalogue = store.indicators()
    found = _figures(scope, catalogue) + _groups(scope, catalogue)
    found = [each for each in found if each.score > 0]
    return sorted(found, key=lambda each: (-each.score, each.indicator_id, each.group_type))


def of_place(scope: str, count: int = COUNT) -> list[Finding]:
    """The findings of a place, in the order they are told; fewer where fewer can be made.

    Raises
    ------
    data.store.UnknownArea
        For a code the store does not have.
    """
    store.area(scope)
    catalogue, waiting = store.indicators(), candidates(scope)
    chosen: list[Finding] = []

    def take(each: Finding) -> None:
        chosen.append(each)
        waiting.remove(each)

    for slot in ("poverty", "service", "group"):
        said = {each.indicator_id for each in chosen}
        fit = [w for w in waiting if w.slot == slot and w.indicator_id not in said]
        # Children's measures first, and what can be told before what can't; the sort is stable.
        fit.sort(
            key=lambda w: (w.tag == "can't tell", not about_children(catalogue[w.indicator_id]))
        )
        first = fit[0] if fit else None
        if first is not None:
            take(first)
    while len(chosen) < count and waiting:
        said = {each.indicator_id for each in chosen}
        domains = {catalogue[each.indicator_id].domain for each in chosen}
        rest = [w for w in waiting if w.indicator_id not in said and w.group_type == "all"]
        if not rest:
            break
        fresh = [w for w in rest if catalogue[w.indicator_id].domain not in domains]
        outside = [w for w in fresh if w.unusual.startswith("unusually")]
        take((outside or fresh or rest)[0])
    return chosen
