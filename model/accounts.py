"""Three accounts of one ledger: the public purse in the plan's years and over life, and society.

| Account | Counts | Horizon |
|---|---|---|
| A, "purse" | service costs and savings, tax and benefits | the plan's years |
| B, "purse_life" | the same | to the end of working life |
| C, "society" | services, gross earnings, harm to victims, health; transfers net to nil | life |

An account gives its sums always. It gives a verdict (chance of net benefit, ratio, payback) only
when every lever in use has a cost and the account counts a benefit for it; else `missing` says, in
sentences, what is not there, and the verdicts are None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.economics import payback_year
from model.ledger import Ledger, Line, discount_factors
from model.register import Registers
from model.register_schema import OUTCOMES, PAYERS, PUBLIC_PAYERS, STATES


@dataclass(frozen=True)
class Spec:
    """What an account counts."""

    letter: str
    title: str
    short: str
    horizon: str
    payers: tuple[str, ...]
    later: bool


ACCOUNTS: dict[str, Spec] = {
    "purse": Spec(
        "A",
        "Public purse, the plan's years",
        "Purse, the plan's years",
        "the plan's years",
        PUBLIC_PAYERS,
        False,
    ),
    "purse_life": Spec(
        "B",
        "Public purse, over the children's lives",
        "Purse, over lives",
        "to the end of working life",
        PUBLIC_PAYERS,
        True,
    ),
    "society": Spec("C", "Society", "Society", "life", tuple(PAYERS), True),
}

#: What no account holds, beside every result.
NOT_COUNTED: tuple[str, ...] = (
    "The next generation: children of those helped",
    "Parents' and siblings' own lives, and unpaid care",
    "Longer lives: their pensions and health care",
    "Crime or need that only moves to another place",
    "Adult physical illness beyond the links of the register",
    "Victims' later lives",
    "Lost trust and belonging",
    "The cost of raising tax",
    "Stays in care beyond what trials followed",
    "Anything by ethnic group without evidence of its own",
    "Satisfaction with life after childhood (no size was read)",
)


@dataclass(frozen=True)
class Missing:
    """One thing that stands in the way of a verdict: which lever, of which kind, in words."""

    lever: str  # "" for the plan as a whole
    kind: str  # key of ``_SENTENCES``
    words: str


#: What a page says of several levers with the same thing missing.
_SENTENCES: dict[str, str] = {
    "no cost": "No cost is known, and none is confirmed in the plan, for {levers}.",
    "no range": "The effect rests on judgement, and the plan gives no range, for {levers}.",
    "no benefit": "This account counts no benefit of {levers}.",
    "not whole": "Too little of what was measured is counted for {levers}.",
    "no gain": "{words}",
    "nothing spent": "{words}",
}


#: The same where there is room for how many only.
_COUNTS: dict[str, str] = {
    "no cost": "no cost is known for {n}",
    "no range": "no range is given for {n}",
    "no benefit": "no benefit is counted of {n}",
    "not whole": "too little of what was measured is counted for {n}",
    "no gain": "no gain is counted",
    "nothing spent": "nothing is spent",
}


def in_counts(missing: Sequence[Missing]) -> str:
    """What is missing in one line: each kind with how many levers it is of; "" for nothing."""
    found = []
    for kind, words in _COUNTS.items():
        count = sum(each.kind == kind for each in missing)
        if count:
            found.append(words.format(n=f"{count} lever{'s' if count > 1 else ''}"))
    return "; ".join(found)


def source_title(source: str, registers: Registers) -> str:
    """What a line of the ledger comes from, in words: an outcome, a lasting state or a lever."""
    if source in OUTCOMES:
        return OUTCOMES[source][1]
    return STATES[source][0] if source in STATES else registers.levers[source].title


def inside_sentence(title: str) -> str:
    """A title as it stands inside a sentence; names such as GCSE keep their capitals."""
    return title if title[:2].isupper() else title[0].lower() + title[1:]


def in_sentences(missing: Sequence[Missing], registers: Registers) -> tuple[str, ...]:
    """What is missing in at most one sentence of each kind."""
    found = []
    for kind, sentence in _SENTENCES.items():
        these = [each for each in missing if each.kind == kind]
        if these:
            titles = [registers.levers[each.lever].title for each in these if each.lever]
            listed = " and ".join([", ".join(titles[:-1]), titles[-1]] if titles[1:] else titles)
            found.append(sentence.format(levers=listed, words=these[0].words))
    return tuple(found)


@dataclass(frozen=True)
class BreakEven:
    """How much of the adult gap must be cause for an account to balance.

    ``share`` by draw: 0 where it balances without, infinite where it never does, NaN where nothing
    in later life is counted. Above 1 it would not balance even if all of the gap were cause.
    """

    share: np.ndarray

    @property
    def median(self) -> float:
        """Median over draws; NaN when nothing in later life is counted."""
        return float("nan") if np.isnan(self.share).any() else float(np.median(self.share))

    def interval(self, level: float = 0.8) -> tuple[float, float]:
        """Limits over draws."""
        if np.isnan(self.share).any():
            return float("nan"), float("nan")
        places = [(1 - level) / 2, (1 + level) / 2]
        low, high = np.quantile(self.share, places, method="nearest")
        return float(low), float(high)


@dataclass(frozen=True)
class Account:
    """One account: arrays by draw, in pounds of 2024-25.

    ``cost_by_year`` and ``benefit_by_year`` (draws, years of the plan) are not discounted;
    ``present_*`` are, with what falls later where the account counts it.
    """

    id: str
    cost_by_year: np.ndarray
    benefit_by_year: np.ndarray
    present_cost: np.ndarray
    present_benefit: np.ndarray
    present_cashable: np.ndarray
    factors: np.ndarray
    missing: tuple[Missing, ...]
    break_even: BreakEven
    width_from_cause: float  # share of the variance of the balance due to causal shares

    @property
    def spec(self) -> Spec:
        """What it counts."""
        return ACCOUNTS[self.id]

    @property
    def net(self) -> np.ndarray:
        """Present benefit less present cost, (draws,)."""
        return np.asarray(self.present_benefit - self.present_cost)

    @property
    def complete(self) -> bool:
        """Whether a verdict may be given."""
        return not self.missing

    @property
    def chance(self) -> float | None:
        """Share of draws with a net benefit; None where the account is not complete."""
        return float(np.mean(self.net > 0)) if self.complete else None

    @property
    def ratio(self) -> np.ndarray | None:
        """Benefit over cost by draw; None where not complete or where nothing is spent."""
        if not self.complete or not (self.present_cost > 0).all():
            return None
        return np.asarray(self.present_benefit / self.present_cost)

    @property
    def payback(self) -> np.ndarray | None:
        """Years to pay back by draw, NaN for never in the plan's years; None where not complete."""
        if not self.complete or not (self.present_cost > 0).any():
            return None
        return payback_year(self.cost_by_year, self.benefit_by_year, self.factors)


