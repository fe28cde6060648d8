"""Charts: nothing drops out silently, groups keep shape and order, writing can be read."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from components.charts.marks_style import group_mark
from components.charts.old.screen_composition import composition_bars
from components.charts.old.screen_dots import dots_by_group, ratio_dots
from components.charts.old.screen_heat import heat_table
from components.design.colour import _luminance, ink_on, shades
from components.design.palette import DARK, LIGHT
from components.figures.groups import broad_group
from components.widgets.exhibit_frame import Framing, as_words
from data.contract import ETHNIC_GROUPS


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_writing_on_every_shade_meets_aa(palette):
    for ground in [*shades(palette, 10), *palette.sequential, palette.suppressed]:
        assert _contrast(ink_on(ground), ground) >= 4.5, ground


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_groups_have_own_colour_and_shape(palette):
    marks = [group_mark(group, palette) for group in (*ETHNIC_GROUPS, "Unknown")]
    assert len({mark.colour for mark in marks}) == len({mark.symbol for mark in marks}) == 6


@pytest.mark.parametrize(
    ("detailed", "broad"),
    [
        ("White and Black Caribbean", "Mixed"),
        ("Mixed White & Asian", "Mixed"),
        ("Any Other Mixed background", "Mixed"),
        ("Bangladeshi", "Asian"),
        ("Chinese", "Asian"),
        ("Any other Black background", "Black"),
        ("Caribbean", "Black"),
        ("Gypsy/Roma", "White"),
        ("White other", "White"),
        ("Any other White background", "White"),
        ("Any other ethnic group", "Other"),
        ("Other", "Other"),
    ],
)
def test_detailed_groups_find_their_broad_group(detailed, broad):
    assert broad_group(detailed) == broad


def _groups() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group": ["Asian", "Black", "White"],
            "value": [0.5, np.nan, 2.0],
            "lower": [0.4, np.nan, np.nan],
            "upper": [0.6, np.nan, np.nan],
            "words": ["a", "b", "c"],
            "gap": ["", "held back", ""],
        }
    )


def test_a_group_without_a_figure_keeps_its_row_and_its_reason():
    marks = {name: group_mark(name, LIGHT) for name in _groups()["group"]}
    figure = dots_by_group(_groups(), LIGHT, marks, value_title="rate")
    assert list(figure.layout.yaxis.ticktext) == ["Asian", "Black", "White"]
    assert "held back" in [note.text for note in figure.layout.annotations]


def test_missing_limits_draw_no_interval():
    marks = {name: group_mark(name, LIGHT) for name in _groups()["group"]}
    figure = dots_by_group(_groups(), LIGHT, marks, value_title="ratio", log=True)
    seen = {trace.y[0]: trace.error_x.visible for trace in figure.data}
    assert seen == {0: True, 2: False}


def test_log_axis_gives_half_and_twice_the_same_room():
    marks = {name: group_mark(name, LIGHT) for name in _groups()["group"]}
    figure = ratio_dots(
        _groups().assign(row="Care"), LIGHT, marks, rows=["Care"], value_title="x", line_title="y"
    )
    low, high = figure.layout.xaxis.range
    assert low == pytest.approx(-high) and high > np.log10(2)


def test_heat_table_tells_zero_from_held_back_from_nothing():
    data = pd.DataFrame(
        {
            "row": ["A", "A"],
            "column": ["1", "2"],
            "value": [0.0, np.nan],
            "label": ["0", "held back"],
            "words": ["zero", "held"],
        }
    )
    figure = heat_table(
        data, LIGHT, rows=["A"], columns=["1", "2", "3"], row_title="r", column_title="c"
    )
    assert [note.text for note in figure.layout.annotations] == ["0", "held back"]
    assert len(figure.layout.shapes) == 1
    assert list(figure.data[0].z[0]) == [0.0, None, None]


def test_composition_bars_hold_every_part_of_every_row():
    data = pd.DataFrame(
        {"row": ["A", "A"], "part": ["1", "2"], "share": [75.0, 25.0], "words": ["", ""]}
    )
    figure = composition_bars(
        data, DARK, rows=["A"], parts=["1", "2"], value_title="v", part_title="p"
    )
    assert [bar.x[0] for bar in figure.data] == [75.0, 25.0]


@pytest.mark.parametrize("missing", ["finding", "measure", "place", "period", "source", "alt"])
def test_a_chart_without_its_words_is_refused(missing):
    words = dict.fromkeys(["finding", "measure", "place", "period", "source", "alt"], "x")
    with pytest.raises(ValueError, match=missing):
        Framing(**{**words, missing: " "})


def test_tables_write_gaps_as_gaps():
    table = as_words(pd.DataFrame({"a": [1234567, 3], "b": [np.nan, 0.5]}))
    assert table["a"].tolist() == ["1,234,567", "3"] and table["b"].tolist() == ["–", "0.5"]
