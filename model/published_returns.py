"""The model's returns beside those published for the same programmes.

Nothing here is tuned: each programme is run as its evaluation counts it (one intake, or the years
of one cohort) and what comes out stands beside the published figure, inside its tolerance or with
one sentence why not. Figures commissioned by those who sell or promote a programme are not used.
Accurate ratios are not possible for most programmes (Feinstein, Chowdry and Asmussen 2017, E314).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import lru_cache

import numpy as np

from model.accounts import counted
from model.appraisal import avoided_by_year
from model.averted_care import IN_YEAR
from model.judged import judged_part
from model.plan import new_plan
from model.presets import preset_plan
from model.prices import load_price_index
from model.register import load_registers
from model.results import Results, quantiles, simulate
from model.uncertainty import draw

DRAWS = 1024


@dataclass(frozen=True)
class Return:
    """One published return beside the model's: a row of the table.

    ``inside``: whether the median lies in the tolerance; None where the row is no check.
    """

    lever: str  # id; "" where the row is of no single lever
    programme: str
    what: str
    published: str
    low: float
    high: float
    median: float
    lower80: float
    upper80: float
    unit: str
    inside: bool | None
    why: str
    evidence: tuple[str, ...]

    @property
    def found(self) -> str:
        """Median and 80% interval in words."""
        return (
            f"{_said(self.median, self.unit)} (80%: {_said(self.lower80, self.unit)} to "
            f"{_said(self.upper80, self.unit)})"
        )

    @property
    def tolerance(self) -> str:
        """The tolerance in words; "no check" where there is none."""
        if self.inside is None:
            return "no check"
        return f"{_said(self.low, self.unit)} to {_said(self.high, self.unit)}"


def _said(value: float, unit: str) -> str:
    if unit == "years":
        return f"{value:.0f} years" if np.isfinite(value) else "not in 20 years"
    sign = "−" if value < 0 else ""
    return f"{sign}£{abs(value):.2f}" if unit == "for each £1" else f"{sign}£{abs(value):,.0f}"


def _row(
    lever: str,
    programme: str,
    what: str,
    published: str,
    tolerance: tuple[float, float],
    values: np.ndarray,
    unit: str,
    why: str,
    evidence: tuple[str, ...],
    check: bool = True,
) -> Return:
    # Draws that never pay back are later than any year, so that the median still holds.
    late = np.where(np.isnan(values), np.inf, values)
    low, high = np.quantile(late, 0.1, method="nearest"), np.quantile(late, 0.9, method="nearest")
    median = (
        float(quantiles(late[:, None])[2, 0])
        if np.isfinite(late).all()
        else float(np.quantile(late, 0.5, method="nearest"))
    )
    inside = bool(tolerance[0] <= median <= tolerance[1]) if check else None
    return Return(
        lever,
        programme,
        what,
        published,
        *tolerance,
        median,
        float(low),
        float(high),
        unit,
        inside,
        "" if inside else why,
        evidence,
    )


def _once(lever: str, level: float, years: int, **more: object) -> Results:
    """A lever in full for some years from the start and then not at all, over the region."""
    setting = {
        "level": level,
        "start_year": 2025,
        "ramp_years": 0,
        "end_year": 2024 + years,
        "targeting": "everyone",
        **more,
    }
    return simulate(new_plan(levers={lever: setting}), draws=DRAWS)


def _services(results: Results) -> np.ndarray:
    ledger = results.plan_money.ledger
    lines = [line for line in counted(ledger, "purse_life") if line.kind == "averted service cost"]
    return ledger.present(lines, later=True)


def sure_start() -> list[Return]:
    """One cohort's five years of centres at peak intensity."""
    results = _once("early_years_centres", 100, 5)
    accounts = results.accounts
    cost = accounts["society"].present_cost
    few = (
        "The model counts first entries, custody and care at today's far lower levels, plans for "
        "special needs and admissions, but no rise or fall in other health care or special needs "
        "support."
    )
    route = (
        "The per-grade route gives about half of the study's earnings before anything else (E318); "
        "the causal share of 0.75 and discounting from the years of spending take off the rest."
    )
    return [
        _row(
            "early_years_centres",
            "Sure Start",
            "Service savings",
            "22p",
            (0.10, 0.35),
            _services(results) / cost,
            "for each £1",
            few,
            ("E211",),
        ),
        _row(
            "early_years_centres",
            "Sure Start",
            "Public purse, life",
            "89p",
            (0.60, 1.20),
            accounts["purse_life"].present_benefit / cost,
            "for each £1",
            route,
            ("E210",),
        ),
        _row(
            "early_years_centres",
            "Sure Start",
            "Society",
            "£2.05",
            (1.40, 2.70),
            accounts["society"].present_benefit / cost,
            "for each £1",
            route,
            ("E209", "E318"),
        ),
    ]


def parenting() -> list[Return]:
    """One year's families in parenting groups."""
    results = _once("incredible_years", 1000, 1)
    families = 1000.0
    target = 16_435 * load_price_index().factor("2008-09")
    saved = results.accounts["society"].present_benefit / families
    payback = results.accounts["purse"].payback
    assert payback is not None  # the lever has a cost and benefits in the purse
    return [
        _row(
            "incredible_years",
            "Parenting groups",
            "Saved a family, society",
            f"£{target:,.0f} in 25 years",
            (target / 2, target * 2),
            saved,
            "£ a family",
            "The published model takes the cost of disorder as wholly caused by it and the gain "
            "as lasting; here half is cause and half lasts (0.25 together), which is the gap.",
            ("E150",),
        ),
        _row(
            "incredible_years",
            "Parenting groups",
            "Public purse pays back",
            "5 to 8 years",
            (4, 12),
            payback,
            "years",
            "Half of the later cost is taken as cause and half of the gain as lasting, spread "
            "evenly from 10 to 28; the published model saves more in the first years.",
            ("E150",),
        ),
    ]


