"""Exhibits of where adversities pile up and of two measures, against the source's own ranks."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analysis.two_measures import thirds
from components.builders.registry import build
from components.design.palette import DARK, LIGHT, Palette
from components.exhibits.charts import AreaMap, Table
from components.exhibits.exhibit import Recipe, RecipeError
from components.exhibits.scatter import Scatter
from components.figures import pile_up, two_measures
from data import store
from data.contract import ETHNIC_GROUPS
from tests.narrowed import of_kind

SANDWELL = "E08000028"
MEASURES = list(pile_up.DEFAULTS["lsoa"])
PAIR = {"first": "idaci_decile", "second": "crime_decile"}


def ranks(index: str) -> pd.Series:
    table = store.table("iod_ranks")
    return table[table["index"] == index].set_index("area_code")["rank"]


def test_the_maps_classes_hold_the_children_of_its_title() -> None:
    exhibit = build(Recipe("pile_up", {"scope": SANDWELL, "measures": MEASURES}))
    chart = exhibit.chart
    assert isinstance(chart, AreaMap) and sum(chart.counts) == len(store.areas("lsoa", SANDWELL))
    rows = chart.figures.set_index("area_code")
    children = pile_up.children_of(rows.index.tolist())
    share = children[rows["value"] >= 3].sum() / children.sum() * 100
    assert f"{share:.0f}% of children" in exhibit.title
    assert "by area, not by child" in exhibit.draft
    assert "rank" not in exhibit.title and "Family and care" in chart.note


def test_outlined_areas_are_the_clusters_of_the_place() -> None:
    made = build(Recipe("pile_up", {"scope": "E08000025", "measures": MEASURES, "clusters": True}))
    outlined = of_kind(AreaMap, made.chart).outlined
    found = pile_up.clusters("lsoa", tuple(pile_up.chosen("lsoa", MEASURES)))
    codes = pile_up.counted("lsoa", tuple(pile_up.chosen("lsoa", MEASURES))).codes
    high = {code for code, kind in zip(codes, found.kind, strict=True) if kind == 1}
    assert set(outlined) == high & set(store.areas("lsoa", "E08000025").index) and outlined


def test_who_lives_there_tells_every_group_in_the_sources_order() -> None:
    made = build(
        Recipe("pile_up_people", {"scope": SANDWELL, "measures": MEASURES, "by": "ethnicity"})
    )
    assert made.chart.figures["label"].tolist()[:5] == list(ETHNIC_GROUPS)
    assert all(group in made.title for group in ETHNIC_GROUPS)
    assert "all ages" in made.caveat and "not a cause" in made.caveat


def test_an_area_has_a_bar_for_each_measure_and_the_rank_of_the_source() -> None:
    code = "E01009950"
    made = build(Recipe("pile_up_area", {"area": code, "measures": MEASURES}))
    bars = made.chart.figures.set_index("label")["value"]
    rank = ranks("crime")[code]
    assert bars["Harm and justice: Crime decile"] == pytest.approx((33_755 - rank) / 337.55)
    assert len(bars) == len(MEASURES)


@pytest.mark.parametrize("level", pile_up.LEVELS)
def test_bars_beyond_80_are_the_worst_fifth(level: str) -> None:
    for each in pile_up.measures(level).values():
        share = pile_up.better_off(each.id, level).to_numpy()
        inside = each.states == 1
        assert np.nanmin(np.where(inside, share, np.nan), initial=100) > 76
        assert np.nanmax(np.where(each.states == 0, share, np.nan), initial=0) < 84


def test_high_on_both_is_what_the_ranks_give_in_the_order_of_names() -> None:
    both, crime = ranks("idaci") <= 6751, ranks("crime") <= 6751
    here = store.areas("lsoa", SANDWELL).index
    expected = sorted(here[(both & crime).reindex(here)])
    found, table = two_measures.both(**PAIR, scope=SANDWELL)
    assert sorted(table.index) == expected and found.both.sum() == len(expected)
    assert table["area_name"].tolist() == sorted(table["area_name"])
    made = build(Recipe("both_high", {**PAIR, "scope": SANDWELL}))
    assert f"{len(expected)} neighbourhoods with {table['children'].sum():,.0f}" in made.title


def test_a_long_list_is_counted_by_authority_and_loses_nobody() -> None:
    made = build(Recipe("both_high", {**PAIR, "scope": store.REGION}))
    cells = of_kind(Table, made.chart).cells
    _, table = two_measures.both(**PAIR, scope=store.REGION)
    counted = sum(int(each.replace(",", "")) for each in cells["Neighbourhoods"])
    assert counted == len(table) > 40
    assert cells["Authority"].tolist() == sorted(cells["Authority"])


def test_nine_classes_are_thirds_of_both_and_worse_is_two() -> None:
    table = two_measures.two(**PAIR, level="lsoa", scope=store.REGION).table
    assert table["class"].between(0, 8).all()
    assert (table["class"] // 3 == thirds(table["first"], reverse=True)).all()
    worst = table[table["class"] == 8]
    assert worst["first"].max() <= table["first"].quantile(0.4)
    made = build(Recipe("two_measures", {**PAIR, "scope": store.REGION}))
    assert of_kind(AreaMap, made.chart).labels[8] == "First worst, second worst"
    assert f"{of_kind(AreaMap, made.chart).counts[8]:,} of 3,574" in made.title


def test_the_scatter_has_every_area_and_marks_the_places() -> None:
    chart = build(Recipe("two_scatter", {**PAIR, "scope": SANDWELL})).chart
    assert isinstance(chart, Scatter) and len(chart.figures) == 3574
    own = chart.figures[chart.figures["mark"] == "place"]
    assert set(own["area_code"]) == set(store.areas("lsoa", SANDWELL).index)
    upper = own[(own["x"] >= 80) & (own["y"] >= 80)]
    _, both = two_measures.both(**PAIR, scope=SANDWELL)
    assert set(upper["area_code"]) == set(both.index)


def test_correlation_is_turned_so_that_worse_goes_with_worse() -> None:
    # Overcrowding is a share (low is good), deprivation a tenth of which 1 is the worst.
    rho, areas = two_measures.correlation("idaci_decile", "overcrowding", "lsoa", store.REGION)
    assert rho > 0.5 and areas == 3574


def test_no_direction_no_word_of_worse() -> None:
    made = build(
        Recipe(
            "two_scatter",
            {"first": "no_car", "second": "overcrowding", "scope": SANDWELL, "level": "msoa"},
        )
    )
    assert "more of one always goes with more of the other" in made.draft
    assert (
        np.isnan(of_kind(Scatter, made.chart).worst[0])
        and of_kind(Scatter, made.chart).worst[1] == 80
    )
    assert "lower figure" in of_kind(Scatter, made.chart).axes[0]


@pytest.mark.parametrize(
    ("recipe", "says"),
    [
        (Recipe("pile_up", {"scope": SANDWELL, "measures": []}), "one measure"),
        (Recipe("pile_up", {"scope": SANDWELL, "measures": ["no_car"]}), "one measure"),
        (Recipe("pile_up", {"scope": SANDWELL, "measures": MEASURES, "level": "ward"}), "counted"),
        (
            Recipe("pile_up_people", {"scope": SANDWELL, "measures": MEASURES, "by": "age"}),
            "ethnicity or by deprivation",
        ),
        (
            Recipe(
                "pile_up_people",
                {"scope": SANDWELL, "measures": MEASURES, "by": "ethnicity", "least": 9},
            ),
            "from 1 to 6",
        ),
        (Recipe("pile_up_area", {"area": SANDWELL, "measures": MEASURES}), "not one of the areas"),
        (
            Recipe("two_measures", {**PAIR, "second": "idaci_decile", "scope": SANDWELL}),
            "different",
        ),
        (Recipe("two_measures", {**PAIR, "scope": SANDWELL, "level": "utla"}), "neighbourhoods"),
        (Recipe("two_scatter", {**PAIR, "first": "looked_after", "scope": SANDWELL}), "level"),
        (Recipe("both_high", {**PAIR, "first": "no_car", "scope": SANDWELL}), "direction"),
        (Recipe("both_high", {**PAIR, "first": "crime_decile", "scope": SANDWELL}), "different"),
    ],
)
def test_what_cannot_be_made_is_said(recipe: Recipe, says: str) -> None:
    with pytest.raises(RecipeError, match=says):
        build(recipe)


def _lab(colour: str, seen: np.ndarray) -> np.ndarray:
    """CIELAB of a colour as seen through a matrix on linear RGB."""
    rgb = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ np.clip(seen @ linear, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


#: Machado, Oliveira and Fernandes (2009), IEEE Trans Vis Comput Graph 15:1291, severity 1.
_SEEN = {
    "usual": np.eye(3),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("seen", _SEEN)
def test_nine_classes_are_told_apart_by_every_eye(palette: Palette, seen: str) -> None:
    found = [_lab(each, _SEEN[seen]) for each in palette.crossed]
    assert len(found) == 9
    assert min(np.linalg.norm(a - b) for a, b in combinations(found, 2)) > 11.5
