"""The shell's door: `python -m data show`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from data.__main__ import main
from data.contract import OBSERVATION_COLUMNS

ROOT = Path(__file__).resolve().parents[2]
SANDWELL = "E08000028"


def test_prints_the_contracts_fields_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", SANDWELL, "children_low_income_ahc", "--period", "2025"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows and list(rows[0]) == list(OBSERVATION_COLUMNS)
    stored = pd.read_parquet(
        ROOT / "data" / "published" / "observations" / "children_low_income_ahc.parquet"
    )
    stored = stored[(stored["area_code"] == SANDWELL) & stored["period"].str.startswith("2024-04")]
    assert [row["value"] for row in rows] == pytest.approx(stored["value"].tolist())


def test_group_type_filters(capsys: pytest.CaptureFixture[str]) -> None:
    code = ["show", SANDWELL, "households_deprived_2plus", "--group-type", "imd_decile"]
    assert main(code) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["group_type"] for row in rows} == {"imd_decile"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["E0800028", "children_low_income_ahc"], "E08000028"),
        (["Sandwell", "children_low_income_ahc"], "Sandwell (E08000028)"),
        ([SANDWELL, "children_low_income"], "children_low_income_ahc"),
        ([SANDWELL, "children_low_income_ahc", "--period", "1066"], "2024-04-01/P1Y"),
        ([SANDWELL, "children_low_income_ahc", "--group-type", "ethnicty"], "ethnicity"),
    ],
)
def test_unknown_words_name_the_nearest_and_exit_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", *arguments]) == 2
    captured = capsys.readouterr()
    assert said in captured.err and captured.out == ""


def test_works_as_a_module_from_the_shell() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "data", "show", "nowhere", "looked_after"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and "nowhere" in done.stderr
