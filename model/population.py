"""The 350 cells: children by authority, deprivation quintile and ethnic group.

The seed adds up, over neighbourhoods (LSOAs), children 0-15 times the residents' ethnic shares.
It is raked (iterative proportional fitting, Deming WE and Stephan FF (1940), Ann Math Stat
11:427-444) to children 0-17 by authority (mid-2024), by authority and ethnic group, and by
authority and quintile. Raking is twenty lines of NumPy here: the one package for it on PyPI
(ipfn) has not kept up with the pandas and NumPy in use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from data import store
from data.contract import ETHNIC_GROUPS

QUINTILES = ("1", "2", "3", "4", "5")  # 1 = most deprived fifth of England's neighbourhoods
#: Cells below this many children are kept in sums and never shown alone.
SHOW_FROM = 10

Margin = tuple[tuple[int, ...], np.ndarray]  # axes kept, and what the sums over the rest must be


class FitError(RuntimeError):
    """Raking did not reach its margins; the message says which and by how much."""


def rake(
    seed: np.ndarray, margins: Sequence[Margin], tolerance: float = 1e-10, most: int = 5000
) -> tuple[np.ndarray, int]:
    """Scale a table in turn to each margin until all hold; returns the table and the rounds used.

    Parameters
    ----------
    seed
        Non-negative table of any number of dimensions.
    margins
        Pairs (axes kept, target); the target's shape is that of the kept axes in order.
        The last margin holds to rounding in the result.
    tolerance
        Largest relative gap allowed on any margin.

    Raises
    ------
    FitError
        When a target above 0 has no seed to stand on, or the margins cannot all be met.
    """
    table = np.array(seed, dtype=float)
    if not np.isfinite(table).all() or (table < 0).any():
        raise FitError("the seed must be finite and not negative")
    everything = tuple(range(table.ndim))
    shaped = []
    for axes, target in margins:
        target = np.asarray(target, dtype=float)
        if not np.isfinite(target).all() or (target < 0).any():
            raise FitError("a margin must be finite and not negative")
        dropped = tuple(axis for axis in everything if axis not in axes)
        shape = [table.shape[axis] if axis in axes else 1 for axis in everything]
        shaped.append((dropped, target.reshape(shape)))
    gap = np.inf
    for rounds in range(1, most + 1):
        for dropped, target in shaped:
            sums = table.sum(axis=dropped, keepdims=True)
            if ((sums == 0) & (target > 0)).any():
                raise FitError("a margin above 0 has no seed to stand on")
            table *= np.divide(target, sums, out=np.zeros_like(sums), where=sums > 0)
        gap = max(
            float(
                np.max(
                    np.abs(table.sum(axis=dropped, keepdims=True) - target)
                    / np.where(target > 0, target, 1)
                )
            )
            for dropped, target in shaped
        )
        if gap <= tolerance:
            return table, rounds
    raise FitError(f"the margins were not met after {most} rounds: largest relative gap {gap:.2g}")


@dataclass(frozen=True)
class Population:
    """Fitted children, and what is needed to carry a cell's rate to its neighbourhoods.

    ``children`` has shape (authority 14, quintile 5, ethnic group 5); flattened in C order it
    gives the cells' order everywhere in the model.
    """

    authorities: tuple[str, ...]
    children: np.ndarray
    seed: np.ndarray
    rounds: int

    @property
    def cells(self) -> np.ndarray:
        """Children by cell, shape (350,)."""
        return self.children.reshape(-1)

    def position(self, area_code: str) -> int:
        """Place of an authority in the first dimension. Raises KeyError for another area."""
        try:
            return self.authorities.index(area_code)
        except ValueError:
            raise KeyError(f"{area_code} is not an upper-tier authority of the region") from None


def _margin(
    table: pd.DataFrame, kind: str, codes: Sequence[str], groups: Sequence[str]
) -> np.ndarray:
    part = table[table["kind"] == kind]
    wide = part.pivot_table(index="area_code", columns="group", values="children", sort=False)
    return np.asarray(wide.reindex(index=codes, columns=groups), dtype=float)


def seed_table(neighbourhoods: pd.DataFrame, codes: Sequence[str]) -> np.ndarray:
    """Sum over LSOAs of children 0-15 x residents' ethnic shares; shape (14, 5, 5)."""
    groups = [group.lower() for group in ETHNIC_GROUPS]
    people = neighbourhoods[groups].to_numpy(dtype=float)
    share = people / people.sum(axis=1, keepdims=True)
    weighted = share * neighbourhoods["children_0_15"].to_numpy(dtype=float)[:, None]
    area = pd.Categorical(neighbourhoods["utla_code"], categories=list(codes)).codes
    seed = np.zeros((len(codes), len(QUINTILES), len(groups)))
    np.add.at(seed, (area, neighbourhoods["quintile"].to_numpy() - 1), weighted)
    return seed


@lru_cache(maxsize=1)
def population() -> Population:
    """The fitted cells from the published seed and margins. Raises FitError."""
    margins = store.table("model_margins")
    codes = tuple(sorted(margins[margins["kind"] == "authority"]["area_code"]))
    seed = seed_table(store.table("model_lsoa"), codes)
    total = _margin(margins, "authority", codes, ["all"])[:, 0]
    ethnic = _margin(margins, "authority_ethnicity", codes, list(ETHNIC_GROUPS))
    quintile = _margin(margins, "authority_quintile", codes, list(QUINTILES))
    children, rounds = rake(seed, [((0,), total), ((0, 1), quintile), ((0, 2), ethnic)])
    children.setflags(write=False)
    return Population(codes, children, seed, rounds)


def cell_table() -> pd.DataFrame:
    """The cells as published for the app: area_code, quintile, ethnic_group, children, shown.

    ``shown`` is False for cells of fewer than SHOW_FROM children, never to be shown alone.
    """
    people = population()
    index = pd.MultiIndex.from_product(
        [people.authorities, QUINTILES, ETHNIC_GROUPS],
        names=["area_code", "quintile", "ethnic_group"],
    )
    table = pd.DataFrame({"children": people.cells}, index=index).reset_index()
    table["shown"] = table["children"] >= SHOW_FROM
    return table


@lru_cache(maxsize=1)
def neighbourhoods() -> tuple[pd.DataFrame, np.ndarray]:
    """LSOAs and the children of each ethnic group in each, scaled so that cells add up.

    Returns
    -------
    (table, children)
        ``table`` has lsoa21_code, utla_code, quintile; ``children`` has shape (LSOA, 5) and
        adds over the LSOAs of a cell to the cell's fitted children.
    """
    people = population()
    table = store.table("model_lsoa")
    groups = [group.lower() for group in ETHNIC_GROUPS]
    residents = table[groups].to_numpy(dtype=float)
    share = residents / residents.sum(axis=1, keepdims=True)
    area = pd.Categorical(table["utla_code"], categories=list(people.authorities)).codes
    quintile = table["quintile"].to_numpy() - 1
    scale = np.divide(
        people.children, people.seed, out=np.zeros_like(people.seed), where=people.seed > 0
    )
    children = share * table["children_0_15"].to_numpy(dtype=float)[:, None]
    return table[["lsoa21_code", "utla_code", "quintile"]], children * scale[area, quintile]
