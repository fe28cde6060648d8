"""The levers: how far, for whom, when, on what evidence, at what cost, and why."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from components.session import parts
from components.session import plan as plan_session
from components.views.what_if.lever_changes import change, level_drawn, level_key, level_moved, say
from components.views.what_if.lever_evidence import evidence, left_out
from components.widgets import spoken
from components.wording.numbers import NUMBER_BOX, as_set
from components.wording.plans import cost_words, equivalent, number, spoken_units, unit_words
from data.contract import ETHNIC_GROUPS
from model.plan import FIRST_YEAR, LeverSetting, Plan
from model.presets import furthest, scales
from model.register import Lever, load_registers
from model.register_schema import PAYERS, STRANDS

_STRAND = "whatif_strand"
TARGETING = {
    "everyone": "all families",
    "in proportion to need": "in proportion to need",
    "most deprived first": "most deprived first",
}
SHORT_STRANDS = {
    "prevent": "Prevent",
    "strengthen": "Strengthen",
    "identify": "Identify, help",
    "do_no_harm": "Do no harm",
    "fair_shares": "Fair shares",
}


@st.fragment(key=parts.LEVERS)
def column() -> None:
    """The strands and, of the chosen one, every lever, each a part of its own."""
    plan, registers = plan_session.current(), load_registers()
    st.session_state.setdefault(_STRAND, next(iter(STRANDS)))
    st.session_state[_STRAND] = st.session_state[_STRAND]
    moved = {
        strand: sum(
            1
            for lever_id, setting in plan.levers.items()
            if setting.level and registers.levers[lever_id].strand == strand
        )
        for strand in STRANDS
    }
    st.segmented_control(
        "Strand of levers",
        list(STRANDS),
        format_func=lambda strand: (
            f"{SHORT_STRANDS[strand]} ({moved[strand]})" if moved[strand] else SHORT_STRANDS[strand]
        ),
        key=_STRAND,
        required=True,
        label_visibility="collapsed",
    )
    spoken.units(
        {lever.title: spoken_units(lever) for lever in registers.levers.values()},
        key="spoken_units",
    )
    with st.container(key="wi_levers", gap="small"):
        st.subheader(STRANDS[st.session_state[_STRAND]], anchor="levers")
        for lever in registers.levers.values():
            if lever.strand == st.session_state[_STRAND]:
                st.fragment(_lever, key=parts.lever(lever.id))(lever)
        left_out(registers)


def _lever(lever: Lever) -> None:
    plan, registers = plan_session.current(), load_registers()
    setting, scale = plan.levers.get(lever.id), scales(plan, [lever.id]).get(lever.id)
    kind = "judged" if lever.judgement else "lever"
    with st.container(border=True, key=f"wi_{kind}_{lever.id}", gap="small"):
        if lever.judgement:
            st.markdown(":material/edit_note: **Your judgement, not a study**")
        if lever.measure == "gap":
            _groups(lever, setting)
        if lever.measure == "gap" and not (setting and setting.groups):
            # A slider that is switched off is too pale to read.
            st.markdown(f"**{lever.title}**: name the groups, and the slider appears.")
        else:
            _level(lever, setting, plan)
        told = [
            f"**{number(setting.level) if setting else '0'}{unit_words(lever, setting)}**",
            equivalent(lever, setting, scale, plan, registers),
            cost_words(lever, scale, plan),
        ]
        st.markdown(" · ".join(told))
        st.markdown(lever.description)
        if lever.judgement and setting is not None and setting.level and not setting.judgement:
            st.markdown(":material/warning: **No effect until you give your range and reason:**")
        if lever.judgement:
            _judgement(lever, setting)
        with st.container(horizontal=True, gap="small"):
            details = st.popover(
                _summary(lever, setting), key=f"wi_who_{lever.id}", on_change="rerun"
            )
            if details.open:
                with details:
                    _details(lever, setting, plan)
            badge = st.popover(
                f"Grade {lever.grade}",
                key=f"wi_evidence_{lever.id}",
                on_change="rerun",
                icon=":material/menu_book:",
            )
            if badge.open:
                with badge:
                    evidence(lever, registers, plan)


def _summary(lever: Lever, setting: LeverSetting | None) -> str:
    targeting = setting.targeting if setting else lever.targeting[0]
    start = setting.start_year if setting else lever.start_year
    reason = ", reason given" if setting and setting.rationale else ""
    return f"{TARGETING[targeting].capitalize()}, from {start}{reason}"


def _set(
    lever_id: str, field: str, key: str, made: Callable[[Any], object] = lambda value: value
) -> None:
    """Callback of a widget: its value becomes a field of the lever's setting."""
    change(lever_id, **{field: made(st.session_state[key])})


