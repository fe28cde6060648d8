"""The plan a person is working on: kept in the session, carried by the address, changed here.

The session holds the whole plan, reasons included. The address holds its code; when the two
differ (a link was opened, or edited) the address wins. Every change goes through `put`, so
that it can be undone.
"""

from __future__ import annotations

import streamlit as st

from components.figures.plan import acting_area
from components.session import address
from model.plan import Plan, PlanError, brought_up, new_plan, plan_from_document, results_key
from model.plan_code import decode_plan, encode_plan
from model.register import load_registers

#: Longest code put into the address with the levers' reasons; longer goes without them.
LONGEST_CODE = 6000
_PLAN, _CODE, _PAST, _SCOPE = "_whatif_plan", "_whatif_code", "_whatif_past", "_whatif_scope"
_KEPT_STEPS = 40


def adopt() -> None:
    """First thing on a page that shows the plan: take over a link, follow the chosen place."""
    scope = address.get("scope")
    wanted = address.get("plan")
    if _PLAN not in st.session_state or wanted != st.session_state.get(_CODE):
        plan = decode_plan(wanted) if wanted else new_plan(areas=[acting_area(scope)])
        plan = _up_to_date(plan)
        _keep(plan)
        forget_drafts()
        st.session_state[_PAST] = []
        st.session_state[_SCOPE] = scope
        if len(plan.areas) == 1 and acting_area(scope) != plan.areas[0]:
            # The bar above is drawn already; the address is how the place is set anew.
            st.query_params["scope"] = plan.areas[0]
            st.session_state[_SCOPE] = plan.areas[0]
            st.rerun()
        if len(plan.areas) > 1:
            st.session_state[_SCOPE] = scope
        return
    if scope != st.session_state.get(_SCOPE):
        st.session_state[_SCOPE] = scope
        plan = current()
        if plan.areas != [acting_area(scope)]:
            put(plan.model_copy(update={"areas": [acting_area(scope)]}))


def _up_to_date(plan: Plan) -> Plan:
    """The plan in this edition of the model; says once what changed since it was kept."""
    plan, note = brought_up(plan)
    if note:
        tell(note)
    return plan


def current() -> Plan:
    """The plan as it now stands."""
    plan: Plan = st.session_state[_PLAN]
    return plan


def _keep(plan: Plan) -> None:
    st.session_state[_PLAN] = plan
    code = code_of(plan)
    st.session_state[_CODE] = code
    address.put("plan", code)


def code_of(plan: Plan) -> str:
    """The plan's code for a link; "" for a plan without levers or name, which needs none."""
    if plan == new_plan(areas=plan.areas):
        return ""
    code = encode_plan(plan)
    return code if len(code) <= LONGEST_CODE else encode_plan(plan, rationale=False)


def carries_reasons(plan: Plan) -> bool:
    """Whether the plan's code has room for the reasons given for its levers."""
    return len(encode_plan(plan)) <= LONGEST_CODE


def put(plan: Plan) -> None:
    """Make this the plan (checked already); `undo` brings the one before back.

    A plan that was run with many draws goes back to those of the screen when it is changed.
    """
    before = st.session_state[_PLAN]
    if plan.draws and plan.draws == before.draws and results_key(plan) != results_key(before):
        plan = plan.model_copy(update={"draws": None})
    past = st.session_state.setdefault(_PAST, [])
    past.append(st.session_state[_PLAN])
    del past[:-_KEPT_STEPS]
    _keep(plan)


def ask_for_draws(draws: int) -> None:
    """Have the plan's figures rest on this many draws; not a step that `undo` takes back."""
    _keep(current().model_copy(update={"draws": draws}))


def change(**fields: object) -> None:
    """Change fields of the plan itself. Raises PlanError naming the field."""
    put(plan_from_document(current().model_dump(mode="json") | fields))


def change_lever(lever_id: str, **fields: object) -> None:
    """Change how one lever is set; a lever at 0 with nothing else set leaves the plan.

    Raises PlanError naming the field and what is wrong.
    """
    document = current().model_dump(mode="json")
    setting = document["levers"].get(lever_id, {"level": 0.0}) | fields
    document["levers"][lever_id] = setting
    plan = plan_from_document(document)
    bare = plan_from_document(document | {"levers": {lever_id: {"level": 0.0}}})
    if plan.levers[lever_id] == bare.levers[lever_id]:
        plan = plan.model_copy(
            update={"levers": {k: v for k, v in plan.levers.items() if k != lever_id}}
        )
    put(plan)


def try_lever(lever_id: str, **fields: object) -> None:
    """`change_lever` from a widget: what is wrong is told on the page, the plan stays."""
    try:
        change_lever(lever_id, **fields)
    except PlanError as error:
        title = load_registers().levers[lever_id].title
        address.notice(f"{title}: {str(error).removeprefix(f'levers.{lever_id}.')}.")


def forget_drafts() -> None:
    """Let go of half-typed ranges and costs: they belonged to the plan that was here."""
    for key in [k for k in st.session_state if str(k).startswith(("wi_judge_", "wi_cost_"))]:
        del st.session_state[key]


def can_undo() -> bool:
    """Whether there is a step to take back."""
    return bool(st.session_state.get(_PAST))


def undo() -> None:
    """Go back to the plan before the last change."""
    if can_undo():
        plan = st.session_state[_PAST].pop()
        _keep(plan)
        forget_drafts()
        follow_place(plan)


def open_plan(plan: Plan) -> None:
    """Put another plan in place of this one (from the library, a file or a preset).

    Only from a callback: the place above the page follows the plan.
    """
    put(_up_to_date(plan))
    forget_drafts()
    follow_place(plan)


def follow_place(plan: Plan) -> None:
    """Set the place to where the plan acts. Only from a callback."""
    if len(plan.areas) == 1 and acting_area(address.get("scope")) != plan.areas[0]:
        address.put("scope", plan.areas[0])
    st.session_state[_SCOPE] = address.get("scope")


def tell(message: str) -> None:
    """Keep a message for the next run of the page."""
    address.notice(message)
