"""From three pages to a deck of five slides, and the same presented by keyboard."""

from __future__ import annotations

import io
import re
from functools import partial
from operator import ne
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pptx import Presentation

from components.exhibits.presentation import Presentation as Slides
from components.exhibits.presentation import Slide, encode
from data import store
from tests.browser.accessibility import violations
from tests.browser.conftest import Scheme, Visit, quiet
from tests.unit.exhibits import (
    HEADLINE,
    MAP,
    PLAN_FAN,
    PLAN_TABLE,
    PLAN_WHY,
    RATIOS,
    SERVICES,
    TREND,
)
from tests.unit.test_plane_and_links import OUTLINE, PLANE, WHOLE

SANDWELL = "E08000028"
#: Headline, map, lines, dots, groups, fan, waterfall, plane, causal map, tables.
EVERY_KIND = (
    HEADLINE,
    MAP,
    TREND,
    RATIOS,
    SERVICES,
    PLAN_FAN,
    PLAN_WHY,
    PLANE,
    OUTLINE,
    WHOLE,
    PLAN_TABLE,
)
ADD = "Add to presentation"
#: Every piece of text that can be seen and is smaller than 18 pt (24 px).
SMALL_TEXT = """() => {
  const small = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), box = walker.currentNode.parentElement;
    if (!text || !box || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(box.tagName)) continue;
    const place = box.getBoundingClientRect(), style = getComputedStyle(box);
    if (place.width < 2 || place.height < 2 || style.visibility === "hidden") continue;
    if (parseFloat(style.fontSize) < 24) small.push(style.fontSize + " " + text.slice(0, 40));
  }
  return small;
}"""


def _collect(visit: Visit, first: int = 0) -> None:
    button = visit.page.get_by_role("button", name=ADD).nth(first)
    button.wait_for(timeout=60_000)
    button.click()
    visit.settled()


def _to(visit: Visit, page: str) -> None:
    visit.page.get_by_role("link", name=page, exact=True).first.click()
    visit.settled()


def _listening(page: Page, slide: int) -> None:
    """Wait until the keys are heard on a slide: its heading then carries the number."""
    page.locator(f".st-key-present_slide h1[data-slide='{slide}']").wait_for()


def _five_from_three_pages(visit: Visit) -> None:
    visit.open(f"/?scope={SANDWELL}")
    _collect(visit)
    _collect(visit)
    _to(visit, "Map")
    _collect(visit)
    _to(visit, "All indicators")
    _collect(visit)
    _to(visit, "At a glance")
    _collect(visit)
    _to(visit, "Present")


