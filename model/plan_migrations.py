"""Bring a plan written by an older version of the app up to the present one, step by step.

Version 1 (drafts of the first What-if page) held ``name``, ``horizon``, a discount rate in per
cent, and levers as ``{value, target, from, ramp, until, why}`` or as a plain number. Version 2
had the baseline ``recent_trend``, drawn through two end points, and held every rate when none was
named.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

CURRENT_VERSION: Final = 3

_PLAN_1 = {"name": "title", "horizon": "horizon_years"}
_LEVER_1 = {
    "value": "level",
    "target": "targeting",
    "from": "start_year",
    "ramp": "ramp_years",
    "until": "end_year",
    "why": "rationale",
}
_TARGET_1 = {"all": "everyone", "need": "in proportion to need", "poorest": "most deprived first"}


def _renamed(fields: dict[str, Any], names: dict[str, str], place: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in fields.items():
        new = names.get(key, key)
        if new in out:
            raise ValueError(f"{place}{key}: is given twice, under its old and its new name")
        out[new] = value
    return out


def _number(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{place}: must be a number")
    return float(value)


def _from_1(old: dict[str, Any]) -> dict[str, Any]:
    plan = _renamed(old, _PLAN_1, "")
    if "discount_rate" in plan:
        plan["discount_rate"] = _number(plan["discount_rate"], "discount_rate") / 100
    levers = plan.get("levers", {})
    if not isinstance(levers, dict):
        raise ValueError("levers: must map a lever to its setting")
    plan["levers"] = {}
    for lever_id, setting in levers.items():
        place = f"levers.{str(lever_id)[:60]}."
        if isinstance(setting, dict):
            setting = _renamed(setting, _LEVER_1, place)
            target = setting.get("targeting")
            if isinstance(target, str):
                setting["targeting"] = _TARGET_1.get(target, target)
        else:
            setting = {"level": _number(setting, f"{place}value")}
        plan["levers"][lever_id] = setting
    return plan | {"version": 2}


def _from_2(old: dict[str, Any]) -> dict[str, Any]:
    chosen = old.get("baseline", "hold")
    return old | {"version": 3, "baseline": "forecast" if chosen == "recent_trend" else chosen}


_STEPS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _from_1, 2: _from_2}


def migrate(document: dict[str, Any]) -> dict[str, Any]:
    """A plan document of any known version as one of the present version (a new mapping).

    Raises
    ------
    ValueError
        When the version is missing, unknown or newer than this app, or an old field is wrong.
    """
    version = document.get("version")
    if isinstance(version, bool) or not isinstance(version, int):
        raise ValueError("version: missing; a plan says which version it was written in")
    if version > CURRENT_VERSION:
        raise ValueError(
            f"version: the plan is of version {version}, newer than this app "
            f"({CURRENT_VERSION}); open it in a newer app"
        )
    while version < CURRENT_VERSION:
        if version not in _STEPS:
            raise ValueError(f"version: {version} is not a version of a plan")
        document = _STEPS[version](document)
        version = document["version"]
    return dict(document)
