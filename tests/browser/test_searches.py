"""The two searches for a mix in a real browser: found, looked at, loaded as a plan; axe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Scheme, Visit
from tests.browser.what_if_page import SANDWELL, drawn

LOAD = "Load this mix as my plan"


def panel(visit: Visit, scheme: Scheme, name: str) -> Page:
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.open(f"/plan?scope={SANDWELL}&step=mix")
    page.get_by_role("button", name=name).or_(page.get_by_role("radio", name=name)).first.click()
    visit.settled()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_it_would_take_finds_a_mix_and_loads_it(visit: Visit, scheme: Scheme) -> None:
    page = panel(visit, scheme, "What it would take")
    assert violations(page) == []
    page.get_by_role("button", name="Find the least-cost mix").click()
    load = page.get_by_role("button", name=LOAD)
    load.wait_for(timeout=180_000)
    visit.settled()
    assert violations(page) == []
    load.click()
    drawn(page)  # the step with its results
    visit.settled()
    expect(page).to_have_url(re.compile("plan="))
    expect(page.get_by_text(re.compile(r"80% interval")).first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_best_use_shows_a_frontier_and_a_mix_to_load(visit: Visit, scheme: Scheme) -> None:
    page = panel(visit, scheme, "Best use of a budget")
    assert violations(page) == []
    page.get_by_role("button", name="Find the best mixes").click()
    load = page.get_by_role("button", name=LOAD)
    load.wait_for(timeout=240_000)
    page.locator(".st-key-frame_wi_use .main-svg").first.wait_for()
    visit.settled()
    assert violations(page) == []
    load.click()
    drawn(page)  # the step with its results
    visit.settled()
    expect(page).to_have_url(re.compile("plan="))
