"""The build: stops on a changed source, makes the same bytes, corrects only in the open."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from data.build.__main__ import build, main
from data.build.changes import report
from data.build.context import BuildError, Correction, verify
from data.contract import KEY_COLUMNS
from data.metadata import MetadataError, load_catalogue, load_sources

ROOT = Path(__file__).resolve().parents[2]


def evidence_beside(sources: Path) -> Path:
    return sources.parent / "evidence"


def test_a_changed_source_stops_the_build_by_name(sources: Path, tmp_path: Path) -> None:
    copy = tmp_path / "sources"
    shutil.copytree(sources, copy)
    victim = copy / "neighbourhood" / "iod2025_lsoa21_wm.csv"
    victim.chmod(0o644)
    text = victim.read_text(encoding="utf-8")
    victim.write_text(text.rsplit("\n", 2)[0] + "\n", encoding="utf-8")  # one row fewer
    with pytest.raises(BuildError, match=r"iod2025_lsoa21_wm\.csv: sha256.*3573 rows, 3574"):
        build(copy, evidence_beside(sources), tmp_path / "out")
    assert not (tmp_path / "out").exists()  # nothing half-written


def test_a_missing_source_stops_the_build_by_name(sources: Path, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="not found"):
        verify(tmp_path, tmp_path, load_sources())


def test_a_missing_folder_is_said_plainly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--sources", str(tmp_path / "nowhere")]) == 1
    assert "not found" in capsys.readouterr().err


@pytest.mark.slow
def test_same_inputs_same_bytes_and_as_committed(sources: Path, tmp_path: Path) -> None:
    build(sources, evidence_beside(sources), tmp_path)
    made = {p.relative_to(tmp_path): p for p in tmp_path.rglob("*") if p.is_file()}
    assert len(made) > 70
    for relative, path in made.items():
        committed = ROOT / relative
        assert committed.is_file(), f"{relative} is built but not committed"
        assert committed.read_bytes() == path.read_bytes(), f"{relative} differs from a new build"
    published = {
        p.relative_to(ROOT)
        for folder in (ROOT / "data" / "published", ROOT / "static" / "geometry")
        for p in folder.rglob("*")
        if p.is_file()
    }
    # The cells are fitted by the model (`python -m model cells`), which the build may not import;
    # tests/model holds them to a new fit.
    published.remove(Path("data/published/model_cells.parquet"))
    published.discard(Path("data/published/forecasts.json"))  # the model's, likewise
    assert published == set(made), "committed files that the build does not make"


def correction(**changes: object) -> Correction:
    base = {
        "id": "x",
        "file": "f.csv",
        "match": {"code": "A"},
        "column": "n",
        "action": "replace",
        "value": 5,
        "reason": "typed wrongly",
        "expected_rows": 1,
    }
    return Correction.model_validate(base | changes)


def test_corrections_do_what_they_say_and_nothing_else() -> None:
    table = pd.DataFrame({"code": ["A", "B"], "n": [1, 2]})
    assert correction().apply(table)["n"].tolist() == [5, 2]
    assert correction(action="drop row").apply(table)["code"].tolist() == ["B"]
    assert correction(action="set missing").apply(table)["n"].isna().tolist() == [True, False]
    assert table["n"].tolist() == [1, 2]  # the source frame is left alone


def test_a_correction_that_no_longer_fits_stops_the_build() -> None:
    table = pd.DataFrame({"code": ["A", "A"], "n": [1, 2]})
    with pytest.raises(BuildError, match="2 matching rows, expected 1"):
        correction().apply(table)
    with pytest.raises(BuildError, match="no column"):
        correction(match={"nothing": "A"}).apply(table)


def test_a_typing_error_in_the_catalogue_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    source = (ROOT / "data" / "catalogue" / "looked_after.yaml").read_text(encoding="utf-8")
    (folder / "looked_after.yaml").write_text(source + "\npolarty: low_is_good\n")
    with pytest.raises(MetadataError, match=r"looked_after\.yaml: polarty"):
        load_catalogue(folder)


def test_the_change_report_names_what_moved() -> None:
    columns = [*KEY_COLUMNS, "value", "lower", "upper", "numerator", "denominator", "status"]
    row = ["E1", "x", "2025-01-01/P1Y", "all", "all", 1.0, None, None, None, None, "published"]
    old = pd.DataFrame([row], columns=columns).set_index(list(KEY_COLUMNS))
    new = old.assign(value=2.0)
    assert "1 changed (e.g. E1 2025-01-01/P1Y: 1.0 -> 2.0)" in report({"x": old}, {"x": new})
    assert "new indicator" in report({}, {"x": old})
    assert "dropped" in report({"x": old}, {})
    assert "1 indicators unchanged" in report({"x": old}, {"x": old})
