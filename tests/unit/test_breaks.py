"""A change in the way of counting stands in one place, whatever draws it."""

import datetime as dt
from itertools import pairwise

import pandas as pd
import pytest

from analysis import breaks
from components.builders import registry
from components.builders.page_charts import CARD, page_chart
from components.design.palette import palette
from components.exhibits.charts import Lines
from components.exhibits.exhibit import Recipe
from components.widgets import area_card
from data import store
from data.contract import parse_period
from tests.narrowed import of_kind

SANDWELL = "E08000028"
DRAWN = [
    ("attainment_8", [2016.5, 2019.5, 2021.5, 2022.5]),
    ("free_school_meals_secondary", [2018.5]),
]


def _series(indicator: str) -> pd.DataFrame:
    return area_card._series(indicator, SANDWELL)


@pytest.mark.parametrize(("indicator", "wanted"), DRAWN)
def test_the_area_card_draws_a_break_between_the_two_periods_it_parts(
    indicator: str, wanted: list[float]
) -> None:
    until = _series(indicator)["period"].iloc[-1]
    params = {"indicator": indicator, "area": SANDWELL, "until": until}
    made = page_chart(Recipe("trend", params), palette("light"), CARD)
    drawn = [shape.x0 for shape in made.layout.shapes if shape.name == "new way of counting"]
    assert drawn == wanted


@pytest.mark.parametrize(("indicator", "wanted"), DRAWN)
def test_the_slide_of_the_trend_begins_its_new_series_in_the_same_years(
    indicator: str, wanted: list[float]
) -> None:
    until = _series(indicator)["period"].iloc[-1]
    params = {"indicator": indicator, "area": SANDWELL, "until": until}
    made = registry.build(Recipe("trend", params))
    assert [int(label) - 0.5 for label in of_kind(Lines, made.chart).breaks] == wanted


def test_every_break_of_the_catalogue_parts_two_periods_it_lies_between() -> None:
    for entry in store.indicators().values():
        rows = store.observations(entry.id, area_codes=store.ENGLAND, group_type="all")
        periods = sorted(rows["period"].unique(), key=lambda text: parse_period(text).end)
        begun = breaks.new_series(entry, periods)
        for first, after in pairwise(periods):
            ends = parse_period(first).end, parse_period(after).end
            assert (after in begun) == any(ends[0] < d <= ends[1] for d in entry.breaks_in_series)


def test_a_break_is_drawn_half_way_on_any_axis(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = store.indicator("free_school_meals_secondary")
    assert entry.breaks_in_series == [dt.date(2018, 4, 1)]
    periods = ["2017-01-01/P1D", "2018-01-01/P1D", "2019-01-01/P1D"]
    assert breaks.positions(entry, periods, [0, 1, 2]) == [1.5]
    days = [dt.datetime(2017, 1, 1), dt.datetime(2018, 1, 1), dt.datetime(2019, 1, 1)]
    assert breaks.positions(entry, periods, days) == [dt.datetime(2018, 7, 2, 12)]
    assert breaks.positions(entry, periods[:2], [0, 1]) == []
