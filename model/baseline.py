"""Where the children of each cell stand now: published totals met exactly, spread as published.

For each outcome the latest published total of each authority is met to rounding. It is spread
over quintiles and ethnic groups by published rates, raked so that every published margin holds:
the authority's total, local counts by ethnic group where they exist, and else the region's
split implied by the published rates. An outcome without a published pattern on a dimension is
spread evenly per child along it and is not reported by it (`Baseline.broken_down`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from data import store
from data.contract import ETHNIC_GROUPS
from model.population import QUINTILES, Population, population, rake
from model.register_schema import OUTCOMES

OUTCOME_IDS = tuple(OUTCOMES)
PLACE = {outcome: number for number, outcome in enumerate(OUTCOME_IDS)}
#: The three stocks of the care ladder, with the flow that fills each.
LADDER = {
    "children_in_need": "cin_starts",
    "child_protection_plans": "cpp_starts",
    "looked_after": "care_entries",
}
#: Stocks and flows of need: national prevalence, no local count of any kind is published.
NEED = (
    "untreated_need",
    "emotional_need",
    "conduct_problems",
    "in_help",
    "recovered",
    "waiting",
    "supported",
    "recorded_demand",
)
#: Flows that follow the spread of a stock; no pattern of their own is published.
FOLLOWS = {
    "care_entries": "looked_after",
    "care_exits": "looked_after",
    "cin_starts": "children_in_need",
    "cpp_starts": "child_protection_plans",
}
#: Yearly flows with a path of their own.
FLOWS = (
    "suspensions",
    "permanent_exclusions",
    "persistent_absence",
    "first_time_entrants",
    "custody",
    "serious_violence",
    "self_harm_admissions",
)
#: Latest published figures are for years ending in or before this March; simulation starts here.
BASE_YEAR = 2025
#: Starts and exits of the ladder are means of the latest three years with figures.
MEAN_YEARS = 3

#: What a rate is per, by whom it is taken over.
PER = {
    "children 0 to 17": 10_000.0,
    "pupils": 100.0,
    "children 10 to 17": 100_000.0,
    "people 10 to 24": 100_000.0,
    "children 0 to 15": 100.0,
}


@dataclass(frozen=True)
class Baseline:
    """What stands at 31 March 2025. Arrays are by outcome (OUTCOME_IDS) and cell.

    ``counts``: children (stocks) or events a year (flows), shape (23, 350); the outcomes
    of need are zero here and set by the drawn parameters. ``at_risk``: people the rate is per, same
    shape. ``latest``: year ending of the latest figure. ``starts``: yearly starts of the three
    ladder stocks, (3, 350). ``series``: outcome -> yearly counts, index year, a column per
    authority. ``poverty``: share of children in low income, (350,).
    """

    people: Population
    counts: np.ndarray
    at_risk: np.ndarray
    bases: Mapping[str, str]
    per: Mapping[str, float]
    latest: Mapping[str, int]
    status: Mapping[str, Mapping[str, str]]
    broken_down: Mapping[str, frozenset[str]]
    starts: np.ndarray
    series: Mapping[str, pd.DataFrame]
    poverty: np.ndarray

    def why_not(self, outcome: str, dimension: str) -> str:
        """Why an outcome is not reported by a dimension; empty when it is."""
        if dimension in self.broken_down[outcome]:
            return ""
        words = {"imd_quintile": "neighbourhood deprivation", "ethnicity": "ethnic group"}
        title = OUTCOMES[outcome][1]
        if outcome in NEED:
            return f"{title}: set from national prevalence; no split by {words[dimension]}."
        return f"{title}: no rate by {words[dimension]} is published, so it is not broken down."


def _targets_by_rate(rates: np.ndarray, people: np.ndarray, total: float) -> np.ndarray:
    target = rates * people
    return np.asarray(target / target.sum() * total)


def _pattern(table: pd.DataFrame, outcome: str, dimension: str) -> pd.DataFrame:
    return table[(table["outcome"] == outcome) & (table["dimension"] == dimension)]


def _local_ethnic(part: pd.DataFrame, people: Population, totals: np.ndarray) -> np.ndarray:
    """Local counts by group, gaps (suppressed) filled at the region's rate; scaled to totals."""
    wide = part.pivot_table(index="area_code", columns="group", values="value")
    wide = wide.reindex(columns=list(ETHNIC_GROUPS))
    children = people.children.sum(axis=1)
    region = wide.loc["E12000005"].to_numpy(dtype=float) / children.sum(axis=0)
    counts = wide.reindex(list(people.authorities)).to_numpy(dtype=float)
    counts = np.where(np.isnan(counts), region * children, counts)
    return np.asarray(counts * (totals / counts.sum(axis=1))[:, None])


