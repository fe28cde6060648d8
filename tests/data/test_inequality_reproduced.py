"""What "Who bears it" shows, computed a second time straight from the raw files.

Nothing of the build or of `analysis` is used on the one side; on the other side stand the very
functions that the page calls.
"""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from components.builders import services
from components.figures import gap, ratios, residence
from components.figures import groups as groups_figures
from data import store
from tests.narrowed import some

pytestmark = pytest.mark.sources

REGION, WMCA, ENGLAND = "E12000005", "E47000007", "E92000001"
INCOME = "income_deprived_children_rate"
COUNTED = "2022-01-01/P1Y"


@pytest.fixture(autouse=True)
def _quiet() -> None:
    # Without a running app, Streamlit's cache says so at every call.
    logging.getLogger("streamlit").setLevel(logging.ERROR)


@pytest.fixture(scope="module")
def neighbourhoods(sources: Path) -> pd.DataFrame:
    """One row per LSOA: authority, national tenth, income-deprived children, all children."""
    folder = sources / "neighbourhood"
    counts = pd.read_csv(folder / "iod2025_indicators_lsoa21_wm.csv").set_index("lsoa21_code")
    people = pd.read_csv(folder / "census2021_age5_lsoa21_wm.csv").set_index("lsoa21_code")
    index = pd.read_csv(folder / "iod2025_lsoa21_wm.csv").set_index("lsoa21_code")
    places = pd.read_csv(sources / "geography" / "lookup_lsoa21_msoa21_lad_utla_region.csv")
    table = pd.DataFrame(
        {
            "deprived": counts["income_deprived_children"],
            "children": people["age_0_15"],
            "decile": index["imd_decile"],
            "utla": places.set_index("LSOA21CD")["UTLACD"],
            "lad": places.set_index("LSOA21CD")["LADCD"],
        }
    )
    assert len(table) == 3574 and table["decile"].notna().all()
    return table.assign(hidden=table["deprived"].isna(), deprived=table["deprived"].fillna(5))


def _slope(part: pd.DataFrame) -> tuple[float, float]:
    """SII and RII by weighted polynomial fit, most deprived tenth first."""
    sums = part.groupby("decile")[["deprived", "children"]].sum()
    # A tenth whose every count is hidden has no figure.
    sums = sums[~part.groupby("decile")["hidden"].all()]
    rate = sums["deprived"] / sums["children"] * 100
    share = sums["children"] / sums["children"].sum()
    middle = share.cumsum() - share / 2
    slope, start = np.polyfit(middle, rate, 1, w=np.sqrt(sums["children"]))
    return slope, (start + slope) / start


def test_slope_of_every_authority(neighbourhoods: pd.DataFrame) -> None:
    shown = gap.slopes_by_place(store.indicator(INCOME), "imd_decile", COUNTED)
    shown = shown.set_index("code")
    expected = {code: _slope(part) for code, part in neighbourhoods.groupby("utla")}
    assert len(expected) == 14 and set(shown.index) == set(expected)
    for code, (sii, rii) in expected.items():
        assert shown.loc[code, "value"] == pytest.approx(sii, abs=1e-6), code
        if rii > 0:
            assert shown.loc[code, "rii"] == pytest.approx(rii, rel=1e-6), code
        else:
            assert np.isnan(shown.loc[code, "rii"]), code


def test_slope_of_the_region_and_of_a_district(neighbourhoods: pd.DataFrame) -> None:
    version = store.data_version()
    for code, part in (
        (REGION, neighbourhoods),
        ("E07000192", neighbourhoods[neighbourhoods["lad"] == "E07000192"]),
    ):
        found = groups_figures.profile_of(INCOME, code, "imd_decile", COUNTED, version)
        assert some(found.slope).sii == pytest.approx(_slope(part)[0], abs=1e-6)
        assert some(found.slope).sii_interval is None  # counts are rounded: no interval may be made


def test_where_groups_live(sources: Path) -> None:
    raw = pd.read_csv(sources / "neighbourhood" / "ethnic5_by_iod2025_decile.csv")
    raw = raw[(raw["index"] == "imd") & (raw["area_code"] == REGION)].set_index("decile")
    shown = residence.shares(REGION, "imd")
    shown = shown[shown["decile"] == 1].set_index("group")["share"]
    for column, group in (("black", "Black"), ("asian", "Asian"), ("white", "White")):
        assert shown[group] == pytest.approx(raw.loc[1, column] / raw[column].sum() * 100)
    assert shown[["Black", "Asian", "White"]].round(1).tolist() == [43.7, 37.6, 10.7]


def test_every_place_has_its_picture_of_residence() -> None:
    from components.figures import areas as state

    for code in [*state.scope_codes(), ENGLAND]:
        for index in residence.INDEX_TITLES:
            table = residence.shares(code, index)
            assert table.groupby("group")["share"].sum().to_numpy() == pytest.approx(100)


