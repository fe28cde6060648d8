"""What changed since an earlier edition: real editions, and cases by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.changed import changes
from components.wording import changed as words
from data import editions, store
from data.__main__ import main

FIRST = "2026-11-23"
SANDWELL = "E08000028"
CARE = {"indicator_id": "looked_after", "status": "published"}


def rows(*figures: tuple[Any, ...]) -> pd.DataFrame:
    """Figures: area, period, value, lower, upper."""
    table = pd.DataFrame(figures, columns=["area_code", "period", "value", "lower", "upper"])
    return table.assign(**CARE, numerator=np.nan, denominator=np.nan)[list(editions.COLUMNS)]


def told(before: pd.DataFrame, after: pd.DataFrame) -> list[Any]:
    catalogue = {"looked_after": store.indicator("looked_after")}
    return changes(before, after, SANDWELL, catalogue, nations=(store.ENGLAND,))


OLD, NEW = "2024-03-31/P1D", "2025-03-31/P1D"
ENGLAND = [(store.ENGLAND, period, 70.0, 69.5, 70.5) for period in (OLD, NEW)]


def test_a_newer_period_within_its_intervals_is_no_change() -> None:
    (one,) = told(
        rows((SANDWELL, OLD, 90.0, 85, 95), *ENGLAND), rows((SANDWELL, NEW, 93.0, 88, 98), *ENGLAND)
    )
    assert (one.kind, one.move) == ("newer", "no more than chance")
    assert "allow no claim that it changed" in words.sentence(one)


def test_a_newer_period_far_from_the_last_is_said_and_so_is_its_verdict() -> None:
    newer, verdict = told(
        rows((SANDWELL, OLD, 90.0, 85, 95), *ENGLAND), rows((SANDWELL, NEW, 71.0, 67, 75), *ENGLAND)
    )
    assert (newer.move, verdict.kind) == ("lower", "verdict")
    assert (verdict.verdict_before, verdict.verdict_after) == ("higher", "similar")
    assert "by more than chance" in words.sentence(newer)
    assert "showed" not in words.sentence(verdict) and "shows no clear" in words.sentence(verdict)


def test_a_verdict_that_flips_on_a_hair_says_that_the_figure_did_not_move() -> None:
    *_, verdict = told(
        rows((SANDWELL, OLD, 75.0, 70.1, 80), *ENGLAND),
        rows((SANDWELL, NEW, 74.0, 69, 79), *ENGLAND),
    )
    assert verdict.kind == "verdict" and verdict.move == "no more than chance"
    assert "allow no claim" in words.sentence(verdict)


def test_a_revision_below_the_last_printed_place_is_none() -> None:
    before = rows((SANDWELL, NEW, 90.0, 85, 95), *ENGLAND)
    assert told(before, rows((SANDWELL, NEW, 90.4, 85, 95), *ENGLAND)) == []
    (one,) = told(before, rows((SANDWELL, NEW, 92.0, 87, 97), *ENGLAND))
    assert one.kind == "revised" and "was revised" in words.sentence(one)


def test_without_an_interval_nobody_can_tell() -> None:
    (one,) = told(
        rows((SANDWELL, OLD, 90.0, np.nan, np.nan), *ENGLAND),
        rows((SANDWELL, NEW, 40.0, 37, 43), *ENGLAND),
    )
    assert one.move == "can't tell" and "we can't tell" in words.sentence(one)


@pytest.mark.parametrize("code", [SANDWELL, store.REGION, "E06000019", "E07000237"])
def test_nothing_has_changed_between_an_edition_and_itself(code: str) -> None:
    now = editions.now()
    assert changes(now, now, code, store.indicators(), nations=store.NATIONS) == []


def test_editions_by_date_and_version() -> None:
    first = editions.edition(FIRST)
    assert first.date == dt.date(2026, 11, 23)
    assert editions.edition(first.version[:6]) == first
    assert editions.edition("2020-01-01") == editions.kept()[0]
    for wrong in ("yesterday", "", "abcd"):
        with pytest.raises(editions.UnknownEdition, match="Kept: 2026-11-23"):
            editions.edition(wrong)


def test_keeping_an_edition_gives_the_same_bytes_and_the_stores_figures(tmp_path: Path) -> None:
    one = editions.keep(store.PUBLISHED, dt.date(2026, 12, 1), tmp_path)
    again = editions.keep(store.PUBLISHED, dt.date(2026, 12, 1), tmp_path / "again")
    assert one.path.read_bytes() == again.path.read_bytes()
    assert one.version == store.data_version() and editions.kept(tmp_path) == [one]
    order = ["indicator_id", "area_code", "period"]
    held = editions.figures(one).sort_values(order).reset_index(drop=True)
    now = editions.now().sort_values(order).reset_index(drop=True)
    pd.testing.assert_frame_equal(held, now, check_dtype=False)


def test_the_command_says_it_in_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["changed", "--since", FIRST, SANDWELL]) == 0
    said = capsys.readouterr().out
    assert "Sandwell, since the figures of 23 November 2026" in said
    assert "Suspensions: 6.47 per 100" in said and "before 7.80 per 100" in said
    # Deaths of a single year and of three years together are not set against each other.
    (infants,) = [line for line in said.splitlines() if line.startswith("- Infant mortality")]
    assert "counts in another way now" in infants
    assert main(["changed", "--since", "never"]) == 2
    assert "no date" in capsys.readouterr().err
    assert main(["changed", "--since", FIRST, "E99"]) == 2
    assert main(["changed", "--since", FIRST, "E01008881"]) == 2
