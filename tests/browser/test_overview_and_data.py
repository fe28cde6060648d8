"""Overview and Data in a real browser: choose, search, download, follow a link, axe."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, expect

from components.design.page_names import PAGES
from data import store
from tests.browser.accessibility import violations
from tests.browser.conftest import Scheme, Visit, running_app


# The first page of a place: tests/browser/test_at_a_glance.py.
@pytest.mark.parametrize("path", ["/", "/data", "/data?indicator=looked_after"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_violation(visit: Visit, path: str, scheme: Scheme) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.open(path)
    assert violations(page) == []


def test_a_link_to_a_page_of_a_fresh_process_has_the_whole_frame(visit: Visit) -> None:
    page = visit.open("/data?scope=E08000028")
    expect(page.get_by_role("combobox", name="Place")).to_have_count(1)
    assert "Atlas" in page.title()


def test_choosing_a_place_changes_page_and_address(visit: Visit) -> None:
    page = visit.open("/")
    page.get_by_role("combobox", name="Place").click()
    page.keyboard.type("Dudley")  # a long list shows only the options near the top
    page.get_by_role("option", name="Dudley", exact=True).click()
    page.wait_for_url("**scope=E08000027**")
    visit.settled()
    figure = store.observations(
        "children_low_income_ahc", area_codes="E08000027", period="2025", group_type="all"
    )["value"].iloc[0]
    expect(page.get_by_text(f"{figure:.1f}%").first).to_be_visible()
    page.reload()
    visit.settled()
    expect(page.get_by_text("Dudley").first).to_be_visible()


def test_a_finding_leads_to_the_view_that_shows_it(visit: Visit) -> None:
    page = visit.open("/?scope=E08000028")
    page.get_by_role("link", name="See it on the map").first.click()
    page.wait_for_url("**/map?**indicator=**")
    visit.settled()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where does it fall?")


def test_search_and_download(visit: Visit) -> None:
    page = visit.open("/data")
    page.get_by_label("Search the catalogue").fill("looked after")
    page.keyboard.press("Enter")
    visit.settled()
    page.goto(visit.url + "/data?indicator=looked_after")
    visit.settled()
    with page.expect_download() as caught:
        page.get_by_role("button", name="figures (CSV)").click()
    text = caught.value.path().read_text(encoding="utf-8-sig")
    table = pd.read_csv(io.StringIO(text), comment="#")
    stored = store.observations("looked_after")
    assert len(table) == len(stored)
    assert table["value"].sum() == pytest.approx(stored["value"].sum())
    assert '# Licence:,"Open Government Licence v3.0' in text
    with page.expect_download() as caught:
        page.get_by_role("button", name="record (JSON)").click()
    record = json.loads(caught.value.path().read_text(encoding="utf-8"))
    assert record["indicator"]["id"] == "looked_after"


def test_works_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/")
    for _ in range(40):
        page.keyboard.press("Tab")
        if (
            page.evaluate("document.activeElement.getAttribute('aria-label') || ''").startswith(
                "Selected West Midlands region"
            )
            or page.evaluate("document.activeElement.getAttribute('role')") == "combobox"
        ):
            break
    else:
        pytest.fail("the place selector cannot be reached by Tab")
    page.keyboard.type("Walsall")
    page.keyboard.press("Enter")
    page.wait_for_url("**scope=E08000030**")


@pytest.mark.slow
@pytest.mark.parametrize("name", list(PAGES)[1:])
def test_a_link_is_the_first_thing_a_fresh_process_sees(
    name: str, browser: Browser, tmp_path: Path
) -> None:
    """Streamlit's older kind of app must not answer: every page arrives whole, no "not found"."""
    with running_app(tmp_path) as url:
        page = browser.new_page()
        page.goto(f"{url}/{name}?scope=E08000028", wait_until="domcontentloaded")
        place = page.get_by_role("combobox", name="Place")
        expect(place).to_have_value("Sandwell", timeout=60_000)
        expect(page.get_by_text("Page not found")).to_have_count(0)
        page.close()
