"""One ledger of a plan's money: who pays or gains what, of which kind, in which year.

A line is above 0 when its payer is better off than without the plan and below 0 when worse off.
Money that passes from one to another stands as two lines that add up to nothing. Nothing is
counted in two lines; what an account counts is for `model.accounts` to say.

Discounting (HM Treasury, The Green Book, 2022, and supplementary guidance 2026): year 0 is not
discounted; 3.5% a year for years 1 to 30 and 3.0% after; 1.5% for health (and in the same
proportion, 1.29%, after year 30). A plan that sets another rate moves all of them in proportion.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from data.errors import PlainError
from model.register_schema import KINDS, PAYERS

#: The standard rate, and what it becomes after year 30 and for health.
STANDARD, AFTER_30, HEALTH = 0.035, 0.030, 0.015
Source = Literal["lever", "outcome", "state"]


class MoneyError(PlainError, ValueError):
    """Inputs of the appraisal do not fit together; the message names what is wrong."""


def discount_factors(years: int, rate: float) -> np.ndarray:
    """Factors of years 0 to ``years`` - 1, shape (years,): 1 / (1 + rate) ** t up to year 30.

    Raises MoneyError for a rate outside 0 to 0.2 (20% a year).
    """
    if not (np.isfinite(rate) and 0 <= rate <= 0.2):
        raise MoneyError(f"discount rate {rate} must lie between 0 and 0.2 (0.035 is 3.5%)")
    return _factors(years, float(rate))


@lru_cache(maxsize=32)
def _factors(years: int, rate: float) -> np.ndarray:
    step = np.full(years, 1 + rate)
    step[31:] = 1 + rate * AFTER_30 / STANDARD
    step[:1] = 1.0
    found = 1.0 / np.cumprod(step)
    found.setflags(write=False)
    return found


def rate_of(kind: str, rate: float) -> float:
    """Discount rate of a kind of line when money is discounted at ``rate``."""
    return rate * HEALTH / STANDARD if kind == "health" else rate


@dataclass(frozen=True)
class Line:
    """One entry of the ledger, in pounds of 2024-25.

    ``source`` is the id of the lever, outcome or lasting state it comes from, ``entry`` that of the
    unit cost or stream. ``by_year`` (draws, years of the plan) is not discounted; ``later``
    (draws,) is what falls after the plan's years, discounted to year 0. ``cashable`` is the share
    that frees money to spend in the year in which it stands.
    """

    source: str
    source_kind: Source
    entry: str
    payer: str
    kind: str
    by_year: np.ndarray
    later: np.ndarray
    cashable: float = 0.0

    def __post_init__(self) -> None:
        if self.payer not in PAYERS:
            raise MoneyError(f"unknown payer '{self.payer}'; known: {', '.join(PAYERS)}")
        if self.kind not in KINDS:
            raise MoneyError(f"unknown kind '{self.kind}'; known: {', '.join(KINDS)}")
        if not (np.isfinite(np.sum(self.by_year)) and np.isfinite(np.sum(self.later))):
            raise MoneyError(f"{self.entry}: holds a value that is not a number")


def transfer(line: Line, to: str) -> tuple[Line, Line]:
    """A line and its other half: what one pays, another receives. They add up to nothing."""
    return line, Line(
        line.source, line.source_kind, line.entry, to, line.kind, -line.by_year, -line.later
    )


@dataclass(frozen=True)
class Ledger:
    """All lines of a plan in a set of areas."""

    lines: tuple[Line, ...]
    draws: int
    years: int
    rate: float

    def chosen(
        self,
        payers: Iterable[str] | None = None,
        kinds: Iterable[str] | None = None,
        source_kinds: Iterable[str] | None = None,
    ) -> list[Line]:
        """Lines of some payers, kinds and sources; all of them where nothing is named."""
        wanted = [set(part) if part is not None else None for part in (payers, kinds, source_kinds)]
        return [
            line
            for line in self.lines
            if all(
                part is None or value in part
                for part, value in zip(
                    wanted, (line.payer, line.kind, line.source_kind), strict=True
                )
            )
        ]

    def by_year(self, lines: Sequence[Line]) -> np.ndarray:
        """Sum of lines in the plan's years, not discounted, (draws, years)."""
        found = np.zeros((self.draws, self.years))
        for line in lines:
            found += line.by_year
        return found

    def present(self, lines: Sequence[Line], later: bool) -> np.ndarray:
        """Present value of lines, (draws,), with what falls after the plan's years if ``later``."""
        found = np.zeros(self.draws)
        for line in lines:
            found += line.by_year @ discount_factors(self.years, rate_of(line.kind, self.rate))
            if later:
                found += line.later
        return found

    def imbalance(self) -> float:
        """Largest sum over payers of a transfer, in any draw and year: 0 to rounding."""
        worst = 0.0
        for source in {(line.source, line.entry) for line in self.chosen(kinds=["transfer"])}:
            both = [
                line
                for line in self.lines
                if line.kind == "transfer" and (line.source, line.entry) == source
            ]
            size = max(float(np.abs(line.by_year).max(initial=1.0)) for line in both)
            worst = max(worst, float(np.abs(self.by_year(both)).max()) / size)
            worst = max(worst, float(np.abs(sum(line.later for line in both)).max()) / size)
        return worst
