"""Local clusters: neighbours that are alike, or unlike, more than chance would have it.

Local Moran's I with conditional permutation (Anselin L (1995), Local indicators of spatial
association, Geographical Analysis 27:93-115): an area's own figure is held, the figures of its
neighbours are drawn at random from all other areas, without replacement. Over all areas the false
discovery rate is held (Benjamini and Hochberg; for local statistics: Caldas de Castro and Singer
(2006), Geographical Analysis 38:180-208).

The statistic, the quadrants and the permutation are those of PySAL's ``esda.Moran_Local``, which
the tests hold them to. It is not called at run time: its kernel is compiled anew in each process,
which takes 13 s of processor, against one or two for this.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.comparison import kept_by_false_discovery

#: Quadrants in PySAL's numbering; 0 where the test does not stand.
NONE, HIGH_HIGH, LOW_HIGH, LOW_LOW, HIGH_LOW = 0, 1, 2, 3, 4
PERMUTATIONS = 9_999
SEED = 20_251_130


@dataclass(frozen=True, eq=False)
class Clusters:
    """Local Moran's I of each area, in the order of the codes given; NaN for areas not tested."""

    statistic: NDArray[np.float64]
    quadrant: NDArray[np.int64]  # 1 high beside high, 2 low beside high, 3 low-low, 4 high-low
    p: NDArray[np.float64]  # two-sided, by permutation
    kind: NDArray[np.int64]  # the quadrant where the test stands, else 0
    tested: int
    permutations: int
    rate: float


def _neighbours(codes: pd.Index, pairs: pd.DataFrame) -> list[NDArray[np.int64]]:
    first, second = codes.get_indexer(pairs["code"]), codes.get_indexer(pairs["neighbour"])
    both = (first >= 0) & (second >= 0)
    order = np.argsort(first[both], kind="stable")
    first, second = first[both][order], second[both][order]
    return np.split(second, np.searchsorted(first, np.arange(1, len(codes))))


def local_moran(
    values: ArrayLike,
    codes: list[str],
    pairs: pd.DataFrame,
    *,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    rate: float = 0.05,
    fewest: int = 30,
) -> Clusters:
    """Local Moran's I with row-standardised weights.

    Parameters
    ----------
    values
        One figure for each area, any unit; NaN areas are left out, as neighbours too.
    codes
        The areas, in the order of ``values``.
    pairs
        Columns code and neighbour: which areas touch, each pair in both directions.
    permutations
        Random draws for each area. The smallest two-sided p is 2 / (permutations + 1).
    seed
        Of the random draws: same figures, same answer.
    rate
        Largest share of the clusters found that may be chance.
    fewest
        Areas that need a figure and a neighbour with one.

    Returns
    -------
    Clusters
        Areas without a tested neighbour are not tested.

    Raises
    ------
    ValueError
        When fewer than ``fewest`` areas have a figure and a neighbour with one, or all figures
        are equal.
    """
    given = np.asarray(values, dtype=float)
    known = np.flatnonzero(~np.isnan(given))
    touching = _neighbours(pd.Index([codes[i] for i in known]), pairs)
    if sum(each.size > 0 for each in touching) < fewest:
        raise ValueError(f"clusters need at least {fewest} areas with neighbours")
    figures = given[known]
    spread = figures.std()
    if spread == 0:
        raise ValueError("all areas have the same figure: there can be no clusters")
    z = (figures - figures.mean()) / spread
    lag = np.array([z[each].mean() if each.size else np.nan for each in touching])
    p = _permuted(z, lag, touching, permutations, np.random.default_rng(seed))
    quadrant = np.select(
        [(z > 0) & (lag > 0), (z <= 0) & (lag > 0), (z <= 0) & (lag <= 0), (z > 0) & (lag <= 0)],
        [HIGH_HIGH, LOW_HIGH, LOW_LOW, HIGH_LOW],
        NONE,
    )
    stands = kept_by_false_discovery(p, rate)

    def all_areas(found: np.ndarray, empty: float) -> np.ndarray:
        whole = np.full(given.shape, empty, dtype=float)
        whole[known] = found
        return whole

    return Clusters(
        all_areas(z * lag * (z.size - 1) / z.size, np.nan),
        all_areas(quadrant, NONE).astype(np.int64),
        all_areas(p, np.nan),
        all_areas(np.where(stands, quadrant, NONE), NONE).astype(np.int64),
        int(np.sum(~np.isnan(p))),
        permutations,
        rate,
    )


def _permuted(
    z: NDArray[np.float64],
    lag: NDArray[np.float64],
    touching: list[NDArray[np.int64]],
    permutations: int,
    random: np.random.Generator,
) -> NDArray[np.float64]:
    """Two-sided p of each area's I: twice the smaller tail, the area's own I counted in."""
    most = max(each.size for each in touching)
    others = z.size - 1
    # One table of draws serves every area, as in PySAL: row after row of distinct places among
    # the others, of which an area with k neighbours uses the first k.
    draws = np.empty((permutations, most), dtype=np.int64)
    for row in range(permutations):
        draws[row] = random.choice(others, size=most, replace=False, shuffle=True)
    p = np.full(z.size, np.nan)
    rest = z[1:].copy()  # all but the area itself; kept in step as the loop goes on
    for area, neighbours in enumerate(touching):
        if area:
            rest[area - 1] = z[area - 1]
        if not neighbours.size:
            continue
        lags = rest[draws[:, : neighbours.size]].mean(axis=1)
        own, drawn = z[area] * lag[area], z[area] * lags
        # Sums taken in another order may differ in the last place; ties are ties.
        slack = 1e-12 * max(1.0, abs(own))
        larger = int(np.sum(drawn >= own - slack))
        smaller = int(np.sum(drawn <= own + slack))
        p[area] = min(1.0, 2 * (min(larger, smaller) + 1) / (permutations + 1))
    return p
