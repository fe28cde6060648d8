"""Class breaks: against mapclassify, with ties, few figures, shared maps and changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mapclassify
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison import fifth, fifths
from components.charts.map_classes import DECILES, classify, classify_change
from components.charts.map_key import class_inks
from components.wording.numbers import range_words

RNG = np.random.default_rng(20251123)
SKEWED = np.round(RNG.lognormal(2, 0.6, 3574), 1)
figures = st.lists(
    st.floats(-1000, 1000).map(lambda x: round(x, 1)) | st.just(float("nan")),
    min_size=1,
    max_size=80,
)


@pytest.mark.parametrize(
    ("method", "reference"),
    [("quantiles", mapclassify.Quantiles), ("equal_intervals", mapclassify.EqualInterval)],
)
def test_same_classes_as_mapclassify(method: str, reference: Callable[..., Any]) -> None:
    ours = classify(SKEWED, method=method, k=5).of(SKEWED)
    assert ours.tolist() == reference(SKEWED, k=5).yb.tolist()


def test_natural_breaks_are_those_of_fisher_and_jenks() -> None:
    for values in (SKEWED[:300], SKEWED[:1200], np.round(SKEWED[:200])):
        ours = classify(values, method="natural_breaks", k=5).of(values)
        assert ours.tolist() == mapclassify.FisherJenks(values, k=5).yb.tolist()


def test_natural_breaks_of_all_neighbourhoods_are_repeatable_and_complete() -> None:
    first = classify(SKEWED, method="natural_breaks", k=5)
    again = classify(SKEWED[::-1], method="natural_breaks", k=5)
    assert first.breaks.tolist() == again.breaks.tolist()
    assert (first.of(SKEWED) >= 0).all()


def test_equal_sized_groups_hold_about_a_fifth_each() -> None:
    counts = np.bincount(classify(SKEWED, k=5).of(SKEWED), minlength=5)
    assert counts.sum() == SKEWED.size
    assert counts.min() > 0.17 * SKEWED.size


def test_labels_are_found_ranges_in_words_and_units() -> None:
    classes = classify([1, 2, 3, 4, 10, 11, 12, 13], k=2, decimals=1, after="%")
    assert classes.labels == ("1.0 to 4.0%", "10.0 to 13.0%")
    money = classify([1500, 2500, 3500], k=2, decimals=0, before="£")
    assert money.labels[-1] == "£2,500 to £3,500" or money.labels[0] == "£1,500 to £2,500"


def test_a_range_of_one_figure_is_that_figure_and_minus_is_a_minus_sign() -> None:
    assert range_words(4, 4, 1, after="%") == "4.0%"
    assert range_words(-4, 4, 0) == "−4 to 4"


def test_ties_are_not_torn_apart_and_a_heap_of_zeros_is_one_class() -> None:
    values = [0] * 60 + list(range(1, 41))
    classes = classify(values, k=5, decimals=0)
    assert classes.labels[0] == "0"
    assert len(set(classes.of([0] * 60).tolist())) == 1
    assert len(classes.labels) == len(set(classes.labels)) == classes.breaks.size < 5


def test_few_figures_each_have_their_class() -> None:
    classes = classify([3, 3, 7, np.nan], k=5, decimals=0)
    assert classes.labels == ("3", "7")
    assert classes.of([7, 3, np.nan]).tolist() == [1, 0, -1]


def test_no_figures_give_no_classes() -> None:
    classes = classify([np.nan, np.nan])
    assert classes.labels == ()
    assert classes.of([np.nan, 5.0]).tolist() == [-1, -1]


def test_outside_the_classified_range_there_is_no_class() -> None:
    classes = classify(range(10, 60), k=5, decimals=0)
    assert classes.of([9, 10, 59, 60]).tolist() == [-1, 0, 4, -1]


def test_compared_maps_share_breaks() -> None:
    first, second = SKEWED[:1000], SKEWED[1000:] + 20
    pooled = classify(np.concatenate([first, second]), k=5)
    assert (pooled.of(first) >= 0).all()
    assert (pooled.of(second) >= 0).all()
    assert pooled.of(first).mean() < pooled.of(second).mean()


def test_deciles_go_in_pairs() -> None:
    classes = classify([1, 2, 3, 9, 10], method=DECILES, decimals=0)
    assert classes.of(range(1, 11)).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert classes.labels[0] == "tenths 1 and 2"


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        ([1, 2, 3, 4, 5, 6, 7], {"method": "best"}, "method must be one of"),
        ([1, 2], {"k": 1}, "k must lie"),
        ([1, np.inf], {}, "finite"),
        ([0, 5], {"method": DECILES}, "whole numbers from 1 to 10"),
    ],
)
def test_bad_input_is_refused_in_plain_words(
    values: list[float], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        classify(values, **options)


@given(figures, st.sampled_from(["quantiles", "equal_intervals"]), st.integers(2, 7))
def test_every_figure_has_a_class_and_order_is_kept(
    values: list[float], method: str, k: int
) -> None:
    numbers = np.array(values)
    classes = classify(numbers, method=method, k=k)
    index = classes.of(numbers)
    known = ~np.isnan(numbers)
    assert (index[~known] == -1).all()
    assert (index[known] >= 0).all()
    assert (index[known] < len(classes.labels)).all()
    order = np.argsort(numbers[known], kind="stable")
    assert (np.diff(index[known][order]) >= 0).all()
    # The printed figure alone decides: the same figure never has two classes.
    printed: dict[float, int] = {}
    for value, each in zip(np.round(numbers[known], 1) + 0.0, index[known], strict=True):
        assert printed.setdefault(float(value), int(each)) == each


@given(figures)
def test_changes_up_and_down_have_classes_of_equal_depth(values: list[float]) -> None:
    numbers = np.array(values)
    classes = classify_change(numbers)
    index, mirrored = classes.of(numbers), classify_change(-numbers).of(-numbers)
    known = ~np.isnan(numbers)
    assert (index[known] >= 0).all()
    assert (index[known] + mirrored[known] == 6).all()
    assert (index[known & (np.round(numbers, 1) == 0)] == 3).all()


def test_change_labels_say_the_direction() -> None:
    classes = classify_change([-5.0, -2.0, -1.0, 0.0, 0.4, 2.5, 6.0], after=" points")
    assert len(classes.labels) == 7
    assert classes.labels[0].startswith("down more than")
    assert classes.labels[-1].startswith("up more than")
    assert classes.labels[3].startswith("no change")


def test_fifths_follow_the_rule_of_the_analysis_floor() -> None:
    values = np.append(np.round(RNG.normal(20, 5, 60), 0), [np.nan, 20, 20, 20])
    ours = fifths(values)
    expected = [fifth(value, values) for value in values]
    assert ours.tolist() == [-1 if each is None else each - 1 for each in expected]


def test_no_fifths_of_few_areas_or_of_equal_figures() -> None:
    assert (fifths([1, 2, 3, 4, 5, 6, 7]) == -1).all()
    assert (fifths([4.0] * 30) == -1).all()


def test_colours_run_from_end_to_end_of_the_ramp() -> None:
    assert class_inks(5)[0] == "shade:0" and class_inks(5)[-1] == "shade:6"
    assert class_inks(5, reverse=True) == class_inks(5)[::-1]
    assert class_inks(7, change=True) == tuple(f"change:{n}" for n in range(7))
    assert class_inks(1) == ("shade:3",)
    assert class_inks(0) == ()
    with pytest.raises(ValueError, match="palette has 7"):
        class_inks(8)
