"""Published files that are missing or damaged: what is there is shown, what is not is named."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.figures import at_a_glance, caches
from data import areas, store, tables

ROOT = Path(__file__).resolve().parents[2]
SANDWELL = "E08000028"
GONE, CUT = "infant_mortality", "looked_after"


def _forget() -> None:
    for each in (*vars(store).values(), *vars(areas).values(), *vars(tables).values()):
        if hasattr(each, "cache_clear"):
            each.cache_clear()
    caches.forget()


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the published files (by links) in which some can be taken away or cut off."""
    real = store.PUBLISHED
    for path in real.rglob("*"):
        copy = tmp_path / path.relative_to(real)
        if path.is_dir():
            copy.mkdir(exist_ok=True)
        else:
            copy.parent.mkdir(exist_ok=True)
            copy.symlink_to(path)
    monkeypatch.setattr(tables, "PUBLISHED", tmp_path)
    _forget()
    yield tmp_path
    monkeypatch.undo()
    _forget()


@pytest.fixture
def damaged(published: Path) -> Path:
    (published / "observations" / f"{GONE}.parquet").unlink()
    cut = published / "observations" / f"{CUT}.parquet"
    half = cut.read_bytes()[: cut.stat().st_size // 2]
    cut.unlink()
    cut.write_bytes(half)
    return published


def app(page: str = "", **address: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=240)
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    if page:
        test.switch_page(f"pages/{page}.py")
        test.run()
    return test


def told(test: AppTest) -> str:
    kinds = (test.warning, test.error, test.markdown, test.subheader, test.title)
    return "\n".join(str(item.value) for kind in kinds for item in kind)


@pytest.mark.parametrize("page", ["", "all_indicators", "map", "who_is_affected", "data"])
def test_pages_show_the_rest_and_name_what_is_missing(damaged: Path, page: str) -> None:
    test = app(page, scope=SANDWELL)
    assert not test.exception and not test.error
    for name in (GONE, CUT):
        assert store.indicator(name).title in test.warning[0].value
    assert "cannot be read" in test.warning[0].value


def test_overview_keeps_its_other_figures_and_says_so_in_the_grid(damaged: Path) -> None:
    test = app(scope=SANDWELL)
    figure = store.observations(
        "children_low_income_ahc", area_codes=SANDWELL, period="2025", group_type="all"
    )["value"].iloc[0]
    assert f"{figure:.1f}%" in told(test)
    # A cell is written in lines.
    grid = " ".join("".join(each.proto.body for each in test.get("html")).split())
    assert grid.count("The figures cannot be read at the moment.") == len(
        {GONE, CUT} & set(at_a_glance.FIGURE_OF.values())
    )
    assert "no figure here" not in grid


def test_a_link_to_what_is_missing_says_so_and_shows_the_usual_choice(damaged: Path) -> None:
    test = app(scope=SANDWELL, indicator=GONE)
    assert not test.error
    assert any("link's indicator could not be used" in item.value for item in test.warning)


def test_the_cause_is_logged_whole(damaged: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="atlas.data"):
        assert {entry.id for entry in store.unreadable()} == {GONE, CUT}
    for name in (GONE, CUT):
        assert f"{name}.parquet" in caplog.text
    assert caplog.text.count("Traceback") == 2


def test_nothing_is_said_when_nothing_is_missing() -> None:
    assert store.unreadable() == []
    assert not app(scope=SANDWELL).warning


def test_without_the_table_of_areas_every_page_says_which_file_is_missing(
    published: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (published / "areas.parquet").unlink()
    test = app()
    assert not test.exception
    assert len(test.error) == 1
    assert "table of areas" in test.error[0].value and "areas.parquet" in test.error[0].value
    assert "None" not in test.error[0].value
    assert "Traceback" in caplog.text


def test_the_server_starts_without_the_table_of_areas(
    published: Path, caplog: pytest.LogCaptureFixture
) -> None:
    import serve

    (published / "areas.parquet").unlink()
    serve._read_tables()
    assert "areas.parquet" in caplog.text
