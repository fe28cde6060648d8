"""The tables of the Compare page: headlines, money, pairs, levers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components.figures import plan
from components.figures.accounts import Told, passes_to_families
from components.figures.comparison import NOTHING, Comparison, five
from components.wording import accounts as account_words
from components.wording import comparison as comparison_words
from components.wording import outcomes as words
from data import store
from model.accounts import ACCOUNTS, in_sentences
from model.register import Registers, load_registers
from model.register_schema import STRANDS

#: Rows of the headline table at most.
_MOST_ROWS = 8
BASELINE = "No plan"


def headline_outcomes(comparison: Comparison, chosen: str) -> list[str]:
    """The chosen outcome, then those that any plan moves most for their size, then the usual."""
    size = {}
    for outcome in plan.ORDER:
        base = float(np.median(comparison.base.values(outcome, scenario="baseline").isel(year=-1)))
        moved = max(
            float(np.median(np.abs(comparison.change(each.letter, outcome))))
            for each in comparison.sides
        )
        size[outcome] = moved / base if base else 0.0
    most = sorted((o for o in plan.ORDER if size[o] > 1e-5), key=lambda o: -size[o])
    usual = [each for each in plan.HEADLINES if each not in most]
    wanted = list(dict.fromkeys([chosen, *most, *usual]))[:_MOST_ROWS]
    return [chosen, *sorted((o for o in wanted if o != chosen), key=plan.ORDER.index)]


def change_words(values: np.ndarray) -> str:
    """A change with its 95% interval in a cell."""
    if np.abs(values).max() <= NOTHING:
        return "no change"
    low, _, median, _, high = five(values)
    return f"{words.signed(median)} ({words.signed(low)} to {words.signed(high)})"


def headlines(comparison: Comparison, outcomes: list[str]) -> pd.DataFrame:
    """Change from the baseline by the horizon, each plan a column; the baseline's own level."""
    rows = []
    for outcome in outcomes:
        base = comparison.base.values(outcome, scenario="baseline").isel(year=-1)
        row = {"Outcome": words.title(outcome), BASELINE: words.count(float(np.median(base)))}
        for each in comparison.sides:
            row[each.letter] = change_words(comparison.change(each.letter, outcome))
        rows.append(row)
    return pd.DataFrame(rows)


def chances(comparison: Comparison, outcome: str) -> pd.DataFrame:
    """Chance that the plan of the row does better than that of the column."""
    letters = [each.letter for each in comparison.sides]
    rows = []
    for one in letters:
        row = {"Plan": one}
        for other in ["", *letters]:
            column = f"than {other or 'no plan'}"
            row[column] = (
                "–"
                if one == other
                else words.share(comparison.chance_better(one, other, outcome))
                if np.abs(comparison.difference(one, other, outcome)).max() > NOTHING
                else "no difference"
            )
        rows.append(row)
    return pd.DataFrame(rows)


def _pounds(values: np.ndarray) -> str:
    low, _, median, _, high = five(values)
    return f"{words.pounds(median)} ({words.pounds(low)} to {words.pounds(high)})"


def money(comparison: Comparison) -> pd.DataFrame:
    """The three accounts of each plan's levers that can be judged, with 95% intervals.

    Of the others stands what their cost is, as far as known, and what is missing.
    """
    registers = load_registers()
    rows = ["Levers judged"] + [
        f"{spec.letter}. {spec.title}: {part}"
        for spec in ACCOUNTS.values()
        for part in ("costs", "gains counted", "gains less costs", "chance above 0")
    ]
    rows += ["A. Of the costs, passed to families", "A. Free money to spend", "A. Pays back after"]
    rows += ["Cost to the purse of levers not judged", "Not judged, because"]
    table: dict[str, list[str]] = {}
    for each in comparison.sides:
        if each.told is None:
            table[each.letter] = ["–"] * len(rows)
            continue
        table[each.letter] = [*_judged(each.told), *_rest(each.told, registers)]
    return pd.DataFrame({"Money": rows, **table})


def _judged(told: Told) -> list[str]:
    """The cells of the levers that can be judged."""
    cells = [f"{len(told.split.judged)} of {told.levers}"]
    if told.part is None:
        return [*cells, *["not judged"] * (4 * len(ACCOUNTS) + 3)]
    for account in told.part.accounts.values():
        cells += [
            _pounds(account.present_cost) if account.present_cost.any() else "nothing spent",
            _pounds(account.present_benefit),
            _pounds(account.net) if account.complete else "not judged",
            "not judged" if account.chance is None else words.share(account.chance),
        ]
    purse = told.part.accounts["purse"]
    payback = "not judged" if purse.missing else "nothing to pay back"
    if purse.payback is not None:
        found = np.isfinite(purse.payback)
        payback = (
            f"{np.median(np.where(found, purse.payback, np.inf)):.0f} years"
            if found.mean() > 0.5
            else "not within the period"
        )
    families = passes_to_families(told.part.plan_money.ledger)
    passed = _pounds(families) if families.any() else "nothing"
    return [*cells, passed, _pounds(purse.present_cashable), payback]


def _rest(told: Told, registers: Registers) -> list[str]:
    """The cells of the levers that can't be judged."""
    if told.split.whole:
        why = [] if told.part is None else list(told.part.accounts.values())
        said = dict.fromkeys(word for a in why for word in in_sentences(a.missing, registers))
        return ["none", " ".join(said) or "all is counted"]
    uncosted, rest = len(told.split.uncosted), len(told.split.rest)
    known = _pounds(told.rest_cost) if uncosted < rest else "not known"
    if 0 < uncosted < rest:
        known += f"; not known of {uncosted} of {rest}"
    return [known, account_words.reasons(told, registers)]


def levers(comparison: Comparison) -> pd.DataFrame:
    """Every lever that a plan uses: how it is set in each, and in words where they differ."""
    registers = load_registers()
    rows = []
    for lever in registers.levers.values():
        settings = {
            each.letter: comparison_words.setting_of(each.plan, lever.id)
            for each in comparison.sides
        }
        if not any(settings.values()):
            continue
        row = {"Lever": lever.title, "Strand": STRANDS[lever.strand]}
        for letter, setting in settings.items():
            row[letter] = (
                comparison_words.setting_words(lever.id, setting) if setting else "not used"
            )
        if len(settings) > 1:
            row["Difference"] = comparison_words.lever_difference(settings)
        rows.append(row)
    return pd.DataFrame(rows)


def about(comparison: Comparison, **more: object) -> dict[str, object]:
    """What stands on top of every CSV of a comparison."""
    return {
        **{f"Plan {each.letter}": each.plan.title for each in comparison.sides},
        "Draws": f"{comparison.draws}, the same for every plan",
        "Baseline": load_registers().baselines[comparison.base.plan.baseline].title,
        "Discount rate": f"{comparison.base.plan.discount_rate:.1%}",
        "Figures version": store.data_version(),
        **more,
    }
