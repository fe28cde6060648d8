"""The section on the baseline's forecasts: how wrong they would have been."""

from __future__ import annotations

import streamlit as st

from components.builders.registry import build
from components.exhibits.exhibit import Exhibit, Recipe, RecipeError
from components.session import address
from components.widgets import exhibit_frame
from components.wording.markdown import literal
from data import store
from model.baseline import baseline
from model.forecasts import stored
from model.register_schema import OUTCOMES


def section() -> None:
    """The table of the tests, and one authority's forecast of 2018 beside what came."""
    st.markdown(
        "What the model shows without a plan is a forecast. Before a way of forecasting was used, "
        "it was tried on past years of every English authority: fitted to what was then known, set "
        "beside what came. How far it strayed is how wide the model's intervals are."
    )
    table = Recipe("forecast_test", {})
    _show(build(table), table, "forecast_test")
    st.subheader("What would we have said in 2018?", anchor=False)
    codes = list(baseline().people.authorities)
    scope = address.get("scope")
    names = store.area_names()
    left, right = st.columns(2)
    outcome = left.selectbox(
        "Outcome of the forecast",
        list(stored()["outcomes"]),
        index=list(stored()["outcomes"]).index("looked_after"),
        format_func=lambda name: OUTCOMES[name][1],
        key="forecast_outcome",
    )
    area = right.selectbox(
        "Authority of the forecast",
        codes,
        index=codes.index(scope) if scope in codes else codes.index("E08000025"),
        format_func=lambda code: names[code],
        key="forecast_area",
    )
    recipe = Recipe("forecast_back", {"outcome": outcome, "area": area})
    try:
        shown = build(recipe)
    except RecipeError as error:
        st.markdown(literal(f"Not shown: {error}."))
        return
    _show(shown, recipe, "forecast_back")


def _show(exhibit: Exhibit, recipe: Recipe, key: str) -> None:
    """An exhibit in the frame of every chart."""
    exhibit_frame.show(
        recipe, exhibit.chart.figures.round(3), key=key, notes=[exhibit.draft, exhibit.caveat]
    )
