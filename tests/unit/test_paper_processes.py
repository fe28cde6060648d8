"""Papers on many processes are those of one, and a place that fails is named there too."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from components.exports.papers import batch, processes
from model import extras
from reports.__main__ import main

pytest.importorskip("distributed", reason="Dask is an extra: requirements-sweep.txt")
WARDS = ["E05001260", "E05001261", "E05001262", "E08000028"]


@pytest.fixture(scope="module")
def on_two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, batch.Made]:
    folder = tmp_path_factory.mktemp("papers")
    return folder, batch.write_all("ward", WARDS, folder, many=processes.on_processes(2))


def _parts(path: Path) -> dict[str, bytes]:
    """What is in the file; the file itself holds the second in which it was packed."""
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_they_are_the_same_as_in_one_process(
    on_two: tuple[Path, batch.Made], tmp_path: Path
) -> None:
    folder, made = on_two
    alone = batch.write_all("ward", WARDS, tmp_path)
    assert set(made.files) == set(alone.files) == set(WARDS[:3])
    for code, path in made.files.items():
        assert _parts(path) == _parts(alone.files[code])
    assert not list(folder.glob("*.part"))


def test_a_place_that_fails_is_named_and_the_next_run_makes_nothing_anew(
    on_two: tuple[Path, batch.Made],
) -> None:
    folder, made = on_two
    assert list(made.failed) == ["E08000028"] and "not made for places" in made.failed["E08000028"]
    again = batch.write_all("ward", WARDS, folder)
    assert sorted(again.kept) == sorted(WARDS[:3])


def test_without_dask_the_command_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    asked = ["ward", "--areas", WARDS[0], "--out", str(tmp_path), "--workers", "2"]
    assert main(asked) == 2
    assert "requirements-sweep.txt" in capsys.readouterr().err
