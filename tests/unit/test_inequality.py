"""Slope index and its relatives, against hand-worked answers and independent engines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from analysis.inequality import (
    concentration_index,
    fractional_ranks,
    population_attributable,
    slope_index,
)
from tests.narrowed import some

FIFTHS = [100.0, 80.0, 60.0, 40.0, 20.0]
EVEN = [1000.0] * 5


def test_hand_worked_line() -> None:
    # Ranks .1 .3 .5 .7 .9; values fall by 100 per unit of rank: 110 at 0, 10 at 1.
    found = slope_index(FIFTHS, EVEN)
    assert found.sii == pytest.approx(-100)
    assert found.rii == pytest.approx(10 / 110)
    assert found.intercept == pytest.approx(110)
    assert found.sii_interval is None and found.rii_interval is None


def test_hand_worked_uneven_populations() -> None:
    # Shares .5 .25 .25: ranks .25 .625 .875, mean rank .5. Weighted covariance of value and
    # rank: .5(-.25)(30-17.5) + .25(.125)(10-17.5) + .25(.375)(0-17.5) = -3.4375;
    # weighted variance of rank: .5(.0625)+.25(.015625)+.25(.140625) = .0703125.
    assert fractional_ranks([2, 1, 1]) == pytest.approx([0.25, 0.625, 0.875])
    found = slope_index([30, 10, 0], [2, 1, 1])
    assert found.sii == pytest.approx(-3.4375 / 0.0703125)
    assert found.intercept == pytest.approx(17.5 + 0.5 * 3.4375 / 0.0703125)


def test_same_as_an_independent_weighted_regression() -> None:
    random = np.random.default_rng(3)
    values, people = random.uniform(5, 50, 10), random.integers(100, 9000, 10)
    fit = sm.WLS(values, sm.add_constant(fractional_ranks(people)), weights=people).fit()
    found = slope_index(values, people)
    assert found.sii == pytest.approx(fit.params[1])
    assert found.intercept == pytest.approx(fit.params[0])
    assert found.rii == pytest.approx((fit.params[0] + fit.params[1]) / fit.params[0])


def test_interval_agrees_with_the_exact_normal_one() -> None:
    # The slope is linear in the values, so its exact standard error is known.
    errors = np.array([2.0, 1.5, 1.0, 1.5, 2.0])
    ranks = fractional_ranks(EVEN)
    row = (ranks - 0.5) / ((ranks - 0.5) ** 2).sum()
    exact = 1.959964 * np.sqrt((row**2 * errors**2).sum())
    found = slope_index(FIFTHS, EVEN, standard_errors=errors)
    assert found.sii_interval == pytest.approx((-100 - exact, -100 + exact), rel=0.01)
    assert some(found.rii_interval)[0] < found.rii < some(found.rii_interval)[1]
    assert slope_index(FIFTHS, EVEN, standard_errors=errors) == found  # same seed, same answer
    wider = slope_index(FIFTHS, EVEN, standard_errors=errors, level=0.998)
    assert some(wider.sii_interval)[0] < some(found.sii_interval)[0]


def test_multiplier_scales_and_a_negative_one_turns_round() -> None:
    assert slope_index(FIFTHS, EVEN, multiplier=100).sii == pytest.approx(-10_000)
    turned = slope_index(FIFTHS, EVEN, multiplier=-1, standard_errors=[1] * 5)
    assert turned.sii == pytest.approx(100)
    assert turned.rii == pytest.approx(11)
    assert some(turned.sii_interval)[0] < 100 < some(turned.sii_interval)[1]
    assert some(turned.rii_interval)[0] < 11 < some(turned.rii_interval)[1]


def test_transforms_fit_on_their_scale_and_report_on_the_original() -> None:
    ranks = fractional_ranks(EVEN)
    log_line = slope_index(np.exp(3 - 2 * ranks), EVEN, transform="log")
    assert log_line.sii == pytest.approx(np.exp(1) - np.exp(3))
    assert log_line.rii == pytest.approx(np.exp(-2))
    shares = 1 / (1 + np.exp(-(-1 + 2 * ranks)))
    logit_line = slope_index(shares, EVEN, transform="logit")
    assert logit_line.sii == pytest.approx(1 / (1 + np.exp(-1)) - 1 / (1 + np.exp(1)))
    with_interval = slope_index(shares, EVEN, transform="logit", standard_errors=[0.01] * 5)
    assert (
        some(with_interval.sii_interval)[0] < logit_line.sii < some(with_interval.sii_interval)[1]
    )


@pytest.mark.parametrize(
    ("values", "people", "extra", "said"),
    [
        ([1, 2, 3], [1, 2], {}, "length"),
        ([1, 2, 3], [1, -2, 3], {}, "negative"),
        ([1, 2], [1, 2], {}, "at least 3"),
        ([1, np.nan, 3], [1, 1, 1], {}, "at least 3"),
        ([1, 2, 3], [1, 0, 1], {}, "at least 3"),
        ([np.nan] * 4, [1] * 4, {}, "all values are missing"),
        ([1, 2, 3], [1, np.nan, 1], {}, "population"),
        ([1, 2, 3], [1, 1, 1], {"standard_errors": [1, 1]}, "length"),
        ([1, 2, 3], [1, 1, 1], {"standard_errors": [1, -1, 1]}, "negative"),
        ([0, 2, 3], [1, 1, 1], {"transform": "log"}, "above 0"),
        ([0.5, 2, 3], [1, 1, 1], {"transform": "logit"}, "between 0 and 1"),
        ([1, 2, 3], [1, 1, 1], {"transform": "sqrt"}, "transform"),
        ([1, 2, 3], [1, 1, 1], {"level": 95}, "level"),
    ],
)
def test_wrong_input_is_refused_in_plain_words(
    values: list[float], people: list[float], extra: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        slope_index(values, people, **extra)


def test_potential_for_improvement_hand_worked() -> None:
    # Mean 60 per 10,000 among 5,000 people; all at 20 would be 40 fewer: 20 people.
    found = population_attributable(FIFTHS, EVEN, multiplier=10_000)
    assert (found.overall, found.reference, found.difference) == (60, 20, 40)
    assert found.fraction == pytest.approx(2 / 3)
    assert found.count == pytest.approx(20)
    spread = population_attributable(FIFTHS, EVEN, standard_errors=[3] * 5)
    assert some(spread.fraction_interval)[0] < 2 / 3 < some(spread.fraction_interval)[1]
    with pytest.raises(ValueError, match="reference"):
        population_attributable([1, 2, np.nan], [1, 1, 1])


def test_concentration_index_hand_worked() -> None:
    # 2/60 x 0.2 x (100x.1 + 80x.3 + 60x.5 + 40x.7 + 20x.9) - 1 = 22/30 - 1.
    assert concentration_index(FIFTHS, EVEN) == pytest.approx(22 / 30 - 1)
    assert concentration_index([7] * 5, EVEN) == pytest.approx(0)
    with pytest.raises(ValueError):
        concentration_index([0, 0, 0], [1, 1, 1])


@given(
    st.lists(st.floats(0.1, 1000), min_size=3, max_size=10),
    st.integers(1, 10_000),
    st.floats(0.5, 3),
)
def test_scaling_values_scales_the_slope_only(
    values: list[float], people: int, factor: float
) -> None:
    populations = [people + 7 * i for i in range(len(values))]
    one = slope_index(values, populations)
    scaled = slope_index(np.array(values) * factor, populations)
    assert scaled.sii == pytest.approx(one.sii * factor, rel=1e-6, abs=1e-6)
    if not np.isnan(one.rii):
        assert scaled.rii == pytest.approx(one.rii, rel=1e-5, abs=1e-9)
