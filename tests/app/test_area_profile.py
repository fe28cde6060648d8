"""The area profile on the published figures, and against the raw files."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analysis import findings, profile
from components.design.page_names import PAGES
from components.figures import profile as profile_figures
from components.views.area_profile import page as page_area_profile
from components.wording import profile as profile_words
from data import store, tables

ROOT = Path(__file__).resolve().parents[2]
SANDWELL, STAFFORDSHIRE, CANNOCK = "E08000028", "E10000028", "E07000192"
UPPER = store.areas("utla", store.REGION)["area_code"].tolist()


@lru_cache(maxsize=40)
def built(scope: str, benchmark: str = "england") -> pd.DataFrame:
    who = profile_figures.comparators(scope)
    return profile.build(profile_figures.rows_of(who), store.indicators(), who, benchmark)


def page(scope: str = SANDWELL, **address: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    test.query_params["scope"] = scope
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    test.switch_page("pages/all_indicators.py")
    return test.run()


def test_the_page_is_in_the_navigation() -> None:
    assert "all_indicators" in PAGES


@pytest.mark.parametrize("scope", [store.REGION, store.WMCA, SANDWELL, STAFFORDSHIRE, CANNOCK])
def test_every_place_has_every_indicator_once_shown_or_explained(scope: str) -> None:
    table = built(scope)
    assert set(table["indicator_id"]) <= set(store.indicators())
    assert not table.duplicated(["indicator_id", "group"]).any()
    who, level = profile_figures.comparators(scope), profile_figures.kind_of(scope)
    levels = ("utla", "ltla") if level == "utla" else (level,)
    rest = profile.absent(
        profile_figures.rows_of(who), store.indicators(), scope, levels, list(table["indicator_id"])
    )
    told = {item.indicator_id for item in rest}
    assert told | set(table["indicator_id"]) == set(store.indicators())
    assert not told & set(table["indicator_id"])


@pytest.mark.parametrize("scope", [*UPPER, CANNOCK, store.REGION, store.WMCA])
def test_tests_against_england_agree_with_the_overview(scope: str) -> None:
    table = built(scope)
    table = table[(table["group"] == "all") & (table["country_code"] == store.ENGLAND)]
    overview = findings.compare_with(
        store.totals([scope]),
        store.totals([store.ENGLAND]),
        store.indicators(),
        large_part=scope in (store.REGION, store.WMCA),
    )
    both = table.merge(overview, on=["indicator_id", "period"], suffixes=("", "_overview"))
    assert len(both) > 10
    assert (both["verdict"] == both["verdict_overview"]).all()


def test_the_region_is_tested_against_the_rest_of_england() -> None:
    table = built(store.REGION).set_index("indicator_id")
    row = table.loc["children_in_need"]
    whole, part = (
        store.observations("children_in_need", area_codes=code, group_type="all", period="2025")
        for code in (store.ENGLAND, store.REGION)
    )
    count, people = (
        float(whole[name].iloc[0] - part[name].iloc[0]) for name in ("numerator", "denominator")
    )
    assert row["rest"] and row["benchmark"] == pytest.approx(count / people * 10_000)
    assert 0.05 < part["denominator"].iloc[0] / whole["denominator"].iloc[0] < 0.15
    assert not built(SANDWELL)["rest"].any()
    # The region's largest authority is so small a part of England that it stays in.
    largest = store.areas("utla", store.REGION)["residents"].max()
    assert largest / store.area(store.ENGLAND).residents < 0.025


def test_every_place_that_is_not_tested_among_authorities_says_why() -> None:
    for scope in (SANDWELL, store.REGION, CANNOCK):
        table = built(scope)
        untold = table["unusual"] == "not tested"
        assert (untold == (table["unusual_why"] != "")).all()
        for row in table[untold].to_dict("records"):
            said = profile_words.among(row)
            assert said.startswith("among authorities: not tested (") and len(said) > 36
    # The file in hand holds the region's fourteen authorities and no other.
    row = built(SANDWELL).set_index("indicator_id").loc["suspensions"]
    assert profile_words.among(row).endswith("(14 of 20 needed in hand)")


def test_choices_of_a_place() -> None:
    assert profile_figures.benchmarks_of(SANDWELL) == ["england", "region", "neighbours"]
    assert profile_figures.benchmarks_of(CANNOCK) == ["england", "region"]
    assert profile_figures.benchmarks_of(store.REGION) == ["england"]
    assert "Wolverhampton" in profile_words.neighbours_sentence(SANDWELL)
    assert "Very close" in profile_words.neighbours_sentence(SANDWELL)
    assert "not for districts" in profile_words.neighbours_sentence(CANNOCK)
    assert "Staffordshire" in profile_words.scope_note(CANNOCK)


def test_filters_keep_what_they_say() -> None:
    table = built(SANDWELL)
    catalogue = store.indicators()
    worse = profile_figures.chosen(table, "", "worse")
    assert len(worse) and set(worse["verdict"]) == {"worse"}
    services = profile_figures.chosen(table, "", "services")
    assert len(services) and all(catalogue[i].done_by_services for i in services["indicator_id"])
    family = profile_figures.chosen(table, "family", "")
    assert len(family) and {catalogue[i].domain for i in family["indicator_id"]} == {"family"}
    worst = profile_figures.chosen(table, "", "worst-fifth")
    assert len(worst) and all(
        row.fifth == (5 if catalogue[row.indicator_id].polarity == "low_is_good" else 1)
        for row in worst.itertuples()
    )


def test_the_file_to_take_away_reads_back() -> None:
    table = built(SANDWELL, "neighbours")
    raw = page_area_profile.as_csv(table, SANDWELL, "neighbours").decode("utf-8-sig")
    assert '# Benchmark:,"the neighbours\' mean"' in raw and "Wolverhampton" in raw
    back = pd.read_csv(io.StringIO(raw), comment="#")
    assert len(back) == len(table)
    np.testing.assert_allclose(back["value"], table["value"], rtol=5e-6)  # six figures
    assert back["source"].notna().all() and back["unit"].notna().all()


def test_the_page_runs_and_keeps_its_choices() -> None:
    test = page(benchmark="neighbours", domain="family", only="services")
    assert not test.exception and not test.error
    assert {box.key: box.value for box in test.selectbox} == {
        "scope": SANDWELL,
        "benchmark": "neighbours",
        "domain": "family",
        "only": "services",
    }


def test_a_benchmark_the_place_cannot_have_is_replaced() -> None:
    test = page(CANNOCK, benchmark="neighbours")
    assert not test.exception and test.selectbox("benchmark").value == "england"


def test_a_new_place_reads_no_file_and_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounded by count; how long it takes stands in docs/performance.md."""
    test = page()
    kept: Any = page_area_profile._profile
    kept.cache_clear()
    read, build = Mock(wraps=tables.read), Mock(wraps=profile.build)
    for module in (tables, store):
        monkeypatch.setattr(module, "read", read)
    monkeypatch.setattr(profile, "build", build)
    for place in ("E08000025", "E08000027", "E08000025"):
        test.selectbox("scope").set_value(place).run()
        assert not test.exception
    assert read.call_count == 0
    assert build.call_count == 2


