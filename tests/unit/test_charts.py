"""Charts: nothing drops out silently, groups keep shape and order, writing can be read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from components.builders.page_charts import CELLS
from components.charts import inks, paint_html
from components.charts.layouts import table
from components.design.colour import _luminance, ink_on, shades
from components.design.palette import DARK, LIGHT, Palette
from components.exhibits.charts import Table
from components.figures.groups import broad_group
from components.widgets.exhibit_frame import Framing
from components.widgets.long_table import as_words
from data.contract import ETHNIC_GROUPS
from tests.narrowed import some


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_writing_on_every_shade_meets_aa(palette: Palette) -> None:
    for ground in [*shades(palette, 10), *palette.sequential, palette.suppressed]:
        assert _contrast(ink_on(ground), ground) >= 4.5, ground


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_groups_have_own_colour_and_shape(palette: Palette) -> None:
    looks = some(inks.of_groups([*ETHNIC_GROUPS, "Unknown"]))
    assert len({inks.colour(each.ink, palette) for each in looks}) == 6
    assert len({each.symbol for each in looks}) == 6


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
def test_detailed_groups_find_their_broad_group(detailed: str, broad: str) -> None:
    assert broad_group(detailed) == broad


def test_a_cell_that_is_held_back_has_no_shade_and_zero_has_one() -> None:
    cells = pd.DataFrame({"Group": ["A", "B"], "1": ["0.0", "held back"]})
    shades_ = pd.DataFrame({"Group": [-1, -1], "1": [0, -1]})
    (page,) = table.layout(Table(cells, cells, shades_), CELLS)
    html = paint_html.paint(page, LIGHT, label="A & B")
    assert html.count("background:") == 1 and "held back" in html
    assert 'aria-label="A &amp; B"' in html


def test_a_table_on_a_page_is_text_and_never_markup() -> None:
    cells = pd.DataFrame({"Plan": ["<b>bold</b> $5m"], "<i>": ["1 & 2"]})
    (page,) = table.layout(Table(cells, cells), CELLS)
    html = paint_html.paint(page, DARK)
    assert "<b>" not in html and "<i>" not in html and "$5m" in html


@pytest.mark.parametrize("missing", ["finding", "measure", "place", "period", "source", "alt"])
def test_a_chart_without_its_words_is_refused(missing: str) -> None:
    words: dict[str, Any] = dict.fromkeys(
        ["finding", "measure", "place", "period", "source", "alt"], "x"
    )
    with pytest.raises(ValueError, match=missing):
        Framing(**{**words, missing: " "})


def test_tables_write_gaps_as_gaps() -> None:
    table = as_words(pd.DataFrame({"a": [1234567, 3], "b": [np.nan, 0.5]}))
    assert table["a"].tolist() == ["1,234,567", "3"] and table["b"].tolist() == ["–", "0.5"]
