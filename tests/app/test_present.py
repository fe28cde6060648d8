"""The Present page run without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from components.exhibits import presentation
from components.exhibits.exhibit import Recipe
from model.plan import new_plan
from model.plan_code import encode_plan
from tests.unit import exhibits as made

PAGE = Path(__file__).resolve().parents[2] / "pages" / "present.py"


def _page(**query: str) -> AppTest:
    app = AppTest.from_file(str(PAGE), default_timeout=120)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def _code(*recipes: Recipe) -> str:
    built = presentation.Presentation()
    for each in recipes:
        built = presentation.add(built, each)
    return presentation.encode(built)


def _presentation(app: AppTest) -> presentation.Presentation:
    return presentation.decode(app.session_state["tray"])


def _button(app: AppTest, label: str, number: int = 0) -> Button:
    return [each for each in app.button if each.label == label][number]


def test_an_empty_presentation_offers_a_place_to_begin() -> None:
    app = _page()
    assert not app.exception
    assert any("Nothing is in the presentation yet" in each.value for each in app.info)


def test_a_link_restores_the_presentation_and_it_can_be_ordered_captioned_and_cleared() -> None:
    app = _page(tray=_code(made.HEADLINE, made.TREND, made.PLACES))
    assert not app.exception and len(_presentation(app)) == 3
    _button(app, "Later").click().run()
    assert [i.recipe.name for i in _presentation(app).slides] == ["trend", "headline", "places"]
    _button(app, "Take out", 2).click().run()
    assert [i.recipe.name for i in _presentation(app).slides] == ["trend", "headline"]
    caption = next(each for each in app.text_input if each.label == "Caption")
    caption.set_value("Our caption").run()
    assert _presentation(app).slides[0].caption == "Our caption"
    _button(app, "Yes, clear the presentation").click().run()
    assert len(_presentation(app)) == 0 and not app.exception


def test_a_caption_of_ten_thousand_characters_is_cut_with_notice() -> None:
    app = _page(tray=_code(made.HEADLINE))
    caption = next(each for each in app.text_input if each.label == "Caption")
    caption.set_value("word " * 2000).run()
    assert len(_presentation(app).slides[0].caption) == presentation.LONGEST_CAPTION
    assert any("cut to 300 characters" in each.value for each in app.warning)


def test_own_words_stay_until_the_draft_is_asked_for_again() -> None:
    app = _page(tray=_code(made.HEADLINE))
    area = app.text_area[0]
    draft = area.value
    area.set_value("We say it so.").run()
    assert _presentation(app).slides[0].words == "We say it so."
    _button(app, "Use the draft again").click().run()
    assert _presentation(app).slides[0].words is None and app.text_area[0].value == draft


@pytest.mark.parametrize("code", ["t1.broken", "t7.AAAA", "x", "t1." + "A" * 13_000])
def test_a_damaged_code_gives_a_message_and_an_empty_presentation(code: str) -> None:
    app = _page(tray=code)
    assert not app.exception and len(_presentation(app)) == 0
    assert any("presentation could not be used" in each.value for each in app.warning)


def test_a_thing_that_cannot_be_built_is_named_and_the_rest_stays() -> None:
    gone = Recipe(
        "headline", {"indicator": "looked_after", "area": made.SANDWELL, "period": "1999-03-31/P1D"}
    )
    app = _page(tray=_code(gone, made.HEADLINE))
    assert not app.exception
    assert any("no figure" in each.value for each in app.warning)
    assert len(app.text_area) == 1


def test_present_mode_shows_one_finding_and_keeps_within_its_slides() -> None:
    app = _page(tray=_code(made.HEADLINE, made.TREND), mode="show", slide="9")
    assert not app.exception
    assert "no clear change" in app.title[0].value
    _button(app, "Previous").click().run()
    assert "92 per 10,000 in Sandwell" in app.title[0].value
    _button(app, "End").click().run()
    assert app.title[0].value == "Can I show it?"


def test_nothing_to_present_says_so() -> None:
    app = _page(mode="show")
    assert not app.exception
    assert any("nothing to present yet" in each.value for each in app.warning)


def test_a_long_presentation_is_shown_a_few_slides_at_a_time() -> None:
    codes = [
        encode_plan(new_plan(areas=["E08000028"], levers={"mentoring": {"level": 50.0 * number}}))
        for number in range(1, 11)
    ]
    page = _page(
        tray=_code(*(Recipe("plan_outcome", {"plan": c, "outcome": "looked_after"}) for c in codes))
    )

    def slides() -> int:
        return sum(item.value.split(".")[0].isdigit() for item in page.subheader)

    assert not page.exception and not page.error
    assert slides() == 6
    assert any("4 more slides are in this presentation" in item.value for item in page.markdown)
    _button(page, "Show more slides").click().run()
    assert slides() == 10
    assert not any(each.label == "Show more slides" for each in page.button)
