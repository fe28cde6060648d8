"""Where adversities pile up, and two measures of the map, on every kind of place."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from components.figures import pile_up
from data import store
from tests.app.test_pages import app, words

SANDWELL = "E08000028"
PLACES = [store.REGION, SANDWELL, "E10000028", "E07000192"]


def address(test: AppTest) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else value[0]
        for name, value in test.query_params.items()
    }


@pytest.mark.parametrize("look", ["pile", "two"])
@pytest.mark.parametrize("place", PLACES)
def test_runs_on_every_kind_of_place(look: str, place: str) -> None:
    test = app("map", look=look, scope=place)
    assert not test.exception and not test.error and not test.warning
    assert len(test.title) == 1


def test_ticking_a_measure_changes_the_count_and_the_link() -> None:
    test = app("map", look="pile", scope=SANDWELL)
    assert "of 6 domains pile up" in words(test)
    test.checkbox(key="tick_indoors_decile").uncheck().run()
    assert not test.exception
    ids = tuple(each for each in pile_up.defaults("lsoa") if each != "indoors_decile")
    share = pile_up.living_there(ids, SANDWELL).loc["children", "share"]
    assert f"{share:.0f}% of children live where 3 or more of 5 domains pile up" in words(test)
    assert address(test)["measures"].split(".") == list(ids)
    test.button(key="pile_usual").click().run()
    assert "of 6 domains pile up" in words(test) and "measures" not in address(test)


def test_the_last_measure_cannot_be_taken_away() -> None:
    test = app("map", look="pile", scope=SANDWELL, measures="crime_decile")
    assert "children live where the one domain counted is in the worst fifth" in words(test)
    test.checkbox(key="tick_crime_decile").uncheck().run()
    assert "One measure at least must be ticked" in words(test)
    assert "of 6 domains pile up" in words(test)


def test_from_how_many_domains_is_the_users_choice() -> None:
    test = app("map", look="pile", scope=SANDWELL)
    test.selectbox(key="least").set_value("5").run()
    there = pile_up.living_there(tuple(pile_up.defaults("lsoa")), SANDWELL, 5).loc["children"]
    assert f"{there['there']:,.0f} of {there['people']:,.0f} children" in words(test)
    assert address(test)["least"] == "5"


def test_the_table_is_in_the_order_of_names() -> None:
    test = app("map", look="pile", scope=SANDWELL, view="table")
    table = test.dataframe[0].value
    assert table["Area"].tolist() == sorted(table["Area"])
    assert len(table) == len(store.areas("lsoa", SANDWELL))


def test_a_chosen_area_shows_its_domains() -> None:
    test = app("map", look="pile", scope=SANDWELL, area="E01009950")
    assert "Sandwell 039D: in the worst fifth in 0 of 6 domains" in words(test)


def test_a_list_needs_a_direction() -> None:
    test = app("map", look="two", scope=SANDWELL, first="no_car", indicator2="overcrowding")
    assert not test.exception
    assert "No list for Poverty: No car or van" in words(test)


@pytest.mark.parametrize(
    "link",
    [
        {"look": "sideways"},
        {"look": "pile", "measures": "no_such.idaci_decile"},
        {"look": "pile", "measures": "looked_after"},
        {"look": "pile", "least": "99"},
        {"look": "pile", "level": "ward"},
        {"look": "two", "first": "looked_after"},
        {"look": "two", "first": "crime_decile", "indicator2": "crime_decile"},
    ],
)
def test_a_bad_link_gives_the_usual_choice(link: dict[str, str]) -> None:
    test = app("map", scope=SANDWELL, **link)
    assert not test.exception and not test.error
    assert len(test.title) == 1
