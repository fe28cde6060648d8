"""The picture of one place: headline cards and what stands out, built from the figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from analysis.place_findings import Finding
from components.builders.place_findings import recipe_of
from components.design.palette import VERDICT_SHAPES
from components.exhibits.exhibit import Recipe
from components.figures import areas
from components.figures.headlines import HEADLINES, comparisons, findings_of
from components.widgets import add_to_presentation, layout
from components.wording import numbers, periods, place_findings
from components.wording.markdown import literal
from data import store
from data.metadata import DOMAIN_TITLES, Indicator

_CARDS_IN_A_ROW = 3
_VERDICT_WORDS = {
    "better": "better than {benchmark}",
    "worse": "worse than {benchmark}",
    "higher": "higher than {benchmark}",
    "lower": "lower than {benchmark}",
    "similar": "no clear difference from {benchmark}",
    "not tested": "not tested, as no interval can be given",
}


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
        return (
            "pages/all_indicators.py",
            "See it among all indicators",
            {"scope": scope, "domain": domain},
        )
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


def _nation(row: Mapping[str, Any]) -> str:
    return store.area(row["benchmark_code"]).name


def findings_section(scope: str) -> None:
    """What stands out, each sentence with its link."""
    st.header("What stands out", anchor=False)
    sentences = standing_out(scope)
    if not sentences:
        st.info(
            "No published figure for this place passes the tests on this page. "
            "Choose another place, or see the Data page for what is published where."
        )
    for number, sentence in enumerate(sentences):
        with st.container(border=True, key=f"finding_{number}"):
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


def cards(scope: str) -> None:
    """Headline figures: value, interval, England beside it, in words and shape."""
    st.header("Headline figures", anchor=False)
    compared = comparisons(scope).set_index("indicator_id")
    for start in range(0, len(HEADLINES), _CARDS_IN_A_ROW):
        row = HEADLINES[start : start + _CARDS_IN_A_ROW]
        for column, indicator_id in zip(st.columns(_CARDS_IN_A_ROW), row, strict=True):
            entry = store.indicator(indicator_id)
            with column.container(border=True, height="stretch", key=f"card_{indicator_id}"):
                st.markdown(f"{DOMAIN_TITLES[entry.domain]}  \n**{entry.short_title}**")
                if indicator_id not in store.indicators():
                    st.markdown("The figures cannot be read at the moment.")
                    continue
                if indicator_id not in compared.index:
                    st.markdown("No figure is published for this place.")
                    continue
                _card_body(compared.loc[indicator_id], entry)
                period = str(compared.loc[indicator_id, "period"])
                params = {"indicator": indicator_id, "area": scope, "period": period}
                add_to_presentation.button(Recipe("headline", params), "card")


def _card_body(row: pd.Series, entry: Indicator) -> None:
    limits = numbers.interval(row["lower"], row["upper"], entry)
    st.subheader(numbers.with_unit(row["value"], entry), anchor=False)
    status = "" if row["status"] == "published" else f" · {row['status']}"
    lines = [periods.with_age(periods.label(row["period"]), row["period"]) + status]
    if limits:
        lines.append(limits)
    if math.isnan(row["benchmark"]):
        lines.append("No England figure for this period")
    else:
        shape = VERDICT_SHAPES.get(row["verdict"], "")
        nation = _nation(row)
        words = _VERDICT_WORDS[row["verdict"]].format(benchmark=nation)
        figure = numbers.with_unit(row["benchmark"], entry)
        lines.append(f"{nation} {figure}: {shape} {words}".replace("  ", " "))
    st.markdown("  \n".join(lines))


def summary_sentence(scope: str) -> str:
    """One sentence that counts how the place stands against England."""
    compared = comparisons(scope)
    tested = compared[~compared["verdict"].isin(["not tested"])]
    if tested.empty:
        return "No indicator of this place can be tested against England."
    counts = tested["verdict"].value_counts()
    parts = [
        f"{counts.get(word, 0)} {words}"
        for word, words in (
            ("worse", "worse"),
            ("better", "better"),
            ("similar", "with no clear difference"),
        )
    ]
    neutral = counts.get("higher", 0) + counts.get("lower", 0)
    return (
        f"Of {len(tested)} indicators tested against England, "
        f"{parts[0]}, {parts[1]}, {parts[2]}; {neutral} differ but are not good or bad in "
        "themselves."
    )


def page(scope: str) -> None:
    """The whole page."""
    st.markdown(summary_sentence(scope))
    cards(scope)
    findings_section(scope)
    layout.footer(HEADLINES)
