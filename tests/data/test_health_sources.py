"""Published health, home, crime and wellbeing figures against the raw files, read anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "published" / "observations"
BIRMINGHAM, DUDLEY, WOLVERHAMPTON = "E08000025", "E08000027", "E08000031"
BOROUGHS = [f"E080000{number}" for number in range(25, 32)]
UPPER_TIER = [*BOROUGHS, "E06000019", "E06000020", "E06000021", "E06000051"]
COUNTIES = ["E10000028", "E10000031", "E10000034"]
REGION, COMBINED, ENGLAND = "E12000005", "E47000007", "E92000001"


def published(indicator_id: str, group_type: str | None = "all") -> pd.DataFrame:
    table = pd.read_parquet(PUBLISHED / f"{indicator_id}.parquet")
    return table if group_type is None else table[table["group_type"].eq(group_type)]


def at(table: pd.DataFrame, area_code: str, period: str, group: str = "all") -> pd.Series:
    row = table[
        table["area_code"].eq(area_code) & table["period"].eq(period) & table["group"].eq(group)
    ]
    assert len(row) == 1, f"{area_code} {period} {group}: {len(row)} rows"
    return row.iloc[0]


def raw(sources: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(sources / "health_crime" / f"{name}.parquet")


@pytest.mark.parametrize(
    "indicator_id, number, since",
    [("depression", "848", 2014), ("preventable_mortality", "93721", 2014)],
)
def test_fingertips_values_are_those_of_one_vintage(
    sources: Path, indicator_id: str, number: str, since: int
) -> None:
    source = raw(sources, "fingertips_all_authorities_2026")
    source = source[source["indicator_id"].astype(str).eq(number) & source["sex"].eq("Persons")]
    source = source.assign(year=source["period"].str[:4])
    shown = published(indicator_id).assign(year=lambda table: table["period"].str[:4])
    assert shown["year"].astype(int).min() == since
    for code in [*UPPER_TIER, "E07000194", ENGLAND]:
        wanted = source[source["area_code"].eq(code)].set_index("year")["value"]
        got = shown[shown["area_code"].eq(code)].set_index("year")["value"]
        assert len(got) >= 10
        pd.testing.assert_series_equal(
            got.sort_index(), wanted.loc[got.index].sort_index(), check_names=False
        )


def test_life_expectancy_gap_has_no_row_of_the_older_extract(sources: Path) -> None:
    source = raw(sources, "fingertips_all_authorities_2026")
    source = source[source["indicator_id"].astype(str).eq("92901")]
    old = set(source[source["note"].str.contains("2024 extract")]["period"].str[:4])
    shown = published("life_expectancy_gap", None)
    assert shown["period"].min() == "2015-01-01/P3Y"
    assert {"2010", "2014"} <= old and not shown["period"].str[:4].isin(["2010", "2014"]).any()
    assert set(shown["group_type"]) == {"sex"}
    latest = source[source["period"].eq("2022-24") & source["area_code"].eq(BIRMINGHAM)]
    for sex in ("Female", "Male"):
        value = latest.loc[latest["sex"].eq(sex), "value"].item()
        assert at(shown, BIRMINGHAM, "2022-01-01/P3Y", sex)["value"] == value


def test_healthy_life_expectancy_keeps_limits_and_never_joins_the_sexes(sources: Path) -> None:
    source = raw(sources, "ons_explore_local_statistics")
    source = source[source["indicator_id"].eq("ELS:healthy-life-expectancy")]
    shown = published("healthy_life_expectancy", None)
    assert set(shown["group"]) == {"Female", "Male"}
    for code in [*UPPER_TIER, *COUNTIES, REGION, COMBINED, ENGLAND]:
        for sex in ("Female", "Male"):
            rows = source[source["area_code"].eq(code) & source["sex"].eq(sex)]
            last = rows[rows["period"].eq("2022-01-01/P3Y")].iloc[0]
            got = at(shown, code, "2022-01-01/P3Y", sex)
            assert (got["value"], got["lower"], got["upper"]) == (
                last["value"],
                last["lower_ci"],
                last["upper_ci"],
            )
            assert len(rows) == 12


def test_claimants_at_every_level(sources: Path) -> None:
    source = raw(sources, "ons_explore_local_statistics")
    source = source[source["indicator_id"].eq("ELS:claimant-count")]
    source = source[source["period"].eq("2025-01-01/P1Y")].set_index("area_code")["value"]
    shown = published("claimant_count")
    for code in [*UPPER_TIER, *COUNTIES, "E07000236", REGION, COMBINED, ENGLAND, "K02000001"]:
        assert at(shown, code, "2025-01-01/P1Y")["value"] == source[code]
    assert at(shown, BIRMINGHAM, "2025-01-01/P1Y")["value"] == 10.1


def test_health_index_years_that_were_filled_in_are_not_shown(sources: Path) -> None:
    index = raw(sources, "ons_health_index_underlying_indicators")
    wide = index[index["indicator"].eq("Self-harm")].pivot_table(
        index="area_code", columns="period", values="value"
    )
    assert (wide["2021"] == wide["2020"]).all(), "2021 is no longer a copy of 2020: use it"
    shown = published("self_harm_all_ages")
    assert shown["period"].max() == "2020-04-01/P1Y"
    got = at(shown, BIRMINGHAM, "2020-04-01/P1Y")["value"]
    assert got == pytest.approx(wide.loc[BIRMINGHAM, "2020"], abs=1e-6)
    # Nottingham 2016 is midway between its neighbours, and empty where the figures come from.
    nottingham = wide.loc["E06000018"]
    assert nottingham["2016"] == pytest.approx((nottingham["2015"] + nottingham["2017"]) / 2)
    assert shown.query("area_code == 'E06000018' and period == '2016-04-01/P1Y'").empty
    pupils = published("children_mental_health").set_index(["area_code", "period"])
    herefordshire = pupils.loc["E06000019"]
    assert herefordshire["status"].tolist() == ["missing"] * 4 + ["published"] * 3


def test_self_harm_agrees_with_the_extract_the_health_index_was_made_from(sources: Path) -> None:
    extract = raw(sources, "fingertips_all_authorities_2020_vintage")
    extract = extract[extract["indicator_id"].astype(str).eq("21001")]
    extract = extract.assign(period=extract["period"].str[:4] + "-04-01/P1Y")
    both = published("self_harm_all_ages").merge(extract, on=["area_code", "period"])
    both = both[both["value_y"].notna()]
    assert len(both) > 400
    assert (both["value_x"] - both["value_y"]).abs().max() < 0.0501
    row = at(published("self_harm_all_ages"), ENGLAND, "2018-04-01/P1Y")
    assert (row["value"], row["lower"], row["upper"]) == (193.41, 192.3, 194.6)


def test_birmingham_self_harm_groups(sources: Path) -> None:
    source = raw(sources, "birmingham_by_ethnicity_and_ward")
    source = source[
        source["indicator"].eq("Mental health: Emergency admissions for self-harm in children")
        & source["area_code"].eq(BIRMINGHAM)
    ]
    shown = published("self_harm_10_24", "ethnicity_x_imd_quintile")
    assert set(shown["period"].str[:4]) == {"2020", "2021", "2022", "2023"}
    wanted = source[source["category"].eq("White British | Q1") & source["period"].eq("2023")]
    got = at(shown, BIRMINGHAM, "2023-01-01/P1Y", "White British | 1")
    assert (got["value"], got["lower"], got["upper"]) == (398.9, 349.0, 453.9)
    assert wanted["value"].item() == 398.9
    hidden = shown[shown["status"].eq("suppressed")]
    assert len(hidden) > 0 and hidden[["value", "lower", "upper"]].isna().all(axis=None)
    shown_rates = shown[shown["value"].gt(0)]
    assert (shown_rates["upper"] < 2 * shown_rates["value"]).all()
    nothing = shown[shown["value"].eq(0)]
    assert len(nothing) > 0 and nothing["lower"].isna().all()
    # 2019 is set aside because it is about three times 2020 for everyone.
    total = source[source["category_type"].isna()].set_index("period")["value"]
    assert total["2019"] > 2.5 * total["2020"]


@pytest.mark.parametrize(
    "indicator_id, question",
    [("anxiety_high", "Anxiety"), ("life_satisfaction_low", "Life satisfaction")],
)
def test_wellbeing_with_published_limits(sources: Path, indicator_id: str, question: str) -> None:
    source = raw(sources, "ons_personal_wellbeing_distribution")
    source = source[
        source["indicator"].eq(f"Personal wellbeing: {question}")
        & source["category"].eq("Poor")
        & source["period"].eq("2021-22")
    ].set_index("area_code")
    shown = published(indicator_id)
    for code in [*UPPER_TIER, *COUNTIES, "E07000192", REGION, ENGLAND]:
        got, wanted = at(shown, code, "2021-04-01/P1Y"), source.loc[code]
        assert (got["value"], got["lower"], got["upper"]) == (
            wanted["value"],
            wanted["lower_ci"],
            wanted["upper_ci"],
        )
    marks = source.loc[source["note"].eq("marker [c]")].index.intersection(shown["area_code"])
    for code in marks:
        assert at(shown, code, "2021-04-01/P1Y")["status"] == "suppressed"


def test_detentions_are_crude_and_tenths_are_turned_round(sources: Path) -> None:
    source = pd.read_csv(
        sources / "neighbourhood" / "mha_detentions_2023_24_england_and_wm_icbs.csv"
    )
    source = source[source["measure"].eq("All detentions")]
    shown = published("mha_detentions", None)
    period = "2023-04-01/P1Y"
    groups = shown[shown["group_type"].eq("ethnicity")]
    for code, organisation in ((ENGLAND, "All prov"), ("E54000055", "QHL")):
        for name, group in (("Black or Black British", "Black"), ("White", "White")):
            row = source[source["org_code"].eq(organisation) & source["group"].eq(name)].iloc[0]
            assert at(groups, code, period, group)["value"] == row["crude_rate_per_100k"]
    assert at(groups, ENGLAND, period, "Black")["value"] == 239.0  # standardised is 242.3
    assert at(groups, "E54000011", period, "Black")["status"] == "suppressed"
    tenths = shown[shown["group_type"].eq("imd_decile")]
    assert at(tenths, ENGLAND, period, "1")["value"] == 151.3
    assert at(tenths, ENGLAND, period, "8")["value"] == 54.9
    assert at(tenths, ENGLAND, period, "10")["status"] == "missing"
    everyone = shown[shown["group_type"].eq("all")].set_index("area_code")["value"]
    assert everyone[ENGLAND] == 90.9 and everyone["E54000055"] == 125.8
    assert len(everyone) == 7
    boards = shown[shown["area_level"].eq("icb")]
    assert boards["lower"].isna().all() and boards["numerator"].isna().all()


def test_violence_is_counts_over_residents_of_its_own_year(sources: Path) -> None:
    crime = raw(sources, "police_recorded_crime_authority_ye_june2025")
    crime = crime[crime["indicator"].eq("Police recorded crime: Violence against the person")]
    counts = crime.set_index("area_code")["value"]
    lookup = pd.read_csv(sources / "geography" / "lookup_lad_utla_region.csv")
    people = pd.read_csv(sources / "added_2026/neighbourhood/population_mid2024_lsoa21_wm.csv")
    residents = people.groupby("lad24_code")["value"].sum()
    shown = published("violence_recorded")
    period = "2024-07-01/P1Y"
    for code in UPPER_TIER:
        got = at(shown, code, period)
        assert got["value"] == pytest.approx(counts[code] / residents[code] * 1000, rel=1e-6)
        assert got["lower"] < got["value"] < got["upper"]
    assert at(shown, BIRMINGHAM, period)["value"] == pytest.approx(54_583 / 1_183_618 * 1000)
    boroughs = counts[BOROUGHS].sum() / residents[BOROUGHS].sum() * 1000
    assert at(shown, COMBINED, period)["value"] == pytest.approx(boroughs, rel=1e-6)
    assert at(shown, REGION, period)["numerator"] == 204_448
    staffordshire = lookup.loc[lookup["UTLACD"].eq("E10000028"), "LADCD"]
    assert at(shown, "E10000028", period)["numerator"] == counts[staffordshire].sum()
    forces = crime[crime["area_type"].eq("Police force area")]["value"].sum()
    assert at(shown, ENGLAND, period)["numerator"] == forces
    assert at(shown, ENGLAND, period)["denominator"] == pytest.approx(58_620_101 - 8_600, abs=100)
    outside = shown[shown["area_code"].eq("E08000019") | shown["area_code"].eq("E06000015")]
    assert outside["note"].str.contains("Residents of the Census 2021").all() and len(outside)
    for code in ("E07000222", "E07000237", "E07000234"):  # they share a partnership
        assert at(shown, code, period)["status"] == "missing"


def test_stop_search_ratios_are_rates_over_the_white_rate(sources: Path) -> None:
    stops = raw(sources, "stop_and_search_by_authority_ethnicity")
    rate = stops[stops["indicator_id"].eq("SS_rate")].set_index(["area_code", "category"])
    per_head = rate["numerator"] / rate["denominator"]
    shown = published("stop_search", None)
    assert set(shown["area_code"]) == set(BOROUGHS) and len(shown) == 42
    for row in shown.itertuples():
        wanted = per_head[row.area_code, row.group] / per_head[row.area_code, "White"]
        assert row.value == pytest.approx(wanted, rel=1e-6)
        assert row.lower < row.value < row.upper
    assert set(shown.loc[shown["group"].eq("Other"), "status"]) == {"not comparable"}
    assert shown["note"].str.startswith("Indicative").all()


def test_homeless_families_and_incomplete_returns(sources: Path) -> None:
    table = raw(sources, "homelessness_hclic_2022q4_detailed")
    families = table[
        table["indicator_id"].isin(["HCLIC:A5P", "HCLIC:A5R"])
        & table["category"].isin(
            [
                "Single parent with dependent children: male",
                "Single parent with dependent children: female",
                "Single parent with dependent children: other/not known",
                "Couple/two adults with dependent children",
                "Three or more adults with dependent children",
            ]
        )
    ]
    counts = families.groupby("area_code")["value"].sum(min_count=10)
    shown = published("homeless_with_children")
    period = "2022-10-01/P3M"
    owed = table[table["area_code"].eq(BIRMINGHAM)].set_index("indicator")["value"]
    households = (
        owed["Households owed a relief duty (homeless)"]
        / owed["Households assessed as homeless per 1,000 households"]
        * 1000
    )
    birmingham = at(shown, BIRMINGHAM, period)
    assert birmingham["numerator"] == counts[BIRMINGHAM] == 685
    assert birmingham["value"] == pytest.approx(685 / households * 1000, rel=1e-5)
    assert at(shown, REGION, period)["value"] == pytest.approx(1.041, abs=0.001)
    for indicator_id in ("homeless_with_children", "homeless_domestic_abuse"):
        for code in (DUDLEY, WOLVERHAMPTON, "E07000220", COMBINED, "E10000031"):
            row = at(published(indicator_id), code, period)
            assert row["status"] == "missing" and np.isnan(row["value"])
    abuse = table[table["indicator_id"].eq("HCLIC:A2R") & table["category"].eq("Domestic abuse")]
    abuse = abuse.set_index("area_code")
    for code in (BIRMINGHAM, "E06000051", "E07000236"):
        wanted = abuse.loc[code, "value"] / abuse.loc[code, "denominator"] * 100
        got = at(published("homeless_domestic_abuse"), code, period)
        assert got["value"] == pytest.approx(wanted, rel=1e-6)
        assert got["interval_method"] == "wilson"


def test_temporary_accommodation_on_both_days(sources: Path) -> None:
    first = raw(sources, "homelessness_hclic_2022q4_detailed")
    first = first[
        first["indicator"].eq("Households in temporary accommodation per 1,000 households")
    ].set_index("area_code")["value"]
    second = raw(sources, "homelessness_rate_crime_severity_gp")
    second = second[
        second["indicator"].eq("Households in temporary accommodation per 1,000")
    ].set_index("area_code")["value"]
    shown = published("temporary_accommodation")
    for code in (BIRMINGHAM, "E08000026", "E06000019", "E07000192"):
        assert at(shown, code, "2022-12-31/P1D")["value"] == pytest.approx(first[code], abs=1e-6)
        assert at(shown, code, "2023-12-31/P1D")["value"] == pytest.approx(second[code], abs=1e-6)
    assert at(shown, BIRMINGHAM, "2022-12-31/P1D")["numerator"] == 4213
    assert at(shown, DUDLEY, "2022-12-31/P1D")["status"] == "missing"
    assert at(shown, WOLVERHAMPTON, "2023-12-31/P1D")["status"] == "missing"
    # The later copy gives the region's households to the thousand.
    assert at(shown, REGION, "2022-12-31/P1D")["value"] == pytest.approx(first[REGION], abs=2e-3)


def test_homelessness_goes_on_to_the_end_of_2025() -> None:
    families = published("homeless_with_children")
    assert families["period"].max() == "2025-10-01/P3M" and families["period"].nunique() == 27
    newest = families[families["period"].eq("2025-10-01/P3M")].set_index("area_code")
    assert newest.loc[[*UPPER_TIER, *COUNTIES, COMBINED, REGION], "lower"].notna().all()
    counties = newest.loc[
        [
            "E07000192",
            "E07000193",
            "E07000194",
            "E07000195",
            "E07000196",
            "E07000197",
            "E07000198",
            "E07000199",
        ],
        "numerator",
    ].sum()
    assert newest.loc["E10000028", "numerator"] == counties


def test_groups_with_many_unknown_applicants_are_not_compared() -> None:
    duties = pd.read_parquet(PUBLISHED / "homeless_duties.parquet")
    groups = duties[duties["period"].eq("2025-01-01/P1Y") & duties["group_type"].eq("ethnicity")]
    sandwell = groups[groups["area_code"].eq("E08000028")]
    assert sandwell["status"].isin(["missing", "suppressed"]).all()
    birmingham = groups[groups["area_code"].eq(BIRMINGHAM)]
    assert birmingham["status"].eq("not comparable").all()
    england = groups[groups["area_code"].eq("E92000001")]
    assert england["status"].eq("derived").all()


def test_suicide_and_parents(sources: Path) -> None:
    index = raw(sources, "ons_health_index_underlying_indicators")
    index = index[index["indicator"].eq("Suicides") & index["period"].eq("2021")]
    index = index.set_index("area_code")["value"]
    shown = published("suicide")
    for code in [*UPPER_TIER, "E07000237"]:
        assert at(shown, code, "2019-01-01/P3Y")["value"] == index[code]
    parents = raw(sources, "childrens_commissioner_parental_adversity_2019")
    parents = parents[
        parents["indicator"].str.contains("2 or more")
        & parents["indicator"].str.contains("narrow")
        & parents["unit"].str.startswith("%")
    ].set_index("area_code")["value"]
    modelled = published("parental_adversity_modelled")
    assert set(modelled["status"]) == {"modelled"} and len(modelled) == len(parents) == 151
    for code in [*UPPER_TIER, *COUNTIES]:
        got = at(modelled, code, "2019-01-01/P1Y")["value"]
        assert got == pytest.approx(parents[code], abs=1e-6)
