"""The findings of a place: a large number, a small picture, on whom it falls, how sure."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from analysis.place_findings import Finding
from components.builders import at_a_glance as builders
from components.builders.page_charts import page_chart
from components.builders.place_findings import recipe_of
from components.builders.registry import build
from components.charts.paint_plotly import config
from components.charts.plot import Room
from components.exhibits.charts import Rows
from components.exhibits.exhibit import Recipe
from components.exports import data_files
from components.figures import areas, at_a_glance
from components.figures.headlines import findings_of
from components.widgets import add_to_presentation, theme
from components.wording import at_a_glance as words
from components.wording import place_findings
from components.wording.markdown import literal
from data import store

#: Findings that are shown large; the others follow as sentences.
LARGE = 3
#: A picture beside a finding, in pixels; one with a row for each authority is higher.
SMALL = Room(width=320, height=210, size=13, least=13, fluid=True)
HIGH = Room(width=400, height=310, size=13, least=13)
_COLOURS = {"worse": "orange", "better": "blue", "differs": "gray", "cannot say": "gray"}
_LONGEST_ALT = 1500
_MOST_ROWS = 8


@dataclass(frozen=True)
class Sentence:
    """One finding in words, with the link to the view that shows it."""

    text: str
    page: str
    link_label: str
    query: dict[str, str]
    recipe: Recipe  # by which it can be added for the Present page


def _where_shown(indicator_id: str, scope: str, period: str) -> tuple[str, str, dict[str, str]]:
    """Page, words and address of the view that shows a place's figure of a period.

    The map outlines an authority and tells its figure; a region or a group of boroughs is no area
    of the map, so its figure stands in its profile.
    """
    if store.area(scope).level not in ("utla", "ltla"):
        domain = store.indicator(indicator_id).domain
        query = {"scope": scope, "domain": domain}
        return "pages/all_indicators.py", "See it among all indicators", query
    query = {"indicator": indicator_id, "scope": scope, "area": scope}
    for level in areas.drawn_levels(indicator_id, scope):
        shown = areas.periods_at(indicator_id, level)
        if level in ("utla", "ltla") and period in shown and scope in store.areas(level).index:
            query |= {"level": level, "period": period}
            break
    return "pages/map.py", "See it on the map", query


def standing_out(scope: str) -> list[Sentence]:
    """The findings of the place, by the rule of `analysis.place_findings`."""
    return [_sentence(each, scope) for each in findings_of(scope)]


def _sentence(found: Finding, scope: str) -> Sentence:
    entry = store.indicator(found.indicator_id)
    text = (
        f":gray-badge[{place_findings.TAG_WORDS[found.tag]}] **{literal(entry.title)}**. "
        f"{literal(place_findings.sentence(found))}"
    )
    recipe = recipe_of(found, scope)
    if not found.groups:
        return Sentence(text, *_where_shown(entry.id, scope, found.period), recipe)
    kind = found.group_type
    # Each question of the page has its own list of groupings: both must be named.
    asked = (
        {"question": "ethnicity", "groups": kind}
        if kind.startswith("ethnicity")
        else {"question": "deprivation", "split": kind}
    )
    query = {"indicator": entry.id, "scope": scope, **asked}
    return Sentence(text, "pages/who_is_affected.py", "See who is affected", query, recipe)


def section(scope: str) -> None:
    """The largest findings, each with its picture."""
    found = findings_of(scope)
    if not found:
        st.info(
            "No published figure for this place passes the tests on this page. "
            "Choose another place, or see the Data page for what is published where."
        )
    for number, each in enumerate(found[:LARGE]):
        with st.container(key=f"finding_{number}"):
            _large(each, scope, number)


def _large(found: Finding, scope: str, number: int) -> None:
    said, sentence = words.brief(found), _sentence(found, scope)
    picture = builders.picture_of(found, scope)
    st.header(literal(said.title), anchor=False)
    left, right = st.columns([1, 1.25], gap="medium")
    with left:
        with st.container(key=f"glance_number_{number}"):
            st.markdown(f"**{literal(said.number)}**")
        st.markdown(f":{_COLOURS[said.standing]}-badge[{said.tag}]")
        st.markdown(literal(said.beside))
        st.markdown(literal(said.whom))
        other = words.other_measure(found.indicator_id, at_a_glance.child_poverty(scope))
        if other:
            st.markdown(literal(other))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                sentence.page,
                label=sentence.link_label,
                icon=":material/arrow_forward:",
                query_params=sentence.query,
            )
            add_to_presentation.button(picture or sentence.recipe, f"finding_{number}")
    if picture is not None:
        with right:
            small_chart(picture, f"glance_{number}")


def small_chart(recipe: Recipe, key: str, room: Room | None = None) -> None:
    """A recipe's chart by the layout of its slide, in a room or that of a small picture."""
    exhibit = build(recipe)
    rows = isinstance(exhibit.chart, Rows) and len(exhibit.chart.figures) > _MOST_ROWS
    st.plotly_chart(
        page_chart(recipe, theme.current(), room or (HIGH if rows else SMALL)),
        key=f"chart_{key}",
        theme=None,
        config=config(data_files.safe_file_name(exhibit.place, exhibit.measure, key)),
        alt=exhibit.alt[:_LONGEST_ALT],
    )


def others(scope: str) -> None:
    """The findings that have no picture, and how all are chosen."""
    rest = standing_out(scope)[LARGE:]
    if rest:
        st.header("What else stands out", anchor=False)
    for number, sentence in enumerate(rest, start=LARGE):
        with st.container(key=f"finding_{number}"):
            st.markdown(sentence.text)
            with st.container(horizontal=True, vertical_alignment="center"):
                st.page_link(
                    sentence.page,
                    label=sentence.link_label,
                    icon=":material/arrow_forward:",
                    query_params=sentence.query,
                )
                add_to_presentation.button(sentence.recipe, f"finding_{number}")
    with st.expander("How these sentences are chosen"):
        st.markdown(place_findings.HOW_CHOSEN)
