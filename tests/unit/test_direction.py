"""The recent direction: published series, breaks, the pandemic, and changes too small to say."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from analysis.avoidable import if_rates_matched
from analysis.direction import Direction, direction, in_pandemic
from data import store
from data.contract import parse_period


def years(first: int, values: Sequence[float], half: float, **more: Any) -> Direction:
    periods = [parse_period(f"{first + n}-04-01/P1Y") for n in range(len(values))]
    low, high = [v - half for v in values], [v + half for v in values]
    return direction(periods, values, low, high, value_type="rate", **more)


def test_birmingham_persistent_absence_falls_since_2021_22() -> None:
    entry = store.indicator("persistent_absence")
    rows = store.observations(entry.id, area_codes="E08000025", group_type="all")
    rows = rows.sort_values("period")
    periods = [parse_period(text) for text in rows["period"]]
    found = direction(
        periods,
        rows["value"],
        rows["lower"],
        rows["upper"],
        value_type=entry.value_type,
        polarity=entry.polarity,
        breaks=entry.breaks_in_series,
    )
    assert (found.word, found.judgement) == ("falling", "getting better")
    assert rows["period"].iloc[found.since] == "2021-09-01/P1Y"


@pytest.mark.parametrize(
    ("period", "inside"),
    [
        ("2019-09-01/P1Y", True),
        ("2020-09-01/P1Y", True),
        ("2021-09-01/P1Y", False),
        ("2019-04-01/P1Y", False),
        ("2020-04-01/P1Y", True),
        ("2021-04-01/P1Y", True),
        ("2022-04-01/P1Y", False),
        ("2021-03-31/P1D", True),
        ("2019-01-01/P3Y", True),
    ],
)
def test_years_of_the_pandemic(period: str, inside: bool) -> None:
    assert in_pandemic(parse_period(period)) == inside


def test_a_steady_change_smaller_than_the_intervals_is_no_clear_change() -> None:
    assert years(2010, [50, 51, 52, 53, 54], half=6.0).word == "no clear change"
    assert years(2010, [50, 51, 52, 53, 54], half=0.5).word == "rising"
    assert years(2010, [54, 53, 52, 51, 50], half=0.5, polarity="low_is_good").judgement == (
        "getting better"
    )


def test_only_the_newest_five_years_count() -> None:
    found = years(2005, [90, 80, 70, 60, 50, 50, 50, 50, 50, 50], half=1.0)
    assert (found.word, found.points, found.since) == ("no clear change", 5, 5)


def test_points_before_a_break_are_left_out() -> None:
    found = years(2010, [10, 20, 50, 50, 50], half=1.0, breaks=[dt.date(2012, 4, 1)])
    assert (found.word, found.since) == ("no clear change", 2)


def test_without_intervals_five_points_are_needed() -> None:
    nan = [float("nan")] * 4
    periods = [parse_period(f"{year}-04-01/P1Y") for year in range(2010, 2014)]
    found = direction(periods, [1, 2, 3, 4], nan, nan, value_type="rate")
    assert found.word == "too few points"


def test_a_fall_and_a_rise_have_no_direction_however_large_the_counts() -> None:
    # Birmingham, children in low income before housing costs.
    assert years(2022, [39.94, 38.32, 39.55], 0.2).word == "no clear change"
    assert years(2022, [39.94, 38.32, 38.33], 0.2).word == "falling"  # a last step within chance
    assert years(2022, [1, 2, 3, 4, 3.9], 0.2).word == "rising"


def test_a_year_without_its_interval_is_left_out_where_three_have_theirs() -> None:
    periods = [parse_period(f"{2021 + n}-09-01/P1Y") for n in range(4)]
    nan = float("nan")
    low, high = [29.0, 27.0, nan, 23.0], [30.0, 28.0, nan, 24.0]
    found = direction(periods, [29.5, 27.5, 26, 23.5], low, high, value_type="percent")
    assert (found.word, found.points, found.since) == ("falling", 3, 0)
    # The newest one cannot be left out: it is what the sentence is about.
    low[-1] = high[-1] = nan
    low[2], high[2] = 25.5, 26.5
    found = direction(periods, [29.5, 27.5, 26, 23.5], low, high, value_type="percent")
    assert found.word == "too few points"


def test_bad_input_is_refused() -> None:
    periods = [parse_period("2011-04-01/P1Y"), parse_period("2010-04-01/P1Y")]
    with pytest.raises(ValueError, match="order of time"):
        direction(periods, [1, 2], [0, 1], [2, 3], value_type="rate")
    with pytest.raises(ValueError, match="differ in length"):
        direction(periods, [1], [0], [2], value_type="rate")


def test_avoidable_by_hand() -> None:
    # 40% of 1,000 children against 25%: 150 more than at that rate, 120 to 180 by the limits.
    found = if_rates_matched(40, 37, 43, 25, 1000, 100)
    assert (found.count, found.lower, found.upper) == pytest.approx((150, 120, 180))
    with pytest.raises(ValueError, match="above 0"):
        if_rates_matched(40, 37, 43, 25, 0, 100)
