"""Links to the plan in work."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from components.session import address as address_session
from components.session import plan as plan_session
from model.plan import Plan, plan_hash
from plans.plan_file import file_name, write_file


def link(plan: Plan) -> str:
    """The address that opens this plan elsewhere with the same figures."""
    fields = {"plan": plan_session.code_of(plan)}
    if address_session.get("scope") != address_session.FIELDS["scope"].default:
        fields["scope"] = address_session.get("scope")
    if address_session.get("outcome"):
        fields["outcome"] = address_session.get("outcome")
    fields["tray"] = address_session.get("tray")
    address = (st.context.url or "").split("?")[0]
    return f"{address}?{urlencode({k: v for k, v in fields.items() if v})}"


def share_box() -> None:
    """Links to the plan, with and without its reasons."""
    plan, shown = plan_session.current(), address_session.get("tray")
    both = " and the presentation" if shown else ""
    st.markdown(f"This link opens the plan{both} with the same figures, anywhere:")
    st.code(link(plan), language=None, wrap_lines=True)
    if not plan_session.carries_reasons(plan):
        st.markdown("The reasons given for the levers are too long for a link. A file has them.")
    st.download_button(
        "Download the plan as a file",
        data=lambda: write_file(plan, st.session_state.get("library_note", ""), shown),
        file_name=file_name(plan.title),
        mime="application/json",
        on_click="ignore",
        key="library_export",
    )
    st.markdown(f"Fingerprint of the plan: {plan_hash(plan)}")
