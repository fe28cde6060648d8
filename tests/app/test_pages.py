"""Every page runs, on every kind of place, and shows the store's own figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.design.page_names import PAGES
from data import store

ROOT = Path(__file__).resolve().parents[2]
PLACES = [store.REGION, store.WMCA, "E08000028", "E10000028", "E07000192"]


def app(page: str = "", **address: str) -> AppTest:
    test = AppTest.from_file(
        str(ROOT / "dashboard.py"), default_timeout=240
    )  # may compile the model
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    if page and page != next(iter(PAGES)):
        test.switch_page(f"pages/{page}.py")
        test.run()
    return test


def words(test: AppTest) -> str:
    kinds = (test.title, test.header, test.subheader, test.markdown, test.warning, test.info)
    return "\n".join(str(item.value) for kind in kinds for item in kind)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("place", PLACES)
def test_runs_without_exception(page: str, place: str) -> None:
    test = app(page, scope=place)
    assert not test.exception
    assert not test.error
    assert len(test.title) == 1
    # One thing to do next, or none: two filled buttons are a question.
    assert sum(each.proto.type == "primary" for each in test.button) <= 1


def test_overview_shows_the_stores_figure_for_the_chosen_place() -> None:
    test = app(scope="E08000028")
    figure = store.observations(
        "children_low_income_ahc", area_codes="E08000028", period="2025", group_type="all"
    )["value"].iloc[0]
    assert f"{figure:.1f}%" in words(test)
    assert "Sandwell" in words(test)


def test_changing_the_place_changes_the_figures() -> None:
    test = app()
    before = words(test)
    test.selectbox(key="scope").set_value("E08000025").run()
    assert not test.exception
    assert "Birmingham" in words(test) and words(test) != before


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"scope": "E0800002"}, "place"),
        ({"scope": "<script>alert(1)</script>"}, "place"),
        ({"scope": "E06000001"}, "not an authority of the West Midlands"),
        ({"indicator": "'; drop table"}, "indicator"),
        ({"period": "yesterday"}, "period"),
        ({"area": "E99999999"}, "selected area"),
        ({"level": "street"}, "map level"),
        ({"scope": "x" * 5000}, "far too long"),
    ],
)
def test_a_damaged_link_lands_on_the_default_with_a_plain_message(
    address: dict[str, str], said: str
) -> None:
    test = app(**address)
    assert not test.exception
    warnings = " ".join(item.value for item in test.warning)
    assert said in warnings and "usual choice" in warnings


def test_data_page_finds_by_word_and_says_when_nothing_fits() -> None:
    test = app("data")
    test.text_input(key="catalogue_words").set_value("bedrooms").run()
    assert not test.exception
    assert "**1** of" in words(test)
    test.text_input(key="catalogue_words").set_value("zzzz").run()
    assert not test.exception
    assert "No indicator has all these words" in words(test)


@pytest.mark.parametrize("indicator_id", sorted(store.indicators()))
def test_every_indicators_record_can_be_shown(indicator_id: str) -> None:
    test = app("data", indicator=indicator_id)
    assert not test.exception
    assert store.indicator(indicator_id).title in words(test)
