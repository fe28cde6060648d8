"""The section with the causal map: what is drawn, the chosen arrow, the table twin."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.builders.registry import build
from components.charts import causal_map, paint_plotly
from components.charts.layouts import causal as causal_layout
from components.charts.paint_plotly import config
from components.charts.plot import Room
from components.design import styles
from components.exhibits.charts import CausalMap, Numbers
from components.exhibits.exhibit import Recipe
from components.session import address
from components.views.evidence import download, entries
from components.widgets import add_to_presentation, long_table
from components.widgets.exhibit_frame import LONGEST_ALT
from components.widgets.theme import current
from components.wording import evidence as words
from components.wording import evidence_tables
from components.wording.evidence_tables import twin
from components.wording.markdown import literal, literal_line, literal_table
from model.register import Link, load_registers

_CHART = "evidence_map_chart"
#: The narrowest pane of the map, in pixels: on a phone it is moved sideways.
ROOM = Room(width=820, height=None, size=13, least=11, fluid=True)


def section() -> None:
    """Chooser, picture, legend, the chosen arrow's entry, and the table of every arrow."""
    registers = load_registers()
    options = causal_map.views()
    st.segmented_control(
        "Show",
        list(options),
        format_func=options.__getitem__,
        key="causal_view",
        default=causal_map.OUTLINE,
        required=True,
    )
    view = st.session_state["causal_view"]
    drawn = causal_map.of_view(view)
    shown = [name for ids in drawn.members.values() for name in ids]
    chosen = address.get("entry")
    arrow = next((name for name, ids in drawn.members.items() if chosen in ids), "")
    if chosen in drawn.members:
        arrow = chosen
    _picture(drawn, arrow)
    _legend(outline=view == causal_map.OUTLINE)
    _entries(drawn, arrow)
    _twin([registers.links[name] for name in shown], options[view])


def _clicked() -> None:
    """Take over the arrow whose letter was clicked."""
    points = st.session_state[_CHART]["selection"]["points"]
    for point in points:
        data = point.get("customdata")
        name = data[0] if isinstance(data, list) and data else data
        if isinstance(name, str):
            address.put("entry", name)


def _picture(drawn: causal_map.Map, chosen: str) -> None:
    recipe = Recipe("causal", {"view": drawn.view})
    exhibit = build(recipe)
    chart = exhibit.chart
    assert isinstance(chart, CausalMap)
    (plot,) = causal_layout.layout(chart, Numbers(0), "", ROOM, chosen=chosen)
    st.html(styles.style("evidence"))
    with st.container(border=True, key="evidence_map_frame"):
        st.subheader(literal(exhibit.title), anchor=False)
        st.markdown(
            "Levers on the left, what they act on to the right. Click a letter, or choose an "
            "arrow below, to read its entry. On a phone, slide the map sideways."
        )
        with st.container(key="evidence_map_pane"):
            st.plotly_chart(
                paint_plotly.paint(plot, current()),
                key=_CHART,
                theme=None,
                config=config(f"causal-map-{drawn.view}"),
                on_select=_clicked,
                selection_mode="points",
                alt=exhibit.alt[:LONGEST_ALT],
            )
        st.markdown("Source: the model's registers, which name the studies.")
        add_to_presentation.button(recipe, "causal")


def _legend(*, outline: bool) -> None:
    lines = [
        f"- **{grade}** {causal_map.STYLE_WORDS[grade]}: {text[3:]}"
        for grade, text in words.GRADE_WORDS.items()
    ]
    lines.append("- hairline without a letter: what the model adds up by counting")
    with st.expander("What the letters and lines mean", expanded=False):
        st.markdown("\n".join(lines))
        if outline:
            st.markdown(
                "In outline an arrow stands for several effects: its letters list their grades, "
                "best first, and its line has the style of the best."
            )
        st.markdown(
            "An arrow says that the model lets one thing act on another, and how well that is "
            "known. It does not say how large the effect is: read the entry for that. No arrow "
            "means no measured effect was found, not that there is none."
        )


def _entries(drawn: causal_map.Map, chosen: str) -> None:
    titles = {
        arrow.id: f"{drawn.titles[arrow.source]} → {drawn.titles[arrow.target]} ({arrow.label})"
        for arrow in drawn.arrows
        if arrow.id in drawn.members
    }
    key = f"arrow_{drawn.view}"
    st.session_state[key] = chosen or None
    st.selectbox(
        "Choose an arrow",
        list(titles),
        format_func=titles.__getitem__,
        key=key,
        placeholder="Click a letter on the map, or choose here",
        on_change=lambda: address.put("entry", st.session_state[key] or ""),
        width=640,
    )
    if not chosen:
        return
    links = load_registers().links
    wanted = address.get("entry")
    for name in drawn.members[chosen]:
        with st.expander(
            literal_line(words.link_summary(links[name])),
            expanded=len(drawn.members[chosen]) == 1 or name == wanted,
        ):
            entries.link_entry(links[name])


@st.fragment
def _as_table(table: pd.DataFrame) -> None:
    """The arrows as a table, made when it is opened: a browser draws it cell by cell."""
    label = f"The same as a table: {len(table)} arrows"
    box = st.expander(label, key="causal_table", on_change="rerun")
    if box.open:
        with box:
            st.table(literal_table(long_table.as_words(table)), hide_index=True)


def _twin(links: list[Link], title: str) -> None:
    _as_table(twin(links))
    every = evidence_tables.links()
    kept = every[every["id"].isin([link.id for link in links])]
    st.download_button(
        f"Download these {len(kept)} effects (CSV)",
        data=lambda: download.as_csv(kept, f"Effects: {title}"),
        file_name="effects.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="csv_causal",
    )
