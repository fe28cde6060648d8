"""What adversity costs today: acute and late services of a year, from counts and spending.

Bottom-up for each authority: what the council spent (Section 251 outturn) and, for other services,
published counts times unit costs. By payer and by domain, per child and in pounds, with an
interval from the unit costs. Items do not overlap: council spending on children is counted once and
no unit cost below holds it (first entries are left out, because youth justice teams are in it).
Prevention (children's centres, family support, youth services) is shown beside, never inside.
National totals are cross-checks and are never added.

*Avoidable if rates matched* is a size, not an effect: events x (1 - reference / own rate) x unit
cost (Asaria, Doran and Cookson 2016, E278), where the own rate is the higher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from data import store
from data.contract import ETHNIC_GROUPS
from model.appraisal import cost_draws
from model.baseline import OUTCOME_IDS, PLACE, Baseline, baseline
from model.need import parameter
from model.prices import load_price_index
from model.register import Registers, load_registers
from model.register_schema import PAYERS
from model.results import quantiles
from model.setting import AREAS

DRAWS, SEED = 1024, 2025
DOMAINS: dict[str, str] = {
    "family": "Safety and care",
    "school": "School",
    "mind": "Mind and body",
    "justice": "Justice",
    "home": "Home",
    "work": "Work",
}
#: Lines of council spending counted -> (title, domain, outcome whose rate it follows).
_SPENDING: dict[str, tuple[str, str, str | None]] = {
    "looked_after": ("Children looked after", "family", "looked_after"),
    "safeguarding": ("Safeguarding and social work", "family", "child_protection_plans"),
    "youth_justice": ("Youth justice teams", "justice", "first_time_entrants"),
}
PREVENTION = ("early_years_centres", "family_support", "young_people")
#: Unit cost -> (title, domain, outcome of the model or indicator of the store that counts it).
_COUNTED: dict[str, tuple[str, str, str]] = {
    "permanent_exclusion": ("Permanent exclusions", "school", "permanent_exclusions"),
    "persistent_absence_late": ("Persistent absence", "school", "persistent_absence"),
    "special_needs_plan_year": ("Plans for emotional need", "school", "ehc_semh"),
    "mental_health_referral": ("Help for mental health", "mind", "supported"),
    "mental_health_inpatient": ("Mental health wards", "mind", "mental_health_inpatient_under18"),
    "self_harm_admission": ("Admissions for self-harm", "mind", "self_harm_admissions"),
    "custodial_sentence": ("Custody", "justice", "custody"),
    "serious_violence_offence": ("Serious violence, response", "justice", "serious_violence"),
    "domestic_abuse_services": ("Domestic abuse, services", "home", "factor_domestic_abuse"),
    "homelessness_application": ("Homeless families", "home", "homeless_with_children"),
    "temporary_accommodation_year": ("Temporary accommodation", "home", "temporary_accommodation"),
    "neet_16_17_year": ("Not in education or work at 16-17", "work", "neet_16_17"),
}
#: England's published rate: outcome -> indicator of the store in the same unit as its own rate.
_RATES: dict[str, str] = {
    "looked_after": "looked_after",
    "child_protection_plans": "child_protection_plans",
    "permanent_exclusions": "permanent_exclusions",
    "persistent_absence": "persistent_absence",
    "first_time_entrants": "first_time_entrants",
    "self_harm_admissions": "self_harm_10_24",
    "mental_health_inpatient_under18": "mental_health_inpatient_under18",
    "neet_16_17": "neet_16_17",
    "temporary_accommodation": "temporary_accommodation",
    "homeless_with_children": "homeless_with_children",
}


class AdversityCostError(ValueError):
    """A question the costs of today cannot answer; the message says why."""


@dataclass(frozen=True)
class Item:
    """One service in one year: pounds of 2024-25 by draw, shape (draws,)."""

    id: str
    title: str
    domain: str
    payers: dict[str, float]
    amount: np.ndarray
    count: float | None  # events or children; None for spending
    follows: str | None  # outcome or indicator whose rate it follows
    missing: tuple[str, ...] = ()  # authorities without a published count: not in the sum


@dataclass(frozen=True)
class AdversityCost:
    """What adversity costs in a year in a set of authorities."""

    areas: tuple[str, ...]
    children: float
    items: tuple[Item, ...]
    prevention: float  # pounds a year on children's centres, family support, youth services

    @property
    def total(self) -> np.ndarray:
        """All items, pounds a year, (draws,)."""
        return np.asarray(np.sum([item.amount for item in self.items], axis=0))

    def table(self, by: str = "item") -> pd.DataFrame:
        """Pounds a year and per child by "item", "domain" or "payer".

        Columns title, median, lower80, upper80, lower95, upper95, per_child (median), share (of the
        median total).
        Raises AdversityCostError for another breakdown.
        """
        parts: dict[str, np.ndarray] = {}
        for item in self.items:
            if by == "item":
                parts[item.title] = item.amount
            elif by == "domain":
                title = DOMAINS[item.domain]
                parts[title] = parts.get(title, 0) + item.amount
            elif by == "payer":
                for payer, share in item.payers.items():
                    title = PAYERS[payer]
                    parts[title] = parts.get(title, 0) + share * item.amount
            else:
                raise AdversityCostError(f"no breakdown '{by}': item, domain or payer")
        rows = []
        whole = float(np.median(self.total))
        for title, amount in parts.items():
            spread = quantiles(amount[:, None])[:, 0]
            middle = float(spread[2])
            ends = (float(spread[place]) for place in (1, 3, 0, 4))
            rows.append((title, middle, *ends, middle / self.children, middle / whole))
        columns = ["title", "median", "lower80", "upper80", "lower95", "upper95"]
        columns += ["per_child", "share"]
        return pd.DataFrame(rows, columns=columns).sort_values(
            "median", ascending=False, ignore_index=True
        )

    def cross_checks(self) -> pd.DataFrame:
        """The total per child beside published ones; columns what, published, low, high, found.

        Context: none of them is built from the same parts, and none is added.
        """
        prices = load_price_index()
        per_child = float(np.median(self.total)) / self.children
        northern = 1_166 * prices.factor("2017-18")
        england = 287 * prices.factor("2016-17")
        low, high = 164 * prices.factor("2016-17"), 531 * prices.factor("2016-17")
        # Per resident figures are put per child: children are about 21.6% of England's people.
        share = 0.216
        return pd.DataFrame(
            [
                ("Northern Ireland 2017-18, a child (C157)", northern, np.nan, np.nan, per_child),
                (
                    "England and Wales 2016-17, a resident put per child (C011)",
                    england / share,
                    low / share,
                    high / share,
                    per_child,
                ),
            ],
            columns=["what", "published", "low", "high", "found"],
        )

    def avoidable(self, reference: str) -> pd.DataFrame:
        """What would not be spent if rates matched a reference: a size, not an effect.

        Parameters
        ----------
        reference
            "England", "least deprived" (the region's least deprived fifth) or "White" (the White
            group's rate, for each ethnic group above it).

        Returns
        -------
        Columns title, events (None for spending), median, lower80, upper80, why_not. Items whose
        rate is not published against the reference have no figure and say so.
        """
        state = baseline()
        rows: list[tuple[str, Any, float, float, float, str]] = []
        for item in self.items:
            part, why = _excess(item, self.areas, reference, state)
            if part is None:
                rows.append((item.title, None, np.nan, np.nan, np.nan, why))
                continue
            low, middle, high = quantiles((item.amount * part)[:, None])[1:4, 0]
            events = None if item.count is None else item.count * part
            rows.append((item.title, events, middle, low, high, ""))
        columns = ["title", "events", "median", "lower80", "upper80", "why_not"]
        return pd.DataFrame(rows, columns=columns)


def _latest(indicator: str) -> pd.DataFrame:
    """Latest value, numerator and denominator of each area of an indicator."""
    table = store.observations(indicator, group_type="all")
    table = table[table["value"].notna()].sort_values("period")
    return table.groupby("area_code").tail(1).set_index("area_code")


def _excess(
    item: Item, areas: Sequence[str], reference: str, state: Baseline
) -> tuple[float | None, str]:
    """Share of an item above the reference's rate, 0 where the own rate is not higher."""
    if item.follows is None:
        return None, "it follows no published rate"
    if reference == "England":
        if item.follows not in _RATES:
            return None, "no rate of England in the same unit is published"
        table = _latest(_RATES[item.follows])
        if store.ENGLAND not in table.index:
            return None, "no rate of England is published"
        england = float(table.loc[store.ENGLAND, "value"])
        own = [float(table["value"].get(code, np.nan)) for code in areas]
        if np.isnan(own).any():
            return None, "not published for every authority"
        weights = [_children(state, [code]) for code in areas]
        parts = [max(0.0, 1 - england / rate) if rate > 0 else 0.0 for rate in own]
        size = [weight * rate for weight, rate in zip(weights, own, strict=True)]
        return float(np.average(parts, weights=size)), ""
    dimension = {"least deprived": "imd_quintile", "White": "ethnicity"}.get(reference)
    if dimension is None:
        raise AdversityCostError(f"no reference '{reference}': England, least deprived or White")
    if item.follows not in OUTCOME_IDS:
        return None, "not an outcome of the model"
    reason = state.why_not(item.follows, dimension)
    if reason:
        return None, reason
    places = [state.people.position(code) for code in areas]
    every = range(AREAS)
    axis = (0, 2) if dimension == "imd_quintile" else (0, 1)
    counts = state.counts[PLACE[item.follows]].reshape(AREAS, 5, 5)
    at_risk = state.at_risk[PLACE[item.follows]].reshape(AREAS, 5, 5)
    at = 4 if dimension == "imd_quintile" else ETHNIC_GROUPS.index("White")
    # The least deprived fifth of one authority may be a handful of children: the region's is used.
    where = list(every) if dimension == "imd_quintile" else places
    base = counts[where].sum(axis=axis)[at] / at_risk[where].sum(axis=axis)[at]
    own = counts[places].sum(axis=axis)
    people = at_risk[places].sum(axis=axis)
    over = np.maximum(own - base * people, 0.0)
    return float(over.sum() / own.sum()), ""


def _children(state: Baseline, areas: Sequence[str]) -> float:
    places = [state.people.position(code) for code in areas]
    return float(state.people.cells.reshape(AREAS, -1).sum(axis=1)[places].sum())


def _counts(
    key: str, areas: Sequence[str], state: Baseline, registers: Registers
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Events or children a year, by draw or one, and the authorities that publish none."""
    if key == "supported":
        helped = parameter(registers, "referral_supported", DRAWS, SEED) * parameter(
            registers, "referred_in_year", DRAWS, SEED
        )
        return helped * _children(state, areas), ()
    if key in OUTCOME_IDS:
        places = [state.people.position(code) for code in areas]
        return np.array([state.counts[PLACE[key]].reshape(AREAS, -1)[places].sum()]), ()
    table = _latest(key)
    found, missing = 0.0, []
    for code in areas:
        if code not in table.index:
            missing.append(code)
            continue
        row = table.loc[code]
        count = float(row["numerator"])
        if key == "neet_16_17":
            # A share of those aged 16 and 17: two of eighteen years of age.
            count = float(row["value"]) / 100 * _children(state, [code]) / 9
        elif key == "homeless_with_children":
            count *= 4  # a quarter's households
        if np.isnan(count):
            missing.append(code)
        else:
            found += count
    return np.array([found]), tuple(missing)


@lru_cache(maxsize=32)
def adversity_cost(areas: tuple[str, ...]) -> AdversityCost:
    """What adversity costs in a year in these authorities.

    Raises
    ------
    AdversityCostError
        For an area that is not an upper-tier authority of the region.
    """
    state, registers, prices = baseline(), load_registers(), load_price_index()
    unknown = [code for code in areas if code not in state.people.authorities]
    if unknown or not areas:
        raise AdversityCostError(f"not authorities of the region: {', '.join(unknown) or 'none'}")
    spent = store.table("council_spend")
    spent = spent[spent["measure"].eq("gross spending") & spent["area_code"].isin(areas)]
    by_line = spent.groupby("line")["value"].sum()
    factor = prices.factor(str(spent["financial_year"].iloc[0]))
    items = [
        Item(
            line,
            title,
            domain,
            {"council": 1.0},
            np.full(DRAWS, float(by_line[line]) * factor),
            None,
            follows,
        )
        for line, (title, domain, follows) in _SPENDING.items()
    ]
    costs = [registers.costs[name] for name in _COUNTED]
    drawn = cost_draws(costs, DRAWS, SEED, registers)
    for cost in costs:
        title, domain, key = _COUNTED[cost.id]
        count, missing = _counts(key, areas, state, registers)
        # Harm to victims is no service; council spending is counted above, once.
        payers = {
            payer: share
            for payer, share in cost.payers.items()
            if payer not in ("victims", "families", "wider", "council")
        }
        kept = sum(payers.values())
        amount = count * drawn[cost.id] * prices.factor(cost.price_year) * kept
        items.append(
            Item(
                cost.id,
                title,
                domain,
                {name: share / kept for name, share in payers.items()},
                np.broadcast_to(amount, DRAWS),
                float(np.mean(count)),
                key,
                missing,
            )
        )
    prevention = float(by_line.reindex(list(PREVENTION)).sum()) * factor
    return AdversityCost(tuple(areas), _children(state, areas), tuple(items), prevention)