def _limits(a: float, n: float, b: float, m: float) -> tuple[float, float, float]:
    ratio, half = (a / n) / (b / m), 1.959964 * np.sqrt(1 / a + 1 / b)
    return ratio, ratio * np.exp(-half), ratio * np.exp(half)


def test_suspensions_mixed_against_white_in_the_region(sources: Path) -> None:
    name = "exclusions_birmingham_wm_england_by_group_2007_2021.csv"
    raw = pd.read_csv(sources / "children" / name)
    raw = raw[(raw["area_code"] == REGION) & (raw["academic_year_ending"] == 2021)]
    sums = (
        raw[raw["breakdown_type"] == "ethnicity"]
        .groupby("breakdown")[["suspension", "headcount"]]
        .sum()
    )
    expected = _limits(*sums.loc["Mixed"], *sums.loc["White"])
    entry = store.indicator("suspensions")
    found = groups_figures.shown(entry, "ethnicity", REGION)
    shown = ratios.ratios(entry, some(found).of("2020-09-01/P1Y"), "White", None)
    row = shown.set_index("group").loc["Mixed"]
    assert some(found).local
    assert (row["ratio"], row["ratio_lower"], row["ratio_upper"]) == pytest.approx(
        expected, rel=1e-5
    )


def test_cautions_and_sentences_black_against_the_average_of_the_boroughs(sources: Path) -> None:
    raw = pd.read_csv(sources / "children" / "youth_justice_wm_2022_23_by_ethnicity.csv")
    raw["children"] = pd.to_numeric(raw["children"], errors="coerce")
    sums = raw.groupby("ethnicity")[["children", "population_10_17"]].sum(min_count=7)
    rate = sums["children"] / sums["population_10_17"]
    # Three groups are held back, so the average is the published one of everybody.
    assert sums["children"].isna().sum() > 1
    average = rate["All"]
    shown, _ = services.table(WMCA, "average")
    row = shown[(shown["indicator_id"] == "children_cautioned_sentenced")]
    row = row.set_index("group").loc["Black"]
    assert row["code"] == WMCA
    assert row["value"] == pytest.approx(rate["Black"] / average, rel=1e-6)
    assert row["lower"] < row["value"] < row["upper"]


def test_detentions_black_against_the_average_of_england(sources: Path) -> None:
    raw = pd.read_csv(sources / "neighbourhood" / "mha_detentions_2023_24_england_and_wm_icbs.csv")
    raw = raw[
        (raw["org_code"] == "All prov")
        & (raw["measure"] == "All detentions")
        & (raw["subcategory"] == "All")
    ]
    rate = raw.set_index(["demographic", "group"])["crude_rate_per_100k"]
    black = rate[("Ethnicity", "Black or Black British")]
    shown, _ = services.table(REGION, "average")
    row = shown[shown["indicator_id"] == "mha_detentions"].set_index("group").loc["Black"]
    assert row["code"] == ENGLAND  # boards only below England, so England stands in, and says so
    assert row["value"] == pytest.approx(black / rate[("All", "All")])


def test_care_mixed_against_the_average_of_the_region(sources: Path) -> None:
    counts = pd.read_parquet(
        sources / "children" / "looked_after_children_la_2018_2025_long.parquet"
    )
    counts = counts[
        (counts["area_code"] == REGION)
        & (counts["year"] == 2025)
        & (counts["indicator"] == "Children looked after on 31 March")
    ].set_index("breakdown")["number"]
    panel = pd.read_csv(sources.parent / "evidence" / "la_panel_2010_2022.csv")
    panel = panel[(panel["time_period"] == 2022) & (panel["region_name"] == "West Midlands")]
    groups = [f"{name}_ethnest" for name in ("asian", "black", "mixed", "white", "other")]
    share = panel["mixed_ethnest"].sum() / panel[groups].to_numpy().sum()
    people = pd.read_csv(sources / "children" / "population_0_17_la_2012_2024.csv")
    people = people[(people["year"] == 2024) & (people["area_code"] == REGION)]
    mixed = counts["Mixed or Multiple ethnic groups"]
    rate = mixed / (share * people["population_estimate"].iloc[0]) * 10_000
    told = [
        "Asian or Asian British",
        "Black, African, Caribbean or Black British",
        "Mixed or Multiple ethnic groups",
        "Other ethnic group",
        "White",
    ]
    # Of the groups told: children of unknown ethnicity are in neither side.
    average = counts[told].sum() / people["population_estimate"].iloc[0] * 10_000
    shown, _ = services.table(REGION, "average")
    row = shown[shown["indicator_id"] == "looked_after"].set_index("group").loc["Mixed"]
    assert row["code"] == REGION
    assert row["figure"] == pytest.approx(rate, rel=1e-4)  # children are whole numbers there
    assert row["value"] == pytest.approx(rate / average, rel=1e-4)
