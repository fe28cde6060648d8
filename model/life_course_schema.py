"""What a register entry of the life course may hold: shares, streams of value, lasting effects.

`model.register_schema` holds the other entries; `model.life_course` uses these.
"""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field, model_validator

from model.register_schema import Closed, Distribution, EvidenceId, Grade, Kind, Payer, Slug, State


class Share(Closed):
    """A causal share, or how much of a gain persists: which part of an adult gap is credited."""

    id: Slug
    title: str = Field(min_length=5)
    distribution: Distribution
    already_causal: bool = False  # the gap it is applied to was estimated as an effect
    grade: Grade
    evidence: list[EvidenceId] = Field(min_length=1)
    not_known: str = Field(min_length=10)


class Stream(Closed):
    """What one unit of a lasting state is worth in later life, to whom and when.

    Value of a unit = value x gap x carried x causal share x persistence, in pounds. ``basis``:
    "a year" (paid each year from ``lag_from`` to ``lag_to``), "in all" (undiscounted total, even
    over those years) or "present value" (at ``present_at``, discounted at 3.5%; made even over
    them). Lags are years after the change of state.
    """

    id: Slug
    title: str = Field(min_length=5)
    state: State
    kind: Kind
    value: Distribution
    basis: Literal["a year", "in all", "present value"]
    price_year: str = Field(pattern=r"^\d{4}(-\d{2})?$")
    price_year_basis: str = "published"
    payers: dict[Payer, float]
    lag_from: int = Field(ge=0, le=70)
    lag_to: int = Field(ge=0, le=69)
    present_at: int = Field(default=0, ge=0, le=69)
    gap: Distribution | None = None  # adult gap, where the value is for an adult in that state
    carried: Distribution | None = None  # from another country's prices and crime to ours
    causal: Slug
    persistence: Slug | None = None
    ceiling: Slug | None = None  # context cost no unit may pass, times the causal share
    evidence: list[EvidenceId] = Field(min_length=1)
    not_known: str = Field(min_length=10)

    @model_validator(mode="after")
    def _makes_sense(self) -> Stream:
        if self.lag_from > self.lag_to:
            raise ValueError("lag_from is above lag_to")
        if not math.isclose(sum(self.payers.values()), 1, abs_tol=1e-9):
            raise ValueError("the payers' shares do not add to 1")
        if self.kind == "earnings" and set(self.payers) != {"families"}:
            raise ValueError("earnings are earned by families; tax is taken from them as a share")
        return self


class LastingEffect(Closed):
    """What a lever leaves in a child's lasting state, per person reached.

    ``cohort_ages``: years of age over which a child is within reach of a "share" lever; a child
    reached all of that time has the whole effect. 0 for levers counted in people a year.
    ``lag_from`` to ``lag_to``: years from being reached to the change of state, even between.
    ``link``: a link whose draws give the chance that the state changes, in place of
    ``distribution``.
    """

    id: Slug
    title: str = Field(min_length=5)
    lever: Slug
    state: State
    distribution: Distribution | None = None
    link: Slug | None = None
    cohort_ages: int = Field(default=0, ge=0, le=18)
    lag_from: int = Field(default=0, ge=0, le=18)
    lag_to: int = Field(default=0, ge=0, le=18)
    grade: Grade
    evidence: list[EvidenceId] = Field(min_length=1)
    not_known: str = Field(min_length=10)

    @model_validator(mode="after")
    def _makes_sense(self) -> LastingEffect:
        if (self.distribution is None) == (self.link is None):
            raise ValueError("give a distribution or a link, not both")
        if self.lag_from > self.lag_to:
            raise ValueError("lag_from is above lag_to")
        return self
