"""The slope on the scale that suits, beside the straight line: hand-worked cases."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from analysis.deprivation_profile import Profile, agree, profile
from components.wording import groups
from data import store
from tests.narrowed import some


def made(values: Sequence[float], value_type: str, half: float = 1.0) -> Profile:
    count = len(values)
    rows = pd.DataFrame(
        {
            "group": [str(n + 1) for n in range(count)],
            "value": values,
            "lower": np.array(values) - half,
            "upper": np.array(values) + half,
            "numerator": np.nan,
            "denominator": 1000.0,
            "status": "published",
            "note": "",
        }
    )
    return profile(
        rows,
        order=[str(n + 1) for n in range(count)],
        people=None,
        value_type=value_type,
        multiplier=100 if value_type == "proportion" else 10_000,
        counts_exact=False,
        draws=2000,
    )


def test_rates_that_double_are_a_straight_line_of_logs() -> None:
    # ln 80, ln 40, ln 20, ln 10 at ranks 1/8, 3/8, 5/8, 7/8: a step of -ln 2 per quarter.
    # Ends: 80 x 2^(1/2) at rank 0 and 10 / 2^(1/2) at rank 1, a ratio of 1/16.
    found = made([80.0, 40.0, 20.0, 10.0], "rate")
    assert found.scale == "log" and found.suited is not None
    assert found.suited.rii == pytest.approx(1 / 16)
    assert found.suited.intercept == pytest.approx(80 * 2**0.5)
    assert found.suited.sii == pytest.approx(10 / 2**0.5 - 80 * 2**0.5)
    assert found.slope is not None and found.slope.sii == pytest.approx(-92.0)  # by hand: below
    assert agree(found)
    # Linear: ranks less 1/2 are -3/8, -1/8, 1/8, 3/8; sum xy = -28.75, sum xx = 0.3125.


def test_proportions_are_fitted_on_logits_in_per_cent() -> None:
    # Logits 2, 1, 0, -1 (x ln 3): shares 9/10, 3/4, 1/2, 1/4. Ends at 2.5 and -1.5.
    found = made([90.0, 75.0, 50.0, 25.0], "proportion")
    assert found.scale == "logit" and found.suited is not None
    most, least = (100 * 3**x / (1 + 3**x) for x in (2.5, -1.5))
    assert found.suited.intercept == pytest.approx(most)
    assert found.suited.sii == pytest.approx(least - most)
    assert (
        some(found.suited.sii_interval)[0] < found.suited.sii < some(found.suited.sii_interval)[1]
    )


def test_without_a_place_on_the_scale_there_is_the_straight_line_only() -> None:
    found = made([8.0, 4.0, 0.0], "rate")
    assert (found.scale, found.suited) == ("", None)
    assert "Only a straight line" in groups.two_slopes(found, store.indicator("looked_after"))
    with pytest.raises(ValueError, match="no two slopes"):
        agree(found)


def test_both_are_said_with_whether_they_agree() -> None:
    entry = store.indicator("looked_after")
    clear = groups.two_slopes(made([80.0, 40.0, 20.0, 10.0], "rate"), entry)
    assert "logs, which suit rates and scores" in clear and "agree on which end is higher" in clear
    level = groups.two_slopes(made([30.0, 31.0, 30.0, 31.0], "rate", half=20.0), entry)
    assert "neither end is clearly higher" in level
