"""Checks of the start and of the baseline: margins, tested forecasts, use of services, poverty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from data import store
from model.baseline import OUTCOME_IDS, PLACE, baseline
from model.check_entry import Check
from model.forecast_methods import TESTED_YEARS
from model.forecasts import COVER, METHOD_NAMES, stored
from model.population import population, rake
from model.register import load_registers
from model.register_schema import OUTCOMES
from model.setting import AREAS
from model.simulation import simulate_uses
from model.uncertainty import draw

#: Children in England referred, supported and waiting in 2022-23 (E181), and all at mid-2022.
ACCESS = {"recorded_demand": 949_200, "supported": 305_000, "waiting": 270_300}
CHILDREN_2022 = 11_901_267
#: Extra care entries linked to rising child poverty, England 2015 to 2020 (E002).
BENNETT = (6_447.0, 10_351.0, 14_567.0)


def margins_met() -> Check:
    """The fitted cells add to their margins, and every outcome to its published totals."""
    people, state = population(), baseline()
    table = store.table("model_margins")
    worst = 0.0
    kinds = {"authority": (1, 2), "authority_ethnicity": (1,), "authority_quintile": (2,)}
    for kind, axes in kinds.items():
        part = table[table["kind"] == kind]
        sums = np.sort(people.children.sum(axis=axes).reshape(-1))
        target = np.sort(part["children"].to_numpy())
        worst = max(worst, float(np.max(np.abs(sums - target) / target)))
    totals = store.table("model_totals")
    off = 0.0
    for outcome in OUTCOME_IDS:
        last = totals[totals["outcome"] == outcome].sort_values("year")
        last = last.groupby("area_code").tail(1).set_index("area_code")["count"]
        if last.empty:
            continue
        ours = state.counts[PLACE[outcome]].reshape(AREAS, -1).sum(axis=1)
        target = last.reindex(list(people.authorities)).to_numpy()
        off = max(off, float(np.max(np.abs(ours - target) / target)))
    return Check(
        "Cells and totals",
        "Fitted children meet every margin; each outcome meets each authority's latest total",
        f"largest relative gap: margins {worst:.1e} after {people.rounds} rounds, totals {off:.1e}",
        worst < 1e-8 and off < 1e-8,
    )


def raking_stands() -> Check:
    """Raking gives back a table that already meets its margins, and refuses margins at odds."""
    table = population().children
    again, rounds = rake(table, [((0,), table.sum(axis=(1, 2))), ((0, 2), table.sum(axis=1))])
    gap = float(np.max(np.abs(again - table) / table))
    return Check(
        "Raking",
        "A table that meets its margins is left as it is",
        f"largest relative change {gap:.1e} in {rounds} rounds",
        gap < 1e-9,
    )


def bennett() -> Check:
    """Extra care entries 2015 to 2020 that the poverty link gives for 149 authorities."""
    panel = store.table("authority_panel")
    panel = panel[panel["year"].between(2015, 2020)].dropna(
        subset=["poverty_percent", "population_0_16"]
    )
    start = panel[panel["year"] == 2015].set_index("area_code")["poverty_percent"]
    rise = panel["poverty_percent"] - panel["area_code"].map(start)
    point_children = float((rise * panel["population_0_16"]).sum())
    link = load_registers().links["poverty_care_entries"]
    values = draw(link.id, link.distribution, 4096, 1) * point_children
    low, high = np.quantile(values, [0.025, 0.975])
    centre = link.distribution.central * point_children
    return Check(
        "Poverty and care entry, 149 authorities, 2015 to 2020",
        f"Extra entries within the published {BENNETT[0]:,.0f} to {BENNETT[2]:,.0f} "
        f"(central {BENNETT[1]:,.0f}; Bennett et al. 2022)",
        f"{centre:,.0f} ({low:,.0f} to {high:,.0f}) in {panel['area_code'].nunique()} authorities",
        BENNETT[0] <= centre <= BENNETT[2],
        "Children 0 to 16 of the panel times points of poverty above 2015, times the link. Our "
        "interval is wider than the published one on purpose: see the link's basis.",
    )


def rolling_origin() -> list[Check]:
    """One check for each outcome forecast: 80% intervals hold 70 to 90% at each year ahead.

    Read from what ``python -m model forecasts`` stored; a test runs one outcome anew.
    """
    found = []
    for outcome, entry in stored()["outcomes"].items():
        table = {row["ahead"]: row for row in entry["table"][entry["method"]]}
        naive = {row["ahead"]: row for row in entry["table"]["last_value"]}
        error = np.mean([row["error"] for row in table.values()])
        held = np.mean([row["error"] for row in naive.values()])
        missing = [year for year in range(1, TESTED_YEARS + 1) if year not in table]
        covers = ", ".join(
            f"{row['cover80']:.0%} at {year} ({row['origins']})" for year, row in table.items()
        )
        passed = (
            bool(all(COVER[0] <= row["cover80"] <= COVER[1] for row in table.values()))
            and error <= held + 1e-9
            and not missing
        )
        found.append(
            Check(
                f"Rolling origin: {OUTCOMES[outcome][1].lower()}",
                "80% intervals hold 70 to 90% of what happened at each of 1 to 5 years ahead; "
                "error no more than holding the last value",
                f"{METHOD_NAMES[entry['method']]}: {covers}; mean error {_percent(error)}, "
                f"last value {_percent(held)}",
                passed,
                _span(entry, missing),
            )
        )
    return found


def _percent(log_error: float) -> str:
    return f"{np.expm1(log_error):.0%}"


def _span(entry: Mapping[str, Any], missing: list[int]) -> str:
    words = (
        f"{entry['authorities']} authorities, {entry['first_year']} to {entry['last_year']}; in "
        "brackets the origins behind each share. Forecasts across the pandemic count; its years do "
        "not."
    )
    if missing:
        years = " and ".join(str(year) for year in missing)
        words += f" The series is too short to test {years} years ahead."
    return words


def levels_have_intervals() -> Check:
    """Looked after in the last year has an interval as wide as the tested forecast's."""
    runs = simulate_uses([], baseline().people.authorities, path_id="forecast", draws=1024)
    total = runs.baseline[:, :AREAS, -1, PLACE["looked_after"]].astype(float).sum(axis=1)
    low, middle, high = np.quantile(total, [0.025, 0.5, 0.975])
    return Check(
        "Levels have intervals",
        "Looked after in 2045 strays as far as its tested forecast does",
        f"{middle:,.0f} ({low:,.0f} to {high:,.0f}, 95%)",
        bool(high / middle > 1.2 and low / middle < 0.85),
        "The width comes from the rolling origin: one shock of all authorities, one of each.",
    )


def use_of_services() -> Check:
    """Children referred, supported and waiting at the start against the national figures."""
    runs = simulate_uses([], baseline().people.authorities, draws=64)
    start = runs.baseline[:, :AREAS, 0].astype(float).sum(axis=1)
    children = baseline().people.cells.sum()
    parts, worst = [], 0.0
    for outcome, national in ACCESS.items():
        ours = float(np.median(start[:, PLACE[outcome]]))
        expected = national / CHILDREN_2022 * children
        worst = max(worst, abs(ours / expected - 1))
        parts.append(f"{OUTCOMES[outcome][1].lower()} {ours:,.0f} against {expected:,.0f}")
    return Check(
        "Referred, supported and waiting",
        "Within 10% of England's figures of 2022-23 (E181), per child",
        "; ".join(parts),
        worst <= 0.1,
        "Need is calibrated to these three, so they hold by construction; what is checked is that "
        "the simulation starts and stays there. No figure by authority was in hand to check the "
        "spread.",
    )
