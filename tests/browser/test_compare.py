"""The Compare page in a real browser: example, presets, a link in a fresh browser, damage, axe."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from model.plan import new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan
from tests.browser.accessibility import violations
from tests.browser.conftest import Scheme, Visit

SANDWELL = "E08000028"
LAYERED = preset_plan("layered", new_plan(areas=[SANDWELL]))
KEYWORKERS = new_plan(
    title="Keyworkers only", areas=[SANDWELL], levers={"keyworker": {"level": 500}}
)
THIRD = new_plan(title="Diversion", levers={"diversion": {"level": 40}})
CODES = "~".join(encode_plan(plan, rationale=False) for plan in (LAYERED, KEYWORKERS, THIRD))


def ready(visit: Visit, page: Page) -> Page:
    page.get_by_text("How the levers are set", exact=True).wait_for(timeout=120_000)
    visit.settled()
    return page


def tables(page: Page) -> list[str]:
    return [each.inner_text() for each in page.locator(".stTable").all() if each.is_visible()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("outcome", ["looked_after", "recorded_demand"])
def test_no_accessibility_violation(visit: Visit, scheme: Scheme, outcome: str) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.open(f"/compare?scope={SANDWELL}&outcome={outcome}&plans={CODES}")
    assert violations(ready(visit, page)) == []


def test_no_accessibility_violation_when_empty_or_adding(visit: Visit) -> None:
    page = visit.open("/compare")
    assert violations(page) == []
    page.get_by_role("button", name="Add a plan").click()
    page.get_by_role("button", name="Add this example plan").wait_for()
    assert violations(page) == []


def test_no_accessibility_violation_on_a_phone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = ready(visit, visit.open(f"/compare?scope={SANDWELL}&plans={CODES}"))
    assert violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 391


def test_a_link_opens_the_same_figures_in_a_fresh_browser(visit: Visit, browser: Browser) -> None:
    page = visit.open("/compare")
    page.get_by_role("button", name="Show an example").click()
    ready(visit, page)
    page.wait_for_url("**plans=**")
    before, address = tables(page), page.url
    assert len(before) >= 4
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        other = Visit(context.new_page(), visit.url)
        other.page.goto(address)
        ready(other, other.page)
        expect(other.page.locator(".stTable:visible")).to_have_count(len(before), timeout=60_000)
        assert tables(other.page) == before
    finally:
        context.close()


def test_a_damaged_part_is_told_and_the_others_stay(visit: Visit) -> None:
    parts = CODES.split("~")
    parts[1] = parts[1][:-4] + "AAAA"
    page = ready(visit, visit.open(f"/compare?plans={quote('~'.join(parts))}"))
    expect(page.get_by_text("Plan 2 of the link could not be used")).to_be_visible()
    expect(page.locator("strong", has_text="B. Diversion")).to_be_visible()


def test_a_plan_can_be_added_and_taken_out_by_keyboard_alone(visit: Visit) -> None:
    page = ready(visit, visit.open(f"/compare?scope={SANDWELL}&plans={CODES.split('~')[1]}"))

    def reach(wanted: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            if wanted in page.evaluate(
                "document.activeElement.tagName === 'BUTTON' ? "
                "document.activeElement.innerText : ''"
            ):
                return
        pytest.fail(f"'{wanted}' cannot be reached by Tab")

    reach("Add a plan")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add this example plan").wait_for()
    reach("Add this example plan")
    page.keyboard.press("Enter")
    page.locator("strong", has_text="B. One strand: Prevent").wait_for(timeout=60_000)
    ready(visit, page)
    page.keyboard.press("Escape")
    page.locator("h1").click()
    reach("Take out B")
    page.keyboard.press("Enter")
    page.locator("strong", has_text="B. One strand: Prevent").wait_for(
        state="detached", timeout=60_000
    )


def test_the_threshold_moves_the_chance(visit: Visit) -> None:
    page = ready(visit, visit.open(f"/compare?scope={SANDWELL}&plans={CODES.split('~')[1]}"))
    expect(page.get_by_text("Chance that savings exceed cost: A")).to_be_visible()
    box = page.get_by_label("Threshold: pounds")
    box.fill("1000000")
    box.press("Enter")
    page.get_by_text("Chance of costing less than £1,000,000").wait_for(timeout=60_000)
