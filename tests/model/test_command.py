"""The shell: files written, a stopped run goes on, bad input is one plain sentence."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import xarray as xr

from model.__main__ import main
from model.report import MONEY_COLUMNS, SUMMARY_COLUMNS
from model.sweep import sweep_folder
from tests.waiting import wait_until

PLAN = """\
version: 2
title: Two boroughs
areas: [E08000025, E08000027]
levers:
  child_poverty: {level: 2}
  fewer_exclusions: {level: 30}
"""


@pytest.fixture()
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plans" / "two.yaml"
    path.parent.mkdir()
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_run_writes_its_files_and_goes_on_where_it_stopped(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["run", str(plan), "--draws", "32", "--out", str(out)]) == 0
    summary = pd.read_csv(out / "summary.csv", dtype={"quintile": str})
    assert list(summary.columns) == [*SUMMARY_COLUMNS, "draws"]
    assert set(summary["area_code"]) == {"all", "E08000025", "E08000027"}
    assert set(summary["quintile"]) == {"all", "1", "2", "3", "4", "5"}
    at = summary.set_index(["area_code", "year", "outcome", "quintile", "ethnic_group", "measure"])
    row = at.loc[("E08000025", 2025, "looked_after", "all", "all", "plan count")]
    assert row["median"] == 2317
    assert (summary["lower95"] <= summary["median"]).all()
    assert (summary["median"] <= summary["upper95"]).all()
    money = pd.read_csv(out / "money.csv")
    assert list(money.columns) == [*MONEY_COLUMNS, "draws"]
    with xr.open_dataset(out / "results.nc", group="all", engine="h5netcdf") as data:
        assert data.attrs["title"] == "Two boroughs"
    before = (out / "summary.csv").read_bytes()
    parts = sorted((out / "parts").glob("*/*.summary.csv"))
    kept = {path: path.stat().st_mtime_ns for path in parts}
    parts[0].unlink()  # as if the run had been stopped
    (out / "summary.csv").unlink()
    assert main(["run", str(plan), "--draws", "32", "--out", str(out)]) == 0
    assert (out / "summary.csv").read_bytes() == before
    assert all(path.stat().st_mtime_ns == kept[path] for path in parts[1:])
    capsys.readouterr()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("version: 2\nlevers: {free_lunch: {level: 1}}", "free_lunch"),
        ("version: 2\nlevers: {fewer_exclusions: {level: 140}}", "fewer_exclusions.level"),
        (
            "version: 2\nlevers: {mentoring: {level: 100, start_year: 2030, end_year: 2028}}",
            "end_year",
        ),
        ("version: 2\nlevers: {mentoring: {level: .nan}}", "level"),
        ("version: 2\nareas: [E09000001]", "areas"),
        ("!!python/object/apply:os.system ['echo hello']", "object tags"),
    ],
)
def test_bad_input_is_named_and_nothing_is_run(
    text: str, field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    assert main(["run", str(path), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert field in said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


def test_ten_megabytes_and_a_missing_file_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "big.yaml"
    path.write_text("a" * 10_000_000, encoding="utf-8")
    assert main(["run", str(path), "--out", str(tmp_path)]) == 2
    assert "too large" in capsys.readouterr().err
    assert main(["run", str(tmp_path / "none.yaml"), "--out", str(tmp_path)]) == 2
    assert "none.yaml" in capsys.readouterr().err
    assert main(["run", str(path), "--draws", "3", "--out", str(tmp_path)]) == 2


def test_the_shell_gives_no_traceback(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "model", "run", str(tmp_path / "no.yaml"), "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        check=False,
    )
    assert found.returncode == 2
    assert "Traceback" not in found.stderr


@pytest.mark.slow
def test_a_sweep_gives_the_same_bytes_on_a_cluster_and_loses_nothing(
    plan: Path, tmp_path: Path
) -> None:
    here = sweep_folder(plan.parent, tmp_path / "here", draws=32, cluster=False)
    there = sweep_folder(plan.parent, tmp_path / "there", draws=32)
    assert here.read_bytes() == there.read_bytes()


@pytest.mark.slow
def test_a_killed_worker_loses_nothing(plan: Path, tmp_path: Path) -> None:
    import os
    import signal
    import threading

    from dask.distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, env={"NUMBA_NUM_THREADS": "1"}
    ) as cluster:
        victim = next(iter(cluster.workers.values())).pid
        killed = []

        def kill() -> None:
            wait_until(lambda: any((tmp_path / "there").rglob("*.csv")), "the sweep's first piece")
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

        killer = threading.Thread(target=kill)
        killer.start()
        found = sweep_folder(
            plan.parent, tmp_path / "there", draws=32, scheduler=cluster.scheduler_address
        )
        killer.join()
        assert killed
    here = sweep_folder(plan.parent, tmp_path / "here", draws=32, cluster=False)
    assert here.read_bytes() == found.read_bytes()


def test_a_folder_without_plans_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "no plans" in capsys.readouterr().err


def test_a_title_is_no_formula_in_any_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "one.yaml", tmp_path / "out"
    path.write_text(
        "version: 2\ntitle: \"=cmd|'/c calc'!A0\"\nareas: [E08000025]\n"
        "levers:\n  child_poverty: {level: 2}\n",
        encoding="utf-8",
    )
    assert main(["run", str(path), "--draws", "16", "--out", str(out)]) == 0
    tables = sorted(out.rglob("*.csv"))
    assert {"summary.csv", "money.csv"} <= {each.name for each in tables} and len(tables) == 4
    for each in tables:
        table = pd.read_csv(each)
        assert set(table["plan"]) == {"'=cmd|'/c calc'!A0"}
        assert table["median"].dtype == table["lower95"].dtype == float
    assert (pd.read_csv(out / "summary.csv")["lower95"] < 0).any()  # figures below 0 stay figures
    capsys.readouterr()
