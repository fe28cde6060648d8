"""Draft words: never stronger than the interval allows."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.direction import Direction
from analysis.trend import Trend
from components.builders.registry import build
from components.exhibits.exhibit import Recipe
from components.wording import findings, findings_groups, findings_places
from components.wording.findings import CANNOT_TELL, Figure
from data import store

LOOKED_AFTER = store.indicator("looked_after")  # interval test, no judgement
OVERCROWDING = store.indicator("overcrowding")  # interval test, low is good
POVERTY = store.indicator("children_low_income_ahc")  # no test by interval
STRONG = ("worse", "better", "higher than", "lower than")
number = st.floats(min_value=0.1, max_value=90)


@given(number, number, number, number)
def test_a_difference_is_claimed_only_when_the_interval_leaves_the_benchmark_out(
    a: float, b: float, c: float, bench: float
) -> None:
    low, value, high = sorted((a, b, c))
    said = findings.against(
        OVERCROWDING, "Sandwell", "2021", Figure(value, low, high), bench, "England"
    )
    if low <= bench <= high:
        assert CANNOT_TELL in said.text
        assert not any(word in said.text + said.title for word in STRONG)
    else:
        word = "worse" if low > bench else "better"
        assert word in said.title and CANNOT_TELL not in said.text


@given(number, number)
def test_without_an_interval_we_cannot_tell(value: float, bench: float) -> None:
    for entry in (POVERTY, OVERCROWDING):
        said = findings.against(entry, "Sandwell", "2025", Figure(value), bench, "England")
        assert CANNOT_TELL in said.text
        assert not any(word in said.text + said.title for word in STRONG)


def test_without_a_benchmark_nothing_is_compared() -> None:
    said = findings.against(POVERTY, "Sandwell", "2025", Figure(40.2), math.nan, "England")
    assert "cannot be compared" in said.text


@pytest.mark.parametrize("word", ["no clear change", "too few points"])
def test_an_unclear_direction_is_not_called_rising_or_falling(word: str) -> None:
    now = Direction(word, "", 0, 3, float("nan"), False)
    long_run = ("2016", Trend("rising", "getting worse", 9, 0.01, 8.0))
    said = findings.over_time(OVERCROWDING, "Sandwell", ("2021", 1.0), ("2025", 9.0), now, long_run)
    assert CANNOT_TELL in said.text
    assert ": rising" not in said.title and ": falling" not in said.title
    assert "The long run, from 2016: rising" in said.text
    assert "getting worse" not in said.text + said.title


def test_the_recent_direction_leads_and_the_long_run_is_not_judged() -> None:
    now = Direction("falling", "getting better", 0, 4, 0.001, True)
    long_run = ("2015/16", Trend("rising", "getting worse", 10, 0.01, 8.0))
    said = findings.over_time(
        OVERCROWDING, "Birmingham", ("2021/22", 24.9), ("2024/25", 21.0), now, long_run
    )
    assert "falling since 2021/22, getting better" in said.title
    assert "pandemic" in said.text and "getting worse" not in said.text


def _places(rows: Sequence[tuple[str, float, float, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["label", "value", "lower", "upper"])


def test_a_highest_place_is_named_only_when_its_interval_overlaps_no_other() -> None:
    apart = _places([("A", 9, 8.5, 9.5), ("B", 5, 4.5, 5.5), ("C", 1, 0.5, 1.5)])
    said = findings_places.among_places(
        OVERCROWDING, "the region", "places", "2021", apart, 4, "England"
    )
    assert "A is highest" in said.text and "C is lowest" in said.text
    close = _places([("A", 9, 6, 12), ("B", 8, 6, 10), ("C", 1, 0.5, 1.5)])
    said = findings_places.among_places(
        OVERCROWDING, "the region", "places", "2021", close, 4, "England"
    )
    assert "A is highest" not in said.text and "we can't tell which is highest" in said.text


def test_places_without_intervals_are_not_told_apart() -> None:
    rows = _places([("A", 9, math.nan, math.nan), ("B", 1, math.nan, math.nan)])
    said = findings_places.among_places(POVERTY, "the region", "places", "2025", rows, 4, "England")
    assert CANNOT_TELL in said.text and "highest" not in said.text


@given(st.lists(st.tuples(number, number, number), min_size=5, max_size=5), number)
def test_groups_are_set_against_the_average_only_and_keep_their_order(
    figures: list[tuple[float, float, float]], average: float
) -> None:
    names = ["Asian", "Black", "Mixed", "White", "Other"]
    rows = pd.DataFrame(
        [(n, *sorted(f)) for n, f in zip(names, figures, strict=True)],
        columns=["label", "lower", "value", "upper"],
    )
    said = findings_groups.by_group(LOOKED_AFTER, "Sandwell", "2025", rows, average)
    for row in rows.itertuples():
        unclear = row.lower <= average <= row.upper
        doubt = [s for s in said.text.split(". ") if s.startswith(CANNOT_TELL)]
        assert unclear == any(row.label in sentence for sentence in doubt)
    order = [said.text.index(name) for name in names]
    assert order == sorted(order)
    assert not any(word in said.text.lower() for word in ("worst", "best", "highest", "lowest"))


def test_an_unclear_slope_names_no_side() -> None:
    ends = (("the most deprived tenth", Figure(5.0)), ("the least deprived tenth", Figure(4.0)))
    for side in ("not clear", ""):
        said = findings_groups.by_deprivation(OVERCROWDING, "Sandwell", "2021", ends, side, "1")
        assert CANNOT_TELL in said.text and "higher among" not in said.title + said.text


@given(st.floats(-500, 500), st.floats(0, 400), st.floats(0, 400))
def test_a_models_change_needs_its_range_to_exclude_nothing(
    middle: float, below: float, above: float
) -> None:
    change = Figure(middle, middle - below, middle + above)
    words = [f"{v:.0f}" for v in (change.value, change.lower, change.upper)]
    said = findings.modelled_change("Children", "Sandwell", "2045", change, words)
    unclear = change.lower <= 0 <= change.upper
    assert (CANNOT_TELL in said.text) == unclear
    assert "odelled" in said.title + said.text


@given(st.integers(0, 600))
def test_a_shorter_text_keeps_its_doubts(longest: int) -> None:
    text = (
        "The figure is 5. The gap is large. We can't tell whether it differs. "
        "The highest is A, but we can't tell which is highest. More words follow here."
    )
    short = findings.shorten(text, longest)
    assert short.count("can't tell") == 2
    assert all(sentence in text for sentence in short.split(". "))


def test_titles_test_the_same_as_the_tables() -> None:
    """Telford and Wrekin's placements lie above a published 10%, not above the true 10.395%."""
    params = {"indicator": "placements_three_plus", "period": "2024-04-01/P1Y"}
    found = build(Recipe("headline", {**params, "area": "E06000020"}))
    assert "no clear difference" in found.title and "We can't tell" in found.draft
    region = build(Recipe("headline", {**params, "area": store.REGION}))
    assert "better than the rest of England (11%)" in region.title
