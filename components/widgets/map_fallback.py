"""The map where the browser has no WebGL: Plotly's SVG choropleth, slower but with no needs."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.charts.map_layer import Layer
from components.charts.old.map_plotly import fallback_figure
from components.charts.served_files import vendor_address
from components.design.palette import Palette

NOTICE = (
    "This browser cannot draw with WebGL, so a simpler, slower map is shown. "
    "The table has the same figures."
)


def show_fallback(
    layers: list[Layer],
    level: str,
    codes: list[str],
    names: list[str],
    palette: Palette,
    on_pick: Callable[[str], None],
) -> None:
    """Show one or two layers as Plotly maps; a click chooses an area as on the usual map."""
    st.info(NOTICE, icon=":material/info:")
    places = st.columns(len(layers))
    for number, (place, layer) in enumerate(zip(places, layers, strict=True)):
        key = f"fallback_map_{number}"

        def picked(key: str = key) -> None:
            points = st.session_state[key]["selection"]["points"]
            if points:
                on_pick(str(points[0]["location"]))

        with place:
            st.plotly_chart(
                fallback_figure(layer, level, codes, names, palette),
                key=key,
                on_select=picked,
                selection_mode="points",
                config={"topojsonURL": vendor_address(), "displayModeBar": False},
                alt=layer.label,
            )
