"""The published areas, boundaries and neighbours hang together."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from data.contract import AREA_LEVELS

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "data" / "published"
GEOMETRY = ROOT / "static" / "geometry"
REGION, WMCA = "E12000005", "E47000007"
BOROUGHS = {f"E0800002{n}" for n in range(5, 10)} | {"E08000030", "E08000031"}
LAYER_SIZES = {"lsoa": 3574, "msoa": 736, "ward": 754, "ltla": 30, "utla": 14, "outline": 2}


@pytest.fixture(scope="module")
def areas() -> pd.DataFrame:
    return pd.read_parquet(PUBLISHED / "areas.parquet")


@pytest.fixture(scope="module")
def inside(areas: pd.DataFrame) -> pd.DataFrame:
    return areas[areas["in_region"] & ~areas["retired"]]


@lru_cache(maxsize=8)
def features(layer: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (GEOMETRY / f"{layer}.geojson").read_text(encoding="utf-8")
    )["features"]
    return found


def polygons(layer: str) -> np.ndarray:
    return np.array([shapely.geometry.shape(item["geometry"]) for item in features(layer)])


def test_counts_are_those_of_the_region(areas: pd.DataFrame, inside: pd.DataFrame) -> None:
    assert areas["area_code"].is_unique
    assert set(areas["level"]) == set(AREA_LEVELS)
    counts = areas["level"].value_counts()
    assert counts[["lsoa", "msoa", "ward", "region"]].tolist() == [3574, 736, 754, 9]
    assert counts[["combined_authority", "icb", "police_force"]].tolist() == [1, 6, 4]
    assert inside["is_lower_tier"].sum() == 30
    assert inside["is_upper_tier"].sum() == 14
    assert (areas["is_upper_tier"] & ~areas["retired"]).sum() == 153  # England
    assert set(areas.loc[areas["level"] == "country", "area_code"]) == {
        "E92000001",
        "K02000001",
        "K04000001",
    }


def test_combined_authority_holds_its_seven_boroughs_only(areas: pd.DataFrame) -> None:
    own = areas[areas["combined_authority_code"] == WMCA]
    assert set(own.loc[own["is_upper_tier"], "area_code"]) == BOROUGHS
    assert (own["level"] == "lsoa").sum() == 1719
    small = own[own["level"].isin(["lsoa", "msoa", "ward"])]
    assert set(small["ltla_code"]) == BOROUGHS
    assert (areas["ltla_code"].isin(BOROUGHS) == (areas["combined_authority_code"] == WMCA))[
        areas["level"].isin(["lsoa", "msoa", "ward", "utla"])
    ].all()


def test_parents_form_a_tree(areas: pd.DataFrame) -> None:
    """Going up by a middle level or straight gives the same area, and levels are as named."""
    by_code = areas.set_index("area_code")
    kinds = {
        "msoa_code": {"msoa"},
        "ward_code": {"ward"},
        "ltla_code": {"ltla", "utla"},
        "utla_code": {"utla"},
        "region_code": {"region"},
        "combined_authority_code": {"combined_authority"},
        "icb_code": {"icb"},
        "police_force_code": {"police_force"},
    }
    for column, levels in kinds.items():
        assert set(by_code.loc[areas[column].dropna().unique(), "level"]) <= levels, column
    assert by_code.loc[areas["ltla_code"].dropna(), "is_lower_tier"].all()
    needed = ["ltla_code", "utla_code", "region_code", "icb_code", "police_force_code"]
    for level, middles in (
        ("lsoa", ["msoa_code", "ward_code", "ltla_code", "utla_code"]),
        ("msoa", ["ltla_code", "utla_code"]),
        ("ward", ["ltla_code", "utla_code"]),
        ("ltla", ["utla_code"]),
    ):
        part = areas[areas["level"] == level]
        assert part[[*middles, *needed]].notna().all(axis=None), level
        for middle in middles:
            above = by_code.loc[part[middle]]
            for column in [*needed, "combined_authority_code"]:
                if above[column].notna().any():
                    direct, by_way = part[column].to_numpy(), above[column].to_numpy()
                    known = pd.notna(by_way)
                    assert (direct[known] == by_way[known]).all(), (level, middle, column)
    upper = areas[areas["is_upper_tier"]]
    assert upper["region_code"].notna().all()
    assert (upper["utla_code"] == upper["area_code"]).all()


def test_every_lsoa_has_its_decile_and_quintile(areas: pd.DataFrame) -> None:
    lsoas = areas[areas["level"] == "lsoa"]
    assert lsoas["imd_decile"].isin(range(1, 11)).all()
    assert (lsoas["imd_quintile"] == np.ceil(lsoas["imd_decile"] / 2)).all()
    assert areas.loc[areas["level"] != "lsoa", ["imd_decile", "imd_quintile"]].isna().all(axis=None)


@pytest.mark.parametrize("column", ["residents", "children_0_15"])
def test_people_add_up_from_lsoa_to_region(inside: pd.DataFrame, column: str) -> None:
    by_code = inside.set_index("area_code")[column]
    lsoas = inside[inside["level"] == "lsoa"]
    assert lsoas[column].sum() == by_code[REGION]
    for parent in (
        "msoa_code",
        "ward_code",
        "ltla_code",
        "utla_code",
        "combined_authority_code",
        "icb_code",
        "police_force_code",
    ):
        sums = lsoas.groupby(parent)[column].sum()
        assert (sums == by_code[sums.index]).all(), parent
    for level in ("msoa", "ward"):
        assert inside.loc[inside["level"] == level, column].sum() == by_code[REGION]
    for flag in ("is_lower_tier", "is_upper_tier"):
        assert inside.loc[inside[flag], column].sum() == by_code[REGION]


def test_region_has_the_published_residents(areas: pd.DataFrame) -> None:
    by_code = areas.set_index("area_code")["residents"]
    assert by_code[REGION] == 5_950_764
    regions = areas.loc[areas["level"] == "region", "residents"].sum()
    assert abs(regions - by_code["E92000001"]) <= 10  # perturbed cells, published apart


def test_children_of_authorities_add_up_to_the_region(areas: pd.DataFrame) -> None:
    current = areas[areas["is_upper_tier"] & ~areas["retired"]]
    regions = areas[areas["level"] == "region"].set_index("area_code")["children"]
    sums = current.groupby("region_code")["children"].sum()
    assert (sums == regions[sums.index]).all()
    assert regions.sum() == areas.set_index("area_code")["children"]["E92000001"] == 12_183_016


def test_retired_authorities_say_until_when_and_have_no_current_figures(
    areas: pd.DataFrame,
) -> None:
    retired = areas[areas["retired"]]
    assert len(retired) == 8
    assert retired["area_name"].str.contains(r"\(until 20\d\d\)$").all()
    assert retired[["residents", "children"]].isna().all(axis=None)


def test_names_are_there_and_unique_where_people_choose(areas: pd.DataFrame) -> None:
    assert (areas["area_name"].str.len() > 2).all()
    assert (
        not areas.loc[areas["is_upper_tier"] | areas["is_lower_tier"], "area_name"]
        .duplicated()
        .any()
    )
    msoas = areas[areas["level"] == "msoa"]
    assert not msoas.duplicated(["ltla_code", "area_name"]).any()
    named = msoas.set_index("area_code").loc["E02001827"]
    assert (named["area_name"], named["official_name"]) == ("Hill Hook", "Birmingham 001")


@pytest.mark.parametrize("layer", LAYER_SIZES)
def test_drawn_codes_are_those_of_the_areas_table(inside: pd.DataFrame, layer: str) -> None:
    codes = [item["properties"]["code"] for item in features(layer)]
    assert len(codes) == LAYER_SIZES[layer]
    chosen = {
        "ltla": inside["is_lower_tier"],
        "utla": inside["is_upper_tier"],
        "outline": inside["level"].isin(["region", "combined_authority"]),
    }.get(layer, inside["level"] == layer)
    assert codes == sorted(inside.loc[chosen, "area_code"])


def test_numbering_table_is_that_of_the_files() -> None:
    index = pd.read_parquet(PUBLISHED / "geometry_index.parquet")
    for layer in LAYER_SIZES:
        part = index[index["level"] == layer]
        drawn = [(item["properties"]["code"], item["id"]) for item in features(layer)]
        assert list(zip(part["code"], part["id"], strict=True)) == drawn
        assert part["id"].tolist() == list(range(len(part)))
    assert set(index["level"]) == set(LAYER_SIZES)


@pytest.mark.parametrize("layer", LAYER_SIZES)
def test_polygons_are_valid_and_leave_no_gap(layer: str) -> None:
    shapes = polygons(layer)
    assert shapely.is_valid(shapes).all()
    assert (shapely.area(shapes) > 0).all()
    if layer == "outline":
        return
    whole = shapely.union_all(shapes)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    # Equal sums mean no overlap; one part without holes means no gap.
    assert shapely.area(shapes).sum() == pytest.approx(whole.area, rel=1e-9)
    region = shapely.union_all(polygons("outline"))
    slack = 0.001 if layer == "ward" else 1e-9  # wards were generalised on their own
    assert whole.symmetric_difference(region).area <= slack * region.area


def test_small_areas_lie_in_their_authority(inside: pd.DataFrame) -> None:
    """The dissolved layers share the lines of the LSOAs, so members rebuild each authority."""
    shape = {
        item["properties"]["code"]: shapely.geometry.shape(item["geometry"])
        for layer in ("lsoa", "msoa", "ltla")
        for item in features(layer)
    }
    for level in ("lsoa", "msoa"):
        for code, part in inside[inside["level"] == level].groupby("ltla_code"):
            rebuilt = shapely.union_all([shape[member] for member in part["area_code"]])
            assert rebuilt.symmetric_difference(shape[code]).area < 1e-9, (level, code)


def test_points_and_boxes_fit_the_polygons(inside: pd.DataFrame) -> None:
    by_code = inside.set_index("area_code")
    for layer in LAYER_SIZES:
        shapes = polygons(layer)
        rows = by_code.loc[[item["properties"]["code"] for item in features(layer)]]
        assert shapely.contains_xy(shapes, rows["lon"], rows["lat"]).all(), layer
        boxes = rows[["west", "south", "east", "north"]].to_numpy()
        assert boxes == pytest.approx(shapely.bounds(shapes), abs=1e-9)


def test_labels_name_every_authority_once_per_level() -> None:
    labels = features("labels")
    for layer in ("utla", "ltla"):
        own = [item["properties"] for item in labels if item["properties"]["level"] == layer]
        assert [item["code"] for item in own] == [
            item["properties"]["code"] for item in features(layer)
        ]
        assert len({item["name"] for item in own}) == len(own)
    assert "Herefordshire" in {item["properties"]["name"] for item in labels}


def test_files_are_small_and_carry_both_attribution_lines() -> None:
    files = sorted(GEOMETRY.glob("*.geojson"))
    assert {path.stem for path in files} == {*LAYER_SIZES, "labels"}
    assert sum(path.stat().st_size for path in GEOMETRY.iterdir()) < 6_000_000
    for path in files:
        credit = json.loads(path.read_text(encoding="utf-8"))["attribution"]
        assert "Office for National Statistics licensed under the Open Government Licence" in credit
        assert "Contains OS data © Crown copyright and database right 20" in credit


def test_every_authority_has_ten_statistical_neighbours(areas: pd.DataFrame) -> None:
    table = pd.read_parquet(PUBLISHED / "neighbours.parquet")
    current = set(areas.loc[areas["is_upper_tier"] & ~areas["retired"], "area_code"])
    assert set(table["utla_code"]) == current
    assert set(table["neighbour_code"]) <= current
    assert (table["utla_code"] != table["neighbour_code"]).all()
    assert not table.duplicated(["utla_code", "neighbour_code"]).any()
    ranks = table.groupby("utla_code")["rank"].apply(list)
    assert (ranks.map(lambda part: part == list(range(1, 11)))).all()
