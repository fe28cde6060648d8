"""GBP 5m a year for Wolverhampton: to a compared, shared plan by what is written on the screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Visit
from tests.browser.what_if_page import drawn


def test_five_million_for_wolverhampton_to_a_compared_and_shared_plan(
    visit: Visit, browser: Browser
) -> None:
    page, presses = visit.open("/"), 0

    def press(role: str, name: str | re.Pattern[str]) -> None:
        nonlocal presses
        found = page.get_by_role(role, name=name, exact=isinstance(name, str))  # type: ignore[arg-type]
        found.first.click()
        presses += 1

    place = page.get_by_role("combobox", name="Place")
    press("combobox", "Place")
    place.fill("Wolverhampton")
    press("option", "Wolverhampton")
    visit.settled()
    press("link", "Plan")
    budget = page.get_by_role("spinbutton", name="Budget, £ million a year")
    budget.fill("5")
    budget.press("Enter")
    expect(page.get_by_role("heading", name="C. £5 million a year")).to_be_visible(timeout=60_000)
    visit.settled()
    press("button", "Compare these three")
    expect(page.get_by_role("heading", name="What differs, and why")).to_be_visible(timeout=90_000)
    expect(page.get_by_text("C. £5 million a year").first).to_be_visible()
    page.wait_for_url("**/compare?**plans=**")
    press("link", "Examples")
    press("button", "Use plan C")
    drawn(page)
    expect(page.get_by_role("textbox", name="Name of the plan")).to_have_value("£5 million a year")
    press("button", re.compile("Share"))
    link = page.get_by_text(re.compile(r"/plan\?\S*plan=")).first
    expect(link).to_be_visible()
    assert presses <= 12 and presses == 7
    address = link.inner_text().strip()
    other = browser.new_context(viewport={"width": 390, "height": 844})
    try:
        fresh = other.new_page()
        fresh.goto(address)
        drawn(fresh)
        expect(fresh.get_by_role("textbox", name="Name of the plan")).to_have_value(
            "£5 million a year"
        )
    finally:
        other.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_opening_has_no_violation_and_no_zeros(visit: Visit, scheme: str) -> None:
    page = visit.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visit.open("/plan?scope=E08000031")
    expect(page.get_by_role("button", name="Compare these three")).to_be_visible(timeout=60_000)
    expect(page.locator('[class*="st-key-plan_example_"]')).to_have_count(3)
    expect(page.get_by_text("Nothing changes because")).to_have_count(0)
    for width, height in ((1280, 720), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        visit.settled()
        assert violations(page) == [], width


def test_on_a_phone_results_come_first_and_a_line_of_them_stays_in_view(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    visit.open("/plan?scope=E08000031&step=adjust")
    drawn(page)
    results = page.locator(".st-key-wi_box_what").bounding_box()
    levers = page.locator(".st-key-wi_levers").bounding_box()
    assert results and levers and results["y"] < levers["y"]
    line = page.locator(".st-key-wi_in_view")
    expect(line).to_be_visible()
    line.get_by_role("link", name="Levers").click()
    expect(page.get_by_role("heading", name="Prevent", exact=True)).to_be_in_viewport(
        timeout=20_000
    )
    expect(line).to_be_in_viewport()


def test_back_returns_from_the_levers_to_the_question(visit: Visit) -> None:
    page = visit.open("/plan?scope=E08000031")
    page.get_by_role("button", name="Set the levers myself").click()
    drawn(page)
    page.wait_for_url("**step=adjust**")
    page.go_back()
    expect(page.get_by_role("button", name="Compare these three")).to_be_visible(timeout=60_000)
