"""Groups against a reference, where they live, and the part that goes with place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.disproportionality import against_average, against_group, place_part, residence_shares
from analysis.group_gaps import rate_ratio

ROWS = pd.DataFrame(
    {
        "group": ["Asian", "Black", "White"],
        "value": [5.0, 20.0, 10.0],
        "lower": [4.0, 15.0, 9.0],
        "upper": [6.25, 80 / 3, 100 / 9],
        "numerator": [50.0, 20.0, 1000.0],
        "denominator": [100_000.0, 10_000.0, 1_000_000.0],
    }
)
RATE: dict[str, Any] = {"value_type": "rate", "multiplier": 10_000, "counts_exact": True}


def test_against_the_average_scales_value_and_limits() -> None:
    found = against_average(ROWS, 10)
    assert found["ratio"].tolist() == [0.5, 2.0, 1.0]
    assert found["ratio_lower"].tolist() == [0.4, 1.5, 0.9]
    assert found["group"].tolist() == ROWS["group"].tolist()


def test_against_a_group_uses_both_counts() -> None:
    found = against_group(ROWS, "White", **RATE).set_index("group")
    expected = rate_ratio(20, 10_000, 1000, 1_000_000)
    assert found.loc["Black", "ratio"] == pytest.approx(2)
    assert found.loc["Black", "ratio_lower"] == pytest.approx(expected.lower)
    assert found.loc["White", "ratio"] == 1 and np.isnan(found.loc["White", "ratio_lower"])


def test_against_a_group_from_limits_when_counts_are_not_exact() -> None:
    # Limits of a factor 4/3 and 10/9 either way: half-widths add in squares on the log scale.
    found = against_group(ROWS, "White", **{**RATE, "counts_exact": False}).set_index("group")
    half = np.hypot(np.log(4 / 3), np.log(10 / 9))
    assert found.loc["Black", "ratio_upper"] == pytest.approx(2 * np.exp(half))


def test_no_figure_gives_no_ratio_and_no_group_disappears() -> None:
    rows = ROWS.copy()
    rows.loc[1, ["value", "lower", "upper", "numerator"]] = np.nan
    for found in (against_average(rows, 10), against_group(rows, "White", **RATE)):
        assert len(found) == 3 and np.isnan(found.loc[1, "ratio"])
    with pytest.raises(ValueError, match="no figure"):
        against_group(rows, "Black", **RATE)


@pytest.mark.parametrize("average", [0, -1, np.nan])
def test_an_average_that_cannot_be_divided_by_is_refused(average: float) -> None:
    with pytest.raises(ValueError, match="average"):
        against_average(ROWS, average)


def test_residence_shares_hand_worked() -> None:
    counts = pd.DataFrame(
        {"group": ["A", "A", "B", "B"], "decile": [1, 2, 1, 2], "residents": [30, 10, 0, 0]}
    )
    found = residence_shares(counts)["share"]
    assert found[:2].tolist() == [75, 25] and found[2:].isna().all()
    with pytest.raises(ValueError, match="twice"):
        residence_shares(pd.concat([counts, counts]))


def test_place_part_hand_worked() -> None:
    # Pattern 2 and 1, everybody half and half: 1.5. Average 3 doubles it to 4 and 2.
    # Group all in the first, reference all in the second: expected 4 and 2, place 2 of a gap of 5.
    found = place_part(5, [10, 0], [0, 10], [2, 1], everybody=[50, 50], average=3)
    assert (found.expected_group, found.expected_reference) == (4, 2)
    assert (found.parts.place, found.parts.rest) == (2, 3)


@pytest.mark.parametrize(
    "pattern, everybody, average",
    [([2, np.nan], [1, 1], 3), ([2, 1], [1], 3), ([0, 0], [1, 1], 3), ([2, 1], [1, 1], 0)],
)
def test_place_part_refuses_what_it_cannot_scale(
    pattern: list[float], everybody: list[int], average: int
) -> None:
    with pytest.raises(ValueError):
        place_part(1, [1, 0], [0, 1], pattern, everybody=everybody, average=average)
