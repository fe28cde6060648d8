"""The checks that decide whether the model may be believed: all of them, and their report.

``python -m model check`` prints them; ``--report`` writes them to docs/validation.md; the test
suite runs each one. They stand in `checks_baseline`, `checks_ladder` and `checks_levers`; a limit
is set there once and is never moved to let a check pass.
"""

from __future__ import annotations

from collections.abc import Callable

from data import store
from model import checks_baseline, checks_ladder, checks_levers
from model.check_entry import Check

CHECKS: dict[str, Callable[[], Check | list[Check]]] = {
    "no plan": checks_levers.no_plan_no_change,
    "margins": checks_baseline.margins_met,
    "raking": checks_baseline.raking_stands,
    "accounts": checks_ladder.accounting_tests,
    "rolling origin": checks_baseline.rolling_origin,
    "levels": checks_baseline.levels_have_intervals,
    "services": checks_baseline.use_of_services,
    "poverty": checks_baseline.bennett,
    "pysd": checks_ladder.pysd_agreement,
    "conservation": checks_ladder.conservation,
    "programmes": checks_levers.programmes,
    "sweep": checks_levers.sweep_levers,
    "monotone": checks_levers.monotone,
}


def run_all() -> list[Check]:
    """Every check, in order; a progress bar on the standard error stream."""
    import sys

    from tqdm import tqdm

    found: list[Check] = []
    for make in tqdm(CHECKS.values(), desc="checks", file=sys.stderr):
        result = make()
        found.extend(result if isinstance(result, list) else [result])
    return found


def _word(check: Check) -> str:
    return {True: "passes", False: "FAILS", None: "reported"}[check.passed]


def as_text(found: list[Check]) -> str:
    """The checks as a table for the terminal."""
    width = max(len(check.name) for check in found)
    lines = [f"{check.name:<{width}}  {_word(check):<8}  {check.found}" for check in found]
    failed = sum(check.passed is False for check in found)
    return "\n".join([*lines, f"{len(found)} checks, {failed} failed"])


def as_markdown(found: list[Check]) -> str:
    """docs/validation.md."""
    lines = [
        "# Validation of the model",
        "",
        "Written by `python -m model check --report`; do not edit. Each check is run by the test",
        "suite too. Limits stand in `model/checks.py` and are not moved to let a check pass.",
        "",
        f"Figures: data version `{store.data_version()}`.",
        "",
        "| Check | Passes when | Result | |",
        "|---|---|---|---|",
    ]
    lines += [f"| {c.name} | {c.asked} | {c.found} | {_word(c)} |" for c in found]
    notes = [c for c in found if c.detail]
    lines += ["", "## Notes", ""]
    lines += [f"- **{c.name}.** {c.detail}" for c in notes]
    failed = [c for c in found if c.passed is False]
    if failed:
        lines += ["", "## What does not hold, and why", ""]
        lines += [
            f"- **{c.name}**: {c.found}. {WHY_NOT.get(c.name, c.detail)}".rstrip() for c in failed
        ]
    return "\n".join(lines) + "\n"


def as_records(found: list[Check]) -> dict[str, object]:
    """The same as plain data, for the app: the data version and one record a check."""
    return {
        "data_version": store.data_version(),
        "checks": [
            {
                "check": c.name,
                "asked": c.asked,
                "found": c.found,
                "verdict": _word(c),
                "detail": c.detail,
                "why_not": WHY_NOT.get(c.name, "") if c.passed is False else "",
            }
            for c in found
        ],
    }


#: Reasons for checks that do not hold, for the report.
WHY_NOT: dict[str, str] = {
    "Accounting test, 2019 to 2025: looked after": (
        "The return publishes no opening stock, so the stock of the year before stands in, and "
        "later corrections move it: Birmingham in 2019 and 2020 and Sandwell in 2023 are just "
        "outside."
    ),
    "Rolling origin: permanent exclusions": (
        "Few events, so an authority's rate can treble by chance; the strays in use go as far up "
        "as down, which leaves sums in place and cuts such rises: intervals hold 69 to 75%."
    ),
    "Rolling origin: suspensions": (
        "Suspensions have trebled since 2014 in one long rise; intervals learnt from earlier years "
        "are too narrow four and five years ahead. The present ones are learnt from the rise too."
    ),
    "Rolling origin: pupils persistently absent": (
        "Absence doubled in the pandemic and nobody would have foreseen it: forecasts across it "
        "are far out. Those a year ahead hold 76%."
    ),
    "Rolling origin: first-time entrants to youth justice": (
        "Nine years, three of them about the pandemic, leave two origins: too few to judge an "
        "interval by."
    ),
    "Rolling origin: hospital admissions for self-harm": (
        "Seven years, the last 2017/18: two origins, and nothing beyond two years ahead can be "
        "tested."
    ),
    "Rolling origin: children in relative low income": (
        "Eleven years on two measures joined in 2022: one or two origins at each year ahead."
    ),
}
