"""Areas, boundaries and neighbours against the raw files they come from."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from data.build import areas as areas_build
from data.build import geometry
from data.build.__main__ import write_table
from data.build.context import BuildError, Context
from data.build.geography_tables import TABLES
from data.metadata import SOURCES_FOLDER

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "data" / "published"
pytestmark = pytest.mark.sources


@pytest.fixture(scope="module")
def context(sources: Path) -> Context:
    return Context(sources, sources.parent / "evidence")


@pytest.fixture(scope="module")
def rebuilt(context: Context) -> pd.DataFrame:
    return areas_build.build(context)


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return pd.read_parquet(PUBLISHED / "areas.parquet").set_index("area_code")


def test_same_sources_give_the_same_bytes(
    context: Context, rebuilt: pd.DataFrame, tmp_path: Path
) -> None:
    write_table(rebuilt, tmp_path / "areas.parquet")
    for name, make in TABLES.items():
        write_table(make(context, rebuilt), tmp_path / f"{name}.parquet")
    for name in ("areas", *TABLES):
        again, before = tmp_path / f"{name}.parquet", PUBLISHED / f"{name}.parquet"
        assert again.read_bytes() == before.read_bytes(), name
    geometry.build(context, rebuilt, tmp_path)
    for path in sorted((ROOT / "static" / "geometry").iterdir()):
        assert (tmp_path / "geometry" / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_table_without_a_drawn_area_stops_the_build(
    context: Context, rebuilt: pd.DataFrame, tmp_path: Path
) -> None:
    with pytest.raises(BuildError, match="E01008881"):
        geometry.build(context, rebuilt[rebuilt["area_code"] != "E01008881"], tmp_path)


def test_every_raw_geography_file_is_in_exactly_one_sidecar(sources: Path) -> None:
    listed = [
        entry["path"]
        for path in sorted(SOURCES_FOLDER.glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["files"]
        if entry["path"].startswith("geography/")
    ]
    there = [f"geography/{path.name}" for path in (sources / "geography").iterdir()]
    assert sorted(listed) == sorted(set(there) - {"geography/manifest.json"})


def test_deciles_residents_and_wards_are_the_source_values(
    sources: Path, published: pd.DataFrame
) -> None:
    deprivation = pd.read_csv(sources / "neighbourhood" / "iod2025_lsoa21_wm.csv")
    rank = deprivation.set_index("lsoa21_code")["imd_rank"]
    # A decile is a tenth of the 33,755 LSOAs of England in order of rank.
    expected = ((rank - 1) * 10 // 33_755 + 1).sort_index()
    own = published.loc[expected.index, "imd_decile"].astype(int)
    assert (own == expected).mean() > 0.999  # the publisher's tenths differ by an area at most
    exact = deprivation.set_index("lsoa21_code")["imd_decile"].loc[own.index]
    assert (own == exact).all()
    output_areas = pd.read_csv(
        sources / "geography" / "lookup_oa21_lsoa21_msoa21_lad_pcon24.csv.gz"
    )
    for key in ("LSOA21CD", "MSOA21CD", "LADCD"):
        sums = output_areas.groupby(key)["POP_CENSUS2021"].sum()
        districts = sums[~sums.index.str.startswith("E10")]
        assert (published.loc[districts.index, "residents"] == districts).all(), key
    wards = json.loads((sources / "geography" / "ward25_wm_bgc.geojson").read_text("utf-8"))
    for feature in wards["features"]:
        row = published.loc[feature["properties"]["WD25CD"]]
        assert row["area_name"] == feature["properties"]["WD25NM"]
        assert row["ltla_code"] == feature["properties"]["LAD25CD"]


def test_children_are_the_source_values(sources: Path, published: pd.DataFrame) -> None:
    people = pd.read_csv(sources / "children" / "population_0_17_la_2012_2024.csv")
    latest = people[(people["year"] == 2024) & ~people["area_code"].str.startswith("E13")]
    latest = latest.set_index("area_code")["population_estimate"]
    assert len(latest) == 153 + 9 + 1
    assert (published.loc[latest.index, "children"] == latest).all()
    boroughs = published[
        (published["combined_authority_code"] == "E47000007") & published["is_upper_tier"]
    ]
    assert published.loc["E47000007", "children"] == latest[boroughs.index].sum() == 725_570
    assert published.loc["E10000028", "children_census2021"] == 168_841  # eight districts' sum
    assert published.loc["E08000025", "children_census2021"] == 287_461


def test_authority_measures_find_their_areas(sources: Path, published: pd.DataFrame) -> None:
    """Every authority of the widest children's source is in the areas table, and the reverse."""
    measures = pd.read_parquet(
        sources / "children" / "lait_measures_2016_2025_long.parquet", columns=["area_code"]
    )
    codes = set(measures["area_code"].dropna().astype(str))
    assert codes - set(published.index) == {"E13000001", "E13000002"}  # halves of London
    upper = published[published["is_upper_tier"] & ~published["retired"]]
    assert set(upper.index) <= codes
    for other, own in areas_build.SAME_AUTHORITY.items():
        assert other not in published.index
        assert own in upper.index


def test_neighbours_are_the_source_rows(sources: Path) -> None:
    raw = pd.read_csv(sources / "children" / "statistical_neighbours_2025.csv")
    table = pd.read_parquet(PUBLISHED / "neighbours.parquet")
    assert len(raw) == len(table) == 1530
    birmingham = table[table["utla_code"] == "E08000025"].set_index("rank")["neighbour_code"]
    expected = raw[raw["area_code"] == "E08000025"].set_index("rank")["neighbour_code"]
    assert birmingham.sort_index().tolist() == expected.sort_index().tolist()
    names = raw.set_index("neighbour_code")["neighbour_name"].to_dict()
    areas = pd.read_parquet(PUBLISHED / "areas.parquet").set_index("area_code")["official_name"]
    assert {code for code in names if names[code].split()[0] != areas[code].split()[0]} <= set()


@pytest.mark.parametrize(
    ("level", "file", "column"),
    [
        ("lsoa", "lsoa21_wm_bgc.geojson", "LSOA21CD"),
        ("msoa", "msoa21_wm_bgc.geojson", "MSOA21CD"),
        ("utla", "utla_wm_bgc.geojson", "UTLACD"),
    ],
)
def test_areas_that_touch_are_those_of_libpysal_on_the_detailed_lines(
    sources: Path, level: str, file: str, column: str
) -> None:
    geopandas = pytest.importorskip("geopandas")
    graph = pytest.importorskip("libpysal.graph")
    shapes = geopandas.read_file(sources / "geography" / file).set_index(column)
    queen = graph.Graph.build_contiguity(shapes, rook=False).adjacency.reset_index()
    queen = queen[queen["weight"] > 0]
    ours = pd.read_parquet(PUBLISHED / "contiguity.parquet")
    ours = ours[ours["level"] == level]
    assert set(zip(ours["code"], ours["neighbour"], strict=True)) == set(
        zip(queen["focal"], queen["neighbor"], strict=True)
    )
    assert set(ours["code"]) == set(shapes.index)


def test_areas_that_touch_are_built_as_committed(context: Context, rebuilt: pd.DataFrame) -> None:
    made = TABLES["contiguity"](context, rebuilt)
    committed = pd.read_parquet(PUBLISHED / "contiguity.parquet")
    pd.testing.assert_frame_equal(made, committed)
