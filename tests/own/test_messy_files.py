"""Messy files, as they are: each is read, or refused in one plain sentence."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pandas as pd
import pytest

from data.own.files import MOST_BYTES
from data.own.shape import Answers, Refused, Understood
from data.own.understand import understand
from tests.own import made_files as made

ASTON, LADYWOOD = "E05011121", "E05011151"


def counts(understood: Understood) -> dict[str, float]:
    rows = understood.rows
    return dict(zip(rows["area_code"], rows["count"], strict=True))


def assert_wards(understood: Understood) -> None:
    """All five wards with their counts and denominators, in the financial year 2024/25."""
    rows = understood.rows
    assert sorted(rows["count"]) == sorted(made.WARDS.values())
    assert (rows["denominator"] == rows["count"] * 50).all()
    assert set(rows["period"]) == {"2024-04-01/P1Y"}
    assert counts(understood)[ASTON] == 120


def read(rows: made.Rows, **answers: Any) -> Understood:
    return understand(made.csv(rows), Answers(**answers))


@pytest.mark.parametrize(
    ("sign", "encoding"),
    [
        (",", "utf-8"),
        (",", "utf-8-sig"),
        (";", "cp1252"),
        ("\t", "utf-16"),
        ("\t", "utf-16-le"),
        ("|", "utf-16-be"),
        (";", "utf-8"),
    ],
)
def test_texts_of_every_encoding_and_sign(sign: str, encoding: str) -> None:
    rows = made.cases()
    rows[0][2] = "Early help cases – £"
    found = understand(made.csv(rows, sign, encoding))
    assert_wards(found)
    assert set(found.measures) == {"Early help cases – £"}


def test_windows_1252_is_named() -> None:
    rows = made.cases()
    rows[0][2] = "Cases – all"
    assert understand(made.csv(rows, ",", "cp1252")).facts["encoding"] == "Windows-1252"


def test_the_header_on_row_four_below_titles() -> None:
    titles: made.Rows = [["Early help by ward"], ["Source: our system"], []]
    found = understand(made.csv([*titles, *made.cases()]))
    assert_wards(found)
    assert found.facts["header_row"] == 4


def test_a_title_with_a_date_above_the_table_is_not_its_header() -> None:
    titles: made.Rows = [["Report run", "03/05/2025"], ["Total cases", 333], []]
    assert_wards(understand(made.csv([*titles, *made.cases()])))


def test_footnotes_and_totals_are_listed_not_shown() -> None:
    found = read(made.cases(["Total", "2024/25", 333, 16650], [], ["Note: provisional figures"]))
    assert_wards(found)
    reasons = dict(zip(found.unplaced["row"], found.unplaced["reason"], strict=True))
    assert "sums up other rows" in reasons[7]
    assert reasons[9] == "a line of words and no row of figures"


def test_merged_header_cells_join_with_the_names_below() -> None:
    rows: made.Rows = [
        [None, "2023/24", None, "2024/25", None],
        ["Ward", "Cases", "Children", "Cases", "Children"],
        ["Aston", 10, 100, 20, 200],
        ["Ladywood", 30, 300, 40, 400],
    ]

    def merge(book: Any) -> None:
        for cells in ("B1:C1", "D1:E1"):
            book.active.merge_cells(cells)

    for content in (made.xlsx({"Cases": rows}, merge=merge), made.csv(rows)):
        found = understand(content).rows
        key = found.set_index(["area_code", "period"])
        assert key.loc[(ASTON, "2023-04-01/P1Y"), "count"] == 10
        assert key.loc[(LADYWOOD, "2024-04-01/P1Y"), "denominator"] == 400
        assert set(found["measure"]) == {"Cases"} and len(found) == 4


def test_merged_area_cells_count_for_all_their_rows() -> None:
    rows: made.Rows = [
        ["Ward", "Sex", "Cases"],
        ["Aston", "Boys", 10],
        [None, "Girls", 20],
        ["Ladywood", "Boys", 30],
        [None, "Girls", 40],
    ]

    def merge(book: Any) -> None:
        for cells in ("A2:A3", "A4:A5"):
            book.active.merge_cells(cells)

    found = understand(made.xlsx({"Cases": rows}, merge=merge)).rows
    assert found.set_index(["area_code", "group"])["count"].to_dict() == {
        (ASTON, "Boys"): 10,
        (ASTON, "Girls"): 20,
        (LADYWOOD, "Boys"): 30,
        (LADYWOOD, "Girls"): 40,
    }
    assert set(found["group_type"]) == {"Sex"}


def test_an_area_left_blank_is_not_placed() -> None:
    found = read([*made.cases(), ["", "2024/25", 9, 450]])
    assert_wards(found)
    assert found.unplaced.to_dict("records") == [
        {"row": 7, "area": "2024/25", "reason": "the area is empty"}
    ]


def test_thousands_and_percent_signs() -> None:
    rows: made.Rows = [
        ["Ward", "Period", "Cases", "% of children"],
        ["Aston", "2024/25", "1,234", "13.7%"],
    ]
    row = read([*rows, ["Ladywood", "2024/25", "12 345", "2%"]]).rows.set_index("area_code")
    assert row["count"].to_dict() == {ASTON: 1234, LADYWOOD: 12345}
    assert row["value"].to_dict() == {ASTON: 13.7, LADYWOOD: 2.0}


def test_decimal_commas() -> None:
    rows: made.Rows = [
        ["Ward", "Year", "Rate"],
        ["Aston", "2024", "12,5"],
        ["Ladywood", "2024", "7,25"],
    ]
    found = understand(made.csv(rows, ";")).rows
    assert sorted(found["value"]) == [7.25, 12.5]


def test_thousands_or_decimals_is_asked_where_cells_are_parted_by_semicolons() -> None:
    rows: made.Rows = [
        ["Ward", "Year", "Cases"],
        ["Aston", 2024, "1,234"],
        ["Ladywood", 2024, "5,678"],
    ]
    found = understand(made.csv(rows, ";"))
    assert "decimal" in [each.key for each in found.questions]
    said = understand(made.csv(rows, ";"), Answers(choices={"decimal": "comma"}))
    assert sorted(said.rows["count"].fillna(said.rows["value"])) == [1.234, 5.678]


def test_proportion_or_percentage_is_asked_and_answered() -> None:
    rows: made.Rows = [["Ward", "Year", "Percent"], ["Aston", 2024, 0.25], ["Ladywood", 2024, 0.5]]
    found = read(rows)
    assert "unit:Percent" in [each.key for each in found.questions]
    assert sorted(found.rows["value"]) == [0.25, 0.5]
    said = read(rows, choices={"unit:Percent": "proportion"})
    assert sorted(said.rows["value"]) == [25, 50] and not said.questions[1:]


def test_counts_settle_whether_a_value_is_a_proportion() -> None:
    rows: made.Rows = [["Ward", "Year", "Rate", "Cases", "Population"]]
    rows += [["Aston", 2024, 0.25, 25, 100], ["Ladywood", 2024, 0.5, 100, 200]]
    found = read(rows)
    assert sorted(found.rows["value"]) == [25, 50]
    assert found.measures == {"Rate": "percent"}


def test_percent_cells_of_a_workbook_are_percentages() -> None:
    rows: made.Rows = [
        ["Ward", "Year", "Share in need"],
        ["Aston", 2024, 0.25],
        ["Ladywood", 2024, 0.5],
    ]

    def shown(book: Any) -> None:
        for row in (2, 3):
            book.active.cell(row, 3).number_format = "0.0%"

    found = understand(made.xlsx({"s": rows}, shown=shown))
    assert sorted(found.rows["value"]) == [25, 50] and found.measures["Share in need"] == "percent"


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        (dt.datetime(2025, 3, 31), "2025-03-31/P1D"),
        (45747, "2025-03-31/P1D"),
        (202425, "2024-04-01/P1Y"),
        ("2024/25", "2024-04-01/P1Y"),
        ("2024-25", "2024-04-01/P1Y"),
        ("24/25", "2024-04-01/P1Y"),
        ("Apr-24", "2024-04-01/P1M"),
        ("Q2 2024", "2024-04-01/P3M"),
        ("2024/25 Q4", "2025-01-01/P3M"),
        ("year ending March 2025", "2024-04-01/P1Y"),
        (2024, "2024-01-01/P1Y"),
    ],
)
def test_periods_in_a_workbook(cell: object, period: str) -> None:
    rows: made.Rows = [["Ward", "Period", "Cases"], ["Aston", cell, 10], ["Ladywood", cell, 20]]
    assert set(understand(made.xlsx({"s": rows})).rows["period"]) == {period}


def test_a_period_that_spreadsheets_spoil_is_named() -> None:
    found = read([*made.cases(), ["Sparkhill", "24-Apr", 9, 450]])
    assert "“24-Apr” is no period" in found.unplaced["reason"].iloc[0]


def test_split_years_are_asked_and_answered() -> None:
    found = read(made.cases())
    question = next(each for each in found.questions if each.key == "split_year")
    assert question.assumed == "financial"
    said = read(made.cases(), choices={"split_year": "school"})
    assert set(said.rows["period"]) == {"2024-09-01/P1Y"}


def test_the_period_of_a_title_is_assumed_and_asked() -> None:
    rows: made.Rows = [["Ward", "Cases"], *([name, count] for name, count in made.WARDS.items())]
    found = understand(made.csv([["Early help 2024/25"], [], *rows]))
    question = next(each for each in found.questions if each.key == "period")
    assert question.assumed == "2024/25"
    assert set(found.rows["period"]) == {"2024-04-01/P1Y"}
    assert set(read(rows).rows["period"]) == {""}
    assert set(read(rows, choices={"period": "March 2025"}).rows["period"]) == {"2025-03-01/P1M"}
    with pytest.raises(Refused, match="is no period"):
        read(rows, choices={"period": "lately"})


def test_a_lost_zero_is_named_and_not_guessed() -> None:
    rows: made.Rows = [["Code", "Year", "Cases"], ["E06000051", 2024, 10], ["E6000021", 2024, 20]]
    found = read([*rows, ["E08000025", 2024, 30]])
    assert counts(found) == {"E06000051": 10, "E08000025": 30}
    assert "perhaps E06000021" in found.unplaced["reason"].iloc[0]


def test_a_formula_without_a_result_is_no_zero() -> None:
    rows: made.Rows = [["Ward", "Year", "Cases"], ["Aston", 2024, "=5+6"], ["Ladywood", 2024, 20]]
    found = understand(made.xlsx({"s": rows}))
    assert counts(found)[LADYWOOD] == 20
    assert pd.isna(counts(found)[ASTON])
    assert any("never calculated" in note for note in found.notes)


def test_a_hidden_sheet_is_not_read_and_is_named() -> None:
    def hide(book: Any) -> None:
        book["Old"].sheet_state = "hidden"

    found = understand(made.xlsx({"Now": made.cases(), "Old": made.cases()}, hide=hide))
    assert_wards(found)
    assert "The hidden sheet “Old” is not read." in found.notes


def test_names_on_a_hidden_sheet_refuse_the_file() -> None:
    def hide(book: Any) -> None:
        book["Lookup"].sheet_state = "hidden"

    people: made.Rows = [["Child name", "UPN"], ["Ann Example", "A123456789012"]]
    with pytest.raises(Refused, match="hidden sheet “Lookup”"):
        understand(made.xlsx({"Now": made.cases(), "Lookup": people}, hide=hide))


def test_several_sheets_are_a_question() -> None:
    other: made.Rows = [["Ward", "Year", "Hubs"], ["Aston", 2024, 12], ["Ladywood", 2024, 15]]
    content = made.xlsx({"Read me": [["About"]], "Hubs": other, "Cases": made.cases()})
    found = understand(content)
    assert_wards(found)
    question = next(each for each in found.questions if each.key == "sheet")
    assert [option.value for option in question.options] == ["Hubs", "Cases"]
    assert set(counts(understand(content, Answers(sheet="Hubs"))).values()) == {12, 15}
    with pytest.raises(Refused, match="no sheet “Hub”"):
        understand(content, Answers(sheet="Hub"))


def test_the_same_row_twice_is_read_once() -> None:
    found = read([*made.cases(), ["Aston", "2024/25", 120, 6000]])
    assert_wards(found)
    assert list(found.unplaced["row"]) == [7]


def test_rows_that_disagree_are_asked_about() -> None:
    rows: made.Rows = [
        ["Ward", "Year", "Team", "Cases"],
        ["Aston", 2024, "A", 10],
        ["Aston", 2024, "B", 20],
    ]
    rows.append(["Ladywood", 2024, "A", 30])
    found = read(rows)
    assert counts(found) == {LADYWOOD: 30}
    assert list(found.unplaced["row"]) == [2, 3]
    assert counts(read(rows, choices={"duplicates": "add"})) == {ASTON: 30, LADYWOOD: 30}


def test_two_measures_in_one_column_stay_apart() -> None:
    rows: made.Rows = [["Ward", "Year", "Measure", "Value"]]
    rows += [["Aston", 2024, "Cases", 1200], ["Aston", 2024, "Rate per 1,000", 12.5]]
    rows += [["Ladywood", 2024, "Cases", 1300], ["Ladywood", 2024, "Rate per 1,000", 13.5]]
    found = read(rows)
    assert found.measures == {"Cases": "count", "Rate per 1,000": "per 1000"}
    assert len(found.rows) == 4


def test_names_with_commas() -> None:
    rows: made.Rows = [["Authority", "Year", "Cases"], ["Herefordshire, County of", 2024, 10]]
    found = read([*rows, ["Stoke-on-Trent City Council", 2024, 20], ["Telford & Wrekin", 2024, 30]])
    assert counts(found) == {"E06000019": 10, "E06000021": 20, "E06000020": 30}


@pytest.mark.parametrize(
    "content", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", made.csv([["", ""], ["", ""]])]
)
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match=r"empty|no cells"):
        understand(content)


def test_a_line_of_ten_megabytes_is_refused() -> None:
    with pytest.raises(Refused, match="One line of the file"):
        understand(b"a" * (MOST_BYTES - 1))
    with pytest.raises(Refused, match="at most 10 MB"):
        understand(b"a,b\n" * (MOST_BYTES // 4 + 1))


def test_more_rows_than_are_read_are_refused() -> None:
    with pytest.raises(Refused, match="at most 200,000"):
        understand(b"Ward,Cases\n" + b"Aston,1\n" * 200_200)


def test_a_quotation_mark_left_open_is_refused_or_read() -> None:
    content = b'Ward,Year,Cases\nAston,2024,"10\n' + b"Ladywood,2024,20\n" * 9000
    with pytest.raises(Refused, match=r"^[A-Z].*\.$"):
        understand(content)


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    bomb = made.changed(made.xlsx({"s": made.cases()}), {"xl/media/big.bin": b"\0" * (260 * 2**20)})
    assert len(bomb) < MOST_BYTES
    with pytest.raises(Refused, match="unpacks to more"):
        understand(bomb)


def test_a_small_workbook_that_claims_a_billion_cells_is_refused() -> None:
    whole = made.xlsx({"s": made.cases()})
    far = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        "</sheetData></worksheet>"
    )
    with pytest.raises(Refused, match="at most 200,000"):
        understand(made.changed(whole, {"xl/worksheets/sheet1.xml": far}))
    cell = '<table:table-cell office:value-type="float" office:value="1" '
    more = (
        f'<table:table-row table:number-rows-repeated="1048576">{cell}'
        'table:number-columns-repeated="16000"/></table:table-row>'
    )
    with pytest.raises(Refused, match="at most"):
        understand(made.ods(made.cases(), more))


def test_a_text_repeated_into_hundreds_of_megabytes_is_refused() -> None:
    whole = made.xlsx({"s": made.cases()})
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    strings = f"<sst {space}><si><t>{'x' * 30_000}</t></si></sst>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 10_001))
    sheet = f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>"
    parts = {"xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet}
    with pytest.raises(Refused, match="too long"):
        understand(made.changed(whole, dict(parts)))


def test_macros_archives_and_old_kinds_are_refused() -> None:
    whole = made.xlsx({"s": made.cases()})
    with pytest.raises(Refused, match="macros"):
        understand(made.changed(whole, {"xl/vbaProject.bin": b"x"}))
    with pytest.raises(Refused, match="archive"):
        understand(made.zipped({"table.csv": "a,b"}))
    with pytest.raises(Refused, match=r"\.xls"):
        understand(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600)
    with pytest.raises(Refused, match="PDF"):
        understand(b"%PDF-1.7 ...")
    with pytest.raises(Refused, match="web page"):
        understand(b"<html><table><tr><td>Aston</td></tr></table></html>")
    with pytest.raises(Refused, match="JSON"):
        understand(b'{"Aston": 5}')
    with pytest.raises(Refused, match="damaged"):
        understand(whole[: len(whole) // 2])


def test_entities_in_a_workbook_are_not_followed() -> None:
    whole = made.xlsx({"s": made.cases()})
    evil = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><t>&b;&f;</t></si></sst>"
    )
    try:
        found = understand(made.changed(whole, {"xl/sharedStrings.xml": evil}))
    except Refused:
        return
    assert not any("aaaaaaaaaa" in cell for row in found.first_rows for cell in row)


def test_ods_and_parquet() -> None:
    assert_wards(understand(made.ods(made.cases())))
    rows = made.cases()
    table = pd.DataFrame(rows[1:], columns=[str(name) for name in rows[0]])
    out = io.BytesIO()
    table.to_parquet(out)
    assert_wards(understand(out.getvalue()))
    with pytest.raises(Refused, match="Parquet file is damaged"):
        understand(out.getvalue()[:100])


def test_a_table_without_areas_or_figures_is_refused() -> None:
    with pytest.raises(Refused, match="No column of areas"):
        read([["Colour", "Year", "Cases"], ["red", 2024, 10], ["blue", 2024, 20]])
    with pytest.raises(Refused, match="No column of figures"):
        read([["Ward", "Lead"], ["Aston", "north team"], ["Ladywood", "south team"]])


def test_corrections_of_columns() -> None:
    rows: made.Rows = [
        ["Ward", "Year", "A", "B"],
        ["Aston", 2024, 10, 100],
        ["Ladywood", 2024, 20, 200],
    ]
    found = read(rows, columns={"B": "denominator"})
    assert found.rows["denominator"].tolist() == [100, 200]
    assert [c.role for c in found.columns] == ["area", "period", "count", "denominator"]
    with pytest.raises(Refused, match="no column “C”"):
        read(rows, columns={"C": "count"})
    with pytest.raises(Refused, match="cannot be “sum”"):
        read(rows, columns={"B": "sum"})
    with pytest.raises(Refused, match="Row 9 is empty"):
        read(rows, header_row=9)


@pytest.mark.parametrize("mark", ["-", "~", "*", "n/a", "-1"])
def test_a_mark_with_two_meanings_is_asked_about_once_and_is_never_zero(mark: str) -> None:
    more: made.Rows = [[name, "2024/25", mark, 500] for name in ("Sparkhill", "Balsall Heath West")]
    rows = made.cases(*more)
    found = read(rows)
    asked = [each for each in found.questions if each.key.startswith("mark:")]
    if mark == "-1":  # a number, and no count
        assert not asked
    else:
        assert [(each.key, each.cells, each.assumed) for each in asked] == [(f"mark:{mark}", 2, "")]
    gone = found.rows[found.rows["denominator"] == 500]
    assert len(gone) == 2 and gone["count"].isna().all() and gone["value"].isna().all()
    said = read(rows, marks={mark: "suppressed"})
    assert set(said.rows.loc[said.rows["denominator"] == 500, "meaning"]) == {"suppressed"}
    assert not [each for each in said.questions if each.key.startswith("mark:")]


def test_every_row_is_placed_or_listed() -> None:
    odd: made.Rows = [["Nowhere", "2024/25", 5, 50], ["Castle", "2024/25", 5, 50]]
    odd += [["Aston", "soon", 5, 50], ["Sparkhill", "2024/25", None, None]]
    rows = made.cases(*odd)
    found = read(rows)
    placed = {int(n) for text in found.rows["rows"] for n in re.findall(r"\d+", text)}
    assert placed | set(found.unplaced["row"]) == set(range(2, len(rows) + 1))
    assert found.read == len(rows) - 1
