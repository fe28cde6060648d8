"""The store: typed answers, plain errors, nothing handed out that a caller could spoil."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data import store
from data.contract import OBSERVATION_COLUMNS


def test_levels_count_as_published() -> None:
    assert len(store.areas("lsoa", store.REGION)) == 3574
    assert len(store.areas("lsoa", store.WMCA)) == 1719
    assert len(store.areas("msoa", store.REGION)) == 736
    assert len(store.areas("ltla", store.REGION)) == 30
    assert len(store.areas("utla", store.REGION)) == 14
    assert len(store.areas("utla", store.WMCA)) == 7
    assert len(store.areas("utla", store.ENGLAND)) == 153


def test_an_area_knows_its_parents() -> None:
    lsoa = store.areas("lsoa", "E08000028").iloc[0]["area_code"]
    found = store.area(lsoa)
    assert (found.ltla_code, found.utla_code) == ("E08000028", "E08000028")
    assert found.region_code == store.REGION and found.combined_authority_code == store.WMCA
    assert store.area("E07000192").utla_code == "E10000028"  # Cannock Chase in Staffordshire


def test_queries_filter_and_keep_the_contract() -> None:
    rows = store.observations(
        "overcrowding", level="lsoa", within="E08000028", group_type="all", period="2021"
    )
    assert list(rows.columns) == list(OBSERVATION_COLUMNS)
    assert len(rows) == len(store.areas("lsoa", "E08000028"))
    assert set(rows["area_level"]) == {"lsoa"}


def test_a_caller_cannot_spoil_the_store() -> None:
    rows = store.observations("looked_after", area_codes="E08000025")
    rows["value"] = -1
    assert (store.observations("looked_after", area_codes="E08000025")["value"] >= 0).all()
    places = store.areas("utla")
    places["area_name"] = "x"
    assert "Birmingham" in set(store.areas("utla")["area_name"])


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: store.area("E0800002"), store.UnknownArea, "E08000025"),
        (lambda: store.areas("street"), store.UnknownLevel, "lsoa"),
        (lambda: store.areas("lsoa", "E99999999"), store.UnknownArea, "E99999999"),
        (lambda: store.indicator("looked_afer"), store.UnknownIndicator, "looked_after"),
        (lambda: store.observations("looked_after", period="1800"), store.UnknownPeriod, "1800"),
        (lambda: store.table("neighbors"), store.StoreError, "neighbours"),
        (lambda: store.latest_period("imd_decile", "utla"), store.UnknownPeriod, "utla"),
    ],
)
def test_what_is_not_there_is_said_with_the_nearest(
    call: Callable[..., Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        call()


def test_search_by_name_code_and_part_of_a_word() -> None:
    assert store.find_areas("sandwell").iloc[0]["area_code"] == "E08000028"
    assert "Hill Hook" in set(store.find_areas("hill ho")["area_name"])
    assert store.find_areas("E08000031").iloc[0]["area_name"] == "Wolverhampton"
    assert store.find_areas("").empty and store.find_areas("zzzz qqq").empty
    assert set(store.find_areas("a", ["ltla"], store.REGION)["level"]) <= {"utla", "ltla"}


def test_periods_are_ordered_and_latest_is_last() -> None:
    periods = store.periods("looked_after", "utla")
    assert periods == sorted(periods)
    assert store.latest_period("looked_after", "utla") == periods[-1]


def test_totals_keep_the_order_asked_for() -> None:
    codes = ["E92000001", "E08000028"]
    rows = store.totals(codes)
    assert rows["area_code"].drop_duplicates().tolist() == codes
    assert set(rows["group_type"]) == {"all"}


def test_ten_statistical_neighbours() -> None:
    for code in store.areas("utla", store.REGION)["area_code"]:
        assert len(store.statistical_neighbours(code)) == 10


def test_a_name_that_several_areas_have_carries_its_authority() -> None:
    for level in ("lsoa", "msoa", "ward", "ltla", "utla"):
        assert store.areas(level, store.REGION)["area_name"].is_unique, level
    assert store.area("E05007069").name == "Castle (Tamworth)"
    assert store.area_names()["E05009448"].startswith("Castle (Herefordshire")
    assert store.area("E05011119").name == "Allens Cross"  # the only ward of its name
    assert set(store.find_areas("castle", limit=2)["area_code"]) == {"E05007069", "E05009448"}
    assert store.find_areas("castle tamworth").iloc[0]["area_code"] == "E05007069"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("St John’s", "St John's (Lichfield)"),
        ("St John's", "St John's (Lichfield)"),
        ("st johns", "St John's (Lichfield)"),
        ("Saint John’s", "St John's (Lichfield)"),
        ("Castle and Priory", "Castle & Priory"),
        ("castle & priory", "Castle & Priory"),
        ("City of Wolverhampton", "Wolverhampton"),
        ("Sandwell Metropolitan Borough Council", "Sandwell"),
        ("County of Herefordshire", "Herefordshire, County of"),
        ("Stoke on Trent City Council", "Stoke-on-Trent"),
    ],
)
def test_a_place_is_found_however_its_name_is_written(text: str, name: str) -> None:
    levels = ("utla", "ltla", "ward", "msoa")
    assert store.find_areas(text, levels, store.REGION).iloc[0]["area_name"] == name


def test_a_name_misspelt_has_the_nearest_offered() -> None:
    assert store.find_areas("Brimingham", (), store.REGION).empty
    assert store.nearest_areas("Brimingham", (), store.REGION).iloc[0]["area_name"] == "Birmingham"
    assert store.nearest_areas("zzzz qqq").empty and store.nearest_areas("").empty
