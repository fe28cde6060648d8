"""The What if page put together: bar of the plan, levers on the left, results on the right."""

from __future__ import annotations

import streamlit as st

from components.figures import runs
from components.session import address
from components.session import plan as plan_session
from components.views.what_if import closer, frame, levers, library, searches
from components.views.what_if import results as results_what_if
from components.wording import plans
from components.wording.markdown import literal
from components.wording.numbers import NUMBER_BOX
from model.plan import MAX_HORIZON, PlanError
from model.presets import preset_plan, presets
from model.register import load_registers

_STYLE = """<style>
.stMainBlockContainer { padding-left: 1.5rem; padding-right: 1.5rem; }
.stMainBlockContainer > [data-testid="stVerticalBlock"] { gap: 0.35rem; }
.st-key-whatif_strand [role="radiogroup"] { flex-wrap: wrap; max-width: 100%; }
.st-key-wi_page .st-key-whatif_level button { padding: 0 0.5rem; min-height: 1.7rem; }
.st-key-wi_page .st-key-whatif_level button p { font-size: 0.8rem; }
.st-key-wi_page .st-key-wi_where_head { flex-wrap: nowrap; }
.st-key-wi_page { --map-words: none; --map-least: 120px; }
.st-key-wi_page [data-testid="stVerticalBlock"] { gap: 0.45rem; }
.st-key-wi_page [data-testid="stHorizontalBlock"] { gap: 0.45rem; }
@media (min-width: 900px) {
  .st-key-wi_levers { max-height: calc(100vh - 232px); overflow-y: auto; padding-right: 6px; }
}
.st-key-wi_page [class*="st-key-wi_judged_"] { border-style: dashed; border-width: 2px; }
.st-key-wi_page [class*="st-key-wi_box_"] { padding: 0.4rem 0.6rem; }
.st-key-wi_page [class*="st-key-wi_lever_"], .st-key-wi_page [class*="st-key-wi_judged_"] {
  padding: 0.4rem 0.6rem;
}
.st-key-wi_levers [data-testid="stMarkdownContainer"] p { font-size: 0.86rem; line-height: 1.3; }
.st-key-wi_page [data-stale="true"] { opacity: 1; }
.st-key-wi_page [class*="st-key-wi_box_"] { position: relative; }
.st-key-wi_page [class*="st-key-wi_card_"] h3 { padding-right: 1.8rem; }
.st-key-wi_page [class*="st-key-add_slide_card_"] { width: auto; z-index: 2; }
.st-key-wi_page [class*="st-key-wi_box_"] > [class*="st-key-add_slide_card_"] {
  position: absolute; top: 0.25rem; right: 0.3rem;
}
.st-key-wi_page .st-key-wi_box_where > [class*="st-key-add_slide_card_"] {
  top: auto; bottom: 0.25rem;
}
@media (min-width: 701px) {
  .st-key-wi_page .st-key-wi_box_what > [class*="st-key-add_slide_card_"] { right: 55%; }
}
.st-key-wi_page [class*="st-key-add_slide_card_"] button {
  min-height: 1.7rem; min-width: 1.7rem; padding: 0 0.2rem;
}
.st-key-wi_page [class*="st-key-add_slide_card_"] button [data-testid="stMarkdownContainer"] {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
</style>"""


def bar() -> None:
    """Heading, presets, name and library: everything that is of the plan as a whole."""
    st.html(_STYLE + frame.style())
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="wi_bar"):
        st.title("What would change it?", anchor=False, width="content")
        _presets()
        library.controls()
        _settings()
        st.button(
            "Undo",
            icon=":material/undo:",
            on_click=plan_session.undo,
            key="wi_undo",
            help="Take back the last change of the plan.",
        )


def _presets() -> None:
    menu = st.popover("Start from", icon=":material/playlist_add:", key="wi_presets",
                      on_change="rerun")  # fmt: skip
    if not menu.open:
        return
    with menu:
        st.markdown("Each puts another plan in place of this one; Undo brings yours back.")
        for preset in presets().values():
            st.button(
                preset.title,
                key=f"wi_preset_{preset.id}",
                on_click=_use_preset,
                args=(preset.id,),
                width="stretch",
            )
            st.markdown(preset.description)


def _use_preset(preset_id: str) -> None:
    plan_session.open_plan(preset_plan(preset_id, plan_session.current()))
    st.session_state["wi_presets"] = False


def _settings() -> None:
    box = st.popover("Settings", icon=":material/tune:", key="wi_settings", on_change="rerun")
    if not box.open:
        return
    plan, registers = plan_session.current(), load_registers()
    with box:
        kept = {
            "baseline": plan.baseline,
            "horizon_years": plan.horizon_years,
            "discount_rate": plan.discount_rate * 100,
        }
        for name, value in kept.items():
            st.session_state[f"wi_plan_{name}"] = value
        st.radio(
            "Without the plan",
            list(registers.baselines),
            format_func=lambda name: registers.baselines[name].title,
            captions=[path.description for path in registers.baselines.values()],
            key="wi_plan_baseline",
            on_change=_setting,
            args=("baseline",),
        )
        st.slider(
            "Years looked at", 3, MAX_HORIZON, key="wi_plan_horizon_years",
            on_change=_setting, args=("horizon_years",),
        )  # fmt: skip
        st.number_input(
            "Discount rate, % a year", 0.0, 20.0, step=0.5, format=NUMBER_BOX,
            key="wi_plan_discount_rate", on_change=_setting, args=("discount_rate", 0.01),
        )  # fmt: skip


def _setting(field: str, factor: float = 0.0) -> None:
    value = st.session_state[f"wi_plan_{field}"]
    try:
        plan_session.change(**{field: round(value * factor, 6) if factor else value})
    except PlanError as error:
        address.notice(f"The setting was not changed: {error}.")


@st.fragment
def workbench() -> None:
    """Levers and results: what reruns when a lever moves."""
    plan = plan_session.current()
    with st.container(key="wi_page"):
        for message in address.take_notices():
            st.warning(literal(message), icon=":material/info:")
        left, right = st.columns([1, 2.75], gap="small")
        # The results first: a person who let go of a slider waits for them, not for the levers.
        with right:
            results = results_what_if.board(plan)
        with left:
            levers.column(plan)
        st.markdown(
            f"**{literal(plan.title)}** acts in {plans.place_words(plan)}. "
            f"{plans.LEARNING_AID} Figures are modelled from published ones; children's numbers "
            "are held at their latest estimate."
        )
        closer.section(plan, results)
    address.write_address("scope", "plan", "outcome")


def page() -> None:
    """The whole page below the place selector."""
    runs.warm()
    bar()
    library.message()
    workbench()
    searches.section()