def accounts_of(
    ledger: Ledger, missing: Mapping[str, tuple[Missing, ...]], causal: Mapping[str, np.ndarray]
) -> dict[str, Account]:
    """The three accounts of a ledger.

    Parameters
    ----------
    missing
        Account id -> what stands in the way of a verdict (`what_is_missing`).
    causal
        Stream id -> draws of its causal share, for streams whose gap is not already an effect.
    """
    return {name: _account(name, ledger, missing[name], causal) for name in ACCOUNTS}


def counted(ledger: Ledger, account: str) -> list[Line]:
    """The lines an account counts."""
    return ledger.chosen(payers=ACCOUNTS[account].payers)


def _account(
    name: str, ledger: Ledger, missing: tuple[Missing, ...], causal: Mapping[str, np.ndarray]
) -> Account:
    later = ACCOUNTS[name].later
    lines = counted(ledger, name)
    costs = [line for line in lines if line.source_kind == "lever"]
    gains = [line for line in lines if line.source_kind != "lever"]
    scaled = [line for line in gains if line.entry in causal]
    cost = -ledger.present(costs, later)
    benefit = ledger.present(gains, later)
    cashable = np.zeros(ledger.draws)
    for line in gains:
        if line.cashable:
            cashable += line.cashable * ledger.present([line], later)
    at_one = np.zeros(ledger.draws)
    for line in scaled:
        share = causal[line.entry]
        value = ledger.present([line], later)
        at_one += np.divide(value, share, out=np.zeros_like(value), where=share > 1e-9)
    if not lines:
        words = "No lever is set, so nothing is spent or gained."
        missing = (Missing("", "nothing spent", words),)
    elif costs and not missing and not (cost > 0).any():
        words = "Nothing is spent in this account: what the plan costs passes from some to others."
        missing = (Missing("", "nothing spent", words),)
    elif costs and not missing and not benefit.any():
        words = "No gain of the plan is counted in this account, so its cost is not a loss."
        missing = (Missing("", "no gain", words),)
    fixed = benefit - ledger.present(scaled, later) - cost
    with np.errstate(divide="ignore", invalid="ignore"):
        # Where later life is a loss, no share of it makes up for the cost.
        never = np.inf if (at_one > 0).any() else np.nan
        needed = np.where(fixed >= 0, 0.0, np.where(at_one > 0, -fixed / at_one, never))
    return Account(
        name,
        -ledger.by_year(costs),
        ledger.by_year(gains),
        cost,
        benefit,
        cashable,
        discount_factors(ledger.years, ledger.rate),
        missing,
        BreakEven(needed),
        _due_to(benefit - cost, [causal[line.entry] for line in scaled]),
    )


