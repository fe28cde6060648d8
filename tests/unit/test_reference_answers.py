"""Answers of others: inputs and results that PHEindicatormethods publishes with its tests.

The package (Office for Health Improvement and Disparities and UK Health Security Agency) is the
reference engine of English public-health profiles. Figures only are taken over: of its control
limits, its test tables of school-age measurements with Wilson limits, and the worked example of
its slope index. Its results of the slope index are in spreadsheets and not in hand, so its inputs
are worked through by another engine (statsmodels) with the formula that its manual states.
"""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import ArrayLike
from scipy.special import expit, logit

from analysis.comparison import funnel_limits
from analysis.inequality import fractional_ranks, slope_index
from analysis.intervals import byar, wilson

# ---- Wilson limits: measured, counted, rate, lower and upper limit in per cent

MEASURED = [
    (34353, 7287, 21.2121212121212, 20.7830499225555, 21.6476300812899),
    (25372, 4868, 19.1865048084503, 18.7066648694241, 19.675673996565),
    (24488, 2960, 12.0875530872264, 11.6852009907382, 12.5017980504761),
    (36111, 4362, 12.0794217828363, 11.7473271937339, 12.4195834343315),
    (23464, 1635, 6.96812137742925, 6.64933849950753, 7.30099206057122),
    (51174, 2940, 5.74510493610036, 5.54679125416455, 5.95006224942649),
]


@pytest.mark.parametrize(("people", "count", "rate", "lower", "upper"), MEASURED)
def test_proportions_with_wilson_limits(
    people: int, count: int, rate: float, lower: float, upper: float
) -> None:
    low, high = wilson(count, people)
    assert count / people * 100 == pytest.approx(rate, abs=1e-10)
    assert (low * 100, high * 100) == pytest.approx((lower, upper), abs=1e-9)


# ---- control limits of a rate: events, population of a year at which so many events lie on the
# lower or upper limit, at 95% and at 99.8%; three years together, average 116.1720835 per 100,000

AVERAGE, YEARS = 116.1720835, 3
EVENTS = [
    (1, 1598.675694, 7.264481402, 2649.348525, 0.287087625),
    (10, 5276.757672, 1375.943768, 6924.776769, 849.4639547),
    (49, 18587.54012, 10401.37233, 21440.7871, 8659.019991),
    (244, 79369.0763, 61501.35716, 84998.06955, 56973.86525),
    (1360, 411529.9259, 369759.5622, 424043.2424, 358342.3275),
]


@pytest.mark.parametrize(("events", "low95", "high95", "low998", "high998"), EVENTS)
def test_control_limits_of_a_rate_are_the_exact_poisson_ones(
    events: int, low95: float, high95: float, low998: float, high998: float
) -> None:
    for level, low, high in ((0.95, low95, high95), (0.998, low998, high998)):
        for yearly, side, inside in ((low, 0, events), (high, 1, events - 1)):
            size = yearly * YEARS
            just = [
                funnel_limits(AVERAGE, each, "rate", multiplier=100_000, level=level)[side]
                * each
                / 100_000
                for each in (size * (1 - 1e-4), size * (1 + 1e-4))
            ]
            # The limit steps from one whole number of events to the next at that population.
            assert just == pytest.approx([inside, inside + 1])


# ---- control limits of a proportion: the package takes the normal approximation, we the exact
# binomial quantiles, so they are apart by no more than two people of the place

BASELINE = 80.642448
SIZES = [
    (102, 72.974925, 88.309971, 68.553233, 92.731663),
    (1008, 78.203374, 83.081521, 76.796814, 84.488082),
    (9998, 79.867989, 81.416907, 79.421375, 81.863521),
    (110000, 80.408963, 80.875933, 80.274317, 81.010578),
]


@pytest.mark.parametrize(("people", "low95", "high95", "low998", "high998"), SIZES)
def test_control_limits_of_a_proportion(
    people: int, low95: float, high95: float, low998: float, high998: float
) -> None:
    for level, low, high in ((0.95, low95, high95), (0.998, low998, high998)):
        found = funnel_limits(BASELINE, people, "proportion", multiplier=100, level=level)
        assert np.abs(np.array(found) - [low, high]).max() * people / 100 < 2


