"""The map's twin: the same figures as a ranked, sortable table, and as CSV."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from analysis.comparison import fifths
from components.exports import data_files
from components.figures.areas import Standing, standing
from components.session import file_names
from components.widgets import long_table
from components.wording.numbers import status_words
from data import store
from data.contract import parse_period
from data.metadata import Indicator


@dataclass(frozen=True)
class Shown:
    """What one map shows: its indicator, figures and period ("since" for a change)."""

    entry: Indicator
    table: pd.DataFrame
    period: str
    since: str = ""

    @property
    def period_words(self) -> str:
        """The period, or the two periods of a change, in words."""
        last = parse_period(self.period).label
        return f"change from {parse_period(self.since).label} to {last}" if self.since else last


def _columns(shown: Shown, suffix: str) -> pd.DataFrame:
    table = shown.table[shown.table["inside"]]
    values = table["value"].to_numpy(dtype=float)
    place = Standing(fifths(values)) if shown.since else standing(shown.entry, values)
    frame = pd.DataFrame(
        {
            f"Figure{suffix}": table["value"].round(shown.entry.decimals),
            f"Lower 95%{suffix}": table["lower"].round(shown.entry.decimals),
            f"Upper 95%{suffix}": table["upper"].round(shown.entry.decimals),
            f"Position{suffix}": [place.words[each] if each >= 0 else "" for each in place.fifths],
            f"Status{suffix}": table["status"].map(status_words),
            f"Period{suffix}": shown.period_words,
        },
        index=table.index,
    )
    empty = [
        name for name in frame if name.startswith(("Lower", "Upper")) and frame[name].isna().all()
    ]
    return frame.drop(columns=empty)


def ranked_table(maps: list[Shown]) -> pd.DataFrame:
    """The figures of one or two maps, highest first map's figure on top, areas without one last.

    Columns Area, Authority, Code, then per map Figure, limits, Position, Status, Period. Ties
    keep the order of names. Limits that no area has are left out.
    """
    first = maps[0].table[maps[0].table["inside"]]
    parts = [pd.DataFrame({"Area": first["area_name"], "Authority": first["authority"]})]
    parts[0]["Code"] = first.index
    for number, shown in enumerate(maps):
        parts.append(_columns(shown, "" if number == 0 else ", second map"))
    table = pd.concat(parts, axis="columns")
    if (table["Authority"] == "").all():
        table = table.drop(columns="Authority")
    order = np.lexsort((table["Area"].to_numpy(str), -table["Figure"].to_numpy(dtype=float)))
    return table.iloc[order].reset_index(drop=True)


def show_table(maps: list[Shown], on_pick: Callable[[str], None]) -> None:
    """Show the ranked table; choosing a row chooses its area."""
    table = ranked_table(maps)

    def picked() -> None:
        rows = st.session_state["map_table"]["selection"]["rows"]
        on_pick(str(table["Code"].iloc[rows[0]]) if rows else "")

    config: dict[str, Any] = {}
    printed = table.copy()
    for number, shown in enumerate(maps):
        suffix = "" if number == 0 else ", second map"
        pattern = f"%.{shown.entry.decimals}f"
        for name in ("Figure", "Lower 95%", "Upper 95%"):
            unit = f" ({shown.entry.unit_short.strip()})" if shown.entry.unit_short.strip() else ""
            label = f"{name}{suffix}{unit if name == 'Figure' else ''}"
            if name + suffix in printed:
                printed[name + suffix] = printed[name + suffix].round(shown.entry.decimals)
            config[name + suffix] = st.column_config.NumberColumn(label, format=pattern)
    long_table.show(
        table,
        printed=printed,
        height=520,
        column_config=config,
        key="map_table",
        on_select=picked,
        selection_mode="single-row",
        alt="Figures of the map as a table, highest first",
    )
    st.markdown(
        "Highest figure first; press a column's heading to sort by it. Mark a row to choose "
        "its area. Positions near one another often cannot be told apart: look at the limits."
    )


def download(maps: list[Shown], place: str, level: str) -> None:
    """Offer the table of exactly what is shown as CSV with its metadata on top."""
    names = [shown.entry.short_title for shown in maps]

    def content() -> bytes:
        about: dict[str, object] = {}
        for number, shown in enumerate(maps):
            facts = data_files.about_indicator(shown.entry.id, place=place)
            prefix = "" if number == 0 else "Second map: "
            about |= {prefix + key: value for key, value in facts.items()}
            about[prefix + "Period"] = shown.period_words
        about["Level"] = store.LEVEL_TITLES[level]
        return data_files.csv_with_metadata(ranked_table(maps), about)

    st.download_button(
        "Download these figures (CSV)",
        data=content,
        file_name=file_names.unique(
            data_files.safe_file_name(place, *names, maps[0].period_words, level) + ".csv",
            " ".join((place, *(f"{each.entry.id} {each.period}" for each in maps), level)),
        ),
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