def spread(
    outcome: str, totals: np.ndarray, patterns: pd.DataFrame, people: Population
) -> tuple[np.ndarray, frozenset[str]]:
    """Authority totals over cells; returns counts (14, 5, 5) and the dimensions with a pattern.

    Parameters
    ----------
    totals
        Count by authority, shape (14,).
    patterns
        The published table ``model_relative``.
    """
    seed = people.children.copy()
    margins: list[tuple[tuple[int, ...], np.ndarray]] = []
    known = set()
    region = people.children.sum(axis=0)
    quintile = _pattern(patterns, outcome, "imd_quintile")
    ethnic = _pattern(patterns, outcome, "ethnicity")
    if not quintile.empty:
        known.add("imd_quintile")
        wide = quintile.pivot_table(index="area_code", columns="group", values="value")
        wide = wide.reindex(columns=list(QUINTILES))
        if len(wide) == 1:
            rates = wide.to_numpy(dtype=float)[0]
            seed = seed * rates[None, :, None]
            margins.append(((1,), _targets_by_rate(rates, region.sum(axis=1), totals.sum())))
        else:
            wide = wide.reindex(list(people.authorities))
            rates = np.where(wide.isna(), 0.0, wide.to_numpy(dtype=float))
            local = rates * people.children.sum(axis=2)
            seed = seed * rates[:, :, None]
            margins.append(((0, 1), local * (totals / local.sum(axis=1))[:, None]))
    if not ethnic.empty:
        known.add("ethnicity")
        if ethnic["measure"].eq("children").all():
            margins.append(((0, 2), _local_ethnic(ethnic, people, totals)))
        else:
            rates = ethnic.set_index("group")["value"].reindex(list(ETHNIC_GROUPS)).to_numpy(float)
            seed = seed * rates[None, None, :]
            margins.append(((2,), _targets_by_rate(rates, region.sum(axis=0), totals.sum())))
    margins.append(((0,), totals))
    table, _ = rake(seed, margins, tolerance=1e-9)
    return table, frozenset(known)


@lru_cache(maxsize=1)
def baseline() -> Baseline:
    """The baseline state from the published tables, the same for every plan and draw."""
    people = population()
    totals = store.table("model_totals")
    patterns = store.table("model_relative")
    shape = (len(OUTCOME_IDS), people.children.size)
    counts, at_risk = np.zeros(shape), np.zeros(shape)
    series: dict[str, pd.DataFrame] = {}
    starts = np.zeros((len(LADDER), people.children.size))
    per_child = people.children / people.children.sum(axis=(1, 2))[:, None, None]
    bases: dict[str, str] = {}
    latest: dict[str, int] = {}
    status: dict[str, dict[str, str]] = {}
    broken: dict[str, frozenset[str]] = {}
    tables: dict[str, np.ndarray] = {}
    for outcome in [*(o for o in OUTCOME_IDS if o not in FOLLOWS and o not in NEED), *FOLLOWS]:
        part = totals[totals["outcome"] == outcome]
        last = part.sort_values("year").groupby("area_code").tail(1).set_index("area_code")
        last = last.reindex(list(people.authorities))
        total = last["count"].to_numpy(dtype=float)
        if outcome in FOLLOWS:
            stock = tables[FOLLOWS[outcome]]
            table = stock * (total / stock.sum(axis=(1, 2)))[:, None, None]
            broken[outcome] = frozenset()
        else:
            table, broken[outcome] = spread(outcome, total, patterns, people)
        tables[outcome] = table
        place = PLACE[outcome]
        counts[place] = table.reshape(-1)
        people_at_risk = last["denominator"].to_numpy(dtype=float)
        at_risk[place] = (per_child * people_at_risk[:, None, None]).reshape(-1)
        bases[outcome] = str(last["base"].iloc[0])
        latest[outcome] = int(last["year"].max())
        status[outcome] = last["status"].to_dict()
        by_year = part.pivot_table(index="year", columns="area_code", values="count")
        series[outcome] = by_year[list(people.authorities)]
    for number, (stock_id, flow) in enumerate(LADDER.items()):
        part = totals[totals["outcome"] == flow].sort_values("year")
        rate = part.assign(rate=part["count"] / part["denominator"])
        mean = rate.dropna().groupby("area_code").tail(MEAN_YEARS).groupby("area_code")["rate"]
        yearly = mean.mean().reindex(list(people.authorities)).to_numpy(float)
        children = people.children.sum(axis=(1, 2))
        table = tables[stock_id]
        share = table / table.sum(axis=(1, 2))[:, None, None]
        starts[number] = (share * (yearly * children)[:, None, None]).reshape(-1)
    for outcome in NEED:
        at_risk[PLACE[outcome]] = people.cells
        bases[outcome] = "children 0 to 17"
        latest[outcome] = BASE_YEAR
        status[outcome] = dict.fromkeys(people.authorities, "modelled")
        broken[outcome] = frozenset()
    place = PLACE["child_poverty"]
    poverty = counts[place] / at_risk[place]
    if poverty.max() > 1:
        raise ValueError("a cell has more children in poverty than children: check model_relative")
    for array in (counts, at_risk, starts, poverty):
        array.setflags(write=False)
    return Baseline(
        people=people,
        counts=counts,
        at_risk=at_risk,
        bases=bases,
        per={outcome: PER[base] for outcome, base in bases.items()},
        latest=latest,
        status=status,
        broken_down=broken,
        starts=starts,
        series=series,
        poverty=poverty,
    )
