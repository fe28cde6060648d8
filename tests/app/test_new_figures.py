"""Pages open on the newer figures and say what an older link's figures have become."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


def page(name: str, **address: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    for key, value in address.items():
        test.query_params[key] = value
    test.run()
    test.switch_page(f"pages/{name}.py")
    test.run()
    assert not test.exception, test.exception
    return test


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("map", {"indicator": "ehc_timeliness", "level": "utla"}),
        ("map", {"indicator": "no_car", "level": "lsoa"}),
        ("map", {"indicator": "fuel_poverty_ward", "level": "ward"}),
        (
            "who_is_affected",
            {"indicator": "homeless_duties", "question": "ethnicity", "scope": "E08000026"},
        ),
        ("data", {"indicator": "arrests_children"}),
    ],
)
def test_a_page_opens_on_a_new_indicator(name: str, address: dict[str, str]) -> None:
    test = page(name, **address)
    assert test.session_state["indicator"] == address["indicator"]
    assert not [each.value for each in (*test.warning, *test.error)]


def test_a_link_to_a_renamed_period_opens_and_says_so() -> None:
    test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    test.switch_page("pages/map.py")
    for key, value in {
        "indicator": "income_deprived_children_rate",
        "level": "lsoa",
        "period": "2025-01-01/P1Y",
    }.items():
        test.query_params[key] = value
    told = []
    for _ in range(2):  # the page's own choice is told above it, in the next run
        test.run()
        assert not test.exception, test.exception
        told += [each.value for kind in (test.warning, test.info) for each in kind]
    assert test.session_state["period"] == "2022-01-01/P1Y"
    assert any("now dated 2022" in text for text in told), told


def test_the_data_page_lists_overdue_editions_and_figures_not_found() -> None:
    labels = [each.label for each in page("data", indicator="infant_mortality").expander]
    assert any(label.startswith("Newer editions that are due") for label in labels)
    assert any(label.startswith("Figures looked for and not found") for label in labels)
