"""The same layer drawn by Plotly's Choroplethmap, to measure our map against."""

import plotly.graph_objects as go
import streamlit as st

from data import store

LSOA_INDICATORS = ["overcrowding", "private_renting", "households_deprived_2plus"]
chosen = st.segmented_control("Indicator", LSOA_INDICATORS, default=LSOA_INDICATORS[0])
assert chosen is not None
rows = store.observations(chosen, level="lsoa", within=store.REGION, group_type="all")
figure = go.Figure(
    go.Choroplethmap(
        geojson="/app/static/geometry/lsoa.geojson",
        featureidkey="properties.code",
        locations=rows["area_code"],
        z=rows["value"],
        marker={"line": {"width": 0.2}},
    )
)
figure.update_layout(
    map={"style": "white-bg", "center": {"lat": 52.5, "lon": -2.2}, "zoom": 7.3},
    height=560,
    margin={"l": 0, "r": 0, "t": 0, "b": 0},
    uirevision="same",
)
st.plotly_chart(figure, key="map")
st.markdown(f"shown: {chosen}")
