"""Exports: nothing a spreadsheet would run, nothing lost, safe names."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.exports.data_files import csv_with_metadata, rounded, safe_file_name
from components.session.file_names import unique


def test_csv_reads_back_with_its_metadata() -> None:
    table = pd.DataFrame({"area": ["Sandwell", "=cmd"], "value": [35.25, None]})
    raw = csv_with_metadata(table, {"Unit": "%", "Note": "two\nlines"})
    assert raw.startswith(b"\xef\xbb\xbf")
    text = raw.decode("utf-8-sig")
    assert '# Unit:,"%"\n' in text and '# Note:,"two lines"\n' in text
    back = pd.read_csv(io.StringIO(text), comment="#")
    assert back["value"].iloc[0] == 35.25 and pd.isna(back["value"].iloc[1])
    assert back["area"].tolist() == ["Sandwell", "'=cmd"]


@given(st.text(max_size=200))
def test_file_names_are_safe(text: str) -> None:
    name = safe_file_name(text)
    assert 0 < len(name) <= 110
    assert all(letter.isascii() and (letter.isalnum() or letter == "-") for letter in name)


def test_a_long_measure_leaves_place_period_and_kind_in_the_name() -> None:
    measure = (
        "Children looked after at 31 March (per 10,000 children aged 0 to 17), by ethnic group"
    )
    names = {
        safe_file_name(place, measure, "31 March 2025", "by ethnic group")
        for place in ("Sandwell", "Dudley")
    }
    assert names == {
        f"{place}-children-looked-after-at-31-march-per-10-000-31-march-2025-by-ethnic-group"
        for place in ("sandwell", "dudley")
    }


@given(st.lists(st.text(max_size=90), min_size=1, max_size=6))
def test_a_part_takes_nothing_from_those_before_it(parts: list[str]) -> None:
    name = safe_file_name(*parts)
    first = safe_file_name(parts[0])
    assert name.startswith(first) or first == "figures"


def test_two_files_of_a_session_have_two_names_and_one_file_keeps_its_own() -> None:
    taken: dict[str, str] = {}
    assert unique("a.csv", "one", taken) == "a.csv"
    assert unique("a.csv", "two", taken) == "a-2.csv"
    assert unique("a.csv", "three", taken) == "a-3.csv"
    assert unique("a.csv", "two", taken) == "a-2.csv"
    assert unique("a.csv", "one", taken) == "a.csv"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.30189259160392157, "0.301893"),
        (-52.35272216796875, "-52.3527"),
        (1234567.891, "1234568.0"),
        (0.000012345678, "1.23457e-05"),
        (5950757.0, "5950757.0"),
        (35.25, "35.25"),
        (0.0, "0.0"),
    ],
)
def test_decimals_are_rounded_to_what_is_known(value: float, written: str) -> None:
    assert str(rounded(pd.DataFrame({"value": [value]}))["value"].iloc[0]) == written
    text = csv_with_metadata(pd.DataFrame({"value": [value]}), {}).decode("utf-8-sig")
    assert text.splitlines()[-1] == written and "# Rounding:" in text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_rounding_stays_within_a_part_in_two_hundred_thousand(value: float) -> None:
    found = float(rounded(pd.DataFrame({"value": [value]}))["value"].iloc[0])
    assert abs(found - value) <= abs(value) * 5e-6
