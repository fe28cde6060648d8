"""The 350 cells: raking converges, margins hold, neighbourhoods add up."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from data import store
from data.contract import ETHNIC_GROUPS
from model.population import (
    QUINTILES,
    SHOW_FROM,
    FitError,
    cell_table,
    neighbourhoods,
    population,
    rake,
)


def test_every_margin_is_met() -> None:
    people = population()
    margins = store.table("model_margins")
    for kind, axes, groups in (
        ("authority", (1, 2), ["all"]),
        ("authority_ethnicity", (1,), list(ETHNIC_GROUPS)),
        ("authority_quintile", (2,), list(QUINTILES)),
    ):
        wide = margins[margins["kind"] == kind].pivot_table(
            index="area_code", columns="group", values="children"
        )
        target = wide.reindex(index=people.authorities, columns=groups).to_numpy()
        sums = people.children.sum(axis=axes).reshape(target.shape)
        np.testing.assert_allclose(sums, target, rtol=1e-9)


def test_the_region_has_the_published_number_of_children() -> None:
    # ONS mid-2024: 1,351,245 children aged 0 to 17 in the 14 authorities.
    assert population().children.sum() == pytest.approx(1_351_245, abs=0.01)


def test_raking_converges_fast_and_keeps_the_seeds_pattern() -> None:
    people = population()
    assert people.rounds <= 50
    birmingham = people.position("E08000025")
    fitted, seed = people.children[birmingham], people.seed[birmingham]
    # Raking keeps the odds ratios of the seed.
    odds = fitted[0, 0] * fitted[4, 3] / (fitted[0, 3] * fitted[4, 0])
    before = seed[0, 0] * seed[4, 3] / (seed[0, 3] * seed[4, 0])
    assert odds == pytest.approx(before, rel=1e-9)


@settings(max_examples=50, deadline=None)
@given(
    arrays(float, (3, 4), elements=st.floats(0.1, 100)),
    arrays(float, (3, 4), elements=st.floats(0.1, 100)),
)
def test_raking_meets_any_margins_that_agree(seed: np.ndarray, other: np.ndarray) -> None:
    margins = [((0,), other.sum(axis=1)), ((1,), other.sum(axis=0))]
    table, _ = rake(seed, margins, tolerance=1e-9)
    np.testing.assert_allclose(table.sum(axis=1), other.sum(axis=1), rtol=1e-8)
    np.testing.assert_allclose(table.sum(axis=0), other.sum(axis=0), rtol=1e-8)


def test_margins_at_odds_are_refused() -> None:
    with pytest.raises(FitError, match="not met after"):
        rake(np.ones((2, 2)), [((0,), np.array([1.0, 1.0])), ((1,), np.array([5.0, 5.0]))], most=20)
    with pytest.raises(FitError, match="no seed"):
        rake(np.zeros((2, 2)), [((0,), np.array([1.0, 1.0]))])
    with pytest.raises(FitError, match="finite"):
        rake(np.full((2, 2), np.nan), [])


def test_the_published_cell_table_is_the_one_the_fit_gives() -> None:
    published, fitted = store.table("model_cells"), cell_table()
    pd.testing.assert_frame_equal(published, fitted, check_dtype=False, rtol=1e-12)
    assert len(published) == 350
    small = published["children"] < SHOW_FROM
    assert not published.loc[small, "shown"].any()


def test_neighbourhoods_add_up_to_cells() -> None:
    table, children = neighbourhoods()
    assert len(table) == 3_574
    people = population()
    area = pd.Categorical(table["utla_code"], categories=list(people.authorities)).codes
    sums = np.zeros_like(people.children)
    np.add.at(sums, (area, table["quintile"].to_numpy() - 1), children)
    np.testing.assert_allclose(sums, people.children, rtol=1e-9)


def test_an_area_outside_the_region_is_named() -> None:
    with pytest.raises(KeyError, match="E06000001"):
        population().position("E06000001")
