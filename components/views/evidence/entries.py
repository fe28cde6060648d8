"""One entry of the registers, in full: an effect, a lever, a unit cost, with its evidence."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from components.wording import evidence as words
from components.wording.evidence import cost_summary, link_summary
from components.wording.markdown import literal_line
from components.wording.numbers import as_set
from model.prices import BASE_YEAR, load_price_index
from model.register import Cost, Lever, Link, load_registers
from model.register_schema import PAYERS, STRANDS


def _list(pairs: Iterable[tuple[str, object]]) -> None:
    lines = [f"- **{name}:** {literal_line(str(value))}" for name, value in pairs if value]
    st.markdown("\n".join(lines))


def sources(ids: Iterable[str]) -> None:
    """The evidence rows behind an entry, each with its figure, citation and address."""
    lines = []
    for row in words.rows_of(ids):
        address, _, rest = row.url.partition(" ")
        link = f" [Where {row.id} was read](<{address}>)" if address.startswith("https://") else ""
        where = f" {literal_line(row.where)}." if row.where else ""
        more = f" {literal_line(rest)}" if rest else ""
        lines.append(
            f"- **{row.id}** {literal_line(row.says)}: **{literal_line(row.figure)}**.{where} "
            f"{literal_line(row.citation).rstrip('.')}. ({row.read}).{link}{more}"
        )
    st.markdown("\n".join(lines))


def link_entry(link: Link) -> None:
    """An effect in full: size, interval, timing, who, design, limits, evidence."""
    registers = load_registers()
    risk, share, ceiling = link.baseline_risk, link.event_share, link.ceiling
    limit = registers.parameters[ceiling].title if isinstance(ceiling, str) else ceiling
    st.markdown(f"**{words.certainty(link)}**")
    _list(
        (
            ("Effect", f"{words.effect(link)}; per {link.per}"),
            ("Interval", words.interval(link)),
            ("Where the interval comes from", link.distribution.interval_basis),
            ("When", words.timing(link)),
            ("How long", link.fade_basis),
            ("Who it acts on", registers.eligible[link.applies_to].title),
            (
                "Risk without it",
                risk and f"{words.number(risk.central * 100)}%; {risk.interval_basis}",
            ),
            (
                "Share of the events it can reach",
                share and f"{words.number(share.central * 100)}%; {share.interval_basis}",
            ),
            ("Ceiling", limit),
            ("Grade", words.grade_title(link.grade)),
            ("Design", link.design),
            ("Population", link.population),
            ("Carried beyond the study", link.extrapolation),
            ("Not known", link.not_known),
        )
    )
    st.markdown("**Evidence**")
    sources(link.evidence)


def lever_entry(lever: Lever) -> None:
    """A lever in full: what it is, who it reaches, what it does, costs, and does not tell."""
    registers = load_registers()
    bounds = lever.judgement_bounds
    unit = lever.unit if lever.unit.startswith("%") else f" {lever.unit}"
    st.markdown(literal_line(lever.description))
    _list(
        (
            ("Strand", STRANDS[lever.strand]),
            ("Range", f"{as_set(lever.min)} to {lever.max:,.0f}{unit}"),
            ("Who it can reach", registers.eligible[lever.eligible].title),
            ("Note on who", registers.eligible[lever.eligible].note),
            ("Usual start", f"{lever.start_year}, in full over {as_set(lever.ramp_years)} years"),
            ("Grade", words.grade_title(lever.grade)),
            (
                "Left to the plan's judgement",
                bounds
                and f"{as_set(bounds.low)} to {as_set(bounds.high)}, {bounds.unit}. "
                f"{bounds.reason}",
            ),
            ("Cost", lever.cost_note),
            ("Not known", lever.not_known),
        )
    )
    effects = [link_summary(registers.links[name]) for name in lever.effects]
    costs = [cost_summary(registers.costs[name]) for name in lever.costs]
    st.markdown("**Effects**\n\n" + "\n".join(f"- {literal_line(each)}" for each in effects))
    if costs:
        st.markdown("**Costs**\n\n" + "\n".join(f"- {literal_line(each)}" for each in costs))
    st.markdown("**Evidence**")
    sources(lever.evidence)


def cost_entry(cost: Cost) -> None:
    """A unit cost in full, in the prices of its source and of the model."""
    d = cost.distribution
    factor = load_price_index().factor(cost.price_year)
    limits = (
        "none: fixed"
        if d.low is None or d.high is None
        else f"£{d.low:,.0f} to £{d.high:,.0f} ({words.cover(d)})"
    )
    st.markdown(
        "Shown for context; **never added** to a plan's costs or savings."
        if cost.kind == "context"
        else f"Counted as: **{cost.kind}**."
    )
    _list(
        (
            ("As published", f"£{d.central:,.0f} {cost.unit.removeprefix('GBP ')}"),
            ("Interval", limits),
            ("Where the interval comes from", d.interval_basis),
            ("Prices of", f"{cost.price_year} ({cost.price_year_basis})"),
            (f"To {BASE_YEAR} prices", f"times {factor:.3f}, by the GDP deflator"),
            (
                "Who pays or saves",
                ", ".join(
                    PAYERS[payer] + ("" if share == 1 else f" {share:.0%}")
                    for payer, share in cost.payers.items()
                ),
            ),
            ("Frees money to spend", f"{cost.cashable:.0%}"),
            ("Note", cost.note),
        )
    )
    st.markdown("**Evidence**")
    sources(cost.evidence)
