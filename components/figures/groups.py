"""Which figures by group exist for a place, and which place's figures are shown instead.

What is published for the place is shown for the place. Where it is not, the nearest larger area
that has it is shown, and `apology` says so in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.deprivation_profile import Profile, from_neighbourhoods, profile
from analysis.inequality import fractional_ranks
from components.figures.caches import kept
from data import store
from data.contract import ETHNIC_GROUPS, GROUP_TYPES, parse_period
from data.metadata import Indicator

AREA_DEPRIVATION = ("imd_decile", "imd_quintile", "idaci_decile")
FAMILY_POVERTY = ("fsm", "disadvantage")
#: Shown where the person's indicator has no breakdown at all.
USUAL = "income_deprived_children_rate"
DEPRIVATION = (*AREA_DEPRIVATION, *FAMILY_POVERTY)
ETHNIC = ("ethnicity", "ethnicity_detail")
BOTH = ("ethnicity_x_imd_quintile", "ethnicity_x_deprivation_level", "fsm_x_sen")
#: A further table with rows in observation columns: England by child poverty of neighbourhood.
_ENGLAND_TABLE = "outcomes_by_idaci_decile_england"
_SUMMABLE = ("proportion", "rate", "score")


@dataclass(frozen=True)
class Shown:
    """Observations by group of one area, all periods, and where they come from."""

    rows: pd.DataFrame
    code: str  # the area whose figures these are
    scope: str  # the place the person chose
    kind: str  # group type
    choices: tuple[str, ...]  # areas a person may switch to

    @property
    def local(self) -> bool:
        """Whether the figures are the chosen place's own."""
        return self.code == self.scope

    @property
    def periods(self) -> list[str]:
        """Periods with at least one figure, oldest first."""
        found = self.rows.loc[self.rows["value"].notna(), "period"].unique()
        return sorted(found, key=lambda text: (parse_period(text).end, text))

    def of(self, period: str) -> pd.DataFrame:
        """The rows of one period."""
        return self.rows[self.rows["period"] == period].reset_index(drop=True)


@kept
def names() -> dict[str, str]:
    """Name of every area by code, kept: a page asks for it many times."""
    return store.area_names()


@kept
def _in_england_table() -> frozenset[tuple[str, str]]:
    try:
        table = store.table(_ENGLAND_TABLE)
    except store.StoreError:
        return frozenset()
    return frozenset(zip(table["indicator_id"], table["group_type"], strict=True))


def _from_tables(indicator_id: str, kind: str) -> pd.DataFrame:
    if (indicator_id, kind) not in _in_england_table():
        return pd.DataFrame()
    table = store.table(_ENGLAND_TABLE)
    return table[(table["indicator_id"] == indicator_id) & (table["group_type"] == kind)]


def has_neighbourhoods(entry: Indicator) -> bool:
    """Whether a pattern can be made from neighbourhood figures that come without counts."""
    return (
        "lsoa" in entry.levels
        and "imd_decile" not in entry.breakdowns
        and entry.value_type in _SUMMABLE
    )


def kinds(entry: Indicator, wanted: tuple[str, ...]) -> list[str]:
    """The group types among ``wanted`` that this indicator has somewhere, in that order."""
    found = set(entry.breakdowns)
    if "idaci_decile" in wanted and (entry.id, "idaci_decile") in _in_england_table():
        found.add("idaci_decile")
    if "imd_decile" in wanted and has_neighbourhoods(entry):
        found.add("imd_decile")
    return [kind for kind in wanted if kind in found]


def question_of(entry: Indicator) -> str:
    """The question of the page that an indicator can answer; "" when it answers none."""
    asked = (("deprivation", DEPRIVATION), ("ethnicity", ETHNIC), ("both", BOTH))
    return next((question for question, wanted in asked if kinds(entry, wanted)), "")


def choosable() -> list[str]:
    """Ids of the indicators that have something to show on this page, in order of title."""
    found = [entry for entry in store.indicators().values() if question_of(entry)]
    return [entry.id for entry in sorted(found, key=lambda entry: entry.title)]


@kept
def _chain(scope: str) -> tuple[str, ...]:
    """The place and the areas it lies in, nearest first, England last."""
    place = store.area(scope)
    inside = [scope, place.utla_code]
    table = pd.concat([store.areas(level, scope) for level in ("utla", "ltla")])
    if scope in table.index:
        row = table[~table.index.duplicated()].loc[scope]
        inside += [row["icb_code"], row["police_force_code"]]
    inside += [place.combined_authority_code, place.region_code]
    if scope == store.WMCA:
        inside.append(store.REGION)
    inside.append(store.ENGLAND)
    return tuple(code for code in dict.fromkeys(inside) if isinstance(code, str) and code)


@kept
def _rows(indicator_id: str, kind: str, version: str) -> pd.DataFrame:
    # One frame per process, as in the store: callers take parts of it and never write into it.
    entry = store.indicator(indicator_id)
    parts = []
    if kind in entry.breakdowns:
        parts.append(store.observations(indicator_id, group_type=kind))
    extra = _from_tables(indicator_id, kind)
    if not extra.empty:
        parts.append(extra)
    if kind == "imd_decile" and has_neighbourhoods(entry):
        parts.append(_neighbourhood_rows(indicator_id))
    if not parts:
        return store.observations(indicator_id, group_type="all").iloc[0:0]
    return pd.concat(parts, ignore_index=True)


