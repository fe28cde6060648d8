"""Published social care figures against the raw files, recomputed without the builders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.build.context import BuildError
from data.build.lait import census_day, iso_period, shortest

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "data" / "published"
BOROUGHS = [f"E080000{number}" for number in range(25, 32)]
WEST_MIDLANDS_14 = [
    *BOROUGHS,
    "E06000019",  # Herefordshire
    "E06000020",  # Telford and Wrekin
    "E06000021",  # Stoke-on-Trent
    "E06000051",  # Shropshire
    "E10000028",  # Staffordshire
    "E10000031",  # Warwickshire
    "E10000034",  # Worcestershire
]
#: indicator -> (LAIT measure, raw end year, period here)
LAIT = {
    "free_school_meals_secondary": ("SecFSM", 2025, "2025-01-16/P1D"),
    "children_in_need": ("CIN", 2025, "2025-03-31/P1D"),
    "referrals": ("CPP_Total_Rateper10,000", 2025, "2024-04-01/P1Y"),
    "section_47": ("Section_47", 2025, "2024-04-01/P1Y"),
    "child_protection_plans": ("CPP_rate", 2025, "2025-03-31/P1D"),
    "looked_after": ("LAC", 2025, "2025-03-31/P1D"),
    "looked_after_starts": ("LAC_Start_Rate", 2025, "2024-04-01/P1Y"),
    "looked_after_ends": ("LAC_Cease_Rate", 2025, "2024-04-01/P1Y"),
    "unaccompanied_children": ("Unacc_Asylmn_Seek_Childn%", 2025, "2025-03-31/P1D"),
    "placements_three_plus": ("LACStable_2016on", 2025, "2024-04-01/P1Y"),
    "placed_20_miles": ("LACDistance", 2025, "2025-03-31/P1D"),
    "mental_health_inpatient_under18": ("CMH_0-17yrs", 2024, "2023-04-01/P1Y"),
    "low_birth_weight": ("Low_Birth_Weight_Babies", 2024, "2024-01-01/P1Y"),
    "under18_conceptions": ("Under18concep", 2022, "2022-01-01/P1Y"),
    "under10_14_reoffending": ("ReoffYO", 2024, "2023-04-01/P1Y"),
    "looked_after_spend_week": ("LACFinance", 2025, "2024-04-01/P1Y"),
}


def observations(indicator_id: str) -> pd.DataFrame:
    return pd.read_parquet(PUBLISHED / "observations" / f"{indicator_id}.parquet")


def table(name: str) -> pd.DataFrame:
    return pd.read_parquet(PUBLISHED / f"{name}.parquet")


def whole(indicator_id: str, period: str) -> pd.DataFrame:
    rows = observations(indicator_id)
    rows = rows[rows["group_type"].eq("all") & rows["period"].eq(period)]
    return rows.set_index("area_code")


@pytest.fixture(scope="module")
def lait(sources: Path) -> pd.DataFrame:
    raw = pd.read_parquet(sources / "children" / "lait_measures_2016_2025_long.parquet")
    return raw.astype({"area_code": str, "measure_short": str})


@pytest.fixture(scope="module")
def census(sources: Path) -> pd.DataFrame:
    raw = pd.read_parquet(sources / "children" / "cin_census_la_2013_2025_long.parquet")
    return raw.astype({"area_code": str, "table": str, "indicator": str})


@pytest.fixture(scope="module")
def looked_after(sources: Path) -> pd.DataFrame:
    raw = pd.read_parquet(sources / "children" / "looked_after_children_la_2018_2025_long.parquet")
    return raw.astype({"area_code": str, "indicator": str, "breakdown": str})


@pytest.fixture(scope="module")
def people(sources: Path) -> pd.Series:
    raw = pd.read_csv(sources / "children" / "population_0_17_la_2012_2024.csv")
    return raw.set_index(["area_code", "year"])["population_estimate"]


@pytest.fixture(scope="module")
def panel(sources: Path) -> pd.DataFrame:
    path = sources.parent / "evidence" / "la_panel_2010_2022.csv"
    if not path.is_file():
        pytest.skip("the evidence folder is not beside the sources")
    return pd.read_csv(path)


@pytest.mark.parametrize("indicator_id", sorted(LAIT))
def test_values_are_those_of_lait(indicator_id: str, lait: pd.DataFrame) -> None:
    measure, year, period = LAIT[indicator_id]
    raw = lait[lait["measure_short"].eq(measure) & lait["end_year"].eq(year)]
    raw = raw.set_index("area_code")["value"].astype(float)
    rows = whole(indicator_id, period)
    codes = [*WEST_MIDLANDS_14, "E12000005", "E12000007"]
    codes += ["E92000001"] if indicator_id != "under10_14_reoffending" else []
    for code in codes:
        if np.isnan(raw[code]):
            assert rows.loc[code, "status"] == "missing"
            assert rows.loc[code, "note"]
        else:
            assert rows.loc[code, "value"] == pytest.approx(raw[code], rel=1e-6)
            assert rows.loc[code, "status"] == "published"
    # Nothing of England is lost: every authority with a figure in LAIT has it here.
    # Rows without a code are Bournemouth, Poole and Dorset as they were before 2019.
    raw = raw[raw.index.notna()]
    known = raw[raw.notna() & ~raw.index.str.startswith("E13")]
    here = rows[rows["status"].eq("published")]
    assert len(here) == len(known)


@pytest.mark.parametrize(
    ("indicator_id", "table_letter", "line", "period"),
    [
        ("children_in_need", "b1", "At31_episodes", "2025-03-31/P1D"),
        ("referrals", "c1", "referral_count", "2024-04-01/P1Y"),
        ("child_protection_plans", "d5", "CPP_At31", "2025-03-31/P1D"),
    ],
)
def test_census_counts_give_the_rate_back(
    indicator_id: str,
    table_letter: str,
    line: str,
    period: str,
    census: pd.DataFrame,
    people: pd.Series,
) -> None:
    raw = census[
        census["table"].str.startswith(table_letter)
        & census["indicator"].eq(line)
        & census["year"].eq(2025)
    ].set_index("area_code")["value"]
    rows = whole(indicator_id, period)
    for code in [*WEST_MIDLANDS_14, "E12000005", "E92000001"]:
        assert rows.loc[code, "numerator"] == raw[code]
        assert rows.loc[code, "denominator"] == people[code, 2024]
        rate = raw[code] / people[code, 2024] * 10_000
        assert abs(rate - rows.loc[code, "value"]) < 0.06
        assert rows.loc[code, "lower"] < rate < rows.loc[code, "upper"]
    together = raw[BOROUGHS].sum() / sum(people[code, 2024] for code in BOROUGHS) * 10_000
    assert rows.loc["E47000007", "value"] == pytest.approx(together, abs=1e-5)
    assert rows.loc["E47000007", "status"] == "derived"


def test_section_47_has_no_counts_after_2022() -> None:
    rows = observations("section_47")
    late = rows[rows["period"].gt("2022-04")]
    assert len(late) > 400
    assert late["numerator"].isna().all()
    assert whole("section_47", "2021-04-01/P1Y").loc["E08000025", "numerator"] > 0


def test_looked_after_counts(looked_after: pd.DataFrame, people: pd.Series) -> None:
    raw = looked_after[
        looked_after["indicator"].eq("Children looked after on 31 March (rate)")
        & looked_after["year"].eq(2025)
    ].set_index("area_code")["number"]
    rows = whole("looked_after", "2025-03-31/P1D")
    assert rows.loc["E08000025", "numerator"] == raw["E08000025"] == 2317
    for code in WEST_MIDLANDS_14:
        assert rows.loc[code, "numerator"] == raw[code]
    total = raw[BOROUGHS].sum() / sum(people[code, 2024] for code in BOROUGHS) * 10_000
    assert rows.loc["E47000007", "value"] == pytest.approx(total, abs=1e-5)
    # Counts of 2018 do not give the published rates back, so none stand beside them.
    assert whole("looked_after", "2018-03-31/P1D")["numerator"].isna().all()


def test_looked_after_by_ethnicity(
    looked_after: pd.DataFrame, people: pd.Series, panel: pd.DataFrame
) -> None:
    words = {
        "Asian or Asian British": "Asian",
        "Black, African, Caribbean or Black British": "Black",
        "Mixed or Multiple ethnic groups": "Mixed",
        "Other ethnic group": "Other",
        "White": "White",
    }
    raw = looked_after[
        looked_after["indicator"].eq("Children looked after on 31 March")
        & looked_after["breakdown"].isin(words)
        & looked_after["year"].eq(2025)
    ]
    rows = observations("looked_after")
    rows = rows[rows["group_type"].eq("ethnicity") & rows["period"].eq("2025-03-31/P1D")]
    rows = rows.set_index(["area_code", "group"])
    shares = panel[panel["time_period"].eq(2022)].set_index("new_la_code")
    shares = shares[[f"{group.lower()}_ethnest" for group in words.values()]]
    suppressed = 0
    for code in WEST_MIDLANDS_14:
        own = raw[raw["area_code"].eq(code)].set_index("breakdown")
        for breakdown, group in words.items():
            row = rows.loc[(code, group)]
            share = shares.loc[code, f"{group.lower()}_ethnest"] / shares.loc[code].sum()
            assert row["denominator"] == pytest.approx(share * people[code, 2024], abs=0.6)
            if own.loc[breakdown, "mark"] == "c":
                suppressed += 1
                assert row["status"] == "suppressed"
                assert np.isnan(row["value"]) and np.isnan(row["numerator"])
            else:
                assert row["numerator"] == own.loc[breakdown, "number"]
                expected = row["numerator"] / row["denominator"] * 10_000
                assert row["value"] == pytest.approx(expected, rel=1e-6)
                assert row["status"] == "derived"
    assert suppressed >= 5
    # A sum over boroughs is not made where one of them is suppressed.
    hidden = [rows.loc[(code, "Asian"), "status"] == "suppressed" for code in BOROUGHS]
    assert any(hidden)
    assert rows.loc[("E47000007", "Asian"), "status"] == "missing"
    region = raw[raw["area_code"].eq("E12000005")].set_index("breakdown")["number"]
    assert rows.loc[("E12000005", "White"), "numerator"] == region["White"]


def test_regional_contrast_of_2022_can_be_reproduced(panel: pd.DataFrame) -> None:
    shown = table("gradients_published")
    shown = shown[shown["period"].eq("2022")].set_index(["geography", "group"])["value"].round(0)
    expected = {
        "England": {"White": 79, "Mixed": 118, "Asian": 31, "Black": 97},
        "West Midlands": {"White": 109, "Mixed": 189, "Asian": 30, "Black": 89},
    }
    year = panel[panel["time_period"].eq(2022)]
    for place, groups in expected.items():
        part = year if place == "England" else year[year["region_name"].eq(place)]
        for group, rate in groups.items():
            both = part[[f"cla_ethnicity_{group.lower()}", f"{group.lower()}_ethnest"]].dropna()
            again = both.iloc[:, 0].sum() / both.iloc[:, 1].sum() * 10_000
            assert round(again) == rate
            assert shown[place, group] == rate


def test_deprivation_is_numbered_from_the_most_deprived(sources: Path) -> None:
    raw = pd.read_csv(sources / "children" / "published_gradients_poverty_ethnicity_care.csv")
    titles = {
        "looked_after": ("Children looked after per 10,000", 133, 12),
        "child_protection_plans": ("Children on child protection plans per 10,000", 113, 9),
    }
    for indicator_id, (title, most, least) in titles.items():
        rows = observations(indicator_id)
        rows = rows[rows["group_type"].eq("imd_decile")].set_index("group")["value"]
        assert rows["1"] == most
        assert rows["10"] == least
        source = raw[raw["indicator"].eq(title) & raw["breakdown_type"].str.contains("decile")]
        for decile, value in zip(source["breakdown"].astype(int), source["value"], strict=True):
            assert rows[str(11 - decile)] == value


@pytest.mark.parametrize(
    ("indicator_id", "line"),
    [
        ("factor_domestic_abuse", "Domestic_Abuse_parent"),
        ("factor_parent_mental_health", "Mental_Health_parent"),
        ("factor_neglect", "Neglect"),
    ],
)
def test_factors(indicator_id: str, line: str, census: pd.DataFrame) -> None:
    raw = census[census["table"].str.startswith("c3") & census["year"].eq(2025)]
    raw = raw.pivot_table(index="area_code", columns="indicator", values="value", aggfunc="first")
    rows = whole(indicator_id, "2024-04-01/P1Y")
    base = "Episodes_with_assessment_factor"
    for code in [*WEST_MIDLANDS_14, "E12000005", "E92000001"]:
        expected = raw.loc[code, line] / raw.loc[code, base] * 100
        assert rows.loc[code, "value"] == pytest.approx(expected, abs=1e-5)
        assert rows.loc[code, "lower"] < expected < rows.loc[code, "upper"]
    joint = raw.loc[BOROUGHS, line].sum() / raw.loc[BOROUGHS, base].sum() * 100
    assert rows.loc["E47000007", "value"] == pytest.approx(joint, abs=1e-5)


def test_exploitation_not_recorded_is_missing_not_nil(census: pd.DataFrame) -> None:
    line = census["indicator"].eq("Child_criminal_exploitation") & census["year"].ge(2022)
    raw = census[line].set_index(["area_code", "year"])["value"]
    rows = observations("factor_child_criminal_exploitation")
    own = rows[rows["area_code"].eq("E08000031")]
    assert (raw["E08000031"] == 0).all()
    assert len(own) == 4
    assert own["status"].eq("missing").all()
    assert own["note"].str.contains("gap in recording").all()
    ca = rows[rows["area_code"].eq("E47000007")]
    assert ca["status"].eq("missing").all()
    # What is shown as nil belongs to small authorities only.
    nil = rows[rows["value"].eq(0)]
    assert set(nil["area_code"]) <= {"E06000017", "E06000053", "E09000001"}


@pytest.mark.parametrize(
    ("indicator_id", "measure"),
    [
        ("family_support_spend", "FamilySupportFinance"),
        ("youth_services_spend", "YoungPeopleFinance"),
    ],
)
def test_spending_per_child_in_real_terms(
    indicator_id: str, measure: str, lait: pd.DataFrame, people: pd.Series, sources: Path
) -> None:
    path = sources.parent / "evidence" / "gdp_deflator.csv"
    if not path.is_file():
        pytest.skip("the evidence folder is not beside the sources")
    deflator = pd.read_csv(path)
    deflator = deflator[deflator["basis"].eq("financial year")].set_index("year_start")["index"]
    raw = lait[lait["measure_short"].eq(measure)]
    raw = raw.set_index(["area_code", "period_as_given"])["value"].astype(float)
    for year in (2016, 2020, 2024):
        rows = whole(indicator_id, f"{year}-04-01/P1Y")
        given = f"{year}-{(year + 1) % 100:02d} (OT)"
        factor = 100 / deflator[year]
        for code in [*WEST_MIDLANDS_14, "E12000005", "E92000001"]:
            expected = raw[code, given] * factor / people[code, year]
            assert rows.loc[code, "value"] == pytest.approx(expected, rel=1e-4, abs=1e-4)
        pounds = sum(raw[code, given] for code in BOROUGHS) * factor
        children = sum(people[code, year] for code in BOROUGHS)
        assert rows.loc["E47000007", "value"] == pytest.approx(pounds / children, rel=1e-4)


def test_care_flows_are_the_published_counts(
    census: pd.DataFrame, looked_after: pd.DataFrame
) -> None:
    flows = table("care_flows").set_index(["area_code", "year"])
    raw = census[census["year"].eq(2025) & census["area_code"].eq("E08000025")]
    raw = raw.groupby("indicator")["value"].first()
    own = flows.loc[("E08000025", 2025)]
    assert own["cin_starts"] == raw["Started_episodes"]
    assert own["cin_ends"] == raw["Ended_episodes"]
    assert own["cpp_starts"] == raw["CPP_start"]
    assert np.isnan(own["cpp_ends"])
    before = flows.loc[("E08000025", 2024), "cpp_stock"]
    assert own["cpp_ends_balance"] == raw["CPP_start"] - (own["cpp_stock"] - before)
    for name in ("starting to be", "ceasing to be"):
        line = f"Children {name} looked after (rate)"
        part = looked_after[looked_after["indicator"].eq(line) & looked_after["year"].eq(2025)]
        part = part.set_index("area_code")["number"]
        column = "cla_starts" if name.startswith("start") else "cla_ends"
        for code in WEST_MIDLANDS_14:
            assert flows.loc[(code, 2025), column] == part[code]
        assert flows.loc[("E47000007", 2025), column] == part[BOROUGHS].sum()
    # The balancing figure stands close to the published endings while both are known.
    known = flows.dropna(subset=["cpp_ends", "cpp_ends_balance"])
    gap = (known["cpp_ends"] - known["cpp_ends_balance"]).abs() / known["cpp_ends"].clip(lower=1)
    assert len(known) > 1000
    assert gap.median() < 0.01


def test_panel_shows_no_count_the_current_edition_suppresses(
    looked_after: pd.DataFrame, panel: pd.DataFrame
) -> None:
    shown = table("authority_panel").set_index(["area_code", "year"])
    raw = looked_after[
        looked_after["breakdown"].eq("Black, African, Caribbean or Black British")
        & looked_after["mark"].astype(str).eq("c")
        & looked_after["year"].isin([2021, 2022])
        & looked_after["area_code"].isin(WEST_MIDLANDS_14)
    ]
    assert len(raw) >= 3
    for code, year in zip(raw["area_code"], raw["year"], strict=True):
        assert np.isnan(shown.loc[(code, year), "cla_black"])
    asian = panel.set_index(["new_la_code", "time_period"])["cla_ethnicity_asian"]
    assert shown.loc[("E08000025", 2022), "cla_asian"] == asian["E08000025", 2022]
    assert len(shown) == len(panel)


def test_population_of_children(people: pd.Series) -> None:
    shown = table("population_children").set_index(["area_code", "year"])["children"]
    assert shown["E92000001", 2024] == people["E92000001", 2024] == 12_183_016
    for code in WEST_MIDLANDS_14:
        assert shown[code, 2015] == people[code, 2015]
    assert shown["E47000007", 2024] == sum(people[code, 2024] for code in BOROUGHS)
    # Somerset became one unitary authority: its county's years stand under the new code.
    assert shown["E06000066", 2015] == people["E10000027", 2015]


def test_periods_of_lait() -> None:
    assert iso_period("2025", "Annual") == "2025-03-31/P1D"
    assert iso_period("2025", "Financial Year") == "2024-04-01/P1Y"
    assert iso_period("2023-24 (OT)", "Financial Year") == "2023-04-01/P1Y"
    assert iso_period("2013/14-15/16", "Financial Year") == "2013-04-01/P3Y"
    assert iso_period("2014-16", "Calendar Year") == "2014-01-01/P3Y"
    assert iso_period("2022", "Calendar Year") == "2022-01-01/P1Y"
    assert iso_period("2020 (Final)", "Academic Year") == "2019-09-01/P1Y"
    assert iso_period("2015/16", "Academic Year") == "2015-09-01/P1Y"
    assert iso_period("2025", "Annual (end of Sept)") == "2025-09-30/P1D"
    assert census_day(2025) == "2025-01-16"
    assert census_day(2024) == "2024-01-18"
    for wrong in ("0", "spring", ""):
        with pytest.raises(BuildError):
            iso_period(wrong, "Academic Year")
    with pytest.raises(BuildError):
        iso_period("2024", "Lunar Year")


def test_single_precision_is_read_as_the_shortest_decimal() -> None:
    assert shortest(pd.Series([24.94, 1902330500.0], dtype="float32")).tolist()[0] == 24.94
    assert np.isnan(shortest(pd.Series([np.nan], dtype="float32"))[0])
