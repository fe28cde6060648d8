"""The catalogue on screen: search, one indicator's whole record, coverage, downloads."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from components.exports import data_files
from components.session import address
from components.widgets import long_table
from data import store
from data.contract import parse_period
from data.metadata import DOMAIN_TITLES, Indicator

POLARITY_WORDS = {
    "low_is_good": "Lower is better",
    "high_is_good": "Higher is better",
    "no_judgement": "No judgement: neither high nor low is good in itself",
}
BENCHMARK_WORDS = {
    "interval_overlap_95": "Different when the 95% interval excludes the benchmark",
    "quintiles": "No interval published: shown as fifths of all areas, not tested",
    "none": "Not compared",
}
STATUS_WORDS = {
    "published": "as published",
    "derived": "derived by us from published figures",
    "modelled": "modelled by the producer",
    "suppressed": "held back to protect people",
    "missing": "no figure",
    "not comparable": "not comparable",
}


def search(words: str, domain: str) -> list[Indicator]:
    """Indicators that have every word in their title, definition or keywords.

    ``domain`` is an id of DOMAIN_TITLES or "" for all. Order: domain, then title.
    """
    wanted = words.lower().split()
    found = []
    for entry in store.indicators().values():
        text = " ".join(
            [entry.title, entry.short_title, entry.definition, entry.unit, *entry.keywords]
        ).lower()
        if (not domain or entry.domain == domain) and all(word in text for word in wanted):
            found.append(entry)
    order = list(DOMAIN_TITLES)
    return sorted(found, key=lambda entry: (order.index(entry.domain), entry.title))


def overview_table(entries: list[Indicator]) -> pd.DataFrame:
    """One row per indicator: what it is, finest level, newest period, source."""
    rows = []
    for entry in entries:
        periods = store.periods(entry.id)
        if not periods:  # indicators published by group only, such as life expectancy by sex
            kinds = entry.breakdowns
            periods = store.periods(entry.id, group_type=kinds[0]) if kinds else []
        rows.append(
            {
                "Indicator": entry.title,
                "Domain": DOMAIN_TITLES[entry.domain],
                "Unit": entry.unit,
                "Finest level": store.LEVEL_TITLES[entry.levels[0]],
                "Newest period": parse_period(periods[-1]).label if periods else "none",
                "Periods": len(periods),
                "Publisher": "; ".join(
                    dict.fromkeys(each.publisher for each in store.sources_of(entry.id))
                ),
            }
        )
    return pd.DataFrame(rows)


def coverage(indicator_id: str) -> pd.DataFrame:
    """How many areas have a figure, and how many are held back, by period and level."""
    table = store.observations(indicator_id)
    table = table[table["group_type"] == table["group_type"].iloc[0]].copy()
    table["has"] = table["value"].notna()
    table["held"] = table["status"].eq("suppressed")
    table["gone"] = table["status"].eq("missing")
    counts = table.groupby(["period", "area_level"], as_index=False)[["has", "held", "gone"]].sum()
    counts = counts.sort_values(["period", "area_level"], ascending=[False, True])
    return pd.DataFrame(
        {
            "Period": [parse_period(text).label for text in counts["period"]],
            "Level": counts["area_level"].map(store.LEVEL_TITLES),
            "Areas with a figure": counts["has"],
            "Held back": counts["held"],
            "Missing": counts["gone"],
        }
    )


def chooser() -> tuple[list[Indicator], str]:
    """Search box, domain and indicator choice; returns what was found and the chosen id."""
    left, right = st.columns([2, 1])
    words = left.text_input(
        "Search the catalogue", key="catalogue_words", placeholder="for example: care, poverty"
    )
    address.among("domain", ["", *DOMAIN_TITLES], "")
    domain = right.selectbox(
        "Domain",
        ["", *DOMAIN_TITLES],
        format_func=lambda name: DOMAIN_TITLES.get(name, "All domains"),
        key="domain",
    )
    found = search(words or "", domain or "")
    ids = [entry.id for entry in found]
    if not ids:
        return [], ""
    chosen = address.among("indicator", ids, ids[0])
    return found, chosen


def results(found: list[Indicator]) -> None:
    """The table of what the search found."""
    total = len(store.indicators())
    st.markdown(f"**{len(found)}** of {total} indicators")
    long_table.show(overview_table(found), height=min(420, 38 * (len(found) + 1) + 3))


def record(indicator_id: str) -> None:
    """Everything known of one indicator."""
    entry = store.indicator(indicator_id)
    st.header(entry.title, anchor=False)
    st.markdown(entry.definition)
    left, right = st.columns(2)
    with left:
        st.markdown(f"**Unit:** {entry.unit}")
        st.markdown(f"**Reading it:** {POLARITY_WORDS[entry.polarity]}")
        st.markdown(f"**Compared how:** {BENCHMARK_WORDS[entry.benchmark]}. {entry.benchmark_note}")
        for label, text in (
            ("Interval", entry.interval_note),
            ("Where there is no interval", entry.no_interval_reason),
            ("Divided by", entry.denominator_note),
        ):
            if text:
                st.markdown(f"**{label}:** {text}")
        if entry.done_by_services:
            st.markdown("**Done by services:** this counts something that services do.")
        updates = [
            f"last update {entry.last_update:%d %B %Y}" if entry.last_update else "",
            f"next update {entry.next_update:%d %B %Y}" if entry.next_update else "",
            entry.update_note,
        ]
        said = "; ".join(text for text in updates if text)
        st.markdown(f"**Dates:** {said or 'not stated by the producer'}")
    with right:
        st.markdown(f"**What we did:** {entry.processing}")
        st.markdown(f"**Protecting people:** {entry.disclosure}")
        if entry.breaks_in_series:
            days = ", ".join(f"{day:%d %B %Y}" for day in entry.breaks_in_series)
            st.markdown(f"**Breaks in the series:** {days}. Trends never cross a break.")
    if entry.producer_caveats:
        st.markdown("**Read with care**")
        st.markdown("\n".join(f"- {text}" for text in entry.producer_caveats))
    st.subheader("Sources", anchor=False)
    for source in store.sources_of(indicator_id):
        link = f" [Original publication]({source.url})." if source.url else ""
        st.markdown(f"**{source.publisher}**: {source.title}.{link}")
        st.markdown(
            f"{source.licence.name}. {source.licence.attribution} "
            f"Covers: {source.reference_period or 'see title'}. {source.edition}"
        )
        if source.faults:
            st.markdown("Known faults and limits:")
            st.markdown("\n".join(f"- {text}" for text in source.faults))
    st.subheader("Coverage", anchor=False)
    long_table.show(coverage(indicator_id))


def downloads(indicator_id: str) -> None:
    """All figures of the indicator as CSV, its record as JSON."""
    table = store.observations(indicator_id)
    names = table["area_code"].map(store.area_names())
    table.insert(1, "area_name", names)
    with st.container(horizontal=True):
        st.download_button(
            f"Download all {len(table):,} figures (CSV)",
            data_files.csv_with_metadata(table, data_files.about_indicator(indicator_id)),
            file_name=f"{data_files.safe_file_name(indicator_id)}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Download the record (JSON)",
            data_files.metadata_json(indicator_id),
            file_name=f"{data_files.safe_file_name(indicator_id)}-metadata.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )


def left_out() -> None:
    """Sources that were looked at and not used, with the reason."""
    rows = [
        {
            "Source": each.title,
            "Publisher": each.publisher,
            "Why it is left out": each.left_out_reason,
        }
        for each in store.sources().values()
        if not each.used
    ]
    with st.expander(f"Sources looked at and left out ({len(rows)})"):
        long_table.show(pd.DataFrame(rows))


def overdue(today: dt.date) -> None:
    """Sources whose publisher should have a newer edition out than the one in hand."""
    rows = [
        {
            "Source": each.title,
            "Publisher": each.publisher,
            "In hand": each.reference_period,
            "Newer figures due": f"{each.next_edition_due:%B %Y}",
            "How this is known": each.next_edition_note,
        }
        for each in store.overdue(today)
    ]
    with st.expander(f"Newer editions that are due and not in hand ({len(rows)})"):
        long_table.show(pd.DataFrame(rows))


def not_found() -> None:
    """Figures that were looked for and not found openly."""
    rows = [
        {
            "Figure": each.what,
            "Who has it": each.publisher,
            "Where": each.where,
            "Newest in hand": each.newest_in_hand,
            "It would extend": ", ".join(
                store.indicator(name).short_title for name in each.indicators
            ),
        }
        for each in store.not_found()
    ]
    with st.expander(f"Figures looked for and not found openly ({len(rows)})"):
        long_table.show(pd.DataFrame(rows))
