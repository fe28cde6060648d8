"""Words for grades, effects, intervals and timing of the evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from components.figures.caches import kept
from components.wording.numbers import as_set
from data import store
from model.prices import BASE_YEAR, load_price_index
from model.register import EVIDENCE_TABLES, Cost, Distribution, Link, Registers, load_registers
from model.register_schema import GRADES, OUTCOMES

#: Best first: the order in which grades are listed.
GRADE_ORDER = ("A", "B", "C", "D", "J")
GRADE_WORDS = {
    "A": "A: a causal study in the United Kingdom",
    "B": "B: a causal study elsewhere, or a single comparison that is not a trial",
    "C": "C: an association; the cause is not settled",
    "D": "D: true by definition, so no study is needed",
    "J": "J: judgement; no effect until a plan sets one",
}
_RATIOS = ("rate ratio", "hazard ratio", "odds ratio")


@dataclass(frozen=True)
class Row:
    """One row of the evidence tables, whichever of the three it stands in."""

    id: str
    says: str  # what was measured, on what
    figure: str  # as the source gives it, with its interval
    where: str  # population and time
    citation: str
    url: str
    read: str  # how the figure was come by


@kept
def evidence_rows(version: str) -> dict[str, Row]:
    """Every row of the three evidence tables by id. ``version``: of the figures, for the cache."""
    found = {}
    for name in EVIDENCE_TABLES:
        table = store.table(name)
        for item in table.to_dict("records"):
            found[item["id"]] = _row(item)
    return found


def rows_of(ids: Iterable[str]) -> list[Row]:
    """Evidence rows by id, in the order given. An unknown id raises KeyError."""
    known = evidence_rows(store.data_version())
    return [known[name] for name in ids]


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else " ".join(str(value).split())


def _row(item: dict[str, Any]) -> Row:
    read = {
        "yes": "figure read at the address given",
        "computed": "worked out from figures read at the address given",
    }.get(item["verified"], "figure not read; not used by the model")
    kind = item["id"][0]
    if kind == "E":
        low, high = item["lower"], item["upper"]
        between = f" ({as_set(low)} to {as_set(high)})" if low == low and high == high else ""
        says = f"{_text(item['cause'])} → {_text(item['outcome'])}"
        if item["measure"] != "direction":  # the figure then says all there is
            says += f": {_text(item['measure'])}"
        figure, where = _text(item["estimate"]) + between, _text(item["population"])
    elif kind == "C":
        says = _text(item["item"])
        unit, year = _text(item["unit"]), _text(item["price_year"])
        value = item["value"]
        amount = f"£{value:,.0f}" if value == value and abs(value) >= 100 else item["estimate"]
        figure, where = f"{_text(amount)} {unit}".strip(), f"prices: {year}" if year else ""
    else:
        says = f"{_text(item['indicator'])}, by {_text(item['dimension'])}: {_text(item['group'])}"
        figure = f"{_text(item['estimate'])} {_text(item['unit'])}".strip()
        where = ", ".join(p for p in (_text(item["geography"]), _text(item["year"])) if p)
    return Row(item["id"], says, figure, where, _text(item["citation"]), _text(item["url"]), read)


def number(value: float, *, decimals: int | None = None) -> str:
    """A number to three figures, with a true minus and separators."""
    if decimals is not None:
        text = f"{value:,.{decimals}f}"
    elif abs(value) >= 1000:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.3g}"
    return text.replace("-", "−")


def fewer_or_more(ratio: float) -> str:
    """A ratio as a change in words: 0.87 is "13% lower", 1.2 is "20% higher"."""
    change = (ratio - 1) * 100
    if abs(change) < 0.05:
        return "no different"
    return f"{abs(change):.3g}% {'lower' if change < 0 else 'higher'}"


def cover(distribution: Distribution) -> str:
    """What low and high stand for: "95% interval" or "least to greatest"."""
    if distribution.level == 1:
        return "least to greatest thought possible"
    return f"{distribution.level:.0%} interval"


def effect(link: Link) -> str:
    """The central effect of a link in words, without its interval."""
    value = link.distribution.central
    if link.grade == "J":
        return "none, until a plan sets one"
    if link.form in _RATIOS:
        if link.form == "odds ratio":
            return f"odds ratio {number(value)}"
        return f"{fewer_or_more(value)} ({link.form} {number(value)})"
    if link.form == "relative change":
        return "all of them, by definition" if value == -1 else f"{number(value * 100)}%"
    if link.form == "absolute per point":
        if value >= 0.001:
            return f"{number(value * 100)} per 100 for each percentage point"
        return f"{number(value * 100_000)} more per 100,000 for each percentage point more"
    return f"standardised effect {number(value)}"


def interval(link: Link) -> str:
    """The interval of a link in words; "fixed" values say so."""
    d = link.distribution
    if d.low is None or d.high is None:
        return "set by a plan" if link.grade == "J" else "none: fixed"
    scale = 100_000 if link.form == "absolute per point" else 1
    unit = " per 100,000" if scale > 1 else ""
    return f"{number(d.low * scale)} to {number(d.high * scale)}{unit} ({cover(d)})"


def includes_nothing(link: Link) -> bool:
    """Whether the interval of an effect holds "no effect"; false for fixed values."""
    d = link.distribution
    if d.low is None or d.high is None:
        return False
    none = 1.0 if link.form in _RATIOS else 0.0
    return d.low <= none <= d.high


def certainty(link: Link) -> str:
    """What the interval lets one say, in a sentence."""
    if link.grade == "J":
        return "No size was read. It does nothing until a plan sets its own range and reason."
    if link.grade == "D":
        return "It follows from how the outcome is counted, so it has no interval."
    if link.distribution.family == "fixed":
        return "A full count, so no interval is given; it can still differ from place to place."
    if includes_nothing(link):
        none = 1.0 if link.form in _RATIOS else 0.0
        if none in (link.distribution.low, link.distribution.high):
            return "The interval just reaches no effect."
        return "The interval includes no effect: nil cannot be ruled out."
    return "The whole interval lies on one side of no effect."


def timing(link: Link) -> str:
    """When the effect comes, how it builds and how long it lasts."""
    parts = [
        f"first effect after {_years(link.delay_years)}"
        if link.delay_years
        else "first effect in the same year"
    ]
    if link.build_years:
        parts.append(f"in full {_years(link.build_years)} later")
    if link.baseline_risk is not None:
        parts.append(f"counted for {_years(link.window_years)}")
    if link.half_life_years:
        parts.append(f"then halves every {_years(link.half_life_years)}")
    return ", ".join(parts)


def _years(value: float) -> str:
    if value == 0.5:
        return "six months"
    return f"{as_set(value)} year" if value == 1 else f"{as_set(value)} years"


def source_title(link: Link, registers: Registers | None = None) -> str:
    """The lever (or state) a link starts from, in words."""
    if link.source == "child_poverty":  # lever and driver at once: its effects are of a rise
        return "Child poverty"
    levers = (registers or load_registers()).levers
    return levers[link.source].title if link.source in levers else OUTCOMES[link.source][1]


def target_title(link: Link) -> str:
    """The outcome a link ends at, in words."""
    return OUTCOMES[link.target][1]


def grade_title(grade: str) -> str:
    """ "B, causal, elsewhere, or a single quasi-experiment"."""
    return f"{grade}, {GRADES[grade][0].lower()}{GRADES[grade][1:]}"


def link_title(link: Link) -> str:
    """The heading of an effect: grade, from, to."""
    registers = load_registers()
    return f"{link.grade} · {source_title(link, registers)} → {target_title(link)}"


def link_summary(link: Link) -> str:
    """The heading of an effect with its size."""
    if link.distribution.family == "fixed":
        return f"{link_title(link)}: {effect(link)}"
    return f"{link_title(link)}: {effect(link)}, {interval(link)}"


def cost_summary(cost: Cost) -> str:
    """The heading of a unit cost, with its size in the model's pounds."""
    factor = load_price_index().factor(cost.price_year)
    today = cost.distribution.central * factor
    shown = f"£{today:,.0f}" if today >= 100 else f"£{today:,.2f}"
    return f"{cost.title}: {shown} {cost.unit.removeprefix('GBP ')} ({BASE_YEAR} prices)"
