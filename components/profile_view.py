"""How one place stands: choices, summary, tables, neighbours, what is not there, download."""

from __future__ import annotations

from functools import lru_cache
from html import escape

import pandas as pd
import streamlit as st

from analysis import profile
from components import (
    collect,
    export,
    layout,
    palette,
    profile_collect,
    profile_frame,
    profile_table,
    state,
)
from components import profile_words as words
from components.exhibit import Recipe
from components.who_figures import question_of
from data import store
from data.metadata import DOMAIN_TITLES

ONLY = {
    "": "All indicators",
    "worse": "Worse than the benchmark",
    "worst-fifth": "In the worst fifth of authorities",
    "services": "Things services do",
}
_BENCHMARKS = {
    "england": "England",
    "region": "the West Midlands region",
    "neighbours": "the neighbours' mean",
}
SCREEN = "profile_screen"  # what stays off paper


def place_name(scope: str) -> str:
    """The place as a table heading names it."""
    short = {store.REGION: "West Midlands region", store.WMCA: "Seven boroughs"}
    return short.get(scope) or store.area(scope).name


def kind_of(scope: str) -> str:
    """ "region", "combined_authority", "utla" or "ltla" (a shire district)."""
    return store.area(scope).level


def comparators(scope: str) -> profile.Comparators:
    """What the place is set against.

    A county or borough: all upper-tier authorities of England and its statistical neighbours.
    A shire district: the lower-tier authorities of the region. The region and the combined
    authority: the upper-tier authorities, to show where an average lies among them.
    """
    level = kind_of(scope)
    if level == "ltla":
        others = store.areas("ltla", store.REGION)
    else:
        others = store.areas("utla", store.ENGLAND)
    near = store.statistical_neighbours(scope)["neighbour_code"] if level == "utla" else ()
    return profile.Comparators(
        place=scope,
        england=store.ENGLAND,
        wider=tuple(code for code in store.NATIONS if code != store.ENGLAND),
        region="" if scope == store.REGION else store.REGION,
        neighbours=tuple(near),
        authorities=tuple(others["area_code"]),
    )


@lru_cache(maxsize=1)
def _everywhere(_version: str) -> pd.DataFrame:
    """Whole-population rows of all authorities and larger areas; by sex where only that exists."""
    rows = store.totals()
    whole = set(rows["indicator_id"].unique())
    parts = [rows]
    for indicator_id, entry in store.indicators().items():
        if indicator_id not in whole and "sex" in entry.breakdowns:
            parts.append(store.observations(indicator_id, group_type="sex"))
    texts = ["area_code", "indicator_id", "group_type", "group", "period", "status"]
    return pd.concat([part.astype(dict.fromkeys(texts, object)) for part in parts])


def rows_of(who: profile.Comparators) -> pd.DataFrame:
    """Observations of the place and its comparators; by sex where nothing else is published."""
    rows = _everywhere(store.data_version())
    return rows[rows["area_code"].isin(who.codes)].reset_index(drop=True)


@st.cache_data(max_entries=80, show_spinner=False)
def _profile(scope: str, benchmark: str, version: str) -> pd.DataFrame:
    return profile.build(
        rows_of(comparators(scope)), store.indicators(), comparators(scope), benchmark
    )


@st.cache_data(max_entries=40, show_spinner=False)
def _absent(scope: str, shown: tuple[str, ...], version: str) -> list[tuple[str, str]]:
    catalogue = store.indicators()
    levels = {"utla": ("utla", "ltla")}.get(kind_of(scope), (kind_of(scope),))
    found = profile.absent(rows_of(comparators(scope)), catalogue, scope, levels, shown)
    order = list(DOMAIN_TITLES)
    found.sort(key=lambda item: order.index(catalogue[item.indicator_id].domain))
    return [
        (catalogue[i.indicator_id].short_title, words.absent(i, catalogue[i.indicator_id]))
        for i in found
    ]


def benchmarks_of(scope: str) -> list[str]:
    """Words of the benchmarks that the place can be set against."""
    found = ["england"]
    if scope != store.REGION:
        found.append("region")
    if kind_of(scope) == "utla":
        found.append("neighbours")
    return found


def chosen(table: pd.DataFrame, domain: str, only: str) -> pd.DataFrame:
    """Rows of a domain ("" for all) that pass a filter of ONLY."""
    catalogue = store.indicators()
    if domain:
        table = table[[catalogue[i].domain == domain for i in table["indicator_id"]]]
    if only == "worse":
        return table[table["verdict"] == "worse"]
    if only == "worst-fifth":
        return table[table["worst_fifth"].astype(bool)]
    if only == "services":
        return table[[catalogue[i].done_by_services for i in table["indicator_id"]]]
    return table


