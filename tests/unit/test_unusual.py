"""Unusual among authorities: hand-worked cases and calibration by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from analysis import scales, unusual
from analysis.comparison import kept_by_false_discovery, p_values, unrounded, verdict, without_area
from analysis.intervals import byar, wilson
from tests.narrowed import some


def test_scales_by_hand() -> None:
    assert scales.transformed(50, "proportion") == 0
    assert scales.transformed([1, np.e], "rate") == pytest.approx([0, 1])
    assert np.isnan(scales.transformed([0, 100], "proportion")).all()
    assert np.isnan(scales.transformed(3, "rank"))
    # Limits a factor of e either way on the log scale: 2 steps in 2 x 1.96 standard errors.
    assert scales.standard_errors(1, 1 / np.e, np.e, "rate") == pytest.approx(1 / scales.Z95)
    assert scales.standard_errors(1, 0, np.e, "rate") == pytest.approx(1 / scales.Z95)


@pytest.mark.parametrize("between", [0.0, 0.05, 0.3, 1.0])
def test_one_in_twenty_is_flagged_when_all_come_from_one_spread(between: float) -> None:
    random = np.random.default_rng(7)
    flagged = []
    for _ in range(300):
        errors = random.uniform(0.02, 0.4, 150)
        values = random.normal(2.0, np.sqrt(errors**2 + between**2))
        found = some(unusual.spread(values, errors))
        flagged.append(np.abs(unusual.distance(values, errors, found)) > scales.Z95)
    assert np.mean(flagged) == pytest.approx(0.05, abs=0.01)


@pytest.mark.parametrize(
    ("value_type", "centre", "between"),
    [("proportion", 0.20, 0.25), ("proportion", 0.05, 0.4), ("rate", 0.007, 0.3)],
)
def test_one_in_twenty_is_flagged_from_counts_of_places_as_large_as_ours(
    value_type: str, centre: float, between: float
) -> None:
    """Areas drawn from one overdispersed truth: counts, their intervals, then the test."""
    random = np.random.default_rng(11)
    sizes = np.exp(random.normal(np.log(60_000), 0.6, 150)).round()
    flagged = []
    for _ in range(150):
        if value_type == "proportion":
            truth = expit(logit(centre) + random.normal(0, between, 150))
            counts = random.binomial(sizes.astype(int), truth)
            low, high = (100 * limit for limit in wilson(counts, sizes))
            values = 100 * counts / sizes
        else:
            counts = random.poisson(sizes * centre * np.exp(random.normal(0, between, 150)))
            low, high = byar(counts, sizes, 10_000)
            values = 10_000 * counts / sizes
        far, _ = unusual.among_authorities(values, low, high, value_type)
        flagged.append(np.abs(far) > scales.Z95)
    assert np.mean(flagged) == pytest.approx(0.05, abs=0.01)


def test_outliers_do_not_hide_themselves() -> None:
    random = np.random.default_rng(3)
    errors = np.full(100, 0.1)
    values = random.normal(0.0, np.hypot(0.1, 0.2), 100)
    values[:5] = 3.0
    found = some(unusual.spread(values, errors))
    assert np.sqrt(found.between) == pytest.approx(0.2, abs=0.06)
    words = [unusual.word(d) for d in unusual.distance(values[:5], errors[:5], found)]
    assert words == ["unusually high"] * 5


def test_chance_alone_has_no_spread_between_authorities() -> None:
    values = np.tile([-1.0, 0.0, 1.0], 10) * 0.05
    found = unusual.spread(values, np.full(30, 0.1))
    assert found is not None
    assert found.between == 0 and found.dispersion < 1 and found.centre == pytest.approx(0)
    assert unusual.spread(values[:19], np.full(19, 0.1)) is None


@given(st.floats(1, 99), st.floats(0.1, 5), st.floats(0.1, 5), st.floats(1, 99))
def test_p_never_contradicts_the_verdict(
    value: float, down: float, up: float, benchmark: float
) -> None:
    low, high = value - down, value + up
    if min(abs(benchmark - low), abs(benchmark - high)) < 1e-9:
        return
    said = verdict(value, low, high, benchmark, "no_judgement")
    assert (float(p_values(value, low, high, benchmark)) < 0.05) == (said != "similar")


def test_false_discovery_by_hand() -> None:
    # Benjamini and Hochberg at 5% over four tests: limits 0.0125, 0.025, 0.0375, 0.05.
    assert kept_by_false_discovery([0.01, 0.02, 0.04, 0.9]).tolist() == [True, True, False, False]
    assert kept_by_false_discovery([0.04, np.nan]).tolist() == [True, False]
    assert kept_by_false_discovery([]).tolist() == []


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "multiplier", "said"),
    [
        (10.0, 8500, 81770, 100, 10.395),  # published as a whole number
        (26.0, 32270, 12183016, 10_000, 26.488),
        (10.0, 9000, 81770, 100, 10.0),  # 11.007 does not round to 10: another population
        (10.4, 8500, 81770, 100, 10.395),
        (10.0, np.nan, 81770, 100, 10.0),
    ],
)
def test_a_benchmark_from_its_counts(
    value: float, numerator: float, denominator: int, multiplier: int, said: float
) -> None:
    assert unrounded(value, numerator, denominator, multiplier) == pytest.approx(said, abs=5e-4)


def test_a_benchmark_without_the_area_it_contains() -> None:
    assert without_area((300, 1000), (100, 200), 100) == pytest.approx(25)
    assert np.isnan(without_area((300, 1000), (np.nan, 200), 100))
    assert np.isnan(without_area((300, 1000), (300, 1000), 100))