def _neighbourhood_rows(indicator_id: str) -> pd.DataFrame:
    lsoa = store.areas("lsoa")
    figures = store.observations(indicator_id, level="lsoa", group_type="all")
    parents = {name: lsoa[name] for name in ("ltla_code", "utla_code", "region_code")}
    parents["combined_authority_code"] = lsoa["combined_authority_code"]
    return from_neighbourhoods(figures, lsoa["imd_decile"], lsoa["residents"], parents)


def shown(entry: Indicator, kind: str, scope: str, chosen: str = "") -> Shown | None:
    """The figures to show for a place: its own, else the nearest area's that has them.

    ``chosen``: code of the area a person switched to. None when nobody has figures.
    """
    rows = _rows(entry.id, kind, store.data_version())
    have = set(rows.loc[rows["value"].notna(), "area_code"])
    nearest = [code for code in _chain(scope) if code in have]
    choices = list(nearest)
    if not nearest or nearest == [store.ENGLAND]:
        near = {store.WMCA, *_authorities_of_the_region()}
        if "icb" in entry.levels:
            near |= set(store.areas("icb").index)
        rest = (have & near) - set(choices)
        choices += sorted(rest, key=lambda code: (code != store.WMCA, names()[code]))
    if not choices:
        return None
    code = chosen if chosen in choices else choices[0]
    own = rows[rows["area_code"] == code].reset_index(drop=True)
    return Shown(own, code, scope, kind, tuple(choices))


@kept
def _authorities_of_the_region() -> frozenset[str]:
    return frozenset(store.areas("utla", store.REGION).index)


def total(indicator_id: str, code: str, period: str) -> pd.Series | None:
    """The whole-population observation of an area and period, if it is published."""
    rows = store.observations(indicator_id, area_codes=code, group_type="all")
    rows = rows[(rows["period"] == period) & rows["value"].notna()]
    return None if rows.empty else rows.iloc[0]


def order_of(kind: str, rows: pd.DataFrame) -> list[str]:
    """Groups of a kind in the contract's order, or as the source lists them."""
    fixed = [name for name in GROUP_TYPES[kind] if name in set(rows["group"])]
    return fixed or list(dict.fromkeys(rows["group"]))


def people_by_level(code: str, kind: str, children: bool) -> dict[str, float] | None:
    """People per deprivation group of an area by the Census; None where no table has the area."""
    index = "idaci" if kind == "idaci_decile" else "imd"
    name, count = (
        ("children_by_decile", "children") if children else ("ethnic_group_by_decile", "residents")
    )
    table = store.table(name)
    table = table[(table["area_code"] == code) & (table["index"] == index)]
    if not children:
        table = table[table["group"] == "All residents"]
    if table.empty:
        return None
    level = table["decile"].astype(int)
    if kind == "imd_quintile":
        level = (level + 1) // 2
    return {str(key): float(n) for key, n in table.groupby(level)[count].sum().items()}


def is_about_children(entry: Indicator) -> bool:
    """Whether the figure counts children or pupils, by its unit."""
    words = entry.unit.lower()
    return any(word in words for word in ("child", "pupil", "10-17", "10 to 17", "live birth"))


@kept
def profile_of(indicator_id: str, code: str, kind: str, period: str, version: str) -> Profile:
    """The deprivation profile of an indicator in one area and period (see `analysis`)."""
    entry = store.indicator(indicator_id)
    rows = _rows(indicator_id, kind, version)
    rows = rows[(rows["area_code"] == code) & (rows["period"] == period)]
    people = None
    if rows.loc[rows["value"].notna(), "denominator"].isna().any():
        people = people_by_level(code, kind, is_about_children(entry)) or {}
    return profile(
        rows,
        order=GROUP_TYPES[kind],
        people=people,
        value_type=entry.value_type,
        multiplier=entry.multiplier,
        counts_exact=entry.counts_exact,
    )


def fitted_line(found: Profile, order: Sequence[str]) -> tuple[tuple[int, float], ...]:
    """The line from which the gap is measured, at each group's middle: place in order, value."""
    slope = found.slope
    if slope is None:
        return ()
    use = found.table[(found.table["people"] > 0) & found.table["value"].notna()]
    return tuple(
        (list(order).index(name), float(slope.intercept + slope.sii * rank))
        for name, rank in zip(use["group"], fractional_ranks(use["people"]), strict=True)
        if name in order
    )


#: Words by which the detailed groups of the sources belong to a broad one, most telling first.
_BROAD_WORDS = (
    ("Mixed", ("mixed", "white and ")),
    ("Asian", ("asian", "indian", "pakistani", "bangladeshi", "chinese")),
    ("Black", ("black", "african", "caribbean")),
    ("White", ("white", "irish", "gypsy", "roma", "traveller", "british")),
    ("Other", ("other", "arab")),
)


def broad_group(group: str) -> str:
    """The broad ethnic group that a detailed group's name belongs to ("Other" if none is named)."""
    if group in ETHNIC_GROUPS:
        return group
    words = group.lower()
    for broad, signs in _BROAD_WORDS:
        if any(sign in words for sign in signs):
            return broad
    return "Other"
