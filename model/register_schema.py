"""What a register entry may hold: closed schemas for links, levers, costs and baselines.

The registers are data: every number the simulation uses stands in ``model/registers/*.yaml``
with the evidence it rests on. These classes refuse an entry that is not complete, so that a
typing error cannot become a result. Checks that need the evidence tables (does the id exist,
was the figure read at its source) are in :mod:`model.register`.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

#: outcome or state id -> (kind, plain title, what one unit is)
OUTCOMES: dict[str, tuple[str, str, str]] = {
    "children_in_need": ("stock", "Children in need", "children on 31 March"),
    "child_protection_plans": ("stock", "Child protection plans", "children on 31 March"),
    "looked_after": ("stock", "Children looked after", "children on 31 March"),
    "care_entries": ("flow", "Children starting to be looked after", "children a year"),
    "care_exits": ("flow", "Children ceasing to be looked after", "children a year"),
    "cin_starts": ("flow", "Episodes of need starting", "episodes a year"),
    "cpp_starts": ("flow", "Child protection plans starting", "plans a year"),
    "untreated_need": ("stock", "Children not getting trauma help", "children"),
    "emotional_need": ("stock", "Emotional or behavioural need without help", "children"),
    "conduct_problems": ("stock", "Conduct problems at ages 3 to 10", "children"),
    "in_help": ("stock", "Children being helped", "children"),
    "recovered": ("stock", "Children recovered", "children"),
    "waiting": ("stock", "Children waiting for help", "children"),
    "supported": ("flow", "Children starting help", "children a year"),
    "recorded_demand": ("flow", "Recorded demand for help", "children referred a year"),
    "suspensions": ("flow", "Suspensions", "suspensions a year"),
    "permanent_exclusions": ("flow", "Permanent exclusions", "exclusions a year"),
    "persistent_absence": ("flow", "Pupils persistently absent", "pupils a year"),
    "first_time_entrants": ("flow", "First-time entrants to youth justice", "children a year"),
    "custody": ("flow", "Custodial sentences of children", "sentences a year"),
    "serious_violence": ("flow", "Serious violence by children", "offences a year"),
    "self_harm_admissions": ("flow", "Hospital admissions for self-harm", "admissions a year"),
    "child_poverty": ("stock", "Children in relative low income", "children"),
}

PAYERS: dict[str, str] = {
    "council": "Council children's services",
    "council_other": "Other council services",
    "schools": "Schools",
    "nhs": "NHS",
    "police_justice": "Police and justice",
    "exchequer": "Exchequer (tax and benefits)",
    "families": "Children and families",
    "victims": "Victims of crime",
    "wider": "Employers and wider output",
}
#: Those whose money is public.
PUBLIC_PAYERS: tuple[str, ...] = (
    "council",
    "council_other",
    "schools",
    "nhs",
    "police_justice",
    "exchequer",
)

#: What a line of the ledger is.
KINDS: dict[str, str] = {
    "service cost": "What the plan's own services cost",
    "averted service cost": "Service cost that does not arise",
    "transfer": "Money that passes from one to another",
    "earnings": "Earnings before tax",
    "health": "Health and quality of life, valued",
    "harm": "Harm to victims, valued",
}

#: A child's lasting states, by which later life is valued -> (title, what one unit is).
STATES: dict[str, tuple[str, str]] = {
    "need": ("Lasting need at 18", "young people turning 18 with lasting need"),
    "conduct": ("Conduct disorder in childhood", "children who leave conduct disorder"),
    "grades": ("GCSE grades", "grades in one subject"),
    "custody": ("Custody as a child", "custodial sentences"),
    "first_entry": ("First entry to youth justice", "first-time entrants"),
    "special_needs": ("Education, health and care plans", "years of a plan"),
    "admissions": ("Hospital admissions in childhood", "admissions"),
    "poverty_infancy": ("Poverty in the first year of life", "years of a child's life in poverty"),
    "poverty_later": ("Poverty after the first year", "years of a child's life in poverty"),
}

STRANDS: dict[str, str] = {
    "prevent": "Prevent",
    "strengthen": "Strengthen communities",
    "identify": "Identify and help",
    "do_no_harm": "Do no harm",
    "fair_shares": "Fair shares",
}

GRADES: dict[str, str] = {
    "A": "Causal, United Kingdom",
    "B": "Causal, elsewhere, or a single quasi-experiment",
    "C": "Association",
    "J": "Judgement",
    "D": "By definition: the lever is counted in the outcome itself",
}

Grade = Literal["A", "B", "C", "J", "D"]
Family = Literal["normal", "lognormal", "beta", "triangular", "uniform", "fixed"]
Form = Literal[
    "absolute per point",
    "relative change",
    "odds ratio",
    "hazard ratio",
    "rate ratio",
    "standardised effect",
]
Payer = Literal[
    "council",
    "council_other",
    "schools",
    "nhs",
    "police_justice",
    "exchequer",
    "families",
    "victims",
    "wider",
]
Kind = Literal["service cost", "averted service cost", "transfer", "earnings", "health", "harm"]
State = Literal[
    "need",
    "conduct",
    "grades",
    "custody",
    "first_entry",
    "special_needs",
    "admissions",
    "poverty_infancy",
    "poverty_later",
]
EvidenceId = Annotated[str, Field(pattern=r"^(E|C|G)\d{3}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Closed(BaseModel):
    """A frozen entry that refuses any key it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Distribution(Closed):
    """How sure we are of one number.

    ``normal``: mean ``central``, ``low`` to ``high`` covers ``level``. ``lognormal``: median
    ``central``, the same on the log scale. ``beta``: mean ``central`` on 0 to 1, ``low`` to
    ``high`` covers ``level``. ``triangular``: mode ``central``, least ``low``, greatest ``high``.
    ``uniform``: from ``low`` to ``high``. ``fixed``: ``central`` only.
    ``interval_basis`` says where ``low`` and ``high`` come from: "published", or the rule used.
    """

    family: Family
    central: Finite
    low: Finite | None = None
    high: Finite | None = None
    level: float = Field(default=0.95, gt=0, le=1)
    interval_basis: str = Field(min_length=9)

    @model_validator(mode="after")
    def _brackets_the_centre(self) -> Distribution:
        if self.family == "fixed":
            if self.low is not None or self.high is not None:
                raise ValueError("a fixed value has no low or high")
            return self
        if self.low is None or self.high is None:
            raise ValueError(f"family {self.family} needs low and high")
        if not self.low < self.high:
            raise ValueError(f"low {self.low} must be below high {self.high}")
        if not self.low <= self.central <= self.high:
            raise ValueError(
                f"the interval {self.low} to {self.high} does not bracket the centre {self.central}"
            )
        if self.family == "lognormal" and self.low <= 0:
            raise ValueError("a lognormal interval must lie above 0")
        if self.family == "beta" and not (self.low >= 0 and self.high <= 1):
            raise ValueError("a beta interval must lie between 0 and 1")
        return self


