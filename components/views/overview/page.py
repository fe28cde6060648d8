"""At a glance put together: one sentence, the findings, one plan, the grid of domains."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.builders.page_charts import page_chart
from components.builders.registry import build
from components.charts.plot import PAGE, Room
from components.design import styles
from components.exhibits.exhibit import Recipe, RecipeError
from components.exports import image
from components.figures import areas, at_a_glance, examples, pile_up
from components.session import address, presentation
from components.views.overview import changed, findings
from components.widgets import add_to_presentation, layout, theme
from components.wording import at_a_glance as words
from components.wording import names
from components.wording.markdown import literal
from data import store
from model.presets import presets

_AREA = "glance_area"
#: The grid of domains, in pixels; a narrower screen slides it sideways.
_GRID = Room(width=1100, height=None, size=15, least=13)
#: The map, in pixels and points.
_MAP: dict[str, Any] = {"width": 400, "height": 360, "size": 10.0}
#: Children looked after are published by both breakdowns.
_OUTCOME = "looked_after"


def heading(scope: str) -> None:
    """The question which area, asked until one is chosen; the picture in one sentence."""
    st.html(styles.style("at_a_glance"))
    which = st.container()  # always there, so that the heading keeps its place on the page
    if scope == store.REGION:
        which.selectbox(
            "Which area?",
            [code for code in areas.scope_codes() if code != store.REGION],
            index=None,
            format_func=names.scope_name,
            placeholder="Type or choose your area. The region is shown meanwhile.",
            key=_AREA,
            on_change=_choose,
            width=480,
        )
    row = at_a_glance.child_poverty(scope)
    layout.header(
        f"{words.headline(scope, row)}",
        place="" if row is None else literal(words.behind_headline(row)),
    )


def _choose() -> None:
    address.put("scope", st.session_state[_AREA] or store.REGION)


def page(scope: str) -> None:
    """Everything below the heading."""
    _actions(scope)
    left, right = st.columns([1.9, 1], gap="large")
    with left:
        findings.section(scope)
    with right:
        place_of_map = st.container(key="glance_map")
        place_of_plan = st.container(key="glance_plan")
    _domains(scope)
    place_of_cost = st.container(key="glance_cost")
    findings.others(scope)
    place_of_changed = st.container(key="glance_changed")
    layout.footer(at_a_glance.FIGURE_OF.values(), maps=True)
    # Last what takes longest: the rest need not wait for it.
    with place_of_map, st.spinner("Drawing the map"):
        _pile_up(scope)
    with place_of_plan, st.spinner("Running an example plan"):
        _one_plan(scope)
    with place_of_cost, st.spinner("Adding up what services cost"):
        _cost(scope)
    with place_of_changed:
        changed.section(scope)


def _actions(scope: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="glance_actions"):
        if st.button("Make my slides", type="primary", icon=":material/slideshow:"):
            presentation.begin(scope)
            st.switch_page("pages/present.py")
        st.page_link(
            "pages/present.py",
            label="Tell the story",
            icon=":material/co_present:",
            query_params={"scope": scope, "mode": presentation.STORY},
        )
        st.page_link("pages/plan.py", label="Start a plan", icon=":material/tune:")
        st.page_link("pages/present.py", label="Make a paper", icon=":material/description:")


def _one_plan(scope: str) -> None:
    code = examples.layered(scope)
    outcome = Recipe("plan_outcome", {"plan": code, "outcome": _OUTCOME})
    money = Recipe("plan_money", {"plan": code})
    st.header("What one plan would change", anchor=False)
    st.markdown(":gray-badge[modelled]")
    st.markdown(f"**{literal(build(outcome).title)}**")
    findings.small_chart(outcome, "glance_plan")
    st.markdown(literal(build(money).title) + ".")
    st.markdown(
        f"Example plan: {literal(presets()[examples.LAYERED].title)}. "
        f"{literal(presets()[examples.LAYERED].description)}"
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            "pages/plan.py",
            label="Change this plan",
            icon=":material/arrow_forward:",
            query_params={"scope": scope, "plan": code},
        )
        add_to_presentation.button([outcome, money], "glance_plan")


def _pile_up(scope: str) -> None:
    """Where adversities pile up, by neighbourhood."""
    recipe = Recipe("pile_up", {"scope": scope, "measures": pile_up.defaults("lsoa")})
    st.header("Where adversities pile up", anchor=False)
    try:
        exhibit = build(recipe)
    except RecipeError as error:
        st.markdown(literal(str(error)))
        return
    st.markdown(f"**{literal(exhibit.title)}**")
    with st.container(key="glance_picture"):
        picture = image.kept_picture(
            exhibit, theme.current().name, "png", framed=False, scale=2, **_MAP
        )
        st.image(picture, alt=image.description(exhibit), width="stretch")
    st.markdown("By area, not by child: a count of domains, not a score or a rank.")
    add_to_presentation.button(recipe, "glance_map")


def _cost(scope: str) -> None:
    """What acute and late services cost in a year."""
    recipe = Recipe("adversity_cost", {"scope": scope, "by": "domain"})
    st.header("What it costs today", anchor=False)
    try:
        exhibit = build(recipe)
    except RecipeError as error:
        st.markdown(literal(str(error)))
        return
    st.markdown(":gray-badge[modelled]")
    st.markdown(f"**{literal(exhibit.title)}**")
    findings.small_chart(recipe, "glance_cost", PAGE)
    st.markdown(literal(exhibit.caveat))
    add_to_presentation.button(recipe, "glance_cost")


def _domains(scope: str) -> None:
    recipe = Recipe("domains", {"scope": scope})
    st.header("Seven domains, one by one", anchor=False)
    try:
        exhibit = build(recipe)
    except RecipeError as error:
        st.markdown(literal(str(error)))
        return
    st.markdown(literal(exhibit.title) + ".")
    with st.container(key="glance_domains"):
        st.html(page_chart(recipe, theme.current(), _GRID))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            "pages/all_indicators.py",
            label="See all indicators",
            icon=":material/arrow_forward:",
            query_params={"scope": scope},
        )
        add_to_presentation.button(recipe, "glance_domains")
    with st.expander("What counts as clear"):
        st.markdown(literal(exhibit.definition))
