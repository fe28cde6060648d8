"""How one place stands: choices, summary, tables, neighbours, what is not there, download."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from markupsafe import Markup

from analysis import profile
from components.builders import profile as builders
from components.exhibits.exhibit import Recipe
from components.exports import data_files
from components.figures.caches import kept
from components.figures.groups import question_of
from components.figures.profile import ONLY, benchmarks_of, chosen, comparators, kind_of, rows_of
from components.session import address
from components.views.area_profile import frame, one_figure
from components.views.area_profile import table as table_area_profile
from components.widgets import add_to_presentation, layout, recipe_frame, theme
from components.wording import names as names_words
from components.wording import profile as words
from components.wording.profile import neighbours_sentence, place_name, scope_note, summary
from data import store
from data.metadata import DOMAIN_TITLES

SCREEN = "profile_screen"  # what stays off paper


@kept
def _profile(scope: str, benchmark: str, version: str) -> pd.DataFrame:
    return profile.build(
        rows_of(comparators(scope)), store.indicators(), comparators(scope), benchmark
    )


@kept
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


def _heading(scope: str, benchmark: str) -> table_area_profile.Heading:
    level = kind_of(scope)
    own = {} if scope == store.REGION else {"scope": scope}
    on_map = {"utla", "ltla", "lsoa", "msoa"}
    catalogue = store.indicators()
    return table_area_profile.Heading(
        place=place_name(scope),
        benchmark=words.BENCHMARKS[benchmark],
        authorities="lower-tier authorities of the region"
        if level == "ltla"
        else "upper-tier authorities",
        region=scope != store.REGION,
        neighbours=len(comparators(scope).neighbours),
        large_part=comparators(scope).large_part,
        map_query=own | ({"area": scope} if level in ("utla", "ltla") else {}),
        group_query=own,
        map_ids=frozenset(i for i, entry in catalogue.items() if on_map & set(entry.levels)),
        questions={i: question_of(entry) for i, entry in catalogue.items() if question_of(entry)},
    )


def choices(scope: str) -> tuple[str, str, str]:
    """The three selectors; returns benchmark, domain and filter."""
    options = benchmarks_of(scope)
    address.among("benchmark", options, "england")
    address.among("domain", ["", *DOMAIN_TITLES], "")
    address.among("only", list(ONLY), "")
    layout.messages()
    with st.container(horizontal=True, key=f"{SCREEN}_choices"):
        benchmark = st.selectbox(
            "Compare with",
            options,
            format_func=lambda word: (
                words.BENCHMARKS[word][:1].upper() + words.BENCHMARKS[word][1:]
            ),
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


def markup(
    scope: str,
    table: pd.DataFrame,
    benchmark: str,
    whole: pd.DataFrame,
    rest: list[tuple[str, str]],
) -> Markup:
    """The profile as HTML: what paper needs on top, key, tables, what has no figure."""
    head = _heading(scope, benchmark)
    return table_area_profile.render(
        "page",
        place=names_words.scope_name(scope),
        lead=summary(whole, head.place, head.benchmark),
        note=scope_note(scope),
        key=table_area_profile.key(head, list(whole["verdict"].unique())),
        neighbours=neighbours_sentence(scope),
        reading=table_area_profile.reading(head),
        tables=table_area_profile.tables(table, store.indicators(), head),
        not_tested=table_area_profile.not_tested(words.not_tested(table, store.indicators())),
        without_figure=table_area_profile.without_figure(rest),
        version=store.data_version(),
    )


def _follow(followed: dict[str, str], scope: str) -> None:
    """Go to the page a link in the tables points at, within the session."""
    file = frame.PAGE_FILES.get(followed.get("page", ""))
    if file is None or followed.get("indicator") not in store.indicators():
        return
    address.put("indicator", followed["indicator"])
    if question := question_of(store.indicator(followed["indicator"])):
        address.put("question", question)
    if file.endswith("map.py") and kind_of(scope) in ("utla", "ltla"):
        address.put("area", scope)
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
    flat["why_not"] = [
        words.reason_of(r, catalogue[r["indicator_id"]])
        for r in flat[["indicator_id", "why_not"]].to_dict("records")
    ]
    flat["source"] = [
        "; ".join(f"{s.publisher}, {s.title}" for s in store.sources_of(i))
        for i in flat["indicator_id"]
    ]
    flat = flat.rename(
        columns={"country_code": "country_name", "held_back": "newer_period_without_value"}
    )
    about = {
        "Title": f"All indicators: {names_words.scope_name(scope)}",
        "Benchmark": words.BENCHMARKS[benchmark],
        "Test": "95% interval excludes the benchmark's value of the same period; benchmark taken "
        "as known, from its counts where it has them; rest: the region without the place",
        "Clear": "the difference stands with false discovery held at 5% over the place's tests",
        "Unusual": "outside the 95% spread of authorities, own chance and spread together",
        "Fifth": "1 lowest to 5 highest of the authorities with a figure",
        "Neighbours": neighbours_sentence(scope),
        "Direction": "five years, without years of pandemic restrictions and those before them; "
        "a change smaller than its intervals is none",
        "Trend": "the long run: Mann-Kendall at 5%, five to ten points since the last break",
        "Licence": "Open Government Licence v3.0",
        "Figures version": store.data_version(),
    }
    return data_files.csv_with_metadata(flat, about)


def page(scope: str) -> None:
    """The whole page."""
    benchmark, domain, only = choices(scope)
    version = store.data_version()
    whole = _profile(scope, benchmark, version)
    table = chosen(whole, domain, only)
    shown = tuple(whole["indicator_id"].unique())
    rest = [] if domain or only else _absent(scope, shown, version)
    followed = frame.frame(markup(scope, table, benchmark, whole, rest), theme.current())
    if followed:
        _follow(followed, scope)
    with st.container(key=f"{SCREEN}_after"):
        st.download_button(
            "Download these figures (CSV)",
            lambda: as_csv(table, scope, benchmark),
            file_name=data_files.safe_file_name(place_name(scope), "area profile", benchmark)
            + ".csv",
            mime="text/csv",
            on_click="ignore",
        )
        with st.container(horizontal=True):
            add_to_presentation.button(
                builders.recipe_of(scope, domain, only, benchmark), "profile"
            )
            one_figure.box(scope, table["indicator_id"].tolist())
        st.subheader("What adversity costs services here", anchor=False)
        recipe_frame.show(Recipe("adversity_cost", {"scope": scope, "by": "domain"}), "cost")
        _method()
        layout.footer(table["indicator_id"].unique())


def _method() -> None:
    with st.expander("How to read this page"):
        st.markdown(
            "- **Figure.** The newest published for the place, with its 95% interval below where "
            "one is published or can be worked out from exact counts. Everything it is set "
            "against is of the same period. A region's figure includes the place.\n"
            "- **Different from the benchmark by more than its own chance.** Only when the place's "
            "95% interval leaves the benchmark's figure out. Better or worse is said only where "
            "everyone would agree which way is good. The benchmark comes from its counts where it "
            "has them. England's figure includes the place: a single authority is 2% of its people "
            "at most (Birmingham), too little to turn a test, and stays in; the region is about a "
            "tenth and the seven boroughs a twentieth, and are tested against the rest of England. "
            "For the region's figure every place is taken out (Birmingham is a fifth of it). Where "
            "the counts to take the place out are not in hand, the row says that it is in. A "
            "difference that does not stand with false discovery held at 5% is marked.\n"
            "- **Unusual among authorities.** Authorities differ far more than chance alone would "
            "make them. This test allows for that spread, so few are outside it. "
            f"{words.WHY_NOT_AMONG}\n"
            "- **Fifth.** The authorities with a figure in five equal bands. Some publishers' "
            "files in hand hold the region's authorities only: the number says so.\n"
            "- **Neighbours.** The mean of those with a figure; no test when fewer than "
            f"{profile.FEWEST_NEIGHBOURS} have one.\n"
            "- **Own direction.** The last five years, without the years of pandemic restrictions "
            "and what came before them; a change smaller than the intervals is no clear change. "
            "The long run is a Mann-Kendall test at 5% of up to ten figures and is not judged. A "
            "dashed upright marks a new way of counting. A line's scale is never smaller than a "
            "tenth of its level or ten of the last printed digit, so that small changes look flat; "
            "larger ones have a scale of their own.\n"
            "- **Age.** From two years on, counted at the newest figure in hand.\n"
            "- **Country.** England; where it has no figure in any period, England and Wales or "
            "the United Kingdom, named in the cell."
        )
