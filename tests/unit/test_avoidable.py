"""The size of a gap in people: hand-worked, never stronger than its interval."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.avoidable import Avoidable, if_least_deprived, if_rates_matched
from components.builders.registry import build
from components.exhibits.exhibit import Recipe, RecipeError
from components.wording import avoidable as words
from components.wording.counted import counted
from data import store

OVERCROWDING = store.indicator("overcrowding")
number = st.floats(min_value=-5e5, max_value=5e5)


def test_at_a_rate_by_hand() -> None:
    # 40% of 1,000 against 25%: 150 more; at the limits 37% and 43%: 120 and 180.
    found = if_rates_matched(40, 37, 43, 25, 1000, 100)
    assert (found.count, found.lower, found.upper) == pytest.approx((150, 120, 180))
    assert found.clear and not if_rates_matched(40, 20, 60, 25, 1000, 100).clear


def test_at_the_least_deprived_by_hand() -> None:
    # 1,000 at 40%, 2,000 at 20%, 1,000 at 10%: 300 + 200 more than at 10%.
    found = if_least_deprived([40, 20, 10], [1000, 2000, 1000], [2, 1, 1], 100)
    assert found.count == pytest.approx(500)
    # Variance: (1000 x 2)^2 + (2000 x 1)^2 + (3000 x 1)^2 = 17,000,000, over 100 squared.
    half = 1.959964 * math.sqrt(17_000_000) / 100
    assert (found.lower, found.upper) == pytest.approx((500 - half, 500 + half))
    assert math.isnan(if_least_deprived([40, 10], [10, 10], [np.nan, np.nan], 100).lower)
    for values, people, errors in (
        ([40], [10], [1]),
        ([40, np.nan], [10, 10], [1, 1]),
        ([40, 10], [10, 0], [1, 1]),
    ):
        with pytest.raises(ValueError, match="group"):
            if_least_deprived(values, people, errors, 100)


def test_its_limits_are_those_of_many_draws() -> None:
    random = np.random.default_rng(5)
    values, people, errors = [30.0, 22, 15, 11, 9], [9e3, 7e3, 8e3, 5e3, 4e3], [0.6, 0.5, 0.6, 1, 1]
    drawn = random.normal(values, errors, (200_000, 5))
    counts = (drawn - drawn[:, -1:]) @ np.array(people) / 100
    found = if_least_deprived(values, people, errors, 100)
    assert np.quantile(counts, [0.025, 0.975]) == pytest.approx(
        [found.lower, found.upper], rel=0.01
    )


@given(number, number, number)
def test_a_size_is_told_only_where_its_interval_leaves_none_out(
    one: float, two: float, three: float
) -> None:
    low, size, high = sorted((one, two, three))
    told = words.Matched("England's rate", "4%", "2021-01-01/P1Y", Avoidable(size, low, high))
    said = words.draft(OVERCROWDING, "Sandwell", [told])
    clear = low > 0 or high < 0
    assert ("no clear" in said.title) != clear
    assert ("We can't tell" in said.text) != clear
    assert "no effect of anything" in said.text


def test_the_exhibit_is_the_stores_figures() -> None:
    params = {"indicator": "overcrowding", "period": "2021-03-21/P1D"}
    found = build(Recipe("avoidable", {**params, "area": "E08000028"}))
    own, england = (
        store.observations("overcrowding", area_codes=code, group_type="all").iloc[-1]
        for code in ("E08000028", store.ENGLAND)
    )
    rate = england["numerator"] / england["denominator"]
    more = own["numerator"] - rate * own["denominator"]
    figures = found.chart.figures
    assert -figures["value"].iloc[0] == pytest.approx(more, abs=1)
    assert (figures["lower"] <= figures["value"]).all()
    assert (figures["value"] <= figures["upper"]).all()
    assert "least deprived fifth" in figures["label"].iloc[1] and found.level == "derived"


def test_a_rate_without_its_people_has_no_size_in_people() -> None:
    params = {"indicator": "infant_mortality", "area": "E08000028", "period": "2021-01-01/P3Y"}
    with pytest.raises(RecipeError, match="without the number of people"):
        build(Recipe("avoidable", params))


def test_what_has_no_interval_says_so_in_its_title() -> None:
    params = {"indicator": "income_deprived_children_rate", "area": "E08000025"}
    found = build(Recipe("avoidable", {**params, "period": "2022-01-01/P1Y"}))
    assert found.title.endswith("margin unknown")


def test_children_are_called_children_and_no_count_is_left_without_a_word() -> None:
    for name in ("looked_after", "children_in_need", "child_protection_plans"):
        assert counted(store.indicator(name)) == "children"
    assert counted(store.indicator("suspensions")) == "suspensions"
    assert counted(store.indicator("infant_mortality")) == "deaths"
    told = [e for e in store.indicators().values() if e.value_type in ("rate", "proportion")]
    assert [entry.id for entry in told if counted(entry) == "cases"] == []
