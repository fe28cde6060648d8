"""What the map shows: indicator, level, period, and the controls that choose it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from analysis.breaks import broken
from components.figures.areas import drawn_levels, periods_at
from components.figures.geometry import OUTLINES
from components.session import address
from components.wording import names
from data import store
from data.contract import parse_period
from data.metadata import DOMAIN_TITLES

SECOND = {
    "": "None",
    "indicator": "Another indicator",
    "period": "Another period",
    "change": "Change since a period",
}


@dataclass(frozen=True)
class Choice:
    """What the person chose, checked: every value is one the figures have."""

    scope: str
    indicator: str
    level: str
    period: str
    levels: list[str]
    periods: list[str]  # newest first
    second: str
    seconds: list[str]
    indicator2: str
    period2: str
    periods2: list[str]


def _indicator_ids() -> list[str]:
    domains = list(DOMAIN_TITLES)
    entries = [e for e in store.indicators().values() if set(e.levels) & set(OUTLINES)]
    entries.sort(key=lambda entry: (domains.index(entry.domain), entry.short_title))
    return [entry.id for entry in entries]


def _at_level(ids: list[str], other_than: str, level: str) -> list[str]:
    return [each for each in ids if each != other_than and level in store.levels_of(each)]


def _indicator_words(indicator_id: str) -> str:
    entry = store.indicator(indicator_id)
    return f"{DOMAIN_TITLES[entry.domain]}: {entry.short_title}"


def current_choice() -> Choice:
    """Read the choices from the address and the session and check them against the figures.

    Raises StoreError when the chosen place has no map of the indicator at any level.
    """
    scope = address.get("scope")
    ids = _indicator_ids()
    usual = address.DEFAULT_INDICATOR if address.DEFAULT_INDICATOR in ids else ids[0]
    indicator = address.among("indicator", ids, usual)
    levels = drawn_levels(indicator, scope)
    if not levels:
        raise store.StoreError(
            f"“{store.indicator(indicator).title}” has no figure for the whole population that can "
            f"be drawn for {names.scope_name(scope)}. Choose another indicator or a larger place; "
            "figures by group are on the pages Who is affected and Data."
        )
    level = address.among("level", levels, levels[0])
    periods = periods_at(indicator, level)
    period = address.among("period", periods, periods[0])
    entry = store.indicator(indicator)
    others = [each for each in periods if each != period]
    earlier = [
        each
        for each in others
        if parse_period(each).end < parse_period(period).end and not broken(entry, each, period)
    ]
    seconds = ["", "indicator"] + ["period"] * bool(others) + ["change"] * bool(earlier)
    second = address.among("second", seconds, "")
    indicator2, period2, periods2 = "", "", []
    if second == "indicator":
        others = _at_level(ids, indicator, level)
        indicator2 = address.among("indicator2", others, others[0]) if others else ""
        periods2 = periods_at(indicator2, level) if indicator2 else []
        if periods2:
            period2 = period if period in periods2 else periods2[0]
        else:
            address.notice("There is no second indicator with figures for these areas.")
            address.put("second", "")
            second, indicator2 = "", ""
    elif second:
        periods2 = earlier if second == "change" else others
        period2 = address.among("period2", periods2, periods2[0])
    return Choice(
        scope,
        indicator,
        level,
        period,
        levels,
        periods,
        second,
        seconds,
        indicator2,
        period2,
        periods2,
    )


def indicator_selector() -> None:
    """Choose an indicator; also shown when the chosen one has no map, as the way on."""
    st.selectbox(
        "Indicator",
        _indicator_ids(),
        format_func=_indicator_words,
        key="indicator",
        help="Type a few letters to search.",
    )


def selectors(choice: Choice) -> None:
    """The row of choices above the map, and below it what the second map asks."""
    widths = [2.6, 2, 2, 1.8, 2.2, 1.5] if choice.second else [3, 2.2, 2.2, 2, 1.5]
    columns = st.columns(widths, vertical_alignment="bottom")
    with columns[0]:
        indicator_selector()
    columns[1].selectbox(
        "Areas", choice.levels, format_func=store.LEVEL_TITLES.__getitem__, key="level"
    )
    columns[2].selectbox("Period", choice.periods, format_func=_period_words, key="period")
    columns[3].selectbox("Second map", choice.seconds, format_func=SECOND.__getitem__, key="second")
    if choice.second == "indicator":
        others = _at_level(_indicator_ids(), choice.indicator, choice.level)
        columns[4].selectbox(
            "Second indicator", others, format_func=_indicator_words, key="indicator2"
        )
    elif choice.second:
        label = "Change since" if choice.second == "change" else "Second period"
        columns[4].selectbox(label, choice.periods2, format_func=_period_words, key="period2")
    columns[-1].segmented_control(
        "Show as",
        ["", "table"],
        format_func=lambda view: "Table" if view else "Map",
        key="view",
        required=True,
    )


def _period_words(period: str) -> str:
    label = parse_period(period).label
    return label[:1].upper() + label[1:]
