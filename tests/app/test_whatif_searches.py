"""The two searches stand on the What if page, closed until asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


def page(**session: object) -> AppTest:
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=240)
    test.query_params["scope"] = "E08000028"
    test.query_params["step"] = "mix"
    for key, value in session.items():
        test.session_state[key] = value
    test.run()
    test.switch_page("pages/plan.py")
    test.run()
    assert not test.exception
    return test


def search_keys(test: AppTest, begins: str) -> list[str]:
    widgets = [*test.selectbox, *test.number_input, *test.button, *test.multiselect, *test.radio]
    return [item.key for item in widgets if str(item.key).startswith(begins)]


def test_one_search_is_open_and_the_other_is_not_made() -> None:
    test = page()
    assert "Search for a mix" in [item.value for item in test.header]
    assert not search_keys(test, "wi_takes_") and search_keys(test, "wi_use_")


@pytest.mark.parametrize(
    ("name", "begins"), [("What it would take", "wi_takes_"), ("Best use of a budget", "wi_use_")]
)
def test_each_search_opens_on_the_page(name: str, begins: str) -> None:
    assert search_keys(page(wi_search=name), begins)
