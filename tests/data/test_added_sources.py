"""New indicators, tables and registers against their raw files and published answers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from data import store
from data.metadata import MetadataError, load_not_found
from data.store import ENGLAND, REGION, WMCA
from tests.narrowed import some

BIRMINGHAM, SANDWELL = "E08000025", "E08000028"
UPPER_TIER = list(store.areas("utla", REGION)["area_code"])


def at(indicator_id: str, area: str, period: str, group: str = "all") -> pd.Series:
    rows = store.observations(indicator_id, area_codes=area, period=period)
    rows = rows[rows["group"].eq(group)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_suspensions_of_2024_25_by_ethnic_group_for_all_fourteen(sources: Path) -> None:
    raw = pd.read_csv(
        sources / "added_2026/newer/suspensions_exclusions_la_ethnicity_wm_2023_24_2024_25.csv"
    )
    raw = raw[raw["period"].eq("2024/25") & raw["measure"].eq("suspensions")]
    rates = raw.set_index(["area_code", "ethnic_group"])["value"]
    hidden = 0
    for area in [*UPPER_TIER, REGION, ENGLAND]:
        assert at("suspensions", area, "2024/25")["value"] == rates[area, "Total"]
        for group in ("Asian", "Black", "Mixed", "White", "Other"):
            row = at("suspensions", area, "2024/25", group)
            hidden += row["status"] == "suppressed"
            assert row["status"] == "suppressed" or row["value"] == rates[area, group]
    assert 0 < hidden < 10


def test_counts_of_suspensions_2023_24_are_the_published_ones() -> None:
    region = at("suspensions", REGION, "2023/24")
    assert (region["numerator"], region["denominator"]) == (93_077, 955_176)
    excluded = at("permanent_exclusions", REGION, "2023/24")
    assert excluded["numerator"] == 1_483 and excluded["interval_method"] == "byar"


def test_plans_in_time_are_the_publishers_percentages(sources: Path) -> None:
    raw = pd.read_parquet(sources / "added_2026/newer/ehc_plan_process_la_2019_2024.parquet")
    raw = raw[raw["indicator"].eq("PC_plans_issued_20_weeks_ex")].astype({"area_code": str})
    raw = raw[raw["breakdown_topic"].astype(str).str.startswith("All ")]
    published = raw.set_index(["area_code", raw["calendar_year"].astype(str)])["value"]
    for area in [*UPPER_TIER, REGION, ENGLAND]:
        for year in ("2019", "2024"):
            wanted = published[area, year]
            assert at("ehc_timeliness", area, year)["value"] == pytest.approx(wanted, abs=0.051)


def test_requests_are_per_thousand_children_of_the_year() -> None:
    row = at("ehc_requests", SANDWELL, "2024")
    assert (row["numerator"], row["denominator"]) == (940, 88_593)
    assert row["value"] == pytest.approx(940 / 88_593 * 1000)


def test_injuries_are_as_published_and_add_up() -> None:
    row = at("injuries_0_14", BIRMINGHAM, "2023/24")
    assert row["value"] == pytest.approx(86.125, abs=0.001)
    assert row["interval_method"] == "published"
    region = at("injuries_0_14", REGION, "2023/24")
    assert (region["numerator"], region["denominator"]) == (8_040, 1_098_643)
    parts = [at("injuries_0_14", area, "2023/24")["numerator"] for area in UPPER_TIER]
    assert sum(parts) == 8_040


def test_arrests_compare_groups_only_where_most_have_one() -> None:
    whole = at("arrests_children", "E23000014", "2024/25")
    assert whole["numerator"] == 3_950
    assert at("arrests_children", "E23000014", "2024/25", "Black")["status"] == "derived"
    # 8,616 of 58,298 arrests in England and Wales have no group.
    assert at("arrests_children", "K04000001", "2024/25", "Black")["status"] == "not comparable"
    assert at("arrests_children", "E23000016", "2024/25", "White")["status"] == "missing"


def test_absence_of_the_year_stands_apart_from_the_census_series() -> None:
    row = at("absence_this_year", SANDWELL, "2025-09-01/P11M")
    assert row["value"] == pytest.approx(20.660514)
    assert row["interval_method"] == "wilson implied" and pd.isna(row["denominator"])
    periods = set(store.observations("persistent_absence")["period"])
    assert not periods & set(store.observations("absence_this_year")["period"])


def test_high_needs_add_up_to_the_published_sums() -> None:
    factor = 1 / store.table("deflator").query("label == '2023-24'")["index"].iloc[0] * 100
    for area, million in ((ENGLAND, 9_864), (REGION, 1_013.7), (BIRMINGHAM, 213.3)):
        pounds = at("high_needs_spend", area, "2023/24")["numerator"] / factor
        assert pounds / 1e6 == pytest.approx(million, rel=1e-3)


@pytest.mark.parametrize(
    ("indicator_id", "column"),
    [("no_qualifications", "highest_qualification_6a-000"), ("no_car", "number_of_cars_5a-000")],
)
def test_census_shares_agree_with_the_published_percentages(
    indicator_id: str, column: str, sources: Path
) -> None:
    percent = pd.read_csv(sources / "neighbourhood/census2021_percent_tables_lad_wm_and_ew.csv")
    percent = percent.set_index("area_code")[column]
    rows = store.observations(indicator_id, group_type="all").set_index("area_code")
    same = rows.index.intersection(percent.index)
    assert len(same) == 31
    # Small areas are changed slightly before publication, so their sum is a little off.
    assert (rows.loc[same, "value"] - percent[same]).abs().max() < 0.06
    assert (rows["area_level"] == "lsoa").sum() == 3574


def test_low_income_of_england_is_the_sum_of_its_authorities(sources: Path) -> None:
    raw = pd.read_csv(sources / "added_2026/counts/cilif_counts_and_base_fye2022_2025.csv")
    raw = raw[raw["housing_costs"].eq("AHC") & raw["financial_year_ending"].eq(2025)]
    single = raw[
        raw["area_level"].isin(
            [
                "non-metropolitan district",
                "unitary authority",
                "metropolitan borough",
                "London borough",
            ]
        )
    ]
    assert len(single) == 296
    england = at("children_low_income_ahc", ENGLAND, "2024/25")
    assert england["numerator"] == single["numerator"].sum()
    assert england["value"] == pytest.approx(27.07, abs=0.01)
    sandwell = at("children_low_income_ahc", SANDWELL, "2024/25")
    assert sandwell["numerator"] == 31_642 and sandwell["lower"] > england["upper"]


def test_service_spending_says_who_made_no_return() -> None:
    table = store.table("service_spend")
    outturn = table[table["source"].eq("revenue outturn")].set_index("area_code")
    empty = outturn[outturn["note"].str.contains("no return")]
    assert set(empty.index) == {BIRMINGHAM, "E07000218", "E07000222"}
    assert empty[["gross", "net"]].isna().all().all()
    known = outturn.dropna(subset=["gross", "income", "net"])
    assert (known["gross"] - known["income"] - known["net"]).abs().max() <= 1000
    returned = table[table["source"].eq("section 251") & table["area_code"].eq(BIRMINGHAM)]
    assert set(returned["financial_year"]) == {"2024-25"} and len(returned) == 9
    total = returned.set_index("service")["gross"]["Children's and young people's services, total"]
    assert total == pytest.approx(370.9e6, rel=1e-3)


def test_service_points_lie_in_their_neighbourhoods() -> None:
    table = store.table("service_points")
    lsoa = store.areas("lsoa", REGION).set_index("area_code")
    assert (table["ltla_code"] == table["lsoa_code"].map(lsoa["ltla_code"])).all()
    assert (
        table["longitude"].between(-3.3, -1.1).all() and table["latitude"].between(51.7, 53.3).all()
    )
    kinds = table["kind"].value_counts()
    assert kinds["Pharmacy"] == 1140 and kinds["Dental practice"] == 851
    assert not table.duplicated(["kind", "name", "longitude", "latitude", "detail"]).any()
    assert (table["utla_code"].isin(UPPER_TIER)).all()


def test_the_combined_authority_has_newer_figures_too() -> None:
    for indicator_id in (
        "homeless_with_children",
        "temporary_accommodation",
        "ehc_timeliness",
        "injuries_0_14",
        "good_level_of_development",
    ):
        period = store.latest_period(indicator_id, "combined_authority")
        assert at(indicator_id, WMCA, period)["interval_method"] in ("wilson", "byar")


def test_every_used_source_says_when_it_is_due() -> None:
    for source in store.sources().values():
        if source.used:
            assert source.next_edition_note.endswith("."), source.id


def test_overdue_editions_are_listed_longest_first() -> None:
    late = store.overdue(dt.date(2026, 11, 30))
    dates = [source.next_edition_due for source in late]
    assert dates == sorted(some(each) for each in dates) and all(
        some(each) < dt.date(2026, 11, 30) for each in dates
    )
    names = {source.id for source in late}
    assert "free_school_meals_la_jan2025_implied" in names
    assert "cilif_counts_and_base_fye2022_2025" not in names
    assert store.overdue(dt.date(2015, 1, 1)) == []


def test_what_was_not_found_names_who_has_it() -> None:
    found = store.not_found()
    assert len(found) >= 12
    for each in found:
        assert set(each.indicators) <= set(store.indicators()), each.what
    text = " ".join(each.what for each in found)
    for wanted in ("free school meals", "Suicide", "self-harm", "unpaid care", "youth clubs"):
        assert wanted in text


def test_a_typing_error_in_the_register_is_named(tmp_path: Path) -> None:
    path = tmp_path / "not_found.yaml"
    path.write_text("- what: A figure nobody has\n  publsher: Somebody\n")
    with pytest.raises(MetadataError, match=r"not_found\.yaml.*publsher"):
        load_not_found(path)


def test_earlier_periods_lead_to_those_that_took_their_place() -> None:
    assert store.current_period("infant_mortality", "2023-01-01/P1Y") == "2021-01-01/P3Y"
    assert store.current_period("looked_after", "2025-03-31/P1D") == "2025-03-31/P1D"
    for entry in store.indicators().values():
        known = set(store.observations(entry.id)["period"])
        for old, new in entry.renamed_periods.items():
            assert new in known and old not in known, entry.id
