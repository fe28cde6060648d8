"""What a lever rests on, effect by effect; and what was left out of the levers, with reasons."""

from __future__ import annotations

import streamlit as st

from components.wording import outcomes as words
from components.wording import plans
from components.wording.numbers import as_set
from model.plan import Plan
from model.presets import unit_cost
from model.register import Distribution, Lever, Link, Registers

_FINDINGS = {
    "no effect": "no effect found",
    "harm": "harm found",
    "no evidence": "no usable evidence",
    "not robust": "does not hold up",
    "not read": "result not read yet",
    "context only": "context, not an effect",
}


def _number(value: float) -> str:
    if value != 0 and abs(value) < 0.001:
        return f"{value * 100_000:.3g} per 100,000"
    return f"{value:.4g}"


def size_words(distribution: Distribution) -> str:
    """An effect's centre with its interval."""
    centre = _number(distribution.central)
    if distribution.family == "fixed" or distribution.low is None or distribution.high is None:
        return centre
    cover = "least to greatest" if distribution.level == 1 else f"{distribution.level:.0%} interval"
    return f"{centre} ({cover} {_number(distribution.low)} to {_number(distribution.high)})"


def timing_words(link: Link) -> str:
    """When an effect begins and whether it fades."""
    begins = (
        f"begins after {as_set(link.delay_years)} years" if link.delay_years else "begins at once"
    )
    grows = f", grows over {as_set(link.build_years)} years" if link.build_years else ""
    fades = f", halves every {as_set(link.half_life_years)} years" if link.half_life_years else ""
    return begins + grows + fades


def evidence(lever: Lever, registers: Registers, plan: Plan) -> None:
    """Everything the registers say of a lever, each effect with its grade and interval."""
    st.markdown(f"**{lever.title}: grade {plans.grade_words(lever.grade)}**")
    for link in registers.lever_links(lever.id):
        st.markdown(
            f"- **{words.title(link.target)}** (grade {link.grade}): {link.form} "
            f"{size_words(link.distribution)}, per {link.per}; {timing_words(link)}. "
            f"{link.design[:1].upper()}{link.design[1:]}; {link.population}. "
            f"Evidence {', '.join(link.evidence)}. *Not known:* {link.not_known}"
        )
    st.markdown(f"*Not known of the lever:* {lever.not_known}")
    costs = registers.lever_costs(lever.id)
    unit = unit_cost(lever.id, plan)
    for cost in costs:
        st.markdown(
            f"Cost: {cost.title}, {cost.unit}: £{size_words(cost.distribution)} in "
            f"{cost.price_year} prices (evidence {', '.join(cost.evidence)}). {cost.note}"
        )
    if unit is not None:
        st.markdown(f"In use: {words.pounds(unit)} a person in 2024-25 pounds (mean of draws).")
    elif lever.cost_note:
        st.markdown(lever.cost_note)
    st.page_link("pages/evidence.py", label="All evidence, on its own page")


def left_out(registers: Registers) -> None:
    """Approaches that are not levers, each with the reason."""
    box = st.expander(
        f"Left out, and why ({len(registers.exclusions)})", on_change="rerun", key="wi_left_out"
    )
    if not box.open:
        return
    with box:
        for entry in registers.exclusions.values():
            st.markdown(
                f"**{entry.title}** ({_FINDINGS[entry.finding]}): {entry.reason} "
                f"Evidence {', '.join(entry.evidence)}. *Would change our mind:* "
                f"{entry.would_change_our_mind}"
            )
