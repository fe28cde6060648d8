"""Draws: the register's distributions, one stream per id, the same for any order of levers."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from model.register import Distribution
from model.register_schema import Family
from model.uncertainty import draw, uniforms

KNOWN = [0.803471000587809, 0.0001683635461877664, 0.5801791688078929, 0.3989463499990422]


def _entry(
    family: Family,
    central: float,
    low: float | None = None,
    high: float | None = None,
    level: float = 0.95,
) -> Distribution:
    return Distribution(
        family=family, central=central, low=low, high=high, level=level, interval_basis="published"
    )


@pytest.mark.parametrize(
    ("entry", "central", "how"),
    [
        (_entry("normal", 5, 2, 8), 5, np.mean),
        (_entry("lognormal", 3.17, 2.4, 4.19), 3.17, np.median),
        (_entry("beta", 0.54, 0.45, 0.60), 0.54, np.mean),
        (_entry("uniform", 0.5, 0.4, 0.6, 1), 0.5, np.mean),
    ],
)
def test_draws_have_the_registers_centre(
    entry: Distribution, central: float, how: Callable[..., Any]
) -> None:
    assert how(draw("x", entry, 20_000, 1)) == pytest.approx(central, rel=5e-3)


def test_a_normal_covers_its_interval() -> None:
    values = draw("x", _entry("normal", 5, 2, 8), 20_000, 1)
    assert np.mean((values >= 2) & (values <= 8)) == pytest.approx(0.95, abs=0.002)


def test_a_beta_covers_its_interval() -> None:
    values = draw("x", _entry("beta", 0.206, 0.151, 0.276), 20_000, 1)
    assert np.mean((values >= 0.151) & (values <= 0.276)) == pytest.approx(0.95, abs=0.003)


def test_a_triangular_has_its_mode_and_ends() -> None:
    values = draw("x", _entry("triangular", 2, 1, 6, 1), 20_000, 1)
    assert values.min() >= 1
    assert values.max() <= 6
    assert values.mean() == pytest.approx((1 + 2 + 6) / 3, rel=1e-3)


def test_a_fixed_value_does_not_vary() -> None:
    assert (draw("x", _entry("fixed", 0.32), 64, 1) == 0.32).all()


def test_streams_are_uniform_stratified_and_independent() -> None:
    first, second = uniforms("a", 1024, 7), uniforms("b", 1024, 7)
    assert (np.sort((first * 1024).astype(int)) == np.arange(1024)).all()
    assert abs(stats.spearmanr(first, second).statistic) < 0.1


def test_the_stream_depends_on_id_and_seed_only() -> None:
    kept = uniforms("poverty_care_entries", 256, 2025)
    uniforms("something_else", 256, 2025)
    np.testing.assert_array_equal(kept, uniforms("poverty_care_entries", 256, 2025))
    assert not np.array_equal(kept, uniforms("poverty_care_entries", 256, 2026))


def test_the_same_numbers_on_every_machine() -> None:
    # Worked out once; a change means that saved plans no longer give the same results.
    np.testing.assert_allclose(uniforms("poverty_care_entries", 4, 2025), KNOWN, rtol=1e-12)
