"""Map layers on the published figures: every indicator draws, gaps stay gaps, changes subtract."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from components.builders import area_map
from components.builders.area_map import usual_map
from components.charts import map_layer
from components.design import palette
from components.exhibits.exhibit import RecipeError
from components.figures import areas, geometry
from components.figures.geometry import drawn_areas
from components.widgets import map_table
from data import store
from data.contract import STATUSES

ROOT = Path(__file__).resolve().parents[2]
DRAWN = [
    (indicator_id, level)
    for indicator_id in store.indicators()
    for level in areas.drawn_levels(indicator_id, store.REGION)
]


def layer_of(
    indicator_id: str, level: str, scope: str = store.REGION, method: str = "quantiles"
) -> tuple[pd.DataFrame, map_layer.Layer]:
    entry = store.indicator(indicator_id)
    period = areas.periods_at(indicator_id, level)[0]
    table = areas.figures(indicator_id, level, scope, period)
    chart, classes = area_map.classified(indicator_id, level, scope, period, method=method)
    layer = map_layer.make_layer(
        entry,
        table,
        chart,
        period=period,
        palette=palette.LIGHT,
        classes=classes,
        marks={"England": areas.value_of(indicator_id, store.ENGLAND, period)},
    )
    return table, layer


def test_most_of_the_catalogue_can_be_drawn() -> None:
    assert len({indicator_id for indicator_id, _ in DRAWN}) >= 50


@pytest.mark.parametrize(("indicator_id", "level"), DRAWN)
def test_every_figure_has_a_class_and_no_gap_has_one(indicator_id: str, level: str) -> None:
    table, layer = layer_of(indicator_id, level)
    assert ((layer.classes >= 0) == table["value"].notna().to_numpy()).all()
    without = table["status"].isin(["missing", "suppressed"]).to_numpy()
    assert (layer.classes[without] == -1).all()
    assert len(layer.colours) == len(layer.labels) <= 7
    assert areas.periods_at(indicator_id, level) == store.periods(indicator_id, level)[::-1]


@pytest.mark.parametrize("level", list(geometry.OUTLINES))
def test_areas_are_in_the_order_of_the_shapes(level: str) -> None:
    path = ROOT / "static" / "geometry" / f"{level}.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert [each["properties"]["code"] for each in features] == list(
        geometry.drawn_areas(level).index
    )
    assert [each["id"] for each in features] == list(range(len(features)))


def test_outside_the_place_nothing_is_drawn() -> None:
    table, layer = layer_of("overcrowding", "lsoa", store.WMCA)
    assert table["inside"].sum() == 1719
    outside = ~table["inside"].to_numpy()
    assert (layer.classes[outside] == -1).all()
    assert (layer.status[outside] == -1).all()
    assert np.isnan(layer.values[outside]).all()


def test_a_decile_of_most_deprived_is_darkest() -> None:
    _, layer = layer_of("imd_decile", "lsoa")
    assert layer.colours[0] == palette.LIGHT.sequential[-1]
    assert layer.labels[0] == "tenths 1 and 2"


def test_change_is_last_minus_first_and_gaps_keep_their_reason() -> None:
    periods = areas.periods_at("children_low_income_bhc", "ltla")
    change = areas.change_figures(
        "children_low_income_bhc", "ltla", store.REGION, periods[-1], periods[0]
    )
    first, last = (
        areas.value_of("children_low_income_bhc", "E08000025", each)
        for each in (periods[-1], periods[0])
    )
    assert change.loc["E08000025", "value"] == pytest.approx(last - first, abs=0.05)
    assert set(change["status"]) <= set(STATUSES)
    assert change["lower"].isna().all()


def test_no_change_across_a_break_in_the_series(monkeypatch: pytest.MonkeyPatch) -> None:
    periods = areas.periods_at("children_low_income_bhc", "ltla")
    monkeypatch.setattr(areas, "broken", lambda *_: True)
    with pytest.raises(ValueError, match="counted in a new way"):
        areas.change_figures(
            "children_low_income_bhc", "ltla", store.REGION, periods[-1], periods[0]
        )


def test_table_has_the_areas_of_the_place_ranked() -> None:
    entry = store.indicator("overcrowding")
    period = areas.periods_at("overcrowding", "msoa")[0]
    figures = areas.figures("overcrowding", "msoa", "E08000026", period)
    table = map_table.ranked_table([map_table.Shown(entry, figures, period)])
    assert len(table) == len(store.areas("msoa", "E08000026"))
    assert table["Figure"].is_monotonic_decreasing
    assert (table["Lower 95%"] <= table["Figure"]).all()
    assert table["Position"].iloc[0] == "highest fifth"
    assert set(table["Authority"]) == {"Coventry"}


def test_published_tenths_are_called_by_their_own_fifths_whoever_is_shown() -> None:
    period = areas.periods_at("idaci_decile", "lsoa")[0]
    table = areas.figures("idaci_decile", "lsoa", store.REGION, period)
    entry = store.indicator("idaci_decile")
    shown = map_table.ranked_table([map_table.Shown(entry, table, period)])
    named = shown.groupby("Figure")["Position"].unique()
    assert [list(named[tenth]) for tenth in (1, 2, 3, 10)] == [
        ["most deprived fifth"],
        ["most deprived fifth"],
        ["second most deprived fifth"],
        ["least deprived fifth"],
    ]


def test_a_place_is_first_shown_by_a_map_of_several_areas_or_by_none() -> None:
    drawn = usual_map("children_low_income_ahc", "E07000237")
    assert len(drawn_areas(str(drawn.params["level"]), "E07000237")) > 1
    with pytest.raises(RecipeError, match="parts of Worcester"):
        usual_map("children_low_income_bhc", "E07000237")
