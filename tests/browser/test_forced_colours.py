"""Colours forced by the person's computer: every mark, key and control is still there to see."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator

from tests.browser.conftest import Visit
from tests.browser.every_page import STATES


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


@pytest.mark.parametrize(
    ("name", "swatches"),
    [("map", ".classes .swatch"), ("map_two", ".classes .swatch"), ("plan", ".wi-keys .wi-key")],
)
def test_the_keys_of_maps_and_tables_keep_their_colours(
    forced: Visit, name: str, swatches: str
) -> None:
    page = forced.open(STATES[name])
    keys = page.locator(swatches)
    keys.first.scroll_into_view_if_needed()
    seen = [_colours(keys.nth(number)) for number in range(4)]
    assert all(any(min(colour) < 250 and max(colour) > 5 for colour in each) for each in seen)
    assert len({frozenset(each) for each in seen}) == 4, seen


@pytest.mark.parametrize("name", ["map", "who_deprivation", "plan", "evidence"])
def test_a_chosen_segment_is_told_from_the_rest(forced: Visit, name: str) -> None:
    page = forced.open(STATES[name])
    group = page.locator('.stButtonGroup [role="radiogroup"]').first
    chosen = group.locator('[aria-checked="true"]').first
    other = group.locator('[aria-checked="false"]').first

    assert _far(_ground(chosen), _ground(other)) > 150


def test_sliders_have_a_track_and_a_thumb(forced: Visit) -> None:
    page = forced.open(STATES["plan"])
    slider = page.locator(".stSlider").first
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


@pytest.mark.parametrize("name", ["at_a_glance", "who_ethnicity", "compare", "all_indicators"])
def test_charts_keep_every_mark(forced: Visit, browser: Browser, app_url: str, name: str) -> None:
    """As many colours of marks as without forced colours."""
    read = """() => [...document.querySelectorAll(
      ".js-plotly-plot path.point, .js-plotly-plot .js-line, .ap-mark, .ap-trend path")]
      .map(each => getComputedStyle(each)).map(style => style.fill + style.stroke)"""
    marks = forced.open(STATES[name]).evaluate(read)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    usual = Visit(context.new_page(), app_url).open(STATES[name]).evaluate(read)
    context.close()
    assert usual
    assert marks == usual
