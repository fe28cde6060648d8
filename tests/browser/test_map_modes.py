"""Where adversities pile up and two measures, as a person uses them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Visit, quiet
from tests.browser.test_map_component import painted

SANDWELL = "/map?scope=E08000028"


def test_pile_up_is_reached_ticked_and_read(visit: Visit) -> None:
    page = visit.open(SANDWELL)
    page.get_by_text("Where they pile up", exact=True).click()
    heading = page.get_by_role("heading", name=re.compile("children live where 3 or more of 6"))
    expect(heading).to_be_visible()
    painted(page, "pile|")
    expect(page.locator(".pane [data-part=legend]").first).to_contain_text("6 domains")
    page.get_by_role("button", name=re.compile("Measures: 6 ticked")).click()
    page.get_by_test_id("stPopoverBody").get_by_text(re.compile("Homes indoors")).click()
    expect(
        page.get_by_role("heading", name=re.compile("children live where 3 or more of 5"))
    ).to_be_visible()
    expect(page).to_have_url(re.compile("measures="))


def test_a_neighbourhood_is_found_and_its_domains_are_bars(visit: Visit) -> None:
    page = visit.open(f"{SANDWELL}&look=pile")
    painted(page, "pile|")
    box = page.get_by_label("Find an area")
    box.fill("Sandwell 039D")
    box.press("Enter")
    page.get_by_role("button", name=re.compile("Sandwell 039D")).click()
    expect(page.get_by_text("Sandwell 039D: in the worst fifth in 0 of 6 domains")).to_be_visible()
    expect(page.get_by_role("figure", name=re.compile("Sandwell 039D"))).to_be_visible()


def test_clusters_are_outlined_in_words(visit: Visit) -> None:
    """Birmingham's piled-up neighbourhoods in four presses; a fifth outlines the clusters."""
    page = visit.open("/")
    box = page.get_by_role("combobox", name="Place")
    box.click()
    box.fill("Birmingham")
    page.get_by_role("option", name="Birmingham", exact=True).first.click()
    visit.settled()
    page.get_by_role("link", name="Map", exact=True).first.click()
    visit.settled()
    page.get_by_text("Where they pile up", exact=True).click()
    painted(page, "pile|")
    expect(
        page.get_by_role("heading", name=re.compile("Birmingham: .* children live where 3 or more"))
    ).to_be_visible()
    page.get_by_text("Outline neighbours alike").click()
    expect(page.locator(".pane [data-part=legend]").first).to_contain_text(
        "neighbours alike: high beside high", timeout=120_000
    )


def test_two_measures_on_one_map_side_by_side_and_in_the_presentation(visit: Visit) -> None:
    page = visit.open(SANDWELL)
    page.get_by_text("Two measures", exact=True).click()
    expect(page.get_by_role("heading", name="Do two of them go together?")).to_be_visible()
    painted(page, "two|")
    expect(page.locator(".pane [data-part=legend]").first).to_contain_text(
        "First worst, second worst"
    )
    expect(page.get_by_role("heading", name="High on both")).to_be_visible()
    expect(page.get_by_text("by area, not by child").first).to_be_visible()
    page.get_by_role("button", name="Add to presentation").first.click()
    expect(page.get_by_role("button", name="In the presentation").first).to_be_visible()
    page.get_by_text("Side by side").click()
    painted(page, count=2)


@pytest.mark.parametrize("look", ["pile&area=E01009950", "two&area=E01009950"])
def test_no_accessibility_violation_and_no_sideways_page(visit: Visit, look: str) -> None:
    page = visit.open(f"{SANDWELL}&look={look}")
    painted(page)
    assert violations(page) == []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 720})
        quiet(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width