def others() -> list[Return]:
    """Keyworkers, youth clubs, conferences, counselling, conduct disorder, averted care."""
    keyworkers = _once("keyworker", 2000, 1).accounts["society"]
    # Children who grow up with a club: eight years of it.
    clubs = _once("youth_clubs", 100, 8).accounts["society"]
    conference = _once("family_group_conference", 100, 1)
    people = sum(float(got.people.sum()) for got in conference.runs.reach)
    ledger = conference.plan_money.ledger
    care = [line for line in ledger.lines if line.source == "care_entries"]
    # Entries are even over the twelve months from referral, so this part of their days lies in it.
    days = ledger.by_year(care).sum(axis=1) + sum(line.later for line in care)
    first = (IN_YEAR * days - conference.accounts["purse"].cost_by_year.sum(axis=1)) / people
    gain = {"low": 0.2, "central": 0.2, "high": 0.2, "reason": "to show the scale"}
    counselling = _once("school_counselling", 1000, 1, judgement=gain).accounts["society"]
    counselled = counselling.present_benefit / 1000
    target = 5_700 * load_price_index().factor("2016-17")
    registers = load_registers()
    stream = registers.streams["conduct_services"]
    conduct = draw("stream.conduct_services", stream.value, DRAWS, 2025)
    return [
        _row(
            "keyworker",
            "Supporting Families",
            "Benefit",
            "£2.28",
            (1.4, 3.2),
            keyworkers.present_benefit / keyworkers.present_cost,
            "for each £1",
            "Most of the published return is parents' crime, work and benefits, which no account "
            "counts; so no ratio of this lever is shown anywhere.",
            ("E051",),
        ),
        _row(
            "youth_clubs",
            "Youth clubs",
            "Society",
            "nearly £3; 4.6 net",
            (1.8, 4.2),
            clubs.present_benefit / clubs.present_cost,
            "for each £1",
            "Opening is taken as the reverse of closing, at all of youth services' spending.",
            ("E099", "E217"),
        ),
        _row(
            "family_group_conference",
            "Family group conference",
            "Saved a child, first year",
            "£960",
            (672, 1248),
            first,
            "£ a child",
            "Not said where read whether delivery is taken off; here it is (20 to 45 hours).",
            ("E201",),
        ),
        _row(
            "school_counselling",
            "School counselling",
            "Society, at a gain of 0.2 SD",
            f"£{target:,.0f}",
            (0.6 * target, 1.4 * target),
            counselled,
            "£ a child",
            "No effect size was read, so the gain is the user's; shown to give the scale, for a "
            "child with a problem reached.",
            ("E262", "C174"),
            check=False,
        ),
        _row(
            "",
            "Conduct disorder",
            "Services from 10 to 28, before causal share (1998 prices)",
            "£62,898 (22,692 to 117,896)",
            (22_692, 117_896),
            conduct,
            "£ a child",
            "Taken from the study itself, less lesser problems and benefits: no check.",
            ("E228",),
            check=False,
        ),
        averted_care_value(),
    ]


def averted_care_value() -> Return:
    """Value of an entry into care averted, in the year of entry and the next."""
    results = _once("family_group_conference", 100, 1)
    ledger = results.plan_money.ledger
    lines = [line for line in ledger.lines if line.source == "care_entries"]
    entries = avoided_by_year(results, ["care_entries"])["care_entries"].sum(axis=(1, 2))
    value = (ledger.by_year(lines).sum(axis=1) + sum(line.later for line in lines)) / entries
    return _row(
        "",
        "Averted care",
        "Value of an entry averted",
        "£75,000 (£150m over 2,000 children)",
        (75_000 / 1.5, 75_000 * 1.5),
        value,
        "£ an entry",
        "Days and price are drawn from the trial and the authority's own fees.",
        ("E046", "E045"),
    )


def child_policies() -> list[Return]:
    """Value to everyone but the purse for each pound of its net cost over life (E307).

    All levers with a cost and counted benefits, each at preset scale, over the region. In the
    published ratio too money passed to families is worth its own amount to them.
    """
    start = new_plan()
    part = judged_part(preset_plan("layered", start))
    assert part is not None  # the registers hold levers that can be judged
    accounts = simulate(part, draws=DRAWS).accounts
    cost = -accounts["purse_life"].net
    value = accounts["society"].net + cost
    # Where the purse gets back all it pays, the ratio is beyond any number.
    ratio = np.divide(value, cost, out=np.full_like(value, np.inf), where=cost > 0)
    return [
        _row(
            "",
            "US policies for children",
            "Value for each £1 of net cost to the purse; all levers judged, preset scale",
            "above $5 for each $1",
            (5.0, np.inf),
            ratio,
            "for each £1",
            "Health and schooling of low-income children, with earnings followed for decades; here "
            "most of the net cost is money passed to families, worth its own amount, and at most "
            "half of a gap in later life is cause. A sense check only.",
            ("E307",),
            check=False,
        )
    ]


PROGRAMMES: tuple[Callable[[], list[Return]], ...] = (sure_start, parenting, others, child_policies)


@lru_cache(maxsize=1)
def published_returns() -> tuple[Return, ...]:
    """Every row of the table; some seconds the first time."""
    return tuple(row for make in PROGRAMMES for row in make())


def as_records() -> list[dict[str, object]]:
    """The table as plain data, for the app; a year that never comes is null."""
    return [
        {
            key: None if isinstance(value, float) and not np.isfinite(value) else value
            for key, value in asdict(row).items()
        }
        | {"found": row.found, "tolerance": row.tolerance}
        for row in published_returns()
    ]
