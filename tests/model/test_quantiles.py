"""Quantiles leave their caller's draws as they are."""

from __future__ import annotations

import numpy as np
import pytest

from model.results import QUANTILES, quantiles


@pytest.mark.parametrize("shape", [(64,), (64, 1), (64, 3), (64, 1, 1), (64, 2, 5)])
def test_same_as_numpy_and_the_draws_keep_their_order(shape: tuple[int, ...]) -> None:
    draws = np.random.default_rng(5).normal(size=shape)
    before = draws.copy()
    found = quantiles(draws)
    np.testing.assert_array_equal(draws, before)
    np.testing.assert_allclose(found, np.quantile(draws, QUANTILES, axis=0))
