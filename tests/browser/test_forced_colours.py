"""Colours forced by the person's computer: every mark, key and control is still there to see."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import Visit
from tests.browser.every_page import opened


@pytest.fixture
def forced(browser: Browser, app_url: str) -> Iterator[Visit]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, forced_colors="active", color_scheme="light"
    )
    yield Visit(context.new_page(), app_url)
    context.close()


Colour = tuple[int, ...]


def _counts(picture: Image.Image) -> list[tuple[int, Colour]]:
    """How often each colour stands in a picture."""
    found = picture.convert("RGB").getcolors(picture.width * picture.height) or []
    return [(count, colour) for count, colour in found if isinstance(colour, tuple)]


def _picture(locator: Locator) -> Image.Image:
    return Image.open(BytesIO(locator.screenshot()))


def _colours(locator: Locator) -> set[Colour]:
    """Colours that make up a fiftieth at least of what is seen of an element."""
    counts = _counts(_picture(locator))
    whole = sum(count for count, _ in counts)
    return {colour for count, colour in counts if count * 50 >= whole}


def _ground(locator: Locator) -> Colour:
    """The colour that most of an element has."""
    return max(_counts(_picture(locator)))[1]


def _far(one: Colour, two: Colour) -> int:
    return sum(abs(a - b) for a, b in zip(one, two, strict=True))


#: Pages on which there is something to look at: keys, a choice of segments, sliders, charts.
KEYS = {"map": ".classes .swatch", "map_two": ".nine .swatch", "plan": ".wi-keys .wi-key"}
CHOICES = ("map", "who_deprivation", "plan", "evidence")
CHARTS = ("at_a_glance", "who_ethnicity", "compare", "all_indicators")
_MARKS = """() => [...document.querySelectorAll(
  ".js-plotly-plot path.point, .js-plotly-plot .js-line, .ap-mark, .ap-trend path")]
  .map(each => getComputedStyle(each)).map(style => style.fill + style.stroke)"""


def _keys_keep_their_colours(page: Page, swatches: str) -> None:
    keys = page.locator(swatches)
    keys.first.scroll_into_view_if_needed()
    seen = [_colours(keys.nth(number)) for number in range(4)]
    assert all(any(min(colour) < 250 and max(colour) > 5 for colour in each) for each in seen)
    assert len({frozenset(each) for each in seen}) == 4, seen


def _the_chosen_segment_is_told_from_the_rest(page: Page) -> None:
    group = page.locator('.stButtonGroup [role="radiogroup"]').first
    chosen = group.locator('[aria-checked="true"]').first
    other = group.locator('[aria-checked="false"]').first
    assert _far(_ground(chosen), _ground(other)) > 150


def _sliders_have_a_track_and_a_thumb(page: Page) -> None:
    slider = page.locator(".stSlider").first
    slider.scroll_into_view_if_needed()
    box = slider.locator('[role="group"] > [data-orientation]').bounding_box()
    assert box is not None
    picture = Image.open(BytesIO(page.screenshot())).crop(
        (
            int(box["x"]),
            int(box["y"]) - 8,
            int(box["x"] + box["width"]),
            int(box["y"] + box["height"]) + 8,
        )
    )
    assert any(sum(colour) < 600 for _, colour in _counts(picture)), "nothing but the ground"
    thumb = slider.locator('[role="group"] > [data-orientation] > [data-rac]')
    style = thumb.evaluate(
        "each => [getComputedStyle(each).outlineStyle, getComputedStyle(each).backgroundColor]"
    )
    assert style[0] == "solid" and style[1] != "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("name", dict.fromkeys([*KEYS, *CHOICES, *CHARTS]))
def test_all_that_has_a_meaning_is_seen(forced: Visit, name: str) -> None:
    page = opened(forced, name)
    if name == "plan":
        _sliders_have_a_track_and_a_thumb(page)
    if name in CHOICES:
        _the_chosen_segment_is_told_from_the_rest(page)
    if name in KEYS:
        _keys_keep_their_colours(page, KEYS[name])
    if name in CHARTS:  # as many colours of marks as without forced colours
        marks = page.evaluate(_MARKS)
        page.emulate_media(forced_colors="none")
        usual = page.evaluate(_MARKS)
        assert usual
        assert marks == usual
