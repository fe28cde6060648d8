"""Publishers' files by their headers, places of every year, and records of people refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import store
from data.contract import parse_period
from data.own import marks, people, periods, places
from data.own.shape import Answers, Refused, Understood
from data.own.understand import understand
from tests.own import made_files as made


def read(rows: made.Rows, **answers: Any) -> Understood:
    return understand(made.csv(rows, encoding="utf-8-sig"), Answers(**answers))


def test_explore_education_statistics() -> None:
    head = ["time_period", "time_identifier", "geographic_level", "country_code", "country_name"]
    head += ["region_code", "region_name", "old_la_code", "new_la_code", "la_name", "sex"]
    head += ["number_of_pupils", "absence_percent"]
    place = ["E92000001", "England", "E12000005", "West Midlands"]
    rows: made.Rows = [head]
    rows.append(
        [202425, "Academic year", "National", *place[:2], "", "", "", "", "", "Total", 9, 7.1]
    )
    local = [*place, 330, "E08000025", "Birmingham"]
    rows.append([202425, "Academic year", "Local authority", *local, "Total", 900, "c"])
    rows.append([202425, "Academic year", "Local authority", *local, "Girls", 400, "low"])
    rows.append(
        [
            202425,
            "Academic year",
            "Local authority",
            *place,
            331,
            "z",
            "Coventry",
            "Total",
            ":",
            "~",
        ]
    )
    rows.append([202425, "Academic year", "School", *local, "Total", 5, 1])
    found = read(rows)
    assert found.source.startswith("Department for Education")
    table = found.rows.set_index(["area_code", "measure", "group"])
    assert table.loc[("E92000001", "absence_percent", "all"), "value"] == 7.1
    assert table.loc[("E08000025", "absence_percent", "all"), "meaning"] == "suppressed"
    assert table.loc[("E08000025", "absence_percent", "Girls"), "meaning"] == "low"
    assert table.loc[("E08000026", "number_of_pupils", "all"), "meaning"] == "missing"
    assert set(found.rows["period"]) == {"2024-09-01/P1Y"}
    assert "level “school”" in found.unplaced["reason"].iloc[0]
    assert not found.questions
    assert table["value"].dropna().tolist() == [7.1]


def test_fingertips() -> None:
    head = [
        "Indicator ID",
        "Indicator Name",
        "Area Code",
        "Area Name",
        "Sex",
        "Age",
        "Category Type",
        "Category",
        "Time period",
        "Value",
        "Lower CI 95.0 limit",
        "Upper CI 95.0 limit",
        "Count",
        "Denominator",
        "Value note",
    ]
    one = ["90362", "Self-harm", "E08000025", "Birmingham", "Persons", "10-24 yrs", "", ""]
    rows: made.Rows = [head, [*one, "2021/22", 400.5, 380.1, 420.2, 1200, 299625, ""]]
    two = [*one]
    two[2:4] = ["E08000026", "Coventry"]
    note = "Value suppressed for disclosure control due to small count"
    rows.append([*two, "2021/22", "", "", "", "", "", note])
    found = read(rows)
    table = found.rows.set_index("area_code")
    assert table.loc["E08000025", "lower"] == 380.1 and table.loc["E08000025", "group"] == "all"
    assert table.loc["E08000026", "meaning"] == "suppressed"
    assert list(found.measures) == ["Self-harm, 10-24 yrs"]


def test_fingertips_upload() -> None:
    head = [
        "area_code",
        "date_from",
        "date_to",
        "period_type",
        "sex",
        "count",
        "value",
        "denominator",
        "lower_ci_95",
        "upper_ci_95",
    ]
    rows: made.Rows = [
        head,
        ["E08000025", "2023-04-01", "2024-03-31", "financial", "persons", 10, 5, 200, 2, 9],
    ]
    found = read(rows).rows.iloc[0]
    assert (found["period"], found["value"], found["upper"]) == ("2023-04-01/P1Y", 5, 9)


def test_nomis() -> None:
    api: made.Rows = [
        [
            "GEOGRAPHY_CODE",
            "GEOGRAPHY_NAME",
            "DATE_NAME",
            "MEASURES_NAME",
            "OBS_VALUE",
            "OBS_STATUS_NAME",
            "RECORD_COUNT",
        ]
    ]
    api.append(["E08000025", "Birmingham", "April 2026", "Value", "51230", "Normal Value", "2"])
    api.append(["E08000026", "Coventry", "April 2026", "Value", "", "Not available", "2"])
    found = read([list(row) for row in api]).rows.set_index("area_code")
    assert found.loc["E08000025", "period"] == "2026-04-01/P1M"
    assert found.loc["E08000026", "meaning"] == "missing"
    preamble: made.Rows = [["Annual population survey"], ["Date", "Apr 2023-Mar 2024"], []]
    rows: made.Rows = [
        *preamble,
        ["Area", "mnemonic", "Economically active"],
        ["Birmingham", "E08000025", 51],
        ["Coventry", "E08000026", "!"],
        ["Dudley", "E08000027", "-"],
        [],
        ["! is small"],
    ]
    found2 = read(rows)
    assert found2.source == "Nomis (download)"
    assert set(found2.rows.loc[1:, "meaning"]) == {"missing"}
    assert not [each for each in found2.questions if each.key.startswith("mark:")]


def test_explore_local_statistics() -> None:
    head = [
        "areacd",
        "areanm",
        "geography",
        "indicator",
        "period",
        "observation",
        "measure",
        "unit",
        "lci_95",
        "uci_95",
        "status",
        "notes",
    ]
    one = ["indicator-a", "2021-04-01/P1Y"]
    rows: made.Rows = [
        head,
        ["E08000039", "Sheffield", "ltla", *one, 12.5, "rate", "%", 11, 14, "", ""],
    ]
    found = read(rows)
    assert found.rows.iloc[0]["area_code"] == "E08000019"  # the code under which the atlas has it
    assert found.rows.iloc[0]["period"] == "2021-04-01/P1Y"
    assert "recoded from E08000039" in " ".join(found.notes)


def test_marks_in_brackets_mean_the_same_everywhere() -> None:
    rows: made.Rows = [["Code", "Year", "Cases"], ["E08000025", 2024, "[c]"]]
    rows += [
        ["E08000026", 2024, "[x]"],
        ["E08000027", 2024, "[low]"],
        ["E08000028", 2024, "12 [u]"],
    ]
    found = read([*rows, ["E08000029", 2024, "15 [note 3]"], ["E08000030", 2024, "[z]"]])
    said = found.rows.set_index("area_code")
    assert said["meaning"].tolist() == ["suppressed", "missing", "low", "", "", "not applicable"]
    assert said["count"].dropna().tolist() == [12, 15]
    assert not [each for each in found.questions if each.key.startswith("mark:")]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("E08000016", "E08000016"),
        ("E08000038", "E08000016"),
        ("E06000048", "E06000057"),
        ("E08000020", "E08000037"),
        ("e08000025 ", "E08000025"),
        ("E08000025 : Birmingham", "E08000025"),
        (330, "E08000025"),
        ("937", "E10000031"),
        ("E10000023", "E06000065"),
    ],
)
def test_codes_of_every_year(cell: object, code: str) -> None:
    found = places.by_code(cell)
    assert isinstance(found, places.Placed) and found.code == code


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("E10000006", "cannot be taken apart"),
        ("E01008914", "split into 2 in 2021"),
        ("E05009285", "redrawn"),
        ("E14001100", "constituency"),
        ("E05000001", "no ward of the West Midlands"),
        ("W06000015", "outside England"),
        ("E07000999", "a district outside the West Midlands"),
        ("00CN", "before 2011"),
        ("", "empty"),
    ],
)
def test_codes_that_cannot_be_placed_say_why(cell: str, reason: str) -> None:
    found = places.by_code(cell)
    assert isinstance(found, places.Lost) and reason in found.reason


@given(st.sampled_from(sorted(places._current())))
def test_every_area_is_found_by_its_code_and_never_another_by_its_name(code: str) -> None:
    assert places.by_code(code) == places.Placed(code)
    named = places.by_names([(store.area(code).name, "")])
    place = next(iter(named.found.values()), None)
    if isinstance(place, places.Placed) and place.code != code:
        assert store.area(place.code).name == store.area(code).name


def test_merged_authorities_add_up_only_when_all_are_there() -> None:
    parts = ["E07000151", "E07000154", "E07000155"]
    rows: made.Rows = [["Code", "Year", "Cases", "Population"]]
    rows += [[code, 2019, 10 * n, 100 * n] for n, code in enumerate(parts, 1)]
    rows.append(["E08000025", 2019, 50, 500])
    found = read(rows)
    row = found.rows.set_index("area_code").loc["E06000062"]
    assert (row["count"], row["denominator"], row["rows"]) == (60, 600, "2, 3, 4")
    short = read([rows[0], *rows[2:]])
    assert list(short.rows["area_code"]) == ["E08000025"]
    assert "only 2 of the 3 areas" in short.unplaced["reason"].iloc[0]
    rated = read([["Code", "Year", "Rate %"], *([r[0], 2019, 10.5] for r in rows[1:])])
    assert "counts are needed" in rated.unplaced["reason"].iloc[0]


def test_names_of_wards_ask_for_their_year_and_authority() -> None:
    rows: made.Rows = [["Ward", "Authority", "Year", "Cases"]]
    rows += [["Castle", "Tamworth", 2024, 11], ["Castle", "Herefordshire", 2024, 12]]
    rows += [["Castle", "", 2024, 13], ["Aston", "Birmingham", 2024, 14]]
    found = read(rows)
    names = [store.area(code).name for code in found.rows["area_code"]]
    assert names == ["Castle (Tamworth)", "Castle (Herefordshire, County of)", "Aston"]
    assert "could be Castle" in found.unplaced["reason"].iloc[0]
    assert next(each for each in found.questions if each.key == "wards").assumed == "2025"
    assert len(read(rows, choices={"wards": "earlier"}).rows) == 0
    with pytest.raises(Refused, match="2025"):
        read(rows, choices={"wards": "1998"})


def test_a_name_spelled_wrongly_is_named_and_not_guessed() -> None:
    rows: made.Rows = [["Authority", "Year", "Cases"], ["Birmingham", 2024, 10]]
    found = read(
        [*rows, ["Coventry", 2024, 12], ["Sandwel", 2024, 13], ["West Midlands", 2024, 30]]
    )
    assert len(found.rows) == 2
    said = " ".join(found.unplaced["reason"])
    assert "nearest: Sandwell" in said and "“West Midlands” could be" in said


PEOPLE: dict[str, made.Rows] = {
    "names": [["Forename", "Surname", "Ward"], ["Ann", "Example", "Aston"]],
    "birth": [["Ward", "Date of Birth", "Cases"], ["Aston", "01/02/2012", 10]],
    "NHS numbers": [
        ["Ward", "Ref", "Cases"],
        ["Aston", "9434765919", 1],
        ["Aston", "943 476 5870", 1],
        ["Ladywood", "9434765927", 1],
        ["Ladywood", "9434765943", 1],
    ],
    "unique pupil numbers": [
        ["Ward", "Code", "n"],
        *(["Aston", f"A80120000{n}001", 1] for n in range(4)),
    ],
    "e-mail": [["Ward", "Contact", "n"], *(["Aston", f"a{n}@example.org", 1] for n in range(4))],
    "numbers every row": [["Case ID", "Ward", "Days"], *([n, "Aston", n % 7] for n in range(9))],
    "holds names": [
        ["Ward", "Child", "Sessions"],
        *(["Aston", f"{a} Smith", 3] for a in ("Ann", "Bob", "Cat", "Dan", "Eve")),
    ],
    "no column of counts": [["Ward", "Age", "Sex"], *(["Aston", n % 18, "F"] for n in range(9))],
}


@pytest.mark.parametrize("what", PEOPLE)
def test_records_of_people_are_refused_without_a_cell_of_them(what: str) -> None:
    with pytest.raises(Refused, match=f"records of people.*{what}|records of people") as told:
        read(PEOPLE[what])
    for cell in ("Ann", "Example", "9434765919", "@example", "01/02/2012"):
        assert cell not in str(told.value)


@given(st.integers(0, 999_999_999))
def test_nhs_numbers_by_their_check_digit(number: int) -> None:
    digits = f"{number:09d}"
    fitting = [n for n in range(10) if people.is_nhs_number(f"{digits}{n}")]
    assert len(fitting) <= 1


@given(st.floats(-1e9, 1e9).map(lambda number: round(number, 3)))
def test_numbers_read_back(number: float) -> None:
    assert marks.read(number).number == number
    assert marks.read(f"{number:,.3f}").number == pytest.approx(number, abs=1e-3)
    assert marks.read(f" {number:.3f} % ").percent


@given(st.text(max_size=12))
def test_no_mark_is_a_number_and_no_text_breaks_the_reading(text: str) -> None:
    figure = marks.read(text)
    if not any(letter.isdigit() for letter in text):
        assert figure.number != figure.number  # never zero
    assert marks.meaning(figure.mark) in (*marks.MEANINGS, "")
    for reading in periods.readings(text):
        parse_period(reading.period)
    assert isinstance(places.by_code(text), places.Placed | places.Lost)


@given(
    st.integers(1981, 2058), st.sampled_from(["{}/{:02d}", "{}-{:02d}", "{}–{:02d}", "{}{:02d}"])
)
def test_split_years_in_every_form(year: int, form: str) -> None:
    text = form.format(year, (year + 1) % 100)
    for kind, month in (("financial", 4), ("school", 9)):
        read_ = periods.column([text, "2024/25"], kind)
        assert read_.periods[0] == f"{year}-{month:02d}-01/P1Y"


@given(st.dates(dt.date(1981, 1, 1), dt.date(2060, 12, 31)))
def test_dates_and_months_in_every_form(day: dt.date) -> None:
    for text in (f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day.day} {day:%B %Y}", day):
        assert periods.readings(text)[0].period == f"{day:%Y-%m-%d}/P1D"
    for text in (f"{day:%B %Y}", f"{day:%b %Y}"):
        assert periods.readings(text)[0].period == f"{day:%Y-%m}-01/P1M"
