"""The comparison of pictures by the boxes of their labels: it finds a label that has moved."""

from __future__ import annotations

import pytest

from tests.browser.boxes import TOLERANCE, moved

BEFORE = {"Outcome": [40, 100, 80, 20], "Save": [300, 100, 90, 40]}


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("by", [-12, 12])
def test_a_label_that_moves_or_grows_by_12_pixels_is_found(place: int, by: int) -> None:
    now = {name: list(box) for name, box in BEFORE.items()}
    now["Save"][place] += by
    told = moved(BEFORE, now)
    assert "“Save” was at" in told[0]
    assert "python -m tests.browser.boxes" in told[-1]


def test_what_has_gone_or_come_is_found() -> None:
    assert moved(BEFORE, {"Outcome": BEFORE["Outcome"]})[0] == "“Save” is gone"
    assert moved({}, BEFORE)[:2] == ["“Outcome” is new", "“Save” is new"]


def test_letters_drawn_by_another_make_of_the_browser_are_no_move() -> None:
    now = {name: [each + TOLERANCE for each in box] for name, box in BEFORE.items()}
    assert moved(BEFORE, now) == []
