"""Profiles by deprivation: where errors come from, and when no slope is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.deprivation_profile import (
    Profile,
    direction,
    from_neighbourhoods,
    profile,
    slope_row,
    standard_errors,
)
from analysis.inequality import slope_index
from tests.narrowed import of_kind, some

ORDER = [str(i) for i in range(1, 6)]
SHARE = {"value_type": "proportion", "multiplier": 100, "counts_exact": True}
VALUES = [40.0, 30.0, 25.0, 20.0, 10.0]


def _rows(
    values: Sequence[float] = VALUES,
    people: float = 1000.0,
    half: float | None = None,
    counts: bool = True,
) -> pd.DataFrame:
    value = np.array(values, dtype=float)
    count = value / 100 * people
    return pd.DataFrame(
        {
            "group": ORDER[: len(value)],
            "value": value,
            "lower": np.nan if half is None else value - half,
            "upper": np.nan if half is None else value + half,
            "numerator": count if counts else np.nan,
            "denominator": people if counts else np.nan,
            "status": "derived",
            "note": "",
        }
    )


def _profile(rows: pd.DataFrame, **changes: Any) -> Profile:
    settings = {"order": ORDER, "people": None, **SHARE}
    return profile(rows, **{**settings, **changes})


def test_binomial_and_poisson_errors_hand_worked() -> None:
    # 400 of 1,000: sqrt(.4 x .6 / 1000) = 1.5492 points; as a rate sqrt(400) / 1000 = 2 points.
    errors, source = standard_errors(
        _rows(), value_type="proportion", multiplier=100, counts_exact=True
    )
    assert source == "counts" and some(errors)[0] == pytest.approx(1.549193)
    errors, _ = standard_errors(_rows(), value_type="rate", multiplier=100, counts_exact=True)
    assert some(errors)[0] == pytest.approx(2.0)


def test_limits_are_used_when_counts_are_not_what_the_value_is_made_of() -> None:
    rows = _rows(half=3.92)
    inexact, source = standard_errors(
        rows, value_type="proportion", multiplier=100, counts_exact=False
    )
    assert source == "limits" and inexact == pytest.approx(np.full(5, 2.0))
    standardised = rows.assign(numerator=rows["numerator"] * 2)
    _, source = standard_errors(
        standardised, value_type="proportion", multiplier=100, counts_exact=True
    )
    assert source == "limits"


def test_a_count_of_nobody_takes_the_limits_and_not_an_error_of_zero() -> None:
    rows = _rows([40, 30, 25, 20, 0], half=1.96)
    errors, source = standard_errors(
        rows, value_type="proportion", multiplier=100, counts_exact=True
    )
    assert some(errors)[-1] == pytest.approx(1.0) and source == "counts and limits"


def test_without_counts_and_limits_there_is_no_interval() -> None:
    found = _profile(_rows(counts=False), people=dict.fromkeys(ORDER, 1000.0))
    assert found.interval_from == "none"
    assert found.slope is not None and found.slope.sii_interval is None
    assert np.isnan(of_kind(float, slope_row("2024-01-01/P1Y", found)["sii_lower"]))


def test_profile_is_the_slope_of_its_groups_in_the_order_given() -> None:
    found = _profile(_rows().iloc[::-1])
    expected = slope_index(VALUES, [1000] * 5)
    assert some(found.slope).sii == pytest.approx(expected.sii) and some(found.slope).sii < 0
    assert found.table["group"].tolist() == ORDER
    assert direction(some(found.slope)) == "most deprived"
    # Mean 25, least deprived 10: 15 points, 60%, 15% of 5,000 people.
    assert some(found.potential).fraction == pytest.approx(0.6)
    assert some(found.potential).count == pytest.approx(750)
    assert found.reference == "5"


def test_no_slope_where_an_end_is_missing_or_too_few_are_covered() -> None:
    missing_end = _rows([40, 30, 25, 20, np.nan])
    assert "no figure" in _profile(missing_end).reason
    gap = _rows([40, 30, np.nan, 20, 10])
    unequal = dict(zip(ORDER, [100, 100, 900, 100, 100], strict=True))
    assert "hold only" in _profile(gap, people=unequal).reason
    few = _profile(_rows(VALUES[:2]))
    assert few.slope is None and few.potential is None and "at least 3" in few.reason


def test_a_group_nobody_lives_in_does_not_stop_the_slope() -> None:
    rows = _rows([40, 30, 25, 20, np.nan])
    people = dict(zip(ORDER, [1000, 1000, 1000, 1000, 0], strict=True))
    found = _profile(rows, people=people)
    assert found.slope is not None and found.reference == "4"


def test_direction_is_not_clear_when_the_interval_holds_nothing() -> None:
    found = _profile(_rows([20.1, 20, 20, 20, 19.9], people=50.0))
    assert direction(some(found.slope)) == "not clear"


@pytest.mark.parametrize(
    "rows", [pd.concat([_rows(), _rows()]), _rows().assign(group=list("abcde"))]
)
def test_rows_of_two_areas_or_of_unknown_groups_are_refused(rows: pd.DataFrame) -> None:
    with pytest.raises(ValueError):
        _profile(rows)


def test_from_neighbourhoods_weights_by_residents_within_each_tenth() -> None:
    figures = pd.DataFrame(
        {
            "area_code": ["a", "b", "c", "d"],
            "indicator_id": "x",
            "period": "2025-01-01/P1Y",
            "value": [10.0, 20.0, 5.0, np.nan],
        }
    )
    codes = list("abcd")
    found = from_neighbourhoods(
        figures,
        pd.Series([1, 1, 2, 2], codes),
        pd.Series([100, 300, 50, 50], codes),
        {"authority": pd.Series(["A", "A", "A", "A"], codes), "none": pd.Series(np.nan, codes)},
    )
    # (100 x 10 + 300 x 20) / 400 = 17.5; the neighbourhood without a figure has no weight.
    assert found[["area_code", "group", "value", "denominator"]].to_numpy().tolist() == [
        ["A", "1", 17.5, 400.0],
        ["A", "2", 5.0, 50.0],
    ]
    assert found["status"].eq("derived").all() and found["lower"].isna().all()
