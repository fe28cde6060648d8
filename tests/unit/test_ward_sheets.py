"""Sheets of wards and neighbourhoods: the store's figures, children counted, one page."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from components.exports.papers import batch, make, told, word
from components.exports.papers.document import Grid, Paper, Paragraph
from components.wording import numbers
from data import store
from tests.narrowed import of_kind, some

FOLESHILL, ALTON, MOST, NEIGHBOURHOOD = "E05001222", "E05007039", "E05011170", "E01008881"


def _grid(paper: Paper, number: int) -> Grid:
    return [each for each in paper.items() if isinstance(each, Grid)][number]


def test_the_wards_own_figures_and_those_beside_are_the_stores_to_the_digit() -> None:
    cells = _grid(make.paper("ward", FOLESHILL), 0).cells
    row = cells[cells["Measure"].str.startswith("Children in low income")].iloc[0]
    entry = store.indicator("children_low_income_ahc")
    period = store.latest_period(entry.id, "ward")
    for column, code in (
        ("Here (95% interval)", FOLESHILL),
        ("Coventry", "E08000026"),
        ("Region", store.REGION),
        ("England", store.ENGLAND),
    ):
        rows = store.observations(entry.id, area_codes=code, period=period, group_type="all")
        assert str(row[column]).startswith(numbers.with_unit(rows["value"].iloc[0], entry))
    own = store.observations(entry.id, area_codes=FOLESHILL, period=period).iloc[0]
    assert row["Counted"] == f"{own['numerator']:,.0f} children"
    # 47.8 to 50.2 lies above England's 27.1.
    assert row["Against England"] == "worse"


def test_children_of_the_worst_fifth_are_counted_from_neighbourhoods() -> None:
    paper = make.paper("ward", FOLESHILL)
    cells = _grid(paper, 1).cells.set_index("Place")
    codes = list(store.areas("lsoa", FOLESHILL).index)
    ages = store.table("children_lsoa")
    ages = ages[(ages["age"] == "0 to 15") & ages["area_code"].isin(codes)]
    children = ages.set_index("area_code")["residents"]
    deciles = store.observations("idaci_decile", area_codes=codes).set_index("area_code")["value"]
    there = int(children[deciles[deciles <= 2].index].sum())
    share = there / children.sum() * 100
    assert cells.loc["Foleshill", "Poverty"] == f"{there:,} ({share:.0f}%)"
    assert f"{children.sum():,} children" in of_kind(Paragraph, paper.sections[0].items[0]).text
    shown = _grid(paper, 2).cells
    assert len(shown) == len(codes)
    assert all(
        text == f"{deciles[code]:.0f}" + (" ●" if deciles[code] <= 2 else "")
        for code, text in zip(codes, shown["Poverty"], strict=True)
    )


def test_what_is_not_published_for_a_ward_is_said_and_what_it_lacks_is_named() -> None:
    paper = make.paper("ward", ALTON)
    text = " ".join(each.text for each in paper.items() if isinstance(each, Paragraph))
    assert "Nothing of family and care is." in text
    assert "wards of the seven boroughs has no figure for Alton" in text
    entry = [each for each in store.indicators().values() if "ward" in each.levels]
    assert f"{len(entry)} are published by ward" in text


def test_no_figure_of_england_is_no_verdict() -> None:
    cells = _grid(make.paper("neighbourhood", NEIGHBOURHOOD), 0).cells
    none = cells[cells["England"] == "none"]
    assert len(none) and set(none["Against England"]) == {"can't tell"}


def test_a_place_without_children_is_no_division_by_nothing() -> None:
    from components.exports.papers.blocks_ward import _share

    assert _share(0.0, 0.0) != _share(0.0, 0.0)
    assert told.TELLERS["near_children"](area=FOLESHILL).figures["Foleshill, Poverty | share"] > 50


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_every_sheet_stays_on_one_page(tmp_path: Path) -> None:
    """The ward of most neighbourhoods, one of a single one, and a neighbourhood."""
    for name, scope in (("ward", MOST), ("ward", ALTON), ("neighbourhood", NEIGHBOURHOOD)):
        (tmp_path / f"{scope}.docx").write_bytes(make.docx(name, scope))
    subprocess.run(
        [
            some(shutil.which("soffice")),
            f"-env:UserInstallation=file://{tmp_path}/profile",
            *("--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)),
            *map(str, sorted(tmp_path.glob("*.docx"))),
        ],
        check=True,
        capture_output=True,
    )
    pages = {
        path.stem: len(PdfReader(io.BytesIO(path.read_bytes())).pages)
        for path in tmp_path.glob("*.pdf")
    }
    assert pages == {MOST: 1, ALTON: 1, NEIGHBOURHOOD: 1}


def test_all_means_every_ward_of_the_place() -> None:
    assert batch.places("ward", ["all"], "E08000028") == list(
        store.areas("ward", "E08000028").index
    )
    assert len(batch.places("ward", ["all"])) == 754
    wards = batch.places("ward", ["all"])
    assert len({batch.file_name("ward", code) for code in wards}) == 754


def test_a_sheet_keeps_a_councils_own_look(tmp_path: Path) -> None:
    from docx import Document

    own = Document()
    own.styles["Heading 1"].font.name = "Georgia"
    path = tmp_path / "own.docx"
    own.save(str(path))
    made = Document(io.BytesIO(word.build(make.paper("ward", ALTON), style=path)))
    assert made.styles["Heading 1"].font.name == "Georgia"
