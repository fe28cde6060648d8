"""CSV that no spreadsheet runs: whatever stands in a cell, title or caption stays a text."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.csv_text import about, field, harmless, row, table

PAYLOAD = "cmd|'/c calc'!A0"
FRONTS = [
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\u00a0",
    "\u3000",
    "\u200b",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u202e",
    "\x00",
    "\x0b",
    "\u0301",
    " \u200b\n ",
]
SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"]
texts = st.text(
    st.sampled_from("=+-@;,\"'|\t\r\n #5aA!()\u200b\u3000＝－_x.") | st.characters(codec="utf-8"),
    max_size=30,
)


def runs(cell: str) -> bool:
    """Whether some spreadsheet takes a cell for a formula: the first sign that counts is one."""
    seen = [c for c in cell if not re.match(r"\s", c) and unicodedata.category(c)[0] not in "CMZ"]
    first = unicodedata.normalize("NFKC", seen[0])[0] if seen else ""
    return first in set("=+-@")


def number(cell: str) -> bool:
    return re.fullmatch(r"-?[\d,]+(\.\d+)?([eE][-+]?\d+)?%?", cell.strip()) is not None


def cells(text: str, delimiter: str) -> list[str]:
    return [cell for line in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in line]


@pytest.mark.parametrize("front", FRONTS)
@pytest.mark.parametrize("sign", SIGNS)
def test_no_sign_begins_a_formula_whatever_stands_before_it(front: str, sign: str) -> None:
    for text in (front + sign + PAYLOAD, f"x,{front}{sign}{PAYLOAD}", f"x;{front}{sign}{PAYLOAD}"):
        for made in (row([text, 1]), about({"Title": text})):
            for delimiter in ",;":
                assert not any(runs(cell) for cell in cells(made, delimiter)), (text, made)


@given(st.lists(texts, min_size=1, max_size=4))
@example(["x,=cmd|'/c calc'!A0"])
@example(['x","=cmd'])
@example(["\u0b45@"])
@example(["x;+5 +cmd|'/c calc'!A0"])
def test_no_text_becomes_a_formula_or_a_second_cell(values: list[str]) -> None:
    made = row(values)
    assert len(cells(made, ",")) == len(values)
    for cell in cells(made, ","):
        assert not runs(cell) or number(cell)
    for value in values:
        for cell in cells(row([value]), ";"):
            in_words = not re.search(r"[|!'=@]|[A-Za-z]\(", cell)
            assert not runs(cell) or number(cell) or (re.match(r"\s*[-+]?\d", cell) and in_words)
    top = about({"Title": " ".join(values)})
    assert top.count("\n") == 1 and len(cells(top, ",")) == 2
    assert not any(runs(cell) for cell in cells(top, ",") if not number(cell))


@given(st.floats(allow_infinity=False, allow_nan=False))
def test_numbers_stay_numbers_to_the_last_digit(value: float) -> None:
    assert float(field(value)) == value
    assert harmless(value) == value


@given(st.integers(), st.decimals(-1000, 1000, places=2))
def test_numbers_written_as_text_stay_as_they_are(whole: int, parts: Decimal) -> None:
    for text in (str(whole), str(parts), f"{whole:,}", f"{parts}%"):
        assert harmless(text) == text


def test_missing_values_are_empty_and_kinds_of_number_are_kept() -> None:
    frame = pd.DataFrame({"a": [-1.5, None], "b": [2, -3], "c": [True, False], "d": ["", None]})
    assert table(frame) == "a,b,c,d\n-1.5,2,True,\n,-3,False,\n"


def test_a_table_reads_back_with_commas_quotes_hashes_and_line_ends() -> None:
    frame = pd.DataFrame({"na,me": ['a "b", c', "E#1", "two\nlines", "plain"], "n": [1, 2, 3, -4]})
    text = about({"Title": "x, y # z", "Note": "two\nlines"}) + table(frame)
    back = pd.read_csv(io.StringIO(text), comment="#")
    pd.testing.assert_frame_equal(back, frame)


def test_what_is_known_of_a_table_stands_in_two_cells() -> None:
    assert about({"Title": 'Say "x", y'}) == '# Title:,"Say ""x"", y"\n'


def test_ordinary_text_is_left_alone() -> None:
    for text in ("Stoke-on-Trent", "a; b", "A. Save £5m", "−12 (−20 to −3)", "x; +5 (+3 to +7)"):
        assert harmless(text) == text


def test_nothing_else_writes_csv() -> None:
    root = Path(__file__).resolve().parents[2]
    writers = re.compile(r"\.to_csv\(|\bcsv\.(?:writer|DictWriter)\(")
    sources = [
        path
        for folder in ("components", "pages", "plans", "model", "analysis", "data", "server")
        for path in (root / folder).rglob("*.py")
        if "build" not in path.relative_to(root).parts
    ]
    assert not [path for path in sources if writers.search(path.read_text(encoding="utf-8"))]
