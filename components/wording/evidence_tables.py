"""The registers as tables to search, filter and take away."""

from __future__ import annotations

import pandas as pd

from components.wording import evidence as words
from components.wording.numbers import as_set
from model.prices import BASE_YEAR, load_price_index
from model.register import Distribution, Link, load_registers
from model.register_schema import OUTCOMES, PAYERS, STRANDS


def _ids(ids: list[str]) -> str:
    return " ".join(ids)


def _limits(d: Distribution) -> dict[str, object]:
    return {
        "central": d.central,
        "low": d.low,
        "high": d.high,
        "covers": "" if d.low is None else words.cover(d),
        "family": d.family,
        "interval from": d.interval_basis,
    }


def links() -> pd.DataFrame:
    """Every effect, one row each, all that its register entry holds."""
    registers = load_registers()
    rows = []
    for link in registers.links.values():
        risk, share = link.baseline_risk, link.event_share
        rows.append(
            {
                "id": link.id,
                "effect": link.title,
                "lever": words.source_title(link, registers),
                "lever_id": link.source,
                "outcome": words.target_title(link),
                "outcome_id": link.target,
                "strand": STRANDS[registers.levers[link.source].strand]
                if link.source in registers.levers
                else "",
                "grade": link.grade,
                "form": link.form,
                "per": link.per,
                **_limits(link.distribution),
                "delay in years": link.delay_years,
                "years to build": link.build_years,
                "half-life in years": link.half_life_years,
                "how long it lasts": link.fade_basis,
                "who": registers.eligible[link.applies_to].title,
                "risk without it": risk.central if risk else None,
                "risk from": risk.interval_basis if risk else "",
                "share of events": share.central if share else None,
                "ceiling": link.ceiling,
                "design": link.design,
                "population": link.population,
                "carried beyond the study": link.extrapolation,
                "not known": link.not_known,
                "evidence": _ids(link.evidence),
            }
        )
    return pd.DataFrame(rows)


def levers() -> pd.DataFrame:
    """Every lever, one row each."""
    registers = load_registers()
    rows = []
    for lever in registers.levers.values():
        bounds = lever.judgement_bounds
        rows.append(
            {
                "id": lever.id,
                "lever": lever.title,
                "strand": STRANDS[lever.strand],
                "grade": lever.grade,
                "what it is": lever.description,
                "unit": lever.unit,
                "least": lever.min,
                "most": lever.max,
                "who": registers.eligible[lever.eligible].title,
                "usual start": lever.start_year,
                "years to full": lever.ramp_years,
                "effects": _ids(lever.effects),
                "costs": _ids(lever.costs),
                "cost note": lever.cost_note,
                "judged by the plan": f"{as_set(bounds.low)} to {as_set(bounds.high)} "
                f"{bounds.unit}: {bounds.reason}"
                if bounds
                else "",
                "not known": lever.not_known,
                "evidence": _ids(lever.evidence),
            }
        )
    return pd.DataFrame(rows)


def costs() -> pd.DataFrame:
    """Every unit cost, in the prices of its source and in those of the model's base year."""
    registers, prices = load_registers(), load_price_index()
    rows = []
    for cost in registers.costs.values():
        factor = prices.factor(cost.price_year)
        rows.append(
            {
                "id": cost.id,
                "cost": cost.title,
                "kind": cost.kind,
                "unit": cost.unit,
                "outcome": OUTCOMES[cost.outcome][1] if cost.outcome else "",
                **_limits(cost.distribution),
                "prices of": cost.price_year,
                "prices known from": cost.price_year_basis,
                f"central in {BASE_YEAR} pounds": cost.distribution.central * factor,
                "who pays or saves": ", ".join(
                    PAYERS[payer] + ("" if share == 1 else f" {share:.0%}")
                    for payer, share in cost.payers.items()
                ),
                "cashable share": cost.cashable,
                "note": cost.note,
                "evidence": _ids(cost.evidence),
            }
        )
    return pd.DataFrame(rows)


def exclusions() -> pd.DataFrame:
    """What was left out of the levers, with the reason."""
    return pd.DataFrame(
        [
            {
                "id": each.id,
                "approach": each.title,
                "finding": each.finding,
                "reason": each.reason,
                "what would change this": each.would_change_our_mind,
                "evidence": _ids(each.evidence),
            }
            for each in load_registers().exclusions.values()
        ]
    )


def evidence() -> pd.DataFrame:
    """Every row of the evidence that a register entry or an exclusion names, with who names it."""
    registers = load_registers()
    named: dict[str, list[str]] = {}
    for kind in ("levers", "links", "costs", "eligible", "parameters", "baselines", "exclusions"):
        for entry in getattr(registers, kind).values():
            for name in entry.evidence:
                named.setdefault(name, []).append(entry.id)
    rows = words.rows_of(sorted(named))
    return pd.DataFrame(
        [
            {
                "id": row.id,
                "what was measured": row.says,
                "figure": row.figure,
                "population, place, time": row.where,
                "citation": row.citation,
                "address": row.url,
                "how the figure was come by": row.read,
                "used by": _ids(named[row.id]),
            }
            for row in rows
        ]
    )


def found(table: pd.DataFrame, text: str, **chosen: str) -> pd.DataFrame:
    """Rows that hold every word of ``text`` and equal every chosen column that is not ""."""
    for column, value in chosen.items():
        if value:
            table = table[table[column] == value]
    wanted = text.lower().split()
    if not wanted or table.empty:
        return table
    whole = table.map(str).agg(" ".join, axis=1).str.lower()
    keep = pd.Series(True, index=table.index)
    for word in wanted:
        keep &= whole.str.contains(word, regex=False)
    return table[keep]


def twin(links: list[Link]) -> pd.DataFrame:
    """The arrows as a table: from, to, grade, effect, interval, when, evidence."""
    return pd.DataFrame(
        [
            {
                "From": words.source_title(link),
                "To": words.target_title(link),
                "Grade": link.grade,
                "Effect": words.effect(link),
                "Interval": words.interval(link),
                "When": words.timing(link),
                "Evidence": ", ".join(link.evidence),
            }
            for link in links
        ]
    )