def _due_to(net: np.ndarray, shares: list[np.ndarray]) -> float:
    """Share of the variance of ranks that the causal shares explain together (linear in ranks)."""
    distinct = list({id(share): share for share in shares}.values())
    distinct = [share for share in distinct if np.ptp(share) > 0]
    if not distinct or np.ptp(net) == 0:
        return 0.0
    ranks = [np.argsort(np.argsort(each)).astype(float) for each in (net, *distinct)]
    target, design = ranks[0] - ranks[0].mean(), np.column_stack(ranks[1:])
    design -= design.mean(axis=0)
    fitted = design @ np.linalg.lstsq(design, target, rcond=None)[0]
    return float((fitted**2).sum() / (target**2).sum())


# --- what is missing -----------------------------------------------------------------------------

#: Kinds of cost that an outcome saves.
_SAVINGS = ("saving per event", "saving per child-year", "care price")
#: Outcomes that are counted through another one.
_THROUGH = {"care_entries": "looked_after", "care_exits": "looked_after"}
_NEED = (
    "untreated_need",
    "emotional_need",
    "conduct_problems",
    "in_help",
    "recovered",
    "waiting",
    "supported",
    "recorded_demand",
)
_STATES = {"custody": ("custody",), "first_time_entrants": ("first_entry",)}


def _payers_of(outcome: str, registers: Registers) -> set[str]:
    """Who is spared something when an outcome moves, in childhood or later."""
    through = _THROUGH.get(outcome, outcome)
    found = {
        payer
        for cost in registers.costs.values()
        if cost.outcome == through and cost.kind in _SAVINGS
        for payer in cost.payers
    }
    states = ("need",) if outcome in _NEED else _STATES.get(outcome, ())
    return found | _payers_of_states(states, registers)


def _payers_of_states(states: tuple[str, ...], registers: Registers) -> set[str]:
    found: set[str] = set()
    for stream in registers.streams.values():
        if stream.state in states:
            found |= set(stream.payers)
            if stream.kind == "earnings":
                found.add("exchequer")
    return found


def benefit_payers(lever_id: str, registers: Registers, judged: bool) -> set[str]:
    """Payers for whom some benefit of a lever is counted anywhere in the ledger.

    ``judged``: whether the plan gives its own range for the lever's judged effects, which without
    one do nothing.
    """
    lever = registers.levers[lever_id]
    outcomes = {
        link.target for link in registers.lever_links(lever_id) if link.grade != "J" or judged
    }
    if lever.measure == "points" or lever.lifts:
        outcomes |= {
            link.target for link in registers.links.values() if link.source == "child_poverty"
        }
    found: set[str] = set()
    for outcome in outcomes:
        found |= _payers_of(outcome, registers)
    states = tuple(effect.state for effect in registers.lever_lasting(lever_id))
    if lever.measure == "points" or lever.lifts:
        states += ("poverty_infancy", "poverty_later")
    found |= _payers_of_states(states, registers)
    for cost in registers.lever_savings(lever_id):
        found |= set(cost.payers)
    return found


def what_is_missing(
    in_use: Mapping[str, bool], costed: Mapping[str, bool], registers: Registers
) -> dict[str, tuple[Missing, ...]]:
    """Account id -> why no verdict is given; empty where one is.

    Parameters
    ----------
    in_use
        Lever in use -> whether the plan gives a range for its judged effects.
    costed
        Lever in use -> whether a cost is known or set in the plan.
    """
    found: dict[str, tuple[Missing, ...]] = {}
    for name, spec in ACCOUNTS.items():
        missing = []
        for lever_id, judged in in_use.items():
            lever = registers.levers[lever_id]
            if not costed[lever_id]:
                bounds = lever.cost_bounds
                ask = (
                    f"; confirm one between {bounds.low:,.0f} and {bounds.high:,.0f} {bounds.unit}"
                    if bounds
                    else ""
                )
                missing.append(Missing(lever_id, "no cost", f"No cost is known{ask}."))
            if lever.no_verdict:
                words = lever.no_verdict[0].upper() + lever.no_verdict[1:]
                missing.append(Missing(lever_id, "not whole", words))
            if lever.judgement and not judged:
                words = "Its effect rests on judgement and the plan gives no range."
                missing.append(Missing(lever_id, "no range", words))
            elif not benefit_payers(lever_id, registers, judged) & set(spec.payers):
                missing.append(Missing(lever_id, "no benefit", "No benefit of it is counted here."))
        found[name] = tuple(missing)
    return found
