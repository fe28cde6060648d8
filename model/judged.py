"""The part of a plan that can be judged: its levers with a cost and with counted benefits.

A plan of many levers seldom has all of them costed and counted. Set as a whole, what is not counted
would read as a loss, and a cost that is not known as a gain. So the accounts of the levers of which
nothing is missing are worked out alone, on the same draws; the others keep their known cost and the
reasons why no balance is given.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.accounts import Missing, what_is_missing
from model.appraisal import plan_costs
from model.plan import Plan
from model.register import Registers, load_registers
from model.results import uses_of


@dataclass(frozen=True)
class Split:
    """The levers in use: those that can be judged, and of the others what is missing.

    ``why``: lever -> what stands in the way in any account, each kind once.
    """

    judged: tuple[str, ...]
    why: dict[str, tuple[Missing, ...]]

    @property
    def rest(self) -> tuple[str, ...]:
        """Levers that cannot be judged."""
        return tuple(self.why)

    @property
    def uncosted(self) -> tuple[str, ...]:
        """Levers without any known cost."""
        return tuple(
            name for name, each in self.why.items() if any(m.kind == "no cost" for m in each)
        )

    @property
    def whole(self) -> bool:
        """Whether every lever can be judged."""
        return not self.why


def split(plan: Plan, registers: Registers | None = None) -> Split:
    """Which levers in use can be judged in all three accounts."""
    registers = registers or load_registers()
    costs = plan_costs(plan, registers)
    in_use = {use.lever: plan.levers[use.lever].judgement is not None for use in uses_of(plan)}
    paid = {name: any(cost.kind == "plan cost" for cost in costs.get(name, ())) for name in in_use}
    why: dict[str, tuple[Missing, ...]] = {}
    for missing in what_is_missing(in_use, paid, registers).values():
        for each in missing:
            found = why.get(each.lever, ())
            if each.kind not in {one.kind for one in found}:
                why[each.lever] = (*found, each)
    why = {name: why[name] for name in in_use if name in why}
    return Split(tuple(name for name in in_use if name not in why), why)


def judged_part(plan: Plan) -> Plan | None:
    """The plan with only the levers that can be judged; None where there are none.

    The plan itself where all can be judged: its accounts are complete then.
    """
    parts = split(plan)
    if parts.whole:
        return plan
    if not parts.judged:
        return None
    return plan.model_copy(update={"levers": {name: plan.levers[name] for name in parts.judged}})
