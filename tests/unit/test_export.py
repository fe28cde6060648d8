"""Exports: nothing a spreadsheet would run, nothing lost, safe names."""

from __future__ import annotations

import io

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from components.exports.data_files import csv_with_metadata, safe_file_name


def test_csv_reads_back_with_its_metadata():
    table = pd.DataFrame({"area": ["Sandwell", "=cmd"], "value": [35.25, None]})
    raw = csv_with_metadata(table, {"Unit": "%", "Note": "two\nlines"})
    assert raw.startswith(b"\xef\xbb\xbf")
    text = raw.decode("utf-8-sig")
    assert '# Unit:,"%"\n' in text and '# Note:,"two lines"\n' in text
    back = pd.read_csv(io.StringIO(text), comment="#")
    assert back["value"].iloc[0] == 35.25 and pd.isna(back["value"].iloc[1])
    assert back["area"].tolist() == ["Sandwell", "'=cmd"]


@given(st.text(max_size=200))
def test_file_names_are_safe(text):
    name = safe_file_name(text)
    assert 0 < len(name) <= 80
    assert all(letter.isascii() and (letter.isalnum() or letter == "-") for letter in name)