def test_five_slides_from_three_pages_downloaded_and_presented_by_keyboard(visit: Visit) -> None:
    _five_from_three_pages(visit)
    page = visit.page
    expect(page.get_by_text("5 slides. The link in the address bar restores them.")).to_be_visible()
    assert not violations(page)
    page.get_by_role("button", name="Make the slides (PowerPoint)").click()
    download = page.get_by_role("button", name="Download the slides (PowerPoint)")
    download.wait_for(timeout=90_000)
    with page.expect_download() as got:
        download.click()
    deck = Presentation(io.BytesIO(Path(got.value.path()).read_bytes()))
    findings = [s.shapes.title.text_frame.text for s in deck.slides][1:]
    page.set_viewport_size({"width": 1280, "height": 720})
    page.get_by_role("button", name="Present full screen").click()
    visit.settled()
    seen = []
    for number, key in enumerate(("ArrowRight", "PageDown", "ArrowDown", " ", "End"), start=1):
        _listening(page, number)
        heading = page.locator("h1").inner_text()
        seen.append(heading)
        assert not page.evaluate(SMALL_TEXT), heading
        # A long slide goes on in parts under the same heading: a key turns those first.
        while page.locator("h1").inner_text() == heading:
            before = page.url
            page.keyboard.press(key)
            if key == "End":
                break
            page.wait_for_url(partial(ne, before))
            visit.settled()
            if f"slide={number + 1}" in page.url:
                _listening(page, number + 1)
        visit.settled()
    assert len(set(seen)) == 5
    assert {re.sub(r" \(\d+ of \d+\)$", "", each) for each in findings} == set(seen)
    page.keyboard.press("PageUp")
    page.wait_for_function(
        "(old) => document.querySelector('h1')?.innerText === old", arg=seen[3], timeout=30_000
    )
    visit.settled()
    assert not violations(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Present full screen").wait_for(timeout=30_000)


def test_every_kind_of_slide_has_large_type_and_fits_the_projector(
    browser: Browser, app_url: str
) -> None:
    code = encode(Slides(tuple(Slide(recipe, "", None) for recipe in EVERY_KIND)))
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    for number in range(1, len(EVERY_KIND) + 1):
        page.goto(
            f"{app_url}/present?tray={code}&mode=show&slide={number}", wait_until="domcontentloaded"
        )
        page.get_by_text(f"{number} of {len(EVERY_KIND)}").wait_for(timeout=90_000)
        shown = "svg.main-svg, canvas, img, table, .st-key-present_big"
        page.locator(f".st-key-present_slide :is({shown})").first.wait_for(timeout=60_000)
        quiet(page)
        heading = page.locator("h1").inner_text()
        assert not page.evaluate(SMALL_TEXT), heading
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, heading
        low = page.get_by_role("button", name="End").bounding_box()
        assert low is not None and low["y"] + low["height"] <= 720, heading
    context.close()


def test_a_link_restores_the_slide_and_its_words(
    visit: Visit, browser: Browser, app_url: str
) -> None:
    visit.open(f"/?scope={SANDWELL}")
    _collect(visit)
    _to(visit, "Present")
    box = visit.page.get_by_label("Caption")
    box.fill("For cabinet: <b>not bold</b> =1+1")
    box.press("Tab")
    visit.settled()
    visit.page.get_by_role("button", name="Present full screen").click()
    visit.settled()
    address = visit.page.url
    other = browser.new_context(viewport={"width": 1280, "height": 720})
    page = other.new_page()
    page.goto(address, wait_until="domcontentloaded")
    page.get_by_text("For cabinet: <b>not bold</b> =1+1").wait_for(timeout=60_000)
    expect(page.locator("h1")).to_have_text(visit.page.locator("h1").inner_text())
    other.close()


def test_qr_code_shows_and_goes_by_key(visit: Visit) -> None:
    visit.open(f"/?scope={SANDWELL}")
    _collect(visit)
    _to(visit, "Present")
    visit.page.get_by_role("button", name="Present full screen").click()
    visit.settled()
    _listening(visit.page, 1)
    visit.page.keyboard.press("q")
    code = visit.page.get_by_alt_text("QR code of this slide's link")
    code.wait_for(timeout=30_000)
    _listening(visit.page, 1)
    visit.page.keyboard.press("q")
    code.wait_for(state="detached", timeout=30_000)


#: Press a key so many times in one breath, and say what can be seen before the browser draws.
PRESS = """([key, times]) => {
  for (let n = 0; n < times; n++)
    document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const root = document.querySelector("[data-story]");
  return [root.dataset.slide, root.querySelectorAll("figure.is-shown").length];
}"""


def test_the_story_on_a_projector(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 1280, "height": 720})
    visit.open(f"/?scope={SANDWELL}")
    page.get_by_role("link", name="Tell the story").click()  # with the place: the third press
    story = page.locator("[data-story]")
    expect(story).to_have_attribute("data-ready", "yes")
    sentence = page.get_by_role("heading", level=1)
    expect(sentence).to_contain_text("In Sandwell, about")
    expect(page.get_by_text("What matters · Sandwell")).to_be_visible()
    assert not page.evaluate(SMALL_TEXT)
    # Keys pressed at once are all heard, and what is seen belongs together.
    assert page.evaluate(PRESS, ["ArrowRight", 3]) == ["4", 1]
    assert page.evaluate(PRESS, ["PageUp", 2]) == ["2", 1]
    last = story.locator("figure").count()
    assert page.evaluate(PRESS, ["ArrowRight", 50]) == [str(last), 1]
    expect(page.get_by_text("How sure we are · Sandwell")).to_be_visible()
    expect(story.get_by_role("img")).to_have_count(1)
    cover = page.get_by_text("The screen is blank.")
    page.keyboard.press("b")
    expect(cover).to_be_visible()
    page.keyboard.press("b")
    expect(cover).to_be_hidden()
    page.keyboard.press("d")
    expect(story).to_have_attribute("data-theme", "dark")
    assert not violations(page)
    page.keyboard.press("q")
    expect(page.get_by_alt_text("QR code of this story's link")).to_be_visible()
    expect(page.get_by_text(f"mode=story&scope={SANDWELL}")).to_be_visible()
    page.keyboard.press("q")
    expect(story).to_have_class(re.compile("is-idle"))
    expect(page.locator(".story-controls")).to_have_css("opacity", "0")
    page.set_viewport_size({"width": 390, "height": 844})
    page.keyboard.press("Home")
    expect(page.get_by_role("button", name="Next")).to_be_in_viewport()
    assert page.evaluate("document.querySelector('.story').scrollWidth") <= 390
    assert not violations(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Tell the story")).to_be_visible()
    expect(page).not_to_have_url(re.compile("mode="))
    menu = page.get_by_role("button", name="Menu", exact=True)
    expect(menu).to_be_visible()  # on a phone the pages are behind an arrow
    menu.click()
    expect(page.get_by_role("link", name="At a glance")).to_be_visible()


def test_a_damaged_code_gives_a_message_and_an_empty_presentation(visit: Visit) -> None:
    page = visit.open("/present?tray=t1.AAAAbroken")
    expect(page.get_by_text("The link's presentation could not be used")).to_be_visible()
    expect(page.get_by_text("The presentation is empty.").first).to_be_visible()
    expect(page.get_by_text("Nothing is in the presentation yet.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_fits_and_is_accessible(visit: Visit, scheme: Scheme) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.open(f"/present?scope={SANDWELL}")
    page.get_by_role("button", name="Create a starter deck for Sandwell").click()
    page.get_by_text("slides. The link in the address bar").wait_for(timeout=90_000)
    page.get_by_role("button", name="Make the slides").wait_for(timeout=90_000)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        quiet(page)
        assert not violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_figures_on_screen_are_the_stores(visit: Visit) -> None:
    visit.open(f"/map?scope={store.REGION}&indicator=looked_after&level=utla")
    _collect(visit)
    _to(visit, "Present")
    rows = store.observations(
        "looked_after", level="utla", within=store.REGION, group_type="all", period="2025"
    )
    low, high = rows["value"].min(), rows["value"].max()
    expect(visit.page.get_by_text(f"from {low:.0f} to {high:.0f} per 10,000").first).to_be_visible()
