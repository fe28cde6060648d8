"""What a recipe says when it cannot be followed, and what it never hides."""

import logging

import pytest

from components.builders import registry
from components.exhibits import presentation
from components.exhibits.exhibit import Recipe, RecipeError
from components.exhibits.presentation import Presentation
from components.exports import slides
from components.figures import caches
from data.errors import PlainError
from tests.narrowed import some
from tests.snapshots.recipes import FROZEN

WRONG = ("zzz", "", "E08000028", "2020-01-01/P1Y")
PLACES = {
    (recipe.name, word): recipe
    for recipe in FROZEN
    for word, value in recipe.params.items()
    if isinstance(value, str)
}


@pytest.mark.parametrize(("name", "word"), list(PLACES))
def test_a_wrong_word_in_a_recipe_is_told_in_plain_words(name: str, word: str) -> None:
    for value in WRONG:
        wanted = Recipe(name, dict(PLACES[name, word].params) | {word: value})
        try:
            registry.build(wanted)
        except PlainError as error:
            assert str(error).strip() and "\n" not in str(error)


@pytest.mark.parametrize("fault", [KeyError("code"), ValueError("shapes differ"), IndexError(3)])
def test_a_fault_of_ours_in_a_recipe_is_logged_whole_and_not_passed_off_as_a_message(
    fault: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: object) -> None:
        raise fault

    caches.forget()
    monkeypatch.setitem(registry._BUILDERS, "left_out", broken)
    with pytest.raises(type(fault)):
        registry.build(Recipe("left_out", {}))
    held = presentation.add(Presentation(), Recipe("left_out", {}))
    with caplog.at_level(logging.ERROR):
        found = slides.build_all(held)
    assert "unexpected fault" in found[0].fault
    assert str(fault.args[0]) not in found[0].fault
    assert some(caplog.records[-1].exc_info)[1] is fault


def test_messages_meant_for_people_reach_them() -> None:
    with pytest.raises(RecipeError, match="no area with the code 'E99'"):
        registry.build(
            Recipe("trend", {"indicator": "looked_after", "area": "E99", "until": "2020-01-01/P1Y"})
        )
