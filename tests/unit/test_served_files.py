"""The map's files are laid whole, and laid anew when one is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.charts import served_files


@pytest.fixture
def laid(tmp_path: Path) -> Path:
    return served_files.ensure_vendor_files(tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_file_is_laid(laid: Path) -> None:
    assert set(contents(laid)) == set(served_files._contents())


@pytest.mark.parametrize("name", ["maplibre-gl.js", "names-ltla.json", "files.json"])
@pytest.mark.parametrize("fault", ["cut", "changed", "gone"])
def test_a_damaged_file_is_laid_anew(
    laid: Path, tmp_path: Path, name: str, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = contents(laid)
    path = laid / name
    if fault == "cut":
        path.write_bytes(before[name][: len(before[name]) // 2])
    elif fault == "changed":
        path.write_bytes(before[name][:-1] + b"~")
    else:
        path.unlink()
    served_files._WHOLE.clear()  # a process that has just started
    assert served_files.ensure_vendor_files(tmp_path) == laid
    assert contents(laid) == before
    assert "laid anew" in caplog.text
    assert [path.name for path in (tmp_path / "vendor").iterdir()] == [laid.name]


def test_damage_is_seen_while_the_app_runs(laid: Path, tmp_path: Path) -> None:
    before = contents(laid)
    (laid / "maplibre-gl.js").write_bytes(b"")
    served_files.ensure_vendor_files(tmp_path)
    assert contents(laid) == before


def test_whole_files_are_read_once(
    laid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served_files.ensure_vendor_files(tmp_path)
    reads = []
    monkeypatch.setattr(Path, "read_bytes", lambda path: reads.append(path))
    served_files.ensure_vendor_files(tmp_path)
    assert not reads


def test_a_damaged_package_is_named_and_not_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    package.mkdir()
    for name in served_files.LIBRARY_FILES:
        whole = (served_files._library_folder() / name).read_bytes()
        (package / name).write_bytes(whole[: len(whole) // 2])
    monkeypatch.setattr(served_files, "_library_folder", lambda: package)
    with pytest.raises(served_files.VendorError, match=r"maplibre-gl\.js.*damaged"):
        served_files.ensure_vendor_files(tmp_path / "static")


def test_a_folder_that_cannot_be_written_is_named_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "vendor").write_text("a file where the folder should be")
    with pytest.raises(served_files.VendorError) as refused:
        served_files.ensure_vendor_files(tmp_path)
    assert "cannot be written" in str(refused.value) and "None" not in str(refused.value)


def test_words_about_a_missing_package_name_a_target_that_exists(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(served_files, "find_spec", lambda _: None)
    with pytest.raises(served_files.VendorError, match="make setup") as refused:
        served_files._library_folder()
    makefile = (Path(served_files.__file__).parents[2] / "Makefile").read_text()
    for target in str(refused.value).split("`make ")[1:]:
        assert f"\n{target.split('`')[0]}:" in makefile