def summary(table: pd.DataFrame, place: str, benchmark_name: str) -> str:
    """One sentence that counts the outcomes of the tests."""
    counts = table["verdict"].value_counts()
    tested = len(table) - counts.get("not tested", 0)
    if not tested:
        return f"No figure of {place} can be tested fairly against {benchmark_name}."
    neutral = counts.get("higher", 0) + counts.get("lower", 0)
    return (
        f"{len(table)} figures of {place}. {tested} of them can be tested fairly against "
        f"{benchmark_name}: {counts.get('worse', 0)} worse, {counts.get('better', 0)} better, "
        f"{counts.get('similar', 0)} with no clear difference, {neutral} higher or lower without "
        "that being good or bad in itself."
    )


def neighbours_sentence(scope: str) -> str:
    """The statistical neighbours by name, with how close they are; or why there are none."""
    if kind_of(scope) == "ltla":
        return (
            "No statistical neighbours: they are published for counties, unitary authorities "
            "and boroughs, not for districts within a county."
        )
    if kind_of(scope) != "utla":
        return "No statistical neighbours: they are published for single authorities only."
    near = store.statistical_neighbours(scope)
    if near.empty:
        return "No statistical neighbours are published for this authority."
    names = store.area_names()
    parts = []
    for closeness, part in near.groupby("closeness", sort=False):
        listed = "; ".join(names[code] for code in part["neighbour_code"])
        parts.append(f"{closeness}: {listed}.")
    return (
        "Statistical neighbours (Department for Education), by how alike they are. "
        f"{' '.join(parts)} Their mean counts each as one place."
    )


def scope_note(scope: str) -> str:
    """What is different for a place that is not an upper-tier authority ("" when nothing is)."""
    level = kind_of(scope)
    if level == "ltla":
        county = store.area(store.area(scope).utla_code).name
        return (
            f"{place_name(scope)} is a district. Children's social care, schools and public health "
            f"are run, and mostly counted, by {county}: choose it above for those figures. Here "
            "the line shows the districts and boroughs of the West Midlands region."
        )
    if level in ("region", "combined_authority"):
        return (
            "Fewer figures are published for this area than for one authority. The line shows "
            "where its average lies among the authorities of England; an average of many places "
            "lies near the middle by nature, so no fifth is given."
        )
    return ""


def _heading(scope: str, benchmark: str) -> profile_table.Heading:
    level = kind_of(scope)
    own = {} if scope == store.REGION else {"scope": scope}
    on_map = {"utla", "ltla", "lsoa", "msoa"}
    catalogue = store.indicators()
    return profile_table.Heading(
        place=place_name(scope),
        benchmark=_BENCHMARKS[benchmark],
        authorities="lower-tier authorities of the region"
        if level == "ltla"
        else "upper-tier authorities",
        region=scope != store.REGION,
        neighbours=len(comparators(scope).neighbours),
        map_query=own | ({"area": scope} if level in ("utla", "ltla") else {}),
        group_query=own,
        map_ids=frozenset(i for i, entry in catalogue.items() if on_map & set(entry.levels)),
        questions={i: question_of(entry) for i, entry in catalogue.items() if question_of(entry)},
    )


def choices(scope: str) -> tuple[str, str, str]:
    """The three selectors; returns benchmark, domain and filter."""
    options = benchmarks_of(scope)
    state.among("benchmark", options, "england")
    state.among("domain", ["", *DOMAIN_TITLES], "")
    state.among("only", list(ONLY), "")
    layout.messages()
    with st.container(horizontal=True, key=f"{SCREEN}_choices"):
        benchmark = st.selectbox(
            "Compare with",
            options,
            format_func=lambda word: _BENCHMARKS[word][:1].upper() + _BENCHMARKS[word][1:],
            key="benchmark",
            width=280,
        )
        domain = st.selectbox(
            "Domain",
            ["", *DOMAIN_TITLES],
            format_func=lambda name: DOMAIN_TITLES.get(name, "All domains"),
            key="domain",
            width=220,
        )
        only = st.selectbox("Show", list(ONLY), format_func=ONLY.__getitem__, key="only", width=300)
    return benchmark, domain, only


def markup(scope: str, table: pd.DataFrame, benchmark: str, whole: pd.DataFrame, rest: list) -> str:
    """The profile as HTML: what paper needs on top, key, tables, what has no figure."""
    head = _heading(scope, benchmark)
    lead = escape(summary(whole, head.place, head.benchmark))
    note = escape(scope_note(scope))
    near, reading = escape(neighbours_sentence(scope)), escape(profile_table.reading(head))
    return (
        f'<div class="ap-paper"><h1>{escape(state.scope_name(scope))}: how does this place '
        f'stand?</h1></div><div class="ap-lead"><p>{lead}</p><button type="button" '
        'class="ap-print-button" data-print>Print on A4</button></div>'
        + (f"<p>{note}</p>" if note else "")
        + profile_table.key(head, list(whole["verdict"].unique()))
        + '<details class="ap-screen"><summary>Who the neighbours are, and how to read the line'
        f"</summary><p>{near}</p><p>{reading}</p></details>"
        f'<div class="ap-paper"><p>{near} {reading}</p></div>'
        + (
            profile_table.tables(table, store.indicators(), head)
            or "<p><strong>No figure passes this filter.</strong> Choose another one above.</p>"
        )
        + profile_table.without_figure(rest)
        + f'<div class="ap-paper"><p>Adversity &amp; Resilience Atlas for the West Midlands. '
        f"Published official statistics under the Open Government Licence v3.0 unless marked "
        f"derived or modelled; sources on the Data page. Figures version "
        f"{store.data_version()}.</p></div>"
    )


