"""The presentation: order, captions, limits, and its code for a link."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.exhibits import presentation
from components.exhibits.exhibit import Recipe
from components.exhibits.presentation import Presentation, PresentationError, Slide
from tests.narrowed import some
from tests.unit import exhibits as made

THREE = Presentation(
    tuple(Slide(each) for each in (made.HEADLINE, made.MAP, made.TREND)), "A title"
)


def test_a_code_is_short_and_comes_back_the_same() -> None:
    code = presentation.encode(THREE)
    assert presentation.decode(code) == THREE
    assert len(code) < 300 and code.startswith("t1.")
    assert presentation.encode(Presentation()) == "" and presentation.decode("") == Presentation()


texts = st.text(st.characters(codec="utf-8"), max_size=80)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, st.one_of(st.none(), texts)), max_size=6), texts)
def test_any_words_come_back_as_kept(words: list[tuple[str, str | None]], title: str) -> None:
    built = presentation.put_title(Presentation(), title)[0]
    for number, (caption, own) in enumerate(words):
        built = presentation.add(built, Recipe("headline", {"indicator": f"x{number}"}))
        built = presentation.caption(built, number, caption)[0]
        built = presentation.put_words(built, number, own)[0]
    assert presentation.decode(presentation.encode(built)) == built


def test_adding_moving_removing() -> None:
    assert presentation.add(THREE, made.MAP) == THREE  # never twice
    moved = presentation.move(THREE, 2, -2)
    assert [slide.recipe.name for slide in moved.slides] == ["trend", "headline", "map"]
    assert presentation.move(THREE, 0, -1) == THREE and presentation.move(THREE, 9, 1) == THREE
    assert [i.recipe.name for i in presentation.remove(THREE, 1).slides] == ["headline", "trend"]


def test_a_full_presentation_says_so() -> None:
    full = Presentation(
        tuple(Slide(Recipe("map", {"n": n})) for n in range(presentation.MOST_SLIDES))
    )
    with pytest.raises(PresentationError, match="full"):
        presentation.add(full, made.MAP)


def test_a_caption_of_ten_thousand_characters_is_cut_with_notice() -> None:
    built, cut = presentation.caption(THREE, 0, "word " * 2000)
    assert cut and len(built.slides[0].caption) == presentation.LONGEST_CAPTION
    assert built.slides[0].caption.endswith("…")
    built, cut = presentation.put_words(built, 0, "x" * 10_000)
    assert cut and len(some(built.slides[0].words)) == presentation.LONGEST_WORDS
    assert presentation.caption(THREE, 0, "short")[1] is False


def test_control_characters_go_and_a_caption_is_one_line() -> None:
    built, _ = presentation.caption(THREE, 0, "one\ntwo\x00\x1b[31m\u202e three")
    assert built.slides[0].caption == "one two[31m three"


@pytest.mark.parametrize("position", range(3, 60, 7))
def test_a_changed_character_is_found(position: int) -> None:
    code = presentation.encode(THREE)
    changed = code[:position] + ("A" if code[position] != "A" else "B") + code[position + 1 :]
    with pytest.raises(PresentationError):
        presentation.decode(changed)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("nonsense", "not the code"),
        ("t9.AAAA", "version 9"),
        ("t1.", "damaged"),
        ("t1.ÄÖ", "damaged"),
        ("p2.AAAA", "not the code"),
        ("t1." + "A" * 20_000, "not the code"),
    ],
)
def test_other_texts_are_refused_in_plain_words(code: str, said: str) -> None:
    with pytest.raises(PresentationError, match=said):
        presentation.decode(code)


def _coded(document: object) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zdict=presentation._DICTIONARY)
    packed = packer.compress(json.dumps(document).encode()) + packer.flush()
    body = hashlib.sha256(packed).digest()[:6] + packed
    return "t1." + base64.urlsafe_b64encode(body).decode().rstrip("=")


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"title": "", "items": {}},
        {"title": 3, "items": []},
        {"title": "", "items": [[]]},
        {"title": "", "items": [["map", {}, 3]]},
        {"title": "", "items": [["map", {"a": None}]]},
        {"title": "", "items": [["map", {}]] * 31},
        {"title": "", "items": [], "more": 1},
        {"title": "x" * 300_000, "items": []},
    ],
)
def test_a_well_made_code_of_something_else_is_refused(
    document: dict[str, Any] | list[Any],
) -> None:
    with pytest.raises(PresentationError):
        presentation.decode(_coded(document))
