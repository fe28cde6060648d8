"""The card of the chosen area: its figure, who it is compared with, how it went over time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from analysis import breaks
from analysis.comparison import verdict
from analysis.trend import trend
from components import collect, wording
from components.exhibit import Recipe
from components.palette import VERDICT_SHAPES, Palette
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

    Columns area_code, name, value, lower, upper, status, in the order area, parents, England.
    """
    codes = [code, *parents(code)]
    rows = store.observations(indicator_id, area_codes=codes, group_type="all")
    rows = rows[rows["period"] == period].set_index("area_code")
    rows = rows.reindex([each for each in codes if each in rows.index])
    names = [store.area(each).name for each in rows.index]
    return rows.assign(name=names).reset_index()[
        ["area_code", "name", "value", "lower", "upper", "status"]
    ]


def _markdown_cell(text: str) -> str:
    return text.replace("|", "\\|")


def _comparison_markdown(rows: pd.DataFrame, entry: Indicator) -> str:
    lines = ["| Area | Figure | 95% interval |", "|---|---:|---:|"]
    for row in rows.itertuples(index=False):
        if math.isnan(row.value):
            figure, limits = wording.NO_FIGURE.get(row.status, "no figure"), ""
        else:
            figure = wording.with_unit(row.value, entry)
            limits = wording.interval(row.lower, row.upper, entry).removeprefix("95% interval ")
        lines.append(f"| {_markdown_cell(row.name)} | {figure} | {limits or 'none'} |")
    return "\n".join(lines)


def _series(indicator_id: str, code: str) -> pd.DataFrame:
    rows = store.observations(indicator_id, area_codes=code, group_type="all")
    order = rows["period"].map(lambda text: parse_period(text).end.toordinal())
    return rows.assign(end=order).sort_values("end").reset_index(drop=True)


def trend_figure(rows: pd.DataFrame, entry: Indicator, palette: Palette) -> Any:
    """A small line of an area's figures over time with their intervals (Plotly figure).

    ``rows`` are observations in order of time. The line breaks where a figure is missing and
    where the series was counted in a new way.
    """
    import plotly.graph_objects as go

    labels = [parse_period(text).label for text in rows["period"]]
    ends = [parse_period(text).end.year for text in rows["period"]]
    axis = ends if len(set(ends)) == len(ends) else labels
    value = rows["value"]
    up, down = rows["upper"] - value, value - rows["lower"]
    figure = go.Figure(
        go.Scatter(
            x=axis,
            y=value,
            mode="lines+markers",
            line={"color": palette.primary, "width": 2},
            marker={"size": 7},
            error_y={
                "type": "data",
                "array": up,
                "arrayminus": down,
                "color": palette.muted_text,
                "thickness": 1,
                "width": 3,
                "visible": bool(up.notna().any()),
            },
            text=[wording.with_unit(v, entry) for v in value],
            customdata=labels,
            hovertemplate="%{customdata}<br>%{text}<extra></extra>",
            connectgaps=False,
        )
    )
    places = ends if axis is ends else list(range(len(labels)))
    for at in breaks.positions(entry, list(rows["period"]), places):
        figure.add_vline(x=at, line={"dash": "dot", "color": palette.line})
    figure.update_layout(
        height=190,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        xaxis={"tickformat": "d", "nticks": 5},
        yaxis={"rangemode": "tozero", "title": None, "ticksuffix": entry.unit_short.strip()[:1]
               if entry.unit_short == "%" else ""},
    )  # fmt: skip
    return figure


def _trend_sentence(rows: pd.DataFrame, entry: Indicator) -> str:
    breaks = [float(day.toordinal()) for day in entry.breaks_in_series]
    # One figure per end of period: overlapping rolling periods keep their order, repeats go.
    rows = rows.drop_duplicates("end", keep="last")
    result = trend(
        rows["end"].to_numpy(float), rows["value"].to_numpy(float),
        polarity=entry.polarity, breaks=breaks,
    )  # fmt: skip
    if result.word == "too few points":
        return "Too few points for a test of trend."
    judged = f" ({result.judgement})" if result.judgement else ""
    return f"Over the last {result.points} points: {result.word}{judged}."


def _against_england(rows: pd.DataFrame, entry: Indicator) -> str:
    own, england = rows.iloc[0], rows[rows["area_code"] == store.ENGLAND]
    if england.empty or entry.benchmark != "interval_overlap_95":
        return ""
    word = verdict(
        own["value"], own["lower"], own["upper"], england["value"].iloc[0], entry.polarity
    )
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
        figure = trend_figure(series, entry, palette)
        known = series.dropna(subset="value")
        words = (
            f"{entry.short_title} in {area.name}: from "
            f"{wording.with_unit(known['value'].iloc[0], entry)} in "
            f"{parse_period(known['period'].iloc[0]).label} to "
            f"{wording.with_unit(known['value'].iloc[-1], entry)} in "
            f"{parse_period(known['period'].iloc[-1]).label}"
        )
        st.plotly_chart(figure, key="card_trend", config={"displayModeBar": False}, alt=words)
        st.markdown(_trend_sentence(series, entry))
        until = str(known["period"].iloc[-1])
        params = {"indicator": indicator_id, "area": code, "until": until}
        collect.button(Recipe("trend", params), "card_trend")


def _show_figure(own: pd.Series, rows: pd.DataFrame, entry: Indicator, period: str) -> None:
    when = parse_period(period).label
    if np.isnan(own["value"]):
        st.markdown(f"**{entry.short_title}**, {when}: {wording.NO_FIGURE[own['status']]}.")
        return
    parts = [f"**{wording.with_unit(own['value'], entry)}**"]
    limits = wording.interval(own["lower"], own["upper"], entry)
    if limits:
        parts.append(limits)
    parts.append(when)
    if own["status"] in ("derived", "modelled"):
        parts.append(f"*{own['status']}*")
    st.markdown(f"{entry.short_title}: " + " · ".join(parts))
    against = _against_england(rows, entry)
    if against:
        st.markdown(against)
