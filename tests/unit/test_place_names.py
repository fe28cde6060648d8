"""Names of places as people say them."""

from __future__ import annotations

from components.builders.places import places
from components.wording import names
from data import store

HEREFORDSHIRE = "E06000019"


def test_an_authority_is_called_what_people_call_it_and_found_by_its_formal_name() -> None:
    assert store.area(HEREFORDSHIRE).name == "Herefordshire, County of"
    for told in (names.place_name, names.heading_name, names.scope_name):
        assert told(HEREFORDSHIRE) == "Herefordshire"
    assert names.possessive(HEREFORDSHIRE) == "Herefordshire's"
    found = store.find_areas("County of Herefordshire", ("utla",), store.REGION)
    assert found.iloc[0]["area_code"] == HEREFORDSHIRE


def test_a_chart_and_its_sentences_call_it_so_too() -> None:
    made = places("looked_after", HEREFORDSHIRE, "utla", "2025-03-31/P1D")
    assert "in Herefordshire, " in made.title
    assert "Herefordshire" in set(made.chart.figures["label"])
    assert "County of" not in made.title + made.draft + made.alt