# ---- straight from the raw files, by another way than the build's

MEASURES = {
    "looked_after": "LAC",
    "children_in_need": "CIN",
    "child_protection_plans": "CPP_rate",
    "section_47": "Section_47",
    "looked_after_starts": "LAC_Start_Rate",
    "placed_20_miles": "LACDistance",
    "free_school_meals_secondary": "SecFSM",
    "low_birth_weight": "Low_Birth_Weight_Babies",
    "under18_conceptions": "Under18concep",
    "attainment_8": "AVG_Attain8_Score",
}


@pytest.mark.parametrize("indicator_id", MEASURES)
def test_figures_are_those_of_the_raw_file(indicator_id: str, sources: Path) -> None:
    raw = pd.read_parquet(sources / "children" / "lait_measures_2016_2025_long.parquet")
    raw = raw[(raw["measure_short"] == MEASURES[indicator_id]) & raw["value"].notna()]
    raw = raw[raw["end_year"] == raw["end_year"].max()]
    figures = raw.set_index(raw["area_code"].astype(str))["value"]
    near = pd.read_csv(sources / "children" / "statistical_neighbours_2025.csv")
    for scope in UPPER:
        if scope not in figures:
            continue
        row = built(scope).set_index("indicator_id").loc[indicator_id]
        neighbours = near.loc[near["area_code"] == scope, "neighbour_code"]
        ten = figures.reindex(neighbours).dropna()
        assert row["value"] == pytest.approx(figures[scope], abs=0.006)
        assert row["country"] == pytest.approx(figures["E92000001"], abs=0.006)
        assert row["region"] == pytest.approx(figures["E12000005"], abs=0.006)
        assert row["neighbours_count"] == len(ten)
        assert row["neighbours_mean"] == pytest.approx(ten.mean(), abs=0.006)
        assert row["neighbours_lowest"] == pytest.approx(ten.min(), abs=0.006)
        assert row["neighbours_highest"] == pytest.approx(ten.max(), abs=0.006)
