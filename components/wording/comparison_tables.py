"""The tables of the Compare page: headlines, money, pairs, levers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components.figures import plan
from components.figures.comparison import NOTHING, Comparison, five
from components.wording import comparison as comparison_words
from components.wording import outcomes as words
from data import store
from model.accounts import ACCOUNTS, in_sentences
from model.register import load_registers
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
    """The three accounts of each plan in the place, present values with 95% intervals."""
    registers = load_registers()
    rows = [
        f"{spec.letter}. {spec.title}: {part}"
        for spec in ACCOUNTS.values()
        for part in ("costs", "gains counted", "gains less costs", "chance above 0")
    ]
    rows += ["A. Free money to spend", "A. Pays back after", "Not judged, because"]
    table: dict[str, list[str]] = {}
    for each in comparison.sides:
        if each.results is None:
            table[each.letter] = ["–"] * len(rows)
            continue
        cells: list[str] = []
        said: dict[str, None] = {}
        for account in each.results.accounts.values():
            spent = bool((account.present_cost > 0).any())
            cells += [
                _pounds(account.present_cost) if spent else "nothing costed",
                _pounds(account.present_benefit),
                _pounds(account.net) if account.complete else "not judged",
                "not judged" if account.chance is None else words.share(account.chance),
            ]
            said |= dict.fromkeys(in_sentences(account.missing, registers))
        purse = each.results.accounts["purse"]
        back = purse.payback
        payback = "not judged" if purse.missing else "nothing to pay back"
        if back is not None:
            found = np.isfinite(back)
            payback = (
                f"{np.median(np.where(found, back, np.inf)):.0f} years"
                if found.mean() > 0.5
                else "not within the period"
            )
        table[each.letter] = [
            *cells,
            _pounds(purse.present_cashable),
            payback,
            " ".join(said) or "all is counted",
        ]
    return pd.DataFrame({"Money": rows, **table})


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
