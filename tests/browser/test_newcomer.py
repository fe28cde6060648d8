"""What a newcomer does without instruction, by what is written on the screen alone.

Sets the multi-layered plan for Sandwell, reads what it does, for whom and at what cost, keeps it,
compares it with keyworkers only, and sends a link that opens the same figures elsewhere.
"""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit
from tests.browser.what_if_page import KEYWORKER, card, changed, drawn, figures, mark

LAYERED, ONLY = "All strands for Sandwell", "Keyworkers only"


def go(visit: Visit, page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_load_state("domcontentloaded")
    visit.settled()


def start_from(visit: Visit, page: Page, preset: str) -> None:
    examples = page.get_by_role("button", name="Examples", exact=True)
    examples.click()
    visit.settled()
    page.get_by_role("button", name="Start from").click()
    page.get_by_role("button", name=preset, exact=True).click()
    drawn(page)
    visit.settled()


def keep(visit: Visit, page: Page, title: str, button: str) -> None:
    name = page.get_by_role("textbox", name="Name of the plan")
    name.fill(title)
    name.press("Enter")
    visit.settled()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name=button).click()
    page.get_by_text(f"Saved: “{title}”").wait_for()
    visit.settled()


def add_from_library(visit: Visit, page: Page, title: str) -> None:
    page.get_by_role("button", name="Add a plan").click()
    box = page.get_by_role("combobox", name="A plan from the library")
    box.click()
    box.fill(title)
    page.get_by_role("option", name=re.compile(re.escape(title))).first.click()
    visit.settled()
    page.get_by_role("button", name="Add this plan").click()
    visit.settled()
    page.keyboard.press("Escape")


def test_a_newcomer_gets_from_an_adversity_to_a_shared_plan(visit: Visit, browser: Browser) -> None:
    page = visit.open("/")
    place = page.get_by_role("combobox", name="Place")
    place.click()
    place.fill("Sandwell")
    page.get_by_role("option", name="Sandwell", exact=True).first.click()
    visit.settled()
    go(visit, page, "Plan")

    start_from(visit, page, "Multi-layered (all strands)")
    what, whom, money = (card(page, name).inner_text() for name in ("what", "whom", "money"))
    assert re.search(r"\d", what) and "80% interval" in what and "Chance" in what
    assert "most deprived" in whom.lower() and "Black" in whom
    assert "C. Society" in money and "£" in money
    expect(page.get_by_text(re.compile("acts in Sandwell")).first).to_be_visible()
    keep(visit, page, LAYERED, "Save the plan")
    seen = figures(page)

    page.get_by_role("button", name="Share").click()
    address = page.get_by_text(re.compile(r"/plan\?\S*plan=")).first.inner_text()
    page.keyboard.press("Escape")
    visit.settled()

    start_from(visit, page, "No change")
    before = mark(page)
    exact = page.get_by_role("spinbutton", name=f"{KEYWORKER}: exact figure")
    exact.fill("500")
    exact.press("Enter")
    changed(page, before)
    visit.settled()
    keep(visit, page, ONLY, "Save as a new plan")

    go(visit, page, "Compare")
    for title in (LAYERED, ONLY):
        add_from_library(visit, page, title)
    page.get_by_text("How the levers are set", exact=True).wait_for(timeout=120_000)
    visit.settled()
    for title in (f"A. {LAYERED}", f"B. {ONLY}"):
        expect(page.get_by_text(title).first).to_be_visible()
    expect(page.get_by_role("heading", name="What differs, and why")).to_be_visible()

    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        elsewhere = context.new_page()
        elsewhere.goto(address.strip())
        drawn(elsewhere)
        assert figures(elsewhere) == seen
        expect(elsewhere.get_by_role("textbox", name="Name of the plan")).to_have_value(LAYERED)
        expect(elsewhere.get_by_role("combobox", name="Place")).to_have_value("Sandwell")
    finally:
        context.close()
