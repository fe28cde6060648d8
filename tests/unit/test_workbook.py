"""CSV and XLSX: the store's figures, their metadata, and text that stays text."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from components.builders.registry import build
from components.design.product import PRODUCT
from components.exhibits.exhibit import Recipe
from components.exports import workbook
from components.wording.markdown import visible
from data import store
from tests.unit import exhibits as made
from tests.unit.opened import betrayals, parts

NASTY = ("=1+1", "+44", "-cmd|'/c calc'!A1", "@SUM(A1)", " =1", "\u200b＝1", '=HYPERLINK("x")')


@pytest.fixture(scope="module")
def data() -> bytes:
    return workbook.build(made.slides(*made.REAL, caption="=1+1", words="@own"), title="=2+2")


@pytest.fixture(scope="module")
def book(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def test_a_sheet_of_metadata_and_one_of_figures_each(book: Workbook) -> None:
    assert book.sheetnames[0] == "About" and len(book.sheetnames) == 1 + len(made.REAL)
    keys = [row[0].value for row in book["About"].iter_rows()]
    for key in ("Definition", "Interval", "Caveats", "Sources", "Licence", "Figures version"):
        assert keys.count(key) >= len(made.REAL)
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_figures_are_the_stores_to_the_digit(data: bytes) -> None:
    found = pd.read_excel(io.BytesIO(data), sheet_name=None)
    sheet = next(t for n, t in found.items() if n.startswith("3 "))
    rows = store.observations(
        "looked_after", level="utla", within=store.REGION, group_type="all", period="2025"
    ).set_index("area_code")
    shown = sheet.set_index("area_code")
    for column in ("value", "lower", "upper"):
        for code, figure in rows[column].items():
            assert shown[column][code] == float(f"{figure:.6g}"), (column, code)


def test_years_and_tenths_are_numbers_and_codes_stay_text() -> None:
    table = pd.DataFrame(
        {
            "year": ["2024", "2025"],
            "tenth": ["1", None],
            "code": ["007", "008"],
            "mixed": ["1", "a"],
        }
    )
    found = workbook.numbers_as_numbers(table)
    assert found["year"].tolist() == [2024, 2025] and found["tenth"].iloc[0] == 1
    assert found["code"].tolist() == ["007", "008"] and found["mixed"].tolist() == ["1", "a"]
    data = workbook.build(made.slides(made.TREND, made.DEPRIVATION), title="Years")
    book = load_workbook(io.BytesIO(data))
    for sheet, column in zip(book.worksheets[1:], ("label", "group"), strict=True):
        heads = [cell.value for cell in sheet[1]]
        values = [row[heads.index(column)].value for row in sheet.iter_rows(min_row=2)]
        assert values and all(isinstance(value, int) for value in values), (column, values)


def test_no_cell_is_a_formula(book: Workbook) -> None:
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str):
                    assert not cell.value.startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_is_neutralised_in_both_forms(text: str) -> None:
    shown = made.slides(made.HEADLINE, caption=text, words=text)
    book = load_workbook(io.BytesIO(workbook.build(shown, title=text)))
    values = [c.value for row in book["About"].iter_rows() for c in row if c.value]
    # A title loses what is not seen; a caption keeps what was written.
    assert "'" + text in values or "'" + visible(text) in values
    assert text not in values and visible(text) not in values
    exhibit = build(made.PLACES)
    nasty = replace(
        exhibit, chart=replace(exhibit.chart, figures=exhibit.chart.figures.assign(label=text))
    )
    body = workbook.csv(nasty).decode("utf-8-sig")
    again = pd.read_csv(io.StringIO(body), comment="#")
    assert again["label"].isin(["'" + text, "'" + visible(text)]).all()


def test_control_characters_and_endless_text_do_not_break_a_cell() -> None:
    shown = made.slides(made.HEADLINE, caption="a\x00b\x0b", words="x" * 40_000)
    book = load_workbook(io.BytesIO(workbook.build(shown, title="t")))
    values = [c.value for row in book["About"].iter_rows() for c in row if c.value]
    assert "ab" in values and max(len(str(v)) for v in values) <= 32_000


def test_what_failed_is_named_and_loses_no_sheet() -> None:
    gone = Recipe(
        "headline", {"indicator": "looked_after", "area": made.SANDWELL, "period": "1999-03-31/P1D"}
    )
    book = load_workbook(io.BytesIO(workbook.build(made.slides(gone, made.TREND), title="t")))
    values = [c.value for row in book["About"].iter_rows() for c in row if c.value]
    assert len(book.sheetnames) == 2 and any("no figure" in str(v) for v in values)


def test_no_part_holds_a_path_or_a_name(data: bytes, book: Workbook) -> None:
    assert book.properties.creator == PRODUCT and book.properties.lastModifiedBy == PRODUCT
    for name, content in parts(data).items():
        assert not betrayals(content), name


def test_csv_has_its_metadata_on_top_and_the_stores_figures() -> None:
    exhibit = build(made.TREND)
    text = workbook.csv(exhibit, caption="mine").decode("utf-8-sig")
    assert text.startswith("# Title:,") and "# Definition:," in text
    assert '# Caption:,"mine"' in text
    table = pd.read_csv(io.StringIO(text), comment="#")
    own = table[table["series"] == "Sandwell"].set_index("period")["value"]
    rows = store.observations("looked_after", area_codes=made.SANDWELL, group_type="all")
    stored = rows.set_index("period")["value"]
    assert own.to_dict() == {period: float(f"{stored[period]:.6g}") for period in own.index}


def test_file_names_are_safe() -> None:
    exhibit = replace(build(made.HEADLINE), measure="../../etc/passwd <x>|:*?", place="é")
    assert workbook.file_name(exhibit, "csv") == "e-etc-passwd-x-31-march-2025-headline.csv"


@pytest.mark.parametrize("title", ["a/b\\c[d]e:f*g?", "'quoted'", "", "x" * 90])
def test_sheet_names_are_what_excel_accepts(title: str) -> None:
    taken: set[str] = set()
    first, second = (workbook.sheet_name(1, title, taken) for _ in range(2))
    for name in (first, second):
        assert 0 < len(name) <= 31 and not set(name) & set("/\\[]:*?") and name[0] != "'"
    assert first.lower() != second.lower()


def test_what_excel_would_take_for_a_letter_stays_as_written() -> None:
    assert workbook._cell("_x003D_cmd") == "_x005F_x003D_cmd"


def test_by_whom_a_measure_is_told_stays_in_the_file_name() -> None:
    exhibit = build(made.HEADLINE)
    measure = "Children looked after at 31 March (per 10,000 children aged 0 to 17)"
    whole = replace(exhibit, measure=measure)
    found = {
        workbook.file_name(each, "csv")
        for place in ("Sandwell", "Dudley")
        for each in (
            replace(whole, place=place),
            replace(whole, place=place, measure=f"{measure}, by ethnic group"),
            replace(whole, place=place, measure=f"{measure}, by deprivation tenth"),
        )
    }
    assert len(found) == 6
    assert sum("by-ethnic-group-31-march-2025" in each for each in found) == 2