def _level(lever: Lever, setting: LeverSetting | None, plan: Plan) -> None:
    level = float(setting.level) if setting else 0.0
    steps = -(-furthest(lever, plan) // lever.step) * lever.step
    top = float(max(min(lever.max, steps), lever.min + lever.step, level))
    slider, box = st.columns([3, 1.15], vertical_alignment="bottom", gap="small")
    shared: dict[str, Any] = {
        "min_value": float(lever.min),
        "max_value": top,
        "step": float(lever.step),
    }
    made: tuple[tuple[Any, Callable[..., object], str], ...] = (
        (slider, st.slider, "slide"),
        (box, st.number_input, "exact"),
    )
    level_drawn(lever.id, level)
    for place, make, name in made:
        key = level_key(name, lever.id)
        # Set where it differs only: what is set goes over what the person has done since.
        if st.session_state.get(key) != level:
            st.session_state[key] = level
        with place:
            make(
                lever.title if name == "slide" else f"{lever.title}: exact figure",
                **shared,
                key=key,
                format=NUMBER_BOX,
                on_change=level_moved,
                args=(lever.id, name),
                label_visibility="visible" if name == "slide" else "collapsed",
            )


def _groups(lever: Lever, setting: LeverSetting | None) -> None:
    key = f"wi_groups_{lever.id}"
    st.session_state[key] = list(setting.groups) if setting else []

    def chosen() -> None:
        fields: dict[str, object] = {"groups": list(st.session_state[key])}
        if not st.session_state[key]:
            fields["level"] = 0.0
        change(lever.id, **fields)

    st.multiselect(
        "For which ethnic groups (name them first)", list(ETHNIC_GROUPS), key=key, on_change=chosen
    )


def _judgement(lever: Lever, setting: LeverSetting | None) -> None:
    bounds = lever.judgement_bounds
    if bounds is None:
        return
    kept = setting.judgement if setting else None
    st.markdown(f"Your range: {bounds.unit}, {as_set(bounds.low)} to {as_set(bounds.high)}.")
    names = ("low", "central", "high")
    keys = {name: f"wi_judge_{name}_{lever.id}" for name in (*names, "reason")}
    neutral = 1.0 if 0 < bounds.low <= 1.0 <= bounds.high else bounds.low
    for name in names:
        st.session_state.setdefault(keys[name], float(getattr(kept, name) if kept else neutral))
    st.session_state.setdefault(keys["reason"], kept.reason if kept else "")
    for column, name in zip(st.columns(3, gap="small"), names, strict=True):
        column.number_input(
            name.capitalize(),
            min_value=float(bounds.low),
            max_value=float(bounds.high),
            step=(bounds.high - bounds.low) / 20,
            format=NUMBER_BOX,
            key=keys[name],
        )
    st.text_input("Your reason (travels with the plan)", key=keys["reason"], max_chars=2000)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Use my range",
            key=f"wi_judge_use_{lever.id}",
            on_click=_use_range,
            args=(lever.id, keys),
        )
        if kept:
            st.button(
                "Take my range out",
                key=f"wi_judge_drop_{lever.id}",
                on_click=change,
                args=(lever.id,),
                kwargs={"judgement": None},
            )
            st.markdown(f"In use: {as_set(kept.low)}, {as_set(kept.central)}, {as_set(kept.high)}.")


def _use_range(lever_id: str, keys: dict[str, str]) -> None:
    values = {name: st.session_state[key] for name, key in keys.items()}
    if len(str(values["reason"]).strip()) < 3:
        say("Give your reason in a few words: it travels with the plan.")
        return
    change(lever_id, judgement=values)


