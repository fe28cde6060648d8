"""Tables that scroll on the screen are whole on paper."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from lxml import html

from components.widgets import long_table

ROOT = Path(__file__).resolve().parents[2]


def _cells(text: str) -> list[list[str]]:
    table = html.fromstring(f"<div>{text}</div>").find(".//table")
    return [[cell.text_content() for cell in row] for row in table.iter("tr")]


def test_every_row_stands_on_paper_in_words() -> None:
    table = pd.DataFrame({"Area": ["A & B", "<i>C</i>"], "Figure": [1234.0, float("nan")]})
    assert _cells(long_table.paper(table)) == [
        ["Area", "Figure"],
        ["A & B", "1,234"],
        ["<i>C</i>", "–"],
    ]


def test_what_is_too_long_for_paper_says_how_much_is_left_out() -> None:
    text = long_table.paper(pd.DataFrame({"n": range(long_table.MOST + 1200)}))
    assert len(_cells(text)) == long_table.MOST + 1
    assert "1,200 more rows are not printed" in text


def test_no_table_is_drawn_on_a_canvas_without_its_paper() -> None:
    users = [
        path.relative_to(ROOT).as_posix()
        for room in ("components", "pages")
        for path in (ROOT / room).rglob("*.py")
        if "st.dataframe(" in path.read_text(encoding="utf-8")
    ]
    assert users == ["components/widgets/long_table.py"]
