"""A brief read on a telephone, or at 400%: nothing beyond its edge, every cell with its column."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from components.exports import brief, brief_area, brief_plan
from model.plan import new_plan
from model.plan_code import encode_plan
from model.presets import preset_plan
from tests.browser.accessibility import violations

SANDWELL = "E08000028"


@pytest.fixture(scope="module")
def briefs() -> dict[str, str]:
    code = encode_plan(preset_plan("layered", new_plan(areas=[SANDWELL])))
    return {
        "area": brief.html(brief_area.area_brief(SANDWELL)),
        "plan": brief.html(brief_plan.plan_brief(code)),
    }


@pytest.mark.parametrize("kind", ["area", "plan"])
def test_it_fits_a_narrow_screen(browser: Browser, briefs: dict[str, str], kind: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    try:
        page.set_content(briefs[kind])
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        cells = page.locator("td")
        named = cells.evaluate_all(
            "all => all.map(each => getComputedStyle(each, '::before').content)"
        )
        assert named and all(each.endswith(': "') and len(each) > 4 for each in named), named
        assert not violations(page)
    finally:
        page.close()
