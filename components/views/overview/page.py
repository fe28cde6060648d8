"""The picture of one place: headline cards and what stands out, built from the figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analysis import findings
from components.design.palette import VERDICT_SHAPES
from components.exhibits.exhibit import Recipe
from components.figures import areas
from components.figures.headlines import HEADLINES, comparisons
from components.widgets import add_to_presentation, layout
from components.wording import groups, numbers, periods
from data import store
from data.contract import parse_period
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


def _newest_end(rows: pd.DataFrame) -> int:
    return max(parse_period(str(text)).end.toordinal() for text in rows["period"].unique())


def _where_shown(indicator_id: str, scope: str, period: str) -> tuple[str, str, dict[str, str]]:
    """Page, words and address of the view that shows a place's figure of a period.

    The map outlines an authority and tells its figure; a region or a group of boroughs is no area
    of the map, so its figure stands in its profile.
    """
    if store.area(scope).level not in ("utla", "ltla"):
        domain = store.indicator(indicator_id).domain
        return "pages/area_profile.py", "See it in the profile", {"scope": scope, "domain": domain}
    query = {"indicator": indicator_id, "scope": scope, "area": scope}
    for level in areas.drawn_levels(indicator_id, scope):
        shown = areas.periods_at(indicator_id, level)
        if level in ("utla", "ltla") and period in shown and scope in store.areas(level).index:
            query |= {"level": level, "period": period}
            break
    return "pages/map.py", "See it on the map", query


def standing_out(scope: str) -> list[Sentence]:
    """Four or five findings worth saying: against England, over time, between groups."""
    catalogue = store.indicators()
    domains = {name: entry.domain for name, entry in catalogue.items()}
    rows, england = store.totals([scope]), store.totals([store.ENGLAND])
    if rows["value"].notna().sum() == 0:
        return []
    newest = _newest_end(england)
    compared = findings.recent(comparisons(scope), newest)
    sentences = []
    for said, count in (("worse", 2), ("better", 1)):
        part = compared[compared["verdict"] == said]
        size = part["ratio"].map(lambda r: abs(math.log(r)) if r > 0 else math.nan)
        chosen = findings.strongest(part, size, domains, count)
        sentences += [_compared_sentence(row, scope) for row in chosen.to_dict("records")]
    moved = findings.trends(rows, catalogue)
    moved = findings.recent(moved[moved["judgement"] != ""], newest, "last_period")
    size = (moved["change"] / moved["first"]).abs()
    chosen = findings.strongest(moved, size, domains, 1)
    sentences += [_trend_sentence(row, scope) for row in chosen.to_dict("records")]
    apart = findings.recent(findings.gaps(store.groups(scope), rows, catalogue), newest)
    for kinds in (("imd_decile", "imd_quintile"), ("ethnicity",)):
        part = apart[apart["group_type"].isin(kinds)]
        size = part["ratio"].map(lambda r: abs(math.log(r)) if r > 0 else math.nan)
        chosen = findings.strongest(part, size, domains, 1)
        sentences += [_gap_sentence(row, scope) for row in chosen.to_dict("records")]
    return sentences


def _compared_sentence(row: dict, scope: str) -> Sentence:
    entry = store.indicator(row["indicator_id"])
    limits = numbers.interval(row["lower"], row["upper"], entry)
    benchmark = f"{numbers.with_unit(row['benchmark'], entry)} in {_nation(row)}"
    text = (
        f"**{entry.title}** in {_short_place(scope)}: "
        f"{numbers.with_unit(row['value'], entry)} ({limits}) against {benchmark}, "
        f"{row['verdict']} by a fair test ({periods.label(row['period'])})."
    )
    recipe = Recipe(
        "headline", {"indicator": entry.id, "area": scope, "period": str(row["period"])}
    )
    return Sentence(text, *_where_shown(entry.id, scope, str(row["period"])), recipe)


def _nation(row: Mapping) -> str:
    return store.area(row["benchmark_code"]).name


def _trend_sentence(row: dict, scope: str) -> Sentence:
    entry = store.indicator(row["indicator_id"])
    start = f"{numbers.with_unit(row['first'], entry)} ({periods.label(row['first_period'])})"
    end = f"{numbers.with_unit(row['last'], entry)} ({periods.label(row['last_period'])})"
    text = (
        f"**{entry.title}** in {_short_place(scope)} is {row['word']}: from {start} to {end}, "
        f"{row['judgement']}; Mann-Kendall test over {row['points']} points."
    )
    recipe = Recipe(
        "trend", {"indicator": entry.id, "area": scope, "until": str(row["last_period"])}
    )
    return Sentence(text, *_where_shown(entry.id, scope, str(row["last_period"])), recipe)


def _gap_sentence(row: dict, scope: str) -> Sentence:
    entry = store.indicator(row["indicator_id"])
    who = groups.group_words(row["group_type"], row["group"])
    among = f"in {who}" if row["group_type"].startswith(("imd", "idaci")) else f"for {who} children"
    if row["group_type"] == "ethnicity" and "child" not in entry.unit.lower():
        among = f"for the {who} group"
    limits = numbers.interval(row["lower"], row["upper"], entry)
    text = (
        f"**{entry.title}** in {_short_place(scope)} {among}: "
        f"{numbers.with_unit(row['value'], entry)} ({limits}), "
        f"{numbers.times(row['ratio'])} the place's own average of "
        f"{numbers.with_unit(row['average'], entry)} ({periods.label(row['period'])})."
    )
    kind = str(row["group_type"])
    # Each question of the page has its own list of groupings: both must be named.
    asked = (
        {"question": "ethnicity", "groups": kind}
        if kind.startswith("ethnicity")
        else {"question": "deprivation", "split": kind}
    )
    query = {"indicator": entry.id, "scope": scope, **asked}
    recipe = Recipe(
        "ethnicity" if kind == "ethnicity" else "deprivation",
        {"indicator": entry.id, "area": scope, "kind": kind, "period": str(row["period"])},
    )
    return Sentence(text, "pages/who_bears_it.py", "See who bears it", query, recipe)


def _short_place(scope: str) -> str:
    if scope == store.REGION:
        return "the West Midlands region"
    if scope == store.WMCA:
        return "the seven boroughs"
    return store.area(scope).name


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
        st.markdown(
            "Rules, not opinion. A difference from England counts only when the place's 95% "
            "interval excludes England's figure of the same period. A trend needs five or more "
            "points and a Mann-Kendall test at 5%. A gap counts only when a group's own interval "
            "excludes the place's average. Of those, the largest by ratio are shown, from "
            f"different domains first. Figures that ended more than {findings.OLDEST_YEARS} years "
            "before the newest one are not used."
        )


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
    lines = [f"{periods.label(row['period'])}{status}"]
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
        f"Of {len(tested)} indicators that can be tested fairly against England, "
        f"{parts[0]}, {parts[1]}, {parts[2]}; {neutral} differ but are not good or bad in "
        "themselves."
    )


def page(scope: str) -> None:
    """The whole page."""
    st.markdown(summary_sentence(scope))
    cards(scope)
    findings_section(scope)
    layout.footer(HEADLINES)
