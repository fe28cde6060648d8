"""Intervals from implied counts: as wide as published ones, and their counts never shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.intervals import byar, wilson
from data import store
from data.build.observations import WIDTH, finish, frame
from data.contract import OBSERVATION_COLUMNS, WIDTH_COLUMNS
from data.metadata import load_catalogue
from data.store import REGION

FOLDER = store.PUBLISHED / "interval_width"
IDS = sorted(path.stem for path in FOLDER.glob("*.parquet"))
LEVELS = pd.Series({"E08000025": "utla", "E08000028": "utla"})


def made(indicator_id: str, **columns: object) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = frame(indicator_id, area_code=["E08000025"], period="2024-01-01/P1Y", **columns)
    return finish(rows, load_catalogue()[indicator_id], LEVELS)


def test_a_rate_gets_its_width_from_the_stand_in_and_keeps_no_count() -> None:
    table, width = made("first_time_entrants", value=[180.0], **{WIDTH: [40112.0]})
    low, high = byar(180.0 * 40112 / 1e5, 40112, 1e5)
    row = table.iloc[0]
    assert tuple(table.columns) == OBSERVATION_COLUMNS
    assert row["interval_method"] == "byar implied"
    assert row[["lower", "upper"]].tolist() == pytest.approx([float(low), float(high)], abs=1e-6)
    assert np.isnan(row["numerator"]) and np.isnan(row["denominator"])
    assert tuple(width.columns) == WIDTH_COLUMNS
    assert width[["numerator", "denominator"]].iloc[0].tolist() == pytest.approx([72.2016, 40112])


def test_published_counts_come_before_a_stand_in() -> None:
    table, width = made(
        "low_birth_weight", value=[4.0], numerator=[40.0], denominator=[1000.0], **{WIDTH: [9e5]}
    )
    low, high = wilson(40, 1000)
    assert table["interval_method"].tolist() == ["wilson"] and width.empty
    assert table["lower"].iloc[0] == pytest.approx(float(low) * 100, abs=1e-6)
    assert table["upper"].iloc[0] == pytest.approx(float(high) * 100, abs=1e-6)


def test_a_published_interval_is_never_replaced() -> None:
    table, width = made("suicide", value=[10.0], lower=[8.0], upper=[13.0], **{WIDTH: [1e6]})
    assert table[["lower", "upper"]].iloc[0].tolist() == [8.0, 13.0] and width.empty


def test_no_stand_in_no_interval() -> None:
    table, width = made("first_time_entrants", value=[180.0], **{WIDTH: [np.nan]})
    assert table["interval_method"].tolist() == ["none"] and width.empty


@pytest.mark.parametrize("indicator_id", IDS)
def test_implied_counts_stand_beside_their_intervals_and_nowhere_else(indicator_id: str) -> None:
    width = store.interval_counts(indicator_id)
    keys = list(WIDTH_COLUMNS[:5])
    assert not width.duplicated(keys).any()
    rows = pd.read_parquet(store.PUBLISHED / "observations" / f"{indicator_id}.parquet")
    implied = rows[rows["interval_method"].str.endswith("implied")]
    both = implied.merge(width, on=keys, suffixes=("", "_implied"), how="outer", indicator="side")
    assert both["side"].eq("both").all()
    assert both["value"].between(both["lower"], both["upper"]).all()
    entry = load_catalogue()[indicator_id]
    rate = both["numerator_implied"] / both["denominator_implied"] * entry.multiplier
    assert np.allclose(rate, both["value"], atol=1e-4)
    # Wards in low income have published counts; no other implied row shows any.
    if indicator_id != "children_low_income_ahc":
        assert implied["numerator"].isna().all() and implied["denominator"].isna().all()
    assert entry.interval_note and entry.interval_note.endswith(".")


def test_self_harm_comes_within_four_percent_of_the_published_limits(sources: Path) -> None:
    """Nine areas have published limits of an age-standardised rate; ours are made without them."""
    from data.build import areas as area_tables
    from data.build.context import Context
    from data.build.implied import residents

    context = Context(sources, sources.parent / "evidence")
    people = residents(context, area_tables.build(context), "all ages")
    rows = store.observations("self_harm_all_ages", period="2018-04-01/P1Y")
    rows = rows[rows["interval_method"].eq("published") & rows["area_code"].isin(people.index)]
    assert len(rows) == 9
    there = rows["area_code"].map(people)
    low, high = byar(rows["value"] * there / 1e5, there, 1e5)
    assert np.abs(low / rows["lower"] - 1).max() < 0.04
    assert np.abs(high / rows["upper"] - 1).max() < 0.04


def test_three_years_of_infant_deaths_are_the_mean_of_three_rates(sources: Path) -> None:
    lait = pd.read_parquet(sources / "children" / "lait_measures_2016_2025_long.parquet")
    lait = lait[lait["measure_short"].eq("InfMort")].astype({"area_code": str})
    wide = lait.pivot_table(index="area_code", columns="period_as_given", values="value")
    ours = store.observations("infant_mortality", period="2021-01-01/P3Y").set_index("area_code")
    plain = wide[["2021", "2022", "2023"]].mean(axis=1, skipna=False)
    for code in ("E08000028", REGION, "E92000001"):
        assert ours.loc[code, "value"] == pytest.approx(plain[code], abs=0.05)
        assert ours.loc[code, "status"] == "derived"
    # Sandwell 5.9, 6.0 and 9.0 against England 3.5, 3.9 and 3.9.
    assert ours.loc["E08000028", "value"] == pytest.approx(6.98, abs=0.02)
    assert ours.loc["E08000028", "lower"] > ours.loc["E92000001", "upper"]


UPPER_TIER = [name for name, entry in load_catalogue().items() if "utla" in entry.levels]


def _newest(indicator_id: str) -> pd.DataFrame:
    """Newest authority figures of the region: for all people, or by sex or group if only so."""
    rows = store.observations(indicator_id, level="utla", within=REGION)
    kinds = ["all", *[kind for kind in rows["group_type"].unique() if kind != "all"]]
    rows = rows[
        rows["group_type"].eq(kinds[0])
        if (rows["group_type"] == "all").any()
        else rows["group_type"].isin(kinds)
    ]
    newest = rows.loc[rows["value"].notna(), "period"].max()
    return rows[rows["period"].eq(newest) & rows["value"].notna()]


def test_every_upper_tier_indicator_has_an_interval_or_says_why_not() -> None:
    with_interval = {name for name in UPPER_TIER if _newest(name)["lower"].notna().any()}
    assert len(with_interval) >= 48
    for name in UPPER_TIER:
        entry = load_catalogue()[name]
        if name not in with_interval:
            assert entry.no_interval_reason, name
            assert entry.benchmark != "interval_overlap_95", name


@pytest.mark.parametrize("name", load_catalogue())
def test_every_level_without_an_interval_says_why_not(name: str) -> None:
    """At each level, the newest figures of the region: for everybody, or by group if only so."""
    entry = load_catalogue()[name]
    rows = store.observations(name)
    rows = rows[rows["value"].notna()]
    for level in entry.levels:
        within = None if level == "country" else REGION
        here = rows[rows["area_code"].isin(store.areas(level, within).index)]
        here = here[here["group_type"] == "all"] if (here["group_type"] == "all").any() else here
        newest = here[here["period"] == here["period"].max()]
        # A national figure is the benchmark, taken as known.
        if level != "country" and len(newest) and newest["lower"].isna().all():
            assert len(entry.no_interval_reason) > 30, (name, level)
    assert "none can be worked out" not in entry.no_interval_reason
    if entry.no_interval_reason and entry.value_type not in ("money", "rank"):
        holders = ("Department", "Office", "Ministry", "NHS", "Commissioner")
        assert any(each in entry.no_interval_reason for each in holders), name


def test_only_tests_of_difference_may_ask_for_implied_counts() -> None:
    root = store.PUBLISHED.parents[1]
    users = [
        path.relative_to(root).as_posix()
        for folder in ("components", "pages", "plans", "model")
        for path in (root / folder).rglob("*.py")
        if "interval_counts" in path.read_text(encoding="utf-8")
        or "interval_width" in path.read_text(encoding="utf-8")
    ]
    assert not users
