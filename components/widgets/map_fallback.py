"""The map where the browser has no WebGL: Plotly's SVG choropleth, slower but with no needs."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.charts import layouts, paint_plotly
from components.charts.map_layer import Layer
from components.charts.plot import Room
from components.charts.served_files import vendor_address
from components.design.palette import Palette
from components.exhibits.charts import Numbers
from components.wording.markdown import literal

NOTICE = (
    "This browser cannot draw with WebGL, so a simpler, slower map is shown. "
    "The table has the same figures."
)


#: The largest map that is drawn, in pixels; it fills the width that it is given.
ROOM = Room(width=720, height=None, size=14, least=11, fluid=True)


def show_fallback(layers: list[Layer], palette: Palette, on_pick: Callable[[str], None]) -> None:
    """Show one or two layers as Plotly maps; a click chooses an area as on the usual map."""
    st.info(NOTICE, icon=":material/info:")
    places = st.columns(len(layers))
    for number, (place, layer) in enumerate(zip(places, layers, strict=True)):
        key = f"fallback_map_{number}"

        def picked(key: str = key) -> None:
            points = st.session_state[key]["selection"]["points"]
            if points:
                on_pick(str(points[0]["location"]))

        numbers = Numbers(layer.decimals, layer.before, layer.after)
        (plot,) = layouts.place_chart(layer.chart, numbers, layer.unit, ROOM)
        with place:
            st.markdown(f"**{literal(layer.title)}**, {literal(layer.period)}")
            st.plotly_chart(
                paint_plotly.paint(plot, palette),
                key=key,
                theme=None,
                on_select=picked,
                selection_mode="points",
                config={"topojsonURL": vendor_address(), "displayModeBar": False},
                alt=layer.label,
            )
