"""Ten published figures from ten sources, followed from the raw file to the screen.

Each figure is worked out here straight from the raw file, without any of the build's code. On a
machine without the raw files the screen is checked against the store and the raw check is
skipped with a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from data import store
from tests.browser.conftest import Visit


def _low_income(raw: Path) -> float:
    table = pd.read_csv(raw / "neighbourhood/cilif_relative_lad_wm_fye2022_2025.csv")
    row = table[
        (table["areacd"] == "E08000028")
        & (table["housing_costs"] == "AHC")
        & (table["fye"] == 2025)
        & (table["measure"] == "Percentage")
    ]
    return float(row["observation"].iloc[0])


def _overcrowding(raw: Path) -> float:
    table = pd.read_csv(raw / "neighbourhood/census2021_overcrowding_lsoa21_wm.csv")
    row = table[table["lsoa21_code"] == "E01008882"].iloc[0]
    return float((row["occ_minus1"] + row["occ_minus2_or_less"]) / row["households"] * 100)


def _fuel(raw: Path) -> float:
    table = pd.read_csv(raw / "neighbourhood/fuel_poverty_2020_lsoa11_wm.csv")
    dudley = table[table["la_code"] == "E08000027"]
    return float(dudley["households_in_fuel_poverty"].sum() / dudley["households"].sum() * 100)


def _looked_after(raw: Path) -> float:
    table = pd.read_parquet(raw / "children/lait_measures_2016_2025_long.parquet")
    row = table[
        (table["area_code"] == "E08000025")
        & (table["measure_short"] == "LAC")
        & (table["end_year"] == 2025)
    ]
    return float(row["value"].iloc[0])


def _self_harm(raw: Path) -> float:
    table = pd.read_parquet(raw / "health_crime/ons_health_index_underlying_indicators.parquet")
    row = table[
        (table["area_code"] == "E08000031")
        & (table["indicator"] == "Self-harm")
        & (table["period"].astype(str) == "2020")
    ]
    return float(row["value"].iloc[0])


def _claimants(raw: Path) -> float:
    table = pd.read_parquet(raw / "health_crime/ons_explore_local_statistics.parquet")
    row = table[
        (table["area_code"] == "E08000030")
        & (table["indicator"] == "Claimant Count")
        & (table["period"] == "2025-01-01/P1Y")
        & (table["sex"] == "Persons")
    ]
    return float(row["value"].iloc[0])


def _depression(raw: Path) -> float:
    table = pd.read_parquet(raw / "health_crime/fingertips_all_authorities_2026.parquet")
    row = table[
        (table["area_code"] == "E08000026")
        & (table["period"] == "2024/25")
        & (table["indicator"] == "Depression: QOF prevalence")
    ]
    return float(row["value"].iloc[0])


def _violence(raw: Path) -> float:
    crimes = pd.read_parquet(
        raw / "health_crime/police_recorded_crime_authority_ye_june2025.parquet"
    )
    row = crimes[
        (crimes["area_code"] == "E08000029")
        & (crimes["indicator"] == "Police recorded crime: Violence against the person")
    ]
    people = pd.read_csv(raw / "added_2026/neighbourhood/population_mid2024_lsoa21_wm.csv")
    residents = people.loc[
        (people["lad24_code"] == "E08000029") & (people["measure"] == "usual residents, all ages"),
        "value",
    ].sum()
    return float(row["value"].iloc[0] / residents * 1000)


def _anxiety(raw: Path) -> float:
    table = pd.read_parquet(raw / "health_crime/ons_personal_wellbeing_distribution.parquet")
    rows = table[
        (table["area_code"] == "E06000021")
        & (table["category"] == "Poor")
        & (table["indicator"] == "Personal wellbeing: Anxiety")
        & table["value"].notna()
    ]
    return float(rows.sort_values("period")["value"].iloc[-1])


def _semh_plans(raw: Path) -> float:
    table = pd.read_parquet(raw / "children/ehc_plans_primary_need_la_202425.parquet")
    rows = table[
        (table["area_code"] == "E10000031") & (table["breakdown_type"] == "All EHC plans")
    ].set_index("indicator")["value"]
    semh = next(
        name for name in rows.index if "semh" in name.lower() or "emotional" in name.lower()
    )
    return float(rows[semh]) / float(rows["ehc_plans"]) * 100


FIGURES: dict[str, tuple[str, str, str, Callable[[Path], float]]] = {
    # indicator: area, level, period, how to find it in the raw file
    "children_low_income_ahc": ("E08000028", "ltla", "2024-04-01/P1Y", _low_income),
    "overcrowding": ("E01008882", "lsoa", "2021-03-21/P1D", _overcrowding),
    "fuel_poverty": ("E08000027", "ltla", "2020-01-01/P1Y", _fuel),
    "looked_after": ("E08000025", "utla", "2025-03-31/P1D", _looked_after),
    "self_harm_all_ages": ("E08000031", "ltla", "2020-04-01/P1Y", _self_harm),
    "claimant_count": ("E08000030", "ltla", "2025-01-01/P1Y", _claimants),
    "depression": ("E08000026", "ltla", "2024-04-01/P1Y", _depression),
    "violence_recorded": ("E08000029", "utla", "2024-07-01/P1Y", _violence),
    "anxiety_high": ("E06000021", "ltla", "", _anxiety),
    "ehc_semh": ("E10000031", "utla", "", _semh_plans),
}


def stored(indicator_id: str) -> tuple[float, str]:
    area, level, period, _ = FIGURES[indicator_id]
    period = period or store.latest_period(indicator_id, level)
    rows = store.observations(indicator_id, area_codes=area, period=period, group_type="all")
    return float(rows["value"].iloc[0]), period


@pytest.mark.parametrize("indicator_id", FIGURES)
def test_store_equals_the_raw_file(indicator_id: str, sources: Path) -> None:
    value, _ = stored(indicator_id)
    assert value == pytest.approx(FIGURES[indicator_id][3](sources), abs=0.005)


@pytest.mark.parametrize("indicator_id", FIGURES)
def test_screen_equals_the_store(indicator_id: str, visit: Visit) -> None:
    area, level, _, _ = FIGURES[indicator_id]
    value, period = stored(indicator_id)
    entry = store.indicator(indicator_id)
    page = visit.open(f"/map?indicator={indicator_id}&level={level}&period={period}&area={area}")
    card = page.locator(".st-key-area_card")
    card.wait_for(timeout=60_000)
    words = card.inner_text()
    shown = f"{value:,.{entry.decimals}f}"
    assert f"{shown}{entry.unit_short}" in words
    assert store.area(area).name in words
