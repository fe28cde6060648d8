"""Pages in the order of a meeting, their tabs, and addresses of earlier versions, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

SANDWELL = "E08000028"
IN_ORDER = [
    "At a glance",
    "Map",
    "Who is affected",
    "Plan",
    "Present",
    "All indicators",
    "Evidence and data",
]
NOT_FOUND = "Page not found"


def test_pages_stand_in_the_order_of_a_meeting(visit: Visit) -> None:
    page = visit.open(f"/?scope={SANDWELL}")
    expect(page.get_by_test_id("stTopNavLink")).to_have_text(IN_ORDER)


@pytest.mark.parametrize(
    ("address", "path", "heading", "figure"),
    [
        (f"/overview?scope={SANDWELL}", "/", "", "40.2%"),
        (
            f"/who_bears_it?scope={SANDWELL}&indicator=persistent_absence&question=both",
            "/who_is_affected",
            "On whom does it fall?",
            "44.5%",
        ),
        (
            f"/area_profile?scope={SANDWELL}&domain=family&benchmark=region",
            "/all_indicators",
            "How does this place stand?",
            "",
        ),
        (f"/what_if?scope={SANDWELL}&outcome=custody", "/plan", "What would change it?", ""),
        (f"/compare?scope={SANDWELL}", "/compare", "Which plan is better?", ""),
        (f"/evidence?scope={SANDWELL}&section=checks", "/evidence", "How do you know?", ""),
        (
            f"/data?scope={SANDWELL}&indicator=overcrowding",
            "/data",
            "Where do the figures come from?",
            "",
        ),
    ],
)
def test_an_old_address_opens_with_its_choices(
    visit: Visit, address: str, path: str, heading: str, figure: str
) -> None:
    page = visit.open(address)
    asked = address.partition("?")[2].split("&")
    page.wait_for_url(lambda url: f"{visit.url}{path}?" in url and all(a in url for a in asked))
    if heading:
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    if figure:
        expect(page.get_by_text(figure).first).to_be_visible()
    expect(page.get_by_role("combobox", name="Place")).to_have_value("Sandwell")
    expect(page.get_by_text(NOT_FOUND)).to_have_count(0)


def test_a_page_that_is_not_there_is_said_in_words(visit: Visit) -> None:
    page = visit.open(f"/nonsense?scope={SANDWELL}")
    expect(page.get_by_text("There is no page “nonsense” here.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Place")).to_have_value("Sandwell")
    expect(page.get_by_text(NOT_FOUND)).to_have_count(0)
    page.wait_for_url(f"{visit.url}/?scope={SANDWELL}")


@pytest.mark.parametrize(
    ("page_name", "tab", "heading", "back"),
    [
        ("Plan", "Compare", "Which plan is better?", "Adjust"),
        ("Evidence and data", "Data", "Where do the figures come from?", "Evidence"),
    ],
)
def test_tabs_lead_there_and_back(
    visit: Visit, page_name: str, tab: str, heading: str, back: str
) -> None:
    page = visit.open(f"/?scope={SANDWELL}")
    page.get_by_role("link", name=page_name, exact=True).click()
    page.get_by_role("link", name=tab, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading, timeout=60_000)
    page.get_by_role("link", name=back, exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(heading, timeout=60_000)
    expect(page.get_by_role("combobox", name="Place")).to_have_value("Sandwell")


def test_the_strip_counts_slides_and_leads_to_them(visit: Visit) -> None:
    page = visit.open(f"/map?scope={SANDWELL}&indicator=looked_after&level=utla")
    expect(page.get_by_role("link", name="No slides yet")).to_be_visible()
    page.get_by_role("button", name="Add to presentation").first.click()
    page.get_by_role("link", name="1 slide", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Can I show it?")
