"""Each lever alone at preset scale: what it reaches, does, costs and gains in the three accounts.

Where a lever asks for a range (cost or effect), the table takes the register's whole range as if a
user had confirmed it, and says so: it shows the size of what is at stake and judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np

from data.contract import ETHNIC_GROUPS
from model.accounts import Account, in_sentences
from model.plan import Plan, new_plan
from model.presets import scales, starting_level
from model.register import Lever, load_registers
from model.register_schema import OUTCOMES
from model.results import NO_JUDGEMENT, Results, quantiles, simulate

DRAWS = 1024
#: Lever -> the published figure beside it.
PUBLISHED: dict[str, str] = {
    "child_poverty": "two-child limit: £7,280 a child lifted (C017); no effect at 5 (E257)",
    "early_years_centres": "services 22p, purse 89p, society £2.05 for each £1 (E209 to E211)",
    "incredible_years": "£24,600 saved a family; pays back in 5 to 8 years (E150)",
    "keyworker": "£2.28 for each £1 (E051)",
    "income_advice": "£47 gained by families for each £1 (E264)",
    "perinatal_care": "net benefit £490m in England over ten years (E280)",
    "breakfast_clubs": "two months' progress at 7 (E315)",
    "youth_clubs": "society loses nearly £3 for each £1 saved by closing (E099)",
    "mentoring": "offending -14%, violence -21% (E140, E141)",
    "community_coalition": "crime -33% (E067); Milton Keynes -54% (E192)",
    "violence_reduction_unit": "£4.1 for each £1 (E272); p of 0.06 to 0.08 (E270, E271)",
    "therapy_places": "about £2,250 a QALY (E177)",
    "identification": "none read",
    "school_counselling": "£5,700 a child (C174)",
    "family_group_conference": "£960 saved a child in year one (E201); £75,000 an entry (E046)",
    "drug_alcohol_court": "£2.3 for each £1 (E288); £74,068 a case (E289)",
    "fewer_exclusions": "£170,000 goes with an exclusion, lifetime (C038): a ceiling",
    "diversion": "liaison and diversion £1.42 for each £1 (E246)",
    "shorter_stays": "none read",
    "care_instead_of_custody": "boys' employment -10% after custody (E300)",
    "narrow_disparity": "a ban left totals unchanged and raised Black pupils' (E276)",
}


@dataclass(frozen=True)
class Row:
    """One lever alone in one place, in words; pounds are present values, median (80%)."""

    lever: str
    title: str
    place: str
    level: str
    reached: str
    outcomes: str
    cost: str
    purse: str
    purse_life: str
    society: str
    break_even: str
    verdict: str
    published: str
    illustration: bool  # ranges nobody has confirmed are used


def _setting(lever: Lever, level: float) -> tuple[dict[str, object], bool]:
    """A lever's setting with the register's whole ranges where it asks for one."""
    found: dict[str, object] = {"level": level}
    if lever.measure == "gap":
        found["groups"] = [group for group in ETHNIC_GROUPS if group != "White"]
    words = "the register's range, for the table"
    asked = False
    if lever.cost_bounds is not None:
        low, high = lever.cost_bounds.low, lever.cost_bounds.high
        found["own_cost"] = {"low": low, "central": (low + high) / 2, "high": high, "reason": words}
        asked = True
    if lever.judgement and lever.judgement_bounds is not None:
        low, high = lever.judgement_bounds.low, lever.judgement_bounds.high
        found["judgement"] = {
            "low": low,
            "central": (low + high) / 2,
            "high": high,
            "reason": words,
        }
        asked = True
    return found, asked


def _millions(values: np.ndarray) -> str:
    low, middle, high = quantiles(values[:, None])[1:4, 0] / 1e6
    return f"{middle:,.1f} ({low:,.1f} to {high:,.1f})"


def _account(account: Account, asked: bool) -> str:
    """Gains counted, and the balance where nothing that belongs in it is missing."""
    gains = f"gains {_millions(account.present_benefit)}"
    judged = account.complete and not asked
    return f"{gains}, net {_millions(account.net)}" if judged else gains


def _outcomes(results: Results) -> str:
    """The three outcomes most moved for their size, as children or events in the last year."""
    found = []
    for outcome in OUTCOMES:
        if outcome in NO_JUDGEMENT:
            continue
        change = results.values(outcome).to_numpy()[:, -1]
        base = float(np.median(results.values(outcome, scenario="baseline").to_numpy()[:, -1]))
        low, middle, high = quantiles(change[:, None])[1:4, 0]
        if base > 0 and abs(middle) / base > 1e-5:
            words = f"{OUTCOMES[outcome][1].lower()} {middle:+,.0f} ({low:+,.0f} to {high:+,.0f})"
            found.append((abs(middle) / base, words))
    found.sort(reverse=True)
    return "; ".join(words for _, words in found[:3]) or "none of the model's outcomes"


def _even(account: Account) -> str:
    middle = account.break_even.median
    if np.isnan(middle):
        return "-"
    if middle == 0:
        return "balances without"
    return "above all of the gap" if middle > 1 else f"{middle:.2f}"


def row(lever: Lever, start: Plan, place: str) -> Row:
    """One lever alone at the level a preset gives it."""
    level = starting_level(lever, start)
    setting, asked = _setting(lever, level)
    plan = new_plan(areas=start.areas, levers={lever.id: setting})
    results = simulate(plan, draws=DRAWS)
    accounts, scale = results.accounts, scales(plan)[lever.id]
    registers = load_registers()
    missing = in_sentences(accounts["society"].missing, registers)
    unit = lever.unit if lever.unit.startswith("%") else f" {lever.unit}"
    verdict = "; ".join(
        f"{account.spec.letter} {account.chance:.0%}"
        if account.chance is not None
        else f"{account.spec.letter} not judged"
        for account in accounts.values()
    )
    if asked:
        verdict = "not judged: the ranges are unconfirmed"
    elif missing:
        verdict += f" ({' '.join(missing)})"
    return Row(
        lever.id,
        lever.title,
        place,
        f"{level:g}{unit}",
        f"{scale.people:,.0f} of {scale.eligible:,.0f}",
        _outcomes(results),
        _millions(accounts["purse"].present_cost),
        _account(accounts["purse"], asked),
        _account(accounts["purse_life"], asked),
        _account(accounts["society"], asked),
        f"B {_even(accounts['purse_life'])}; C {_even(accounts['society'])}",
        verdict,
        PUBLISHED[lever.id],
        asked,
    )


#: Where the table is made: area code, name.
PLACES = (("E12000005", "West Midlands"), ("E08000025", "Birmingham"))


def rows(places: Iterable[tuple[str, str]] = PLACES) -> list[Row]:
    """Every lever alone in each place."""
    registers = load_registers()
    return [
        row(lever, new_plan(areas=[code]), name)
        for code, name in places
        for lever in registers.levers.values()
    ]


def as_records(found: Iterable[Row]) -> list[dict[str, object]]:
    """The table as plain data, for the app."""
    return [asdict(item) for item in found]


def as_markdown(found: Iterable[Row]) -> str:
    """The table as a section of docs/validation.md."""
    heads = (
        "Lever",
        "Place",
        "Level; reached",
        "Outcomes in 2045",
        "Cost",
        "A",
        "B",
        "C",
        "Break-even",
        "Chance",
        "Published",
    )
    lines = [
        "## Each lever alone",
        "",
        "At preset scale, 20 years, 1,024 draws. £m of 2024-25, present values: median (80%",
        "interval). A: public purse, the plan's years; B: public purse, over life; C: society.",
        "The cost is the purse's. Break-even: the part of the adult gap that must be cause for the",
        "account to balance. Chance: share of draws in which gains exceed costs. A star marks",
        "ranges taken from the register as if a user had confirmed them: nothing is judged there.",
        "",
        "| " + " | ".join(heads) + " |",
        "|" + "---|" * len(heads),
    ]
    for item in found:
        cells = (
            item.title + (" *" if item.illustration else ""),
            item.place,
            f"{item.level}; {item.reached}",
            item.outcomes,
            item.cost,
            item.purse,
            item.purse_life,
            item.society,
            item.break_even,
            item.verdict,
            item.published,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
