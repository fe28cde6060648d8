"""What is said of a plan's money: which levers can be judged, what is missing of the others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components.figures.accounts import Told, passes_to_families
from components.wording import outcomes as words
from components.wording.names import list_in_words
from model.accounts import Account, in_sentences
from model.register import Registers, load_registers
from model.results import quantiles

#: What stands beside every account.
FAMILIES = "What passes to families is a cost to the purse and nil to society."
NOT_JUDGED = "not judged"
#: Kinds of what is missing that are about gains.
_GAINS = {"no benefit", "not whole"}


def median_and_range(values: np.ndarray) -> str:
    """Pounds: the median with its 80% interval."""
    low, middle, high = quantiles(values[:, None])[1:4, 0]
    if words.pounds(low) == words.pounds(high):
        return words.pounds(middle)
    return f"{words.pounds(middle)} ({words.pounds(low)} to {words.pounds(high)})"


def middle(values: np.ndarray) -> str:
    """The median in pounds."""
    return words.pounds(float(np.median(values)))


def counts(told: Told) -> str:
    """How many levers can be judged: "10 of 21 levers can be judged"."""
    number, whole = len(told.split.judged), told.levers
    if number == whole:
        return "the lever can be judged" if whole == 1 else f"all {whole} levers can be judged"
    if not number:
        return (
            "the lever can't be judged" if whole == 1 else f"none of {whole} levers can be judged"
        )
    return f"{number} of {whole} levers can be judged"


def rest_in_short(told: Told) -> str:
    """The levers that can't be judged, with what is missing in counts, where room is short."""
    number = len(told.split.rest)
    kinds = [{each.kind for each in found} for found in told.split.why.values()]
    counted = [
        ("no known cost", sum("no cost" in each for each in kinds)),
        ("no range", sum("no range" in each for each in kinds)),
        ("gains in part or not", sum(bool(each & _GAINS) for each in kinds)),
    ]
    why = ", ".join(f"{words} {count}" for words, count in counted if count)
    many = "is" if number == 1 else "are"
    known = ""
    if len(told.split.uncosted) < number:
        known = f" {middle(told.rest_cost)} of their cost is known."
    return f"{number} {many} not judged ({why}): neither loss nor gain.{known}"


def reasons(told: Told, registers: Registers | None = None) -> str:
    """What is missing of them, by name; "" for nothing."""
    found = [each for missing in told.split.why.values() for each in missing]
    return " ".join(in_sentences(found, registers or load_registers()))


def rest_words(told: Told) -> str:
    """The levers that can't be judged: how many, their known cost, and that nothing follows."""
    number = len(told.split.rest)
    if not number:
        return ""
    uncosted = len(told.split.uncosted)
    known = (
        f"{middle(told.rest_cost)} of the purse's cost is known"
        if uncosted < number
        else "no cost of them is known"
    )
    without = f", none of {uncosted} of them" if 0 < uncosted < number else ""
    many, whose = ("lever is", "Its") if number == 1 else ("levers are", "Their")
    return (
        f"{number} {many} not judged: {known}{without}. {whose} gains are counted in part or not "
        "at all, which is neither a loss nor a gain."
    )


def break_even_words(account: Account) -> str:
    """How much of the gap in adult life must be cause for the account to balance."""
    share = account.break_even.median
    if not account.complete:
        return NOT_JUDGED
    if share != share:
        return "nothing later is counted"
    if share == 0:
        return "balances without"
    return f"{share:.0%}" if share <= 1 else "more than all of it"


def table(told: Told) -> pd.DataFrame:
    """The three accounts of the levers that can be judged, and of the others what is known."""
    number, rest = len(told.split.judged), len(told.split.rest)
    rows = []
    if told.part is not None:
        ledger = told.part.plan_money.ledger
        for account in told.part.accounts.values():
            society = account.id == "society"
            families = passes_to_families(ledger)
            rows.append(
                (
                    f"{account.spec.letter}. {account.spec.title}",
                    f"{number} judged",
                    median_and_range(account.present_cost),
                    "nil" if society or not families.any() else middle(families),
                    median_and_range(account.present_benefit),
                    median_and_range(account.net) if account.complete else NOT_JUDGED,
                    NOT_JUDGED if account.chance is None else words.share(account.chance),
                    break_even_words(account),
                )
            )
    if rest:
        rows.append(
            (
                "A and B. Public purse",
                f"{rest} not judged",
                median_and_range(told.rest_cost)
                + (f"; not known of {len(told.split.uncosted)}" if told.split.uncosted else ""),
                "–",
                "in part or not counted",
                NOT_JUDGED,
                NOT_JUDGED,
                NOT_JUDGED,
            )
        )
    return pd.DataFrame(
        rows,
        columns=[
            "Account",
            "Levers",
            "Costs",
            "Of it to families",
            "Gains counted",
            "Balance",
            "Chance above 0",
            "Break-even share",
        ],
    )


def range_of(low: float, high: float) -> str:
    """Two sums as a range, their unit once where it is the same: "£1.2 to £3.4bn"."""
    one, other = words.pounds(low), words.pounds(high)
    for unit in ("bn", "m", "k"):
        if one.endswith(unit) and other.endswith(unit):
            one = one.removesuffix(unit)
    return f"{one} to {other}"


def passed_lead(told: Told) -> str:
    """How much of what the levers judged cost the purse passes to families; "" for nothing."""
    if told.part is None:
        return ""
    families = passes_to_families(told.part.plan_money.ledger)
    whose = "their" if told.partial or told.levers > 1 else "its"
    return f"{middle(families)} of {whose} cost passes to families." if families.any() else ""


def lead(told: Told) -> str:
    """What the levers judged cost, pass on and gain, in a clause; "" where none can be judged."""
    if told.part is None:
        return ""
    accounts = told.part.accounts
    purse, life, society = (accounts[name] for name in ("purse", "purse_life", "society"))
    families = passes_to_families(told.part.plan_money.ledger)
    them = "these" if told.partial else "they" if told.levers > 1 else "it"
    verb = "cost" if them != "it" else "costs"
    passed = f", {middle(families)} of it passed to families," if families.any() else ""
    said = f"{them} {verb} the purse {middle(purse.present_cost)}{passed}"
    said += f" and save{'s' if them == 'it' else ''} it {middle(purse.present_benefit)} in the "
    said += f"plan's years, {middle(life.present_benefit)} over lives"
    if society.complete:
        said += f"; society's gains less costs are {median_and_range(society.net)}"
    return said


def balances(told: Told) -> str:
    """The balance of each account that can be given, in a sentence; "" where none can."""
    if told.part is None:
        return ""
    said = []
    for account in told.part.accounts.values():
        if account.complete:
            said.append(f"{account.spec.short} {median_and_range(account.net)}")
    return f"{'; '.join(said)}." if said else ""


def not_judged_titles(told: Told, registers: Registers | None = None) -> str:
    """The levers that can't be judged, by name."""
    registers = registers or load_registers()
    return list_in_words([registers.levers[name].title for name in told.split.rest])
