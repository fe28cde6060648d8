"""Outcomes that follow from the simulation and from what levers leave, worked out after it.

School attainment, young people not in education or work, households in temporary accommodation,
children exposed to domestic abuse, and where children looked after live. Each has its published
level; it moves only where the register holds evidence that is not a slope between places. Where it
holds none, the change is nil and `WHY_NOT` says so, in place of a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data import store
from model.appraisal import reached_by_year
from model.baseline import PLACE
from model.care_spend import placement_mix
from model.results import Results
from model.setting import AREAS
from model.uncertainty import uniforms

#: Outcome -> (title, unit).
AFTER: dict[str, tuple[str, str]] = {
    "attainment": ("Attainment 8", "mean points (a grade in one subject is one point)"),
    "attainment_at_7": ("Attainment at 7", "months of progress, mean of the children of a year"),
    "neet_16_17": ("Not in education or work at 16-17", "young people"),
    "temporary_accommodation": ("Temporary accommodation", "households"),
    "domestic_abuse": ("Assessments with domestic abuse of a parent", "assessments a year"),
    "placed_foster": ("Looked after in foster care", "children on 31 March"),
    "placed_homes": ("Looked after in children's homes", "children on 31 March"),
    "placed_other": ("Looked after elsewhere", "children on 31 March"),
}
#: Outcomes that no lever moves here, and why.
WHY_NOT: dict[str, str] = {
    "neet_16_17": (
        "Exclusion and absence go with it (E233, E234), but no size of an effect was read, so no "
        "lever moves it."
    ),
    "temporary_accommodation": (
        "No effect of a lever on families' homelessness was read; what it does to absence (5%, "
        "E303) has therefore nothing to act on."
    ),
    "domestic_abuse": (
        "There is no robust evidence on preventing it or helping the children, and recording "
        "moves the count; no lever moves it."
    ),
}
#: Months of progress at 7 from a breakfast club (E315), and when.
BREAKFAST_MONTHS = 2.0


class AfterError(ValueError):
    """An unknown outcome; the message names it."""


@dataclass(frozen=True)
class After:
    """One outcome in the reported areas: its published level and the plan's change.

    ``level``: as published, NaN where nothing is. ``change`` (draws, years of the plan): plan less
    baseline in the unit of `AFTER`; above 0 is more. ``without`` (the same): the level without the
    plan; ``held`` where it stays as published, because no forecast of it was tested.
    """

    outcome: str
    level: float
    as_of: str
    missing: tuple[str, ...]
    change: np.ndarray
    why_not: str
    without: np.ndarray
    held: bool = False


_INDICATORS = {
    "neet_16_17": "neet_16_17",
    "temporary_accommodation": "temporary_accommodation",
    "domestic_abuse": "factor_domestic_abuse",
    "attainment": "attainment_8",
}


def _published(outcome: str, results: Results) -> tuple[float, str, tuple[str, ...]]:
    """Level over the reported areas, period, and the areas that publish none."""
    table = store.observations(_INDICATORS[outcome], group_type="all")
    table = table[table["value"].notna()].sort_values("period")
    table = table.groupby("area_code").tail(1).set_index("area_code")
    missing = tuple(code for code in results.areas if code not in table.index)
    here = [code for code in results.areas if code in table.index]
    period = str(table.loc[here, "period"].max()) if here else ""
    children = _children(results, here)
    if outcome == "attainment":
        # Attainment 8 counts ten slots; a mean over areas weighted by children.
        level = float(np.average(table.loc[here, "value"], weights=children)) if here else np.nan
    elif outcome == "neet_16_17":
        level = float((table.loc[here, "value"] / 100 * children / 9).sum())
    else:
        level = float(table.loc[here, "numerator"].sum(min_count=1))
    return level, period, missing


def _children(results: Results, areas: Sequence[str]) -> np.ndarray:
    people = results.state.people
    by_area = people.cells.reshape(AREAS, -1).sum(axis=1)
    return np.asarray(by_area[[people.position(code) for code in areas]])


def _placements(results: Results) -> tuple[dict[str, float], tuple[str, ...]]:
    mix = placement_mix(results.areas)
    foster, homes, whole = (float(mix[name].sum()) for name in ("foster", "homes", "all"))
    missing = tuple(mix.index[mix[["foster", "homes", "all"]].isna().any(axis=1)])
    return {
        "placed_foster": foster,
        "placed_homes": homes,
        "placed_other": whole - foster - homes,
    }, missing


def _looked_after(results: Results, runs: np.ndarray) -> np.ndarray:
    """Children looked after in the reported areas, (draws, years of the plan)."""
    places = [results.state.people.position(code) for code in results.areas]
    there = runs[..., PLACE["looked_after"]][:, places].sum(axis=1)[:, 1:]
    return np.asarray(there, dtype=float)


def outcome_after(results: Results, outcome: str) -> After:
    """One outcome worked out after the simulation. Raises AfterError for an unknown one."""
    if outcome not in AFTER:
        raise AfterError(f"no outcome '{outcome}': {', '.join(AFTER)}")
    draws, years = results.draws, results.runs.setup.years
    still = np.zeros((draws, years))
    if outcome.startswith("placed_"):
        levels, missing = _placements(results)
        whole = sum(levels.values())
        # At the margin a home's share is drawn from none to its published share, as in money.
        part = uniforms("averted_care.part", draws, results.plan.seed)
        homes = part * levels["placed_homes"] / whole
        other = levels["placed_other"] / (whole - levels["placed_homes"])
        shares = {
            "placed_homes": homes,
            "placed_other": (1 - homes) * other,
            "placed_foster": (1 - homes) * (1 - other),
        }
        before = _looked_after(results, results.runs.baseline)
        change = shares[outcome][:, None] * (_looked_after(results, results.runs.plan) - before)
        without = before * levels[outcome] / whole
        return After(outcome, levels[outcome], "2025-03-31", missing, change, "", without)
    if outcome == "attainment":
        level, period, missing = _published(outcome, results)
        grades = results.plan_money.changes.get("grades")
        leavers = max(float(_children(results, results.areas).sum()) / 18, 1.0)
        change = still
        if grades is not None:
            change = np.broadcast_to(grades.units[:, :years] / leavers, still.shape)
        return _held(outcome, level, period, missing, change)
    if outcome == "attainment_at_7":
        reached = reached_by_year(results).get("breakfast_clubs")
        if reached is None:
            return _held(outcome, float("nan"), "", (), still)
        # A seventh of the children aged 4 to 10 is seven in a year; the mean over that year.
        share = reached / max(float(_children(results, results.areas).sum()) * 7 / 18, 1.0)
        change = np.broadcast_to(BREAKFAST_MONTHS * share, still.shape)
        return _held(outcome, float("nan"), "", (), change)
    level, period, missing = _published(outcome, results)
    return _held(outcome, level, period, missing, still, WHY_NOT[outcome])


def _held(
    outcome: str,
    level: float,
    period: str,
    missing: tuple[str, ...],
    change: np.ndarray,
    why_not: str = "",
) -> After:
    """An outcome whose level without the plan is held at what is published."""
    without = np.full_like(change, level)
    return After(outcome, level, period, missing, change, why_not, without, True)
