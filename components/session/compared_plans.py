"""The plans compared: up to four, carried by the address, chosen from wherever plans are kept."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs, urlparse

import streamlit as st

from components.exhibits.exhibit import Recipe
from components.figures.plan import acting_area
from components.figures.plan_codes import MOST, SEPARATOR, code_for, read, write
from components.session import address
from model.plan import Plan, PlanError, brought_up, new_plan
from model.plan_code import CODE_LIMIT, decode_plan
from model.presets import preset_plan, presets

_KEPT, _CODES = "_compare_plans", "_compare_codes"


def recipe(name: str, place: str, **params: str | int | bool) -> Recipe:
    """By which something of this comparison is drawn and added."""
    codes = st.session_state.get(_CODES) or SEPARATOR.join(map(code_for, current()))
    return Recipe(name, {"plans": codes, "place": place, **params})


def adopt() -> None:
    """First thing on the page: take over a link's plans; a damaged part leaves the others."""
    wanted = address.get("plans")
    if _KEPT in st.session_state and wanted == st.session_state.get(_CODES):
        return
    plans, wrong = read(wanted)
    for message in wrong:
        address.notice(message + (" The others are kept." if plans else ""))
    for plan in plans:
        if note := brought_up(plan)[1]:
            address.notice(note)
    put([brought_up(plan)[0] for plan in plans])


def current() -> list[Plan]:
    """The plans compared, in order of their letters."""
    return list(st.session_state.get(_KEPT, []))


def put(plans: Sequence[Plan]) -> None:
    """Make these the plans compared."""
    st.session_state[_KEPT] = list(plans)[:MOST]
    st.session_state[_CODES] = write(plans)
    address.put("plans", st.session_state[_CODES])


def add(plan: Plan) -> None:
    """Add a plan; says so when it is there already or there is no room.

    One kept with an earlier edition of the model is brought up, and what changed is said.
    """
    plans = current()
    plan, note = brought_up(plan)
    if len(plans) >= MOST:
        address.notice(f"{MOST} plans are compared at most. Take one out first.")
    elif plan in plans:
        address.notice(f"“{plan.title}” is compared already.")
    else:
        put([*plans, plan])
        if note:
            address.notice(note)


def remove(place: int) -> None:
    """Take out the plan at a place (0 is A)."""
    put([plan for number, plan in enumerate(current()) if number != place])


def from_text(text: str) -> Plan:
    """The plan in a pasted link or code. Raises PlanError saying what is wrong."""
    text = text.strip()
    if len(text) > CODE_LIMIT + 2000:
        raise PlanError("this is far too long for a link to a plan")
    if "?" in text:
        found = parse_qs(urlparse(text).query)
        code = (found.get("plan") or [""])[0]
        if not code and found.get("plans"):
            raise PlanError("this is a link to a comparison: open it in the address bar instead")
        if not code:
            raise PlanError("there is no plan in this link; copy it again under Share")
        text = code
    return decode_plan(text)


def add_text() -> None:
    """Add the plan of the text box; what is wrong is told on the page."""
    text = st.session_state.get("compare_text", "")
    if not text.strip():
        address.notice("Paste a link or a code first.")
        return
    try:
        add(from_text(text))
    except PlanError as error:
        address.notice(f"The link could not be used: {error}.")
        return
    st.session_state["compare_text"] = ""


def add_preset() -> None:
    """Add the chosen preset, made for the place above."""
    chosen = st.session_state["compare_preset"]
    add(preset_plan(chosen, new_plan(areas=[acting_area(address.get("scope"))])))


def on_hand() -> Plan | None:
    """The plan being worked on, None when it has no lever."""
    code = address.get("plan")
    if not code:
        return None
    try:
        plan = decode_plan(code)
    except PlanError:  # the field's own check has told of it
        return None
    return plan if any(each.level for each in plan.levers.values()) else None


def add_on_hand() -> None:
    """Add the plan being worked on."""
    plan = on_hand()
    if plan is not None:
        add(plan)


def add_example() -> None:
    """Two presets side by side, to begin with."""
    start = new_plan(areas=[acting_area(address.get("scope"))])
    put([preset_plan("layered", start), preset_plan("prevent", start)])


def preset_titles() -> dict[str, str]:
    """Presets that do something, by id."""
    return {name: each.title for name, each in presets().items() if name != "none"}