class Eligible(Closed):
    """Who a lever can reach, and how they are counted in a cell.

    ``basis`` is "children" (of the cell, aged ``age_from`` to ``age_to``), an outcome id (its
    stock, or its yearly flow) or "need" (both kinds without help). ``share`` is the part of the
    basis that is eligible.
    """

    id: Slug
    title: str = Field(min_length=5)
    basis: str
    age_from: int = Field(default=0, ge=0, le=17)
    age_to: int = Field(default=17, ge=0, le=17)
    share: Distribution
    evidence: list[EvidenceId] = []
    note: str = ""

    @model_validator(mode="after")
    def _known_basis(self) -> Eligible:
        if self.basis not in ("children", "need") and self.basis not in OUTCOMES:
            raise ValueError(f"unknown basis '{self.basis}': use children, need or an outcome id")
        if self.age_from > self.age_to:
            raise ValueError("age_from is above age_to")
        return self


class Link(Closed):
    """One effect: what changes, by how much, how soon, for how long, and how we know.

    How the value is used, by ``form``:

    * "absolute per point": change in the target's yearly rate (or stock rate) per child of
      ``applies_to``, for each percentage point by which the source rises.
    * "rate ratio", "hazard ratio", "odds ratio", and "relative change" (ratio minus 1): the
      target among those reached, with the source against without it.
    * "standardised effect": Hedges g on symptoms; see docs/model_parameters.md for the
      conversion to a chance of recovery.

    ``half_life_years`` counts from when a person is reached ("people a year" levers) or from
    when the lever ends (all others).

    With ``baseline_risk`` (chance of the target over ``window_years`` among those reached,
    without the lever) the events avoided are reached x risk x (1 - ratio), spread evenly over
    the window. Without it the target's flow is multiplied by
    1 - event_share x coverage x (1 - ratio), coverage being reached / eligible. Where
    ``applies_to`` spans fewer ages than the lever's eligible group, the people reached are
    scaled by the number of ages in the one over the other.
    """

    id: Slug
    title: str = Field(min_length=10)
    source: Slug  # driver, lever or state id
    target: Slug  # outcome id
    form: Form
    per: str = Field(min_length=3)  # what one unit of the value is per, in words
    distribution: Distribution
    delay_years: float = Field(ge=0, le=20)  # before the first effect
    build_years: float = Field(default=0, ge=0, le=20)  # from nil to full after the delay
    half_life_years: float | None = Field(default=None, gt=0)  # None: lasts
    fade_basis: str = Field(min_length=5)  # why it lasts or fades as stated
    renewal: Slug | None = None  # cost id that must be paid again if the effect is to last
    applies_to: Slug  # eligible id
    baseline_risk: Distribution | None = None
    window_years: float = Field(default=1, gt=0, le=20)
    event_share: Distribution | None = None  # None: every event arises among the eligible
    ceiling: float | Slug | None = None  # greatest share of the target that can go, or its id
    evidence: list[EvidenceId] = Field(min_length=1)
    grade: Grade
    design: str  # study design in words; an empty one is refused for every grade
    population: str = Field(min_length=3)
    extrapolation: str = ""  # how far the use here goes beyond the study
    not_known: str = Field(min_length=10)

    @model_validator(mode="after")
    def _makes_sense(self) -> Link:
        if self.target not in OUTCOMES:
            raise ValueError(f"unknown target '{self.target}'")
        if len(self.design.strip()) < 5:
            raise ValueError(f"grade {self.grade} is given without its design")
        ratio = self.form in ("rate ratio", "hazard ratio", "odds ratio")
        if ratio and (self.distribution.low or self.distribution.central) <= 0:
            raise ValueError(f"a {self.form} must lie above 0")
        if self.form == "relative change" and (self.distribution.low or 0) < -1:
            raise ValueError("a relative change cannot be below -1")
        if self.baseline_risk is not None and not ratio and self.form != "relative change":
            raise ValueError("a baseline risk goes with a ratio or a relative change")
        if isinstance(self.ceiling, float) and not 0 < self.ceiling <= 1:
            raise ValueError("a ceiling is a share above 0 and not above 1")
        return self


