"""Local Moran against PySAL's own test data and answers, and against every permutation."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from analysis import clusters
from components.figures import pile_up
from data import store

libpysal = pytest.importorskip("libpysal")


def example(name: str, column: str) -> tuple[np.ndarray, list[str], pd.DataFrame, object]:
    """A data set that comes with libpysal: figures, codes, pairs that touch, its weights."""
    weights = libpysal.io.open(libpysal.examples.get_path(f"{name}.gal")).read()
    table = libpysal.io.open(
        libpysal.examples.get_path({"desmith": "desmith.txt", "stl": "stl_hom.txt"}[name])
    )
    codes = [str(each) for each in weights.id_order]
    pairs = pd.DataFrame(
        [(str(a), str(b)) for a, near in weights.neighbors.items() for b in near],
        columns=["code", "neighbour"],
    )
    return np.array(table.by_col[column], dtype=float), codes, pairs, weights


def test_quadrants_of_the_documented_example() -> None:
    # esda.moran.Moran_Local's own example: de Smith's ten areas.
    values, codes, pairs, _ = example("desmith", "z")
    found = clusters.local_moran(values, codes, pairs, permutations=99, fewest=10)
    assert found.quadrant.tolist() == [4, 4, 4, 2, 3, 3, 1, 4, 3, 3]


def test_statistic_and_p_are_those_of_pysal() -> None:
    moran = pytest.importorskip("esda.moran")
    values, codes, pairs, weights = example("stl", "HR8893")
    found = clusters.local_moran(values, codes, pairs)
    peer = moran.Moran_Local(values, weights, permutations=9_999, seed=1, keep_simulations=False)
    assert found.statistic == pytest.approx(peer.Is, rel=1e-9)
    assert found.quadrant.tolist() == peer.q.tolist()
    two_sided = np.minimum(1, 2 * peer.p_sim)
    # Both are drawn at random: five standard errors of the difference.
    error = 2 * np.sqrt(2 * two_sided / 2 * (1 - two_sided / 2) / 9_999) + 2e-4
    assert (np.abs(found.p - two_sided) < 5 * error).all()
    assert (found.p < 0.05).sum() > 3


def test_p_is_that_of_every_permutation() -> None:
    values = np.array([9.0, 8.5, 7.0, 1.0, 2.0, 1.5, 3.0])
    codes = list("abcdefg")
    ring = [(codes[i], codes[(i + step) % 7]) for i in range(7) for step in (1, -1)]
    found = clusters.local_moran(
        values, codes, pd.DataFrame(ring, columns=["code", "neighbour"]), fewest=7
    )
    z = (values - values.mean()) / values.std()
    for i in range(7):
        others = np.delete(z, i)
        every = np.array([z[i] * (a + b) / 2 for a, b in permutations(others, 2)])
        own = z[i] * (z[(i + 1) % 7] + z[i - 1]) / 2
        tail = min((every >= own - 1e-12).mean(), (every <= own + 1e-12).mean())
        assert found.p[i] == pytest.approx(min(1, 2 * tail), abs=0.03)


def test_same_figures_same_answer_and_a_gap_is_nobodys_neighbour() -> None:
    values, codes, pairs, _ = example("stl", "HR8893")
    one, two = (clusters.local_moran(values, codes, pairs, permutations=199) for _ in range(2))
    assert one.p.tolist() == two.p.tolist()
    gap = values.copy()
    gap[5] = np.nan
    with_gap = clusters.local_moran(gap, codes, pairs, permutations=199)
    keep = np.arange(len(codes)) != 5
    without = clusters.local_moran(
        values[keep], [c for c, k in zip(codes, keep, strict=True) if k], pairs, permutations=199
    )
    assert np.isnan(with_gap.p[5]) and with_gap.kind[5] == clusters.NONE
    assert with_gap.p[keep].tolist() == without.p.tolist()


def test_chance_alone_gives_hardly_any_cluster() -> None:
    _, codes, pairs, _ = example("stl", "HR8893")
    random = np.random.default_rng(3)
    with_any = sum(
        bool(
            clusters.local_moran(random.normal(size=78), codes, pairs, permutations=999).kind.any()
        )
        for _ in range(20)
    )
    assert with_any <= 4  # without the correction about every one would have some


def test_what_cannot_be_tested_is_said() -> None:
    values, codes, pairs, _ = example("stl", "HR8893")
    with pytest.raises(ValueError, match="at least 30 areas"):
        clusters.local_moran(values[:20], codes[:20], pairs)
    with pytest.raises(ValueError, match="same figure"):
        clusters.local_moran(np.ones(78), codes, pairs)


def test_clusters_of_the_region_are_where_neighbours_are_alike() -> None:
    ids = tuple(pile_up.defaults("lsoa"))
    found, count = pile_up.clusters("lsoa", ids), pile_up.counted("lsoa", ids).count
    high = found.kind == clusters.HIGH_HIGH
    assert high.sum() > 50 and count[high].min() > count.mean()
    assert found.tested == len(store.areas("lsoa", store.REGION))
