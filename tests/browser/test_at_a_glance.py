"""The first page in a real browser: which area, twenty seconds, slides in five presses, axe."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pptx import Presentation

from components.figures import at_a_glance
from components.figures.headlines import findings_of
from components.wording import at_a_glance as words
from data import store
from tests.browser.accessibility import violations
from tests.browser.conftest import Scheme, Visit

SANDWELL = "E08000028"
SIZES = [(1440, 900), (1280, 720), (390, 844)]


def _high(page: Page, text: str) -> float:
    """Where the lower edge of a text stands, in pixels from the top of the screen."""
    found = page.get_by_text(text, exact=True).first
    expect(found).to_be_visible()
    box = found.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_is_accessible_and_nothing_is_wider_than_the_screen(visit: Visit, scheme: Scheme) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.open(f"/?scope={SANDWELL}")
    expect(page.get_by_role("heading", name="What one plan would change")).to_be_visible()
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        visit.settled()
        assert violations(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


def test_place_widest_gap_and_one_option_stand_on_the_first_screen(visit: Visit) -> None:
    page = visit.open(f"/?scope={SANDWELL}")
    sentence = words.headline(SANDWELL, at_a_glance.child_poverty(SANDWELL))
    expect(page.get_by_role("heading", level=1)).to_have_text(sentence)
    first = words.brief(findings_of(SANDWELL)[0])
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        visit.settled()
        assert _high(page, first.number) < height, width
        assert _high(page, "Start a plan") < height, width


def test_the_first_visit_asks_which_area_and_the_address_remembers(visit: Visit) -> None:
    page = visit.open("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("In the West Midlands region")
    box = page.get_by_role("combobox", name="Which area?")
    box.click()
    box.fill("Dudley")
    page.get_by_role("option", name="Dudley", exact=True).click()
    page.wait_for_url("**scope=E08000027**")
    visit.settled()
    expect(page.get_by_role("heading", level=1)).to_contain_text("In Dudley", timeout=60_000)
    expect(box).to_have_count(0)


def test_from_sandwell_to_slides_in_five_presses(visit: Visit) -> None:
    page, presses = visit.open("/"), 0
    box = page.get_by_role("combobox", name="Place")
    box.click()
    presses += 1
    box.fill("Sandwell")
    page.get_by_role("option", name="Sandwell", exact=True).first.click()
    presses += 1
    visit.settled()
    expect(page.get_by_role("heading", level=1)).to_contain_text("In Sandwell", timeout=60_000)
    page.get_by_role("button", name="Make my slides").click()
    presses += 1
    expect(page.get_by_role("heading", level=1)).to_have_text("Can I show it?", timeout=60_000)
    counted = page.get_by_text(re.compile(r"^\d+ slides\. The link")).first
    expect(counted).to_be_visible(timeout=60_000)
    held = int(counted.inner_text().split()[0])
    assert held >= 5
    page.get_by_role("button", name="Make the slides (PowerPoint)").click()
    presses += 1
    download = page.get_by_role("button", name="Download the slides (PowerPoint)")
    download.wait_for(timeout=120_000)
    with page.expect_download() as got:
        download.click()
    presses += 1
    deck = Presentation(io.BytesIO(Path(got.value.path()).read_bytes()))
    titles = " ".join(each.shapes.title.text_frame.text for each in deck.slides)
    assert len(deck.slides) > held and "Sandwell" in titles
    first = store.indicator(findings_of(SANDWELL)[0].indicator_id)
    assert first.short_title.split(" (")[0].split(",")[0].lower() in titles.lower()
    assert presses == 5


def test_a_picture_that_is_added_is_a_slide(visit: Visit) -> None:
    page = visit.open(f"/?scope={SANDWELL}")
    expect(page.get_by_role("link", name="No slides yet")).to_be_visible()
    page.get_by_role("button", name="Add to presentation").first.click()
    expect(page.get_by_role("link", name="1 slide", exact=True)).to_be_visible()
    # Services by ethnic group, with the picture in the slides: two presses more.
    page.get_by_role("link", name="Who is affected", exact=True).first.click()
    visit.settled()
    expect(
        page.get_by_text("Services whose rate is clearly above the average").first
    ).to_be_visible()
    page.get_by_role("button", name="Add to presentation").first.click()
    expect(page.get_by_role("link", name="2 slides", exact=True)).to_be_visible()


def test_the_example_plan_opens_as_it_was_told(visit: Visit) -> None:
    page = visit.open(f"/?scope={SANDWELL}")
    page.get_by_role("link", name="Change this plan").click()
    page.wait_for_url("**/plan?**plan=**")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What would change it?", timeout=60_000
    )
    expect(page.get_by_text(re.compile("acts in Sandwell")).first).to_be_visible(timeout=60_000)
