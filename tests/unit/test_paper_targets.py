"""A target is the council's own: printed with its steps when it is given, never made up."""

from __future__ import annotations

import pytest

from components.exports.papers import make
from components.exports.papers.blocks_target import target
from components.exports.papers.document import Grid, Paragraph
from components.exports.papers.subject import Subject
from components.exports.papers.templates import Block
from data import store
from tests.narrowed import of_kind
from tests.snapshots.recipes import SANDWELL

MEASURE = "good_level_of_development"


def test_without_a_target_the_steps_are_blank_and_it_says_so() -> None:
    (section,) = [
        each
        for each in make.paper("best_start", SANDWELL).sections
        if each.heading == "Target and path to it"
    ]
    stands, none, grid = section.items[0], section.items[1], section.items[2]
    row = store.observations(MEASURE, area_codes=SANDWELL, group_type="all").iloc[-1]
    assert f"{row['value']:.1f}%" in of_kind(Paragraph, stands).text
    assert f"{row['denominator']:,.0f} children" in of_kind(Paragraph, stands).text
    assert "none is printed" in of_kind(Paragraph, none).text
    cells = of_kind(Grid, grid).cells
    assert list(cells["Year"]) == ["2024/25", "2025/26", "2026/27", "2027/28"]
    assert cells.iloc[0, 2] == f"{row['numerator']:,.0f}"
    assert set(cells.iloc[1:, 1]) == {"to be written"}


def test_a_councils_own_target_is_told_in_points_and_children() -> None:
    row = store.observations(MEASURE, area_codes=SANDWELL, group_type="all").iloc[-1]
    block = Block(kind="target", indicators=[MEASURE], target=70.0, year=2028, source="a decision")
    items = target(block, Subject(SANDWELL)).items
    said, cells = of_kind(Paragraph, items[1]).text, of_kind(Grid, items[2]).cells
    gap = 70.0 - row["value"]
    assert "The target is 70.0% in 2028 (a decision)." in said
    assert f"{gap:.1f} points away, or {gap / 100 * row['denominator']:,.0f} children" in said
    assert cells.iloc[-1, 1] == "70.0%"
    assert cells.iloc[1, 1] == f"{row['value'] + gap / 3:.1f}%"


@pytest.mark.parametrize("reached", [10.0, 61.0])
def test_a_target_that_is_reached_says_so(reached: float) -> None:
    block = Block(kind="target", indicators=[MEASURE], target=reached, year=2028)
    said = of_kind(Paragraph, target(block, Subject(SANDWELL)).items[1]).text
    assert said.endswith("The newest figure is there already.")