class JudgementBounds(Closed):
    """Between which values a user may set a judgement, and what the value means."""

    links: list[Slug] = Field(min_length=1)
    low: Finite
    high: Finite
    unit: str = Field(min_length=3)
    reason: str = Field(min_length=20)

    @model_validator(mode="after")
    def _ordered(self) -> JudgementBounds:
        if not self.low < self.high:
            raise ValueError("low must be below high")
        return self


class CostBounds(Closed):
    """A range of cost that nobody has published: shown, never used until the user confirms it."""

    low: float = Field(ge=0)
    high: float = Field(gt=0)
    unit: str = Field(min_length=3)
    reason: str = Field(min_length=20)

    @model_validator(mode="after")
    def _ordered(self) -> CostBounds:
        if not self.low < self.high:
            raise ValueError("low must be below high")
        return self


class Lever(Closed):
    """One thing a plan can do: what it is counted in, whom it reaches, what it does and costs.

    ``measure``: "people a year" (units are new places, families or cases a year), "share"
    (units are % of those eligible), "points" (percentage points of the source) or "gap"
    (% of a gap closed). ``people_per_unit`` turns a unit of a "people a year" lever into
    eligible people. ``judgement`` levers have no effect until the plan sets low, central, high;
    a lever with evidence may carry one judged effect beside it, with bounds of its own.
    """

    id: Slug
    strand: Literal["prevent", "strengthen", "identify", "do_no_harm", "fair_shares"]
    title: str = Field(min_length=5, max_length=60)
    description: str = Field(min_length=30)
    unit: str = Field(min_length=1)
    measure: Literal["people a year", "share", "points", "gap"]
    min: Finite
    max: Finite
    default: Finite = 0
    step: float = Field(gt=0)
    eligible: Slug
    people_per_unit: float = Field(default=1, gt=0)
    people_per_unit_basis: str = ""  # required for "people a year"
    targeting: list[Literal["everyone", "in proportion to need", "most deprived first"]] = Field(
        min_length=1
    )
    start_year: int = Field(default=2027, ge=2026, le=2045)
    ramp_years: float = Field(default=2, ge=0, le=20)
    effects: list[Slug] = []
    costs: list[Slug] = []
    cost_note: str = ""  # required when no cost is known
    cost_bounds: CostBounds | None = None  # asked of the user when no cost is known
    evidence: list[EvidenceId] = []
    grade: Grade
    judgement: bool = False
    judgement_bounds: JudgementBounds | None = None
    no_verdict: str = ""  # why no chance or ratio may be given, though it has a cost and benefits
    lifts: float = Field(default=0, ge=0)  # children kept out of poverty for a year, per person
    recorded_demand_effect: bool = False  # raises recorded demand before it lowers need
    not_known: str = Field(min_length=10)

    @model_validator(mode="after")
    def _makes_sense(self) -> Lever:
        if not self.min <= self.default <= self.max or not self.min < self.max:
            raise ValueError("min, default and max must be in order")
        if self.default != 0:
            raise ValueError("the default must be 0, which is no effect")
        if self.judgement != (self.grade == "J"):
            raise ValueError("grade J and judgement: true go together")
        if self.measure == "people a year" and len(self.people_per_unit_basis) < 5:
            raise ValueError("people_per_unit_basis must say how a unit turns into people")
        if self.grade == "D":
            raise ValueError("grade D is for links, not for a lever")
        if self.judgement and self.judgement_bounds is None:
            raise ValueError("a judgement lever needs judgement_bounds")
        if not self.judgement and not self.evidence:
            raise ValueError("a lever that is not a judgement needs evidence")
        if not self.costs and len(self.cost_note) < 20:
            raise ValueError("a lever without a cost must say why in cost_note")
        if bool(self.costs) == (self.cost_bounds is not None):
            raise ValueError("a lever has a cost, or cost_bounds to ask one of the user, not both")
        return self


