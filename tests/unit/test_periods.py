"""Periods: reading, words, and what a person's year finds."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract import parse_period, period_matches


@pytest.mark.parametrize(
    ("text", "end", "label"),
    [
        ("2024-04-01/P1Y", dt.date(2025, 3, 31), "April 2024 to March 2025"),
        ("2025-03-31/P1D", dt.date(2025, 3, 31), "31 March 2025"),
        ("2024-09-01/P1Y", dt.date(2025, 8, 31), "school year 2024/25"),
        ("2023-01-01/P1Y", dt.date(2023, 12, 31), "2023"),
        ("2019-01-01/P3Y", dt.date(2021, 12, 31), "2019 to 2021"),
        ("2022-10-01/P3M", dt.date(2022, 12, 31), "October 2022 to December 2022"),
        ("2024-07-01/P1Y", dt.date(2025, 6, 30), "July 2024 to June 2025"),
    ],
)
def test_end_and_label(text: str, end: dt.date, label: str) -> None:
    assert parse_period(text).end == end
    assert parse_period(text).label == label


@pytest.mark.parametrize(
    "text", ["2024", "2024-13-01/P1Y", "2024-04-01/P0Y", "x", "", "2024-04-01/PT1H"]
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_period(text)


def test_a_year_finds_the_period_that_ends_in_it() -> None:
    for period in ("2025-03-31/P1D", "2024-04-01/P1Y", "2024-09-01/P1Y", "2025-01-01/P1Y"):
        assert period_matches(period, "2025")
        assert not period_matches(period, "2023")
    assert period_matches("2024-09-01/P1Y", "2024/25")
    assert period_matches("2024-09-01/P1Y", "2024-2025")
    assert not period_matches("2025-01-01/P1Y", "2024/25")
    assert period_matches("1999-09-01/P1Y", "1999/00")
    assert not period_matches("2024-09-01/P1Y", "last year")


@given(st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)), st.integers(1, 40))
def test_every_first_of_month_period_has_a_last_day(day: dt.date, length: int) -> None:
    day = day.replace(day=1)
    for unit in "YMD":
        period = parse_period(f"{day.isoformat()}/P{length}{unit}")
        assert period.end >= period.start
        assert period.label
