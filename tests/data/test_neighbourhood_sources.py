"""Published neighbourhood figures recomputed straight from the raw files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.intervals import wilson

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "published"
BIRMINGHAM, REGION, WMCA, ENGLAND = "E08000025", "E12000005", "E47000007", "E92000001"
UPPER_TIER = (
    "E06000019",
    "E06000020",
    "E06000021",
    "E06000051",
    "E08000025",
    "E08000026",
    "E08000027",
    "E08000028",
    "E08000029",
    "E08000030",
    "E08000031",
    "E10000028",
    "E10000031",
    "E10000034",
)
#: indicator -> (file, numerator columns, denominator column), all Census households by LSOA
CENSUS = {
    "households_deprived_2plus": (
        "census2021_household_deprivation_lsoa21_wm.csv",
        ["deprived_2", "deprived_3", "deprived_4"],
    ),
    "overcrowding": ("census2021_overcrowding_lsoa21_wm.csv", ["occ_minus1", "occ_minus2_or_less"]),
    "private_renting": (
        "census2021_tenure_lsoa21_wm.csv",
        ["private_rented_landlord", "private_rented_other"],
    ),
}
IOD_RATES = {
    "violence_with_injury_lsoa": "violence_with_injury_rate_per_1_000_at_risk_population",
    "stalking_harassment_lsoa": "stalking_and_harassment_rate_per_1_000_at_risk_population",
    "antisocial_behaviour_lsoa": "anti_social_behaviour_rate_per_1_000_at_risk_population",
}


def published(indicator: str, group_type: str | None = "all") -> pd.DataFrame:
    table = pd.read_parquet(PUBLISHED / "observations" / f"{indicator}.parquet")
    return table if group_type is None else table[table["group_type"].eq(group_type)]


def raw(sources: Path, name: str, folder: str = "neighbourhood") -> pd.DataFrame:
    return pd.read_csv(sources / folder / name)


def lookup(sources: Path) -> pd.DataFrame:
    return raw(sources, "lookup_lsoa21_msoa21_lad_utla_region.csv", "geography")


@pytest.mark.parametrize("indicator", CENSUS)
@pytest.mark.parametrize("level", ["MSOA21CD", "LADCD", "UTLACD", "CAUTHCD", "RGNCD"])
def test_census_shares_are_sums_of_neighbourhood_counts(
    sources: Path, indicator: str, level: str
) -> None:
    file, columns = CENSUS[indicator]
    table = raw(sources, file).merge(lookup(sources), left_on="lsoa21_code", right_on="LSOA21CD")
    table["part"] = table[columns].sum(axis=1)
    sums = table.groupby(level)[["part", "households"]].sum()
    ours = published(indicator).set_index("area_code").loc[sums.index]
    assert np.array_equal(ours["numerator"], sums["part"])
    assert np.array_equal(ours["denominator"], sums["households"])
    np.testing.assert_allclose(ours["value"], 100 * sums["part"] / sums["households"], atol=1e-6)
    lower, upper = wilson(sums["part"].to_numpy(), sums["households"].to_numpy())
    np.testing.assert_allclose(ours["lower"], 100 * lower, atol=1e-5)
    np.testing.assert_allclose(ours["upper"], 100 * upper, atol=1e-5)
    assert set(ours["status"]) == {"derived"}


@pytest.mark.parametrize("indicator", CENSUS)
def test_census_shares_agree_with_the_percentages_of_another_table(
    sources: Path, indicator: str
) -> None:
    percent = raw(sources, "census2021_percent_tables_lad_wm_and_ew.csv").set_index("area_code")
    columns = {
        "households_deprived_2plus": [f"hh_deprivation-00{i}" for i in (3, 4, 5)],
        "overcrowding": [f"occupancy_rating_bedrooms_6a-00{i}" for i in (4, 5)],
        "private_renting": ["hh_tenure_5a-003"],
    }[indicator]
    other = percent[columns].sum(axis=1).drop("K04000001")
    ours = published(indicator).set_index("area_code").loc[other.index, "value"]
    if indicator == "private_renting":  # this table puts living rent free with private renting
        homes = raw(sources, "census2021_tenure_lsoa21_wm.csv").groupby("lad24_code")
        homes = homes[["lives_rent_free", "households"]].sum()
        ours = ours + 100 * homes["lives_rent_free"] / homes["households"]
    assert (ours - other).abs().max() < 0.05 * len(columns) + 0.05  # each part is rounded


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("households_deprived_2plus", (3320614 + 868068 + 54872) / 23435995),
        ("overcrowding", (854410 + 170181) / 23435752),
        ("private_renting", (4273838 + 521319) / 23436382),
    ],
)
def test_england_census_shares(indicator: str, expected: float) -> None:
    ours = published(indicator).set_index("area_code")
    assert ours.loc[ENGLAND, "value"] == pytest.approx(100 * expected, abs=1e-5)


@pytest.mark.parametrize("area", [BIRMINGHAM, "E07000192", "E10000028", WMCA, REGION])
@pytest.mark.parametrize("indicator", [*CENSUS])
def test_deprivation_tenths_are_sums_over_own_neighbourhoods(
    sources: Path, indicator: str, area: str
) -> None:
    file, columns = CENSUS[indicator]
    table = (
        raw(sources, file)
        .merge(raw(sources, "iod2025_lsoa21_wm.csv")[["lsoa21_code", "imd_decile"]])
        .merge(lookup(sources), left_on="lsoa21_code", right_on="LSOA21CD")
    )
    inside = table[["LADCD", "UTLACD", "CAUTHCD", "RGNCD"]].eq(area).any(axis=1)
    table = table[inside]
    table["part"] = table[columns].sum(axis=1)
    for kind, key in (
        ("imd_decile", table["imd_decile"]),
        ("imd_quintile", (table["imd_decile"] + 1) // 2),
    ):
        sums = table.groupby(key)[["part", "households"]].sum()
        ours = published(indicator, kind)
        ours = ours[ours["area_code"].eq(area)]
        ours = ours.set_index(ours["group"].astype(int)).sort_index()
        assert list(ours.index) == list(sums.index)  # no row where it has no neighbourhood
        assert np.array_equal(ours["numerator"], sums["part"])
        assert np.array_equal(ours["denominator"], sums["households"])


def test_deprivation_groups_add_up_to_the_whole() -> None:
    for indicator in (*CENSUS, "fuel_poverty"):
        whole = published(indicator)
        whole = whole[whole["period"].eq(whole["period"].max())].set_index("area_code")
        for kind in ("imd_decile", "imd_quintile"):
            sums = published(indicator, kind).groupby("area_code")[["numerator", "denominator"]]
            sums = sums.sum()
            assert len(sums) == 30 + 3 + 1 + 1
            np.testing.assert_allclose(
                sums, whole.loc[sums.index, ["numerator", "denominator"]], rtol=1e-7
            )


@pytest.mark.parametrize(
    ("indicator", "column"),
    [
        ("imd_decile", "imd"),
        ("idaci_decile", "idaci"),
        ("living_environment_decile", "living_env"),
        ("health_deprivation_decile", "health"),
        ("childrens_education_decile", "children_and_young_people"),
        ("crime_decile", "crime"),
        ("indoors_decile", "indoors"),
    ],
)
def test_deciles_and_ranks_as_published(sources: Path, indicator: str, column: str) -> None:
    table = raw(sources, "iod2025_lsoa21_wm.csv").set_index("lsoa21_code")
    ours = published(indicator).set_index("area_code")
    assert len(ours) == 3574
    assert (ours["value"] == table.loc[ours.index, f"{column}_decile"]).all()
    rank = ours["note"].str.extract(r"Rank ([\d,]+) of 33,755")[0].str.replace(",", "").astype(int)
    assert (rank == table.loc[ours.index, f"{column}_rank"]).all()
    assert set(ours["area_level"]) == {"lsoa"}


def test_iod_ranks_table(sources: Path) -> None:
    table = raw(sources, "iod2025_lsoa21_wm.csv").set_index("lsoa21_code")
    ours = pd.read_parquet(PUBLISHED / "iod_ranks.parquet")
    assert not ours.duplicated(["area_code", "index"]).any()
    for index, part in ours.groupby("index"):
        part = part.set_index("area_code")
        assert len(part) == 3574
        assert (part["rank"] == table.loc[part.index, f"{index}_rank"]).all()
        if index in ("idaci", "idaopi"):
            assert part["score"].isna().all()
        else:
            assert (part["score"] == table.loc[part.index, f"{index}_score"]).all()


def test_authority_summaries_of_the_index(sources: Path) -> None:
    table = raw(sources, "iod2025_lad24_england_long.csv").set_index(["area_code", "index_domain"])
    ours = pd.read_parquet(PUBLISHED / "iod_authority.parquet").set_index(["area_code", "index"])
    here = lookup(sources)["LADCD"].unique()
    assert set(here) <= set(ours.index.unique(0))
    deciles = raw(sources, "iod2025_lsoa21_wm.csv")
    for index, name in (
        ("imd", "Index of Multiple Deprivation"),
        ("idaci", "Income Deprivation Affecting Children"),
    ):
        first = deciles[f"{index}_decile"].eq(1).groupby(deciles["lad24_code"]).mean()
        mine = ours.xs(index, level="index")["share_most_deprived"]
        assert (mine[first.index] - first).abs().max() < 0.0001
        for code in here:
            assert (
                ours.loc[(code, index), "average_score"] == table.loc[(code, name), "average_score"]
            )


@pytest.mark.parametrize(("indicator", "column"), IOD_RATES.items())
def test_crime_rates_as_published(sources: Path, indicator: str, column: str) -> None:
    table = raw(sources, "iod2025_indicators_lsoa21_wm.csv").set_index("lsoa21_code")
    ours = published(indicator, None).set_index("area_code")
    assert len(ours) == 3574
    assert set(ours["area_level"]) == {"lsoa"}
    assert (ours["value"] == table.loc[ours.index, column]).all()


def test_low_income_percentages_as_published(sources: Path) -> None:
    table = raw(sources, "cilif_relative_lad_wm_fye2022_2025.csv")
    for costs, indicator in (
        ("BHC", "children_low_income_bhc"),
        ("AHC", "children_low_income_ahc"),
    ):
        part = table[table["housing_costs"].eq(costs)]
        ours = published(indicator).set_index(["area_code", "period"])["value"]
        for row in part.itertuples():
            assert ours[row.areacd, f"{row.fye - 1}-04-01/P1Y"] == row.observation
    bhc = published("children_low_income_bhc")
    assert sorted(bhc["period"].unique()) == [f"{year}-04-01/P1Y" for year in range(2021, 2025)]
    assert set(UPPER_TIER) | {WMCA, REGION, "K02000001"} <= set(bhc["area_code"])


def test_low_income_counts_fit_the_percentages_of_the_other_publication(sources: Path) -> None:
    table = raw(sources, "cilif_ahc_relative_lad_wm_fye2024_2025.csv").set_index("area_code")
    ours = published("children_low_income_ahc").set_index(["area_code", "period"])
    for year in (2024, 2025):
        part = ours.xs(f"{year - 1}-04-01/P1Y", level="period").loc[table.index]
        known = table[f"children_fye{year}"]
        single = table.index != "K02000001"  # the United Kingdom has a percentage only
        assert (part["numerator"] == known)[single].all()
        assert (part["value"] - table[f"percent_fye{year}"]).abs().max() < 0.0501
    assert ours.loc[(BIRMINGHAM, "2024-04-01/P1Y"), "numerator"] == 115183


def test_low_income_wards(sources: Path) -> None:
    table = raw(sources, "cilif_ahc_relative_ward_wm_fye2024_2025.csv").set_index("ward_code")
    ours = published("children_low_income_ahc")
    ours = ours[ours["area_level"].eq("ward") & ours["period"].eq("2024-04-01/P1Y")]
    ours = ours.set_index("area_code")
    known = ours[ours["status"].eq("published")]
    assert (len(ours), len(known)) == (754, 682)
    assert (known["value"] == table.loc[known.index, "percent_fye2025"]).all()
    wards = raw(sources, "lookup_lsoa21_ward24_ward25.csv", "geography")
    authority = wards.drop_duplicates("WD25CD").set_index("WD25CD")["LADNM"]
    empty = ours[ours["status"].eq("missing")]
    assert set(authority[empty.index]) == {"Shropshire"}
    assert empty["note"].str.contains("Shropshire").all()
    assert empty["value"].isna().all()


def test_income_deprived_children(sources: Path) -> None:
    counts = raw(sources, "iod2025_indicators_lsoa21_wm.csv").set_index("lsoa21_code")
    people = raw(sources, "census2021_age5_lsoa21_wm.csv").set_index("lsoa21_code")["age_0_15"]
    children = counts["income_deprived_children"]
    ours = published("income_deprived_children_rate").set_index("area_code")
    lsoa = ours[ours["area_level"].eq("lsoa")]
    assert set(lsoa.index[lsoa["status"].eq("suppressed")]) == set(children.index[children.isna()])
    over = children.index[children > people.reindex(children.index)]
    assert set(lsoa.index[lsoa["status"].eq("missing")]) == set(over)
    shown = lsoa[lsoa["value"].notna()]
    rate = 100 * children[shown.index] / people[shown.index]
    np.testing.assert_allclose(shown["value"], rate, atol=1e-6)
    assert lsoa["value"].max() <= 100
    small = ours["area_level"].isin(["lsoa", "msoa"])
    assert ours.loc[small, "lower"].isna().all()  # counts are rounded: no interval
    assert ours.loc[~small, "interval_method"].eq("wilson").all()
    place = lookup(sources).set_index("LSOA21CD")
    for level in ("MSOA21CD", "LADCD", "UTLACD", "RGNCD"):
        key = place[level]
        rate = 100 * children.fillna(5).groupby(key).sum() / people.groupby(key).sum()
        np.testing.assert_allclose(ours.loc[rate.index, "value"], rate, atol=1e-6)
    assert "; 2 suppressed neighbourhood counts taken as 5" in ours.loc[BIRMINGHAM, "note"]
    assert "suppressed" not in ours.loc["E06000020", "note"]  # Telford and Wrekin has none


def test_no_deprivation_group_rests_on_suppressed_counts_alone(sources: Path) -> None:
    counts = raw(sources, "iod2025_indicators_lsoa21_wm.csv")
    deciles = raw(sources, "iod2025_lsoa21_wm.csv")[["lsoa21_code", "imd_decile"]]
    table = counts[["lsoa21_code", "lad24_code", "income_deprived_children"]].merge(deciles)
    known = table.groupby(["lad24_code", "imd_decile"])["income_deprived_children"].count()
    ours = published("income_deprived_children_rate", "imd_decile")
    ours = ours.set_index(["area_code", ours["group"].astype(int)])
    for key, shown in known.items():
        assert (ours.loc[key, "status"] == "suppressed") == (shown == 0)


def test_income_deprived_children_lie_near_the_published_child_index(sources: Path) -> None:
    table = raw(sources, "iod2025_lad24_england_long.csv")
    table = table[table["index_domain"].str.contains("Children")].set_index("area_code")
    ours = published("income_deprived_children_rate").set_index("area_code")
    lower = [code for code in ours.index if code in table.index]
    assert len(lower) == 30
    gap = (ours.loc[lower, "value"] - 100 * table.loc[lower, "average_score"]).abs()
    assert gap.max() < 1.35


def test_fuel_poverty_is_the_edition_of_2022(sources: Path) -> None:
    source = pd.read_parquet(sources / "added_2026/newer/fuel_poverty_lsoa_wm_2019_2022.parquet")
    newest = source[source["year"].eq(2022)].set_index("lsoa_code")
    ours = published("fuel_poverty")
    lsoa = ours[ours["area_level"].eq("lsoa")].set_index("area_code")
    assert set(lsoa["period"]) == {"2022-01-01/P1Y"} and len(lsoa) == 3574
    assert (lsoa["numerator"] == newest.loc[lsoa.index, "numerator"]).all()
    region = ours[ours["area_code"].eq(REGION)].set_index("period")
    assert region.loc["2022-01-01/P1Y", "numerator"] == 493723
    assert region.loc["2022-01-01/P1Y", "value"] == pytest.approx(19.638, abs=1e-3)
    assert len(region) == 4 and ours["lower"].isna().all()  # modelled: no interval


def test_fuel_poverty_of_2020_equals_the_older_copy(sources: Path) -> None:
    totals = raw(sources, "fuel_poverty_2020_lad_wm_region_england.csv").set_index("la_code")
    ours = published("fuel_poverty")
    ours = ours[ours["period"].eq("2020-01-01/P1Y")].set_index("area_code").loc[totals.index]
    assert (ours["numerator"] == totals["households_in_fuel_poverty"]).all()
    assert (ours["denominator"] == totals["households"]).all()


def test_english_not_well(sources: Path) -> None:
    table = raw(sources, "census2021_english_proficiency_msoa21_wm.csv").set_index("msoa21_code")
    percent = raw(sources, "census2021_percent_tables_lad_wm_and_ew.csv").set_index("area_code")
    ours = published("english_not_well").set_index("area_code")
    share = 100 * table["share_cannot_speak_or_not_well"]
    np.testing.assert_allclose(ours.loc[table.index, "value"], share, atol=1e-6)
    other = percent["english_proficiency_4a-003"]
    np.testing.assert_allclose(ours.loc[other.index, "value"], other, atol=0.0501)
    rounded = ours[ours["status"].eq("published")]
    incomplete = {"E06000020", "E07000220", "E08000025", "E08000028", "K04000001"}
    assert set(rounded.index) == incomplete
    missing = ours.index[ours["status"].eq("missing")]
    gaps = {"E02006944", "E02007039", "E02007049", "E02007051", "E10000031", WMCA, REGION}
    assert set(missing) == gaps


def test_ethnic_groups_by_deprivation_tenth(sources: Path) -> None:
    people = raw(sources, "census2021_ethnic5_lsoa21_wm.csv")
    deciles = raw(sources, "iod2025_lsoa21_wm.csv")[["lsoa21_code", "imd_decile", "idaci_decile"]]
    table = people.merge(deciles).merge(lookup(sources), left_on="lsoa21_code", right_on="LSOA21CD")
    ours = pd.read_parquet(PUBLISHED / "ethnic_group_by_decile.parquet")
    ours = ours.set_index(["area_code", "index", "group", "decile"])["residents"].sort_index()
    names = {"all_residents": "All residents"}
    for level in ("LADCD", "UTLACD", "CAUTHCD", "RGNCD"):
        for index in ("imd", "idaci"):
            for column in ("asian", "black", "mixed", "white", "other", "all_residents"):
                sums = table.groupby([level, f"{index}_decile"])[column].sum()
                for code in sums.index.unique(0):
                    mine = ours[code, index, names.get(column, column.title())]
                    theirs = sums[code].reindex(range(1, 11), fill_value=0)
                    assert (mine.sort_index() == theirs).all()


def test_share_of_each_group_in_the_most_deprived_tenth() -> None:
    ours = pd.read_parquet(PUBLISHED / "ethnic_group_by_decile.parquet")
    ours = ours[ours["index"].eq("imd")]
    sums = ours.groupby(["area_code", "group"])["residents"].sum()
    first = ours[ours["decile"].eq(1)].set_index(["area_code", "group"])["residents"]
    share = (100 * first / sums).round(1)
    region = {"Black": 43.7, "Asian": 37.6, "Other": 34.5, "Mixed": 25.2, "White": 10.7}
    england = {"Black": 18.2, "Asian": 18.2, "Other": 16.1, "Mixed": 11.5, "White": 8.5}
    for group, expected in region.items():
        assert share[REGION, group] == expected
    for group, expected in england.items():
        assert share[ENGLAND, group] == expected
    assert sums[ENGLAND, "All residents"] == 56490108


def test_children_by_deprivation_tenth(sources: Path) -> None:
    people = raw(sources, "census2021_age5_lsoa21_wm.csv")[["lsoa21_code", "age_0_15"]]
    table = people.merge(raw(sources, "iod2025_lsoa21_wm.csv")).merge(
        lookup(sources), left_on="lsoa21_code", right_on="LSOA21CD"
    )
    ours = pd.read_parquet(PUBLISHED / "children_by_decile.parquet")
    ours = ours.set_index(["area_code", "index", "decile"])["children"]
    for level in ("LADCD", "UTLACD", "CAUTHCD", "RGNCD"):
        for index in ("imd", "idaci"):
            sums = table.groupby([level, f"{index}_decile"])["age_0_15"].sum()
            for (code, decile), count in sums.items():
                assert ours[code, index, decile] == count
    assert ours[ENGLAND, "imd"].sum() == 10483159


def test_residents_and_children_by_neighbourhood(sources: Path) -> None:
    groups = raw(sources, "census2021_ethnic5_lsoa21_wm.csv").set_index("lsoa21_code")
    ours = pd.read_parquet(PUBLISHED / "ethnic_group_lsoa.parquet")
    wide = ours.pivot_table(index="area_code", columns="group", values="residents")
    wide = wide.loc[groups.index]
    for column in ("asian", "black", "mixed", "white", "other"):
        assert (wide[column.title()] == groups[column]).all()
    parts = wide[["Asian", "Black", "Mixed", "White", "Other"]].sum(axis=1)
    assert (parts == wide["All residents"]).all()
    ages = raw(sources, "census2021_age5_lsoa21_wm.csv").set_index("lsoa21_code")
    children = pd.read_parquet(PUBLISHED / "children_lsoa.parquet")
    children = children[children["age"].eq("0 to 15")].set_index("area_code")["residents"]
    assert (children[ages.index] == ages["age_0_15"]).all()


def test_nineteen_groups_add_up_to_five(sources: Path) -> None:
    detail = pd.read_parquet(PUBLISHED / "ethnic_detail_authority.parquet")
    assert set(detail.groupby("area_code")["group"].size()) == {19}
    broad = detail.groupby(["area_code", "broad_group"])["residents"].sum()
    five = raw(sources, "census2021_ethnic5_lsoa21_wm.csv").groupby("lad24_code").sum()
    for code in five.index:
        for column in ("asian", "black", "mixed", "white", "other"):
            gap = abs(broad[code, column.title()] - five.loc[code, column])
            assert gap <= 60  # both tables are perturbed on their own
    source = raw(sources, "census2021_ethnic19_lad_wm.csv")
    mine = detail.set_index(["area_code", "group"])["residents"]
    row = source[source["measure"].eq("number") & source["ltla21_code"].eq(BIRMINGHAM)]
    pakistani = row[row["group"].str.endswith(": Pakistani")]["value"].iloc[0]
    assert mine[BIRMINGHAM, "Pakistani"] == pakistani


def test_development_at_five_by_child_index_decile(sources: Path) -> None:
    source = raw(sources, "smc2026_outcomes_by_idaci_decile_england.csv")
    ours = pd.read_parquet(PUBLISHED / "outcomes_by_idaci_decile_england.parquet")
    ours = ours.set_index(ours["group"].astype(int))["value"]
    assert ours.to_dict() == dict(zip(source["primary_split_value"], source["value"], strict=True))
