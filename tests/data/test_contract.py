"""The contract over every published table and catalogue entry."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data import store
from data.build.observations import OBSERVATION_SCHEMA
from data.contract import STATUSES_WITHOUT_VALUE, parse_period
from data.metadata import load_catalogue, load_sources

PUBLISHED = store.PUBLISHED
IDS = sorted(load_catalogue())


def read(indicator_id: str) -> pd.DataFrame:
    return pd.read_parquet(PUBLISHED / "observations" / f"{indicator_id}.parquet")


def test_every_entry_has_data_and_every_datum_an_entry() -> None:
    files = {path.stem for path in (PUBLISHED / "observations").glob("*.parquet")}
    assert files == set(IDS)
    assert len(IDS) >= 60


@pytest.mark.parametrize("indicator_id", IDS)
def test_table_keeps_the_contract(indicator_id: str) -> None:
    table = read(indicator_id)
    assert len(table)
    OBSERVATION_SCHEMA.validate(table, lazy=True)
    assert set(table["indicator_id"]) == {indicator_id}


@pytest.mark.parametrize("indicator_id", IDS)
def test_areas_exist_and_levels_agree(indicator_id: str) -> None:
    table = read(indicator_id)
    areas = pd.read_parquet(PUBLISHED / "areas.parquet").set_index("area_code")["level"]
    assert table["area_code"].isin(areas.index).all()
    assert (table["area_code"].map(areas) == table["area_level"]).all()


@pytest.mark.parametrize("indicator_id", IDS)
def test_catalogue_levels_and_breakdowns_are_those_of_the_data(indicator_id: str) -> None:
    entry = load_catalogue()[indicator_id]
    table = read(indicator_id)
    kinds = set(table["group_type"]) - {"all"}
    assert kinds == set(entry.breakdowns)
    for level in entry.levels:
        within = None if level in ("region", "country") else store.REGION
        codes = store.areas(level, within)["area_code"]
        shown = table[table["area_code"].isin(codes) & table["value"].notna()]
        assert len(shown), f"no figure at level {level}"


@pytest.mark.parametrize("indicator_id", IDS)
def test_values_are_possible(indicator_id: str) -> None:
    entry = load_catalogue()[indicator_id]
    table = read(indicator_id)
    value = table["value"].dropna()
    assert np.isfinite(value).all()
    if entry.value_type == "proportion":
        assert value.between(0, 100 if entry.multiplier == 100 else entry.multiplier).all()
    if entry.value_type in ("rate", "ratio", "years", "money"):
        assert (value >= 0).all()
    both = table.dropna(subset=["value", "numerator", "denominator"])
    both = both[both["status"].eq("derived") & both["denominator"].gt(0)]
    if entry.value_type in ("proportion", "rate") and entry.counts_exact and len(both):
        again = both["numerator"] / both["denominator"] * entry.multiplier
        assert np.allclose(again, both["value"], rtol=0.02, atol=0.06)
    newest = max(parse_period(text).end.year for text in table["period"].unique())
    assert 2015 <= newest <= 2026


def test_sources_named_by_the_catalogue_exist_and_are_used() -> None:
    sources = load_sources()
    for entry in load_catalogue().values():
        for source_id in entry.source_ids:
            assert source_id in sources, f"{entry.id} names {source_id}"
            assert sources[source_id].used, f"{entry.id} rests on left-out {source_id}"


def test_no_draft_sidecar_is_left() -> None:
    drafts = [s.id for s in load_sources().values() if "DRAFT" in s.left_out_reason]
    assert not drafts


def test_no_figure_rests_on_a_source_without_a_licence() -> None:
    for source in load_sources().values():
        if source.used:
            assert source.licence.redistribution and len(source.licence.attribution) > 10


def test_suppressed_and_missing_rows_show_nothing() -> None:
    for indicator_id in IDS:
        table = read(indicator_id)
        hidden = table[table["status"].isin(STATUSES_WITHOUT_VALUE)]
        assert hidden[["value", "lower", "upper", "numerator"]].isna().all().all()
        assert hidden["note"].str.len().gt(5).all()


def test_sizes_stay_small() -> None:
    published = sum(path.stat().st_size for path in PUBLISHED.rglob("*") if path.is_file())
    assert published < 12e6
    static = Path(PUBLISHED).parents[1] / "static" / "geometry"
    assert sum(path.stat().st_size for path in static.rglob("*") if path.is_file()) < 6e6
