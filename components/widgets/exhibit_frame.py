"""The frame of every chart: what it finds, what it shows, its source, its figures, its CSV.

Every chart of the product goes through `show`, so that none can lack a title that says the
finding, a subtitle with measure, place and period, a source line, alt text with figures, or the
table behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from components.builders.page_charts import page_chart
from components.builders.registry import build
from components.charts.paint_plotly import Figure, config
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.exports import data_files
from components.session import file_names
from components.widgets import add_to_presentation, long_table, terms, theme
from components.widgets.long_table import as_words
from components.wording.markdown import literal, literal_table
from data import store

#: Longer tables scroll; shorter ones are plain HTML, which screen readers and printers take best.
_LONGEST_PLAIN_TABLE = 60
LONGEST_ALT = 1500
_MOST_TITLES = 2


@dataclass(frozen=True)
class Framing:
    """The words around a chart."""

    finding: str  # the title: what the chart says, with figures
    measure: str  # what is measured, with its unit
    place: str
    period: str  # in words
    source: str  # publisher and title, see `source_line`
    alt: str  # what the picture shows, with figures, for who does not see it
    level: str = "as published"  # "as published", "derived" or "modelled"
    notes: Sequence[str] = ()
    about: Mapping[str, object] = field(default_factory=dict)  # further lines on top of the CSV

    def __post_init__(self) -> None:
        for name in ("finding", "measure", "place", "period", "source", "alt"):
            if not str(getattr(self, name)).strip():
                raise ValueError(f"a chart needs words for '{name}'")


def words_of(
    exhibit: Exhibit, *, notes: Sequence[str] = (), about: Mapping[str, object] | None = None
) -> Framing:
    """The words of an exhibit around its chart: what is read on a page is what is added."""
    return Framing(
        finding=exhibit.title,
        measure=exhibit.measure,
        place=exhibit.place,
        period=exhibit.period,
        source=exhibit.source,
        alt=exhibit.alt,
        level=exhibit.level,
        notes=notes,
        about=about or {},
    )


def source_line(*indicator_ids: str) -> str:
    """Publishers and titles of the indicators' sources; publishers only where there are many."""
    found = {each.id: each for name in indicator_ids for each in store.sources_of(name)}
    if len(found) <= _MOST_TITLES:
        return "; ".join(f"{each.publisher}, {each.title}" for each in found.values())
    names = dict.fromkeys(each.publisher for each in found.values())
    return f"{'; '.join(names)} ({len(found)} publications, named on the Data page)"


def all_sources(*indicator_ids: str) -> dict[str, object]:
    """Every publication behind the indicators, for the top of a CSV."""
    found = {each.id: each for name in indicator_ids for each in store.sources_of(name)}
    return {
        "Publications": "; ".join(f"{each.publisher}, {each.title}" for each in found.values()),
        "Licence": "; ".join(dict.fromkeys(each.licence.name for each in found.values())),
        "Attribution": " ".join(dict.fromkeys(each.licence.attribution for each in found.values())),
    }


def subtitle(framing: Framing) -> str:
    """Measure, place, period, and whether the figures are published or ours, as Markdown."""
    parts = [literal(each) for each in (framing.measure, framing.place, framing.period)]
    if framing.level != "as published":
        parts.append(f"**{framing.level}**")
    return " · ".join(parts)


def show(
    recipe: Recipe,
    table: pd.DataFrame,
    *,
    key: str,
    notes: Sequence[str] = (),
    about: Mapping[str, object] | None = None,
) -> None:
    """Draw the chart of a recipe in its frame, with the button that adds just that.

    Parameters
    ----------
    recipe
        What is drawn: its exhibit has the chart and the words around it.
    table
        The figures behind it, with column names a reader understands; written out and offered
        as CSV.
    key
        Unique on the page; letters, digits and underscores.
    notes
        Further sentences of the page, as Markdown.
    about
        Further lines on top of the CSV.

    Says why, in a line, where the store has nothing for the recipe.
    """
    try:
        framing = words_of(build(recipe), notes=notes, about=about)
    except RecipeError as error:
        reason = str(error)
        st.markdown(literal(f"Not shown: {reason[:1].lower()}{reason[1:]}."))
        return
    with st.container(border=True, key=f"frame_{key}"):
        st.subheader(literal(framing.finding), anchor=False)
        st.markdown(terms.linked(subtitle(framing), key))
        _draw(page_chart(recipe, theme.current()), framing, key)
        for number, note in enumerate(framing.notes):
            st.markdown(terms.linked(note, f"{key}_{number}"))
        st.markdown(literal(f"Source: {framing.source}.".replace("..", ".")))
        add_to_presentation.button(recipe, key)
        behind(framing, table, key=key)


def _draw(chart: Figure | str, framing: Framing, key: str) -> None:
    if isinstance(chart, str):  # a table, as HTML
        st.html(chart)
        return
    st.plotly_chart(
        chart,
        key=f"chart_{key}",
        theme=None,
        config=config(data_files.safe_file_name(*_named(framing), key)),
        alt=framing.alt[:LONGEST_ALT],
    )


@st.fragment
def behind(framing: Framing, table: pd.DataFrame, *, key: str) -> None:
    """The data behind a chart: a table to open, and the same as CSV with its metadata.

    Made when it is opened: the browser draws a table cell by cell, which would take longer than
    all charts of a page together.
    """
    box = st.expander("Figures and CSV", key=f"behind_{key}", on_change="rerun")
    if not box.open:
        return
    with box:
        shown = as_words(table)
        if len(shown) <= _LONGEST_PLAIN_TABLE:
            st.table(literal_table(shown), hide_index=True)
        else:
            long_table.show(shown, alt=f"Figures behind: {framing.finding}")
        st.download_button(
            "Download these figures (CSV)",
            data=lambda: _csv(framing, table),
            file_name=file_names.unique(
                data_files.safe_file_name(*_named(framing), key) + ".csv",
                " ".join((key, *_named(framing), str(framing.about))),
            ),
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"csv_{key}",
        )


def _named(framing: Framing) -> tuple[str, str, str]:
    """What a file of the frame is called by, what matters first."""
    return framing.place, framing.measure, framing.period


def _csv(framing: Framing, table: pd.DataFrame) -> bytes:
    about: dict[str, object] = {
        "Title": framing.finding,
        "Measure": framing.measure,
        "Place": framing.place,
        "Period": framing.period,
        "Figures": framing.level,
        "Source": framing.source,
        **framing.about,
        "Figures version": store.data_version(),
    }
    for number, note in enumerate(framing.notes, start=1):
        about[f"Note {number}"] = note.replace("*", "")
    return data_files.csv_with_metadata(table, about)