class Cost(Closed):
    """One unit cost, in the prices of its source.

    ``kind``: "plan cost" (per person reached in a year), "saving per event" (per event of
    ``outcome`` avoided), "saving per child-year" (per child-year of the stock avoided), "care
    price" (a year of a placement, read by `model.averted_care`), "saving per person reached"
    (measured by a study on those a lever reaches, spread over ``spread_years``; no outcome of the
    model moves), "late service" (counted only in what adversity costs today,
    `model.adversity_cost`), "context" (shown, never summed).
    """

    id: Slug
    title: str = Field(min_length=5)
    kind: Literal[
        "plan cost",
        "saving per event",
        "saving per child-year",
        "care price",
        "saving per person reached",
        "late service",
        "context",
    ]
    unit: str = Field(min_length=3)
    outcome: Slug | None = None
    distribution: Distribution  # pounds in prices of price_year
    price_year: str = Field(pattern=r"^\d{4}(-\d{2})?$")  # "2019-20" financial, "2019" calendar
    price_year_basis: str = "published"
    payers: dict[Payer, float]  # shares that add to 1
    cashable: float = Field(ge=0, le=1)  # share that frees money to spend
    transfer_to: Payer | None = None  # the payers' money goes to these: a transfer, not a cost
    per_unit: bool = False  # per unit of the lever (a family), not per person
    quantity: Slug | None = None  # parameter the value is multiplied by, drawn once for all costs
    same_draws_as: Slug | None = None  # cost whose draws this one shares
    spread_years: int = Field(default=1, ge=1, le=20)
    evidence: list[EvidenceId] = Field(min_length=1)
    note: str = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Cost:
        if not math.isclose(sum(self.payers.values()), 1, abs_tol=1e-9):
            raise ValueError(f"the payers' shares add to {sum(self.payers.values()):g}, not to 1")
        if any(share < 0 for share in self.payers.values()):
            raise ValueError("a payer's share is below 0")
        saving = self.kind in ("saving per event", "saving per child-year")
        if saving and self.outcome not in OUTCOMES:
            raise ValueError(f"kind {self.kind} needs a known outcome, got '{self.outcome}'")
        if (self.distribution.low or self.distribution.central) < 0:
            raise ValueError("a cost is not below 0")
        if self.transfer_to is not None and self.transfer_to in self.payers:
            raise ValueError("a transfer goes to somebody other than its payers")
        return self

    def kind_for(self, payer: str) -> str:
        """Kind of ledger line of what a payer is spared."""
        return {"victims": "harm", "families": "health", "wider": "earnings"}.get(
            payer, "averted service cost"
        )


class Parameter(Closed):
    """A constant of the baseline simulation, such as a prevalence or a recovery rate."""

    id: Slug
    title: str = Field(min_length=5)
    unit: str = Field(min_length=3)
    distribution: Distribution
    evidence: list[EvidenceId] = Field(min_length=1)
    not_known: str = Field(min_length=5)


class BaselinePath(Closed):
    """One way the years ahead could go without the plan."""

    id: Slug
    title: str = Field(min_length=5)
    description: str = Field(min_length=30)
    evidence: list[EvidenceId] = []
    settings: dict[Slug, Finite] = {}  # numbers the engine reads, by name
    not_known: str = Field(min_length=5)


class Exclusion(Closed):
    """Something left out of the levers because the evidence is nil, harmful or missing."""

    id: Slug
    title: str = Field(min_length=3)
    reason: str = Field(min_length=20)
    finding: Literal["no effect", "harm", "no evidence", "not robust", "not read", "context only"]
    evidence: list[EvidenceId] = Field(min_length=1)
    would_change_our_mind: str = Field(min_length=10)