def _details(lever: Lever, setting: LeverSetting | None, plan: Plan) -> None:
    """Who gets it, when it starts, how it grows, own cost, and why this level."""
    st.markdown(f"**{escape(lever.title)}**")
    keys = {
        name: f"wi_{name}_{lever.id}"
        for name in ("targeting", "start_year", "ramp_years", "end_year", "rationale")
    }
    last = FIRST_YEAR + plan.horizon_years - 1
    kept = {
        "targeting": setting.targeting if setting else lever.targeting[0],
        "start_year": setting.start_year if setting else min(lever.start_year, last),
        "ramp_years": float(setting.ramp_years if setting else lever.ramp_years),
        "end_year": setting.end_year if setting else None,
        "rationale": setting.rationale if setting else "",
    }
    for name, value in kept.items():
        st.session_state[keys[name]] = value
    st.radio(
        "Who gets it",
        lever.targeting,
        format_func=TARGETING.__getitem__,
        key=keys["targeting"],
        on_change=_set,
        args=(lever.id, "targeting", keys["targeting"]),
    )
    first, second, third = st.columns(3)
    first.number_input(
        "Starts in (1 April)",
        FIRST_YEAR,
        last,
        step=1,
        key=keys["start_year"],
        on_change=_set,
        args=(lever.id, "start_year", keys["start_year"], int),
    )
    second.number_input(
        "Years to full size",
        0.0,
        20.0,
        step=0.5,
        format=NUMBER_BOX,
        key=keys["ramp_years"],
        on_change=_set,
        args=(lever.id, "ramp_years", keys["ramp_years"], float),
    )
    third.number_input(
        "Last year (empty: goes on)",
        FIRST_YEAR,
        2100,
        step=1,
        key=keys["end_year"],
        value=None,
        on_change=_set,
        args=(lever.id, "end_year", keys["end_year"]),
    )
    st.text_area(
        "Why this level? (travels with the plan)",
        key=keys["rationale"],
        max_chars=2000,
        height=90,
        on_change=_set,
        args=(lever.id, "rationale", keys["rationale"]),
    )
    if not lever.judgement and lever.judgement_bounds is not None:
        st.markdown(
            f"**A further effect that rests on judgement.** {lever.judgement_bounds.reason}"
        )
        _judgement(lever, setting)
    _own_cost(lever, setting)


def _own_cost(lever: Lever, setting: LeverSetting | None) -> None:
    kept = setting.own_cost if setting else None
    if lever.cost_note:
        st.markdown(lever.cost_note)
    st.markdown("**Your own cost**: pounds of 2024-25 per person (or family) reached in a year.")
    names = ("low", "central", "high")
    first = dict.fromkeys(names, 0.0)
    if lever.cost_bounds is not None:
        # Shown to be confirmed or changed; nothing is counted until the button is pressed.
        low, high = lever.cost_bounds.low, lever.cost_bounds.high
        first = {"low": low, "central": (low + high) / 2, "high": high}
        st.markdown(
            f"A range to confirm or change: £{low:,.0f} to £{high:,.0f}, "
            f"{lever.cost_bounds.unit.removeprefix('GBP ')}. {lever.cost_bounds.reason}"
        )
    keys = {name: f"wi_cost_{name}_{lever.id}" for name in (*names, "payer", "reason")}
    for name in names:
        st.session_state.setdefault(keys[name], float(getattr(kept, name)) if kept else first[name])
    st.session_state.setdefault(keys["payer"], kept.payer if kept else "council")
    st.session_state.setdefault(keys["reason"], kept.reason if kept else "")
    for column, name in zip(st.columns(3), names, strict=True):
        column.number_input(
            f"{name.capitalize()} cost", 0.0, 1e6, step=50.0, format=NUMBER_BOX, key=keys[name]
        )
    payers = [payer for payer in PAYERS if payer not in ("victims", "families")]
    if kept and kept.payer not in payers:
        payers.append(kept.payer)
    st.selectbox("Who pays", payers, format_func=PAYERS.__getitem__, key=keys["payer"])
    st.text_input("Where the cost comes from", key=keys["reason"], max_chars=2000)

    def use() -> None:
        values = {name: st.session_state[key] for name, key in keys.items()}
        if len(str(values["reason"]).strip()) < 3:
            say("Say where the cost comes from: it travels with the plan.")
            return
        change(lever.id, own_cost=values)

    st.button("Use my cost", key=f"wi_cost_use_{lever.id}", on_click=use)
    if kept:
        st.button(
            "Take my cost out",
            key=f"wi_cost_drop_{lever.id}",
            on_click=change,
            args=(lever.id,),
            kwargs={"own_cost": None},
        )
