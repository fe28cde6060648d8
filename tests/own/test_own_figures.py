"""Figures of one's own as they may be shown: protected, with rates and intervals; the command."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.intervals import byar, wilson
from analysis.own_figures import OwnFiguresError, figures
from data import store
from data.__main__ import main
from data.disclosure import recoverable, sums_of
from data.own.shape import Understood
from data.own.understand import understand
from tests.own import made_files as made


def read(rows: made.Rows) -> Understood:
    return understand(made.csv(rows))


def test_shares_have_wilson_intervals_and_rates_byars() -> None:
    rows: made.Rows = [["Ward", "Year", "Cases", "Population"]]
    rows += [["Aston", 2024, 120, 6000], ["Ladywood", 2024, 45, 5000]]
    shown = figures(read(rows))
    low, high = wilson([120, 45], [6000, 5000])
    assert shown.table["value"].tolist() == pytest.approx([2.0, 0.9])
    assert shown.table["lower"].tolist() == pytest.approx(low * 100)
    assert shown.table["upper"].tolist() == pytest.approx(high * 100)
    rows[0][2] = "Visits"
    rows[1][2] = 7000  # more than there are people: a rate
    shown = figures(read(rows))
    assert set(shown.units.values()) == {"per 1000"}
    low, high = byar([7000, 45], [6000, 5000], 1000)
    assert shown.table["lower"].tolist() == pytest.approx(low)


def test_limits_of_the_file_are_kept() -> None:
    rows: made.Rows = [["Ward", "Year", "Percent", "Lower", "Upper"]]
    rows += [["Aston", 2024, 12.5, 11, 14], ["Ladywood", 2024, 22.5, 20, 25]]
    table = figures(read(rows)).table
    assert table["lower"].tolist() == [11, 20]
    assert set(table["interval_method"]) == {"in the file"}


def test_small_counts_are_hidden_with_what_gives_them_away() -> None:
    rows: made.Rows = [["Ward", "Year", "Cases"], ["Birmingham", 2024, 100]]
    names = store.areas("ward", "E08000025")["area_name"].tolist()
    sizes = [3, 50, 47, *[0] * (len(names) - 3)]
    rows += [[name, 2024, size] for name, size in zip(names, sizes, strict=True)]
    shown = figures(read(rows))
    table = shown.table.set_index("area_code")
    hidden = table[table["status"] == "suppressed"]
    assert len(hidden) >= 2  # the small one and another: the total gives one alone away
    assert hidden[["value", "lower", "upper", "numerator", "denominator"]].isna().all(axis=None)
    assert 3 not in table["value"].tolist() and 100 in table["value"].tolist()
    assert len(set(hidden["note"])) == 1
    assert figures(read(rows), threshold=1).table["status"].eq("own").all()
    with pytest.raises(OwnFiguresError):
        figures(read(rows), threshold=0)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=4, max_size=8))
def test_no_hidden_count_can_be_worked_out(sizes: list[int]) -> None:
    wards = store.areas("ward", "E08000026").index.tolist()[: len(sizes)]
    rows: made.Rows = [["Code", "Year", "Cases"], ["E08000026", 2024, sum(sizes)]]
    rows += [[code, 2024, size] for code, size in zip(wards, sizes, strict=True)]
    shown = figures(read(rows)).table
    assert not shown["numerator"].between(1, 4).any()
    parent = pd.Series("E08000026", index=wards)
    table = shown.rename(columns={"measure": "indicator_id"}).reset_index(drop=True)
    counts = table["numerator"].to_numpy(float)
    hidden = set(table.index[table["status"].eq("suppressed")])
    assert not recoverable(hidden, counts, sums_of(table, counts, "all", parent))


def test_rates_whose_counts_would_be_small_are_hidden() -> None:
    rows: made.Rows = [["Ward", "Year", "Percent", "Population"]]
    rows += [
        ["Aston", 2024, 2.0, 100],
        ["Ladywood", 2024, 30.5, 1000],
        ["Nechells", 2024, 40.5, 900],
    ]
    table = figures(read(rows)).table
    assert table["status"].tolist() == ["suppressed", "own", "own"]


def test_rates_without_counts_are_told_to_be_unjudged() -> None:
    rows: made.Rows = [["Ward", "Year", "Percent"], ["Aston", 2024, 12.5]]
    shown = figures(read([*rows, ["Ladywood", 2024, 30.5]]))
    assert any("have no counts behind them" in note for note in shown.notes)


def test_a_population_of_ours_is_used_only_when_asked_for_and_said() -> None:
    rows: made.Rows = [["Ward", "Year", "Cases"], ["Aston", 2024, 120]]
    rows.append(["Ladywood", 2024, 45])
    assert figures(read(rows)).table["value"].tolist() == [120, 45]
    shown = figures(read(rows), population="children_0_15")
    aston = float(store.areas("ward").loc["E05011121", "children_0_15"])
    assert shown.table["value"].iloc[0] == pytest.approx(100 * 120 / aston)
    assert any("Census 2021" in note for note in shown.notes)
    with pytest.raises(OwnFiguresError, match="do not fit"):
        figures(read(rows), population="children_0_17")
    with pytest.raises(OwnFiguresError, match="children_0_15"):
        figures(read(rows), population="adults")


def test_marks_hold_back_and_are_missing() -> None:
    rows: made.Rows = [["Code", "Year", "Cases"], ["E08000025", 2024, "[c]"]]
    rows += [["E08000026", 2024, "-"], ["E08000027", 2024, 55], ["E08000028", 2024, 66]]
    table = figures(read(rows)).table
    assert table["status"].tolist() == ["suppressed", "missing", "own", "own"]
    assert table["value"].isna().tolist() == [True, True, False, False]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "early help.csv"
    path.write_bytes(made.csv([*made.cases(), ["Narnia", "2024/25", 9, 450]]))
    assert main(["own", str(path), "--answer", "split_year=school", "--answer", "wards=2025"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows_read"] == 6 and told["rows_placed"] == 5
    assert told["rows_not_placed"] == [
        {"row": 7, "area": "Narnia", "reason": "no area is called “Narnia”"}
    ]
    assert [each["role"] for each in told["columns"]] == ["area", "period", "count", "denominator"]
    assert {each["period"] for each in told["figures"]} == {"2024-09-01/P1Y"}
    assert told["label"] == "your own, not published"
    assert all("E0" in each["area_code"] and each["value"] == 2 for each in told["figures"])


@pytest.mark.parametrize(
    "content", [b"", b"%PDF", made.csv([["Surname", "Ward"], ["Example", "Aston"]])]
)
def test_the_command_refuses_in_one_sentence(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert main(["own", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("data: ") and err.count("\n") == 1
    assert "Example" not in err
    assert main(["own", str(tmp_path / "nothing.csv")]) == 2
