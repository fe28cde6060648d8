"""Numbers that people or registers set are shown as they are, by one formatter."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.views.what_if.lever_changes import without_tail
from components.wording import numbers

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (3.5000000000000004, "3.5"),
        (0.1 + 0.2, "0.3"),
        (1_234_567, "1,234,567"),
        (0.035, "0.035"),
        (-2.5, "\u22122.5"),
        (0.0, "0"),
    ],
)
def test_a_number_is_shown_as_it_was_set(value: float, said: str) -> None:
    assert numbers.as_set(value) == said


@given(st.integers(0, 2_000), st.sampled_from([0.1, 0.05, 0.5, 1.0, 2.5]))
def test_steps_of_a_slider_leave_no_tail(steps: int, step: float) -> None:
    wanted = round(steps * step, 2)
    stepped = sum([step] * steps)
    assert without_tail(stepped) == wanted
    assert numbers.as_set(stepped) == numbers.as_set(wanted)


def test_no_number_on_screen_is_written_in_another_way() -> None:
    loose = re.compile(r':,?g\}|"%g"')
    charts = ("brief",)  # sizes
    found = [
        f"{path.name}: {line.strip()}"
        for path in sorted((ROOT / "components").rglob("*.py"))
        if path.stem not in charts
        for line in path.read_text(encoding="utf-8").splitlines()
        if loose.search(line)
    ]
    assert found == []
