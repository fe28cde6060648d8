"""What every page has: the place selector, header, messages, footer."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from components.design import styles
from components.design.product import ATTRIBUTION, PRODUCT
from components.figures import areas
from components.session import address, presentation
from components.widgets import navigation, paper, spoken, terms, theme
from components.wording import glossary, names
from components.wording.markdown import literal
from data import store
from data.contract import parse_period

_MOST_SOURCES = 6


def strip(page: str) -> None:
    """The strip above every page: product, place, the page's tabs, what is collected so far."""
    st.html(styles.style("every_page") + styles.filled(theme.current()))
    paper.ready()
    spoken.ready()
    terms.begin()
    with st.container(horizontal=True, vertical_alignment="center", key="bar"):
        st.markdown(f"**{PRODUCT}** · West Midlands", width="content")
        # The label is for screen readers: the bar says at a glance which place this is.
        st.selectbox(
            "Place",
            areas.scope_codes(),
            format_func=names.scope_name,
            key="scope",
            width=320,
            label_visibility="collapsed",
        )
        navigation.tabs(page)
        held = len(presentation.current())
        st.page_link(
            "pages/present.py",
            label=f"{held} slide{'' if held == 1 else 's'}" if held else "No slides yet",
            icon=":material/slideshow:",
        )


def header(question: str, *, indicator_id: str = "", period: str = "", place: str = "") -> None:
    """The page's question as its heading, with what place and period it now shows.

    ``period`` is an ISO period; messages kept by `address.notice` follow the heading.
    """
    st.title(question, anchor=False)
    parts = [place or names.scope_name(address.get("scope"))]
    if indicator_id:
        parts.append(store.indicator(indicator_id).title)
    if period:
        parts.append(parse_period(period).label)
    st.markdown(" · ".join(parts))
    _say_what_is_missing()
    messages()


def _say_what_is_missing() -> None:
    if missing := store.unreadable():
        titles = ", ".join(literal(entry.title) for entry in missing)
        st.warning(
            f"Figures that cannot be read at the moment are left out on every page: {titles}. "
            "Whoever runs this app finds the cause in its log.",
            icon=":material/warning:",
        )


def messages() -> None:
    """Show, once, what the person must know about their link or their choice."""
    for text in address.take_notices():
        st.warning(literal(text), icon=":material/info:")


def footer(indicator_ids: Iterable[str] = (), *, maps: bool = False) -> None:
    """Sources and licences of what is on the page; attribution of boundaries where maps are."""
    lines = []
    seen: set[str] = set()
    for indicator_id in indicator_ids:
        for source in store.sources_of(indicator_id):
            if source.id not in seen:
                seen.add(source.id)
                lines.append(f"{source.publisher}, {source.title}. {source.licence.name}.")
    with st.container(border=True, key="footer"):
        st.markdown("**Sources and licence**")
        if len(lines) > _MOST_SOURCES:
            lines = [
                f"{len(lines)} publications; each figure's own source is named on the Data page."
            ]
        if maps:  # the boundaries' own lines must stand beside every map
            lines.append("Boundaries: " + " ".join(ATTRIBUTION))
        if lines:
            st.markdown("\n".join(f"- {line}" for line in lines))
        st.markdown(
            "Figures are published official statistics unless marked "
            f"{glossary.link('derived', 'derived')} or {glossary.link('modelled', 'modelled')}. "
            f"{glossary.WAY}. "
            "Contains public sector information licensed under the Open Government Licence v3.0. "
            f"Figures version {store.data_version()}."
        )
