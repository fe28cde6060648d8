"""The card of the chosen area: its figure, who it is compared with, how it went over time."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import streamlit as st

from analysis.comparison import unrounded, verdict
from analysis.direction import direction
from components.builders.page_charts import CARD, page_chart
from components.builders.registry import build
from components.design.palette import VERDICT_SHAPES, Palette
from components.exhibits.exhibit import Recipe
from components.widgets import add_to_presentation
from components.widgets.exhibit_frame import LONGEST_ALT
from components.wording import numbers
from components.wording.periods import with_age
from data import store
from data.contract import parse_period
from data.metadata import Indicator

_LEVEL_WORDS = {
    "lsoa": "neighbourhood (LSOA)",
    "msoa": "larger neighbourhood (MSOA)",
    "ward": "ward",
    "ltla": "district",
    "utla": "county, unitary authority or borough",
    "icb": "NHS integrated care board",
    "police_force": "police force",
    "combined_authority": "combined authority",
    "region": "region",
    "country": "country",
}
_VERDICTS = {
    "better": "better than England",
    "worse": "worse than England",
    "higher": "higher than England",
    "lower": "lower than England",
    "similar": "no clear difference from England",
}


def level_words(level: str) -> str:
    """A level as the card names it."""
    return _LEVEL_WORDS.get(level, level)


def parents(code: str) -> list[str]:
    """Codes of the areas this one lies in, nearest first, England last."""
    area = store.area(code)
    chain = [
        area.msoa_code,
        area.ltla_code,
        area.utla_code,
        area.combined_authority_code,
        area.region_code,
        store.ENGLAND,
    ]
    return [each for each in dict.fromkeys(chain) if each and each != code]


def comparison_rows(indicator_id: str, code: str, period: str) -> pd.DataFrame:
    """The area and its parents with their figures of a period; no row where none is published.

    Columns area_code, name, value, lower, upper, status, numerator, denominator, in the order
    area, parents, England.
    """
    codes = [code, *parents(code)]
    rows = store.observations(indicator_id, area_codes=codes, group_type="all")
    rows = rows[rows["period"] == period].set_index("area_code")
    rows = rows.reindex([each for each in codes if each in rows.index])
    names = [store.area(each).name for each in rows.index]
    return rows.assign(name=names).reset_index()[
        ["area_code", "name", "value", "lower", "upper", "status", "numerator", "denominator"]
    ]


def _markdown_cell(text: str) -> str:
    return text.replace("|", "\\|")


def _comparison_markdown(rows: pd.DataFrame, entry: Indicator) -> str:
    lines = ["| Area | Figure | 95% interval |", "|---|---:|---:|"]
    for row in rows.itertuples(index=False):
        if math.isnan(row.value):
            figure, limits = numbers.NO_FIGURE.get(row.status, "no figure"), ""
        else:
            figure = numbers.with_unit(row.value, entry)
            limits = numbers.interval(row.lower, row.upper, entry).removeprefix("95% interval ")
        lines.append(f"| {_markdown_cell(row.name)} | {figure} | {limits or 'none'} |")
    return "\n".join(lines)


def _series(indicator_id: str, code: str) -> pd.DataFrame:
    rows = store.observations(indicator_id, area_codes=code, group_type="all")
    order = rows["period"].map(lambda text: parse_period(text).end.toordinal())
    return rows.assign(end=order).sort_values("end").reset_index(drop=True)


def _direction_sentence(rows: pd.DataFrame, entry: Indicator) -> str:
    # One figure per end of period: overlapping rolling periods keep their order, repeats go.
    rows = rows[rows["value"].notna()].drop_duplicates("end", keep="last")
    result = direction(
        [parse_period(text) for text in rows["period"]],
        *(rows[name].to_numpy(float) for name in ("value", "lower", "upper")),
        value_type=entry.value_type,
        polarity=entry.polarity,
        breaks=entry.breaks_in_series,
    )
    if result.word == "too few points":
        return "Too few recent points for a direction."
    since = parse_period(str(rows["period"].iloc[result.since])).label
    judged = f" ({result.judgement})" if result.judgement else ""
    text = f"{result.word} since {since}{judged}."
    return text[:1].upper() + text[1:]


def _against_england(rows: pd.DataFrame, entry: Indicator) -> str:
    own, england = rows.iloc[0], rows[rows["area_code"] == store.ENGLAND]
    if england.empty or entry.benchmark != "interval_overlap_95":
        return ""
    value, count, people = (
        float(england[name].iloc[0]) for name in ("value", "numerator", "denominator")
    )
    against = unrounded(value, count, people, entry.multiplier)
    word = verdict(own["value"], own["lower"], own["upper"], against, entry.polarity)
    if word == "not tested":
        return ""
    return f"{VERDICT_SHAPES.get(word, '')} {_VERDICTS[word]}"


def _place_line(code: str) -> str:
    names = []
    for each in parents(code):
        area = store.area(each)
        if area.level not in ("country", "combined_authority"):
            names.append(area.name)
    kind = level_words(store.area(code).level)
    return f"{kind[:1].upper()}{kind[1:]} in {', '.join(names)}." if names else f"{kind}."


def show_card(indicator_id: str, code: str, period: str, palette: Palette) -> None:
    """Write the card of an area for one indicator and period."""
    entry, area = store.indicator(indicator_id), store.area(code)
    st.subheader(area.name, anchor=False)
    st.markdown(_place_line(code))
    rows = comparison_rows(indicator_id, code, period)
    own = rows[rows["area_code"] == code]
    if own.empty:
        st.markdown(
            f"**{entry.short_title}** is not published for this {level_words(area.level)} "
            f"({parse_period(period).label}). The areas it lies in:"
        )
    else:
        _show_figure(own.iloc[0], rows, entry, period)
    if len(rows) > len(own):
        st.markdown(_comparison_markdown(rows, entry))
    series = _series(indicator_id, code)
    if series["value"].notna().sum() >= 2:
        known = series.dropna(subset="value")
        until = str(known["period"].iloc[-1])
        recipe = Recipe("trend", {"indicator": indicator_id, "area": code, "until": until})
        st.plotly_chart(
            page_chart(recipe, palette, CARD),
            key="card_trend",
            theme=None,
            config={"displayModeBar": False},
            alt=build(recipe).alt[:LONGEST_ALT],
        )
        st.markdown(_direction_sentence(series, entry))
        add_to_presentation.button(recipe, "card_trend")


def _show_figure(own: pd.Series, rows: pd.DataFrame, entry: Indicator, period: str) -> None:
    when = with_age(parse_period(period).label, period)
    if np.isnan(own["value"]):
        st.markdown(f"**{entry.short_title}**, {when}: {numbers.NO_FIGURE[own['status']]}.")
        return
    parts = [f"**{numbers.with_unit(own['value'], entry)}**"]
    limits = numbers.interval(own["lower"], own["upper"], entry)
    if limits:
        parts.append(limits)
    parts.append(when)
    if own["status"] in ("derived", "modelled"):
        parts.append(f"*{own['status']}*")
    st.markdown(f"{entry.short_title}: " + " · ".join(parts))
    against = _against_england(rows, entry)
    if against:
        st.markdown(against)