def test_byar_by_hand() -> None:
    # 10 (1 - 1/90 - 1.959964/(3 sqrt 10))^3 = 4.7875; 11 (1 - 1/99 + 1.959964/(3 sqrt 11))^3.
    low, high = byar(10, 1, 1)
    assert (float(low), float(high)) == pytest.approx((4.7875, 18.3910), abs=2e-3)


# ---- slope index: the worked example of the manual, life expectancy by tenth in two areas

PEOPLE = [
    [7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534],
    [21675, 20065, 19750, 24713, 20112, 19618, 22408, 19752, 18939, 19312],
]
YEARS_OF_LIFE = [
    [75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3],
    [70.5, 71.6, 72.5, 73.5, 73.1, 76.2, 78.7, 80.6, 80.9, 80.0],
]
ERRORS = [
    [1.64, 1.58, 1.51, 1.78, 1.7, 1.56, 1.37, 1.4, 2.43, 1.57],
    [0.23, 0.26, 0.3, 0.16, 0.79, 0.78, 0.4, 0.28, 0.23, 0.35],
]


def by_root_of_shares(values: ArrayLike, people: ArrayLike) -> tuple[float, float]:
    """Intercept and slope by the manual's formula: y sqrt(a) on sqrt(a) and b sqrt(a)."""
    share = np.asarray(people) / np.sum(people)
    rank = np.cumsum(share) - share / 2
    root = np.sqrt(share)
    fit = sm.OLS(np.asarray(values) * root, np.column_stack([root, rank * root])).fit()
    return float(fit.params[0]), float(fit.params[1])


@pytest.mark.parametrize("area", [0, 1])
@pytest.mark.parametrize("transform", [None, "log"])
def test_slope_index_of_the_worked_example(area: int, transform: str | None) -> None:
    values, people = YEARS_OF_LIFE[area], PEOPLE[area]
    to, back = (np.log, np.exp) if transform else (np.asarray, np.asarray)
    most, slope = by_root_of_shares(to(values), people)
    found = slope_index(values, people, transform=transform)
    assert found.sii == pytest.approx(float(back(most + slope) - back(most)))
    assert found.rii == pytest.approx(float(back(most + slope) / back(most)))
    assert found.intercept == pytest.approx(float(back(most)))


@pytest.mark.parametrize("area", [0, 1])
def test_simulated_limits_of_the_worked_example_are_the_exact_ones(area: int) -> None:
    values, people = YEARS_OF_LIFE[area], np.array(PEOPLE[area], dtype=float)
    rank, weight = fractional_ranks(people), people / people.sum()
    row = weight * (rank - weight @ rank) / (weight @ (rank - weight @ rank) ** 2)
    half = 1.959964 * np.sqrt(((row * ERRORS[area]) ** 2).sum())
    found = slope_index(values, people, standard_errors=ERRORS[area])
    assert found.sii_interval == pytest.approx((found.sii - half, found.sii + half), abs=0.06)


def test_slope_index_of_the_measured_children_on_logits() -> None:
    """Tenths 1 to 10 of children measured in 2006/07 (year 6), per cent, from the package."""
    people = [34353, 32112, 27715, 25372, 23889, 23260, 23180, 24193, 23609, 24488]
    counts = [7287, 6881, 5656, 4868, 4176, 3876, 3617, 3546, 3314, 2960]
    share = np.array(counts) / people
    most, slope = by_root_of_shares(logit(share), people)
    found = slope_index(share, people, transform="logit", multiplier=-100)
    assert found.sii == pytest.approx(-100 * float(expit(most + slope) - expit(most)))
    assert found.rii == pytest.approx(float(expit(most) / expit(most + slope)))  # turned round
    plain = slope_index(share, people, multiplier=-100)
    assert 9 < plain.sii < 12 and abs(found.sii - plain.sii) < 0.5