def _follow(followed: dict[str, str], scope: str) -> None:
    """Go to the page a link in the tables points at, within the session."""
    file = profile_frame.PAGE_FILES.get(followed.get("page", ""))
    if file is None or followed.get("indicator") not in store.indicators():
        return
    state.put("indicator", followed["indicator"])
    if question := question_of(store.indicator(followed["indicator"])):
        state.put("question", question)
    if file.endswith("map.py") and kind_of(scope) in ("utla", "ltla"):
        state.put("area", scope)
    st.switch_page(file)


def as_csv(table: pd.DataFrame, scope: str, benchmark: str) -> bytes:
    """The shown rows as CSV with what they are on top."""
    catalogue, names = store.indicators(), store.area_names()
    flat = table.drop(columns=["authorities", "times", "series", "breaks", "held_back_status"])
    flat.insert(1, "title", [catalogue[i].title for i in flat["indicator_id"]])
    flat.insert(2, "domain", [DOMAIN_TITLES[catalogue[i].domain] for i in flat["indicator_id"]])
    flat.insert(3, "unit", [catalogue[i].unit for i in flat["indicator_id"]])
    flat["country_code"] = [names.get(code, code) for code in flat["country_code"]]
    flat["fifth"] = flat["fifth"].replace(0, pd.NA)
    flat["why_not"] = [profile.WHY_NOT.get(word, "") for word in flat["why_not"]]
    flat["source"] = [
        "; ".join(f"{s.publisher}, {s.title}" for s in store.sources_of(i))
        for i in flat["indicator_id"]
    ]
    flat = flat.rename(
        columns={"country_code": "country_name", "held_back": "newer_period_without_value"}
    )
    about = {
        "Title": f"Area profile: {state.scope_name(scope)}",
        "Benchmark": _BENCHMARKS[benchmark],
        "Test": "95% interval excludes the benchmark's value of the same period; benchmark taken "
        "as known",
        "Fifth": "1 lowest to 5 highest of the authorities with a figure",
        "Neighbours": neighbours_sentence(scope),
        "Trend": "Mann-Kendall at 5%, five to ten points since the last break in the series",
        "Licence": "Open Government Licence v3.0",
        "Figures version": store.data_version(),
    }
    return export.csv_with_metadata(flat, about)


def page(scope: str) -> None:
    """The whole page."""
    benchmark, domain, only = choices(scope)
    version = store.data_version()
    whole = _profile(scope, benchmark, version)
    table = chosen(whole, domain, only)
    shown = tuple(whole["indicator_id"].unique())
    rest = [] if domain or only else _absent(scope, shown, version)
    followed = profile_frame.frame(markup(scope, table, benchmark, whole, rest), palette.current())
    if followed:
        _follow(followed, scope)
    with st.container(key=f"{SCREEN}_after"):
        st.download_button(
            "Download these figures (CSV)",
            lambda: as_csv(table, scope, benchmark),
            file_name=export.safe_file_name("area profile", place_name(scope), benchmark) + ".csv",
            mime="text/csv",
            on_click="ignore",
        )
        with st.container(horizontal=True):
            collect.button(
                Recipe("profile", {"scope": scope, "domain": domain, "only": only}), "profile"
            )
            profile_collect.box(scope, table["indicator_id"].tolist())
        _method()
        layout.footer(table["indicator_id"].unique())


def _method() -> None:
    with st.expander("How to read this page"):
        st.markdown(
            "- **Figure.** The newest published for the place, with its 95% interval below where "
            "one is published or can be worked out from exact counts. Everything it is set "
            "against is of the same period. A region's figure includes the place.\n"
            "- **Test.** A place differs from the benchmark only when its 95% interval leaves the "
            "benchmark's figure out. Better or worse is said only where everyone would agree which "
            "way is good. Where there is no interval there is no test, only the fifth. With this "
            "many tests, expect about one in twenty to differ by chance.\n"
            "- **Fifth.** The authorities with a figure in five equal bands. Some publishers' "
            "files in hand hold the region's authorities only: the number says so.\n"
            "- **Neighbours.** The mean of those with a figure; no test when fewer than "
            f"{profile.FEWEST_NEIGHBOURS} have one.\n"
            "- **Trend.** The place's own figures. A word only with five or more points and a "
            "Mann-Kendall test at 5%; a dashed upright marks a new way of counting. Each line has "
            "its own scale.\n"
            "- **Country.** England; where it has no figure in any period, England and Wales or "
            "the United Kingdom, named in the cell."
        )
