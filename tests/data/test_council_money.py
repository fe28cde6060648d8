"""Councils' spending and placements of children looked after, against the raw returns."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data import store
from data.build.context import Context
from data.build.council_money import TABLES


@pytest.mark.sources
@pytest.mark.parametrize("name", sorted(TABLES))
def test_published_tables_are_what_the_build_makes(sources: Path, name: str) -> None:
    context = Context(sources, sources.parent / "evidence")
    pd.testing.assert_frame_equal(
        TABLES[name](context, pd.DataFrame()), store.table(name), check_dtype=False
    )


def test_fourteen_authorities_add_to_the_region() -> None:
    spent = store.table("council_spend")
    spent = spent[spent["measure"].eq("gross spending")]
    wide = spent.pivot_table(index="area_code", columns="line", values="value", aggfunc="sum")
    parts = wide.drop(index=["E12000005", "E92000001"])
    assert len(parts) == 14
    pd.testing.assert_series_equal(parts.sum(), wide.loc["E12000005"], rtol=1e-4, check_names=False)


def test_placements_never_pass_all_children_looked_after() -> None:
    placed = store.table("care_placements")
    wide = placed.pivot_table(
        index="area_code", columns="placement", values="children", aggfunc="sum", dropna=False
    )
    parts = wide.drop(columns="all").fillna(0).sum(axis=1)
    # Suppressed counts are missing, and England and the region are rounded to ten.
    assert (parts <= wide["all"] + 40).all()
    assert (parts >= 0.95 * wide["all"]).all()
    hidden = placed.loc[placed["status"].eq("suppressed"), "children"]
    assert hidden.isna().all()
