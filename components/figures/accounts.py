"""A plan's money told in two parts: the levers that can be judged, and the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from components.figures import runs
from model.appraisal import lever_ledger
from model.judged import Split, judged_part, split
from model.ledger import Ledger
from model.plan import Plan
from model.register_schema import PUBLIC_PAYERS
from model.results import Results


@dataclass(frozen=True)
class Told:
    """A plan's results, and those of its levers that can be judged, on the same draws.

    ``part`` is None where no lever can be judged, and ``whole`` itself where all can.
    """

    whole: Results
    part: Results | None
    split: Split

    @property
    def levers(self) -> int:
        """Levers in use."""
        return len(self.split.judged) + len(self.split.rest)

    @property
    def partial(self) -> bool:
        """Whether some levers can be judged and others not."""
        return self.part is not None and not self.split.whole

    @property
    def rest_cost(self) -> np.ndarray:
        """What is known of the purse's cost of the levers that cannot be judged, (draws,)."""
        ledger = lever_ledger(self.whole)
        lines = [
            line
            for line in ledger.lines
            if line.source_kind == "lever"
            and line.source in self.split.rest
            and line.payer in PUBLIC_PAYERS
        ]
        return -ledger.present(lines, later=False) if lines else np.zeros(self.whole.draws)


def passes_to_families(ledger: Ledger) -> np.ndarray:
    """What levers pass from the purse to families, present value, (draws,)."""
    lines = [
        line
        for line in ledger.chosen(payers=["families"], kinds=["transfer"])
        if line.source_kind == "lever"
    ]
    return ledger.present(lines, later=False) if lines else np.zeros(ledger.draws)


def told(plan: Plan) -> Told:
    """A plan's money in its two parts; each simulated once and kept."""
    part = judged_part(plan)
    return Told(runs.results_of(plan), None if part is None else runs.results_of(part), split(plan))
