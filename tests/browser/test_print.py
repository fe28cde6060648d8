"""Long tables print all their rows, and the dark theme prints light."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visit
from tests.browser.every_page import opened
from tests.browser.paper import bare, inside, printed


@pytest.mark.parametrize("name", ["evidence_registers", "data", "map_pile_up"])
def test_a_long_table_prints_all_its_rows(visit: Visit, name: str) -> None:
    page = opened(visit, name)
    if name == "map_pile_up":
        page.get_by_role("radio", name="Table").click(force=True)
        visit.settled()
    if name == "evidence_registers":
        page.get_by_role("radio", name="Every source").click(force=True)
        visit.settled()
    first = page.locator("table.paper-only").first
    rows = first.evaluate("table => [...table.rows].map(row => row.cells[0].textContent)")
    text = inside(printed(page, landscape=False))
    assert len(rows) > 15
    assert not [each for each in rows if bare(each) not in text]


@pytest.mark.parametrize("name", ["at_a_glance", "map", "who_ethnicity", "plan", "all_indicators"])
def test_the_dark_theme_prints_light(browser: Browser, app_url: str, name: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme="dark")
    visit = Visit(context.new_page(), app_url)
    page = opened(visit, name)
    before = page.locator("h1").first.evaluate("each => getComputedStyle(each).color")
    for sheet in printed(page, landscape=False):
        grey = sheet.render(scale=0.5).to_pil().convert("L")
        counts = grey.histogram()
        dark = sum(counts[:128]) / sum(counts)
        assert dark < 0.25, dark
        assert grey.getpixel((grey.width // 2, 3)) > 235
    assert page.locator("h1").first.evaluate("each => getComputedStyle(each).color") == before
    context.close()
