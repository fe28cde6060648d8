"""The area profile in a real browser: deep link, keyboard, links, paper, accessibility."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Scheme, Visit, quiet

SANDWELL, CANNOCK, REGION, WMCA = "E08000028", "E07000192", "E12000005", "E47000007"


def opened(visit: Visit, scope: str = SANDWELL, more: str = "") -> Page:
    page = visit.open(f"/all_indicators?scope={scope}{more}")
    page.wait_for_selector(".ap-table", timeout=60_000)
    return page


def names(page: Page) -> list[str]:
    return page.locator(".ap-table tbody th").all_inner_texts()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("scope", [SANDWELL, CANNOCK, WMCA, REGION])
def test_no_violation_and_no_sideways_page(visit: Visit, scope: str) -> None:
    page = opened(visit, scope)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert violations(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_link_restores_benchmark_domain_and_filter(visit: Visit) -> None:
    page = opened(visit, SANDWELL, "&benchmark=neighbours&domain=family&only=services")
    expect(page.locator(".ap-table")).to_have_count(1)
    assert all("done by services" in name for name in names(page))
    expect(page.get_by_role("columnheader", name="Against the neighbours' mean")).to_have_count(1)


def test_a_benchmark_the_place_cannot_have_is_told(visit: Visit) -> None:
    page = opened(visit, CANNOCK, "&benchmark=neighbours")
    page.get_by_text("benchmark is not there for this choice").wait_for()


def test_filter_shows_only_what_is_worse(visit: Visit) -> None:
    page = opened(visit)
    before = len(names(page))
    choose(page, "Show", "Worse than the benchmark")
    page.wait_for_function(
        "n => document.querySelectorAll('.ap-table tbody tr').length < n", arg=before
    )
    cells = page.locator(".ap-table tbody .ap-c-said").all_inner_texts()
    assert cells and all("worse than England" in cell for cell in cells)
    expect(page).to_have_url(re.compile("only=worse"))


def test_a_row_leads_to_the_map_within_the_session(visit: Visit) -> None:
    page = opened(visit)
    page.evaluate("window.stillHere = true")
    page.get_by_role("link", name="Map: Children looked after").click()
    page.wait_for_url("**/map?**")
    visit.settled()
    assert page.evaluate("window.stillHere") is True
    expect(page).to_have_url(re.compile("indicator=looked_after"))
    expect(page).to_have_url(re.compile(f"scope={SANDWELL}"))
    expect(page.get_by_role("heading", name="Where does it fall?")).to_have_count(1)


def test_a_row_leads_to_who_is_affected(visit: Visit) -> None:
    page = opened(visit)
    page.get_by_role("link", name="Who is affected: Children looked after").click()
    page.wait_for_url("**/who_is_affected?**")
    visit.settled()
    expect(page).to_have_url(re.compile("indicator=looked_after"))
    expect(page).to_have_url(re.compile(f"scope={SANDWELL}"))


def test_keyboard_reaches_tables_links_and_print(visit: Visit) -> None:
    page = opened(visit)
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1 } }")
    page.get_by_label("Show", exact=True).focus()
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.className || document.activeElement.tagName")
        )
        if "ap-print-button" in reached[-1]:
            page.keyboard.press("Enter")
        if page.evaluate("document.activeElement.matches('a[data-page]')"):
            break
    assert page.evaluate("window.printed") == 1, reached
    assert "ap-scroll" in reached
    page.keyboard.press("Enter")
    page.wait_for_url("**/map?**")


@pytest.mark.parametrize(
    ("scope", "scheme"),
    [(SANDWELL, "light"), (SANDWELL, "dark"), (CANNOCK, "light"), (REGION, "light")],
)
def test_prints_whole_on_three_a4_pages(visit: Visit, scope: str, scheme: Scheme) -> None:
    # Sixty-eight figures, each with two questions answered, its age and its direction.
    visit.page.emulate_media(color_scheme=scheme)
    page = opened(visit, scope)
    quiet(page)
    assert pages_of(page.pdf(format="A4", prefer_css_page_size=True)) <= 3
    page.emulate_media(media="print", color_scheme=scheme)
    expect(page.get_by_test_id("stHeader")).not_to_be_visible()
    expect(page.get_by_label("Compare with")).not_to_be_visible()
    expect(
        page.get_by_role("heading", name=re.compile("how does this place stand", re.I))
    ).to_be_visible()
    colour = page.locator(".ap-table tbody th").first.evaluate("e => getComputedStyle(e).color")
    assert colour == "rgb(22, 35, 43)"
